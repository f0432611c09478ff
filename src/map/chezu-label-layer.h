/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All names and place symbols of the map: placed together, so that none touches another. */

#pragma once

#include <shumate/shumate.h>

#include "fleet/chezu-fleet.h"
#include "map/chezu-fleet-layer.h"
#include "map/chezu-map-labels.h"
#include "map/chezu-palette.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_LABELS_BASE,   /* of the base map */
  CHEZU_LABELS_PLACES, /* stations, service areas, hubs */
  CHEZU_LABELS_OVERLAYS,
  CHEZU_LABELS_GEOFENCES,
  CHEZU_N_LABEL_GROUPS
} ChezuLabelGroup;

#define CHEZU_TYPE_LABEL_LAYER (chezu_label_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuLabelLayer, chezu_label_layer, CHEZU, LABEL_LAYER, ShumateLayer)

GtkWidget *chezu_label_layer_new (ShumateViewport *viewport);

void
chezu_label_layer_set_scheme (ChezuLabelLayer *self, ChezuScheme scheme, gboolean high_contrast);
void
chezu_label_layer_set_labels (ChezuLabelLayer *self, ChezuLabelGroup group, ChezuMapLabels *labels);
void chezu_label_layer_set_group_visible (ChezuLabelLayer *self,
                                          ChezuLabelGroup group,
                                          gboolean visible);

/* Names of the grid regions, with the number of vehicles in each below (NULL: without). */
void chezu_label_layer_set_regions (ChezuLabelLayer *self, ChezuRegionSet *regions);
void chezu_label_layer_set_region_counts (ChezuLabelLayer *self, const guint *counts);
void chezu_label_layer_set_regions_visible (ChezuLabelLayer *self, gboolean visible);

/* What names keep clear of: what floats over the map, and what the fleet draws. Neither is owned.
 */
void chezu_label_layer_avoid_widget (ChezuLabelLayer *self, GtkWidget *widget);
void chezu_label_layer_avoid_fleet (ChezuLabelLayer *self, ChezuFleetLayer *fleet_layer);

gint64 chezu_label_layer_pick_place (ChezuLabelLayer *self, double x, double y);
const char *
chezu_label_layer_get_town_near (ChezuLabelLayer *self, double x, double y, double radius);
void chezu_label_layer_snapshot_symbols (ChezuLabelLayer *self,
                                         GtkWidget *widget,
                                         GtkSnapshot *snapshot);
gboolean chezu_label_layer_is_settled (ChezuLabelLayer *self);
/* The same in pixels of @frame: (element-type graphene_rect_t), appended; nothing while the map
 * zooms. */
void
chezu_label_layer_get_bounds (ChezuLabelLayer *self, const ChezuFleetFrame *frame, GArray *bounds);
const GArray *chezu_label_layer_peek_boxes (ChezuLabelLayer *self);

/* Signal "placed" (): names and symbols stand anew. */

G_END_DECLS
