/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles that were fetched, on disk: limited in size and age, the least recently used goes first. */

#pragma once

#include <libdex.h>

#include "tiles/chezu-tile-source.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TILE_CACHE (chezu_tile_cache_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTileCache, chezu_tile_cache, CHEZU, TILE_CACHE, GObject)

/* What the cache knows of a tile. @bytes is empty where the server has none. */
typedef struct
{
  gatomicrefcount references;
  GBytes *bytes;
  char *etag;        /* (nullable) */
  char *modified;    /* (nullable): as the server wrote it */
  gint64 fetched_ms; /* when the server last said that this is what it has */
  gint64 expires_ms; /* until then nobody is asked */
} ChezuCachedTile;

#define CHEZU_TYPE_CACHED_TILE (chezu_cached_tile_get_type ())
GType chezu_cached_tile_get_type (void);
ChezuCachedTile *chezu_cached_tile_new (GBytes *bytes);
ChezuCachedTile *chezu_cached_tile_ref (ChezuCachedTile *self);
void chezu_cached_tile_unref (ChezuCachedTile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuCachedTile, chezu_cached_tile_unref)

/* One file; nothing is opened before the first question. From any thread. */
ChezuTileCache *chezu_tile_cache_new (const char *path);
char *chezu_tile_cache_dup_default_path (void);
void chezu_tile_cache_set_limits (ChezuTileCache *self, gint64 max_bytes, guint max_days);

/* Names the tiles of one template: a hash, so that no key is in it. */
char *chezu_tile_cache_make_sheet (const char *pattern, guint scale);

/* Futures, worked on away from the caller's thread. find resolves to a ChezuCachedTile, or to NULL;
 * a cache that cannot be used knows nothing and keeps nothing. */
DexFuture *chezu_tile_cache_find (ChezuTileCache *self, const char *sheet, const ChezuTileId *id);
DexFuture *chezu_tile_cache_keep (ChezuTileCache *self,
                                  const char *sheet,
                                  const ChezuTileId *id,
                                  const ChezuCachedTile *tile);
/* Erases all of it. */
DexFuture *chezu_tile_cache_clear (ChezuTileCache *self);
/* Resolves to what it holds now, bytes (int64). */
DexFuture *chezu_tile_cache_measure (ChezuTileCache *self);

G_END_DECLS
