/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a batch says about continuity: it goes into the ledger with the fixes that it speaks of. */

#include "store/chezu-batch-private.h"

#include "store/chezu-database-private.h"
#include "store/chezu-gap-table-private.h"

/**
 * chezu_batch_add_gap:
 *
 * Notes that it is not proven that every fix between two instants is here. A period of no length
 * only says where the proof of a vehicle begins.
 */
void
chezu_batch_add_gap (ChezuBatch *self, const ChezuGapNote *note)
{
  g_return_if_fail (self != NULL && note != NULL);
  g_return_if_fail (note->from_ms <= note->to_ms);

  g_array_append_vals (self->gaps, note, 1);
}

/**
 * chezu_batch_close_gaps:
 *
 * States that with this batch, and those before it, everything is here that the source has of a
 * vehicle from @from_ms to @to_ms, both included.
 */
void
chezu_batch_close_gaps (ChezuBatch *self, gint64 remote_id, gint64 from_ms, gint64 to_ms)
{
  const ChezuGapProof proof = { remote_id, from_ms, to_ms };

  g_return_if_fail (self != NULL);
  g_return_if_fail (from_ms <= to_ms);

  g_array_append_val (self->proofs, proof);
}

/* Its new fixes count as filled. */
void
chezu_batch_set_filling (ChezuBatch *self, ChezuGapReason reason)
{
  g_return_if_fail (self != NULL);

  self->filling = TRUE;
  self->filling_reason = reason;
}

/* Everything that the source told up to @time_ms of its clock is committed with this batch. */
void
chezu_batch_set_proven (ChezuBatch *self, gint64 time_ms)
{
  g_return_if_fail (self != NULL);

  self->proven_ms = time_ms;
}

static gboolean
take_proof (ChezuCommit *commit, const ChezuGapProof *proof, GError **error)
{
  ChezuCommitTarget target;
  ChezuGap closed = {
    .source_id = commit->batch->source_id,
    .remote_id = proof->remote_id,
    .from_ms = proof->from_ms,
    .to_ms = proof->to_ms,
  };

  if (!chezu_commit_find_target (commit, proof->remote_id, &target, error))
    return FALSE;
  closed.vehicle_id = target.id;
  return target.id == 0 || chezu_gap_close (commit->db, &closed, commit->now_ms, error);
}

static gboolean
take_note (ChezuCommit *commit, const ChezuGapNote *note, GError **error)
{
  ChezuCommitTarget target;
  ChezuGap gap = {
    .source_id = commit->batch->source_id,
    .remote_id = note->remote_id,
    .from_ms = note->from_ms,
    .to_ms = note->to_ms,
    .reason = note->reason,
    .next_try_ms = note->next_try_ms,
  };

  if (!chezu_commit_find_target (commit, note->remote_id, &target, error))
    return FALSE;
  gap.vehicle_id = target.id;
  return target.id == 0 || chezu_gap_note (commit->db, &gap, commit->now_ms, error);
}

/* A source whose clock was set back goes on from there. */
static gboolean
take_proven (ChezuCommit *commit, GError **error)
{
  ChezuStatement *update;

  if (commit->batch->proven_ms == 0)
    return TRUE;
  update = chezu_database_prepare (commit->db, "UPDATE source SET proven_ms = ?2 WHERE id = ?1");
  chezu_statement_bind_int (update, 1, commit->batch->source_id);
  chezu_statement_bind_int (update, 2, commit->batch->proven_ms);
  return chezu_statement_run (update, error);
}

static gboolean
count_filled (ChezuCommit *commit, GError **error)
{
  const ChezuBatch *batch = commit->batch;

  if (!batch->filling || batch->result.accepted == 0)
    return TRUE;
  return chezu_gap_count_fixes (commit->db, batch->source_id, batch->filling_reason,
                                g_array_index (batch->positions, ChezuPosition, 0).fix.time_ms,
                                batch->result.accepted, error);
}

/* Proofs first: what is noted may lie within what an answer proved. */
gboolean
chezu_commit_take_gaps (ChezuCommit *commit, GError **error)
{
  GArray *proofs = commit->batch->proofs;
  GArray *gaps = commit->batch->gaps;

  for (guint i = 0; i < proofs->len; i++)
    if (!take_proof (commit, &g_array_index (proofs, ChezuGapProof, i), error))
      return FALSE;
  for (guint i = 0; i < gaps->len; i++)
    if (!take_note (commit, &g_array_index (gaps, ChezuGapNote, i), error))
      return FALSE;
  return take_proven (commit, error) && count_filled (commit, error);
}
