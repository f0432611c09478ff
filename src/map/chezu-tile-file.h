/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One MBTiles file with vector tiles. Used by one thread at a time. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of tiles of 512 pixels; rows from the north. */
typedef struct
{
  int zoom, column, row;
} ChezuTilePlace;

typedef enum
{
  CHEZU_GROUND_NONE, /* the file has nothing to say of the place */
  CHEZU_GROUND_PART,
  CHEZU_GROUND_WHOLE,
} ChezuGround;

typedef struct _ChezuTileFile ChezuTileFile;

ChezuTileFile *chezu_tile_file_open (const char *path, GError **error);
void chezu_tile_file_free (ChezuTileFile *self);

int chezu_tile_file_get_min_zoom (const ChezuTileFile *self);
int chezu_tile_file_get_max_zoom (const ChezuTileFile *self);
const char *chezu_tile_file_get_attribution (const ChezuTileFile *self);

/* Made by chezuctl basemap build. */
gboolean chezu_tile_file_is_local (const ChezuTileFile *self);

/* What a local map speaks of. Of another file: the whole world. */
ChezuGround chezu_tile_file_find_ground (const ChezuTileFile *self, const ChezuTilePlace *place);

GBytes *chezu_tile_file_read (ChezuTileFile *self, const ChezuTilePlace *place, GError **error);
/* The last zoom of which the file has a tile that holds the place. */
int chezu_tile_file_get_last_zoom (const ChezuTileFile *self, const ChezuTilePlace *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTileFile, chezu_tile_file_free)

G_END_DECLS
