/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * States are those of ISA-18.2 (B unacknowledged, C acknowledged, D returned unacknowledged, A
 * normal, G shelved) with what a Chinese monitoring platform adds: one operator takes an alarm
 * before it is handled, closing has a result, and a firm may appeal (domain.md, part 5).
 *
 *   step         may be taken in                        and leads to
 *   raise        nothing yet                            raised; closed where it lapsed
 *   repeat       raised acknowledged handling           the same, as urgent as the worse
 *                returned                               raised: it is there again
 *   acknowledge  raised returned                        acknowledged
 *   take         raised acknowledged returned           handling
 *   release      handling, by whoever has it            acknowledged
 *   act          handling, by whoever has it            the same
 *   message,
 *   note         any                                    the same
 *   return       raised, unless latched (stand L)       returned
 *                acknowledged handling, raised latched  the same, with the time
 *   close        acknowledged; handling, by who has it  closed
 *   shelve       all that are open, never priority 1    shelved over what it was, 8 h at most
 *   unshelve     shelved                                what it was
 *   priority     all that are open                      the same
 *   pass         raised acknowledged handling returned  nobody's; handling becomes acknowledged
 *   appeal       closed, within 7 days                  appealed
 *   decide       appealed, by another than who closed   closed
 *
 * Shelved alarms still repeat, return and get notes, messages and another priority.
 */

#include "store/chezu-alarm-life.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (chezu-alarm-error-quark, chezu_alarm_error)

#define IN(state) (1u << CHEZU_ALARM_##state)
#define ANY ((1u << CHEZU_N_ALARM_STATES) - 1)
#define UNTAKEN (IN (RAISED) | IN (ACKNOWLEDGED) | IN (RETURNED))

static const guint allowed[CHEZU_N_ALARM_STEPS] = {
  [CHEZU_ALARM_STEP_RAISE] = 0,
  [CHEZU_ALARM_STEP_REPEAT] = UNTAKEN | IN (HANDLING) | IN (SHELVED),
  [CHEZU_ALARM_STEP_ACKNOWLEDGE] = IN (RAISED) | IN (RETURNED),
  [CHEZU_ALARM_STEP_TAKE] = UNTAKEN,
  [CHEZU_ALARM_STEP_RELEASE] = IN (HANDLING),
  [CHEZU_ALARM_STEP_ACT] = IN (HANDLING),
  [CHEZU_ALARM_STEP_MESSAGE] = ANY,
  [CHEZU_ALARM_STEP_NOTE] = ANY,
  [CHEZU_ALARM_STEP_RETURN] = IN (RAISED) | IN (ACKNOWLEDGED) | IN (HANDLING) | IN (SHELVED),
  [CHEZU_ALARM_STEP_CLOSE] = IN (ACKNOWLEDGED) | IN (HANDLING),
  [CHEZU_ALARM_STEP_SHELVE] = UNTAKEN | IN (HANDLING),
  [CHEZU_ALARM_STEP_UNSHELVE] = IN (SHELVED),
  [CHEZU_ALARM_STEP_PRIORITY] = UNTAKEN | IN (HANDLING) | IN (SHELVED),
  [CHEZU_ALARM_STEP_PASS] = UNTAKEN | IN (HANDLING),
  [CHEZU_ALARM_STEP_APPEAL] = IN (CLOSED),
  [CHEZU_ALARM_STEP_DECIDE] = IN (APPEALED),
};

void
chezu_alarm_life_clear (ChezuAlarmLife *self)
{
  g_clear_pointer (&self->acknowledged_by, g_free);
  g_clear_pointer (&self->handler, g_free);
  g_clear_pointer (&self->closed_by, g_free);
  *self = (ChezuAlarmLife){ 0 };
}

ChezuAlarmState
chezu_alarm_life_state (const ChezuAlarmLife *self, gint64 now_ms)
{
  return self->shelved_until_ms > now_ms ? CHEZU_ALARM_SHELVED : self->state;
}

gboolean
chezu_alarm_life_is_open (const ChezuAlarmLife *self)
{
  return self->state != CHEZU_ALARM_CLOSED;
}

/* --- What is refused ---------------------------------------------------------------------- */

static gboolean
refuse (GError **error, int code, const char *words)
{
  g_set_error_literal (error, CHEZU_ALARM_ERROR, code, words);
  return FALSE;
}

static gboolean
refuse_state (const ChezuAlarmAct *act, ChezuAlarmState state, GError **error)
{
  if (act->step == CHEZU_ALARM_STEP_RAISE)
    return refuse (error, CHEZU_ALARM_ERROR_REFUSED, _ ("This alarm was raised already"));
  if (act->step == CHEZU_ALARM_STEP_CLOSE
      && (state == CHEZU_ALARM_RAISED || state == CHEZU_ALARM_RETURNED))
    return refuse (error, CHEZU_ALARM_ERROR_REFUSED,
                   _ ("Acknowledge this alarm before you close it"));
  if (state == CHEZU_ALARM_CLOSED)
    return refuse (error, CHEZU_ALARM_ERROR_REFUSED, _ ("This alarm is closed"));
  if (act->step == CHEZU_ALARM_STEP_ACT || act->step == CHEZU_ALARM_STEP_RELEASE)
    return refuse (error, CHEZU_ALARM_ERROR_REFUSED, _ ("Take this alarm before you handle it"));
  g_set_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_REFUSED,
               /* TRANSLATORS: a step, then a state: "“Acknowledged” is not possible: …" */
               _ ("“%s” is not possible: the alarm is in state “%s”"),
               chezu_alarm_step_name (act->step), chezu_alarm_state_name (state));
  return FALSE;
}

static gboolean
refuse_taken (const ChezuAlarmLife *self, GError **error)
{
  g_autoptr (GDateTime) taken = g_date_time_new_from_unix_local (self->taken_ms / 1000);
  g_autofree char *when = g_date_time_format (taken, "%H:%M:%S");

  g_set_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_TAKEN,
               /* TRANSLATORS: an account, then a time of day */
               _ ("%s has taken this alarm at %s"), self->handler, when);
  return FALSE;
}

/* Only whoever has it may go on. */
static gboolean
check_person (const ChezuAlarmLife *self, const ChezuAlarmAct *act, GError **error)
{
  gboolean is_own = self->state == CHEZU_ALARM_HANDLING
                    && (act->step == CHEZU_ALARM_STEP_ACT || act->step == CHEZU_ALARM_STEP_RELEASE
                        || act->step == CHEZU_ALARM_STEP_CLOSE);

  if (is_own && g_strcmp0 (self->handler, act->who) != 0)
    return refuse_taken (self, error);
  if (act->step == CHEZU_ALARM_STEP_DECIDE && g_strcmp0 (self->closed_by, act->who) == 0)
    return refuse (error, CHEZU_ALARM_ERROR_REFUSED,
                   _ ("An appeal is decided by another person than the one who closed the alarm"));
  return TRUE;
}

static gboolean
check_shelving (const ChezuAlarmLife *self, const ChezuAlarmAct *act, GError **error)
{
  if (self->priority == CHEZU_ALARM_P1)
    return refuse (error, CHEZU_ALARM_ERROR_REFUSED,
                   _ ("An alarm of priority 1 cannot be shelved"));
  if (act->until_ms <= act->time_ms)
    return refuse (error, CHEZU_ALARM_ERROR_INVALID, _ ("Shelving must end in the future"));
  if (act->until_ms - act->time_ms > CHEZU_ALARM_SHELVE_MAX_MS)
    return refuse (error, CHEZU_ALARM_ERROR_INVALID, _ ("An alarm is shelved for 8 hours at most"));
  return TRUE;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || *text == '\0';
}

static gboolean
check_parts (const ChezuAlarmLife *self, const ChezuAlarmAct *act, GError **error)
{
  gboolean needs_text
      = act->step == CHEZU_ALARM_STEP_ACT || act->step == CHEZU_ALARM_STEP_NOTE
        || act->step == CHEZU_ALARM_STEP_MESSAGE || act->step == CHEZU_ALARM_STEP_SHELVE
        || act->step == CHEZU_ALARM_STEP_PRIORITY || act->step == CHEZU_ALARM_STEP_APPEAL
        || act->step == CHEZU_ALARM_STEP_DECIDE;

  if (is_blank (act->who))
    return refuse (error, CHEZU_ALARM_ERROR_INVALID, _ ("It is not known who does this"));
  if (needs_text && is_blank (act->text))
    return refuse (error, CHEZU_ALARM_ERROR_INVALID, _ ("Give a reason or a text"));
  if (act->step == CHEZU_ALARM_STEP_CLOSE
      && (act->result < CHEZU_ALARM_RESULT_HANDLED || act->result > CHEZU_ALARM_RESULT_ESCALATED))
    return refuse (error, CHEZU_ALARM_ERROR_INVALID,
                   _ ("An alarm is closed as handled, false, duplicate or escalated"));
  if (act->step == CHEZU_ALARM_STEP_DECIDE && act->result != CHEZU_ALARM_RESULT_UPHELD
      && act->result != CHEZU_ALARM_RESULT_REJECTED)
    return refuse (error, CHEZU_ALARM_ERROR_INVALID, _ ("An appeal is upheld or rejected"));
  if (act->step == CHEZU_ALARM_STEP_PRIORITY
      && (act->priority < CHEZU_ALARM_P1 || act->priority > CHEZU_ALARM_P4))
    return refuse (error, CHEZU_ALARM_ERROR_INVALID, _ ("A priority is 1, 2, 3 or 4"));
  if (act->step == CHEZU_ALARM_STEP_SHELVE)
    return check_shelving (self, act, error);
  if (act->step == CHEZU_ALARM_STEP_APPEAL
      && act->time_ms - self->closed_ms > CHEZU_ALARM_APPEAL_MS)
    return refuse (error, CHEZU_ALARM_ERROR_REFUSED,
                   _ ("An appeal is possible within 7 days after closing"));
  return TRUE;
}

static gboolean
check_raise (const ChezuAlarmAct *act, GError **error)
{
  if (act->step != CHEZU_ALARM_STEP_RAISE)
    return refuse (error, CHEZU_ALARM_ERROR_REFUSED, _ ("There is no such alarm"));
  if (act->priority < CHEZU_ALARM_P1 || act->priority > CHEZU_ALARM_P4)
    return refuse (error, CHEZU_ALARM_ERROR_INVALID, _ ("A priority is 1, 2, 3 or 4"));
  return TRUE;
}

/**
 * chezu_alarm_life_check:
 * @self: an alarm, or one of zeros that nothing happened to yet
 *
 * Returns: whether @act may be taken; else the error says why not
 */
gboolean
chezu_alarm_life_check (const ChezuAlarmLife *self, const ChezuAlarmAct *act, GError **error)
{
  ChezuAlarmState state = chezu_alarm_life_state (self, act->time_ms);

  g_return_val_if_fail (act->step < CHEZU_N_ALARM_STEPS, FALSE);

  if (self->count == 0)
    return check_raise (act, error);
  /* What nobody will handle is only counted. */
  if (act->step == CHEZU_ALARM_STEP_REPEAT && self->result == CHEZU_ALARM_RESULT_LAPSED)
    return TRUE;
  if (act->step == CHEZU_ALARM_STEP_TAKE && state == CHEZU_ALARM_HANDLING)
    return refuse_taken (self, error);
  if ((allowed[act->step] & (1u << state)) == 0)
    return refuse_state (act, state, error);
  return check_parts (self, act, error) && check_person (self, act, error);
}

/* --- What changes ------------------------------------------------------------------------- */

static void
set_text (char **to, const char *text)
{
  g_free (*to);
  *to = g_strdup (text);
}

static void
acknowledge (ChezuAlarmLife *self, const ChezuAlarmAct *act)
{
  if (self->acknowledged_ms != 0)
    return;
  self->acknowledged_ms = act->time_ms;
  set_text (&self->acknowledged_by, act->who);
}

static void
give_back (ChezuAlarmLife *self)
{
  if (self->state == CHEZU_ALARM_HANDLING)
    self->state = CHEZU_ALARM_ACKNOWLEDGED;
  g_clear_pointer (&self->handler, g_free);
  self->taken_ms = 0;
}

static void
begin (ChezuAlarmLife *self, const ChezuAlarmAct *act)
{
  self->priority = act->priority;
  self->standing = act->standing;
  self->late = act->late;
  self->silent = act->silent;
  self->raised_ms = self->last_ms = act->at_ms;
  self->count = 1;
  self->noted_ms = act->time_ms;
  if (act->lapsed)
    {
      self->state = CHEZU_ALARM_CLOSED;
      self->closed_ms = act->time_ms;
      self->result = CHEZU_ALARM_RESULT_LAPSED;
    }
}

static void
repeat (ChezuAlarmLife *self, const ChezuAlarmAct *act)
{
  self->count++;
  self->last_ms = MAX (self->last_ms, act->at_ms);
  self->raised_ms = MIN (self->raised_ms, act->at_ms);
  /* One that is only late no longer is when it goes on now. */
  self->late = self->late && act->late;
  self->silent = self->silent && act->silent;
  self->priority = chezu_alarm_worse (self->priority, act->priority);
  if (self->state == CHEZU_ALARM_RETURNED)
    self->state = CHEZU_ALARM_RAISED;
  if (!act->late)
    self->returned_ms = 0;
}

static void
close_with (ChezuAlarmLife *self, const ChezuAlarmAct *act)
{
  self->state = CHEZU_ALARM_CLOSED;
  self->closed_ms = act->time_ms;
  set_text (&self->closed_by, act->who);
  self->result = act->result;
}

static void
decide (ChezuAlarmLife *self, const ChezuAlarmAct *act)
{
  self->state = CHEZU_ALARM_CLOSED;
  if (act->result == CHEZU_ALARM_RESULT_UPHELD)
    self->result = CHEZU_ALARM_RESULT_FALSE;
}

static void
change (ChezuAlarmLife *self, const ChezuAlarmAct *act)
{
  switch (act->step)
    {
    case CHEZU_ALARM_STEP_RAISE:
      begin (self, act);
      break;
    case CHEZU_ALARM_STEP_REPEAT:
      repeat (self, act);
      break;
    case CHEZU_ALARM_STEP_ACKNOWLEDGE:
      acknowledge (self, act);
      self->state = CHEZU_ALARM_ACKNOWLEDGED;
      break;
    case CHEZU_ALARM_STEP_TAKE:
      acknowledge (self, act);
      self->state = CHEZU_ALARM_HANDLING;
      self->taken_ms = act->time_ms;
      set_text (&self->handler, act->who);
      break;
    case CHEZU_ALARM_STEP_RELEASE:
      give_back (self);
      break;
    case CHEZU_ALARM_STEP_ACT:
    case CHEZU_ALARM_STEP_MESSAGE:
      if (self->acted_ms == 0)
        self->acted_ms = act->time_ms;
      break;
    case CHEZU_ALARM_STEP_NOTE:
      break;
    case CHEZU_ALARM_STEP_RETURN:
      self->returned_ms = MAX (act->at_ms, self->last_ms);
      if (self->state == CHEZU_ALARM_RAISED && self->standing != 'L')
        self->state = CHEZU_ALARM_RETURNED;
      break;
    case CHEZU_ALARM_STEP_CLOSE:
      close_with (self, act);
      break;
    case CHEZU_ALARM_STEP_SHELVE:
      self->shelved_until_ms = act->until_ms;
      break;
    case CHEZU_ALARM_STEP_UNSHELVE:
      self->shelved_until_ms = 0;
      break;
    case CHEZU_ALARM_STEP_PRIORITY:
      self->priority = act->priority;
      /* What became an emergency is nothing to put aside. */
      if (act->priority == CHEZU_ALARM_P1)
        self->shelved_until_ms = 0;
      break;
    case CHEZU_ALARM_STEP_PASS:
      give_back (self);
      self->passed_ms = act->time_ms;
      break;
    case CHEZU_ALARM_STEP_APPEAL:
      self->state = CHEZU_ALARM_APPEALED;
      break;
    case CHEZU_ALARM_STEP_DECIDE:
      decide (self, act);
      break;
    case CHEZU_N_ALARM_STEPS:
    default:
      g_assert_not_reached ();
    }
}

/**
 * chezu_alarm_life_apply:
 *
 * Returns: %TRUE after the step; %FALSE with @self as it was and the reason in @error
 */
gboolean
chezu_alarm_life_apply (ChezuAlarmLife *self, const ChezuAlarmAct *act, GError **error)
{
  if (!chezu_alarm_life_check (self, act, error))
    return FALSE;
  change (self, act);
  self->touched_ms = MAX (self->touched_ms, act->time_ms);
  return TRUE;
}
