/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question to a tile server and its answer, bounded in time and size. */

#pragma once

#include <libdex.h>
#include <libsoup/soup.h>

#include "tiles/chezu-tile-cache.h"

G_BEGIN_DECLS

typedef struct
{
  guint status;
  GBytes *bytes; /* of a 200, not looked at; else NULL */
  char *etag;    /* (nullable) */
  char *modified;
  gint64 expires_ms;
  gint64 retry_after_ms;
  gboolean keep;
} ChezuTileAnswer;

void chezu_tile_answer_clear (ChezuTileAnswer *self);

/* One for the whole program: an honest name, two connections a host. */
SoupSession *chezu_tile_session_new (void);

/* Waits in a fiber. @known: (nullable): what is in the cache, to be asked whether it still holds.
 */
gboolean chezu_tile_request (SoupSession *session,
                             const char *address,
                             const ChezuCachedTile *known,
                             guint timeout_ms,
                             ChezuTileAnswer *answer,
                             GError **error);

G_END_DECLS
