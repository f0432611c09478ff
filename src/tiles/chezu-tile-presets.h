/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources that need no typing, or only a key. */

#pragma once

#include "tiles/chezu-tile-source.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_PRESET_TIANDITU_VECTOR,
  CHEZU_PRESET_TIANDITU_IMAGERY,
  CHEZU_PRESET_TIANDITU_TERRAIN,
  CHEZU_PRESET_OPENSTREETMAP,
  CHEZU_PRESET_AMAP,
  CHEZU_PRESET_AMAP_IMAGERY,
  CHEZU_PRESET_XYZ,
  CHEZU_PRESET_WMTS,
  CHEZU_PRESET_WMS,
  CHEZU_PRESET_MBTILES,
  CHEZU_N_PRESETS
} ChezuTilePreset;

const char *chezu_tile_preset_name (ChezuTilePreset preset);   /* for people */
const char *chezu_tile_preset_advice (ChezuTilePreset preset); /* (nullable): before it is used */
ChezuTileSource *chezu_tile_preset_make (ChezuTilePreset preset);

G_END_DECLS
