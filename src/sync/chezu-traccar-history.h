/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The past of vehicles at a Traccar server, asked for beside the live data: with a session and
 * connections of its own. */

#pragma once

#include "store/chezu-source-table.h"
#include "sync/chezu-sync-options.h"
#include "sync/chezu-traccar-catalog.h"

#include <libdex.h>

G_BEGIN_DECLS

typedef struct _ChezuTraccarHistory ChezuTraccarHistory;

/* @catalog and @options outlive it. */
ChezuTraccarHistory *chezu_traccar_history_new (const ChezuSourceRow *row,
                                                const char *secret,
                                                ChezuTraccarCatalog *catalog,
                                                const ChezuSyncOptions *options,
                                                DexFuture *stop,
                                                GError **error);
void chezu_traccar_history_free (ChezuTraccarHistory *self);

/* Waits in a fiber; several may at a time. See chezu_backend_history (). */
gboolean chezu_traccar_history_read (ChezuTraccarHistory *self,
                                     ChezuIntake *intake,
                                     const gint64 *remote_ids,
                                     guint n_remote_ids,
                                     gint64 from_ms,
                                     gint64 to_ms,
                                     gint64 *until_ms,
                                     GError **error);

/* How long the server asked not to be asked for history, 0 not at all. */
gint64 chezu_traccar_history_get_wait_ms (ChezuTraccarHistory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTraccarHistory, chezu_traccar_history_free)

G_END_DECLS
