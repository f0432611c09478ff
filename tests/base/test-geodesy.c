/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances, bearings and units, by tables with a tolerance. */

#include "base/chezu-geodesy.h"
#include "base/chezu-units.h"

static void
test_mercator_goes_there_and_back (void)
{
  for (double lat = -85; lat <= 85; lat += 4.25)
    for (double lon = -180; lon < 180; lon += 7.5)
      {
        double x, y, lon_back, lat_back;

        chezu_mercator_project (lon, lat, &x, &y);
        chezu_mercator_unproject (x, y, &lon_back, &lat_back);
        g_assert_cmpfloat_with_epsilon (lon_back, lon, 1e-9);
        g_assert_cmpfloat_with_epsilon (lat_back, lat, 1e-9);
      }
}

static void
test_mercator_square_has_the_known_corners (void)
{
  double x, y;

  chezu_mercator_project (0, 0, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 0.5, 1e-15);
  g_assert_cmpfloat_with_epsilon (y, 0.5, 1e-15);
  chezu_mercator_project (-180, 90, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 0, 1e-15);
  g_assert_cmpfloat_with_epsilon (y, 0, 1e-9);
}

static void
test_distances_agree_with_known_ones (void)
{
  /* One degree of a great circle on the mean sphere. */
  g_assert_cmpfloat_with_epsilon (chezu_distance_m (117, 0, 118, 0), 111195.08, 0.01);
  g_assert_cmpfloat_with_epsilon (chezu_distance_m (117, 34, 117, 35), 111195.08, 0.01);
  /* Beijing to Shanghai: 1,066 km within the sphere's half per cent. */
  g_assert_cmpfloat_with_epsilon (chezu_distance_m (116.3972, 39.9075, 121.4581, 31.2222), 1066000,
                                  6000);
  g_assert_cmpfloat (chezu_distance_m (117, 34, 117, 34), ==, 0);
}

static void
test_bearings_turn_clockwise_from_north (void)
{
  g_assert_cmpfloat_with_epsilon (chezu_bearing_degrees (117, 34, 117, 35), 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (chezu_bearing_degrees (117, 0, 118, 0), 90, 1e-9);
  g_assert_cmpfloat_with_epsilon (chezu_bearing_degrees (117, 35, 117, 34), 180, 1e-9);
  g_assert_cmpfloat_with_epsilon (chezu_bearing_degrees (118, 0, 117, 0), 270, 1e-9);
}

/* Reference values: GDAL 3.10, OGR_G_GeodesicLength () and OGR_G_GeodesicArea (), which take them
 * from C. F. F. Karney's GeographicLib. */
static void
test_geodesics_agree_with_geographiclib (void)
{
  static const double table[][5] = {
    { 116.3972, 39.9075, 121.4581, 31.2222, 1066793.6190 },
    { 117, 34, 117, 35, 110931.4595 },
    { 117, 0, 118, 0, 111319.4908 },
    { 117, 34, 117.001, 34.001, 144.3559 },
    { 73, 18, 135, 53, 6561574.6322 },
    { 179.5, 10, -179.5, 10, 109639.3221 },
    { 117, 34, 117, 34, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const double *row = table[i];

      g_assert_cmpfloat_with_epsilon (chezu_geodesic_m (row[0], row[1], row[2], row[3]), row[4],
                                      0.001);
      g_assert_cmpfloat_with_epsilon (chezu_geodesic_m (row[2], row[3], row[0], row[1]), row[4],
                                      0.001);
    }
}

static void
test_antipodes_are_measured_on_the_sphere (void)
{
  /* EVIDENCE-OF: half a turn is 20,004 km on the ellipsoid */
  g_assert_cmpfloat_with_epsilon (chezu_geodesic_m (0, 0, 179.9, 0.1), 20004000, 120000);
  g_assert_cmpfloat_with_epsilon (chezu_geodesic_m (0, 90, 0, -90), 20003931, 1);
}

static double
area_of (const double *ring, gsize n, gboolean backwards)
{
  double turned[16];

  for (gsize i = 0; i < n; i++)
    {
      turned[2 * i] = ring[2 * (n - 1 - i)];
      turned[2 * i + 1] = ring[2 * (n - 1 - i) + 1];
    }
  return chezu_geodesic_area_m2 (backwards ? turned : ring, n);
}

static void
test_areas_agree_with_geographiclib (void)
{
  static const double small[] = { 117, 34, 117.01, 34, 117.01, 34.01, 117, 34.01 };
  static const double degree[] = { 117, 34, 118, 34, 118, 35, 117, 35 };
  static const double province[] = { 116, 33, 119, 33.5, 120, 36, 117, 37 };
  static const double nation[] = { 74, 38, 88, 28, 110, 20, 122, 30, 134, 48, 122, 53, 90, 48 };

  for (int backwards = 0; backwards < 2; backwards++)
    {
      g_assert_cmpfloat_with_epsilon (area_of (small, 4, backwards) / 1024694.88, 1, 1e-4);
      g_assert_cmpfloat_with_epsilon (area_of (degree, 4, backwards) / 10187822482.47, 1, 1e-4);
      g_assert_cmpfloat_with_epsilon (area_of (province, 4, backwards) / 101604731207.94, 1, 1e-4);
      g_assert_cmpfloat_with_epsilon (area_of (nation, 7, backwards) / 11154724353688.48, 1, 1e-3);
    }
  g_assert_cmpfloat (chezu_geodesic_area_m2 (degree, 2), ==, 0);
}

static void
test_great_circle_goes_from_a_to_b (void)
{
  double lon;
  double lat;

  chezu_great_circle_at (117, 34, 121, 31, 0, &lon, &lat);
  g_assert_cmpfloat_with_epsilon (lon, 117, 1e-9);
  g_assert_cmpfloat_with_epsilon (lat, 34, 1e-9);
  chezu_great_circle_at (117, 34, 121, 31, 1, &lon, &lat);
  g_assert_cmpfloat_with_epsilon (lon, 121, 1e-9);
  g_assert_cmpfloat_with_epsilon (lat, 31, 1e-9);
  /* Between places of one latitude it leads over higher ones. */
  chezu_great_circle_at (80, 40, 130, 40, 0.5, &lon, &lat);
  g_assert_cmpfloat_with_epsilon (lon, 105, 1e-9);
  g_assert_cmpfloat (lat, >, 42);
  chezu_great_circle_at (117, 34, 117, 34, 0.5, &lon, &lat);
  g_assert_cmpfloat_with_epsilon (lat, 34, 1e-9);
}

static void
test_units_convert_as_the_wire_says (void)
{
  /* EVIDENCE-OF: every speed in the backend's JSON is in knots; km/h = knots x 1.852. */
  g_assert_cmpint (chezu_knots_to_cm_s (10), ==, 514);
  g_assert_cmpfloat_with_epsilon (chezu_cm_s_to_km_h (chezu_knots_to_cm_s (43.1966)), 80, 0.02);
  g_assert_cmpint (chezu_km_h_to_cm_s (36), ==, 1000);
  g_assert_cmpint (chezu_degrees_to_e7 (117.2633), ==, 1172633000);
  g_assert_cmpint (chezu_degrees_to_e7 (-180), ==, -1800000000);
  g_assert_cmpint (chezu_degrees_to_course_cdeg (359.999), ==, 0);
  g_assert_cmpint (chezu_degrees_to_course_cdeg (-90), ==, 27000);
  g_assert_cmpint (chezu_degrees_to_course_cdeg (450.5), ==, 9050);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/geodesy/mercator-goes-there-and-back", test_mercator_goes_there_and_back);
  g_test_add_func ("/base/geodesy/mercator-square-has-the-known-corners",
                   test_mercator_square_has_the_known_corners);
  g_test_add_func ("/base/geodesy/distances-agree-with-known-ones",
                   test_distances_agree_with_known_ones);
  g_test_add_func ("/base/geodesy/bearings-turn-clockwise-from-north",
                   test_bearings_turn_clockwise_from_north);
  g_test_add_func ("/base/geodesy/geodesics-agree-with-geographiclib",
                   test_geodesics_agree_with_geographiclib);
  g_test_add_func ("/base/geodesy/antipodes-are-measured-on-the-sphere",
                   test_antipodes_are_measured_on_the_sphere);
  g_test_add_func ("/base/geodesy/areas-agree-with-geographiclib",
                   test_areas_agree_with_geographiclib);
  g_test_add_func ("/base/geodesy/great-circle-goes-from-a-to-b",
                   test_great_circle_goes_from_a_to_b);
  g_test_add_func ("/base/geodesy/units-convert-as-the-wire-says",
                   test_units_convert_as_the_wire_says);
  return g_test_run ();
}
