/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The past of the demo world in pieces of one vehicle and some days, computed ahead by as many
 * threads as there are processors. */

#pragma once

#include "sim/chezu-sim-clock.h"
#include "sim/chezu-sim-world.h"

G_BEGIN_DECLS

typedef struct
{
  guint vehicle;
  gint64 from_ms;
  gint64 to_ms;  /* exclusive */
  GArray *fixes; /* of ChezuFix, ascending; may be empty */
} ChezuCtlPiece;

typedef struct _ChezuCtlHarvest ChezuCtlHarvest;

/* @world and @clock must outlive it. */
ChezuCtlHarvest *chezu_ctl_harvest_new (const ChezuSimWorld *world,
                                        const ChezuSimClock *clock,
                                        gint64 from_ms,
                                        gint64 to_ms);
void chezu_ctl_harvest_free (ChezuCtlHarvest *self);

guint64 chezu_ctl_harvest_get_n_pieces (const ChezuCtlHarvest *self);

/* Blocks. All vehicles in some days, then in the next days; FALSE at the end. @piece is cleared by
 * the caller. */
gboolean chezu_ctl_harvest_next (ChezuCtlHarvest *self, ChezuCtlPiece *piece);
void chezu_ctl_piece_clear (ChezuCtlPiece *piece);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuCtlHarvest, chezu_ctl_harvest_free)

G_END_DECLS
