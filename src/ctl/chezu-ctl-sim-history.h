/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl sim --history: the past of the demo world straight into a store. */

#pragma once

#include "ctl/chezu-ctl.h"
#include "sim/chezu-sim-server.h"

G_BEGIN_DECLS

/* @span: "30d", "12h", "90m". @until (nullable): where the period ends; now. The
 * simulated backend on the port of @options goes on from there. */
ChezuExit chezu_ctl_sim_history (ChezuCtl *ctl,
                                 const ChezuSimOptions *options,
                                 const char *span,
                                 const char *until);

G_END_DECLS
