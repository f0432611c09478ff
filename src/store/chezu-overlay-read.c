/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-overlay-table.h"

#include "store/chezu-geometry-private.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>

/* A row whose geometry somebody broke, or moved out of the world, is not shown. */
static void
take_row (ChezuOverlayShapes *shapes, ChezuStatement *select)
{
  const ChezuOverlayFeature texts = {
    .name = chezu_statement_get_text (select, 1),
    .description = chezu_statement_get_text (select, 2),
    .attributes = chezu_statement_get_text (select, 3),
    .label = chezu_statement_get_text (select, 4),
  };
  gsize size;
  gconstpointer geometry = chezu_statement_get_blob (select, 0, &size);
  ChezuGeometryInfo info;

  if (chezu_geometry_inspect (geometry, size, &info) && !info.empty && info.min_x >= -180
      && info.max_x <= 180 && info.min_y >= -90 && info.max_y <= 90)
    chezu_geometry_read_shape (geometry, size, &texts, shapes);
}

static gboolean
is_there (ChezuDatabase *db, gint64 id, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT 1 FROM overlay WHERE id = ?1 AND state = 1");
  gboolean found;

  chezu_statement_bind_int (select, 1, id);
  found = chezu_statement_next (select);
  if (!chezu_statement_done (select, error))
    return FALSE;
  if (!found)
    g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                         _ ("This overlay is not there any more"));
  return found;
}

static gpointer
read_shapes (ChezuDatabase *db, gpointer data, GError **error)
{
  const gint64 *id = data;
  g_autoptr (ChezuOverlayShapes) shapes = chezu_overlay_shapes_new ();
  ChezuStatement *select;

  if (!is_there (db, *id, error))
    return NULL;
  select = chezu_database_prepare (
      db, "SELECT f.geom, f.name, f.description, f.attributes, CASE o.label WHEN '' THEN NULL "
          "WHEN '" CHEZU_OVERLAY_LABEL_NAME "' THEN f.name "
          "ELSE CASE WHEN json_valid (f.attributes) THEN f.attributes ->> o.label END END "
          "FROM overlay_feature AS f JOIN overlay AS o ON o.id = f.overlay "
          "WHERE f.overlay = ?1 ORDER BY f.id");
  chezu_statement_bind_int (select, 1, *id);
  while (chezu_statement_next (select))
    take_row (shapes, select);
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&shapes);
}

DexFuture *
chezu_overlay_table_read_shapes (ChezuStore *store, gint64 id)
{
  return chezu_store_read (store, read_shapes, g_memdup2 (&id, sizeof id), g_free,
                           (GDestroyNotify)chezu_overlay_shapes_unref);
}
