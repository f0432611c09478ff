/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tables of this folder need of the store, and what tests turn. */

#pragma once

#include "store/chezu-schema-private.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  const ChezuSchemaStep *steps; /* NULL: this program's own */
  guint n_steps;
  int busy_timeout_ms; /* 0: the usual */
  guint seal_fixes;    /* so many begin a round of sealing; 0: the usual */
} ChezuStoreOptions;

ChezuStore *
chezu_store_open_with (const char *path, const ChezuStoreOptions *options, GError **error);

/* Like chezu_store_write (); @resolve gives the promise its value from @data after the commit. */
typedef void (*ChezuStoreResolveFunc) (DexPromise *promise, gpointer data);

DexFuture *chezu_store_write_then (ChezuStore *self,
                                   ChezuStoreWriteFunc func,
                                   gpointer data,
                                   GDestroyNotify data_destroy,
                                   ChezuStoreResolveFunc resolve);

/* Resolves when all that was committed before is sealed. */
DexFuture *chezu_store_seal (ChezuStore *self);

/* Resolves @promise to a pointer that chezu_store_await () hands out. */
void
chezu_store_resolve_pointer (DexPromise *promise, gpointer value, GDestroyNotify value_destroy);

G_END_DECLS
