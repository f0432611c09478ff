/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The past of the demo world as a synchronizer would have stored it, computed instead of received.
 */

#pragma once

#include "sim/chezu-sim-history.h"
#include "track/chezu-fix.h"

G_BEGIN_DECLS

/* Appends to @fixes (of ChezuFix) what @vehicle reported with from_ms <= time < to_ms, ascending,
 * as far as it has arrived at @now_ms and a synchronizer takes it. */
void chezu_ctl_world_collect (const ChezuSimWorld *world,
                              const ChezuSimClock *clock,
                              guint vehicle,
                              gint64 from_ms,
                              gint64 to_ms,
                              gint64 now_ms,
                              GArray *fixes);

G_END_DECLS
