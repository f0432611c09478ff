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
  add ("/fleet/nearest/only-those-wanted", test_only_those_wanted);

  return g_test_run ();
}
