/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alarms that sources reported, as a reader gets them. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id; /* grows with every alarm that is stored */
  gint64 vehicle_id;
  gint64 time_ms;
  guint8 priority; /* chezu_alarm_priority () of its code */
} ChezuAlarmRow;

/* Resolves to a GArray of ChezuAlarmRow, in order of id: at most @limit alarms whose id is greater
 * than @after_id and that were at @since_ms or later. */
DexFuture *
chezu_alarm_table_changes (ChezuStore *store, gint64 after_id, gint64 since_ms, guint limit);

G_END_DECLS
