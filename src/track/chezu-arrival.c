/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of one commit, made for speed: no model, no compressor, a few shifts a number.
 *
 *   record    version blocks crc
 *   version   1 byte: 1
 *   blocks    none, one or more, up to the last four bytes
 *   crc       4 bytes, little-endian: CRC-32 (zlib's) of everything before it
 *
 *   block     count column × 9
 *   count     varint: 1 … 1024 fixes
 *   column    base width [scale numbers]
 *   base      zig-zag varint: the smallest number of the column
 *   width     1 byte: bits of a number, 0 … 57 or 64. With 0 all numbers are the base, and nothing
 *             follows
 *   scale     varint, at least 1: what all differences from the base are multiples of
 *   numbers   count × width bits, the lowest first, filled up with zero bits to a whole byte. The
 *             value is base + scale × number, modulo 2⁶⁴
 *
 * Columns are in this order: vehicle, time in milliseconds, longitude and latitude in 1e-7 degrees,
 * speed in cm/s, course in 1/100 degree, altitude and odometer in metres, flags. Fixes keep their
 * order. Varints are those of chezu-varint-private.h. */

#include "track/chezu-arrival.h"

#include "track/chezu-scale-private.h"
#include "track/chezu-varint-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zlib.h>

#define VERSION 1
#define BLOCK_FIXES 1024
#define N_COLUMNS 9
#define CRC_BYTES 4
/* Wider numbers would reach over nine bytes, so they take eight whole ones. */
#define WIDTH_SHIFTED_MAX 57
#define BLOCK_HEAD_MAX (CHEZU_VARINT_MAX + N_COLUMNS * (2 * CHEZU_VARINT_MAX + 1))

/* Not a power of two, or all columns would want the same lines of the cache. */
typedef guint64 Column[BLOCK_FIXES + 8];

static void
split (const ChezuVehicleFix *fixes, guint n, Column *columns)
{
  for (guint i = 0; i < n; i++)
    {
      const ChezuFix *fix = &fixes[i].fix;

      columns[0][i] = (guint64)fixes[i].vehicle_id;
      columns[1][i] = (guint64)fix->time_ms;
      columns[2][i] = (guint64)fix->lon_e7;
      columns[3][i] = (guint64)fix->lat_e7;
      columns[4][i] = (guint64)fix->speed_cm_s;
      columns[5][i] = (guint64)fix->course_cdeg;
      columns[6][i] = (guint64)fix->altitude_m;
      columns[7][i] = (guint64)fix->odometer_m;
      columns[8][i] = fix->flags;
    }
}

/* Makes the numbers of a column differences from the smallest. Returns: the greatest of them */
static guint64
take_base (guint64 *numbers, guint n, guint64 *base)
{
  gint64 least = (gint64)numbers[0];
  gint64 most = (gint64)numbers[0];

  for (guint i = 1; i < n; i++)
    {
      least = MIN (least, (gint64)numbers[i]);
      most = MAX (most, (gint64)numbers[i]);
    }
  for (guint i = 0; i < n; i++)
    numbers[i] -= (guint64)least;
  *base = (guint64)least;
  return (guint64)most - (guint64)least;
}

/* Divides the numbers by what they have in common. Most columns show after a few that it is 1. */
static guint64
take_scale (guint64 *numbers, guint n, guint64 most)
{
  guint64 scale = most;

  if (most > G_MAXINT64)
    return 1;
  for (guint i = 0; i < n && scale > 1; i++)
    if (!chezu_scale_divides (scale, numbers[i]))
      scale = chezu_scale_common (numbers[i], scale);
  if (scale > 1)
    chezu_scale_divide (numbers, n, scale);
  return scale;
}

static guint8 *
pack (const guint64 *numbers, guint n, guint width, guint8 *out)
{
  guint64 held = 0;
  guint n_held = 0;

  for (guint i = 0; i < n; i++)
    {
      guint64 number = numbers[i];

      held |= number << n_held;
      n_held += width;
      if (n_held >= 64)
        {
          guint64 bytes = GUINT64_TO_LE (held);

          memcpy (out, &bytes, sizeof bytes);
          out += sizeof bytes;
          n_held -= 64;
          held = n_held > 0 ? number >> (width - n_held) : 0;
        }
    }
  for (; n_held > 0; n_held -= MIN (n_held, 8))
    {
      *out++ = (guint8)held;
      held >>= 8;
    }
  return out;
}

static guint8 *
put_column (guint64 *numbers, guint n, guint8 *out)
{
  guint64 base;
  guint64 most = take_base (numbers, n, &base);
  guint64 scale;
  guint width;

  out = chezu_varint_put (out, chezu_zigzag (base));
  if (most == 0)
    {
      *out++ = 0;
      return out;
    }

  scale = take_scale (numbers, n, most);
  width = 64 - (guint)__builtin_clzll (most / scale);
  if (width > WIDTH_SHIFTED_MAX)
    width = 64;
  *out++ = (guint8)width;
  out = chezu_varint_put (out, scale);
  return pack (numbers, n, width, out);
}

static void
put_block (const ChezuVehicleFix *fixes, guint n, Column *columns, GByteArray *record)
{
  guint begin = record->len;
  guint8 *out;

  g_byte_array_set_size (record, begin + BLOCK_HEAD_MAX + n * N_COLUMNS * (guint)sizeof (guint64));
  out = chezu_varint_put (record->data + begin, n);
  split (fixes, n, columns);
  for (guint i = 0; i < N_COLUMNS; i++)
    out = put_column (columns[i], n, out);
  g_byte_array_set_size (record, (guint)(out - record->data));
}

/**
 * chezu_arrival_encode:
 * @fixes: in any order, which is kept
 * @record: the record is appended to it
 */
void
chezu_arrival_encode (const ChezuVehicleFix *fixes, guint n_fixes, GByteArray *record)
{
  guint begin = record->len;
  g_autofree Column *columns = g_new (Column, N_COLUMNS);
  const guint8 version = VERSION;
  guint32 crc;

  g_byte_array_append (record, &version, 1);
  for (guint at = 0; at < n_fixes; at += BLOCK_FIXES)
    put_block (fixes + at, MIN (n_fixes - at, BLOCK_FIXES), columns, record);

  crc = GUINT32_TO_LE ((guint32)crc32_z (0, record->data + begin, record->len - begin));
  g_byte_array_append (record, (const guint8 *)&crc, CRC_BYTES);
}

/* --- Decoding ------------------------------------------------------------------------------- */

/* A number of @width bits from the bit @at on, of @bytes that end before eight can be read. */
static guint64
unpack_last (const guint8 *bytes, gsize size, gsize at, guint width)
{
  guint64 number = 0;

  for (guint i = 0; i < width; i++)
    {
      gsize bit = at + i;

      if (bit / 8 < size)
        number |= (guint64)((bytes[bit / 8] >> (bit % 8)) & 1) << i;
    }
  return number;
}

static void
unpack (const guint8 *bytes,
        gsize size,
        guint width,
        guint64 scale,
        guint64 base,
        guint n,
        guint64 *numbers)
{
  guint64 mask = width == 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << width) - 1;
  guint n_fast = size >= 8 ? (guint)MIN (n, (size - 8) * 8 / width + 1) : 0;

  for (guint i = 0; i < n_fast; i++)
    {
      gsize at = (gsize)i * width;
      guint64 word;

      memcpy (&word, bytes + at / 8, sizeof word);
      numbers[i] = base + scale * ((GUINT64_FROM_LE (word) >> (at % 8)) & mask);
    }
  for (guint i = n_fast; i < n; i++)
    numbers[i] = base + scale * unpack_last (bytes, size, (gsize)i * width, width);
}

/* Returns: the end of the column, or NULL when it is damaged. */
static const guint8 *
get_column (const guint8 *at, const guint8 *end, guint n, guint64 *numbers)
{
  guint64 base;
  guint64 scale;
  guint width;
  gsize size;

  at = chezu_varint_get (at, end, &base);
  if (at == NULL || at >= end)
    return NULL;

  base = chezu_unzigzag (base);
  width = *at++;
  if (width == 0)
    {
      for (guint i = 0; i < n; i++)
        numbers[i] = base;
      return at;
    }
  if (width > WIDTH_SHIFTED_MAX && width != 64)
    return NULL;

  at = chezu_varint_get (at, end, &scale);
  size = ((gsize)n * width + 7) / 8;
  if (at == NULL || scale == 0 || size > (gsize)(end - at))
    return NULL;
  unpack (at, size, width, scale, base, n, numbers);
  return at + size;
}

/* Returns: whether all numbers are in the range of their column */
static gboolean
join (const Column *columns, guint n, ChezuVehicleFix *fixes)
{
  guint64 bad = 0;

  for (guint i = 0; i < n; i++)
    {
      ChezuFix *fix = &fixes[i].fix;

      fixes[i].vehicle_id = (gint64)columns[0][i];
      fix->time_ms = (gint64)columns[1][i];
      fix->lon_e7 = (gint32)columns[2][i];
      fix->lat_e7 = (gint32)columns[3][i];
      fix->speed_cm_s = (gint32)columns[4][i];
      fix->course_cdeg = (gint32)columns[5][i];
      fix->altitude_m = (gint16)columns[6][i];
      fix->odometer_m = (gint64)columns[7][i];
      fix->flags = (guint16)columns[8][i];
      bad |= ((guint64)fix->lon_e7 ^ columns[2][i]) | ((guint64)fix->lat_e7 ^ columns[3][i])
             | ((guint64)fix->speed_cm_s ^ columns[4][i])
             | ((guint64)fix->course_cdeg ^ columns[5][i])
             | ((guint64)fix->altitude_m ^ columns[6][i]) | (fix->flags ^ columns[8][i]);
    }
  return bad == 0;
}

static const guint8 *
get_block (const guint8 *at, const guint8 *end, Column *columns, GArray *fixes)
{
  guint64 n;

  at = chezu_varint_get (at, end, &n);
  if (at == NULL || n < 1 || n > BLOCK_FIXES)
    return NULL;
  for (guint i = 0; i < N_COLUMNS && at != NULL; i++)
    at = get_column (at, end, (guint)n, columns[i]);
  if (at == NULL)
    return NULL;

  g_array_set_size (fixes, fixes->len + (guint)n);
  if (!join (columns, (guint)n, &g_array_index (fixes, ChezuVehicleFix, fixes->len - (guint)n)))
    return NULL;
  return at;
}

static gboolean
check_crc (const guint8 *record, gsize size)
{
  guint32 crc;

  memcpy (&crc, record + size - CRC_BYTES, CRC_BYTES);
  return GUINT32_FROM_LE (crc) == (guint32)crc32_z (0, record, size - CRC_BYTES);
}

static gboolean
get_blocks (const guint8 *at, const guint8 *end, GArray *fixes)
{
  g_autofree Column *columns = g_new (Column, N_COLUMNS);
  guint n_before = fixes->len;

  while (at != NULL && at < end)
    at = get_block (at, end, columns, fixes);
  if (at == NULL)
    g_array_set_size (fixes, n_before);
  return at != NULL;
}

/**
 * chezu_arrival_decode:
 * @fixes: (element-type ChezuVehicleFix): those of the record are appended; none on failure
 * @error: %CHEZU_TRACK_ERROR_DAMAGED or %CHEZU_TRACK_ERROR_NEWER
 */
gboolean
chezu_arrival_decode (gconstpointer record, gsize size, GArray *fixes, GError **error)
{
  const guint8 *bytes = record;

  if (size > CRC_BYTES && check_crc (bytes, size))
    {
      if (bytes[0] > VERSION)
        {
          g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_NEWER,
                       _ ("These fixes were stored by a newer version of Chezu (format %u)"),
                       bytes[0]);
          return FALSE;
        }
      if (bytes[0] == VERSION && get_blocks (bytes + 1, bytes + size - CRC_BYTES, fixes))
        return TRUE;
    }
  g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DAMAGED,
               _ ("A record of fixes is damaged"));
  return FALSE;
}
