/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the gap ledger share. */

#pragma once

#include "store/chezu-gap-table.h"

G_BEGIN_DECLS

/* Of gap g joined with vehicle v, in the order of chezu_gap_read (). */
#define CHEZU_GAP_COLUMNS                                                                          \
  "g.id, g.vehicle, g.source, g.remote_id, g.from_ms, g.to_ms, g.reason, g.attempts, "             \
  "g.next_try_ms, v.interval_ms, g.given_up"
#define CHEZU_N_GAP_COLUMNS 11

void chezu_gap_read (ChezuStatement *select, ChezuGap *gap);

/* On the writer thread. The period becomes one with those of the vehicle and terminal that it
 * overlaps or touches; the proof of the vehicle begins with the first that is noted. */
gboolean chezu_gap_note (ChezuDatabase *db, const ChezuGap *gap, gint64 now_ms, GError **error);

/* On the writer thread. Everything from the beginning of @proof to its end, both included, is here:
 * gaps of its vehicle and terminal end before it, begin after it, or are gone. */
gboolean chezu_gap_close (ChezuDatabase *db, const ChezuGap *proof, gint64 now_ms, GError **error);

/* On the writer thread: fixes that came by filling a gap. */
gboolean chezu_gap_count_fixes (ChezuDatabase *db,
                                gint64 source_id,
                                ChezuGapReason reason,
                                gint64 time_ms,
                                guint n_fixes,
                                GError **error);

G_END_DECLS
