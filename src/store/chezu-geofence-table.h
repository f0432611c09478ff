/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geofences and who was inside them when. A fence is a polygon, a circle or a corridor along a
 * line; what counts is its outline, a GeoPackage layer of the store. Visits are written with the
 * fixes they rest on, in the same transaction. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Colours are counted; which they are is the palette's business. */
#define CHEZU_N_GEOFENCE_COLORS 6
#define CHEZU_GEOFENCE_MAX_VERTICES 10000
#define CHEZU_GEOFENCE_RADIUS_MIN_M 20.0
#define CHEZU_GEOFENCE_RADIUS_MAX_M 200000.0

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

/* What a person draws: the corners of a polygon (open, at least 3), the centre of a circle (1), or
 * the line of a corridor (at least 2). */
typedef struct
{
  ChezuGeofenceForm form;
  GArray *vertices; /* of ChezuGeofenceVertex */
  double radius_m;  /* of a circle; half the width of a corridor; 0 of a polygon */
} ChezuGeofenceShape;

typedef struct
{
  gint64 id;
  char *name;
  char *note; /* nullable */
  ChezuGeofenceShape shape;
  GArray *outline;  /* of GArray of ChezuGeofenceVertex: closed rings, an outer one and holes of
                       each polygon in turn; what is inside an odd number of rings is inside */
  double bounds[4]; /* west, south, east, north */
  guint color;      /* 0 … CHEZU_N_GEOFENCE_COLORS - 1 */
  gboolean visible; /* on the map; it counts visits whether it is or not */
  gint64 created_ms;
  gint64 changed_ms; /* of its shape */
  guint n_inside;    /* vehicles inside now */
} ChezuGeofenceRow;

/* A vehicle's stay. @entered_ms is the first fix inside; @left_ms the first outside, 0 while it is
 * inside. */
typedef struct
{
  gint64 id;
  gint64 geofence;
  gint64 vehicle;
  gint64 entered_ms;
  gint64 left_ms;
  gboolean was_inside; /* it stood inside already when the fence was drawn or changed */
} ChezuGeofenceVisit;

void chezu_geofence_shape_clear (ChezuGeofenceShape *self);
void chezu_geofence_shape_copy (const ChezuGeofenceShape *self, ChezuGeofenceShape *copy);
ChezuGeofenceRow *chezu_geofence_row_copy (const ChezuGeofenceRow *self);
void chezu_geofence_row_free (ChezuGeofenceRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuGeofenceRow, chezu_geofence_row_free)

/* FALSE with what is wrong and what to do, in words for a person: too few or too many corners, a
 * ring that crosses itself, a radius out of bounds, a place that is none. */
gboolean chezu_geofence_shape_check (const ChezuGeofenceShape *self, GError **error);

/* The outline of a shape, as in ChezuGeofenceRow: the polygon itself, a circle of 128 corners on
 * the ellipsoid, or everything within radius_m of the line, with round ends and bends. Cheap enough
 * to follow a pointer. */
GArray *chezu_geofence_shape_trace (const ChezuGeofenceShape *self);

/* Resolves to a GPtrArray of ChezuGeofenceRow, by name. */
DexFuture *chezu_geofence_table_list (ChezuStore *store);
/* Resolves to a gint64 (free with g_free) that is another one after a fence or a visit changed, at
 * the cost of one small row. */
DexFuture *chezu_geofence_table_read_version (ChezuStore *store);

/* Of @row name, note, shape, colour and visible count; its name is made one that no other has.
 * Resolves to its id (dex_await_int64 ()). Who is inside at that moment has a visit from now on. */
DexFuture *chezu_geofence_table_add (ChezuStore *store, const ChezuGeofenceRow *row);
/* The same of the fence @row->id. A new shape ends the visits of who is no longer inside. */
DexFuture *chezu_geofence_table_change (ChezuStore *store, const ChezuGeofenceRow *row);
DexFuture *chezu_geofence_table_set_visible (ChezuStore *store, gint64 id, gboolean visible);

/* It is not listed any more and its visits end; until it is purged it can be had back. */
DexFuture *chezu_geofence_table_remove (ChezuStore *store, gint64 id);
DexFuture *chezu_geofence_table_restore (ChezuStore *store, gint64 id);
DexFuture *chezu_geofence_table_purge (ChezuStore *store, gint64 before_ms);

/* Who is inside @id now, or was at @at_ms when that is not 0: a GArray of ChezuGeofenceVisit, who
 * came last first. */
DexFuture *chezu_geofence_table_read_inside (ChezuStore *store, gint64 id, gint64 at_ms);
/* Visits that touch a period, the latest first, at most @limit: of a fence, a vehicle (0: any). */
DexFuture *chezu_geofence_table_read_visits (
    ChezuStore *store, gint64 geofence, gint64 vehicle, gint64 from_ms, gint64 to_ms, guint limit);

G_END_DECLS
