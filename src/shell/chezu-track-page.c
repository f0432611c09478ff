/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-track-page.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "map/chezu-moment-layer.h"
#include "shell/chezu-day-moment.h"
#include "shell/chezu-event-words.h"
#include "shell/chezu-leg-list.h"
#include "shell/chezu-moment-row.h"
#include "shell/chezu-speed-profile.h"
#include "shell/chezu-speed-table.h"
#include "store/chezu-history.h"

#include <glib/gi18n-lib.h>

#define MAX_EVENTS 200
/* Nobody watches a day grow point by point. */
#define INTERVAL_MS (10 * CHEZU_SECOND_MS)

/* So long an event counts for the moment that is shown. */
#define EVENT_MS CHEZU_MINUTE_MS
/* Near enough that one sees where on its road the vehicle was. */
#define MOMENT_ZOOM 13.0

struct _ChezuTrackPage
{
  AdwNavigationPage parent_instance;

  ChezuMapView *map;              /* nullable once disposed */
  ChezuMomentLayer *moment_layer; /* of the map */
  ChezuStore *store;              /* nullable */
  ChezuDayTrack *track;           /* nullable */
  gint64 vehicle_id;
  gint64 time_ms; /* 0: today, as it goes on */
  gint64 refreshed_ms;
  gint64 playhead_ms; /* the moment that the map shows; 0 none */
  gint64 newest_event;
  guint n_events;

  /* Template widgets */
  AdwWindowTitle *title;
  GtkToggleButton *table_button;
  GtkLabel *date_label;
  GtkWidget *day_after_button;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkLabel *mileage_label;
  GtkLabel *driving_label;
  GtkLabel *stops_label;
  GtkLabel *reading_label;
  GtkStack *chart_stack;
  ChezuSpeedProfile *profile;
  ChezuSpeedTable *table;
  GtkWidget *trust_box;
  GtkLabel *trust_label;
  GtkWidget *fetch_button;
  ChezuLegList *legs;
  GtkWidget *events_group;
  GtkListBox *events_list;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuTrackPage, chezu_track_page, ADW_TYPE_NAVIGATION_PAGE)

/* --- Rows --------------------------------------------------------------------------------------*/

static GtkWidget *
new_row (void)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "numeric");
  return row;
}

static GtkWidget *
new_event_row (const ChezuEventRow *event)
{
  GtkWidget *row = new_row ();
  g_autofree char *words = chezu_event_describe (event->kind, event->alarm);
  g_autofree char *clock = chezu_format_clock (event->time_ms);
  GtkWidget *time = gtk_label_new (clock);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  gtk_widget_add_css_class (time, "dimmed");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), time);
  chezu_moment_row_set (row, event->time_ms, event->time_ms + EVENT_MS);
  return row;
}

static void
show_events (ChezuTrackPage *self)
{
  GPtrArray *events = chezu_day_track_get_events (self->track);
  guint n = events != NULL ? events->len : 0;
  gint64 newest = n > 0 ? ((ChezuEventRow *)g_ptr_array_index (events, 0))->id : 0;

  gtk_widget_set_visible (self->events_group, n > 0);
  if (newest == self->newest_event && n == self->n_events)
    return;
  self->newest_event = newest;
  self->n_events = n;
  gtk_list_box_remove_all (self->events_list);
  for (guint i = 0; i < MIN (n, MAX_EVENTS); i++)
    gtk_list_box_append (self->events_list, new_event_row (g_ptr_array_index (events, i)));
}

static void
mark_rows (ChezuTrackPage *self)
{
  chezu_leg_list_mark (self->legs, self->playhead_ms);
  chezu_moment_list_mark (self->events_list, self->playhead_ms);
}

/* --- The day -----------------------------------------------------------------------------------*/

static void
show_figures (ChezuTrackPage *self, const ChezuDay *day)
{
  g_autofree char *mileage = chezu_format_distance (day->mileage_m);
  g_autofree char *driving = chezu_format_duration (day->driving_ms);
  g_autofree char *stops
      = g_strdup_printf (ngettext ("%u time", "%u times", day->stops), day->stops);

  gtk_label_set_label (self->mileage_label, mileage);
  gtk_label_set_label (self->driving_label, driving);
  gtk_label_set_label (self->stops_label, stops);
}

/* What is pointed at, else how fast the vehicle was at most. */
static void
show_reading (ChezuTrackPage *self)
{
  g_autofree char *words = chezu_speed_profile_describe_pointed (self->profile);
  gint32 top_cm_s = chezu_speed_profile_get_top (self->profile);

  if (words == NULL && top_cm_s >= 0)
    {
      g_autofree char *top = chezu_format_speed (top_cm_s);

      /* TRANSLATORS: the highest speed of a day: "Up to 86 km/h" */
      words = g_strdup_printf (_ ("Up to %s"), top);
    }
  gtk_label_set_label (self->reading_label, words != NULL ? words : "");
}

static gboolean
has_given_up (const ChezuCompleteness *completeness)
{
  for (guint i = 0; i < completeness->gaps->len; i++)
    if (g_array_index (completeness->gaps, ChezuGap, i).given_up)
      return TRUE;
  return FALSE;
}

/* What somebody should know before he trusts the day. */
static void
show_trust (ChezuTrackPage *self)
{
  const ChezuCompleteness *completeness = chezu_day_track_get_completeness (self->track);
  const char *problem = chezu_day_track_get_problem (self->track);
  g_autofree char *words = NULL;

  if (problem != NULL)
    words = g_strdup (problem);
  else if (completeness != NULL)
    words = chezu_day_describe_missing (completeness);
  gtk_label_set_label (self->trust_label, words != NULL ? words : "");
  gtk_widget_set_visible (self->trust_box, words != NULL);
  gtk_widget_set_visible (self->fetch_button,
                          problem == NULL && completeness != NULL && has_given_up (completeness));
}

static void
show_date (ChezuTrackPage *self)
{
  gint64 from_ms;
  gint64 to_ms;
  g_autofree char *date = NULL;

  chezu_day_track_get_span (self->track, &from_ms, &to_ms);
  date = chezu_format_date (from_ms);
  gtk_label_set_label (self->date_label, date);
  gtk_widget_set_sensitive (self->day_after_button, self->time_ms != 0);
}

static void
show_page (ChezuTrackPage *self, gboolean has_fixes)
{
  const char *problem = chezu_day_track_get_problem (self->track);

  if (!chezu_day_track_is_loaded (self->track) && problem == NULL)
    gtk_stack_set_visible_child_name (self->stack, "reading");
  else if (has_fixes)
    gtk_stack_set_visible_child_name (self->stack, "day");
  else
    {
      adw_status_page_set_description (self->empty_page, problem);
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
}

static void
track_changed_cb (ChezuTrackPage *self)
{
  gsize n;
  const ChezuFix *fixes = chezu_day_track_get_fixes (self->track, &n);

  show_date (self);
  show_figures (self, chezu_day_track_get_day (self->track));
  show_trust (self);
  chezu_leg_list_show (self->legs, chezu_day_track_get_legs (self->track));
  show_events (self);
  mark_rows (self);
  chezu_speed_profile_show (self->profile, fixes, n, chezu_day_track_get_legs (self->track));
  chezu_speed_table_show (self->table, fixes, n);
  show_reading (self);
  show_page (self, n > 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
drop_track (ChezuTrackPage *self)
{
  if (self->track == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->track, self);
  g_clear_object (&self->track);
}

/* Of another day than today the figures are of the whole. */
static gint64
get_end_of_day (gint64 day_ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  return chezu_time_start_of_day_ms (day_ms + 36 * CHEZU_HOUR_MS, zone) - 1;
}

static void
read_day (ChezuTrackPage *self)
{
  drop_track (self);
  self->track = chezu_day_track_new (self->store, self->vehicle_id);
  g_signal_connect_swapped (self->track, "changed", G_CALLBACK (track_changed_cb), self);
  if (self->time_ms != 0)
    chezu_day_track_set_time (self->track, get_end_of_day (self->time_ms));
  else
    chezu_day_track_refresh (self->track);
  self->refreshed_ms = chezu_time_now_ms ();
  track_changed_cb (self);
}

static void
day_before_cb (ChezuTrackPage *self)
{
  gint64 from_ms;
  gint64 to_ms;

  if (self->track == NULL)
    return;
  chezu_day_track_get_span (self->track, &from_ms, &to_ms);
  chezu_track_page_set_day (self, from_ms - CHEZU_HOUR_MS);
}

static void
day_after_cb (ChezuTrackPage *self)
{
  gint64 from_ms;
  gint64 to_ms;

  if (self->track == NULL)
    return;
  chezu_day_track_get_span (self->track, &from_ms, &to_ms);
  chezu_track_page_set_day (self, to_ms);
}

/* --- Moments -----------------------------------------------------------------------------------*/

/* Where the vehicle was. FALSE when that is not known. */
static gboolean
find_moment (ChezuTrackPage *self, gint64 time_ms, ChezuFix *fix)
{
  gsize n;
  const ChezuFix *fixes;

  if (self->track == NULL || time_ms == 0)
    return FALSE;
  fixes = chezu_day_track_get_fixes (self->track, &n);
  return chezu_day_find_moment (fixes, n, time_ms, fix)
         && chezu_day_knows_moment (chezu_day_track_get_legs (self->track), time_ms);
}

static void
mark_moment (ChezuTrackPage *self)
{
  ChezuFix fix;

  if (find_moment (self, chezu_speed_profile_get_pointed (self->profile), &fix))
    chezu_moment_layer_show (self->moment_layer, chezu_e7_to_degrees (fix.lon_e7),
                             chezu_e7_to_degrees (fix.lat_e7));
  else
    chezu_moment_layer_hide (self->moment_layer);
}

static void
pointed_cb (ChezuTrackPage *self)
{
  show_reading (self);
  mark_moment (self);
}

static void
bring_into_view (ChezuTrackPage *self, double lon, double lat)
{
  double x;
  double y;
  double middle_lon;
  double middle_lat;
  double zoom;

  chezu_map_view_locate (self->map, lon, lat, &x, &y);
  if (x >= 0 && y >= 0 && x < gtk_widget_get_width (GTK_WIDGET (self->map))
      && y < gtk_widget_get_height (GTK_WIDGET (self->map)))
    return;
  chezu_map_view_get_view (self->map, &middle_lon, &middle_lat, &zoom);
  chezu_map_view_go_to (self->map, lon, lat, MAX (zoom, MOMENT_ZOOM), TRUE);
}

static void
chosen_cb (ChezuTrackPage *self, gint64 time_ms)
{
  ChezuFix fix;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.past", "x", time_ms);
  if (find_moment (self, time_ms, &fix))
    bring_into_view (self, chezu_e7_to_degrees (fix.lon_e7), chezu_e7_to_degrees (fix.lat_e7));
}

static void
row_activated_cb (ChezuTrackPage *self, GtkListBoxRow *row)
{
  chosen_cb (self, chezu_moment_row_get_from (GTK_WIDGET (row)));
}

static void
table_toggled_cb (ChezuTrackPage *self)
{
  gtk_stack_set_visible_child_name (
      self->chart_stack, gtk_toggle_button_get_active (self->table_button) ? "table" : "chart");
}

/* --- What is missing ---------------------------------------------------------------------------*/

static DexFuture *
fetch_fiber (gpointer data)
{
  ChezuTrackPage *self = data;
  g_autoptr (GError) error = NULL;
  gboolean asked = dex_await (chezu_gap_table_reopen (self->store, self->vehicle_id), &error);

  if (self->map == NULL)
    return dex_future_new_true ();
  gtk_widget_set_sensitive (self->fetch_button, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->map), "win.tell", "s",
                              asked ? _ ("The platform is asked again for what is missing")
                                    : error->message);
  return dex_future_new_true ();
}

static void
fetch_cb (ChezuTrackPage *self)
{
  gtk_widget_set_sensitive (self->fetch_button, FALSE);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, fetch_fiber, g_object_ref (self), g_object_unref));
}

/* --- Class -------------------------------------------------------------------------------------*/

static void
chezu_track_page_hidden (AdwNavigationPage *page)
{
  ChezuTrackPage *self = CHEZU_TRACK_PAGE (page);

  /* A page is hidden while it goes, too. */
  if (self->moment_layer != NULL)
    chezu_moment_layer_hide (self->moment_layer);
}

static void
chezu_track_page_dispose (GObject *object)
{
  ChezuTrackPage *self = CHEZU_TRACK_PAGE (object);

  drop_track (self);
  g_clear_object (&self->store);
  g_clear_object (&self->moment_layer);
  g_clear_object (&self->map);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_TRACK_PAGE);

  G_OBJECT_CLASS (chezu_track_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, title);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, table_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, date_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, day_after_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, mileage_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, driving_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, stops_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, reading_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, chart_stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, profile);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, table);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, trust_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, trust_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, fetch_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, legs);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, events_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuTrackPage, events_list);
}

static void
chezu_track_page_class_init (ChezuTrackPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_track_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = chezu_track_page_hidden;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CHEZU_TYPE_TRACK_PAGE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CHEZU_TYPE_LEG_LIST);
  g_type_ensure (CHEZU_TYPE_SPEED_PROFILE);
  g_type_ensure (CHEZU_TYPE_SPEED_TABLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-track-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, day_before_cb);
  gtk_widget_class_bind_template_callback (widget_class, day_after_cb);
  gtk_widget_class_bind_template_callback (widget_class, pointed_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, table_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, fetch_cb);
}

static void
chezu_track_page_init (ChezuTrackPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

ChezuTrackPage *
chezu_track_page_new (ChezuMapView *map)
{
  ChezuTrackPage *self;

  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (map), NULL);

  self = g_object_new (CHEZU_TYPE_TRACK_PAGE, NULL);
  self->map = g_object_ref (map);
  self->moment_layer
      = g_object_ref_sink (chezu_moment_layer_new (chezu_map_view_get_viewport (map)));
  chezu_map_view_add_layer (map, SHUMATE_LAYER (self->moment_layer), CHEZU_SLOT_TOP);
  return self;
}

void
chezu_track_page_show (ChezuTrackPage *self,
                       ChezuStore *store,
                       gint64 vehicle_id,
                       const char *plate)
{
  g_return_if_fail (CHEZU_IS_TRACK_PAGE (self));
  g_return_if_fail (CHEZU_IS_STORE (store));

  if (self->track != NULL && self->store == store && self->vehicle_id == vehicle_id)
    return;
  g_set_object (&self->store, store);
  self->vehicle_id = vehicle_id;
  adw_window_title_set_title (self->title, plate);
  chezu_track_page_set_playhead (self, 0);
  read_day (self);
}

void
chezu_track_page_set_day (ChezuTrackPage *self, gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  g_return_if_fail (CHEZU_IS_TRACK_PAGE (self));

  if (time_ms != 0)
    time_ms = chezu_time_start_of_day_ms (time_ms, zone);
  if (time_ms == chezu_time_start_of_day_ms (chezu_time_now_ms (), zone))
    time_ms = 0;
  if (self->time_ms == time_ms)
    return;
  self->time_ms = time_ms;
  if (self->track != NULL)
    read_day (self);
}

void
chezu_track_page_clear (ChezuTrackPage *self)
{
  g_return_if_fail (CHEZU_IS_TRACK_PAGE (self));

  drop_track (self);
  g_clear_object (&self->store);
  self->vehicle_id = 0;
  chezu_moment_layer_hide (self->moment_layer);
}

void
chezu_track_page_refresh (ChezuTrackPage *self)
{
  gint64 now_ms = chezu_time_now_ms ();

  g_return_if_fail (CHEZU_IS_TRACK_PAGE (self));

  if (self->track == NULL || now_ms - self->refreshed_ms < INTERVAL_MS)
    return;
  self->refreshed_ms = now_ms;
  chezu_day_track_refresh (self->track);
}

void
chezu_track_page_set_playhead (ChezuTrackPage *self, gint64 time_ms)
{
  g_return_if_fail (CHEZU_IS_TRACK_PAGE (self));

  chezu_speed_profile_set_playhead (self->profile, time_ms);
  if (self->playhead_ms == time_ms)
    return;
  self->playhead_ms = time_ms;
  mark_rows (self);
}

ChezuDayTrack *
chezu_track_page_get_track (ChezuTrackPage *self)
{
  g_return_val_if_fail (CHEZU_IS_TRACK_PAGE (self), NULL);
  return self->track;
}

void
chezu_track_page_toggle_table (ChezuTrackPage *self)
{
  g_return_if_fail (CHEZU_IS_TRACK_PAGE (self));

  gtk_toggle_button_set_active (self->table_button,
                                !gtk_toggle_button_get_active (self->table_button));
}
