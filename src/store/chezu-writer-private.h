/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one thread that writes. */

#pragma once

#include "store/chezu-notifier-private.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct _ChezuWriter ChezuWriter;

/* Called once for every job, after its commit or with the reason why there is none (transfer full).
 * @data is still alive. On the writer thread, or on the caller's when the writer was stopped. */
typedef void (*ChezuWriteCompleteFunc) (gpointer completion, gpointer data, GError *error);

/* Takes @db over. */
ChezuWriter *chezu_writer_new (ChezuDatabase *db, ChezuNotifier *notifier);

void chezu_writer_push (ChezuWriter *self,
                        ChezuStoreWriteFunc func,
                        gpointer data,
                        GDestroyNotify data_destroy,
                        ChezuWriteCompleteFunc complete,
                        gpointer completion);

gboolean chezu_writer_is_own_thread (ChezuWriter *self);

/* Finishes what waits, closes the connection, and frees the writer. */
void chezu_writer_stop (ChezuWriter *self);

G_END_DECLS
