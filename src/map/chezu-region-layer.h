/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid regions under everything that moves. */

#pragma once

#include <shumate/shumate.h>

#include "fleet/chezu-region-set.h"
#include "map/chezu-palette.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_REGION_LAYER (chezu_region_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuRegionLayer, chezu_region_layer, CHEZU, REGION_LAYER, ShumateLayer)

GtkWidget *chezu_region_layer_new (ShumateViewport *viewport);

void chezu_region_layer_set_rows (ChezuRegionLayer *self, const GPtrArray *rows);
void chezu_region_layer_set_scheme (ChezuRegionLayer *self, ChezuScheme scheme);
gboolean chezu_region_layer_is_settled (ChezuRegionLayer *self);

G_END_DECLS
