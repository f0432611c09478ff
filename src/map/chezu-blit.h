/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sprites painted from the topmost down: what is hidden already is neither read nor blended. */

#pragma once

#include <glib.h>

#include "map/chezu-sprite.h"

G_BEGIN_DECLS

/* Side of the square that is painted; a multiple of 64. */
#define CHEZU_BLIT_PX 256
#define CHEZU_BLIT_WORDS (CHEZU_BLIT_PX / 64)

/* One bit for each pixel that nothing more can be seen through; a word more to each side, all set,
 * cuts off what reaches out of the square. */
typedef struct
{
  guint64 rows[CHEZU_BLIT_PX][CHEZU_BLIT_WORDS + 2];
  guint32 tiles[CHEZU_BLIT_PX / 8]; /* a bit for each 8 x 8 pixels that are hidden altogether */
} ChezuBlitCover;

/* @pixels: zeroed before the first sprite; @left, @top: of the square's part that they hold,
 * @stride pixels from row to row. Nothing may be painted outside that part but for the
 * CHEZU_SPRITE_STEP - 1 pixels that follow each row: what stands there is of no meaning. */
typedef struct
{
  guint32 *pixels;
  int left;
  int top;
  int stride;
  ChezuBlitCover *cover;
} ChezuBlit;

void chezu_blit_cover_clear (ChezuBlitCover *self);
/* Brings the tiles to what the rows say.
 * Returns: whether all of the square is hidden */
gboolean chezu_blit_cover_sum (ChezuBlitCover *self);

void chezu_blit_paint (const ChezuBlit *self, const ChezuSprite *sprite, int x, int y);

G_END_DECLS
