/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and names of the states, steps and results of alarms. */

#include "store/chezu-alarm-life.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *key;
  const char *name;
} Word;

static const Word states[CHEZU_N_ALARM_STATES] = {
  [CHEZU_ALARM_RAISED] = { "raised", N_ ("Unacknowledged") },
  [CHEZU_ALARM_ACKNOWLEDGED] = { "acknowledged", N_ ("Acknowledged") },
  [CHEZU_ALARM_HANDLING] = { "handling", N_ ("In Handling") },
  [CHEZU_ALARM_RETURNED] = { "returned", N_ ("Returned") },
  [CHEZU_ALARM_CLOSED] = { "closed", N_ ("Closed") },
  [CHEZU_ALARM_SHELVED] = { "shelved", N_ ("Shelved") },
  [CHEZU_ALARM_APPEALED] = { "appealed", N_ ("Appealed") },
};

static const Word steps[CHEZU_N_ALARM_STEPS] = {
  [CHEZU_ALARM_STEP_RAISE] = { "raise", N_ ("Raised") },
  [CHEZU_ALARM_STEP_REPEAT] = { "repeat", N_ ("Repeated") },
  [CHEZU_ALARM_STEP_ACKNOWLEDGE] = { "acknowledge", N_ ("Acknowledged") },
  [CHEZU_ALARM_STEP_TAKE] = { "take", N_ ("Taken") },
  [CHEZU_ALARM_STEP_RELEASE] = { "release", N_ ("Given Back") },
  [CHEZU_ALARM_STEP_ACT] = { "act", N_ ("Action Taken") },
  [CHEZU_ALARM_STEP_MESSAGE] = { "message", N_ ("Message Sent") },
  [CHEZU_ALARM_STEP_NOTE] = { "note", N_ ("Note") },
  [CHEZU_ALARM_STEP_RETURN] = { "return", N_ ("Returned to Normal") },
  [CHEZU_ALARM_STEP_CLOSE] = { "close", N_ ("Closed") },
  [CHEZU_ALARM_STEP_SHELVE] = { "shelve", N_ ("Shelved") },
  [CHEZU_ALARM_STEP_UNSHELVE] = { "unshelve", N_ ("Shelving Ended") },
  [CHEZU_ALARM_STEP_PRIORITY] = { "priority", N_ ("Priority Changed") },
  [CHEZU_ALARM_STEP_PASS] = { "pass", N_ ("Passed to the Shift Lead") },
  [CHEZU_ALARM_STEP_APPEAL] = { "appeal", N_ ("Appealed") },
  [CHEZU_ALARM_STEP_DECIDE] = { "decide", N_ ("Appeal Decided") },
};

static const Word results[CHEZU_N_ALARM_RESULTS] = {
  [CHEZU_ALARM_RESULT_NONE] = { NULL, NULL },
  [CHEZU_ALARM_RESULT_HANDLED] = { "handled", N_ ("Handled") },
  [CHEZU_ALARM_RESULT_FALSE] = { "false", N_ ("False Alarm") },
  [CHEZU_ALARM_RESULT_DUPLICATE] = { "duplicate", N_ ("Duplicate") },
  [CHEZU_ALARM_RESULT_ESCALATED] = { "escalated", N_ ("Escalated") },
  [CHEZU_ALARM_RESULT_LAPSED] = { "lapsed", N_ ("Lapsed") },
  [CHEZU_ALARM_RESULT_UPHELD] = { "upheld", N_ ("Appeal Upheld") },
  [CHEZU_ALARM_RESULT_REJECTED] = { "rejected", N_ ("Appeal Rejected") },
};

/* -1 where there is none. */
static int
find (const Word *words, guint n_words, const char *key)
{
  for (guint i = 0; key != NULL && i < n_words; i++)
    if (g_strcmp0 (words[i].key, key) == 0)
      return (int)i;
  return -1;
}

const char *
chezu_alarm_state_key (ChezuAlarmState state)
{
  g_return_val_if_fail (state < CHEZU_N_ALARM_STATES, NULL);
  return states[state].key;
}

gboolean
chezu_alarm_state_from_key (const char *key, ChezuAlarmState *state)
{
  int found = find (states, G_N_ELEMENTS (states), key);

  if (found < 0)
    return FALSE;
  *state = (ChezuAlarmState)found;
  return TRUE;
}

const char *
chezu_alarm_step_key (ChezuAlarmStep step)
{
  g_return_val_if_fail (step < CHEZU_N_ALARM_STEPS, NULL);
  return steps[step].key;
}

gboolean
chezu_alarm_step_from_key (const char *key, ChezuAlarmStep *step)
{
  int found = find (steps, G_N_ELEMENTS (steps), key);

  if (found < 0)
    return FALSE;
  *step = (ChezuAlarmStep)found;
  return TRUE;
}

const char *
chezu_alarm_result_key (ChezuAlarmResult result)
{
  g_return_val_if_fail (result < CHEZU_N_ALARM_RESULTS, NULL);
  return results[result].key;
}

gboolean
chezu_alarm_result_from_key (const char *key, ChezuAlarmResult *result)
{
  int found = find (results, G_N_ELEMENTS (results), key);

  if (found < 0)
    return FALSE;
  *result = (ChezuAlarmResult)found;
  return TRUE;
}

const char *
chezu_alarm_state_name (ChezuAlarmState state)
{
  g_return_val_if_fail (state < CHEZU_N_ALARM_STATES, NULL);
  return _ (states[state].name);
}

const char *
chezu_alarm_step_name (ChezuAlarmStep step)
{
  g_return_val_if_fail (step < CHEZU_N_ALARM_STEPS, NULL);
  return _ (steps[step].name);
}

const char *
chezu_alarm_result_name (ChezuAlarmResult result)
{
  g_return_val_if_fail (result < CHEZU_N_ALARM_RESULTS, NULL);
  return results[result].name != NULL ? _ (results[result].name) : NULL;
}
