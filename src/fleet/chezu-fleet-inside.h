/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which vehicles are inside a shape or in view. */

#pragma once

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

/* @ring_xy: @n corners of a polygon, x and y in turn, plane; it closes by itself, and what a line
 * that crosses itself encloses twice is outside. @indices (guint) is emptied and filled, ascending,
 * with the vehicles whose latest fix is inside, whatever the filter. */
void chezu_fleet_collect_inside (ChezuFleet *self, const double *ring_xy, gsize n, GArray *indices);

/* The vehicles that are shown and drawn within @frame now, ascending. */
void chezu_fleet_collect_in_view (ChezuFleet *self,
                                  const ChezuFleetFrame *frame,
                                  gint64 now_ms,
                                  GArray *indices);

G_END_DECLS
