/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a backend puts what it receives: fills batches of bounded size and commits them, so that
 * whoever reads from the network waits for the store. */

#pragma once

#include "store/chezu-batch.h"

G_BEGIN_DECLS

typedef struct _ChezuIntake ChezuIntake;

/* An intake without a store only counts. */
ChezuIntake *chezu_intake_new (ChezuStore *store, gint64 source_id, guint batch_max);
void chezu_intake_free (ChezuIntake *self);

void chezu_intake_add_device (ChezuIntake *self, const ChezuDevice *device);
void chezu_intake_add_position (ChezuIntake *self, const ChezuPosition *position, gint64 server_ms);
void chezu_intake_add_event (ChezuIntake *self, const ChezuEvent *event);
/* @remote_id and @time_ms: of the vehicle that the record names, and the time that it gives; 0
 * none. */
void chezu_intake_refuse_of (ChezuIntake *self,
                             gint64 remote_id,
                             gint64 time_ms,
                             ChezuRefusal reason,
                             const char *record,
                             gssize length);
void
chezu_intake_refuse (ChezuIntake *self, ChezuRefusal reason, const char *record, gssize length);
void chezu_intake_set_cursor (ChezuIntake *self, const char *cursor);
void chezu_intake_set_devices_complete (ChezuIntake *self);

gboolean chezu_intake_is_full (ChezuIntake *self);
guint chezu_intake_get_size (ChezuIntake *self);

/* Called with each fix and the batch that it is in. */
typedef void (*ChezuIntakeWatchFunc) (ChezuBatch *batch,
                                      const ChezuPosition *position,
                                      gpointer user_data);
void chezu_intake_set_watch (ChezuIntake *self, ChezuIntakeWatchFunc func, gpointer user_data);

/* Ends the wait for a store that cannot take anything at the moment. */
void chezu_intake_set_stop (ChezuIntake *self, DexFuture *stop);

/* The batch that is committed next; what is added to it goes with the records. NULL when we only
 * count. */
ChezuBatch *chezu_intake_get_batch (ChezuIntake *self);

/* Both wait in a fiber until the batch is committed. The first does so only when it is full. */
gboolean chezu_intake_make_room (ChezuIntake *self, GError **error);
gboolean chezu_intake_flush (ChezuIntake *self, GError **error);

/* Forgets what is not committed yet. */
void chezu_intake_discard (ChezuIntake *self);

/* Whether a commit since the last call met fixes of vehicles that the store does not know. */
gboolean chezu_intake_take_unknown (ChezuIntake *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuIntake, chezu_intake_free)

G_END_DECLS
