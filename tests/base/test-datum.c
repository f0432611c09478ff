/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known pairs of positions, and the way there and back over all of China. */

#include "base/chezu-datum.h"
#include "base/chezu-outline.h"
#include "base/chezu-shift.h"
#include "base/chezu-units.h"

#include <math.h>

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
  { 91.1409, 29.6456, 91.142429336, 29.642863987, 91.139368033, 29.648333075, 91.147494335,
    29.651328669, 91.134315129, 29.639861425 },
  { 126.5349, 45.8038, 126.540940717, 45.805781775, 126.528836615, 45.801802018, 126.541514717,
    45.809427397, 126.528302861, 45.798116121 },
  { 110.1983, 20.044, 110.202595007, 20.041888560, 110.193997595, 20.046105990, 110.204829409,
    20.049861552, 110.191796379, 20.038031416 },
  { 75.9894, 39.4704, 75.992353670, 39.470625828, 75.986455993, 39.470183013, 75.995887730,
    39.476402719, 75.982955671, 39.464324562 },
  { 102.8329, 24.8801, 102.834316194, 24.877030776, 102.831481616, 24.883166181, 102.839347242,
    24.886391486, 102.826437541, 24.873861480 },
  { 104.0665, 30.5723, 104.069004906, 30.569845541, 104.063999725, 30.574757238, 104.072964236,
    30.578351297, 104.060064382, 30.566150345 },
  { 105.0, 35.0, 105.003286241, 34.999098632, 104.996729862, 35.000910186, 105.006378568,
    35.006309523, 104.993611641, 34.993706635 },
  { 122.2, 53.4, 122.207362673, 53.401905117, 122.192615037, 53.398083638, 122.206580100,
    53.405816700, 122.193476603, 53.394068810 },
  { 134.7, 48.3, 134.707637629, 48.302338872, 134.692386024, 48.297673426, 134.706644899,
    48.305595900, 134.693358328, 48.294377933 },
  { 109.5119, 18.2528, 109.515984295, 18.251094792, 109.507803902, 18.254493577, 109.518456722,
    18.258535244, 109.505340205, 18.247114561 },
  { 80.1, 32.5, 80.102218554, 32.497519106, 80.097780811, 32.502480407, 80.106581450, 32.505753188,
    80.093426315, 32.494233522 },
  { 113.2644, 23.1291, 113.269729592, 23.126423340, 113.259073241, 23.131777980, 113.270832927,
    23.135328607, 113.257946319, 23.122966407 },
};

static void
assert_near (double lon, double lat, double expected_lon, double expected_lat, double tolerance)
{
  g_assert_cmpfloat_with_epsilon (lon, expected_lon, tolerance);
  g_assert_cmpfloat_with_epsilon (lat, expected_lat, tolerance);
}

/* The formula alone: one of the places lies on an island of the Amur where charts differ about
 * whose it is. */
static void
test_the_formula_meets_known_pairs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const Pair *pair = &pairs[i];
      double lon;
      double lat;

      chezu_shift_exactly (pair->lon, pair->lat, &lon, &lat);
      assert_near (lon, lat, pair->to_gcj_lon, pair->to_gcj_lat, 1e-9);
      chezu_stretch_exactly (pair->lon, pair->lat, &lon, &lat);
      assert_near (lon, lat, pair->gcj_to_bd_lon, pair->gcj_to_bd_lat, 1e-9);
    }
}

static gboolean
is_disputed (const Pair *pair)
{
  return pair->lon == 134.7;
}

static void
test_known_pairs_are_met (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const Pair *pair = &pairs[i];
      double lon = pair->lon;
      double lat = pair->lat;

      if (is_disputed (pair))
        continue;
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

      if (is_disputed (pair))
        continue;
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
test_there_and_back_is_nowhere_else_in_china (void)
{
  guint n = 0;

  for (double lat = 17; lat < 54; lat += 0.0973)
    for (double lon = 73; lon < 136; lon += 0.1131)
      for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
        {
          double lon_back = lon;
          double lat_back = lat;

          if (!chezu_outline_is_shifted (CHEZU_REACH_WHOLE, lon, lat))
            continue;
          chezu_datum_from_wgs84 (datum, &lon_back, &lat_back);
          chezu_datum_to_wgs84 (datum, &lon_back, &lat_back);
          assert_near (lon_back, lat_back, lon, lat, 1e-8);
          n++;
        }
  g_assert_cmpuint (n, >, 300000);
}

/* What a service leaves alone is where it is, and the way back leaves it, but for a strip along the
 * outline where somebody from inside was moved to. */
static void
test_what_is_left_alone_comes_back_as_it_is (void)
{
  guint n_strip = 0;
  guint n = 0;

  for (double lat = 1; lat < 55.7; lat += 0.173)
    for (double lon = 72.1; lon < 137.8; lon += 0.211)
      for (ChezuDatum datum = CHEZU_DATUM_GCJ02; datum < CHEZU_N_DATUMS; datum++)
        {
          double lon_back = lon;
          double lat_back = lat;

          if (chezu_outline_is_shifted (CHEZU_REACH_WHOLE, lon, lat))
            continue;
          chezu_datum_from_wgs84 (datum, &lon_back, &lat_back);
          g_assert_true (lon_back == lon && lat_back == lat);
          chezu_datum_to_wgs84 (datum, &lon_back, &lat_back);
          n++;
          if (lon_back == lon && lat_back == lat)
            continue;
          n_strip++;
          g_assert_true (chezu_outline_was_shifted (CHEZU_REACH_WHOLE, lon_back, lat_back));
          assert_near (lon_back, lat_back, lon, lat, 0.02);
        }
  g_assert_cmpuint (n_strip, <, n / 200);
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

/* Abroad, across each border, at sea, and the ends of the world. */
static void
test_outside_china_nothing_is_shifted (void)
{
  static const double places[][2] = {
    { 2.35, 48.86 },    { 139.7, 35.7 },   { 71.9, 34.0 },    { 117.0, 0.5 },    { 117.0, 56.0 },
    { -117.2, 34.7 },   { 117.2, -34.7 },  { 180, 90 },       { -180, -90 },     { 0, 0 },
    { 126.978, 37.57 }, { 106.92, 47.92 }, { 105.85, 21.03 }, { 131.9, 43.12 },  { 129.04, 35.1 },
    { 85.32, 27.7 },    { 74.6, 42.87 },   { 76.95, 43.25 },  { 125.75, 39.02 }, { 102.6, 17.97 },
    { 121.51, 25.05 },  { 120.30, 22.63 }, { 96.13, 16.85 },  { 127.68, 26.21 }, { 115, 15 },
    { 108.22, 16.07 },  { 117.0, 50.35 },  { 124.38, 40.06 }, { 130.4, 33.6 },   { 91.78, 26.14 },
    { 80.25, 44.22 },   { NAN, 34.7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
      {
        double lon = places[i][0];
        double lat = places[i][1];

        chezu_datum_from_wgs84 (datum, &lon, &lat);
        chezu_datum_to_wgs84 (datum, &lon, &lat);
        if (lat != places[i][1] || (lon != places[i][0] && !isnan (lon)))
          g_error ("%g, %g is shifted", places[i][0], places[i][1]);
      }
}

/* Ports of entry, islands, bridges over the sea and the far corners. */
static void
test_all_of_china_is_shifted (void)
{
  static const double places[][2] = {
    { 117.2633, 34.7953 }, { 117.43, 49.59 }, { 111.96, 43.65 }, { 80.41, 44.2 },
    { 76.0, 39.5 },        { 122.35, 53.48 }, { 134.28, 48.36 }, { 109.51, 18.2 },
    { 124.385, 40.13 },    { 106.76, 22.08 }, { 97.86, 24.01 },  { 121.1, 30.45 },
    { 120.3, 36.15 },      { 122.1, 30.65 },  { 120.75, 38.38 }, { 119.7, 38.9 },
    { 131.15, 44.4 },      { 78.5, 35.6 },    { 121.47, 31.23 }, { 113.93, 22.54 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      double lon = places[i][0];
      double lat = places[i][1];

      chezu_datum_from_wgs84 (CHEZU_DATUM_GCJ02, &lon, &lat);
      if (fabs (lon - places[i][0]) + fabs (lat - places[i][1]) < 1e-4)
        g_error ("%g, %g is not shifted", places[i][0], places[i][1]);
    }
}

/* Follows a line across the border: it ends abroad, and down to the last digit
 * whoever is inside comes back. */
static void
cross_border (double from_lon, double from_lat, double to_lon, double to_lat, ChezuDatum datum)
{
  double inner = 0;
  double outer = 1;
  guint n_steps = 0;
  gboolean before = TRUE;

  for (guint i = 0; i <= 10000; i++)
    {
      double share = i / 10000.0;
      double lon = from_lon + (to_lon - from_lon) * share;
      double lat = from_lat + (to_lat - from_lat) * share;
      gboolean inside = chezu_outline_is_shifted (CHEZU_REACH_WHOLE, lon, lat);

      n_steps += inside != before;
      before = inside;
    }
  /* Rivers wind, and the border with them. */
  g_assert_cmpuint (n_steps % 2, ==, 1);
  g_assert_cmpuint (n_steps, <=, 5);

  while (outer - inner > 1e-15)
    {
      double share = (inner + outer) / 2;
      double lon = from_lon + (to_lon - from_lon) * share;
      double lat = from_lat + (to_lat - from_lat) * share;
      double lon_back = lon;
      double lat_back = lat;

      if (share == inner || share == outer)
        break;
      if (!chezu_outline_is_shifted (CHEZU_REACH_WHOLE, lon, lat))
        {
          outer = share;
          continue;
        }
      inner = share;
      chezu_datum_from_wgs84 (datum, &lon_back, &lat_back);
      g_assert_cmpfloat (fabs (lon_back - lon) + fabs (lat_back - lat), >, 1e-4);
      chezu_datum_to_wgs84 (datum, &lon_back, &lat_back);
      assert_near (lon_back, lat_back, lon, lat, 1e-8);
    }
}

static void
test_the_border_is_sharp (void)
{
  static const double lines[][4] = {
    { 111.96, 43.60, 111.96, 43.85 }, /* Erenhot, to Mongolia */
    { 80.41, 44.20, 80.20, 44.21 },   /* Khorgas, to Kazakhstan */
    { 127.45, 50.20, 127.60, 50.35 }, /* Heihe, over the Amur */
    { 106.76, 22.10, 106.70, 21.90 }, /* the Friendship Pass */
    { 121.8, 31.0, 123.5, 31.0 },     /* Shanghai, out to sea */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    for (ChezuDatum datum = CHEZU_DATUM_GCJ02; datum < CHEZU_N_DATUMS; datum++)
      cross_border (lines[i][0], lines[i][1], lines[i][2], lines[i][3], datum);
}

static void
test_hong_kong_and_macau_have_a_switch (void)
{
  static const double places[][2] = { { 114.16, 22.28 }, { 113.55, 22.19 }, { 113.94, 22.31 } };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_assert_cmpint (chezu_outline_find (places[i][0], places[i][1]), ==, CHEZU_AREA_SPECIAL);
      g_assert_true (chezu_outline_is_shifted (CHEZU_REACH_WHOLE, places[i][0], places[i][1]));
      g_assert_false (chezu_outline_is_shifted (CHEZU_REACH_MAINLAND, places[i][0], places[i][1]));
    }
  g_assert_cmpint (chezu_outline_find (114.06, 22.54), ==, CHEZU_AREA_MAINLAND);
  g_assert_cmpint (chezu_outline_find (113.57, 22.27), ==, CHEZU_AREA_MAINLAND);
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
  ADD ("the-formula-meets-known-pairs", test_the_formula_meets_known_pairs);
  ADD ("known-pairs-are-met", test_known_pairs_are_met);
  ADD ("known-pairs-of-the-second-shift-are-met", test_known_pairs_of_the_second_shift_are_met);
  ADD ("there-and-back-is-nowhere-else-in-china", test_there_and_back_is_nowhere_else_in_china);
  ADD ("what-is-left-alone-comes-back-as-it-is", test_what_is_left_alone_comes_back_as_it_is);
  ADD ("two-names-for-the-same-change-nothing", test_two_names_for_the_same_change_nothing);
  ADD ("outside-china-nothing-is-shifted", test_outside_china_nothing_is_shifted);
  ADD ("all-of-china-is-shifted", test_all_of_china_is_shifted);
  ADD ("the-border-is-sharp", test_the_border_is_sharp);
  ADD ("hong-kong-and-macau-have-a-switch", test_hong_kong_and_macau_have_a_switch);
  ADD ("stored-units-are-met-to-the-last-digit", test_stored_units_are_met_to_the_last_digit);
  ADD ("keys-go-there-and-back", test_keys_go_there_and_back);
#undef ADD

  return g_test_run ();
}
