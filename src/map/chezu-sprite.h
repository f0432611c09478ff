/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A symbol as pixels, with what is needed to paint it fast. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Through a pixel of this alpha or more nothing can be seen: halos hide what lies under them. */
#define CHEZU_SPRITE_HIDES 240

/* So many pixels are blended at a time. */
#define CHEZU_SPRITE_STEP 8

/* One bit for each of 64 pixels of a row, the leftmost one the lowest. */
typedef struct
{
  guint64 drawn; /* not transparent */
  guint64 hides; /* opaque, or nearly */
} ChezuSpriteBits;

typedef struct
{
  guint64 serial; /* never used again for another picture */
  guint stamp;    /* of the last frame that used it */
  int left;       /* of the picture, from the symbol's centre */
  int top;
  int width;
  int height;
  int stride;      /* pixels from row to row: transparent beyond the width */
  guint n_words;   /* of bits to a row */
  guint32 *pixels; /* premultiplied ARGB in device pixels, row by row */
  ChezuSpriteBits *bits;
} ChezuSprite;

ChezuSprite *chezu_sprite_new (const guint8 *data, gsize row_bytes, int width, int height);
void chezu_sprite_free (ChezuSprite *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSprite, chezu_sprite_free)

G_END_DECLS
