/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A geofence while somebody draws or changes it: its shape, and the steps that can be taken back.
 */

#pragma once

#include "store/chezu-geofence-shape.h"

G_BEGIN_DECLS

#define CHEZU_GEOFENCE_SKETCH_NONE G_MAXUINT

typedef struct _ChezuGeofenceSketch ChezuGeofenceSketch;

/* Nothing is there yet; @radius_m as in ChezuGeofenceShape. */
ChezuGeofenceSketch *chezu_geofence_sketch_new (ChezuGeofenceForm form, double radius_m);
ChezuGeofenceSketch *chezu_geofence_sketch_new_from (const ChezuGeofenceShape *shape);
void chezu_geofence_sketch_free (ChezuGeofenceSketch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuGeofenceSketch, chezu_geofence_sketch_free)

const ChezuGeofenceShape *chezu_geofence_sketch_get_shape (const ChezuGeofenceSketch *self);
/* As chezu_geofence_shape_trace (); until the next change. */
const GArray *chezu_geofence_sketch_peek_outline (ChezuGeofenceSketch *self);
guint chezu_geofence_sketch_get_n (const ChezuGeofenceSketch *self);
ChezuGeofenceVertex chezu_geofence_sketch_get (const ChezuGeofenceSketch *self, guint index);
/* Whether there are as many corners as the form needs. */
gboolean chezu_geofence_sketch_is_whole (const ChezuGeofenceSketch *self);
guint chezu_geofence_sketch_get_least (const ChezuGeofenceSketch *self);

/* What follows, until the next call, is one step. */
void chezu_geofence_sketch_begin_step (ChezuGeofenceSketch *self);
void chezu_geofence_sketch_insert (ChezuGeofenceSketch *self, guint at, ChezuGeofenceVertex vertex);
/* FALSE: fewer would be no fence. */
gboolean chezu_geofence_sketch_remove (ChezuGeofenceSketch *self, guint at, guint least);
void chezu_geofence_sketch_move (ChezuGeofenceSketch *self, guint at, ChezuGeofenceVertex to);
void chezu_geofence_sketch_move_all (ChezuGeofenceSketch *self, double d_lon, double d_lat);
/* Within what the form allows. */
void chezu_geofence_sketch_set_radius (ChezuGeofenceSketch *self, double radius_m);

gboolean chezu_geofence_sketch_undo (ChezuGeofenceSketch *self);
gboolean chezu_geofence_sketch_redo (ChezuGeofenceSketch *self);

/* Square metres: of an area and a circle exactly, of a corridor its length by its width. */
double chezu_geofence_shape_area_m2 (const ChezuGeofenceShape *shape);
/* Metres, of the line of a corridor; 0 of others. */
double chezu_geofence_shape_length_m (const ChezuGeofenceShape *shape);

G_END_DECLS
