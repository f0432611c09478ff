/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that people have, in every format, datum and encoding that is promised. */

#include "overlay-files.h"

#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>

#define GPX                                                                                        \
  "<gpx version=\"1.1\" creator=\"t\" xmlns=\"http://www.topografix.com/GPX/1/1\">"                \
  "<wpt lat=\"34.8\" lon=\"117.25\"><name>加油站</name><desc>open</desc></wpt>"                    \
  "<trk><name>morning</name><trkseg><trkpt lat=\"34.8\" lon=\"117.2\"/>"                           \
  "<trkpt lat=\"34.81\" lon=\"117.21\"/></trkseg></trk></gpx>"

#define KML                                                                                        \
  "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><name>k</name><Point><coordinates>"    \
  "117,34</coordinates></Point></Placemark></kml>"

static const ChezuOverlayFileLayer *
get_layer (ChezuOverlayImport *import, guint index)
{
  g_assert_cmpuint (index, <, import->layers->len);
  return import->layers->pdata[index];
}

static const ChezuOverlayFeature *
get_feature (ChezuOverlayImport *import, guint index)
{
  return chezu_overlay_shapes_get (get_layer (import, 0)->shapes, index);
}

static ChezuOverlayVertex
get_vertex (ChezuOverlayImport *import, guint index)
{
  const GArray *vertices = get_layer (import, 0)->shapes->vertices;

  g_assert_cmpuint (index, <, vertices->len);
  return g_array_index (vertices, ChezuOverlayVertex, index);
}

static void
assert_at (ChezuOverlayImport *import, guint index, double lon, double lat, double within)
{
  ChezuOverlayVertex vertex = get_vertex (import, index);

  g_assert_cmpfloat_with_epsilon (vertex.lon, lon, within);
  g_assert_cmpfloat_with_epsilon (vertex.lat, lat, within);
}

/* --- Formats --------------------------------------------------------------------------------- */

static void
test_gpx (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (ChezuOverlayImport) import = NULL;
  g_autofree char *words = NULL;

  overlay_files_write (files, "day.gpx", GPX);
  import = overlay_files_read (files, "day.gpx", CHEZU_DATUM_WGS84);
  g_assert_cmpuint (import->layers->len, ==, 2);
  g_assert_cmpuint (import->n_features, ==, 2);
  g_assert_cmpstr (get_layer (import, 0)->name, ==, "day – waypoints");
  g_assert_cmpstr (get_layer (import, 1)->name, ==, "day – tracks");
  g_assert_cmpstr (get_feature (import, 0)->name, ==, "加油站");
  g_assert_cmpstr (get_feature (import, 0)->description, ==, "open");
  assert_at (import, 0, 117.25, 34.8, 1e-9);
  words = chezu_overlay_import_describe (import);
  g_assert_cmpstr (words, ==, "Imported 2 layers, 2 features from day.gpx.");
}

static void
test_kml (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (ChezuOverlayImport) import = NULL;
  const ChezuOverlayShapes *shapes;

  overlay_files_write (
      files, "站点.kml",
      "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>仓库 &amp; 场院"
      "</name><description><![CDATA[<b>second</b><br/>gate]]></description><Polygon>"
      "<outerBoundaryIs><LinearRing><coordinates>117,34 118,34 118,35 117,35 117,34</coordinates>"
      "</LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>117.2,34.2 "
      "117.4,34.2 117.4,34.4 117.2,34.2</coordinates></LinearRing></innerBoundaryIs></Polygon>"
      "</Placemark></Document></kml>");
  import = overlay_files_read (files, "站点.kml", CHEZU_DATUM_WGS84);
  shapes = get_layer (import, 0)->shapes;
  g_assert_cmpstr (get_layer (import, 0)->name, ==, "站点");
  g_assert_cmpstr (get_feature (import, 0)->name, ==, "仓库 & 场院");
  g_assert_cmpstr (get_feature (import, 0)->description, ==, "second gate");
  g_assert_cmpint (get_feature (import, 0)->kind, ==, CHEZU_OVERLAY_POLYGON);
  g_assert_cmpuint (shapes->parts->len, ==, 2);
  g_assert_true (g_array_index (shapes->parts, ChezuOverlayPart, 1).is_hole);
  g_assert_null (strstr (get_feature (import, 0)->attributes, "altitudeMode"));
}

static void
test_geojson (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (ChezuOverlayImport) import = NULL;

  overlay_files_write (
      files, "mixed.geojson",
      "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"both\",\"lanes\":4},\"geometry\":{\"type\":"
      "\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[117,34,12]},"
      "{\"type\":\"LineString\",\"coordinates\":[[117,34],[118,35]]}]}},"
      "{\"type\":\"Feature\",\"properties\":null,\"geometry\":null},"
      "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"MultiPoint\","
      "\"coordinates\":[[1,2],[3,4]]}}]}");
  import = overlay_files_read (files, "mixed.geojson", CHEZU_DATUM_WGS84);
  g_assert_cmpuint (import->n_features, ==, 2);
  g_assert_cmpuint (import->n_unreadable, ==, 1);
  g_assert_cmpuint (get_layer (import, 0)->shapes->features->len, ==, 3);
  g_assert_cmpint (get_feature (import, 0)->kind, ==, CHEZU_OVERLAY_POINT);
  g_assert_cmpint (get_feature (import, 1)->kind, ==, CHEZU_OVERLAY_LINE);
  g_assert_cmpstr (get_feature (import, 1)->name, ==, "both");
  g_assert_cmpstr (get_feature (import, 0)->attributes, ==, "{\"name\":\"both\",\"lanes\":\"4\"}");
  g_assert_true (g_strv_contains ((const char *const *)get_layer (import, 0)->fields, "lanes"));
}

/* One point in zone 39 of CGCS2000's three-degree belts, with one attribute. */
static void
make_with_gdal (
    OverlayFiles *files, const char *driver, const char *name, int epsg, const char *text)
{
  g_autofree char *path = overlay_files_path (files, name);
  const char *const options[] = { "ENCODING=", NULL };
  GDALDatasetH dataset;
  OGRSpatialReferenceH reference = OSRNewSpatialReference (NULL);
  OGRFieldDefnH field = OGR_Fld_Create ("NAME", OFTString);
  OGRGeometryH point = OGR_G_CreateGeometry (wkbPoint);
  OGRLayerH layer;
  OGRFeatureH feature;

  GDALAllRegister ();
  g_assert_cmpint (OSRImportFromEPSG (reference, epsg), ==, OGRERR_NONE);
  dataset = GDALCreate (GDALGetDriverByName (driver), path, 0, 0, 0, GDT_Unknown, NULL);
  g_assert_nonnull (dataset);
  layer = GDALDatasetCreateLayer (dataset, "yards", reference, wkbPoint,
                                  g_str_equal (driver, "ESRI Shapefile") ? (char **)options : NULL);
  g_assert_nonnull (layer);
  OGR_Fld_SetWidth (field, 80);
  OGR_L_CreateField (layer, field, TRUE);
  feature = OGR_F_Create (OGR_L_GetLayerDefn (layer));
  OGR_F_SetFieldString (feature, 0, text);
  OGR_G_SetPoint_2D (point, 0, 39500000 + 22884.6, 3853000);
  OGR_F_SetGeometryDirectly (feature, point);
  g_assert_cmpint (OGR_L_CreateFeature (layer, feature), ==, OGRERR_NONE);
  OGR_F_Destroy (feature);
  OGR_Fld_Destroy (field);
  OSRDestroySpatialReference (reference);
  g_assert_cmpint (GDALClose (dataset), ==, CE_None);
}

/* EPSG:4527: CGCS2000 / 3-degree Gauss-Kruger zone 39, central meridian 117° E. */
static void
test_projected (OverlayFiles *files, gconstpointer data)
{
  static const char *const forms[][2] = { { "ESRI Shapefile", "yards.shp" },
                                          { "GPKG", "yards.gpkg" },
                                          { "FlatGeobuf", "yards.fgb" } };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (ChezuOverlayImport) import = NULL;

      make_with_gdal (files, forms[i][0], forms[i][1], 4527, "薛城");
      import = overlay_files_read (files, forms[i][1], CHEZU_DATUM_CGCS2000);
      g_assert_cmpstr (get_feature (import, 0)->name, ==, "薛城");
      g_assert_cmpstr (get_layer (import, 0)->name, ==, "yards");
      /* 22,884.6 m east of the meridian at 34.8° N is a quarter of a degree. */
      assert_at (import, 0, 117.25, 34.804, 0.002);
    }
}

static void
test_tables (OverlayFiles *files, gconstpointer data)
{
  static const char *const tables[] = {
    "name,lon,lat\ngate,117.25,34.8\n",
    "名称;经度;纬度\ngate;117.25;34.8\n",
    "id\tname\tlatitude\tLongitude\n7\tgate\t34.8\t117.25°\n",
    "WKT,name\nPOINT (117.25 34.8),gate\n",
    "name,geom\ngate,\"MULTIPOINT ((117.25 34.8))\"\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (ChezuOverlayImport) import = NULL;

      overlay_files_write (files, "gates.csv", tables[i]);
      import = overlay_files_read (files, "gates.csv", CHEZU_DATUM_WGS84);
      g_assert_cmpuint (import->n_features, ==, 1);
      g_assert_cmpstr (get_feature (import, 0)->name, ==, "gate");
      assert_at (import, 0, 117.25, 34.8, 1e-9);
    }
}

static void
test_archives (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (GBytes) gpx = g_bytes_new_static (GPX, strlen (GPX));
  g_autoptr (GBytes) csv = g_bytes_new_static ("lon,lat\n1,2\n", 12);
  g_autoptr (GBytes) kml = g_bytes_new_static (KML, strlen (KML));
  const OverlayMember both[]
      = { { "deep/day.gpx", gpx, FALSE }, { "点.csv", csv, FALSE }, { "readme.pdf", csv, FALSE } };
  const OverlayMember one = { "doc.kml", kml, FALSE };
  g_autoptr (ChezuOverlayImport) import = NULL;
  g_autoptr (ChezuOverlayImport) kmz = NULL;

  overlay_files_zip (files, "all.zip", both, G_N_ELEMENTS (both));
  import = overlay_files_read (files, "all.zip", CHEZU_DATUM_WGS84);
  g_assert_cmpuint (import->layers->len, ==, 3);
  g_assert_cmpstr (get_layer (import, 0)->name, ==, "all – day – waypoints");
  g_assert_cmpstr (get_layer (import, 2)->name, ==, "all – 点");

  overlay_files_zip (files, "one {2}.kmz", &one, 1);
  kmz = overlay_files_read (files, "one {2}.kmz", CHEZU_DATUM_WGS84);
  g_assert_cmpstr (get_layer (kmz, 0)->name, ==, "one {2}");
  g_assert_cmpstr (get_feature (kmz, 0)->name, ==, "k");
}

static GBytes *
load (OverlayFiles *files, const char *name)
{
  g_autofree char *path = overlay_files_path (files, name);
  char *contents;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_bytes_new_take (contents, length);
}

static void
test_zipped_shapefile (OverlayFiles *files, gconstpointer data)
{
  static const char *const endings[] = { "shp", "shx", "dbf", "prj" };
  OverlayMember members[G_N_ELEMENTS (endings)];
  g_autoptr (ChezuOverlayImport) import = NULL;

  make_with_gdal (files, "ESRI Shapefile", "yards.shp", 4527, "薛城");
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strdup_printf ("yards.%s", endings[i]);

      members[i] = (OverlayMember){ g_strdup_printf ("D/Yards.%s", endings[i]), load (files, name),
                                    FALSE };
    }
  overlay_files_zip (files, "yards.zip", members, G_N_ELEMENTS (members));
  import = overlay_files_read (files, "yards.zip", CHEZU_DATUM_WGS84);
  g_assert_cmpstr (get_feature (import, 0)->name, ==, "薛城");
  g_assert_cmpstr (get_layer (import, 0)->name, ==, "yards");
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_bytes_unref (members[i].bytes);
      g_free ((char *)members[i].name);
    }
}

/* --- Datums and encodings -------------------------------------------------------------------- */

/* The same place as three platforms give it. */
static void
test_datums (OverlayFiles *files, gconstpointer data)
{
  for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
    {
      double lon = 117.25;
      double lat = 34.8;
      g_autofree char *text = NULL;
      g_autoptr (ChezuOverlayImport) import = NULL;

      chezu_datum_from_wgs84 (datum, &lon, &lat);
      text = g_strdup_printf ("lon,lat\n%.9f,%.9f\n", lon, lat);
      overlay_files_write (files, "p.csv", text);
      import = overlay_files_read (files, "p.csv", datum);
      g_assert_cmpint (import->datum, ==, datum);
      /* 1e-7 degrees are a centimetre. */
      assert_at (import, 0, 117.25, 34.8, 1e-7);
    }
}

static void
test_encodings (OverlayFiles *files, gconstpointer data)
{
  g_autofree char *gbk = g_convert ("薛城区临城街道", -1, "GB18030", "UTF-8", NULL, NULL, NULL);
  g_autoptr (ChezuOverlayImport) import = NULL;
  g_autoptr (ChezuOverlayImport) wrong = NULL;
  g_autofree char *table = g_strdup_printf ("name,lon,lat\n%s,117,34\n", gbk);
  g_autoptr (GBytes) bytes = g_bytes_new (table, strlen (table));
  g_autoptr (ChezuOverlayImport) csv = NULL;

  make_with_gdal (files, "ESRI Shapefile", "gbk.shp", 4527, gbk);
  import = overlay_files_read (files, "gbk.shp", CHEZU_DATUM_WGS84);
  g_assert_cmpstr (get_feature (import, 0)->name, ==, "薛城区临城街道");

  /* It says UTF-8 and is not. */
  overlay_files_write (files, "gbk.cpg", "UTF-8");
  wrong = overlay_files_read (files, "gbk.shp", CHEZU_DATUM_WGS84);
  g_assert_cmpstr (get_feature (wrong, 0)->name, ==, "薛城区临城街道");

  overlay_files_write_bytes (files, "gbk.csv", bytes);
  csv = overlay_files_read (files, "gbk.csv", CHEZU_DATUM_WGS84);
  g_assert_cmpstr (get_feature (csv, 0)->name, ==, "薛城区临城街道");
}

static void
test_cut_characters (OverlayFiles *files, gconstpointer data)
{
  g_autoptr (ChezuOverlayImport) import = NULL;
  /* 254 bytes, the most that a table holds, are 84 characters and two thirds. */
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < 85; i++)
    g_string_append (text, "城");
  make_with_gdal (files, "ESRI Shapefile", "long.shp", 4527, text->str);
  import = overlay_files_read (files, "long.shp", CHEZU_DATUM_WGS84);
  g_assert_true (g_utf8_validate (get_feature (import, 0)->name, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (get_feature (import, 0)->name, -1), ==, 84);
  g_assert_null (strstr (get_feature (import, 0)->name, "\xef\xbf\xbd"));
}

static void
test_on_a_thread (OverlayFiles *files, gconstpointer data)
{
  g_autofree char *path = overlay_files_path (files, "day.gpx");
  g_autoptr (DexFuture) future = NULL;
  const GValue *value;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexFuture) cancelled = NULL;

  overlay_files_write (files, "day.gpx", GPX);
  future = chezu_overlay_file_read (path, CHEZU_DATUM_WGS84, NULL, NULL);
  while (dex_future_is_pending (future))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (200);
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (((ChezuOverlayImport *)g_value_get_boxed (value))->n_features, ==, 2);

  g_cancellable_cancel (cancellable);
  cancelled = chezu_overlay_file_read (path, CHEZU_DATUM_WGS84, NULL, cancellable);
  while (dex_future_is_pending (cancelled))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (200);
  g_assert_null (dex_future_get_value (cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/geo/overlay-file/" path, OverlayFiles, NULL, overlay_files_set_up, func,           \
              overlay_files_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("gpx-has-waypoints-and-tracks-once", test_gpx);
  ADD ("kml-has-holes-and-plain-descriptions", test_kml);
  ADD ("geojson-of-several-kinds", test_geojson);
  ADD ("metres-of-a-chinese-zone-become-degrees", test_projected);
  ADD ("tables-with-chinese-and-english-columns", test_tables);
  ADD ("archives-of-several-files", test_archives);
  ADD ("a-shapefile-in-an-archive", test_zipped_shapefile);
  ADD ("every-datum-leads-to-the-same-place", test_datums);
  ADD ("gbk-is-read-whatever-the-file-says", test_encodings);
  ADD ("a-character-that-was-cut-is-left-out", test_cut_characters);
  ADD ("on-a-thread-and-cancelled", test_on_a_thread);
  return g_test_run ();
}
