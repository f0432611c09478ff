/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Suspected collisions: a vehicle that lost its speed faster than brakes can take it, and then
 * stands.
 *
 * From physics: laden, brakes must reach 5.0 m/s² (truck) or 5.9 (car) (GB 7258-2004, table 4), dry
 * asphalt allows about 8. Hence either (a) two fixes at most 2 s apart, from 30 km/h or more, with
 * a mean deceleration of 8 m/s² or more; or (b) 2 to 15 s apart (both ends belong to it), from 45
 * km/h or more, where the way between the last moving and the first standing fix (and 10 m for
 * their error) was too short for less than 7 m/s². In both cases the speed was confirmed by the fix
 * before, and the vehicle stands for 60 s. Where fixes are further apart nothing is claimed. */

#include "rule/chezu-rule-engine-private.h"

#include <math.h>

void
chezu_rule_collision_forget (ChezuRuleState *state)
{
  state->impact_ms = 0;
  state->stand_ms = 0;
}

static gboolean
is_standing (const ChezuRuleMoment *at)
{
  return at->fix->speed_cm_s < chezu_km_h_to_cm_s (at->rules->collision.still_km_h);
}

/* A single wrong speed is no speed. */
static gboolean
is_confirmed (const ChezuRuleMoment *at)
{
  const ChezuFix *earlier = &at->state->before[1];
  double speed = at->before->speed_cm_s;

  return earlier->time_ms != 0 && earlier->speed_cm_s != CHEZU_UNKNOWN
         && (double)(at->before->time_ms - earlier->time_ms)
                <= chezu_rule_ms (at->rules->collision.far_s)
         && fabs (earlier->speed_cm_s - speed)
                <= speed * at->rules->collision.confirm_percent / 100.0;
}

static double
near_m_s2 (const ChezuRuleMoment *at)
{
  return ((double)at->before->speed_cm_s - at->fix->speed_cm_s) / 100.0
         / ((double)at->dt_ms / CHEZU_SECOND_MS);
}

static double
far_m_s2 (ChezuRuleMoment *at)
{
  double m_s = at->before->speed_cm_s / 100.0;

  return m_s * m_s / (2.0 * (chezu_rule_moment_metres (at) + at->rules->collision.far_allowance_m));
}

/* The deceleration that proves an impact, m/s²; 0: none does. */
static double
impact_m_s2 (ChezuRuleMoment *at, double *limit)
{
  const ChezuRuleSet *rules = at->rules;
  double dt_ms = (double)at->dt_ms;
  gint32 speed_cm_s = at->before->speed_cm_s;
  double m_s2;

  if (speed_cm_s == CHEZU_UNKNOWN)
    return 0;
  if (dt_ms <= chezu_rule_ms (rules->collision.near_s)
      && speed_cm_s >= chezu_km_h_to_cm_s (rules->collision.near_km_h))
    {
      m_s2 = near_m_s2 (at);
      *limit = rules->collision.near_m_s2;
      if (m_s2 >= *limit && is_confirmed (at))
        return m_s2;
    }
  if (dt_ms >= chezu_rule_ms (rules->collision.near_s)
      && dt_ms <= chezu_rule_ms (rules->collision.far_s) && is_standing (at)
      && speed_cm_s >= chezu_km_h_to_cm_s (rules->collision.far_km_h))
    {
      m_s2 = far_m_s2 (at);
      *limit = rules->collision.far_m_s2;
      if (m_s2 >= *limit && is_confirmed (at))
        return m_s2;
    }
  return 0;
}

static void
note_impact (ChezuRuleMoment *at)
{
  ChezuRuleState *state = at->state;
  double limit;
  double m_s2 = impact_m_s2 (at, &limit);

  if (m_s2 <= 0)
    return;
  state->impact_ms = at->before->time_ms;
  state->impact_cm_s = at->before->speed_cm_s;
  state->impact_mm_s2 = (gint32)MIN (m_s2 * 1000.0, G_MAXINT32);
  state->impact_limit_mm_s2 = (gint32)(limit * 1000.0);
  state->stand_ms = is_standing (at) ? at->fix->time_ms : 0;
}

static void
speak (ChezuRuleMoment *at)
{
  const ChezuRuleState *state = at->state;
  ChezuRuleSignal signal = {
    .change = CHEZU_SIGNAL_RAISED,
    .began_ms = state->impact_ms,
    .time_ms = at->fix->time_ms,
    .lon_e7 = at->fix->lon_e7,
    .lat_e7 = at->fix->lat_e7,
    .speed_cm_s = state->impact_cm_s,
    .measured = state->impact_mm_s2 / 1000.0,
    .limit = state->impact_limit_mm_s2 / 1000.0,
    .unit = CHEZU_UNIT_M_S2,
    .sounds = TRUE,
    .fixes = { state->impact_ms, state->stand_ms, at->fix->time_ms },
    .n_fixes = 3,
  };

  chezu_rule_speak (at->engine, at->vehicle, CHEZU_RULE_COLLISION_SUSPECT, &signal);
}

/* After an impact: comes to rest, stays at rest, or it was none. */
static void
follow_impact (ChezuRuleMoment *at)
{
  ChezuRuleState *state = at->state;
  const ChezuRuleSet *rules = at->rules;

  if (!is_standing (at))
    {
      if (state->stand_ms != 0
          || (double)(at->fix->time_ms - state->impact_ms)
                 > chezu_rule_ms (rules->collision.near_s + rules->collision.settle_s))
        chezu_rule_collision_forget (state);
      return;
    }
  if (state->stand_ms == 0)
    state->stand_ms = at->fix->time_ms;
  if ((double)(at->fix->time_ms - state->stand_ms) < chezu_rule_ms (rules->collision.still_s))
    return;
  speak (at);
  chezu_rule_collision_forget (state);
}

void
chezu_rule_collision_take (ChezuRuleMoment *at)
{
  ChezuRuleState *state = at->state;

  if (!chezu_rule_is_on (at->rules, CHEZU_RULE_COLLISION_SUSPECT) || at->before == NULL)
    return;
  /* Who is not heard of for so long may have driven in between. */
  if (at->fix->speed_cm_s == CHEZU_UNKNOWN
      || (double)at->dt_ms > chezu_rule_ms (at->rules->collision.still_s))
    {
      chezu_rule_collision_forget (state);
      return;
    }
  if (state->impact_ms != 0)
    follow_impact (at);
  if (state->impact_ms == 0)
    note_impact (at);
}
