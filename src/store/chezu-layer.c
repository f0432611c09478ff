/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The root of a spatial index holds the bounds of all that is in it, so the bounds of a layer cost
 * one small row and are right after every change, also when something at the edge went away.
 */

#include "store/chezu-layer-private.h"

#include <math.h>
#include <string.h>

/* A node of an R*Tree module with two dimensions (https://sqlite.org/rtree.html, section 6): depth
 * and number of cells of two bytes each, then cells of an id of eight bytes and four floats, min x,
 * max x, min y, max y; big endian. */
#define NODE_HEAD 4
#define NODE_COUNT_AT 2
#define CELL_SIZE 24
#define CELL_BOUNDS_AT 8

typedef struct
{
  double min_x;
  double max_x;
  double min_y;
  double max_y;
} Bounds;

static double
read_float (const guint8 *at)
{
  guint32 bits;
  float value;

  memcpy (&bits, at, sizeof bits);
  bits = GUINT32_FROM_BE (bits);
  memcpy (&value, &bits, sizeof value);
  return (double)value;
}

static gboolean
measure_node (const guint8 *node, gsize size, Bounds *bounds)
{
  guint n_cells;

  if (node == NULL || size < NODE_HEAD)
    return FALSE;
  n_cells = (guint)node[NODE_COUNT_AT] << 8 | node[NODE_COUNT_AT + 1];
  if (n_cells == 0 || n_cells > (size - NODE_HEAD) / CELL_SIZE)
    return FALSE;

  *bounds = (Bounds){ INFINITY, -INFINITY, INFINITY, -INFINITY };
  for (guint i = 0; i < n_cells; i++)
    {
      const guint8 *at = node + NODE_HEAD + i * CELL_SIZE + CELL_BOUNDS_AT;

      bounds->min_x = MIN (bounds->min_x, read_float (at));
      bounds->max_x = MAX (bounds->max_x, read_float (at + 4));
      bounds->min_y = MIN (bounds->min_y, read_float (at + 8));
      bounds->max_y = MAX (bounds->max_y, read_float (at + 12));
    }
  return TRUE;
}

/* NULL for a layer without geometry. */
static const char *
root_query (const char *layer)
{
  static const struct
  {
    const char *layer;
    const char *sql;
  } roots[] = {
    { "vehicle", "SELECT data FROM rtree_vehicle_geom_node WHERE nodeno = 1" },
    { "place", "SELECT data FROM rtree_place_geom_node WHERE nodeno = 1" },
    { "region", "SELECT data FROM rtree_region_geom_node WHERE nodeno = 1" },
    { "alarm", "SELECT data FROM rtree_alarm_geom_node WHERE nodeno = 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (roots); i++)
    if (g_str_equal (layer, roots[i].layer))
      return roots[i].sql;
  return NULL;
}

static gboolean
measure_layer (ChezuDatabase *db, const char *sql, Bounds *bounds, gboolean *found, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (db, sql);

  *found = FALSE;
  if (chezu_statement_next (select))
    {
      gsize size;
      const guint8 *node = chezu_statement_get_blob (select, 0, &size);

      *found = measure_node (node, size, bounds);
    }
  return chezu_statement_done (select, error);
}

gboolean
chezu_layer_touch (ChezuDatabase *db, const char *layer, GError **error)
{
  const char *sql = root_query (layer);
  ChezuStatement *update;
  gboolean found;
  Bounds bounds;

  if (sql == NULL)
    {
      update = chezu_database_prepare (
          db, "UPDATE gpkg_contents SET last_change = strftime ('%Y-%m-%dT%H:%M:%fZ', 'now') "
              "WHERE table_name = ?1");
      chezu_statement_bind_text (update, 1, layer);
      return chezu_statement_run (update, error);
    }

  if (!measure_layer (db, sql, &bounds, &found, error))
    return FALSE;

  update = chezu_database_prepare (
      db, "UPDATE gpkg_contents SET last_change = strftime ('%Y-%m-%dT%H:%M:%fZ', 'now'), "
          "min_x = ?2, max_x = ?3, min_y = ?4, max_y = ?5 WHERE table_name = ?1");
  chezu_statement_bind_text (update, 1, layer);
  if (found)
    {
      chezu_statement_bind_double (update, 2, bounds.min_x);
      chezu_statement_bind_double (update, 3, bounds.max_x);
      chezu_statement_bind_double (update, 4, bounds.min_y);
      chezu_statement_bind_double (update, 5, bounds.max_y);
    }
  return chezu_statement_run (update, error);
}
