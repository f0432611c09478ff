/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events and alarms that sources reported. */

#pragma once

#include "store/chezu-record.h"
#include "store/chezu-statement.h"

G_BEGIN_DECLS

/* On the writer thread. TRUE in @inserted when the event was not known yet. */
gboolean chezu_event_table_append (ChezuDatabase *db,
                                   gint64 source_id,
                                   gint64 vehicle_id,
                                   const ChezuEvent *event,
                                   gint64 received_ms,
                                   gboolean *inserted,
                                   GError **error);

G_END_DECLS
