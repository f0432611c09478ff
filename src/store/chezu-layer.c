/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The root of a spatial index holds the bounds of all that is in it, so the bounds of a layer cost
 * one small row and hold all of it after every change. They shrink, too, though not at once: the
 * index knows what is around a leaf, which may be more than what is in it by now.
 */

#include "store/chezu-layer-private.h"

#include "store/chezu-rtree-node-private.h"

#include <math.h>

static gboolean
measure_node (const guint8 *node, gsize size, ChezuRtreeBox *bounds)
{
  guint n_cells = chezu_rtree_node_count (node, size);

  *bounds = (ChezuRtreeBox){ INFINITY, -INFINITY, INFINITY, -INFINITY };
  for (guint i = 0; i < n_cells; i++)
    {
      const ChezuRtreeBox box
          = chezu_rtree_cell_box (node + CHEZU_RTREE_NODE_HEAD + i * CHEZU_RTREE_CELL_SIZE);

      bounds->min_x = MIN (bounds->min_x, box.min_x);
      bounds->max_x = MAX (bounds->max_x, box.max_x);
      bounds->min_y = MIN (bounds->min_y, box.min_y);
      bounds->max_y = MAX (bounds->max_y, box.max_y);
    }
  return n_cells > 0;
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
measure_layer (
    ChezuDatabase *db, const char *sql, ChezuRtreeBox *bounds, gboolean *found, GError **error)
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
  ChezuRtreeBox bounds;

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
      chezu_statement_bind_double (update, 2, (double)bounds.min_x);
      chezu_statement_bind_double (update, 3, (double)bounds.max_x);
      chezu_statement_bind_double (update, 4, (double)bounds.min_y);
      chezu_statement_bind_double (update, 5, (double)bounds.max_y);
    }
  return chezu_statement_run (update, error);
}
