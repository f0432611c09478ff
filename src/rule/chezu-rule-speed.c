/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speeding: by class of road and kind of vehicle, of coaches at night, and in regions with a limit
 * of their own.
 *
 * Sources: 道路交通安全法实施条例, articles 45 and 78; 危险货物道路运输安全管理办法, article 46;
 * 道路运输车辆动态监督管理办法 (at night 80 % of the day's limit); events as 联网联控考核 counts
 * them: longer than 30 s, several within a minute are one. Of the limits that hold at a place the
 * lowest decides, and only that one speaks. */

#include "rule/chezu-rule-engine-private.h"

ChezuSpeedGroup
chezu_rule_speed_group (const ChezuRuleFacts *facts)
{
  if ((facts->traits & CHEZU_TRAIT_HAZMAT) != 0)
    return CHEZU_SPEED_HAZMAT;
  return (facts->traits & CHEZU_TRAIT_LIMITED) != 0 ? CHEZU_SPEED_HEAVY : CHEZU_SPEED_CAR;
}

/* Nobody sets up a sign for less than that. */
#define LEAST_SIGN_KM_H 20.0

void
chezu_rule_speed_prepare (ChezuRuleEngine *engine)
{
  double night = engine->rules.speed.night_percent / 100.0;

  engine->least_limit_cm_s = chezu_km_h_to_cm_s (LEAST_SIGN_KM_H * night);
  for (guint group = 0; group < CHEZU_N_SPEED_GROUPS; group++)
    for (guint road = 0; road < CHEZU_N_ROAD_CLASSES; road++)
      {
        gint32 limit = chezu_km_h_to_cm_s (engine->rules.speed.limit_km_h[group][road]);

        engine->limit_cm_s[group][road] = limit;
        engine->least_limit_cm_s = MIN (engine->least_limit_cm_s, (gint32)(limit * night));
      }
}

typedef struct
{
  ChezuRule rule;
  ChezuEpisodeOf episode;
  gint32 limit_cm_s;
} Limit;

/* Signs rule (实施条例, article 45: where there are none); what dangerous goods may drive at most
 * is no matter of signs. */
static double
road_limit_km_h (const ChezuRuleMoment *at, ChezuSpeedGroup group, ChezuRoadClass road)
{
  const ChezuRuleContext *context = &at->engine->context;
  double class_km_h = at->rules->speed.limit_km_h[group][road];
  double sign_km_h = 0;

  if (context->sign_limit != NULL)
    sign_km_h = context->sign_limit (&at->vehicle->facts, at->fix->lon_e7, at->fix->lat_e7,
                                     context->data);
  if (sign_km_h <= 0)
    return class_km_h;
  return group == CHEZU_SPEED_HAZMAT ? MIN (class_km_h, sign_km_h) : sign_km_h;
}

static Limit
limit_at (const ChezuRuleMoment *at)
{
  const ChezuRuleContext *context = &at->engine->context;
  const ChezuRuleFacts *facts = &at->vehicle->facts;
  ChezuSpeedGroup group = chezu_rule_speed_group (facts);
  ChezuRoadClass road = CHEZU_ROAD_UNKNOWN;
  Limit limit = { CHEZU_RULE_OVERSPEED, CHEZU_EPISODE_OVERSPEED, 0 };
  gint32 region_cm_s = chezu_rule_fence_limit (at, group);
  double km_h;

  if (context->road_class != NULL)
    road = context->road_class (facts, at->fix->lon_e7, at->fix->lat_e7, context->data);
  km_h = road_limit_km_h (at, group, road);
  limit.limit_cm_s = chezu_km_h_to_cm_s (km_h);

  if ((facts->traits & CHEZU_TRAIT_COACH) != 0
      && chezu_rule_is_on (at->rules, CHEZU_RULE_OVERSPEED_NIGHT)
      && chezu_rule_is_between (at->fix->time_ms, at->rules->speed.night_from_h,
                                at->rules->speed.night_to_h))
    limit = (Limit){ CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_EPISODE_OVERSPEED_NIGHT,
                     chezu_km_h_to_cm_s (km_h * at->rules->speed.night_percent / 100.0) };

  if (region_cm_s < limit.limit_cm_s)
    limit = (Limit){ CHEZU_RULE_OVERSPEED_REGION, CHEZU_EPISODE_OVERSPEED_REGION, region_cm_s };
  return limit;
}

/* By how much it is too fast decides who has to hear of it. Whole km/h make no whole cm/s, so that
 * one of these more or less is nothing. */
static guint8
level_of (const ChezuRuleSet *rules, gint32 speed_cm_s, gint32 limit_cm_s)
{
  double over = 100.0 * (1.0 + speed_cm_s - limit_cm_s);

  if (over >= rules->speed.serious_percent * limit_cm_s)
    return 2;
  return over >= rules->speed.sound_percent * limit_cm_s ? 1 : 0;
}

static void
judge (ChezuRuleMoment *at, ChezuRule rule, ChezuEpisodeOf episode, const Limit *limit)
{
  gint32 speed_cm_s = at->fix->speed_cm_s;
  ChezuJudgement judgement = {
    .rule = rule,
    .episode = episode,
    .measured = speed_cm_s,
    .unit = CHEZU_UNIT_CM_S,
    .serious_priority = CHEZU_ALARM_P2,
  };

  if (limit->episode == episode)
    {
      judgement.on = speed_cm_s > limit->limit_cm_s && chezu_rule_is_on (at->rules, rule);
      judgement.limit = limit->limit_cm_s;
      judgement.level = level_of (at->rules, speed_cm_s, limit->limit_cm_s);
    }
  if (judgement.on || !chezu_episode_rests (at->state, episode))
    chezu_episode_step (at, &judgement);
}

void
chezu_rule_speed_take (ChezuRuleMoment *at)
{
  gboolean may_be_over
      = at->fix->speed_cm_s > at->engine->least_limit_cm_s || at->vehicle->stays != NULL;
  gboolean rests = chezu_episode_rests (at->state, CHEZU_EPISODE_OVERSPEED)
                   && chezu_episode_rests (at->state, CHEZU_EPISODE_OVERSPEED_NIGHT)
                   && chezu_episode_rests (at->state, CHEZU_EPISODE_OVERSPEED_REGION);
  Limit limit;

  if (at->fix->speed_cm_s == CHEZU_UNKNOWN || (!may_be_over && rests))
    return;
  limit = limit_at (at);
  judge (at, CHEZU_RULE_OVERSPEED, CHEZU_EPISODE_OVERSPEED, &limit);
  judge (at, CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_EPISODE_OVERSPEED_NIGHT, &limit);
  judge (at, CHEZU_RULE_OVERSPEED_REGION, CHEZU_EPISODE_OVERSPEED_REGION, &limit);
}
