/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Off the corridor that a vehicle has to keep to: further than 200 m, in a city 100, for a minute
 * and three fixes. */

#include "rule/chezu-rule-engine-private.h"

static double
allowed_m (const ChezuRuleMoment *at)
{
  const ChezuRuleContext *context = &at->engine->context;
  ChezuRoadClass road = CHEZU_ROAD_UNKNOWN;

  if (context->road_class != NULL)
    road = context->road_class (&at->vehicle->facts, at->fix->lon_e7, at->fix->lat_e7,
                                context->data);
  return road == CHEZU_ROAD_CITY || road == CHEZU_ROAD_BRANCH ? at->rules->route.city_m
                                                              : at->rules->route.off_m;
}

void
chezu_rule_route_take (ChezuRuleMoment *at)
{
  const ChezuRuleContext *context = &at->engine->context;
  ChezuJudgement judgement = {
    .rule = CHEZU_RULE_ROUTE_OFF,
    .episode = CHEZU_EPISODE_ROUTE_OFF,
    .unit = CHEZU_UNIT_METRES,
    .level = 1,
    .serious_priority = (guint8)at->rules->route.hazmat_priority,
  };
  double off_m = -1;

  if (context->off_route != NULL && chezu_rule_is_on (at->rules, CHEZU_RULE_ROUTE_OFF))
    off_m
        = context->off_route (&at->vehicle->facts, at->fix->lon_e7, at->fix->lat_e7, context->data);
  if (off_m < 0 && chezu_episode_rests (at->state, CHEZU_EPISODE_ROUTE_OFF))
    return;
  if (off_m >= 0)
    {
      double most_m = allowed_m (at);

      judgement.on = off_m > most_m;
      judgement.measured = (gint32)MIN (off_m, G_MAXINT32);
      judgement.limit = (gint32)most_m;
    }
  if ((at->vehicle->facts.traits & CHEZU_TRAIT_HAZMAT) != 0)
    judgement.level = 2;
  chezu_episode_step (at, &judgement);
}
