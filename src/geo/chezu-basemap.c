/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From GMT's charts and the demo world's tables to one MBTiles file and the grid regions.
 *
 * The nation is cut into tiles down to zoom 8 of 512-pixel tiles, 4096 units to a side. Zoom 9, the
 * last, has 65536: a unit is a metre on the ground, fine enough for the district's streets when the
 * map draws zoom 19 from these tiles, so that no deeper pyramid is needed. */

#include "geo/chezu-basemap.h"

#include "geo/chezu-basemap-file.h"
#include "geo/chezu-basemap-labels.h"
#include "geo/chezu-basemap-tables.h"
#include "geo/chezu-gmt.h"
#include "geo/chezu-provinces.h"
#include "geo/chezu-regions.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>

#define LAST_ZOOM 9
#define COARSE_EXTENT 4096
#define FINE_EXTENT 65536

/* China and its surroundings in detail: four columns and three rows of the tiles of zoom 4, so that
 * each tile below lies either wholly within or wholly beyond. Beyond, the world is a sketch that
 * ends above. */
#define DETAIL_ZOOM 4
#define NATION { 67.5, 0.0, 157.5, 55.7765730 }
#define WORLD { -180.0, -60.0, 180.0, 84.0 }

/* One line to whoever waits for the build. */
static void
tell (gint64 started, const char *what)
{
  g_print ("base map: %4.1f s  %s\n", (double)(g_get_monotonic_time () - started) / 1e6, what);
}

/* --- Land and water --- */

typedef struct
{
  ChezuLandScale scale;
  int min_zoom, max_zoom;
  double smallest_land_km2, smallest_lake_km2;
  gboolean smooth;
} Stage;

static const Stage stages[] = {
  { { WORLD, 'l', 30.0, 1.5 }, 0, DETAIL_ZOOM - 1, 300.0, 2000.0, FALSE },
  { { NATION, 'i', 10.0, 0.1 }, DETAIL_ZOOM, 6, 8.0, 60.0, FALSE },
  { { NATION, 'h', 2.5, 0.02 }, 7, 8, 1.5, 3.0, FALSE },
  /* Drawn far beyond the chart's own scale: without corners. */
  { { NATION, 'h', 1.0, 0.02 }, LAST_ZOOM, LAST_ZOOM, 0.3, 1.0, TRUE },
};

#define LAST_STAGE (G_N_ELEMENTS (stages) - 1)

static ChezuLand *
load_level (const Stage *stage, ChezuLandLevel level, double smallest_km2, GError **error)
{
  return chezu_land_load (&stage->scale, level, smallest_km2, stage->smooth, error);
}

static gboolean
covers_known_lake (OGRGeometryH polygon, const GPtrArray *known)
{
  for (guint i = 0; i < known->len; i++)
    if (OGR_G_Intersects (polygon, g_ptr_array_index (known, i)))
      return TRUE;
  return FALSE;
}

/* Where the tables know a lake, GMT's stub of it goes. */
static ChezuLand *
load_lakes (const Stage *stage, const GPtrArray *known, GError **error)
{
  ChezuLand *lakes = load_level (stage, CHEZU_LAKE_ON_LAND, stage->smallest_lake_km2, error);

  if (lakes == NULL)
    return NULL;
  for (guint i = lakes->polygons->len; i-- > 0;)
    if (covers_known_lake (g_ptr_array_index (lakes->polygons, i), known))
      g_ptr_array_remove_index_fast (lakes->polygons, i);
  for (guint i = lakes->shore->len; i-- > 0;)
    {
      OGRGeometryH line = chezu_geometry_of_line (chezu_lines_get (lakes->shore, i));

      if (covers_known_lake (line, known))
        g_ptr_array_remove_index_fast (lakes->shore, i);
      OGR_G_DestroyGeometry (line);
    }
  return lakes;
}

/* In pieces: a continent's coast would be clipped anew, whole, for each tile of the map. */
static void
add_shore (OGRLayerH layer, const ChezuLand *land, const char *kind)
{
  g_autoptr (GPtrArray) pieces = chezu_lines_cut (land->shore, 100);

  chezu_features_add_lines (layer, pieces, kind, 0.0);
}

/* @finest: (out) (transfer full): the land of the finest stage that is not smoothed */
static gboolean
add_land (ChezuFeatures *features, const GPtrArray *known_lakes, ChezuLand **finest, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      const Stage *stage = &stages[i];
      OGRLayerH land
          = chezu_features_add_layer (features, "land", stage->min_zoom, stage->max_zoom);
      OGRLayerH water
          = chezu_features_add_layer (features, "water", stage->min_zoom, stage->max_zoom);
      OGRLayerH island
          = chezu_features_add_layer (features, "island", stage->min_zoom, stage->max_zoom);
      OGRLayerH shore
          = chezu_features_add_layer (features, "shore", stage->min_zoom, stage->max_zoom);
      g_autoptr (ChezuLand) dry
          = load_level (stage, CHEZU_LAND_IN_SEA, stage->smallest_land_km2, error);
      g_autoptr (ChezuLand) lakes = NULL;
      g_autoptr (ChezuLand) islands = NULL;

      if (dry == NULL || (lakes = load_lakes (stage, known_lakes, error)) == NULL)
        return FALSE;
      islands = load_level (stage, CHEZU_LAND_IN_LAKE, stage->smallest_lake_km2, error);
      if (islands == NULL)
        return FALSE;
      chezu_features_add_polygons (land, dry->polygons, NULL);
      chezu_features_add_polygons (water, lakes->polygons, "lake");
      chezu_features_add_polygons (island, islands->polygons, NULL);
      add_shore (shore, dry, "coast");
      add_shore (shore, lakes, "lake");
      add_shore (shore, islands, "lake");
      if (!stage->smooth)
        {
          g_clear_pointer (finest, chezu_land_free);
          *finest = g_steal_pointer (&dry);
        }
    }
  return TRUE;
}

/* --- Rivers --- */

/* The chart's rivers end just short of whole degrees; nearer than this they are meant to meet. */
static void
close_gaps_at_degrees (ChezuLines *rivers)
{
  for (guint i = 0; i < rivers->len; i++)
    {
      ChezuLine *line = chezu_lines_get (rivers, i);

      for (guint j = 0; j < line->len; j++)
        {
          ChezuPoint *point = chezu_line_point (line, j);

          if (fabs (point->lon - round (point->lon)) < 4e-5)
            point->lon = round (point->lon);
          if (fabs (point->lat - round (point->lat)) < 4e-5)
            point->lat = round (point->lat);
        }
    }
}

/* @greater: (inout): takes the rivers that are worth a name */
static gboolean
add_rivers (ChezuFeatures *features, ChezuLines *greater, GError **error)
{
  /* From which zoom rivers of each rank are seen. */
  static const int min_zooms[] = { 3, 4, 5, 7 };

  for (int rank = 1; rank <= (int)G_N_ELEMENTS (min_zooms); rank++)
    {
      const ChezuBounds nation = NATION;
      g_autofree char *area = g_strdup_printf ("-R%.7f/%.7f/%.7f/%.7f", nation.west, nation.east,
                                               nation.south, nation.north);
      g_autofree char *which = g_strdup_printf ("-I%d", rank);
      g_autofree char *kind = g_strdup_printf ("%d", rank);
      const char *const arguments[] = { "coast", area, "-Dh", which, "-M", NULL };
      g_autoptr (GPtrArray) pieces = chezu_gmt_run (arguments, NULL, NULL, error);
      g_autoptr (GPtrArray) rivers = NULL;
      int min_zoom = min_zooms[rank - 1];

      if (pieces == NULL)
        return FALSE;
      close_gaps_at_degrees (pieces);
      rivers = chezu_lines_join (pieces);
      for (guint i = 0; rank <= 2 && i < rivers->len; i++)
        g_ptr_array_add (greater, chezu_line_simplify (chezu_lines_get (rivers, i), 0.01));
      if (min_zoom < 7)
        chezu_features_add_lines (chezu_features_add_layer (features, "river", min_zoom, 6), rivers,
                                  kind, 0.008);
      chezu_features_add_lines (
          chezu_features_add_layer (features, "river", MAX (min_zoom, 7), LAST_ZOOM), rivers, kind,
          0.002);
    }
  return TRUE;
}

/* --- Everything --- */

static gboolean
add_provinces (ChezuFeatures *features,
               const ChezuLand *land,
               const char *regions_path,
               GError **error)
{
  g_autoptr (ChezuMosaic) provinces = chezu_provinces_load (error);
  g_autoptr (GPtrArray) lines = NULL;

  if (provinces == NULL)
    return FALSE;
  lines = chezu_mosaic_inner_lines (provinces);
  chezu_features_add_lines (chezu_features_add_layer (features, "province", 2, 4), lines, NULL,
                            0.05);
  chezu_features_add_lines (chezu_features_add_layer (features, "province", 5, 6), lines, NULL,
                            0.015);
  chezu_features_add_lines (chezu_features_add_layer (features, "province", 7, LAST_ZOOM), lines,
                            NULL, 0.0);
  return chezu_regions_write (provinces, land, regions_path, error);
}

static gboolean
write_tiles (ChezuFeatures *features, const char *path, GError **error)
{
  g_autofree char *fine = g_strconcat (path, ".fine.mbtiles", NULL);
  gboolean done;

  g_unlink (fine);
  done = chezu_features_write_tiles (features, path, 0, LAST_ZOOM - 1, COARSE_EXTENT, 1, error)
         && chezu_features_write_tiles (features, fine, LAST_ZOOM, LAST_ZOOM, FINE_EXTENT, 0, error)
         && chezu_basemap_file_merge (path, fine, error)
         && chezu_basemap_file_describe (path, &stages[LAST_STAGE].scale.bounds, DETAIL_ZOOM - 1,
                                         error);
  g_unlink (fine);
  return done;
}

/**
 * chezu_basemap_make:
 * @tables_folder: of the demo world's tables
 * @waters_path: of the table of waters' names
 * @tiles_path: of the MBTiles file; an older one is replaced when the new one is complete
 * @regions_path: of the grid regions' GeoJSON file
 *
 * Takes some twenty seconds on two cores and prints how far it is.
 */
gboolean
chezu_basemap_make (const char *tables_folder,
                    const char *waters_path,
                    const char *tiles_path,
                    const char *regions_path,
                    GError **error)
{
  gint64 started = g_get_monotonic_time ();
  g_autoptr (ChezuFeatures) features = chezu_features_new ();
  g_autoptr (GPtrArray) known_lakes = NULL;
  g_autoptr (GPtrArray) rivers = chezu_lines_new ();
  g_autoptr (ChezuLand) land = NULL;
  g_autoptr (GArray) labels = NULL;
  g_autofree char *beside = g_strconcat (tiles_path, ".making.mbtiles", NULL);

  g_unlink (beside);
  known_lakes = chezu_basemap_tables_lakes (tables_folder, error);
  if (known_lakes == NULL)
    return FALSE;
  tell (started, "land, lakes, rivers");
  if (!add_land (features, known_lakes, &land, error) || !add_rivers (features, rivers, error))
    return FALSE;
  tell (started, "provinces and grid regions");
  if (!add_provinces (features, land, regions_path, error))
    return FALSE;
  tell (started, "roads and streets");
  if (!chezu_basemap_tables_add (features, tables_folder, known_lakes, error))
    return FALSE;
  tell (started, "tiles");
  if (!write_tiles (features, beside, error))
    return FALSE;
  labels = chezu_basemap_labels_collect (tables_folder, waters_path, rivers, error);
  if (labels == NULL || !chezu_basemap_file_add_labels (beside, labels, error))
    return FALSE;
  if (g_rename (beside, tiles_path) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", tiles_path,
                   g_strerror (errno));
      return FALSE;
    }
  tell (started, "done");
  return TRUE;
}
