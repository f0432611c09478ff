/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-rule-apply-private.h"

#include "base/chezu-time.h"
#include "store/chezu-alarm-raise-private.h"

/* Nobody did it: the program wrote it down. */
#define PROGRAM "chezu"

/* 0, which leaves it to the catalogue, where nobody set another one for the rule and it is not a
 * grave case of it. */
static guint8
own_priority (const ChezuRuleSignal *signal)
{
  const ChezuRuleParam *param;
  ChezuRule rule;

  if (!chezu_rule_from_key (signal->type, &rule))
    return signal->priority;
  param = chezu_rule_param_find (rule, "priority");
  return (guint8)param->value == signal->priority ? CHEZU_ALARM_NONE : signal->priority;
}

/* The snooze is the reason why the alarm is shelved from the beginning; one that is shelved, or
 * that somebody handles, stays as it is. */
static gboolean
shelve (ChezuDatabase *db,
        gint64 alarm_id,
        const ChezuRuleSignal *signal,
        gint64 now_ms,
        GError **error)
{
  const ChezuAlarmAct act = {
    .step = CHEZU_ALARM_STEP_SHELVE,
    .time_ms = now_ms,
    .who = PROGRAM,
    .until_ms = MIN (signal->snoozed_until_ms, now_ms + CHEZU_ALARM_SHELVE_MAX_MS),
    .text = signal->snoozed,
  };
  g_autoptr (GError) refused = NULL;

  if (act.until_ms <= now_ms || chezu_alarm_step_in (db, alarm_id, &act, NULL, &refused)
      || refused->domain == CHEZU_ALARM_ERROR)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refused));
  return FALSE;
}

static gboolean
raise_alarm (ChezuDatabase *db, const ChezuRuleSignal *signal, gint64 now_ms, GError **error)
{
  gboolean is_speed = signal->unit == CHEZU_UNIT_CM_S;
  ChezuAlarmRaise raise = CHEZU_ALARM_RAISE_INIT;
  g_autoptr (GError) reason = NULL;
  gint64 id;

  raise.type = signal->type;
  raise.vehicle_id = signal->vehicle_id;
  raise.goes_on = signal->change == CHEZU_SIGNAL_WORSE;
  raise.at_ms = raise.goes_on ? signal->time_ms : signal->began_ms;
  raise.has_position = signal->lon_e7 != 0 || signal->lat_e7 != 0;
  raise.lon_e7 = signal->lon_e7;
  raise.lat_e7 = signal->lat_e7;
  raise.speed_cm_s = is_speed ? (gint32)signal->measured : signal->speed_cm_s;
  raise.limit_cm_s = is_speed ? (gint32)signal->limit : -1;
  raise.priority = own_priority (signal);
  raise.late = signal->late;
  raise.silent = !signal->sounds && !signal->late;
  raise.rule = signal->type;
  raise.rule_version = (int)signal->version;
  raise.fixes = signal->fixes;
  raise.n_fixes = signal->n_fixes;
  raise.measured = signal->measured;
  raise.bound = signal->limit;
  raise.unit = signal->unit != CHEZU_UNIT_NONE ? chezu_signal_unit_key (signal->unit) : NULL;
  raise.subject = signal->subject;
  if (!chezu_alarm_raise_in (db, &raise, now_ms, &id, &reason))
    {
      /* A type that somebody took out of the catalogue is no reason to lose fixes. */
      if (g_error_matches (reason, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  return id == 0 || signal->snoozed == NULL || shelve (db, id, signal, now_ms, error);
}

gboolean
chezu_rule_apply (ChezuDatabase *db, const ChezuRuleSignal *signal, gint64 now_ms, GError **error)
{
  if (signal->change == CHEZU_SIGNAL_RETURNED)
    return chezu_alarm_return_in (db, signal->vehicle_id, signal->type, signal->began_ms, now_ms,
                                  error);
  return raise_alarm (db, signal, now_ms, error);
}
