/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-time-bar.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-day-marks.h"
#include "shell/chezu-time-lanes.h"

#include <glib/gi18n-lib.h>

#define STEP_MS (5 * CHEZU_MINUTE_MS)
/* While it plays the clock is written that often. */
#define CLOCK_MS 100
/* A minute of wall time shows a good part of the day, and one can still follow. */
#define FIRST_RATE 5

static const double rates[] = { 1, 2, 5, 10, 30, 60, 120, 300, 600 };

struct _ChezuTimeBar
{
  AdwBin parent_instance;

  ChezuPast *past; /* nullable */
  guint clock_source;
  gboolean arranging;

  /* Template widgets */
  GtkButton *play_button;
  GtkDropDown *rate_choice;
  GtkLabel *clock_label;
  GtkCalendar *calendar;
  GtkMenuButton *day_button;
  GtkLabel *day_label;
  GtkLabel *note_label;
  ChezuTimeLanes *lanes;
};

G_DEFINE_FINAL_TYPE (ChezuTimeBar, chezu_time_bar, ADW_TYPE_BIN)

/* --- What is shown -----------------------------------------------------------------------------
 */

static void
show_moment (ChezuTimeBar *self)
{
  gint64 time_ms = chezu_past_get_time_ms (self->past);
  g_autofree char *clock = chezu_format_clock (time_ms);
  g_autofree char *date = chezu_format_date (time_ms);

  gtk_label_set_label (self->clock_label, clock);
  gtk_label_set_label (self->day_label, date);
  chezu_time_lanes_show_moment (self->lanes, time_ms);
}

/* What is there to see, or why there is nothing. */
static void
show_note (ChezuTimeBar *self)
{
  const char *problem = chezu_past_get_problem (self->past);
  gint64 first_ms = chezu_past_get_first_ms (self->past);
  gint64 time_ms = chezu_past_get_time_ms (self->past);
  const char *note = problem;

  if (note == NULL && first_ms != 0 && time_ms < first_ms)
    note = _ ("No local record of this period");
  else if (note == NULL && !chezu_past_is_settled (self->past))
    note = _ ("Reading history…");
  gtk_label_set_label (self->note_label, note != NULL ? note : "");
}

static void
show_playing (ChezuTimeBar *self)
{
  gboolean playing = chezu_past_get_rate (self->past) > 0;
  const char *label = playing ? _ ("Pause") : _ ("Play");

  gtk_button_set_icon_name (self->play_button, playing ? "media-playback-pause-symbolic"
                                                       : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static gboolean
clock_cb (gpointer user_data)
{
  show_moment (user_data);
  return G_SOURCE_CONTINUE;
}

static void
moved_cb (ChezuTimeBar *self)
{
  show_moment (self);
  show_note (self);
}

static void
day_changed_cb (ChezuTimeBar *self)
{
  chezu_time_lanes_show_day (self->lanes, chezu_past_get_day (self->past));
  chezu_time_lanes_show_alarms (self->lanes, chezu_past_peek_alarms (self->past));
  moved_cb (self);
}

/* --- What is asked for -------------------------------------------------------------------------
 */

static void
play (ChezuTimeBar *self, gboolean playing)
{
  chezu_past_set_rate (self->past,
                       playing ? rates[gtk_drop_down_get_selected (self->rate_choice)] : 0);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  if (playing)
    self->clock_source = g_timeout_add (CLOCK_MS, clock_cb, self);
  show_playing (self);
  moved_cb (self);
}

void
chezu_time_bar_toggle (ChezuTimeBar *self)
{
  g_return_if_fail (CHEZU_IS_TIME_BAR (self));

  if (self->past != NULL)
    play (self, chezu_past_get_rate (self->past) == 0);
}

/* Which of the rates comes nearest. */
static guint
find_rate (double rate)
{
  guint nearest = 0;

  for (guint i = 1; i < G_N_ELEMENTS (rates); i++)
    if (ABS (rates[i] - rate) < ABS (rates[nearest] - rate))
      nearest = i;
  return nearest;
}

void
chezu_time_bar_play (ChezuTimeBar *self, double rate)
{
  g_return_if_fail (CHEZU_IS_TIME_BAR (self));

  if (self->past == NULL)
    return;
  gtk_drop_down_set_selected (self->rate_choice, find_rate (rate));
  play (self, TRUE);
}

/* The time machine has stopped by itself. */
static void
ended_cb (ChezuTimeBar *self)
{
  play (self, FALSE);
}

static void
seek (ChezuTimeBar *self, gint64 time_ms)
{
  if (self->past == NULL)
    return;
  chezu_past_seek (self->past, time_ms);
  moved_cb (self);
}

void
chezu_time_bar_step (ChezuTimeBar *self, gint64 by_ms)
{
  g_return_if_fail (CHEZU_IS_TIME_BAR (self));

  if (self->past != NULL)
    seek (self, chezu_past_get_time_ms (self->past) + by_ms);
}

void
chezu_time_bar_change_rate (ChezuTimeBar *self, int by)
{
  int chosen = (int)gtk_drop_down_get_selected (self->rate_choice) + by;

  g_return_if_fail (CHEZU_IS_TIME_BAR (self));

  gtk_drop_down_set_selected (self->rate_choice,
                              (guint)CLAMP (chosen, 0, (int)G_N_ELEMENTS (rates) - 1));
}

void
chezu_time_bar_go_to_edge (ChezuTimeBar *self, gboolean end)
{
  g_return_if_fail (CHEZU_IS_TIME_BAR (self));

  if (self->past != NULL)
    seek (self, chezu_past_get_day (self->past)->day_ms + (end ? CHEZU_DAY_MS - 1 : 0));
}

static void
back_cb (ChezuTimeBar *self)
{
  chezu_time_bar_step (self, -STEP_MS);
}

static void
on_cb (ChezuTimeBar *self)
{
  chezu_time_bar_step (self, STEP_MS);
}

static void
sought_cb (ChezuTimeBar *self, gint64 time_ms)
{
  seek (self, time_ms);
}

static void
rate_chosen_cb (ChezuTimeBar *self)
{
  if (self->past != NULL && chezu_past_get_rate (self->past) > 0)
    play (self, TRUE);
}

/* Another month, or the calendar was opened. */
static void
month_shown_cb (ChezuTimeBar *self)
{
  if (self->past != NULL)
    chezu_day_marks_show (self->calendar, self->past);
}

/* The same time of another day. */
static void
day_chosen_cb (ChezuTimeBar *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  g_autoptr (GDateTime) midnight = NULL;
  gint64 of_day_ms;

  if (self->past == NULL || self->arranging)
    return;
  of_day_ms = chezu_past_get_time_ms (self->past) - chezu_past_get_day (self->past)->day_ms;
  midnight = g_date_time_new_local (g_date_time_get_year (date), g_date_time_get_month (date),
                                    g_date_time_get_day_of_month (date), 0, 0, 0);
  gtk_menu_button_popdown (self->day_button);
  seek (self, g_date_time_to_unix (midnight) * 1000 + of_day_ms);
}

/* --- Class -------------------------------------------------------------------------------------
 */

static void
chezu_time_bar_dispose (GObject *object)
{
  ChezuTimeBar *self = CHEZU_TIME_BAR (object);

  chezu_time_bar_set_past (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_TIME_BAR);

  G_OBJECT_CLASS (chezu_time_bar_parent_class)->dispose (object);
}

static void
chezu_time_bar_class_init (ChezuTimeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_time_bar_dispose;

  g_type_ensure (CHEZU_TYPE_TIME_LANES);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-time-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuTimeBar, play_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuTimeBar, rate_choice);
  gtk_widget_class_bind_template_child (widget_class, ChezuTimeBar, clock_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuTimeBar, calendar);
  gtk_widget_class_bind_template_child (widget_class, ChezuTimeBar, day_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuTimeBar, day_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuTimeBar, note_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuTimeBar, lanes);
  gtk_widget_class_bind_template_callback (widget_class, chezu_time_bar_toggle);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_cb);
  gtk_widget_class_bind_template_callback (widget_class, rate_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, day_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, sought_cb);
}

static void
chezu_time_bar_init (ChezuTimeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_selected (self->rate_choice, FIRST_RATE);
  g_signal_connect_object (self->calendar, "notify::month", G_CALLBACK (month_shown_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->calendar, "notify::year", G_CALLBACK (month_shown_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->calendar, "map", G_CALLBACK (month_shown_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
mark_day (ChezuTimeBar *self)
{
  g_autoptr (GDateTime) day
      = g_date_time_new_from_unix_local (chezu_past_get_time_ms (self->past) / 1000);

  self->arranging = TRUE;
  gtk_calendar_select_day (self->calendar, day);
  self->arranging = FALSE;
}

void
chezu_time_bar_set_past (ChezuTimeBar *self, ChezuPast *past)
{
  g_return_if_fail (CHEZU_IS_TIME_BAR (self));

  if (self->past == past)
    return;
  g_clear_handle_id (&self->clock_source, g_source_remove);
  if (self->past != NULL)
    g_signal_handlers_disconnect_by_data (self->past, self);
  g_set_object (&self->past, past);
  if (past == NULL)
    return;
  g_signal_connect_object (past, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (past, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (past, "day-changed", G_CALLBACK (day_changed_cb), self,
                           G_CONNECT_SWAPPED);
  mark_day (self);
  show_playing (self);
  day_changed_cb (self);
}

void
chezu_time_bar_show_track (
    ChezuTimeBar *self, gint64 vehicle_id, const char *name, const ChezuFix *fixes, gsize n_fixes)
{
  g_return_if_fail (CHEZU_IS_TIME_BAR (self));

  chezu_time_lanes_show_track (self->lanes, vehicle_id, name, fixes, n_fixes);
}
