/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a step says, as canonical JSON: an object whose keys are in order, without spaces and
 * without fractions, so that the same words always have the same hash. */

#pragma once

#include "store/chezu-alarm-item.h"
#include "store/chezu-alarm-raise.h"

G_BEGIN_DECLS

#define CHEZU_ALARM_TEXT_MAX 4000

/* What the log says of an alarm that is raised or comes again. */
typedef struct
{
  ChezuAlarmAct act;
  const ChezuAlarmRaise *raise;
  const char *plate; /* nullable */
  int plate_color;
} ChezuAlarmBegin;

char *chezu_alarm_payload_write_begin (const ChezuAlarmBegin *begin);
char *chezu_alarm_payload_write (const ChezuAlarmAct *act);

/* A payload that was read; the act points into it. */
typedef struct _ChezuAlarmPayload ChezuAlarmPayload;

/* NULL where @text is not canonical. */
ChezuAlarmPayload *chezu_alarm_payload_read (const char *text, GError **error);
void chezu_alarm_payload_free (ChezuAlarmPayload *self);
/* Fills all of @act but step, time, who and desk. */
void chezu_alarm_payload_get_act (ChezuAlarmPayload *self, ChezuAlarmAct *act);
/* Fills what raising says of @item, but for its vehicle. */
void chezu_alarm_payload_get_item (ChezuAlarmPayload *self, ChezuAlarmItem *item);
gint64 chezu_alarm_payload_get_vehicle (ChezuAlarmPayload *self);
int chezu_alarm_payload_get_plate_color (ChezuAlarmPayload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuAlarmPayload, chezu_alarm_payload_free)

G_END_DECLS
