/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What chezuctl gaps found, and the two ways to print it. */

#pragma once

#include "ctl/chezu-ctl.h"
#include "store/chezu-gap-table.h"

G_BEGIN_DECLS

/* The completeness of one vehicle. */
typedef struct
{
  gint64 vehicle_id;
  char *plate; /* NULL unknown */
  ChezuCompleteness *completeness;
} ChezuCtlCompleteness;

typedef struct
{
  ChezuGapProgress *progress;
  GPtrArray *gaps;     /* of ChezuGapRow; NULL when a period was asked about */
  GPtrArray *vehicles; /* of ChezuCtlCompleteness, those that lack most first; NULL when none was */
  gint64 from_ms;
  gint64 to_ms;
  gint64 asked_ms; /* of all vehicles, also those that are not listed */
  gint64 missing_ms;
  guint limit; /* of what is listed */
} ChezuCtlGaps;

void chezu_ctl_gaps_print (const ChezuCtlGaps *self);
void chezu_ctl_gaps_print_json (const ChezuCtlGaps *self);

G_END_DECLS
