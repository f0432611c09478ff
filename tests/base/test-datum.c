/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known pairs of positions, and the way there and back over all of China. */

#include "base/chezu-datum.h"
#include "base/chezu-units.h"

/* What map services and several independent implementations agree on, degrees: a position, and what
 * becomes of it as WGS-84 to GCJ-02, GCJ-02 to WGS-84, GCJ-02 to BD-09, BD-09 to GCJ-02. */
typedef struct
{
  double lon, lat;
  double to_gcj_lon, to_gcj_lat;
  double from_gcj_lon, from_gcj_lat;
  double gcj_to_bd_lon, gcj_to_bd_lat;
  double bd_to_gcj_lon, bd_to_gcj_lat;
} Pair;

static const Pair pairs[] = {
  { 116.404, 39.915, 116.410244499, 39.916404282, 116.397755755, 39.913596236, 116.410369494,
    39.921336994, 116.397627088, 39.908656339 },
  { 121.5272106, 31.1774276, 121.531541859, 31.175303984, 121.522864650, 31.179538198,
    121.533706286, 31.183369942, 121.520686086, 31.171603376 },
  { 113.912316, 22.543847, 113.917176481, 22.540796132, 113.907453748, 22.546899384, 113.918809496,
    22.549802754, 113.905848597, 22.537776870 },
  { 116.377817, 39.911954, 116.384047225, 39.913345455, 116.371595048, 39.910569440, 116.384258266,
    39.918089142, 116.371331119, 39.905931670 },
  { 117.2633, 34.7953, 117.269084653, 34.794405688, 117.257520450, 34.796195753, 117.269759456,
    34.801419510, 117.256876579, 34.789079940 },
  { 117.1654, 35.1139, 117.171297490, 35.113457354, 117.159492153, 35.114331280, 117.171963287,
    35.119642484, 117.158860717, 35.108059630 },
  { 117.3237, 34.8107, 117.329609447, 34.809905348, 117.317805930, 34.811504972, 117.330244016,
    34.816589014, 117.317129960, 34.804918175 },
  { 87.6168, 43.8256, 87.619649949, 43.826805393, 87.613952819, 43.824396039, 87.623233608,
    43.831776258, 87.610397268, 43.819367569 },
};

static void
assert_near (double lon, double lat, double expected_lon, double expected_lat, double tolerance)
{
  g_assert_cmpfloat_with_epsilon (lon, expected_lon, tolerance);
  g_assert_cmpfloat_with_epsilon (lat, expected_lat, tolerance);
}

static void
test_known_pairs_are_met (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const Pair *pair = &pairs[i];
      double lon = pair->lon;
      double lat = pair->lat;

      chezu_datum_from_wgs84 (CHEZU_DATUM_GCJ02, &lon, &lat);
      assert_near (lon, lat, pair->to_gcj_lon, pair->to_gcj_lat, 1e-9);

      lon = pair->lon;
      lat = pair->lat;
      chezu_datum_to_wgs84 (CHEZU_DATUM_GCJ02, &lon, &lat);
      assert_near (lon, lat, pair->from_gcj_lon, pair->from_gcj_lat, 1e-8);
    }
}

/* BD-09 is only reached by way of GCJ-02, so the pairs are taken there first. */
static void
test_known_pairs_of_the_second_shift_are_met (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const Pair *pair = &pairs[i];
      double lon = pair->from_gcj_lon;
      double lat = pair->from_gcj_lat;

      chezu_datum_from_wgs84 (CHEZU_DATUM_BD09, &lon, &lat);
      assert_near (lon, lat, pair->gcj_to_bd_lon, pair->gcj_to_bd_lat, 1e-8);

      lon = pair->lon;
      lat = pair->lat;
      chezu_datum_to_wgs84 (CHEZU_DATUM_BD09, &lon, &lat);
      chezu_datum_from_wgs84 (CHEZU_DATUM_GCJ02, &lon, &lat);
      assert_near (lon, lat, pair->bd_to_gcj_lon, pair->bd_to_gcj_lat, 1e-8);
    }
}

/* 1e-7 degrees is what the store keeps: about a centimetre. */
static void
test_there_and_back_is_nowhere_else (void)
{
  for (double lat = 0.9; lat < 55.8; lat += 0.173)
    for (double lon = 72.1; lon < 137.8; lon += 0.211)
      for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
        {
          double lon_back = lon;
          double lat_back = lat;

          chezu_datum_from_wgs84 (datum, &lon_back, &lat_back);
          chezu_datum_to_wgs84 (datum, &lon_back, &lat_back);
          assert_near (lon_back, lat_back, lon, lat, 1e-8);
        }
}

static void
test_two_names_for_the_same_change_nothing (void)
{
  double lon = 117.2633;
  double lat = 34.7953;

  chezu_datum_to_wgs84 (CHEZU_DATUM_WGS84, &lon, &lat);
  chezu_datum_to_wgs84 (CHEZU_DATUM_CGCS2000, &lon, &lat);
  chezu_datum_from_wgs84 (CHEZU_DATUM_CGCS2000, &lon, &lat);
  assert_near (lon, lat, 117.2633, 34.7953, 1e-12);
}

static void
test_outside_the_rectangle_nothing_is_shifted (void)
{
  static const double places[][2] = {
    { 2.35, 48.86 },  { 139.7, 35.7 },  { 71.9, 34.0 }, { 117.0, 0.5 }, { 117.0, 56.0 },
    { -117.2, 34.7 }, { 117.2, -34.7 }, { 180, 90 },    { -180, -90 },  { 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
      {
        double lon = places[i][0];
        double lat = places[i][1];

        chezu_datum_from_wgs84 (datum, &lon, &lat);
        assert_near (lon, lat, places[i][0], places[i][1], 1e-12);
        chezu_datum_to_wgs84 (datum, &lon, &lat);
        assert_near (lon, lat, places[i][0], places[i][1], 1e-12);
      }
}

/* From just inside each edge one comes back, although the shifted place may lie outside. */
static void
test_the_edge_is_that_of_the_true_place (void)
{
  static const double places[][2] = {
    { 72.0041, 34 }, { 137.8346, 34 }, { 117, 0.8294 }, { 117, 55.827 }, { 72.0041, 0.8294 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    for (ChezuDatum datum = CHEZU_DATUM_GCJ02; datum < CHEZU_N_DATUMS; datum++)
      {
        double lon = places[i][0];
        double lat = places[i][1];

        chezu_datum_from_wgs84 (datum, &lon, &lat);
        g_assert_cmpfloat (fabs (lon - places[i][0]), >, 1e-4);
        chezu_datum_to_wgs84 (datum, &lon, &lat);
        assert_near (lon, lat, places[i][0], places[i][1], 1e-8);
      }
}

static void
test_stored_units_are_met_to_the_last_digit (void)
{
  gint32 lon_e7 = chezu_degrees_to_e7 (117.269084653);
  gint32 lat_e7 = chezu_degrees_to_e7 (34.794405688);

  chezu_datum_to_wgs84_e7 (CHEZU_DATUM_GCJ02, &lon_e7, &lat_e7);
  g_assert_cmpint (ABS (lon_e7 - 1172633000), <=, 1);
  g_assert_cmpint (ABS (lat_e7 - 347953000), <=, 1);

  chezu_datum_to_wgs84_e7 (CHEZU_DATUM_WGS84, &lon_e7, &lat_e7);
  g_assert_cmpint (ABS (lon_e7 - 1172633000), <=, 1);
}

static void
test_keys_go_there_and_back (void)
{
  ChezuDatum found = CHEZU_DATUM_WGS84;

  for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
    {
      g_assert_true (chezu_datum_from_key (chezu_datum_key (datum), &found));
      g_assert_cmpint (found, ==, datum);
      g_assert_nonnull (chezu_datum_name (datum));
    }
  g_assert_false (chezu_datum_from_key ("mars", &found));
  g_assert_false (chezu_datum_from_key (NULL, &found));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/base/datum/" name, func)
  ADD ("known-pairs-are-met", test_known_pairs_are_met);
  ADD ("known-pairs-of-the-second-shift-are-met", test_known_pairs_of_the_second_shift_are_met);
  ADD ("there-and-back-is-nowhere-else", test_there_and_back_is_nowhere_else);
  ADD ("two-names-for-the-same-change-nothing", test_two_names_for_the_same_change_nothing);
  ADD ("outside-the-rectangle-nothing-is-shifted", test_outside_the_rectangle_nothing_is_shifted);
  ADD ("the-edge-is-that-of-the-true-place", test_the_edge_is_that_of_the_true_place);
  ADD ("stored-units-are-met-to-the-last-digit", test_stored_units_are_met_to_the_last_digit);
  ADD ("keys-go-there-and-back", test_keys_go_there_and_back);
#undef ADD

  return g_test_run ();
}
