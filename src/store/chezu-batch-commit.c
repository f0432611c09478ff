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
#include "store/chezu-quality-private.h"
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
      "SELECT v.id, v.time_ms, v.lon_e7, v.lat_e7, v.interval_ms, v.plate, t.id, t.gone, "
      "EXISTS (SELECT 1 FROM suspect WHERE vehicle = v.id) "
      "FROM terminal AS t JOIN vehicle AS v ON v.id = t.vehicle "
      "WHERE t.source = ?1 AND t.remote_id = ?2");

  *target = (ChezuCommitTarget){ .remote_id = remote_id, .time_ms = G_MININT64 };
  chezu_statement_bind_int (select, 1, commit->batch->source_id);
  chezu_statement_bind_int (select, 2, remote_id);
  if (chezu_statement_next (select))
    {
      target->id = chezu_statement_get_int (select, 0);
      if (!chezu_statement_is_null (select, 1))
        target->time_ms = chezu_statement_get_int (select, 1);
      target->lon_e7 = (gint32)chezu_statement_get_int (select, 2);
      target->lat_e7 = (gint32)chezu_statement_get_int (select, 3);
      target->interval_ms = chezu_statement_get_int (select, 4);
      target->plated = chezu_plate_identifies (chezu_statement_get_text (select, 5));
      target->terminal_id = chezu_statement_get_int (select, 6);
      target->gone = chezu_statement_get_int (select, 7) != 0;
      target->suspected = chezu_statement_get_int (select, 8) != 0;
    }
  return chezu_statement_done (select, error);
}

static gboolean
report_source (ChezuCommit *commit, GError **error)
{
  const ChezuBatch *batch = commit->batch;
  ChezuStatement *update = chezu_database_prepare (
      commit->db, "UPDATE source SET accepted = accepted + ?2, duplicate = duplicate + ?3, "
                  "cursor = coalesce (?4, cursor), lag_ms = coalesce (?5, lag_ms), "
                  "rate_before = CASE rate_minute WHEN ?6 THEN rate_before "
                  "WHEN ?6 - 1 THEN rate_fixes ELSE 0 END, "
                  "rate_fixes = CASE rate_minute WHEN ?6 THEN rate_fixes ELSE 0 END + ?2, "
                  "rate_minute = ?6 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, batch->source_id);
  chezu_statement_bind_int (update, 2, batch->result.accepted);
  chezu_statement_bind_int (update, 3, batch->result.duplicate);
  chezu_statement_bind_text (update, 4, batch->cursor);
  chezu_statement_bind_int (update, 6, commit->now_ms / CHEZU_MINUTE_MS);
  /* A server whose clock is ahead has no negative lag. */
  if (batch->newest_server_time_ms != 0 && !batch->filling)
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

/* What was refused counts for its vehicle where it names one. */
static gboolean
count_refusals (ChezuCommit *commit, GError **error)
{
  GArray *refusals = commit->batch->refusals;

  for (guint i = 0; i < refusals->len; i++)
    {
      const ChezuRefusedRecord *record = &g_array_index (refusals, ChezuRefusedRecord, i);
      ChezuCommitTarget target = { 0 };

      if (record->remote_id != 0
          && !chezu_commit_find_target (commit, record->remote_id, &target, error))
        return FALSE;
      chezu_quality_count_refusal (commit->tallies, commit->batch->source_id, target.id,
                                   record->time_ms != 0 ? record->time_ms : commit->now_ms,
                                   record->reason, 1);
    }
  return TRUE;
}

gboolean
chezu_batch_commit (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuBatch *batch = data;
  g_autoptr (GArray) tallies = g_array_new (FALSE, FALSE, sizeof (ChezuQualityTally));
  ChezuCommit commit
      = { .db = db, .batch = batch, .now_ms = chezu_time_now_ms (), .tallies = tallies };
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
         && count_refusals (&commit, error) && chezu_quality_save (db, tallies, error)
         && report_source (&commit, error) && touch_layers (&commit, first_seq, error);
}
