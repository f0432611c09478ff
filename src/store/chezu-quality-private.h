/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting what comes of records, while a batch is taken over: on the writer thread, in the batch's
 * transaction. */

#pragma once

#include "store/chezu-quality.h"

G_BEGIN_DECLS

/* What came of the records of one source and vehicle on one day, as differences to what stands in
 * the store. */
typedef struct
{
  gint64 day; /* since 1970-01-01, of China Standard Time */
  gint64 source_id;
  gint64 vehicle_id; /* 0: of records that name none */
  gint64 refused;
  ChezuQualityCounts counts; /* received follows from the others */
} ChezuQualityTally;

gint64 chezu_quality_day (gint64 time_ms);
/* Of the first instant of a day. */
gint64 chezu_quality_day_start_ms (gint64 day);

typedef enum
{
  CHEZU_OUTCOME_NEWEST,
  CHEZU_OUTCOME_LATE,
  CHEZU_OUTCOME_DUPLICATE,
} ChezuOutcome;

/* @tallies: of ChezuQualityTally. @plated: the vehicle's plate is of a known form. */
void chezu_quality_count_fix (GArray *tallies,
                              gint64 source_id,
                              gint64 vehicle_id,
                              gboolean plated,
                              const ChezuFix *fix,
                              ChezuOutcome outcome);
void
chezu_quality_count_drift (GArray *tallies, gint64 source_id, gint64 vehicle_id, gint64 time_ms);
/* @change: 1, or -1 for one that is withdrawn */
void chezu_quality_count_refusal (GArray *tallies,
                                  gint64 source_id,
                                  gint64 vehicle_id,
                                  gint64 time_ms,
                                  ChezuRefusal reason,
                                  int change);

gboolean chezu_quality_save (ChezuDatabase *db, GArray *tallies, GError **error);

G_END_DECLS
