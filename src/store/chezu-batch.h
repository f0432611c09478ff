/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a synchronizer hands over at once: vehicles, fixes, events, refusals and the cursor,
 * committed in one transaction. */

#pragma once

#include "store/chezu-gap-table.h"
#include "store/chezu-record.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct _ChezuBatch ChezuBatch;

typedef struct
{
  guint accepted;  /* new fixes */
  guint duplicate; /* fixes that were there already */
  guint late;      /* new fixes older than the vehicle's latest */
  guint refused;
  guint unknown_vehicle; /* fixes of vehicles the store does not know: reload the devices */
} ChezuBatchResult;

ChezuBatch *chezu_batch_new (gint64 source_id);
ChezuBatch *chezu_batch_ref (ChezuBatch *self);
void chezu_batch_free (ChezuBatch *self); /* drops one reference */

/* All copy what they are given. */
void chezu_batch_add_device (ChezuBatch *self, const ChezuDevice *device);
void chezu_batch_add_position (ChezuBatch *self, const ChezuPosition *position);
void chezu_batch_add_event (ChezuBatch *self, const ChezuEvent *event);
void
chezu_batch_add_refusal (ChezuBatch *self, ChezuRefusal reason, const char *record, gssize length);
/* The same where the record names a vehicle (@remote_id) and gives a time that can be used
 * (@time_ms, else 0). */
void chezu_batch_add_refusal_of (ChezuBatch *batch,
                                 gint64 remote_id,
                                 gint64 time_ms,
                                 ChezuRefusal reason,
                                 const char *record,
                                 gssize length);
void chezu_batch_set_cursor (ChezuBatch *self, const char *cursor);
void chezu_batch_set_newest_server_time (ChezuBatch *self, gint64 time_ms);
/* The devices added are all there are: vehicles of the source that are not among them are marked as
 * gone. */
void chezu_batch_set_devices_complete (ChezuBatch *self);

/* A period of which it is not proven that every fix is here; both ends are exclusive. */
typedef struct
{
  gint64 remote_id; /* of the vehicle */
  gint64 from_ms;
  gint64 to_ms;
  gint64 next_try_ms; /* it is not worth asking before; 0 at once */
  ChezuGapReason reason;
} ChezuGapNote;

void chezu_batch_add_gap (ChezuBatch *self, const ChezuGapNote *note);
void chezu_batch_close_gaps (ChezuBatch *self, gint64 remote_id, gint64 from_ms, gint64 to_ms);
void chezu_batch_set_filling (ChezuBatch *self, ChezuGapReason reason);
void chezu_batch_set_proven (ChezuBatch *self, gint64 time_ms);

guint chezu_batch_get_size (ChezuBatch *self);

/* Takes @batch. Resolves, after the commit, to a ChezuBatchResult (free with g_free). */
DexFuture *chezu_store_commit_batch (ChezuStore *store, ChezuBatch *batch);

/* Blocks until the commit; @batch stays the caller's and @result may be NULL. */
gboolean chezu_store_commit_batch_sync (ChezuStore *store,
                                        ChezuBatch *batch,
                                        ChezuBatchResult *result,
                                        GError **error);

/* Resolves to the cursor text of a source, or to NULL. */
DexFuture *chezu_store_read_cursor (ChezuStore *store, gint64 source_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuBatch, chezu_batch_free)

G_END_DECLS
