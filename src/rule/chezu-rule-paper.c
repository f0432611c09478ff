/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Papers that expire: told 60, 30 and 7 days before, and when they have. */

#include "rule/chezu-rule-engine-private.h"

#define GOOD 0
#define EXPIRED 4

static guint8
stage_of (const ChezuRuleSet *rules, gint64 until_ms, gint64 now_ms)
{
  double days = (double)(until_ms - now_ms) / CHEZU_DAY_MS;

  if (days <= 0)
    return EXPIRED;
  if (days <= rules->paper.third_days)
    return 3;
  if (days <= rules->paper.second_days)
    return 2;
  return days <= rules->paper.first_days ? 1 : GOOD;
}

static void
speak (ChezuRuleEngine *engine,
       ChezuRuleVehicle *vehicle,
       ChezuPaper paper,
       ChezuSignalChange change,
       gint64 now_ms)
{
  gint64 until_ms = vehicle->facts.paper_until_ms[paper];
  guint8 stage = vehicle->state.paper_stage[paper];
  ChezuRuleSignal signal = {
    .change = change,
    .began_ms = now_ms,
    .time_ms = now_ms,
    .measured = (double)(until_ms - now_ms) / CHEZU_DAY_MS,
    .unit = CHEZU_UNIT_DAYS,
    .priority = stage == EXPIRED ? (guint8)engine->rules.paper.expired_priority : 0,
    .subject = paper,
  };

  chezu_rule_speak (engine, vehicle, CHEZU_RULE_PAPER, &signal);
}

void
chezu_rule_paper_tick (ChezuRuleEngine *engine, ChezuRuleVehicle *vehicle, gint64 now_ms)
{
  if (!chezu_rule_is_on (&engine->rules, CHEZU_RULE_PAPER))
    return;
  for (guint paper = 0; paper < CHEZU_N_PAPERS; paper++)
    {
      gint64 until_ms = vehicle->facts.paper_until_ms[paper];
      guint8 before = vehicle->state.paper_stage[paper];
      guint8 stage = until_ms != 0 ? stage_of (&engine->rules, until_ms, now_ms) : GOOD;

      vehicle->state.paper_stage[paper] = stage;
      if (stage > before)
        speak (engine, vehicle, (ChezuPaper)paper,
               before == GOOD ? CHEZU_SIGNAL_RAISED : CHEZU_SIGNAL_WORSE, now_ms);
      else if (stage == GOOD && before != GOOD)
        speak (engine, vehicle, (ChezuPaper)paper, CHEZU_SIGNAL_RETURNED, now_ms);
    }
}
