/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One alarm beside the queue: where it is, how fast it went, whom to call, who can help, what to
 * do, and what was done. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"
#include "shell/chezu-alarm-board.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_ALARM_CARD (chezu_alarm_card_get_type ())
G_DECLARE_FINAL_TYPE (ChezuAlarmCard, chezu_alarm_card, CHEZU, ALARM_CARD, AdwBin)

/* @board, @fleet and @places are nullable; the places must live as long. */
void chezu_alarm_card_set_board (ChezuAlarmCard *self,
                                 ChezuAlarmBoard *board,
                                 ChezuFleet *fleet,
                                 const ChezuPlaceList *places);
/* @row: (nullable) */
void chezu_alarm_card_set_row (ChezuAlarmCard *self, ChezuDeskAlarm *row);
ChezuDeskAlarm *chezu_alarm_card_get_row (ChezuAlarmCard *self);
/* Clocks go on. */
void chezu_alarm_card_refresh (ChezuAlarmCard *self);
void chezu_alarm_card_focus (ChezuAlarmCard *self);
/* The number of the driver (else NULL), as it is dialled. */
const char *chezu_alarm_card_get_phone (ChezuAlarmCard *self);

/* Signal "ticked" (string item): a step of the list is done. Actions "alarm.…" are the page's. */

G_END_DECLS
