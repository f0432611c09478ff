/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was raised is a short list beside a million vehicles: when one begins or ends, all of it is
 * gone through. */

#include "fleet/chezu-fleet-private.h"

void
chezu_fleet_raise_alarm (ChezuFleet *self, gint64 vehicle_id, guint8 priority, gint64 time_ms)
{
  ChezuFleetAlarm alarm = { time_ms, 0, priority };

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (priority >= CHEZU_ALARM_P1 && priority <= CHEZU_ALARM_P4);

  alarm.vehicle = chezu_fleet_find (self, vehicle_id);
  if (alarm.vehicle == CHEZU_FLEET_NONE)
    return;
  g_array_append_val (self->alarms, alarm);
  self->next_alarm_ms = G_MININT64;
  self->revision++;
}

/* Forgets all that were raised. */
void
chezu_fleet_clear_alarms (ChezuFleet *self)
{
  g_return_if_fail (CHEZU_IS_FLEET (self));

  g_array_set_size (self->alarms, 0);
  self->next_alarm_ms = G_MININT64;
  self->revision++;
}

static void
stand (ChezuFleet *self, const ChezuFleetAlarm *alarm)
{
  guint8 *column = &self->columns.alarm[alarm->vehicle];

  if (*column == CHEZU_ALARM_NONE)
    g_array_append_val (self->alarmed, alarm->vehicle);
  *column = chezu_alarm_worse (*column, alarm->priority);
}

/* Brings the column alarm to @now_ms; cheap when none begins or ends. To be called before
 * settled_ms becomes @now_ms. */
void
chezu_fleet_settle_alarms (ChezuFleet *self, gint64 now_ms)
{
  gint64 next_ms = G_MAXINT64;

  if (now_ms >= self->settled_ms && now_ms < self->next_alarm_ms)
    return;

  for (guint i = 0; i < self->alarmed->len; i++)
    self->columns.alarm[g_array_index (self->alarmed, guint, i)] = CHEZU_ALARM_NONE;
  g_array_set_size (self->alarmed, 0);

  for (guint i = 0; i < self->alarms->len;)
    {
      const ChezuFleetAlarm *alarm = &g_array_index (self->alarms, ChezuFleetAlarm, i);
      gint64 ends_ms = alarm->time_ms + CHEZU_FLEET_ALARM_STANDS_MS;

      /* Only the past can come again. */
      if (now_ms >= ends_ms && !self->is_past)
        {
          g_array_remove_index_fast (self->alarms, i);
          continue;
        }
      i++;
      if (now_ms < alarm->time_ms)
        next_ms = MIN (next_ms, alarm->time_ms);
      else if (now_ms < ends_ms)
        {
          stand (self, alarm);
          next_ms = MIN (next_ms, ends_ms);
        }
    }
  self->next_alarm_ms = next_ms;
  self->revision++;
}

guint8
chezu_fleet_get_alarm (ChezuFleet *self, guint index, gint64 now_ms)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), CHEZU_ALARM_NONE);
  g_return_val_if_fail (index < self->columns.n, CHEZU_ALARM_NONE);

  chezu_fleet_settle (self, now_ms);
  return self->columns.alarm[index];
}
