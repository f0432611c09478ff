/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-database-private.h"

#include "store/chezu-geofence-set-private.h"
#include "store/chezu-geometry-sql-private.h"
#include "store/chezu-rule-watch-private.h"
#include "store/chezu-statement-private.h"
#include "store/chezu-store-error-private.h"
#include "track/chezu-fix-table.h"

/* Pages kept in memory per connection, KiB. A batch touches a page per vehicle, so the writer gets
 * more. */
#define WRITER_CACHE_KIB 24576
#define READER_CACHE_KIB 4096

/* With a write-ahead log, NORMAL survives every crash of the program; what a power cut may take are
 * the last commits, cursor and rows together. A checkpoint each 16 MiB writes a page once that many
 * batches changed. */
#define WRITER_PRAGMAS                                                                             \
  "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4096; "                                \
  "PRAGMA journal_size_limit = 67108864"

static void
configure (ChezuDatabase *self, ChezuDatabaseAccess access)
{
  gboolean writes = access == CHEZU_DATABASE_READ_WRITE;
  g_autofree char *cache
      = g_strdup_printf ("PRAGMA cache_size = -%d", writes ? WRITER_CACHE_KIB : READER_CACHE_KIB);

  /* A file that cannot be read refuses some of these; the first statement will say why. */
  sqlite3_exec (self->handle, cache, NULL, NULL, NULL);
  sqlite3_exec (self->handle, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
  /* Not temp_store = MEMORY: a statement within a savepoint keeps a journal, and in memory SQLite
   * walks along all that the savepoint has journaled at the end of each of them (0.7 ms where a
   * batch touches a thousand pages). In a file it only cuts it. */
  if (writes)
    sqlite3_exec (self->handle, WRITER_PRAGMAS, NULL, NULL, NULL);
  else
    sqlite3_exec (self->handle, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY", NULL, NULL,
                  NULL);
}

static char *
make_uri (const char *path, ChezuDatabaseAccess access)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);

  return g_strconcat ("file:", escaped, access == CHEZU_DATABASE_IMMUTABLE ? "?immutable=1" : "",
                      NULL);
}

/**
 * chezu_database_open:
 * @busy_timeout_ms: how long to wait for another program's lock
 *
 * Opens a file that exists. Nothing is read yet, so a file that is no database shows at the first
 * statement.
 *
 * Returns: (transfer full): the connection, or %NULL
 */
ChezuDatabase *
chezu_database_open (const char *path,
                     ChezuDatabaseAccess access,
                     int busy_timeout_ms,
                     GError **error)
{
  gboolean writes = access == CHEZU_DATABASE_READ_WRITE || access == CHEZU_DATABASE_QUERY_ONLY;
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
              | (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  g_autoptr (ChezuDatabase) self = g_new0 (ChezuDatabase, 1);
  g_autofree char *uri = make_uri (path, access);
  int result;

  self->thread = g_thread_self ();
  self->statements
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)chezu_statement_free);

  result = sqlite3_open_v2 (uri, &self->handle, flags, NULL);
  if (result == SQLITE_OK)
    result = chezu_geometry_register_functions (self->handle);
  if (result == SQLITE_OK)
    result = chezu_fix_table_register (self->handle, NULL);
  if (result != SQLITE_OK)
    {
      chezu_store_error_set (error, result, self->handle);
      return NULL;
    }

  sqlite3_extended_result_codes (self->handle, TRUE);
  sqlite3_busy_timeout (self->handle, busy_timeout_ms);
  configure (self, access);
  return g_steal_pointer (&self);
}

void
chezu_database_close (ChezuDatabase *self)
{
  if (self == NULL)
    return;

  g_assert (self->thread == g_thread_self ());

  g_clear_pointer (&self->tracks, chezu_track_reader_free);
  g_clear_pointer (&self->tail, chezu_tail_unref);
  g_clear_pointer (&self->geofences, chezu_geofence_set_free);
  g_clear_pointer (&self->rules, chezu_rule_watch_free);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close (self->handle);
  g_free (self);
}

void
chezu_database_take_over (ChezuDatabase *self)
{
  self->thread = g_thread_self ();
}

void
chezu_database_set_tail (ChezuDatabase *self, ChezuTail *tail)
{
  g_assert (self->tail == NULL);

  g_clear_pointer (&self->tracks, chezu_track_reader_free);
  self->tail = chezu_tail_ref (tail);
  /* Out of memory leaves the table of before, which loads the log for itself. */
  chezu_fix_table_register (self->handle, tail);
}

ChezuTrackReader *
chezu_database_get_tracks (ChezuDatabase *self)
{
  g_assert (self->thread == g_thread_self ());

  if (self->tracks == NULL)
    {
      self->tracks = chezu_track_reader_new (self->handle, self->tail);
      chezu_track_reader_keep_uncommitted (self->tracks);
    }
  return self->tracks;
}

void
chezu_database_count_added (ChezuDatabase *self, guint n_fixes)
{
  self->n_added += n_fixes;
}

void
chezu_database_announce_committed (ChezuDatabase *self)
{
  if (self->tail != NULL)
    chezu_tail_announce (self->tail, self->n_added);
  self->n_added = 0;
}

guint
chezu_database_get_waiting (ChezuDatabase *self)
{
  return self->tail != NULL ? chezu_tail_get_waiting (self->tail) : 0;
}

gboolean
chezu_database_check_room (ChezuDatabase *self, GError **error)
{
  return self->tail == NULL || chezu_tail_check_room (self->tail, error);
}

void
chezu_database_forget_uncommitted (ChezuDatabase *self)
{
  if (self->tracks != NULL)
    chezu_track_reader_forget (self->tracks);
}

guint64
chezu_database_get_judged (ChezuDatabase *self)
{
  return self->n_judged;
}

void
chezu_database_forget_judged (ChezuDatabase *self, guint64 since)
{
  if (self->n_judged != since)
    g_clear_pointer (&self->rules, chezu_rule_watch_free);
}

/**
 * chezu_database_prepare:
 * @sql: one statement; its text is the key under which it is kept, so a statement must not be used
 * inside its own loop
 *
 * A text that SQLite refuses gives a statement that reports so when it is run.
 *
 * Returns: (transfer none): the statement, without bindings
 */
ChezuStatement *
chezu_database_prepare (ChezuDatabase *self, const char *sql)
{
  ChezuStatement *statement;

  g_return_val_if_fail (self != NULL, NULL);
  g_assert (self->thread == g_thread_self ());

  statement = g_hash_table_lookup (self->statements, sql);
  if (statement != NULL)
    {
      chezu_statement_rewind (statement);
      return statement;
    }

  statement = chezu_statement_new (self, sql);
  g_hash_table_insert (self->statements, (char *)chezu_statement_get_sql (statement), statement);
  return statement;
}

/* Runs several statements that take no parameters and give no rows. */
gboolean
chezu_database_execute (ChezuDatabase *self, const char *script, GError **error)
{
  int result;

  g_return_val_if_fail (self != NULL, FALSE);
  g_assert (self->thread == g_thread_self ());

  result = sqlite3_exec (self->handle, script, NULL, NULL, NULL);
  if (result == SQLITE_OK)
    return TRUE;

  chezu_store_error_set (error, result, self->handle);
  return FALSE;
}

gint64
chezu_database_last_insert_id (ChezuDatabase *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

/* Rows that the last statement changed. */
gint64
chezu_database_changes (ChezuDatabase *self)
{
  return sqlite3_changes64 (self->handle);
}

sqlite3 *
chezu_database_get_handle (ChezuDatabase *self)
{
  return self->handle;
}

gboolean
chezu_database_is_read_only (ChezuDatabase *self)
{
  return sqlite3_db_readonly (self->handle, "main") == 1;
}

gboolean
chezu_database_in_transaction (ChezuDatabase *self)
{
  return !sqlite3_get_autocommit (self->handle);
}

gboolean
chezu_database_query_int (
    ChezuDatabase *self, const char *sql, gint64 fallback, gint64 *value, GError **error)
{
  ChezuStatement *statement = chezu_database_prepare (self, sql);

  *value = fallback;
  if (chezu_statement_next (statement))
    *value = chezu_statement_get_int (statement, 0);
  return chezu_statement_done (statement, error);
}

gint64
chezu_database_get_version (ChezuDatabase *self)
{
  gint64 version;

  if (!chezu_database_query_int (self, "PRAGMA data_version", -1, &version, NULL))
    return -1;
  return version;
}
