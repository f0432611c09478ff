/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a batch, and the transaction that takes it over. */

#pragma once

#include "store/chezu-batch.h"

G_BEGIN_DECLS

/* Everything that the source has of a vehicle is here, from one instant to another. */
typedef struct
{
  gint64 remote_id;
  gint64 from_ms;
  gint64 to_ms;
} ChezuGapProof;

struct _ChezuBatch
{
  gatomicrefcount ref_count;
  gint64 source_id;
  GArray *devices;   /* of ChezuDevice, strings in the chunk */
  GArray *positions; /* of ChezuPosition */
  GArray *events;    /* of ChezuEvent, strings in the chunk */
  GArray *refusals;  /* of ChezuRefusedRecord, strings in the chunk */
  GArray *proofs;    /* of ChezuGapProof */
  GArray *gaps;      /* of ChezuGapNote */
  GStringChunk *strings;
  char *cursor;                 /* NULL: leave it */
  gint64 newest_server_time_ms; /* 0: not known */
  gboolean devices_complete;
  gint64 proven_ms; /* 0: leave it */
  gboolean filling;
  ChezuGapReason filling_reason;

  ChezuBatchResult result; /* filled by the transaction */
};

/* A batch on its way into the file, on the writer thread. */
typedef struct
{
  ChezuDatabase *db;
  ChezuBatch *batch;
  gint64 now_ms;
  gint64 seq;      /* the last that was given out */
  GArray *tallies; /* of ChezuQualityTally, written when all else is done */
  guint n_events;  /* rows that were added to or changed in the layers of these names */
  guint n_alarms;
} ChezuCommit;

/* A fix on its way into the history, with the source that it counts for. */
typedef struct
{
  ChezuFix fix;
  gint64 source_id;
} ChezuArrival;

/* What the transaction needs to know of a vehicle that a record names. */
typedef struct
{
  gint64 id; /* 0: not known */
  gint64 terminal_id;
  gint64 remote_id;
  gint64 time_ms; /* of its latest fix; G_MININT64: none */
  gint32 lon_e7;
  gint32 lat_e7;
  gint64 interval_ms;
  gboolean gone;      /* the terminal was said to be off line */
  gboolean suspected; /* it has rows in suspect */
  gboolean plated;    /* its plate is of a known form */
} ChezuCommitTarget;

gboolean chezu_commit_find_target (ChezuCommit *commit,
                                   gint64 remote_id,
                                   ChezuCommitTarget *target,
                                   GError **error);

/* Judges the fixes of one vehicle, ascending in time: @arrivals (of ChezuArrival) loses those that
 * jump away from its track, and gains those of earlier batches that turned out to be right. */
gboolean chezu_commit_judge (ChezuCommit *commit,
                             const ChezuCommitTarget *target,
                             GArray *arrivals,
                             GError **error);

gboolean chezu_commit_take_devices (ChezuCommit *commit, GError **error);
gboolean chezu_commit_take_positions (ChezuCommit *commit, GError **error);
gboolean chezu_commit_take_events (ChezuCommit *commit, GError **error);
gboolean chezu_commit_take_gaps (ChezuCommit *commit, GError **error);

/* A ChezuStoreWriteFunc for a ChezuBatch. */
gboolean chezu_batch_commit (ChezuDatabase *db, gpointer batch, GError **error);

G_END_DECLS
