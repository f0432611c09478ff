/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of an alarm: which steps there are, where each may be taken, and what the alarm is
 * afterwards. Knows neither store nor clock. */

#pragma once

#include "base/chezu-alarm-priority.h"
#include "base/chezu-time.h"

G_BEGIN_DECLS

#define CHEZU_ALARM_ERROR (chezu_alarm_error_quark ())
GQuark chezu_alarm_error_quark (void);

typedef enum
{
  CHEZU_ALARM_ERROR_TAKEN,   /* somebody else has it */
  CHEZU_ALARM_ERROR_REFUSED, /* not in this state, not by this person, or not so */
  CHEZU_ALARM_ERROR_INVALID, /* a part is missing or makes no sense */
  CHEZU_ALARM_ERROR_CHAIN,   /* a log was changed or has a hole */
} ChezuAlarmError;

typedef enum
{
  CHEZU_ALARM_RAISED,
  CHEZU_ALARM_ACKNOWLEDGED,
  CHEZU_ALARM_HANDLING,
  CHEZU_ALARM_RETURNED, /* to normal, before anybody acknowledged it */
  CHEZU_ALARM_CLOSED,
  CHEZU_ALARM_SHELVED,
  CHEZU_ALARM_APPEALED,
  CHEZU_N_ALARM_STATES
} ChezuAlarmState;

typedef enum
{
  CHEZU_ALARM_STEP_RAISE,
  CHEZU_ALARM_STEP_REPEAT, /* the same vehicle and type again: one group */
  CHEZU_ALARM_STEP_ACKNOWLEDGE,
  CHEZU_ALARM_STEP_TAKE,
  CHEZU_ALARM_STEP_RELEASE,
  CHEZU_ALARM_STEP_ACT, /* something was done: text, addressee, outcome */
  CHEZU_ALARM_STEP_MESSAGE,
  CHEZU_ALARM_STEP_NOTE,
  CHEZU_ALARM_STEP_RETURN, /* back to normal on the road */
  CHEZU_ALARM_STEP_CLOSE,
  CHEZU_ALARM_STEP_SHELVE,
  CHEZU_ALARM_STEP_UNSHELVE,
  CHEZU_ALARM_STEP_PRIORITY,
  CHEZU_ALARM_STEP_PASS, /* to the shift lead */
  CHEZU_ALARM_STEP_APPEAL,
  CHEZU_ALARM_STEP_DECIDE, /* the appeal: its result is upheld or rejected */
  CHEZU_N_ALARM_STEPS
} ChezuAlarmStep;

typedef enum
{
  CHEZU_ALARM_RESULT_NONE,
  CHEZU_ALARM_RESULT_HANDLED,
  CHEZU_ALARM_RESULT_FALSE,
  CHEZU_ALARM_RESULT_DUPLICATE,
  CHEZU_ALARM_RESULT_ESCALATED,
  CHEZU_ALARM_RESULT_LAPSED,   /* it was past its deadline when it became known */
  CHEZU_ALARM_RESULT_UPHELD,   /* of an appeal: the alarm was none */
  CHEZU_ALARM_RESULT_REJECTED, /* of an appeal */
  CHEZU_N_ALARM_RESULTS
} ChezuAlarmResult;

#define CHEZU_ALARM_SHELVE_MAX_MS (8 * CHEZU_HOUR_MS)
#define CHEZU_ALARM_APPEAL_MS (7 * CHEZU_DAY_MS)

/* What a step says; who reads it keeps the text alive. */
typedef struct
{
  ChezuAlarmStep step;
  gint64 time_ms;
  const char *who;         /* account */
  const char *desk;        /* UUID */
  gint64 at_ms;            /* raise, repeat, return: when it was on the road */
  gint64 until_ms;         /* shelve */
  guint8 priority;         /* raise, priority */
  char standing;           /* raise: L, N, S or E */
  gboolean late;           /* raise, repeat */
  gboolean lapsed;         /* raise */
  gboolean silent;         /* raise, repeat */
  ChezuAlarmResult result; /* close, decide */
  const char *text;        /* what was done, why, or what was said; nullable */
  const char *addressee;   /* act, message: to whom; nullable */
  const char *outcome;     /* act, message; nullable */
  const char *item;        /* act: key of the item of a check list that it ticks; nullable */
} ChezuAlarmAct;

/* What an alarm is after its steps. Text is owned. */
typedef struct
{
  ChezuAlarmState state; /* without shelving, which ends by itself */
  guint8 priority;
  char standing;
  gboolean late;
  gboolean silent;  /* it calls nobody */
  gint64 raised_ms; /* on the road */
  gint64 last_ms;   /* of its repeats */
  guint count;
  gint64 noted_ms;    /* of the first step */
  gint64 touched_ms;  /* of the last step that counts */
  gint64 returned_ms; /* 0 each: not yet */
  gint64 acknowledged_ms;
  char *acknowledged_by;
  gint64 taken_ms;
  char *handler; /* account */
  gint64 acted_ms;
  gint64 passed_ms;
  gint64 shelved_until_ms;
  gint64 closed_ms;
  char *closed_by;
  ChezuAlarmResult result;
  guint ignored; /* steps that another desk's came before */
} ChezuAlarmLife;

void chezu_alarm_life_clear (ChezuAlarmLife *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChezuAlarmLife, chezu_alarm_life_clear)

/* With shelving, as it is at @now_ms. */
ChezuAlarmState chezu_alarm_life_state (const ChezuAlarmLife *self, gint64 now_ms);
/* Whether somebody still has to do something. */
gboolean chezu_alarm_life_is_open (const ChezuAlarmLife *self);

/* Whether @act may be taken now; says in words why not. */
gboolean
chezu_alarm_life_check (const ChezuAlarmLife *self, const ChezuAlarmAct *act, GError **error);
/* Takes it where it may be taken; else @self stays as it was. */
gboolean chezu_alarm_life_apply (ChezuAlarmLife *self, const ChezuAlarmAct *act, GError **error);

/* Keys stand in the log and on the wire and never change. */
const char *chezu_alarm_state_key (ChezuAlarmState state);
gboolean chezu_alarm_state_from_key (const char *key, ChezuAlarmState *state);
const char *chezu_alarm_step_key (ChezuAlarmStep step);
gboolean chezu_alarm_step_from_key (const char *key, ChezuAlarmStep *step);
const char *chezu_alarm_result_key (ChezuAlarmResult result); /* NULL for none */
gboolean chezu_alarm_result_from_key (const char *key, ChezuAlarmResult *result);

/* Names are translated for the reader's language. */
const char *chezu_alarm_state_name (ChezuAlarmState state);
const char *chezu_alarm_step_name (ChezuAlarmStep step);
const char *chezu_alarm_result_name (ChezuAlarmResult result);

G_END_DECLS
