/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a vehicle did in a period: how far, how long at the wheel, how often it stopped. */

#pragma once

#include "store/chezu-gap-table.h"
#include "store/chezu-record.h"

G_BEGIN_DECLS

/* Standing shorter than this is traffic, not a stop. */
#define CHEZU_DAY_STOP_MIN_MS (3 * 60 * 1000)
/* Between fixes further apart than this nobody knows what the vehicle did. */
#define CHEZU_DAY_GAP_MAX_MS (5 * 60 * 1000)

/* Less than this is missing of every day: the newest data are on their way. */
#define CHEZU_DAY_MISSING_MIN_MS (60 * 1000)

typedef struct
{
  double mileage_m; /* -1 unknown */
  gint64 driving_ms;
  guint stops;
  gint64 first_ms; /* 0 when there is no fix at all */
} ChezuDay;

typedef enum
{
  CHEZU_LEG_TRIP,
  CHEZU_LEG_STOP,
  CHEZU_LEG_UNKNOWN, /* nothing was heard */
} ChezuLegKind;

/* A part of the day in which one thing was done. */
typedef struct
{
  ChezuLegKind kind;
  gint64 from_ms;
  gint64 to_ms;
  double distance_m; /* of a trip; -1 unknown */
} ChezuLeg;

/* Returns: (transfer full) (element-type ChezuLeg): the day from one to the next, without a hole. A
 * halt shorter than a stop belongs to its trip. */
GArray *chezu_day_list_legs (const ChezuFix *fixes, gsize n_fixes);

void chezu_day_summarize (const ChezuFix *fixes, gsize n_fixes, ChezuDay *day);

/* Returns: (transfer full) (nullable): where the day is not complete, how far it is: "92% complete
 * · 40 min missing" */
char *chezu_day_describe_missing (const ChezuCompleteness *completeness);

G_END_DECLS
