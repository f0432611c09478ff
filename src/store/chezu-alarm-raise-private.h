/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raising alarms inside a transaction that somebody else began: on the writer thread. */

#pragma once

#include "store/chezu-alarm-item.h"
#include "store/chezu-alarm-raise.h"
#include "store/chezu-record.h"

G_BEGIN_DECLS

/* @alarm_id becomes the alarm's, whether it is new or came again; 0 where the type is switched off.
 * A type that is not in the catalogue is an error. */
gboolean chezu_alarm_raise_in (ChezuDatabase *db,
                               const ChezuAlarmRaise *raise,
                               gint64 now_ms,
                               gint64 *alarm_id,
                               GError **error);
gboolean chezu_alarm_return_in (ChezuDatabase *db,
                                gint64 vehicle_id,
                                const char *type,
                                gint64 at_ms,
                                gint64 now_ms,
                                GError **error);

/* What a source reported, by the mapping of the catalogue; events that are mapped to nothing raise
 * nothing, alarms that are not mapped are of type "other". */
gboolean chezu_alarm_raise_report_in (
    ChezuDatabase *db, gint64 vehicle_id, const ChezuEvent *event, gint64 now_ms, GError **error);

/* One step of the alarm @alarm_id, by whoever runs this program. @item (nullable) becomes what it
 * is then. */
gboolean chezu_alarm_step_in (ChezuDatabase *db,
                              gint64 alarm_id,
                              const ChezuAlarmAct *act,
                              ChezuAlarmItem *item,
                              GError **error);

/* The alarms that a store of an older version has, as steps: those past their deadline lapsed. */
gboolean chezu_alarm_migrate (ChezuDatabase *db, GError **error);

G_END_DECLS
