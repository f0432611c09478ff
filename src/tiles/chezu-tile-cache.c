/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SQLite file: a folder of a million small files is slow to walk and to erase. Writes are not
 * waited for by the disk (synchronous = OFF): what a power cut takes is fetched again, and a file
 * that is found damaged is thrown away and begun anew.
 *
 * Erasing goes in steps of ERASE_STEP rows after each write that finds the cache over its limit, so
 * that no single tile pays for a big clean-up. A tile is marked as used only when its mark is an
 * hour old, so that looking at the map does not write. */

#include "tiles/chezu-tile-cache.h"

#include "base/chezu-time.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define ERASE_STEP 64
/* What a row weighs beside its picture. */
#define ROW_BYTES 200
#define USED_GRAIN_MS (G_GINT64_CONSTANT (3600) * 1000)
#define DAY_MS (24 * G_GINT64_CONSTANT (3600) * 1000)
#define USUAL_BYTES (G_GINT64_CONSTANT (512) * 1024 * 1024)
#define USUAL_DAYS 90
#define VERSION 1

static const char schema[]
    = "CREATE TABLE tile (sheet TEXT NOT NULL, zoom INTEGER NOT NULL, x INTEGER NOT NULL,"
      " y INTEGER NOT NULL, fetched INTEGER NOT NULL, expires INTEGER NOT NULL,"
      " used INTEGER NOT NULL, etag TEXT, modified TEXT, picture BLOB NOT NULL,"
      " UNIQUE (sheet, zoom, x, y));"
      "CREATE INDEX tile_used ON tile (used);"
      "PRAGMA user_version = 1;";

enum
{
  FIND,
  KEEP,
  USE,
  ERASE_OLDEST,
  ERASE_AGED,
  N_STATEMENTS
};

static const char *const texts[N_STATEMENTS] = {
  [FIND] = "SELECT picture, etag, modified, fetched, expires, used, rowid FROM tile"
           " WHERE sheet = ?1 AND zoom = ?2 AND x = ?3 AND y = ?4",
  [KEEP] = "INSERT INTO tile (sheet, zoom, x, y, fetched, expires, used, etag, modified, picture)"
           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
           " ON CONFLICT DO UPDATE SET fetched = ?5, expires = ?6, used = ?7, etag = ?8,"
           " modified = ?9, picture = ?10",
  [USE] = "UPDATE tile SET used = ?2 WHERE rowid = ?1",
  [ERASE_OLDEST] = "DELETE FROM tile WHERE rowid IN"
                   " (SELECT rowid FROM tile ORDER BY used LIMIT ?1)"
                   " RETURNING length (picture)",
  [ERASE_AGED] = "DELETE FROM tile WHERE rowid IN"
                 " (SELECT rowid FROM tile WHERE used < ?2 ORDER BY used LIMIT ?1)"
                 " RETURNING length (picture)",
};

struct _ChezuTileCache
{
  GObject parent_instance;

  char *path;

  GMutex mutex; /* guards what follows */
  sqlite3 *db;  /* NULL: not open yet, or not to be had */
  sqlite3_stmt *statements[N_STATEMENTS];
  gboolean broken; /* cannot even be made anew */
  gint64 bytes;    /* of pictures and rows, as counted at the start and kept up to date */
  gint64 max_bytes;
  guint max_days;
};

G_DEFINE_FINAL_TYPE (ChezuTileCache, chezu_tile_cache, G_TYPE_OBJECT)

/* --- A tile ----------------------------------------------------------------------------------- */

G_DEFINE_BOXED_TYPE (ChezuCachedTile,
                     chezu_cached_tile,
                     chezu_cached_tile_ref,
                     chezu_cached_tile_unref)

ChezuCachedTile *
chezu_cached_tile_new (GBytes *bytes)
{
  ChezuCachedTile *self = g_new0 (ChezuCachedTile, 1);

  g_atomic_ref_count_init (&self->references);
  self->bytes = g_bytes_ref (bytes);
  return self;
}

ChezuCachedTile *
chezu_cached_tile_ref (ChezuCachedTile *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
chezu_cached_tile_unref (ChezuCachedTile *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_bytes_unref (self->bytes);
  g_free (self->etag);
  g_free (self->modified);
  g_free (self);
}

/* --- The file --------------------------------------------------------------------------------- */

static void
close_file (ChezuTileCache *self)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    g_clear_pointer (&self->statements[i], sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
}

static gboolean
read_number (sqlite3 *db, const char *sql, gint64 *number)
{
  sqlite3_stmt *statement = NULL;
  gboolean found = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK
                   && sqlite3_step (statement) == SQLITE_ROW;

  if (found)
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return found;
}

static gboolean
run (sqlite3 *db, const char *sql)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* Also FALSE for the file of another version: a cache is not worth a migration. */
static gboolean
try_to_open (ChezuTileCache *self)
{
  gint64 version = 0;

  if (sqlite3_open_v2 (self->path, &self->db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL)
      != SQLITE_OK)
    return FALSE;
  sqlite3_busy_timeout (self->db, 2000);
  if (!read_number (self->db, "PRAGMA user_version", &version)
      || (version == 0 && !run (self->db, "PRAGMA auto_vacuum = INCREMENTAL"))
      || !run (self->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
      || (version == 0 && !run (self->db, schema)) || (version != 0 && version != VERSION))
    return FALSE;
  for (guint i = 0; i < N_STATEMENTS; i++)
    if (sqlite3_prepare_v3 (self->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &self->statements[i],
                            NULL)
        != SQLITE_OK)
      return FALSE;
  return read_number (self->db,
                      "SELECT ifnull (sum (length (picture)), 0) + 200 * count (*) FROM tile",
                      &self->bytes);
}

static void
remove_file (ChezuTileCache *self)
{
  static const char *const endings[] = { "", "-wal", "-shm", "-journal" };

  close_file (self);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (self->path, endings[i], NULL);

      g_unlink (path);
    }
  self->bytes = 0;
}

/* Holding the mutex. */
static gboolean
ensure_open (ChezuTileCache *self)
{
  g_autofree char *folder = NULL;

  if (self->db != NULL || self->broken)
    return self->db != NULL;
  folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  if (try_to_open (self))
    return TRUE;
  remove_file (self);
  if (try_to_open (self))
    return TRUE;
  close_file (self);
  self->broken = TRUE;
  return FALSE;
}

/* What SQLite says after a step: a file that is damaged is begun anew, anything else passes. */
static void
look_at_result (ChezuTileCache *self, int result)
{
  int code = result & 0xff;

  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_SCHEMA
      || code == SQLITE_ERROR)
    remove_file (self);
}

/* --- Steps ------------------------------------------------------------------------------------ */

typedef struct
{
  ChezuTileCache *cache;
  char *sheet;
  ChezuTileId id;
  ChezuCachedTile *tile; /* to keep */
} Job;

static Job *
job_new (ChezuTileCache *self, const char *sheet, const ChezuTileId *id)
{
  Job *job = g_new0 (Job, 1);

  job->cache = g_object_ref (self);
  job->sheet = g_strdup (sheet);
  if (id != NULL)
    job->id = *id;
  return job;
}

static void
job_free (Job *job)
{
  g_object_unref (job->cache);
  g_clear_pointer (&job->tile, chezu_cached_tile_unref);
  g_free (job->sheet);
  g_free (job);
}

static void
bind_id (sqlite3_stmt *statement, const Job *job)
{
  sqlite3_bind_text (statement, 1, job->sheet, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, job->id.zoom);
  sqlite3_bind_int (statement, 3, job->id.x);
  sqlite3_bind_int (statement, 4, job->id.y);
}

static void
mark_as_used (ChezuTileCache *self, gint64 row, gint64 now_ms)
{
  sqlite3_stmt *use = self->statements[USE];

  sqlite3_bind_int64 (use, 1, row);
  sqlite3_bind_int64 (use, 2, now_ms);
  sqlite3_step (use);
  sqlite3_reset (use);
}

static ChezuCachedTile *
read_tile (sqlite3_stmt *find)
{
  g_autoptr (GBytes) bytes
      = g_bytes_new (sqlite3_column_blob (find, 0), (gsize)sqlite3_column_bytes (find, 0));
  ChezuCachedTile *tile = chezu_cached_tile_new (bytes);

  tile->etag = g_strdup ((const char *)sqlite3_column_text (find, 1));
  tile->modified = g_strdup ((const char *)sqlite3_column_text (find, 2));
  tile->fetched_ms = sqlite3_column_int64 (find, 3);
  tile->expires_ms = sqlite3_column_int64 (find, 4);
  return tile;
}

static DexFuture *
find_fiber (gpointer data)
{
  Job *job = data;
  ChezuTileCache *self = job->cache;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 now_ms = chezu_time_now_ms ();
  ChezuCachedTile *tile = NULL;
  sqlite3_stmt *find;
  gint64 used_ms = now_ms;
  gint64 row = 0;
  int result;

  if (!ensure_open (self))
    return dex_future_new_take_boxed (CHEZU_TYPE_CACHED_TILE, NULL);
  find = self->statements[FIND];
  bind_id (find, job);
  result = sqlite3_step (find);
  if (result == SQLITE_ROW)
    {
      tile = read_tile (find);
      used_ms = sqlite3_column_int64 (find, 5);
      row = sqlite3_column_int64 (find, 6);
    }
  sqlite3_reset (find);
  sqlite3_clear_bindings (find);
  if (result != SQLITE_ROW)
    look_at_result (self, result);
  else if (now_ms - used_ms > USED_GRAIN_MS)
    mark_as_used (self, row, now_ms);
  return dex_future_new_take_boxed (CHEZU_TYPE_CACHED_TILE, tile);
}

/* Runs a statement that erases some rows, and takes off what they weighed. */
static guint
erase (ChezuTileCache *self, guint which, gint64 before_ms)
{
  sqlite3_stmt *statement = self->statements[which];
  guint n = 0;

  sqlite3_bind_int (statement, 1, ERASE_STEP);
  if (which == ERASE_AGED)
    sqlite3_bind_int64 (statement, 2, before_ms);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      self->bytes -= sqlite3_column_int64 (statement, 0) + ROW_BYTES;
      n++;
    }
  sqlite3_reset (statement);
  return n;
}

static void
keep_limits (ChezuTileCache *self, gint64 now_ms)
{
  guint n = erase (self, ERASE_AGED, now_ms - (gint64)self->max_days * DAY_MS);

  if (self->bytes > self->max_bytes)
    n += erase (self, ERASE_OLDEST, 0);
  if (n > 0)
    run (self->db, "PRAGMA incremental_vacuum (256)");
}

static gint64
weigh_kept (ChezuTileCache *self, const Job *job)
{
  sqlite3_stmt *find = self->statements[FIND];
  gint64 bytes = 0;

  bind_id (find, job);
  if (sqlite3_step (find) == SQLITE_ROW)
    bytes = sqlite3_column_bytes (find, 0) + ROW_BYTES;
  sqlite3_reset (find);
  return bytes;
}

static int
keep (ChezuTileCache *self, const Job *job, gint64 now_ms)
{
  sqlite3_stmt *statement = self->statements[KEEP];
  const ChezuCachedTile *tile = job->tile;
  gsize size = g_bytes_get_size (tile->bytes);
  gint64 before = weigh_kept (self, job);
  int result;

  bind_id (statement, job);
  sqlite3_bind_int64 (statement, 5, tile->fetched_ms);
  sqlite3_bind_int64 (statement, 6, tile->expires_ms);
  sqlite3_bind_int64 (statement, 7, now_ms);
  sqlite3_bind_text (statement, 8, tile->etag, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 9, tile->modified, -1, SQLITE_STATIC);
  if (size > 0)
    sqlite3_bind_blob64 (statement, 10, g_bytes_get_data (tile->bytes, NULL), size, SQLITE_STATIC);
  else
    sqlite3_bind_zeroblob (statement, 10, 0);
  result = sqlite3_step (statement);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  if (result == SQLITE_DONE)
    self->bytes += (gint64)size + ROW_BYTES - before;
  return result;
}

static DexFuture *
keep_fiber (gpointer data)
{
  Job *job = data;
  ChezuTileCache *self = job->cache;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 now_ms = chezu_time_now_ms ();
  int result;

  if (!ensure_open (self))
    return dex_future_new_false ();
  result = keep (self, job, now_ms);
  if (result == SQLITE_DONE)
    keep_limits (self, now_ms);
  else
    look_at_result (self, result);
  return dex_future_new_for_boolean (result == SQLITE_DONE);
}

static DexFuture *
clear_fiber (gpointer data)
{
  Job *job = data;
  ChezuTileCache *self = job->cache;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  remove_file (self);
  self->broken = FALSE;
  return dex_future_new_for_boolean (ensure_open (self));
}

static DexFuture *
measure_fiber (gpointer data)
{
  Job *job = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&job->cache->mutex);

  ensure_open (job->cache);
  return dex_future_new_for_int64 (job->cache->bytes);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
chezu_tile_cache_finalize (GObject *object)
{
  ChezuTileCache *self = CHEZU_TILE_CACHE (object);

  close_file (self);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  G_OBJECT_CLASS (chezu_tile_cache_parent_class)->finalize (object);
}

static void
chezu_tile_cache_class_init (ChezuTileCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_tile_cache_finalize;
}

static void
chezu_tile_cache_init (ChezuTileCache *self)
{
  g_mutex_init (&self->mutex);
  self->max_bytes = USUAL_BYTES;
  self->max_days = USUAL_DAYS;
}

ChezuTileCache *
chezu_tile_cache_new (const char *path)
{
  ChezuTileCache *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (CHEZU_TYPE_TILE_CACHE, NULL);
  self->path = g_strdup (path);
  return self;
}

char *
chezu_tile_cache_dup_default_path (void)
{
  return g_build_filename (g_get_user_cache_dir (), "chezu", "tiles.db", NULL);
}

/**
 * chezu_tile_cache_set_limits:
 * @max_bytes: what pictures may weigh together
 * @max_days: a tile that nobody looked at for so long is erased
 */
void
chezu_tile_cache_set_limits (ChezuTileCache *self, gint64 max_bytes, guint max_days)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (CHEZU_IS_TILE_CACHE (self));

  locker = g_mutex_locker_new (&self->mutex);
  self->max_bytes = max_bytes;
  self->max_days = max_days;
}

char *
chezu_tile_cache_make_sheet (const char *pattern, guint scale)
{
  g_autofree char *text = g_strdup_printf ("%u %s", scale, pattern);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static DexFuture *
spawn (DexFiberFunc func, Job *job)
{
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, func, job,
                              (GDestroyNotify)job_free);
}

DexFuture *
chezu_tile_cache_find (ChezuTileCache *self, const char *sheet, const ChezuTileId *id)
{
  g_return_val_if_fail (CHEZU_IS_TILE_CACHE (self), NULL);

  return spawn (find_fiber, job_new (self, sheet, id));
}

DexFuture *
chezu_tile_cache_keep (ChezuTileCache *self,
                       const char *sheet,
                       const ChezuTileId *id,
                       const ChezuCachedTile *tile)
{
  Job *job;

  g_return_val_if_fail (CHEZU_IS_TILE_CACHE (self), NULL);

  job = job_new (self, sheet, id);
  job->tile = chezu_cached_tile_ref ((ChezuCachedTile *)tile);
  return spawn (keep_fiber, job);
}

DexFuture *
chezu_tile_cache_clear (ChezuTileCache *self)
{
  g_return_val_if_fail (CHEZU_IS_TILE_CACHE (self), NULL);

  return spawn (clear_fiber, job_new (self, NULL, NULL));
}

DexFuture *
chezu_tile_cache_measure (ChezuTileCache *self)
{
  g_return_val_if_fail (CHEZU_IS_TILE_CACHE (self), NULL);

  return spawn (measure_fiber, job_new (self, NULL, NULL));
}
