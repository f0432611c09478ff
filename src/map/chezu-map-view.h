/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map: base map, grid regions, places and fleet in one widget, with its gestures and keys. */

#pragma once

#include <adwaita.h>

#include <shumate/shumate.h>

#include "base/chezu-plane.h"
#include "fleet/chezu-fleet.h"
#include "fleet/chezu-lasso.h"
#include "fleet/chezu-selection.h"
#include "map/chezu-fleet-picture.h"
#include "map/chezu-trail-colors.h"
#include "tiles/chezu-tile-feed.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_MAP_VIEW (chezu_map_view_get_type ())
G_DECLARE_FINAL_TYPE (ChezuMapView, chezu_map_view, CHEZU, MAP_VIEW, GtkWidget)

GtkWidget *chezu_map_view_new (void);

void chezu_map_view_set_fleet (ChezuMapView *self, ChezuFleet *fleet);
void chezu_map_view_set_places (ChezuMapView *self, const ChezuPlaceList *places); /* copies */
void chezu_map_view_set_services (ChezuMapView *self,
                                  GHashTable *names); /* service code → name, for popovers */

/* Property "local-maps" (nullable): detailed maps of places, made by chezuctl basemap build; the
 * first wins. */
void chezu_map_view_set_local_maps (ChezuMapView *self, const char *const *paths);

/* Zoom as slippy maps of 256-pixel tiles count. */
void
chezu_map_view_go_to (ChezuMapView *self, double lon, double lat, double zoom, gboolean animate);
void chezu_map_view_get_view (ChezuMapView *self, double *lon, double *lat, double *zoom);
/* A map beside something else: without controls, legend and coordinates. */
void chezu_map_view_set_compact (ChezuMapView *self, gboolean compact);
/* Flies to where all of them are in view; those without a position are left out. */
void chezu_map_view_show_vehicles (ChezuMapView *self, const gint64 *ids, guint n_ids);
void chezu_map_view_show_nation (ChezuMapView *self);
void chezu_map_view_show_district (ChezuMapView *self);
void chezu_map_view_zoom_by (ChezuMapView *self, int levels);

/* What is selected outlives the fleet: another one may know the same vehicles. */
void chezu_map_view_set_selection (ChezuMapView *self, ChezuSelection *selection);
ChezuSelection *chezu_map_view_get_selection (ChezuMapView *self);
void chezu_map_view_select_within (ChezuMapView *self,
                                   const ChezuLassoPoint *points,
                                   gsize n_points,
                                   gboolean add);

/* Property "selected" (gint64, vehicle id, the selection's lead; 0 none) and "following" (boolean).
 * Setting it selects that vehicle alone. */
void chezu_map_view_set_selected (ChezuMapView *self, gint64 vehicle_id);
gint64 chezu_map_view_get_selected (ChezuMapView *self);
void chezu_map_view_set_following (ChezuMapView *self, gboolean following);
gboolean chezu_map_view_get_following (ChezuMapView *self);
/* Of the lead, and of others. */
void chezu_map_view_set_trail (ChezuMapView *self, const ChezuFix *fixes, gsize n_fixes);
void chezu_map_view_set_trail_of (ChezuMapView *self,
                                  gint64 vehicle_id,
                                  const ChezuFix *fixes,
                                  gsize n_fixes);
void chezu_map_view_set_trail_coloring (ChezuMapView *self, ChezuTrailColoring coloring);
ChezuTrailColoring chezu_map_view_get_trail_coloring (ChezuMapView *self);
gboolean chezu_map_view_has_trails (ChezuMapView *self);
void chezu_map_view_show_place (ChezuMapView *self, gint64 place_id);

/* Layers: properties "show-regions", "show-places", "show-plates" (boolean, all TRUE but the last).
 */

void chezu_map_view_set_far_view (ChezuMapView *self, ChezuFarView far_view);
void chezu_map_view_set_with_drivers (ChezuMapView *self, gboolean with_drivers);

/* Where layers of others lie. */
typedef enum
{
  CHEZU_SLOT_BELOW_FLEET, /* over base map and regions, under places, trail and vehicles */
  CHEZU_SLOT_ABOVE_FLEET, /* under the names */
  CHEZU_SLOT_TOP,
  CHEZU_N_SLOTS
} ChezuMapSlot;

void chezu_map_view_add_layer (ChezuMapView *self, ShumateLayer *layer, ChezuMapSlot slot);
void chezu_map_view_remove_layer (ChezuMapView *self, ShumateLayer *layer);
ShumateViewport *chezu_map_view_get_viewport (ChezuMapView *self);
ChezuFleet *chezu_map_view_get_fleet (ChezuMapView *self); /* nullable */
/* The part of the plane that is on the screen, in pixels of the view. */
ChezuFleetFrame chezu_map_view_get_frame (ChezuMapView *self);

/* Between degrees of WGS-84 and pixels of the view, on any plane. */
void chezu_map_view_locate (ChezuMapView *self, double lon, double lat, double *x, double *y);
void chezu_map_view_read (ChezuMapView *self, double x, double y, double *lon, double *lat);

/* Property "plane" notifies when the base map's datum is another. */
void chezu_map_view_set_plane (ChezuMapView *self, const ChezuPlane *plane);
const ChezuPlane *chezu_map_view_get_plane (ChezuMapView *self);

/* @entries: (transfer full): of ChezuOverlayEntry (chezu-overlay-layer.h), the topmost first. */
void chezu_map_view_set_overlays (ChezuMapView *self, GPtrArray *entries);
/* Property "show-geofences" (boolean, TRUE). @rows: (transfer none): of ChezuGeofenceRow, immutable
 * from now on. */
void chezu_map_view_set_geofences (ChezuMapView *self, GPtrArray *rows);
/* Drawn stronger; drawn by a tool instead. 0 none. */
void chezu_map_view_set_geofence (ChezuMapView *self, gint64 selected, gint64 edited);
/* Whether it is told how many are inside: who is inside now is not who was in the past. */
void chezu_map_view_set_geofences_counted (ChezuMapView *self, gboolean counted);
/* Flies to what holds all of a rectangle, degrees: west, south, east, north. */
void chezu_map_view_show_bounds (ChezuMapView *self, const double bounds[4]);

/* Pictures in place of the built-in map; the plane follows @source. @source, @labels: (nullable).
 */
void chezu_map_view_set_base_map (ChezuMapView *self,
                                  const ChezuTileSource *source,
                                  ChezuTileFeed *ground,
                                  ChezuTileFeed *labels);

/* Property "tool": see chezu-map-tool.h. */
typedef struct _ChezuMapTool ChezuMapTool;
void chezu_map_view_set_tool (ChezuMapView *self, ChezuMapTool *tool);
ChezuMapTool *chezu_map_view_get_tool (ChezuMapView *self);
void chezu_map_view_set_tool_note (ChezuMapView *self, const char *note);
void chezu_map_view_queue_tool_draw (ChezuMapView *self);

/* The map alone, without what floats over it; what must stand beside it wherever it is shown. */
void chezu_map_view_snapshot_map (ChezuMapView *self, GtkSnapshot *snapshot);
char *chezu_map_view_dup_attribution (ChezuMapView *self);

/* True when base map, regions and fleet of the current view are drawn: what a screenshot waits for.
 */
gboolean chezu_map_view_is_settled (ChezuMapView *self);

/* Signals: "vehicle-activated" (gint64 id) on click or Enter; "stack-activated" (GArray of guint
 * fleet indices, double x, double y) when vehicles that zoom cannot part were clicked. */

G_END_DECLS
