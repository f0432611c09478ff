/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets alarms of a board be heard. */

#pragma once

#include "shell/chezu-alarm-board.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_ALARM_PLAYER (chezu_alarm_player_get_type ())
G_DECLARE_FINAL_TYPE (ChezuAlarmPlayer, chezu_alarm_player, CHEZU, ALARM_PLAYER, GObject)

/* Without a loudspeaker nothing is heard, and nothing else is different. */
ChezuAlarmPlayer *chezu_alarm_player_new (ChezuAlarmBoard *board);
void chezu_alarm_player_set_silent (ChezuAlarmPlayer *self, gboolean silent);

G_END_DECLS
