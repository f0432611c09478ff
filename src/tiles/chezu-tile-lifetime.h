/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long an answer of a tile server may be used, by what its head says. */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 expires_ms; /* Unix time, by our clock */
  gboolean keep;     /* FALSE: may not be kept at all */
} ChezuTileLifetime;

ChezuTileLifetime chezu_tile_lifetime_read (SoupMessageHeaders *headers, gint64 now_ms);
gint64 chezu_tile_retry_after_ms (SoupMessageHeaders *headers, gint64 now_ms);

G_END_DECLS
