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

/* After every commit, on the writer thread. */
typedef void (*ChezuWriterCommittedFunc) (gpointer data);

/* Takes @db over. */
ChezuWriter *chezu_writer_new (ChezuDatabase *db, ChezuNotifier *notifier);
ChezuWriter *chezu_writer_ref (ChezuWriter *self);
void chezu_writer_unref (ChezuWriter *self);

/* @data lives as long as the writer. */
void chezu_writer_start (ChezuWriter *self,
                         ChezuWriterCommittedFunc committed,
                         gpointer data,
                         GDestroyNotify data_destroy);

void chezu_writer_push (ChezuWriter *self,
                        ChezuStoreWriteFunc func,
                        gpointer data,
                        GDestroyNotify data_destroy,
                        ChezuWriteCompleteFunc complete,
                        gpointer completion);

/* A step of sealing goes before all jobs. @data lives until it is complete. */
void chezu_writer_push_step (ChezuWriter *self,
                             ChezuStoreWriteFunc func,
                             gpointer data,
                             ChezuWriteCompleteFunc complete,
                             gpointer completion);

/* How many fixes wait to be sealed may have changed. Nobody waits for sealing that fails. */
void chezu_writer_set_sealing (ChezuWriter *self, gboolean works);

gboolean chezu_writer_is_own_thread (ChezuWriter *self);

/* Finishes what waits, closes the connection, and frees the writer. */
void chezu_writer_stop (ChezuWriter *self);

G_END_DECLS
