/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Driving in half hours: what is summed lies within the last day and week for certain, so that a
 * sum is never too large by more than the ten seconds of a unit. */

#include "rule/chezu-rule-engine-private.h"

#include <string.h>

#define UNIT_MS G_GINT64_CONSTANT (10000)

static guint8 *
units_at (ChezuRuleDriving *self, gint64 slot)
{
  gint64 at = slot % CHEZU_HOURS_SLOTS;

  return &self->units[at < 0 ? at + CHEZU_HOURS_SLOTS : at];
}

static void
open_slot (ChezuRuleDriving *self)
{
  self->slot++;
  self->week_units = (guint16)(self->week_units - *units_at (self, self->slot));
  *units_at (self, self->slot) = 0;
  self->day_units
      = (guint16)(self->day_units - *units_at (self, self->slot - CHEZU_HOURS_DAY_SLOTS));
}

void
chezu_rule_driving_advance (ChezuRuleDriving *self, gint64 time_ms)
{
  gint64 slot = time_ms / CHEZU_HOURS_SLOT_MS;

  if (self->slot == 0 || slot - self->slot >= CHEZU_HOURS_SLOTS)
    *self = (ChezuRuleDriving){ .slot = slot };
  while (self->slot < slot)
    open_slot (self);
}

void
chezu_rule_driving_add (ChezuRuleDriving *self, gint64 from_ms, gint64 to_ms)
{
  while (from_ms < to_ms)
    {
      gint64 slot = from_ms / CHEZU_HOURS_SLOT_MS;
      gint64 end_ms = MIN (to_ms, (slot + 1) * CHEZU_HOURS_SLOT_MS);
      guint units;

      chezu_rule_driving_advance (self, from_ms);
      self->rest_ms += (guint32)(end_ms - from_ms);
      units = (guint)(self->rest_ms / UNIT_MS);
      units = MIN (units, (guint)G_MAXUINT8 - *units_at (self, self->slot));
      self->rest_ms = (guint32)(self->rest_ms % UNIT_MS);
      *units_at (self, self->slot) = (guint8)(*units_at (self, self->slot) + units);
      self->day_units = (guint16)(self->day_units + units);
      self->week_units = (guint16)(self->week_units + units);
      from_ms = end_ms;
    }
}

/* What is known of the time from then on is forgotten. */
void
chezu_rule_driving_cut (ChezuRuleDriving *self, gint64 from_ms)
{
  gint64 slot = from_ms / CHEZU_HOURS_SLOT_MS;
  ChezuRuleDriving kept = { .slot = slot };

  for (gint64 i = MAX (slot, self->slot + 1) - CHEZU_HOURS_SLOTS; i < slot; i++)
    {
      guint8 units
          = i > self->slot - CHEZU_HOURS_SLOTS && i <= self->slot ? *units_at (self, i) : 0;

      if (i <= slot - CHEZU_HOURS_SLOTS)
        continue;
      *units_at (&kept, i) = units;
      kept.week_units = (guint16)(kept.week_units + units);
      if (i > slot - CHEZU_HOURS_DAY_SLOTS)
        kept.day_units = (guint16)(kept.day_units + units);
    }
  *self = kept;
}

gint64
chezu_rule_driving_day_ms (const ChezuRuleDriving *self)
{
  return self->day_units * UNIT_MS + self->rest_ms;
}

gint64
chezu_rule_driving_week_ms (const ChezuRuleDriving *self)
{
  return self->week_units * UNIT_MS + self->rest_ms;
}

gboolean
chezu_rule_driving_is_sound (const ChezuRuleDriving *self, gint64 heard_ms)
{
  guint day = 0;
  guint week = 0;

  if (self->slot < 0 || self->slot > heard_ms / CHEZU_HOURS_SLOT_MS)
    return FALSE;
  for (gint64 i = 0; i < CHEZU_HOURS_SLOTS; i++)
    {
      guint units = *units_at ((ChezuRuleDriving *)self, self->slot - i);

      week += units;
      if (i < CHEZU_HOURS_DAY_SLOTS)
        day += units;
    }
  return self->day_units == day && self->week_units == week;
}
