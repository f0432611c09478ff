/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reports of one vehicle in a window of fix time, as far as they have arrived. */

#pragma once

#include "sim/chezu-sim-fix.h"

G_BEGIN_DECLS

typedef struct
{
  const ChezuSimWorld *world;
  const ChezuSimClock *clock;
  guint vehicle;
  gint64 next;
  gint64 last;
  gint64 from_ms;
  gint64 to_ms;
  gint64 now_ms;
  ChezuSimRecall recall;
  gboolean again; /* the next report is the second copy of the one before */
} ChezuSimHistory;

void chezu_sim_history_init (ChezuSimHistory *self,
                             const ChezuSimWorld *world,
                             const ChezuSimClock *clock,
                             guint vehicle,
                             gint64 from_ms,
                             gint64 to_ms,
                             gint64 now_ms);
gboolean chezu_sim_history_next (ChezuSimHistory *self, ChezuSimFix *fix);

G_END_DECLS
