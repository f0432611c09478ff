/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the numbers of a column have in common: whole seconds, six decimals of seven, whole degrees.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns: the greatest common divisor; 0 divides by everything. */
static inline guint64
chezu_scale_common (guint64 a, guint64 b)
{
  while (b != 0)
    {
      guint64 rest = a % b;

      a = b;
      b = rest;
    }
  return a;
}

/* @scale is not 0. */
static inline gboolean
chezu_scale_divides (guint64 scale, guint64 number)
{
  /* Short divisions are several times faster, and most numbers are short. */
  if (((scale | number) >> 32) == 0)
    return (guint32)number % (guint32)scale == 0;
  return number % scale == 0;
}

/* Divides multiples of @scale, which are signed, without dividing: an odd number has an inverse
 * modulo 2⁶⁴. Newton's iteration finds it from one that is right in three bits, the number itself;
 * each step doubles them. */
static inline void
chezu_scale_divide (guint64 *numbers, guint n, guint64 scale)
{
  guint shift = (guint)__builtin_ctzll (scale);
  guint64 odd = scale >> shift;
  guint64 inverse = odd;

  for (guint bits = 3; bits < 64; bits *= 2)
    inverse *= 2 - odd * inverse;
  for (guint i = 0; i < n; i++)
    numbers[i] = (guint64)((gint64)numbers[i] >> shift) * inverse;
}

G_END_DECLS
