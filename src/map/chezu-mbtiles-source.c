/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread reads the file, inflates and checks; the tiles come back to the user interface's. */

#include "map/chezu-mbtiles-source.h"

#include "base/chezu-geodesy.h"
#include "map/chezu-vector-tile.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

/* Used by one thread at a time: first the maker's, then the pool's only one. */
typedef struct
{
  sqlite3 *db;
  sqlite3_stmt *select;

  /* Within these the file has all zooms; beyond, only those up to @outer_zoom, enlarged for the
   * others. */
  gboolean has_detail;
  double west, south, east, north; /* Mercator square */
  int outer_zoom;
} TileFile;

struct _ChezuMbtilesSource
{
  ShumateDataSource parent_instance;

  TileFile file;
  GThreadPool *readers;
  char *attribution; /* (nullable) */
};

typedef struct
{
  int zoom, column, row;
} Place;

G_DEFINE_FINAL_TYPE (ChezuMbtilesSource, chezu_mbtiles_source, SHUMATE_TYPE_DATA_SOURCE)

/* --- The reading thread --- */

/* NULL without an error where there is none. */
static GBytes *
select_tile (TileFile *file, const Place *place, GError **error)
{
  GBytes *tile = NULL;
  int result;

  sqlite3_bind_int (file->select, 1, place->zoom);
  sqlite3_bind_int (file->select, 2, place->column);
  /* MBTiles counts rows from the south. */
  sqlite3_bind_int (file->select, 3, (1 << place->zoom) - 1 - place->row);
  result = sqlite3_step (file->select);
  if (result == SQLITE_ROW)
    tile = chezu_vector_tile_load (sqlite3_column_blob (file->select, 0),
                                   (gsize)sqlite3_column_bytes (file->select, 0), error);
  else if (result != SQLITE_DONE)
    g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE,
                 _ ("The base map cannot be read: %s"), sqlite3_errmsg (file->db));
  sqlite3_reset (file->select);
  return tile;
}

static gboolean
is_beyond_detail (const TileFile *file, const Place *place)
{
  double x = (place->column + 0.5) / (1 << place->zoom);
  double y = (place->row + 0.5) / (1 << place->zoom);

  return file->has_detail && place->zoom > file->outer_zoom
         && (x < file->west || x > file->east || y < file->north || y > file->south);
}

static GBytes *
enlarge_tile (TileFile *file, const Place *place, GError **error)
{
  int levels = place->zoom - file->outer_zoom;
  const Place outer = { file->outer_zoom, place->column >> levels, place->row >> levels };
  g_autoptr (GBytes) tile = select_tile (file, &outer, error);

  if (tile == NULL)
    return NULL;
  return chezu_vector_tile_part (tile, (guint)levels,
                                 (guint)(place->column - (outer.column << levels)),
                                 (guint)(place->row - (outer.row << levels)));
}

/* A tile that is not there is empty: libshumate then draws the background, and waits for ever
 * otherwise. */
static GBytes *
read_tile (TileFile *file, const Place *place, GError **error)
{
  GError *wrong = NULL;
  GBytes *tile = is_beyond_detail (file, place) ? enlarge_tile (file, place, &wrong)
                                                : select_tile (file, place, &wrong);

  if (wrong != NULL)
    g_propagate_error (error, wrong);
  else if (tile == NULL)
    tile = g_bytes_new (NULL, 0);
  return tile;
}

static void
read_in_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  TileFile *file = user_data;
  GError *error = NULL;
  GBytes *tile;

  if (g_task_return_error_if_cancelled (task))
    return;
  tile = read_tile (file, g_task_get_task_data (task), &error);
  if (tile != NULL)
    g_task_return_pointer (task, tile, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
chezu_mbtiles_source_get_tile_data_async (ShumateDataSource *source,
                                          int x,
                                          int y,
                                          int zoom_level,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  ChezuMbtilesSource *self = CHEZU_MBTILES_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Place *place = g_new (Place, 1);

  *place = (Place){ zoom_level, x, y };
  g_task_set_source_tag (task, chezu_mbtiles_source_get_tile_data_async);
  g_task_set_task_data (task, place, g_free);
  if (zoom_level < 0 || zoom_level > 30)
    g_task_return_pointer (task, g_bytes_new (NULL, 0), (GDestroyNotify)g_bytes_unref);
  else
    g_thread_pool_push (self->readers, g_steal_pointer (&task), NULL);
}

/* --- The object --- */

static void
chezu_mbtiles_source_finalize (GObject *object)
{
  ChezuMbtilesSource *self = CHEZU_MBTILES_SOURCE (object);

  /* Tasks hold the source, so none is left; the last may drop it on the pool's own thread, which
   * must not wait for itself. */
  if (self->readers != NULL)
    g_thread_pool_free (self->readers, FALSE, FALSE);
  sqlite3_finalize (self->file.select);
  sqlite3_close (self->file.db);
  g_free (self->attribution);
  G_OBJECT_CLASS (chezu_mbtiles_source_parent_class)->finalize (object);
}

static void
chezu_mbtiles_source_class_init (ChezuMbtilesSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_mbtiles_source_finalize;
  SHUMATE_DATA_SOURCE_CLASS (klass)->get_tile_data_async = chezu_mbtiles_source_get_tile_data_async;
}

static void
chezu_mbtiles_source_init (ChezuMbtilesSource *self)
{
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
  return value;
}

static gboolean
read_zoom (sqlite3 *db, const char *name, guint *zoom)
{
  g_autofree char *text = read_metadata (db, name);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, 30, &value, NULL))
    return FALSE;
  *zoom = (guint)value;
  return TRUE;
}

/* The two rows that Chezu's own files have beside the standard's. */
static void
read_detail (TileFile *file)
{
  g_autofree char *text = read_metadata (file->db, "chezu_detail");
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ",", -1);
  guint outer_zoom;

  if (g_strv_length (parts) != 4 || !read_zoom (file->db, "chezu_outer_maxzoom", &outer_zoom)
      || outer_zoom > 16)
    return;
  chezu_mercator_project (g_ascii_strtod (parts[0], NULL), g_ascii_strtod (parts[1], NULL),
                          &file->west, &file->south);
  chezu_mercator_project (g_ascii_strtod (parts[2], NULL), g_ascii_strtod (parts[3], NULL),
                          &file->east, &file->north);
  file->outer_zoom = (int)outer_zoom;
  file->has_detail = TRUE;
}

/* Opens and prepares; leaves what is wrong, if anything, in SQLite's message. */
static gboolean
open_file (TileFile *file, const char *path)
{
  return sqlite3_open_v2 (path, &file->db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK
         && sqlite3_prepare_v3 (file->db,
                                "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND "
                                "tile_column = ?2 AND tile_row = ?3",
                                -1, SQLITE_PREPARE_PERSISTENT, &file->select, NULL)
                == SQLITE_OK;
}

/**
 * chezu_mbtiles_source_new:
 * @path: of an MBTiles 1.3 file with vector tiles
 *
 * Returns: (transfer full): the source, its zoom levels set, or NULL with an error of
 * CHEZU_TILE_ERROR
 */
ChezuMbtilesSource *
chezu_mbtiles_source_new (const char *path, GError **error)
{
  g_autoptr (ChezuMbtilesSource) self = NULL;
  g_autofree char *format = NULL;
  guint min_zoom, max_zoom;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (CHEZU_TYPE_MBTILES_SOURCE, NULL);
  if (!open_file (&self->file, path))
    {
      g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE,
                   _ ("“%s” is no map file that Chezu can read: %s"), path,
                   sqlite3_errmsg (self->file.db));
      return NULL;
    }
  format = read_metadata (self->file.db, "format");
  if ((g_strcmp0 (format, "pbf") != 0 && g_strcmp0 (format, "mvt") != 0)
      || !read_zoom (self->file.db, "minzoom", &min_zoom)
      || !read_zoom (self->file.db, "maxzoom", &max_zoom) || min_zoom > max_zoom)
    {
      g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE,
                   _ ("“%s” holds no vector tiles"), path);
      return NULL;
    }
  read_detail (&self->file);
  self->attribution = read_metadata (self->file.db, "attribution");
  shumate_data_source_set_min_zoom_level (SHUMATE_DATA_SOURCE (self), min_zoom);
  shumate_data_source_set_max_zoom_level (SHUMATE_DATA_SOURCE (self), max_zoom);

  self->readers = g_thread_pool_new (read_in_thread, &self->file, 1, TRUE, error);
  return self->readers != NULL ? g_steal_pointer (&self) : NULL;
}

/* Returns: (nullable): what must stand on the map */
const char *
chezu_mbtiles_source_get_attribution (ChezuMbtilesSource *self)
{
  g_return_val_if_fail (CHEZU_IS_MBTILES_SOURCE (self), NULL);
  return self->attribution;
}
