/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base map and the grid regions as the build made them. */

#include "base/chezu-geodesy.h"
#include "base/chezu-paths.h"

#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_api.h>
#include <sqlite3.h>

#define MAX_SIZE (20 * 1024 * 1024)
#define LAST_ZOOM 9

static char *
shipped (const char *name)
{
  char *path = chezu_path_shipped (name);

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  return path;
}

static sqlite3 *
open_map (void)
{
  g_autofree char *path = shipped ("basemap.mbtiles");
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  return db;
}

static char *
ask (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  char *answer = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    answer = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return answer;
}

static int
ask_number (sqlite3 *db, const char *sql)
{
  g_autofree char *answer = ask (db, sql);

  g_assert_nonnull (answer);
  return atoi (answer);
}

static void
test_file_is_small_enough (void)
{
  g_autofree char *path = shipped ("basemap.mbtiles");
  g_autofree char *regions = shipped ("regions.geojson");
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_size, <=, MAX_SIZE);
  g_assert_cmpint (info.st_size, >, 1024 * 1024);
  g_assert_cmpint (g_stat (regions, &info), ==, 0);
  g_assert_cmpint (info.st_size, <, 3 * MAX_SIZE / 40);
}

static void
test_metadata_is_complete (void)
{
  sqlite3 *db = open_map ();
  g_autofree char *attribution = ask (db, "SELECT value FROM metadata WHERE name = 'attribution'");
  g_autofree char *json = ask (db, "SELECT value FROM metadata WHERE name = 'json'");
  static const char *const layers[]
      = { "land", "water", "shore", "river", "province", "road", "street", "area", "rail" };

  g_assert_nonnull (strstr (attribution, "GSHHG"));
  g_assert_nonnull (strstr (attribution, "DCW"));
  g_assert_nonnull (strstr (attribution, "GeoNames"));
  g_assert_cmpint (ask_number (db, "SELECT value FROM metadata WHERE name = 'minzoom'"), ==, 0);
  g_assert_cmpint (ask_number (db, "SELECT value FROM metadata WHERE name = 'maxzoom'"), ==,
                   LAST_ZOOM);
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_autofree char *named = g_strdup_printf ("\"%s\"", layers[i]);

      g_test_message ("layer %s", layers[i]);
      g_assert_nonnull (strstr (json, named));
    }
  sqlite3_close (db);
}

static void
test_every_zoom_has_tiles (void)
{
  sqlite3 *db = open_map ();

  g_assert_cmpint (ask_number (db, "SELECT count(DISTINCT zoom_level) FROM tiles"), ==,
                   LAST_ZOOM + 1);
  g_assert_cmpint (ask_number (db, "SELECT max(length(tile_data)) FROM tiles"), <, 600000);
  sqlite3_close (db);
}

static int
tile_size (sqlite3 *db, double lon, double lat, int zoom)
{
  double x, y;
  g_autofree char *sql = NULL;
  g_autofree char *size = NULL;

  chezu_mercator_project (lon, lat, &x, &y);
  sql = g_strdup_printf (
      "SELECT length(tile_data) FROM tiles WHERE zoom_level = %d AND tile_column "
      "= %d AND tile_row = %d",
      zoom, (int)(x * (1 << zoom)), (1 << zoom) - 1 - (int)(y * (1 << zoom)));
  size = ask (db, sql);
  return size != NULL ? atoi (size) : 0;
}

static void
test_tiles_hold_what_is_there (void)
{
  static const struct
  {
    const char *name;
    double lon, lat;
  } places[] = { { "Xuecheng", 117.263, 34.797 }, { "Shanghai", 121.458, 31.222 },
                 { "Harbin", 126.65, 45.75 },     { "Kunming", 102.71, 25.05 },
                 { "Urumqi", 87.6, 43.8 },        { "Tokyo", 139.7, 35.7 } };
  sqlite3 *db = open_map ();

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (int zoom = 3; zoom <= LAST_ZOOM; zoom++)
      {
        g_test_message ("%s at %d", places[i].name, zoom);
        g_assert_cmpint (tile_size (db, places[i].lon, places[i].lat, zoom), >, 40);
      }
  /* The district has streets, the open sea has nothing. */
  g_assert_cmpint (tile_size (db, 117.263, 34.797, LAST_ZOOM), >, 8000);
  g_assert_cmpint (tile_size (db, 130.0, 26.0, LAST_ZOOM), ==, 0);
  sqlite3_close (db);
}

/* --- Lines between provinces --- */

/* How many province lines lie in a box, read from the tiles by GDAL. */
static guint
find_province_lines (double west, double south, double east, double north)
{
  static const char *const drivers[] = { "MBTiles", NULL };
  static const char *const options[] = { "ZOOM_LEVEL=7", NULL };
  g_autofree char *path = shipped ("basemap.mbtiles");
  GDALDatasetH map = GDALOpenEx (path, GDAL_OF_VECTOR, drivers, options, NULL);
  OGRLayerH layer;
  OGRFeatureH feature;
  guint found = 0;
  double x0, y0, x1, y1;
  const double half = 20037508.342789244;

  g_assert_nonnull (map);
  layer = GDALDatasetGetLayerByName (map, "province");
  g_assert_nonnull (layer);
  chezu_mercator_project (west, north, &x0, &y0);
  chezu_mercator_project (east, south, &x1, &y1);
  OGR_L_SetSpatialFilterRect (layer, (2 * x0 - 1) * half, (1 - 2 * y1) * half, (2 * x1 - 1) * half,
                              (1 - 2 * y0) * half);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL)
    {
      found++;
      OGR_F_Destroy (feature);
    }
  GDALClose (map);
  return found;
}

static void
test_no_line_where_only_one_province_is (void)
{
  static const struct
  {
    const char *what;
    double west, south, east, north;
  } outer[] = {
    { "the Amur", 127.6, 50.0, 130.2, 53.0 },
    { "the Ussuri", 132.6, 46.2, 135.0, 48.3 },
    { "the Yalu", 124.2, 39.9, 125.2, 40.6 },
    { "Yunnan and Myanmar", 97.4, 24.0, 98.4, 27.2 },
    { "Xizang and Nepal", 82.0, 28.0, 88.0, 30.0 },
    { "Xinjiang and Kazakhstan", 79.8, 42.5, 82.4, 47.0 },
    { "Inner Mongolia and Mongolia", 112.0, 43.2, 117.5, 45.8 },
    { "the coast of Shandong", 120.4, 36.6, 122.8, 37.6 },
    { "Taiwan", 119.9, 21.8, 122.1, 25.4 },
    { "Hainan", 108.5, 18.0, 111.2, 19.9 },
    { "the South China Sea", 109.5, 3.0, 119.0, 17.5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (outer); i++)
    {
      g_test_message ("%s", outer[i].what);
      g_assert_cmpuint (
          find_province_lines (outer[i].west, outer[i].south, outer[i].east, outer[i].north), ==,
          0);
    }
  /* And the lines are there where two meet: Shandong and Jiangsu. */
  g_assert_cmpuint (find_province_lines (117.0, 34.2, 119.5, 35.2), >, 0);
}

/* --- Regions --- */

/* (nullable): the key of the region that a point is in */
static char *
region_at (GDALDatasetH regions, double lon, double lat)
{
  OGRLayerH layer = GDALDatasetGetLayer (regions, 0);
  OGRGeometryH point = OGR_G_CreateGeometry (wkbPoint);
  OGRFeatureH feature;
  char *key = NULL;

  OGR_G_SetPoint_2D (point, 0, lon, lat);
  OGR_L_SetSpatialFilter (layer, point);
  OGR_L_ResetReading (layer);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL)
    {
      if (OGR_G_Contains (OGR_F_GetGeometryRef (feature), point))
        {
          g_assert_null (key); /* in one region at most */
          key = g_strdup (OGR_F_GetFieldAsString (feature, OGR_F_GetFieldIndex (feature, "key")));
        }
      OGR_F_Destroy (feature);
    }
  OGR_L_SetSpatialFilter (layer, NULL);
  OGR_G_DestroyGeometry (point);
  return key;
}

static GDALDatasetH
open_regions (void)
{
  g_autofree char *path = shipped ("regions.geojson");
  GDALDatasetH regions = GDALOpenEx (path, GDAL_OF_VECTOR, NULL, NULL, NULL);

  g_assert_nonnull (regions);
  return regions;
}

static void
test_regions_hold_the_right_places (void)
{
  static const struct
  {
    const char *name;
    double lon, lat;
    const char *key;
  } places[] = {
    { "Xuecheng", 117.263, 34.797, "lsy" },    { "Nanjing", 118.778, 32.062, "lsy" },
    { "Zhengzhou", 113.649, 34.758, "lsy" },   { "Shanghai", 121.458, 31.222, "yangtze" },
    { "Chongming", 121.50, 31.70, "yangtze" }, { "Zhoushan", 122.10, 30.02, "yangtze" },
    { "Chengdu", 104.067, 30.667, "yangtze" }, { "Kunming", 102.71, 25.05, "yangtze" },
    { "Hefei", 117.281, 31.864, "yangtze" },   { "Shenyang", 123.433, 41.792, "northeast" },
    { "Mohe", 122.5, 53.0, "northeast" },      { "Dalian", 121.55, 39.0, "northeast" },
    { "Beijing", 116.397, 39.908, "jjj" },     { "Tianjin", 117.216, 39.127, "jjj" },
    { "Qinhuangdao", 119.55, 39.95, "jjj" },   { "Xi'an", 108.929, 34.258, NULL },
    { "Taiyuan", 112.56, 37.869, NULL },       { "Guangzhou", 113.25, 23.117, NULL },
    { "Fuzhou", 119.306, 26.061, NULL },       { "Hohhot", 111.65, 40.81, NULL },
    { "Pyongyang", 125.754, 39.034, NULL },    { "Vladivostok", 131.9, 43.13, NULL },
    { "the Yellow Sea", 123.0, 35.5, NULL },
  };
  GDALDatasetH regions = open_regions ();

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *key = region_at (regions, places[i].lon, places[i].lat);

      g_test_message ("%s", places[i].name);
      g_assert_cmpstr (key, ==, places[i].key);
    }
  GDALClose (regions);
}

static void
test_regions_have_names_inside_them (void)
{
  GDALDatasetH regions = open_regions ();
  OGRLayerH layer = GDALDatasetGetLayer (regions, 0);
  OGRFeatureH feature;
  guint n = 0;

  OGR_L_ResetReading (layer);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL)
    {
      OGRGeometryH point = OGR_G_CreateGeometry (wkbPoint);

      OGR_G_SetPoint_2D (
          point, 0, OGR_F_GetFieldAsDouble (feature, OGR_F_GetFieldIndex (feature, "label_lon")),
          OGR_F_GetFieldAsDouble (feature, OGR_F_GetFieldIndex (feature, "label_lat")));
      g_assert_true (OGR_G_Contains (OGR_F_GetGeometryRef (feature), point));
      g_assert_cmpstr (OGR_F_GetFieldAsString (feature, OGR_F_GetFieldIndex (feature, "name_zh")),
                       !=, "");
      g_assert_cmpstr (OGR_F_GetFieldAsString (feature, OGR_F_GetFieldIndex (feature, "name_en")),
                       !=, "");
      g_assert_true (OGR_G_IsValid (OGR_F_GetGeometryRef (feature)));
      OGR_G_DestroyGeometry (point);
      OGR_F_Destroy (feature);
      n++;
    }
  g_assert_cmpuint (n, ==, 4);
  GDALClose (regions);
}

/* Northeast and Yangtze border foreign land, the others do not. */
static void
test_foreign_edges_are_where_foreign_land_is (void)
{
  GDALDatasetH regions = open_regions ();
  OGRLayerH layer = GDALDatasetGetLayer (regions, 0);
  OGRFeatureH feature;

  OGR_L_ResetReading (layer);
  while ((feature = OGR_L_GetNextFeature (layer)) != NULL)
    {
      const char *key = OGR_F_GetFieldAsString (feature, OGR_F_GetFieldIndex (feature, "key"));
      const char *foreign
          = OGR_F_GetFieldAsString (feature, OGR_F_GetFieldIndex (feature, "foreign"));
      gboolean expected = g_str_equal (key, "northeast") || g_str_equal (key, "yangtze");

      g_test_message ("%s", key);
      g_assert_cmpint (strlen (foreign) > 1000, ==, expected);
      OGR_F_Destroy (feature);
    }
  GDALClose (regions);
}

/* --- Names --- */

static void
test_names_are_unique_and_in_range (void)
{
  sqlite3 *db = open_map ();

  g_assert_cmpint (ask_number (db, "SELECT count(*) FROM chezu_label WHERE NOT "
                                   "(lon BETWEEN -180 AND 180 AND lat BETWEEN -60 AND 84 AND "
                                   "min_zoom BETWEEN 3 AND 19 AND max_zoom > min_zoom AND "
                                   "max_zoom <= 20 AND angle > -90 AND angle <= 90)"),
                   ==, 0);
  g_assert_cmpint (ask_number (db, "SELECT count(*) FROM chezu_label WHERE name_zh = '' OR name_en "
                                   "= '' OR length(name_zh) > 40"),
                   ==, 0);
  g_assert_cmpint (ask_number (db, "SELECT count(*) FROM (SELECT 1 FROM chezu_label GROUP BY kind, "
                                   "name_zh, round(lon, 5), round(lat, 5) HAVING count(*) > 1)"),
                   ==, 0);
  sqlite3_close (db);
}

static void
test_every_kind_of_name_is_there (void)
{
  static const struct
  {
    const char *kind;
    int least;
  } kinds[] = { { "metropolis", 4 }, { "capital", 18 },  { "prefecture", 150 },
                { "town", 400 },     { "quarter", 30 },  { "park", 8 },
                { "water", 60 },     { "shield", 1000 }, { "street", 300 } };
  sqlite3 *db = open_map ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("SELECT count(*) FROM chezu_label WHERE kind = '%s'", kinds[i].kind);

      g_test_message ("%s", kinds[i].kind);
      g_assert_cmpint (ask_number (db, sql), >=, kinds[i].least);
    }
  sqlite3_close (db);
}

static void
test_names_of_seas_stand_outside_the_regions (void)
{
  GDALDatasetH regions = open_regions ();
  sqlite3 *db = open_map ();
  sqlite3_stmt *statement = NULL;
  guint n = 0;

  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT lon, lat FROM chezu_label WHERE kind = 'water' AND "
                                       "name_zh IN ('黄海', '东海', '渤海', '南海', '莱州湾')",
                                       -1, &statement, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autofree char *key = region_at (regions, sqlite3_column_double (statement, 0),
                                        sqlite3_column_double (statement, 1));

      g_assert_null (key);
      n++;
    }
  g_assert_cmpuint (n, >=, 10);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  GDALClose (regions);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  GDALAllRegister ();

  g_test_add_func ("/geo/basemap/files-are-small-enough", test_file_is_small_enough);
  g_test_add_func ("/geo/basemap/metadata-is-complete", test_metadata_is_complete);
  g_test_add_func ("/geo/basemap/every-zoom-has-tiles", test_every_zoom_has_tiles);
  g_test_add_func ("/geo/basemap/tiles-hold-what-is-there", test_tiles_hold_what_is_there);
  g_test_add_func ("/geo/basemap/no-line-where-only-one-province-is",
                   test_no_line_where_only_one_province_is);
  g_test_add_func ("/geo/regions/each-place-is-in-the-right-one",
                   test_regions_hold_the_right_places);
  g_test_add_func ("/geo/regions/each-has-its-name-inside", test_regions_have_names_inside_them);
  g_test_add_func ("/geo/regions/edges-are-foreign-where-foreign-land-is",
                   test_foreign_edges_are_where_foreign_land_is);
  g_test_add_func ("/geo/names/are-unique-and-in-range", test_names_are_unique_and_in_range);
  g_test_add_func ("/geo/names/every-kind-is-there", test_every_kind_of_name_is_there);
  g_test_add_func ("/geo/names/seas-stand-outside-the-regions",
                   test_names_of_seas_stand_outside_the_regions);

  return g_test_run ();
}
