/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-map-layer.h"

G_DEFINE_INTERFACE (ChezuMapLayer, chezu_map_layer, SHUMATE_TYPE_LAYER)

static void
chezu_map_layer_default_init (ChezuMapLayerInterface *iface)
{
}

void
chezu_map_layer_set_plane (ChezuMapLayer *self, const ChezuPlane *plane)
{
  ChezuMapLayerInterface *iface = CHEZU_MAP_LAYER_GET_IFACE (self);

  if (iface->set_plane != NULL)
    iface->set_plane (self, plane);
}

void
chezu_map_layer_set_scheme (ChezuMapLayer *self, ChezuScheme scheme)
{
  ChezuMapLayerInterface *iface = CHEZU_MAP_LAYER_GET_IFACE (self);

  if (iface->set_scheme != NULL)
    iface->set_scheme (self, scheme);
}

gboolean
chezu_map_layer_is_settled (ChezuMapLayer *self)
{
  ChezuMapLayerInterface *iface = CHEZU_MAP_LAYER_GET_IFACE (self);

  return iface->is_settled == NULL || iface->is_settled (self);
}
