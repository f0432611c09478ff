/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-nearest-pane.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "fleet/chezu-fleet-nearest.h"
#include "shell/chezu-state-glyph.h"

#include <glib/gi18n-lib.h>

#define N_ROWS 20
#define GLYPH_SIZE 18

struct _ChezuNearestPane
{
  AdwNavigationPage parent_instance;

  ChezuFleet *fleet;
  double lon;
  double lat;
  gboolean has_point;

  /* Template widgets */
  AdwWindowTitle *title;
  GtkDropDown *state_choice;
  GtkDropDown *kind_choice;
  GtkStack *stack;
  GtkListBox *list;
  GtkEventControllerMotion *motion;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuNearestPane, chezu_nearest_pane, ADW_TYPE_NAVIGATION_PAGE)

/* --- Rows --------------------------------------------------------------------------------------*/

static char *
describe_vehicle (ChezuNearestPane *self, guint vehicle, gint64 now_ms)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (self->fleet);
  g_autofree char *age = chezu_format_age (arrays->time_ms[vehicle], now_ms);
  ChezuVehicleState state = chezu_fleet_get_state (self->fleet, vehicle, now_ms);

  return g_strdup_printf ("%s · %s · %s", chezu_vehicle_state_name (state),
                          chezu_vehicle_kind_name (arrays->kind[vehicle]), age);
}

static char *
describe_way (ChezuNearestPane *self, const ChezuFleetNear *near, gint64 now_ms)
{
  g_autofree char *distance = chezu_format_distance (near->distance_m);
  g_autofree char *course = NULL;
  double x;
  double y;
  double lon;
  double lat;

  chezu_fleet_get_drawn (self->fleet, near->vehicle, now_ms, &x, &y, NULL);
  chezu_plane_unproject (chezu_fleet_get_plane (self->fleet), x, y, &lon, &lat);
  course = chezu_format_course (
      (gint32)(chezu_bearing_degrees (self->lon, self->lat, lon, lat) * 100));
  return g_strdup_printf ("%s\n%s", distance, course);
}

static GtkWidget *
new_row (ChezuNearestPane *self, const ChezuFleetNear *near, gint64 now_ms)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *plate = chezu_format_plate (chezu_fleet_get_plate (self->fleet, near->vehicle));
  g_autofree char *facts = describe_vehicle (self, near->vehicle, now_ms);
  g_autofree char *way = describe_way (self, near, now_ms);
  GtkWidget *way_label = gtk_label_new (way);
  gint64 id = chezu_fleet_peek (self->fleet)->id[near->vehicle];

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), plate);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
  adw_action_row_add_prefix (
      ADW_ACTION_ROW (row),
      chezu_state_glyph_new (chezu_fleet_get_state (self->fleet, near->vehicle, now_ms),
                             GLYPH_SIZE));
  gtk_label_set_justify (GTK_LABEL (way_label), GTK_JUSTIFY_RIGHT);
  gtk_label_set_xalign (GTK_LABEL (way_label), 1);
  gtk_widget_add_css_class (way_label, "numeric");
  gtk_widget_add_css_class (way_label, "caption");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), way_label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "vehicle", g_memdup2 (&id, sizeof id), g_free);
  return row;
}

static guint32
get_mask (GtkDropDown *choice, guint n)
{
  guint chosen = gtk_drop_down_get_selected (choice);

  /* The first one is all of them. */
  return chosen == 0 || chosen > n ? G_MAXUINT32 : 1u << (chosen - 1);
}

static void
find (ChezuNearestPane *self)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (ChezuFleetNear));
  const ChezuFleetNearestQuery query = {
    .states = get_mask (self->state_choice, CHEZU_N_STATES),
    .kinds = get_mask (self->kind_choice, CHEZU_N_VEHICLE_KINDS),
    .n = N_ROWS,
  };
  gint64 now_ms;

  gtk_list_box_remove_all (self->list);
  if (self->fleet == NULL || !self->has_point)
    return;
  now_ms = chezu_fleet_get_now_ms (self->fleet);
  chezu_fleet_nearest (self->fleet, self->lon, self->lat, &query, now_ms, found);
  for (guint i = 0; i < found->len; i++)
    gtk_list_box_append (self->list,
                         new_row (self, &g_array_index (found, ChezuFleetNear, i), now_ms));
  gtk_stack_set_visible_child_name (self->stack, found->len > 0 ? "list" : "empty");
}

static void
row_activated_cb (ChezuNearestPane *self, GtkListBoxRow *row)
{
  const gint64 *id = g_object_get_data (G_OBJECT (row), "vehicle");

  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, *id);
}

/* --- Class -------------------------------------------------------------------------------------*/

static void
chezu_nearest_pane_dispose (GObject *object)
{
  ChezuNearestPane *self = CHEZU_NEAREST_PANE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_NEAREST_PANE);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (chezu_nearest_pane_parent_class)->dispose (object);
}

static void
chezu_nearest_pane_class_init (ChezuNearestPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_nearest_pane_dispose;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", CHEZU_TYPE_NEAREST_PANE, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-nearest-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuNearestPane, title);
  gtk_widget_class_bind_template_child (widget_class, ChezuNearestPane, state_choice);
  gtk_widget_class_bind_template_child (widget_class, ChezuNearestPane, kind_choice);
  gtk_widget_class_bind_template_child (widget_class, ChezuNearestPane, stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuNearestPane, list);
  gtk_widget_class_bind_template_child (widget_class, ChezuNearestPane, motion);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
fill_choices (ChezuNearestPane *self)
{
  g_autoptr (GtkStringList) states = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);

  gtk_string_list_append (states, _ ("All States"));
  for (guint state = 0; state < CHEZU_N_STATES; state++)
    gtk_string_list_append (states, chezu_vehicle_state_name (state));
  gtk_string_list_append (kinds, _ ("All Kinds"));
  for (guint kind = 0; kind < CHEZU_N_VEHICLE_KINDS; kind++)
    gtk_string_list_append (kinds, chezu_vehicle_kind_name (kind));
  gtk_drop_down_set_model (self->state_choice, G_LIST_MODEL (states));
  gtk_drop_down_set_model (self->kind_choice, G_LIST_MODEL (kinds));
}

static void
chezu_nearest_pane_init (ChezuNearestPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_choices (self);
  g_signal_connect_object (self->state_choice, "notify::selected", G_CALLBACK (find), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->kind_choice, "notify::selected", G_CALLBACK (find), self,
                           G_CONNECT_SWAPPED);
}

void
chezu_nearest_pane_set_fleet (ChezuNearestPane *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_NEAREST_PANE (self));

  g_set_object (&self->fleet, fleet);
  find (self);
}

void
chezu_nearest_pane_show (ChezuNearestPane *self, double lon, double lat, const char *name)
{
  g_return_if_fail (CHEZU_IS_NEAREST_PANE (self));

  self->lon = lon;
  self->lat = lat;
  self->has_point = TRUE;
  adw_window_title_set_subtitle (self->title, name);
  find (self);
}

static gboolean
is_in_use (ChezuNearestPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return gtk_event_controller_motion_contains_pointer (self->motion)
         || (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));
}

void
chezu_nearest_pane_refresh (ChezuNearestPane *self)
{
  g_return_if_fail (CHEZU_IS_NEAREST_PANE (self));

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !is_in_use (self))
    find (self);
}
