/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a hundred thousand vehicles share a screen each pixel is covered many times over. Painted
 * from below all of that would be blended; from above a pixel is finished as soon as something
 * opaque stands in it, and most of what lies deeper costs one look at a row of bits. */

#include "map/chezu-blit.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#define WITH_AVX2 __attribute__ ((target ("avx2")))
#endif

#define ALL G_MAXUINT64

void
chezu_blit_cover_clear (ChezuBlitCover *self)
{
  memset (self, 0, sizeof *self);
  for (guint row = 0; row < CHEZU_BLIT_PX; row++)
    self->rows[row][0] = self->rows[row][CHEZU_BLIT_WORDS + 1] = ALL;
}

/* A bit for each byte of @word that is 0xFF. */
static inline guint32
full_bytes (guint64 word)
{
  word &= word >> 4;
  word &= word >> 2;
  word &= word >> 1;
  word &= G_GUINT64_CONSTANT (0x0101010101010101);
  return (guint32)((word * G_GUINT64_CONSTANT (0x0102040810204080)) >> 56);
}

gboolean
chezu_blit_cover_sum (ChezuBlitCover *self)
{
  guint32 all = G_MAXUINT32;

  for (guint tile = 0; tile < G_N_ELEMENTS (self->tiles); tile++)
    {
      guint32 full = 0;

      for (guint word = 0; word < CHEZU_BLIT_WORDS; word++)
        {
          guint64 both = ALL;

          for (guint row = tile * 8; row < tile * 8 + 8; row++)
            both &= self->rows[row][word + 1];
          full |= full_bytes (both) << word * 8;
        }
      self->tiles[tile] = full;
      all &= full;
    }
  return all == G_MAXUINT32;
}

/* Whether tiles alone tell that nothing of the rectangle can be seen. */
static gboolean
is_hidden (const ChezuBlitCover *cover, int left, int top, int right, int bottom)
{
  int first = MAX (left, 0) / 8;
  int last = (MIN (right, CHEZU_BLIT_PX) - 1) / 8;
  guint32 wanted;

  if (first > last)
    return TRUE;
  wanted = (G_MAXUINT32 >> (31 - last)) & (G_MAXUINT32 << first);
  for (int tile = MAX (top, 0) / 8; tile <= (MIN (bottom, CHEZU_BLIT_PX) - 1) / 8; tile++)
    if ((wanted & ~cover->tiles[tile]) != 0)
      return FALSE;
  return TRUE;
}

/* --- Blending, CHEZU_SPRITE_STEP pixels at a time */

/* Premultiplied source under premultiplied destination, two channels at a time. */
static inline guint32
under (guint32 source, guint32 destination)
{
  guint32 rest = 255 - (destination >> 24);
  guint32 low = (source & 0x00FF00FF) * rest + 0x00800080;
  guint32 high = ((source >> 8) & 0x00FF00FF) * rest + 0x00800080;

  low = ((low + ((low >> 8) & 0x00FF00FF)) >> 8) & 0x00FF00FF;
  high = (high + ((high >> 8) & 0x00FF00FF)) & 0xFF00FF00;
  return destination + (low | high);
}

#ifdef __x86_64__
/* (@channels · @rest) / 255, rounded. */
static inline __m128i
scale_channels (__m128i channels, __m128i rest)
{
  __m128i product = _mm_add_epi16 (_mm_mullo_epi16 (channels, rest), _mm_set1_epi16 (128));

  return _mm_srli_epi16 (_mm_add_epi16 (product, _mm_srli_epi16 (product, 8)), 8);
}

static inline void
under_four (const guint32 *source, guint32 *destination)
{
  const __m128i zero = _mm_setzero_si128 ();
  __m128i above = _mm_loadu_si128 ((const __m128i *)(gconstpointer)destination);
  __m128i below = _mm_loadu_si128 ((const __m128i *)(gconstpointer)source);
  __m128i rest = _mm_srli_epi32 (_mm_xor_si128 (above, _mm_set1_epi32 (-1)), 24);
  __m128i low;
  __m128i high;

  rest = _mm_or_si128 (rest, _mm_slli_epi32 (rest, 16));
  low = scale_channels (_mm_unpacklo_epi8 (below, zero), _mm_unpacklo_epi32 (rest, rest));
  high = scale_channels (_mm_unpackhi_epi8 (below, zero), _mm_unpackhi_epi32 (rest, rest));
  _mm_storeu_si128 ((__m128i *)(gpointer)destination,
                    _mm_add_epi8 (above, _mm_packus_epi16 (low, high)));
}

static inline void
under_step (const guint32 *source, guint32 *destination)
{
  under_four (source, destination);
  under_four (source + 4, destination + 4);
}

static inline WITH_AVX2 __m256i
scale_channels_avx2 (__m256i channels, __m256i rest)
{
  __m256i product = _mm256_add_epi16 (_mm256_mullo_epi16 (channels, rest), _mm256_set1_epi16 (128));

  return _mm256_srli_epi16 (_mm256_add_epi16 (product, _mm256_srli_epi16 (product, 8)), 8);
}

static inline WITH_AVX2 void
under_step_avx2 (const guint32 *source, guint32 *destination)
{
  const __m256i zero = _mm256_setzero_si256 ();
  __m256i above = _mm256_loadu_si256 ((const __m256i *)(gconstpointer)destination);
  __m256i below = _mm256_loadu_si256 ((const __m256i *)(gconstpointer)source);
  __m256i rest = _mm256_srli_epi32 (_mm256_xor_si256 (above, _mm256_set1_epi32 (-1)), 24);
  __m256i low;
  __m256i high;

  rest = _mm256_or_si256 (rest, _mm256_slli_epi32 (rest, 16));
  low = scale_channels_avx2 (_mm256_unpacklo_epi8 (below, zero),
                             _mm256_unpacklo_epi32 (rest, rest));
  high = scale_channels_avx2 (_mm256_unpackhi_epi8 (below, zero),
                              _mm256_unpackhi_epi32 (rest, rest));
  _mm256_storeu_si256 ((__m256i *)(gpointer)destination,
                       _mm256_add_epi8 (above, _mm256_packus_epi16 (low, high)));
}
#else
static inline void
under_step (const guint32 *source, guint32 *destination)
{
  for (guint i = 0; i < CHEZU_SPRITE_STEP; i++)
    destination[i] = under (source[i], destination[i]);
}
#endif

/* --- What can be seen */

/* Takes 64 pixels of a sprite's row as painted.
 * Returns: those of them that could be seen until now */
static inline guint64
take_bits (ChezuBlitCover *cover, const ChezuSpriteBits *bits, int column, int row)
{
  guint at = (guint)(column + 64) / 64;
  guint shift = (guint)(column + 64) % 64;
  guint64 *words = &cover->rows[row][at];
  /* A shift by 64 is none. */
  guint64 hidden = words[0] >> shift | words[1] << 1 << (63 - shift);
  guint64 seen = bits->drawn & ~hidden;

  if (seen != 0)
    {
      words[0] |= bits->hides << shift;
      words[1] |= bits->hides >> 1 >> (63 - shift);
    }
  return seen;
}

/* Rows of a sprite that is within the square and not wider than 64 pixels. All steps of a row are
 * blended if any of its pixels can be seen: to choose among them would cost more. */
typedef struct
{
  const guint32 *source;
  const ChezuSpriteBits *bits;
  guint32 *destination;
  int source_stride;
  int stride;
  int n_steps;
  int column;
  int row;
  int n_rows;
} Rows;

static void
paint_rows (ChezuBlitCover *cover, const Rows *rows)
{
  const guint32 *source = rows->source;
  guint32 *destination = rows->destination;

  for (int i = 0; i < rows->n_rows; i++)
    {
      if (take_bits (cover, &rows->bits[i], rows->column, rows->row + i) != 0)
        for (int step = 0; step < rows->n_steps; step++)
          under_step (source + step * CHEZU_SPRITE_STEP, destination + step * CHEZU_SPRITE_STEP);
      source += rows->source_stride;
      destination += rows->stride;
    }
}

#ifdef __x86_64__
static WITH_AVX2 void
paint_rows_avx2 (ChezuBlitCover *cover, const Rows *rows)
{
  const guint32 *source = rows->source;
  guint32 *destination = rows->destination;

  for (int i = 0; i < rows->n_rows; i++)
    {
      if (take_bits (cover, &rows->bits[i], rows->column, rows->row + i) != 0)
        for (int step = 0; step < rows->n_steps; step++)
          under_step_avx2 (source + step * CHEZU_SPRITE_STEP,
                           destination + step * CHEZU_SPRITE_STEP);
      source += rows->source_stride;
      destination += rows->stride;
    }
}
#endif

static void
paint_inside (const ChezuBlit *self, const Rows *rows)
{
#ifdef __x86_64__
  if (__builtin_cpu_supports ("avx2"))
    {
      paint_rows_avx2 (self->cover, rows);
      return;
    }
#endif
  paint_rows (self->cover, rows);
}

/* Any 64 pixels of a row, wherever they are. */
static void
paint_bits (
    const ChezuBlit *self, const guint32 *pixels, const ChezuSpriteBits *bits, int column, int row)
{
  guint64 seen = take_bits (self->cover, bits, column, row);
  guint32 *destination
      = self->pixels + (gssize)(row - self->top) * self->stride + (column - self->left);
  int first;
  int last;

  if (seen == 0)
    return;

  /* What follows the last one is transparent, hidden or of no meaning, but for pixels of the next
   * 64: those have their own turn. */
  first = __builtin_ctzll (seen);
  last = 63 - __builtin_clzll (seen);
  for (; first <= last && first + CHEZU_SPRITE_STEP <= 64; first += CHEZU_SPRITE_STEP)
    under_step (pixels + first, destination + first);
  for (; first <= last; first++)
    destination[first] = under (pixels[first], destination[first]);
}

static void
paint_across_edges (
    const ChezuBlit *self, const ChezuSprite *sprite, int left, int top, int first_row, int end_row)
{
  for (int row = first_row; row < end_row; row++)
    for (guint word = 0; word < sprite->n_words; word++)
      {
        int column = left + (int)word * 64;

        if (column > -64 && column < CHEZU_BLIT_PX)
          paint_bits (self, sprite->pixels + (gsize)row * (gsize)sprite->stride + word * 64,
                      &sprite->bits[(gsize)row * sprite->n_words + word], column, top + row);
      }
}

/**
 * chezu_blit_paint:
 * @x: where the sprite's centre comes, pixels of the square; what lies outside is cut off
 *
 * Paints the sprite under all that was painted before.
 */
void
chezu_blit_paint (const ChezuBlit *self, const ChezuSprite *sprite, int x, int y)
{
  int left = x + sprite->left;
  int top = y + sprite->top;
  int first_row = MAX (0, -top);
  int end_row = MIN (sprite->height, CHEZU_BLIT_PX - top);

  if (is_hidden (self->cover, left, top, left + sprite->width, top + sprite->height))
    return;

  if (sprite->n_words > 1 || left < 0 || left + sprite->width > CHEZU_BLIT_PX)
    paint_across_edges (self, sprite, left, top, first_row, end_row);
  else
    {
      const Rows rows = {
        .source = sprite->pixels + (gsize)first_row * (gsize)sprite->stride,
        .bits = sprite->bits + first_row,
        .destination
        = self->pixels + (gssize)(top + first_row - self->top) * self->stride + (left - self->left),
        .source_stride = sprite->stride,
        .stride = self->stride,
        .n_steps = (sprite->width + CHEZU_SPRITE_STEP - 1) / CHEZU_SPRITE_STEP,
        .column = left,
        .row = top + first_row,
        .n_rows = end_row - first_row,
      };

      paint_inside (self, &rows);
    }
}
