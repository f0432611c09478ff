/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buses: to and fro by timetable from early morning to late evening. */

#include "sim/chezu-sim-plan.h"

#include "base/chezu-geodesy.h"
#include "sim/chezu-sim-hash.h"

#include <math.h>

/* A service day begins when no bus runs. */
#define DAY_BREAK_S (3.0 * 3600.0)
#define FIRST_S (5.5 * 3600.0)
#define LAST_S (22.3 * 3600.0)

static ChezuSimBay
bay_at (const ChezuSimWorld *world, guint vehicle, const ChezuSimPath *path, guint boundary)
{
  const ChezuSimNode *node
      = chezu_sim_graph_get_node (path->graph, chezu_sim_path_get_node (path, boundary));
  guint64 draw = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_BAY, vehicle, boundary > 0);
  double distance = chezu_sim_between (chezu_sim_next (&draw), 15.0, 60.0);
  double angle = 2.0 * G_PI * chezu_sim_unit (chezu_sim_next (&draw));
  double north_m = CHEZU_EARTH_RADIUS_M * G_PI / 180.0;

  return (ChezuSimBay){
    .lon = node->lon + distance * sin (angle) / (north_m * cos (node->lat * G_PI / 180.0)),
    .lat = node->lat + distance * cos (angle) / north_m,
    .length_m = distance,
  };
}

static void
stand_at_terminus (ChezuSimLeg *leg, const ChezuSimBay *bay, double begin_s, double end_s)
{
  leg->lon = bay->lon;
  leg->lat = bay->lat;
  leg->begin_ms = (gint64)ceil (begin_s * 1000.0);
  leg->end_ms = (gint64)ceil (end_s * 1000.0);
  leg->engine_off_ms = leg->begin_ms + 90000;
  leg->engine_on_ms = MAX (leg->end_ms - 60000, leg->engine_off_ms);
}

/* The drive between two calls takes what the timetable says, also from and to the bay. */
static void
drive_between (ChezuSimLeg *leg,
               const ChezuSimLine *line,
               const ChezuSimCall *from,
               const ChezuSimCall *to,
               const ChezuSimBay *leave,
               const ChezuSimBay *reach,
               guint64 hash)
{
  chezu_sim_drive_init (&leg->drive, line->path, from->boundary, to->boundary, leave, reach,
                        CHEZU_SIM_BUS_PACE, hash);
  chezu_sim_drive_fit (&leg->drive, to->reach_s - from->leave_s);
}

/* A run one way, @at_s after it began; times in the leg are relative to that. */
static void
follow_run (const ChezuSimWorld *world,
            guint vehicle,
            const ChezuSimLine *line,
            const GArray *calls,
            const ChezuSimBay bays[2],
            double at_s,
            guint64 key,
            ChezuSimLeg *leg)
{
  const ChezuSimPath *path = line->path;
  ChezuSimBay kerb = { 0 };
  guint low = 0;
  guint high = calls->len - 1;
  const ChezuSimCall *from;
  const ChezuSimCall *to;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (calls, ChezuSimCall, middle).reach_s <= at_s)
        low = middle;
      else
        high = middle;
    }
  from = &g_array_index (calls, ChezuSimCall, low);
  to = &g_array_index (calls, ChezuSimCall, low + 1);

  drive_between (leg, line, from, to, low == 0 ? &bays[0] : &kerb,
                 low + 2 == calls->len ? &bays[1] : &kerb, chezu_sim_mix (key + low));
  leg->odometer_m += fabs (path->start_m[from->boundary]
                           - path->start_m[g_array_index (calls, ChezuSimCall, 0).boundary]);
  if (at_s >= from->leave_s)
    {
      leg->driving = TRUE;
      leg->begin_ms = (gint64)ceil (from->leave_s * 1000.0);
      leg->end_ms = (gint64)ceil (to->reach_s * 1000.0);
      leg->length_m = fabs (path->start_m[to->boundary] - path->start_m[from->boundary]);
    }
  else
    {
      ChezuSimMotion motion;

      chezu_sim_drive_at (&leg->drive, 0.0, &motion);
      leg->lon = motion.lon;
      leg->lat = motion.lat;
      leg->course = motion.course;
      leg->begin_ms = leg->engine_off_ms = leg->engine_on_ms
          = (gint64)ceil (from->reach_s * 1000.0);
      leg->end_ms = (gint64)ceil (from->leave_s * 1000.0);
    }
}

static void
shift_times (ChezuSimLeg *leg, gint64 by_ms)
{
  leg->begin_ms += by_ms;
  leg->end_ms += by_ms;
  leg->engine_off_ms += by_ms;
  leg->engine_on_ms += by_ms;
}

void
chezu_sim_plan_line (const ChezuSimWorld *world, guint vehicle, gint64 world_ms, ChezuSimLeg *leg)
{
  const ChezuSimVehicle *self = chezu_sim_world_get_vehicle (world, vehicle);
  const ChezuSimLine *line = chezu_sim_town_get_line (world->town, self->route);
  double length_m = chezu_sim_path_get_length_m (line->path);
  double cycle_s = line->run_s[0] + line->layover_s[0] + line->run_s[1] + line->layover_s[1];
  double cycles = MAX (floor ((LAST_S - FIRST_S) / cycle_s), 1.0);
  gint64 day = chezu_sim_floor_div (world_ms + CHEZU_SIM_ZONE_MS - (gint64)(DAY_BREAK_S * 1000.0),
                                    CHEZU_SIM_DAY_MS);
  gint64 midnight_ms = day * CHEZU_SIM_DAY_MS - CHEZU_SIM_ZONE_MS;
  double clock_s = (world_ms - midnight_ms) / 1000.0;
  double first_s = FIRST_S + cycle_s * self->slot / world->buses_of_line[self->route];
  double done = floor ((clock_s - first_s) / cycle_s);
  double at_s = clock_s - first_s - done * cycle_s;
  ChezuSimBay home = bay_at (world, vehicle, line->path, 0);
  ChezuSimBay far = bay_at (world, vehicle, line->path, line->path->n_links);
  ChezuSimBay out_bays[2] = { home, far };
  ChezuSimBay back_bays[2] = { far, home };
  guint64 key = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_SWING, vehicle,
                                (guint64)(day * 64 + (gint64)done));
  double base_s = first_s + done * cycle_s;

  *leg = (ChezuSimLeg){ 0 };
  leg->odometer_m = MAX (day - CHEZU_SIM_ODOMETER_DAY, 0) * cycles * 2.0 * length_m;
  if (clock_s < first_s || done >= cycles)
    {
      gboolean early = clock_s < first_s;

      leg->odometer_m += early ? 0.0 : cycles * 2.0 * length_m;
      stand_at_terminus (leg, &home, early ? DAY_BREAK_S : first_s + cycles * cycle_s,
                         early ? first_s : DAY_BREAK_S + 86400.0);
      leg->engine_off_ms = leg->begin_ms;
      leg->engine_on_ms = leg->end_ms - (early ? 300000 : 0);
      shift_times (leg, midnight_ms);
      return;
    }

  leg->odometer_m += done * 2.0 * length_m;
  if (at_s < line->run_s[0])
    follow_run (world, vehicle, line, line->out, out_bays, at_s, key, leg);
  else if ((at_s -= line->run_s[0]) < line->layover_s[0])
    {
      base_s += line->run_s[0];
      leg->odometer_m += length_m;
      stand_at_terminus (leg, &far, 0.0, line->layover_s[0]);
    }
  else if ((at_s -= line->layover_s[0]) < line->run_s[1])
    {
      base_s += line->run_s[0] + line->layover_s[0];
      leg->odometer_m += length_m;
      follow_run (world, vehicle, line, line->back, back_bays, at_s, key + 1000, leg);
    }
  else
    {
      base_s += line->run_s[0] + line->layover_s[0] + line->run_s[1];
      leg->odometer_m += 2.0 * length_m;
      stand_at_terminus (leg, &home, 0.0, line->layover_s[1]);
    }
  shift_times (leg, midnight_ms + (gint64)(base_s * 1000.0));
}
