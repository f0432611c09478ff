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
  CHEZU_GAP_POLLING,   /* there was no stream; between two looks there may have been more */
  CHEZU_N_GAP_REASONS
} ChezuGapReason;

/* Keys stand in the store and in scripts; names are translated. */
const char *chezu_gap_reason_key (ChezuGapReason reason);
ChezuGapReason chezu_gap_reason_from_key (const char *key); /* START for an unknown one */
const char *chezu_gap_reason_name (ChezuGapReason reason);

typedef struct
{
  gint64 id; /* 0: it follows from what is proven, and is not in the ledger */
  gint64 vehicle_id;
  gint64 source_id; /* 0: the source was removed */
  gint64 remote_id; /* of the vehicle at that source */
  gint64 from_ms;   /* both ends exclusive: fixes at them are here */
  gint64 to_ms;
  ChezuGapReason reason;
  guint attempts;
  gint64 next_try_ms;
  guint interval_ms; /* usual time between fixes of the vehicle; 0 unknown */
  gboolean given_up; /* the source does not keep what is missing */
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
  gint64 waiting;       /* of the open ones, those that are looked into later */
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

/* A gap as a person reads it. */
typedef struct
{
  ChezuGap gap;
  char *plate;  /* NULL unknown */
  char *source; /* its name; NULL when it was removed */
  char *why;    /* in plain words: how the last attempt failed, why it was given up; NULL */
} ChezuGapRow;

void chezu_gap_row_free (ChezuGapRow *self);
/* Resolves to a GPtrArray of ChezuGapRow, open and given up, newest first; of one vehicle, or of
 * all with 0. */
DexFuture *chezu_gap_table_list (ChezuStore *store, gint64 vehicle_id, guint limit);

/* Resolves when gaps that were given up are open again; of one vehicle, or of all with 0. */
DexFuture *chezu_gap_table_reopen (ChezuStore *store, gint64 vehicle_id);

/* --- For the synchronizer ------------------------------------------------------------------- */

/* What the store holds of a vehicle of a source. */
typedef struct
{
  gint64 remote_id;
  gint64 last_ms;   /* up to here its track is either here or in the ledger */
  gint64 newest_ms; /* time of the newest fix that is here */
  guint interval_ms;
} ChezuGapMark;

/* Resolves to a GArray of ChezuGapMark. @overlap_ms: a fix that was made so long before the end of
 * the proof may have arrived after it. */
DexFuture *chezu_gap_table_read_marks (ChezuStore *store, gint64 source_id, gint64 overlap_ms);

/* Resolves to a GArray of at most @limit ChezuGap that are due: those with an alarm inside first,
 * the oldest alarm before others, then the newest. */
DexFuture *chezu_gap_table_plan (ChezuStore *store, gint64 source_id, gint64 now_ms, guint limit);

/* Resolves to the time (a gint64, free with g_free) at which the next gap of a source is due, 0
 * when none is open. */
DexFuture *chezu_gap_table_read_due (ChezuStore *store, gint64 source_id, gint64 now_ms);

/* Resolves when the failure to fill @gap is written down. */
DexFuture *chezu_gap_table_fail (
    ChezuStore *store, gint64 gap_id, gint64 next_try_ms, gboolean give_up, const char *why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuCompleteness, chezu_completeness_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuGapRow, chezu_gap_row_free)

G_END_DECLS
