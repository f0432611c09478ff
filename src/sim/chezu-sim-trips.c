/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-trips.h"

#include <math.h>

/* How often speed is looked at for the highest. */
#define SAMPLE_MS 30000

static gint64
to_time_ms (const ChezuSimClock *clock, gint64 world_ms)
{
  if (clock->speedup == 1.0)
    return world_ms;
  return CHEZU_SIM_EPOCH_MS + (gint64)ceil ((world_ms - CHEZU_SIM_EPOCH_MS) / clock->speedup);
}

static void
measure (const ChezuSimWorld *world,
         const ChezuSimClock *clock,
         guint vehicle,
         const ChezuSimLeg *leg,
         ChezuSimStretch *stretch)
{
  ChezuSimTruth truth;

  chezu_sim_truth_at (world, clock, vehicle, stretch->begin_ms, &truth);
  stretch->begin_odometer_m = truth.odometer_m;
  chezu_sim_truth_at (world, clock, vehicle, stretch->end_ms, &truth);
  stretch->end_odometer_m = truth.odometer_m;
  if (!leg->driving)
    {
      gint64 length = stretch->end_ms - stretch->begin_ms;
      gint64 off = MIN (to_time_ms (clock, leg->engine_on_ms), stretch->end_ms)
                   - MAX (to_time_ms (clock, leg->engine_off_ms), stretch->begin_ms);

      stretch->engine_ms = length - CLAMP (off, 0, length);
      return;
    }
  stretch->engine_ms = stretch->end_ms - stretch->begin_ms;
  for (gint64 at = stretch->begin_ms; at < stretch->end_ms; at += SAMPLE_MS)
    {
      chezu_sim_truth_at (world, clock, vehicle, at, &truth);
      stretch->fastest_knots = MAX (stretch->fastest_knots, truth.motion.speed_m_s * 3.6 / 1.852);
    }
}

static void
join (ChezuSimStretch *last, const ChezuSimStretch *next)
{
  last->end_ms = next->end_ms;
  last->end_odometer_m = next->end_odometer_m;
  last->fastest_knots = MAX (last->fastest_knots, next->fastest_knots);
  last->engine_ms += next->engine_ms;
}

/* A short break belongs to the trip around it. */
static GArray *
bridge_breaks (const GArray *legs)
{
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (ChezuSimStretch));

  for (guint i = 0; i < legs->len; i++)
    {
      ChezuSimStretch stretch = g_array_index (legs, ChezuSimStretch, i);
      ChezuSimStretch *last = stretches->len > 0
                                  ? &g_array_index (stretches, ChezuSimStretch, stretches->len - 1)
                                  : NULL;
      gboolean inside = last != NULL && i + 1 < legs->len;

      if (!stretch.moving && inside && stretch.end_ms - stretch.begin_ms < CHEZU_SIM_STOP_LEAST_MS)
        stretch.moving = last->moving;
      if (last != NULL && last->moving == stretch.moving)
        join (last, &stretch);
      else
        g_array_append_val (stretches, stretch);
    }
  return stretches;
}

/* Returns: (transfer full): what the vehicle did, of ChezuSimStretch, without gaps from @from_ms to
 *   @to_ms */
GArray *
chezu_sim_trips_find (const ChezuSimWorld *world,
                      const ChezuSimClock *clock,
                      guint vehicle,
                      gint64 from_ms,
                      gint64 to_ms)
{
  g_autoptr (GArray) legs = g_array_new (FALSE, FALSE, sizeof (ChezuSimStretch));

  for (gint64 at = from_ms; at < to_ms;)
    {
      ChezuSimLeg leg;
      ChezuSimStretch stretch = { .begin_ms = at };

      chezu_sim_plan_at (world, clock, vehicle, chezu_sim_clock_to_world_ms (clock, at), &leg);
      stretch.moving = leg.driving;
      stretch.end_ms = MIN (MAX (to_time_ms (clock, leg.end_ms), at + 1), to_ms);
      measure (world, clock, vehicle, &leg, &stretch);
      /* Stands that follow each other are one: a night ends where the next day's begins. */
      if (legs->len > 0 && !stretch.moving
          && !g_array_index (legs, ChezuSimStretch, legs->len - 1).moving)
        join (&g_array_index (legs, ChezuSimStretch, legs->len - 1), &stretch);
      else
        g_array_append_val (legs, stretch);
      at = stretch.end_ms;
    }
  return bridge_breaks (legs);
}
