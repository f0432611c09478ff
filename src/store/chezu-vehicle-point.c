/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The triggers of the layer take an entry out of the R*Tree and put it in again, which costs ten to
 * fifty microseconds for each vehicle and is seldom needed: a vehicle that moved some hundred
 * metres is still in the rectangle of its leaf. So points are written into their rows by way of
 * BLOB handles, which no trigger sees, and those that stay within their leaf are written into it
 * where they are, each leaf once for all its vehicles. Nothing above the leaf needs to change then.
 * Whoever left its leaf goes the way of the trigger.
 *
 * The tables of an R*Tree are documented (https://sqlite.org/rtree.html, section 6): _rowid names
 * the leaf of an entry, _parent the parent of a node.
 */

#include "store/chezu-vehicle-point-private.h"

#include "base/chezu-units.h"
#include "store/chezu-geometry-private.h"
#include "store/chezu-rtree-node-private.h"
#include "store/chezu-store-error-private.h"

#include <math.h>

typedef struct
{
  gint64 node; /* its leaf; 0: the index does not know it */
  gint64 vehicle_id;
  ChezuRtreeBox box;
} Move;

/* --- Boxes -------------------------------------------------------------------------------- */

static void
write_box (guint8 *cell, const ChezuRtreeBox *box)
{
  guint8 *at = cell + CHEZU_RTREE_CELL_BOX;

  chezu_rtree_write_float (at, box->min_x);
  chezu_rtree_write_float (at + 4, box->max_x);
  chezu_rtree_write_float (at + 8, box->min_y);
  chezu_rtree_write_float (at + 12, box->max_y);
}

/* Rounded outwards, so that the box holds the point. */
static ChezuRtreeBox
box_of_point (double x, double y)
{
  ChezuRtreeBox box = { (float)x, (float)x, (float)y, (float)y };

  if ((double)box.min_x > x)
    box.min_x = nextafterf (box.min_x, -INFINITY);
  if ((double)box.max_x < x)
    box.max_x = nextafterf (box.max_x, INFINITY);
  if ((double)box.min_y > y)
    box.min_y = nextafterf (box.min_y, -INFINITY);
  if ((double)box.max_y < y)
    box.max_y = nextafterf (box.max_y, INFINITY);
  return box;
}

static gboolean
contains (const ChezuRtreeBox *outer, const ChezuRtreeBox *inner)
{
  return outer->min_x <= inner->min_x && outer->max_x >= inner->max_x
         && outer->min_y <= inner->min_y && outer->max_y >= inner->max_y;
}

/* The cell of that id, or NULL. */
static guint8 *
find_cell (guint8 *node, gsize size, gint64 id)
{
  guint n_cells = chezu_rtree_node_count (node, size);

  for (guint i = 0; i < n_cells; i++)
    {
      guint8 *cell = node + CHEZU_RTREE_NODE_HEAD + i * CHEZU_RTREE_CELL_SIZE;

      if (chezu_rtree_cell_id (cell) == id)
        return cell;
    }
  return NULL;
}

/* --- Rows --------------------------------------------------------------------------------- */

/* By the way of the triggers. */
static gboolean
update_row (ChezuDatabase *db, gint64 vehicle_id, const guint8 *point, GError **error)
{
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE vehicle SET geom = ?2 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, vehicle_id);
  chezu_statement_bind_blob (update, 2, point, CHEZU_GEOMETRY_POINT_SIZE);
  return chezu_statement_run (update, error);
}

/* A handle that could not be moved to a row is of no use any more. */
static gboolean
write_in_place (ChezuDatabase *db, sqlite3_blob **handle, gint64 vehicle_id, const guint8 *point)
{
  int result = *handle != NULL ? sqlite3_blob_reopen (*handle, vehicle_id)
                               : sqlite3_blob_open (chezu_database_get_handle (db), "main",
                                                    "vehicle", "geom", vehicle_id, TRUE, handle);

  if (result == SQLITE_OK && sqlite3_blob_bytes (*handle) == CHEZU_GEOMETRY_POINT_SIZE)
    return sqlite3_blob_write (*handle, point, CHEZU_GEOMETRY_POINT_SIZE, 0) == SQLITE_OK;

  sqlite3_blob_close (*handle);
  *handle = NULL;
  return FALSE;
}

/* Adds to @moves what the index has still to be told. */
static gboolean
write_rows (ChezuDatabase *db,
            const ChezuVehiclePoint *points,
            guint n_points,
            GArray *moves,
            GError **error)
{
  sqlite3_blob *handle = NULL;
  gboolean succeeded = TRUE;

  for (guint i = 0; i < n_points && succeeded; i++)
    {
      double x = chezu_e7_to_degrees (points[i].lon_e7);
      double y = chezu_e7_to_degrees (points[i].lat_e7);
      const Move move = { .vehicle_id = points[i].vehicle_id, .box = box_of_point (x, y) };
      guint8 point[CHEZU_GEOMETRY_POINT_SIZE];

      chezu_geometry_write_point (x, y, point);
      if (points[i].is_first)
        {
          succeeded = update_row (db, move.vehicle_id, point, error);
          continue;
        }
      /* What is no point of ours is replaced by one; what the index says of it is put right. */
      succeeded = write_in_place (db, &handle, move.vehicle_id, point)
                  || update_row (db, move.vehicle_id, point, error);
      g_array_append_val (moves, move);
    }
  sqlite3_blob_close (handle);
  return succeeded;
}

/* --- The index ---------------------------------------------------------------------------- */

static int
compare_moves (gconstpointer a, gconstpointer b)
{
  const Move *x = a;
  const Move *y = b;

  return (x->node > y->node) - (x->node < y->node);
}

static gboolean
find_leaves (ChezuDatabase *db, GArray *moves, GError **error)
{
  for (guint i = 0; i < moves->len; i++)
    {
      Move *move = &g_array_index (moves, Move, i);
      ChezuStatement *select = chezu_database_prepare (
          db, "SELECT nodeno FROM rtree_vehicle_geom_rowid WHERE rowid = ?1");

      chezu_statement_bind_int (select, 1, move->vehicle_id);
      if (chezu_statement_next (select))
        move->node = chezu_statement_get_int (select, 0);
      if (!chezu_statement_done (select, error))
        return FALSE;
    }
  g_array_sort (moves, compare_moves);
  return TRUE;
}

/* What the node's parent believes to be around it; the root may be anywhere. */
static gboolean
read_limits (ChezuDatabase *db, gint64 node, ChezuRtreeBox *limits, GError **error)
{
  ChezuStatement *select;

  if (node == CHEZU_RTREE_ROOT)
    {
      *limits = (ChezuRtreeBox){ -INFINITY, INFINITY, -INFINITY, INFINITY };
      return TRUE;
    }

  /* Nothing is within it, so that whoever has no parent goes the way of the trigger. */
  *limits = (ChezuRtreeBox){ INFINITY, -INFINITY, INFINITY, -INFINITY };
  select = chezu_database_prepare (
      db, "SELECT n.data FROM rtree_vehicle_geom_parent AS p JOIN rtree_vehicle_geom_node AS n "
          "ON n.nodeno = p.parentnode WHERE p.nodeno = ?1");
  chezu_statement_bind_int (select, 1, node);
  if (chezu_statement_next (select))
    {
      gsize size;
      gconstpointer data = chezu_statement_get_blob (select, 0, &size);
      g_autofree guint8 *parent = g_memdup2 (data, size);
      const guint8 *cell = find_cell (parent, size, node);

      if (cell != NULL)
        *limits = chezu_rtree_cell_box (cell);
    }
  return chezu_statement_done (select, error);
}

static gboolean
read_node (ChezuDatabase *db, gint64 node, GByteArray *data, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT data FROM rtree_vehicle_geom_node WHERE nodeno = ?1");

  g_byte_array_set_size (data, 0);
  chezu_statement_bind_int (select, 1, node);
  if (chezu_statement_next (select))
    {
      gsize size;
      const guint8 *bytes = chezu_statement_get_blob (select, 0, &size);

      g_byte_array_append (data, bytes, (guint)size);
    }
  return chezu_statement_done (select, error);
}

static gboolean
write_node (ChezuDatabase *db, gint64 node, GByteArray *data, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE rtree_vehicle_geom_node SET data = ?2 WHERE nodeno = ?1");

  chezu_statement_bind_int (update, 1, node);
  chezu_statement_bind_blob (update, 2, data->data, data->len);
  return chezu_statement_run (update, error);
}

/* Those of one leaf. Adds to @leavers who cannot stay in it. */
static gboolean
move_within (ChezuDatabase *db,
             const Move *moves,
             guint n_moves,
             GByteArray *data,
             GArray *leavers,
             GError **error)
{
  gint64 node = moves[0].node;
  gboolean changed = FALSE;
  ChezuRtreeBox limits;

  if (!read_node (db, node, data, error) || !read_limits (db, node, &limits, error))
    return FALSE;

  for (guint i = 0; i < n_moves; i++)
    {
      guint8 *cell = find_cell (data->data, data->len, moves[i].vehicle_id);

      if (cell == NULL || !contains (&limits, &moves[i].box))
        {
          g_array_append_val (leavers, moves[i]);
          continue;
        }
      write_box (cell, &moves[i].box);
      changed = TRUE;
    }
  return !changed || write_node (db, node, data, error);
}

static gboolean
put_in_again (ChezuDatabase *db, const Move *move, GError **error)
{
  ChezuStatement *replace = chezu_database_prepare (
      db, "INSERT OR REPLACE INTO rtree_vehicle_geom VALUES (?1, ?2, ?3, ?4, ?5)");

  chezu_statement_bind_int (replace, 1, move->vehicle_id);
  chezu_statement_bind_double (replace, 2, (double)move->box.min_x);
  chezu_statement_bind_double (replace, 3, (double)move->box.max_x);
  chezu_statement_bind_double (replace, 4, (double)move->box.min_y);
  chezu_statement_bind_double (replace, 5, (double)move->box.max_y);
  return chezu_statement_run (replace, error);
}

/* Leaves change when entries come and go, so all that stays is written before anything leaves. */
static gboolean
update_index (ChezuDatabase *db, GArray *moves, GError **error)
{
  g_autoptr (GArray) leavers = g_array_new (FALSE, FALSE, sizeof (Move));
  g_autoptr (GByteArray) data = g_byte_array_new ();
  const Move *all;

  if (!find_leaves (db, moves, error))
    return FALSE;

  all = (const Move *)(gpointer)moves->data;
  for (guint start = 0, end; start < moves->len; start = end)
    {
      for (end = start + 1; end < moves->len && all[end].node == all[start].node;)
        end++;
      if (!move_within (db, all + start, end - start, data, leavers, error))
        return FALSE;
    }

  for (guint i = 0; i < leavers->len; i++)
    if (!put_in_again (db, &g_array_index (leavers, Move, i), error))
      return FALSE;
  return TRUE;
}

gboolean
chezu_vehicle_points_move (ChezuDatabase *db,
                           const ChezuVehiclePoint *points,
                           guint n_points,
                           GError **error)
{
  g_autoptr (GArray) moves = g_array_sized_new (FALSE, FALSE, sizeof (Move), n_points);

  return write_rows (db, points, n_points, moves, error) && update_index (db, moves, error);
}
