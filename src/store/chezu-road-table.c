/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-road-table.h"

#include "store/chezu-geometry-private.h"
#include "store/chezu-road-words-private.h"

static void
add_row (ChezuRoadIndex *index, ChezuStatement *row, ChezuOverlayShapes *shapes)
{
  const ChezuOverlayFeature texts = { .kind = CHEZU_OVERLAY_LINE };
  guint first = shapes->vertices->len;
  gsize size;
  gconstpointer blob = chezu_statement_get_blob (row, 0, &size);
  const ChezuRoad road = {
    .ref = (char *)chezu_statement_get_text (row, 1),
    .name_zh = (char *)chezu_statement_get_text (row, 2),
    .name_en = (char *)chezu_statement_get_text (row, 3),
    .from_zh = (char *)chezu_statement_get_text (row, 4),
    .to_zh = (char *)chezu_statement_get_text (row, 5),
    .class = chezu_road_class_from_key (chezu_statement_get_text (row, 6)),
    .limit_truck_km_h = (double)chezu_statement_get_int (row, 7),
    .limit_car_km_h = (double)chezu_statement_get_int (row, 8),
    .length_m = (double)chezu_statement_get_int (row, 9),
  };

  /* A line that somebody else's program broke is left out, not everything with it. */
  if (!chezu_geometry_read_shape (blob, size, &texts, shapes) || shapes->vertices->len < first + 2)
    return;
  chezu_road_index_add (index, &road,
                        &g_array_index (shapes->vertices, ChezuOverlayVertex, first).lon,
                        shapes->vertices->len - first);
}

ChezuRoadIndex *
chezu_road_table_index (ChezuDatabase *db, GError **error)
{
  g_autoptr (ChezuRoadIndex) index = chezu_road_index_new ();
  ChezuOverlayShapes *shapes = chezu_overlay_shapes_new ();
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT geom, ref, name_zh, name_en, from_zh, to_zh, class, limit_truck_km_h, "
          "limit_car_km_h, length_m FROM road ORDER BY id");

  while (chezu_statement_next (select))
    add_row (index, select, shapes);
  chezu_overlay_shapes_unref (shapes);
  return chezu_statement_done (select, error) ? g_steal_pointer (&index) : NULL;
}

static gpointer
read_index (ChezuDatabase *db, gpointer data, GError **error)
{
  return chezu_road_table_index (db, error);
}

DexFuture *
chezu_road_table_read (ChezuStore *store)
{
  return chezu_store_read (store, read_index, NULL, NULL, (GDestroyNotify)chezu_road_index_unref);
}
