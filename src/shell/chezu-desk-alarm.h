/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An alarm that somebody looks at: the same object for as long as the desk knows it, while what it
 * holds changes. */

#pragma once

#include "store/chezu-alarm-queue.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_DESK_ALARM (chezu_desk_alarm_get_type ())
G_DECLARE_FINAL_TYPE (ChezuDeskAlarm, chezu_desk_alarm, CHEZU, DESK_ALARM, GObject)

/* Takes @item; @type (nullable) must live as long as the row. */
ChezuDeskAlarm *chezu_desk_alarm_new (ChezuAlarmItem *item, const ChezuAlarmType *type);
/* Takes @item, which is of the same alarm; emits "changed" (). */
void chezu_desk_alarm_update (ChezuDeskAlarm *self, ChezuAlarmItem *item);

const ChezuAlarmItem *chezu_desk_alarm_get_item (ChezuDeskAlarm *self);
const ChezuAlarmType *chezu_desk_alarm_get_type_of (ChezuDeskAlarm *self); /* nullable */
gint64 chezu_desk_alarm_get_id (ChezuDeskAlarm *self);
/* In the reader's language. */
const char *chezu_desk_alarm_get_name (ChezuDeskAlarm *self);
gint64 chezu_desk_alarm_get_due_ms (ChezuDeskAlarm *self);

/* Where it happened, in words, and the same in short; worked out once by whoever has a map of
 * words. Nullable. */
const char *chezu_desk_alarm_get_place (ChezuDeskAlarm *self);
const char *chezu_desk_alarm_get_brief_place (ChezuDeskAlarm *self);
void chezu_desk_alarm_set_place (ChezuDeskAlarm *self, const char *place, const char *brief);

G_END_DECLS
