/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles over HTTP, through the cache. */

#pragma once

#include <libsoup/soup.h>

#include "tiles/chezu-tile-address.h"
#include "tiles/chezu-tile-cache.h"
#include "tiles/chezu-tile-feed.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TILE_FETCHER (chezu_tile_fetcher_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTileFetcher, chezu_tile_fetcher, CHEZU, TILE_FETCHER, ChezuTileFeed)

/* @cache: (nullable). @key: (nullable). The source has the sheet. */
ChezuTileFetcher *chezu_tile_fetcher_new (SoupSession *session,
                                          ChezuTileCache *cache,
                                          const ChezuTileSource *source,
                                          ChezuTileSheet sheet,
                                          const char *key);

/* For tests: how long the first pause is, and how long an answer may take. */
void chezu_tile_fetcher_set_patience (ChezuTileFetcher *self, guint pause_ms, guint timeout_ms);

/* Asks for one tile past the cache and says in words what is wrong. Resolves to TRUE. */
DexFuture *
chezu_tile_fetcher_try (SoupSession *session, const ChezuTileSource *source, const char *key);

G_END_DECLS
