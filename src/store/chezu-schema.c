/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-schema-private.h"

#include "base/chezu-time.h"
#include "chezu-config.h"
#include "store/chezu-alarm-raise-private.h"
#include "store/chezu-history-migrate-private.h"
#include "store/chezu-store-error-private.h"
#include "store/chezu-store-resources.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* The file format of SQLite: a magic text, and the application id at a fixed place. */
#define HEADER_SIZE 100
#define HEADER_MAGIC "SQLite format 3"
#define HEADER_APPLICATION_ID 68

#define RESOURCE_FOLDER "/io/github/chezu/store/"

/* Version of the schema, oldest version that reads it. The script is schema-VERSION.sql. */
static ChezuSchemaStep own_steps[] = {
  { 1, 1, NULL, NULL },
  { 2, 2, NULL, chezu_history_migrate },
  { 3, 2, NULL, NULL },
  { 4, 2, NULL, NULL },
  { 5, 5, NULL, NULL },
  { 6, 5, NULL, NULL },
  { 7, 5, NULL, NULL },
  { 8, 5, NULL, NULL },
  { 9, 5, NULL, NULL },
  { 10, 5, NULL, NULL },
  { 11, 5, NULL, chezu_alarm_migrate },
  { 12, 5, NULL, NULL },
};

const ChezuSchemaStep *
chezu_schema_get_steps (guint *n_steps)
{
  static gsize loaded = 0;

  if (g_once_init_enter (&loaded))
    {
      for (guint i = 0; i < G_N_ELEMENTS (own_steps); i++)
        {
          g_autofree char *path
              = g_strdup_printf (RESOURCE_FOLDER "schema-%d.sql", own_steps[i].version);
          GBytes *script = g_resource_lookup_data (chezu_store_get_resource (), path, 0, NULL);

          /* Lives as long as the program, and resources end with a nul. */
          own_steps[i].script = g_bytes_get_data (script, NULL);
          g_bytes_unref (script);
        }
      g_once_init_leave (&loaded, 1);
    }

  *n_steps = G_N_ELEMENTS (own_steps);
  return own_steps;
}

static void
set_not_a_store (GError **error, const char *path)
{
  g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_A_STORE,
               _ ("“%s” is not a data file of Chezu and was left as it is. Choose another file."),
               path);
}

/* TRUE with @length 0 when there is no file. */
static gboolean
read_header (const char *path, guint8 *header, gsize *length, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize got;

  *length = 0;
  if (fd < 0 && errno == ENOENT)
    return TRUE;

  got = fd < 0 ? -1 : read (fd, header, HEADER_SIZE);
  if (got < 0)
    {
      int saved_errno = errno;

      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                   _ ("The data file “%s” cannot be read: %s"), path, g_strerror (saved_errno));
    }
  if (fd >= 0)
    close (fd);
  *length = (gsize)MAX (got, 0);
  return got >= 0;
}

static gboolean
header_is_ours (const guint8 *header, gsize length)
{
  guint32 application_id;

  if (length < HEADER_SIZE || memcmp (header, HEADER_MAGIC, sizeof HEADER_MAGIC) != 0)
    return FALSE;

  memcpy (&application_id, header + HEADER_APPLICATION_ID, sizeof application_id);
  return GUINT32_FROM_BE (application_id) == CHEZU_SCHEMA_APPLICATION_ID;
}

/* 0 when no migration ran yet, -1 when the tables are somebody else's. */
static gboolean
read_version (ChezuDatabase *db, int *version, int *oldest_reader, GError **error)
{
  ChezuStatement *statement;
  gint64 n_tables;
  gint64 ours;

  *version = *oldest_reader = 0;
  if (!chezu_database_query_int (db, "SELECT count(*) FROM sqlite_schema", 0, &n_tables, error)
      || !chezu_database_query_int (
          db, "SELECT count(*) FROM sqlite_schema WHERE name = 'chezu_schema'", 0, &ours, error))
    return FALSE;

  if (ours == 0)
    {
      *version = n_tables == 0 ? 0 : -1;
      return TRUE;
    }

  statement = chezu_database_prepare (
      db, "SELECT version, oldest_reader FROM chezu_schema ORDER BY version DESC LIMIT 1");
  if (chezu_statement_next (statement))
    {
      *version = (int)chezu_statement_get_int (statement, 0);
      *oldest_reader = (int)chezu_statement_get_int (statement, 1);
    }
  return chezu_statement_done (statement, error);
}

/* Names the file, which a connection does not. */
static void
set_cannot_look (GError **error, const char *path, GError *reason)
{
  if (g_error_matches (reason, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_A_STORE))
    set_not_a_store (error, path);
  else if (g_error_matches (reason, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_DAMAGED))
    g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_DAMAGED,
                 _ ("The data file “%s” is damaged and was left as it is. Restore a copy, or move "
                    "it away to begin a new one."),
                 path);
  else
    g_set_error (error, reason->domain, reason->code, _ ("The data file “%s” cannot be read: %s"),
                 path, reason->message);
  g_error_free (reason);
}

static gboolean
try_to_look (
    const char *path, ChezuDatabaseAccess access, int *version, int *oldest_reader, GError **error)
{
  g_autoptr (ChezuDatabase) db = chezu_database_open (path, access, 1000, error);

  return db != NULL && read_version (db, version, oldest_reader, error);
}

gboolean
chezu_schema_has_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf info;

  return g_stat (log, &info) == 0 && info.st_size > 0;
}

/* Without a log the file is all there is, and taking it as it lies leaves no trace in a folder that
 * may be somebody else's. With one it takes the log's index, which may not be had. */
static gboolean
look_inside (const char *path, int *version, int *oldest_reader, GError **error)
{
  gboolean has_log = chezu_schema_has_log (path);
  GError *reason = NULL;

  if (try_to_look (path, has_log ? CHEZU_DATABASE_READ_ONLY : CHEZU_DATABASE_IMMUTABLE, version,
                   oldest_reader, NULL)
      || try_to_look (path, has_log ? CHEZU_DATABASE_IMMUTABLE : CHEZU_DATABASE_READ_ONLY, version,
                      oldest_reader, &reason))
    return TRUE;

  set_cannot_look (error, path, reason);
  return FALSE;
}

/**
 * chezu_schema_probe:
 * @version: of this program's schema
 * @state: (out): what @path is
 *
 * Looks at a file before anything is opened for writing, so that what is not ours stays untouched
 * to the byte.
 */
gboolean
chezu_schema_probe (const char *path, int version, ChezuSchemaState *state, GError **error)
{
  guint8 header[HEADER_SIZE];
  gsize length;
  int found;
  int oldest_reader;

  if (!read_header (path, header, &length, error))
    return FALSE;

  if (length == 0)
    {
      *state = CHEZU_SCHEMA_NEW;
      return TRUE;
    }
  if (!header_is_ours (header, length))
    {
      set_not_a_store (error, path);
      return FALSE;
    }
  if (!look_inside (path, &found, &oldest_reader, error))
    return FALSE;

  if (found < 0)
    {
      set_not_a_store (error, path);
      return FALSE;
    }
  if (oldest_reader > version)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NEWER,
                   _ ("“%s” was made by a newer version of Chezu and was left as it is. Update "
                      "Chezu to open it."),
                   path);
      return FALSE;
    }

  if (found == 0)
    *state = CHEZU_SCHEMA_NEW;
  else if (found < version)
    *state = CHEZU_SCHEMA_OLDER;
  else
    *state = found == version ? CHEZU_SCHEMA_CURRENT : CHEZU_SCHEMA_NEWER;
  return TRUE;
}

gboolean
chezu_schema_create_file (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }

  g_set_error (error, CHEZU_STORE_ERROR,
               errno == EACCES || errno == EROFS ? CHEZU_STORE_ERROR_READ_ONLY
                                                 : CHEZU_STORE_ERROR_FAILED,
               _ ("The data file “%s” cannot be made: %s"), path, g_strerror (errno));
  return FALSE;
}

/* Copies a consistent picture of @db, its log included, and makes sure that it is on the disk under
 * its final name. */
static gboolean
copy_aside (ChezuDatabase *db, const char *copy, GError **error)
{
  g_autofree char *unfinished = g_strconcat (copy, ".part", NULL);
  sqlite3 *target = NULL;
  sqlite3_backup *backup = NULL;
  int result;

  g_unlink (unfinished);
  if (!chezu_schema_create_file (unfinished, error))
    return FALSE;

  result = sqlite3_open_v2 (unfinished, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (result == SQLITE_OK)
    backup = sqlite3_backup_init (target, "main", chezu_database_get_handle (db), "main");
  if (backup != NULL)
    {
      sqlite3_backup_step (backup, -1);
      result = sqlite3_backup_finish (backup);
    }
  else if (result == SQLITE_OK)
    result = sqlite3_errcode (target);

  if (result != SQLITE_OK)
    chezu_store_error_set (error, result, target);
  sqlite3_close (target);

  if (result == SQLITE_OK && g_rename (unfinished, copy) == 0)
    return TRUE;
  if (result == SQLITE_OK)
    g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                 _ ("The copy “%s” could not be made before the update: %s"), copy,
                 g_strerror (errno));
  g_unlink (unfinished);
  return FALSE;
}

static gboolean
apply_step (ChezuDatabase *db, const ChezuSchemaStep *step, GError **error)
{
  ChezuStatement *record;

  if (!chezu_database_execute (db, step->script, error)
      || (step->func != NULL && !step->func (db, error)))
    return FALSE;

  record = chezu_database_prepare (
      db, "INSERT INTO chezu_schema (version, oldest_reader, applied_ms, made_by) "
          "VALUES (?1, ?2, ?3, ?4)");
  chezu_statement_bind_int (record, 1, step->version);
  chezu_statement_bind_int (record, 2, step->oldest_reader);
  chezu_statement_bind_int (record, 3, chezu_time_now_ms ());
  chezu_statement_bind_text (record, 4, "Chezu " CHEZU_VERSION);
  return chezu_statement_run (record, error);
}

/* Another program may have migrated since we looked, so the version is read again behind the lock.
 */
gboolean
chezu_schema_apply (ChezuDatabase *db, const ChezuSchemaStep *steps, guint n_steps, GError **error)
{
  int version;
  int oldest_reader;

  if (!read_version (db, &version, &oldest_reader, error))
    return FALSE;
  if (version == 0
      && !chezu_database_execute (
          db,
          "CREATE TABLE chezu_schema (version INTEGER PRIMARY KEY, oldest_reader INTEGER NOT NULL, "
          "applied_ms INTEGER NOT NULL, made_by TEXT NOT NULL)",
          error))
    return FALSE;

  for (guint i = 0; i < n_steps; i++)
    if (steps[i].version > version && !apply_step (db, &steps[i], error))
      return FALSE;
  return TRUE;
}

/* Space that is given back costs a page in 800, and can only be had from the start or by writing
 * all anew. A store that cannot be written anew, for want of space or because another program reads
 * it, is as good as before. */
static void
give_space_back (ChezuDatabase *db)
{
  gint64 mode;

  if (!chezu_database_query_int (db, "PRAGMA auto_vacuum", 0, &mode, NULL) || mode != 0)
    return;
  chezu_database_execute (db,
                          "PRAGMA temp_store = FILE; PRAGMA auto_vacuum = INCREMENTAL; VACUUM; "
                          "PRAGMA temp_store = MEMORY",
                          NULL);
}

/* The identity stands in the file itself before a log exists, so that a half-made store is known as
 * ours. How space is given back must be said before anything is written, so the transaction begins
 * with that. */
static gboolean
mark_as_ours (ChezuDatabase *db, GError **error)
{
  g_autofree char *script
      = g_strdup_printf ("BEGIN; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = %d; "
                         "PRAGMA user_version = %d; COMMIT",
                         CHEZU_SCHEMA_APPLICATION_ID, CHEZU_SCHEMA_USER_VERSION);

  return chezu_database_execute (db, script, error);
}

gboolean
chezu_schema_migrate (ChezuDatabase *db,
                      const char *path,
                      const ChezuSchemaStep *steps,
                      guint n_steps,
                      GError **error)
{
  int version;
  int oldest_reader;

  if (!read_version (db, &version, &oldest_reader, error))
    return FALSE;

  if (version == 0 && !mark_as_ours (db, error))
    return FALSE;
  if (!chezu_database_execute (db, "PRAGMA journal_mode = WAL", error))
    return FALSE;
  if (version == steps[n_steps - 1].version)
    return TRUE;

  if (version > 0)
    {
      g_autofree char *copy = g_strdup_printf ("%s.version-%d", path, version);

      if (!copy_aside (db, copy, error))
        return FALSE;
    }

  if (!chezu_database_execute (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (chezu_schema_apply (db, steps, n_steps, error)
      && chezu_database_execute (db, "COMMIT", error))
    {
      give_space_back (db);
      /* Some look at the head of the file alone to see which version of GeoPackage it is. */
      chezu_database_execute (db, "PRAGMA wal_checkpoint (PASSIVE)", NULL);
      return TRUE;
    }

  if (chezu_database_in_transaction (db))
    chezu_database_execute (db, "ROLLBACK", NULL);
  return FALSE;
}
