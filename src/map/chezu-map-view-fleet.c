/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the map shows the fleet: discs or a surface from afar, plates or names beside vehicles. */

#include "map/chezu-map-view-private.h"

#include "map/chezu-map-style.h"

/* Another picture of the fleet is shown. */
void
chezu_map_view_update_density (ChezuMapView *self)
{
  ChezuDensityScale scale;
  gboolean shown = gtk_widget_get_visible (GTK_WIDGET (self->fleet_layer))
                   && chezu_fleet_layer_get_density_scale (self->fleet_layer, &scale);

  if (shown)
    chezu_density_legend_show (self->density_legend, &scale, chezu_map_style_get_scheme ());
  gtk_widget_set_visible (GTK_WIDGET (self->density_legend), shown);
}

static void
get_names_cb (gpointer data, const ChezuFleetFrame *frame, GArray *bounds)
{
  ChezuMapView *self = data;

  if (self->label_layer != NULL)
    chezu_label_layer_get_bounds (self->label_layer, frame, bounds);
}

/* Plates of vehicles stand where no name is written. */
void
chezu_map_view_keep_names_free (ChezuMapView *self)
{
  chezu_fleet_layer_avoid_names (self->fleet_layer, get_names_cb, self);
}

void
chezu_map_view_set_far_view (ChezuMapView *self, ChezuFarView far_view)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_fleet_layer_set_far_view (self->fleet_layer, far_view);
}

/* Whether labels bear the names of drivers instead of plates. */
void
chezu_map_view_set_with_drivers (ChezuMapView *self, gboolean with_drivers)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_fleet_layer_set_with_drivers (self->fleet_layer, with_drivers);
}
