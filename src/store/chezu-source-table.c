/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-source-table.h"

#include "base/chezu-text.h"
#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-store-private.h"
#include "store/chezu-terminal-private.h"

#include <glib/gi18n-lib.h>

/* A message may be longer than a name, but a server's page of HTML is none. */
#define ERROR_MAX 500

static const char *const credential_keys[] = {
  [CHEZU_CREDENTIAL_NONE] = "none",
  [CHEZU_CREDENTIAL_KEYRING] = "keyring",
  [CHEZU_CREDENTIAL_PASSWORD_FILE] = "password-file",
  [CHEZU_CREDENTIAL_TOKEN_FILE] = "token-file",
  [CHEZU_CREDENTIAL_KEYRING_TOKEN] = "keyring-token",
};

static ChezuCredentialKind
credential_from_key (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (credential_keys); i++)
    if (g_strcmp0 (credential_keys[i], key) == 0)
      return (ChezuCredentialKind)i;
  return CHEZU_CREDENTIAL_NONE;
}

ChezuSourceRow *
chezu_source_row_copy (const ChezuSourceRow *self)
{
  ChezuSourceRow *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->kind = g_strdup (self->kind);
  copy->url = g_strdup (self->url);
  copy->user = g_strdup (self->user);
  copy->credential_file = g_strdup (self->credential_file);
  copy->ca_file = g_strdup (self->ca_file);
  copy->columns = g_strdup (self->columns);
  copy->transport = g_strdup (self->transport);
  copy->last_error = g_strdup (self->last_error);
  return copy;
}

void
chezu_source_row_free (ChezuSourceRow *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->kind);
  g_free (self->url);
  g_free (self->user);
  g_free (self->credential_file);
  g_free (self->ca_file);
  g_free (self->columns);
  g_free (self->transport);
  g_free (self->last_error);
  g_free (self);
}

/* --- Adding ------------------------------------------------------------------------------- */

typedef struct
{
  ChezuSourceRow *row;
  gint64 id;
} Add;

static void
add_free (Add *add)
{
  chezu_source_row_free (add->row);
  g_free (add);
}

static Add *
add_new (const ChezuSourceRow *row)
{
  Add *add = g_new0 (Add, 1);

  add->row = chezu_source_row_copy (row);
  g_free (add->row->name);
  add->row->name = chezu_text_clean (row->name, -1, CHEZU_NAME_MAX);
  return add;
}

static gboolean
find_by_name (ChezuDatabase *db, const char *name, gint64 *id, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (db, "SELECT id FROM source WHERE name = ?1");

  *id = 0;
  chezu_statement_bind_text (select, 1, name);
  if (chezu_statement_next (select))
    *id = chezu_statement_get_int (select, 0);
  return chezu_statement_done (select, error);
}

/* How what comes is read. */
static void
bind_reading (ChezuStatement *statement, int first, const ChezuSourceRow *row)
{
  chezu_statement_bind_text (statement, first, chezu_datum_key (row->datum));
  chezu_statement_bind_int (statement, first + 1, row->time_offset_ms);
  chezu_statement_bind_double (statement, first + 2, row->speedup);
  chezu_statement_bind_int (statement, first + 3, row->original_times);
  chezu_statement_bind_text (statement, first + 4, row->columns);
}

static gboolean
insert (ChezuDatabase *db, const ChezuSourceRow *row, GError **error)
{
  ChezuStatement *statement = chezu_database_prepare (
      db, "INSERT INTO source (name, kind, url, user, credential, credential_file, ca_file, "
          "enabled, datum, time_offset_ms, speedup, original_times, columns, created_ms, "
          "state_since_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
          "?14)");

  chezu_statement_bind_text (statement, 1, row->name);
  chezu_statement_bind_text (statement, 2, row->kind);
  chezu_statement_bind_text (statement, 3, row->url);
  chezu_statement_bind_text (statement, 4, row->user);
  chezu_statement_bind_text (statement, 5, credential_keys[row->credential]);
  chezu_statement_bind_text (statement, 6, row->credential_file);
  chezu_statement_bind_text (statement, 7, row->ca_file);
  chezu_statement_bind_int (statement, 8, row->enabled);
  bind_reading (statement, 9, row);
  chezu_statement_bind_int (statement, 14, chezu_time_now_ms ());
  return chezu_statement_run (statement, error);
}

static gboolean
add_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Add *add = data;
  gint64 existing;

  if (add->row->name == NULL)
    {
      g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                           _ ("A source needs a name"));
      return FALSE;
    }
  if (!find_by_name (db, add->row->name, &existing, error))
    return FALSE;
  if (existing != 0)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS,
                   _ ("There is a source “%s” already. Choose another name."), add->row->name);
      return FALSE;
    }

  if (!insert (db, add->row, error))
    return FALSE;
  add->id = chezu_database_last_insert_id (db);
  return TRUE;
}

static void
resolve_id (DexPromise *promise, gpointer data)
{
  const Add *add = data;

  dex_promise_resolve_int64 (promise, add->id);
}

/**
 * chezu_source_table_add:
 * @row: what a person may set counts; the state of a new source is idle
 *
 * Returns: (transfer full): a future that resolves to the new id (dex_await_int64 ()), or rejects
 * with EXISTS
 */
DexFuture *
chezu_source_table_add (ChezuStore *store, const ChezuSourceRow *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  return chezu_store_write_then (store, add_in_transaction, add_new (row), (GDestroyNotify)add_free,
                                 resolve_id);
}

gboolean
chezu_source_table_add_sync (ChezuStore *store,
                             const ChezuSourceRow *row,
                             gint64 *id,
                             GError **error)
{
  Add *add = add_new (row);
  gboolean added = chezu_store_write_sync (store, add_in_transaction, add, error);

  if (added && id != NULL)
    *id = add->id;
  add_free (add);
  return added;
}

/* --- Changing ----------------------------------------------------------------------------- */

static gboolean
change (ChezuDatabase *db, const ChezuSourceRow *row, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db,
      "UPDATE source SET name = ?2, url = ?3, user = ?4, credential = ?5, credential_file = ?6, "
      "ca_file = ?7, enabled = ?8, datum = ?9, time_offset_ms = ?10, speedup = ?11, "
      "original_times = ?12, columns = ?13 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, row->id);
  chezu_statement_bind_text (update, 2, row->name);
  chezu_statement_bind_text (update, 3, row->url);
  chezu_statement_bind_text (update, 4, row->user);
  chezu_statement_bind_text (update, 5, credential_keys[row->credential]);
  chezu_statement_bind_text (update, 6, row->credential_file);
  chezu_statement_bind_text (update, 7, row->ca_file);
  chezu_statement_bind_int (update, 8, row->enabled);
  bind_reading (update, 9, row);
  return chezu_statement_run (update, error);
}

static gboolean
update_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const ChezuSourceRow *row = ((Add *)data)->row;
  gint64 existing;

  if (row->name == NULL)
    {
      g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                           _ ("A source needs a name"));
      return FALSE;
    }
  if (!find_by_name (db, row->name, &existing, error))
    return FALSE;
  if (existing != 0 && existing != row->id)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS,
                   _ ("There is a source “%s” already. Choose another name."), row->name);
      return FALSE;
    }

  if (!change (db, row, error))
    return FALSE;
  if (chezu_database_changes (db) > 0)
    return TRUE;

  g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND, _ ("There is no source “%s”"),
               row->name);
  return FALSE;
}

/**
 * chezu_source_table_update:
 * @row: found by its id; what a person may change counts, kind and state stay
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with NOT_FOUND or EXISTS
 */
DexFuture *
chezu_source_table_update (ChezuStore *store, const ChezuSourceRow *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  return chezu_store_write (store, update_in_transaction, add_new (row), (GDestroyNotify)add_free);
}

/* --- Removing ----------------------------------------------------------------------------- */

/* Followers keep what they once heard of, so they must hear that these vehicles are gone. */
static gboolean
part_with_vehicles (ChezuDatabase *db, gint64 source_id, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE vehicle SET gone = 1, connected = 0, source = NULL, seq = fresh.seq FROM "
          "(SELECT DISTINCT v.id AS id, (SELECT max (seq) FROM vehicle) "
          "  + dense_rank () OVER (ORDER BY v.id) AS seq "
          "FROM terminal AS t JOIN vehicle AS v ON v.id = t.vehicle WHERE t.source = ?1 "
          "AND NOT EXISTS (SELECT 1 FROM terminal AS other WHERE other.vehicle = t.vehicle "
          "  AND other.source <> ?1)) AS fresh WHERE vehicle.id = fresh.id");
  ChezuStatement *leave = chezu_database_prepare (
      db, "UPDATE terminal SET source = NULL, connected = 0, gone = 1 WHERE source = ?1");

  chezu_statement_bind_int (update, 1, source_id);
  chezu_statement_bind_int (leave, 1, source_id);
  return chezu_statement_run (update, error) && chezu_statement_run (leave, error);
}

static gboolean
find_shared_vehicles (ChezuDatabase *db, gint64 source_id, GArray *ids, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT DISTINCT t.vehicle FROM terminal AS t JOIN terminal AS other "
          "ON other.vehicle = t.vehicle AND other.source <> t.source WHERE t.source = ?1");

  chezu_statement_bind_int (select, 1, source_id);
  while (chezu_statement_next (select))
    {
      gint64 id = chezu_statement_get_int (select, 0);

      g_array_append_val (ids, id);
    }
  return chezu_statement_done (select, error);
}

/* Vehicles that another source knows too stay with that one. */
static gboolean
leave_vehicles (ChezuDatabase *db, gint64 source_id, GError **error)
{
  g_autoptr (GArray) shared = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 seq;

  if (!find_shared_vehicles (db, source_id, shared, error)
      || !part_with_vehicles (db, source_id, error)
      || !chezu_database_query_int (db, "SELECT max (seq) FROM vehicle", 0, &seq, error))
    return FALSE;
  for (guint i = 0; i < shared->len; i++)
    if (!chezu_terminal_describe (db, g_array_index (shared, gint64, i), &seq, error))
      return FALSE;
  return TRUE;
}

static gboolean
remove_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const char *name = data;
  ChezuStatement *statement;
  gint64 id;

  if (!find_by_name (db, name, &id, error))
    return FALSE;
  if (id == 0)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                   _ ("There is no source “%s”"), name);
      return FALSE;
    }
  if (!leave_vehicles (db, id, error))
    return FALSE;

  statement = chezu_database_prepare (db, "DELETE FROM source WHERE id = ?1");
  chezu_statement_bind_int (statement, 1, id);
  return chezu_statement_run (statement, error);
}

/**
 * chezu_source_table_remove:
 *
 * Forgets a source with its counters, cursor and quarantine. Its vehicles, fixes and events stay,
 * the vehicles as gone unless another source has them too; when a source with the same terminals is
 * added later, they are the same vehicles again.
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with NOT_FOUND
 */
DexFuture *
chezu_source_table_remove (ChezuStore *store, const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return chezu_store_write (store, remove_in_transaction, g_strdup (name), g_free);
}

gboolean
chezu_source_table_remove_sync (ChezuStore *store, const char *name, GError **error)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return chezu_store_write_sync (store, remove_in_transaction, (gpointer)name, error);
}

/* --- Reporting ---------------------------------------------------------------------------- */

static gboolean
report_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const ChezuSourceRow *row = data;
  g_autofree char *last_error = chezu_text_clean (row->last_error, -1, ERROR_MAX);
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE source SET state = ?2, transport = ?3, state_since_ms = ?4, connected_ms = ?5, "
          "last_message_ms = ?6, retry_at_ms = ?7, last_error = ?8 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, row->id);
  chezu_statement_bind_text (update, 2, chezu_source_state_key (row->state));
  chezu_statement_bind_text (update, 3, row->transport);
  chezu_statement_bind_int (update, 4, row->state_since_ms);
  chezu_statement_bind_int (update, 5, row->connected_ms);
  chezu_statement_bind_int (update, 6, row->last_message_ms);
  chezu_statement_bind_int (update, 7, row->retry_at_ms);
  chezu_statement_bind_text (update, 8, last_error);
  if (!chezu_statement_run (update, error))
    return FALSE;
  if (chezu_database_changes (db) > 0)
    return TRUE;

  g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND, _ ("There is no source “%s”"),
               row->name != NULL ? row->name : "");
  return FALSE;
}

/**
 * chezu_source_table_report:
 *
 * Writes state, transport, times and last_error of @row; lag and counters come with the batches.
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with NOT_FOUND when the
 * source was removed
 */
DexFuture *
chezu_source_table_report (ChezuStore *store, const ChezuSourceRow *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  return chezu_store_write (store, report_in_transaction, chezu_source_row_copy (row),
                            (GDestroyNotify)chezu_source_row_free);
}

/* --- Listing ------------------------------------------------------------------------------ */

/* The minute that is over counts with the part of it that is less than a minute ago. Where there is
 * none, a moment is not taken for a pace. */
static double
measure_rate (ChezuStatement *select, int column, gint64 now_ms)
{
  gint64 age = now_ms / CHEZU_MINUTE_MS - chezu_statement_get_int (select, column);
  double fixes = chezu_statement_get_double (select, column + 1);
  double before = chezu_statement_get_double (select, column + 2);
  double gone_s = (double)(now_ms % CHEZU_MINUTE_MS) / CHEZU_SECOND_MS;
  double left_s = 60 - gone_s;

  if (age == 0 && before > 0)
    return (before * left_s / 60 + fixes) / 60;
  if (age == 0)
    return fixes / MAX (gone_s, 10);
  return age == 1 ? fixes * left_s / 60 / 60 : 0;
}

static ChezuSourceRow *
make_row (ChezuStatement *select, gint64 now_ms)
{
  ChezuSourceRow *row = g_new0 (ChezuSourceRow, 1);

  row->id = chezu_statement_get_int (select, 0);
  row->name = g_strdup (chezu_statement_get_text (select, 1));
  row->kind = g_strdup (chezu_statement_get_text (select, 2));
  row->url = g_strdup (chezu_statement_get_text (select, 3));
  row->user = g_strdup (chezu_statement_get_text (select, 4));
  row->credential = credential_from_key (chezu_statement_get_text (select, 5));
  row->credential_file = g_strdup (chezu_statement_get_text (select, 6));
  row->ca_file = g_strdup (chezu_statement_get_text (select, 7));
  row->enabled = chezu_statement_get_int (select, 8) != 0;
  if (!chezu_source_state_from_key (chezu_statement_get_text (select, 9), &row->state))
    row->state = CHEZU_SOURCE_IDLE;
  row->transport = g_strdup (chezu_statement_get_text (select, 10));
  row->state_since_ms = chezu_statement_get_int (select, 11);
  row->connected_ms = chezu_statement_get_int (select, 12);
  row->last_message_ms = chezu_statement_get_int (select, 13);
  row->retry_at_ms = chezu_statement_get_int (select, 14);
  row->lag_ms = chezu_statement_get_int (select, 15);
  row->last_error = g_strdup (chezu_statement_get_text (select, 16));
  row->accepted = chezu_statement_get_int (select, 17);
  row->duplicate = chezu_statement_get_int (select, 18);
  if (!chezu_datum_from_key (chezu_statement_get_text (select, 19), &row->datum))
    row->datum = CHEZU_DATUM_WGS84;
  row->time_offset_ms = chezu_statement_get_int (select, 20);
  row->speedup = chezu_statement_get_double (select, 21);
  row->original_times = chezu_statement_get_int (select, 22) != 0;
  row->columns = g_strdup (chezu_statement_get_text (select, 23));
  row->created_ms = chezu_statement_get_int (select, 24);
  row->rate = measure_rate (select, 25, now_ms);
  return row;
}

static gboolean
read_refusals (ChezuDatabase *db, ChezuSourceRow *row, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT reason, count FROM refusal WHERE source = ?1");

  chezu_statement_bind_int (select, 1, row->id);
  while (chezu_statement_next (select))
    {
      ChezuRefusal reason;

      if (chezu_refusal_from_key (chezu_statement_get_text (select, 0), &reason))
        row->refused[reason] = chezu_statement_get_int (select, 1);
    }
  return chezu_statement_done (select, error);
}

static gpointer
read_list (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_source_row_free);
  gint64 now_ms = chezu_time_now_ms ();
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, name, kind, url, user, credential, credential_file, ca_file, enabled, state, "
          "transport, state_since_ms, connected_ms, last_message_ms, retry_at_ms, lag_ms, "
          "last_error, accepted, duplicate, datum, time_offset_ms, speedup, original_times, "
          "columns, created_ms, rate_minute, rate_fixes, rate_before FROM source ORDER BY id");

  while (chezu_statement_next (select))
    g_ptr_array_add (rows, make_row (select, now_ms));
  if (!chezu_statement_done (select, error))
    return NULL;

  for (guint i = 0; i < rows->len; i++)
    if (!read_refusals (db, rows->pdata[i], error))
      return NULL;
  return g_steal_pointer (&rows);
}

DexFuture *
chezu_source_table_list (ChezuStore *store)
{
  return chezu_store_read (store, read_list, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
}

GPtrArray *
chezu_source_table_list_sync (ChezuStore *store, GError **error)
{
  return chezu_store_read_sync (store, read_list, NULL, error);
}
