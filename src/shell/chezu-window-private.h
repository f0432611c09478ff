/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's parts, for the files that it is written in. */

#pragma once

#include "map/chezu-map-view.h"
#include "shell/chezu-alarm-player.h"
#include "shell/chezu-alarms-page.h"
#include "shell/chezu-connection-button.h"
#include "shell/chezu-day-track.h"
#include "shell/chezu-geofence-editor.h"
#include "shell/chezu-geofence-pane.h"
#include "shell/chezu-geofences-pane.h"
#include "shell/chezu-nearest-pane.h"
#include "shell/chezu-outage.h"
#include "shell/chezu-overlays.h"
#include "shell/chezu-search-entry.h"
#include "shell/chezu-selection-pane.h"
#include "shell/chezu-sidebar.h"
#include "shell/chezu-stack-pane.h"
#include "shell/chezu-sync-page.h"
#include "shell/chezu-time-bar.h"
#include "shell/chezu-track-page.h"
#include "shell/chezu-trails.h"
#include "shell/chezu-vehicle-pane.h"
#include "shell/chezu-vehicles-page.h"
#include "shell/chezu-view-pane.h"
#include "shell/chezu-window.h"

G_BEGIN_DECLS

struct _ChezuWindow
{
  AdwApplicationWindow parent_instance;

  ChezuSession *session; /* NULL until a store is open */
  ChezuMapView *map;
  ChezuSelection *selection; /* one set for map, lists and panes */
  ChezuVehiclePane *vehicle_pane;
  ChezuStackPane *stack_pane;
  ChezuSelectionPane *selection_pane;
  ChezuNearestPane *nearest_pane;
  ChezuTrackPage *track_page;
  ChezuOverlays *overlays;   /* NULL without a session */
  ChezuGeofences *geofences; /* NULL without a session */
  ChezuGeofencesPane *geofences_pane;
  ChezuGeofencePane *geofence_pane;
  ChezuGeofenceEditor *geofence_editor;
  ChezuAlarmBoard *alarm_board; /* NULL without a session */
  ChezuAlarmPlayer *alarm_player;
  gint64 edited_geofence;   /* 0: none, or a new one */
  GArray *awaited_overlays; /* of gint64: shown as a whole once they are there */
  ChezuPast *past;          /* NULL while the map is live */
  guint past_source;
  ChezuDayTrack *track; /* of the selected vehicle, or NULL */
  ChezuTrails *trails;  /* of others, or NULL */
  ChezuRemedy remedy;
  ChezuConnectionLevel level; /* shown last */
  ChezuOutage outage;
  gint64 selected_fix_ms; /* time of the fix that the track was read up to */
  guint fleet_source;
  guint opening_source;
  gboolean opening; /* for so long that it is told */
  gboolean remembers;
  gboolean has_view; /* a place to look at was asked for or remembered */
  gboolean narrow;
  gboolean trouble;
  gboolean arranging; /* pages of the details go without meaning anything */

  /* Template widgets */
  AdwToastOverlay *toasts;
  AdwOverlaySplitView *sidebar_split;
  AdwOverlaySplitView *details_split;
  ChezuSidebar *sidebar;
  GtkToggleButton *search_button;
  ChezuSearchEntry *search;
  GtkMenuButton *layers_button;
  ChezuConnectionButton *connection_button;
  AdwBanner *banner;
  GtkStack *pages;
  AdwBin *map_bin;
  AdwBin *details_bin;
  AdwNavigationView *details;
  AdwBottomSheet *sheet;
  AdwBin *sheet_bin;
  GtkLabel *peek_label;
  ChezuViewPane *view_pane;
  ChezuAlarmsPage *alarms_page;
  ChezuVehiclesPage *vehicles_page;
  ChezuSyncPage *sync_page;
  AdwStatusPage *trouble_page;
  AdwToggleGroup *mode;
  GtkOverlay *past_overlay;
  GtkWidget *past_frame;
  GtkWidget *past_pill;
  GtkLabel *past_moment;
  GtkLabel *past_age;
  GtkRevealer *time_revealer;
  ChezuTimeBar *time_bar;
};

void chezu_window_install_actions (GtkWidgetClass *widget_class);
void chezu_window_add_actions (ChezuWindow *self);
AdwOverlaySplitView *chezu_window_get_details_split (ChezuWindow *self);
void chezu_window_add_source (ChezuWindow *self);
void chezu_window_restore_state (ChezuWindow *self);

ChezuFleet *chezu_window_get_fleet (ChezuWindow *self);
void chezu_window_select (ChezuWindow *self, gint64 vehicle_id);
void chezu_window_selection_changed (ChezuWindow *self);
void chezu_window_install_export_actions (GtkWidgetClass *widget_class);
void chezu_window_install_selection_actions (GtkWidgetClass *widget_class);
ChezuStore *chezu_window_get_store (ChezuWindow *self);
gboolean chezu_window_can_save (ChezuWindow *self);
void chezu_window_follow_change (ChezuWindow *self, DexFuture *change);
void chezu_window_tell_with_undo (ChezuWindow *self,
                                  const char *text,
                                  const char *action,
                                  GVariant *target);
void chezu_window_push_page (ChezuWindow *self, AdwNavigationPage *page, const char *title);
void chezu_window_take_page_away (ChezuWindow *self, AdwNavigationPage *page);
void chezu_window_install_geofence_actions (GtkWidgetClass *widget_class);
void chezu_window_install_geofence_import_actions (GtkWidgetClass *widget_class);
void chezu_window_set_up_geofences (ChezuWindow *self);
void chezu_window_take_geofences (ChezuWindow *self);
void chezu_window_drop_geofences (ChezuWindow *self);
void chezu_window_show_geofences (ChezuWindow *self);
void chezu_window_stop_drawing (ChezuWindow *self);
void chezu_window_set_geofences_time (ChezuWindow *self, gint64 at_ms);
void chezu_window_install_overlay_actions (GtkWidgetClass *widget_class);
void chezu_window_set_up_overlays (ChezuWindow *self);
void chezu_window_take_overlays (ChezuWindow *self);
void chezu_window_drop_overlays (ChezuWindow *self);
void chezu_window_install_alarm_actions (GtkWidgetClass *widget_class);
void chezu_window_set_up_alarms (ChezuWindow *self);
void chezu_window_take_alarms (ChezuWindow *self);
void chezu_window_drop_alarms (ChezuWindow *self);
void chezu_window_fly_to_selected (ChezuWindow *self);
void chezu_window_deselect (ChezuWindow *self);
void chezu_window_show_nearest (ChezuWindow *self, double lon, double lat, const char *name);
void chezu_window_show_stack (ChezuWindow *self, GArray *indices);
void chezu_window_refresh_selection (ChezuWindow *self);
void chezu_window_drop_trails (ChezuWindow *self);
void chezu_window_update_trails (ChezuWindow *self);
void chezu_window_color_trails (ChezuWindow *self);
void chezu_window_style_fleet (ChezuWindow *self);
void chezu_window_show_fleet (ChezuWindow *self, ChezuFleet *fleet);
void chezu_window_install_past_actions (GtkWidgetClass *widget_class);
void chezu_window_show_lane (ChezuWindow *self);
void chezu_window_mode_changed (ChezuWindow *self);
void chezu_window_leave_past (ChezuWindow *self);
gboolean chezu_window_past_key (ChezuWindow *self, guint keyval, GdkModifierType state);
void chezu_window_show_trail (ChezuWindow *self);
void chezu_window_install_track_actions (GtkWidgetClass *widget_class);
void chezu_window_set_up_track (ChezuWindow *self);
gboolean chezu_window_shows_track (ChezuWindow *self);
void chezu_window_update_track (ChezuWindow *self);
void chezu_window_follow_moment (ChezuWindow *self);
void chezu_window_details_popped (ChezuWindow *self, AdwNavigationPage *page);
void chezu_window_follow_hit (ChezuWindow *self, const ChezuSearchHit *hit);

G_END_DECLS
