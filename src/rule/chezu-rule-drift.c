/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions that jump away and return: the receiver drifts, nobody drove there. */

#include "rule/chezu-rule-engine-private.h"

static double
implied_km_h (const ChezuFix *from, const ChezuFix *to, double metres)
{
  return metres / (double)(to->time_ms - from->time_ms) * 3600.0;
}

static void
speak (ChezuRuleMoment *at, const ChezuFix *away, double km_h)
{
  ChezuRuleSignal signal = {
    .began_ms = away->time_ms,
    .time_ms = at->fix->time_ms,
    .measured = km_h,
    .limit = at->rules->drift.least_km_h,
    .unit = CHEZU_UNIT_KM_H,
    .sounds = TRUE,
    .fixes = { at->state->before[1].time_ms, away->time_ms, at->fix->time_ms },
    .n_fixes = 3,
  };

  chezu_rule_speak_once (at, CHEZU_RULE_DRIFT, &signal);
}

void
chezu_rule_drift_take (ChezuRuleMoment *at)
{
  const ChezuFix *start = &at->state->before[1];
  const ChezuFix *away = at->before;
  double least_km_h = at->rules->drift.least_km_h;
  double back_m;
  double back_km_h;

  if (away == NULL || start->time_ms == 0 || !chezu_rule_is_on (at->rules, CHEZU_RULE_DRIFT))
    return;
  back_m = chezu_rule_moment_metres (at);
  back_km_h = implied_km_h (away, at->fix, back_m);
  if (back_m <= at->rules->drift.least_m || back_km_h <= least_km_h
      || implied_km_h (start, away, chezu_rule_metres (start, away)) <= least_km_h
      || implied_km_h (start, at->fix, chezu_rule_metres (start, at->fix)) > least_km_h)
    return;
  speak (at, away, back_km_h);
}

void
chezu_rule_engine_drifted (ChezuRuleEngine *self,
                           gint64 vehicle_id,
                           gint64 time_ms,
                           gint32 lon_e7,
                           gint32 lat_e7,
                           double km_h)
{
  ChezuRuleVehicle *vehicle;
  const ChezuFix fix = {
    .time_ms = time_ms,
    .lon_e7 = lon_e7,
    .lat_e7 = lat_e7,
    .speed_cm_s = CHEZU_UNKNOWN,
  };
  ChezuRuleSignal signal = {
    .began_ms = time_ms,
    .time_ms = time_ms,
    .measured = km_h,
    .unit = CHEZU_UNIT_KM_H,
    .sounds = TRUE,
    .fixes = { time_ms },
    .n_fixes = 1,
  };
  ChezuRuleMoment at;

  g_return_if_fail (self != NULL);

  if (!chezu_rule_is_on (&self->rules, CHEZU_RULE_DRIFT))
    return;
  vehicle = chezu_rule_engine_find (self, vehicle_id);
  at = (ChezuRuleMoment){
    .engine = self, .rules = &self->rules, .vehicle = vehicle, .state = &vehicle->state, .fix = &fix
  };
  signal.limit = self->rules.drift.least_km_h;
  chezu_rule_speak_once (&at, CHEZU_RULE_DRIFT, &signal);
}
