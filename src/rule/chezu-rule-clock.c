/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clocks that are wrong: ahead of the receipt, or behind it by just the eight hours of the zone,
 * for longer than a terminal needs to send what it had buffered so long. */

#include "rule/chezu-rule-engine-private.h"

#include <math.h>

static void
judge (ChezuRuleMoment *at, ChezuEpisodeOf episode, gboolean on, double off_s, double hold_s)
{
  ChezuJudgement judgement = {
    .rule = CHEZU_RULE_TIME_BAD,
    .episode = episode,
    .on = on,
    .measured = (gint32)CLAMP (off_s, 0, G_MAXINT32),
    .limit = (gint32)at->rules->clock.ahead_s,
    .unit = CHEZU_UNIT_SECONDS,
    .hold_s = hold_s,
    .level = 1,
  };

  chezu_episode_step (at, &judgement);
}

void
chezu_rule_clock_take (ChezuRuleMoment *at)
{
  const ChezuRuleSet *rules = at->rules;
  double ahead_s = (double)(at->fix->time_ms - at->received_ms) / CHEZU_SECOND_MS;
  gboolean on = chezu_rule_is_on (rules, CHEZU_RULE_TIME_BAD);

  if (at->received_ms == 0)
    return;
  judge (at, CHEZU_EPISODE_CLOCK_AHEAD, on && ahead_s > rules->clock.ahead_s, ahead_s, 0);
  judge (at, CHEZU_EPISODE_CLOCK_ZONE,
         on && fabs (-ahead_s - rules->clock.zone_s) <= rules->clock.zone_width_s, -ahead_s,
         rules->clock.zone_hold_s);
}
