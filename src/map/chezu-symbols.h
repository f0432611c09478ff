/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The symbols of the map in Cairo: vehicles, discs, badges, rings and the marks of selection. All
 * are drawn around the current origin, sizes in logical pixels. */

#pragma once

#include <gtk/gtk.h>

#include "map/chezu-palette.h"

G_BEGIN_DECLS

/* Diameter of a badge beside a vehicle, in a list, and on a card. */
#define CHEZU_BADGE_SMALL 15.0
#define CHEZU_BADGE_LIST 20.0
#define CHEZU_BADGE_CARD 40.0
/* From the ring of an alarm to the second one around it. */
#define CHEZU_RING_GAP 4.6

double chezu_symbol_vehicle_size (double zoom);
double chezu_symbol_vehicle_reach (double size);
void chezu_symbol_draw_vehicle (cairo_t *cr,
                                ChezuScheme scheme,
                                ChezuVehicleKind kind,
                                ChezuVehicleState state,
                                double angle,
                                double size);

void chezu_symbol_draw_fading_vehicle (cairo_t *cr,
                                       ChezuScheme scheme,
                                       ChezuVehicleKind kind,
                                       ChezuVehicleState state,
                                       double angle,
                                       double size,
                                       double strength);

double chezu_symbol_disc_reach (guint count);
void chezu_symbol_draw_disc (cairo_t *cr,
                             ChezuScheme scheme,
                             guint count,
                             const guint32 states[CHEZU_N_STATES],
                             PangoLayout *text);

void chezu_symbol_draw_selection (cairo_t *cr, ChezuScheme scheme, double radius);
void chezu_symbol_draw_alarm_ring (cairo_t *cr, ChezuScheme scheme, guint priority, double size);
void chezu_symbol_draw_pulsing_ring (cairo_t *cr,
                                     ChezuScheme scheme,
                                     guint priority,
                                     double size,
                                     double strength,
                                     gboolean doubled);
void chezu_symbol_draw_badge (
    cairo_t *cr, ChezuScheme scheme, guint priority, double diameter, PangoLayout *text);
void chezu_symbol_draw_text (
    cairo_t *cr, ChezuScheme scheme, PangoLayout *text, double x, double y, double halo_width);

G_END_DECLS
