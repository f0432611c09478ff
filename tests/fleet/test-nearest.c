/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"

#include "base/chezu-geodesy.h"
#include "fleet/chezu-fleet-nearest.h"

static const ChezuFleetNearestQuery anything = { G_MAXUINT32, G_MAXUINT32, 5 };

static gint64
id_of (FleetFixture *fixture, GArray *found, guint i)
{
  return chezu_fleet_peek (fixture->fleet)->id[g_array_index (found, ChezuFleetNear, i).vehicle];
}

static void
test_order_and_distance (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (ChezuFleetNear));

  for (gint64 id = 1; id <= 50; id++)
    fleet_row (fixture, id, FLEET_LON + 0.01 * (double)(id * 17 % 50), FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_nearest (fixture->fleet, FLEET_LON, FLEET_LAT, &anything, FLEET_T0, found);
  g_assert_cmpuint (found->len, ==, 5);
  for (guint i = 0; i < found->len; i++)
    {
      g_assert_cmpint (id_of (fixture, found, i) * 17 % 50, ==, i);
      g_assert_cmpfloat_with_epsilon (
          g_array_index (found, ChezuFleetNear, i).distance_m,
          chezu_geodesic_m (FLEET_LON, FLEET_LAT, FLEET_LON + 0.01 * i, FLEET_LAT), 0.1);
    }
}

/* A degree of longitude is shorter in the north, where Mercator makes it look long. */
static void
test_map_scale_does_not_deceive (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (ChezuFleetNear));

  fleet_row (fixture, 1, 120, 43);
  fleet_row (fixture, 2, 120, 56.5);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_nearest (fixture->fleet, 120, 50, &anything, FLEET_T0, found);
  g_assert_cmpint (id_of (fixture, found, 0), ==, 2);
}

static void
test_only_those_wanted (FleetFixture *fixture, gconstpointer data)
{
  ChezuFleetNearestQuery query = { 1u << CHEZU_STATE_MOVING, G_MAXUINT32, 5 };
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (ChezuFleetNear));

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_row (fixture, 2, FLEET_LON + 0.1, FLEET_LAT)->fix.speed_cm_s = 1500;
  fleet_row (fixture, 3, FLEET_LON + 0.2, FLEET_LAT)->kind = CHEZU_VEHICLE_TAXI;
  fleet_row (fixture, 4, FLEET_LON, FLEET_LAT)->has_fix = FALSE;
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_nearest (fixture->fleet, FLEET_LON, FLEET_LAT, &query, FLEET_T0, found);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (id_of (fixture, found, 0), ==, 2);

  query = (ChezuFleetNearestQuery){ G_MAXUINT32, 1u << CHEZU_VEHICLE_TAXI, 5 };
  chezu_fleet_nearest (fixture->fleet, FLEET_LON, FLEET_LAT, &query, FLEET_T0, found);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (id_of (fixture, found, 0), ==, 3);

  chezu_fleet_nearest (fixture->fleet, FLEET_LON, FLEET_LAT, &anything, FLEET_T0, found);
  g_assert_cmpuint (found->len, ==, 3);
  query.n = 0;
  chezu_fleet_nearest (fixture->fleet, FLEET_LON, FLEET_LAT, &query, FLEET_T0, found);
  g_assert_cmpuint (found->len, ==, 0);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a;
  double other = *(const double *)b;

  return (one > other) - (one < other);
}

/* Also across the date line and near a pole, and on a map that is shifted. */
static void
test_as_if_all_were_measured (FleetFixture *fixture, gconstpointer data)
{
  const double places[][2]
      = { { FLEET_LON, FLEET_LAT }, { 179.9, 10 }, { -179.9, -60 }, { 0, 84 }, { 100, 0 },
          { 117.3, 34.9 } };
  const ChezuFleetNearestQuery query = { G_MAXUINT32, ~(1u << CHEZU_VEHICLE_TAXI), 30 };
  const guint n = 3000;
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (ChezuFleetNear));
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (double));

  for (gint64 id = 1; id <= n; id++)
    {
      gboolean is_near = id % 2 == 0;
      double lon = is_near ? FLEET_LON + g_rand_double_range (random, -0.5, 0.5)
                           : g_rand_double_range (random, -180, 180);
      double lat = is_near ? FLEET_LAT + g_rand_double_range (random, -0.5, 0.5)
                           : g_rand_double_range (random, -84, 84);

      fleet_row (fixture, id, lon, lat)->kind
          = id % 3 == 0 ? CHEZU_VEHICLE_TAXI : CHEZU_VEHICLE_TRUCK;
    }
  fleet_apply (fixture, FLEET_T0);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (places); i++)
    {
      const double *place = places[i / 2];

      chezu_fleet_set_plane (fixture->fleet,
                             chezu_plane_get (i % 2 ? CHEZU_DATUM_BD09 : CHEZU_DATUM_WGS84));
      chezu_fleet_nearest (fixture->fleet, place[0], place[1], &query, FLEET_T0, found);
      g_array_set_size (expected, 0);
      for (guint v = 0; v < n; v++)
        {
          ChezuFix fix;
          double distance_m;

          if (chezu_fleet_peek (fixture->fleet)->kind[v] == CHEZU_VEHICLE_TAXI)
            continue;
          chezu_fleet_get_fix (fixture->fleet, v, &fix);
          distance_m = chezu_geodesic_m (place[0], place[1], chezu_e7_to_degrees (fix.lon_e7),
                                         chezu_e7_to_degrees (fix.lat_e7));
          g_array_append_val (expected, distance_m);
        }
      g_array_sort (expected, compare_doubles);
      g_assert_cmpuint (found->len, ==, query.n);
      for (guint k = 0; k < query.n; k++)
        g_assert_cmpfloat (g_array_index (found, ChezuFleetNear, k).distance_m, ==,
                           g_array_index (expected, double, k));
    }
}

static void
add (const char *path, void (*test) (FleetFixture *, gconstpointer))
{
  g_test_add (path, FleetFixture, NULL, fleet_fixture_set_up, test, fleet_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/fleet/nearest/in-order-with-their-distances", test_order_and_distance);
  add ("/fleet/nearest/map-scale-does-not-deceive", test_map_scale_does_not_deceive);
  add ("/fleet/nearest/as-if-all-were-measured", test_as_if_all_were_measured);
  add ("/fleet/nearest/only-those-wanted", test_only_those_wanted);

  return g_test_run ();
}
