/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a batch, and the transaction that takes it over. */

#pragma once

#include "store/chezu-batch.h"

G_BEGIN_DECLS

struct _ChezuBatch
{
  gint64 source_id;
  GArray *devices;   /* of ChezuDevice, strings in the chunk */
  GArray *positions; /* of ChezuPosition */
  GArray *events;    /* of ChezuEvent, strings in the chunk */
  GArray *refusals;  /* of ChezuRefusedRecord, strings in the chunk */
  GStringChunk *strings;
  char *cursor;                 /* NULL: leave it */
  gint64 newest_server_time_ms; /* 0: not known */
  gboolean devices_complete;

  ChezuBatchResult result; /* filled by the transaction */
};

/* A ChezuStoreWriteFunc for a ChezuBatch. */
gboolean chezu_batch_commit (ChezuDatabase *db, gpointer batch, GError **error);

G_END_DECLS
