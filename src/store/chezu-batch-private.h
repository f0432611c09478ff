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
  gint64 seq; /* the last that was given out */
  guint n_events; /* rows that were added to or changed in the layers of these names */
  guint n_alarms;
} ChezuCommit;

/* What the transaction needs to know of a vehicle that a record names. */
typedef struct
{
  gint64 id;      /* 0: not known */
  gint64 time_ms; /* of its latest fix; G_MININT64: none */
  gint64 interval_ms;
} ChezuCommitTarget;

gboolean chezu_commit_find_target (ChezuCommit *commit,
                                   gint64 remote_id,
                                   ChezuCommitTarget *target,
                                   GError **error);
gboolean chezu_commit_mark_gone (ChezuCommit *commit, gint64 vehicle_id, GError **error);

gboolean chezu_commit_take_devices (ChezuCommit *commit, GError **error);
gboolean chezu_commit_take_positions (ChezuCommit *commit, GError **error);
gboolean chezu_commit_take_events (ChezuCommit *commit, GError **error);
gboolean chezu_commit_take_gaps (ChezuCommit *commit, GError **error);

/* A ChezuStoreWriteFunc for a ChezuBatch. */
gboolean chezu_batch_commit (ChezuDatabase *db, gpointer batch, GError **error);

G_END_DECLS
