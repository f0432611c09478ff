/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ground under everything else: the base map that needs no network, in the light or dark
 * scheme. */

#pragma once

#include <libdex.h>
#include <shumate/shumate.h>

#include "map/chezu-palette.h"
#include "tiles/chezu-tile-feed.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_BASE_LAYER (chezu_base_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuBaseLayer, chezu_base_layer, CHEZU, BASE_LAYER, ShumateLayer)

/* How far the map may be zoomed, as slippy maps of 256-pixel tiles count. */
#define CHEZU_ZOOM_MIN 3.0
#define CHEZU_ZOOM_MAX 19.0

/* Gives the viewport its reference source (512-pixel tiles) and its limits of zoom, at once. */
ChezuBaseLayer *chezu_base_layer_new (ShumateViewport *viewport);

/* Opens the tiles and the style away from the user interface's thread, then shows them. Resolves
 * when the layer draws them; rejects with a message for people, and the map then stays
 * land-coloured. */
DexFuture *
chezu_base_layer_load (ChezuBaseLayer *self, const char *mbtiles_path, const char *style_path);

/* (nullable): MBTiles files made by chezuctl basemap build, shown above the other where they have
 * something to say; the first wins. Takes effect when the map is next loaded. One that cannot be
 * read is left out. */
void chezu_base_layer_set_local_maps (ChezuBaseLayer *self, const char *const *paths);

/* (nullable): pictures in place of the built-in map, with names above (@labels, nullable). What was
 * there stays until they are drawn. */
void chezu_base_layer_set_pictures (ChezuBaseLayer *self,
                                    const ChezuTileSource *source,
                                    ChezuTileFeed *ground,
                                    ChezuTileFeed *labels);

/* Takes effect when the new scheme is drawn; nothing flashes in between. */
void chezu_base_layer_set_scheme (ChezuBaseLayer *self, ChezuScheme scheme);
ChezuScheme chezu_base_layer_get_scheme (ChezuBaseLayer *self);

/* Property "settled" (boolean): every tile of the current view is drawn, in the current scheme.
 * Also TRUE when loading failed. */
gboolean chezu_base_layer_is_settled (ChezuBaseLayer *self);

/* (nullable): why local maps were left out the last time, for people */
const char *chezu_base_layer_get_trouble (ChezuBaseLayer *self);

/* (nullable): what must stand on the map, once loaded */
const char *chezu_base_layer_get_attribution (ChezuBaseLayer *self);

G_END_DECLS
