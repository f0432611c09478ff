/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trails on the map: of the lead by its own track, of others that are selected or alarmed. */

#include "shell/chezu-window-private.h"

#include "shell/chezu-settings.h"

static void
trail_changed_cb (ChezuWindow *self, gint64 vehicle_id, const ChezuFix *fixes, guint n)
{
  chezu_map_view_set_trail_of (self->map, vehicle_id, fixes, n);
}

void
chezu_window_drop_trails (ChezuWindow *self)
{
  if (self->trails == NULL)
    return;
  /* While it ends, it takes its trails off the map. */
  g_object_run_dispose (G_OBJECT (self->trails));
  g_clear_object (&self->trails);
}

static void
add (GArray *ids, gint64 id, gint64 lead)
{
  if (id == lead)
    return;
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return;
  g_array_append_val (ids, id);
}

/* The alarmed first: there are few, and they are what matters. */
static GArray *
choose_vehicles (ChezuWindow *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const ChezuFleetArrays *arrays = chezu_fleet_peek (chezu_window_get_fleet (self));
  gint64 lead = chezu_selection_get_lead (self->selection);
  guint n;
  const gint64 *selected = chezu_selection_peek (self->selection, &n);

  for (guint8 priority = 1; priority <= 2; priority++)
    for (guint i = 0; i < arrays->n && ids->len < CHEZU_TRAILS_MAX; i++)
      if (arrays->alarm[i] == priority)
        add (ids, arrays->id[i], lead);
  /* Of more than can be told apart, none is better than some. */
  for (guint i = 0; i < n && n <= CHEZU_TRAILS_MAX && ids->len < CHEZU_TRAILS_MAX; i++)
    add (ids, selected[i], lead);
  return ids;
}

/* Selection, alarms or time are others. A map of the past has the trail of its lead alone. */
void
chezu_window_update_trails (ChezuWindow *self)
{
  ChezuFleet *fleet = chezu_window_get_fleet (self);
  g_autoptr (GArray) ids = NULL;

  if (self->session == NULL || fleet == NULL || chezu_fleet_is_past (fleet)
      || !g_settings_get_boolean (chezu_settings_get (), "show-trail"))
    {
      chezu_window_drop_trails (self);
      return;
    }
  ids = choose_vehicles (self);
  if (self->trails == NULL)
    {
      if (ids->len == 0)
        return;
      self->trails = chezu_trails_new (chezu_session_get_store (self->session));
      g_signal_connect_object (self->trails, "changed", G_CALLBACK (trail_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  chezu_trails_follow (self->trails, (const gint64 *)(gpointer)ids->data, ids->len);
  chezu_trails_refresh (self->trails);
}

/* How they are coloured is in the settings. */
void
chezu_window_color_trails (ChezuWindow *self)
{
  g_autofree char *key = g_settings_get_string (chezu_settings_get (), "trail-color");

  chezu_map_view_set_trail_coloring (self->map, chezu_trail_coloring_from_key (key));
}
