/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alarms of three trucks, and the steps that are taken. */

#pragma once

#include "store-fixture.h"

#include "store/chezu-alarm-queue.h"
#include "store/chezu-alarm-raise.h"
#include "store/chezu-alarm-steps.h"
#include "store/chezu-verify.h"

G_BEGIN_DECLS

void alarm_set_up (StoreFixture *fixture, gconstpointer data);
gint64 alarm_resolve (DexFuture *future);
gint64 alarm_raise_at (ChezuStore *store, gint64 vehicle, const char *type, gint64 at_ms);
gint64 alarm_raise_now (ChezuStore *store, gint64 vehicle, const char *type);
ChezuAlarmAct alarm_act_of (ChezuAlarmStep step);
ChezuAlarmItem *alarm_step_by (ChezuStore *store, gint64 id, ChezuAlarmStep step, const char *who);
ChezuAlarmState alarm_step (ChezuStore *store, gint64 id, ChezuAlarmStep which);
void
alarm_step_badly (ChezuStore *store, gint64 id, ChezuAlarmStep which, const char *who, int code);
ChezuAlarmItem *alarm_find (ChezuStore *store, gint64 id);
GPtrArray *alarm_list (ChezuStore *store, const ChezuAlarmFilter *filter);
gint64 alarm_count_findings (StoreFixture *fixture, ChezuVerifyRule rule);
void alarm_assert_clean (StoreFixture *fixture);

G_END_DECLS
