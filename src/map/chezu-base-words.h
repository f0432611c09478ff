/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the corner of the map about its ground. */

#pragma once

#include "tiles/chezu-tile-feed.h"

G_BEGIN_DECLS

char *chezu_base_words_make (const ChezuTileSource *source,
                             ChezuTileFeed *const *feeds,
                             gsize n_feeds,
                             gint64 now_ms);

G_END_DECLS
