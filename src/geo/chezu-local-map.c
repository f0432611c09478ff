/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the extract: each feature goes straight into the tiles. What must be seen whole
 * stays until the end: the coast, the cells that have something, and the lines that bear names.
 * Everything is made in a folder of its own beside the wanted file. */

#include "geo/chezu-local-map.h"

#include "geo/chezu-basemap-file.h"
#include "geo/chezu-export.h"
#include "geo/chezu-osm-cover.h"
#include "geo/chezu-osm-file.h"
#include "geo/chezu-osm-labels.h"
#include "geo/chezu-osm-schema.h"
#include "geo/chezu-tile-writer.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <gdal.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* Ground and sea are cut into pieces of so many degrees, which overlap by two pixels. */
#define PIECE 0.2
#define PIECE_OVERLAP 0.006

typedef struct
{
  const ChezuLocalMapOrder *order;
  ChezuLocalMapReport *report;
  char *folder; /* of the work */
  char *path;   /* of the tiles in it */
  ChezuTileWriter *writer;
  ChezuOsmCover *cover;
  ChezuOsmLabels *labels;
  ChezuBounds bounds;
} Build;

/* --- Features --- */

static gboolean
add (Build *build,
     const ChezuOsmPlace *place,
     OGRGeometryH geometry,
     const ChezuTileTexts *texts,
     GError **error)
{
  build->report->n_features++;
  return chezu_tile_writer_add (build->writer, place->tile_layer, place->min_zoom, geometry, texts,
                                error);
}

static gboolean
add_lake_shore (Build *build, const ChezuOsmPlace *lake, OGRGeometryH geometry, GError **error)
{
  const ChezuOsmPlace place = { "shore", "lake", lake->min_zoom, FALSE };
  OGRGeometryH edge = OGR_G_Boundary (geometry);
  gboolean done
      = edge == NULL || add (build, &place, edge, &(ChezuTileTexts){ .kind = "lake" }, error);

  OGR_G_DestroyGeometry (edge);
  return done;
}

static gboolean
is_inhabited (const ChezuOsmPlace *place)
{
  return g_str_equal (place->tile_layer, "road") || g_str_equal (place->tile_layer, "street")
         || g_str_equal (place->tile_layer, "building");
}

/* Names are in the tiles for whoever else reads them; the map draws those of the table. */
static ChezuTileTexts
get_texts (const ChezuOsmThing *thing, const ChezuOsmPlace *place)
{
  ChezuTileTexts texts = { .kind = place->kind };

  if (thing->shape == CHEZU_OSM_LINE)
    texts.brunnel = chezu_osm_brunnel (thing);
  if (place->min_zoom >= 12 || thing->shape == CHEZU_OSM_AREA)
    {
      texts.name_zh = chezu_osm_name_zh (thing);
      texts.name_en = chezu_osm_name_en (thing);
    }
  if (thing->shape == CHEZU_OSM_LINE)
    texts.ref = chezu_osm_tag (thing, "ref");
  return texts;
}

static gboolean
take_cb (const ChezuOsmThing *thing, gpointer user_data, GError **error)
{
  Build *build = user_data;
  ChezuOsmPlace place;
  ChezuTileTexts texts;

  chezu_osm_labels_take (build->labels, thing);
  if (thing->shape == CHEZU_OSM_LINE && chezu_osm_is (thing, "natural", "coastline"))
    chezu_osm_cover_add_coast (build->cover, thing->geometry);
  if (!chezu_osm_find_place (thing, &place))
    return TRUE;
  if (is_inhabited (&place))
    chezu_osm_cover_mark (build->cover, thing->geometry);
  if (g_str_equal (place.kind, "lake") && !add_lake_shore (build, &place, thing->geometry, error))
    return FALSE;
  texts = get_texts (thing, &place);
  return add (build, &place, thing->geometry, &texts, error);
}

static gboolean
progress_cb (double share, gpointer user_data)
{
  const Build *build = user_data;

  return build->order->progress (CHEZU_LOCAL_MAP_READING, share, build->order->user_data);
}

/* --- Ground and sea --- */

static gboolean
add_in_pieces (
    Build *build, const char *tile_layer, const char *kind, OGRGeometryH area, GError **error)
{
  g_autoptr (GPtrArray) pieces
      = g_ptr_array_new_with_free_func ((GDestroyNotify)OGR_G_DestroyGeometry);
  const ChezuCells cells = { pieces, PIECE, PIECE_OVERLAP };
  const ChezuOsmPlace place = { tile_layer, kind, CHEZU_OSM_MIN_ZOOM, FALSE };

  if (area == NULL || OGR_G_IsEmpty (area))
    return TRUE;
  chezu_cells_add (&cells, OGR_G_Clone (area));
  for (guint i = 0; i < pieces->len; i++)
    if (!add (build, &place, g_ptr_array_index (pieces, i), &(ChezuTileTexts){ .kind = kind },
              error))
      return FALSE;
  return TRUE;
}

static gboolean
add_ground (Build *build, GError **error)
{
  static const ChezuOsmPlace shore = { "shore", "coast", CHEZU_OSM_MIN_ZOOM, FALSE };
  OGRGeometryH coast;

  chezu_osm_cover_close (build->cover, &build->bounds);
  if (OGR_G_IsEmpty (chezu_osm_cover_get_ground (build->cover)))
    {
      g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_SOURCE,
                   _ ("“%s” has no streets and no buildings"), build->order->osm_path);
      return FALSE;
    }
  coast = chezu_osm_cover_get_coast (build->cover);
  return add_in_pieces (build, "land", "ground", chezu_osm_cover_get_ground (build->cover), error)
         && add_in_pieces (build, "water", "sea", chezu_osm_cover_get_sea (build->cover), error)
         && (OGR_G_IsEmpty (coast)
             || add (build, &shore, coast, &(ChezuTileTexts){ .kind = "coast" }, error));
}

/* --- The file --- */

static void
note_cell (guint column, guint row, gpointer user_data)
{
  const guint32 cell[] = { column, row };

  g_array_append_vals (user_data, cell, 1);
}

static gboolean
add_names (Build *build, GError **error)
{
  g_autoptr (GArray) rows = chezu_osm_labels_collect (build->labels);

  /* Streets of an extract reach beyond what it covers; their names would stand on nothing. */
  for (guint i = rows->len; i-- > 0;)
    {
      const ChezuLabelRow *row = &g_array_index (rows, ChezuLabelRow, i);

      if (!chezu_osm_cover_has_point (build->cover, row->lon, row->lat))
        g_array_remove_index_fast (rows, i);
    }
  build->report->n_labels = rows->len;
  return chezu_basemap_file_add_labels (build->path, rows, error);
}

static gboolean
describe (Build *build, GError **error)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, 2 * sizeof (guint32));
  ChezuBasemapGround ground = { .zoom = CHEZU_COVER_ZOOM, .cells = cells };
  OGREnvelope box;

  chezu_osm_cover_for_each (build->cover, note_cell, cells);
  OGR_G_GetEnvelope (chezu_osm_cover_get_ground (build->cover), &box);
  ground.bounds = (ChezuBounds){ box.MinX, box.MinY, box.MaxX, box.MaxY };
  build->report->west = box.MinX;
  build->report->south = box.MinY;
  build->report->east = box.MaxX;
  build->report->north = box.MaxY;
  return chezu_basemap_file_describe_local (build->path, &ground, &build->report->n_tiles, error);
}

static gboolean
go_on (const Build *build, ChezuLocalMapStep step, GError **error)
{
  if (build->order->progress (step, 0.0, build->order->user_data))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("It was stopped"));
  return FALSE;
}

static gboolean
make (Build *build, GError **error)
{
  const ChezuOsmReader reader = { take_cb, progress_cb, build };

  build->writer
      = chezu_tile_writer_new (build->path, CHEZU_OSM_MIN_ZOOM, CHEZU_OSM_MAX_ZOOM, error);
  return build->writer != NULL
         && chezu_osm_read (build->order->osm_path, build->folder, &reader, &build->bounds, error)
         && go_on (build, CHEZU_LOCAL_MAP_SHAPING, error) && add_ground (build, error)
         && go_on (build, CHEZU_LOCAL_MAP_PACKING, error)
         && chezu_tile_writer_finish (build->writer, error) && add_names (build, error)
         && describe (build, error);
}

static gboolean
fail_to_write (const char *path, int code, GError **error)
{
  g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_WRITE, _ ("“%s” cannot be written: %s"),
               path, g_strerror (code));
  return FALSE;
}

static gboolean
move_into_place (Build *build, GError **error)
{
  const char *out = build->order->out_path;
  GStatBuf info;

  if (g_stat (build->path, &info) == 0)
    build->report->size = (guint64)info.st_size;
  return g_rename (build->path, out) == 0 || fail_to_write (out, errno, error);
}

static void
remove_folder (const char *path)
{
  char **names = VSIReadDir (path);

  for (int i = 0; i < CSLCount (names); i++)
    {
      g_autofree char *inner = g_build_filename (path, names[i], NULL);

      g_remove (inner);
    }
  CSLDestroy (names);
  g_rmdir (path);
}

static gboolean
open_folder (Build *build, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (build->order->out_path);

  build->folder = g_build_filename (parent, ".chezu-map-XXXXXX", NULL);
  if (g_mkdtemp (build->folder) == NULL)
    return fail_to_write (build->order->out_path, errno, error);
  build->path = g_build_filename (build->folder, "map.mbtiles", NULL);
  return TRUE;
}

static gboolean
is_free (const ChezuLocalMapOrder *order, GError **error)
{
  if (g_file_test (order->out_path, G_FILE_TEST_IS_DIR))
    return fail_to_write (order->out_path, EISDIR, error);
  if (order->replace || !g_file_test (order->out_path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _ ("“%s” is there already"), order->out_path);
  return FALSE;
}

/**
 * chezu_local_map_build:
 * @report: (out caller-allocates): what came of it
 *
 * Makes an MBTiles file in the schema of the built-in map. Takes seconds to minutes, and some three
 * times the room of the result beside it. What was there before stays until the new file is whole.
 *
 * Returns: TRUE, or FALSE with %CHEZU_GEO_ERROR, %G_IO_ERROR_EXISTS or %G_IO_ERROR_CANCELLED
 */
gboolean
chezu_local_map_build (const ChezuLocalMapOrder *order, ChezuLocalMapReport *report, GError **error)
{
  Build build = { .order = order, .report = report };
  gboolean done;

  g_return_val_if_fail (order->osm_path != NULL && order->out_path != NULL, FALSE);

  *report = (ChezuLocalMapReport){ 0 };
  GDALAllRegister ();
  if (!is_free (order, error) || !open_folder (&build, error))
    {
      g_free (build.folder);
      return FALSE;
    }
  build.bounds = (ChezuBounds){ -180.0, -85.0, 180.0, 85.0 };
  build.cover = chezu_osm_cover_new ();
  build.labels = chezu_osm_labels_new ();
  CPLPushErrorHandler (CPLQuietErrorHandler);
  done = make (&build, error);
  g_clear_pointer (&build.writer, chezu_tile_writer_free);
  CPLPopErrorHandler ();
  done = done && move_into_place (&build, error);

  remove_folder (build.folder);
  chezu_osm_cover_free (build.cover);
  chezu_osm_labels_free (build.labels);
  g_free (build.folder);
  g_free (build.path);
  return done;
}
