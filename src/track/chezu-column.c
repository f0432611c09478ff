/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No loop over the numbers of a column branches on them: what a vehicle did is what a processor
 * cannot foresee. */

#include "track/chezu-column-private.h"

#include "track/chezu-scale-private.h"

#define ORDER_MAX 2
#define ORDER_CONSTANT 255

static inline guint64
magnitude (guint64 number)
{
  return (gint64)number < 0 ? 0 - number : number;
}

static gboolean
is_constant (const guint64 *numbers, guint n)
{
  guint64 other = 0;

  for (guint i = 1; i < n; i++)
    other |= numbers[i] ^ numbers[0];
  return other == 0;
}

/* Makes the numbers of a column, not all the same, differences from the first. Returns: what they
 * are multiples of */
static guint64
take_first (guint64 *numbers, guint n)
{
  guint64 first = numbers[0];
  guint64 before = 0;
  guint64 scale = 0;

  for (guint i = 0; i < n; i++)
    {
      guint64 step;

      numbers[i] -= first;
      /* Steps have the same divisors as sums of steps, and repeat themselves more often. */
      step = magnitude (numbers[i] - before);
      before = numbers[i];
      if (step == 0 || step == scale || scale == 1)
        continue;
      if (scale == 0 || !chezu_scale_divides (scale, step))
        scale = chezu_scale_common (step, scale);
    }
  return scale;
}

static inline guint
bits_of (guint64 number)
{
  return 64 - (guint)__builtin_clzll (chezu_zigzag (number) | 1);
}

/* Returns: differences of which order are shortest */
static guint
choose_order (const guint64 *numbers, guint n)
{
  gsize bits[ORDER_MAX + 1] = { 0 };
  guint64 before = 0;
  guint64 step_before = 0;
  guint best = 0;

  for (guint i = 0; i < n; i++)
    {
      guint64 step = numbers[i] - before;

      bits[0] += bits_of (numbers[i]);
      bits[1] += bits_of (step);
      bits[2] += bits_of (step - step_before);
      before = numbers[i];
      step_before = step;
    }
  for (guint order = 1; order <= ORDER_MAX; order++)
    if (bits[order] < bits[best])
      best = order;
  return best;
}

static void
take_differences (guint64 *numbers, guint n)
{
  guint64 before = 0;

  for (guint i = 0; i < n; i++)
    {
      guint64 number = numbers[i];

      numbers[i] = number - before;
      before = number;
    }
}

static guint8 *
put_codes (guint64 *codes, guint n, guint8 *out)
{
  while (n > 0)
    {
      guint n_longer = 0;

      for (guint i = 0; i < n; i++)
        {
          guint64 rest = codes[i] >> 7;

          out[i] = (guint8)((codes[i] & 0x7f) | (rest != 0 ? 0x80 : 0));
          codes[n_longer] = rest;
          n_longer += rest != 0;
        }
      out += n;
      n = n_longer;
    }
  return out;
}

guint8 *
chezu_column_put (guint64 *numbers, guint n, guint8 *out)
{
  guint64 first = numbers[0];
  guint64 scale;
  guint order;

  if (is_constant (numbers, n))
    {
      *out++ = ORDER_CONSTANT;
      return chezu_varint_put (out, chezu_zigzag (first));
    }

  scale = take_first (numbers, n);
  if (scale > 1)
    chezu_scale_divide (numbers, n, scale);
  order = choose_order (numbers, n);
  for (guint i = 0; i < order; i++)
    take_differences (numbers, n);
  for (guint i = 0; i < n; i++)
    numbers[i] = chezu_zigzag (numbers[i]);

  *out++ = (guint8)order;
  out = chezu_varint_put (out, chezu_zigzag (first));
  out = chezu_varint_put (out, scale);
  return put_codes (numbers + 1, n - 1, out);
}

/* Returns: the end of the codes, or NULL when the bytes end first or a code has too many */
static const guint8 *
get_codes (const guint8 *at, const guint8 *end, guint n, guint64 *codes)
{
  guint16 longer[CHEZU_SEGMENT_FIXES_MAX];
  guint n_longer = 0;

  if (n > (gsize)(end - at))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      codes[i] = at[i] & 0x7f;
      longer[n_longer] = (guint16)i;
      n_longer += at[i] >> 7;
    }
  at += n;

  for (guint shift = 7; n_longer > 0; shift += 7)
    {
      guint n_still = 0;

      if (shift > 63 || n_longer > (gsize)(end - at))
        return NULL;
      for (guint i = 0; i < n_longer; i++)
        {
          guint code = longer[i];

          codes[code] |= (guint64)(at[i] & 0x7f) << shift;
          longer[n_still] = (guint16)code;
          n_still += at[i] >> 7;
        }
      at += n_longer;
      n_longer = n_still;
    }
  return at;
}

static void
add_up (guint64 *numbers, guint n, guint order, guint64 scale, guint64 first)
{
  guint64 sum = 0;
  guint64 step = 0;

  switch (order)
    {
    case 0:
      for (guint i = 0; i < n; i++)
        numbers[i] = first + scale * chezu_unzigzag (numbers[i]);
      break;
    case 1:
      for (guint i = 0; i < n; i++)
        {
          sum += chezu_unzigzag (numbers[i]);
          numbers[i] = first + scale * sum;
        }
      break;
    default:
      for (guint i = 0; i < n; i++)
        {
          step += chezu_unzigzag (numbers[i]);
          sum += step;
          numbers[i] = first + scale * sum;
        }
    }
}

const guint8 *
chezu_column_get (const guint8 *at, const guint8 *end, guint n, guint64 *numbers)
{
  guint64 first;
  guint64 scale;
  guint order;

  if (at >= end)
    return NULL;
  order = *at++;
  at = chezu_varint_get (at, end, &first);
  if (at == NULL)
    return NULL;

  first = chezu_unzigzag (first);
  if (order == ORDER_CONSTANT)
    {
      for (guint i = 0; i < n; i++)
        numbers[i] = first;
      return at;
    }

  at = chezu_varint_get (at, end, &scale);
  if (at == NULL || order > ORDER_MAX)
    return NULL;
  numbers[0] = 0;
  at = get_codes (at, end, n - 1, numbers + 1);
  if (at != NULL)
    add_up (numbers, n, order, scale, first);
  return at;
}
