/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window in the past: another fleet on the map, a frame around it, and the way back. */

#include "shell/chezu-window-private.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"

#include <glib/gi18n-lib.h>

/* Where the past begins when nobody said another moment. */
#define FIRST_BACK_MS (10 * CHEZU_MINUTE_MS)
#define STEP_MS (10 * CHEZU_SECOND_MS)
#define LONG_STEP_MS (5 * CHEZU_MINUTE_MS)
/* Panes and pill follow the playing that often. */
#define FOLLOW_MS 500

static void
show_mode (ChezuWindow *self)
{
  gboolean past = self->past != NULL;

  adw_toggle_group_set_active_name (self->mode, past ? "past" : "live");
  gtk_widget_set_visible (self->past_frame, past);
  gtk_widget_set_visible (self->past_pill, past);
  gtk_revealer_set_reveal_child (self->time_revealer, past);
  if (past)
    gtk_widget_add_css_class (GTK_WIDGET (self->map), "past");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->map), "past");
}

static void
show_pill (ChezuWindow *self)
{
  gint64 time_ms = chezu_past_get_time_ms (self->past);
  gint64 now_ms = chezu_time_now_ms ();
  g_autofree char *date = chezu_format_date (time_ms);
  g_autofree char *clock = chezu_format_clock (time_ms);
  g_autofree char *moment = g_strdup_printf ("%s %s", date, clock);
  g_autofree char *age = chezu_format_age (time_ms, now_ms);

  chezu_connection_button_set_past (self->connection_button, time_ms);
  gtk_label_set_label (self->past_moment, moment);
  gtk_label_set_label (self->past_age, now_ms - time_ms < CHEZU_DAY_MS ? age : "");
}

/* The lane of the selected vehicle. */
void
chezu_window_show_lane (ChezuWindow *self)
{
  gint64 lead = chezu_selection_get_lead (self->selection);
  ChezuFleet *fleet = chezu_window_get_fleet (self);
  guint index = lead != 0 ? chezu_fleet_find (fleet, lead) : CHEZU_FLEET_NONE;
  g_autofree char *plate = NULL;
  const ChezuFix *fixes;
  gsize n;

  if (index == CHEZU_FLEET_NONE || self->track == NULL)
    {
      chezu_time_bar_show_track (self->time_bar, 0, NULL, NULL, 0);
      return;
    }
  plate = chezu_format_plate (chezu_fleet_get_plate (fleet, index));
  fixes = chezu_day_track_get_fixes (self->track, &n);
  chezu_time_bar_show_track (self->time_bar, lead, plate, fixes, n);
}

static gboolean
follow_cb (gpointer user_data)
{
  ChezuWindow *self = user_data;

  self->past_source = 0;
  if (self->past == NULL)
    return G_SOURCE_REMOVE;
  show_pill (self);
  if (self->track != NULL)
    chezu_day_track_set_time (self->track, chezu_past_get_time_ms (self->past));
  chezu_window_show_lane (self);
  chezu_window_set_geofences_time (self, chezu_past_get_time_ms (self->past));
  chezu_window_follow_moment (self);
  chezu_window_refresh_selection (self);
  chezu_view_pane_refresh (self->view_pane, self->map);
  return G_SOURCE_REMOVE;
}

static void
moved_cb (ChezuWindow *self)
{
  show_pill (self);
  if (self->past_source == 0)
    self->past_source = g_timeout_add (FOLLOW_MS, follow_cb, self);
}

static void
past_fleet_changed_cb (ChezuWindow *self)
{
  gboolean following = chezu_map_view_get_following (self->map);

  chezu_window_show_fleet (self, chezu_past_get_fleet (self->past));
  chezu_map_view_set_following (self->map, following);
}

static void
caught_up_cb (ChezuWindow *self)
{
  chezu_window_leave_past (self);
  chezu_window_tell (self, _ ("The past has caught up with the present"));
}

static void
ended_cb (ChezuWindow *self)
{
  g_autofree char *moment
      = chezu_format_moment (chezu_past_get_time_ms (self->past), chezu_time_now_ms ());
  /* TRANSLATORS: playing the past came to its end; %s is a clock time, maybe with a date */
  g_autofree char *words = g_strdup_printf (_ ("The data end at %s"), moment);

  chezu_window_tell (self, words);
}

/* @time_ms: 0 for a moment ago */
void
chezu_window_enter_past (ChezuWindow *self, gint64 time_ms)
{
  if (self->session == NULL)
    return;
  if (self->past == NULL)
    {
      self->past = chezu_past_new (chezu_session_get_store (self->session),
                                   chezu_session_get_fleet (self->session));
      g_signal_connect_object (self->past, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->past, "fleet-changed", G_CALLBACK (past_fleet_changed_cb),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->past, "caught-up", G_CALLBACK (caught_up_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->past, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
      chezu_past_seek (self->past, time_ms != 0 ? time_ms : chezu_time_now_ms () - FIRST_BACK_MS);
      chezu_window_show_fleet (self, chezu_past_get_fleet (self->past));
      chezu_time_bar_set_past (self->time_bar, self->past);
    }
  else if (time_ms != 0)
    chezu_past_seek (self->past, time_ms);
  show_mode (self);
  moved_cb (self);
}

void
chezu_window_play_past (ChezuWindow *self, double rate)
{
  g_return_if_fail (CHEZU_IS_WINDOW (self));

  chezu_time_bar_play (self->time_bar, rate);
}

void
chezu_window_leave_past (ChezuWindow *self)
{
  ChezuFleet *live;

  if (self->past == NULL)
    return;
  g_clear_handle_id (&self->past_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->past, self);
  chezu_past_set_rate (self->past, 0);
  chezu_window_set_geofences_time (self, 0);
  chezu_connection_button_set_past (self->connection_button, 0);
  chezu_time_bar_set_past (self->time_bar, NULL);
  chezu_time_bar_show_track (self->time_bar, 0, NULL, NULL, 0);
  live = chezu_session_get_fleet (self->session);
  chezu_fleet_set_filter (live, chezu_fleet_get_filter (chezu_past_get_fleet (self->past)));
  g_clear_object (&self->past);
  chezu_window_show_fleet (self, live);
  if (self->track != NULL)
    chezu_day_track_set_time (self->track, 0);
  chezu_window_follow_moment (self);
  show_mode (self);
  chezu_view_pane_refresh (self->view_pane, self->map);
}

void
chezu_window_mode_changed (ChezuWindow *self)
{
  gboolean past = g_strcmp0 (adw_toggle_group_get_active_name (self->mode), "past") == 0;

  if (past == (self->past != NULL))
    return;
  if (past)
    chezu_window_enter_past (self, 0);
  else
    chezu_window_leave_past (self);
  if (past && self->past == NULL)
    adw_toggle_group_set_active_name (self->mode, "live");
}

/* What the keys mean while the past is shown; TRUE: it was one of them. */
gboolean
chezu_window_past_key (ChezuWindow *self, guint keyval, GdkModifierType state)
{
  gint64 step_ms = (state & GDK_SHIFT_MASK) != 0 ? LONG_STEP_MS : STEP_MS;

  if (self->past == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_space:
      chezu_time_bar_toggle (self->time_bar);
      return TRUE;
    case GDK_KEY_comma:
    case GDK_KEY_less:
      chezu_time_bar_step (self->time_bar, -step_ms);
      return TRUE;
    case GDK_KEY_period:
    case GDK_KEY_greater:
      chezu_time_bar_step (self->time_bar, step_ms);
      return TRUE;
    case GDK_KEY_bracketleft:
      chezu_time_bar_change_rate (self->time_bar, -1);
      return TRUE;
    case GDK_KEY_bracketright:
      chezu_time_bar_change_rate (self->time_bar, 1);
      return TRUE;
    case GDK_KEY_Home:
      chezu_time_bar_go_to_edge (self->time_bar, FALSE);
      return TRUE;
    case GDK_KEY_End:
      chezu_time_bar_go_to_edge (self->time_bar, TRUE);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
live_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_window_leave_past (CHEZU_WINDOW (widget));
}

static void
past_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_window_enter_past (CHEZU_WINDOW (widget), g_variant_get_int64 (parameter));
}

void
chezu_window_install_past_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.live", NULL, live_cb);
  gtk_widget_class_install_action (widget_class, "win.past", "x", past_cb);
}
