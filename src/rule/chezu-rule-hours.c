/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hours at the wheel: without a rest, within a day, within a week.
 *
 * Sources: 道路交通安全法实施条例, article 62 (7): no more than four hours without a stop, none
 * shorter than twenty minutes; 道路运输条例, article 28; 道路运输车辆动态监督管理办法: two hours at
 * night, eight within a day; 道路旅客运输企业安全管理规范, article 38: coaches 44 hours within a
 * week.
 *
 * Driving is moving from one fix to the next; a stop that is too short is no rest, but is not
 * counted as driving either. A gap is read in the driver's favour: he drove as fast as he may and
 * rested for what is left of it. */

#include "rule/chezu-rule-engine-private.h"

/* A vehicle that has not gone further while nothing was heard of it stood. */
#define STAYED_M 100.0

static gboolean
is_driving (const ChezuRuleSet *rules, const ChezuFix *fix)
{
  return fix->speed_cm_s != CHEZU_UNKNOWN
         && fix->speed_cm_s > chezu_km_h_to_cm_s (rules->hours.driving_km_h);
}

static gboolean
day_applies (const ChezuRuleSet *rules, guint traits)
{
  if ((traits & CHEZU_TRAIT_COACH) != 0)
    return rules->hours.day_coach != 0;
  if ((traits & CHEZU_TRAIT_HAZMAT) != 0)
    return rules->hours.day_hazmat != 0;
  return (traits & CHEZU_TRAIT_HEAVY) != 0 && rules->hours.day_truck != 0;
}

/* Milliseconds between the two that lie at night. */
static gint64
night_part (const ChezuRuleSet *rules, gint64 from_ms, gint64 to_ms)
{
  double from_h = rules->hours.night_from_h;
  double to_h = rules->hours.night_to_h;
  gint64 length_ms = (gint64)((to_h - from_h) * CHEZU_HOUR_MS);
  gint64 day_ms = from_ms - chezu_rule_day_ms (from_ms);
  gint64 sum_ms = 0;

  if (length_ms < 0)
    length_ms += CHEZU_DAY_MS;
  for (gint64 day = day_ms - CHEZU_DAY_MS; day < to_ms; day += CHEZU_DAY_MS)
    {
      gint64 begin_ms = day + (gint64)(from_h * CHEZU_HOUR_MS);
      gint64 end_ms = begin_ms + length_ms;

      sum_ms += MAX (0, MIN (end_ms, to_ms) - MAX (begin_ms, from_ms));
    }
  return sum_ms;
}

/* --- Counting */

static void
count_driving (ChezuRuleMoment *at, gint64 from_ms, gint64 to_ms)
{
  ChezuRuleState *state = at->state;
  guint traits = at->vehicle->facts.traits;

  state->drive_ms += (guint32)(to_ms - from_ms);
  if ((traits & (CHEZU_TRAIT_COACH | CHEZU_TRAIT_HAZMAT)) != 0)
    state->night_ms += (guint32)night_part (at->rules, from_ms, to_ms);
  if (!day_applies (at->rules, traits) && (traits & CHEZU_TRAIT_COACH) == 0)
    return;
  if (at->vehicle->hours == NULL)
    at->vehicle->hours = g_new0 (ChezuRuleDriving, 1);
  chezu_rule_driving_add (at->vehicle->hours, from_ms, to_ms);
}

static void
speak (ChezuRuleMoment *at,
       ChezuRule rule,
       ChezuSignalChange change,
       gint64 began_ms,
       gint64 measured_ms,
       double limit_s)
{
  ChezuRuleSignal signal = {
    .change = change,
    .began_ms = began_ms,
    .time_ms = MAX (began_ms, at->fix->time_ms),
    .lon_e7 = at->fix->lon_e7,
    .lat_e7 = at->fix->lat_e7,
    .speed_cm_s = at->fix->speed_cm_s,
    .measured = (double)measured_ms / 1000.0,
    .limit = limit_s,
    .unit = CHEZU_UNIT_SECONDS,
    .sounds = TRUE,
    .fixes = { at->before->time_ms, at->fix->time_ms },
    .n_fixes = at->before != at->fix ? 2 : 1,
  };

  chezu_rule_speak (at->engine, at->vehicle, rule, &signal);
}

/* The driver has rested. */
static void
rest (ChezuRuleMoment *at, gint64 since_ms)
{
  ChezuRuleState *state = at->state;

  if ((state->told & CHEZU_TOLD_FATIGUE) != 0)
    speak (at, CHEZU_RULE_FATIGUE, CHEZU_SIGNAL_RETURNED, since_ms, state->drive_ms,
           at->rules->hours.day_s);
  if ((state->told & CHEZU_TOLD_FATIGUE_WARN) != 0)
    speak (at, CHEZU_RULE_FATIGUE_WARN, CHEZU_SIGNAL_RETURNED, since_ms, state->drive_ms,
           at->rules->hours.day_s);
  state->told &= ~(guint32)(CHEZU_TOLD_FATIGUE | CHEZU_TOLD_FATIGUE_WARN);
  state->drive_ms = 0;
  state->night_ms = 0;
}

static gboolean
is_rest (const ChezuRuleSet *rules, gint64 length_ms)
{
  return (double)length_ms >= chezu_rule_ms (rules->hours.rest_s);
}

/* How long it drove at least, for the way that it has come meanwhile. */
static void
count_gap (ChezuRuleMoment *at)
{
  const ChezuRuleFacts *facts = &at->vehicle->facts;
  ChezuRuleState *state = at->state;
  gint32 fastest_cm_s
      = at->engine->limit_cm_s[chezu_rule_speed_group (facts)][CHEZU_ROAD_EXPRESSWAY];
  double metres = chezu_rule_moment_metres (at);
  gint64 drove_ms = 0;

  if (metres > STAYED_M)
    drove_ms = MIN ((gint64)(metres * 100.0 * 1000.0 / fastest_cm_s), at->dt_ms);
  if (state->still_ms == 0)
    state->still_ms = at->before->time_ms;
  if (drove_ms == 0)
    return;
  if (is_rest (at->rules, at->fix->time_ms - drove_ms - state->still_ms))
    rest (at, state->still_ms);
  count_driving (at, at->fix->time_ms - drove_ms, at->fix->time_ms);
  /* Or it drove first, and stands since then. */
  state->still_ms = at->before->time_ms + drove_ms;
}

static void
count (ChezuRuleMoment *at)
{
  if ((double)at->dt_ms > chezu_rule_ms (at->rules->timing[CHEZU_RULE_FATIGUE].gap_s))
    count_gap (at);
  else if (is_driving (at->rules, at->before))
    count_driving (at, at->before->time_ms, at->fix->time_ms);
}

/* --- Judging */

static void
tell_continuous (ChezuRuleMoment *at, ChezuRule rule, ChezuTold told, double day_s, double night_s)
{
  ChezuRuleState *state = at->state;
  double day_over_ms = state->drive_ms - chezu_rule_ms (day_s);
  double night_over_ms = state->night_ms > 0 ? state->night_ms - chezu_rule_ms (night_s) : -1;
  gboolean by_night = night_over_ms > day_over_ms;
  double over_ms = MAX (day_over_ms, night_over_ms);

  if ((state->told & told) != 0 || over_ms <= 0 || !chezu_rule_is_on (at->rules, rule))
    return;
  state->told |= told;
  speak (at, rule, CHEZU_SIGNAL_RAISED, at->fix->time_ms - MIN ((gint64)over_ms, at->dt_ms),
         by_night ? state->night_ms : state->drive_ms, by_night ? night_s : day_s);
}

/* A sum that glides goes down by itself when old driving leaves it: only well below is back. */
static void
tell_sum (ChezuRuleMoment *at, ChezuRule rule, ChezuTold told, gint64 sum_ms, double limit_s)
{
  ChezuRuleState *state = at->state;
  double over_ms = (double)sum_ms - chezu_rule_ms (limit_s);

  if ((state->told & told) == 0 && over_ms > 0 && chezu_rule_is_on (at->rules, rule))
    {
      state->told |= told;
      speak (at, rule, CHEZU_SIGNAL_RAISED, at->fix->time_ms - MIN ((gint64)over_ms, at->dt_ms),
             sum_ms, limit_s);
    }
  else if ((state->told & told) != 0 && over_ms <= -chezu_rule_ms (at->rules->hours.hysteresis_s))
    {
      state->told &= ~(guint32)told;
      speak (at, rule, CHEZU_SIGNAL_RETURNED, at->fix->time_ms, sum_ms, limit_s);
    }
}

static void
tell_sums (ChezuRuleMoment *at)
{
  ChezuRuleDriving *hours = at->vehicle->hours;
  guint traits = at->vehicle->facts.traits;

  chezu_rule_driving_advance (hours, at->fix->time_ms);
  if (day_applies (at->rules, traits))
    tell_sum (at, CHEZU_RULE_DRIVE_DAY, CHEZU_TOLD_DRIVE_DAY, chezu_rule_driving_day_ms (hours),
              at->rules->hours.total_day_s);
  if ((traits & CHEZU_TRAIT_COACH) != 0)
    tell_sum (at, CHEZU_RULE_DRIVE_WEEK, CHEZU_TOLD_DRIVE_WEEK, chezu_rule_driving_week_ms (hours),
              at->rules->hours.total_week_s);
}

void
chezu_rule_hours_take (ChezuRuleMoment *at)
{
  ChezuRuleState *state = at->state;
  double warn_s = at->rules->hours.warn_s;

  if (at->before != NULL)
    count (at);
  if (state->still_ms != 0 && is_rest (at->rules, at->fix->time_ms - state->still_ms)
      && state->drive_ms != 0)
    rest (at, state->still_ms);
  if (is_driving (at->rules, at->fix))
    state->still_ms = 0;
  else if (state->still_ms == 0)
    state->still_ms = at->fix->time_ms;

  if (at->before == NULL)
    return;
  if (state->drive_ms > 0)
    {
      tell_continuous (at, CHEZU_RULE_FATIGUE_WARN, CHEZU_TOLD_FATIGUE_WARN,
                       at->rules->hours.day_s - warn_s, at->rules->hours.night_s - warn_s);
      tell_continuous (at, CHEZU_RULE_FATIGUE, CHEZU_TOLD_FATIGUE, at->rules->hours.day_s,
                       at->rules->hours.night_s);
    }
  if (at->vehicle->hours != NULL)
    tell_sums (at);
}

/* Whatever was raised was another driver's. */
static void
acquit (ChezuRuleMoment *at, gint64 time_ms)
{
  const ChezuRuleSet *rules = at->rules;
  const ChezuRuleDriving *hours = at->vehicle->hours;
  const struct
  {
    ChezuRule rule;
    ChezuTold told;
    gint64 measured_ms;
    double limit_s;
  } raised[] = {
    { CHEZU_RULE_FATIGUE, CHEZU_TOLD_FATIGUE, at->state->drive_ms, rules->hours.day_s },
    { CHEZU_RULE_FATIGUE_WARN, CHEZU_TOLD_FATIGUE_WARN, at->state->drive_ms, rules->hours.day_s },
    { CHEZU_RULE_DRIVE_DAY, CHEZU_TOLD_DRIVE_DAY,
      hours != NULL ? chezu_rule_driving_day_ms (hours) : 0, rules->hours.total_day_s },
    { CHEZU_RULE_DRIVE_WEEK, CHEZU_TOLD_DRIVE_WEEK,
      hours != NULL ? chezu_rule_driving_week_ms (hours) : 0, rules->hours.total_week_s },
  };

  for (guint i = 0; i < G_N_ELEMENTS (raised); i++)
    {
      if ((at->state->told & raised[i].told) == 0)
        continue;
      at->state->told &= ~(guint32)raised[i].told;
      speak (at, raised[i].rule, CHEZU_SIGNAL_RETURNED, time_ms, raised[i].measured_ms,
             raised[i].limit_s);
    }
}

void
chezu_rule_hours_change_driver (ChezuRuleEngine *engine, ChezuRuleVehicle *vehicle, gint64 time_ms)
{
  ChezuRuleState *state = &vehicle->state;
  ChezuRuleMoment at = {
    .engine = engine,
    .rules = &engine->rules,
    .vehicle = vehicle,
    .state = state,
    .before = &state->before[0],
    .fix = &state->before[0],
  };

  acquit (&at, time_ms);
  state->drive_ms = 0;
  state->night_ms = 0;
  if (state->still_ms != 0)
    state->still_ms = time_ms;
  g_clear_pointer (&vehicle->hours, g_free);
}
