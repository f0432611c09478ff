/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "store/chezu-place-table.h"

#include <string.h>

static void
fill (StoreFixture *fixture)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autofree char *places
      = g_build_filename (g_getenv ("CHEZU_DATA_DIR"), "demo", "places.csv", NULL);
  g_autofree char *regions = g_build_filename (fixture->folder, "regions.geojson", NULL);
  g_autoptr (GError) error = NULL;

  for (gint64 remote = 1; remote <= 500; remote++)
    {
      store_batch_add_truck (batch, remote);
      if (remote > 1)
        store_batch_add_fix (batch, remote, STORE_T0, 117.0 + (double)remote * 0.001, 34.8);
    }
  store_batch_add_event (batch, 2, 1, STORE_T0, "alarm", "sos");
  store_commit (fixture->store, batch);

  g_file_set_contents (
      regions,
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{"
      "\"key\":\"lsy\",\"name_zh\":\"鲁苏豫\",\"name_en\":\"Three\",\"label_lon\":115,"
      "\"label_lat\":35},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
      "[[[110,30],[120,30],[120,40],[110,40],[110,30]]]}}]}",
      -1, &error);
  g_assert_no_error (error);
  chezu_store_load_reference_sync (fixture->store, places, regions, &error);
  g_assert_no_error (error);
}

static void
test_identity (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *tables = NULL;

  /* EVIDENCE-OF: OGC 12-128r17, requirement 2: application id 0x47504B47, user version 10300. */
  g_assert_cmpint (store_query_int (fixture->store, "PRAGMA application_id"), ==, 0x47504B47);
  g_assert_cmpint (store_query_int (fixture->store, "PRAGMA user_version"), ==, 10300);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM gpkg_spatial_ref_sys "
                                                    "WHERE srs_id IN (-1, 0, 4326)"),
                   ==, 3);
  tables = store_query_text (fixture->store,
                             "SELECT group_concat (table_name || ' ' || geometry_type_name) FROM "
                             "(SELECT * FROM gpkg_geometry_columns ORDER BY table_name)");
  g_assert_cmpstr (tables, ==, "place POINT,region MULTIPOLYGON,vehicle POINT");
}

static void
test_sound (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *integrity = NULL;
  g_autofree char *dangling = NULL;

  fill (fixture);
  integrity = store_query_text (fixture->store, "PRAGMA integrity_check");
  dangling = store_query_text (fixture->store, "PRAGMA foreign_key_check");
  g_assert_cmpstr (integrity, ==, "ok");
  g_assert_null (dangling);
}

static void
test_last_change (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  store_execute (fixture->store,
                 "UPDATE gpkg_contents SET last_change = '2000-01-01T00:00:00.000Z'", &error);
  g_assert_no_error (error);
  fill (fixture);
  g_assert_cmpint (
      store_query_int (fixture->store,
                       "SELECT count(*) FROM gpkg_contents WHERE last_change GLOB "
                       "'20[2-9][0-9]-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].*Z'"),
      ==, 3);
}

static gpointer
write_on (gpointer data)
{
  StoreFixture *fixture = data;

  for (int i = 1; i <= 300; i++)
    {
      ChezuBatch *batch = chezu_batch_new (fixture->source);

      for (gint64 remote = 1; remote <= 50; remote++)
        store_batch_add_fix (batch, remote, STORE_T0 + i * 1000, 117.0, 34.8);
      store_commit (fixture->store, batch);
    }
  return NULL;
}

/* What GDAL prints about @path. Of all it could complain of, only the name "chezu.db" may displease
 * it. */
static char *
run_ogrinfo (const char *path)
{
  const char *argv[] = { "ogrinfo", "-ro", "-al", "-so", path, NULL };
  g_autofree char *complaints = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &complaints,
                &status, &error);
  g_assert_no_error (error);
  if (*complaints != '\0')
    {
      g_assert_nonnull (strstr (complaints, "non conformant file extension\n"));
      g_assert_true (strchr (complaints, '\n') == complaints + strlen (complaints) - 1);
    }
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return output;
}

static gboolean
layer_shows (const char *output, const char *layer, const char *text)
{
  g_autofree char *heading = g_strdup_printf ("Layer name: %s\n", layer);
  const char *start = strstr (output, heading);
  const char *end;
  g_autofree char *part = NULL;

  if (start == NULL)
    return FALSE;
  end = strstr (start + 1, "Layer name: ");
  part = end == NULL ? g_strdup (start) : g_strndup (start, (gsize)(end - start));
  return strstr (part, text) != NULL;
}

static guint
count_layers (const char *output)
{
  g_auto (GStrv) parts = g_strsplit (output, "Layer name: ", -1);

  return g_strv_length (parts) - 1;
}

static void
test_ogrinfo (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *program = g_find_program_in_path ("ogrinfo");
  GThread *writer;

  if (program == NULL)
    {
      g_test_skip ("ogrinfo is not installed");
      return;
    }

  fill (fixture);
  writer = g_thread_new ("writer", write_on, fixture);
  for (int i = 0; i < 5; i++)
    {
      g_autofree char *output = run_ogrinfo (fixture->path);

      g_assert_nonnull (strstr (output, "using driver `GPKG' successful"));
      g_assert_true (layer_shows (output, "vehicle", "Geometry: Point\nFeature Count: 500\n"));
      g_assert_true (layer_shows (output, "place", "Geometry: Point\nFeature Count: 210\n"));
      g_assert_true (layer_shows (output, "region", "Geometry: Multi Polygon\nFeature Count: 1\n"));
      g_assert_true (layer_shows (output, "region",
                                  "Extent: (110.000000, 30.000000) - (120.000000, 40.000000)\n"));
      g_assert_true (layer_shows (output, "event", "Feature Count: 1\n"));
      g_assert_nonnull (strstr (output, "WGS 84"));
      /* What only Chezu reads is no layer. */
      g_assert_cmpuint (count_layers (output), ==, 4);
    }
  g_thread_join (writer);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/geopackage/" path, StoreFixture, NULL, store_fixture_set_up, func,           \
              store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("the-file-says-what-it-is", test_identity);
  ADD ("a-filled-file-is-sound", test_sound);
  ADD ("layers-tell-when-they-changed", test_last_change);
  ADD ("ogrinfo-reads-it-while-somebody-writes", test_ogrinfo);
  return g_test_run ();
}
