/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet/chezu-fleet-state.h"

#include "fleet/chezu-fleet.h"

/* An interval longer than that says nothing about when a fix is late: lost comes first. */
#define MAX_STALE_MS (24 * 60 * 60 * 1000)

/**
 * chezu_fleet_stale_after_ms:
 * @interval_ms: usual time between fixes; 0 unknown
 *
 * Returns: the age beyond which a vehicle is stale
 */
gint32
chezu_fleet_stale_after_ms (gint32 interval_ms)
{
  gint64 limit = (gint64)CHEZU_FLEET_STALE_INTERVALS * MAX (interval_ms, 0);

  return (gint32)CLAMP (limit, CHEZU_FLEET_STALE_MIN_MS, MAX_STALE_MS);
}

/* A standing vehicle idles when its engine is known to run; whoever does not tell, is parked. */
ChezuVehicleState
chezu_fleet_fresh_state (const ChezuFix *fix)
{
  const guint16 running = CHEZU_FIX_IGNITION_KNOWN | CHEZU_FIX_IGNITION_ON;

  if (fix->speed_cm_s >= CHEZU_FLEET_MOVING_MIN_CM_S)
    return CHEZU_STATE_MOVING;
  return (fix->flags & running) == running ? CHEZU_STATE_IDLING : CHEZU_STATE_PARKED;
}

/**
 * chezu_fleet_state_at:
 * @changes_ms: (out) (optional): the first instant at which time alone gives another state,
 *   %G_MAXINT64 for never
 */
ChezuVehicleState
chezu_fleet_state_at (const ChezuFleetLife *life, gint64 now_ms, gint64 *changes_ms)
{
  gint64 age_ms = now_ms - life->time_ms;
  gint64 changes = G_MAXINT64;
  ChezuVehicleState state;

  if (life->gone || life->time_ms == 0 || age_ms > CHEZU_FLEET_LOST_MS)
    state = CHEZU_STATE_LOST;
  else if (age_ms > life->stale_ms)
    {
      state = CHEZU_STATE_STALE;
      changes = life->time_ms + CHEZU_FLEET_LOST_MS + 1;
    }
  else
    {
      state = life->fresh;
      changes = life->time_ms + MIN (life->stale_ms, CHEZU_FLEET_LOST_MS) + 1;
    }

  if (changes_ms != NULL)
    *changes_ms = changes;
  return state;
}
