/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An alarm begins, comes again, and is over on the road. */

#include "store/chezu-alarm-raise-private.h"

#include "base/chezu-time.h"
#include "store/chezu-alarm-item-private.h"
#include "store/chezu-alarm-log-private.h"
#include "store/chezu-alarm-payload-private.h"
#include "store/chezu-alarm-type-private.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>

/* Nobody did it: the program wrote it down. */
#define PROGRAM "chezu"

static gboolean
read_plate (ChezuDatabase *db, gint64 vehicle_id, char **plate, int *color, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT plate, plate_color FROM vehicle WHERE id = ?1");

  chezu_statement_bind_int (select, 1, vehicle_id);
  if (chezu_statement_next (select))
    {
      *plate = g_strdup (chezu_statement_get_text (select, 0));
      *color = (int)chezu_statement_get_int (select, 1);
    }
  return chezu_statement_done (select, error);
}

/* The open alarm that this one is a repeat of. @id becomes 0 where it is none. Those that lapsed
 * are put together, too: years of them may come at once. */
static gboolean
find_group (ChezuDatabase *db, const ChezuAlarmRaise *raise, gint64 *id, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id FROM alarm_state WHERE vehicle = ?1 AND type = ?2 AND (?6 OR (last_ms >= "
          "?3 - ?4 AND raised_ms <= ?3 + ?4)) AND iif (?5, result = 'lapsed', "
          "open = 1 AND state <> 'appealed') ORDER BY last_ms DESC LIMIT 1");

  chezu_statement_bind_int (select, 1, raise->vehicle_id);
  chezu_statement_bind_text (select, 2, raise->type);
  chezu_statement_bind_int (select, 3, raise->at_ms);
  chezu_statement_bind_int (select, 4, CHEZU_ALARM_GROUP_MS);
  chezu_statement_bind_int (select, 5, raise->lapsed);
  chezu_statement_bind_int (select, 6, raise->goes_on);
  *id = chezu_statement_next (select) ? chezu_statement_get_int (select, 0) : 0;
  return chezu_statement_done (select, error);
}

static guint8
judge_priority (const ChezuAlarmRaise *raise, const ChezuAlarmTypeFigures *type)
{
  guint8 priority = raise->priority != CHEZU_ALARM_NONE ? raise->priority : type->priority;

  return raise->level >= 2 && priority > CHEZU_ALARM_P1 ? priority - 1 : priority;
}

static gboolean
append (ChezuDatabase *db,
        const ChezuAlarmBegin *begin,
        ChezuAlarmItem *item,
        gint64 now_ms,
        GError **error)
{
  gboolean is_first = begin->act.step == CHEZU_ALARM_STEP_RAISE;
  g_autofree char *payload = chezu_alarm_payload_write_begin (begin);
  ChezuAlarmEvent event = {
    .alarm_desk = is_first ? 0 : item->desk,
    .alarm_number = item->number,
    .time_ms = is_first ? now_ms : MAX (now_ms, item->life.touched_ms + 1),
    .who = PROGRAM,
    .step = chezu_alarm_step_key (begin->act.step),
    .payload = payload,
  };
  ChezuAlarmDesk raiser;
  ChezuAlarmDesk desk;

  if (!chezu_alarm_desk_own (db, &desk, error)
      || (!is_first && !chezu_alarm_desk_read (db, item->desk, &raiser, error)))
    return FALSE;
  if (!is_first)
    event.alarm_uuid = raiser.uuid;
  return chezu_alarm_log_append (db, &desk, &event, error)
         && chezu_alarm_fold_step (db, item, &event, FALSE, error)
         && chezu_alarm_item_save (db, item, error);
}

/* A terminal that repeats itself with every fix must not fill the log. What makes the alarm more
 * urgent, heard, or there again is something new. */
static gboolean
is_chatter (const ChezuAlarmItem *item, const ChezuAlarmAct *act)
{
  const ChezuAlarmLife *life = &item->life;

  return act->at_ms < life->last_ms + CHEZU_ALARM_CHATTER_MS
         && act->at_ms > life->raised_ms - CHEZU_ALARM_CHATTER_MS && act->priority >= life->priority
         && (act->late || !life->late) && (act->silent || !life->silent) && life->returned_ms == 0;
}

static gboolean
begin_or_repeat (ChezuDatabase *db,
                 const ChezuAlarmRaise *raise,
                 const ChezuAlarmTypeFigures *type,
                 gint64 now_ms,
                 ChezuAlarmItem *item,
                 GError **error)
{
  ChezuAlarmBegin begin = {
    .raise = raise,
    .act = {
      .step = CHEZU_ALARM_STEP_REPEAT,
      .at_ms = raise->at_ms,
      .priority = judge_priority (raise, type),
      .standing = type->standing,
      .late = raise->late,
      .silent = raise->silent,
      .lapsed = raise->lapsed,
    },
  };
  g_autofree char *plate = NULL;
  gboolean found = FALSE;
  gint64 group;

  if (!find_group (db, raise, &group, error)
      || (group != 0 && !chezu_alarm_item_find (db, group, item, &found, error)))
    return FALSE;
  if (!found)
    {
      begin.act.step = CHEZU_ALARM_STEP_RAISE;
      if (!read_plate (db, raise->vehicle_id, &plate, &begin.plate_color, error))
        return FALSE;
      begin.plate = plate;
    }
  if (found && is_chatter (item, &begin.act))
    return TRUE;
  return append (db, &begin, item, now_ms, error);
}

gboolean
chezu_alarm_raise_in (ChezuDatabase *db,
                      const ChezuAlarmRaise *raise,
                      gint64 now_ms,
                      gint64 *alarm_id,
                      GError **error)
{
  ChezuAlarmRaise judged = *raise;
  g_auto (ChezuAlarmItem) item = { 0 };
  ChezuAlarmTypeFigures type;
  gboolean found;

  *alarm_id = 0;
  if (!chezu_alarm_type_find (db, raise->type, &type, &found, error))
    return FALSE;
  if (!found)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                   _ ("The catalogue has no alarm type “%s”"), raise->type);
      return FALSE;
    }
  if (!type.enabled)
    return TRUE;

  judged.late = raise->late || now_ms - raise->at_ms > CHEZU_ALARM_LATE_MS;
  judged.lapsed
      = raise->lapsed
        || (type.close_s > 0 && now_ms - raise->at_ms > (gint64)type.close_s * CHEZU_SECOND_MS);
  if (!begin_or_repeat (db, &judged, &type, now_ms, &item, error))
    return FALSE;
  *alarm_id = item.id;
  return TRUE;
}

/* --- Steps -------------------------------------------------------------------------------- */

static gboolean
set_unknown (gint64 alarm_id, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, alarm_id);

  g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND, _ ("There is no alarm %s"),
               number);
  return FALSE;
}

gboolean
chezu_alarm_step_in (ChezuDatabase *db,
                     gint64 alarm_id,
                     const ChezuAlarmAct *act,
                     ChezuAlarmItem *item,
                     GError **error)
{
  g_auto (ChezuAlarmItem) own = { 0 };
  ChezuAlarmItem *now = item != NULL ? item : &own;
  ChezuAlarmAct timed = *act;
  g_autofree char *payload = chezu_alarm_payload_write (act);
  ChezuAlarmEvent event
      = { .who = act->who, .step = chezu_alarm_step_key (act->step), .payload = payload };
  ChezuAlarmDesk raiser;
  ChezuAlarmDesk desk;
  gboolean found;

  if (!chezu_alarm_item_find (db, alarm_id, now, &found, error))
    return FALSE;
  if (!found)
    return set_unknown (alarm_id, error);
  if (!chezu_alarm_desk_own (db, &desk, error)
      || !chezu_alarm_desk_read (db, now->desk, &raiser, error))
    return FALSE;

  event.time_ms = MAX (MAX (act->time_ms, now->life.touched_ms + 1), desk.last_ms);
  timed.time_ms = event.time_ms;
  /* Refused before anything is written, so that nobody else's work is undone with it. */
  if (!chezu_alarm_life_check (&now->life, &timed, error))
    return FALSE;
  event.alarm_desk = now->desk;
  event.alarm_uuid = raiser.uuid;
  event.alarm_number = now->number;
  return chezu_alarm_log_append (db, &desk, &event, error)
         && chezu_alarm_fold_step (db, now, &event, FALSE, error)
         && chezu_alarm_item_save (db, now, error);
}

static gboolean
find_to_return (ChezuDatabase *db, gint64 vehicle_id, const char *type, gint64 *id, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id FROM alarm_state WHERE vehicle = ?1 AND type = ?2 AND open = 1 "
          "AND returned_ms = 0 AND state IN ('raised', 'acknowledged', 'handling') "
          "ORDER BY last_ms DESC LIMIT 1");

  chezu_statement_bind_int (select, 1, vehicle_id);
  chezu_statement_bind_text (select, 2, type);
  *id = chezu_statement_next (select) ? chezu_statement_get_int (select, 0) : 0;
  return chezu_statement_done (select, error);
}

gboolean
chezu_alarm_return_in (ChezuDatabase *db,
                       gint64 vehicle_id,
                       const char *type,
                       gint64 at_ms,
                       gint64 now_ms,
                       GError **error)
{
  const ChezuAlarmAct act
      = { .step = CHEZU_ALARM_STEP_RETURN, .time_ms = now_ms, .who = PROGRAM, .at_ms = at_ms };
  gint64 id;

  return find_to_return (db, vehicle_id, type, &id, error)
         && (id == 0 || chezu_alarm_step_in (db, id, &act, NULL, error));
}

/* --- For whoever has no transaction -------------------------------------------------------- */

typedef struct
{
  ChezuAlarmRaise raise;
  char *type;
  char *rule;
  char *raw;
  char *text;
  gint64 *fixes;
  gint64 id;
} Job;

static void
job_free (Job *job)
{
  g_free (job->type);
  g_free (job->rule);
  g_free (job->raw);
  g_free (job->text);
  g_free (job->fixes);
  g_free (job);
}

static gboolean
raise_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Job *job = data;

  return chezu_alarm_raise_in (db, &job->raise, chezu_time_now_ms (), &job->id, error);
}

static void
resolve_id (DexPromise *promise, gpointer data)
{
  dex_promise_resolve_int64 (promise, ((Job *)data)->id);
}

DexFuture *
chezu_alarm_raise (ChezuStore *store, const ChezuAlarmRaise *raise)
{
  Job *job;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  g_return_val_if_fail (raise != NULL && raise->type != NULL, NULL);

  job = g_new0 (Job, 1);
  job->raise = *raise;
  job->raise.type = job->type = g_strdup (raise->type);
  job->raise.rule = job->rule = g_strdup (raise->rule);
  job->raise.raw = job->raw = g_strdup (raise->raw);
  job->raise.text = job->text = g_strdup (raise->text);
  job->raise.fixes = job->fixes = g_memdup2 (raise->fixes, raise->n_fixes * sizeof *raise->fixes);
  return chezu_store_write_then (store, raise_in_transaction, job, (GDestroyNotify)job_free,
                                 resolve_id);
}

static gboolean
return_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const Job *job = data;

  return chezu_alarm_return_in (db, job->raise.vehicle_id, job->type, job->raise.at_ms,
                                chezu_time_now_ms (), error);
}

DexFuture *
chezu_alarm_return (ChezuStore *store, gint64 vehicle_id, const char *type, gint64 at_ms)
{
  Job *job;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && type != NULL, NULL);

  job = g_new0 (Job, 1);
  job->raise.vehicle_id = vehicle_id;
  job->raise.at_ms = at_ms;
  job->type = g_strdup (type);
  return chezu_store_write (store, return_in_transaction, job, (GDestroyNotify)job_free);
}
