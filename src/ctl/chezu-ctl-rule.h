/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the actions of chezuctl rule share. */

#pragma once

#include "ctl/chezu-ctl-json.h"
#include "ctl/chezu-ctl.h"
#include "store/chezu-rule-table.h"

G_BEGIN_DECLS

/* The rules of the store (g_free ()); says why not. */
ChezuRuleSet *chezu_ctl_rule_read (ChezuStore *store);
/* "overspeed.hold_s=40"; says what is wrong. */
gboolean chezu_ctl_rule_set (ChezuRuleSet *rules, const char *assignment);
/* Says that there is no such rule, and which there are. */
gboolean chezu_ctl_rule_parse (const char *name, ChezuRule *rule);

ChezuExit chezu_ctl_rule_try (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_rule_snooze (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_rule_snoozes (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_rule_wake (ChezuCtl *ctl, int argc, char **argv);

G_END_DECLS
