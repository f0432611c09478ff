/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which vehicles lie inside a line that was drawn around them on the screen. */

#pragma once

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

typedef struct
{
  double x; /* pixels of the frame */
  double y;
} ChezuLassoPoint;

gboolean chezu_lasso_contains (const ChezuLassoPoint *points, gsize n_points, double x, double y);

void chezu_lasso_collect (ChezuFleet *fleet,
                          const ChezuFleetFrame *frame,
                          gint64 now_ms,
                          const ChezuLassoPoint *points,
                          gsize n_points,
                          GArray *ids);

G_END_DECLS
