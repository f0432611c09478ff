/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the codecs of tracks make of a day of the demo world, on one core: lines of "name value
 * unit". */

#include "ctl/chezu-ctl-world.h"
#include "track/chezu-arrival.h"

#include <string.h>
#include <zstd.h>

#define FROM_MS G_GINT64_CONSTANT (1772582400000) /* 2026-03-04 in Shanghai */
#define DAY_MS 86400000
#define EVERY 16     /* which vehicles are taken */
#define TRAINED_ON 8 /* and of these, for the dictionary alone */
#define COMMIT 1000
#define REPEATS 5

/* Fixes of vehicles, one behind the other. */
typedef struct
{
  GArray *fixes; /* of ChezuFix */
  GArray *runs;  /* of guint: how many each vehicle has */
} Tracks;

typedef struct
{
  ChezuSegmentInfo info;
  GByteArray *blob;
} Segment;

static double
best_per_s (gsize n, const double *seconds, guint n_repeats)
{
  double least = seconds[0];

  for (guint i = 1; i < n_repeats; i++)
    least = MIN (least, seconds[i]);
  return (double)n / least;
}

static double
since_s (gint64 start_us)
{
  return (double)(g_get_monotonic_time () - start_us) / 1e6;
}

static Tracks
new_tracks (void)
{
  return (Tracks){
    .fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix)),
    .runs = g_array_new (FALSE, FALSE, sizeof (guint)),
  };
}

static void
drive (Tracks *learn, Tracks *measure)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuSimWorld) world = chezu_sim_world_new (&options, &error);
  ChezuSimClock clock;

  if (world == NULL)
    g_error ("%s", error->message);
  chezu_sim_clock_init (&clock, options.n_vehicles, options.rate_s, 1);
  for (guint vehicle = 0; vehicle < options.n_vehicles; vehicle += EVERY)
    {
      Tracks *tracks = vehicle / EVERY % TRAINED_ON == 0 ? learn : measure;
      guint before = tracks->fixes->len;
      guint n;

      chezu_ctl_world_collect (world, &clock, vehicle, FROM_MS, FROM_MS + DAY_MS, FROM_MS + DAY_MS,
                               tracks->fixes);
      n = tracks->fixes->len - before;
      g_array_append_val (tracks->runs, n);
    }
}

static void
segment_clear (gpointer data)
{
  Segment *segment = data;

  g_byte_array_unref (segment->blob);
}

static GArray *
encode (ChezuSegmentCodec *codec, const Tracks *tracks)
{
  GArray *segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  const ChezuFix *fixes = (const ChezuFix *)(gconstpointer)tracks->fixes->data;

  g_array_set_clear_func (segments, segment_clear);
  for (guint run = 0; run < tracks->runs->len; run++)
    for (guint left = g_array_index (tracks->runs, guint, run); left > 0;)
      {
        Segment segment = { .blob = g_byte_array_new () };
        guint n = chezu_segment_encode (codec, fixes, left, 1, segment.blob, &segment.info);

        g_array_append_val (segments, segment);
        fixes += n;
        left -= n;
      }
  return segments;
}

static void
decode (ChezuSegmentCodec *codec, const GArray *segments)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < segments->len; i++)
    {
      const Segment *segment = &g_array_index (segments, Segment, i);

      g_array_set_size (fixes, 0);
      if (!chezu_segment_decode (codec, &segment->info, segment->blob->data, segment->blob->len,
                                 fixes, &error))
        g_error ("%s", error->message);
    }
}

/* The peer: pieces of the same length as they lie in memory, through zstd alone. */
static gsize
compress_plain (const Tracks *tracks, const GArray *segments)
{
  const ChezuFix *fixes = (const ChezuFix *)(gconstpointer)tracks->fixes->data;
  gsize room = ZSTD_compressBound (CHEZU_SEGMENT_FIXES_MAX * sizeof (ChezuFix));
  g_autofree guint8 *out = g_malloc (room);
  gsize bytes = 0;

  for (guint i = 0; i < segments->len; i++)
    {
      guint n = g_array_index (segments, Segment, i).info.count;

      bytes += ZSTD_compress (out, room, fixes, n * sizeof *fixes, 3);
      fixes += n;
    }
  return bytes;
}

static void
bench_segments (const Tracks *learn, const Tracks *measure)
{
  g_autoptr (ChezuSegmentCodec) codec = chezu_segment_codec_new ();
  g_autoptr (GBytes) dictionary
      = chezu_segment_train ((const ChezuFix *)(gconstpointer)learn->fixes->data,
                             (const guint *)(gconstpointer)learn->runs->data, learn->runs->len);
  g_autoptr (GArray) segments = NULL;
  double encoding[REPEATS];
  double decoding[REPEATS];
  double n_fixes = measure->fixes->len;
  gsize bytes = 0;

  chezu_segment_codec_add_dictionary (codec, 1, g_bytes_get_data (dictionary, NULL),
                                      g_bytes_get_size (dictionary), NULL);
  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      g_clear_pointer (&segments, g_array_unref);
      segments = encode (codec, measure);
      encoding[i] = since_s (start_us);
      start_us = g_get_monotonic_time ();
      decode (codec, segments);
      decoding[i] = since_s (start_us);
    }
  for (guint i = 0; i < segments->len; i++)
    bytes += g_array_index (segments, Segment, i).blob->len;

  g_print ("track.encode_fixes_per_s %.0f fixes/s\n",
           best_per_s (measure->fixes->len, encoding, REPEATS));
  g_print ("track.decode_fixes_per_s %.0f fixes/s\n",
           best_per_s (measure->fixes->len, decoding, REPEATS));
  g_print ("track.blob_bytes_per_fix %.2f bytes\n", bytes / n_fixes);
  g_print ("track.fixes_per_blob %.0f fixes\n", n_fixes / segments->len);
  g_print ("track.zstd_alone_ratio %.1f times\n",
           (double)compress_plain (measure, segments) / bytes);
}

/* Rounds of the fleet: from each vehicle its next fix, in commits. */
static GArray *
take_turns (const Tracks *tracks)
{
  GArray *turns = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));

  for (guint turn = 0; turn < DAY_MS / 100000; turn++)
    {
      guint first = 0;

      for (guint run = 0; run < tracks->runs->len; run++)
        {
          guint n = g_array_index (tracks->runs, guint, run);

          if (turn < n)
            {
              ChezuVehicleFix fix = { (gint64)run * EVERY + 1,
                                      g_array_index (tracks->fixes, ChezuFix, first + turn) };

              g_array_append_val (turns, fix);
            }
          first += n;
        }
    }
  g_array_set_size (turns, turns->len - turns->len % COMMIT);
  return turns;
}

static void
bench_arrivals (const Tracks *tracks)
{
  g_autoptr (GArray) turns = take_turns (tracks);
  g_autoptr (GByteArray) records = g_byte_array_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  double encoding[REPEATS];
  double decoding[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      guint begin = 0;

      g_byte_array_set_size (records, 0);
      g_array_set_size (ends, 0);
      for (guint at = 0; at < turns->len; at += COMMIT)
        {
          chezu_arrival_encode (&g_array_index (turns, ChezuVehicleFix, at), COMMIT, records);
          g_array_append_val (ends, records->len);
        }
      encoding[i] = since_s (start_us);

      start_us = g_get_monotonic_time ();
      for (guint j = 0; j < ends->len; j++)
        {
          guint end = g_array_index (ends, guint, j);

          g_array_set_size (back, 0);
          if (!chezu_arrival_decode (records->data + begin, end - begin, back, NULL))
            g_error ("a record does not come back");
          begin = end;
        }
      decoding[i] = since_s (start_us);
    }

  g_print ("track.arrival_encode_fixes_per_s %.0f fixes/s\n",
           best_per_s (turns->len, encoding, REPEATS));
  g_print ("track.arrival_decode_fixes_per_s %.0f fixes/s\n",
           best_per_s (turns->len, decoding, REPEATS));
  g_print ("track.arrival_bytes_per_fix %.2f bytes\n", (double)records->len / turns->len);
}

int
main (void)
{
  Tracks learn = new_tracks ();
  Tracks measure = new_tracks ();

  drive (&learn, &measure);
  bench_segments (&learn, &measure);
  bench_arrivals (&measure);

  g_array_unref (learn.fixes);
  g_array_unref (learn.runs);
  g_array_unref (measure.fixes);
  g_array_unref (measure.runs);
  return 0;
}
