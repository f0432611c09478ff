/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base maps that a person may choose from, and the one that is chosen. */

#pragma once

#include <libdex.h>

#include "map/chezu-map-view.h"
#include "tiles/chezu-tile-cache.h"
#include "tiles/chezu-tile-request.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_BASE_MAPS (chezu_base_maps_get_type ())
G_DECLARE_FINAL_TYPE (ChezuBaseMaps, chezu_base_maps, CHEZU, BASE_MAPS, GObject)

/* (transfer none): of the program; lives in its settings. Signal "changed" (): list or choice. */
ChezuBaseMaps *chezu_base_maps_get (void);

/* (transfer full): of ChezuTileSource, the built-in map first. */
GPtrArray *chezu_base_maps_list (ChezuBaseMaps *self);
ChezuTileSource *chezu_base_maps_find (ChezuBaseMaps *self, const char *id); /* (nullable) */
const char *chezu_base_maps_get_chosen (ChezuBaseMaps *self);
void chezu_base_maps_choose (ChezuBaseMaps *self, const char *id);

/* Adds, or replaces the one with the same id. */
void chezu_base_maps_put (ChezuBaseMaps *self, const ChezuTileSource *source);
/* Without its key, which is kept until chezu_base_maps_forget_key (), for whoever takes it back. */
void chezu_base_maps_remove (ChezuBaseMaps *self, const char *id);

/* Futures; the first resolves to a string. */
DexFuture *chezu_base_maps_find_key (const ChezuTileSource *source);
DexFuture *chezu_base_maps_keep_key (const ChezuTileSource *source, const char *key);
void chezu_base_maps_forget_key (const ChezuTileSource *source);
char *chezu_base_maps_dup_key_path (const ChezuTileSource *source);

ChezuTileCache *chezu_base_maps_get_cache (ChezuBaseMaps *self);
SoupSession *chezu_base_maps_get_session (ChezuBaseMaps *self);

/* @view shows what is chosen, from now on. */
void chezu_base_maps_attach (ChezuBaseMaps *self, ChezuMapView *view);

G_END_DECLS
