/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-window-private.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-base-maps.h"
#include "shell/chezu-layers-popover.h"
#include "shell/chezu-settings.h"

#include <glib/gi18n-lib.h>

/* The pane of the selected vehicle follows its fixes, but not faster than one reads. */
#define FLEET_INTERVAL_MS 250
#define TELL_OPENING_MS CHEZU_SECOND_MS

G_DEFINE_FINAL_TYPE (ChezuWindow, chezu_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- Connection --------------------------------------------------------------------------------
 */

static void
show_connection (ChezuWindow *self)
{
  g_autoptr (ChezuConnection) connection = chezu_session_judge_connection (self->session);
  g_autofree char *news = chezu_outage_follow (&self->outage, connection,
                                               chezu_session_get_filling (self->session, 0)->active,
                                               chezu_time_now_ms ());

  chezu_connection_button_show (self->connection_button, connection, self->session);
  chezu_sidebar_set_connection (self->sidebar, connection);
  if (news != NULL)
    chezu_window_tell (self, news);

  self->remedy = connection->remedy;
  if (connection->banner != NULL)
    {
      adw_banner_set_title (self->banner, connection->banner);
      adw_banner_set_button_label (self->banner, chezu_remedy_label (connection->remedy));
    }
  adw_banner_set_revealed (self->banner, connection->banner != NULL);
  /* What is merely folded up would still be read out. */
  gtk_widget_set_visible (GTK_WIDGET (self->banner), connection->banner != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->connection_button), TRUE);
  self->level = connection->level;
}

static void
remedy_cb (ChezuWindow *self)
{
  switch (self->remedy)
    {
    case CHEZU_REMEDY_RETRY:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.retry", NULL);
      break;
    case CHEZU_REMEDY_SETTINGS:
      gtk_widget_activate_action (GTK_WIDGET (self), "app.preferences", NULL);
      break;
    case CHEZU_REMEDY_DETAILS:
      chezu_window_show_page (self, "sync");
      break;
    case CHEZU_REMEDY_NONE:
    default:
      break;
    }
}

/* --- Pages -------------------------------------------------------------------------------------
 */

static void
choose_page (ChezuWindow *self)
{
  const char *page = chezu_sidebar_get_page (self->sidebar);

  if (self->trouble)
    page = "trouble";
  else if (self->opening)
    page = "opening";
  else if (self->session != NULL && chezu_session_is_empty (self->session)
           && g_str_equal (page, "map"))
    page = "first-start";
  gtk_stack_set_visible_child_name (self->pages, page);
}

static gboolean
opening_cb (gpointer data)
{
  ChezuWindow *self = data;

  self->opening_source = 0;
  self->opening = TRUE;
  choose_page (self);
  return G_SOURCE_REMOVE;
}

/* Another program may keep the file for seconds; then an empty map would look like a lost fleet. */
static void
wait_for_session (ChezuWindow *self, gboolean wait)
{
  g_clear_handle_id (&self->opening_source, g_source_remove);
  self->opening = FALSE;
  if (wait)
    self->opening_source = g_timeout_add (TELL_OPENING_MS, opening_cb, self);
}

static gboolean
is_on_vehicles (ChezuWindow *self)
{
  return g_str_equal (chezu_sidebar_get_page (self->sidebar), "vehicles");
}

AdwOverlaySplitView *
chezu_window_get_details_split (ChezuWindow *self)
{
  return is_on_vehicles (self) ? chezu_vehicles_page_get_details_split (self->vehicles_page)
                               : self->details_split;
}

/* The same panes stand beside the map, beside the list, or in the sheet of a narrow window. */
static void
place_details (ChezuWindow *self)
{
  AdwBin *bins[] = { self->details_bin, self->sheet_bin,
                     chezu_vehicles_page_get_details_bin (self->vehicles_page) };
  AdwBin *place = is_on_vehicles (self) ? bins[2] : bins[self->narrow ? 1 : 0];
  g_autoptr (GtkWidget) details = g_object_ref (GTK_WIDGET (self->details));

  if (adw_bin_get_child (place) == details)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (bins); i++)
    if (adw_bin_get_child (bins[i]) == details)
      adw_bin_set_child (bins[i], NULL);
  adw_bin_set_child (place, details);
}

static void
page_changed_cb (ChezuWindow *self)
{
  choose_page (self);
  place_details (self);
  if (self->session != NULL)
    chezu_sync_page_show (self->sync_page, self->session);
  if (adw_overlay_split_view_get_collapsed (self->sidebar_split))
    adw_overlay_split_view_set_show_sidebar (self->sidebar_split, FALSE);
}

static void
ticked_cb (ChezuWindow *self)
{
  choose_page (self);
  show_connection (self);
  chezu_sync_page_show (self->sync_page, self->session);
  chezu_alarms_page_refresh (self->alarms_page);
  chezu_view_pane_refresh (self->view_pane, self->map);
  chezu_stack_pane_refresh (self->stack_pane);
  chezu_nearest_pane_refresh (self->nearest_pane);
  chezu_geofence_pane_refresh (self->geofence_pane);
  chezu_window_update_trails (self);
  chezu_track_page_refresh (self->track_page);
  chezu_window_refresh_selection (self);
}

static gboolean
refresh_cb (gpointer data)
{
  ChezuWindow *self = data;

  self->fleet_source = 0;
  chezu_window_refresh_selection (self);
  return G_SOURCE_REMOVE;
}

static void
fleet_changed_cb (ChezuWindow *self)
{
  if (self->fleet_source == 0)
    self->fleet_source = g_timeout_add (FLEET_INTERVAL_MS, refresh_cb, self);
}

/* --- Map and details ---------------------------------------------------------------------------
 */

static void
vehicle_activated_cb (ChezuWindow *self, gint64 vehicle_id)
{
  chezu_window_select (self, vehicle_id);
}

static void
stack_activated_cb (ChezuWindow *self, GArray *indices)
{
  chezu_window_show_stack (self, indices);
}

static void
list_activated_cb (ChezuWindow *self, gint64 vehicle_id)
{
  chezu_window_select (self, vehicle_id);
}

/* A row of the table was opened: its vehicle is wanted on the map. */
static void
list_row_activated_cb (ChezuWindow *self, gint64 vehicle_id)
{
  chezu_window_select (self, vehicle_id);
  chezu_window_fly_to_selected (self);
}

static void
details_popped_cb (ChezuWindow *self, AdwNavigationPage *page)
{
  chezu_window_details_popped (self, page);
}

static void
hit_chosen_cb (ChezuWindow *self, const ChezuSearchHit *hit)
{
  chezu_window_follow_hit (self, hit);
}

static void
search_left_cb (ChezuWindow *self)
{
  gtk_toggle_button_set_active (self->search_button, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->map));
}

static void
search_toggled_cb (ChezuWindow *self)
{
  gboolean active = gtk_toggle_button_get_active (self->search_button);

  if (!self->narrow)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->search), active);
  if (active)
    chezu_search_entry_focus (self->search);
}

/* --- Narrow windows ----------------------------------------------------------------------------
 */

/* Details beside the map become a sheet below it. */
static void
became_narrow_cb (ChezuWindow *self)
{
  self->narrow = TRUE;
  adw_overlay_split_view_set_show_sidebar (self->details_split, FALSE);
  place_details (self);
  adw_bottom_sheet_set_can_open (self->sheet, TRUE);
  adw_bottom_sheet_set_reveal_bottom_bar (self->sheet,
                                          adw_navigation_view_get_visible_page (self->details)
                                              != ADW_NAVIGATION_PAGE (self->view_pane));
}

static void
became_wide_cb (ChezuWindow *self)
{
  self->narrow = FALSE;
  gtk_toggle_button_set_active (self->search_button, FALSE);
  adw_bottom_sheet_set_open (self->sheet, FALSE);
  adw_bottom_sheet_set_reveal_bottom_bar (self->sheet, FALSE);
  adw_bottom_sheet_set_can_open (self->sheet, FALSE);
  place_details (self);
  adw_overlay_split_view_set_show_sidebar (self->details_split, TRUE);
}

static void
drop_session (ChezuWindow *self)
{
  if (self->session == NULL)
    return;

  chezu_window_leave_past (self);
  chezu_window_deselect (self);
  chezu_window_drop_trails (self);
  chezu_window_drop_overlays (self);
  chezu_window_drop_geofences (self);
  chezu_window_drop_alarms (self);
  adw_navigation_view_pop_to_tag (self->details, "view");
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_signal_handlers_disconnect_by_data (chezu_session_get_fleet (self->session), self);
  g_clear_handle_id (&self->fleet_source, g_source_remove);
  chezu_sidebar_set_fleet (self->sidebar, NULL);
  chezu_search_entry_set_fleet (self->search, NULL, NULL);
  chezu_view_pane_set_fleet (self->view_pane, NULL);
  chezu_stack_pane_set_fleet (self->stack_pane, NULL);
  chezu_selection_pane_set_fleet (self->selection_pane, NULL);
  chezu_nearest_pane_set_fleet (self->nearest_pane, NULL);
  chezu_geofence_pane_set_fleet (self->geofence_pane, NULL);
  chezu_map_view_set_fleet (self->map, NULL);
  chezu_vehicles_page_set_fleet (self->vehicles_page, NULL);
  chezu_sync_page_show (self->sync_page, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->connection_button), FALSE);
  adw_banner_set_revealed (self->banner, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->banner), FALSE);
  g_clear_object (&self->session);
}

/* --- Class -------------------------------------------------------------------------------------
 */

static gboolean
chezu_window_close_request (GtkWindow *window)
{
  chezu_window_save_state (CHEZU_WINDOW (window));

  return GTK_WINDOW_CLASS (chezu_window_parent_class)->close_request (window);
}

static void
chezu_window_dispose (GObject *object)
{
  ChezuWindow *self = CHEZU_WINDOW (object);

  drop_session (self);
  wait_for_session (self, FALSE);
  g_clear_object (&self->vehicle_pane);
  g_clear_object (&self->stack_pane);
  g_clear_object (&self->selection_pane);
  g_clear_object (&self->nearest_pane);
  g_clear_object (&self->geofences_pane);
  g_clear_object (&self->geofence_pane);
  g_clear_object (&self->geofence_editor);
  g_clear_object (&self->track_page);
  g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_WINDOW);

  G_OBJECT_CLASS (chezu_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, sidebar_split);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, details_split);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, search);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, layers_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, connection_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, map_bin);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, details_bin);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, details);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, sheet);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, sheet_bin);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, peek_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, view_pane);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, sync_page);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, alarms_page);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, vehicles_page);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, trouble_page);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, mode);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, past_overlay);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, past_frame);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, past_pill);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, past_moment);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, past_age);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, time_revealer);
  gtk_widget_class_bind_template_child (widget_class, ChezuWindow, time_bar);
}

static void
chezu_window_class_init (ChezuWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = chezu_window_close_request;

  g_type_ensure (CHEZU_TYPE_ALARMS_PAGE);
  g_type_ensure (CHEZU_TYPE_CONNECTION_BUTTON);
  g_type_ensure (CHEZU_TYPE_LAYERS_POPOVER);
  g_type_ensure (CHEZU_TYPE_SEARCH_ENTRY);
  g_type_ensure (CHEZU_TYPE_SIDEBAR);
  g_type_ensure (CHEZU_TYPE_SYNC_PAGE);
  g_type_ensure (CHEZU_TYPE_TIME_BAR);
  g_type_ensure (CHEZU_TYPE_VIEW_PANE);
  g_type_ensure (CHEZU_TYPE_VEHICLES_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chezu/CommandCenter/ui/chezu-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remedy_cb);
  gtk_widget_class_bind_template_callback (widget_class, hit_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_popped_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, became_narrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, became_wide_cb);
  gtk_widget_class_bind_template_callback (widget_class, chezu_window_mode_changed);
  chezu_window_install_actions (widget_class);
}

static void
set_up_map (ChezuWindow *self)
{
  GSettings *settings = chezu_settings_get ();

  self->selection = chezu_selection_new ();
  self->map = CHEZU_MAP_VIEW (chezu_map_view_new ());
  chezu_map_view_set_selection (self->map, self->selection);
  chezu_vehicles_page_set_up (self->vehicles_page, self->map, self->selection);
  g_signal_connect_object (self->selection, "changed", G_CALLBACK (chezu_window_selection_changed),
                           self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->map_bin, GTK_WIDGET (self->map));
  g_signal_connect_object (self->map, "vehicle-activated", G_CALLBACK (vehicle_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "stack-activated", G_CALLBACK (stack_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_settings_bind (settings, "show-regions", self->map, "show-regions", G_SETTINGS_BIND_GET);
  g_settings_bind (settings, "show-places", self->map, "show-places", G_SETTINGS_BIND_GET);
  g_settings_bind (settings, "show-geofences", self->map, "show-geofences", G_SETTINGS_BIND_GET);
  chezu_base_maps_attach (chezu_base_maps_get (), self->map);
  g_settings_bind (settings, "local-maps", self->map, "local-maps", G_SETTINGS_BIND_GET);
  g_settings_bind (settings, "show-plates", self->map, "show-plates", G_SETTINGS_BIND_GET);
  g_signal_connect_object (settings, "changed::trail-color", G_CALLBACK (chezu_window_color_trails),
                           self, G_CONNECT_SWAPPED);
  chezu_window_color_trails (self);
  g_signal_connect_object (settings, "changed::far-view", G_CALLBACK (chezu_window_style_fleet),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::label-text", G_CALLBACK (chezu_window_style_fleet),
                           self, G_CONNECT_SWAPPED);
  chezu_window_style_fleet (self);
  g_signal_connect_object (settings, "changed::show-trail", G_CALLBACK (chezu_window_show_trail),
                           self, G_CONNECT_SWAPPED);
}

static void
set_up_panes (ChezuWindow *self)
{
  self->vehicle_pane = g_object_ref_sink (g_object_new (CHEZU_TYPE_VEHICLE_PANE, NULL));
  self->stack_pane = g_object_ref_sink (g_object_new (CHEZU_TYPE_STACK_PANE, NULL));
  self->selection_pane = g_object_ref_sink (g_object_new (CHEZU_TYPE_SELECTION_PANE, NULL));
  g_signal_connect_object (self->stack_pane, "activated", G_CALLBACK (list_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection_pane, "activated", G_CALLBACK (list_activated_cb), self,
                           G_CONNECT_SWAPPED);
  self->nearest_pane = g_object_ref_sink (g_object_new (CHEZU_TYPE_NEAREST_PANE, NULL));
  g_signal_connect_object (self->nearest_pane, "activated", G_CALLBACK (list_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
chezu_window_init (ChezuWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_size (GTK_WINDOW (self), 1440, 900);
  set_up_map (self);
  set_up_panes (self);
  chezu_window_set_up_track (self);
  chezu_window_set_up_overlays (self);
  chezu_window_set_up_geofences (self);
  chezu_window_set_up_alarms (self);
  chezu_window_add_actions (self);
  /* Whoever begins to press keys means the map; a ring around it before that would be noise. */
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->map));
  gtk_window_set_focus_visible (GTK_WINDOW (self), FALSE);
}

ChezuWindow *
chezu_window_new (AdwApplication *application, gboolean remembers)
{
  ChezuWindow *self = g_object_new (CHEZU_TYPE_WINDOW, "application", application, NULL);

  self->remembers = remembers;
  chezu_window_restore_state (self);
  return self;
}

/* --- Session -----------------------------------------------------------------------------------
 */

/* What the map and everything beside it speaks of: the live fleet, or one of the past. */
void
chezu_window_show_fleet (ChezuWindow *self, ChezuFleet *fleet)
{
  chezu_map_view_set_fleet (self->map, fleet);
  chezu_sidebar_set_fleet (self->sidebar, fleet);
  chezu_vehicles_page_set_fleet (self->vehicles_page, fleet);
  chezu_search_entry_set_fleet (self->search, fleet, chezu_session_get_places (self->session));
  chezu_view_pane_set_fleet (self->view_pane, fleet);
  chezu_stack_pane_set_fleet (self->stack_pane, fleet);
  chezu_selection_pane_set_fleet (self->selection_pane, fleet);
  chezu_nearest_pane_set_fleet (self->nearest_pane, fleet);
  chezu_geofence_pane_set_fleet (self->geofence_pane, fleet);
  chezu_window_refresh_selection (self);
}

static void
take_session (ChezuWindow *self, ChezuSession *session)
{
  ChezuFleet *fleet = chezu_session_get_fleet (session);
  g_autofree char *notice = chezu_session_take_notice (session);

  self->session = g_object_ref (session);
  self->outage = (ChezuOutage){ 0 };

  if (chezu_session_get_services (session) != NULL)
    chezu_map_view_set_services (self->map, chezu_session_get_services (session));
  chezu_map_view_set_places (self->map, chezu_session_get_places (session));
  chezu_window_show_fleet (self, fleet);
  chezu_window_take_overlays (self);
  chezu_window_take_geofences (self);
  chezu_window_take_alarms (self);
  if (!self->has_view)
    chezu_map_view_show_nation (self->map);

  g_signal_connect_swapped (session, "ticked", G_CALLBACK (ticked_cb), self);
  g_signal_connect_swapped (session, "notice", G_CALLBACK (chezu_window_tell), self);
  g_signal_connect_swapped (fleet, "changed", G_CALLBACK (fleet_changed_cb), self);
  if (notice != NULL)
    chezu_window_tell (self, notice);
  ticked_cb (self);
}

/* @session: (nullable) */
void
chezu_window_set_session (ChezuWindow *self, ChezuSession *session)
{
  g_return_if_fail (CHEZU_IS_WINDOW (self));

  drop_session (self);
  wait_for_session (self, session == NULL);
  self->trouble = FALSE;
  if (session != NULL)
    take_session (self, session);
}

ChezuSession *
chezu_window_get_session (ChezuWindow *self)
{
  g_return_val_if_fail (CHEZU_IS_WINDOW (self), NULL);
  return self->session;
}

static const char *
title_of_trouble (const GError *error)
{
  if (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_A_STORE))
    return _ ("This Is Not a Data File of Chezu");
  if (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NEWER))
    return _ ("The Data File Is From a Newer Version");
  if (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_BUSY))
    return _ ("The Data File Is in Use");
  if (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FULL))
    return _ ("The Disk Is Full");
  return NULL;
}

static const char *
advice_for_trouble (const GError *error)
{
  if (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_A_STORE))
    return _ ("Choose another file. This one was left as it is.");
  if (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NEWER))
    return _ ("Update Chezu, or choose another file. This one was left as it is.");
  if (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_BUSY))
    return _ ("Close the program that works on it, then try again. Nothing was changed.");
  if (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FULL))
    return _ ("Free some space, then try again. Nothing was lost.");
  return _ ("Check the file and its folder, then try again. Nothing was changed.");
}

/* The store could not be opened: says why, and what to do. */
void
chezu_window_show_trouble (ChezuWindow *self, const char *path, const GError *error)
{
  g_autofree char *words = NULL;
  g_autofree char *escaped = NULL;
  const char *title;

  g_return_if_fail (CHEZU_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  chezu_window_set_session (self, NULL);
  wait_for_session (self, FALSE);
  title = title_of_trouble (error);
  /* The message names the file; where the title says it all, the file alone is enough. */
  words = g_strdup_printf ("%s\n\n%s", title != NULL ? path : error->message,
                           advice_for_trouble (error));
  escaped = g_markup_escape_text (words, -1);
  adw_status_page_set_title (self->trouble_page,
                             title != NULL ? title : _ ("The Data File Cannot Be Opened"));
  adw_status_page_set_description (self->trouble_page, escaped);
  self->trouble = TRUE;
  choose_page (self);
}

/* --- From outside ------------------------------------------------------------------------------
 */

/* Returns: whether there is such a page */
gboolean
chezu_window_show_page (ChezuWindow *self, const char *page)
{
  g_return_val_if_fail (CHEZU_IS_WINDOW (self), FALSE);
  return chezu_sidebar_set_page (self->sidebar, page);
}

void
chezu_window_go_to (ChezuWindow *self, double lon, double lat, double zoom)
{
  g_return_if_fail (CHEZU_IS_WINDOW (self));

  self->has_view = TRUE;
  chezu_map_view_go_to (self->map, lon, lat, zoom, FALSE);
}

void
chezu_window_tell (ChezuWindow *self, const char *text)
{
  AdwToast *toast;

  g_return_if_fail (CHEZU_IS_WINDOW (self));

  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

gboolean
chezu_window_is_settled (ChezuWindow *self)
{
  g_return_val_if_fail (CHEZU_IS_WINDOW (self), FALSE);

  if (self->trouble)
    return TRUE;
  if (self->session == NULL)
    return FALSE;
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "map") != 0)
    return TRUE;
  return chezu_map_view_is_settled (self->map)
         && (self->track == NULL || chezu_day_track_is_loaded (self->track))
         && (self->past == NULL || chezu_past_is_settled (self->past))
         && (self->trails == NULL || chezu_trails_are_loaded (self->trails));
}
