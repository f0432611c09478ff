/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alarms of a board as the list that is on the screen: by priority, then the oldest first.
 * While somebody points into it nothing moves: what is new waits to be let in, what is done stays.
 */

#pragma once

#include "shell/chezu-alarm-board.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_ALARM_TAB_TO_DO,    /* raised, acknowledged, returned, appealed */
  CHEZU_ALARM_TAB_HANDLING, /* somebody has it */
  CHEZU_ALARM_TAB_SHELVED,
  CHEZU_ALARM_TAB_CLOSED, /* lately; the newest first */
  CHEZU_N_ALARM_TABS
} ChezuAlarmTab;

#define CHEZU_TYPE_ALARM_QUEUE_MODEL (chezu_alarm_queue_model_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuAlarmQueueModel, chezu_alarm_queue_model, CHEZU, ALARM_QUEUE_MODEL, GObject)

/* A GListModel of ChezuDeskAlarm, and a GtkSectionModel with a section for each priority. What is
 * asked for takes effect with the next chezu_alarm_queue_model_refresh (). */
ChezuAlarmQueueModel *chezu_alarm_queue_model_new (void);
void chezu_alarm_queue_model_set_board (ChezuAlarmQueueModel *self, ChezuAlarmBoard *board);
void chezu_alarm_queue_model_set_tab (ChezuAlarmQueueModel *self, ChezuAlarmTab tab);
ChezuAlarmTab chezu_alarm_queue_model_get_tab (ChezuAlarmQueueModel *self);
/* Bit by priority; 0: all. */
void chezu_alarm_queue_model_set_priorities (ChezuAlarmQueueModel *self, guint priorities);
guint chezu_alarm_queue_model_get_priorities (ChezuAlarmQueueModel *self);
/* In plate, name of the type or place. */
void chezu_alarm_queue_model_set_text (ChezuAlarmQueueModel *self, const char *text);

void chezu_alarm_queue_model_set_held (ChezuAlarmQueueModel *self, gboolean held);
void chezu_alarm_queue_model_refresh (ChezuAlarmQueueModel *self, gint64 now_ms);
/* Lets in what waits, also while it is held. */
void chezu_alarm_queue_model_admit (ChezuAlarmQueueModel *self, gint64 now_ms);
guint chezu_alarm_queue_model_get_n_waiting (ChezuAlarmQueueModel *self);

/* Whether the row is where it was although it belongs elsewhere by now. */
gboolean chezu_alarm_queue_model_is_gone (ChezuAlarmQueueModel *self, ChezuDeskAlarm *row);
/* GTK_INVALID_LIST_POSITION where it is not in the list. */
guint chezu_alarm_queue_model_find (ChezuAlarmQueueModel *self, gint64 id);
/* Of all tabs, as they are now. */
void chezu_alarm_queue_model_count (ChezuAlarmQueueModel *self,
                                    gint64 now_ms,
                                    guint counts[CHEZU_N_ALARM_TABS]);
guint chezu_alarm_queue_model_count_priority (ChezuAlarmQueueModel *self, guint8 priority);

G_END_DECLS
