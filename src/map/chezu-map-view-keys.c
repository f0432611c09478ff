/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keys do on the map: actions, and the shortcuts that lead to them. */

#include "map/chezu-map-view-private.h"

/* Of the map's size, for one press of an arrow. */
#define PAN_SHARE 0.2

static void
pan_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (widget);
  int right;
  int down;

  g_variant_get (parameter, "(ii)", &right, &down);
  chezu_map_view_set_following (self, FALSE);
  chezu_map_motion_glide_by (self->motion, -right * PAN_SHARE * gtk_widget_get_width (widget),
                             -down * PAN_SHARE * gtk_widget_get_height (widget));
}

static void
zoom_in_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_map_view_zoom_by (CHEZU_MAP_VIEW (widget), 1);
}

static void
zoom_out_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_map_view_zoom_by (CHEZU_MAP_VIEW (widget), -1);
}

static void
nation_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_map_view_show_nation (CHEZU_MAP_VIEW (widget));
}

static void
district_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_map_view_show_district (CHEZU_MAP_VIEW (widget));
}

static void
copy_coordinates_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_map_view_copy_coordinates (CHEZU_MAP_VIEW (widget));
}

static void
next_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_map_view_point_at_next (CHEZU_MAP_VIEW (widget));
}

/* What is pointed at, or the first thing in view. */
static void
open_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (widget);

  if (self->target.kind == CHEZU_TARGET_NONE)
    chezu_map_view_point_at_next (self);
  else
    chezu_map_view_open_target (self, &self->target);
}

static void
stack_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_map_view_list_stack (CHEZU_MAP_VIEW (widget));
}

typedef struct
{
  const char *trigger;
  const char *action;
  int right;
  int down;
} Key;

static const Key keys[] = {
  { "Left|KP_Left", "map.pan", -1, 0 },
  { "Right|KP_Right", "map.pan", 1, 0 },
  { "Up|KP_Up", "map.pan", 0, -1 },
  { "Down|KP_Down", "map.pan", 0, 1 },
  { "plus|equal|KP_Add", "map.zoom-in" },
  { "minus|KP_Subtract", "map.zoom-out" },
  { "0|KP_0", "map.nation" },
  { "h", "map.district" },
  { "f", "map.follow" },
  { "n", "map.next" },
  { "Return|KP_Enter", "map.open" },
  { "s", "map.stack" },
  { "o", "map.lasso" },
  { "r", "map.ruler" },
  { "w|Menu|<Shift>F10", "map.here" },
  { "<Control>a", "map.select-all" },
  { "<Control>Return|<Control>KP_Enter|<Control>space", "map.toggle" },
  { "<Control><Shift>c", "map.copy-coordinates" },
};

void
chezu_map_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "map.pan", "(ii)", pan_cb);
  gtk_widget_class_install_action (widget_class, "map.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (widget_class, "map.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (widget_class, "map.nation", NULL, nation_cb);
  gtk_widget_class_install_action (widget_class, "map.district", NULL, district_cb);
  gtk_widget_class_install_action (widget_class, "map.copy-coordinates", NULL, copy_coordinates_cb);
  gtk_widget_class_install_action (widget_class, "map.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "map.open", NULL, open_cb);
  gtk_widget_class_install_action (widget_class, "map.stack", NULL, stack_cb);
  gtk_widget_class_install_property_action (widget_class, "map.follow", "following");
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                ChezuMapView *self)
{
  return self->tool != NULL && chezu_map_tool_key (self->tool, keyval, state);
}

void
chezu_map_view_set_up_keys (ChezuMapView *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkEventController *tool_keys = gtk_event_controller_key_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_LOCAL);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                                                gtk_named_action_new (keys[i].action));

      if (keys[i].right != 0 || keys[i].down != 0)
        gtk_shortcut_set_arguments (shortcut, g_variant_new ("(ii)", keys[i].right, keys[i].down));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  /* The tool's keys before the map's own. */
  gtk_event_controller_set_propagation_phase (tool_keys, GTK_PHASE_CAPTURE);
  g_signal_connect (tool_keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), tool_keys);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "map.follow", FALSE);
}
