/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that would have something fetched, run or filled. The fixture listens on a port of its own
 * and fails when anybody knocks. */

#include "overlay-files.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REFUSED CHEZU_OVERLAY_FILE_ERROR_REFUSED
#define FORMAT CHEZU_OVERLAY_FILE_ERROR_FORMAT
#define EMPTY CHEZU_OVERLAY_FILE_ERROR_EMPTY
#define OPEN CHEZU_OVERLAY_FILE_ERROR_OPEN
#define LIMIT CHEZU_OVERLAY_FILE_ERROR_LIMIT

/* --- What would be fetched ------------------------------------------------------------------- */

static void
test_virtual_files (OverlayFiles *files, gconstpointer data)
{
  static const char *const names[] = { "a.gpx", "a.kml", "a.json", "a.geojson", "a.shp", "a.gpkg",
                                       "a.fgb", "a.tab", "a.mif",  "a.csv",     "a.txt" };
  static const char *const texts[] = {
    "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/vsicurl/http://127.0.0.1:@PORT@/"
    "x.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"><SourceFilename>http://127.0.0.1:@PORT@/x"
    "</SourceFilename></VRTDataset>",
    "<OGRWFSDataSource><URL>http://127.0.0.1:@PORT@/wfs</URL></OGRWFSDataSource>",
    "http://127.0.0.1:@PORT@/x.geojson",
    "/vsicurl/http://127.0.0.1:@PORT@/x.geojson",
  };

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
      {
        overlay_files_write (files, names[n], texts[t]);
        overlay_files_refuse (files, names[n], FORMAT, "");
      }
  overlay_files_write (files, "a.vrt", texts[0]);
  overlay_files_refuse (files, "a.vrt", FORMAT, "no format that is read here");
}

static void
test_names_that_are_addresses (OverlayFiles *files, gconstpointer data)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/x.geojson", files->port);
  g_autofree char *curl = g_strdup_printf ("/vsicurl/%s", url);
  const char *const paths[] = { url,
                                curl,
                                "/vsizip//tmp/x.zip/x.gpx",
                                "/vsistdin/x.gpx",
                                "GeoJSON:/etc/passwd.geojson",
                                "relative.gpx",
                                "/dev/zero" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          chezu_overlay_file_read_sync (paths[i], CHEZU_DATUM_WGS84, NULL, NULL, &error));
      g_assert_error (error, CHEZU_OVERLAY_FILE_ERROR, OPEN);
    }
}

static void
test_geojson_naming_an_address (OverlayFiles *files, gconstpointer data)
{
  static const char *const types[] = { "proj4", "esriwkt", "ogcwkt" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"link\",\"properties\":{\"href\":"
          "\"http://127.0.0.1:@PORT@/crs\",\"type\":\"%s\"}},\"features\":[{\"type\":\"Feature\","
          "\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[117,34]}}]}",
          types[i]);

      overlay_files_write (files, "link.geojson", text);
      overlay_files_refuse (files, "link.geojson", REFUSED, "fetches nothing");
    }
}

static void
test_kml_links (OverlayFiles *files, gconstpointer data)
{
  overlay_files_write (files, "net.kml",
                       "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><NetworkLink><Link>"
                       "<href>http://127.0.0.1:@PORT@/x.kml</href></Link></NetworkLink><Placemark>"
                       "<styleUrl>http://127.0.0.1:@PORT@/s.kml#s</styleUrl><Point><coordinates>"
                       "117,34</coordinates></Point></Placemark></Document></kml>");
  {
    g_autoptr (ChezuOverlayImport) import
        = overlay_files_read (files, "net.kml", CHEZU_DATUM_WGS84);

    g_assert_cmpuint (import->n_features, ==, 1);
  }
  overlay_files_write (files, "only.kml",
                       "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><NetworkLink><Link>"
                       "<href>http://127.0.0.1:@PORT@/x.kml</href></Link></NetworkLink></Document>"
                       "</kml>");
  overlay_files_refuse (files, "only.kml", EMPTY, "nothing");
}

/* --- Entities -------------------------------------------------------------------------------- */

static void
test_entities (OverlayFiles *files, gconstpointer data)
{
  static const char *const external[] = { "file://@FOLDER@/secret", "http://127.0.0.1:@PORT@/e" };

  overlay_files_write (files, "secret", "hidden");
  for (guint i = 0; i < G_N_ELEMENTS (external); i++)
    {
      g_autofree char *gpx = g_strdup_printf (
          "<?xml version=\"1.0\"?><!DOCTYPE gpx [<!ENTITY x SYSTEM \"%s\">]><gpx version=\"1.1\" "
          "xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt lat=\"1\" lon=\"2\"><name>a&x;b</name>"
          "</wpt></gpx>",
          external[i]);
      g_autofree char *path = overlay_files_path (files, "e.gpx");
      g_autoptr (ChezuOverlayImport) import = NULL;

      overlay_files_write (files, "e.gpx", gpx);
      import = chezu_overlay_file_read_sync (path, CHEZU_DATUM_WGS84, NULL, NULL, NULL);
      if (import != NULL)
        g_assert_null (strstr (chezu_overlay_shapes_get (
                                   ((ChezuOverlayFileLayer *)import->layers->pdata[0])->shapes, 0)
                                   ->name,
                               "hidden"));
    }
}

static void
test_a_billion_laughs (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (GString) gpx = g_string_new ("<?xml version=\"1.0\"?><!DOCTYPE gpx [<!ENTITY l0 "
                                          "\"lol\">");

  for (int i = 1; i < 10; i++)
    {
      g_string_append_printf (gpx, "<!ENTITY l%d \"", i);
      for (int k = 0; k < 10; k++)
        g_string_append_printf (gpx, "&l%d;", i - 1);
      g_string_append (gpx, "\">");
    }
  g_string_append (gpx, "]><gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt "
                        "lat=\"1\" lon=\"2\"><name>&l9;</name></wpt></gpx>");
  overlay_files_write (files, "lol.gpx", gpx->str);
  overlay_files_refuse (files, "lol.gpx", FORMAT, "cannot be read");
  g_string_replace (gpx, "gpx", "kml", 0);
  overlay_files_write (files, "lol.kml", gpx->str);
  overlay_files_refuse (files, "lol.kml", FORMAT, "cannot be read");
}

/* --- Archives -------------------------------------------------------------------------------- */

#define POINT_CSV "lon,lat\n117,34\n"

static void
test_traversal (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (GBytes) csv = g_bytes_new_static (POINT_CSV, strlen (POINT_CSV));
  const OverlayMember members[] = { { "../../out.csv", csv, FALSE },
                                    { "/tmp/chezu-absolute.csv", csv, FALSE },
                                    { "..\\..\\windows.csv", csv, FALSE },
                                    { "a/../../b.csv", csv, FALSE } };
  g_autofree char *path = overlay_files_path (files, "t.zip");
  g_autofree char *above = g_build_filename (files->folder, "..", "out.csv", NULL);
  g_autoptr (ChezuOverlayImport) import = NULL;

  overlay_files_zip (files, "t.zip", members, G_N_ELEMENTS (members));
  import = chezu_overlay_file_read_sync (path, CHEZU_DATUM_WGS84, NULL, NULL, NULL);
  g_assert_false (g_file_test (above, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test ("/tmp/chezu-absolute.csv", G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test ("out.csv", G_FILE_TEST_EXISTS));
}

/* A member that is a link is a file with a path in it, never what it points at. */
static void
test_links_in_archives (OverlayFiles *files, gconstpointer data)
{
  g_autofree char *target = overlay_files_path (files, "secret.csv");
  g_autoptr (GBytes) link = g_bytes_new (target, strlen (target));
  const OverlayMember member = { "x.csv", link, TRUE };

  overlay_files_write (files, "secret.csv", POINT_CSV);
  overlay_files_zip (files, "l.zip", &member, 1);
  overlay_files_refuse (files, "l.zip", FORMAT, "");
}

static void
test_bombs (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (4000000), 4000000);
  g_autoptr (GBytes) csv = g_bytes_new_static (POINT_CSV, strlen (POINT_CSV));
  OverlayMember members[64];
  const ChezuOverlayLimits limits = { .max_unpacked = 16 * 1024 * 1024 };
  g_autofree char *path = overlay_files_path (files, "bomb.zip");
  g_autofree char *many_path = overlay_files_path (files, "many.zip");
  g_autofree OverlayMember *many = g_new0 (OverlayMember, 3000);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    members[i] = (OverlayMember){ g_strdup_printf ("%u.csv", i), zeros, FALSE };
  overlay_files_zip (files, "bomb.zip", members, G_N_ELEMENTS (members));
  g_assert_null (chezu_overlay_file_read_sync (path, CHEZU_DATUM_WGS84, &limits, NULL, &error));
  g_assert_error (error, CHEZU_OVERLAY_FILE_ERROR, LIMIT);
  g_assert_nonnull (strstr (error->message, "unpacks to more"));
  g_clear_error (&error);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_free ((char *)members[i].name);

  for (guint i = 0; i < 3000; i++)
    many[i] = (OverlayMember){ g_strdup_printf ("%u.csv", i), csv, FALSE };
  overlay_files_zip (files, "many.zip", many, 3000);
  g_assert_null (chezu_overlay_file_read_sync (many_path, CHEZU_DATUM_WGS84, NULL, NULL, &error));
  g_assert_error (error, CHEZU_OVERLAY_FILE_ERROR, LIMIT);
  for (guint i = 0; i < 3000; i++)
    g_free ((char *)many[i].name);
}

static void
test_virtual_files_in_archives (OverlayFiles *files, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf (
      "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/vsicurl/http://127.0.0.1:%u/x"
      "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
      files->port);
  g_autoptr (GBytes) vrt = g_bytes_new (text, strlen (text));
  const OverlayMember named = { "x.vrt", vrt, FALSE };
  const OverlayMember renamed = { "x.json", vrt, FALSE };

  overlay_files_zip (files, "v.zip", &named, 1);
  overlay_files_refuse (files, "v.zip", EMPTY, "holds no file");
  overlay_files_zip (files, "v.zip", &renamed, 1);
  overlay_files_refuse (files, "v.zip", FORMAT, "");
  overlay_files_write (files, "not.zip", "PK\003\004 and no more");
  overlay_files_refuse (files, "not.zip", EMPTY, "holds no file");
}

/* --- Databases ------------------------------------------------------------------------------- */

static void
make_database (OverlayFiles *files, const char *script)
{
  g_autofree char *path = overlay_files_path (files, "db.gpkg");
  sqlite3 *db;
  char *message = NULL;

  g_unlink (path);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (
      db,
      "PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;"
      "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization "
      "TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);"
      "INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'undefined', '');"
      "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, "
      "description TEXT, last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL, srs_id "
      "INTEGER);"
      "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name "
      "TEXT, srs_id INTEGER, z INTEGER, m INTEGER);"
      "INSERT INTO gpkg_contents VALUES ('t', 'features', 't', '', '2026-01-01T00:00:00Z', 0, 0, "
      "1, 1, 4326);"
      "INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 'POINT', 4326, 0, 0);",
      NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_exec (db, script, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

#define POINT_BLOB                                                                                 \
  "x'47500001E61000000101000000" /* POINT (1 2) */                                                 \
  "000000000000F03F0000000000000040'"
#define PLAIN_TABLE                                                                                \
  "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT);"                                \
  "INSERT INTO t VALUES (1, " POINT_BLOB ", 'a');"
#define FOR_EVER "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) "

static void
test_databases_that_compute (OverlayFiles *files, gconstpointer data)
{
  static const char *const scripts[] = {
    "CREATE VIEW t AS " FOR_EVER "SELECT n AS fid, " POINT_BLOB " AS geom FROM c",
    PLAIN_TABLE "CREATE VIEW gpkg_extensions AS " FOR_EVER
                "SELECT n AS table_name, n AS column_name, n AS extension_name, n AS definition, n "
                "AS scope FROM c",
    "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, x TEXT GENERATED ALWAYS AS (hex (zeroblob "
    "(400000000))))",
    PLAIN_TABLE "CREATE VIRTUAL TABLE s USING fts5 (a)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      make_database (files, scripts[i]);
      overlay_files_refuse (files, "db.gpkg", REFUSED, "does not run");
    }
}

/* Nobody writes, so they never run; and nothing is left beside the file. */
static void
test_databases_with_triggers (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (ChezuOverlayImport) import = NULL;
  g_autofree char *log = overlay_files_path (files, "db.gpkg-wal");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *path = overlay_files_path (files, "db.gpkg");
  gsize length_before;
  gsize length_after;

  make_database (files, PLAIN_TABLE
                 "CREATE TABLE hit (n); CREATE TRIGGER x AFTER UPDATE ON t BEGIN INSERT INTO hit "
                 "VALUES (1); END; PRAGMA journal_mode = WAL");
  g_assert_true (g_file_get_contents (path, &before, &length_before, NULL));
  import = overlay_files_read (files, "db.gpkg", CHEZU_DATUM_WGS84);
  g_assert_cmpuint (import->n_features, ==, 1);
  g_assert_true (g_file_get_contents (path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
}

static void
test_damaged_databases (OverlayFiles *files, gconstpointer data)
{
  g_autofree char *path = overlay_files_path (files, "db.gpkg");
  g_autofree char *contents = NULL;
  gsize length;

  make_database (files, PLAIN_TABLE);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (gsize at = 100; at < length; at += 37)
    {
      g_autofree char *broken = g_memdup2 (contents, length);
      g_autoptr (ChezuOverlayImport) import = NULL;
      g_autoptr (GError) error = NULL;

      for (gsize i = at; i < MIN (at + 8, length); i++)
        broken[i] = (char)(broken[i] ^ 0x5A);
      g_assert_true (g_file_set_contents (path, broken, (gssize)length, NULL));
      import = chezu_overlay_file_read_sync (path, CHEZU_DATUM_WGS84, NULL, NULL, &error);
      g_assert_true ((import == NULL) == (error != NULL));
    }
}

/* --- Too much -------------------------------------------------------------------------------- */

static void
append_spiral (GString *text, guint n, double from)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s[%.5f,%.5f]", i > 0 ? "," : "",
                            110 + 8 * cos (from + i * 0.001), 35 + 5 * sin (from + i * 0.0013));
}

/* Ten million would take the test a minute; the limit is smaller by as much as the file. */
static void
test_too_many_vertices (OverlayFiles *files, gconstpointer data)
{
  const ChezuOverlayLimits limits = { .max_vertices = 20000 };
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");
  g_autoptr (ChezuOverlayImport) import = NULL;
  g_autofree char *words = NULL;
  const ChezuOverlayShapes *shapes;

  for (guint i = 0; i < 100; i++)
    {
      g_string_append (text, i > 0 ? "," : "");
      g_string_append (text, "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":"
                             "\"LineString\",\"coordinates\":[");
      append_spiral (text, 2000, i);
      g_string_append (text, "]}}");
    }
  g_string_append (text, "]}");
  overlay_files_write (files, "spiral.geojson", text->str);
  import = overlay_files_read_with (files, "spiral.geojson", &limits);
  shapes = ((ChezuOverlayFileLayer *)import->layers->pdata[0])->shapes;
  g_assert_cmpuint (import->n_features, ==, 100);
  g_assert_cmpuint (shapes->vertices->len, <=, 20000);
  g_assert_cmpuint (shapes->vertices->len, >, 1000);
  g_assert_false (import->is_cut);
  words = chezu_overlay_import_describe (import);
  g_assert_nonnull (strstr (words, "Lines were simplified by up to "));
}

static void
test_too_many_features (OverlayFiles *files, gconstpointer data)
{
  const ChezuOverlayLimits limits = { .max_features = 50, .max_text = 200 };
  g_autoptr (GString) text = g_string_new ("name,lon,lat\n");
  g_autoptr (ChezuOverlayImport) import = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "point number %u,%u,30\n", i, 100 + i % 20);
  overlay_files_write (files, "many.csv", text->str);
  import = overlay_files_read_with (files, "many.csv", &limits);
  g_assert_cmpuint (import->n_features, ==, 50);
  g_assert_true (import->is_cut);
  g_assert_true (import->text_cut);
  words = chezu_overlay_import_describe (import);
  g_assert_nonnull (strstr (words, "There were more than are taken of one file."));
}

static void
test_exactly_as_many_as_are_taken (OverlayFiles *files, gconstpointer data)
{
  const ChezuOverlayLimits limits = { .max_features = 2 };
  g_autoptr (ChezuOverlayImport) import = NULL;

  overlay_files_write (files, "two.csv", "lon,lat\n1,2\n3,4\n");
  import = overlay_files_read_with (files, "two.csv", &limits);
  g_assert_false (import->is_cut);
}

/* A gigabyte on no disk space. */
static void
test_large_files (OverlayFiles *files, gconstpointer data)
{
  static const char *const names[]
      = { "big.kml", "big.shp", "big.gpkg", "big.csv", "big.zip", "big.fgb", "big.gpx" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = overlay_files_path (files, names[i]);
      g_autoptr (GError) error = NULL;

      overlay_files_write (files, names[i], "<kml");
      g_assert_cmpint (truncate (path, G_GINT64_CONSTANT (1) << 30), ==, 0);
      g_assert_null (chezu_overlay_file_read_sync (path, CHEZU_DATUM_WGS84, NULL, NULL, &error));
      g_assert_nonnull (strstr (error->message, names[i]));
      g_unlink (path);
    }
}

static void
test_no_time (OverlayFiles *files, gconstpointer data)
{
  const ChezuOverlayLimits limits = { .max_ms = 1 };
  g_autoptr (GString) text = g_string_new ("lon,lat\n");
  g_autofree char *path = overlay_files_path (files, "slow.csv");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "117.25,34.8\n");
  overlay_files_write (files, "slow.csv", text->str);
  g_assert_null (chezu_overlay_file_read_sync (path, CHEZU_DATUM_WGS84, &limits, NULL, &error));
  g_assert_error (error, CHEZU_OVERLAY_FILE_ERROR, LIMIT);
  g_assert_nonnull (strstr (error->message, "took too long"));
}

static void
test_huge_texts (OverlayFiles *files, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (3000000, 'x');
  g_autofree char *json = g_strdup_printf (
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"%s\",\"a\":\"b\"},\"geometry\":{\"type\":"
      "\"Point\",\"coordinates\":[1,2]}}",
      long_text);
  g_autoptr (ChezuOverlayImport) import = NULL;

  overlay_files_write (files, "long.geojson", json);
  import = overlay_files_read (files, "long.geojson", CHEZU_DATUM_WGS84);
  g_assert_cmpuint (((ChezuOverlayFileLayer *)import->layers->pdata[0])->shapes->text_size, <,
                    4000);
}

static void
test_deep_nesting (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) wkt = g_string_new ("wkt\n\"");

  for (int i = 0; i < 100000; i++)
    g_string_append (json, "{\"type\":\"GeometryCollection\",\"geometries\":[");
  overlay_files_write (files, "deep.geojson", json->str);
  overlay_files_refuse (files, "deep.geojson", FORMAT, "");

  for (int i = 0; i < 1500; i++)
    g_string_append (wkt, "GEOMETRYCOLLECTION (");
  g_string_append (wkt, "POINT (1 2)");
  for (int i = 0; i < 1500; i++)
    g_string_append (wkt, ")");
  g_string_append (wkt, "\"\n");
  overlay_files_write (files, "deep.csv", wkt->str);
  overlay_files_refuse (files, "deep.csv", EMPTY, "No geometry");
}

/* --- Nonsense -------------------------------------------------------------------------------- */

static void
test_off_the_earth (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (ChezuOverlayImport) import = NULL;
  g_autofree char *words = NULL;

  overlay_files_write (files, "odd.csv",
                       "name,lon,lat\nok,117,34\nnan,nan,34\ninf,inf,34\nfar,181,0\nhigh,0,90.01\n"
                       "huge,1e308,-1e308\nempty,,\nword,east,north\n");
  import = overlay_files_read (files, "odd.csv", CHEZU_DATUM_WGS84);
  g_assert_cmpuint (import->n_features, ==, 1);
  g_assert_cmpuint (import->n_outside, ==, 5);
  g_assert_cmpuint (import->n_unreadable, ==, 2);
  words = chezu_overlay_import_describe (import);
  g_assert_cmpstr (words, ==,
                   "Imported 1 feature from odd.csv. 5 features skipped: outside the world. 2 "
                   "features skipped: no geometry that can be read.");
}

/* It says degrees, and means metres. */
static void
test_wrong_reference_system (OverlayFiles *files, gconstpointer data)
{
  overlay_files_write (files, "metres.geojson",
                       "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                       "\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":"
                       "[39522884,3853000]}}]}");
  overlay_files_refuse (files, "metres.geojson", EMPTY, "reference system");
  /* And the other way round: degrees as metres are all at one spot, or nowhere. */
  overlay_files_write (files, "utm.geojson",
                       "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":"
                       "{\"name\":\"urn:ogc:def:crs:EPSG::4527\"}},\"features\":[{\"type\":"
                       "\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\","
                       "\"coordinates\":[1e300,1e300]}}]}");
  overlay_files_refuse (files, "utm.geojson", EMPTY, "");
}

static void
test_empty_files (OverlayFiles *files, gconstpointer data)
{
  overlay_files_write (files, "none.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}");
  overlay_files_refuse (files, "none.geojson", EMPTY, "nothing");
  overlay_files_write (files, "none.csv", "lon,lat\n");
  overlay_files_refuse (files, "none.csv", EMPTY, "nothing");
  overlay_files_write (files, "names.csv", "a,b\n1,2\n");
  overlay_files_refuse (files, "names.csv", FORMAT, "经度");
  overlay_files_write (files, "zero.gpx", "");
  overlay_files_refuse (files, "zero.gpx", FORMAT, "");
  overlay_files_write (files, "zero.csv", "");
  overlay_files_refuse (files, "zero.csv", FORMAT, "");
}

static void
test_broken_texts (OverlayFiles *files, gconstpointer data)
{
  static const char bytes[] = "name,lon,lat\n\xff\xfe\x80 \xe4\xb8,117,34\n"
                              "<script>alert(1)</script>\x1b[31m,118,34\n";
  g_autoptr (GBytes) csv = g_bytes_new_static (bytes, sizeof bytes - 1);
  g_autoptr (ChezuOverlayImport) import = NULL;
  const ChezuOverlayShapes *shapes;

  overlay_files_write_bytes (files, "bad.csv", csv);
  import = overlay_files_read (files, "bad.csv", CHEZU_DATUM_WGS84);
  shapes = ((ChezuOverlayFileLayer *)import->layers->pdata[0])->shapes;
  for (guint i = 0; i < shapes->features->len; i++)
    {
      const ChezuOverlayFeature *feature = chezu_overlay_shapes_get (shapes, i);

      g_assert_true (feature->name == NULL || g_utf8_validate (feature->name, -1, NULL));
      g_assert_true (feature->name == NULL || strchr (feature->name, '\x1b') == NULL);
    }
}

/* A folder, a pipe, a loop of links. */
static void
test_what_is_no_file (OverlayFiles *files, gconstpointer data)
{
  g_autofree char *folder = overlay_files_path (files, "d.gpx");
  g_autofree char *pipe_path = overlay_files_path (files, "p.gpx");
  g_autofree char *loop = overlay_files_path (files, "l.gpx");

  g_mkdir (folder, 0700);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_cmpint (symlink (loop, loop), ==, 0);
  overlay_files_refuse (files, "d.gpx", OPEN, "no file");
  overlay_files_refuse (files, "p.gpx", OPEN, "no file");
  overlay_files_refuse (files, "l.gpx", OPEN, "no file");
  overlay_files_refuse (files, "missing.gpx", OPEN, "no file");
}

#define ADD(path, func)                                                                            \
  g_test_add ("/geo/overlay-hostile/" path, OverlayFiles, NULL, overlay_files_set_up, func,        \
              overlay_files_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("virtual-files-under-any-name", test_virtual_files);
  ADD ("names-that-are-addresses", test_names_that_are_addresses);
  ADD ("geojson-naming-an-address", test_geojson_naming_an_address);
  ADD ("kml-links-are-not-followed", test_kml_links);
  ADD ("external-entities-are-not-read", test_entities);
  ADD ("a-billion-laughs", test_a_billion_laughs);
  ADD ("traversal-stays-inside", test_traversal);
  ADD ("links-in-archives-are-not-followed", test_links_in_archives);
  ADD ("bombs-do-not-unpack", test_bombs);
  ADD ("virtual-files-in-archives", test_virtual_files_in_archives);
  ADD ("databases-that-compute-are-refused", test_databases_that_compute);
  ADD ("triggers-do-not-run", test_databases_with_triggers);
  ADD ("damaged-databases", test_damaged_databases);
  ADD ("too-many-vertices-are-simplified-and-told", test_too_many_vertices);
  ADD ("too-many-features-are-cut-and-told", test_too_many_features);
  ADD ("exactly-as-many-as-are-taken", test_exactly_as_many_as_are_taken);
  ADD ("a-gigabyte", test_large_files);
  ADD ("reading-that-takes-too-long-is-given-up", test_no_time);
  ADD ("huge-texts-are-cut", test_huge_texts);
  ADD ("deep-nesting", test_deep_nesting);
  ADD ("coordinates-off-the-earth-are-counted", test_off_the_earth);
  ADD ("a-wrong-reference-system-is-told", test_wrong_reference_system);
  ADD ("empty-files", test_empty_files);
  ADD ("broken-texts-become-plain", test_broken_texts);
  ADD ("what-is-no-file", test_what_is_no_file);
  return g_test_run ();
}
