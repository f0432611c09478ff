/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MBTiles 1.3: tables "metadata" and "tiles", rows counted from the south. The file comes from
 * anywhere: it is opened for reading alone, without trusting its schema, and each picture is looked
 * at before it is handed on. */

#include "tiles/chezu-tile-archive.h"

#include "tiles/chezu-tile-image.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

struct _ChezuTileArchive
{
  ChezuTileFeed parent_instance;

  char *path;

  GMutex mutex; /* guards what follows */
  sqlite3 *db;
  sqlite3_stmt *select;
};

G_DEFINE_FINAL_TYPE (ChezuTileArchive, chezu_tile_archive, CHEZU_TYPE_TILE_FEED)

/* --- The file --------------------------------------------------------------------------------- */

static gboolean
open_file (const char *path, sqlite3 **db, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  if (sqlite3_open_v2 (path, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
    {
      sqlite3_db_config (*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
      sqlite3_db_config (*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
      sqlite3_limit (*db, SQLITE_LIMIT_LENGTH, 2 * (int)CHEZU_TILE_BYTES_MAX);
      return TRUE;
    }
  g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_FILE,
               _ ("“%s” cannot be opened: %s"), name, sqlite3_errmsg (*db));
  g_clear_pointer (db, sqlite3_close);
  return FALSE;
}

static char *
read_metadata (sqlite3 *db, const char *name)
{
  sqlite3_stmt *statement = NULL;
  char *value = NULL;

  if (sqlite3_prepare_v2 (db, "SELECT value FROM metadata WHERE name = ?1", -1, &statement, NULL)
          == SQLITE_OK
      && sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    value = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  if (value != NULL && !g_utf8_validate (value, -1, NULL))
    g_clear_pointer (&value, g_free);
  return value;
}

static void
read_zoom (sqlite3 *db, const char *name, const char *sql, guint *zoom)
{
  g_autofree char *text = read_metadata (db, name);
  sqlite3_stmt *statement = NULL;
  guint64 value;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, CHEZU_TILE_ZOOM_MAX, &value, NULL))
    {
      *zoom = (guint)value;
      return;
    }
  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    *zoom = (guint)CLAMP (sqlite3_column_int (statement, 0), 0, CHEZU_TILE_ZOOM_MAX);
  sqlite3_finalize (statement);
}

/* The size of the first picture, whatever it is of. */
static gboolean
read_sample (sqlite3 *db, const char *path, ChezuImageHead *head, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  sqlite3_stmt *statement = NULL;
  gboolean done = FALSE;

  if (sqlite3_prepare_v2 (db, "SELECT tile_data FROM tiles LIMIT 1", -1, &statement, NULL)
          == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    done = chezu_tile_image_look (sqlite3_column_blob (statement, 0),
                                  (gsize)sqlite3_column_bytes (statement, 0), head, NULL);
  sqlite3_finalize (statement);
  if (!done)
    g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_FILE,
                 _ ("“%s” holds no pictures of a map"), name);
  return done;
}

gboolean
chezu_tile_archive_describe (ChezuTileSource *source, GError **error)
{
  sqlite3 *db = NULL;
  ChezuImageHead head = { 0 };
  g_autofree char *name = NULL;
  g_autofree char *attribution = NULL;

  if (!open_file (source->address, &db, error))
    return FALSE;
  if (!read_sample (db, source->address, &head, error))
    {
      sqlite3_close (db);
      return FALSE;
    }
  name = read_metadata (db, "name");
  attribution = read_metadata (db, "attribution");
  read_zoom (db, "minzoom", "SELECT min (zoom_level) FROM tiles", &source->min_zoom);
  read_zoom (db, "maxzoom", "SELECT max (zoom_level) FROM tiles", &source->max_zoom);
  sqlite3_close (db);
  source->tile_size = head.width >= 512 ? 512 : 256;
  if (*source->name == '\0' && name != NULL)
    g_set_str (&source->name, name);
  if (*source->attribution == '\0' && attribution != NULL)
    g_set_str (&source->attribution, attribution);
  return TRUE;
}

/* --- Tiles ------------------------------------------------------------------------------------ */

typedef struct
{
  ChezuTileArchive *archive;
  ChezuTileId id;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->archive);
  g_free (job);
}

/* Holding the mutex. */
static gboolean
ensure_open (ChezuTileArchive *self, GError **error)
{
  g_autofree char *name = NULL;

  if (self->select != NULL)
    return TRUE;
  if (self->db == NULL && !open_file (self->path, &self->db, error))
    return FALSE;
  if (sqlite3_prepare_v3 (self->db,
                          "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2"
                          " AND tile_row = ?3",
                          -1, SQLITE_PREPARE_PERSISTENT, &self->select, NULL)
      == SQLITE_OK)
    return TRUE;
  name = g_path_get_basename (self->path);
  g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_FILE,
               _ ("“%s” cannot be opened: %s"), name, sqlite3_errmsg (self->db));
  return FALSE;
}

static GBytes *
read_tile (ChezuTileArchive *self, const ChezuTileId *id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GBytes *bytes = NULL;
  int result;

  if (!ensure_open (self, error))
    return NULL;
  sqlite3_bind_int (self->select, 1, id->zoom);
  sqlite3_bind_int (self->select, 2, id->x);
  sqlite3_bind_int (self->select, 3, (1 << id->zoom) - 1 - id->y);
  result = sqlite3_step (self->select);
  if (result == SQLITE_ROW)
    bytes = g_bytes_new (sqlite3_column_blob (self->select, 0),
                         (gsize)sqlite3_column_bytes (self->select, 0));
  else if (result == SQLITE_DONE)
    bytes = g_bytes_new (NULL, 0);
  else
    {
      g_autofree char *name = g_path_get_basename (self->path);

      g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_FILE,
                   _ ("“%s” is damaged: %s"), name, sqlite3_errmsg (self->db));
    }
  sqlite3_reset (self->select);
  return bytes;
}

static DexFuture *
read_in_thread (gpointer data)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = read_tile (job->archive, &job->id, &error);
  ChezuImageHead head;
  gsize size;
  const guint8 *picture;

  if (bytes == NULL)
    return dex_future_new_for_error (error);
  picture = g_bytes_get_data (bytes, &size);
  if (size > 0 && !chezu_tile_image_look (picture, size, &head, &error))
    return dex_future_new_for_error (error);
  return dex_future_new_take_boxed (G_TYPE_BYTES, g_steal_pointer (&bytes));
}

static DexFuture *
fetch_fiber (gpointer data)
{
  Job *job = data;
  ChezuTileFeed *feed = CHEZU_TILE_FEED (job->archive);
  Job *errand = g_memdup2 (job, sizeof *job);
  GError *error = NULL;
  GBytes *bytes;

  g_object_ref (errand->archive);
  bytes = dex_await_boxed (dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0,
                                                read_in_thread, errand, (GDestroyNotify)job_free),
                           &error);
  if (bytes != NULL)
    return dex_future_new_take_boxed (G_TYPE_BYTES, bytes);
  chezu_tile_feed_set_trouble (feed, error->message);
  return dex_future_new_for_error (error);
}

static DexFuture *
chezu_tile_archive_fetch (ChezuTileFeed *feed,
                          const ChezuTileId *id,
                          guint scale,
                          GCancellable *given_up)
{
  Job *job = g_new0 (Job, 1);

  job->archive = g_object_ref (CHEZU_TILE_ARCHIVE (feed));
  job->id = *id;
  return dex_scheduler_spawn (NULL, 0, fetch_fiber, job, (GDestroyNotify)job_free);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
chezu_tile_archive_finalize (GObject *object)
{
  ChezuTileArchive *self = CHEZU_TILE_ARCHIVE (object);

  sqlite3_finalize (self->select);
  sqlite3_close (self->db);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  G_OBJECT_CLASS (chezu_tile_archive_parent_class)->finalize (object);
}

static void
chezu_tile_archive_class_init (ChezuTileArchiveClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_tile_archive_finalize;
  CHEZU_TILE_FEED_CLASS (klass)->fetch = chezu_tile_archive_fetch;
}

static void
chezu_tile_archive_init (ChezuTileArchive *self)
{
  g_mutex_init (&self->mutex);
}

ChezuTileArchive *
chezu_tile_archive_new (const char *path)
{
  ChezuTileArchive *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (CHEZU_TYPE_TILE_ARCHIVE, NULL);
  self->path = g_strdup (path);
  return self;
}
