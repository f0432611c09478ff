/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alarm desk: the queue, how much comes in, and the alarm that is chosen. The keyboard alone
 * suffices. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"
#include "shell/chezu-alarm-board.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_ALARMS_PAGE (chezu_alarms_page_get_type ())
G_DECLARE_FINAL_TYPE (ChezuAlarmsPage, chezu_alarms_page, CHEZU, ALARMS_PAGE, AdwBin)

/* All nullable; the places must live as long. */
void chezu_alarms_page_set_board (ChezuAlarmsPage *self,
                                  ChezuAlarmBoard *board,
                                  ChezuFleet *fleet,
                                  const ChezuPlaceList *places);
/* Chooses an alarm, in whatever tab it is. */
/* Whether an open alarm of priority 1 is before somebody's eyes. */
gboolean chezu_alarms_page_has_urgent (ChezuAlarmsPage *self);
void chezu_alarms_page_choose (ChezuAlarmsPage *self, gint64 id);
/* Once a second: clocks go on, silences end. */
void chezu_alarms_page_refresh (ChezuAlarmsPage *self);
/* Minutes that the console is silent; 0: it is not. */
guint chezu_alarms_page_get_silence (ChezuAlarmsPage *self);

/* Signals: "told" (string) with something that a person should read; "activated" (gint64 vehicle);
 * "moment" (ChezuDeskAlarm) when the map is to show how it was then;
 * "silenced" () when the console is silent from now on, or no longer. */

G_END_DECLS
