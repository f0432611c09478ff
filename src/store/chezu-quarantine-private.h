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
  gint64 remote_id; /* of the vehicle at its source; 0 where the record names none */
  gint64 time_ms;   /* that the record gives; 0 none that can be used */
  char *record;     /* UTF-8, at most CHEZU_QUARANTINE_RECORD_MAX bytes */
} ChezuRefusedRecord;

/* Makes UTF-8 of at most CHEZU_QUARANTINE_RECORD_MAX bytes of what may be anything. */
char *chezu_quarantine_cut (const char *record, gssize length);

/* Counts and keeps one record of a vehicle. @id: of what is kept, 0 when nothing could be. */
gboolean chezu_quarantine_add_one (ChezuDatabase *db,
                                   gint64 source_id,
                                   gint64 vehicle_id,
                                   const ChezuRefusedRecord *record,
                                   gint64 now_ms,
                                   gint64 *id,
                                   GError **error);
/* What was refused has turned out to be right. */
gboolean chezu_quarantine_withdraw (
    ChezuDatabase *db, gint64 source_id, ChezuRefusal reason, gint64 id, GError **error);

/* Counts @records in `refusal`, and keeps them. Only the counting can fail. */
gboolean chezu_quarantine_add (ChezuDatabase *db,
                               gint64 source_id,
                               const ChezuRefusedRecord *records,
                               guint n_records,
                               gint64 now_ms,
                               GError **error);

G_END_DECLS
