/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server sent in place of a tile, looked at before anything decodes it. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CHEZU_IMAGE_PNG,
  CHEZU_IMAGE_JPEG,
  CHEZU_IMAGE_WEBP,
} ChezuImageFormat;

typedef struct
{
  ChezuImageFormat format;
  guint width;
  guint height;
} ChezuImageHead;

/* What a tile may weigh, bytes, and measure, pixels. */
#define CHEZU_TILE_BYTES_MAX (4u * 1024u * 1024u)
#define CHEZU_TILE_SIDE_MAX 2048u

gboolean
chezu_tile_image_look (const guint8 *data, gsize size, ChezuImageHead *head, GError **error);

/* Four bytes a pixel: red, green, blue, alpha, not premultiplied. WebP alone: GTK knows the others.
 */
GBytes *chezu_tile_image_decode_webp (GBytes *bytes, const ChezuImageHead *head, GError **error);

G_END_DECLS
