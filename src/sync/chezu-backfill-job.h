/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which gaps are asked for at once, and what an answer proves: pure logic, without clocks or I/O.
 */

#pragma once

#include "store/chezu-batch.h"
#include "sync/chezu-sync-options.h"

G_BEGIN_DECLS

/* A gap within a request. */
typedef struct
{
  ChezuGap gap;
  gint64 from_ms; /* what is asked for of it */
  gint64 to_ms;
  gint64 seen_ms; /* the answer was read so far */
} ChezuBackfillPart;

typedef struct
{
  const ChezuSyncOptions *options;
  GArray *parts; /* of ChezuBackfillPart, never none once it is filled */
  guint current; /* the part that the last fix belonged to */
  GArray *holes; /* of ChezuGapNote: where the answer itself is silent */
} ChezuBackfillJob;

void chezu_backfill_job_init (ChezuBackfillJob *self, const ChezuSyncOptions *options);
void chezu_backfill_job_clear (ChezuBackfillJob *self);

/* Takes gaps out of @plan (of ChezuGap): the first whose vehicle is not @busy, and others that are
 * worth asking for in the same breath, at most @max. Those @alone are asked for by themselves. Both
 * sets hold remote ids. Returns FALSE when there is none. */
gboolean chezu_backfill_job_take (
    ChezuBackfillJob *self, GArray *plan, GHashTable *busy, GHashTable *alone, guint max);

/* The window of the next request; FALSE when all was asked for. */
gboolean chezu_backfill_job_next (ChezuBackfillJob *self, gint64 *from_ms, gint64 *to_ms);

/* Each fix of the answer, ascending for each vehicle. */
void chezu_backfill_job_see (ChezuBackfillJob *self, const ChezuPosition *position);

/* The answer was whole up to @until_ms: writes into @batch what it proves. @server_ms and @now_ms
 * are the clocks of the source and of this computer. Returns whether it proved anything. */
gboolean chezu_backfill_job_prove (
    ChezuBackfillJob *self, gint64 until_ms, gint64 server_ms, gint64 now_ms, ChezuBatch *batch);

G_END_DECLS
