/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills the gaps of a source from its history, beside the live data and behind it. */

#pragma once

#include "sync/chezu-backend.h"
#include "sync/chezu-sync-options.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_BACKFILL (chezu_backfill_get_type ())
G_DECLARE_FINAL_TYPE (ChezuBackfill, chezu_backfill, CHEZU, BACKFILL, GObject)

/* Used on one thread. @stop rejects when it is time to end. */
ChezuBackfill *chezu_backfill_new (ChezuStore *store,
                                   gint64 source_id,
                                   const ChezuSyncOptions *options,
                                   DexFuture *stop);
void chezu_backfill_start (ChezuBackfill *self);
/* Resolves when nothing is under way any more, after @stop. */
DexFuture *chezu_backfill_wait (ChezuBackfill *self);

/* Whom to ask; NULL while the source is not there. */
void chezu_backfill_set_backend (ChezuBackfill *self, ChezuBackend *backend);
/* Gaps were noted. */
void chezu_backfill_wake (ChezuBackfill *self);

/* Around each commit of live data: filling waits meanwhile, and while commits take long. */
void chezu_backfill_live_begins (ChezuBackfill *self);
void chezu_backfill_live_ends (ChezuBackfill *self);

G_END_DECLS
