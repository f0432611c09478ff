/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality report in its three formats. */

#pragma once

#include "ctl/chezu-ctl-output.h"
#include "store/chezu-quality-marks.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *rows; /* of ChezuQualityRow, borrowed */
  ChezuQualityGrouping grouping;
  gint64 from_ms; /* of the first instant of the first day */
  gint64 to_ms;   /* of some instant of the last day */
  gboolean measured;
} ChezuCtlReport;

/* "2026-11-24" in China Standard Time, by which the days of the report are cut. (transfer full) */
char *chezu_ctl_report_format_day (gint64 time_ms);

/* All append to @out. */
void chezu_ctl_report_write_table (const ChezuCtlReport *self, GString *out);
void chezu_ctl_report_write_csv (const ChezuCtlReport *self, GString *out);
void chezu_ctl_report_write_json (const ChezuCtlReport *self, GString *out);

G_END_DECLS
