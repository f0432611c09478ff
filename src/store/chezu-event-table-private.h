/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events and alarms that sources reported. Alarms are features of a layer of their own. */

#pragma once

#include "store/chezu-record.h"
#include "store/chezu-statement.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_EVENT_KNOWN,   /* nothing changed */
  CHEZU_EVENT_CLAIMED, /* an alarm that was seen in a position got the source's number */
  CHEZU_EVENT_ADDED,
} ChezuEventOutcome;

/* On the writer thread. */
gboolean chezu_event_table_append (ChezuDatabase *db,
                                   gint64 source_id,
                                   gint64 vehicle_id,
                                   const ChezuEvent *event,
                                   gint64 received_ms,
                                   ChezuEventOutcome *outcome,
                                   GError **error);

/* The same for an event whose alarm is not NULL. */
gboolean chezu_alarm_table_append (ChezuDatabase *db,
                                   gint64 source_id,
                                   gint64 vehicle_id,
                                   const ChezuEvent *event,
                                   gint64 received_ms,
                                   ChezuEventOutcome *outcome,
                                   GError **error);

G_END_DECLS
