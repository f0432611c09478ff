/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How alarms are told: where, how much, how long, and by whom. */

#pragma once

#include "shell/chezu-desk-alarm.h"
#include "store/chezu-place-table.h"
#include "store/chezu-road-index.h"

G_BEGIN_DECLS

/* (transfer full): the road and between what, else the nearest place, else coordinates. Both are
 * nullable. @brief: as short as a list needs it. */
char *chezu_alarm_describe_place (const ChezuRoadIndex *roads,
                                  const ChezuPlaceList *places,
                                  double lon,
                                  double lat,
                                  gboolean brief);
/* (transfer full) (nullable): "112 / 80 km/h" */
char *chezu_alarm_describe_measure (const ChezuAlarmItem *item);
/* (transfer full): "1:42", "2 h 05 min" */
char *chezu_alarm_describe_running (gint64 from_ms, gint64 to_ms);
/* (transfer full): state, and who has it */
char *chezu_alarm_describe_state (const ChezuAlarmItem *item, gint64 now_ms);
/* (transfer full): what a step of the log says beside its name; may be empty */
char *chezu_alarm_describe_entry (const ChezuAlarmEntry *entry);

G_END_DECLS
