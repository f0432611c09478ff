/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the fixes of a source follow each other without a hole: pure logic, without clocks or
 * I/O.
 */

#pragma once

#include "store/chezu-batch.h"
#include "sync/chezu-sync-options.h"

G_BEGIN_DECLS

typedef struct _ChezuContinuity ChezuContinuity;

/* @options must outlive it. At first nothing is known, and nothing continues anything. */
ChezuContinuity *chezu_continuity_new (const ChezuSyncOptions *options);
void chezu_continuity_free (ChezuContinuity *self);

/* The connection was lost: what comes from now on does not follow what is in the store, which
 * @marks (of ChezuGapMark) tell. */
void chezu_continuity_break (ChezuContinuity *self, ChezuGapReason reason, const GArray *marks);

/* A stream stands: from the first fix of each vehicle on, every one is told. @server_ms: the
 * source's clock. */
void chezu_continuity_follow (ChezuContinuity *self, gint64 server_ms);

/* There is no stream: the latest fixes are looked at now and then. */
void chezu_continuity_poll (ChezuContinuity *self);

/* A fix came. Returns whether it leaves a gap behind it, which is written to @note. @now_ms: the
 * clock of this computer. */
gboolean chezu_continuity_take (
    ChezuContinuity *self, gint64 remote_id, gint64 time_ms, gint64 now_ms, ChezuGapNote *note);

/* Whether polling has left gaps that are not noted yet; they are noted in @batch. */
gboolean chezu_continuity_settle (ChezuContinuity *self, ChezuBatch *batch);

/* A vehicle that usually reports in @interval_ms and has not for longer than this was silent. */
gint64 chezu_continuity_silence_ms (const ChezuSyncOptions *options, guint interval_ms);

/* When it is worth asking once more what was kept from @from_ms to @to_ms and came late. */
gint64 chezu_continuity_again_ms (const ChezuSyncOptions *options, gint64 from_ms, gint64 to_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuContinuity, chezu_continuity_free)

G_END_DECLS
