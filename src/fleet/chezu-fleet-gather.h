/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From tree and columns to the marks of one frame. */

#pragma once

#include "fleet/chezu-fleet-private.h"

G_BEGIN_DECLS

/* @memory: as chezu_fleet_marks_begin () has it. States and alarms are settled for @now_ms. */
void chezu_fleet_gather (ChezuFleet *self,
                         ChezuFleetMarks *marks,
                         const ChezuFleetFrame *frame,
                         gint64 now_ms,
                         const ChezuFleetMarks *memory);
/* (transfer full): what every fleet has for the purpose. */
GArray *chezu_fleet_specials_new (void);
ChezuMarksRank
chezu_fleet_rank_of (const ChezuFleet *self, const ChezuFleetFrame *frame, guint index);

/* The cells of @level that a rectangle of the plane touches. */
ChezuFleetWindow chezu_fleet_window_of (double x0, double y0, double x1, double y1, guint level);
/* The same at the level that has some sixteen cells across it. */
ChezuFleetWindow chezu_fleet_fine_window_of (double x0, double y0, double x1, double y1);

G_END_DECLS
