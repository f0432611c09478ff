/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles and names out of files, good and bad. */

#include "base/chezu-paths.h"
#include "map/chezu-label-store.h"
#include "map/chezu-mbtiles-source.h"
#include "map/chezu-vector-tile.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("chezu-tiles-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "map.mbtiles", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
make_file (Fixture *fixture, const char *script)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, script, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

#define SCHEMA                                                                                     \
  "CREATE TABLE metadata (name TEXT, value TEXT);"                                                 \
  "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data "      \
  "BLOB);"
#define VECTORS "INSERT INTO metadata VALUES ('format', 'pbf'), ('minzoom', '0'), ('maxzoom', '5');"
/* One point at (1, 1) of 4096 in a layer "p". */
#define POINT "x'1A1178020A0170120718012203090202288020'"

static void
got_tile_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GBytes *
get_tile (ChezuMbtilesSource *source, int x, int y, int zoom, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  shumate_data_source_get_tile_data_async (SHUMATE_DATA_SOURCE (source), x, y, zoom, NULL,
                                           got_tile_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return shumate_data_source_get_tile_data_finish (SHUMATE_DATA_SOURCE (source), result, error);
}

static void
test_own_map_gives_tiles (void)
{
  g_autofree char *path = chezu_path_shipped ("basemap.mbtiles");
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuMbtilesSource) source = chezu_mbtiles_source_new (path, &error);
  g_autoptr (GBytes) home = NULL;
  g_autoptr (GBytes) sea = NULL;

  g_assert_no_error (error);
  /* The source itself makes parts of its last zoom. */
  g_assert_cmpuint (shumate_data_source_get_max_zoom_level (SHUMATE_DATA_SOURCE (source)), ==, 18);
  g_assert_nonnull (strstr (chezu_mbtiles_source_get_attribution (source), "GSHHG"));

  /* Xuecheng, by the formula of slippy maps. */
  home = get_tile (source, 422, 203, 9, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (home), >, 5000);
  sea = get_tile (source, 440, 217, 9, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (sea), ==, 0);
}

/* Berlin is beyond the map's detail, and there all the same. */
static void
test_own_map_goes_on_beyond_its_detail (void)
{
  g_autofree char *path = chezu_path_shipped ("basemap.mbtiles");
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuMbtilesSource) source = chezu_mbtiles_source_new (path, &error);

  g_assert_no_error (error);
  for (int zoom = 3; zoom <= 9; zoom++)
    {
      g_autoptr (GBytes) tile
          = get_tile (source, (4400 << zoom) >> 13, (2686 << zoom) >> 13, zoom, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (tile), >, 40);
    }
}

static void
test_rows_count_from_the_south (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuMbtilesSource) source = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) there = NULL;
  g_autoptr (GBytes) mirrored = NULL;

  make_file (fixture, SCHEMA VECTORS "INSERT INTO tiles VALUES (3, 2, 7, " POINT ");");
  source = chezu_mbtiles_source_new (fixture->path, &error);
  g_assert_no_error (error);
  there = get_tile (source, 2, 0, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (there), >, 0);
  mirrored = get_tile (source, 2, 7, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (mirrored), ==, 0);
}

static void
test_hostile_tile_is_an_error_and_the_next_is_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuMbtilesSource) source = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) hostile = NULL;
  g_autoptr (GBytes) good = NULL;

  /* Geometry type 9. */
  make_file (fixture, SCHEMA VECTORS
             "INSERT INTO tiles VALUES (0, 0, 0, x'1A1178020A0170120718092203090202288020'), "
             "(1, 0, 0, " POINT "), (2, 0, 0, NULL);");
  source = chezu_mbtiles_source_new (fixture->path, &error);
  g_assert_no_error (error);
  hostile = get_tile (source, 0, 0, 0, &error);
  g_assert_null (hostile);
  g_assert_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_TILE);
  g_clear_error (&error);
  good = get_tile (source, 0, 1, 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (good);
}

static void
test_impossible_places_are_empty (Fixture *fixture, gconstpointer data)
{
  static const int zooms[] = { -1, 31, 99 };
  g_autoptr (ChezuMbtilesSource) source = NULL;
  g_autoptr (GError) error = NULL;

  make_file (fixture, SCHEMA VECTORS);
  source = chezu_mbtiles_source_new (fixture->path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      g_autoptr (GBytes) tile = get_tile (source, 0, 0, zooms[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (tile), ==, 0);
    }
}

static void
test_cancelled_requests_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuMbtilesSource) source = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  make_file (fixture, SCHEMA VECTORS);
  source = chezu_mbtiles_source_new (fixture->path, &error);
  g_assert_no_error (error);
  shumate_data_source_get_tile_data_async (SHUMATE_DATA_SOURCE (source), 0, 0, 0, cancellable,
                                           got_tile_cb, &result);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (
      shumate_data_source_get_tile_data_finish (SHUMATE_DATA_SOURCE (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_a_source_dropped_early_still_answers (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[20] = { NULL };
  ChezuMbtilesSource *source;
  g_autoptr (GError) error = NULL;
  gpointer watched;

  make_file (fixture, SCHEMA VECTORS "INSERT INTO tiles VALUES (0, 0, 0, " POINT ");");
  source = chezu_mbtiles_source_new (fixture->path, &error);
  g_assert_no_error (error);
  watched = source;
  g_object_add_weak_pointer (G_OBJECT (source), &watched);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    shumate_data_source_get_tile_data_async (SHUMATE_DATA_SOURCE (source), 0, 0, 0, NULL,
                                             got_tile_cb, &results[i]);
  g_object_unref (source);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GBytes) tile = NULL;

      while (results[i] == NULL)
        g_main_context_iteration (NULL, TRUE);
      tile = g_task_propagate_pointer (G_TASK (results[i]), &error);
      g_assert_no_error (error);
      g_assert_nonnull (tile);
      g_object_unref (results[i]);
    }
  /* The thread that read the last tile may hold it for a moment longer. */
  while (g_atomic_pointer_get (&watched) != NULL)
    g_usleep (1000);
}

/* --- Files that will not do --- */

static void
assert_no_source (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (chezu_mbtiles_source_new (path, &error));
  g_assert_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_files_without_vector_tiles_are_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const scripts[] = {
    "CREATE TABLE other (x)",
    "CREATE TABLE metadata (name, value)",
    SCHEMA,
    SCHEMA "INSERT INTO metadata VALUES ('format', 'png'), ('minzoom', '0'), ('maxzoom', '5')",
    SCHEMA "INSERT INTO metadata VALUES ('format', 'pbf'), ('minzoom', '0')",
    SCHEMA "INSERT INTO metadata VALUES ('format', 'pbf'), ('minzoom', '6'), ('maxzoom', '5')",
    SCHEMA "INSERT INTO metadata VALUES ('format', 'pbf'), ('minzoom', '0'), ('maxzoom', '99')",
    SCHEMA "INSERT INTO metadata VALUES ('format', 'pbf'), ('minzoom', '0'), ('maxzoom', 'five')",
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      make_file (fixture, scripts[i]);
      assert_no_source (fixture->path);
      g_remove (fixture->path);
    }
}

static void
test_what_is_no_database_is_refused (Fixture *fixture, gconstpointer data)
{
  assert_no_source (fixture->path);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_true (
      g_file_set_contents (fixture->path, "not a database, but long enough to be one", -1, NULL));
  assert_no_source (fixture->path);
  assert_no_source (fixture->folder);
}

/* --- Names --- */

#define LABELS                                                                                     \
  "CREATE TABLE chezu_label (kind, name_zh, name_en, lon, lat, rank, min_zoom, max_zoom, angle);"

static void
test_names_are_sorted_and_complete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuLabelStore) store = NULL;
  const ChezuLabel *labels;
  guint n;

  make_file (fixture,
             LABELS "INSERT INTO chezu_label VALUES "
                    "('street', '光明大道', 'Guangming Avenue', 117.3, 34.8, 700, 13, 20, -12.5),"
                    "('town', '薛城', '', 117.263, 34.797, 400, 6, 15, 0),"
                    "('metropolis', '上海', 'Shanghai', 121.4581, 31.2222, 100, 3, 15, 0),"
                    "('dragon', '龙', 'Dragon', 110, 30, 1, 3, 15, 0),"
                    "('town', NULL, 'Nameless', 110, 30, 1, 3, 15, 0)");
  store = chezu_label_store_new (fixture->path, &error);
  g_assert_no_error (error);
  labels = chezu_label_store_get (store, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (labels[0].name_en, ==, "Shanghai");
  g_assert_cmpint (labels[0].kind, ==, CHEZU_LABEL_METROPOLIS);
  g_assert_cmpfloat_with_epsilon (labels[0].x, (121.4581 + 180.0) / 360.0, 1e-9);
  g_assert_cmpfloat (labels[0].y, <, labels[0].x);
  /* No English name is better than none at all. */
  g_assert_cmpstr (labels[1].name_en, ==, "薛城");
  g_assert_cmpint (labels[2].kind, ==, CHEZU_LABEL_STREET);
  g_assert_cmpfloat (labels[2].angle, ==, -12.5f);
}

static void
test_files_without_names_say_so (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (chezu_label_store_new (fixture->path, &error));
  g_assert_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE);
  g_clear_error (&error);
  make_file (fixture, SCHEMA VECTORS);
  g_assert_null (chezu_label_store_new (fixture->path, &error));
  g_assert_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE);
}

static void
test_own_map_has_names_of_every_kind (void)
{
  g_autofree char *path = chezu_path_shipped ("basemap.mbtiles");
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuLabelStore) store = chezu_label_store_new (path, &error);
  gboolean seen[CHEZU_N_LABEL_KINDS] = { FALSE };
  const ChezuLabel *labels;
  guint n;

  g_assert_no_error (error);
  labels = chezu_label_store_get (store, &n);
  for (guint i = 0; i < n; i++)
    {
      seen[labels[i].kind] = TRUE;
      if (i > 0)
        g_assert_cmpint (labels[i].rank, >=, labels[i - 1].rank);
    }
  /* What stands along roads beside that is of local maps. */
  for (guint i = 0; i <= CHEZU_LABEL_STREET; i++)
    g_assert_true (seen[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  g_test_add_func ("/map/mbtiles/our-own-map-gives-tiles", test_own_map_gives_tiles);
  g_test_add_func ("/map/mbtiles/our-own-map-goes-on-beyond-its-detail",
                   test_own_map_goes_on_beyond_its_detail);
  TEST ("/map/mbtiles/rows-count-from-the-south", test_rows_count_from_the_south);
  TEST ("/map/mbtiles/a-hostile-tile-is-an-error-and-the-next-is-read",
        test_hostile_tile_is_an_error_and_the_next_is_read);
  TEST ("/map/mbtiles/impossible-places-are-empty", test_impossible_places_are_empty);
  TEST ("/map/mbtiles/cancelled-requests-end", test_cancelled_requests_end);
  TEST ("/map/mbtiles/a-source-dropped-early-still-answers",
        test_a_source_dropped_early_still_answers);
  TEST ("/map/mbtiles/files-without-vector-tiles-are-refused",
        test_files_without_vector_tiles_are_refused);
  TEST ("/map/mbtiles/what-is-no-database-is-refused", test_what_is_no_database_is_refused);
  TEST ("/map/labels/names-are-sorted-and-complete", test_names_are_sorted_and_complete);
  TEST ("/map/labels/files-without-names-say-so", test_files_without_names_say_so);
  g_test_add_func ("/map/labels/our-own-map-has-names-of-every-kind",
                   test_own_map_has_names_of_every_kind);
#undef TEST

  return g_test_run ();
}
