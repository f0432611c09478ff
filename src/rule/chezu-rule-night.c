/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coaches on the road between two and five in the morning.
 *
 * Source: 道路旅客运输企业安全管理规范, article 38: long-distance coaches stop or relay from 02:00
 * to 05:00; who is exempt (relay of drivers, airport, rail and shuttle lines up to 100 km) stands
 * with the vehicle. */

#include "rule/chezu-rule-engine-private.h"

void
chezu_rule_night_take (ChezuRuleMoment *at)
{
  const ChezuRuleSet *rules = at->rules;
  guint traits = at->vehicle->facts.traits;
  ChezuJudgement judgement = {
    .rule = CHEZU_RULE_NIGHT_BAN,
    .episode = CHEZU_EPISODE_NIGHT_BAN,
    .measured = at->fix->speed_cm_s,
    .limit = chezu_km_h_to_cm_s (rules->night_ban.least_km_h),
    .unit = CHEZU_UNIT_CM_S,
    .level = 1,
  };

  if (at->fix->speed_cm_s == CHEZU_UNKNOWN)
    return;
  judgement.on
      = (traits & CHEZU_TRAIT_COACH) != 0 && (traits & CHEZU_TRAIT_NIGHT_EXEMPT) == 0
        && at->fix->speed_cm_s > judgement.limit && chezu_rule_is_on (rules, CHEZU_RULE_NIGHT_BAN)
        && chezu_rule_is_between (at->fix->time_ms, rules->night_ban.from_h, rules->night_ban.to_h);
  chezu_episode_step (at, &judgement);
}
