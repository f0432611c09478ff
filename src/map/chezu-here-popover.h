/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "What is here", beside a point of the map. */

#pragma once

#include <gtk/gtk.h>

#include "map/chezu-here.h"
#include "store/chezu-geofence-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_HERE_POPOVER (chezu_here_popover_get_type ())
G_DECLARE_FINAL_TYPE (ChezuHerePopover, chezu_here_popover, CHEZU, HERE_POPOVER, GtkPopover)

GtkWidget *chezu_here_popover_new (void);

/* @datum: of the base map */
void chezu_here_popover_show (ChezuHerePopover *self,
                              const ChezuHere *here,
                              ChezuDatum datum,
                              ChezuFleet *fleet);

/* Of ChezuGeofenceRow: those that the point lies in. */
void
chezu_here_popover_show_geofences (ChezuHerePopover *self, const GPtrArray *rows, gboolean counted);

/* Signals "vehicle-chosen" (gint64 id), "place-chosen" (gint64 id), "geofence-chosen" (gint64
 * id), "measure" () and "nearest"
 * (char *name of the point). */

G_END_DECLS
