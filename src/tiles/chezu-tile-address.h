/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the description of a source to the address of a tile. */

#pragma once

#include "tiles/chezu-tile-source.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_TILE_GROUND,
  CHEZU_TILE_LABELS, /* drawn above */
  CHEZU_N_TILE_SHEETS
} ChezuTileSheet;

/* One template for all kinds, with {z}, {x}, {y}, {bbox} and so on; the key is still {key}. */
char *chezu_tile_address_dup_template (const ChezuTileSource *source, ChezuTileSheet sheet);
gboolean chezu_tile_address_check (const ChezuTileSource *source, GError **error);

char *chezu_tile_address_fill (const char *pattern,
                               const char *subdomains,
                               const char *key,
                               const ChezuTileId *id,
                               guint tile_size,
                               guint scale);
gboolean chezu_tile_address_is_double (const char *pattern);
guint chezu_tile_address_count_hosts (const char *pattern, const char *subdomains);

char *chezu_tile_quadkey (const ChezuTileId *id);

G_END_DECLS
