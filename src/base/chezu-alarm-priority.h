/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How urgent an alarm is: 1 emergency, 2 serious, 3 normal, 4 notice. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CHEZU_ALARM_NONE 0
#define CHEZU_ALARM_P1 1
#define CHEZU_ALARM_P2 2
#define CHEZU_ALARM_P3 3
#define CHEZU_ALARM_P4 4

guint8 chezu_alarm_priority (const char *code);

/* Of two priorities, either of which may be CHEZU_ALARM_NONE. */
static inline guint8
chezu_alarm_worse (guint8 a, guint8 b)
{
  return a == CHEZU_ALARM_NONE || (b != CHEZU_ALARM_NONE && b < a) ? b : a;
}

G_END_DECLS
