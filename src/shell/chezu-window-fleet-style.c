/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the map shows the fleet, as it was chosen. */

#include "shell/chezu-window-private.h"

#include "shell/chezu-settings.h"

void
chezu_window_style_fleet (ChezuWindow *self)
{
  GSettings *settings = chezu_settings_get ();

  chezu_map_view_set_far_view (self->map, (ChezuFarView)g_settings_get_enum (settings, "far-view"));
  chezu_map_view_set_with_drivers (self->map, g_settings_get_enum (settings, "label-text") == 1);
}
