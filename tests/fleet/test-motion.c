/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"

#include "base/chezu-geodesy.h"

#include <math.h>

static void
drawn_at (FleetFixture *fixture, gint64 time_ms, double *lon, double *lat)
{
  double x;
  double y;

  chezu_fleet_get_drawn (fixture->fleet, 0, time_ms, &x, &y, NULL);
  chezu_mercator_unproject (x, y, lon, lat);
}

static double
metres_from_start (FleetFixture *fixture, gint64 age_ms)
{
  double lon;
  double lat;

  drawn_at (fixture, FLEET_T0 + age_ms, &lon, &lat);
  return chezu_distance_m (FLEET_LON, FLEET_LAT, lon, lat);
}

static float
course_at (FleetFixture *fixture, gint64 time_ms)
{
  double x;
  double y;
  float course;

  chezu_fleet_get_drawn (fixture->fleet, 0, time_ms, &x, &y, &course);
  return course;
}

static ChezuVehicleRow *
moving_row (FleetFixture *fixture, gint32 speed_cm_s, gint32 course_cdeg)
{
  ChezuVehicleRow *row = fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);

  row->fix.speed_cm_s = speed_cm_s;
  row->fix.course_cdeg = course_cdeg;
  return row;
}

static void
test_goes_on_along_course_and_speed (FleetFixture *fixture, gconstpointer data)
{
  double lon;
  double lat;

  moving_row (fixture, 2000, 9000);
  fleet_apply (fixture, FLEET_T0);
  drawn_at (fixture, FLEET_T0 + 10000, &lon, &lat);

  /* Within the difference between the sphere of the map and the mean sphere. */
  g_assert_cmpfloat_with_epsilon (metres_from_start (fixture, 10000), 200.0, 1.0);
  g_assert_cmpfloat_with_epsilon (chezu_bearing_degrees (FLEET_LON, FLEET_LAT, lon, lat), 90.0,
                                  0.1);

  moving_row (fixture, 2000, 18000)->fix.time_ms = FLEET_T0 + 1;
  fleet_apply (fixture, FLEET_T0 + 1);
  drawn_at (fixture, FLEET_T0 + 20000, &lon, &lat);
  g_assert_cmpfloat_with_epsilon (chezu_bearing_degrees (FLEET_LON, FLEET_LAT, lon, lat), 180.0,
                                  0.1);
}

static void
test_speed_is_capped (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 11111, 9000);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpfloat_with_epsilon (metres_from_start (fixture, 10000),
                                  CHEZU_MOTION_SPEED_MAX_CM_S / 10.0, 2.0);
}

static void
test_standing_vehicles_do_not_move (FleetFixture *fixture, gconstpointer data)
{
  const gint32 speeds[] = { 0, 82, CHEZU_UNKNOWN };

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      moving_row (fixture, speeds[i], 9000)->fix.time_ms = FLEET_T0 + i;
      fleet_apply (fixture, FLEET_T0);
      g_assert_cmpfloat (metres_from_start (fixture, 30000), <, 0.1);
    }
}

static void
test_vehicle_that_went_offline_does_not_move (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 2000, 9000)->gone = TRUE;
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpfloat (metres_from_start (fixture, 30000), <, 0.1);
}

static void
test_unknown_course_or_fix_is_not_reckoned_on (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 2000, CHEZU_UNKNOWN);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpfloat (metres_from_start (fixture, 30000), <, 0.1);

  moving_row (fixture, 2000, 9000)->fix.flags = CHEZU_FIX_INVALID;
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpfloat (metres_from_start (fixture, 30000), <, 0.1);
}

static void
test_future_fix_waits (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 2000, 9000);
  fleet_apply (fixture, FLEET_T0 - 5000);
  g_assert_cmpfloat (metres_from_start (fixture, -5000), <, 0.1);
  g_assert_cmpfloat (metres_from_start (fixture, 0), <, 0.1);
}

/* What is stale is shown where it was last seen. */
static void
test_stale_vehicle_is_back_at_its_fix (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 2000, 9000);
  fleet_apply (fixture, FLEET_T0);

  g_assert_cmpfloat_with_epsilon (metres_from_start (fixture, 60000), 600.0, 3.0);
  g_assert_cmpfloat (metres_from_start (fixture, 60000 + CHEZU_MOTION_RETURN_MS), <, 0.1);
  g_assert_cmpfloat (metres_from_start (fixture, 3600000), <, 0.1);
}

static void
test_reckoning_ends_after_three_intervals (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 2000, 9000)->interval_ms = 5000;
  fleet_apply (fixture, FLEET_T0);

  g_assert_cmpfloat_with_epsilon (metres_from_start (fixture, 14000), 280.0, 2.0);
  g_assert_cmpfloat_with_epsilon (metres_from_start (fixture, 15000), 300.0, 2.0);
  g_assert_cmpfloat_with_epsilon (metres_from_start (fixture, 59000), 300.0, 2.0);
}

static void
test_unknown_interval_is_reckoned_until_stale (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 1000, 9000)->interval_ms = 0;
  fleet_apply (fixture, FLEET_T0);

  g_assert_cmpfloat_with_epsilon (metres_from_start (fixture, 60000), 600.0, 3.0);
}

static void
test_reckoning_ends_after_two_minutes (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 1000, 9000)->interval_ms = 300000;
  fleet_apply (fixture, FLEET_T0);

  g_assert_cmpfloat_with_epsilon (metres_from_start (fixture, 120000), 1200.0, 5.0);
  g_assert_cmpfloat_with_epsilon (metres_from_start (fixture, 600000), 1200.0, 5.0);
}

/* The longest step between two pictures a sixtieth of a second apart. */
static double
longest_step_m (FleetFixture *fixture, gint64 from_ms, gint64 to_ms)
{
  double before_lon;
  double before_lat;
  double longest = 0.0;

  drawn_at (fixture, from_ms, &before_lon, &before_lat);
  for (gint64 t = from_ms; t <= to_ms; t += 16)
    {
      double lon;
      double lat;

      drawn_at (fixture, t, &lon, &lat);
      longest = MAX (longest, chezu_distance_m (before_lon, before_lat, lon, lat));
      before_lon = lon;
      before_lat = lat;
    }
  return longest;
}

static void
test_next_fix_takes_over_without_a_jump (FleetFixture *fixture, gconstpointer data)
{
  ChezuVehicleRow *row;
  double before_lon;
  double before_lat;
  double lon;
  double lat;
  gint64 now_ms = FLEET_T0 + 11300;

  moving_row (fixture, 2000, 9000);
  fleet_apply (fixture, FLEET_T0);
  drawn_at (fixture, now_ms, &before_lon, &before_lat);

  /* It has slowed down and turned off 40 m to the side. */
  row = fleet_row (fixture, 1, FLEET_LON + 0.0018, FLEET_LAT + 0.00036);
  row->fix.time_ms = FLEET_T0 + 10000;
  row->fix.speed_cm_s = 1200;
  row->fix.course_cdeg = 6000;
  fleet_apply (fixture, now_ms);

  drawn_at (fixture, now_ms, &lon, &lat);
  g_assert_cmpfloat (chezu_distance_m (before_lon, before_lat, lon, lat), <, 0.05);

  /* 16 ms at 12 m/s, and at most 80 m of correction at its steepest. */
  g_assert_cmpfloat (longest_step_m (fixture, now_ms, now_ms + 3000), <, 2.5);

  drawn_at (fixture, now_ms + CHEZU_MOTION_BLEND_MS, &lon, &lat);
  g_assert_cmpfloat_with_epsilon (
      chezu_distance_m (FLEET_LON + 0.0018, FLEET_LAT + 0.00036, lon, lat), 27.6, 0.5);
}

static void
test_course_turns_the_short_way (FleetFixture *fixture, gconstpointer data)
{
  gint64 now_ms = FLEET_T0 + 10000;

  moving_row (fixture, 1000, 35000);
  fleet_apply (fixture, FLEET_T0);
  moving_row (fixture, 1000, 1000)->fix.time_ms = now_ms;
  fleet_apply (fixture, now_ms);

  g_assert_cmpfloat_with_epsilon (remainder (course_at (fixture, now_ms), 2 * G_PI),
                                  -10 * G_PI / 180, 0.01);
  g_assert_cmpfloat_with_epsilon (remainder (course_at (fixture, now_ms + 500), 2 * G_PI), 0.0,
                                  0.01);
  g_assert_cmpfloat_with_epsilon (course_at (fixture, now_ms + 1000), 10 * G_PI / 180, 0.001);
}

static void
test_standing_keeps_the_last_course (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 2000, 9000);
  fleet_apply (fixture, FLEET_T0);
  moving_row (fixture, 50, 27000)->fix.time_ms = FLEET_T0 + 10000;
  fleet_apply (fixture, FLEET_T0 + 10000);

  g_assert_cmpfloat_with_epsilon (course_at (fixture, FLEET_T0 + 30000), G_PI / 2, 0.001);
  g_assert_cmpfloat_with_epsilon (chezu_fleet_peek (fixture->fleet)->course[0], G_PI / 2, 0.001);
}

static void
test_first_course_is_taken_standing (FleetFixture *fixture, gconstpointer data)
{
  moving_row (fixture, 0, 27000)->gone = TRUE;
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpfloat_with_epsilon (course_at (fixture, FLEET_T0), 1.5 * G_PI, 0.001);
}

static void
test_far_fix_is_taken_at_once (FleetFixture *fixture, gconstpointer data)
{
  double lon;
  double lat;

  moving_row (fixture, 2000, 9000);
  fleet_apply (fixture, FLEET_T0);
  fleet_row (fixture, 1, FLEET_LON + 1.0, FLEET_LAT)->fix.time_ms = FLEET_T0 + 10000;
  fleet_apply (fixture, FLEET_T0 + 10000);

  drawn_at (fixture, FLEET_T0 + 10000, &lon, &lat);
  g_assert_cmpfloat (chezu_distance_m (FLEET_LON + 1.0, FLEET_LAT, lon, lat), <, 0.1);
}

static void
test_row_without_a_new_fix_changes_no_motion (FleetFixture *fixture, gconstpointer data)
{
  double before;

  moving_row (fixture, 2000, 9000);
  fleet_apply (fixture, FLEET_T0);
  before = metres_from_start (fixture, 5000);
  moving_row (fixture, 2000, 9000)->driver = "李";
  fleet_apply (fixture, FLEET_T0 + 3000);

  g_assert_cmpfloat (metres_from_start (fixture, 5000), ==, before);
}

/* --- When the next frame is due */

static void
test_nothing_moves_nothing_is_due (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame street = fleet_frame (FLEET_LON, FLEET_LAT, 16, 800, 600);

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT)->gone = TRUE;
  fleet_apply (fixture, FLEET_T0 - 5000);
  g_assert_cmpint (chezu_fleet_next_frame_ms (fixture->fleet, &street, FLEET_T0), ==, G_MAXINT64);
}

static void
test_parked_vehicle_is_due_when_it_goes_stale (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame street = fleet_frame (FLEET_LON, FLEET_LAT, 16, 800, 600);

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpint (chezu_fleet_next_frame_ms (fixture->fleet, &street, FLEET_T0 + 5000), ==,
                   FLEET_T0 + 60001);
}

/* EVIDENCE-OF: design.md, "The map": a frame is drawn when something moved half a pixel */
static void
test_frame_is_due_after_half_a_pixel (FleetFixture *fixture, gconstpointer data)
{
  const double zooms[] = { 4, 10, 16 };

  moving_row (fixture, 2000, 9000)->interval_ms = 600000;
  fleet_apply (fixture, FLEET_T0);

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, zooms[i], 800, 600);
      double pixel_m = chezu_mercator_metres_per_unit (FLEET_LAT) / frame.scale;
      gint64 wait_ms = chezu_fleet_next_frame_ms (fixture->fleet, &frame, FLEET_T0) - FLEET_T0;

      g_assert_cmpfloat_with_epsilon ((double)wait_ms, 0.5 * pixel_m / 20.0 * 1000.0, 1.0);
    }
}

#define ADD(path, func)                                                                            \
  g_test_add (path, FleetFixture, NULL, fleet_fixture_set_up, func, fleet_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/fleet/motion/goes-on-along-course-and-speed", test_goes_on_along_course_and_speed);
  ADD ("/fleet/motion/speed-is-capped", test_speed_is_capped);
  ADD ("/fleet/motion/standing-vehicles-do-not-move", test_standing_vehicles_do_not_move);
  ADD ("/fleet/motion/vehicle-that-went-offline-does-not-move",
       test_vehicle_that_went_offline_does_not_move);
  ADD ("/fleet/motion/unknown-course-or-fix-is-not-reckoned-on",
       test_unknown_course_or_fix_is_not_reckoned_on);
  ADD ("/fleet/motion/future-fix-waits", test_future_fix_waits);
  ADD ("/fleet/motion/stale-vehicle-is-back-at-its-fix", test_stale_vehicle_is_back_at_its_fix);
  ADD ("/fleet/motion/reckoning-ends-after-three-intervals",
       test_reckoning_ends_after_three_intervals);
  ADD ("/fleet/motion/unknown-interval-is-reckoned-until-stale",
       test_unknown_interval_is_reckoned_until_stale);
  ADD ("/fleet/motion/reckoning-ends-after-two-minutes", test_reckoning_ends_after_two_minutes);
  ADD ("/fleet/motion/next-fix-takes-over-without-a-jump", test_next_fix_takes_over_without_a_jump);
  ADD ("/fleet/motion/course-turns-the-short-way", test_course_turns_the_short_way);
  ADD ("/fleet/motion/standing-keeps-the-last-course", test_standing_keeps_the_last_course);
  ADD ("/fleet/motion/first-course-is-taken-standing", test_first_course_is_taken_standing);
  ADD ("/fleet/motion/far-fix-is-taken-at-once", test_far_fix_is_taken_at_once);
  ADD ("/fleet/motion/row-without-a-new-fix-changes-no-motion",
       test_row_without_a_new_fix_changes_no_motion);
  ADD ("/fleet/frame/nothing-moves-nothing-is-due", test_nothing_moves_nothing_is_due);
  ADD ("/fleet/frame/parked-vehicle-is-due-when-it-goes-stale",
       test_parked_vehicle_is_due_when_it_goes_stale);
  ADD ("/fleet/frame/is-due-after-half-a-pixel", test_frame_is_due_after_half_a_pixel);

  return g_test_run ();
}
