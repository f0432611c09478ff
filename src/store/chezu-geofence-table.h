/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geofences and who was inside them when. A fence is a polygon, a circle or a corridor along a
 * line; what counts is its outline, a GeoPackage layer of the store. Visits are written with the
 * fixes they rest on, in the same transaction. */

#pragma once

#include "store/chezu-geofence-shape.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Colours are counted; which they are is the palette's business. */
#define CHEZU_N_GEOFENCE_COLORS 6

typedef struct
{
  gint64 id;
  char *name;
  char *note; /* nullable */
  ChezuGeofenceShape shape;
  GArray
      *outline; /* rings, as chezu_geofence_shape_trace () gives them; of a corridor they are one */
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

ChezuGeofenceRow *chezu_geofence_row_copy (const ChezuGeofenceRow *self);
void chezu_geofence_row_free (ChezuGeofenceRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuGeofenceRow, chezu_geofence_row_free)

/* Resolves to a GPtrArray of ChezuGeofenceRow, by name. */
DexFuture *chezu_geofence_table_list (ChezuStore *store);
/* Resolves to a gint64 (free with g_free) that is another one after a fence or a visit changed, at
 * the cost of one small row. */
DexFuture *chezu_geofence_table_read_version (ChezuStore *store);

/* Of @row name, note, shape, outline (NULL: as it is traced), colour (as many as there are: any)
 * and visible count; its name is made one that no other has. Resolves to its id (dex_await_int64
 * ()). Who is inside at that moment has a visit from now on. */
DexFuture *chezu_geofence_table_add (ChezuStore *store, const ChezuGeofenceRow *row);
/* The same of the fence @row->id. A new shape ends the visits of who is no longer inside, and who
 * is inside now has one. */
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
