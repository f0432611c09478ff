/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to turn a server's answer into records: lines of "name value unit". The peer is
 * yyjson alone, which reads the same bytes as one document and looks at nothing. */

#include "base/chezu-json-splitter.h"
#include "base/chezu-time.h"
#include "sim/chezu-sim-history.h"
#include "sim/chezu-sim-json.h"
#include "sync/chezu-traccar-normalise.h"

#define VEHICLES 4159
#define DOCUMENT_BYTES (32 * 1024 * 1024)
#define PIECE 65536 /* what a socket gives at once */
#define REPEATS 7

/* 2026-04-14 08:00 in Shanghai */
#define FROM_MS (CHEZU_SIM_EPOCH_MS + 103 * CHEZU_DAY_MS + 8 * CHEZU_HOUR_MS)
#define NOW_MS (FROM_MS + CHEZU_DAY_MS)

static const ChezuConversion as_it_comes = { .now_ms = NOW_MS };

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a;
  const double *y = b;

  return (*x > *y) - (*x < *y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

static double
since_s (gint64 start_us)
{
  return (double)(g_get_monotonic_time () - start_us) / 1e6;
}

/* The demo world's morning as a server writes it, vehicle by vehicle. */
static GString *
make_document (void)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (ChezuSimWorld) world = NULL;
  ChezuSimClock clock;
  ChezuSimPen pen;
  GString *json = g_string_sized_new (DOCUMENT_BYTES + 4096);

  options.n_vehicles = VEHICLES;
  world = chezu_sim_world_new (&options, NULL);
  g_assert (world != NULL);
  chezu_sim_clock_init (&clock, VEHICLES, options.rate_s, 1);
  pen = (ChezuSimPen){ world, &clock, CHEZU_SIM_TIMES_OFFSET };

  for (guint vehicle = 0; vehicle < VEHICLES && json->len < DOCUMENT_BYTES; vehicle++)
    {
      ChezuSimHistory history;
      ChezuSimFix fix;

      chezu_sim_history_init (&history, world, &clock, vehicle, FROM_MS,
                              FROM_MS + 20 * CHEZU_MINUTE_MS, NOW_MS);
      while (json->len < DOCUMENT_BYTES && chezu_sim_history_next (&history, &fix))
        {
          g_string_append_c (json, json->len == 0 ? '[' : ',');
          chezu_sim_json_position (json, &pen, &fix);
        }
    }
  g_string_append_c (json, ']');
  return json;
}

static gboolean
take_element (const char *array_key,
              yyjson_val *element,
              const char *text,
              gsize length,
              gpointer user_data,
              GError **error)
{
  GArray *positions = user_data;
  ChezuTraccarPosition position;
  ChezuRefusal reason;

  if (chezu_traccar_read_position (element, &as_it_comes, &position, &reason))
    g_array_append_val (positions, position.position);
  return TRUE;
}

static void
bench_normalise (const GString *json)
{
  double times[REPEATS];
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (ChezuPosition));

  for (guint i = 0; i < REPEATS; i++)
    {
      g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (take_element, positions);
      gint64 start_us = g_get_monotonic_time ();
      gboolean good = TRUE;

      g_array_set_size (positions, 0);
      chezu_json_splitter_set_tolerant (splitter, TRUE);
      for (gsize at = 0; good && at < json->len; at += PIECE)
        good = chezu_json_splitter_feed (splitter, json->str + at, MIN (PIECE, json->len - at),
                                         NULL);
      if (!good || !chezu_json_splitter_end (splitter, NULL))
        g_error ("the document cannot be read");
      times[i] = since_s (start_us);
    }

  g_print ("normalise.mb_per_s %.0f MB/s\n", (double)json->len / 1e6 / median (times, REPEATS));
  g_print ("normalise.records_per_s %.0f records/s\n", positions->len / median (times, REPEATS));
  g_print ("normalise.record_bytes %.0f B\n", (double)json->len / positions->len);
}

static void
bench_parse (const GString *json)
{
  double times[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      yyjson_doc *document = yyjson_read (json->str, json->len, 0);

      g_assert (document != NULL);
      yyjson_doc_free (document);
      times[i] = since_s (start_us);
    }
  g_print ("normalise.parse_alone_mb_per_s %.0f MB/s\n",
           (double)json->len / 1e6 / median (times, REPEATS));
}

int
main (void)
{
  g_autoptr (GString) json = make_document ();

  bench_normalise (json);
  bench_parse (json);
  return 0;
}
