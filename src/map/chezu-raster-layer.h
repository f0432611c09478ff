/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of a map, tile by tile, from a feed. */

#pragma once

#include <shumate/shumate.h>

#include "tiles/chezu-tile-feed.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_RASTER_LAYER (chezu_raster_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuRasterLayer, chezu_raster_layer, CHEZU, RASTER_LAYER, ShumateLayer)

/* Takes tile size and zooms from the source. */
ChezuRasterLayer *chezu_raster_layer_new (ShumateViewport *viewport,
                                          ChezuTileFeed *feed,
                                          const ChezuTileSource *source);

/* Signal "settled" (): every tile of the view is drawn, or known not to be had. */
gboolean chezu_raster_layer_is_settled (ChezuRasterLayer *self);

G_END_DECLS
