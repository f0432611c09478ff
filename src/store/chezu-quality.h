/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of every record that sources sent, by source, vehicle and day, and the official rates
 * that follow from it (reference: 联网联控考核, see the sources in chezu-quality.c). */

#pragma once

#include "store/chezu-record.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 received; /* accepted, duplicate or refused; the others below are among these */
  gint64 accepted;
  gint64 duplicate;
  gint64 late;         /* accepted, but older than what was there */
  gint64 drift;        /* accepted or not: jumped away faster than vehicles drive, and came back */
  gint64 out_of_range; /* position, speed or altitude outside what counts as qualified */
  gint64 bad_time;     /* in the future, before 2000, missing */
  gint64 malformed;
  gint64 qualified; /* accepted, and satisfies every condition of the official form */
} ChezuQualityCounts;

typedef struct
{
  gint64 source_id;  /* 0: all together */
  gint64 vehicle_id; /* 0: all together, and with CHEZU_QUALITY_BY_VEHICLE records that name none */
  char *name;        /* plate or name of the source; NULL where there is none */
  ChezuQualityCounts counts;
  gint64 vehicles;          /* registered */
  gint64 accessed_vehicles; /* of them, those that ever sent a qualified record */
  gint64 online_vehicles;   /* with a qualified record in the period */
  gint64 drifting_vehicles; /* with at least three drift fixes on one day of the period */
  double track_m;           /* length of all track; 0 where it was not measured */
  double complete_m;        /* of it, without stretches of more than 2 km between fixes */
} ChezuQualityRow;

void chezu_quality_row_free (ChezuQualityRow *self);

typedef enum
{
  CHEZU_QUALITY_TOTAL,
  CHEZU_QUALITY_BY_SOURCE,
  CHEZU_QUALITY_BY_VEHICLE,
} ChezuQualityGrouping;

/* Resolves to a GPtrArray of ChezuQualityRow for the days (Asia/Shanghai) from the one of @from_ms
 * to the one of @to_ms: one row, one for each source, or one for each vehicle that sent something.
 * A vehicle that several sources know counts, with its track, for each of them.
 * @measure_tracks reads every track for the lengths, which takes its time. */
DexFuture *chezu_quality_read (ChezuStore *store,
                               gint64 from_ms,
                               gint64 to_ms,
                               ChezuQualityGrouping grouping,
                               gboolean measure_tracks);

/* 0 … 1, or -1 where there is nothing to divide by. */
double chezu_quality_access_rate (const ChezuQualityRow *row);    /* 入网率 */
double chezu_quality_online_rate (const ChezuQualityRow *row);    /* 上线率 */
double chezu_quality_qualified_rate (const ChezuQualityRow *row); /* 数据合格率 */
double chezu_quality_complete_rate (const ChezuQualityRow *row);  /* 轨迹完整率 */
double chezu_quality_drift_rate (const ChezuQualityRow *row);     /* 漂移车辆率 */

G_END_DECLS
