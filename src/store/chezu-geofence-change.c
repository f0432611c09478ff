/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fences are added, changed, removed and had back; who is inside follows in the same transaction.
 */

#include "store/chezu-geofence-table.h"

#include "base/chezu-time.h"
#include "store/chezu-geofence-rows-private.h"
#include "store/chezu-geofence-watch-private.h"
#include "store/chezu-layer-private.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>

#define COLORS G_STRINGIFY (CHEZU_N_GEOFENCE_COLORS)

typedef struct
{
  ChezuGeofenceRow *row;
  gint64 now_ms;
} Change;

static void
change_free (Change *change)
{
  chezu_geofence_row_free (change->row);
  g_free (change);
}

static Change *
change_new (gint64 id)
{
  Change *change = g_new0 (Change, 1);

  change->row = g_new0 (ChezuGeofenceRow, 1);
  change->row->id = id;
  return change;
}

/* Each text names all parameters, those it does not need as well, so that one function binds them.
 *
 * A number that never comes twice, so that who has one knows whether anything changed: the clock,
 * or one more where that stands still. */
#define NEXT_SEQ "(SELECT max (coalesce (max (seq), 0) + 1, ?1) FROM geofence)"

static gboolean
mark_changed (ChezuDatabase *db, gint64 id, GError **error)
{
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE geofence SET seq = " NEXT_SEQ " WHERE id = ?2");

  chezu_statement_bind_int (update, 1, g_get_real_time ());
  chezu_statement_bind_int (update, 2, id);
  return chezu_statement_run (update, error) && chezu_geofence_watch_bump (db, error);
}

/* What gpkg_contents says of the layer. */
static gboolean
tell_bounds (ChezuDatabase *db, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE gpkg_contents SET (min_x, min_y, max_x, max_y) = "
          "(SELECT min (ST_MinX (geom)), min (ST_MinY (geom)), max (ST_MaxX (geom)), "
          "max (ST_MaxY (geom)) FROM geofence) WHERE table_name = 'geofence'");

  return chezu_statement_run (update, error) && chezu_layer_touch (db, "geofence", error);
}

static gboolean
set_gone (GError **error)
{
  g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                       _ ("This geofence is not there any more"));
  return FALSE;
}

static gboolean
is_taken (ChezuDatabase *db, const char *name, gint64 but, gboolean *taken, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT 1 FROM geofence WHERE name = ?1 AND id <> ?2 AND state = 1");

  chezu_statement_bind_text (select, 1, name);
  chezu_statement_bind_int (select, 2, but);
  *taken = chezu_statement_next (select);
  return chezu_statement_done (select, error);
}

/* "Depot", then "Depot (2)" and so on; NULL on failure. */
static char *
make_name (ChezuDatabase *db, const ChezuGeofenceRow *row, GError **error)
{
  g_autofree char *name = g_strdup (row->name);
  gboolean taken;

  for (guint i = 2;; i++)
    {
      if (!is_taken (db, name, row->id, &taken, error))
        return NULL;
      if (!taken)
        return g_steal_pointer (&name);
      g_free (name);
      name = g_strdup_printf ("%s (%u)", row->name, i);
    }
}

/* --- Adding and changing */

static void
bind_row (ChezuStatement *write, const Change *change, const char *name)
{
  const ChezuGeofenceRow *row = change->row;
  g_autoptr (GBytes) outline = chezu_geofence_rows_write_outline (row->outline);
  g_autofree char *path = chezu_geofence_rows_write_path (&row->shape);
  gsize size;
  gconstpointer blob = g_bytes_get_data (outline, &size);

  chezu_statement_bind_int (write, 1, row->id);
  chezu_statement_bind_blob (write, 2, blob, size);
  chezu_statement_bind_text (write, 3, name);
  chezu_statement_bind_text (write, 4, row->note);
  chezu_statement_bind_text (write, 5, chezu_geofence_form_key (row->shape.form));
  chezu_statement_bind_text (write, 6, path);
  chezu_statement_bind_double (write, 7, row->shape.radius_m);
  chezu_statement_bind_int (write, 8, row->color);
  chezu_statement_bind_int (write, 9, row->visible);
  chezu_statement_bind_int (write, 10, change->now_ms);
}

static gboolean
add (ChezuDatabase *db, gpointer data, GError **error)
{
  Change *change = data;
  g_autofree char *name = NULL;
  ChezuStatement *insert;

  change->row->id = 0;
  name = make_name (db, change->row, error);
  if (name == NULL)
    return FALSE;
  insert = chezu_database_prepare (
      db, "INSERT INTO geofence (geom, name, note, form, path, radius_m, color, visible, "
          "created_ms, changed_ms, since_ms, seq) "
          "SELECT ?2, ?3, ?4, ?5, ?6, ?7, iif (?8 < " COLORS ", ?8, (SELECT count(*) FROM geofence "
          "WHERE state = 1) % " COLORS "), ?9, ?10, ?10, ?10, 0 WHERE ?1 = 0");
  bind_row (insert, change, name);
  if (!chezu_statement_run (insert, error))
    return FALSE;
  change->row->id = chezu_database_last_insert_id (db);
  return mark_changed (db, change->row->id, error)
         && chezu_geofence_watch_survey (db, change->row->id, error) && tell_bounds (db, error);
}

static gboolean
has_same_shape (ChezuDatabase *db, const Change *change, gboolean *same, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT 1 FROM geofence WHERE id = ?1 AND state = 1 AND geom = ?2 AND form = ?5 "
          "AND path IS ?6 AND radius_m = ?7 "
          "AND coalesce (?3, ?4, ?8, ?9, ?10) IS NOT NULL");

  bind_row (select, change, change->row->name);
  *same = chezu_statement_next (select);
  return chezu_statement_done (select, error);
}

static gboolean
alter (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;
  g_autofree char *name = make_name (db, change->row, error);
  gboolean same_shape;
  ChezuStatement *update;

  if (name == NULL || !has_same_shape (db, change, &same_shape, error))
    return FALSE;
  update = chezu_database_prepare (
      db, same_shape ? "UPDATE geofence SET name = ?3, note = ?4, color = ?8, visible = ?9 "
                       "WHERE id = ?1 AND state = 1 AND coalesce (?2, ?5, ?6, ?7, ?10) IS NOT NULL"
                     : "UPDATE geofence SET geom = ?2, name = ?3, note = ?4, form = ?5, path = ?6, "
                       "radius_m = ?7, color = ?8, visible = ?9, changed_ms = ?10 "
                       "WHERE id = ?1 AND state = 1");
  bind_row (update, change, name);
  if (!chezu_statement_run (update, error))
    return FALSE;
  if (chezu_database_changes (db) == 0)
    return set_gone (error);
  return mark_changed (db, change->row->id, error)
         && (same_shape || chezu_geofence_watch_survey (db, change->row->id, error))
         && tell_bounds (db, error);
}

static DexFuture *
refuse (GError *error)
{
  return dex_future_new_for_error (error);
}

static void
resolve_id (DexPromise *promise, gpointer data)
{
  const Change *change = data;

  dex_promise_resolve_int64 (promise, change->row->id);
}

static Change *
change_of_row (const ChezuGeofenceRow *row)
{
  Change *change = g_new0 (Change, 1);

  change->row = chezu_geofence_row_copy (row);
  change->now_ms = chezu_time_now_ms ();
  if (change->row->outline == NULL)
    change->row->outline = chezu_geofence_shape_trace (&row->shape);
  return change;
}

DexFuture *
chezu_geofence_table_add (ChezuStore *store, const ChezuGeofenceRow *row)
{
  GError *error = NULL;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && row != NULL && row->name != NULL, NULL);

  if (!chezu_geofence_shape_check (&row->shape, &error))
    return refuse (error);
  return chezu_store_write_then (store, add, change_of_row (row), (GDestroyNotify)change_free,
                                 resolve_id);
}

DexFuture *
chezu_geofence_table_change (ChezuStore *store, const ChezuGeofenceRow *row)
{
  GError *error = NULL;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && row != NULL && row->name != NULL, NULL);

  if (!chezu_geofence_shape_check (&row->shape, &error))
    return refuse (error);
  return chezu_store_write (store, alter, change_of_row (row), (GDestroyNotify)change_free);
}

static gboolean
show (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE geofence SET visible = ?2 WHERE id = ?1 AND state = 1");

  chezu_statement_bind_int (update, 1, change->row->id);
  chezu_statement_bind_int (update, 2, change->row->visible);
  if (!chezu_statement_run (update, error))
    return FALSE;
  return chezu_database_changes (db) > 0 ? mark_changed (db, change->row->id, error)
                                         : set_gone (error);
}

DexFuture *
chezu_geofence_table_set_visible (ChezuStore *store, gint64 id, gboolean visible)
{
  Change *change;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  change = change_new (id);
  change->row->visible = visible;
  return chezu_store_write (store, show, change, (GDestroyNotify)change_free);
}

/* --- Removing */

static gboolean
set_state (ChezuDatabase *db, const Change *change, const char *sql, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (db, sql);

  chezu_statement_bind_int (update, 1, change->row->id);
  chezu_statement_bind_int (update, 2, change->now_ms);
  if (!chezu_statement_run (update, error))
    return FALSE;
  return chezu_database_changes (db) > 0 ? mark_changed (db, change->row->id, error)
                                         : set_gone (error);
}

static gboolean
take_away (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;

  return set_state (db, change,
                    "UPDATE geofence SET state = 2, since_ms = ?2 WHERE id = ?1 AND state = 1",
                    error)
         && chezu_geofence_watch_leave (db, change->row->id, change->now_ms, error);
}

DexFuture *
chezu_geofence_table_remove (ChezuStore *store, gint64 id)
{
  Change *change;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  change = change_new (id);
  change->now_ms = chezu_time_now_ms ();
  return chezu_store_write (store, take_away, change, (GDestroyNotify)change_free);
}

/* The visits that the removal ended go on, as if it had not been. */
static gboolean
reopen_visits (ChezuDatabase *db, gint64 id, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE geofence_visit SET left_ms = NULL WHERE geofence = ?1 "
          "AND left_ms = (SELECT since_ms FROM geofence WHERE id = ?1 AND state = 2)");

  chezu_statement_bind_int (update, 1, id);
  return chezu_statement_run (update, error);
}

static gboolean
give_back (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;

  return reopen_visits (db, change->row->id, error)
         && set_state (db, change,
                       "UPDATE geofence SET state = 1, since_ms = ?2 WHERE id = ?1 AND state = 2",
                       error)
         && chezu_geofence_watch_survey (db, change->row->id, error);
}

DexFuture *
chezu_geofence_table_restore (ChezuStore *store, gint64 id)
{
  Change *change;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  change = change_new (id);
  change->now_ms = chezu_time_now_ms ();
  return chezu_store_write (store, give_back, change, (GDestroyNotify)change_free);
}

/* Visits are records: a fence stays as long as there is one. */
static gboolean
purge (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;
  ChezuStatement *erase
      = chezu_database_prepare (db, "DELETE FROM geofence WHERE state = 2 AND since_ms < ?1 "
                                    "AND id NOT IN (SELECT geofence FROM geofence_visit)");

  chezu_statement_bind_int (erase, 1, change->now_ms);
  return chezu_statement_run (erase, error) && tell_bounds (db, error);
}

DexFuture *
chezu_geofence_table_purge (ChezuStore *store, gint64 before_ms)
{
  Change *change;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  change = change_new (0);
  change->now_ms = before_ms;
  return chezu_store_write (store, purge, change, (GDestroyNotify)change_free);
}
