/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that are several: "chezuctl rule list", "chezuctl rule try". */

#pragma once

#include "ctl/chezu-ctl.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* "list" */
  ChezuCtlFunc run;
} ChezuCtlAction;

/* Runs the action that argv[1] names; it is called "COMMAND NAME" to whoever reads its help.
 * @usage (translated): what --help prints, with its line end. */
ChezuExit chezu_ctl_run_action (ChezuCtl *ctl,
                                const char *command,
                                const char *usage,
                                const ChezuCtlAction *actions,
                                guint n_actions,
                                int argc,
                                char **argv);

G_END_DECLS
