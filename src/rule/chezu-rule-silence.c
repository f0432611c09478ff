/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles of which nothing is heard: while they moved, for a day, or until they are somewhere else
 * (offline displacement, 离线位移). A tick tells that a vehicle is silent; a fix after a silence
 * only ends it, because nobody knows whose silence it was. */

#include "rule/chezu-rule-engine-private.h"

static void
speak (ChezuRuleEngine *engine,
       ChezuRuleVehicle *vehicle,
       ChezuRule rule,
       ChezuSignalChange change,
       gint64 began_ms,
       gint64 time_ms)
{
  ChezuRuleSignal signal = {
    .change = change,
    .began_ms = began_ms,
    .time_ms = time_ms,
    .measured = (double)(time_ms - vehicle->state.heard_ms) / CHEZU_SECOND_MS,
    .limit = engine->rules.timing[rule].hold_s,
    .unit = CHEZU_UNIT_SECONDS,
    .sounds = TRUE,
    .fixes = { vehicle->state.heard_ms },
    .n_fixes = 1,
  };

  chezu_rule_speak (engine, vehicle, rule, &signal);
}

static void
tell_silence (ChezuRuleEngine *engine,
              ChezuRuleVehicle *vehicle,
              ChezuRule rule,
              ChezuTold told,
              gint64 until_ms)
{
  ChezuRuleState *state = &vehicle->state;
  gint64 since_ms = MAX (state->heard_ms, state->excused_ms);

  if ((state->told & told) != 0 || !chezu_rule_is_on (&engine->rules, rule)
      || (double)(until_ms - since_ms) <= chezu_rule_ms (engine->rules.timing[rule].hold_s))
    return;
  state->told |= told;
  speak (engine, vehicle, rule, CHEZU_SIGNAL_RAISED, state->heard_ms, until_ms);
}

/* Whether the last that was heard of it says that it drove. */
static gboolean
was_moving (const ChezuRuleEngine *engine, const ChezuRuleState *state)
{
  const ChezuFix *last = &state->before[0];

  return last->time_ms == state->heard_ms && last->speed_cm_s != CHEZU_UNKNOWN
         && last->speed_cm_s > chezu_km_h_to_cm_s (engine->rules.offline.least_km_h);
}

void
chezu_rule_silence_pass (ChezuRuleEngine *engine, ChezuRuleVehicle *vehicle, gint64 until_ms)
{
  if (vehicle->state.heard_ms == 0)
    return;
  if (was_moving (engine, &vehicle->state))
    tell_silence (engine, vehicle, CHEZU_RULE_OFFLINE_MOVING, CHEZU_TOLD_OFFLINE_MOVING, until_ms);
  tell_silence (engine, vehicle, CHEZU_RULE_OFFLINE_LONG, CHEZU_TOLD_OFFLINE_LONG, until_ms);
}

static void
return_from (ChezuRuleMoment *at, ChezuRule rule, ChezuTold told)
{
  if ((at->state->told & told) == 0)
    return;
  at->state->told &= ~(guint32)told;
  speak (at->engine, at->vehicle, rule, CHEZU_SIGNAL_RETURNED, at->fix->time_ms, at->fix->time_ms);
}

static gboolean
ends_long_silence (const ChezuRuleMoment *at)
{
  const ChezuRuleState *state = at->state;

  return state->heard_ms != 0 && (state->told & CHEZU_TOLD_OFFLINE_MOVING) == 0
         && state->excused_ms <= state->heard_ms
         && (double)(at->fix->time_ms - state->heard_ms)
                > chezu_rule_ms (at->rules->offline.away_s);
}

static void
speak_of_displacement (ChezuRuleMoment *at)
{
  ChezuRuleSignal signal = {
    .change = CHEZU_SIGNAL_RAISED,
    .began_ms = at->state->silent_ms,
    .time_ms = at->fix->time_ms,
    .lon_e7 = at->fix->lon_e7,
    .lat_e7 = at->fix->lat_e7,
    .speed_cm_s = at->fix->speed_cm_s,
    .measured = chezu_rule_moment_metres (at),
    .limit = at->rules->offline.away_m,
    .unit = CHEZU_UNIT_METRES,
    .sounds = TRUE,
    .fixes = { at->before->time_ms, at->fix->time_ms },
    .n_fixes = 2,
  };

  chezu_rule_speak (at->engine, at->vehicle, CHEZU_RULE_OFFLINE_MOVING, &signal);
  at->state->told |= CHEZU_TOLD_OFFLINE_MOVING;
}

/* It comes back elsewhere: somebody drove it. A receiver that was just switched on knows where it
 * is only some fixes later. */
static void
judge_displacement (ChezuRuleMoment *at)
{
  ChezuRuleState *state = at->state;

  if (ends_long_silence (at) && state->silent_ms == 0)
    state->silent_ms = state->heard_ms;
  if (state->silent_ms == 0 || (at->fix->flags & CHEZU_FIX_INVALID) != 0)
    return;
  if (at->before != NULL && chezu_rule_moment_metres (at) > at->rules->offline.away_m
      && chezu_rule_is_on (at->rules, CHEZU_RULE_OFFLINE_MOVING))
    speak_of_displacement (at);
  state->silent_ms = 0;
}

void
chezu_rule_silence_take (ChezuRuleMoment *at)
{
  judge_displacement (at);
  return_from (at, CHEZU_RULE_OFFLINE_MOVING, CHEZU_TOLD_OFFLINE_MOVING);
  return_from (at, CHEZU_RULE_OFFLINE_LONG, CHEZU_TOLD_OFFLINE_LONG);
}
