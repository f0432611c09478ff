/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys and menus do in the window, and what it remembers. */

#include "shell/chezu-window-private.h"

#include "shell/chezu-settings.h"
#include "shell/chezu-source-dialog.h"

#include <glib/gi18n-lib.h>

/* Below about 1400 pixels the sidebar lies over the rest, which takes no keys then. */
static gboolean
close_overlay (ChezuWindow *self)
{
  if (!adw_overlay_split_view_get_collapsed (self->sidebar_split)
      || !adw_overlay_split_view_get_show_sidebar (self->sidebar_split))
    return FALSE;
  adw_overlay_split_view_set_show_sidebar (self->sidebar_split, FALSE);
  return TRUE;
}

static void
search_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  close_overlay (self);
  if (self->narrow)
    gtk_toggle_button_set_active (self->search_button, TRUE);
  chezu_search_entry_focus (self->search);
}

static void
page_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_window_show_page (CHEZU_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
page_number_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_sidebar_set_page_number (CHEZU_WINDOW (widget)->sidebar,
                                 (guint)g_variant_get_int32 (parameter));
}

static void
toggle (AdwOverlaySplitView *split)
{
  adw_overlay_split_view_set_show_sidebar (split, !adw_overlay_split_view_get_show_sidebar (split));
}

static void
toggle_sidebar_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  toggle (CHEZU_WINDOW (widget)->sidebar_split);
}

static void
toggle_details_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  if (self->narrow)
    adw_bottom_sheet_set_open (self->sheet, !adw_bottom_sheet_get_open (self->sheet));
  else
    toggle (self->details_split);
}

/* Round and round: pages and filters, map or page, details. */
static void
next_pane_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  gboolean on_map = g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "map") == 0;
  GtkWidget *panes[] = {
    GTK_WIDGET (self->sidebar),
    on_map ? GTK_WIDGET (self->map) : gtk_stack_get_visible_child (self->pages),
    GTK_WIDGET (self->details),
  };
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  guint current = 0;

  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    if (focus != NULL && (focus == panes[i] || gtk_widget_is_ancestor (focus, panes[i])))
      current = i;

  for (guint step = 1; step <= G_N_ELEMENTS (panes); step++)
    {
      GtkWidget *pane = panes[(current + step) % G_N_ELEMENTS (panes)];

      if (gtk_widget_get_mapped (pane)
          && (gtk_widget_grab_focus (pane) || gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD)))
        return;
    }
}

static void
fullscreen_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
retry_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  if (self->session == NULL)
    return;
  chezu_session_retry_now (self->session);
  chezu_session_refresh_sources (self->session);
}

static void
add_source_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_window_add_source (CHEZU_WINDOW (widget));
}

static void
tell_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_window_tell (CHEZU_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* The focus may be beside the map, which would else hear of the key first. */
static gboolean
put_tool_down (ChezuWindow *self)
{
  if (chezu_map_view_get_tool (self->map) == NULL)
    return FALSE;
  chezu_map_view_set_tool (self->map, NULL);
  return TRUE;
}

/* One step back: the sidebar that lies over the map, the search, the tool in hand, what is open
 * beside the map, the filters, and last to the map itself.
 */
/* Esc leads from the past to the present, once nothing else is to be closed. */
static gboolean
leave_past (ChezuWindow *self)
{
  if (self->past == NULL)
    return FALSE;
  chezu_window_leave_past (self);
  return TRUE;
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  if (close_overlay (self) || chezu_search_entry_clear (self->search) || put_tool_down (self)
      || adw_navigation_view_pop (self->details) || leave_past (self)
      || chezu_sidebar_clear_filters (self->sidebar))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
layers_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_menu_button_popup (CHEZU_WINDOW (widget)->layers_button);
}

static void
nearest_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *name;
  double lon;
  double lat;

  g_variant_get (parameter, "(dd&s)", &lon, &lat, &name);
  chezu_window_show_nearest (CHEZU_WINDOW (widget), lon, lat, name);
}

static void
next_vehicle_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  gint64 next = chezu_view_pane_next (self->view_pane, chezu_map_view_get_selected (self->map));

  if (next != 0)
    chezu_window_select (self, next);
}

void
chezu_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_cb);
  gtk_widget_class_install_action (widget_class, "win.page", "s", page_cb);
  gtk_widget_class_install_action (widget_class, "win.page-number", "i", page_number_cb);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, toggle_sidebar_cb);
  gtk_widget_class_install_action (widget_class, "win.toggle-details", NULL, toggle_details_cb);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, next_pane_cb);
  gtk_widget_class_install_action (widget_class, "win.fullscreen", NULL, fullscreen_cb);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_cb);
  gtk_widget_class_install_action (widget_class, "win.add-source", NULL, add_source_cb);
  gtk_widget_class_install_action (widget_class, "win.tell", "s", tell_cb);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "win.layers", NULL, layers_cb);
  gtk_widget_class_install_action (widget_class, "win.nearest", "(dds)", nearest_cb);
  gtk_widget_class_install_action (widget_class, "win.next-vehicle", NULL, next_vehicle_cb);

  chezu_window_install_alarm_actions (widget_class);
  chezu_window_install_selection_actions (widget_class);
  chezu_window_install_past_actions (widget_class);
  chezu_window_install_export_actions (widget_class);
  chezu_window_install_track_actions (widget_class);
  chezu_window_install_overlay_actions (widget_class);
  chezu_window_install_geofence_actions (widget_class);
  chezu_window_install_geofence_import_actions (widget_class);

  /* As a binding of the window it comes last: whatever is open below has its say first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
  for (int number = 1; number <= 9; number++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + (guint)number, GDK_ALT_MASK,
                                         "win.page-number", "i", number);
}

static gboolean
map_action_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  const char *action = data;
  ChezuWindow *self = CHEZU_WINDOW (gtk_widget_get_root (widget));

  return gtk_widget_activate_action_variant (GTK_WIDGET (self->map), action, NULL);
}

/* What the map does by itself it also does when the focus is in the pane beside it. */
static GtkShortcutAction *
make_letter_action (const char *action)
{
  return g_str_has_prefix (action, "map.")
             ? gtk_callback_action_new (map_action_cb, (gpointer)action, NULL)
             : gtk_named_action_new (action);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                ChezuWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (focus != NULL && GTK_IS_EDITABLE (focus))
    return GDK_EVENT_PROPAGATE;
  return chezu_window_past_key (self, keyval, state);
}

/* The worst alarm is one key away on every page, but not from a text. */
static gboolean
worst_alarm_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (widget));

  if (focus != NULL && GTK_IS_EDITABLE (focus))
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_activate_action (widget, "win.worst-alarm", NULL);
}

static void
add_worst_alarm_key (ChezuWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_g, 0),
                        gtk_callback_action_new (worst_alarm_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* Letters belong to the map page, and only while nobody types. */
static void
add_letters (ChezuWindow *self)
{
  static const struct
  {
    const char *trigger;
    const char *action;
  } letters[] = {
    { "e", "win.geofences" },
    { "f", "win.follow" },
    { "l", "win.layers" },
    { "n", "win.next-vehicle" },
    { "o", "map.lasso" },
    { "r", "map.ruler" },
    { "t", "win.track" },
    { "<Control>t", "win.track-table" },
    { "w", "map.here" },
    { "h", "map.district" },
    { "0|KP_0", "map.nation" },
    { "plus|equal|KP_Add", "map.zoom-in" },
    { "minus|KP_Subtract", "map.zoom-out" },
    { "<Control><Shift>c", "map.copy-coordinates" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_LOCAL);
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (letters[i].trigger),
                          make_letter_action (letters[i].action)));
  gtk_widget_add_controller (GTK_WIDGET (self->details_split), controller);

  controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->details_split), controller);
}

void
chezu_window_add_actions (ChezuWindow *self)
{
  g_autoptr (GPropertyAction) follow
      = g_property_action_new ("follow", G_OBJECT (self->map), "following");

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (follow));
  add_letters (self);
  add_worst_alarm_key (self);
}

static void
source_saved_cb (ChezuWindow *self)
{
  if (self->session != NULL)
    chezu_session_refresh_sources (self->session);
}

void
chezu_window_add_source (ChezuWindow *self)
{
  AdwDialog *dialog;

  if (self->session == NULL)
    return;
  dialog = chezu_source_dialog_new (chezu_session_get_store (self->session), NULL);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (source_saved_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
chezu_window_save_state (ChezuWindow *self)
{
  GSettings *settings = chezu_settings_get ();
  int width, height;
  double lon, lat, zoom;

  if (!self->remembers)
    return;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set (settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  /* An overlay is closed by itself: that is no wish. */
  if (!adw_overlay_split_view_get_collapsed (self->sidebar_split))
    g_settings_set_boolean (settings, "show-sidebar",
                            adw_overlay_split_view_get_show_sidebar (self->sidebar_split));
  g_settings_set_boolean (settings, "show-details",
                          adw_overlay_split_view_get_show_sidebar (self->details_split));
  g_settings_set_string (settings, "page", chezu_sidebar_get_page (self->sidebar));
  /* A map that never showed has nothing to remember. */
  if (gtk_widget_get_width (GTK_WIDGET (self->map)) == 0)
    return;
  chezu_map_view_get_view (self->map, &lon, &lat, &zoom);
  g_settings_set (settings, "view", "(ddd)", lon, lat, zoom);
}

void
chezu_window_restore_state (ChezuWindow *self)
{
  GSettings *settings = chezu_settings_get ();
  g_autofree char *page = g_settings_get_string (settings, "page");
  int width, height;
  double lon, lat, zoom;

  if (!self->remembers)
    return;

  g_settings_get (settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  adw_overlay_split_view_set_show_sidebar (self->sidebar_split,
                                           g_settings_get_boolean (settings, "show-sidebar"));
  adw_overlay_split_view_set_show_sidebar (self->details_split,
                                           g_settings_get_boolean (settings, "show-details"));
  chezu_sidebar_set_page (self->sidebar, page);
  g_settings_get (settings, "view", "(ddd)", &lon, &lat, &zoom);
  if (zoom > 0)
    chezu_window_go_to (self, lon, lat, zoom);
}
