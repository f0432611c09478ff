/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the map view, shared by the files that make it. */

#pragma once

#include "map/chezu-base-layer.h"
#include "map/chezu-density-legend.h"
#include "map/chezu-fleet-layer.h"
#include "map/chezu-geofence-layer.h"
#include "map/chezu-hover-card.h"
#include "map/chezu-label-layer.h"
#include "map/chezu-map-motion.h"
#include "map/chezu-map-tool.h"
#include "map/chezu-map-view.h"
#include "map/chezu-overlay-layer.h"
#include "map/chezu-region-layer.h"
#include "map/chezu-scale-bar.h"
#include "map/chezu-tool-layer.h"
#include "map/chezu-trail-layer.h"
#include "map/chezu-trail-legend.h"

G_BEGIN_DECLS

/* What the pointer or the keyboard points at. */
typedef enum
{
  CHEZU_TARGET_NONE,
  CHEZU_TARGET_VEHICLE,
  CHEZU_TARGET_DISC,
  CHEZU_TARGET_PLACE,
  CHEZU_TARGET_FEATURE, /* of an overlay */
} ChezuTargetKind;

typedef struct
{
  ChezuTargetKind kind;
  double x; /* Mercator */
  double y;
  double radius;       /* pixels */
  guint vehicle;       /* fleet index: the vehicle, or one in the disc */
  gint64 place_id;     /* PLACE */
  ChezuOverlayHit hit; /* FEATURE */
} ChezuTarget;

struct _ChezuMapView
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *overlay;
  GtkOverlay *layers;
  ChezuScaleBar *scale_bar;
  GtkLabel *coordinates;
  ChezuTrailLegend *trail_legend;
  ChezuDensityLegend *density_legend;
  GtkWidget *attribution;
  GtkLabel *tool_note;
  GtkWidget *controls;
  GtkWidget *nation_button;
  GtkToggleButton *ruler_button;
  GtkToggleButton *lasso_button;
  GtkWidget *follow_button;
  ChezuHoverCard *hover_card;

  /* Layers, owned by the template */
  ChezuBaseLayer *base_layer;
  ChezuRegionLayer *region_layer;
  ChezuLabelLayer *label_layer;
  ChezuFleetLayer *fleet_layer;
  ChezuTrailLayer *trail_layer;
  ChezuToolLayer *tool_layer;
  ChezuOverlayLayer *overlay_layer;
  ChezuGeofenceLayer *geofence_layer;
  GtkWidget *slots[CHEZU_N_SLOTS];

  /* Owned */
  ShumateViewport *viewport;
  ChezuMapMotion *motion;
  ChezuFleet *fleet;
  ChezuSelection *selection;
  ChezuRegionSet *regions;      /* the set that is drawn */
  ChezuPlaceList *places;       /* nullable */
  GHashTable *services;         /* nullable: code → name */
  ChezuMapTool *tool;           /* nullable */
  GtkWidget *popover;           /* of a place or a point, while it is open */
  ChezuLabelStore *base_labels; /* nullable: names of the base map */
  GStrv local_maps;             /* nullable: paths */
  guint ground_generation;      /* of the last load that was begun */
  char *ground_trouble;         /* nullable: why the built-in map is not there */
  ChezuTileSource *base_source; /* nullable: of the pictures in place of it */
  ChezuTileFeed *base_feeds[2]; /* nullable: ground and names */

  const ChezuPlane *plane;
  gint64 selected; /* the selection's lead, 0 none */
  gboolean following;
  guint follow_tick_id;
  gint64 follow_last_us;

  gboolean show_regions;
  gboolean show_places;
  gboolean show_geofences;
  gboolean compact; /* without controls, legend and coordinates */
  gboolean show_plates;
  guint counts_id;
  double here_lon; /* of the point that the popover tells of */
  double here_lat;
  gint64 awaited_place; /* opens when the flight to it ends */
  ChezuTrailColoring trail_coloring;
  gboolean has_labels;
  gboolean has_view; /* somebody said where to look */

  ChezuTarget target;
  gboolean target_by_key;

  /* Pointer */
  double pointer_x;
  double pointer_y;
  gboolean pointer_inside;
  double drag_x; /* of the offset that was panned already */
  double drag_y;
  double pinch_zoom;
  gboolean tool_holds; /* the drag is the tool's */
};

const ChezuPlaceRow *chezu_map_view_find_place (ChezuMapView *self, gint64 place_id);
void chezu_map_view_open_popover (ChezuMapView *self, GtkWidget *popover, const GdkRectangle *at);
void chezu_map_view_open_here (ChezuMapView *self, double x, double y);
void chezu_map_view_ask_for_nearest (ChezuMapView *self, const char *name);
void chezu_map_view_install_here_actions (GtkWidgetClass *widget_class);
void chezu_map_view_open_place (ChezuMapView *self, gint64 place_id);
void chezu_map_view_activate_vehicle (ChezuMapView *self, gint64 vehicle_id);
void chezu_map_view_activate_stack (ChezuMapView *self, GArray *stack, double x, double y);

void
chezu_map_view_toggle_target (ChezuMapView *self, const ChezuTarget *target, double x, double y);
void chezu_map_view_ruler_clicked_cb (ChezuMapView *self);
void chezu_map_view_lasso_clicked_cb (ChezuMapView *self);
void chezu_map_view_show_tool (ChezuMapView *self);
void chezu_map_view_install_selection_actions (GtkWidgetClass *widget_class);

ChezuTarget chezu_map_view_find_target (ChezuMapView *self, double x, double y);
void
chezu_map_view_locate_target (ChezuMapView *self, const ChezuTarget *target, double *x, double *y);
void chezu_map_view_set_target (ChezuMapView *self, const ChezuTarget *target);
void chezu_map_view_refresh_target (ChezuMapView *self);
void chezu_map_view_update_card (ChezuMapView *self);
void chezu_map_view_open_target (ChezuMapView *self, const ChezuTarget *target);
void chezu_map_view_list_stack (ChezuMapView *self);
void chezu_map_view_point_at_next (ChezuMapView *self);
gboolean chezu_map_view_place_card_cb (GtkOverlay *overlay,
                                       GtkWidget *widget,
                                       GdkRectangle *allocation,
                                       ChezuMapView *self);

void chezu_map_view_go (ChezuMapView *self, const ChezuCamera *camera, gboolean animate);
void chezu_map_view_set_up_overlays (ChezuMapView *self);
void chezu_map_view_set_up_geofences (ChezuMapView *self);
ChezuTarget chezu_map_view_find_feature (ChezuMapView *self, double x, double y);
void chezu_map_view_open_feature (ChezuMapView *self, const ChezuTarget *target);

GtkWidget *chezu_map_view_make_slot (ChezuMapView *self, ChezuMapSlot slot);
void chezu_map_view_tell_layers (ChezuMapView *self);
gboolean chezu_map_view_layers_are_settled (ChezuMapView *self);
void chezu_map_view_show_cursor (ChezuMapView *self);

void chezu_map_view_load_ground (ChezuMapView *self);
void chezu_map_view_update_density (ChezuMapView *self);
void chezu_map_view_keep_names_free (ChezuMapView *self);
void chezu_map_view_show_attribution (ChezuMapView *self);
void chezu_map_view_drop_base_map (ChezuMapView *self);
void chezu_map_view_update_trails (ChezuMapView *self);
gboolean chezu_map_view_is_shifted (ChezuMapView *self);
void chezu_map_view_show_coordinates (ChezuMapView *self);
char *chezu_map_view_dup_position (ChezuDatum datum, double lon, double lat);
void chezu_map_view_copy_coordinates (ChezuMapView *self);
void chezu_map_view_tell (ChezuMapView *self, const char *words);

void chezu_map_view_set_up_pointer (ChezuMapView *self);
void chezu_map_view_set_up_keys (ChezuMapView *self);
void chezu_map_view_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
