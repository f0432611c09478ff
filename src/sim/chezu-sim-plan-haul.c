/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trucks and coaches: day after day along a route, with rests, loading and nights. */

#include "sim/chezu-sim-plan.h"

#include "base/chezu-geodesy.h"
#include "sim/chezu-sim-hash.h"

#include <math.h>

/* One vehicle on one day. */
typedef struct
{
  const ChezuSimWorld *world;
  const ChezuSimClock *clock;
  const ChezuSimRoute *route;
  guint vehicle;
  gint64 day;
  gint64 round; /* how often the route was driven before */
  guint64 key;  /* of the vehicle and day */
  double pace;
  double odometer_m; /* when the round began */
} Day;

/* Most days begin early in the morning, some at any hour: freight also moves by night. Coaches and
 * dangerous goods, which may not drive long at night, begin in the morning. */
static gint64
day_offset_ms (const ChezuSimWorld *world, guint vehicle)
{
  guint64 draw = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_DAY_START, vehicle, 0);
  ChezuVehicleKind kind = chezu_sim_world_get_vehicle (world, vehicle)->kind;
  gboolean by_day = kind == CHEZU_VEHICLE_BUS || kind == CHEZU_VEHICLE_HAZMAT;
  double hour;

  if (chezu_sim_below (chezu_sim_next (&draw), 100) < 72 && !by_day)
    hour = 24.0 * chezu_sim_unit (chezu_sim_next (&draw));
  else
    hour = 4.6 + 2.8 * chezu_sim_unit (chezu_sim_next (&draw))
           + 2.8 * chezu_sim_unit (chezu_sim_next (&draw));
  return (gint64)(hour * CHEZU_SIM_HOUR_MS);
}

static gint64
departure_ms (const ChezuSimWorld *world, guint vehicle, gint64 day, gint64 offset_ms)
{
  guint64 hash = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_DEPARTURE, vehicle, (guint64)day);

  return day * CHEZU_SIM_DAY_MS - CHEZU_SIM_ZONE_MS + offset_ms
         + (gint64)chezu_sim_between (hash, 12.0 * CHEZU_SIM_MINUTE_MS, 80.0 * CHEZU_SIM_MINUTE_MS);
}

/* Everyone has his own space at home; elsewhere it is another each time. */
static ChezuSimBay
bay_at (const Day *day, guint number)
{
  const ChezuSimStop *stop = &g_array_index (day->route->stops, ChezuSimStop, number);
  const ChezuSimNode *node = chezu_sim_graph_get_node (
      day->route->path->graph, chezu_sim_path_get_node (day->route->path, stop->boundary));
  guint64 draw = chezu_sim_hash (day->world->seed, CHEZU_SIM_DRAW_BAY, day->vehicle,
                                 number == 0 ? 0 : (guint64)day->round * 64 + number);
  double radius = stop->yard.radius_m * sqrt (chezu_sim_unit (chezu_sim_next (&draw)));
  double angle = 2.0 * G_PI * chezu_sim_unit (chezu_sim_next (&draw));
  double north_m = CHEZU_EARTH_RADIUS_M * G_PI / 180.0;
  double east_m = north_m * cos (stop->yard.lat * G_PI / 180.0);
  ChezuSimBay bay = {
    .lon = stop->yard.lon + radius * sin (angle) / east_m,
    .lat = stop->yard.lat + radius * cos (angle) / north_m,
  };

  bay.length_m = MAX (hypot ((bay.lon - node->lon) * east_m, (bay.lat - node->lat) * north_m), 1.0);
  return bay;
}

static void
stand (ChezuSimLeg *leg, const ChezuSimBay *bay, gint64 begin_ms, gint64 end_ms, double odometer_m)
{
  *leg = (ChezuSimLeg){
    .begin_ms = begin_ms,
    .end_ms = end_ms,
    .lon = bay->lon,
    .lat = bay->lat,
    .course = fmod (fabs (bay->lon * 1e6), 360.0),
    .engine_off_ms = begin_ms,
    .engine_on_ms = end_ms,
    .odometer_m = odometer_m,
  };
}

/* The engine runs a while after arriving and before leaving, sometimes all the time. */
static void
run_engine (ChezuSimLeg *leg, guint64 hash, guint always_percent)
{
  leg->engine_off_ms += (gint64)chezu_sim_between (chezu_sim_next (&hash), 60e3, 300e3);
  leg->engine_on_ms -= (gint64)chezu_sim_between (chezu_sim_next (&hash), 120e3, 480e3);
  if (chezu_sim_below (chezu_sim_next (&hash), 100) < always_percent)
    leg->engine_on_ms = leg->engine_off_ms;
}

static double
item_length_m (const Day *day, const ChezuSimItem *item)
{
  const ChezuSimPath *path = day->route->path;
  const ChezuSimStop *from = &g_array_index (day->route->stops, ChezuSimStop, item->from);
  const ChezuSimStop *to = &g_array_index (day->route->stops, ChezuSimStop, item->to);

  return fabs (path->start_m[to->boundary] - path->start_m[from->boundary]) + 2.0 * CHEZU_SIM_BAY_M;
}

static void
drive (const Day *day, ChezuSimLeg *leg, guint number, gint64 begin_ms, gint64 wheel_since_ms)
{
  const ChezuSimItem *item = &g_array_index (day->route->items, ChezuSimItem, number);
  const ChezuSimStop *from = &g_array_index (day->route->stops, ChezuSimStop, item->from);
  const ChezuSimStop *to = &g_array_index (day->route->stops, ChezuSimStop, item->to);
  ChezuSimBay leave = bay_at (day, item->from);
  ChezuSimBay reach = bay_at (day, item->to);
  guint64 draw = chezu_sim_hash (day->key, CHEZU_SIM_DRAW_BUMP, number, 0);
  guint lapse = chezu_sim_below (chezu_sim_next (&draw), 1000);

  *leg = (ChezuSimLeg){
    .begin_ms = begin_ms,
    .driving = TRUE,
    .odometer_m = day->odometer_m + item->odometer_m,
    .length_m = item_length_m (day, item),
    .wheel_since_ms = wheel_since_ms,
  };
  chezu_sim_drive_init (&leg->drive, day->route->path, from->boundary, to->boundary, &leave, &reach,
                        day->pace, chezu_sim_hash (day->key, CHEZU_SIM_DRAW_SWING, number, 0));
  if (leg->drive.rolling_s > 1200.0 && lapse < 12)
    chezu_sim_drive_add_bump (&leg->drive, CHEZU_SIM_BUMP_SPEEDING, draw);
  else if (leg->drive.rolling_s > 1200.0 && lapse < 20)
    chezu_sim_drive_add_bump (&leg->drive, CHEZU_SIM_BUMP_BRAKING, draw);
  leg->end_ms = begin_ms + (gint64)ceil (leg->drive.duration_s * 1000.0);
}

/* A drive that ends on the expressway, an hour of waiting there, and what was left of the way.
 * Returns: whether it happened; @leg is then the part at @world_ms, or the last part */
static gboolean
crash (const Day *day, ChezuSimLeg *leg, guint number, gint64 world_ms)
{
  guint64 draw = chezu_sim_hash (day->key, CHEZU_SIM_DRAW_COLLISION, number, 0);
  ChezuSimMotion motion;
  ChezuSimDrive broken = leg->drive;
  gint64 crash_ms;
  gint64 resume_ms;
  double at_s;

  if (chezu_sim_below (chezu_sim_next (&draw), 1100) != 0 || broken.bump != CHEZU_SIM_BUMP_NONE)
    return FALSE;
  crash_ms
      = leg->begin_ms
        + (gint64)(chezu_sim_between (chezu_sim_next (&draw), 300.0, 650.0) * broken.duration_s);
  crash_ms = chezu_sim_clock_after_next_fix (day->clock, day->vehicle, crash_ms);
  at_s = (crash_ms - leg->begin_ms) / 1000.0;
  if (at_s > broken.duration_s - 600.0)
    return FALSE;
  chezu_sim_drive_at (&broken, at_s, &motion);
  if (motion.road != CHEZU_SIM_ROAD_MOTORWAY || motion.speed_m_s < 17.0)
    return FALSE;

  resume_ms = crash_ms + (gint64)chezu_sim_between (chezu_sim_next (&draw), 2.7e6, 4.8e6);
  if (world_ms < crash_ms)
    leg->end_ms = crash_ms;
  else if (world_ms < resume_ms)
    {
      ChezuSimBay here = { motion.lon, motion.lat, 0.0 };

      stand (leg, &here, crash_ms, resume_ms, leg->odometer_m + motion.share * leg->length_m);
      leg->course = motion.course;
      leg->crash_ms = crash_ms;
      leg->engine_off_ms = crash_ms + 90000;
      leg->engine_on_ms = resume_ms - 60000;
    }
  else
    {
      chezu_sim_drive_init_rest (&leg->drive, &broken, at_s);
      leg->begin_ms = leg->wheel_since_ms = resume_ms;
      leg->end_ms = resume_ms + (gint64)ceil (leg->drive.duration_s * 1000.0);
      leg->odometer_m += motion.share * leg->length_m;
      leg->length_m *= 1.0 - motion.share;
    }
  return TRUE;
}

static gint64
pause_ms (const Day *day, const ChezuSimItem *item, guint number, gboolean hurried)
{
  guint64 hash = chezu_sim_hash (day->key, CHEZU_SIM_DRAW_STAND, number, 0);

  if (item->then == CHEZU_SIM_THEN_LOAD)
    return (gint64)chezu_sim_between (hash, 22.0 * 60e3, 78.0 * 60e3);
  /* Too short to count as a rest. */
  if (hurried)
    return (gint64)chezu_sim_between (hash, 3.0 * 60e3, 9.0 * 60e3);
  return (gint64)chezu_sim_between (hash, 22.0 * 60e3, 50.0 * 60e3);
}

/* Walks through the day until the leg at @world_ms. */
static void
follow_day (
    const Day *day, guint first, guint end, gint64 departure, gint64 world_ms, ChezuSimLeg *leg)
{
  guint64 draw = chezu_sim_hash (day->key, CHEZU_SIM_DRAW_FATIGUE, 0, 0);
  gboolean hurried = chezu_sim_below (draw, 1000) < 14;
  gint64 at_ms = departure;
  gint64 wheel_since_ms = departure;
  gint64 day_end_ms = departure + 2 * CHEZU_SIM_DAY_MS;

  for (guint i = first; i < end; i++)
    {
      const ChezuSimItem *item = &g_array_index (day->route->items, ChezuSimItem, i);
      ChezuSimBay bay;
      gint64 pause;
      double odometer_m;

      drive (day, leg, i, at_ms, wheel_since_ms);
      odometer_m = leg->odometer_m + leg->length_m;
      if (crash (day, leg, i, world_ms))
        wheel_since_ms = MAX (wheel_since_ms, leg->wheel_since_ms);
      if (world_ms < leg->end_ms)
        return;

      at_ms = leg->end_ms;
      bay = bay_at (day, item->to);
      if (i + 1 == end)
        {
          stand (leg, &bay, at_ms, day_end_ms, odometer_m);
          run_engine (leg, day->key, 0);
          return;
        }
      pause = pause_ms (day, item, i, hurried && i == first);
      if (world_ms < at_ms + pause)
        {
          stand (leg, &bay, at_ms, at_ms + pause, odometer_m);
          run_engine (leg, chezu_sim_hash (day->key, CHEZU_SIM_DRAW_ENGINE, i, 0), 14);
          return;
        }
      at_ms += pause;
      if (pause >= 20 * CHEZU_SIM_MINUTE_MS)
        wheel_since_ms = at_ms;
    }
}

void
chezu_sim_plan_haul (const ChezuSimWorld *world,
                     const ChezuSimClock *clock,
                     guint vehicle,
                     gint64 world_ms,
                     ChezuSimLeg *leg)
{
  const ChezuSimVehicle *self = chezu_sim_world_get_vehicle (world, vehicle);
  const ChezuSimRoute *route = g_ptr_array_index (world->routes, self->route);
  guint64 draw = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_PACE, vehicle, 0);
  gint64 n_days = chezu_sim_route_get_n_days (route);
  gint64 cycle = n_days + self->home_days;
  gint64 phase = chezu_sim_below (chezu_sim_next (&draw), (guint)cycle);
  gint64 offset_ms = day_offset_ms (world, vehicle);
  gint64 number = chezu_sim_floor_div (world_ms - offset_ms + CHEZU_SIM_ZONE_MS, CHEZU_SIM_DAY_MS);
  gint64 day_begin_ms = number * CHEZU_SIM_DAY_MS - CHEZU_SIM_ZONE_MS + offset_ms;
  gint64 departure = departure_ms (world, vehicle, number, offset_ms);
  gint64 of_round = (number + phase) % cycle;
  Day day = {
    .world = world,
    .clock = clock,
    .route = route,
    .vehicle = vehicle,
    .day = number,
    .round = chezu_sim_floor_div (number + phase, cycle),
    .key = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_PACE, vehicle, (guint64)number + 1),
  };
  guint first, end;

  if (of_round < 0)
    of_round += cycle;
  day.pace = chezu_sim_between (chezu_sim_next (&draw), 0.845, 0.925)
             * chezu_sim_between (chezu_sim_mix (day.key), 0.985, 1.0);
  day.odometer_m = MAX (day.round - CHEZU_SIM_ODOMETER_DAY / cycle, 0) * route->round_m;

  if (of_round >= n_days)
    {
      ChezuSimBay home = bay_at (&day, 0);

      stand (leg, &home, day_begin_ms, day_begin_ms + CHEZU_SIM_DAY_MS,
             day.odometer_m + route->round_m);
      return;
    }

  first = g_array_index (route->days, guint, of_round);
  end = g_array_index (route->days, guint, of_round + 1);
  if (world_ms < departure)
    {
      const ChezuSimItem *item = &g_array_index (route->items, ChezuSimItem, first);
      ChezuSimBay bay = bay_at (&day, item->from);

      stand (leg, &bay, day_begin_ms, departure, day.odometer_m + item->odometer_m);
      leg->engine_on_ms -= (gint64)chezu_sim_between (chezu_sim_next (&day.key), 120e3, 420e3);
      return;
    }
  follow_day (&day, first, end, departure, world_ms, leg);
  leg->end_ms = leg->driving ? leg->end_ms : MIN (leg->end_ms, day_begin_ms + CHEZU_SIM_DAY_MS);
  leg->engine_on_ms = MIN (leg->engine_on_ms, leg->end_ms);
}
