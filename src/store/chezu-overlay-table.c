/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-overlay-table.h"

#include "base/chezu-time.h"
#include "store/chezu-layer-private.h"
#include "store/chezu-overlay-table-private.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <yyjson.h>

/* So many rows are erased in one transaction. */
#define PURGE_STEP 5000

void
chezu_overlay_row_free (ChezuOverlayRow *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->file);
  g_free (self->label);
  g_strfreev (self->fields);
  g_free (self);
}

ChezuOverlayRow *
chezu_overlay_row_copy (const ChezuOverlayRow *self)
{
  ChezuOverlayRow *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->file = g_strdup (self->file);
  copy->label = g_strdup (self->label);
  copy->fields = g_strdupv (self->fields);
  return copy;
}

/* --- Listing --------------------------------------------------------------------------------- */

static GStrv
parse_fields (const char *text)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  yyjson_doc *doc = text != NULL ? yyjson_read (text, strlen (text), 0) : NULL;
  yyjson_val *value;
  size_t i;
  size_t n;

  yyjson_arr_foreach (yyjson_doc_get_root (doc), i, n, value)
  {
    if (yyjson_is_str (value))
      g_strv_builder_add (names, yyjson_get_str (value));
  }
  yyjson_doc_free (doc);
  return g_strv_builder_end (names);
}

/* What somebody wrote into the file may be anything. */
static ChezuOverlayRow *
make_row (ChezuStatement *select)
{
  ChezuOverlayRow *row = g_new0 (ChezuOverlayRow, 1);

  row->id = chezu_statement_get_int (select, 0);
  row->name = g_strdup (chezu_statement_get_text (select, 1));
  row->file = g_strdup (chezu_statement_get_text (select, 2));
  if (!chezu_datum_from_key (chezu_statement_get_text (select, 3), &row->datum))
    row->datum = CHEZU_DATUM_WGS84;
  row->imported_ms = chezu_statement_get_int (select, 4);
  row->style.visible = chezu_statement_get_int (select, 5) != 0;
  row->style.color
      = (guint)CLAMP (chezu_statement_get_int (select, 6), 0, (gint64)CHEZU_N_OVERLAY_COLORS - 1);
  row->style.width = CLAMP (chezu_statement_get_double (select, 7), CHEZU_OVERLAY_WIDTH_MIN,
                            CHEZU_OVERLAY_WIDTH_MAX);
  row->style.opacity = CLAMP (chezu_statement_get_double (select, 8), 0.0, 1.0);
  row->label = g_strdup (chezu_statement_get_text (select, 9));
  row->fields = parse_fields (chezu_statement_get_text (select, 10));
  for (guint kind = 0; kind < CHEZU_N_OVERLAY_KINDS; kind++)
    row->n_features[kind] = (guint)chezu_statement_get_int (select, 11 + (int)kind);
  row->n_vertices = (guint)chezu_statement_get_int (select, 14);
  for (int i = 0; i < 4; i++)
    row->bounds[i] = chezu_statement_get_double (select, 15 + i);
  return row;
}

static gpointer
read_list (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_overlay_row_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, name, file, datum, imported_ms, visible, color, width, opacity, label, "
          "fields, n_points, n_lines, n_polygons, n_vertices, west, south, east, north "
          "FROM overlay WHERE state = 1 ORDER BY position DESC, id DESC");

  while (chezu_statement_next (select))
    g_ptr_array_add (rows, make_row (select));
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&rows);
}

DexFuture *
chezu_overlay_table_list (ChezuStore *store)
{
  return chezu_store_read (store, read_list, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
}

static gpointer
read_version (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (db, "SELECT max (seq) FROM overlay");
  gint64 version = 0;

  if (chezu_statement_next (select))
    version = chezu_statement_get_int (select, 0);
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_memdup2 (&version, sizeof version);
}

DexFuture *
chezu_overlay_table_read_version (ChezuStore *store)
{
  return chezu_store_read (store, read_version, NULL, NULL, g_free);
}

/* --- Changing one ---------------------------------------------------------------------------- */

typedef struct
{
  const char *sql; /* ?1 its id, ?2 the time, then the values below where they are asked for */
  gint64 id;
  gint64 other;
  char *text;
  ChezuOverlayStyle style;
} Change;

static void
change_free (Change *change)
{
  g_free (change->text);
  g_free (change);
}

static Change *
change_new (gint64 id, const char *sql)
{
  Change *change = g_new0 (Change, 1);

  change->id = id;
  change->sql = sql;
  return change;
}

gboolean
chezu_overlay_table_bump (ChezuDatabase *db, gint64 id, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE overlay SET seq = (SELECT max (seq) + 1 FROM overlay) WHERE id = ?1");

  chezu_statement_bind_int (update, 1, id);
  return chezu_statement_run (update, error);
}

static gboolean
set_gone (GError **error)
{
  g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                       _ ("This overlay is not there any more"));
  return FALSE;
}

static gboolean
finish_change (ChezuDatabase *db, const Change *change, ChezuStatement *update, GError **error)
{
  if (!chezu_statement_run (update, error))
    return FALSE;
  return chezu_database_changes (db) > 0 ? chezu_overlay_table_bump (db, change->id, error)
                                         : set_gone (error);
}

static gboolean
change_text (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;
  ChezuStatement *update = chezu_database_prepare (db, change->sql);

  chezu_statement_bind_int (update, 1, change->id);
  chezu_statement_bind_text (update, 2, change->text);
  return finish_change (db, change, update, error);
}

DexFuture *
chezu_overlay_table_rename (ChezuStore *store, gint64 id, const char *name)
{
  Change *change;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && name != NULL, NULL);

  change = change_new (id, "UPDATE overlay SET name = ?2 WHERE id = ?1 AND state = 1");
  change->text = g_strdup (name);
  return chezu_store_write (store, change_text, change, (GDestroyNotify)change_free);
}

DexFuture *
chezu_overlay_table_set_label (ChezuStore *store, gint64 id, const char *label)
{
  Change *change;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && label != NULL, NULL);

  change = change_new (id, "UPDATE overlay SET label = ?2 WHERE id = ?1 AND state = 1");
  change->text = g_strdup (label);
  return chezu_store_write (store, change_text, change, (GDestroyNotify)change_free);
}

static gboolean
change_style (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE overlay SET color = ?2, width = ?3, opacity = ?4, visible = ?5 "
          "WHERE id = ?1 AND state = 1");

  chezu_statement_bind_int (update, 1, change->id);
  chezu_statement_bind_int (update, 2, change->style.color);
  chezu_statement_bind_double (update, 3, change->style.width);
  chezu_statement_bind_double (update, 4, change->style.opacity);
  chezu_statement_bind_int (update, 5, change->style.visible);
  return finish_change (db, change, update, error);
}

DexFuture *
chezu_overlay_table_restyle (ChezuStore *store, gint64 id, const ChezuOverlayStyle *style)
{
  Change *change;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && style != NULL, NULL);

  change = change_new (id, NULL);
  change->style = *style;
  return chezu_store_write (store, change_style, change, (GDestroyNotify)change_free);
}

static gboolean
run_with (ChezuDatabase *db, const char *sql, gint64 first, gint64 second, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (db, sql);

  chezu_statement_bind_int (update, 1, first);
  chezu_statement_bind_int (update, 2, second);
  return chezu_statement_run (update, error);
}

/* Room is made above the other one, or below all. */
static gboolean
change_place (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;
  ChezuStatement *update;

  if (!run_with (db,
                 "UPDATE overlay SET position = position + 1 WHERE id <> ?1 AND position > "
                 "coalesce ((SELECT position FROM overlay WHERE id = ?2), 0)",
                 change->id, change->other, error))
    return FALSE;
  update = chezu_database_prepare (
      db, "UPDATE overlay SET position = 1 + coalesce ((SELECT position FROM overlay WHERE id = "
          "?2), 0) WHERE id = ?1 AND state = 1");
  chezu_statement_bind_int (update, 1, change->id);
  chezu_statement_bind_int (update, 2, change->other);
  return finish_change (db, change, update, error);
}

DexFuture *
chezu_overlay_table_move (ChezuStore *store, gint64 id, gint64 other)
{
  Change *change;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && id != other, NULL);

  change = change_new (id, NULL);
  change->other = other;
  return chezu_store_write (store, change_place, change, (GDestroyNotify)change_free);
}

static gboolean
change_state (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;
  ChezuStatement *update = chezu_database_prepare (db, change->sql);

  chezu_statement_bind_int (update, 1, change->id);
  chezu_statement_bind_int (update, 2, chezu_time_now_ms ());
  return finish_change (db, change, update, error)
         && chezu_layer_touch (db, "overlay_feature", error);
}

DexFuture *
chezu_overlay_table_remove (ChezuStore *store, gint64 id)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_write (
      store, change_state,
      change_new (id, "UPDATE overlay SET state = 2, since_ms = ?2 WHERE id = ?1 AND state < 2"),
      (GDestroyNotify)change_free);
}

DexFuture *
chezu_overlay_table_restore (ChezuStore *store, gint64 id)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_write (
      store, change_state,
      change_new (id, "UPDATE overlay SET state = 1, since_ms = ?2 WHERE id = ?1 AND state = 2"),
      (GDestroyNotify)change_free);
}

/* --- Erasing --------------------------------------------------------------------------------- */

typedef struct
{
  ChezuStore *store;
  gint64 before_ms;
  gboolean more; /* of the last step */
} Purge;

static void
purge_free (Purge *purge)
{
  g_object_unref (purge->store);
  g_free (purge);
}

static gboolean
find_victim (ChezuDatabase *db, gint64 before_ms, gint64 *id, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id FROM overlay WHERE state <> 1 AND since_ms < ?1 LIMIT 1");

  *id = 0;
  chezu_statement_bind_int (select, 1, before_ms);
  if (chezu_statement_next (select))
    *id = chezu_statement_get_int (select, 0);
  return chezu_statement_done (select, error);
}

static gboolean
purge_step (ChezuDatabase *db, gpointer data, GError **error)
{
  Purge *purge = data;
  gint64 id;

  purge->more = FALSE;
  if (!find_victim (db, purge->before_ms, &id, error))
    return FALSE;
  if (id == 0)
    return TRUE;

  purge->more = TRUE;
  if (!run_with (db,
                 "DELETE FROM overlay_feature WHERE id IN "
                 "(SELECT id FROM overlay_feature WHERE overlay = ?1 LIMIT ?2)",
                 id, PURGE_STEP, error))
    return FALSE;
  if (chezu_database_changes (db) == PURGE_STEP)
    return TRUE;
  return run_with (db, "DELETE FROM overlay WHERE id = ?1 AND ?2 = 0", id, 0, error)
         && chezu_overlay_table_tell_bounds (db, error);
}

static DexFuture *
purge_fiber (gpointer user_data)
{
  Purge *purge = user_data;
  GError *error = NULL;

  do
    if (!dex_await (chezu_store_write (purge->store, purge_step, purge, NULL), &error))
      return dex_future_new_for_error (error);
  while (purge->more);
  return dex_future_new_true ();
}

DexFuture *
chezu_overlay_table_purge (ChezuStore *store, gint64 before_ms)
{
  Purge *purge;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  purge = g_new0 (Purge, 1);
  purge->store = g_object_ref (store);
  purge->before_ms = before_ms;
  return dex_scheduler_spawn (NULL, 0, purge_fiber, purge, (GDestroyNotify)purge_free);
}

/* What gpkg_contents says of the layer: around all overlays. */
gboolean
chezu_overlay_table_tell_bounds (ChezuDatabase *db, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = "
          "(SELECT min (west), min (south), max (east), max (north) FROM overlay) "
          "WHERE table_name = 'overlay_feature'");

  return chezu_statement_run (update, error) && chezu_layer_touch (db, "overlay_feature", error);
}
