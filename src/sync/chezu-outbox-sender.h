/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends what waits in the outbox for the vehicles of a source, beside everything else. */

#pragma once

#include "sync/chezu-backend.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_OUTBOX_SENDER (chezu_outbox_sender_get_type ())
G_DECLARE_FINAL_TYPE (ChezuOutboxSender, chezu_outbox_sender, CHEZU, OUTBOX_SENDER, GObject)

/* Used on one thread. @stop rejects when it is time to end. */
ChezuOutboxSender *chezu_outbox_sender_new (ChezuStore *store, gint64 source_id, DexFuture *stop);
void chezu_outbox_sender_start (ChezuOutboxSender *self);
/* Resolves when nothing is under way any more, after @stop. */
DexFuture *chezu_outbox_sender_wait (ChezuOutboxSender *self);
/* Whom to send through; NULL while the source is not there. */
void chezu_outbox_sender_set_backend (ChezuOutboxSender *self, ChezuBackend *backend);

G_END_DECLS
