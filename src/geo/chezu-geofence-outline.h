/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outline of a geofence as one area, for what is stored and drawn. */

#pragma once

#include "store/chezu-geofence-table.h"

G_BEGIN_DECLS

/* As chezu_geofence_shape_trace (), but pieces that overlap are one (GEOS). Some milliseconds for a
 * corridor of a thousand points; works out, opens no file. Returns a GArray (owned), or NULL with
 * @error set. */
GArray *chezu_geofence_outline_make (const ChezuGeofenceShape *shape, GError **error);

/* chezu_geofence_table_add () and chezu_geofence_table_change () with the outline made on a thread
 * of its own, where @row has none. */
DexFuture *chezu_geofence_outline_add (ChezuStore *store, const ChezuGeofenceRow *row);
DexFuture *chezu_geofence_outline_change (ChezuStore *store, const ChezuGeofenceRow *row);

G_END_DECLS
