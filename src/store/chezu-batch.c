/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-batch-private.h"

#include "base/chezu-organisation-path.h"
#include "base/chezu-text.h"
#include "store/chezu-quarantine-private.h"
#include "store/chezu-store-private.h"

ChezuBatch *
chezu_batch_new (gint64 source_id)
{
  ChezuBatch *self = g_new0 (ChezuBatch, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->source_id = source_id;
  self->devices = g_array_new (FALSE, FALSE, sizeof (ChezuDevice));
  self->positions = g_array_new (FALSE, FALSE, sizeof (ChezuPosition));
  self->events = g_array_new (FALSE, FALSE, sizeof (ChezuEvent));
  self->refusals = g_array_new (FALSE, FALSE, sizeof (ChezuRefusedRecord));
  self->proofs = g_array_new (FALSE, FALSE, sizeof (ChezuGapProof));
  self->gaps = g_array_new (FALSE, FALSE, sizeof (ChezuGapNote));
  self->strings = g_string_chunk_new (4096);
  return self;
}

/* For whoever tries again when it cannot be committed. */
ChezuBatch *
chezu_batch_ref (ChezuBatch *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
chezu_batch_free (ChezuBatch *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->devices);
  g_array_unref (self->positions);
  g_array_unref (self->events);
  g_array_unref (self->refusals);
  g_array_unref (self->proofs);
  g_array_unref (self->gaps);
  g_string_chunk_free (self->strings);
  g_free (self->cursor);
  g_free (self);
}

/* The strings of a batch are what will be stored: one clean line each. */
static const char *
keep (ChezuBatch *self, const char *text)
{
  g_autofree char *clean = chezu_text_clean (text, -1, CHEZU_NAME_MAX);

  return clean == NULL ? NULL : g_string_chunk_insert_const (self->strings, clean);
}

static const char *
keep_path (ChezuBatch *self, const char *path)
{
  g_autofree char *clean = chezu_organisation_path_clean (path);

  return clean == NULL ? NULL : g_string_chunk_insert_const (self->strings, clean);
}

void
chezu_batch_add_device (ChezuBatch *self, const ChezuDevice *device)
{
  ChezuDevice kept;

  g_return_if_fail (self != NULL && device != NULL);

  kept = *device;
  kept.unique_id = keep (self, device->unique_id);
  kept.plate = keep (self, device->plate);
  kept.enterprise = keep (self, device->enterprise);
  kept.organisation = keep_path (self, device->organisation);
  kept.driver = keep (self, device->driver);
  kept.phone = keep (self, device->phone);
  kept.model = keep (self, device->model);
  g_array_append_val (self->devices, kept);
}

void
chezu_batch_add_position (ChezuBatch *self, const ChezuPosition *position)
{
  g_return_if_fail (self != NULL && position != NULL);

  g_array_append_vals (self->positions, position, 1);
}

/* An event of kind "alarm" is one, also when the source forgot to say which. */
void
chezu_batch_add_event (ChezuBatch *self, const ChezuEvent *event)
{
  ChezuEvent kept;

  g_return_if_fail (self != NULL && event != NULL);

  kept = *event;
  kept.kind = keep (self, event->kind);
  kept.alarm = keep (self, event->alarm);
  kept.result = keep (self, event->result);
  if (kept.kind == NULL)
    kept.kind = kept.alarm != NULL ? "alarm" : "unknown";
  if (kept.alarm == NULL && g_str_equal (kept.kind, "alarm"))
    kept.alarm = "unknown";
  g_array_append_val (self->events, kept);
}

/**
 * chezu_batch_add_refusal:
 * @record: (nullable): what was refused, as it came; need not be text
 * @length: bytes, or -1 when it ends with a nul
 */
void
chezu_batch_add_refusal (ChezuBatch *self, ChezuRefusal reason, const char *record, gssize length)
{
  chezu_batch_add_refusal_of (self, 0, 0, reason, record, length);
}

void
chezu_batch_add_refusal_of (ChezuBatch *self,
                            gint64 remote_id,
                            gint64 time_ms,
                            ChezuRefusal reason,
                            const char *record,
                            gssize length)
{
  g_autofree char *cut = chezu_quarantine_cut (record, length);
  ChezuRefusedRecord refused = { reason, remote_id, time_ms, NULL };

  g_return_if_fail (self != NULL);
  g_return_if_fail (reason < CHEZU_N_REFUSALS);

  refused.record = g_string_chunk_insert (self->strings, cut);
  g_array_append_val (self->refusals, refused);
}

void
chezu_batch_set_cursor (ChezuBatch *self, const char *cursor)
{
  g_return_if_fail (self != NULL);

  g_set_str (&self->cursor, cursor);
}

void
chezu_batch_set_newest_server_time (ChezuBatch *self, gint64 time_ms)
{
  g_return_if_fail (self != NULL);

  self->newest_server_time_ms = time_ms;
}

void
chezu_batch_set_devices_complete (ChezuBatch *self)
{
  g_return_if_fail (self != NULL);

  self->devices_complete = TRUE;
}

/* How many records stand in it, of whatever sort. */
guint
chezu_batch_get_size (ChezuBatch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->devices->len + self->positions->len + self->events->len + self->refusals->len;
}

static void
resolve_result (DexPromise *promise, gpointer data)
{
  const ChezuBatch *batch = data;

  chezu_store_resolve_pointer (promise, g_memdup2 (&batch->result, sizeof batch->result), g_free);
}

/**
 * chezu_store_commit_batch:
 * @batch: (transfer full): what to take over
 *
 * Vehicles, fixes, latest states, events, refusals, counters and the cursor become visible at once
 * or not at all.
 *
 * Returns: (transfer full): a future whose ChezuBatchResult chezu_store_await () takes, to be freed
 * with g_free (); rejects with NOT_FOUND when the source was removed meanwhile
 */
DexFuture *
chezu_store_commit_batch (ChezuStore *store, ChezuBatch *batch)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  g_return_val_if_fail (batch != NULL, NULL);

  return chezu_store_write_then (store, chezu_batch_commit, batch, (GDestroyNotify)chezu_batch_free,
                                 resolve_result);
}

/* Blocks until the commit. @batch stays the caller's; @result may be NULL. */
gboolean
chezu_store_commit_batch_sync (ChezuStore *store,
                               ChezuBatch *batch,
                               ChezuBatchResult *result,
                               GError **error)
{
  g_return_val_if_fail (batch != NULL, FALSE);

  if (!chezu_store_write_sync (store, chezu_batch_commit, batch, error))
    return FALSE;
  if (result != NULL)
    *result = batch->result;
  return TRUE;
}

static gpointer
read_cursor (ChezuDatabase *db, gpointer data, GError **error)
{
  const gint64 *source_id = data;
  ChezuStatement *select = chezu_database_prepare (db, "SELECT cursor FROM source WHERE id = ?1");
  g_autofree char *cursor = NULL;

  chezu_statement_bind_int (select, 1, *source_id);
  if (chezu_statement_next (select))
    cursor = g_strdup (chezu_statement_get_text (select, 0));
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&cursor);
}

DexFuture *
chezu_store_read_cursor (ChezuStore *store, gint64 source_id)
{
  return chezu_store_read (store, read_cursor, g_memdup2 (&source_id, sizeof source_id), g_free,
                           g_free);
}
