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
 *             numbers themselves, their differences or the differences of these. The first bytes of
 *             all codes stand together, then the second bytes of those that have one, and so on:
 *             like stands by like, which zstd makes less of, and no decoder has to guess where the
 *             next code begins
 *
 * Columns are in this order: time in milliseconds, longitude and latitude in 1e-7 degrees, speed in
 * cm/s, course in 1/100 degree, altitude and odometer in metres, flags. Arithmetic is modulo 2⁶⁴.
 * Varints are those of chezu-varint-private.h. */

#define ZSTD_STATIC_LINKING_ONLY /* frames without magic number */

#include "track/chezu-segment.h"

#include "track/chezu-column-private.h"

#include <glib/gi18n-lib.h>
#include <zdict.h>
#include <zlib.h>
#include <zstd.h>

#define VERSION 1
#define N_COLUMNS 8
/* Measured on the demo world's day: 9 saves 1.5 % of the bytes and takes five times as long. */
#define LEVEL 3
/* A segment whose BLOB is this full is not tried again. */
#define BYTES_ENOUGH (CHEZU_SEGMENT_BYTES_MAX * 96 / 100)
#define BYTES_AIM (CHEZU_SEGMENT_BYTES_MAX * 98 / 100)
#define ATTEMPTS_MAX 4
#define COLUMNS_BYTES_MAX (N_COLUMNS * CHEZU_COLUMN_BYTES_MAX (CHEZU_SEGMENT_FIXES_MAX))
#define HEAD_BYTES_MAX (1 + 2 * CHEZU_VARINT_MAX)
#define DICTIONARY_BYTES 16384
#define SAMPLES_MIN 16
#define SAMPLE_FIXES 1000
#define SAMPLE_FIXES_MIN 100

/* Not a power of two, or all columns would want the same lines of the cache. */
typedef guint64 Column[CHEZU_SEGMENT_FIXES_MAX + 8];

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
  guint8 *plain;         /* the columns as bytes */
  guint32 *costs;        /* see estimate () */
  double bytes_per_cost; /* as it came out lately */
  GByteArray *trial;
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
  self->costs = g_new (guint32, CHEZU_SEGMENT_FIXES_MAX + 1);
  self->bytes_per_cost = 0.1;
  self->trial = g_byte_array_new ();
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
  g_free (self->costs);
  g_byte_array_unref (self->trial);
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
put_blob (ChezuSegmentCodec *self, const ChezuFix *fixes, guint n, guint dictionary)
{
  gsize plain = put_columns (self, fixes, n);
  const Dictionary *named = g_hash_table_lookup (self->dictionaries, GUINT_TO_POINTER (dictionary));
  gsize bound = ZSTD_compressBound (plain);
  guint8 *out;
  gsize size;

  g_byte_array_set_size (self->trial, (guint)(HEAD_BYTES_MAX + bound));
  out = self->trial->data;
  *out++ = VERSION;
  out = chezu_varint_put (out, n);
  out = chezu_varint_put (out, plain);

  ZSTD_CCtx_refCDict (self->compress, named != NULL ? named->compress : NULL);
  size = ZSTD_compress2 (self->compress, out, bound, self->plain, plain);
  /* There is room for the worst, so memory is all that can be missing. */
  if (ZSTD_isError (size))
    g_error ("zstd: %s", ZSTD_getErrorName (size));
  g_byte_array_set_size (self->trial, (guint)(out - self->trial->data) + (guint)size);
}

static inline guint32
bits_of (gint64 number)
{
  return 64 - (guint32)__builtin_clzll (chezu_zigzag ((guint64)number) | 1);
}

/* What is new in a fix beside the two before it, in bits. */
static inline guint32
cost_of (const ChezuFix *fix)
{
  const ChezuFix *a = fix - 1;
  const ChezuFix *b = fix - 2;

  return 1 + bits_of ((gint64)fix->lon_e7 - 2 * (gint64)a->lon_e7 + b->lon_e7)
         + bits_of ((gint64)fix->lat_e7 - 2 * (gint64)a->lat_e7 + b->lat_e7)
         + bits_of ((gint64)fix->speed_cm_s - a->speed_cm_s)
         + bits_of ((gint64)fix->course_cdeg - a->course_cdeg)
         + bits_of (fix->altitude_m - a->altitude_m)
         + bits_of ((gint64)((guint64)fix->odometer_m - (guint64)a->odometer_m));
}

/* Sums up what fixes cost before they are compressed, so that few attempts are needed: costs[n] is
 * that of the first n, known up to @n. Ends where two BLOBs would be full. Returns: where it ended
 */
static guint
estimate (ChezuSegmentCodec *self, const ChezuFix *fixes, guint n, guint n_fixes)
{
  guint32 enough = self->costs[n] + (guint32)(2 * CHEZU_SEGMENT_BYTES_MAX / self->bytes_per_cost);

  for (; n < n_fixes && self->costs[n] < enough; n++)
    self->costs[n + 1] = self->costs[n] + (n < 2 ? 1 : cost_of (fixes + n));
  return n;
}

/* A short BLOB is mostly its heads. */
static void
learn (ChezuSegmentCodec *self, guint n)
{
  if (self->trial->len >= CHEZU_SEGMENT_BYTES_MAX / 2)
    self->bytes_per_cost = (double)self->trial->len / self->costs[n];
}

/* Returns: how many fixes should make a BLOB of the size aimed at, from @least to @most */
static guint
guess (ChezuSegmentCodec *self, guint least, guint most)
{
  double cost = BYTES_AIM / self->bytes_per_cost;

  while (most > least)
    {
      guint middle = least + (most - least + 1) / 2;

      if (self->costs[middle] <= cost)
        least = middle;
      else
        most = middle - 1;
    }
  return least;
}

static void
describe (const ChezuFix *fixes, guint n, ChezuSegmentInfo *info)
{
  *info = (ChezuSegmentInfo){
    .from_ms = fixes[0].time_ms,
    .to_ms = fixes[n - 1].time_ms,
    .count = n,
    .min_lon_e7 = fixes[0].lon_e7,
    .max_lon_e7 = fixes[0].lon_e7,
    .min_lat_e7 = fixes[0].lat_e7,
    .max_lat_e7 = fixes[0].lat_e7,
  };
  for (guint i = 1; i < n; i++)
    {
      info->min_lon_e7 = MIN (info->min_lon_e7, fixes[i].lon_e7);
      info->max_lon_e7 = MAX (info->max_lon_e7, fixes[i].lon_e7);
      info->min_lat_e7 = MIN (info->min_lat_e7, fixes[i].lat_e7);
      info->max_lat_e7 = MAX (info->max_lat_e7, fixes[i].lat_e7);
    }
}

gboolean
chezu_segment_info_fits (const ChezuSegmentInfo *info, const ChezuFix *fixes, guint n_fixes)
{
  ChezuSegmentInfo truth;

  if (n_fixes == 0 || n_fixes != info->count)
    return FALSE;
  describe (fixes, n_fixes, &truth);
  return info->from_ms == truth.from_ms && info->to_ms == truth.to_ms
         && info->min_lon_e7 == truth.min_lon_e7 && info->max_lon_e7 == truth.max_lon_e7
         && info->min_lat_e7 == truth.min_lat_e7 && info->max_lat_e7 == truth.max_lat_e7;
}

/**
 * chezu_segment_encode:
 * @fixes: strictly ascending in time; its beginning is encoded
 * @dictionary: one that was added, or 0 for none
 * @blob: replaced
 * @info: (out): what is to stand beside @blob
 *
 * Encodes about as many fixes as fill %CHEZU_SEGMENT_BYTES_MAX bytes, or all.
 *
 * Returns: how many, 1 … %CHEZU_SEGMENT_FIXES_MAX
 */
guint
chezu_segment_encode (ChezuSegmentCodec *self,
                      const ChezuFix *fixes,
                      guint n_fixes,
                      guint dictionary,
                      GByteArray *blob,
                      ChezuSegmentInfo *info)
{
  guint limit = MIN (n_fixes, CHEZU_SEGMENT_FIXES_MAX);
  guint fitting = 0;
  guint most;
  guint n;

  g_return_val_if_fail (n_fixes > 0, 0);

  if (!chezu_segment_codec_has_dictionary (self, dictionary))
    dictionary = 0;
  self->costs[0] = 0;
  most = estimate (self, fixes, 0, limit);
  n = guess (self, 1, most);
  for (guint attempt = 1; n > fitting; attempt++)
    {
      put_blob (self, fixes, n, dictionary);
      learn (self, n);
      if (self->trial->len <= CHEZU_SEGMENT_BYTES_MAX)
        {
          fitting = n;
          g_byte_array_set_size (blob, 0);
          g_byte_array_append (blob, self->trial->data, self->trial->len);
          if (blob->len >= BYTES_ENOUGH || attempt >= ATTEMPTS_MAX)
            break;
          if (n == most)
            most = estimate (self, fixes, n, limit);
        }
      else
        most = n - 1;
      /* Whoever guesses wrong so often halves what is left. */
      n = attempt < ATTEMPTS_MAX ? guess (self, fitting, most) : (fitting + most + 1) / 2;
    }

  describe (fixes, fitting, info);
  info->checksum = chezu_segment_checksum (blob->data, blob->len);
  info->dictionary = dictionary;
  return fitting;
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
decompress (
    ChezuSegmentCodec *self, guint dictionary, const guint8 *frame, gsize size, guint64 plain)
{
  const Dictionary *named = g_hash_table_lookup (self->dictionaries, GUINT_TO_POINTER (dictionary));

  if (plain > COLUMNS_BYTES_MAX)
    return FALSE;
  ZSTD_DCtx_refDDict (self->decompress, named != NULL ? named->decompress : NULL);
  return ZSTD_decompressDCtx (self->decompress, self->plain, plain, frame, size) == plain;
}

/* Appends what @at … @end hold to @fixes. Returns: FALSE, having appended nothing, when it is
 * damaged */
static gboolean
get_blob (
    ChezuSegmentCodec *self, guint dictionary, const guint8 *at, const guint8 *end, GArray *fixes)
{
  guint n_before = fixes->len;
  guint64 count;
  guint64 plain;

  at = chezu_varint_get (at, end, &count);
  at = chezu_varint_get (at, end, &plain);
  if (at == NULL || count < 1 || count > CHEZU_SEGMENT_FIXES_MAX
      || !decompress (self, dictionary, at, (gsize)(end - at), plain)
      || !get_columns (self, plain, (guint)count))
    return FALSE;

  g_array_set_size (fixes, n_before + (guint)count);
  if (join (self->columns, (guint)count, &g_array_index (fixes, ChezuFix, n_before)))
    return TRUE;

  g_array_set_size (fixes, n_before);
  return FALSE;
}

guint32
chezu_segment_checksum (gconstpointer blob, gsize size)
{
  return (guint32)crc32_z (0, blob, size);
}

static gboolean
decode (ChezuSegmentCodec *self,
        const ChezuSegmentInfo *info,
        gconstpointer blob,
        gsize size,
        GArray *fixes,
        GError **error)
{
  const guint8 *bytes = blob;
  gboolean intact = size > 0 && chezu_segment_checksum (blob, size) == info->checksum;

  if (intact && bytes[0] > VERSION)
    {
      g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_NEWER,
                   _ ("This track was stored by a newer version of Chezu (format %u)"), bytes[0]);
      return FALSE;
    }
  if (intact && info->dictionary != 0
      && !chezu_segment_codec_has_dictionary (self, info->dictionary))
    {
      g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DICTIONARY,
                   _ ("The dictionary %u that this track was compressed with is missing"),
                   info->dictionary);
      return FALSE;
    }
  if (intact && bytes[0] == VERSION
      && get_blob (self, info->dictionary, bytes + 1, bytes + size, fixes))
    return TRUE;

  g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DAMAGED,
               _ ("A segment of a track is damaged"));
  return FALSE;
}

/**
 * chezu_segment_decode:
 * @info: what stands beside @blob; its bounds are not looked at
 * @fixes: (element-type ChezuFix): those of the segment are appended; none on failure
 *
 * Whatever the bytes are, no more than %CHEZU_SEGMENT_FIXES_MAX fixes come of them, ascending in
 * time.
 */
gboolean
chezu_segment_decode (ChezuSegmentCodec *self,
                      const ChezuSegmentInfo *info,
                      gconstpointer blob,
                      gsize size,
                      GArray *fixes,
                      GError **error)
{
  guint n_before = fixes->len;
  const ChezuFix *first;
  const ChezuFix *last;

  if (!decode (self, info, blob, size, fixes, error))
    return FALSE;

  first = &g_array_index (fixes, ChezuFix, n_before);
  last = &g_array_index (fixes, ChezuFix, fixes->len - 1);
  if (fixes->len - n_before == info->count && first->time_ms == info->from_ms
      && last->time_ms == info->to_ms)
    return TRUE;

  g_array_set_size (fixes, n_before);
  g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DAMAGED,
               _ ("A segment of a track is damaged"));
  return FALSE;
}

gboolean
chezu_segment_describe (ChezuSegmentCodec *self,
                        ChezuSegmentInfo *info,
                        gconstpointer blob,
                        gsize size,
                        GArray *fixes,
                        GError **error)
{
  const ChezuSegmentInfo believed = *info;
  guint n_before = fixes->len;

  if (!decode (self, info, blob, size, fixes, error))
    return FALSE;

  describe (&g_array_index (fixes, ChezuFix, n_before), fixes->len - n_before, info);
  info->checksum = believed.checksum;
  info->dictionary = believed.dictionary;
  return TRUE;
}

/* --- Training ------------------------------------------------------------------------------- */

/**
 * chezu_segment_train:
 * @fixes: @n_runs runs, one behind the other, each of one vehicle and ascending in time
 * @run_lengths: how many fixes each has
 *
 * Learns from pieces of about the length of a segment. Hours of a hundred vehicles are plenty.
 *
 * Returns: (transfer full) (nullable): a dictionary for chezu_segment_codec_add_dictionary(), or
 *   %NULL when there is too little to learn from
 */
GBytes *
chezu_segment_train (const ChezuFix *fixes, const guint *run_lengths, guint n_runs)
{
  g_autoptr (ChezuSegmentCodec) codec = chezu_segment_codec_new ();
  g_autoptr (GByteArray) samples = g_byte_array_new ();
  g_autofree gsize *sizes = NULL;
  g_autofree guint8 *dictionary = g_malloc (DICTIONARY_BYTES);
  guint n_most = 0;
  guint n_samples = 0;
  gsize size;

  for (guint run = 0; run < n_runs; run++)
    n_most += run_lengths[run] / SAMPLE_FIXES + 1;
  sizes = g_new (gsize, n_most);

  for (guint run = 0; run < n_runs; fixes += run_lengths[run++])
    for (guint at = 0; at + SAMPLE_FIXES_MIN <= run_lengths[run]; at += SAMPLE_FIXES)
      {
        guint n = MIN (SAMPLE_FIXES, run_lengths[run] - at);

        sizes[n_samples] = put_columns (codec, fixes + at, n);
        g_byte_array_append (samples, codec->plain, (guint)sizes[n_samples++]);
      }
  if (n_samples < SAMPLES_MIN)
    return NULL;

  size = ZDICT_trainFromBuffer (dictionary, DICTIONARY_BYTES, samples->data, sizes, n_samples);
  return ZDICT_isError (size) ? NULL : g_bytes_new (dictionary, size);
}
