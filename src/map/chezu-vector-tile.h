/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vector tiles from outside, made safe to draw. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CHEZU_TILE_ERROR (chezu_tile_error_quark ())
GQuark chezu_tile_error_quark (void);

typedef enum
{
  CHEZU_TILE_ERROR_SOURCE, /* the file is no tile set that Chezu can draw */
  CHEZU_TILE_ERROR_TILE,   /* one tile is damaged or hostile */
} ChezuTileError;

/* What a tile may weigh once inflated, bytes. */
#define CHEZU_TILE_MAX_SIZE (5u * 1024u * 1024u)

GBytes *chezu_vector_tile_load (gconstpointer data, gsize size, GError **error);

gboolean chezu_vector_tile_check (const guint8 *data, gsize size, GError **error);

G_END_DECLS
