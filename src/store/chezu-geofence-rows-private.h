/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fences between their rows and their structs. */

#pragma once

#include "store/chezu-geofence-table.h"

G_BEGIN_DECLS

/* On any thread of a store: all that are there, by name, as GPtrArray of ChezuGeofenceRow. A row
 * that somebody broke is left out. */
GPtrArray *chezu_geofence_rows_read (ChezuDatabase *db, GError **error);

/* The multipolygon of @rings, which are as in ChezuGeofenceRow. */
GBytes *chezu_geofence_rows_write_outline (const GArray *rings);
/* The line of a corridor, the centre of a circle; NULL of a polygon. */
char *chezu_geofence_rows_write_path (const ChezuGeofenceShape *shape);

G_END_DECLS
