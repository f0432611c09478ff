/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlays on the map view: what is shown, what is written beside it, and what is told of it. */

#include "map/chezu-map-view-private.h"

#include "map/chezu-feature-popover.h"
#include "map/chezu-map-style.h"
#include "map/chezu-viewport.h"

#include <math.h>

/* A single point is shown from as near as a place is. */
#define POINT_ZOOM 14.0
/* Of the view, what is shown may take. */
#define FIT_SHARE 0.8

static void
worked_out_cb (ChezuMapView *self)
{
  chezu_label_layer_set_labels (self->label_layer, CHEZU_LABELS_OVERLAYS,
                                chezu_overlay_layer_make_labels (self->overlay_layer));
}

void
chezu_map_view_set_up_overlays (ChezuMapView *self)
{
  self->overlay_layer = chezu_overlay_layer_new (self->viewport);
  chezu_map_view_add_layer (self, SHUMATE_LAYER (self->overlay_layer), CHEZU_SLOT_BELOW_FLEET);
  g_signal_connect_object (self->overlay_layer, "worked-out", G_CALLBACK (worked_out_cb), self,
                           G_CONNECT_SWAPPED);
}

void
chezu_map_view_set_overlays (ChezuMapView *self, GPtrArray *entries)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));
  g_return_if_fail (entries != NULL);

  /* What is pointed at belongs to the entries that go. */
  if (self->target.kind == CHEZU_TARGET_FEATURE)
    chezu_map_view_set_target (self, &(ChezuTarget){ 0 });
  chezu_overlay_layer_set_entries (self->overlay_layer, entries);
}

void
chezu_map_view_show_bounds (ChezuMapView *self, const double bounds[4])
{
  ChezuCamera camera;
  double left;
  double top;
  double right;
  double bottom;
  double scale;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_plane_project (self->plane, bounds[0], bounds[3], &left, &top);
  chezu_plane_project (self->plane, bounds[2], bounds[1], &right, &bottom);
  scale = FIT_SHARE
          * fmin (gtk_widget_get_width (GTK_WIDGET (self)) / fmax (right - left, 1e-12),
                  gtk_widget_get_height (GTK_WIDGET (self)) / fmax (bottom - top, 1e-12));
  camera.x = (left + right) / 2;
  camera.y = (top + bottom) / 2;
  camera.zoom = CLAMP (floor (chezu_zoom_of_scale (scale)), 3.0, POINT_ZOOM);
  chezu_map_view_set_following (self, FALSE);
  self->has_view = TRUE;
  chezu_map_motion_fly (self->motion, &camera);
}

/* Where the pointer is: a line has no better place. */
ChezuTarget
chezu_map_view_find_feature (ChezuMapView *self, double x, double y)
{
  ChezuFleetFrame frame = chezu_map_view_get_frame (self);
  ChezuTarget target = {
    .kind = CHEZU_TARGET_FEATURE,
    .x = frame.x + x / frame.scale,
    .y = frame.y + y / frame.scale,
    .radius = 6,
  };

  return chezu_overlay_layer_pick (self->overlay_layer, x, y, &target.hit) ? target
                                                                           : (ChezuTarget){ 0 };
}

static void
popover_closed_cb (ChezuMapView *self)
{
  g_clear_pointer (&self->popover, gtk_widget_unparent);
}

/* All that is known of the feature, where the pointer found it. */
void
chezu_map_view_open_feature (ChezuMapView *self, const ChezuTarget *target)
{
  ChezuTarget at = *target;
  double x;
  double y;

  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  chezu_map_view_set_target (self, &(ChezuTarget){ 0 });

  chezu_map_view_locate_target (self, &at, &x, &y);
  self->popover = chezu_feature_popover_new (&at.hit);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                               &(GdkRectangle){ (int)lround (x) - 4, (int)lround (y) - 4, 8, 8 });
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (popover_closed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}
