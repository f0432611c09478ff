/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bit for each vehicle that is shown; later ones have none and are not. */

#include "fleet/chezu-fleet-only.h"

#include "fleet/chezu-fleet-private.h"

static void
take (ChezuFleet *self, GArray *only)
{
  g_clear_pointer (&self->only, g_array_unref);
  self->only = only;
  chezu_fleet_filter_anew (self);
  g_signal_emit_by_name (self, "changed");
}

void
chezu_fleet_show_only (ChezuFleet *self, const gint64 *ids, guint n_ids)
{
  GArray *only;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (ids != NULL || n_ids == 0);

  only = g_array_sized_new (FALSE, TRUE, sizeof (guint32), self->columns.n / 32 + 1);
  g_array_set_size (only, self->columns.n / 32 + 1);
  for (guint i = 0; i < n_ids; i++)
    {
      guint index = chezu_fleet_find (self, ids[i]);

      if (index != CHEZU_FLEET_NONE)
        g_array_index (only, guint32, index / 32) |= 1u << index % 32;
    }
  take (self, only);
}

void
chezu_fleet_show_all (ChezuFleet *self)
{
  g_return_if_fail (CHEZU_IS_FLEET (self));

  if (self->only != NULL)
    take (self, NULL);
}

gboolean
chezu_fleet_shows_only_some (ChezuFleet *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET (self), FALSE);

  return self->only != NULL;
}
