/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of a vehicle, as bytes: a mark that names the layout, the state, and where
 * there are any the hours driven and the geofences it is in. */

#include "rule/chezu-rule-engine-private.h"

#include <string.h>

/* Counts up whenever the meaning of the state changes; a changed size is known by itself. */
#define LAYOUT 1

typedef struct
{
  guint32 layout;
  guint32 state_size;
  guint32 hours_size; /* 0: none */
  guint32 n_stays;
} Head;

GBytes *
chezu_rule_engine_save (const ChezuRuleEngine *self, gint64 vehicle_id)
{
  const ChezuRuleVehicle *vehicle;
  GByteArray *bytes;
  Head head = { .layout = LAYOUT, .state_size = sizeof (ChezuRuleState) };

  g_return_val_if_fail (self != NULL, NULL);

  vehicle = g_hash_table_lookup (self->vehicles, &vehicle_id);
  if (vehicle == NULL)
    return NULL;
  head.hours_size = vehicle->hours != NULL ? sizeof (ChezuRuleDriving) : 0;
  head.n_stays = vehicle->stays != NULL ? vehicle->stays->len : 0;

  bytes = g_byte_array_new ();
  g_byte_array_append (bytes, (const guint8 *)&head, sizeof head);
  g_byte_array_append (bytes, (const guint8 *)&vehicle->state, sizeof vehicle->state);
  if (vehicle->hours != NULL)
    g_byte_array_append (bytes, (const guint8 *)vehicle->hours, sizeof *vehicle->hours);
  if (head.n_stays > 0)
    g_byte_array_append (bytes, (const guint8 *)vehicle->stays->data,
                         head.n_stays * (guint)sizeof (ChezuStay));
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
is_ours (const Head *head, gsize size)
{
  return head->layout == LAYOUT && head->state_size == sizeof (ChezuRuleState)
         && (head->hours_size == 0 || head->hours_size == sizeof (ChezuRuleDriving))
         && head->n_stays <= CHEZU_STAYS_MAX
         && size
                == sizeof *head + head->state_size + head->hours_size
                       + head->n_stays * sizeof (ChezuStay);
}

gboolean
chezu_rule_engine_load (ChezuRuleEngine *self, gint64 vehicle_id, GBytes *bytes)
{
  ChezuRuleVehicle *vehicle;
  gsize size;
  const guint8 *at = g_bytes_get_data (bytes, &size);
  Head head;

  g_return_val_if_fail (self != NULL, FALSE);

  if (size < sizeof head)
    return FALSE;
  memcpy (&head, at, sizeof head);
  if (!is_ours (&head, size))
    return FALSE;

  vehicle = chezu_rule_engine_find (self, vehicle_id);
  at += sizeof head;
  memcpy (&vehicle->state, at, sizeof vehicle->state);
  at += sizeof vehicle->state;
  g_clear_pointer (&vehicle->hours, g_free);
  g_clear_pointer (&vehicle->stays, g_array_unref);
  if (head.hours_size != 0)
    vehicle->hours = g_memdup2 (at, sizeof *vehicle->hours);
  at += head.hours_size;
  if (head.n_stays > 0)
    {
      vehicle->stays = g_array_new (FALSE, TRUE, sizeof (ChezuStay));
      g_array_append_vals (vehicle->stays, at, head.n_stays);
    }
  return TRUE;
}
