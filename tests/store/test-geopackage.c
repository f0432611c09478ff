/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-place-table.h"
#include "store/chezu-schema-private.h"

#include <glib/gstdio.h>
#include <string.h>

static void
add_alarm (ChezuBatch *batch, gint64 remote, gint64 id, double lon, double lat)
{
  const ChezuEvent event = {
    .remote_id = remote,
    .event_id = id,
    .time_ms = STORE_T0,
    .kind = "alarm",
    .alarm = "sos",
    .has_position = TRUE,
    .lon_e7 = chezu_degrees_to_e7 (lon),
    .lat_e7 = chezu_degrees_to_e7 (lat),
    .speed_cm_s = 2000,
  };

  chezu_batch_add_event (batch, &event);
}

static void
fill (StoreFixture *fixture)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  for (gint64 remote = 1; remote <= 500; remote++)
    {
      store_batch_add_truck (batch, remote);
      if (remote > 1)
        store_batch_add_fix (batch, remote, STORE_T0, 117.0 + (double)remote * 0.001, 34.8);
    }
  store_batch_add_event (batch, 2, 1, STORE_T0, "deviceMoving", NULL);
  add_alarm (batch, 2, 2, 117.25, 34.75);
  store_commit (fixture->store, batch);
  store_fixture_load_reference (fixture);
}

static void
test_identity (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *tables = NULL;

  /* EVIDENCE-OF: OGC 12-128r19, requirement 2: application id 0x47504B47, user version 10400. */
  g_assert_cmpint (store_query_int (fixture->store, "PRAGMA application_id"), ==, 0x47504B47);
  g_assert_cmpint (store_query_int (fixture->store, "PRAGMA user_version"), ==, 10400);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM gpkg_spatial_ref_sys "
                                                    "WHERE srs_id IN (-1, 0, 4326)"),
                   ==, 3);
  tables = store_query_text (fixture->store,
                             "SELECT group_concat (table_name || ' ' || geometry_type_name) FROM "
                             "(SELECT * FROM gpkg_geometry_columns ORDER BY table_name)");
  g_assert_cmpstr (tables, ==,
                   "alarm POINT,geofence MULTIPOLYGON,overlay_feature GEOMETRY,place POINT,region "
                   "MULTIPOLYGON,road LINESTRING,vehicle POINT");
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
      ==, 5);
}

static void
test_no_change (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GError) error = NULL;

  fill (fixture);
  store_execute (fixture->store,
                 "UPDATE gpkg_contents SET last_change = '2000-01-01T00:00:00.000Z'", &error);
  g_assert_no_error (error);
  /* All of it is known. */
  store_batch_add_fix (batch, 2, STORE_T0, 117.002, 34.8);
  store_batch_add_event (batch, 2, 1, STORE_T0, "deviceMoving", NULL);
  add_alarm (batch, 2, 2, 117.25, 34.75);
  store_commit (fixture->store, batch);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM gpkg_contents WHERE "
                                                    "last_change NOT LIKE '2000-%'"),
                   ==, 0);
}

/* Rows of @layer whose geometry is not within its entry of the index, and entries without a row. */
static gint64
count_astray (StoreFixture *fixture, const char *layer)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT (SELECT count(*) FROM %1$s AS l LEFT JOIN rtree_%1$s_geom AS r ON r.id = l.id "
      "WHERE l.geom NOT NULL AND NOT coalesce (r.minx <= ST_MinX (l.geom) "
      "AND r.maxx >= ST_MaxX (l.geom) AND r.miny <= ST_MinY (l.geom) "
      "AND r.maxy >= ST_MaxY (l.geom), 0)) + (SELECT count(*) FROM rtree_%1$s_geom "
      "WHERE id NOT IN (SELECT id FROM %1$s WHERE geom NOT NULL))",
      layer);

  return store_query_int (fixture->store, sql);
}

static void
assert_index (StoreFixture *fixture)
{
  g_assert_cmpint (count_astray (fixture, "vehicle"), ==, 0);
  g_assert_cmpint (count_astray (fixture, "place"), ==, 0);
  g_assert_cmpint (count_astray (fixture, "region"), ==, 0);
  g_assert_cmpint (count_astray (fixture, "alarm"), ==, 0);
}

/* The triggers of older versions of the standard fail in the middle of this. */
#define UPSERT                                                                                     \
  "INSERT INTO place (id, geom, kind) VALUES (1, chezu_point (0, 0), 'hub') "                      \
  "ON CONFLICT (id) DO UPDATE SET geom = excluded.geom"

static void
test_index (StoreFixture *fixture, gconstpointer data)
{
  const char *const changes[] = {
    "UPDATE place SET geom = NULL WHERE id % 7 = 0",
    "UPDATE place SET geom = chezu_point (1170000000, 348000000) WHERE id % 14 = 0",
    "UPDATE place SET id = id + 1000 WHERE id % 3 = 0",
    "UPDATE place SET id = id + 2000, geom = NULL WHERE id % 5 = 0",
    "DELETE FROM place WHERE id % 11 = 0",
    "INSERT INTO place (geom, kind) VALUES (chezu_point (0, 0), 'hub'), (NULL, 'hub')",
    "REPLACE INTO place (id, geom, kind) VALUES (1, chezu_point (1, 1), 'hub')",
    UPSERT,
  };
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  fill (fixture);
  assert_index (fixture);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM rtree_vehicle_geom"), ==,
                   499);
  for (gint64 remote = 1; remote <= 500; remote++)
    store_batch_add_fix (batch, remote, STORE_T0 + 10 * CHEZU_HOUR_MS,
                         116.0 + (double)remote * 0.01, 35.1);
  store_commit (fixture->store, batch);
  assert_index (fixture);
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT count(*) FROM rtree_vehicle_geom WHERE miny > 35"),
      ==, 500);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;

      store_execute (fixture->store, changes[i], &error);
      g_assert_no_error (error);
      assert_index (fixture);
    }
}

/* Most move a little and stay within their leaf of the index, some move far, some stand, and some
 * are moved with a geometry that is not as ours. */
static void
roam (StoreFixture *fixture, GRand *rand, double (*places)[2], guint n_vehicles, int round)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  for (guint i = 0; i < n_vehicles; i++)
    {
      double step = i % 17 == 0 ? 1.0 : 0.002;

      if (i % 5 == (guint)round % 5)
        continue;
      places[i][0] += g_rand_double_range (rand, -step, step);
      places[i][1] += g_rand_double_range (rand, -step, step);
      places[i][0] = CLAMP (places[i][0], 105, 122);
      places[i][1] = CLAMP (places[i][1], 25, 42);
      store_batch_add_fix (batch, i + 1, STORE_T0 + round * CHEZU_HOUR_MS, places[i][0],
                           places[i][1]);
    }
  store_commit (fixture->store, batch);
}

static void
assert_windows (StoreFixture *fixture, GRand *rand)
{
  for (int i = 0; i < 10; i++)
    {
      double west = g_rand_double_range (rand, 105, 121);
      double south = g_rand_double_range (rand, 25, 41);
      g_autofree char *sql = g_strdup_printf (
          "SELECT (SELECT count(*) FROM rtree_vehicle_geom WHERE maxx >= %1$f AND minx <= %1$f + 1 "
          "AND maxy >= %2$f AND miny <= %2$f + 1) - (SELECT count(*) FROM vehicle WHERE "
          "lon_e7 BETWEEN (%1$f - 1e-5) * 1e7 AND (%1$f + 1 + 1e-5) * 1e7 "
          "AND lat_e7 BETWEEN (%2$f - 1e-5) * 1e7 AND (%2$f + 1 + 1e-5) * 1e7)",
          west, south);

      g_assert_cmpint (ABS (store_query_int (fixture->store, sql)), <=, 1);
    }
}

static void
test_roaming (StoreFixture *fixture, gconstpointer data)
{
  const guint n_vehicles = 3000;
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autofree double (*places)[2] = g_malloc0_n (n_vehicles, sizeof *places);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < n_vehicles; i++)
    {
      places[i][0] = g_rand_double_range (rand, 110, 120);
      places[i][1] = g_rand_double_range (rand, 30, 40);
      store_batch_add_truck (batch, i + 1);
    }
  store_commit (fixture->store, batch);

  for (int round = 1; round <= 30; round++)
    {
      g_autofree char *integrity = NULL;
      g_autoptr (GError) error = NULL;

      roam (fixture, rand, places, n_vehicles, round);
      if (round % 8 != 0)
        continue;
      /* SQLite looks into its R*Trees, too. */
      integrity = store_query_text (fixture->store, "PRAGMA integrity_check");
      g_assert_cmpstr (integrity, ==, "ok");
      assert_index (fixture);
      assert_windows (fixture, rand);
      store_execute (fixture->store,
                     "UPDATE vehicle SET geom = NULL WHERE id % 97 = 0; "
                     "UPDATE vehicle SET geom = x'4750000000000000' WHERE id % 101 = 0; "
                     "DELETE FROM rtree_vehicle_geom WHERE id % 89 = 0",
                     &error);
      g_assert_no_error (error);
      /* Three rounds move everybody. */
      for (int i = 0; i < 3; i++)
        roam (fixture, rand, places, n_vehicles, ++round);
      assert_index (fixture);
    }
}

static void
assert_bounds (
    StoreFixture *fixture, const char *layer, double west, double south, double east, double north)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT abs (min_x - %f) + abs (min_y - %f) + abs (max_x - %f) + abs (max_y - %f) < 1e-4 "
      "FROM gpkg_contents WHERE table_name = '%s'",
      west, south, east, north, layer);

  g_assert_cmpint (store_query_int (fixture->store, sql), ==, 1);
}

static void
test_bounds (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT count(*) FROM gpkg_contents WHERE min_x NOT NULL"),
      ==, 0);
  fill (fixture);
  assert_bounds (fixture, "vehicle", 117.002, 34.8, 117.5, 34.8);
  assert_bounds (fixture, "region", 110, 30, 120, 40);
  assert_bounds (fixture, "alarm", 117.25, 34.75, 117.25, 34.75);

  /* They shrink, too, when the one at the edge comes back. */
  store_batch_add_fix (batch, 500, STORE_T0 + CHEZU_HOUR_MS, 117.1, 34.9);
  store_commit (fixture->store, batch);
  assert_bounds (fixture, "vehicle", 117.002, 34.8, 117.499, 34.9);
}

static void
test_migration (StoreFixture *fixture, gconstpointer data)
{
  ChezuStoreOptions first = { 0 };
  g_autofree char *alarms = NULL;
  g_autofree char *events = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_close (fixture);
  g_unlink (fixture->path);
  first.steps = chezu_schema_get_steps (&first.n_steps);
  first.n_steps = 1;
  fixture->store = chezu_store_open_with (fixture->path, &first, &error);
  g_assert_no_error (error);
  store_execute (
      fixture->store,
      "INSERT INTO source (id, name, kind, url, credential) VALUES (1, 'depot', 'traccar', 'u', "
      "'keyring'); INSERT INTO vehicle (id, plate, seq, source, remote_id, geom) VALUES "
      "(7, '鲁D00007', 1, 1, 7, chezu_point (1171234567, 348765432)), (8, NULL, 2, 1, 8, NULL); "
      "INSERT INTO event (id, vehicle, time_ms, kind, alarm, lon_e7, lat_e7, speed_cm_s, "
      "received_ms, source, remote_id) VALUES (3, 7, 1000, 'alarm', 'sos', 1171234567, 348765432, "
      "900, 1500, 1, 11), (4, 7, 2000, 'deviceMoving', NULL, NULL, NULL, NULL, 2500, 1, 12), "
      "(5, 8, 3000, 'alarm', 'lowPower', NULL, NULL, NULL, 3500, 1, NULL); "
      "UPDATE tally SET value = 3 WHERE name = 'event'",
      &error);
  g_assert_no_error (error);
  store_fixture_close (fixture);

  store_fixture_reopen (fixture);
  alarms = store_query_text (
      fixture->store,
      "SELECT group_concat (concat_ws (' ', id, vehicle, plate, time_ms, code, kind, speed_cm_s, "
      "received_ms, source, remote_id, round (ST_MinX (geom), 7), round (ST_MinY (geom), 7)), ';') "
      "FROM alarm");
  g_assert_cmpstr (alarms, ==,
                   "3 7 鲁D00007 1000 sos alarm 900 1500 1 11 117.1234567 34.8765432;"
                   "5 8 3000 lowPower alarm 3500 1");
  events = store_query_text (fixture->store, "SELECT group_concat (id || ' ' || kind) FROM event");
  g_assert_cmpstr (events, ==, "4 deviceMoving");
  g_assert_cmpint (store_query_int (fixture->store, "SELECT value FROM tally WHERE name = 'alarm'"),
                   ==, 2);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT value FROM tally WHERE name = 'event'"),
                   ==, 1);
  assert_index (fixture);
  assert_bounds (fixture, "vehicle", 117.1234567, 34.8765432, 117.1234567, 34.8765432);
  g_assert_cmpint (store_query_int (fixture->store, "PRAGMA user_version"), ==, 10400);
}

/* Other programs' geometries: big endian, with Z, empty, and what is none. */
static void
test_functions (StoreFixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *geometry; /* hexadecimal */
    const char *said;     /* empty, min x, max x, min y, max y */
  } cases[] = {
    /* A point (1 2), little endian; the same in big endian with a Z. */
    { "47500001E610000001 01000000 000000000000F03F 0000000000000040", "0 1.0 1.0 2.0 2.0" },
    { "47500000000010E600 000003E9 3FF0000000000000 4000000000000000 4008000000000000",
      "0 1.0 1.0 2.0 2.0" },
    /* A line of (0 0), (3 4) whose header claims an envelope. */
    { "47500003E6100000 0000000000000000 0000000000000840 0000000000000000 0000000000001040"
      "01 02000000 02000000 0000000000000000 0000000000000000 0000000000000840 0000000000001040",
      "0 0.0 3.0 0.0 4.0" },
    /* A collection of one point (1 2). */
    { "47500001E610000001 07000000 01000000 01 01000000 000000000000F03F 0000000000000040",
      "0 1.0 1.0 2.0 2.0" },
    /* Empty: a point of NaN, a multipolygon of nothing. */
    { "47500011E610000001 01000000 000000000000F87F 000000000000F87F", "1" },
    { "47500011E610000001 06000000 00000000", "1" },
    /* Cut off, one byte too long, of a kind that is none, infinite, not a geometry. */
    { "47500001E610000001 01000000 000000000000F03F 00000000000000", "" },
    { "47500001E610000001 01000000 000000000000F03F 000000000000004000", "" },
    { "47500001E610000001 63000000 000000000000F03F 0000000000000040", "" },
    { "47500001E610000001 01000000 000000000000F07F 0000000000000040", "" },
    { "47500001E610000001 06000000 FFFFFFFF", "" },
    { "00", "" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *said = NULL;
      g_auto (GStrv) parts = g_strsplit (cases[i].geometry, " ", -1);
      g_autofree char *hex = g_strjoinv (NULL, parts);
      g_autofree char *sql = g_strdup_printf (
          "SELECT concat_ws (' ', ST_IsEmpty (g), ST_MinX (g), ST_MaxX (g), ST_MinY (g), "
          "ST_MaxY (g)) FROM (SELECT x'%s' AS g)",
          hex);

      said = store_query_text (fixture->store, sql);
      g_assert_cmpstr (said, ==, cases[i].said);
    }
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
run_ogrinfo (const char *const *argv)
{
  g_autofree char *complaints = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **)(gpointer)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                &complaints, &status, &error);
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
      const char *const argv[] = { "ogrinfo", "-ro", "-al", "-so", fixture->path, NULL };
      g_autofree char *output = run_ogrinfo (argv);

      g_assert_nonnull (strstr (output, "using driver `GPKG' successful"));
      g_assert_true (layer_shows (output, "vehicle", "Geometry: Point\nFeature Count: 500\n"));
      g_assert_true (layer_shows (output, "place", "Geometry: Point\nFeature Count: 210\n"));
      g_assert_true (layer_shows (output, "region", "Geometry: Multi Polygon\nFeature Count: 1\n"));
      g_assert_true (layer_shows (output, "region",
                                  "Extent: (110.000000, 30.000000) - (120.000000, 40.000000)\n"));
      g_assert_true (layer_shows (output, "alarm", "Geometry: Point\nFeature Count: 1\n"));
      g_assert_true (layer_shows (output, "event", "Feature Count: 1\n"));
      g_assert_nonnull (strstr (output, "WGS 84"));
      /* What only Chezu reads is no layer. */
      g_assert_cmpuint (count_layers (output), ==, 8);
    }
  g_thread_join (writer);
}

/* An entry that is missing in the index is missing in the answer, which shows that it is asked. */
static void
test_filter (StoreFixture *fixture, gconstpointer data)
{
  const char *const argv[] = { "ogrinfo",  "-ro",  "-so",         "-spat",   "117.0995", "34.7",
                               "117.1105", "34.9", fixture->path, "vehicle", NULL };
  g_autofree char *program = g_find_program_in_path ("ogrinfo");
  g_autofree char *whole = NULL;
  g_autofree char *lacking = NULL;
  g_autoptr (GError) error = NULL;

  if (program == NULL)
    {
      g_test_skip ("ogrinfo is not installed");
      return;
    }

  fill (fixture);
  whole = run_ogrinfo (argv);
  g_assert_true (layer_shows (whole, "vehicle", "Feature Count: 11\n"));
  store_execute (fixture->store,
                 "DELETE FROM rtree_vehicle_geom WHERE id = "
                 "(SELECT id FROM vehicle WHERE remote_id = 105)",
                 &error);
  g_assert_no_error (error);
  lacking = run_ogrinfo (argv);
  g_assert_true (layer_shows (lacking, "vehicle", "Feature Count: 10\n"));
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
  ADD ("layers-without-a-change-do-not-tell-of-one", test_no_change);
  ADD ("the-index-follows-every-change", test_index);
  ADD ("the-index-follows-vehicles-that-roam", test_roaming);
  ADD ("contents-tell-the-bounds", test_bounds);
  ADD ("alarms-become-a-layer-when-a-store-is-updated", test_migration);
  ADD ("geometries-of-others-are-understood", test_functions);
  ADD ("a-spatial-filter-asks-the-index", test_filter);
  ADD ("ogrinfo-reads-it-while-somebody-writes", test_ogrinfo);
  return g_test_run ();
}
