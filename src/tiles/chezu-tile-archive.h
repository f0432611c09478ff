/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles out of an MBTiles file with pictures. */

#pragma once

#include "tiles/chezu-tile-feed.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TILE_ARCHIVE (chezu_tile_archive_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTileArchive, chezu_tile_archive, CHEZU, TILE_ARCHIVE, ChezuTileFeed)

ChezuTileArchive *chezu_tile_archive_new (const char *path);

/* Blocks: reads the head of the file and fills in what it says of itself: name, attribution, zooms;
 * fails with CHEZU_TILE_SOURCE_ERROR_FILE when it holds no pictures. */
gboolean chezu_tile_archive_describe (ChezuTileSource *source, GError **error);

G_END_DECLS
