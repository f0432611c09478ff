/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet of pictures, from wherever they come. Used on the user interface's thread. */

#pragma once

#include <libdex.h>

#include "tiles/chezu-tile-source.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TILE_FEED (chezu_tile_feed_get_type ())
G_DECLARE_DERIVABLE_TYPE (ChezuTileFeed, chezu_tile_feed, CHEZU, TILE_FEED, GObject)

struct _ChezuTileFeedClass
{
  GObjectClass parent_class;

  DexFuture *(*fetch) (ChezuTileFeed *self,
                       const ChezuTileId *id,
                       guint scale,
                       GCancellable *given_up);
};

/* Resolves to GBytes with the picture (PNG, JPEG or WebP, looked at), empty where there is none;
 * rejects with a ChezuTileSourceError, and with G_IO_ERROR_CANCELLED where @given_up came before
 * anybody was asked. */
DexFuture *chezu_tile_feed_fetch (ChezuTileFeed *self,
                                  const ChezuTileId *id,
                                  guint scale,
                                  GCancellable *given_up);

/* (nullable): what is wrong, once for all tiles, for people */
const char *chezu_tile_feed_get_trouble (ChezuTileFeed *self);
/* Unix time: how old the oldest tile is that was handed out because nobody could be asked; 0: all
 * are as the server has them. */
gint64 chezu_tile_feed_get_stale_ms (ChezuTileFeed *self);

/* For feeds: what the two above say. */
void chezu_tile_feed_set_trouble (ChezuTileFeed *self, const char *trouble);
void chezu_tile_feed_note_stale (ChezuTileFeed *self, gint64 fetched_ms);
void chezu_tile_feed_clear_stale (ChezuTileFeed *self);
void chezu_tile_feed_emit_retry (ChezuTileFeed *self);

/* Signals: "changed" (): trouble or age are others; "retry" (): whoever shows tiles that are
 * missing or old may ask again. */

G_END_DECLS
