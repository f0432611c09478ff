/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geometry of a vector tile's feature, moved, scaled and cut to a window. */

#pragma once

#include "map/chezu-pbf.h"

G_BEGIN_DECLS

/* Units to the side of every tile that is handed on: eight to a pixel. */
#define CHEZU_TILE_UNITS 4096

typedef enum
{
  CHEZU_TILE_POINTS = 1,
  CHEZU_TILE_LINES = 2,
  CHEZU_TILE_RINGS = 3,
} ChezuTileShapeType;

/* From the units of a tile to those of the window. */
typedef struct
{
  double scale;
  double x, y; /* taken off after scaling */
} ChezuTileMove;

typedef struct _ChezuTileShaper ChezuTileShaper;

ChezuTileShaper *chezu_tile_shaper_new (void);
void chezu_tile_shaper_free (ChezuTileShaper *self);

/* FALSE where nothing of it is in the window. */
gboolean chezu_tile_shaper_run (ChezuTileShaper *self,
                                ChezuPbfReader geometry,
                                ChezuTileShapeType type,
                                const ChezuTileMove *move,
                                GByteArray *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTileShaper, chezu_tile_shaper_free)

G_END_DECLS
