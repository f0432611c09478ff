/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-radio.h"

#include "base/chezu-time.h"
#include "sim/chezu-sim-hash.h"

/* In each window of time a vehicle has at most one spell of a sort. The shares are chosen so that
 * about one vehicle in forty is overdue and one in thirty is lost. */
#define GAP_WINDOW_MS (3 * CHEZU_HOUR_MS)
#define GAP_PERMILLE 950
#define GAP_LEAST_MS (90 * CHEZU_SECOND_MS)
/* Less than what calls a vehicle off line while it moves: tunnels are no alarms. */
#define SHORT_GAP_MOST_MS (280 * CHEZU_SECOND_MS)
/* One in so many is longer than any tunnel. */
#define LONG_GAP_PERMILLE 40
#define GAP_MOST_MS (28 * CHEZU_MINUTE_MS)
#define OUTAGE_WINDOW_MS (30 * CHEZU_HOUR_MS)
#define OUTAGE_PERMILLE 145
#define OUTAGE_LEAST_MS (1 * CHEZU_HOUR_MS)
#define OUTAGE_MOST_MS (14 * CHEZU_HOUR_MS)

/* Small fleets are spared the terminals that never worked. */
#define FLEET_WITH_DUDS 50

ChezuSimTerminal
chezu_sim_radio_get_terminal (const ChezuSimWorld *world, guint vehicle)
{
  guint draw
      = chezu_sim_below (chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_SIGNAL, vehicle, 0), 1000);

  if (world->n_vehicles >= FLEET_WITH_DUDS && vehicle == world->n_vehicles - 1)
    return CHEZU_SIM_TERMINAL_NEVER_SEEN;
  if (world->n_vehicles >= FLEET_WITH_DUDS && vehicle == world->n_vehicles - 2)
    return CHEZU_SIM_TERMINAL_NEVER_FIXED;
  if (draw < 10)
    return CHEZU_SIM_TERMINAL_DRIFTS;
  if (draw < 26)
    return CHEZU_SIM_TERMINAL_BLIND;
  if (draw < 28)
    return CHEZU_SIM_TERMINAL_FORGETFUL;
  if (draw < 29)
    return CHEZU_SIM_TERMINAL_WRONG_ZONE;
  if (draw < 32)
    return CHEZU_SIM_TERMINAL_ODD_TYPES;
  return CHEZU_SIM_TERMINAL_GOOD;
}

gboolean
chezu_sim_radio_has_positions (const ChezuSimWorld *world, guint vehicle)
{
  ChezuSimTerminal terminal = chezu_sim_radio_get_terminal (world, vehicle);

  return terminal != CHEZU_SIM_TERMINAL_NEVER_FIXED && terminal != CHEZU_SIM_TERMINAL_NEVER_SEEN;
}

/* How far the terminal's clock is ahead, always. */
gint64
chezu_sim_radio_get_clock_error_ms (const ChezuSimWorld *world, guint vehicle)
{
  return chezu_sim_radio_get_terminal (world, vehicle) == CHEZU_SIM_TERMINAL_WRONG_ZONE
             ? 8 * CHEZU_HOUR_MS
             : 0;
}

/* The spell of one sort in the window of @time_ms, when @time_ms is inside it. */
static gboolean
find_spell (const ChezuSimWorld *world,
            const ChezuSimClock *clock,
            guint vehicle,
            gint64 time_ms,
            ChezuSimDraw sort,
            ChezuSimSpell *spell)
{
  gboolean outage = sort == CHEZU_SIM_DRAW_OUTAGE;
  gint64 window_ms = outage ? OUTAGE_WINDOW_MS : GAP_WINDOW_MS;
  /* Windows of different vehicles begin at different times. */
  gint64 shift_ms = (gint64)chezu_sim_between (chezu_sim_hash (world->seed, sort, vehicle, 0), 0.0,
                                               (double)window_ms);
  gint64 window = (time_ms + shift_ms) / window_ms;
  guint64 draw = chezu_sim_hash (world->seed, sort, vehicle, (guint64)window + 1);
  gint64 length_ms, begin_ms;
  gboolean is_long;

  if (chezu_sim_below (chezu_sim_next (&draw), 1000) >= (outage ? OUTAGE_PERMILLE : GAP_PERMILLE))
    return FALSE;
  is_long = !outage && chezu_sim_below (chezu_sim_next (&draw), 1000) < LONG_GAP_PERMILLE;
  length_ms
      = (gint64)chezu_sim_between (chezu_sim_next (&draw), outage ? OUTAGE_LEAST_MS : GAP_LEAST_MS,
                                   outage    ? OUTAGE_MOST_MS
                                   : is_long ? GAP_MOST_MS
                                             : SHORT_GAP_MOST_MS);
  begin_ms = window * window_ms - shift_ms
             + (gint64)(chezu_sim_unit (chezu_sim_next (&draw)) * (window_ms - length_ms));
  if (time_ms < begin_ms || time_ms >= begin_ms + length_ms)
    return FALSE;

  spell->first = chezu_sim_clock_get_fix_at (clock, vehicle, begin_ms - 1) + 1;
  spell->last = chezu_sim_clock_get_fix_at (clock, vehicle, begin_ms + length_ms - 1);
  spell->kind = outage                                               ? CHEZU_SIM_SPELL_OUTAGE
                : chezu_sim_below (chezu_sim_next (&draw), 100) < 55 ? CHEZU_SIM_SPELL_BUFFERED
                                                                     : CHEZU_SIM_SPELL_SILENT;
  return TRUE;
}

/* Returns: the spell that @fix falls into, of kind NONE when it is heard at once */
ChezuSimSpell
chezu_sim_radio_get_spell (const ChezuSimWorld *world,
                           const ChezuSimClock *clock,
                           guint vehicle,
                           gint64 fix)
{
  ChezuSimSpell spell = { CHEZU_SIM_SPELL_NONE, fix, fix };
  gint64 time_ms = chezu_sim_clock_get_fix_ms (clock, vehicle, fix);

  if (!find_spell (world, clock, vehicle, time_ms, CHEZU_SIM_DRAW_OUTAGE, &spell))
    find_spell (world, clock, vehicle, time_ms, CHEZU_SIM_DRAW_SPELL, &spell);
  return spell;
}

gboolean
chezu_sim_radio_is_heard (const ChezuSimWorld *world,
                          const ChezuSimClock *clock,
                          guint vehicle,
                          gint64 fix)
{
  return chezu_sim_radio_get_spell (world, clock, vehicle, fix).kind == CHEZU_SIM_SPELL_NONE;
}

/* Returns: the newest fix up to @fix that was heard when it was made */
gint64
chezu_sim_radio_get_last_heard (const ChezuSimWorld *world,
                                const ChezuSimClock *clock,
                                guint vehicle,
                                gint64 fix)
{
  for (;;)
    {
      ChezuSimSpell spell = chezu_sim_radio_get_spell (world, clock, vehicle, fix);

      if (spell.kind == CHEZU_SIM_SPELL_NONE)
        return fix;
      fix = spell.first - 1;
    }
}

/**
 * chezu_sim_radio_get_arrival:
 * @arrival: (out): the number of the fix together with which it arrives
 *
 * Returns: whether @fix ever reaches the server
 */
gboolean
chezu_sim_radio_get_arrival (const ChezuSimWorld *world,
                             const ChezuSimClock *clock,
                             guint vehicle,
                             gint64 fix,
                             gint64 *arrival)
{
  ChezuSimSpell spell = chezu_sim_radio_get_spell (world, clock, vehicle, fix);

  *arrival = fix;
  if (spell.kind == CHEZU_SIM_SPELL_NONE)
    return TRUE;
  if (spell.kind != CHEZU_SIM_SPELL_BUFFERED)
    return FALSE;
  *arrival = fix + (spell.last - spell.first + 1);
  return chezu_sim_radio_is_heard (world, clock, vehicle, *arrival);
}

/* Returns: whether an old fix arrives together with @arrival; which in @fix */
gboolean
chezu_sim_radio_get_late (const ChezuSimWorld *world,
                          const ChezuSimClock *clock,
                          guint vehicle,
                          gint64 arrival,
                          gint64 *fix)
{
  gint64 time_ms = chezu_sim_clock_get_fix_ms (clock, vehicle, arrival);
  gint64 step_ms = GAP_LEAST_MS;

  if (!chezu_sim_radio_is_heard (world, clock, vehicle, arrival))
    return FALSE;

  /* A gap that still drips cannot have begun longer ago than twice the longest. */
  for (gint64 ago_ms = step_ms; ago_ms <= 2 * GAP_MOST_MS; ago_ms += step_ms)
    {
      ChezuSimSpell spell;
      gint64 length;

      if (!find_spell (world, clock, vehicle, time_ms - ago_ms, CHEZU_SIM_DRAW_SPELL, &spell)
          || spell.kind != CHEZU_SIM_SPELL_BUFFERED)
        continue;
      length = spell.last - spell.first + 1;
      *fix = arrival - length;
      if (*fix >= spell.first && *fix <= spell.last
          && chezu_sim_radio_get_spell (world, clock, vehicle, *fix).kind
                 == CHEZU_SIM_SPELL_BUFFERED)
        return TRUE;
    }
  return FALSE;
}
