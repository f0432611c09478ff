/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What chezuctl status tells, collected before it is printed. */

#pragma once

#include "store/chezu-gap-table.h"
#include "store/chezu-source-table.h"
#include "store/chezu-store-figures.h"
#include "store/chezu-vehicle-table.h"

G_BEGIN_DECLS

typedef struct
{
  const char *path; /* borrowed */
  ChezuStoreMode mode;
  ChezuStoreTotals *totals;
  ChezuStoreFigures *figures;
  GPtrArray *sources;     /* of ChezuSourceRow */
  ChezuGapProgress *gaps; /* of all sources together */
  GPtrArray *source_gaps; /* of ChezuGapProgress, in the order of @sources */
  gint64 now_ms;
} ChezuCtlStatus;

void chezu_ctl_status_print_json (const ChezuCtlStatus *self);

G_END_DECLS
