/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All vehicles of the map in one layer, whose cost is bounded by the screen. */

#pragma once

#include <shumate/shumate.h>

#include "fleet/chezu-fleet.h"
#include "fleet/chezu-selection.h"
#include "map/chezu-fleet-picture.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_FLEET_LAYER (chezu_fleet_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuFleetLayer, chezu_fleet_layer, CHEZU, FLEET_LAYER, ShumateLayer)

ChezuFleetLayer *chezu_fleet_layer_new (ShumateViewport *viewport);

/* Properties "fleet", "scheme" (guint, ChezuScheme), "selected" (gint64, vehicle id; 0 none) and
 * "show-plates". */
void chezu_fleet_layer_set_fleet (ChezuFleetLayer *self, ChezuFleet *fleet);
void chezu_fleet_layer_set_scheme (ChezuFleetLayer *self, ChezuScheme scheme);
void chezu_fleet_layer_set_selected (ChezuFleetLayer *self, gint64 vehicle_id);
/* @selection: (nullable): what is marked beside the selected one; watched for changes */
void chezu_fleet_layer_set_selection (ChezuFleetLayer *self, ChezuSelection *selection);
gint64 chezu_fleet_layer_get_selected (ChezuFleetLayer *self);
void chezu_fleet_layer_set_show_plates (ChezuFleetLayer *self, gboolean show_plates);
/* Whether labels bear the names of drivers instead of plates. */
void chezu_fleet_layer_set_with_drivers (ChezuFleetLayer *self, gboolean with_drivers);
void chezu_fleet_layer_set_far_view (ChezuFleetLayer *self, ChezuFarView far_view);
/* Who knows where names are written: appends to @bounds (graphene_rect_t), in pixels of @frame.
 * Labels of vehicles keep clear of them. @data must outlive the layer. */
typedef void (*ChezuNamesFunc) (gpointer data, const ChezuFleetFrame *frame, GArray *bounds);
void chezu_fleet_layer_avoid_names (ChezuFleetLayer *self, ChezuNamesFunc func, gpointer data);
/* What the colours of the surface say: FALSE while none is drawn. */
gboolean chezu_fleet_layer_get_density_scale (ChezuFleetLayer *self, ChezuDensityScale *scale);

/* What lies under (x, y), widget pixels, is marked; a pair of NAN marks nothing. */
void chezu_fleet_layer_set_hover (ChezuFleetLayer *self, double x, double y);
/* The mark under (x, y): FALSE when there is none. @stack as for chezu_fleet_pick (). */
gboolean chezu_fleet_layer_pick (
    ChezuFleetLayer *self, double x, double y, ChezuFleetMark *mark, GArray *stack);

/* Marks as last drawn, widget pixels: (element-type ChezuFleetMark), valid until the next frame. */
GArray *chezu_fleet_layer_peek_marks (ChezuFleetLayer *self);
/* Half the side of the square that a mark covers, halo included. */
double chezu_fleet_layer_get_mark_reach (ChezuFleetLayer *self, const ChezuFleetMark *mark);
/* Where the plate of what is selected was drawn, widget pixels: FALSE when none was. */
gboolean chezu_fleet_layer_get_selected_plate (ChezuFleetLayer *self, graphene_rect_t *bounds);
/* What is on the screen is what the fleet and the viewport say. */
gboolean chezu_fleet_layer_is_settled (ChezuFleetLayer *self);

/* Where badges stand upon the surface, widget pixels; (element-type graphene_rect_t), appended. */
void chezu_fleet_layer_get_badges (ChezuFleetLayer *self, GArray *bounds);

/* Signal "marks-changed" (): another set of marks was drawn, or they moved. Signal
 * "density-changed" (): the colours of the surface say something else. */

G_END_DECLS
