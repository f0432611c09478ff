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
  g_test_add_func ("/base/geodesy/units-convert-as-the-wire-says",
                   test_units_convert_as_the_wire_says);
  return g_test_run ();
}
