/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of a batch, and what they say of a vehicle being on line. */

#include "store/chezu-batch-private.h"

#include "store/chezu-database-private.h"
#include "store/chezu-event-table-private.h"

/* An event older than the newest fix says nothing about now. */
static gboolean
apply_connection (ChezuCommit *commit,
                  const ChezuCommitTarget *target,
                  const ChezuEvent *event,
                  GError **error)
{
  ChezuStatement *update;

  if (event->time_ms <= target->time_ms)
    return TRUE;
  if (g_str_equal (event->kind, "deviceOffline"))
    return chezu_commit_mark_gone (commit, target->id, error);
  if (!g_str_equal (event->kind, "deviceOnline"))
    return TRUE;

  update = chezu_database_prepare (
      commit->db, "UPDATE vehicle SET gone = 0, connected = 1, seq = ?2 WHERE id = ?1");
  chezu_statement_bind_int (update, 1, target->id);
  chezu_statement_bind_int (update, 2, ++commit->seq);
  return chezu_statement_run (update, error);
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
      if (outcome == CHEZU_EVENT_ADDED && !apply_connection (commit, &target, event, error))
        return FALSE;
    }
  return TRUE;
}
