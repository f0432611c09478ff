/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How rules speak: what each signal has beside its own figures, groups, snoozes, and conditions
 * that must last. */

#include "rule/chezu-rule-engine-private.h"

#include <math.h>

static const char *const change_keys[CHEZU_N_SIGNAL_CHANGES] = {
  "raised",
  "worse",
  "returned",
  "moment",
};

static const char *const unit_keys[CHEZU_N_SIGNAL_UNITS] = {
  "", "cm/s", "m/s2", "s", "m", "km/h", "d",
};

const char *
chezu_signal_change_key (ChezuSignalChange change)
{
  g_return_val_if_fail (change < CHEZU_N_SIGNAL_CHANGES, NULL);
  return change_keys[change];
}

const char *
chezu_signal_unit_key (ChezuSignalUnit unit)
{
  g_return_val_if_fail (unit < CHEZU_N_SIGNAL_UNITS, NULL);
  return unit_keys[unit];
}

/* A vehicle and type that spoke a moment ago is the same group. */
static gboolean
is_repeated (const ChezuRuleState *state, const ChezuRuleSet *rules, ChezuRule rule, gint64 time_ms)
{
  guint32 last_s = state->last_s[rule];

  return last_s != 0
         && fabs ((double)(time_ms / CHEZU_SECOND_MS - last_s)) <= rules->timing[rule].group_s;
}

void
chezu_rule_speak (ChezuRuleEngine *engine,
                  ChezuRuleVehicle *vehicle,
                  ChezuRule rule,
                  ChezuRuleSignal *signal)
{
  ChezuRuleState *state = &vehicle->state;
  const ChezuFix *where = &state->before[0];

  signal->type = chezu_rule_key (rule);
  signal->vehicle_id = vehicle->facts.vehicle_id;
  signal->version = engine->versions[rule];
  if (signal->priority == 0)
    signal->priority = (guint8)engine->rules.timing[rule].priority;
  if (signal->lon_e7 == 0 && signal->lat_e7 == 0)
    {
      signal->lon_e7 = where->lon_e7;
      signal->lat_e7 = where->lat_e7;
      signal->speed_cm_s = where->time_ms != 0 ? where->speed_cm_s : CHEZU_UNKNOWN;
    }
  signal->late = engine->late;
  signal->sounds = signal->sounds && !engine->late && signal->change != CHEZU_SIGNAL_RETURNED;
  if (signal->change == CHEZU_SIGNAL_RAISED || signal->change == CHEZU_SIGNAL_MOMENT)
    {
      signal->repeated = is_repeated (state, &engine->rules, rule, signal->time_ms);
      state->last_s[rule] = MAX (state->last_s[rule], (guint32)(signal->time_ms / CHEZU_SECOND_MS));
    }
  if (engine->silent)
    return;
  if (signal->priority != CHEZU_ALARM_P1)
    signal->snoozed = chezu_rule_engine_snoozed (engine, signal->vehicle_id, signal->type,
                                                 signal->time_ms, &signal->snoozed_until_ms);
  engine->sink (signal, engine->sink_data);
}

gboolean
chezu_rule_speak_once (ChezuRuleMoment *at, ChezuRule rule, ChezuRuleSignal *signal)
{
  guint32 *last_s = &at->state->last_s[rule];
  gint64 time_s = signal->time_ms / CHEZU_SECOND_MS;

  /* As long as it goes on it stays disarmed. */
  if (*last_s != 0 && (double)(time_s - *last_s) < at->rules->timing[rule].rearm_s)
    {
      *last_s = MAX (*last_s, (guint32)time_s);
      return FALSE;
    }
  signal->change = CHEZU_SIGNAL_MOMENT;
  signal->lon_e7 = at->fix->lon_e7;
  signal->lat_e7 = at->fix->lat_e7;
  signal->speed_cm_s = at->fix->speed_cm_s;
  chezu_rule_speak (at->engine, at->vehicle, rule, signal);
  return TRUE;
}

/* --- What lasts ----------------------------------------------------------------------------- */

static void
speak_of_episode (ChezuRuleMoment *at,
                  const ChezuJudgement *judgement,
                  ChezuSignalChange change,
                  gint64 began_ms)
{
  const ChezuEpisode *episode = &at->state->episodes[judgement->episode];
  ChezuRuleSignal signal = {
    .change = change,
    .began_ms = began_ms,
    .time_ms = at->fix->time_ms,
    .lon_e7 = at->fix->lon_e7,
    .lat_e7 = at->fix->lat_e7,
    .speed_cm_s = at->fix->speed_cm_s,
    .measured = episode->peak,
    .limit = episode->limit,
    .unit = judgement->unit,
    .priority = (guint8)at->rules->timing[judgement->rule].priority,
    .sounds = episode->level > 0,
    .fixes = { episode->since_ms, at->fix->time_ms },
    .n_fixes = 2,
  };

  if (episode->level >= 2)
    signal.priority = chezu_alarm_worse (signal.priority, judgement->serious_priority);
  if (change == CHEZU_SIGNAL_RETURNED)
    signal.fixes[0] = began_ms;
  chezu_rule_speak (at->engine, at->vehicle, judgement->rule, &signal);
}

/* What was measured counts by the limit that held where it was. */
static gboolean
is_worse (const ChezuEpisode *episode, const ChezuJudgement *judgement)
{
  return (double)judgement->measured * MAX (episode->limit, 1)
         > (double)episode->peak * MAX (judgement->limit, 1);
}

static void
go_on (ChezuRuleMoment *at, const ChezuJudgement *judgement, ChezuEpisode *episode)
{
  const ChezuRuleTiming *timing = &at->rules->timing[judgement->rule];
  gint64 time_ms = at->fix->time_ms;
  gboolean more_urgent = judgement->level > episode->level;

  if (episode->since_ms == 0)
    *episode = (ChezuEpisode){ .since_ms = time_ms };
  episode->calm_ms = 0;
  if (episode->n_fixes == 0 || is_worse (episode, judgement))
    {
      episode->peak = judgement->measured;
      episode->limit = judgement->limit;
    }
  episode->level = MAX (episode->level, judgement->level);
  episode->n_fixes = (guint16)MIN (episode->n_fixes + 1, G_MAXUINT16);

  if (!episode->raised && episode->n_fixes >= timing->fixes
      && (double)(time_ms - episode->since_ms)
             > chezu_rule_ms (judgement->hold_s > 0 ? judgement->hold_s : timing->hold_s))
    {
      episode->raised = 1;
      speak_of_episode (at, judgement, CHEZU_SIGNAL_RAISED, episode->since_ms);
    }
  else if (episode->raised && more_urgent)
    speak_of_episode (at, judgement, CHEZU_SIGNAL_WORSE, episode->since_ms);
}

static void
calm_down (ChezuRuleMoment *at, const ChezuJudgement *judgement, ChezuEpisode *episode)
{
  const ChezuRuleTiming *timing = &at->rules->timing[judgement->rule];

  if (!episode->raised)
    {
      *episode = (ChezuEpisode){ 0 };
      return;
    }
  if (episode->calm_ms == 0)
    episode->calm_ms = at->fix->time_ms;
  if ((double)(at->fix->time_ms - episode->calm_ms) < chezu_rule_ms (timing->rearm_s))
    return;
  speak_of_episode (at, judgement, CHEZU_SIGNAL_RETURNED, episode->calm_ms);
  *episode = (ChezuEpisode){ 0 };
}

/* Nobody knows what was in a gap: whatever follows begins anew. */
static void
end_at_gap (ChezuRuleMoment *at, const ChezuJudgement *judgement, ChezuEpisode *episode)
{
  gint64 last_ms = episode->since_ms + episode->last_ms;

  if ((double)(at->fix->time_ms - last_ms)
      <= chezu_rule_ms (at->rules->timing[judgement->rule].gap_s))
    return;
  if (episode->raised)
    speak_of_episode (at, judgement, CHEZU_SIGNAL_RETURNED,
                      episode->calm_ms != 0 ? episode->calm_ms : last_ms);
  *episode = (ChezuEpisode){ 0 };
}

void
chezu_episode_step (ChezuRuleMoment *at, const ChezuJudgement *judgement)
{
  ChezuEpisode *episode = &at->state->episodes[judgement->episode];

  if (episode->since_ms != 0)
    end_at_gap (at, judgement, episode);
  if (episode->since_ms == 0 && !judgement->on)
    return;
  if (judgement->on)
    go_on (at, judgement, episode);
  else
    calm_down (at, judgement, episode);
  if (episode->since_ms != 0)
    episode->last_ms = (guint32)CLAMP (at->fix->time_ms - episode->since_ms, 0, G_MAXUINT32);
}
