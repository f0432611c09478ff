/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of a batch, and what they say of a vehicle being on line. */

#include "store/chezu-batch-private.h"

#include "store/chezu-alarm-raise-private.h"
#include "store/chezu-database-private.h"
#include "store/chezu-event-table-private.h"
#include "store/chezu-outbox-private.h"
#include "store/chezu-terminal-private.h"

/* An event older than the newest fix says nothing about now. */
static gboolean
apply_connection (ChezuCommit *commit,
                  const ChezuCommitTarget *target,
                  const ChezuEvent *event,
                  GError **error)
{
  if (event->time_ms <= target->time_ms)
    return TRUE;
  if (g_str_equal (event->kind, "deviceOffline") || g_str_equal (event->kind, "deviceOnline"))
    return chezu_terminal_set_connected (commit, target, g_str_equal (event->kind, "deviceOnline"),
                                         error);
  return TRUE;
}

static gboolean
apply_answer (ChezuCommit *commit,
              const ChezuCommitTarget *target,
              const ChezuEvent *event,
              GError **error)
{
  return !g_str_equal (event->kind, "commandResult")
         || chezu_outbox_answer_in (commit->db, target->id, event->time_ms, event->result, error);
}

static void
count_change (ChezuCommit *commit, const ChezuEvent *event, ChezuEventOutcome outcome)
{
  if (outcome == CHEZU_EVENT_KNOWN)
    return;
  if (event->alarm != NULL)
    commit->n_alarms++;
  else
    commit->n_events++;
}

gboolean
chezu_commit_take_events (ChezuCommit *commit, GError **error)
{
  GArray *events = commit->batch->events;

  for (guint i = 0; i < events->len; i++)
    {
      const ChezuEvent *event = &g_array_index (events, ChezuEvent, i);
      ChezuCommitTarget target;
      ChezuEventOutcome outcome;

      if (!chezu_commit_find_target (commit, event->remote_id, &target, error))
        return FALSE;
      if (target.id == 0)
        {
          commit->batch->result.unknown_vehicle++;
          continue;
        }
      if (!chezu_event_table_append (commit->db, commit->batch->source_id, target.id, event,
                                     commit->now_ms, &outcome, error))
        return FALSE;
      count_change (commit, event, outcome);
      if (outcome == CHEZU_EVENT_ADDED
          && (!apply_connection (commit, &target, event, error)
              || !apply_answer (commit, &target, event, error)
              || !chezu_alarm_raise_report_in (commit->db, target.id, event, commit->now_ms,
                                               error)))
        return FALSE;
    }
  return TRUE;
}
