/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refused records, kept so that somebody can find out what the source sends. */

#pragma once

#include "base/chezu-vocabulary.h"
#include "store/chezu-statement.h"

G_BEGIN_DECLS

#define CHEZU_QUARANTINE_RECORD_MAX 4096
#define CHEZU_QUARANTINE_ROWS_MAX 10000

typedef struct
{
  ChezuRefusal reason;
  char *record; /* UTF-8, at most CHEZU_QUARANTINE_RECORD_MAX bytes */
} ChezuRefusedRecord;

/* Makes UTF-8 of at most CHEZU_QUARANTINE_RECORD_MAX bytes of what may be anything. */
char *chezu_quarantine_cut (const char *record, gssize length);

/* Counts @records in `refusal`, and keeps them. Only the counting can fail. */
gboolean chezu_quarantine_add (ChezuDatabase *db,
                               gint64 source_id,
                               const ChezuRefusedRecord *records,
                               guint n_records,
                               gint64 now_ms,
                               GError **error);

G_END_DECLS
