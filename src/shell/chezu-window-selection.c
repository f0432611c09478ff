/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is selected: its pane, its trail, and the way there and back. */

#include "shell/chezu-window-private.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "fleet/chezu-fleet-only.h"
#include "shell/chezu-settings.h"

#include <glib/gi18n-lib.h>

/* Near enough that vehicles stand alone, and the town around a place can be seen. */
#define VEHICLE_ZOOM 14
#define PLACE_ZOOM 13
#define TOWN_ZOOM 11

/* Returns: (transfer none) (nullable): the one that the map shows */
ChezuFleet *
chezu_window_get_fleet (ChezuWindow *self)
{
  return chezu_map_view_get_fleet (self->map);
}

static guint
find_selected (ChezuWindow *self)
{
  ChezuFleet *fleet = chezu_window_get_fleet (self);
  gint64 id = chezu_map_view_get_selected (self->map);

  return fleet != NULL && id != 0 ? chezu_fleet_find (fleet, id) : CHEZU_FLEET_NONE;
}

void
chezu_window_show_trail (ChezuWindow *self)
{
  gboolean wanted = g_settings_get_boolean (chezu_settings_get (), "show-trail");
  gsize n = 0;
  const ChezuFix *fixes = NULL;
  ChezuDayTrack *track = chezu_window_shows_track (self)
                             ? chezu_track_page_get_track (self->track_page)
                             : self->track;

  if (wanted && track != NULL)
    fixes = chezu_day_track_get_fixes (track, &n);
  /* Of the past nothing is shown that was yet to come. */
  while (self->past != NULL && n > 0 && fixes[n - 1].time_ms > chezu_past_get_time_ms (self->past))
    n--;
  chezu_map_view_set_trail (self->map, fixes, n);
  chezu_window_update_trails (self);
}

static void
track_changed_cb (ChezuWindow *self)
{
  if (self->track == NULL)
    return;
  chezu_vehicle_pane_show_day (self->vehicle_pane, self->track);
  chezu_window_show_trail (self);
  if (self->past != NULL)
    chezu_window_show_lane (self);
}

static void
drop_track (ChezuWindow *self)
{
  if (self->track == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->track, self);
  g_clear_object (&self->track);
}

static void
follow_track (ChezuWindow *self, gint64 vehicle_id)
{
  drop_track (self);
  self->track = chezu_day_track_new (chezu_session_get_store (self->session), vehicle_id);
  g_signal_connect_swapped (self->track, "changed", G_CALLBACK (track_changed_cb), self);
  track_changed_cb (self);
  chezu_day_track_set_time (self->track,
                            self->past != NULL ? chezu_past_get_time_ms (self->past) : 0);
}

/* Brings the vehicle's pane up to date; a new fix lengthens its trail. */
void
chezu_window_refresh_selection (ChezuWindow *self)
{
  ChezuFleet *fleet = chezu_window_get_fleet (self);
  guint index = find_selected (self);
  g_autofree char *plate = NULL;
  gint64 time_ms;

  if (index == CHEZU_FLEET_NONE || self->track == NULL)
    return;

  chezu_vehicle_pane_show (self->vehicle_pane, fleet, index);
  chezu_selection_pane_refresh (self->selection_pane);
  if (chezu_selection_get_n (self->selection) == 1)
    {
      plate = chezu_format_plate (chezu_fleet_get_plate (fleet, index));
      gtk_label_set_label (self->peek_label, plate);
    }

  time_ms = chezu_fleet_peek (fleet)->time_ms[index];
  if (time_ms != self->selected_fix_ms)
    {
      self->selected_fix_ms = time_ms;
      chezu_day_track_refresh (self->track);
    }
}

static void
show_details (ChezuWindow *self)
{
  if (self->narrow)
    adw_bottom_sheet_set_reveal_bottom_bar (self->sheet, TRUE);
  else
    adw_overlay_split_view_set_show_sidebar (chezu_window_get_details_split (self), TRUE);
}

/* --- Pages of what is selected -----------------------------------------------------------------*/

static gboolean
is_pushed (ChezuWindow *self, AdwNavigationPage *page)
{
  g_autoptr (GListModel) pages = adw_navigation_view_get_navigation_stack (self->details);

  for (guint i = 0; i < g_list_model_get_n_items (pages); i++)
    {
      g_autoptr (AdwNavigationPage) pushed = g_list_model_get_item (pages, i);

      if (pushed == page)
        return TRUE;
    }
  return FALSE;
}

/* Takes @page away, and what lies above it; that is no wish to end what it stood for. */
static void
take_away (ChezuWindow *self, AdwNavigationPage *page)
{
  if (!is_pushed (self, page))
    return;
  self->arranging = TRUE;
  adw_navigation_view_pop_to_page (self->details,
                                   adw_navigation_view_get_previous_page (self->details, page));
  self->arranging = FALSE;
}

/* The vehicle's page above whatever list it was chosen from. */
static void
push_vehicle (ChezuWindow *self)
{
  if (!is_pushed (self, ADW_NAVIGATION_PAGE (self->vehicle_pane)))
    adw_navigation_view_push (self->details, ADW_NAVIGATION_PAGE (self->vehicle_pane));
}

static void
push_selection (ChezuWindow *self)
{
  take_away (self, ADW_NAVIGATION_PAGE (self->vehicle_pane));
  chezu_selection_pane_show (self->selection_pane, self->selection);
  gtk_label_set_label (self->peek_label,
                       adw_navigation_page_get_title (ADW_NAVIGATION_PAGE (self->selection_pane)));
  if (!is_pushed (self, ADW_NAVIGATION_PAGE (self->selection_pane)))
    adw_navigation_view_push (self->details, ADW_NAVIGATION_PAGE (self->selection_pane));
}

/* What is shown of the lead: its pane, and its trail of today. */
static void
show_lead (ChezuWindow *self, guint index)
{
  ChezuFleet *fleet = chezu_window_get_fleet (self);
  gint64 id = chezu_fleet_peek (fleet)->id[index];

  chezu_vehicle_pane_show (self->vehicle_pane, fleet, index);
  self->selected_fix_ms = chezu_fleet_peek (fleet)->time_ms[index];
  if (self->track == NULL || chezu_day_track_get_vehicle (self->track) != id)
    follow_track (self, id);
}

static void
drop_lead (ChezuWindow *self)
{
  drop_track (self);
  chezu_map_view_set_following (self->map, FALSE);
  chezu_map_view_set_trail (self->map, NULL, 0);
  chezu_window_update_trails (self);
  chezu_vehicle_pane_clear (self->vehicle_pane);
}

/* Nothing selected has no page, one vehicle its own, several have one together. */
void
chezu_window_selection_changed (ChezuWindow *self)
{
  guint n = chezu_selection_get_n (self->selection);
  guint index = find_selected (self);

  if (index != CHEZU_FLEET_NONE)
    show_lead (self, index);
  else
    drop_lead (self);

  if (n == 0 && chezu_window_get_fleet (self) != NULL)
    chezu_fleet_show_all (chezu_window_get_fleet (self));
  if (n > 1)
    push_selection (self);
  else
    {
      take_away (self, ADW_NAVIGATION_PAGE (self->selection_pane));
      if (index != CHEZU_FLEET_NONE)
        push_vehicle (self);
      else
        take_away (self, ADW_NAVIGATION_PAGE (self->vehicle_pane));
    }
  chezu_window_update_track (self);
  if (n > 0)
    show_details (self);
  else
    adw_overlay_split_view_set_show_sidebar (
        chezu_vehicles_page_get_details_split (self->vehicles_page), FALSE);
  chezu_window_refresh_selection (self);
}

/**
 * chezu_window_select:
 *
 * Shows the vehicle's pane and its trail of today. The map stays where it is. One of several that
 * are selected becomes their lead, any other vehicle is selected alone.
 */
void
chezu_window_select (ChezuWindow *self, gint64 vehicle_id)
{
  ChezuFleet *fleet = chezu_window_get_fleet (self);

  if (fleet == NULL || chezu_fleet_find (fleet, vehicle_id) == CHEZU_FLEET_NONE)
    return;

  gtk_stack_set_visible_child_name (self->pages, "map");
  chezu_sidebar_set_page (self->sidebar, "map");
  if (chezu_selection_contains (self->selection, vehicle_id))
    chezu_selection_add (self->selection, &vehicle_id, 1);
  else
    chezu_selection_replace (self->selection, &vehicle_id, 1);
  push_vehicle (self);
  show_details (self);
  chezu_window_refresh_selection (self);
}

void
chezu_window_deselect (ChezuWindow *self)
{
  chezu_selection_clear (self->selection);
}

static gboolean
has_several (ChezuWindow *self)
{
  return chezu_selection_get_n (self->selection) > 1;
}

/* The page went away by its back button, a gesture or Escape: what it stood for goes too, unless it
 * was one of several. */
void
chezu_window_details_popped (ChezuWindow *self, AdwNavigationPage *page)
{
  if (self->arranging)
    return;
  if (page == ADW_NAVIGATION_PAGE (self->geofence_editor))
    chezu_window_stop_drawing (self);
  if (page == ADW_NAVIGATION_PAGE (self->track_page))
    chezu_window_show_trail (self);
  if (page == ADW_NAVIGATION_PAGE (self->selection_pane)
      || (page == ADW_NAVIGATION_PAGE (self->vehicle_pane) && !has_several (self)))
    chezu_window_deselect (self);
  if (self->narrow
      && adw_navigation_view_get_previous_page (
             self->details, adw_navigation_view_get_visible_page (self->details))
             == NULL)
    {
      adw_bottom_sheet_set_open (self->sheet, FALSE);
      adw_bottom_sheet_set_reveal_bottom_bar (self->sheet, FALSE);
    }
}

/* @name: of the point, in words */
void
chezu_window_show_nearest (ChezuWindow *self, double lon, double lat, const char *name)
{
  chezu_window_deselect (self);
  chezu_nearest_pane_show (self->nearest_pane, lon, lat, name);
  if (!is_pushed (self, ADW_NAVIGATION_PAGE (self->nearest_pane)))
    adw_navigation_view_push (self->details, ADW_NAVIGATION_PAGE (self->nearest_pane));
  gtk_label_set_label (self->peek_label, _ ("Nearest Vehicles"));
  show_details (self);
}

/**
 * chezu_window_push_page:
 * @title: for a narrow window
 *
 * Shows a page of what is not a vehicle beside the map; what lies above it goes.
 */
void
chezu_window_push_page (ChezuWindow *self, AdwNavigationPage *page, const char *title)
{
  chezu_window_deselect (self);
  if (!is_pushed (self, page))
    adw_navigation_view_push (self->details, page);
  else
    {
      self->arranging = TRUE;
      adw_navigation_view_pop_to_page (self->details, page);
      self->arranging = FALSE;
    }
  gtk_label_set_label (self->peek_label, title);
  show_details (self);
}

void
chezu_window_take_page_away (ChezuWindow *self, AdwNavigationPage *page)
{
  take_away (self, page);
}

void
chezu_window_show_stack (ChezuWindow *self, GArray *indices)
{
  chezu_window_deselect (self);
  adw_navigation_view_pop_to_tag (self->details, "view");
  chezu_stack_pane_show (self->stack_pane, indices);
  adw_navigation_view_push (self->details, ADW_NAVIGATION_PAGE (self->stack_pane));
  gtk_label_set_label (self->peek_label, _ ("On This Spot"));
  show_details (self);
}

static void
fly_to_vehicle (ChezuWindow *self, guint index)
{
  ChezuFix fix;

  chezu_fleet_get_fix (chezu_window_get_fleet (self), index, &fix);
  if (fix.time_ms == 0)
    return;
  self->has_view = TRUE;
  chezu_map_view_go_to (self->map, chezu_e7_to_degrees (fix.lon_e7),
                        chezu_e7_to_degrees (fix.lat_e7), VEHICLE_ZOOM, TRUE);
}

void
chezu_window_fly_to_selected (ChezuWindow *self)
{
  guint index = find_selected (self);

  if (index != CHEZU_FLEET_NONE)
    fly_to_vehicle (self, index);
}

/* Enter on a search hit: vehicles and drivers are selected, places opened, the rest flown to. */
void
chezu_window_follow_hit (ChezuWindow *self, const ChezuSearchHit *hit)
{
  chezu_window_show_page (self, "map");
  switch (hit->group)
    {
    case CHEZU_SEARCH_VEHICLE:
    case CHEZU_SEARCH_DRIVER:
      if (hit->vehicle >= chezu_fleet_peek (chezu_window_get_fleet (self))->n)
        return;
      chezu_window_select (self,
                           chezu_fleet_peek (chezu_window_get_fleet (self))->id[hit->vehicle]);
      fly_to_vehicle (self, hit->vehicle);
      break;
    case CHEZU_SEARCH_PLACE:
      if (hit->has_position)
        chezu_map_view_go_to (self->map, hit->lon, hit->lat,
                              hit->place_id != 0 ? PLACE_ZOOM : TOWN_ZOOM, TRUE);
      if (hit->place_id != 0)
        chezu_map_view_show_place (self->map, hit->place_id);
      break;
    case CHEZU_SEARCH_ENTERPRISE:
    default:
      if (hit->has_position)
        chezu_map_view_go_to (self->map, hit->lon, hit->lat, TOWN_ZOOM, TRUE);
      break;
    }
}

/* Returns: whether there is such a vehicle */
gboolean
chezu_window_select_plate (ChezuWindow *self, const char *plate, gboolean fly)
{
  guint index;

  g_return_val_if_fail (CHEZU_IS_WINDOW (self), FALSE);

  if (chezu_window_get_fleet (self) == NULL)
    return FALSE;
  index = chezu_fleet_find_plate (chezu_window_get_fleet (self), plate);
  if (index == CHEZU_FLEET_NONE)
    return FALSE;

  chezu_window_select (self, chezu_fleet_peek (chezu_window_get_fleet (self))->id[index]);
  if (fly)
    fly_to_vehicle (self, index);
  return TRUE;
}
