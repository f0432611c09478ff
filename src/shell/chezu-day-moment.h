/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vehicle's day asked by the moment, and by the quarter of an hour. */

#pragma once

#include "store/chezu-record.h"

G_BEGIN_DECLS

/* @fix: (out): at that moment, its place on the line between the fixes around it, the rest as of
 * the one before. FALSE before the first fix and after the last. */
gboolean
chezu_day_find_moment (const ChezuFix *fixes, gsize n_fixes, gint64 time_ms, ChezuFix *fix);

/* @legs: of ChezuLeg. Whether it is known what the vehicle did then. */
gboolean chezu_day_knows_moment (const GArray *legs, gint64 time_ms);

/* A quarter of an hour in figures, for who reads a table rather than a chart. */
#define CHEZU_DAY_SLOT_MS (15 * 60 * 1000)

typedef struct
{
  gint64 from_ms;
  gint32 mean_speed_cm_s; /* of its fixes; CHEZU_UNKNOWN when none tells */
  gint32 top_speed_cm_s;
  double distance_m; /* from the slot's first fix to the first one after it */
} ChezuDaySlot;

/* Returns: (transfer full): GArray of ChezuDaySlot, those that have a fix */
GArray *chezu_day_slots_new (const ChezuFix *fixes, gsize n_fixes);

G_END_DECLS
