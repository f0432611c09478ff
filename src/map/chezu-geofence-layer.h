/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geofences on the map: dashed edges and a light tint, under everything that moves. */

#pragma once

#include <shumate/shumate.h>

#include "map/chezu-map-labels.h"
#include "store/chezu-geofence-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_GEOFENCE_LAYER (chezu_geofence_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuGeofenceLayer, chezu_geofence_layer, CHEZU, GEOFENCE_LAYER, ShumateLayer)

ChezuGeofenceLayer *chezu_geofence_layer_new (ShumateViewport *viewport);

/* @rows: of ChezuGeofenceRow, immutable from now on; shared. What is the same as before is not
 * projected again. */
void chezu_geofence_layer_set_rows (ChezuGeofenceLayer *self, GPtrArray *rows);
/* Drawn stronger and on top; 0 none. */
void chezu_geofence_layer_set_selected (ChezuGeofenceLayer *self, gint64 id);
/* Not drawn, because a tool draws it; 0 none. */
void chezu_geofence_layer_set_edited (ChezuGeofenceLayer *self, gint64 id);

/* Whether names tell how many are inside now; TRUE at first. */
void chezu_geofence_layer_set_counted (ChezuGeofenceLayer *self, gboolean counted);
gboolean chezu_geofence_layer_get_counted (ChezuGeofenceLayer *self);

/* Appends those that are shown and have the place inside, to @found (of const ChezuGeofenceRow *,
 * until the rows are others). */
void chezu_geofence_layer_find (ChezuGeofenceLayer *self, double lon, double lat, GPtrArray *found);

/* Returns: (transfer full) */
ChezuMapLabels *chezu_geofence_layer_make_labels (ChezuGeofenceLayer *self);

/* Signal "worked-out" (): labels may be others. */

G_END_DECLS
