/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All geofences, made ready for asking on which side of them a place is. One for each connection;
 * loaded again when a fence changed. */

#pragma once

#include "store/chezu-geofence-table.h"

G_BEGIN_DECLS

/* Nearer to the edge than that a fix may be off by as much. (domain.md, part 3: 30 m hysteresis) */
#define CHEZU_GEOFENCE_MARGIN_M 30.0
/* What lies farther away is not measured. */
#define CHEZU_GEOFENCE_FAR_M 1e9

typedef struct _ChezuGeofence ChezuGeofence;
typedef struct _ChezuGeofenceSet ChezuGeofenceSet;

/* The set of @db, borrowed until the next call; NULL with @error set on failure. */
ChezuGeofenceSet *chezu_geofence_set_get (ChezuDatabase *db, GError **error);
void chezu_geofence_set_free (ChezuGeofenceSet *self);

gboolean chezu_geofence_set_is_empty (const ChezuGeofenceSet *self);
/* NULL when there is none, or it was removed. */
const ChezuGeofence *chezu_geofence_set_find (const ChezuGeofenceSet *self, gint64 id);
/* Appends to @found (of const ChezuGeofence *) those whose edge may be as near as the margin, or
 * around the place. */
void
chezu_geofence_set_locate (const ChezuGeofenceSet *self, double lon, double lat, GArray *found);

/* @rings NULL: as the shape is traced. */
ChezuGeofence *chezu_geofence_new (gint64 id,
                                   gint64 changed_ms,
                                   const ChezuGeofenceShape *shape,
                                   const GArray *rings);
void chezu_geofence_free (ChezuGeofence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuGeofence, chezu_geofence_free)

gint64 chezu_geofence_get_id (const ChezuGeofence *self);
gint64 chezu_geofence_get_changed_ms (const ChezuGeofence *self);
/* West, south, east, north; the margin is in them. */
const double *chezu_geofence_get_bounds (const ChezuGeofence *self);
/* Metres from the edge, positive inside, the edge itself too; at least the margin where it is
 * farther away. */
double chezu_geofence_depth_m (const ChezuGeofence *self, double lon, double lat);

G_END_DECLS
