/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles of which nobody wants to be told for a while. */

#include "rule/chezu-rule-engine-private.h"

/* More than that of one vehicle is no snoozing any more: the oldest ends. */
#define SNOOZES_MAX 16

typedef struct
{
  char *type; /* NULL: all */
  char *reason;
  gint64 until_ms;
} Snooze;

static void
snooze_clear (gpointer data)
{
  Snooze *self = data;

  g_free (self->type);
  g_free (self->reason);
}

static GArray *
snoozes_of (ChezuRuleEngine *self, gint64 vehicle_id)
{
  GArray *snoozes = g_hash_table_lookup (self->snoozes, &vehicle_id);

  if (snoozes != NULL)
    return snoozes;
  snoozes = g_array_new (FALSE, FALSE, sizeof (Snooze));
  g_array_set_clear_func (snoozes, snooze_clear);
  g_hash_table_insert (self->snoozes, g_memdup2 (&vehicle_id, sizeof vehicle_id), snoozes);
  return snoozes;
}

void
chezu_rule_engine_snooze (
    ChezuRuleEngine *self, gint64 vehicle_id, const char *type, gint64 until_ms, const char *reason)
{
  const Snooze snooze = { g_strdup (type), g_strdup (reason), until_ms };
  GArray *snoozes;

  g_return_if_fail (self != NULL && reason != NULL);

  snoozes = snoozes_of (self, vehicle_id);
  for (guint i = snoozes->len; i > 0; i--)
    if (g_strcmp0 (g_array_index (snoozes, Snooze, i - 1).type, type) == 0)
      g_array_remove_index (snoozes, i - 1);
  if (snoozes->len == SNOOZES_MAX)
    g_array_remove_index (snoozes, 0);
  g_array_append_val (snoozes, snooze);
}

const char *
chezu_rule_engine_snoozed (const ChezuRuleEngine *self,
                           gint64 vehicle_id,
                           const char *type,
                           gint64 time_ms,
                           gint64 *until_ms)
{
  const GArray *snoozes = g_hash_table_lookup (self->snoozes, &vehicle_id);

  for (guint i = 0; snoozes != NULL && i < snoozes->len; i++)
    {
      const Snooze *snooze = &g_array_index (snoozes, Snooze, i);

      if (time_ms < snooze->until_ms && (snooze->type == NULL || g_str_equal (snooze->type, type)))
        {
          *until_ms = snooze->until_ms;
          return snooze->reason;
        }
    }
  return NULL;
}
