/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows one kind of thing in a store, and has it read again when it is another. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  /* Resolves to a gint64 (free with g_free) that is another one after each change. */
  DexFuture *(*read_version) (ChezuStore *store);
  /* In a fiber: reads all of it. */
  gboolean (*read) (gpointer owner, ChezuStore *store, GError **error);
  void (*changed) (gpointer owner);
  void (*trouble) (gpointer owner, const char *words);
} ChezuStoreWatchFuncs;

typedef struct _ChezuStoreWatch ChezuStoreWatch;

/* Reads at once. @owner frees it when it goes, and is kept while something is read. */
ChezuStoreWatch *
chezu_store_watch_new (ChezuStore *store, GObject *owner, const ChezuStoreWatchFuncs *funcs);
void chezu_store_watch_free (ChezuStoreWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuStoreWatch, chezu_store_watch_free)

ChezuStore *chezu_store_watch_get_store (ChezuStoreWatch *self);
/* Everything was read, and nothing is being read. */
gboolean chezu_store_watch_is_loaded (ChezuStoreWatch *self);

G_END_DECLS
