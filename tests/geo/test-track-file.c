/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recorded tracks in the forms that they come in, and files that are none. */

#include "geo/chezu-track-file.h"
#include "geo/chezu-track-index.h"

#include "base/chezu-time.h"
#include "base/chezu-vocabulary.h"

#include <glib/gstdio.h>
#include <string.h>

/* 2026-03-04T05:06:07Z */
#define FIX_MS G_GINT64_CONSTANT (1772600767000)

static ChezuTrackFile *
open_text (const char *name, const char *text, gssize length, const char *columns, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize)length);

  return chezu_track_file_open_bytes (bytes, name, columns, error);
}

static ChezuTrackFile *
must_open (const char *name, const char *text, const char *columns)
{
  g_autoptr (GError) error = NULL;
  ChezuTrackFile *file = open_text (name, text, -1, columns, &error);

  g_assert_no_error (error);
  return file;
}

static ChezuTrackRecord
must_read (ChezuTrackFile *file)
{
  g_autoptr (GError) error = NULL;
  ChezuTrackRecord record;

  g_assert_true (chezu_track_file_next (file, &record, &error));
  g_assert_no_error (error);
  return record;
}

static void
assert_end (ChezuTrackFile *file)
{
  g_autoptr (GError) error = NULL;
  ChezuTrackRecord record;

  g_assert_false (chezu_track_file_next (file, &record, &error));
  g_assert_no_error (error);
}

/* Reads on until it fails; the message names the file and @words. */
static void
assert_fails (const char *name, const char *text, gssize length, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuTrackFile) file = open_text (name, text, length, NULL, &error);
  ChezuTrackRecord record;

  while (file != NULL && chezu_track_file_next (file, &record, &error))
    g_assert_cmpuint (record.row, <, 1000000);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == CHEZU_TRACK_FILE_ERROR);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_a_table_becomes_fixes (void)
{
  g_autoptr (ChezuTrackFile) file
      = must_open ("day.csv",
                   "plate,time,lon,lat,speed,course,altitude,odometer\r\n"
                   "鲁D·12345,2026-03-04T05:06:07Z,117.2633,34.7953,36,359.99,62,123456\r\n"
                   "\r\n"
                   "\"say \"\"hi\"\", you\",2026-03-04 05:06:08.250,117.2634,34.7954,,,,\r\n",
                   NULL);
  ChezuTrackRecord record = must_read (file);

  g_assert_false (record.refused);
  g_assert_cmpuint (record.row, ==, 2);
  g_assert_cmpstr (record.vehicle, ==, "鲁D·12345");
  g_assert_cmpint (record.fix.time_ms, ==, FIX_MS);
  g_assert_cmpint (record.fix.lon_e7, ==, 1172633000);
  g_assert_cmpint (record.fix.lat_e7, ==, 347953000);
  g_assert_cmpint (record.fix.speed_cm_s, ==, 1000);
  g_assert_cmpint (record.fix.course_cdeg, ==, 35999);
  g_assert_cmpint (record.fix.altitude_m, ==, 62);
  g_assert_cmpint (record.fix.odometer_m, ==, 123456);

  record = must_read (file);
  g_assert_false (record.refused);
  g_assert_cmpuint (record.row, ==, 4);
  g_assert_cmpstr (record.vehicle, ==, "say \"hi\", you");
  g_assert_cmpint (record.fix.time_ms, ==, FIX_MS + 1250);
  g_assert_cmpint (record.fix.speed_cm_s, ==, CHEZU_UNKNOWN);
  g_assert_cmpint (record.fix.course_cdeg, ==, CHEZU_UNKNOWN);
  g_assert_cmpint (record.fix.altitude_m, ==, CHEZU_ALTITUDE_UNKNOWN);
  g_assert_cmpint (record.fix.odometer_m, ==, CHEZU_UNKNOWN);
  assert_end (file);
}

static void
test_columns_are_known_by_many_names (void)
{
  static const char *const headers[] = {
    "vehicle;timestamp;longitude;latitude;speed_kmh",
    "车牌号;定位时间;经度;纬度;速度(km/h)",
    "Device Name;Fix Time;Lng;Lat;Velocity",
    "imei;GPS时间;X;Y;v_km/h",
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "\xef\xbb\xbf%s\n鲁D12345;2026/3/4 5:06:07;117.2633;34.7953;72\n", headers[i]);
      g_autoptr (ChezuTrackFile) file = must_open ("x.csv", text, NULL);
      ChezuTrackRecord record = must_read (file);

      g_test_message ("%s", headers[i]);
      g_assert_false (record.refused);
      g_assert_cmpstr (record.vehicle, ==, "鲁D12345");
      g_assert_cmpint (record.fix.time_ms, ==, FIX_MS);
      g_assert_cmpint (record.fix.lon_e7, ==, 1172633000);
      g_assert_cmpint (record.fix.lat_e7, ==, 347953000);
      g_assert_cmpint (record.fix.speed_cm_s, ==, 2000);
    }
}

static void
test_the_unit_stands_in_the_name (void)
{
  static const struct
  {
    const char *column;
    const char *value;
    gint32 cm_s;
  } cases[] = {
    { "speed", "36", 1000 },        { "speed_kmh", "36", 1000 },
    { "speed (m/s)", "10", 1000 },  { "speed_ms", "10", 1000 },
    { "Speed mps", "10", 1000 },    { "speed_knots", "19.438", 1000 },
    { "speed_kn", "19.438", 1000 }, { "speed_cm_s", "1000", 1000 },
    { "车速", "36", 1000 },         { "speed", "-1", CHEZU_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("time,lon,lat,%s\n1772600767,117,34,%s\n",
                                               cases[i].column, cases[i].value);
      g_autoptr (ChezuTrackFile) file = must_open ("x.csv", text, NULL);

      g_test_message ("%s", cases[i].column);
      g_assert_cmpint (must_read (file).fix.speed_cm_s, ==, cases[i].cm_s);
    }
}

static void
test_times_come_in_many_forms (void)
{
  static const struct
  {
    const char *text;
    gint64 ms;
  } cases[] = {
    { "2026-03-04T05:06:07Z", FIX_MS },
    { "2026-03-04T05:06:07.000+00:00", FIX_MS },
    { "2026-03-04T13:06:07+08:00", FIX_MS },
    { "2026-03-04 13:06:07+08", FIX_MS },
    { "2026-03-04 13:06:07 +0800", FIX_MS },
    { "2026-03-04 05:06:07", FIX_MS },
    { "2026/03/04 05:06:07", FIX_MS },
    { "2026/3/4 5:06:07", FIX_MS },
    { "2026.3.4 5:06:07", FIX_MS },
    { "20260304050607", FIX_MS },
    { "20260304T050607Z", FIX_MS },
    { "2026-03-04 05:06", FIX_MS - 7000 },
    { "2026-03-04 05:06:07.5", FIX_MS + 500 },
    { "1772600767", FIX_MS },
    { "1772600767.25", FIX_MS + 250 },
    { "1772600767000", FIX_MS },
    { " 1772600767 ", FIX_MS },
  };
  static const char *const bad[] = { "yesterday",  "2026-13-04 05:06:07",
                                     "2026-03-04", "2026-03-04 25:00:00",
                                     "nan",        "2026-03-04 05:06:07 PM",
                                     "inf",        "2026-03-04 05:06:07+99",
                                     "1e300",      "-" };
  gint64 ms;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_true (chezu_track_parse_time (cases[i].text, &ms));
      g_assert_cmpint (ms, ==, cases[i].ms);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (chezu_track_parse_time (bad[i], &ms));
    }
}

static void
test_columns_may_be_given (void)
{
  const char *text = "a,b,c,d,speed\n鲁D1,1772600767,117.1,34.1,5\n";
  g_autoptr (ChezuTrackFile) file = must_open ("x.csv", text, "vehicle=a, time=b,lon=c,lat=d");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (must_read (file).fix.lon_e7, ==, 1171000000);
  g_assert_null (open_text ("x.csv", text, -1, "time=b,lon=x,lat=d", &error));
  g_assert_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_COLUMNS);
  g_clear_error (&error);
  g_assert_false (chezu_track_columns_check ("when=b", &error));
  g_assert_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_COLUMNS);
  g_clear_error (&error);
  g_assert_false (chezu_track_columns_check ("time", &error));
  g_assert_nonnull (error);
  g_assert_true (chezu_track_columns_check ("time=b", NULL));
  g_assert_true (chezu_track_columns_check (NULL, NULL));
}

/* Excel in Chinese writes GB 18030. */
static void
test_tables_in_gb18030_are_read (void)
{
  g_autofree char *text = g_convert ("车牌号,时间,经度,纬度\n鲁D12345,1772600767,117.1,34.1\n", -1,
                                     "GB18030", "UTF-8", NULL, NULL, NULL);
  g_autoptr (ChezuTrackFile) file = must_open ("x.csv", text, NULL);

  g_assert_cmpstr (must_read (file).vehicle, ==, "鲁D12345");
}

static void
test_bad_rows_are_refused_by_reason (void)
{
  static const struct
  {
    const char *row;
    ChezuRefusal reason;
  } cases[] = {
    { ",117,34,1", CHEZU_REFUSAL_TIME_MISSING },
    { "soon,117,34,1", CHEZU_REFUSAL_TIME_MISSING },
    { "1999-12-31T23:59:59Z,117,34,1", CHEZU_REFUSAL_TIME_PAST },
    { "2999-01-01T00:00:00Z,117,34,1", CHEZU_REFUSAL_TIME_FUTURE },
    { "1772600767,,34,1", CHEZU_REFUSAL_COORDINATES },
    { "1772600767,NaN,34,1", CHEZU_REFUSAL_COORDINATES },
    { "1772600767,inf,34,1", CHEZU_REFUSAL_COORDINATES },
    { "1772600767,181,34,1", CHEZU_REFUSAL_COORDINATES },
    { "1772600767,117,-91,1", CHEZU_REFUSAL_COORDINATES },
    { "1772600767,0,0,1", CHEZU_REFUSAL_COORDINATES },
    { "1772600767,117", CHEZU_REFUSAL_COORDINATES },
    { "1772600767,117°,34,1", CHEZU_REFUSAL_COORDINATES },
    { "1772600767,117,34,-5", CHEZU_REFUSAL_SPEED },
    { "1772600767,117,34,401", CHEZU_REFUSAL_SPEED },
    { "1772600767,117,34,nan", CHEZU_REFUSAL_SPEED },
    { "1772600767,117,34,fast", CHEZU_REFUSAL_SPEED },
  };
  g_autoptr (GString) text = g_string_new ("time,lon,lat,speed_kmh\n");
  g_autoptr (ChezuTrackFile) file = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_string_append_printf (text, "%s\n", cases[i].row);
  g_string_append (text, "1772600767,117,34,400\n");
  file = must_open ("x.csv", text->str, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ChezuTrackRecord record = must_read (file);
      g_autofree char *row = g_strndup (record.text, record.length);

      g_test_message ("%s", cases[i].row);
      g_assert_true (record.refused);
      g_assert_cmpuint (record.reason, ==, cases[i].reason);
      g_assert_cmpuint (record.row, ==, i + 2);
      g_assert_cmpstr (row, ==, cases[i].row);
    }
  g_assert_false (must_read (file).refused);
}

static void
test_a_vehicle_without_a_name_is_called_like_the_file (void)
{
  g_autoptr (ChezuTrackFile) file
      = must_open ("鲁D12345.csv", "time,lon,lat\n1772600767,117,34\n", NULL);

  g_assert_cmpstr (must_read (file).vehicle, ==, "鲁D12345");
}

static const char gpx[]
    = "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"t\" "
      "xmlns=\"http://www.topografix.com/GPX/1/1\">"
      "<trk><name>鲁D12345</name><trkseg>"
      "<trkpt lat=\"34.7953\" lon=\"117.2633\"><ele>62.5</ele><time>2026-03-04T05:06:07Z</time>"
      "</trkpt><trkpt lat=\"34.7954\" lon=\"117.2634\"><time>2026-03-04T05:06:17Z</time></trkpt>"
      "<trkpt lat=\"34.7955\" lon=\"117.2635\"></trkpt></trkseg></trk>"
      "<trk><name>鲁D54321</name><trkseg>"
      "<trkpt lat=\"35\" lon=\"118\"><time>2026-03-04T05:06:07Z</time></trkpt>"
      "</trkseg></trk></gpx>";

static void
test_tracks_of_gpx (void)
{
  g_autoptr (ChezuTrackFile) file = must_open ("tour.gpx", gpx, NULL);
  ChezuTrackRecord record = must_read (file);

  g_assert_false (record.refused);
  g_assert_cmpstr (record.vehicle, ==, "鲁D12345");
  g_assert_cmpint (record.fix.time_ms, ==, FIX_MS);
  g_assert_cmpint (record.fix.lon_e7, ==, 1172633000);
  g_assert_cmpint (record.fix.lat_e7, ==, 347953000);
  g_assert_cmpint (record.fix.altitude_m, ==, 63);
  g_assert_cmpint (must_read (file).fix.time_ms, ==, FIX_MS + 10000);
  record = must_read (file);
  g_assert_true (record.refused);
  g_assert_cmpuint (record.reason, ==, CHEZU_REFUSAL_TIME_MISSING);
  g_assert_cmpuint (record.row, ==, 3);
  g_assert_cmpstr (must_read (file).vehicle, ==, "鲁D54321");
  assert_end (file);
}

static void
test_points_of_geojson (void)
{
  g_autoptr (ChezuTrackFile) file = must_open (
      "x.geojson",
      "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[117.2633,34.7953]},"
      "\"properties\":{\"time\":\"2026-03-04T05:06:07Z\",\"plate\":\"鲁D12345\",\"speed\":36}},"
      "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"time\":\"2026-03-04T05:06:08Z\"}},"
      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2]"
      ","
      "[1,1]]]},\"properties\":{\"time\":\"2026-03-04T05:06:08Z\"}}]}",
      NULL);
  ChezuTrackRecord record = must_read (file);

  g_assert_false (record.refused);
  g_assert_cmpstr (record.vehicle, ==, "鲁D12345");
  g_assert_cmpint (record.fix.time_ms, ==, FIX_MS);
  g_assert_cmpint (record.fix.lon_e7, ==, 1172633000);
  g_assert_cmpint (record.fix.speed_cm_s, ==, 1000);
  for (int i = 0; i < 2; i++)
    {
      record = must_read (file);
      g_assert_true (record.refused);
      g_assert_cmpuint (record.reason, ==, CHEZU_REFUSAL_COORDINATES);
    }
  assert_end (file);
}

/* As many programs write a track, our own among them. */
static void
test_lines_of_geojson (void)
{
  g_autoptr (ChezuTrackFile) file = must_open (
      "x.geojson",
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":"
      "{\"type\":\"LineString\",\"coordinates\":[[117.1,34.1],[117.2,34.2],[117.3,34.3]]},"
      "\"properties\":{\"plate\":\"鲁D12345\",\"coordTimes\":[\"2026-03-04T05:06:07Z\","
      "\"2026-03-04T05:06:17Z\"],\"speeds\":[36.0,72.5]}}]}",
      NULL);
  ChezuTrackRecord record = must_read (file);

  g_assert_false (record.refused);
  g_assert_cmpint (record.fix.time_ms, ==, FIX_MS);
  g_assert_cmpint (record.fix.lon_e7, ==, 1171000000);
  g_assert_cmpint (record.fix.speed_cm_s, ==, 1000);
  record = must_read (file);
  g_assert_cmpint (record.fix.time_ms, ==, FIX_MS + 10000);
  g_assert_cmpint (record.fix.speed_cm_s, ==, 2014);
  g_assert_cmpstr (record.vehicle, ==, "鲁D12345");
  g_assert_true (must_read (file).refused);
  assert_end (file);
}

static void
test_hostile_tables_are_told_by_line (void)
{
  g_autofree char *spaces = g_strnfill (300000, ' ');
  g_autofree char *huge = g_strdup_printf ("time,lon,lat\n1,2,3\n1,2,\"%s\"\n", spaces);
  g_autofree char *commas = g_strnfill (2000, ',');

  assert_fails ("x.csv", "", 0, "empty");
  assert_fails ("x.csv", spaces, -1, "line 1");
  assert_fails ("x.csv", huge, -1, "line 3");
  assert_fails ("x.csv", commas, -1, "line 1");
  assert_fails ("x.csv", "time,lon,lat\n1,\0,3\n", 20, "line 2");
  assert_fails ("x.csv",
                "\x7f"
                "ELF\x02\x01\x01\0\0\0",
                10, "line 1");
  assert_fails ("x.csv", "time,lon,lat\n1,2,\"3\n", -1, "line 2");
  assert_fails ("x.csv", "when,lon,lat\n1,2,3\n", -1, "when, lon, lat");
  assert_fails ("x.csv", "time,east,lat\n1,2,3\n", -1, "longitude");
  assert_fails ("x.csv", "time,lon,north\n1,2,3\n", -1, "latitude");
}

static void
test_hostile_features_are_refused (void)
{
  g_autofree char *spaces = g_strnfill (2000000, ' ');
  g_autofree char *json = g_strconcat ("{\"type\":", spaces, NULL);
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *cut = g_strndup (gpx, sizeof gpx / 2);

  assert_fails ("x.gpx", "", 0, "x.gpx");
  assert_fails ("x.gpx", spaces, -1, "x.gpx");
  assert_fails ("x.gpx", "<gpx>", -1, "x.gpx");
  assert_fails ("x.gpx", cut, -1, "line 1");
  assert_fails ("x.geojson", json, -1, "x.geojson");
  assert_fails ("x.geojson", deep, -1, "x.geojson");
  assert_fails ("x.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}", -1, "x.geojson");
  assert_fails ("x.geojson",
                "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":"
                "{\"type\":\"Point\",\"coordinates\":[117,34]},\"properties\":{\"n\":1}}]}",
                -1, "time");
  assert_fails ("x.gpkg", "SQLite format 3", -1, "x.gpkg");
  /* GDAL would take this for a description of where to fetch. */
  assert_fails ("x.gpx",
                "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>http://127.0.0.1:9/"
                "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
                -1, "x.gpx");
}

static void
test_only_files_are_opened (void)
{
  static const char *const paths[]
      = { "/nonexistent/x.csv",      "/dev/zero", "/vsicurl/http://x/y.gpx", "/tmp", "relative.csv",
          "http://127.0.0.1:9/x.gpx" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (chezu_track_file_open (paths[i], NULL, &error));
      g_assert_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_OPEN);
    }
}

/* --- In the order of time ----------------------------------------------------------------------
 */

typedef struct
{
  char *folder;
  char *path;
} Folder;

static Folder
folder_new (const char *name, const char *text)
{
  Folder folder = { g_dir_make_tmp ("chezu-track-XXXXXX", NULL), NULL };

  folder.path = g_build_filename (folder.folder, name, NULL);
  g_assert_true (g_file_set_contents (folder.path, text, -1, NULL));
  return folder;
}

/* Nothing else may be left in it. */
static void
folder_free (Folder *folder)
{
  g_assert_cmpint (g_unlink (folder->path), ==, 0);
  g_assert_cmpint (g_rmdir (folder->folder), ==, 0);
  g_free (folder->path);
  g_free (folder->folder);
}

static void
test_fixes_come_in_the_order_of_time (void)
{
  g_autoptr (GString) text = g_string_new ("plate,time,lon,lat\n");
  g_autoptr (ChezuTrackIndex) index = NULL;
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GError) error = NULL;
  Folder folder;
  gint64 before_ms = 0;
  guint vehicle;
  guint n = 0;
  ChezuFix fix;

  /* Vehicle by vehicle, each backwards. */
  for (int v = 0; v < 7; v++)
    for (int i = 999; i >= 0; i--)
      g_string_append_printf (text, "鲁D0000%d,%" G_GINT64_FORMAT ",%.4f,34\n", v,
                              FIX_MS / 1000 + i * 10, 117 + i * 1e-4);
  g_string_append (text, "鲁D00001,soon,117,34\n鲁D99999,1772600767,200,34\n");
  folder = folder_new ("x.csv", text->str);
  index = chezu_track_index_build (folder.path, NULL, folder.folder, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (chezu_track_index_get_n_vehicles (index), ==, 7);
  g_assert_cmpstr (chezu_track_index_get_vehicle (index, 3), ==, "鲁D00003");
  g_assert_cmpuint (chezu_track_index_get_n_fixes (index), ==, 7000);
  g_assert_cmpint (chezu_track_index_get_first_ms (index), ==, FIX_MS);
  g_assert_cmpint (chezu_track_index_get_last_ms (index), ==, FIX_MS + 9990000);
  g_assert_cmpuint (chezu_track_index_get_n_refused (index), ==, 2);
  {
    const GPtrArray *refusals = chezu_track_index_get_refusals (index);
    const ChezuTrackRefusal *first = refusals->pdata[0];
    const ChezuTrackRefusal *second = refusals->pdata[1];

    g_assert_cmpuint (first->row, ==, 7002);
    g_assert_cmpint (first->vehicle, ==, 1);
    g_assert_cmpuint (first->reason, ==, CHEZU_REFUSAL_TIME_MISSING);
    g_assert_cmpint (second->vehicle, ==, -1);
    g_assert_cmpint (second->time_ms, ==, FIX_MS);
  }

  while (chezu_track_index_peek (index, &vehicle, &fix, &error))
    {
      g_assert_cmpint (fix.time_ms, >=, before_ms);
      before_ms = fix.time_ms;
      chezu_track_index_advance (index);
      n++;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 7000);

  g_assert_true (
      chezu_track_index_collect (index, 2, FIX_MS + 10000, FIX_MS + 50000, 3, fixes, &error));
  g_assert_cmpuint (fixes->len, ==, 3);
  g_assert_cmpint (g_array_index (fixes, ChezuFix, 2).time_ms, ==, FIX_MS + 30000);
  g_assert_true (chezu_track_index_find_latest (index, 2, FIX_MS + 15000, &fix, &error));
  g_assert_cmpint (fix.time_ms, ==, FIX_MS + 10000);
  g_assert_false (chezu_track_index_find_latest (index, 2, FIX_MS - 1, &fix, &error));
  g_assert_no_error (error);

  g_clear_pointer (&index, chezu_track_index_free);
  folder_free (&folder);
}

static void
test_a_file_without_a_usable_row_is_an_error (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "time,lon,lat\n", "x.csv" },
    { "time,lon,lat\nsoon,1,2\n", "Row 2" },
    { "time,lon,lat\n1772600767,1,2\n1,\"", "line 3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Folder folder = folder_new ("x.csv", cases[i].text);
      g_autoptr (GError) error = NULL;

      g_assert_null (chezu_track_index_build (folder.path, NULL, folder.folder, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      folder_free (&folder);
    }
}

static void
test_sorting_can_be_given_up (void)
{
  Folder folder = folder_new ("x.csv", "time,lon,lat\n1772600767,1,2\n");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (chezu_track_index_build (folder.path, NULL, folder.folder, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  folder_free (&folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/geo/track-file/" name, func)
  ADD ("a-table-becomes-fixes", test_a_table_becomes_fixes);
  ADD ("columns-are-known-by-many-names", test_columns_are_known_by_many_names);
  ADD ("the-unit-stands-in-the-name", test_the_unit_stands_in_the_name);
  ADD ("times-come-in-many-forms", test_times_come_in_many_forms);
  ADD ("columns-may-be-given", test_columns_may_be_given);
  ADD ("tables-in-gb18030-are-read", test_tables_in_gb18030_are_read);
  ADD ("bad-rows-are-refused-by-reason", test_bad_rows_are_refused_by_reason);
  ADD ("a-vehicle-without-a-name-is-called-like-the-file",
       test_a_vehicle_without_a_name_is_called_like_the_file);
  ADD ("tracks-of-gpx", test_tracks_of_gpx);
  ADD ("points-of-geojson", test_points_of_geojson);
  ADD ("lines-of-geojson", test_lines_of_geojson);
  ADD ("hostile-tables-are-told-by-line", test_hostile_tables_are_told_by_line);
  ADD ("hostile-features-are-refused", test_hostile_features_are_refused);
  ADD ("only-files-are-opened", test_only_files_are_opened);
  ADD ("fixes-come-in-the-order-of-time", test_fixes_come_in_the_order_of_time);
  ADD ("a-file-without-a-usable-row-is-an-error", test_a_file_without_a_usable_row_is_an_error);
  ADD ("sorting-can-be-given-up", test_sorting_can_be_given_up);
#undef ADD

  return g_test_run ();
}
