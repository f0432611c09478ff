/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread reads the files, inflates, checks and cuts; the tiles come back to the user
 * interface's.
 *
 * The first file is the map that is everywhere. Where a local map has something to say, its layers
 * lie above under names of their own ("local-street"), ground and sea first, and where it covers a
 * tile whole, the first file is not asked. All zooms are made here: libshumate would draw the whole
 * of a tile for each of its parts. */

#include "map/chezu-mbtiles-source.h"

#include "map/chezu-tile-file.h"
#include "map/chezu-tile-mix.h"
#include "map/chezu-vector-tile.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of tiles of 512 pixels; the closest view there is. */
#define MAX_ZOOM 18
#define LOCAL_PREFIX "local-"

struct _ChezuMbtilesSource
{
  ShumateDataSource parent_instance;

  GPtrArray *files; /* of ChezuTileFile; the first is everywhere, then the local ones */
  GThreadPool *readers;
  char *attribution; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ChezuMbtilesSource, chezu_mbtiles_source, SHUMATE_TYPE_DATA_SOURCE)

/* --- The reading thread --- */

/* Puts what @file has of @place on what is in the mix. */
static gboolean
add_file (ChezuTileMix *mix,
          ChezuTileFile *file,
          const ChezuTilePlace *place,
          const char *prefix,
          GError **error)
{
  int zoom = chezu_tile_file_get_last_zoom (file, place);
  guint levels = (guint)(place->zoom - zoom);
  const ChezuTilePlace outer = { zoom, place->column >> levels, place->row >> levels };
  const ChezuTileWindow window = { levels, (guint)(place->column - (outer.column << levels)),
                                   (guint)(place->row - (outer.row << levels)) };
  GError *wrong = NULL;
  g_autoptr (GBytes) tile = chezu_tile_file_read (file, &outer, &wrong);

  if (wrong != NULL)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (tile != NULL)
    chezu_tile_mix_add (mix, tile, &window, prefix);
  return TRUE;
}

/* How many of the files, from the first local one, it takes to cover the place; @whole when they
 * do. */
static guint
count_needed (const GPtrArray *files, const ChezuTilePlace *place, gboolean *whole)
{
  *whole = FALSE;
  for (guint i = 1; i < files->len; i++)
    {
      const ChezuTileFile *file = g_ptr_array_index (files, i);

      if (place->zoom < chezu_tile_file_get_min_zoom (file))
        continue;
      *whole = chezu_tile_file_find_ground (file, place) == CHEZU_GROUND_WHOLE;
      if (*whole)
        return i;
    }
  return files->len - 1;
}

/* The first of the list comes last and lies above the others. FALSE where one is damaged. */
static gboolean
add_local_files (ChezuTileMix *mix, const GPtrArray *files, guint n, const ChezuTilePlace *place)
{
  for (guint i = n; i >= 1; i--)
    {
      ChezuTileFile *file = g_ptr_array_index (files, i);

      if (place->zoom >= chezu_tile_file_get_min_zoom (file)
          && chezu_tile_file_find_ground (file, place) != CHEZU_GROUND_NONE
          && !add_file (mix, file, place, LOCAL_PREFIX, NULL))
        return FALSE;
    }
  return TRUE;
}

/* A tile that is not there is empty: libshumate then draws the background, and waits for ever
 * otherwise. Where a local tile is damaged, the map below is better than a hole. */
static GBytes *
read_tile (const GPtrArray *files, const ChezuTilePlace *place, GError **error)
{
  g_autoptr (ChezuTileMix) mix = chezu_tile_mix_new ();
  gboolean whole;
  guint n_needed = count_needed (files, place, &whole);

  if (whole && add_local_files (mix, files, n_needed, place))
    return chezu_tile_mix_bake (mix);
  if (!add_file (mix, g_ptr_array_index (files, 0), place, "", error))
    return NULL;
  if (!whole)
    add_local_files (mix, files, n_needed, place);
  return chezu_tile_mix_bake (mix);
}

static void
read_in_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *tile;

  if (g_task_return_error_if_cancelled (task))
    return;
  tile = read_tile (user_data, g_task_get_task_data (task), &error);
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
  ChezuTilePlace *place = g_new (ChezuTilePlace, 1);

  *place = (ChezuTilePlace){ zoom_level, x, y };
  g_task_set_source_tag (task, chezu_mbtiles_source_get_tile_data_async);
  g_task_set_task_data (task, place, g_free);
  if (zoom_level < 0 || zoom_level > MAX_ZOOM || x < 0 || y < 0 || x >= 1 << zoom_level
      || y >= 1 << zoom_level)
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
  g_ptr_array_unref (self->files);
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
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_tile_file_free);
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
  ChezuTileFile *file;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (CHEZU_TYPE_MBTILES_SOURCE, NULL);
  file = chezu_tile_file_open (path, error);
  if (file == NULL)
    return NULL;
  g_ptr_array_add (self->files, file);
  self->attribution = g_strdup (chezu_tile_file_get_attribution (file));
  shumate_data_source_set_min_zoom_level (SHUMATE_DATA_SOURCE (self),
                                          (guint)chezu_tile_file_get_min_zoom (file));
  shumate_data_source_set_max_zoom_level (SHUMATE_DATA_SOURCE (self), MAX_ZOOM);

  self->readers = g_thread_pool_new (read_in_thread, self->files, 1, TRUE, error);
  return self->readers != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * chezu_mbtiles_source_add_local:
 * @path: of a file that chezuctl basemap build has made
 *
 * Shows the file where it has something to say, below those that were added before. Not after the
 * first tile was asked for.
 */
gboolean
chezu_mbtiles_source_add_local (ChezuMbtilesSource *self, const char *path, GError **error)
{
  ChezuTileFile *file;
  const char *attribution;

  g_return_val_if_fail (CHEZU_IS_MBTILES_SOURCE (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  file = chezu_tile_file_open (path, error);
  if (file == NULL)
    return FALSE;
  if (!chezu_tile_file_is_local (file))
    {
      chezu_tile_file_free (file);
      g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE,
                   _ ("“%s” was not made by “chezuctl basemap build”"), path);
      return FALSE;
    }
  g_ptr_array_add (self->files, file);
  attribution = chezu_tile_file_get_attribution (file);
  if (attribution != NULL
      && (self->attribution == NULL || strstr (self->attribution, attribution) == NULL))
    {
      g_autofree char *before = g_steal_pointer (&self->attribution);

      self->attribution = before != NULL ? g_strconcat (before, " · ", attribution, NULL)
                                         : g_strdup (attribution);
    }
  return TRUE;
}

/* Returns: (nullable): what must stand on the map */
const char *
chezu_mbtiles_source_get_attribution (ChezuMbtilesSource *self)
{
  g_return_val_if_fail (CHEZU_IS_MBTILES_SOURCE (self), NULL);
  return self->attribution;
}
