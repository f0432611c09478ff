/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geofences on the map view. */

#include "map/chezu-map-view-private.h"

static void
worked_out_cb (ChezuMapView *self)
{
  chezu_label_layer_set_labels (self->label_layer, CHEZU_LABELS_GEOFENCES,
                                chezu_geofence_layer_make_labels (self->geofence_layer));
}

/* Above overlays, which are only looked at. */
void
chezu_map_view_set_up_geofences (ChezuMapView *self)
{
  self->geofence_layer = chezu_geofence_layer_new (self->viewport);
  chezu_map_view_add_layer (self, SHUMATE_LAYER (self->geofence_layer), CHEZU_SLOT_BELOW_FLEET);
  g_signal_connect_object (self->geofence_layer, "worked-out", G_CALLBACK (worked_out_cb), self,
                           G_CONNECT_SWAPPED);
}

void
chezu_map_view_set_geofences (ChezuMapView *self, GPtrArray *rows)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));
  g_return_if_fail (rows != NULL);

  chezu_geofence_layer_set_rows (self->geofence_layer, rows);
}

void
chezu_map_view_set_geofence (ChezuMapView *self, gint64 selected, gint64 edited)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_geofence_layer_set_selected (self->geofence_layer, selected);
  chezu_geofence_layer_set_edited (self->geofence_layer, edited);
}

void
chezu_map_view_set_geofences_counted (ChezuMapView *self, gboolean counted)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_geofence_layer_set_counted (self->geofence_layer, counted);
}
