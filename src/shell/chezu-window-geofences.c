/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geofences in the window: their list, one of them, drawing and changing it on the map. */

#include "shell/chezu-window-private.h"

#include "base/chezu-time.h"
#include "geo/chezu-geofence-outline.h"

#include <glib/gi18n-lib.h>

/* What was removed can be had back for so long. */
#define KEEP_REMOVED_MS CHEZU_HOUR_MS
/* Of a circle that is only clicked, and half the width of a corridor. */
#define FIRST_RADIUS_M 500.0
#define FIRST_HALF_WIDTH_M 100.0

static const ChezuGeofenceRow *
find_row (ChezuWindow *self, GVariant *id)
{
  return self->geofences != NULL ? chezu_geofences_find (self->geofences, g_variant_get_int64 (id))
                                 : NULL;
}

/* --- Pages */

/* What the sheet of a narrow window is called while it is closed. */
static void
name_sheet (ChezuWindow *self, AdwNavigationPage *page)
{
  const ChezuGeofenceRow *row = NULL;

  if (page == ADW_NAVIGATION_PAGE (self->geofence_pane) && self->geofences != NULL)
    row = chezu_geofences_find (self->geofences, chezu_geofence_pane_get_id (self->geofence_pane));
  if (row != NULL)
    gtk_label_set_label (self->peek_label, row->name);
  else if (page == ADW_NAVIGATION_PAGE (self->geofences_pane)
           || page == ADW_NAVIGATION_PAGE (self->geofence_editor))
    gtk_label_set_label (self->peek_label, adw_navigation_page_get_title (page));
}

/* Which fence is drawn stronger, and which a tool draws. */
static void
mark_on_map (ChezuWindow *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->details);
  gint64 edited = 0;
  gint64 selected = 0;

  if (chezu_geofence_editor_is_busy (self->geofence_editor))
    edited = self->edited_geofence;
  if (page == ADW_NAVIGATION_PAGE (self->geofence_pane))
    selected = chezu_geofence_pane_get_id (self->geofence_pane);
  chezu_map_view_set_geofence (self->map, selected, edited);
  name_sheet (self, page);
}

void
chezu_window_show_geofences (ChezuWindow *self)
{
  if (self->geofences == NULL)
    return;
  chezu_window_show_page (self, "map");
  chezu_window_push_page (self, ADW_NAVIGATION_PAGE (self->geofences_pane), _ ("Geofences"));
}

static void
show_one (ChezuWindow *self, gint64 id)
{
  const ChezuGeofenceRow *row = chezu_geofences_find (self->geofences, id);

  if (row == NULL)
    return;
  chezu_geofence_pane_set_time (self->geofence_pane,
                                self->past != NULL ? chezu_past_get_time_ms (self->past) : 0);
  chezu_geofence_pane_show (self->geofence_pane, id);
  chezu_window_push_page (self, ADW_NAVIGATION_PAGE (self->geofence_pane), row->name);
  mark_on_map (self);
}

static void
list_activated_cb (ChezuWindow *self, gint64 id)
{
  const ChezuGeofenceRow *row = chezu_geofences_find (self->geofences, id);

  if (row == NULL)
    return;
  show_one (self, id);
  chezu_map_view_show_bounds (self->map, row->bounds);
}

static void
vehicle_activated_cb (ChezuWindow *self, gint64 vehicle_id)
{
  chezu_window_select (self, vehicle_id);
  chezu_window_fly_to_selected (self);
}

/* An entry leads to the moment when it was. The past comes a little later and keeps what is
 * selected; where the vehicle was then is the fence. */
static void
moment_cb (ChezuWindow *self, gint64 vehicle_id, gint64 time_ms)
{
  const ChezuGeofenceRow *row
      = chezu_geofences_find (self->geofences, chezu_geofence_pane_get_id (self->geofence_pane));

  if (row != NULL)
    chezu_map_view_show_bounds (self->map, row->bounds);
  chezu_window_select (self, vehicle_id);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.past", "x", time_ms);
}

static void
gone_cb (ChezuWindow *self)
{
  chezu_window_take_page_away (self, ADW_NAVIGATION_PAGE (self->geofence_pane));
  mark_on_map (self);
}

/* --- Drawing */

static void
stop_editing (ChezuWindow *self)
{
  if (!chezu_geofence_editor_is_busy (self->geofence_editor))
    return;
  chezu_geofence_editor_end (self->geofence_editor);
  self->edited_geofence = 0;
  if (CHEZU_IS_GEOFENCE_TOOL (chezu_map_view_get_tool (self->map)))
    chezu_map_view_set_tool (self->map, NULL);
  chezu_window_take_page_away (self, ADW_NAVIGATION_PAGE (self->geofence_editor));
  mark_on_map (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

/* Another tool was taken up, or this one put down. */
static void
tool_changed_cb (ChezuWindow *self)
{
  if (!CHEZU_IS_GEOFENCE_TOOL (chezu_map_view_get_tool (self->map)))
    stop_editing (self);
}

/* @tool: (transfer full) */
static void
start_editing (ChezuWindow *self, ChezuMapTool *tool, const ChezuGeofenceRow *row)
{
  g_autoptr (ChezuMapTool) owned = tool;
  /* TRANSLATORS: the name of a new geofence; %u is a number */
  g_autofree char *name
      = g_strdup_printf (_ ("Geofence %u"), chezu_geofences_peek (self->geofences)->len + 1);

  stop_editing (self);
  chezu_window_show_page (self, "map");
  self->edited_geofence = row != NULL ? row->id : 0;
  chezu_geofence_editor_begin (self->geofence_editor, CHEZU_GEOFENCE_TOOL (tool), row, name,
                               chezu_geofences_peek (self->geofences)->len
                                   % CHEZU_N_GEOFENCE_COLORS);
  chezu_map_view_set_tool (self->map, tool);
  chezu_window_push_page (
      self, ADW_NAVIGATION_PAGE (self->geofence_editor),
      adw_navigation_page_get_title (ADW_NAVIGATION_PAGE (self->geofence_editor)));
  mark_on_map (self);
  /* One draws on the map. */
  if (self->narrow)
    adw_bottom_sheet_set_open (self->sheet, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
new_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  ChezuGeofenceForm form;

  if (self->geofences == NULL || !chezu_window_can_save (self)
      || !chezu_geofence_form_from_key (g_variant_get_string (parameter, NULL), &form))
    return;
  chezu_window_show_geofences (self);
  start_editing (self,
                 chezu_geofence_tool_new (form, form == CHEZU_GEOFENCE_CORRIDOR ? FIRST_HALF_WIDTH_M
                                                                                : FIRST_RADIUS_M),
                 NULL);
}

static void
edit_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  const ChezuGeofenceRow *row = find_row (self, id);

  if (row == NULL || !chezu_window_can_save (self))
    return;
  chezu_map_view_show_bounds (self->map, row->bounds);
  start_editing (self, chezu_geofence_tool_new_for (&row->shape), row);
  if (row->shape.form == CHEZU_GEOFENCE_POLYGON && row->outline->len > 1)
    chezu_window_tell (
        self, _ ("This geofence has holes or several parts. A changed edge keeps the first alone"));
}

typedef struct
{
  ChezuWindow *window;
  ChezuGeofenceRow *row;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->window);
  chezu_geofence_row_free (saving->row);
  g_free (saving);
}

/* What cannot be saved stays in the hand. */
static DexFuture *
save_fiber (gpointer data)
{
  Saving *saving = data;
  ChezuWindow *self = saving->window;
  ChezuStore *store = chezu_window_get_store (self);
  g_autoptr (GError) error = NULL;

  dex_await (saving->row->id != 0 ? chezu_geofence_outline_change (store, saving->row)
                                  : chezu_geofence_outline_add (store, saving->row),
             &error);
  if (self->toasts == NULL)
    return dex_future_new_true ();
  if (error != NULL)
    chezu_window_tell (self, error->message);
  else
    stop_editing (self);
  return dex_future_new_true ();
}

static void
save_cb (ChezuWindow *self)
{
  Saving *saving;

  if (!chezu_window_can_save (self))
    return;
  saving = g_new0 (Saving, 1);
  saving->window = g_object_ref (self);
  saving->row = chezu_geofence_editor_dup_row (self->geofence_editor);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, save_fiber, saving, (GDestroyNotify)saving_free));
}

/* @at_ms: a moment of the past, 0 for now */
void
chezu_window_set_geofences_time (ChezuWindow *self, gint64 at_ms)
{
  chezu_geofence_pane_set_time (self->geofence_pane, at_ms);
  chezu_vehicle_pane_set_time (self->vehicle_pane, at_ms);
  chezu_geofences_pane_set_counted (self->geofences_pane, at_ms == 0);
  chezu_map_view_set_geofences_counted (self->map, at_ms == 0);
}

void
chezu_window_stop_drawing (ChezuWindow *self)
{
  stop_editing (self);
}

/* --- Actions on one */

static void
set_visible (GtkWidget *widget, GVariant *id, gboolean visible)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  if (find_row (self, id) != NULL && chezu_window_can_save (self))
    chezu_window_follow_change (
        self, chezu_geofence_table_set_visible (chezu_window_get_store (self),
                                                g_variant_get_int64 (id), visible));
}

static void
show_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  set_visible (widget, id, TRUE);
}

static void
hide_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  set_visible (widget, id, FALSE);
}

static void
zoom_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  const ChezuGeofenceRow *row = find_row (self, id);

  if (row == NULL)
    return;
  chezu_window_show_page (self, "map");
  chezu_map_view_show_bounds (self->map, row->bounds);
}

static void
remove_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  const ChezuGeofenceRow *row = find_row (self, id);
  g_autofree char *text = NULL;

  if (row == NULL || !chezu_window_can_save (self))
    return;
  /* TRANSLATORS: %s is the name of a geofence */
  text = g_strdup_printf (_ ("“%s” was removed"), row->name);
  chezu_window_follow_change (self,
                              chezu_geofence_table_remove (chezu_window_get_store (self), row->id));
  chezu_window_tell_with_undo (self, text, "win.restore-geofence",
                               g_variant_new_int64 (g_variant_get_int64 (id)));
}

static void
restore_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  if (chezu_window_can_save (self))
    chezu_window_follow_change (self, chezu_geofence_table_restore (chezu_window_get_store (self),
                                                                    g_variant_get_int64 (id)));
}

static void
select_inside_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  guint n;
  const gint64 *ids = chezu_geofence_pane_peek_inside (self->geofence_pane, &n);

  if (n > 0)
    chezu_selection_replace (self->selection, ids, n);
}

static void
list_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  gtk_popover_popdown (gtk_menu_button_get_popover (self->layers_button));
  chezu_window_show_geofences (self);
  if (self->narrow && self->geofences != NULL)
    adw_bottom_sheet_set_open (self->sheet, TRUE);
}

static void
one_cb (GtkWidget *widget, const char *action, GVariant *id)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);

  if (find_row (self, id) != NULL)
    show_one (self, g_variant_get_int64 (id));
}

/* --- Window */

void
chezu_window_install_geofence_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.geofences", NULL, list_cb);
  gtk_widget_class_install_action (widget_class, "win.geofence", "x", one_cb);
  gtk_widget_class_install_action (widget_class, "win.new-geofence", "s", new_cb);
  gtk_widget_class_install_action (widget_class, "win.edit-geofence", "x", edit_cb);
  gtk_widget_class_install_action (widget_class, "win.show-geofence", "x", show_cb);
  gtk_widget_class_install_action (widget_class, "win.hide-geofence", "x", hide_cb);
  gtk_widget_class_install_action (widget_class, "win.zoom-to-geofence", "x", zoom_cb);
  gtk_widget_class_install_action (widget_class, "win.remove-geofence", "x", remove_cb);
  gtk_widget_class_install_action (widget_class, "win.restore-geofence", "x", restore_cb);
  gtk_widget_class_install_action (widget_class, "win.select-inside", "x", select_inside_cb);
}

void
chezu_window_set_up_geofences (ChezuWindow *self)
{
  self->geofences_pane = g_object_ref_sink (g_object_new (CHEZU_TYPE_GEOFENCES_PANE, NULL));
  self->geofence_pane = g_object_ref_sink (g_object_new (CHEZU_TYPE_GEOFENCE_PANE, NULL));
  self->geofence_editor = g_object_ref_sink (g_object_new (CHEZU_TYPE_GEOFENCE_EDITOR, NULL));
  g_signal_connect_object (self->geofences_pane, "activated", G_CALLBACK (list_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->geofence_pane, "activated", G_CALLBACK (vehicle_activated_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->geofence_pane, "moment", G_CALLBACK (moment_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->geofence_pane, "gone", G_CALLBACK (gone_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->geofence_editor, "save", G_CALLBACK (save_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->geofence_editor, "cancel", G_CALLBACK (stop_editing), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "notify::tool", G_CALLBACK (tool_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->details, "notify::visible-page", G_CALLBACK (mark_on_map), self,
                           G_CONNECT_SWAPPED);
}

static void
changed_cb (ChezuWindow *self)
{
  chezu_map_view_set_geofences (self->map, chezu_geofences_peek (self->geofences));
}

void
chezu_window_take_geofences (ChezuWindow *self)
{
  ChezuStore *store = chezu_window_get_store (self);

  self->geofences = chezu_geofences_new (store);
  g_signal_connect_object (self->geofences, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->geofences, "trouble", G_CALLBACK (chezu_window_tell), self,
                           G_CONNECT_SWAPPED);
  chezu_geofences_pane_set_geofences (self->geofences_pane, self->geofences);
  chezu_geofence_pane_set_geofences (self->geofence_pane, self->geofences);
  chezu_vehicle_pane_set_geofences (self->vehicle_pane, self->geofences);
  if (chezu_store_get_mode (store) == CHEZU_STORE_WRITABLE)
    chezu_window_follow_change (
        self, chezu_geofence_table_purge (store, chezu_time_now_ms () - KEEP_REMOVED_MS));
}

void
chezu_window_drop_geofences (ChezuWindow *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  if (self->geofences == NULL)
    return;
  stop_editing (self);
  g_signal_handlers_disconnect_by_data (self->geofences, self);
  chezu_geofences_pane_set_geofences (self->geofences_pane, NULL);
  chezu_geofence_pane_set_geofences (self->geofence_pane, NULL);
  chezu_vehicle_pane_set_geofences (self->vehicle_pane, NULL);
  chezu_map_view_set_geofences (self->map, none);
  g_clear_object (&self->geofences);
}
