/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way to a plane and back, against the formula. */

#include "base/chezu-geodesy.h"
#include "base/chezu-plane.h"

#include <math.h>

/* Metres between two positions that are near each other. */
static double
apart_m (double lon_a, double lat_a, double lon_b, double lat_b)
{
  return hypot ((lon_a - lon_b) * cos (lat_a * G_PI / 180.0), lat_a - lat_b) * 111320.0;
}

typedef void (*Visit) (const ChezuPlane *plane, double lon, double lat);

static void
visit_china (ChezuDatum datum, Visit visit)
{
  const ChezuPlane *plane = chezu_plane_get (datum);

  for (double lat = 17.9; lat < 53.7; lat += 0.0713)
    for (double lon = 73.4; lon < 135.2; lon += 0.0617)
      if (chezu_outline_is_shifted (CHEZU_REACH_WHOLE, lon, lat))
        visit (plane, lon, lat);
}

static void
compare_with_formula (const ChezuPlane *plane, double lon, double lat)
{
  double exact_lon = lon;
  double exact_lat = lat;

  chezu_datum_from_wgs84 (chezu_plane_get_datum (plane), &exact_lon, &exact_lat);
  chezu_plane_shift (plane, &lon, &lat);
  g_assert_cmpfloat (apart_m (lon, lat, exact_lon, exact_lat), <, 0.03);
}

static void
test_tables_are_true_to_three_centimetres (void)
{
  visit_china (CHEZU_DATUM_GCJ02, compare_with_formula);
  visit_china (CHEZU_DATUM_BD09, compare_with_formula);
}

static void
go_there_and_back (const ChezuPlane *plane, double lon, double lat)
{
  double back_lon;
  double back_lat;
  double x;
  double y;

  chezu_plane_project (plane, lon, lat, &x, &y);
  chezu_plane_unproject (plane, x, y, &back_lon, &back_lat);
  g_assert_cmpfloat (apart_m (lon, lat, back_lon, back_lat), <, 0.002);
}

static void
test_there_and_back_is_the_same_place (void)
{
  for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
    visit_china (datum, go_there_and_back);
}

static void
test_a_plane_without_a_shift_is_plain_mercator (void)
{
  for (double lon = -180; lon <= 180; lon += 7.3)
    for (double lat = -85; lat <= 85; lat += 5.7)
      {
        double x;
        double y;
        double plain_x;
        double plain_y;

        chezu_mercator_project (lon, lat, &plain_x, &plain_y);
        chezu_plane_project (chezu_plane_get (CHEZU_DATUM_CGCS2000), lon, lat, &x, &y);
        g_assert_true (x == plain_x && y == plain_y);
        if (chezu_outline_find (lon, lat) != CHEZU_AREA_NONE)
          continue;
        chezu_plane_project (chezu_plane_get (CHEZU_DATUM_BD09), lon, lat, &x, &y);
        g_assert_true (x == plain_x && y == plain_y);
      }
}

static void
test_a_service_may_leave_hong_kong_alone (void)
{
  const ChezuPlane *mainland = chezu_plane_get_for (CHEZU_DATUM_GCJ02, CHEZU_REACH_MAINLAND);
  double lon = 114.16;
  double lat = 22.28;

  g_assert_true (mainland != chezu_plane_get (CHEZU_DATUM_GCJ02));
  g_assert_true (chezu_plane_get_for (CHEZU_DATUM_WGS84, CHEZU_REACH_MAINLAND)
                 == chezu_plane_get (CHEZU_DATUM_WGS84));
  chezu_plane_shift (mainland, &lon, &lat);
  g_assert_true (lon == 114.16 && lat == 22.28);
  chezu_plane_unshift (mainland, &lon, &lat);
  g_assert_true (lon == 114.16 && lat == 22.28);
  chezu_plane_shift (chezu_plane_get (CHEZU_DATUM_GCJ02), &lon, &lat);
  g_assert_cmpfloat (apart_m (lon, lat, 114.16, 22.28), >, 300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/base/plane/" name, func)
  ADD ("tables-are-true-to-three-centimetres", test_tables_are_true_to_three_centimetres);
  ADD ("there-and-back-is-the-same-place", test_there_and_back_is_the_same_place);
  ADD ("a-plane-without-a-shift-is-plain-mercator", test_a_plane_without_a_shift_is_plain_mercator);
  ADD ("a-service-may-leave-hong-kong-alone", test_a_service_may_leave_hong_kong_alone);
#undef ADD

  return g_test_run ();
}
