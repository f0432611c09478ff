/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The selected vehicle's day beside the map. */

#include "shell/chezu-window-private.h"

#include "base/chezu-format.h"

/* The trail on the map is that of the day which stands beside it. */
static void
changed_cb (ChezuWindow *self)
{
  chezu_window_show_trail (self);
}

void
chezu_window_set_up_track (ChezuWindow *self)
{
  self->track_page = g_object_ref_sink (chezu_track_page_new (self->map));
  g_signal_connect_object (self->track_page, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

gboolean
chezu_window_shows_track (ChezuWindow *self)
{
  return adw_navigation_view_get_visible_page (self->details)
         == ADW_NAVIGATION_PAGE (self->track_page);
}

/* Another vehicle leads the selection: its day takes the place of the other one's. */
void
chezu_window_update_track (ChezuWindow *self)
{
  ChezuFleet *fleet = chezu_window_get_fleet (self);
  gint64 id = chezu_selection_get_lead (self->selection);
  guint index = fleet != NULL && id != 0 ? chezu_fleet_find (fleet, id) : CHEZU_FLEET_NONE;
  g_autofree char *plate = NULL;

  if (index == CHEZU_FLEET_NONE)
    {
      chezu_track_page_clear (self->track_page);
      return;
    }
  if (!chezu_window_shows_track (self))
    return;
  plate = chezu_format_plate (chezu_fleet_get_plate (fleet, index));
  chezu_track_page_show (self->track_page, chezu_session_get_store (self->session), id, plate);
}

/* The page stands at the moment that the map shows, and the present has none. */
void
chezu_window_follow_moment (ChezuWindow *self)
{
  gint64 time_ms = self->past != NULL ? chezu_past_get_time_ms (self->past) : 0;

  chezu_track_page_set_day (self->track_page, time_ms);
  chezu_track_page_set_playhead (self->track_page, time_ms);
}

static void
track_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  if (self->track == NULL || chezu_window_shows_track (self))
    return;
  chezu_window_select (self, chezu_selection_get_lead (self->selection));
  adw_navigation_view_push (self->details, ADW_NAVIGATION_PAGE (self->track_page));
  chezu_window_update_track (self);
}

static void
table_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  if (chezu_window_shows_track (self))
    chezu_track_page_toggle_table (self->track_page);
}

void
chezu_window_install_track_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.track-table", NULL, table_cb);
  gtk_widget_class_install_action (widget_class, "win.track", NULL, track_cb);
}
