/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between degrees, the plane of the base map and the pixels of the view. What comes in and goes out
 * in degrees is WGS-84, whatever the base map's datum. */

#include "map/chezu-map-view-private.h"

#include "map/chezu-viewport.h"

const ChezuPlane *
chezu_map_view_get_plane (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), NULL);

  return self->plane;
}

/* The middle of the map stays the same place on earth. */
static void
keep_middle (ChezuMapView *self, const ChezuPlane *before)
{
  ChezuCamera camera = chezu_map_motion_get_target (self->motion);
  double lon;
  double lat;

  chezu_plane_unproject (before, camera.x, camera.y, &lon, &lat);
  chezu_plane_project (self->plane, lon, lat, &camera.x, &camera.y);
  chezu_map_motion_jump (self->motion, &camera);
}

/**
 * chezu_map_view_set_plane:
 * @plane: of the base map that is shown from now on; everything over it follows
 */
void
chezu_map_view_set_plane (ChezuMapView *self, const ChezuPlane *plane)
{
  const ChezuPlane *before;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));
  g_return_if_fail (plane != NULL);

  if (self->plane == plane)
    return;
  before = self->plane;
  self->plane = plane;
  chezu_map_view_set_target (self, &(ChezuTarget){ 0 });
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (self->fleet != NULL)
    chezu_fleet_set_plane (self->fleet, plane);
  if (self->has_view)
    keep_middle (self, before);
  chezu_map_view_tell_layers (self);
  chezu_map_view_queue_tool_draw (self);
  chezu_map_view_show_coordinates (self);
  g_object_notify (G_OBJECT (self), "plane");
}

ChezuFleetFrame
chezu_map_view_get_frame (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), (ChezuFleetFrame){ 0 });

  return chezu_viewport_get_frame (self->viewport, gtk_widget_get_width (GTK_WIDGET (self)),
                                   gtk_widget_get_height (GTK_WIDGET (self)));
}

/**
 * chezu_map_view_locate:
 * @lon: degrees, WGS-84
 * @x: (out): pixels of the view, also beyond its edges
 */
void
chezu_map_view_locate (ChezuMapView *self, double lon, double lat, double *x, double *y)
{
  ChezuFleetFrame frame = chezu_map_view_get_frame (self);

  chezu_plane_project (self->plane, lon, lat, x, y);
  *x = (*x - frame.x) * frame.scale;
  *y = (*y - frame.y) * frame.scale;
}

/**
 * chezu_map_view_read:
 * @x: pixels of the view
 * @lon: (out): degrees, WGS-84
 */
void
chezu_map_view_read (ChezuMapView *self, double x, double y, double *lon, double *lat)
{
  ChezuFleetFrame frame = chezu_map_view_get_frame (self);

  chezu_plane_unproject (self->plane, frame.x + x / frame.scale, frame.y + y / frame.scale, lon,
                         lat);
}

void
chezu_map_view_snapshot_map (ChezuMapView *self, GtkSnapshot *snapshot)
{
  g_autoptr (GdkPaintable) map = NULL;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  map = gtk_widget_paintable_new (GTK_WIDGET (self->layers));
  gdk_paintable_snapshot (map, snapshot, gtk_widget_get_width (GTK_WIDGET (self)),
                          gtk_widget_get_height (GTK_WIDGET (self)));
}

char *
chezu_map_view_dup_attribution (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), NULL);

  return g_strdup (gtk_label_get_label (GTK_LABEL (self->attribution)));
}
