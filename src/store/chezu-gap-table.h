/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gap ledger: periods of a vehicle for which it is not proven that every fix is here, and what
 * came of them. */

#pragma once

#include "store/chezu-record.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_GAP_START,     /* we were not running */
  CHEZU_GAP_RECONNECT, /* the stream was lost and came back */
  CHEZU_GAP_SLEEP,     /* this computer slept */
  CHEZU_GAP_LATE_JOIN, /* a vehicle that was not known before */
  CHEZU_GAP_SILENCE,   /* the vehicle itself was silent for longer than it usually is */
  CHEZU_GAP_BUFFERED,  /* a fix came after newer ones: others may have come with it */
  CHEZU_GAP_LOST,      /* what had been received could not be saved */
  CHEZU_N_GAP_REASONS
} ChezuGapReason;

typedef struct
{
  gint64 id;
  gint64 vehicle_id;
  gint64 source_id;
  gint64 remote_id; /* of the vehicle at that source */
  gint64 from_ms;   /* both ends exclusive: fixes at them are here */
  gint64 to_ms;
  ChezuGapReason reason;
  guint attempts;
} ChezuGap;

/* How far the filling of gaps came. */
typedef struct
{
  gint64 open;          /* gaps that are not closed */
  gint64 open_vehicles; /* vehicles that have one */
  gint64 open_ms;       /* the sum of their lengths */
  gint64 oldest_ms;     /* where the oldest begins; 0 none */
  gint64 closed;        /* ever */
  gint64 filled_fixes;  /* fixes that came by filling */
  gint64 given_up;      /* the source does not keep what is missing */
  gint64 remaining_ms;  /* estimated time until all are closed, by the last minutes; -1 unknown */
} ChezuGapProgress;

/* Resolves to a ChezuGapProgress (free with g_free); of one source, or of all with 0. */
DexFuture *chezu_gap_table_read_progress (ChezuStore *store, gint64 source_id);

/* How complete a vehicle's track is in a period. */
typedef struct
{
  gint64 asked_ms;   /* length of the period, cut at now */
  gint64 missing_ms; /* of it, what is not proven */
  double complete;   /* 0 … 1 */
  GArray *gaps;      /* of ChezuGap, ascending, cut to the period */
} ChezuCompleteness;

void chezu_completeness_free (ChezuCompleteness *self);
/* Resolves to a ChezuCompleteness. Time before the vehicle's first proven instant is missing. */
DexFuture *chezu_gap_table_read_completeness (ChezuStore *store,
                                              gint64 vehicle_id,
                                              gint64 from_ms,
                                              gint64 to_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuCompleteness, chezu_completeness_free)

G_END_DECLS
