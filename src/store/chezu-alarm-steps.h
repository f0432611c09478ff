/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does about an alarm: each step is logged under the account and host of whoever runs
 * the program. */

#pragma once

#include "store/chezu-alarm-item.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Copies @act; its time, when 0, is now, and its person, when NULL, the account. Resolves after the
 * commit to the ChezuAlarmItem as it is then (chezu_store_await (), chezu_alarm_item_free ()).
 * Rejects with %CHEZU_ALARM_ERROR_TAKEN where another console was first, with other codes of
 * %CHEZU_ALARM_ERROR where the step is not possible; the message says why. Nothing is written
 * then. */
DexFuture *chezu_alarm_step (ChezuStore *store, gint64 alarm_id, const ChezuAlarmAct *act);

/* The same, blocking. */
ChezuAlarmItem *chezu_alarm_step_sync (ChezuStore *store,
                                       gint64 alarm_id,
                                       const ChezuAlarmAct *act,
                                       GError **error);

G_END_DECLS
