/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorded file of tracks as a source: it is played as it happened, faster or slower. */

#pragma once

#include "store/chezu-source-table.h"
#include "sync/chezu-backend.h"
#include "sync/chezu-sync-options.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_REPLAY_BACKEND (chezu_replay_backend_get_type ())
G_DECLARE_FINAL_TYPE (ChezuReplayBackend, chezu_replay_backend, CHEZU, REPLAY_BACKEND, GObject)

/* @stop (nullable) ends every wait when it rejects. */
ChezuReplayBackend *chezu_replay_backend_new (const ChezuSourceRow *row,
                                              const ChezuSyncOptions *options,
                                              DexFuture *stop);

G_END_DECLS
