/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes of one vehicle as columns, then zstd. The BLOB:
 *
 *   version   1 byte: 1
 *   count     varint: 1 … 8192 fixes
 *   size      varint: bytes of the columns
 *   frame     to the end: a zstd frame without magic number, checksum, content size and dictionary
 *             id, made with the dictionary that is named beside the BLOB; it holds the columns
 *
 *   column    order first [scale codes]
 *   order     1 byte: 0, 1 or 2 differences were taken; 255: all numbers of the column are the
 *             first, and nothing follows
 *   first     zig-zag varint: the first number
 *   scale     varint: what all differences from the first are multiples of
 *   codes     count - 1 zig-zag varints: of (number - first) / scale, with 0 before the first, the
 *             numbers themselves, their differences or the differences of these
 *
 * Columns are in this order: time in milliseconds, longitude and latitude in 1e-7 degrees, speed in
 * cm/s, course in 1/100 degree, altitude and odometer in metres, flags. Arithmetic is modulo 2⁶⁴.
 * Varints are those of chezu-varint-private.h. */

#define ZSTD_STATIC_LINKING_ONLY /* frames without magic number */

#include "track/chezu-segment.h"

#include "track/chezu-column-private.h"
#include "track/chezu-varint-private.h"

#include <glib/gi18n-lib.h>
#include <zdict.h>
#include <zlib.h>
#include <zstd.h>

#define VERSION 1
#define N_COLUMNS 8
#define LEVEL 9
#define COLUMNS_BYTES_MAX (N_COLUMNS * CHEZU_COLUMN_BYTES_MAX (CHEZU_SEGMENT_FIXES_MAX))
#define HEAD_BYTES_MAX (1 + 2 * CHEZU_VARINT_MAX)
#define DICTIONARY_BYTES 16384
#define SAMPLES_MIN 16

typedef guint64 Column[CHEZU_SEGMENT_FIXES_MAX];

typedef struct
{
  ZSTD_CDict *compress;
  ZSTD_DDict *decompress;
} Dictionary;

struct _ChezuSegmentCodec
{
  ZSTD_CCtx *compress;
  ZSTD_DCtx *decompress;
  GHashTable *dictionaries; /* id → Dictionary */
  Column *columns;
  guint8 *plain;          /* the columns as bytes */
  double bytes_per_plain; /* what zstd made of a byte lately */
};

static void
dictionary_free (gpointer data)
{
  Dictionary *self = data;

  ZSTD_freeCDict (self->compress);
  ZSTD_freeDDict (self->decompress);
  g_free (self);
}

ChezuSegmentCodec *
chezu_segment_codec_new (void)
{
  ChezuSegmentCodec *self = g_new0 (ChezuSegmentCodec, 1);

  self->compress = ZSTD_createCCtx ();
  self->decompress = ZSTD_createDCtx ();
  ZSTD_CCtx_setParameter (self->compress, ZSTD_c_format, ZSTD_f_zstd1_magicless);
  ZSTD_CCtx_setParameter (self->compress, ZSTD_c_contentSizeFlag, 0);
  ZSTD_CCtx_setParameter (self->compress, ZSTD_c_dictIDFlag, 0);
  ZSTD_CCtx_setParameter (self->compress, ZSTD_c_compressionLevel, LEVEL);
  ZSTD_DCtx_setParameter (self->decompress, ZSTD_d_format, ZSTD_f_zstd1_magicless);
  self->dictionaries = g_hash_table_new_full (NULL, NULL, NULL, dictionary_free);
  self->columns = g_new (Column, N_COLUMNS);
  self->plain = g_malloc (COLUMNS_BYTES_MAX);
  self->bytes_per_plain = 0.5;
  return self;
}

void
chezu_segment_codec_free (ChezuSegmentCodec *self)
{
  if (self == NULL)
    return;
  ZSTD_freeCCtx (self->compress);
  ZSTD_freeDCtx (self->decompress);
  g_hash_table_unref (self->dictionaries);
  g_free (self->columns);
  g_free (self->plain);
  g_free (self);
}

/**
 * chezu_segment_codec_add_dictionary:
 * @id: what segments name it by, not 0
 * @data: copied
 */
gboolean
chezu_segment_codec_add_dictionary (
    ChezuSegmentCodec *self, guint id, gconstpointer data, gsize size, GError **error)
{
  Dictionary *dictionary;

  g_return_val_if_fail (id != 0, FALSE);

  if (chezu_segment_codec_has_dictionary (self, id))
    return TRUE;
  dictionary = g_new0 (Dictionary, 1);
  dictionary->compress = ZSTD_createCDict (data, size, LEVEL);
  dictionary->decompress = ZSTD_createDDict (data, size);
  if (dictionary->compress == NULL || dictionary->decompress == NULL)
    {
      dictionary_free (dictionary);
      g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DAMAGED,
                   _ ("The dictionary %u of the tracks is damaged"), id);
      return FALSE;
    }
  g_hash_table_insert (self->dictionaries, GUINT_TO_POINTER (id), dictionary);
  return TRUE;
}

gboolean
chezu_segment_codec_has_dictionary (ChezuSegmentCodec *self, guint id)
{
  return g_hash_table_contains (self->dictionaries, GUINT_TO_POINTER (id));
}

/* --- Encoding ------------------------------------------------------------------------------- */

static void
split (const ChezuFix *fixes, guint n, Column *columns)
{
  for (guint i = 0; i < n; i++)
    {
      columns[0][i] = (guint64)fixes[i].time_ms;
      columns[1][i] = (guint64)fixes[i].lon_e7;
      columns[2][i] = (guint64)fixes[i].lat_e7;
      columns[3][i] = (guint64)fixes[i].speed_cm_s;
      columns[4][i] = (guint64)fixes[i].course_cdeg;
      columns[5][i] = (guint64)fixes[i].altitude_m;
      columns[6][i] = (guint64)fixes[i].odometer_m;
      columns[7][i] = fixes[i].flags;
    }
}

static gsize
put_columns (ChezuSegmentCodec *self, const ChezuFix *fixes, guint n)
{
  guint8 *out = self->plain;

  split (fixes, n, self->columns);
  for (guint i = 0; i < N_COLUMNS; i++)
    out = chezu_column_put (self->columns[i], n, out);
  return (gsize)(out - self->plain);
}

static void
put_blob (
    ChezuSegmentCodec *self, const ChezuFix *fixes, guint n, guint dictionary, GByteArray *blob)
{
  gsize plain = put_columns (self, fixes, n);
  const Dictionary *named = g_hash_table_lookup (self->dictionaries, GUINT_TO_POINTER (dictionary));
  gsize bound = ZSTD_compressBound (plain);
  guint8 *out;
  gsize size;

  g_byte_array_set_size (blob, (guint)(HEAD_BYTES_MAX + bound));
  out = blob->data;
  *out++ = VERSION;
  out = chezu_varint_put (out, n);
  out = chezu_varint_put (out, plain);

  ZSTD_CCtx_refCDict (self->compress, named != NULL ? named->compress : NULL);
  size = ZSTD_compress2 (self->compress, out, bound, self->plain, plain);
  if (ZSTD_isError (size))
    g_error ("zstd: %s", ZSTD_getErrorName (size));
  g_byte_array_set_size (blob, (guint)(out - blob->data + (gssize)size));
}

static void
describe (const ChezuFix *fixes,
          guint n,
          guint dictionary,
          const GByteArray *blob,
          ChezuSegmentInfo *info)
{
  *info = (ChezuSegmentInfo){
    .from_ms = fixes[0].time_ms,
    .to_ms = fixes[n - 1].time_ms,
    .count = n,
    .min_lon_e7 = fixes[0].lon_e7,
    .max_lon_e7 = fixes[0].lon_e7,
    .min_lat_e7 = fixes[0].lat_e7,
    .max_lat_e7 = fixes[0].lat_e7,
    .checksum = (guint32)crc32_z (0, blob->data, blob->len),
    .dictionary = dictionary,
  };
  for (guint i = 1; i < n; i++)
    {
      info->min_lon_e7 = MIN (info->min_lon_e7, fixes[i].lon_e7);
      info->max_lon_e7 = MAX (info->max_lon_e7, fixes[i].lon_e7);
      info->min_lat_e7 = MIN (info->min_lat_e7, fixes[i].lat_e7);
      info->max_lat_e7 = MAX (info->max_lat_e7, fixes[i].lat_e7);
    }
}

guint
chezu_segment_encode (ChezuSegmentCodec *self,
                      const ChezuFix *fixes,
                      guint n_fixes,
                      guint dictionary,
                      GByteArray *blob,
                      ChezuSegmentInfo *info)
{
  guint most = MIN (n_fixes, CHEZU_SEGMENT_FIXES_MAX);
  guint fits = 0;
  guint n = MIN (most, 600);

  g_return_val_if_fail (n_fixes > 0, 0);

  if (!chezu_segment_codec_has_dictionary (self, dictionary))
    dictionary = 0;
  for (guint attempt = 0;; attempt++)
    {
      put_blob (self, fixes, n, dictionary, blob);
      if (blob->len <= CHEZU_SEGMENT_BYTES_MAX)
        {
          fits = n;
          if (n == most || blob->len > CHEZU_SEGMENT_BYTES_MAX * 97 / 100 || attempt > 5)
            break;
        }
      else
        most = n - 1;
      n = (guint)CLAMP ((double)n * CHEZU_SEGMENT_BYTES_MAX * 0.985 / blob->len, fits + 1, most);
      if (most <= fits)
        break;
    }
  if (n != fits)
    put_blob (self, fixes, fits, dictionary, blob);
  describe (fixes, fits, dictionary, blob, info);
  return fits;
}

/* --- Decoding ------------------------------------------------------------------------------- */

/* Returns: whether all numbers are in the range of their column, and times ascend */
static gboolean
join (const Column *columns, guint n, ChezuFix *fixes)
{
  guint64 bad = 0;

  for (guint i = 0; i < n; i++)
    {
      ChezuFix *fix = &fixes[i];

      fix->time_ms = (gint64)columns[0][i];
      fix->lon_e7 = (gint32)columns[1][i];
      fix->lat_e7 = (gint32)columns[2][i];
      fix->speed_cm_s = (gint32)columns[3][i];
      fix->course_cdeg = (gint32)columns[4][i];
      fix->altitude_m = (gint16)columns[5][i];
      fix->odometer_m = (gint64)columns[6][i];
      fix->flags = (guint16)columns[7][i];
      bad |= ((guint64)fix->lon_e7 ^ columns[1][i]) | ((guint64)fix->lat_e7 ^ columns[2][i])
             | ((guint64)fix->speed_cm_s ^ columns[3][i])
             | ((guint64)fix->course_cdeg ^ columns[4][i])
             | ((guint64)fix->altitude_m ^ columns[5][i]) | (fix->flags ^ columns[7][i]);
      if (i > 0)
        bad |= fix->time_ms <= fix[-1].time_ms;
    }
  return bad == 0;
}

static gboolean
get_columns (ChezuSegmentCodec *self, gsize size, guint n)
{
  const guint8 *at = self->plain;
  const guint8 *end = at + size;

  for (guint i = 0; i < N_COLUMNS && at != NULL; i++)
    at = chezu_column_get (at, end, n, self->columns[i]);
  return at == end;
}

static gboolean
decompress (ChezuSegmentCodec *self,
            const Dictionary *dictionary,
            gconstpointer frame,
            gsize size,
            gsize plain)
{
  if (plain > COLUMNS_BYTES_MAX)
    return FALSE;
  ZSTD_DCtx_refDDict (self->decompress, dictionary != NULL ? dictionary->decompress : NULL);
  return ZSTD_decompressDCtx (self->decompress, self->plain, plain, frame, size) == plain;
}

gboolean
chezu_segment_decode (ChezuSegmentCodec *self,
                      const ChezuSegmentInfo *info,
                      gconstpointer blob,
                      gsize size,
                      GArray *fixes,
                      GError **error)
{
  const guint8 *at = blob;
  const guint8 *end = at + size;
  const Dictionary *dictionary
      = g_hash_table_lookup (self->dictionaries, GUINT_TO_POINTER (info->dictionary));
  guint n_before = fixes->len;
  guint64 count;
  guint64 plain;

  if (size == 0 || (guint32)crc32_z (0, blob, size) != info->checksum)
    goto damaged;
  if (*at > VERSION)
    {
      g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_NEWER,
                   _ ("This track was stored by a newer version of Chezu (format %u)"), *at);
      return FALSE;
    }
  if (info->dictionary != 0 && dictionary == NULL)
    {
      g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DICTIONARY,
                   _ ("The dictionary %u of the tracks is missing"), info->dictionary);
      return FALSE;
    }
  if (*at++ != VERSION)
    goto damaged;
  at = chezu_varint_get (at, end, &count);
  at = chezu_varint_get (at, end, &plain);
  if (at == NULL || count != info->count || count < 1 || count > CHEZU_SEGMENT_FIXES_MAX
      || !decompress (self, dictionary, at, (gsize)(end - at), plain)
      || !get_columns (self, plain, (guint)count))
    goto damaged;

  g_array_set_size (fixes, n_before + (guint)count);
  if (join (self->columns, (guint)count, &g_array_index (fixes, ChezuFix, n_before))
      && g_array_index (fixes, ChezuFix, n_before).time_ms == info->from_ms
      && g_array_index (fixes, ChezuFix, fixes->len - 1).time_ms == info->to_ms)
    return TRUE;
  g_array_set_size (fixes, n_before);

damaged:
  g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DAMAGED,
               _ ("A piece of a track is damaged"));
  return FALSE;
}

/* --- Training ------------------------------------------------------------------------------- */

GBytes *
chezu_segment_train (const ChezuFix *fixes, const guint *run_lengths, guint n_runs)
{
  g_autoptr (ChezuSegmentCodec) codec = chezu_segment_codec_new ();
  g_autoptr (GByteArray) samples = g_byte_array_new ();
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autofree guint8 *dictionary = g_malloc (DICTIONARY_BYTES);
  gsize size;

  for (guint run = 0; run < n_runs; fixes += run_lengths[run++])
    for (guint at = 0; at + 100 <= run_lengths[run]; at += 600)
      {
        gsize plain = put_columns (codec, fixes + at, MIN (600, run_lengths[run] - at));

        g_byte_array_append (samples, codec->plain, (guint)plain);
        g_array_append_val (sizes, plain);
      }
  if (sizes->len < SAMPLES_MIN)
    return NULL;
  size = ZDICT_trainFromBuffer (dictionary, DICTIONARY_BYTES, samples->data,
                                (gsize *)(void *)sizes->data, sizes->len);
  if (ZDICT_isError (size))
    return NULL;
  return g_bytes_new (dictionary, size);
}
