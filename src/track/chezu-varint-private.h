/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integers in as few bytes as they need: seven bits a byte, the lowest first, the eighth bit set on
 * all but the last; negative ones folded between the positive (zig-zag). Arithmetic is modulo 2⁶⁴,
 * so every difference of two integers has its one code. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CHEZU_VARINT_MAX 10 /* bytes */

static inline guint64
chezu_zigzag (guint64 value)
{
  return (value << 1) ^ (0 - (value >> 63));
}

static inline guint64
chezu_unzigzag (guint64 code)
{
  return (code >> 1) ^ (0 - (code & 1));
}

/* Returns: the end of what was written. */
static inline guint8 *
chezu_varint_put (guint8 *out, guint64 value)
{
  while (value >= 0x80)
    {
      *out++ = (guint8)(value | 0x80);
      value >>= 7;
    }
  *out++ = (guint8)value;
  return out;
}

/* Returns: the end of what was read, or NULL when the bytes end first or are too many. */
static inline const guint8 *
chezu_varint_get (const guint8 *at, const guint8 *end, guint64 *value)
{
  guint64 sum = 0;

  for (guint shift = 0; at != NULL && at < end && shift < 64; shift += 7)
    {
      guint8 byte = *at++;

      sum |= (guint64)(byte & 0x7f) << shift;
      if (byte < 0x80)
        {
          *value = sum;
          return at;
        }
    }
  return NULL;
}

G_END_DECLS
