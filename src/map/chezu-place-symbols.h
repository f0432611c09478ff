/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What marks a place on the map: a rounded square with a sign of its kind; and the dots of towns.
 */

#pragma once

#include <cairo.h>

#include "map/chezu-palette.h"

G_BEGIN_DECLS

double chezu_place_symbol_size (ChezuPlaceKind kind);
void chezu_place_symbol_draw (
    cairo_t *cr, ChezuScheme scheme, ChezuPlaceKind kind, double size, gboolean high_contrast);

/* Ranks of towns: 1 metropolis, 2 capital, 3 prefecture, 4 county seat or town. */
double chezu_town_dot_radius (int rank);
void chezu_town_dot_draw (cairo_t *cr, ChezuScheme scheme, int rank);

G_END_DECLS
