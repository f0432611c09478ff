/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "store/chezu-place-table.h"

#include <string.h>

#define HEADER                                                                                     \
  "id,name_zh,name_en,kind,lon,lat,address_zh,phone,opening_hours,capacity,capacity_unit,"         \
  "services,grid,source\n"
#define CENTER                                                                                     \
  "P001,中心,Center,center,117.2861,34.8043,地址,0632,24/7,300,people,food;wifi,lsy,x\n"
#define STATION "P002,驿站,Station,driver_station,117.3,34.9,,,,,,,,x\n"

#define SQUARE "[[110,30],[120,30],[120,40],[110,40],[110,30]]"
#define HOLE "[[112,32],[114,32],[114,34],[112,34],[112,32]]"
#define PROPERTIES(key)                                                                            \
  "\"properties\":{\"key\":\"" key "\",\"name_zh\":\"鲁苏豫\",\"name_en\":\"Three\","              \
  "\"label_lon\":115.5,\"label_lat\":35}"
#define FEATURE(key, type, coordinates)                                                            \
  "{\"type\":\"Feature\"," PROPERTIES (key) ",\"geometry\":{\"type\":\"" type                      \
                                            "\",\"coordinates\":" coordinates "}}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static char *
write_file (StoreFixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static gboolean
load (StoreFixture *fixture, const char *places, const char *regions, GError **error)
{
  g_autofree char *csv = places == NULL ? NULL : write_file (fixture, "places.csv", places);
  g_autofree char *geojson
      = regions == NULL ? NULL : write_file (fixture, "regions.geojson", regions);

  return chezu_store_load_reference_sync (fixture->store, csv, geojson, error);
}

static void
load_places (StoreFixture *fixture, const char *places)
{
  g_autoptr (GError) error = NULL;

  load (fixture, places, NULL, &error);
  g_assert_no_error (error);
}

static ChezuPlaceList *
list_places (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ChezuPlaceList *list = store_take (chezu_place_table_list (fixture->store), &error);

  g_assert_no_error (error);
  return list;
}

static GPtrArray *
list_regions (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *regions = store_take (chezu_region_table_list (fixture->store), &error);

  g_assert_no_error (error);
  return regions;
}

static void
test_places (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuPlaceList) list = NULL;
  const ChezuPlaceRow *center;
  const ChezuPlaceRow *station;

  load_places (fixture, HEADER CENTER STATION);
  list = list_places (fixture);
  g_assert_cmpuint (list->rows->len, ==, 2);
  center = &g_array_index (list->rows, ChezuPlaceRow, 0);
  station = &g_array_index (list->rows, ChezuPlaceRow, 1);

  g_assert_cmpstr (center->code, ==, "P001");
  g_assert_cmpint (center->kind, ==, CHEZU_PLACE_CENTER);
  g_assert_cmpfloat (center->lon, ==, 117.2861);
  g_assert_cmpfloat (center->lat, ==, 34.8043);
  g_assert_cmpstr (center->name_zh, ==, "中心");
  g_assert_cmpstr (center->name_en, ==, "Center");
  g_assert_cmpstr (center->address_zh, ==, "地址");
  g_assert_cmpstr (center->phone, ==, "0632");
  g_assert_cmpstr (center->opening_hours, ==, "24/7");
  g_assert_cmpint (center->capacity, ==, 300);
  g_assert_cmpstr (center->capacity_unit, ==, "people");
  g_assert_cmpstr (center->services, ==, "food;wifi");
  g_assert_cmpstr (center->region, ==, "lsy");

  g_assert_cmpint (station->kind, ==, CHEZU_PLACE_DRIVER_STATION);
  g_assert_cmpint (station->capacity, ==, CHEZU_UNKNOWN);
  g_assert_null (station->phone);
  g_assert_null (station->region);
}

static void
test_shipped_places (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("CHEZU_DATA_DIR"), "demo", "places.csv", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuPlaceList) list = NULL;
  guint n[CHEZU_N_PLACE_KINDS] = { 0 };

  chezu_store_load_reference_sync (fixture->store, path, NULL, &error);
  g_assert_no_error (error);
  list = list_places (fixture);
  for (guint i = 0; i < list->rows->len; i++)
    n[g_array_index (list->rows, ChezuPlaceRow, i).kind]++;

  g_assert_cmpuint (list->rows->len, ==, 210);
  g_assert_cmpuint (n[CHEZU_PLACE_CENTER], ==, 1);
  g_assert_cmpuint (n[CHEZU_PLACE_DRIVER_HOME], ==, 3);
  g_assert_cmpuint (n[CHEZU_PLACE_DRIVER_STATION], ==, 20);
}

static DexFuture *
load_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autofree char *csv = write_file (fixture, "places.csv", HEADER CENTER);
  g_autoptr (GError) error = NULL;

  g_assert_true (
      dex_await_boolean (chezu_store_load_reference (fixture->store, csv, NULL), &error));
  g_assert_no_error (error);
  g_assert_false (
      dex_await_boolean (chezu_store_load_reference (fixture->store, csv, NULL), &error));
  g_assert_no_error (error);
  return dex_future_new_true ();
}

static void
test_once (StoreFixture *fixture, gconstpointer data)
{
  DexFuture *fiber = dex_scheduler_spawn (NULL, 0, load_fiber, fixture, NULL);

  store_await (fiber);
  g_assert_true (dex_future_is_resolved (fiber));
  dex_unref (fiber);
}

static void
test_new_content (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuPlaceList) list = NULL;
  gint64 id;

  load_places (fixture, HEADER CENTER STATION);
  id = store_query_int (fixture->store, "SELECT id FROM place WHERE code = 'P001'");
  store_execute (fixture->store,
                 "INSERT INTO place (code, kind, name_zh, geom) SELECT code, kind, '我们的', geom "
                 "FROM place WHERE code = 'P002'",
                 &error);
  g_assert_no_error (error);

  /* The center has a new name, the station is gone; what somebody added under its code stays. */
  load_places (fixture, HEADER "P001,新中心,New,center,117.29,34.81,,,,,,,,x\n");
  list = list_places (fixture);
  g_assert_cmpuint (list->rows->len, ==, 2);
  g_assert_cmpint (g_array_index (list->rows, ChezuPlaceRow, 0).id, ==, id);
  g_assert_cmpstr (g_array_index (list->rows, ChezuPlaceRow, 0).name_zh, ==, "新中心");
  g_assert_cmpfloat (g_array_index (list->rows, ChezuPlaceRow, 0).lon, ==, 117.29);
  g_assert_cmpstr (g_array_index (list->rows, ChezuPlaceRow, 1).name_zh, ==, "我们的");
}

static void
test_rows_of_people (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuPlaceList) list = NULL;

  /* Without a point, with something else for a point, of a kind from the future. */
  store_execute (fixture->store,
                 "INSERT INTO place (kind, geom) VALUES ('hub', NULL), ('hub', x'4750'), "
                 "('space_port', x'47500001e61000000101000000000000000000f03f0000000000000040'), "
                 "('hub', x'47500001e61000000101000000000000000000f03f0000000000000040')",
                 &error);
  g_assert_no_error (error);
  list = list_places (fixture);
  g_assert_cmpuint (list->rows->len, ==, 1);
  g_assert_cmpfloat (g_array_index (list->rows, ChezuPlaceRow, 0).lat, ==, 2.0);
}

static void
test_regions (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) regions = NULL;
  g_autoptr (GError) error = NULL;
  const ChezuRegionRow *multi;
  const ChezuRegionRow *single;

  load (fixture, NULL,
        COLLECTION (FEATURE ("lsy", "MultiPolygon",
                             "[[" SQUARE "," HOLE "],[" SQUARE
                             "]]") "," FEATURE ("jjj", "Polygon", "[" SQUARE "]")),
        &error);
  g_assert_no_error (error);

  regions = list_regions (fixture);
  g_assert_cmpuint (regions->len, ==, 2);
  multi = regions->pdata[0];
  single = regions->pdata[1];
  g_assert_cmpstr (multi->key, ==, "lsy");
  g_assert_cmpstr (multi->name_zh, ==, "鲁苏豫");
  g_assert_cmpstr (multi->name_en, ==, "Three");
  g_assert_cmpfloat (multi->label_lon, ==, 115.5);
  g_assert_cmpfloat (multi->label_lat, ==, 35.0);
  g_assert_cmpuint (multi->ring_starts->len, ==, 4);
  g_assert_cmpuint (g_array_index (multi->ring_starts, guint, 1), ==, 5);
  g_assert_cmpuint (g_array_index (multi->ring_starts, guint, 3), ==, 15);
  g_assert_cmpuint (multi->coordinates->len, ==, 30);
  g_assert_cmpfloat (g_array_index (multi->coordinates, double, 10), ==, 112.0);
  g_assert_cmpuint (single->ring_starts->len, ==, 2);
}

static void
expect_refused (StoreFixture *fixture, const char *places, const char *regions, const char *names)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (load (fixture, places, regions, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, names));
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM place"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM region"), ==, 1);
}

static void
test_bad_files (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  load (fixture, HEADER CENTER, COLLECTION (FEATURE ("lsy", "Polygon", "[" SQUARE "]")), &error);
  g_assert_no_error (error);

  expect_refused (fixture, "id,kind\nP001,center\n", NULL, "name_zh");
  expect_refused (fixture, HEADER "P001,a,b,castle,1,2,,,,,,,,x\n", NULL, "places.csv");
  expect_refused (fixture, HEADER "P001,a,b,center,east,2,,,,,,,,x\n", NULL, "places.csv");
  expect_refused (fixture, HEADER "P001,\"a", NULL, "places.csv");
  expect_refused (fixture, HEADER, "{\"features\":[", "regions.geojson");
  expect_refused (fixture, HEADER, "[]", "regions.geojson");
  expect_refused (fixture, HEADER, COLLECTION ("{}"), "regions.geojson");
  expect_refused (fixture, HEADER, COLLECTION (FEATURE ("x", "Point", "[1,2]")), "regions.geojson");
  expect_refused (fixture, HEADER, COLLECTION (FEATURE ("x", "Polygon", "[[[1,2],[3,4]]]")),
                  "regions.geojson");
  expect_refused (fixture, HEADER,
                  COLLECTION (FEATURE ("x", "Polygon", "[[[1,2],[3,4],[\"a\",5],[1,2]]]")),
                  "regions.geojson");
}

static void
test_missing_file (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      chezu_store_load_reference_sync (fixture->store, "/nowhere/places.csv", NULL, &error));
  g_assert_nonnull (strstr (error->message, "/nowhere/places.csv"));
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/reference/" path, StoreFixture, NULL, store_fixture_set_up, func,            \
              store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("places-come-from-a-table", test_places);
  ADD ("the-shipped-places-are-all-there", test_shipped_places);
  ADD ("a-content-is-loaded-once", test_once);
  ADD ("a-new-content-replaces-the-shipped-rows-only", test_new_content);
  ADD ("rows-that-cannot-be-shown-are-left-out", test_rows_of_people);
  ADD ("regions-come-from-geojson", test_regions);
  ADD ("a-bad-file-changes-nothing", test_bad_files);
  ADD ("a-missing-file-is-named", test_missing_file);
  return g_test_run ();
}
