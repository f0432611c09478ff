/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-rule-tick.h"

#include "store/chezu-rule-watch-private.h"

typedef struct
{
  gint64 source_id;
  gint64 since_ms;
  gint64 now_ms;
} Tick;

static gboolean
tick_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const Tick *tick = data;

  return chezu_rule_watch_tick (db, tick->source_id, tick->since_ms, tick->now_ms, error);
}

DexFuture *
chezu_rule_tick (ChezuStore *store, gint64 source_id, gint64 since_ms, gint64 now_ms)
{
  const Tick tick = { source_id, since_ms, now_ms };

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_write (store, tick_in_transaction, g_memdup2 (&tick, sizeof tick), g_free);
}
