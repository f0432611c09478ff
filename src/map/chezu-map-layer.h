/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the map view tells every layer that lies on it. */

#pragma once

#include <shumate/shumate.h>

#include "base/chezu-plane.h"
#include "map/chezu-palette.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_MAP_LAYER (chezu_map_layer_get_type ())
G_DECLARE_INTERFACE (ChezuMapLayer, chezu_map_layer, CHEZU, MAP_LAYER, ShumateLayer)

struct _ChezuMapLayerInterface
{
  GTypeInterface parent_iface;

  /* Each is optional. */
  void (*set_plane) (ChezuMapLayer *self, const ChezuPlane *plane);
  void (*set_scheme) (ChezuMapLayer *self, ChezuScheme scheme);
  /* Whether all that the layer would show is drawn: what a screenshot waits for. */
  gboolean (*is_settled) (ChezuMapLayer *self);
};

void chezu_map_layer_set_plane (ChezuMapLayer *self, const ChezuPlane *plane);
void chezu_map_layer_set_scheme (ChezuMapLayer *self, ChezuScheme scheme);
gboolean chezu_map_layer_is_settled (ChezuMapLayer *self);

G_END_DECLS
