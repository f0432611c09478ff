/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of a vehicle, as bytes: a mark that names the layout, the state, and where
 * there are any the hours driven and the geofences it is in. */

#include "rule/chezu-rule-engine-private.h"

#include "track/chezu-segment.h"

#include <string.h>

typedef struct
{
  guint32 layout;
  guint32 state_size;
  guint32 hours_size; /* 0: none */
  guint32 n_stays;
  guint32 checksum; /* CRC-32 of what follows */
  guint32 padding;
} Head;

GBytes *
chezu_rule_engine_save (const ChezuRuleEngine *self, gint64 vehicle_id)
{
  const ChezuRuleVehicle *vehicle;
  GByteArray *bytes;
  Head head = { .layout = CHEZU_RULE_LAYOUT, .state_size = sizeof (ChezuRuleState) };

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
  head.checksum = chezu_segment_checksum (bytes->data + sizeof head, bytes->len - sizeof head);
  memcpy (bytes->data, &head, sizeof head);
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
is_ours (const Head *head, const guint8 *content, gsize size)
{
  return head->layout == CHEZU_RULE_LAYOUT && head->state_size == sizeof (ChezuRuleState)
         && (head->hours_size == 0 || head->hours_size == sizeof (ChezuRuleDriving))
         && head->n_stays <= CHEZU_STAYS_MAX
         && size == head->state_size + head->hours_size + head->n_stays * sizeof (ChezuStay)
         && chezu_segment_checksum (content, size) == head->checksum;
}

/* --- What no engine can have saved, whatever its checksum is */

static gboolean
are_times (const gint64 *times, guint n)
{
  for (guint i = 0; i < n; i++)
    if (times[i] < 0 || times[i] > CHEZU_RULE_TIME_MAX_MS)
      return FALSE;
  return TRUE;
}

static gboolean
is_state (const ChezuRuleState *state)
{
  const gint64 times[] = {
    state->before[0].time_ms, state->before[1].time_ms, state->heard_ms,  state->silent_ms,
    state->still_ms,          state->park_ms,           state->impact_ms, state->stand_ms,
  };

  for (guint i = 0; i < CHEZU_N_EPISODES; i++)
    if (!are_times ((gint64[]){ state->episodes[i].since_ms, state->episodes[i].calm_ms }, 2))
      return FALSE;
  return are_times (times, G_N_ELEMENTS (times)) && state->before[0].time_ms <= state->heard_ms
         && state->before[1].time_ms <= state->before[0].time_ms;
}

static gboolean
are_stays (const ChezuStay *stays, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!are_times (&stays[i].entered_ms, 1))
      return FALSE;
  return TRUE;
}

/* --- Loading */

static gboolean
read_content (ChezuRuleVehicle *self, const Head *head, const guint8 *at)
{
  memcpy (&self->state, at, sizeof self->state);
  at += sizeof self->state;
  if (head->hours_size != 0)
    self->hours = g_memdup2 (at, sizeof *self->hours);
  at += head->hours_size;
  if (head->n_stays > 0)
    {
      self->stays = g_array_new (FALSE, TRUE, sizeof (ChezuStay));
      g_array_append_vals (self->stays, at, head->n_stays);
    }
  return is_state (&self->state)
         && (self->hours == NULL || chezu_rule_driving_is_sound (self->hours, self->state.heard_ms))
         && (self->stays == NULL
             || are_stays ((const ChezuStay *)(gconstpointer)self->stays->data, head->n_stays));
}

gboolean
chezu_rule_engine_load (ChezuRuleEngine *self, gint64 vehicle_id, GBytes *bytes)
{
  ChezuRuleVehicle *read;
  Head head;
  gsize size;
  const guint8 *data;
  gboolean good;

  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);

  data = g_bytes_get_data (bytes, &size);
  if (size < sizeof head)
    return FALSE;
  memcpy (&head, data, sizeof head);
  if (!is_ours (&head, data + sizeof head, size - sizeof head))
    return FALSE;

  read = g_new0 (ChezuRuleVehicle, 1);
  good = read_content (read, &head, data + sizeof head);
  if (good)
    chezu_rule_vehicle_copy_memory (chezu_rule_engine_find (self, vehicle_id), read);
  chezu_rule_vehicle_free (read);
  return good;
}
