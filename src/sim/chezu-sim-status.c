/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-status.h"

void
chezu_sim_status_get (const ChezuSimWorld *world,
                      const ChezuSimClock *clock,
                      guint vehicle,
                      gint64 now_ms,
                      ChezuSimStatus *status)
{
  ChezuSimTerminal terminal = chezu_sim_radio_get_terminal (world, vehicle);
  gint64 fix = chezu_sim_clock_get_fix_at (clock, vehicle, now_ms);
  ChezuSimSpell spell = chezu_sim_radio_get_spell (world, clock, vehicle, fix);
  gint64 last = chezu_sim_radio_get_last_heard (world, clock, vehicle, fix);

  *status = (ChezuSimStatus){ .connection = CHEZU_SIM_OFFLINE };
  if (terminal == CHEZU_SIM_TERMINAL_NEVER_SEEN)
    return;

  status->heard_ms = chezu_sim_clock_get_fix_ms (clock, vehicle, last);
  if (spell.kind == CHEZU_SIM_SPELL_OUTAGE)
    status->connection = CHEZU_SIM_OFFLINE;
  else if (now_ms - status->heard_ms > MAX (CHEZU_SIM_SILENCE_MS, 2 * clock->interval_ms))
    status->connection = CHEZU_SIM_UNKNOWN;
  else
    status->connection = CHEZU_SIM_ONLINE;

  if (chezu_sim_radio_has_positions (world, vehicle))
    status->position_id = chezu_sim_fix_get_id (world, clock, vehicle, last, CHEZU_SIM_COPY_FIRST);
}

/* Returns: whether the connection looks different at the time of @fix than at the time of the one
 * before */
gboolean
chezu_sim_status_changes (const ChezuSimWorld *world,
                          const ChezuSimClock *clock,
                          guint vehicle,
                          gint64 fix)
{
  ChezuSimStatus before;
  ChezuSimStatus after;

  if (chezu_sim_radio_is_heard (world, clock, vehicle, fix)
      && chezu_sim_radio_is_heard (world, clock, vehicle, fix - 1))
    return FALSE;
  chezu_sim_status_get (world, clock, vehicle, chezu_sim_clock_get_fix_ms (clock, vehicle, fix - 1),
                        &before);
  chezu_sim_status_get (world, clock, vehicle, chezu_sim_clock_get_fix_ms (clock, vehicle, fix),
                        &after);
  return before.connection != after.connection;
}

/* Returns: whether the vehicle has a latest position */
gboolean
chezu_sim_status_get_latest (const ChezuSimWorld *world,
                             const ChezuSimClock *clock,
                             guint vehicle,
                             gint64 now_ms,
                             ChezuSimFix *fix)
{
  gint64 number = chezu_sim_clock_get_fix_at (clock, vehicle, now_ms);

  return chezu_sim_fix_get (world, clock, vehicle,
                            chezu_sim_radio_get_last_heard (world, clock, vehicle, number),
                            CHEZU_SIM_COPY_FIRST, fix);
}
