/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One source, followed by one fiber: sign in, catch up, follow, report, wait, again. */

#pragma once

#include "store/chezu-source-table.h"
#include "sync/chezu-sync-options.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SOURCE (chezu_source_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSource, chezu_source, CHEZU, SOURCE, GObject)

/* Used on one thread of the network only. @options must outlive the object. */
ChezuSource *
chezu_source_new (ChezuStore *store, const ChezuSourceRow *row, const ChezuSyncOptions *options);
void chezu_source_start (ChezuSource *self);
void chezu_source_retry_now (ChezuSource *self);
/* Resolves when everything received is committed and the source is reported as stopped. */
DexFuture *chezu_source_stop (ChezuSource *self);

/* Whether @row describes the same connection as the one that is followed. */
gboolean chezu_source_matches (ChezuSource *self, const ChezuSourceRow *row);

G_END_DECLS
