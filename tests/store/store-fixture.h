/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real store in a temporary folder, and short ways to fill and question it. */

#pragma once

#include "store/chezu-batch.h"
#include "store/chezu-source-table.h"
#include "store/chezu-store-private.h"
#include "store/chezu-store.h"
#include "store/chezu-vehicle-table.h"

#define STORE_T0 G_GINT64_CONSTANT (1767225600000) /* 2026-01-01 */

typedef struct
{
  char *folder;
  char *path;
  ChezuStore *store;
  gint64 source; /* of the source "depot", added at set-up */
} StoreFixture;

void store_fixture_set_up (StoreFixture *fixture, gconstpointer data);
/* Closes, proves that nobody holds the store, and removes the folder. */
void store_fixture_tear_down (StoreFixture *fixture, gconstpointer data);
void store_fixture_close (StoreFixture *fixture);
void store_fixture_reopen (StoreFixture *fixture);
void store_fixture_remove_folder (const char *folder);

/* The places that are shipped, and one region from 110 to 120 degrees east, 30 to 40 north. */
void store_fixture_load_reference (StoreFixture *fixture);

/* Runs this very program as "PROGRAM @mode @path", and kills it while it works. */
void store_run_and_kill (const char *mode, const char *path, gulong after_us);

gint64 store_add_source (ChezuStore *store, const char *name);

/* A truck of remote number @remote with plate "鲁D00001" … */
void store_batch_add_truck (ChezuBatch *batch, gint64 remote);
void store_batch_add_fix (ChezuBatch *batch, gint64 remote, gint64 time_ms, double lon, double lat);
void store_batch_add_event (ChezuBatch *batch,
                            gint64 remote,
                            gint64 id,
                            gint64 time_ms,
                            const char *kind,
                            const char *alarm);

/* Commits and frees; must succeed. */
ChezuBatchResult store_commit (ChezuStore *store, ChezuBatch *batch);

/* Runs a fiber's future to its end in the default main context. */
void store_await (DexFuture *future);
/* Takes the result of a future of chezu_store_read (), without a fiber. */
gpointer store_take (DexFuture *future, GError **error);

ChezuVehiclePage *store_changes (ChezuStore *store, gint64 after_seq);
/* The first column of the first row, by way of a reader. */
gint64 store_query_int (ChezuStore *store, const char *sql);
char *store_query_text (ChezuStore *store, const char *sql);
/* Reads all of them, and proves that the tally says the same and that each track is in order. */
gint64 store_count_fixes (ChezuStore *store);
/* How many vehicles have any. */
gint64 store_count_tracks (ChezuStore *store);
/* By way of the writer. */
gboolean store_execute (ChezuStore *store, const char *sql, GError **error);
