/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store's layers leave it in other people's formats, and what goes wrong is said. */

#include "base/chezu-time.h"
#include "geo/chezu-export.h"
#include "store/chezu-batch.h"
#include "store/chezu-place-table.h"
#include "store/chezu-source-table.h"

#include <gdal.h>
#include <glib/gstdio.h>
#include <ogr_api.h>

typedef struct
{
  char *folder;
  char *store;
} Fixture;

static char *
in_folder (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = NULL;
  g_autofree char *places = g_test_build_filename (G_TEST_DIST, "places.csv", NULL);
  g_autofree char *regions = g_test_build_filename (G_TEST_DIST, "regions.geojson", NULL);

  fixture->folder = g_dir_make_tmp ("chezu-export-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->store = in_folder (fixture, "store.db");
  store = chezu_store_open (fixture->store, &error);
  g_assert_no_error (error);
  chezu_store_load_reference_sync (store, places, regions, &error);
  g_assert_no_error (error);
  chezu_store_close (store);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      remove_all (inner);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_all (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->store);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* How many features GDAL finds in a file. */
static int
count_features (Fixture *fixture, const char *name)
{
  g_autofree char *path = in_folder (fixture, name);
  GDALDatasetH dataset = GDALOpenEx (path, GDAL_OF_VECTOR, NULL, NULL, NULL);
  int count;

  g_assert_nonnull (dataset);
  count = (int)OGR_L_GetFeatureCount (GDALDatasetGetLayer (dataset, 0), TRUE);
  GDALClose (dataset);
  return count;
}

/* Some formats keep an order of their own. */
static gboolean
has_feature_at (Fixture *fixture, const char *name, double lon, double lat)
{
  g_autofree char *path = in_folder (fixture, name);
  GDALDatasetH dataset = GDALOpenEx (path, GDAL_OF_VECTOR, NULL, NULL, NULL);
  OGRFeatureH feature;
  gboolean found = FALSE;

  g_assert_nonnull (dataset);
  while ((feature = OGR_L_GetNextFeature (GDALDatasetGetLayer (dataset, 0))) != NULL)
    {
      OGRGeometryH point = OGR_F_GetGeometryRef (feature);

      found = found
              || (ABS (OGR_G_GetX (point, 0) - lon) < 1e-6
                  && ABS (OGR_G_GetY (point, 0) - lat) < 1e-6);
      OGR_F_Destroy (feature);
    }
  GDALClose (dataset);
  return found;
}

static void
test_formats (Fixture *fixture, gconstpointer data)
{
  static const char *const names[]
      = { "out.geojson", "out.gpkg", "out.shp", "out.gpx", "out.kml", "out.fgb" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *out = in_folder (fixture, names[i]);

      g_test_message ("%s", names[i]);
      g_assert_true (chezu_export_layer (fixture->store, "place", out, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (count_features (fixture, names[i]), ==, 3);
      g_assert_true (has_feature_at (fixture, names[i], 117.2861, 34.80428));
    }
}

static void
test_csv_holds_coordinates_and_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = in_folder (fixture, "out.csv");
  g_autofree char *text = NULL;

  g_assert_true (chezu_export_layer (fixture->store, "place", out, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "X,Y,"));
  g_assert_nonnull (strstr (text, "117.2861,34.80428,"));
  g_assert_nonnull (strstr (text, "薛城区交通物流行业党群服务中心"));
}

static void
test_named_format_wins_over_the_ending (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = in_folder (fixture, "out.txt");
  g_autofree char *text = NULL;

  g_assert_true (chezu_export_layer (fixture->store, "region", out, "GeoJSON", &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"FeatureCollection\""));
  g_assert_nonnull (strstr (text, "鲁苏豫"));
}

static void
test_old_file_is_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = in_folder (fixture, "out.geojson");

  g_assert_true (g_file_set_contents (out, "old", -1, NULL));
  g_assert_true (chezu_export_layer (fixture->store, "place", out, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_features (fixture, "out.geojson"), ==, 3);
}

static void
add_vehicles (Fixture *fixture, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (fixture->store, &error);
  g_autoptr (ChezuBatch) batch = chezu_batch_new (1);
  ChezuSourceRow source = { .name = (char *)"demo",
                            .kind = (char *)"traccar",
                            .url = (char *)"http://127.0.0.1:1",
                            .enabled = TRUE };
  DexFuture *added = chezu_source_table_add (store, &source);

  /* The writer thread resolves it and wakes nobody here. */
  while (dex_future_is_pending (added))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  dex_unref (added);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *plate = g_strdup_printf ("鲁D%05u", i + 1);
      ChezuDevice device = { .remote_id = i + 1, .plate = plate, .unique_id = plate };
      ChezuPosition position = {
        .remote_id = i + 1,
        .fix = { .time_ms = chezu_time_now_ms (),
                 .lon_e7 = 1170000000 + (gint32)i,
                 .lat_e7 = 340000000 },
      };

      chezu_batch_add_device (batch, &device);
      chezu_batch_add_position (batch, &position);
    }
  chezu_store_commit_batch_sync (store, batch, NULL, &error);
  g_assert_no_error (error);
  chezu_store_close (store);
}

static void
test_some_vehicles_alone (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "out.csv", "out.geojson", "out.gpkg" };
  const gint64 ids[] = { 2, 3, 5, 999 };

  add_vehicles (fixture, 6);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *out = in_folder (fixture, names[i]);

      g_assert_true (
          chezu_export_vehicles (fixture->store, ids, G_N_ELEMENTS (ids), out, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (count_features (fixture, names[i]), ==, 3);
    }
}

/* Nothing is written, nothing is lost and nothing is left lying about. */
static void
assert_refused (
    Fixture *fixture, const char *layer, const char *name, const char *driver, ChezuGeoError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = in_folder (fixture, name);
  guint before = count_files (fixture);

  g_assert_false (chezu_export_layer (fixture->store, layer, out, driver, &error));
  g_assert_error (error, CHEZU_GEO_ERROR, (int)code);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (count_files (fixture), ==, before);
}

static void
test_unknown_layer_names_those_there_are (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = in_folder (fixture, "out.geojson");

  g_assert_false (chezu_export_layer (fixture->store, "wagon", out, NULL, &error));
  g_assert_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, "wagon"));
  g_assert_nonnull (strstr (error->message, "vehicle"));
  g_assert_nonnull (strstr (error->message, "region"));
  assert_refused (fixture, "wagon", "out.geojson", NULL, CHEZU_GEO_ERROR_SOURCE);
}

static void
test_unknown_format_is_refused (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture, "place", "out.geojson", "Papyrus", CHEZU_GEO_ERROR_FORMAT);
  assert_refused (fixture, "place", "out.papyrus", NULL, CHEZU_GEO_ERROR_FORMAT);
  assert_refused (fixture, "place", "out", NULL, CHEZU_GEO_ERROR_FORMAT);
  /* A format of pictures is none. */
  assert_refused (fixture, "place", "out.png", "PNG", CHEZU_GEO_ERROR_FORMAT);
}

static void
test_format_that_cannot_hold_polygons_says_so (Fixture *fixture, gconstpointer data)
{
  g_autofree char *out = in_folder (fixture, "out.gpx");
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (out, "old", -1, NULL));
  assert_refused (fixture, "region", "out.gpx", NULL, CHEZU_GEO_ERROR_WRITE);
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
}

static void
test_missing_folder_is_refused (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture, "place", "nowhere/out.geojson", NULL, CHEZU_GEO_ERROR_WRITE);
}

static void
test_what_is_no_store_is_refused (Fixture *fixture, gconstpointer data)
{
  const char *const paths[] = { "/vsicurl/http://127.0.0.1:9/x.gpkg", "/nowhere/chezu.db",
                                fixture->folder, __FILE__, "" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *out = in_folder (fixture, "out.geojson");

      g_assert_false (chezu_export_layer (paths[i], "place", out, NULL, &error));
      g_assert_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_SOURCE);
      g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  GDALAllRegister ();

#define TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  TEST ("/geo/export/common-formats-hold-every-place-where-it-is", test_formats);
  TEST ("/geo/export/csv-holds-coordinates-and-names", test_csv_holds_coordinates_and_names);
  TEST ("/geo/export/a-named-format-wins-over-the-ending", test_named_format_wins_over_the_ending);
  TEST ("/geo/export/an-old-file-is-replaced", test_old_file_is_replaced);
  TEST ("/geo/export/some-vehicles-alone", test_some_vehicles_alone);
  TEST ("/geo/export/an-unknown-layer-names-those-there-are",
        test_unknown_layer_names_those_there_are);
  TEST ("/geo/export/an-unknown-format-is-refused", test_unknown_format_is_refused);
  TEST ("/geo/export/a-format-that-cannot-hold-polygons-says-so",
        test_format_that_cannot_hold_polygons_says_so);
  TEST ("/geo/export/a-missing-folder-is-refused", test_missing_folder_is_refused);
  TEST ("/geo/export/what-is-no-store-is-refused", test_what_is_no_store_is_refused);
#undef TEST

  return g_test_run ();
}
