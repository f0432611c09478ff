/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vehicles of the demo world, as the simulated backend lists them and as the store knows them.
 */

#pragma once

#include "sim/chezu-sim-clock.h"
#include "sim/chezu-sim-world.h"
#include "store/chezu-batch.h"

G_BEGIN_DECLS

/* The number by which the backend knows a vehicle. */
static inline gint64
chezu_ctl_world_remote_id (guint vehicle)
{
  return (gint64)vehicle + 1;
}

/* Adds all vehicles as they are at @now_ms to @batch. */
void chezu_ctl_world_list (const ChezuSimWorld *world,
                           const ChezuSimClock *clock,
                           gint64 now_ms,
                           ChezuBatch *batch);

G_END_DECLS
