/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Harsh braking, acceleration and cornering, from fixes at most two seconds apart. What the device
 * says itself is better and comes another way. */

#include "rule/chezu-rule-engine-private.h"

#include <math.h>

enum
{
  BRAKE,
  ACCEL,
  CORNER
};

static void
tell (ChezuRuleMoment *at, ChezuRule rule, guint which, double m_s2)
{
  const ChezuRuleSet *rules = at->rules;
  gboolean heavy = (at->vehicle->facts.traits & CHEZU_TRAIT_HEAVY) != 0;
  ChezuRuleSignal signal = {
    .began_ms = at->before->time_ms,
    .time_ms = at->fix->time_ms,
    .measured = m_s2,
    .limit = heavy ? rules->harsh.heavy_m_s2[which] : rules->harsh.light_m_s2[which],
    .unit = CHEZU_UNIT_M_S2,
    .sounds = TRUE,
    .fixes = { at->before->time_ms, at->fix->time_ms },
    .n_fixes = 2,
  };

  if (m_s2 >= signal.limit && chezu_rule_is_on (rules, rule)
      && (double)at->dt_ms <= chezu_rule_ms (rules->timing[rule].gap_s))
    chezu_rule_speak_once (at, rule, &signal);
}

/* v · ω, metres per second squared; 0 where a course is not known. */
static double
lateral_m_s2 (const ChezuRuleMoment *at, double seconds)
{
  double turn;

  if (at->before->course_cdeg == CHEZU_UNKNOWN || at->fix->course_cdeg == CHEZU_UNKNOWN)
    return 0;
  turn = remainder ((double)at->fix->course_cdeg - at->before->course_cdeg, 36000.0);
  return ((double)at->before->speed_cm_s + at->fix->speed_cm_s) / 200.0
         * fabs (turn / 100.0 * G_PI / 180.0) / seconds;
}

void
chezu_rule_harsh_take (ChezuRuleMoment *at)
{
  gint32 least_cm_s = chezu_km_h_to_cm_s (at->rules->harsh.least_km_h);
  double seconds = (double)at->dt_ms / CHEZU_SECOND_MS;
  double m_s2;

  if (at->before == NULL || at->before->speed_cm_s == CHEZU_UNKNOWN
      || at->fix->speed_cm_s == CHEZU_UNKNOWN
      || (at->before->speed_cm_s < least_cm_s && at->fix->speed_cm_s < least_cm_s))
    return;
  m_s2 = ((double)at->fix->speed_cm_s - at->before->speed_cm_s) / 100.0 / seconds;
  tell (at, CHEZU_RULE_BRAKE, BRAKE, -m_s2);
  tell (at, CHEZU_RULE_ACCEL, ACCEL, m_s2);
  if (at->before->speed_cm_s >= least_cm_s && at->fix->speed_cm_s >= least_cm_s)
    tell (at, CHEZU_RULE_CORNER, CORNER, lateral_m_s2 (at, seconds));
}
