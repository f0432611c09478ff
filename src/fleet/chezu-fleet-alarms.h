/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which vehicles an alarm stands at. Until somebody takes alarms and closes them, one stands for
 * ten minutes: this is the only place that knows. */

#pragma once

#include "base/chezu-alarm-priority.h"
#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

#define CHEZU_FLEET_ALARM_STANDS_MS (10 * 60 * 1000)

/* An alarm of @priority was at @time_ms, which may be long ago or yet to come in a fleet of the
 * past. Vehicles that are not known are passed over. Emits nothing: a "changed" follows from
 * whoever took over more than this. */
void chezu_fleet_raise_alarm (ChezuFleet *self, gint64 vehicle_id, guint8 priority, gint64 time_ms);
void chezu_fleet_clear_alarms (ChezuFleet *self);

/* The worst that stands at it now, CHEZU_ALARM_NONE for none. */
guint8 chezu_fleet_get_alarm (ChezuFleet *self, guint index, gint64 now_ms);

G_END_DECLS
