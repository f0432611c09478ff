/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing over the caller's array. Nothing is ever taken out: vehicles stay. */

#include "fleet/chezu-fleet-ids.h"

#define FIRST_SLOTS 64

void
chezu_fleet_ids_clear (ChezuFleetIds *self)
{
  g_free (self->slots);
  *self = (ChezuFleetIds){ 0 };
}

/* Where to look first: the upper bits of the hash, scaled to any number of slots. */
static guint
start_of (const ChezuFleetIds *self, gint64 id)
{
  guint64 hash = (guint64)id * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  return (guint)(((hash >> 32) * self->n_slots) >> 32);
}

static guint
next_of (const ChezuFleetIds *self, guint slot)
{
  return slot + 1 < self->n_slots ? slot + 1 : 0;
}

static void
put (ChezuFleetIds *self, gint64 id, guint index)
{
  guint slot = start_of (self, id);

  while (self->slots[slot] != 0)
    slot = next_of (self, slot);
  self->slots[slot] = index + 1;
}

/* Three quarters full at most. */
static void
grow (ChezuFleetIds *self, const gint64 *id)
{
  guint32 *old = self->slots;
  guint n_old = self->n_slots;

  self->n_slots = MAX (FIRST_SLOTS, self->n + self->n / 2);
  self->slots = g_new0 (guint32, self->n_slots);
  for (guint i = 0; i < n_old; i++)
    if (old[i] != 0)
      put (self, id[old[i] - 1], old[i] - 1);
  g_free (old);
}

guint
chezu_fleet_ids_find (const ChezuFleetIds *self, const gint64 *id, gint64 wanted)
{
  if (self->n_slots == 0)
    return CHEZU_FLEET_IDS_NONE;
  for (guint slot = start_of (self, wanted); self->slots[slot] != 0; slot = next_of (self, slot))
    if (id[self->slots[slot] - 1] == wanted)
      return self->slots[slot] - 1;
  return CHEZU_FLEET_IDS_NONE;
}

/* @index must not be known yet. */
void
chezu_fleet_ids_add (ChezuFleetIds *self, const gint64 *id, guint index)
{
  if ((guint64)(self->n + 1) * 4 > (guint64)self->n_slots * 3)
    grow (self, id);
  put (self, id[index], index);
  self->n++;
}
