/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the actions of chezuctl alarm share. */

#pragma once

#include "ctl/chezu-ctl-json.h"
#include "ctl/chezu-ctl.h"
#include "store/chezu-alarm-queue.h"

G_BEGIN_DECLS

/* Scripts rely on the names, which chezuctl(1) lists. @types: of ChezuAlarmType, nullable. */
void chezu_ctl_alarm_add (ChezuCtlJson to, const ChezuAlarmItem *item, const GPtrArray *types);
void chezu_ctl_alarm_print (const ChezuAlarmItem *item, const GPtrArray *types);
/* The catalogue; says why not. */
GPtrArray *chezu_ctl_alarm_read_types (ChezuStore *store);
/* The number of an alarm that a person typed; says when it is none. */
gboolean chezu_ctl_alarm_parse_id (const char *text, gint64 *id);

ChezuExit chezu_ctl_alarm_list (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_ack (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_take (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_release (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_act (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_close (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_shelve (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_unshelve (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_note (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_pass (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_appeal (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_decide (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_export (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_import (ChezuCtl *ctl, int argc, char **argv);

G_END_DECLS
