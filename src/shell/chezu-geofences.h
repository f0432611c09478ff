/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geofences of a store, kept as the store has them. */

#pragma once

#include "store/chezu-geofence-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_GEOFENCES (chezu_geofences_get_type ())
G_DECLARE_FINAL_TYPE (ChezuGeofences, chezu_geofences, CHEZU, GEOFENCES, GObject)

ChezuGeofences *chezu_geofences_new (ChezuStore *store);
ChezuStore *chezu_geofences_get_store (ChezuGeofences *self);

/* Of ChezuGeofenceRow, by name, numbers by their value; another array after each change. */
GPtrArray *chezu_geofences_peek (ChezuGeofences *self);
/* NULL when it is gone; borrowed until the next change. */
const ChezuGeofenceRow *chezu_geofences_find (ChezuGeofences *self, gint64 id);

/* Signals: "changed" (): a fence, or who is inside; "trouble" (char *): they cannot be read. */

G_END_DECLS
