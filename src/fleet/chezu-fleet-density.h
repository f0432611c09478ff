/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many vehicles there are where: counts in small cells, for a surface instead of discs. */

#pragma once

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

/* Cells row by row from the upper left corner. Zero it, use it for any number of frames, clear it.
 */
typedef struct
{
  double x; /* of the upper left corner, plane */
  double y;
  double side; /* of a cell, plane */
  guint n_columns;
  guint n_rows;
  guint32 *counts; /* vehicles shown */
  guint8 *alarms;  /* the worst standing one, CHEZU_ALARM_NONE for none */
  guint32 largest; /* of all counts */
  gsize n_allocated;
} ChezuFleetDensity;

/* @cell_px: how large a cell shall be, at least 2; it will have between this and half of this,
 * because cells stand still in the world. Follows filter and latest fixes. Allocates nothing as
 * long as the frame does not grow. */
void chezu_fleet_collect_density (ChezuFleet *self,
                                  const ChezuFleetFrame *frame,
                                  double cell_px,
                                  gint64 now_ms,
                                  ChezuFleetDensity *density);
void chezu_fleet_density_clear (ChezuFleetDensity *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChezuFleetDensity, chezu_fleet_density_clear)

G_END_DECLS
