/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-plan.h"

#include "sim/chezu-sim-hash.h"

/* What the odometer showed when the counting began. */
static double
odometer_base_m (const ChezuSimWorld *world, guint vehicle)
{
  guint64 hash = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_ODOMETER, vehicle, 0);

  return chezu_sim_between (hash, 3e6, 260e6);
}

/**
 * chezu_sim_plan_at:
 * @world_ms: the world's time, any
 *
 * Finds the drive or stand that @vehicle is in at that time.
 */
void
chezu_sim_plan_at (const ChezuSimWorld *world,
                   const ChezuSimClock *clock,
                   guint vehicle,
                   gint64 world_ms,
                   ChezuSimLeg *leg)
{
  switch ((ChezuSimMoves)chezu_sim_world_get_vehicle (world, vehicle)->moves)
    {
    case CHEZU_SIM_MOVES_TOWN:
      chezu_sim_plan_town (world, vehicle, world_ms, leg);
      break;
    case CHEZU_SIM_MOVES_LINE:
      chezu_sim_plan_line (world, vehicle, world_ms, leg);
      break;
    case CHEZU_SIM_MOVES_HAUL:
    default:
      chezu_sim_plan_haul (world, clock, vehicle, world_ms, leg);
      break;
    }
  /* Rounding to milliseconds must not end a leg before the time that it was found for. */
  leg->end_ms = MAX (leg->end_ms, world_ms + 1);
  leg->odometer_m += odometer_base_m (world, vehicle);
}
