/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles drive like vehicles: on roads, without jumps, with rests. */

#include "sim-fixture.h"

#include "base/chezu-geodesy.h"

#include <math.h>

/* Metres from a point to the closest road line. */
static double
distance_to_road (ChezuSimGraph *graph, double lon, double lat)
{
  double north_m = CHEZU_EARTH_RADIUS_M * G_PI / 180.0;
  double east_m = north_m * cos (lat * G_PI / 180.0);
  double best = INFINITY;

  for (guint i = 0; i < chezu_sim_graph_get_n_edges (graph); i++)
    {
      const ChezuSimEdge *edge = chezu_sim_graph_get_edge (graph, i);
      const ChezuSimVertex *vertex = chezu_sim_graph_get_vertices (graph, edge);

      for (guint j = 0; j + 1 < edge->n_vertices; j++)
        {
          double ax = (vertex[j].lon - lon) * east_m;
          double ay = (vertex[j].lat - lat) * north_m;
          double dx = (vertex[j + 1].lon - vertex[j].lon) * east_m;
          double dy = (vertex[j + 1].lat - vertex[j].lat) * north_m;
          double share = CLAMP (-(ax * dx + ay * dy) / (dx * dx + dy * dy), 0.0, 1.0);

          best = MIN (best, hypot (ax + share * dx, ay + share * dy));
        }
    }
  return best;
}

/* The straight way between a bay and the road is none. */
static gboolean
is_in_a_yard (Fixture *fixture, guint vehicle, gint64 time_ms)
{
  ChezuSimTruth truth;
  ChezuSimLeg leg;
  double length_m;
  double along_m;

  chezu_sim_plan_at (fixture->world, &fixture->clock, vehicle, time_ms, &leg);
  chezu_sim_truth_at (fixture->world, &fixture->clock, vehicle, time_ms, &truth);
  if (!leg.driving)
    return TRUE;
  length_m = chezu_sim_drive_get_length_m (&leg.drive);
  along_m = truth.motion.share * length_m;
  return along_m < leg.drive.leave.length_m || along_m > length_m - leg.drive.reach.length_m;
}

static void
test_moving_vehicles_are_on_roads (Fixture *fixture, gconstpointer data)
{
  guint n_moving = 0;

  for (guint vehicle = 0; vehicle < 4159; vehicle += 11)
    {
      ChezuSimTruth truth;
      gint64 time_ms = DAY_MS + 11 * CHEZU_HOUR_MS + vehicle * 1000;
      double distance;

      chezu_sim_truth_at (fixture->world, &fixture->clock, vehicle, time_ms, &truth);
      if (truth.motion.speed_m_s < 10.0 || is_in_a_yard (fixture, vehicle, time_ms))
        continue;
      n_moving++;
      distance = distance_to_road (fixture->world->graph, truth.motion.lon, truth.motion.lat);
      g_assert_cmpfloat (distance, <, 14.0);
    }
  g_assert_cmpuint (n_moving, >, 60);
}

static void
test_traffic_keeps_to_the_right (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  for (guint vehicle = 0; vehicle < 400; vehicle++)
    {
      gint64 world_ms = DAY_MS + 11 * CHEZU_HOUR_MS;
      ChezuSimLeg leg;
      ChezuSimMotion motion;
      double lon, lat, along, speed, limit, angle, right_m;
      ChezuSimRoadClass road;

      chezu_sim_plan_at (fixture->world, &fixture->clock, vehicle, world_ms, &leg);
      if (!leg.driving)
        continue;
      chezu_sim_drive_at (&leg.drive, leg.drive.duration_s / 2.0, &motion);
      along = motion.share * chezu_sim_drive_get_length_m (&leg.drive) - leg.drive.leave.length_m;
      along = leg.drive.from_m + (leg.drive.to_m > leg.drive.from_m ? along : -along);
      chezu_sim_path_locate (leg.drive.path, along, &lon, &lat);
      chezu_sim_path_at_time (leg.drive.path, 0.0, &along, &speed, &limit, &road);
      angle = motion.course * G_PI / 180.0;
      right_m = ((motion.lon - lon) * cos (lat * G_PI / 180.0) * cos (angle)
                 - (motion.lat - lat) * sin (angle))
                * CHEZU_EARTH_RADIUS_M * G_PI / 180.0;
      g_assert_cmpfloat (right_m, >, 1.0);
      n++;
    }
  g_assert_cmpuint (n, >, 50);
}

/* Seconds of a day in steps of two, so that nothing between two reports goes unseen. */
static void
test_nothing_jumps (Fixture *fixture, gconstpointer data)
{
  for (guint vehicle = 0; vehicle < 4159; vehicle += 173)
    {
      ChezuSimTruth last;

      chezu_sim_truth_at (fixture->world, &fixture->clock, vehicle, DAY_MS, &last);
      for (gint64 at = DAY_MS + 2000; at < DAY_MS + CHEZU_DAY_MS; at += 2000)
        {
          ChezuSimTruth now;
          double distance;
          double mean;

          chezu_sim_truth_at (fixture->world, &fixture->clock, vehicle, at, &now);
          distance
              = chezu_distance_m (last.motion.lon, last.motion.lat, now.motion.lon, now.motion.lat);
          mean = (last.motion.speed_m_s + now.motion.speed_m_s) / 2.0;
          /* A sharp bend is shorter through the air; nothing is longer. */
          g_assert_cmpfloat (distance, <, 2.0 * mean + 9.0);
          g_assert_cmpfloat (distance, >, 2.0 * mean - 27.0);
          /* Unless it ran into something. */
          if ((now.alarms & CHEZU_SIM_ALARM_ACCIDENT) == 0)
            g_assert_cmpfloat (fabs (now.motion.speed_m_s - last.motion.speed_m_s), <, 11.0);
          g_assert_cmpfloat (now.odometer_m, >=, last.odometer_m - 0.01);
          g_assert_cmpfloat (now.odometer_m - last.odometer_m, <, 2.0 * mean + 40.0);
          last = now;
        }
    }
}

static void
test_legs_follow_each_other (Fixture *fixture, gconstpointer data)
{
  for (guint vehicle = 0; vehicle < 4159; vehicle += 37)
    {
      gint64 at = DAY_MS;
      guint n = 0;

      while (at < DAY_MS + 2 * CHEZU_DAY_MS)
        {
          ChezuSimLeg leg;

          chezu_sim_plan_at (fixture->world, &fixture->clock, vehicle, at, &leg);
          g_assert_cmpint (leg.begin_ms, <=, at + 1);
          g_assert_cmpint (leg.end_ms, >, at);
          /* Times of buses are rounded to milliseconds. */
          if (n++ > 0 && leg.end_ms - at > 2)
            g_assert_cmpint (leg.begin_ms, >=, at - 2);
          at = leg.end_ms;
          g_assert_cmpuint (n, <, 4000);
        }
    }
}

/* EVIDENCE-OF: 道路运输条例, article 28: four hours at the wheel at most; 道路交通安全法实施条例,
 * article 62 (7): then a rest of twenty minutes. */
static void
test_four_hours_unless_told (Fixture *fixture, gconstpointer data)
{
  guint n_days = 0;
  guint n_tired = 0;

  for (guint vehicle = 0; vehicle < 2000; vehicle++)
    {
      gint64 since = 0;
      gint64 stood = DAY_MS;
      gboolean tired = FALSE;

      if (chezu_sim_world_get_vehicle (fixture->world, vehicle)->moves != CHEZU_SIM_MOVES_HAUL)
        continue;
      for (gint64 at = DAY_MS; at < DAY_MS + CHEZU_DAY_MS; at += 2 * CHEZU_MINUTE_MS)
        {
          ChezuSimTruth truth;

          chezu_sim_truth_at (fixture->world, &fixture->clock, vehicle, at, &truth);
          if (truth.motion.speed_m_s <= 0.0)
            {
              if (stood == 0)
                stood = at;
              if (at - stood >= 18 * CHEZU_MINUTE_MS)
                since = 0;
              continue;
            }
          stood = 0;
          if (since == 0)
            since = at;
          if (at - since > 4 * CHEZU_HOUR_MS + 10 * CHEZU_MINUTE_MS)
            {
              tired = TRUE;
              g_assert_cmpuint (truth.alarms & CHEZU_SIM_ALARM_FATIGUE, !=, 0);
            }
        }
      n_days++;
      n_tired += tired ? 1 : 0;
    }
  g_assert_cmpuint (n_tired, >, 0);
  g_assert_cmpuint (n_tired * 100, <, n_days * 3);
}

static void
test_vans_and_taxis_rest_too (Fixture *fixture, gconstpointer data)
{
  for (guint vehicle = 0; vehicle < 4159; vehicle += 7)
    {
      gint64 since = 0;
      gint64 stood = DAY_MS;

      if (chezu_sim_world_get_vehicle (fixture->world, vehicle)->moves == CHEZU_SIM_MOVES_HAUL)
        continue;
      for (gint64 at = DAY_MS; at < DAY_MS + CHEZU_DAY_MS; at += CHEZU_MINUTE_MS)
        {
          ChezuSimTruth truth;

          chezu_sim_truth_at (fixture->world, &fixture->clock, vehicle, at, &truth);
          if (truth.motion.speed_m_s <= 0.0)
            {
              if (stood == 0)
                stood = at;
              if (at - stood >= 19 * CHEZU_MINUTE_MS)
                since = 0;
            }
          else
            {
              stood = 0;
              since = since == 0 ? at : since;
            }
          g_assert_true (since == 0 || at - since <= 4 * CHEZU_HOUR_MS);
        }
    }
}

static void
test_speeding_is_what_exceeds_the_limit (Fixture *fixture, gconstpointer data)
{
  guint n_moving = 0;
  guint n_speeding = 0;

  for (guint vehicle = 0; vehicle < 4159; vehicle++)
    for (gint64 at = DAY_MS + 8 * CHEZU_HOUR_MS; at < DAY_MS + 18 * CHEZU_HOUR_MS;
         at += 17 * CHEZU_MINUTE_MS)
      {
        ChezuSimTruth truth;

        chezu_sim_truth_at (fixture->world, &fixture->clock, vehicle, at, &truth);
        g_assert_cmpfloat (truth.motion.speed_m_s, <, 45.0);
        if (truth.motion.speed_m_s <= 0.0)
          continue;
        n_moving++;
        g_assert_cmpint (truth.motion.speed_m_s > truth.motion.limit_m_s, ==,
                         (truth.alarms & CHEZU_SIM_ALARM_OVERSPEED) != 0);
        n_speeding += (truth.alarms & CHEZU_SIM_ALARM_OVERSPEED) != 0 ? 1 : 0;
      }
  g_assert_cmpuint (n_speeding, >, 2);
  g_assert_cmpuint (n_speeding * 100, <, n_moving * 2);
}

static void
test_a_collision_stops_at_once_and_stays (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  for (guint vehicle = 0; vehicle < 2700; vehicle++)
    for (gint64 at = DAY_MS; at < DAY_MS + 2 * CHEZU_DAY_MS; at += 40 * CHEZU_MINUTE_MS)
      {
        ChezuSimLeg leg;
        ChezuSimFix before, after, later;
        gint64 fix;

        chezu_sim_plan_at (fixture->world, &fixture->clock, vehicle, at, &leg);
        if (leg.crash_ms == 0)
          continue;
        fix = chezu_sim_clock_get_fix_at (&fixture->clock, vehicle, leg.crash_ms);
        if (!chezu_sim_fix_get (fixture->world, &fixture->clock, vehicle, fix, CHEZU_SIM_COPY_FIRST,
                                &before)
            || !chezu_sim_fix_get (fixture->world, &fixture->clock, vehicle, fix + 1,
                                   CHEZU_SIM_COPY_FIRST, &after)
            || !chezu_sim_fix_get (fixture->world, &fixture->clock, vehicle, fix + 30,
                                   CHEZU_SIM_COPY_FIRST, &later)
            || !before.valid || !after.valid || !later.valid)
          continue;
        n++;
        g_assert_cmpfloat (before.speed_knots * 1.852, >, 45.0);
        g_assert_cmpfloat (after.speed_knots, ==, 0.0);
        g_assert_cmpuint (after.alarms, ==, CHEZU_SIM_ALARM_ACCIDENT);
        g_assert_cmpfloat (chezu_distance_m (before.lon, before.lat, after.lon, after.lat), <,
                           26.0);
        g_assert_cmpfloat (later.speed_knots, ==, 0.0);
        g_assert_cmpuint (later.alarms, ==, 0);
      }
  g_assert_cmpuint (n, >, 0);
}

static void
test_speedup_is_the_same_world_faster (void)
{
  Fixture slow, fast;

  fixture_init (&slow, 200, 5, 1.0);
  fixture_init (&fast, 200, 5, 20.0);
  for (guint vehicle = 0; vehicle < 200; vehicle++)
    {
      gint64 elapsed_ms = 5 * CHEZU_HOUR_MS;
      ChezuSimTruth a, b;

      chezu_sim_truth_at (slow.world, &slow.clock, vehicle, CHEZU_SIM_EPOCH_MS + 20 * elapsed_ms,
                          &a);
      chezu_sim_truth_at (fast.world, &fast.clock, vehicle, CHEZU_SIM_EPOCH_MS + elapsed_ms, &b);
      g_assert_cmpfloat_with_epsilon (a.motion.lon, b.motion.lon, 1e-9);
      g_assert_cmpfloat_with_epsilon (a.motion.lat, b.motion.lat, 1e-9);
    }
  fixture_clear (&slow);
  fixture_clear (&fast);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, whole_set_up, func, whole_tear_down)
  ADD ("/sim/motion/moving-vehicles-are-on-roads", test_moving_vehicles_are_on_roads);
  ADD ("/sim/motion/traffic-keeps-to-the-right", test_traffic_keeps_to_the_right);
  ADD ("/sim/motion/nothing-jumps", test_nothing_jumps);
  ADD ("/sim/motion/legs-follow-each-other", test_legs_follow_each_other);
  ADD ("/sim/motion/four-hours-at-the-wheel-unless-told", test_four_hours_unless_told);
  ADD ("/sim/motion/vans-taxis-and-buses-rest-too", test_vans_and_taxis_rest_too);
  ADD ("/sim/motion/speeding-is-what-exceeds-the-limit", test_speeding_is_what_exceeds_the_limit);
  ADD ("/sim/motion/a-collision-stops-at-once-and-stays", test_a_collision_stops_at_once_and_stays);
#undef ADD
  g_test_add_func ("/sim/motion/speedup-is-the-same-world-faster",
                   test_speedup_is_the_same_world_faster);
  return g_test_run ();
}
