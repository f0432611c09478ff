/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"

static ChezuVehicleState
state_after (FleetFixture *fixture, gint64 age_ms)
{
  return chezu_fleet_get_state (fixture->fleet, 0, FLEET_T0 + age_ms);
}

static void
apply_speed (FleetFixture *fixture, gint32 speed_cm_s, guint16 flags)
{
  ChezuVehicleRow *row = fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);

  row->fix.speed_cm_s = speed_cm_s;
  row->fix.flags = flags;
  fleet_apply (fixture, FLEET_T0);
}

/* EVIDENCE-OF: ux.md, part 5: under 3 km/h the last course is kept, that is, the vehicle stands */
static void
test_moves_from_3_km_h (FleetFixture *fixture, gconstpointer data)
{
  const guint16 on = CHEZU_FIX_IGNITION_KNOWN | CHEZU_FIX_IGNITION_ON;

  apply_speed (fixture, 83, on);
  g_assert_cmpint (state_after (fixture, 0), ==, CHEZU_STATE_MOVING);
  apply_speed (fixture, 82, on);
  g_assert_cmpint (state_after (fixture, 0), ==, CHEZU_STATE_IDLING);
}

static void
test_engine_tells_idling_from_parked (FleetFixture *fixture, gconstpointer data)
{
  apply_speed (fixture, 0, CHEZU_FIX_IGNITION_KNOWN | CHEZU_FIX_IGNITION_ON);
  g_assert_cmpint (state_after (fixture, 0), ==, CHEZU_STATE_IDLING);
  apply_speed (fixture, 0, CHEZU_FIX_IGNITION_KNOWN);
  g_assert_cmpint (state_after (fixture, 0), ==, CHEZU_STATE_PARKED);
  apply_speed (fixture, 0, 0);
  g_assert_cmpint (state_after (fixture, 0), ==, CHEZU_STATE_PARKED);
  apply_speed (fixture, CHEZU_UNKNOWN, 0);
  g_assert_cmpint (state_after (fixture, 0), ==, CHEZU_STATE_PARKED);
}

/* EVIDENCE-OF: ux.md, part 4: stale is older than 3 intervals, at least 60 s */
static void
test_stale_after_a_minute_at_least (FleetFixture *fixture, gconstpointer data)
{
  apply_speed (fixture, 2000, 0);
  g_assert_cmpint (state_after (fixture, 60000), ==, CHEZU_STATE_MOVING);
  g_assert_cmpint (state_after (fixture, 60001), ==, CHEZU_STATE_STALE);
}

static void
test_stale_after_three_intervals (FleetFixture *fixture, gconstpointer data)
{
  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT)->interval_ms = 30000;
  fleet_apply (fixture, FLEET_T0);

  g_assert_cmpint (state_after (fixture, 90000), ==, CHEZU_STATE_PARKED);
  g_assert_cmpint (state_after (fixture, 90001), ==, CHEZU_STATE_STALE);
}

static void
test_unknown_interval_is_a_minute (FleetFixture *fixture, gconstpointer data)
{
  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT)->interval_ms = 0;
  fleet_apply (fixture, FLEET_T0);

  g_assert_cmpint (state_after (fixture, 60000), ==, CHEZU_STATE_PARKED);
  g_assert_cmpint (state_after (fixture, 60001), ==, CHEZU_STATE_STALE);
}

/* EVIDENCE-OF: ux.md, part 4: lost is older than 30 min or an offline event */
static void
test_lost_after_half_an_hour (FleetFixture *fixture, gconstpointer data)
{
  apply_speed (fixture, 2000, 0);
  g_assert_cmpint (state_after (fixture, 30 * 60000), ==, CHEZU_STATE_STALE);
  g_assert_cmpint (state_after (fixture, 30 * 60000 + 1), ==, CHEZU_STATE_LOST);
}

static void
test_lost_comes_before_a_long_interval (FleetFixture *fixture, gconstpointer data)
{
  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT)->interval_ms = G_MAXINT32;
  fleet_apply (fixture, FLEET_T0);

  g_assert_cmpint (state_after (fixture, 30 * 60000), ==, CHEZU_STATE_PARKED);
  g_assert_cmpint (state_after (fixture, 30 * 60000 + 1), ==, CHEZU_STATE_LOST);
}

static void
test_offline_event_is_lost_at_once (FleetFixture *fixture, gconstpointer data)
{
  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT)->gone = TRUE;
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpint (state_after (fixture, 0), ==, CHEZU_STATE_LOST);

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT)->gone = FALSE;
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpint (state_after (fixture, 0), ==, CHEZU_STATE_PARKED);
}

static void
test_clock_ahead_is_fresh (FleetFixture *fixture, gconstpointer data)
{
  apply_speed (fixture, 2000, 0);
  g_assert_cmpint (state_after (fixture, -3600000), ==, CHEZU_STATE_MOVING);
}

/* --- Counts */

static void
test_states_regions_and_total_agree (FleetFixture *fixture, gconstpointer data)
{
  ChezuFleetCounts counts;
  guint states = 0;

  fleet_set_regions (fixture, fleet_square_region ("west", 110, 30, 115, 40),
                     fleet_square_region ("east", 115, 30, 120, 40), NULL);
  for (gint64 id = 1; id <= 100; id++)
    fleet_row (fixture, id, 109.5 + (double)id / 10.0, 35.0)->fix.speed_cm_s
        = id % 3 == 0 ? 1500 : 0;
  fleet_row (fixture, 101, 0, 0)->has_fix = FALSE;
  fleet_apply (fixture, FLEET_T0);

  chezu_fleet_count (fixture->fleet, FLEET_T0, &counts);
  for (guint s = 0; s < CHEZU_N_STATES; s++)
    states += counts.state[s];
  g_assert_cmpuint (counts.total, ==, 100);
  g_assert_cmpuint (counts.without_position, ==, 1);
  g_assert_cmpuint (states, ==, 100);
  g_assert_cmpuint (counts.state[CHEZU_STATE_MOVING], ==, 33);
  g_assert_cmpuint (counts.region[0], ==, 50);
  g_assert_cmpuint (counts.region[1], ==, 46);
  g_assert_cmpuint (counts.outside, ==, 4);
}

static void
test_counts_follow_the_clock (FleetFixture *fixture, gconstpointer data)
{
  ChezuFleetCounts counts;

  for (gint64 id = 1; id <= 10; id++)
    fleet_row (fixture, id, FLEET_LON, FLEET_LAT)->fix.time_ms = FLEET_T0 + id * 1000;
  fleet_apply (fixture, FLEET_T0 + 10000);

  chezu_fleet_count (fixture->fleet, FLEET_T0 + 65001, &counts);
  g_assert_cmpuint (counts.state[CHEZU_STATE_STALE], ==, 5);
  g_assert_cmpuint (counts.state[CHEZU_STATE_PARKED], ==, 5);

  chezu_fleet_count (fixture->fleet, FLEET_T0 + 3600000, &counts);
  g_assert_cmpuint (counts.state[CHEZU_STATE_LOST], ==, 10);

  /* Somebody sets the clock back. */
  chezu_fleet_count (fixture->fleet, FLEET_T0 + 10000, &counts);
  g_assert_cmpuint (counts.state[CHEZU_STATE_PARKED], ==, 10);
}

static void
test_each_filter_counts_within_the_other (FleetFixture *fixture, gconstpointer data)
{
  ChezuFleetCounts counts;

  fleet_set_regions (fixture, fleet_square_region ("west", 110, 30, 115, 40), NULL);
  fleet_row (fixture, 1, 112, 35)->fix.speed_cm_s = 1500;
  fleet_row (fixture, 2, 112, 35);
  fleet_row (fixture, 3, 117, 35)->fix.speed_cm_s = 1500;
  fleet_row (fixture, 4, 117, 35);
  fleet_row (fixture, 5, 117, 35);
  fleet_apply (fixture, FLEET_T0);

  chezu_fleet_set_filter (fixture->fleet, (ChezuFleetFilter){ 1 << CHEZU_STATE_PARKED, 1 << 0 });
  chezu_fleet_count (fixture->fleet, FLEET_T0, &counts);
  g_assert_cmpuint (counts.total, ==, 5);
  g_assert_cmpuint (counts.state[CHEZU_STATE_MOVING], ==, 1);
  g_assert_cmpuint (counts.state[CHEZU_STATE_PARKED], ==, 1);
  g_assert_cmpuint (counts.region[0], ==, 1);
  g_assert_cmpuint (counts.outside, ==, 2);
  g_assert_true (chezu_fleet_is_shown (fixture->fleet, 1, FLEET_T0));
  g_assert_false (chezu_fleet_is_shown (fixture->fleet, 0, FLEET_T0));
  g_assert_false (chezu_fleet_is_shown (fixture->fleet, 3, FLEET_T0));

  chezu_fleet_set_filter (fixture->fleet,
                          (ChezuFleetFilter){ G_MAXUINT32, CHEZU_REGION_OUTSIDE_BIT });
  g_assert_true (chezu_fleet_is_shown (fixture->fleet, 3, FLEET_T0));
  g_assert_false (chezu_fleet_is_shown (fixture->fleet, 1, FLEET_T0));
}

static void
count_cb (ChezuFleet *fleet, guint *n)
{
  (*n)++;
}

static void
test_filter_is_told_once (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFilter moving = { 1 << CHEZU_STATE_MOVING, G_MAXUINT32 };
  guint n = 0;

  g_signal_connect (fixture->fleet, "changed", G_CALLBACK (count_cb), &n);
  chezu_fleet_set_filter (fixture->fleet, moving);
  chezu_fleet_set_filter (fixture->fleet, moving);
  g_assert_cmpuint (n, ==, 1);
}

/* --- Rows */

static void
test_row_replaces_what_was_known (FleetFixture *fixture, gconstpointer data)
{
  ChezuVehicleRow *row = fleet_row (fixture, 7, FLEET_LON, FLEET_LAT);
  ChezuFix fix;

  row->model = "J6P";
  row->phone = "13800000000";
  fleet_apply (fixture, FLEET_T0);
  row = fleet_row (fixture, 7, FLEET_LON + 0.1, FLEET_LAT);
  row->driver = NULL;
  row->enterprise = "another";
  row->fix.time_ms = FLEET_T0 + 10000;
  fleet_apply (fixture, FLEET_T0 + 10000);

  g_assert_cmpuint (chezu_fleet_peek (fixture->fleet)->n, ==, 1);
  g_assert_cmpuint (chezu_fleet_find (fixture->fleet, 7), ==, 0);
  g_assert_cmpuint (chezu_fleet_find (fixture->fleet, 8), ==, CHEZU_FLEET_NONE);
  g_assert_cmpstr (chezu_fleet_get_plate (fixture->fleet, 0), ==, "鲁D00007");
  g_assert_null (chezu_fleet_get_driver (fixture->fleet, 0));
  g_assert_cmpstr (chezu_fleet_get_enterprise (fixture->fleet, 0), ==, "another");
  g_assert_null (chezu_fleet_get_model (fixture->fleet, 0));
  g_assert_null (chezu_fleet_get_phone (fixture->fleet, 0));
  chezu_fleet_get_fix (fixture->fleet, 0, &fix);
  g_assert_cmpint (fix.time_ms, ==, FLEET_T0 + 10000);
  g_assert_cmpint (fix.lon_e7, ==, chezu_degrees_to_e7 (FLEET_LON + 0.1));
  g_assert_cmpint (chezu_fleet_get_newest_received_ms (fixture->fleet), ==, FLEET_T0 + 500);
}

static void
test_vehicle_without_a_fix_has_no_place (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame world = fleet_frame (0, 0, 2, 2048, 2048);
  ChezuFleetCounts counts;

  fleet_row (fixture, 1, 0, 0)->has_fix = FALSE;
  fleet_apply (fixture, FLEET_T0);

  g_assert_cmpuint (fleet_collect (fixture, &world, FLEET_T0), ==, 0);
  g_assert_cmpint (chezu_fleet_get_state (fixture->fleet, 0, FLEET_T0), ==, CHEZU_STATE_LOST);
  g_assert_false (chezu_fleet_is_shown (fixture->fleet, 0, FLEET_T0));

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_count (fixture->fleet, FLEET_T0, &counts);
  g_assert_cmpuint (counts.without_position, ==, 0);
  g_assert_cmpuint (counts.total, ==, 1);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, FleetFixture, NULL, fleet_fixture_set_up, func, fleet_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/fleet/state/moves-from-3-km-h", test_moves_from_3_km_h);
  ADD ("/fleet/state/engine-tells-idling-from-parked", test_engine_tells_idling_from_parked);
  ADD ("/fleet/state/stale-after-a-minute-at-least", test_stale_after_a_minute_at_least);
  ADD ("/fleet/state/stale-after-three-intervals", test_stale_after_three_intervals);
  ADD ("/fleet/state/unknown-interval-is-a-minute", test_unknown_interval_is_a_minute);
  ADD ("/fleet/state/lost-after-half-an-hour", test_lost_after_half_an_hour);
  ADD ("/fleet/state/lost-comes-before-a-long-interval", test_lost_comes_before_a_long_interval);
  ADD ("/fleet/state/offline-event-is-lost-at-once", test_offline_event_is_lost_at_once);
  ADD ("/fleet/state/clock-ahead-is-fresh", test_clock_ahead_is_fresh);
  ADD ("/fleet/count/states-regions-and-total-agree", test_states_regions_and_total_agree);
  ADD ("/fleet/count/follows-the-clock", test_counts_follow_the_clock);
  ADD ("/fleet/count/each-filter-counts-within-the-other",
       test_each_filter_counts_within_the_other);
  ADD ("/fleet/filter/is-told-once", test_filter_is_told_once);
  ADD ("/fleet/row/replaces-what-was-known", test_row_replaces_what_was_known);
  ADD ("/fleet/row/vehicle-without-a-fix-has-no-place", test_vehicle_without_a_fix_has_no_place);

  return g_test_run ();
}
