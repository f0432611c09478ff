/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alarms in the window: the desk, its place in the sidebar, and what may interrupt. */

#include "shell/chezu-window-private.h"

#include "shell/chezu-alarm-words.h"

#include "base/chezu-format.h"

#include <glib/gi18n-lib.h>

#define MOMENT_ZOOM 13.0

static void
show_count (ChezuWindow *self)
{
  guint8 worst;
  guint n = chezu_alarm_board_count_open (self->alarm_board, &worst);

  chezu_sidebar_set_alarms (self->sidebar, n, worst);
}

static gboolean
types_text (ChezuWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  return focus != NULL && GTK_IS_EDITABLE (focus);
}

static void
show_alarm (ChezuWindow *self, gint64 id)
{
  chezu_window_show_page (self, "alarms");
  chezu_alarms_page_choose (self->alarms_page, id);
}

static void
tell_alarm (ChezuWindow *self, ChezuDeskAlarm *row)
{
  g_autofree char *plate = chezu_format_plate (chezu_desk_alarm_get_item (row)->plate);
  /* TRANSLATORS: an alarm, a plate, and the key that opens it */
  g_autofree char *words
      = g_strdup_printf (_ ("%s · %s · press G"), chezu_desk_alarm_get_name (row), plate);

  chezu_window_tell (self, words);
}

/* Nothing but the most urgent may take the page, and never from under a text, or from under whoever
 * deals with one that is as urgent: the next key is meant for that one. */
static void
arrived_cb (ChezuWindow *self, ChezuDeskAlarm *row)
{
  if (chezu_desk_alarm_get_item (row)->life.priority != CHEZU_ALARM_P1)
    return;
  if (types_text (self) || chezu_alarms_page_has_urgent (self->alarms_page)
      || adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)) != NULL)
    tell_alarm (self, row);
  else
    show_alarm (self, chezu_desk_alarm_get_id (row));
}

static void
worst_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  ChezuDeskAlarm *worst
      = self->alarm_board != NULL ? chezu_alarm_board_find_worst (self->alarm_board) : NULL;

  if (worst != NULL)
    show_alarm (self, chezu_desk_alarm_get_id (worst));
  else
    chezu_window_tell (self, _ ("No open alarms"));
}

static void
activated_cb (ChezuWindow *self, gint64 vehicle_id)
{
  if (vehicle_id == 0)
    return;
  chezu_window_show_page (self, "map");
  chezu_window_select (self, vehicle_id);
  chezu_window_fly_to_selected (self);
}

static void
silenced_cb (ChezuWindow *self)
{
  if (self->alarm_player != NULL)
    chezu_alarm_player_set_silent (self->alarm_player,
                                   chezu_alarms_page_get_silence (self->alarms_page) > 0);
}

/* How it was when it happened. */
static void
moment_cb (ChezuWindow *self, ChezuDeskAlarm *alarm)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (alarm);

  chezu_window_show_page (self, "map");
  if (item->vehicle_id != 0)
    chezu_window_select (self, item->vehicle_id);
  if (item->has_position)
    chezu_window_go_to (self, item->lon_e7 / 1e7, item->lat_e7 / 1e7, MOMENT_ZOOM);
  chezu_window_enter_past (self, item->life.raised_ms);
}

void
chezu_window_install_alarm_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.worst-alarm", NULL, worst_cb);
}

void
chezu_window_set_up_alarms (ChezuWindow *self)
{
  g_signal_connect_object (self->alarms_page, "told", G_CALLBACK (chezu_window_tell), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alarms_page, "silenced", G_CALLBACK (silenced_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alarms_page, "moment", G_CALLBACK (moment_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alarms_page, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
}

void
chezu_window_take_alarms (ChezuWindow *self)
{
  const ChezuPlaceList *places = chezu_session_get_places (self->session);

  self->alarm_board = chezu_alarm_board_new (chezu_session_get_store (self->session), places);
  chezu_alarms_page_set_board (self->alarms_page, self->alarm_board,
                               chezu_session_get_fleet (self->session), places);
  self->alarm_player = chezu_alarm_player_new (self->alarm_board);
  silenced_cb (self);
  g_signal_connect_swapped (self->alarm_board, "changed", G_CALLBACK (show_count), self);
  g_signal_connect_swapped (self->alarm_board, "arrived", G_CALLBACK (arrived_cb), self);
  g_signal_connect_swapped (self->alarm_board, "trouble", G_CALLBACK (chezu_window_tell), self);
}

void
chezu_window_drop_alarms (ChezuWindow *self)
{
  if (self->alarm_board == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->alarm_board, self);
  chezu_alarms_page_set_board (self->alarms_page, NULL, NULL, NULL);
  g_object_run_dispose (G_OBJECT (self->alarm_player));
  g_clear_object (&self->alarm_player);
  g_object_run_dispose (G_OBJECT (self->alarm_board));
  g_clear_object (&self->alarm_board);
  chezu_sidebar_set_alarms (self->sidebar, 0, CHEZU_ALARM_NONE);
}
