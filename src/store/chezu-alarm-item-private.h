/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the table alarm_state. */

#pragma once

#include "store/chezu-alarm-item.h"
#include "store/chezu-statement.h"

G_BEGIN_DECLS

/* In the order in which chezu_alarm_item_read () takes them. */
#define CHEZU_ALARM_ITEM_COLUMNS                                                                   \
  "id, seq, desk, number, type, vehicle, plate, lon_e7, lat_e7, speed_cm_s, limit_cm_s, rule, "    \
  "rule_version, measured_milli, bound_milli, unit, subject, priority, state, standing, late, "    \
  "raised_ms, last_ms, count, noted_ms, "                                                          \
  "touched_ms, returned_ms, acknowledged_ms, acknowledged_by, taken_ms, handler, acted_ms, "       \
  "passed_ms, shelved_until_ms, closed_ms, closed_by, result, ignored, silent"

/* @item is cleared first. */
void chezu_alarm_item_read (ChezuStatement *row, ChezuAlarmItem *item);
/* @found is FALSE where there is none of that id. */
gboolean chezu_alarm_item_find (
    ChezuDatabase *db, gint64 id, ChezuAlarmItem *item, gboolean *found, GError **error);
/* Adds or replaces its row. */
gboolean chezu_alarm_item_save (ChezuDatabase *db, const ChezuAlarmItem *item, GError **error);
/* All that is worked out from the log, so that two can be compared. The vehicle counts where
 * @with_vehicle. */
char *chezu_alarm_item_describe (const ChezuAlarmItem *self, gboolean with_vehicle);

G_END_DECLS
