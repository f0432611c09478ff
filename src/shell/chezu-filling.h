/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the filling of a source's gaps came since it last began, and in which words. */

#pragma once

#include "store/chezu-gap-table.h"

G_BEGIN_DECLS

typedef struct
{
  ChezuGapProgress progress;
  gint64 closed_before; /* gaps that were closed when filling began */
  gboolean active;      /* gaps are open that are not put off */
} ChezuFilling;

void chezu_filling_follow (ChezuFilling *self, const ChezuGapProgress *progress);

/* 0 … 1, of the gaps that were open since filling began. */
double chezu_filling_get_fraction (const ChezuFilling *self);

/* Both (transfer full). */
char *chezu_filling_describe (const ChezuFilling *self, gint64 now_ms);
/* "about 12 min left"; empty where that is not known, or nothing is left. */
char *chezu_filling_describe_rest (const ChezuFilling *self);

G_END_DECLS
