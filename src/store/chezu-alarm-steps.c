/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-alarm-steps.h"

#include "store/chezu-alarm-raise-private.h"
#include "store/chezu-store-private.h"

typedef struct
{
  gint64 alarm_id;
  ChezuAlarmAct act;
  char *who;
  char *text;
  char *addressee;
  char *outcome;
  char *list_item;
  ChezuAlarmItem item; /* as it is after the step */
} Job;

static void
job_free (Job *job)
{
  chezu_alarm_item_clear (&job->item);
  g_free (job->who);
  g_free (job->text);
  g_free (job->addressee);
  g_free (job->outcome);
  g_free (job->list_item);
  g_free (job);
}

static Job *
job_new (gint64 alarm_id, const ChezuAlarmAct *act)
{
  Job *job = g_new0 (Job, 1);

  job->alarm_id = alarm_id;
  job->act = *act;
  job->act.who = job->who
      = g_utf8_make_valid (act->who != NULL ? act->who : g_get_user_name (), -1);
  job->act.text = job->text = g_strdup (act->text);
  job->act.addressee = job->addressee = g_strdup (act->addressee);
  job->act.outcome = job->outcome = g_strdup (act->outcome);
  job->act.item = job->list_item = g_strdup (act->item);
  if (act->time_ms == 0)
    job->act.time_ms = chezu_time_now_ms ();
  return job;
}

static gboolean
step_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Job *job = data;

  return chezu_alarm_step_in (db, job->alarm_id, &job->act, &job->item, error);
}

static ChezuAlarmItem *
take_item (Job *job)
{
  ChezuAlarmItem *item = g_memdup2 (&job->item, sizeof job->item);

  job->item = (ChezuAlarmItem){ 0 };
  return item;
}

static void
resolve_item (DexPromise *promise, gpointer data)
{
  chezu_store_resolve_pointer (promise, take_item (data), (GDestroyNotify)chezu_alarm_item_free);
}

DexFuture *
chezu_alarm_step (ChezuStore *store, gint64 alarm_id, const ChezuAlarmAct *act)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store) && act != NULL, NULL);

  return chezu_store_write_then (store, step_in_transaction, job_new (alarm_id, act),
                                 (GDestroyNotify)job_free, resolve_item);
}

ChezuAlarmItem *
chezu_alarm_step_sync (ChezuStore *store, gint64 alarm_id, const ChezuAlarmAct *act, GError **error)
{
  Job *job;
  ChezuAlarmItem *item;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && act != NULL, NULL);

  job = job_new (alarm_id, act);
  item = chezu_store_write_sync (store, step_in_transaction, job, error) ? take_item (job) : NULL;
  job_free (job);
  return item;
}
