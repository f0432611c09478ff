/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-sprite.h"

#include <string.h>

/* Serials outlive the caches: a new cache's sprites are told from those of the old one. */
static guint64 last_serial;

static gboolean
is_empty (const guint8 *data, gsize row_bytes, int column, int row, int width, int height)
{
  for (int y = row; y < row + height; y++)
    for (int x = column; x < column + width; x++)
      {
        guint32 pixel;

        memcpy (&pixel, data + (gsize)y * row_bytes + (gsize)x * sizeof pixel, sizeof pixel);
        if (pixel != 0)
          return FALSE;
      }
  return TRUE;
}

static void
find_bits (ChezuSprite *self)
{
  for (int row = 0; row < self->height; row++)
    for (int column = 0; column < self->width; column++)
      {
        guint32 pixel = self->pixels[(gsize)row * (gsize)self->stride + (gsize)column];
        ChezuSpriteBits *bits = &self->bits[(gsize)row * self->n_words + (gsize)column / 64];
        guint64 bit = G_GUINT64_CONSTANT (1) << column % 64;

        if (pixel != 0)
          bits->drawn |= bit;
        if (pixel >> 24 >= CHEZU_SPRITE_HIDES)
          bits->hides |= bit;
      }
}

/**
 * chezu_sprite_new:
 * @data: premultiplied ARGB in native byte order, @row_bytes from row to row
 *
 * Returns: what is not transparent of the picture; left and top say where in it that was
 */
ChezuSprite *
chezu_sprite_new (const guint8 *data, gsize row_bytes, int width, int height)
{
  ChezuSprite *self = g_new0 (ChezuSprite, 1);
  int left = 0;
  int top = 0;

  while (height > 1 && is_empty (data, row_bytes, 0, top, width, 1))
    top++, height--;
  while (height > 1 && is_empty (data, row_bytes, 0, top + height - 1, width, 1))
    height--;
  while (width > 1 && is_empty (data, row_bytes, left, top, 1, height))
    left++, width--;
  while (width > 1 && is_empty (data, row_bytes, left + width - 1, top, 1, height))
    width--;

  self->serial = ++last_serial;
  self->left = left;
  self->top = top;
  self->width = width;
  self->height = height;
  self->n_words = ((guint)width + 63) / 64;
  /* The last step of a row may begin at its last pixel. */
  self->stride = width + CHEZU_SPRITE_STEP - 1;
  self->pixels = g_new0 (guint32, (gsize)self->stride * (gsize)height);
  self->bits = g_new0 (ChezuSpriteBits, self->n_words * (gsize)height);
  for (int row = 0; row < height; row++)
    memcpy (self->pixels + (gsize)row * (gsize)self->stride,
            data + (gsize)(top + row) * row_bytes + (gsize)left * sizeof (guint32),
            (gsize)width * sizeof (guint32));
  find_bits (self);
  return self;
}

void
chezu_sprite_free (ChezuSprite *self)
{
  g_free (self->pixels);
  g_free (self->bits);
  g_free (self);
}
