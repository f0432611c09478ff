/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "track/chezu-column-private.h"

#include "track/chezu-varint-private.h"

#include <string.h>

#define ORDER_MAX 2
#define CONSTANT 0xff

/* Makes the numbers of a column differences from the first. Returns: what they are all multiples of
 * as signed integers; 0 when they are all the same */
static guint64
take_first (guint64 *numbers, guint n)
{
  guint64 first = numbers[0];
  guint64 scale = 0;

  for (guint i = 0; i < n; i++)
    {
      guint64 size;

      numbers[i] -= first;
      size = (gint64)numbers[i] < 0 ? 0 - numbers[i] : numbers[i];
      if (scale == 1 || size == 0)
        continue;
      if (scale == 0 || size % scale != 0)
        scale = chezu_common_divisor (size, scale);
    }
  return scale;
}

static void
divide (guint64 *numbers, guint n, guint64 scale)
{
  for (guint i = 0; i < n; i++)
    numbers[i] = (gint64)numbers[i] < 0 ? 0 - (0 - numbers[i]) / scale : numbers[i] / scale;
}

static guint
bytes_of (guint64 number)
{
  return (70 - (guint)__builtin_clzll (chezu_zigzag (number) | 1)) / 7;
}

/* Returns: of which order the differences take the fewest bytes */
static guint
choose_order (const guint64 *numbers, guint n)
{
  gsize bytes[ORDER_MAX + 1] = { 0 };
  guint64 before = 0;
  guint64 step_before = 0;
  guint best = 0;

  for (guint i = 0; i < n; i++)
    {
      guint64 step = numbers[i] - before;

      bytes[0] += bytes_of (numbers[i]);
      bytes[1] += bytes_of (step);
      bytes[2] += bytes_of (step - step_before);
      before = numbers[i];
      step_before = step;
    }
  for (guint order = 1; order <= ORDER_MAX; order++)
    if (bytes[order] < bytes[best])
      best = order;
  return best;
}

guint8 *
chezu_column_put (guint64 *numbers, guint n, guint8 *out)
{
  guint64 first = numbers[0];
  guint64 scale = take_first (numbers, n);
  guint64 before = 0;
  guint64 step_before = 0;
  guint order;

  if (scale == 0)
    {
      *out++ = CONSTANT;
      return chezu_varint_put (out, chezu_zigzag (first));
    }
  if (scale > 1)
    divide (numbers, n, scale);
  order = choose_order (numbers, n);
  *out++ = (guint8)order;
  out = chezu_varint_put (out, chezu_zigzag (first));
  out = chezu_varint_put (out, scale);
  for (guint i = 1; i < n; i++)
    {
      guint64 step = numbers[i] - before;
      guint64 code = order == 0 ? numbers[i] : order == 1 ? step : step - step_before;

      out = chezu_varint_put (out, chezu_zigzag (code));
      before = numbers[i];
      step_before = step;
    }
  return out;
}

static void
integrate (guint64 *numbers, guint n)
{
  guint64 sum = 0;

  for (guint i = 0; i < n; i++)
    numbers[i] = sum += numbers[i];
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
  if (order == CONSTANT)
    {
      for (guint i = 0; i < n; i++)
        numbers[i] = first;
      return at;
    }
  if (order > ORDER_MAX)
    return NULL;

  at = chezu_varint_get (at, end, &scale);
  numbers[0] = 0;
  for (guint i = 1; i < n && at != NULL; i++)
    {
      guint64 code;

      if (at < end && *at < 0x80)
        code = *at++;
      else
        at = chezu_varint_get (at, end, &code);
      if (at != NULL)
        numbers[i] = chezu_unzigzag (code);
    }
  if (at == NULL)
    return NULL;
  for (guint i = 0; i < order; i++)
    integrate (numbers, n);
  for (guint i = 0; i < n; i++)
    numbers[i] = first + scale * numbers[i];
  return at;
}
