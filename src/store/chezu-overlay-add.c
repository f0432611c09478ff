/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An overlay of a hundred thousand features comes into the store in steps of some milliseconds, so
 * that fixes need not wait for it. Until the last one nobody sees it; one that is broken off is
 * erased. */

#include "store/chezu-overlay-table.h"

#include "base/chezu-time.h"
#include "store/chezu-geometry-private.h"
#include "store/chezu-overlay-table-private.h"
#include "store/chezu-store-private.h"

#include <inttypes.h>
#include <yyjson.h>

#define STEP_FEATURES 1000
#define STEP_VERTICES 50000

typedef struct
{
  ChezuStore *store;
  ChezuOverlayRow *row;
  ChezuOverlayShapes *shapes;
  GCancellable *cancellable;

  guint from; /* features of the step, the second excluded */
  guint to;
} Add;

static void
add_free (Add *add)
{
  g_object_unref (add->store);
  chezu_overlay_row_free (add->row);
  chezu_overlay_shapes_unref (add->shapes);
  g_clear_object (&add->cancellable);
  g_free (add);
}

static char *
write_fields (const GStrv fields)
{
  yyjson_mut_doc *doc = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *array = yyjson_mut_arr (doc);
  char *text;

  for (char **field = fields; field != NULL && *field != NULL; field++)
    yyjson_mut_arr_add_str (doc, array, *field);
  yyjson_mut_doc_set_root (doc, array);
  text = yyjson_mut_write (doc, 0, NULL);
  yyjson_mut_doc_free (doc);
  return text;
}

static gboolean
is_taken (ChezuDatabase *db, const char *name, gboolean *taken, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT 1 FROM overlay WHERE name = ?1 AND state < 2");

  chezu_statement_bind_text (select, 1, name);
  *taken = chezu_statement_next (select);
  return chezu_statement_done (select, error);
}

/* "roads", then "roads (2)" and so on; NULL on failure. */
static char *
make_name (ChezuDatabase *db, const char *wanted, GError **error)
{
  g_autofree char *name = g_strdup (wanted);
  gboolean taken;

  for (guint i = 2;; i++)
    {
      if (!is_taken (db, name, &taken, error))
        return NULL;
      if (!taken)
        return g_steal_pointer (&name);
      g_free (name);
      name = g_strdup_printf ("%s (%u)", wanted, i);
    }
}

/* The colour that the fewest have. */
static gboolean
choose_color (ChezuDatabase *db, guint *color, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT color, count(*) FROM overlay WHERE state < 2 GROUP BY color");
  gint64 n[CHEZU_N_OVERLAY_COLORS] = { 0 };

  while (chezu_statement_next (select))
    {
      gint64 used = chezu_statement_get_int (select, 0);

      if (used >= 0 && used < CHEZU_N_OVERLAY_COLORS)
        n[used] = chezu_statement_get_int (select, 1);
    }
  *color = 0;
  for (guint i = 1; i < CHEZU_N_OVERLAY_COLORS; i++)
    if (n[i] < n[*color])
      *color = i;
  return chezu_statement_done (select, error);
}

static gboolean
insert_row (ChezuDatabase *db, const Add *add, const char *name, guint color, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO overlay (name, file, datum, imported_ms, since_ms, position, visible, "
          "color, width, opacity, label, fields, n_points, n_lines, n_polygons, n_vertices, west, "
          "south, east, north, seq) SELECT ?1, ?2, ?3, ?4, ?4, coalesce (max (position), 0) + 1, "
          "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, "
          "coalesce (max (seq), 0) + 1 FROM overlay");
  const ChezuOverlayRow *row = add->row;
  char *fields = write_fields (row->fields);
  guint n[CHEZU_N_OVERLAY_KINDS];
  double bounds[4];

  chezu_overlay_shapes_count (add->shapes, n);
  chezu_overlay_shapes_get_bounds (add->shapes, bounds);
  chezu_statement_bind_text (insert, 1, name);
  chezu_statement_bind_text (insert, 2, row->file);
  chezu_statement_bind_text (insert, 3, chezu_datum_key (row->datum));
  chezu_statement_bind_int (insert, 4, chezu_time_now_ms ());
  chezu_statement_bind_int (insert, 5, row->style.visible);
  chezu_statement_bind_int (insert, 6, color);
  chezu_statement_bind_double (insert, 7, row->style.width);
  chezu_statement_bind_double (insert, 8, row->style.opacity);
  chezu_statement_bind_text (insert, 9, row->label);
  chezu_statement_bind_text (insert, 10, fields);
  for (int i = 0; i < CHEZU_N_OVERLAY_KINDS; i++)
    chezu_statement_bind_int (insert, 11 + i, n[i]);
  chezu_statement_bind_int (insert, 14, add->shapes->vertices->len);
  for (int i = 0; i < 4; i++)
    chezu_statement_bind_double (insert, 15 + i, bounds[i]);
  free (fields);
  return chezu_statement_run (insert, error);
}

static gboolean
begin (ChezuDatabase *db, gpointer data, GError **error)
{
  Add *add = data;
  g_autofree char *name = make_name (db, add->row->name, error);
  guint color = add->row->style.color;

  if (name == NULL || (color >= CHEZU_N_OVERLAY_COLORS && !choose_color (db, &color, error))
      || !insert_row (db, add, name, color, error))
    return FALSE;
  add->row->id = chezu_database_last_insert_id (db);
  return chezu_overlay_table_tell_bounds (db, error);
}

static gboolean
insert_feature (ChezuDatabase *db, const Add *add, guint index, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO overlay_feature (geom, overlay, name, description, attributes) "
          "VALUES (?1, ?2, ?3, ?4, ?5)");
  const ChezuOverlayFeature *feature = chezu_overlay_shapes_get (add->shapes, index);
  g_autoptr (GBytes) geometry = chezu_geometry_write_shape (add->shapes, index);
  gsize size;
  gconstpointer blob = g_bytes_get_data (geometry, &size);

  chezu_statement_bind_blob (insert, 1, blob, size);
  chezu_statement_bind_int (insert, 2, add->row->id);
  chezu_statement_bind_text (insert, 3, feature->name);
  chezu_statement_bind_text (insert, 4, feature->description);
  chezu_statement_bind_text (insert, 5, feature->attributes);
  return chezu_statement_run (insert, error);
}

static gboolean
insert_step (ChezuDatabase *db, gpointer data, GError **error)
{
  const Add *add = data;

  for (guint i = add->from; i < add->to; i++)
    if (!insert_feature (db, add, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
finish (ChezuDatabase *db, gpointer data, GError **error)
{
  const Add *add = data;
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE overlay SET state = 1, since_ms = ?2 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, add->row->id);
  chezu_statement_bind_int (update, 2, chezu_time_now_ms ());
  return chezu_statement_run (update, error) && chezu_overlay_table_bump (db, add->row->id, error);
}

static guint
end_of_step (const Add *add)
{
  guint most = MIN (add->from + STEP_FEATURES, add->shapes->features->len);
  guint n_vertices = 0;
  guint to = add->from;

  while (to < most && n_vertices < STEP_VERTICES)
    {
      guint end = chezu_overlay_shapes_end_of_feature (add->shapes, to);

      for (guint part = chezu_overlay_shapes_get (add->shapes, to)->first_part; part < end; part++)
        n_vertices += chezu_overlay_shapes_end_of_part (add->shapes, part)
                      - g_array_index (add->shapes->parts, ChezuOverlayPart, part).first_vertex;
      to++;
    }
  return to;
}

static gboolean
run_step (Add *add, ChezuStoreWriteFunc func, GError **error)
{
  return !g_cancellable_set_error_if_cancelled (add->cancellable, error)
         && dex_await (chezu_store_write (add->store, func, add, NULL), error);
}

static gboolean
run_all (Add *add, GError **error)
{
  if (!run_step (add, begin, error))
    return FALSE;
  for (add->from = 0; add->from < add->shapes->features->len; add->from = add->to)
    {
      add->to = end_of_step (add);
      if (!run_step (add, insert_step, error))
        return FALSE;
    }
  return run_step (add, finish, error);
}

static DexFuture *
add_fiber (gpointer user_data)
{
  Add *add = user_data;
  GError *error = NULL;

  if (run_all (add, &error))
    return dex_future_new_for_int64 (add->row->id);
  /* What is left of it goes with the next purge, if not at once. */
  if (add->row->id != 0)
    dex_await (chezu_overlay_table_remove (add->store, add->row->id), NULL);
  return dex_future_new_for_error (error);
}

DexFuture *
chezu_overlay_table_add (ChezuStore *store,
                         const ChezuOverlayRow *row,
                         ChezuOverlayShapes *shapes,
                         GCancellable *cancellable)
{
  Add *add;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  g_return_val_if_fail (row != NULL && row->name != NULL && row->label != NULL, NULL);
  g_return_val_if_fail (shapes != NULL && shapes->vertices->len > 0, NULL);

  add = g_new0 (Add, 1);
  add->store = g_object_ref (store);
  add->row = chezu_overlay_row_copy (row);
  add->row->id = 0;
  add->shapes = chezu_overlay_shapes_ref (shapes);
  g_set_object (&add->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, add_fiber, add, (GDestroyNotify)add_free);
}
