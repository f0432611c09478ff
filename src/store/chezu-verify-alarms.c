/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of alarms: each desk's chain of hashes from its first step to its last, and that what
 * alarms are now is what follows from it. */

#include "store/chezu-verify-private.h"

#include "store/chezu-alarm-item-private.h"
#include "store/chezu-alarm-log-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TELL_ROWS 10000

/* --- Chains ------------------------------------------------------------------------------- */

typedef struct
{
  gint64 desk;
  gint64 number; /* of the last step that was seen; 0: none */
  gint64 last_ms;
  guint8 hash[CHEZU_ALARM_HASH_SIZE];
  gboolean has_hash;
} Chain;

static char *
name_step (const char *uuid, gint64 desk, gint64 number)
{
  if (uuid != NULL)
    return g_strdup_printf ("desk %s number %" G_GINT64_FORMAT, uuid, number);
  return g_strdup_printf ("desk %" G_GINT64_FORMAT " number %" G_GINT64_FORMAT, desk, number);
}

/* Parts of a row that are no text, or no hash, hide what was changed: they count as changed. */
static gboolean
is_whole (const ChezuAlarmEvent *event)
{
  guint8 expected[CHEZU_ALARM_HASH_SIZE];

  if (event->desk_uuid == NULL || event->alarm_uuid == NULL || event->who == NULL
      || event->step == NULL || event->payload == NULL || event->hash == NULL)
    return FALSE;
  chezu_alarm_event_hash (event, expected);
  return memcmp (expected, event->hash, sizeof expected) == 0;
}

static gboolean
follows (const Chain *chain, const ChezuAlarmEvent *event)
{
  if (chain->number == 0)
    return event->previous == NULL;
  return event->previous != NULL && chain->has_hash
         && memcmp (event->previous, chain->hash, CHEZU_ALARM_HASH_SIZE) == 0;
}

static void
check_step (ChezuVerify *self, Chain *chain, const ChezuAlarmEvent *event)
{
  if (event->number != chain->number + 1)
    chezu_verify_note (self, CHEZU_VERIFY_ALARM_LOG, FALSE,
                       name_step (event->desk_uuid, event->desk, event->number),
                       _ ("Steps before it are missing from the log"));
  else if (!is_whole (event))
    chezu_verify_note (self, CHEZU_VERIFY_ALARM_LOG, FALSE,
                       name_step (event->desk_uuid, event->desk, event->number),
                       _ ("It was changed after it was written"));
  else if (!follows (chain, event))
    chezu_verify_note (self, CHEZU_VERIFY_ALARM_LOG, FALSE,
                       name_step (event->desk_uuid, event->desk, event->number),
                       _ ("It does not follow on the step before it"));
  chain->number = event->number;
  chain->last_ms = MAX (chain->last_ms, event->time_ms);
  chain->has_hash = event->hash != NULL;
  if (chain->has_hash)
    memcpy (chain->hash, event->hash, sizeof chain->hash);
}

/* What is cut off at the end leaves a chain that is whole in itself. */
static gboolean
check_end (ChezuVerify *self, const Chain *chain, GError **error)
{
  ChezuAlarmDesk desk;

  if (chain->desk == 0)
    return TRUE;
  if (!chezu_alarm_desk_read (self->db, chain->desk, &desk, NULL))
    {
      chezu_verify_note (self, CHEZU_VERIFY_ALARM_LOG, FALSE,
                         name_step (NULL, chain->desk, chain->number),
                         _ ("Nothing is known of the desk"));
      return TRUE;
    }
  if (desk.last_number != chain->number || desk.last_ms != chain->last_ms
      || memcmp (desk.last_hash, chain->hash, sizeof chain->hash) != 0)
    chezu_verify_note (self, CHEZU_VERIFY_ALARM_LOG, FALSE,
                       name_step (desk.uuid, desk.id, MAX (chain->number, desk.last_number)),
                       _ ("The log does not end where its desk says"));
  return TRUE;
}

static gboolean
check_empty_desks (ChezuVerify *self, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT uuid, last_number FROM desk WHERE last_number > 0 "
                "AND id NOT IN (SELECT desk FROM alarm_event)");

  while (chezu_statement_next (select))
    chezu_verify_note (
        self, CHEZU_VERIFY_ALARM_LOG, FALSE,
        name_step (chezu_statement_get_text (select, 0), 0, chezu_statement_get_int (select, 1)),
        _ ("The log does not end where its desk says"));
  return chezu_statement_done (select, error);
}

static gboolean
check_chains (ChezuVerify *self, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (self->db, CHEZU_ALARM_EVENT_SELECT "ORDER BY e.desk, e.number");
  Chain chain = { 0 };
  gint64 n_steps = 0;

  while (chezu_statement_next (select))
    {
      ChezuAlarmEvent event;

      chezu_alarm_event_read (select, &event);
      if (event.desk != chain.desk)
        {
          if (!check_end (self, &chain, error))
            return FALSE;
          chain = (Chain){ .desk = event.desk };
        }
      check_step (self, &chain, &event);
      if (++n_steps % TELL_ROWS == 0
          && !chezu_verify_tell (self, _ ("steps of alarms"), n_steps, 0, error))
        return FALSE;
    }
  return chezu_statement_done (select, error) && check_end (self, &chain, error)
         && check_empty_desks (self, error);
}

/* --- What follows from them --------------------------------------------------------------- */

static gboolean
compare (ChezuVerify *self, const ChezuAlarmItem *folded, GError **error)
{
  g_auto (ChezuAlarmItem) stored = { 0 };
  ChezuAlarmDesk desk = { 0 };
  g_autofree char *is = NULL;
  g_autofree char *should_be = NULL;
  gboolean found;

  if (folded->id == 0)
    return TRUE;
  if (!chezu_alarm_item_find (self->db, folded->id, &stored, &found, error))
    return FALSE;
  chezu_alarm_desk_read (self->db, folded->desk, &desk, NULL);
  should_be = chezu_alarm_item_describe (folded, desk.own);
  if (found)
    is = chezu_alarm_item_describe (&stored, desk.own);
  if (g_strcmp0 (is, should_be) != 0)
    chezu_verify_note (self, CHEZU_VERIFY_ALARM_STATE, TRUE,
                       g_strdup_printf ("alarm_state %" G_GINT64_FORMAT " (desk %s number "
                                        "%" G_GINT64_FORMAT ")",
                                        folded->id, desk.uuid, folded->number),
                       found ? _ ("It is not what its log says") : _ ("It is missing"));
  return TRUE;
}

static gboolean
check_states (ChezuVerify *self, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (self->db, CHEZU_ALARM_EVENT_SELECT
                                "ORDER BY e.alarm_desk, e.alarm_number, " CHEZU_ALARM_FOLD_ORDER);
  g_auto (ChezuAlarmItem) item = { 0 };
  gint64 desk = 0;
  gint64 number = 0;
  gboolean ok = TRUE;

  while (ok && chezu_statement_next (select))
    {
      ChezuAlarmEvent event;

      chezu_alarm_event_read (select, &event);
      if (event.alarm_desk != desk || event.alarm_number != number)
        {
          ok = compare (self, &item, error);
          chezu_alarm_item_clear (&item);
          desk = event.alarm_desk;
          number = event.alarm_number;
        }
      ok = ok && chezu_alarm_fold_step (self->db, &item, &event, TRUE, error);
    }
  return chezu_statement_done (select, ok ? error : NULL) && ok && compare (self, &item, error);
}

/* Those that no step raised, and those whose mark for the queue is wrong. */
static gboolean
check_strays (ChezuVerify *self, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      self->db, "SELECT s.id FROM alarm_state AS s LEFT JOIN alarm_event AS e ON e.id = s.id "
                "AND e.step = 'raise' AND e.desk = s.desk AND e.number = s.number "
                "WHERE e.id IS NULL OR s.open <> (s.state <> 'closed')");

  while (chezu_statement_next (select))
    chezu_verify_note (
        self, CHEZU_VERIFY_ALARM_STATE, TRUE,
        g_strdup_printf ("alarm_state %" G_GINT64_FORMAT, chezu_statement_get_int (select, 0)),
        _ ("It is not what its log says"));
  return chezu_statement_done (select, error);
}

gboolean
chezu_verify_check_alarms (ChezuVerify *self, GError **error)
{
  return check_chains (self, error) && check_states (self, error) && check_strays (self, error);
}
