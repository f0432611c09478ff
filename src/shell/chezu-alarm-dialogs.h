/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked before a step of an alarm that needs more than a key. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-alarm-board.h"

G_BEGIN_DECLS

/* What a person answered. */
typedef struct
{
  ChezuAlarmResult result;
  gint64 until_ms;
  char *text;
} ChezuAlarmAnswer;

#define CHEZU_TYPE_ALARM_ANSWER (chezu_alarm_answer_get_type ())
GType chezu_alarm_answer_get_type (void);
ChezuAlarmAnswer *chezu_alarm_answer_copy (const ChezuAlarmAnswer *self);
void chezu_alarm_answer_free (ChezuAlarmAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuAlarmAnswer, chezu_alarm_answer_free)

/* Each resolves to a ChezuAlarmAnswer (dex_await_boxed ()), or rejects with G_IO_ERROR_CANCELLED.
 */
DexFuture *chezu_alarm_ask_close (GtkWidget *parent, ChezuDeskAlarm *row);
DexFuture *chezu_alarm_ask_shelve (GtkWidget *parent, ChezuDeskAlarm *row);
DexFuture *chezu_alarm_ask_message (GtkWidget *parent, ChezuDeskAlarm *row);

G_END_DECLS
