/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person draws as a geofence, and the outline that follows from it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CHEZU_GEOFENCE_MAX_VERTICES 10000
#define CHEZU_GEOFENCE_RADIUS_MIN_M 20.0
#define CHEZU_GEOFENCE_RADIUS_MAX_M 200000.0
/* Half the width of a corridor. */
#define CHEZU_GEOFENCE_WIDTH_MAX_M 20000.0

typedef enum
{
  CHEZU_GEOFENCE_POLYGON,
  CHEZU_GEOFENCE_CIRCLE,
  CHEZU_GEOFENCE_CORRIDOR,
  CHEZU_N_GEOFENCE_FORMS
} ChezuGeofenceForm;

typedef struct
{
  double lon; /* degrees, WGS-84 */
  double lat;
} ChezuGeofenceVertex;

/* The corners of a polygon (open, at least 3), the centre of a circle (1), or the line of a
 * corridor (at least 2). */
typedef struct
{
  ChezuGeofenceForm form;
  GArray *vertices; /* of ChezuGeofenceVertex */
  double radius_m;  /* of a circle; half the width of a corridor; 0 of a polygon */
} ChezuGeofenceShape;

const char *chezu_geofence_form_key (ChezuGeofenceForm form);
gboolean chezu_geofence_form_from_key (const char *key, ChezuGeofenceForm *form);

void chezu_geofence_shape_clear (ChezuGeofenceShape *self);
void chezu_geofence_shape_copy (const ChezuGeofenceShape *self, ChezuGeofenceShape *copy);

/* FALSE with what is wrong and what to do, in words for a person: too few or too many corners, a
 * ring that crosses itself, a radius out of bounds, a place that is none. */
gboolean chezu_geofence_shape_check (const ChezuGeofenceShape *self, GError **error);

/* Rings: a GArray (owned) of GArray of ChezuGeofenceVertex. Each is closed; outer ones run
 * anticlockwise, holes, which come after theirs, clockwise: filled by winding they are the fence.
 * Of a polygon the ring itself, of a circle one of 128 corners, of a corridor one around each piece
 * of the line, which overlap (geo/chezu-geofence-outline.h makes them one). Cheap enough to follow
 * a pointer. */
GArray *chezu_geofence_shape_trace (const ChezuGeofenceShape *self);

GArray *chezu_geofence_rings_new (void);
/* Appends a ring and returns it; it is owned by @rings. */
GArray *chezu_geofence_rings_add (GArray *rings);
GArray *chezu_geofence_rings_copy (GArray *rings);
/* Closes @ring and makes it run anticlockwise, or clockwise. */
void chezu_geofence_ring_close (GArray *ring, gboolean anticlockwise);
gboolean chezu_geofence_ring_is_hole (const GArray *ring);
/* West, south, east, north; FALSE when there is no vertex. */
gboolean chezu_geofence_rings_get_bounds (const GArray *rings, double bounds[4]);

G_END_DECLS
