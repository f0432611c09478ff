/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the BLOB of a segment, under a checksum that is made right, and any bytes as a
 * column, which zstd would hide from a fuzzer: a clear refusal, or what survives being written once
 * more.
 *
 * The input is 'B', then the row's count (2 bytes, little-endian), from_ms and to_ms (8 bytes each)
 * and the BLOB; or 'C', the count of numbers (2 bytes) and the column. */

#include "track/chezu-column-private.h"

#include <string.h>
#include <zlib.h>

#define ROW_BYTES (2 + 8 + 8)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static guint64
read_bytes (const guint8 *data, guint n)
{
  guint64 number = 0;

  for (guint i = 0; i < n; i++)
    number |= (guint64)data[i] << (8 * i);
  return number;
}

static gboolean
is_same (const ChezuFix *a, const ChezuFix *b)
{
  return a->time_ms == b->time_ms && a->lon_e7 == b->lon_e7 && a->lat_e7 == b->lat_e7
         && a->speed_cm_s == b->speed_cm_s && a->course_cdeg == b->course_cdeg
         && a->odometer_m == b->odometer_m && a->altitude_m == b->altitude_m
         && a->flags == b->flags;
}

static void
fuzz_blob (ChezuSegmentCodec *codec, const guint8 *data, gsize size)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GArray) again = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *copy = g_memdup2 (data + ROW_BYTES, size - ROW_BYTES);
  ChezuSegmentInfo info = {
    .count = (guint)read_bytes (data, 2),
    .from_ms = (gint64)read_bytes (data + 2, 8),
    .to_ms = (gint64)read_bytes (data + 10, 8),
    .checksum = (guint32)crc32_z (0, copy, size - ROW_BYTES),
  };

  if (!chezu_segment_decode (codec, &info, copy, size - ROW_BYTES, fixes, &error))
    {
      g_assert (error != NULL && fixes->len == 0);
      return;
    }

  g_assert (fixes->len == info.count && fixes->len <= CHEZU_SEGMENT_FIXES_MAX);
  for (guint at = 0; at < fixes->len;)
    {
      at += chezu_segment_encode (codec, &g_array_index (fixes, ChezuFix, at), fixes->len - at, 0,
                                  blob, &info);
      g_assert (blob->len <= CHEZU_SEGMENT_BYTES_MAX);
      g_assert (chezu_segment_decode (codec, &info, blob->data, blob->len, again, NULL));
    }
  g_assert (again->len == fixes->len);
  for (guint i = 0; i < fixes->len; i++)
    g_assert (is_same (&g_array_index (fixes, ChezuFix, i), &g_array_index (again, ChezuFix, i)));
}

static void
fuzz_column (const guint8 *data, gsize size)
{
  guint n = (guint)read_bytes (data, 2) % CHEZU_SEGMENT_FIXES_MAX + 1;
  g_autofree guint8 *copy = g_memdup2 (data + 2, size - 2);
  g_autofree guint64 *numbers = g_new0 (guint64, n);
  g_autofree guint64 *changed = g_new0 (guint64, n);
  g_autofree guint8 *bytes = g_malloc (CHEZU_COLUMN_BYTES_MAX (n));
  guint8 *end;

  if (size == 2 || chezu_column_get (copy, copy + size - 2, n, numbers) == NULL)
    return;

  memcpy (changed, numbers, n * sizeof *numbers);
  end = chezu_column_put (changed, n, bytes);
  g_assert (chezu_column_get (bytes, end, n, changed) == end);
  g_assert (memcmp (changed, numbers, n * sizeof *numbers) == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static ChezuSegmentCodec *codec = NULL;

  if (codec == NULL)
    codec = chezu_segment_codec_new ();
  if (size >= 1 + ROW_BYTES && data[0] == 'B')
    fuzz_blob (codec, data + 1, size - 1);
  else if (size >= 1 + 2 && data[0] == 'C')
    fuzz_column (data + 1, size - 1);
  return 0;
}
