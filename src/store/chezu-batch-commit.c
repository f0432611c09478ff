/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The transaction that takes a batch over. Order matters: devices first, so that fixes find their
 * vehicles; fixes before events, so that "offline" is compared with the newest fix; the cursor
 * last, though all of it commits at once.
 */

#include "store/chezu-batch-private.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-layer-private.h"
#include "store/chezu-quarantine-private.h"

#include <glib/gi18n-lib.h>

static gboolean
find_source (ChezuCommit *commit, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (commit->db, "SELECT 1 FROM source WHERE id = ?1");
  gboolean found;

  chezu_statement_bind_int (select, 1, commit->batch->source_id);
  found = chezu_statement_next (select);
  if (!chezu_statement_done (select, error))
    return FALSE;
  if (!found)
    g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                         _ ("The source was removed; what it sent is not saved"));
  return found;
}

static gboolean
start (ChezuCommit *commit, GError **error)
{
  return find_source (commit, error)
         && chezu_database_query_int (commit->db, "SELECT max (seq) FROM vehicle", 0, &commit->seq,
                                      error);
}

gboolean
chezu_commit_find_target (ChezuCommit *commit,
                          gint64 remote_id,
                          ChezuCommitTarget *target,
                          GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      commit->db,
      "SELECT id, time_ms, interval_ms FROM vehicle WHERE source = ?1 AND remote_id = ?2");

  *target = (ChezuCommitTarget){ .time_ms = G_MININT64 };
  chezu_statement_bind_int (select, 1, commit->batch->source_id);
  chezu_statement_bind_int (select, 2, remote_id);
  if (chezu_statement_next (select))
    {
      target->id = chezu_statement_get_int (select, 0);
      if (!chezu_statement_is_null (select, 1))
        target->time_ms = chezu_statement_get_int (select, 1);
      target->interval_ms = chezu_statement_get_int (select, 2);
    }
  return chezu_statement_done (select, error);
}

gboolean
chezu_commit_mark_gone (ChezuCommit *commit, gint64 vehicle_id, GError **error)
{
  ChezuStatement *mark = chezu_database_prepare (
      commit->db, "UPDATE vehicle SET gone = 1, connected = 0, seq = ?2 WHERE id = ?1");

  chezu_statement_bind_int (mark, 1, vehicle_id);
  chezu_statement_bind_int (mark, 2, ++commit->seq);
  return chezu_statement_run (mark, error);
}

static gboolean
report_source (ChezuCommit *commit, GError **error)
{
  const ChezuBatch *batch = commit->batch;
  ChezuStatement *update = chezu_database_prepare (
      commit->db, "UPDATE source SET accepted = accepted + ?2, duplicate = duplicate + ?3, "
                  "cursor = coalesce (?4, cursor), lag_ms = coalesce (?5, lag_ms) WHERE id = ?1");

  chezu_statement_bind_int (update, 1, batch->source_id);
  chezu_statement_bind_int (update, 2, batch->result.accepted);
  chezu_statement_bind_int (update, 3, batch->result.duplicate);
  chezu_statement_bind_text (update, 4, batch->cursor);
  /* A server whose clock is ahead has no negative lag. */
  if (batch->newest_server_time_ms != 0)
    chezu_statement_bind_int (update, 5, MAX (0, commit->now_ms - batch->newest_server_time_ms));
  return chezu_statement_run (update, error);
}

/* What a GeoPackage reader looks at to know whether a layer is worth reading again. */
static gboolean
touch_layers (ChezuCommit *commit, gint64 first_seq, GError **error)
{
  return (commit->seq == first_seq || chezu_layer_touch (commit->db, "vehicle", error))
         && (commit->n_alarms == 0 || chezu_layer_touch (commit->db, "alarm", error))
         && (commit->n_events == 0 || chezu_layer_touch (commit->db, "event", error));
}

gboolean
chezu_batch_commit (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuBatch *batch = data;
  ChezuCommit commit = { .db = db, .batch = batch, .now_ms = chezu_time_now_ms () };
  gint64 first_seq;

  batch->result = (ChezuBatchResult){ .refused = batch->refusals->len };
  if (!start (&commit, error))
    return FALSE;

  first_seq = commit.seq;
  return chezu_commit_take_devices (&commit, error) && chezu_commit_take_positions (&commit, error)
         && chezu_commit_take_events (&commit, error) && chezu_commit_take_gaps (&commit, error)
         && chezu_quarantine_add (db, batch->source_id,
                                  (const ChezuRefusedRecord *)(gpointer)batch->refusals->data,
                                  batch->refusals->len, commit.now_ms, error)
         && report_source (&commit, error) && touch_layers (&commit, first_seq, error);
}
