/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-vehicle-pane.h"

#include "base/chezu-format.h"
#include "base/chezu-organisation-path.h"
#include "base/chezu-time.h"
#include "shell/chezu-event-words.h"
#include "shell/chezu-leg-list.h"
#include "shell/chezu-moment-row.h"
#include "shell/chezu-state-glyph.h"
#include "shell/chezu-vehicle-geofences.h"
#include "store/chezu-history.h"

#include <glib/gi18n-lib.h>

#define MAX_EVENTS 50
/* So long an event counts for the moment that is shown. */
#define EVENT_MS CHEZU_MINUTE_MS

struct _ChezuVehiclePane
{
  AdwNavigationPage parent_instance;

  ChezuFleet *fleet;
  guint index;
  gint64 newest_event; /* shown at the top, with the next one to know whether the list changed */
  guint n_events;

  /* Template widgets */
  ChezuStateGlyph *glyph;
  GtkLabel *plate_label;
  GtkLabel *kind_label;
  GtkLabel *speed_label;
  GtkLabel *speed_unit_label;
  GtkLabel *course_label;
  GtkLabel *wind_label;
  GtkLabel *fix_label;
  GtkLabel *age_label;
  GtkLabel *stale_label;
  GtkLabel *today_label;
  GtkLabel *events_label;
  GtkLabel *mileage_label;
  GtkLabel *driving_label;
  GtkLabel *stops_label;
  GtkLabel *trust_label;
  AdwActionRow *driver_row;
  AdwActionRow *enterprise_row;
  AdwActionRow *phone_row;
  AdwActionRow *grid_row;
  AdwActionRow *terminal_row;
  AdwActionRow *position_row;
  ChezuVehicleGeofences *geofences;
  ChezuLegList *legs;
  GtkWidget *events_group;
  GtkListBox *events_list;
};

G_DEFINE_FINAL_TYPE (ChezuVehiclePane, chezu_vehicle_pane, ADW_TYPE_NAVIGATION_PAGE)

/* "64 km/h" in a large figure and a small unit: the format is the same everywhere, so it is split
 * at its space. */
static void
show_figure (GtkLabel *figure, GtkLabel *unit, const char *text)
{
  const char *space = strrchr (text, ' ');
  g_autofree char *number = space != NULL ? g_strndup (text, (gsize)(space - text)) : NULL;

  gtk_label_set_label (figure, number != NULL ? number : text);
  gtk_label_set_label (unit, space != NULL ? space + 1 : "");
}

static void
show_property (AdwActionRow *row, const char *value)
{
  gboolean known = value != NULL && *value != '\0';

  adw_action_row_set_subtitle (row, known ? value : "—");
}

static const char *
region_name (ChezuFleet *fleet, guint index)
{
  guint8 region = chezu_fleet_peek (fleet)->region[index];

  if (region == CHEZU_REGION_NONE)
    return _ ("Outside");
  return chezu_region_set_get_name (chezu_fleet_get_regions (fleet), region);
}

static void
show_head (ChezuVehiclePane *self, ChezuVehicleState state)
{
  g_autofree char *plate = chezu_format_plate (chezu_fleet_get_plate (self->fleet, self->index));
  g_autofree char *kind = g_strdup_printf (
      "%s · %s", chezu_vehicle_kind_name (chezu_fleet_peek (self->fleet)->kind[self->index]),
      chezu_vehicle_state_name (state));

  chezu_state_glyph_set_state (self->glyph, state);
  gtk_label_set_label (self->plate_label, plate);
  gtk_label_set_label (self->kind_label, kind);
}

static void
show_fix (ChezuVehiclePane *self, ChezuVehicleState state, gint64 now_ms)
{
  ChezuFix fix;
  g_autofree char *speed = NULL;
  g_autofree char *course = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *age = NULL;
  g_autofree char *stale = NULL;
  g_autofree char *position = NULL;
  gboolean old = state == CHEZU_STATE_STALE || state == CHEZU_STATE_LOST;

  chezu_fleet_get_fix (self->fleet, self->index, &fix);
  if (fix.time_ms == 0)
    {
      fix.speed_cm_s = fix.course_cdeg = CHEZU_UNKNOWN;
      position = g_strdup ("—");
      clock = g_strdup ("—");
    }
  else
    {
      position = chezu_format_position (chezu_e7_to_degrees (fix.lon_e7),
                                        chezu_e7_to_degrees (fix.lat_e7));
      clock = chezu_format_clock (fix.time_ms);
    }

  speed = chezu_format_speed (fix.speed_cm_s);
  course = chezu_format_course (fix.course_cdeg);
  age = chezu_format_age (fix.time_ms, now_ms);
  show_figure (self->speed_label, self->speed_unit_label, speed);
  show_figure (self->course_label, self->wind_label, course);
  gtk_label_set_label (self->fix_label, clock);
  gtk_label_set_label (self->age_label, fix.time_ms != 0 ? age : "");
  adw_action_row_set_subtitle (self->position_row, position);

  gtk_widget_set_visible (GTK_WIDGET (self->stale_label), old && fix.time_ms != 0);
  /* TRANSLATORS: clock time and age of a position that is no longer current */
  stale = g_strdup_printf (_ ("Last position %s, %s"), clock, age);
  gtk_label_set_label (self->stale_label, stale);
}

static void
show_record (ChezuVehiclePane *self)
{
  g_autofree char *organisation
      = chezu_organisation_path_format (chezu_fleet_get_organisation (self->fleet, self->index));

  show_property (self->driver_row, chezu_fleet_get_driver (self->fleet, self->index));
  show_property (self->enterprise_row, organisation);
  show_property (self->phone_row, chezu_fleet_get_phone (self->fleet, self->index));
  show_property (self->grid_row, region_name (self->fleet, self->index));
  show_property (self->terminal_row, chezu_fleet_get_model (self->fleet, self->index));
}

static void
event_activated_cb (ChezuVehiclePane *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.past", "x",
                              chezu_moment_row_get_from (GTK_WIDGET (row)));
}

static GtkWidget *
new_event_row (const ChezuEventRow *event)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *words = chezu_event_describe (event->kind, event->alarm);
  g_autofree char *clock = chezu_format_clock (event->time_ms);
  GtkWidget *time = gtk_label_new (clock);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  gtk_widget_add_css_class (time, "numeric");
  gtk_widget_add_css_class (time, "dimmed");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), time);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  chezu_moment_row_set (row, event->time_ms, event->time_ms + EVENT_MS);
  return row;
}

static void
show_events (ChezuVehiclePane *self, GPtrArray *events)
{
  gint64 newest = events != NULL && events->len > 0
                      ? ((ChezuEventRow *)g_ptr_array_index (events, 0))->id
                      : 0;
  guint n = events != NULL ? events->len : 0;

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
copy_plate_cb (ChezuVehiclePane *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->plate_label));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", _ ("Plate copied"));
}

static void
chezu_vehicle_pane_dispose (GObject *object)
{
  ChezuVehiclePane *self = CHEZU_VEHICLE_PANE (object);

  g_clear_object (&self->fleet);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_VEHICLE_PANE);

  G_OBJECT_CLASS (chezu_vehicle_pane_parent_class)->dispose (object);
}

static void
chezu_vehicle_pane_class_init (ChezuVehiclePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_vehicle_pane_dispose;

  g_type_ensure (CHEZU_TYPE_STATE_GLYPH);
  g_type_ensure (CHEZU_TYPE_LEG_LIST);
  g_type_ensure (CHEZU_TYPE_VEHICLE_GEOFENCES);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-vehicle-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, glyph);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, plate_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, kind_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, speed_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, speed_unit_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, course_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, wind_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, fix_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, age_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, stale_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, today_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, events_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, mileage_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, driving_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, stops_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, trust_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, driver_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, enterprise_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, phone_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, grid_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, terminal_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, position_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, geofences);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, legs);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, events_group);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehiclePane, events_list);
  gtk_widget_class_bind_template_callback (widget_class, copy_plate_cb);
  gtk_widget_class_bind_template_callback (widget_class, event_activated_cb);
}

static void
chezu_vehicle_pane_init (ChezuVehiclePane *self)
{
  self->index = CHEZU_FLEET_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
chezu_vehicle_pane_show (ChezuVehiclePane *self, ChezuFleet *fleet, guint index)
{
  gint64 now_ms = chezu_fleet_get_now_ms (fleet);
  ChezuVehicleState state;

  g_return_if_fail (CHEZU_IS_VEHICLE_PANE (self));
  g_return_if_fail (CHEZU_IS_FLEET (fleet));

  if (self->fleet != fleet || self->index != index)
    chezu_vehicle_pane_clear (self);
  g_set_object (&self->fleet, fleet);
  self->index = index;

  state = chezu_fleet_get_state (fleet, index, now_ms);
  show_head (self, state);
  show_fix (self, state, now_ms);
  show_record (self);
  chezu_vehicle_geofences_show (self->geofences, chezu_fleet_peek (fleet)->id[index]);
}

/* What somebody should know before he trusts the day's figures; NULL when they are complete. */
static char *
describe_trust (ChezuDayTrack *track)
{
  const ChezuCompleteness *completeness = chezu_day_track_get_completeness (track);

  if (chezu_day_track_get_problem (track) != NULL)
    return g_strdup (chezu_day_track_get_problem (track));
  if (!chezu_day_track_is_loaded (track))
    return g_strdup (_ ("Reading history…"));
  if (chezu_day_track_get_day (track)->first_ms == 0)
    return g_strdup (_ ("No local record of this period"));
  return completeness != NULL ? chezu_day_describe_missing (completeness) : NULL;
}

/* Headings that would say "today" of another day, and the rows of the moment. */
static void
show_moment (ChezuVehiclePane *self, ChezuDayTrack *track)
{
  gboolean past = self->fleet != NULL && chezu_fleet_is_past (self->fleet);
  gint64 time_ms = past ? chezu_fleet_get_now_ms (self->fleet) : 0;
  g_autofree char *figures = NULL;
  g_autofree char *events = NULL;
  gint64 from_ms;
  gint64 to_ms;

  chezu_day_track_get_span (track, &from_ms, &to_ms);
  if (past)
    {
      g_autofree char *date = chezu_format_date (from_ms);
      g_autofree char *clock = chezu_format_clock (time_ms);

      if (to_ms > chezu_time_now_ms ())
        /* TRANSLATORS: heading of the figures up to a moment; %s is a clock time */
        figures = g_strdup_printf (_ ("Today Until %s"), clock);
      else
        {
          /* TRANSLATORS: heading of a past day's figures: "24 Nov 2026 Until 14:32:07" */
          figures = g_strdup_printf (_ ("%s Until %s"), date, clock);
          /* TRANSLATORS: %s is a date */
          events = g_strdup_printf (_ ("Events on %s"), date);
        }
    }
  gtk_label_set_label (self->today_label, figures != NULL ? figures : _ ("Today"));
  gtk_label_set_label (self->events_label, events != NULL ? events : _ ("Events Today"));
  chezu_leg_list_mark (self->legs, time_ms);
  chezu_moment_list_mark (self->events_list, time_ms);
}

void
chezu_vehicle_pane_show_day (ChezuVehiclePane *self, ChezuDayTrack *track)
{
  const ChezuDay *day = chezu_day_track_get_day (track);
  g_autofree char *mileage = chezu_format_distance (day->mileage_m);
  g_autofree char *driving = NULL;
  g_autofree char *stops = NULL;
  g_autofree char *trust = describe_trust (track);

  g_return_if_fail (CHEZU_IS_VEHICLE_PANE (self));

  driving = day->first_ms != 0 ? chezu_format_duration (day->driving_ms) : g_strdup ("—");
  stops = day->first_ms != 0
              ? g_strdup_printf (ngettext ("%u time", "%u times", day->stops), day->stops)
              : g_strdup ("—");
  gtk_label_set_label (self->mileage_label, mileage);
  gtk_label_set_label (self->driving_label, driving);
  gtk_label_set_label (self->stops_label, stops);
  gtk_label_set_label (self->trust_label, trust != NULL ? trust : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trust_label), trust != NULL);
  show_events (self, chezu_day_track_get_events (track));
  chezu_leg_list_show (self->legs, chezu_day_track_get_legs (track));
  show_moment (self, track);
}

/* Forgets the vehicle, so that nothing of one stands beside the plate of another. */
void
chezu_vehicle_pane_clear (ChezuVehiclePane *self)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_PANE (self));

  g_clear_object (&self->fleet);
  self->index = CHEZU_FLEET_NONE;
  gtk_label_set_label (self->mileage_label, "—");
  gtk_label_set_label (self->driving_label, "—");
  gtk_label_set_label (self->stops_label, "—");
  gtk_widget_set_visible (GTK_WIDGET (self->trust_label), FALSE);
  show_events (self, NULL);
  chezu_leg_list_show (self->legs, NULL);
  chezu_vehicle_geofences_show (self->geofences, 0);
}

void
chezu_vehicle_pane_set_geofences (ChezuVehiclePane *self, ChezuGeofences *geofences)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_PANE (self));

  chezu_vehicle_geofences_set_geofences (self->geofences, geofences);
}

void
chezu_vehicle_pane_set_time (ChezuVehiclePane *self, gint64 at_ms)
{
  g_return_if_fail (CHEZU_IS_VEHICLE_PANE (self));

  chezu_vehicle_geofences_set_time (self->geofences, at_ms);
}
