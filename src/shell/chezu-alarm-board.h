/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alarms of a store as a window follows them: what is open, what was closed lately, and how
 * much comes in. Whatever another console or the synchronizer does is here a moment later. */

#pragma once

#include "shell/chezu-desk-alarm.h"
#include "store/chezu-alarm-steps.h"
#include "store/chezu-place-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_ALARM_BOARD (chezu_alarm_board_get_type ())
G_DECLARE_FINAL_TYPE (ChezuAlarmBoard, chezu_alarm_board, CHEZU, ALARM_BOARD, GObject)

/* Main thread only. @places (nullable) must live as long as the board. Reads at once. */
ChezuAlarmBoard *chezu_alarm_board_new (ChezuStore *store, const ChezuPlaceList *places);
ChezuStore *chezu_alarm_board_get_store (ChezuAlarmBoard *self);
gboolean chezu_alarm_board_is_loaded (ChezuAlarmBoard *self);

/* All that are known, in no order; of ChezuDeskAlarm, borrowed. */
GPtrArray *chezu_alarm_board_list (ChezuAlarmBoard *self);
ChezuDeskAlarm *chezu_alarm_board_find (ChezuAlarmBoard *self, gint64 id); /* nullable */
/* The most urgent that nobody acknowledged, then the most urgent of all; NULL when none is open. */
ChezuDeskAlarm *chezu_alarm_board_find_worst (ChezuAlarmBoard *self);
guint chezu_alarm_board_count_open (ChezuAlarmBoard *self, guint8 *worst);
const ChezuAlarmFlood *chezu_alarm_board_get_flood (ChezuAlarmBoard *self);

/* Resolves as chezu_outbox_write () does: to the vehicle of @item, about it. */
DexFuture *
chezu_alarm_board_write (ChezuAlarmBoard *self, const ChezuAlarmItem *item, const char *text);
/* As chezu_alarm_step (); what follows from it is shown at once. */
DexFuture *chezu_alarm_board_step (ChezuAlarmBoard *self, gint64 id, const ChezuAlarmAct *act);

/* Signals: "changed" () after something about any alarm is another; "arrived" (ChezuDeskAlarm) for
 * each that began, or came again after it had been over, since the board was loaded; "trouble"
 * (string). */

G_END_DECLS
