/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The badge of an alarm: shape, numeral and colour of its priority. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_ALARM_BADGE (chezu_alarm_badge_get_type ())
G_DECLARE_FINAL_TYPE (ChezuAlarmBadge, chezu_alarm_badge, CHEZU, ALARM_BADGE, GtkWidget)

/* Properties "priority" (uint, 0 shows nothing) and "diameter" (int, pixels). */
GtkWidget *chezu_alarm_badge_new (guint priority, int diameter);
void chezu_alarm_badge_set_priority (ChezuAlarmBadge *self, guint priority);

G_END_DECLS
