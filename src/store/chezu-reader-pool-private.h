/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few threads that read, each with a connection of its own. */

#pragma once

#include "store/chezu-database-private.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct _ChezuReaderPool ChezuReaderPool;

/* Called once for every job, on a reader thread: with what the job returned, or with @error
 * (transfer full). */
typedef void (*ChezuReadCompleteFunc) (gpointer completion, gpointer result, GError *error);

ChezuReaderPool *chezu_reader_pool_new (const char *path,
                                        ChezuDatabaseAccess access,
                                        int busy_timeout_ms,
                                        ChezuTail *tail);

void chezu_reader_pool_push (ChezuReaderPool *self,
                             ChezuStoreReadFunc func,
                             gpointer data,
                             GDestroyNotify data_destroy,
                             ChezuReadCompleteFunc complete,
                             gpointer completion);

gboolean chezu_reader_pool_is_own_thread (ChezuReaderPool *self);

/* Breaks off what is being read, refuses what waits, and frees the pool. */
void chezu_reader_pool_stop (ChezuReaderPool *self);

G_END_DECLS
