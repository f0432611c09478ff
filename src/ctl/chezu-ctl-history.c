/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl history: the track of one vehicle, for a person or for other programs. It is written
 * while it is read, so that a month takes no more memory than a minute. */

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "base/chezu-when.h"
#include "ctl/chezu-ctl-output.h"
#include "ctl/chezu-ctl-track.h"
#include "ctl/chezu-ctl-vehicle.h"
#include "ctl/chezu-ctl.h"
#include "store/chezu-gap-table.h"
#include "store/chezu-history.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* So much text is gathered before it is written. */
#define PIECE 65536

typedef struct
{
  char *from;
  char *to;
  char *box;
  char *format;
  char *output;
  gint64 limit;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->from);
  g_free (options->to);
  g_free (options->box);
  g_free (options->format);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* --- What is asked -------------------------------------------------------------------------- */

/* Today, unless an end is given: then the day in which it lies. */
static gboolean
read_period (const Options *options, ChezuTrackQuery *query, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 now_ms = chezu_time_now_ms ();

  if (options->to != NULL && !chezu_when_parse (options->to, now_ms, zone, &query->to_ms, error))
    return FALSE;
  query->from_ms
      = chezu_time_start_of_day_ms (options->to != NULL ? query->to_ms - 1 : now_ms, zone);
  if (options->from != NULL
      && !chezu_when_parse (options->from, now_ms, zone, &query->from_ms, error))
    return FALSE;
  if (query->from_ms < query->to_ms)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _ ("The period ends before it begins. See --from and --to"));
  return FALSE;
}

/* Rounded outwards, so that a corner that was read off a map belongs to it. */
static gboolean
read_box (const char *text, ChezuTrackQuery *query)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 5);
  double edges[4];

  if (g_strv_length (parts) != 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      char *end;

      g_strstrip (parts[i]);
      edges[i] = g_ascii_strtod (parts[i], &end);
      if (*parts[i] == '\0' || *end != '\0' || !(fabs (edges[i]) <= (i % 2 == 0 ? 180 : 90)))
        return FALSE;
    }
  if (edges[0] > edges[2] || edges[1] > edges[3])
    return FALSE;

  query->has_box = TRUE;
  query->min_lon_e7 = (gint32)floor (edges[0] * CHEZU_E7);
  query->min_lat_e7 = (gint32)floor (edges[1] * CHEZU_E7);
  query->max_lon_e7 = (gint32)ceil (edges[2] * CHEZU_E7);
  query->max_lat_e7 = (gint32)ceil (edges[3] * CHEZU_E7);
  return TRUE;
}

static ChezuExit
read_query (const Options *options, ChezuTrackQuery *query)
{
  g_autoptr (GError) error = NULL;

  *query = CHEZU_TRACK_QUERY_ALL;
  if (!read_period (options, query, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  if (options->box != NULL && !read_box (options->box, query))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("--box takes the edges west, south, east, north in degrees, like "
                              "117.1,34.7,117.4,34.9"));
  if (options->limit < 0)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--limit takes a number of fixes"));
  return CHEZU_EXIT_OK;
}

static const ChezuCtlTrackFormat *
read_format (const Options *options)
{
  const ChezuCtlTrackFormat *format = NULL;

  if (options->format != NULL)
    return chezu_ctl_track_find_format (options->format);
  if (options->output != NULL)
    format = chezu_ctl_track_guess_format (options->output);
  return format != NULL ? format : &chezu_ctl_track_table;
}

/* --- Writing -------------------------------------------------------------------------------- */

typedef struct
{
  const ChezuTrackQuery *query;
  gint64 limit; /* 0 none */
  ChezuCtlTrack *track;
  ChezuCtlOutput *output;
  gboolean limited; /* there was more */
} Export;

static gboolean
write_run (Export *export, const ChezuTrackRun *run, GError **error)
{
  ChezuCtlTrack *track = export->track;

  for (guint i = 0; i < run->n_fixes; i++)
    {
      if (export->limit > 0 && track->n_fixes >= export->limit)
        {
          export->limited = TRUE;
          return TRUE;
        }
      chezu_ctl_track_add (track, &run->fixes[i]);
      if (track->out->len >= PIECE && !chezu_ctl_output_write (export->output, track->out, error))
        return FALSE;
    }
  return TRUE;
}

static gpointer
write_track (ChezuDatabase *db, gpointer data, GError **error)
{
  Export *export = data;
  g_autoptr (ChezuTrackCursor) cursor = chezu_history_query (db, export->query);
  g_autoptr (GError) local_error = NULL;
  ChezuTrackRun run;

  chezu_ctl_track_begin (export->track);
  while (!export->limited && chezu_track_cursor_next (cursor, &run, &local_error))
    if (!write_run (export, &run, error))
      return NULL;
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  chezu_ctl_track_end (export->track);
  return chezu_ctl_output_write (export->output, export->track->out, error) ? export : NULL;
}

/* A file that stands for two things at once would be lost as one of them. */
static gboolean
is_store (const char *path, const char *store_path)
{
  GStatBuf file;
  GStatBuf store;

  return path != NULL && g_stat (path, &file) == 0 && g_stat (store_path, &store) == 0
         && file.st_dev == store.st_dev && file.st_ino == store.st_ino;
}

/* What a reader of the track should know, beside it and not in it. */
static void
tell (const Export *export)
{
  if (export->track->n_fixes == 0)
    g_printerr (_ ("No local record of this period\n"));
  if (export->limited)
    g_printerr (_ ("There are more fixes; --limit ended the track\n"));
}

/* Only of what is missing: a track is taken for whole unless something is said. */
static void
tell_completeness (ChezuStore *store, const ChezuTrackQuery *query)
{
  g_autoptr (ChezuCompleteness) completeness = NULL;
  g_autofree char *missing = NULL;

  completeness = chezu_ctl_take (
      chezu_gap_table_read_completeness (store, query->vehicle_id, query->from_ms, query->to_ms),
      NULL);
  if (completeness == NULL || completeness->missing_ms < CHEZU_SECOND_MS)
    return;

  missing = chezu_format_duration (completeness->missing_ms);
  g_printerr (
      _ ("The track is complete to %.1f %%: of %s it is not proven that every fix is here\n"),
      completeness->complete * 100, missing);
}

static ChezuExit
export_track (ChezuStore *store,
              const Options *options,
              const ChezuCtlTrackFormat *format,
              const ChezuTrackQuery *query,
              const ChezuCtlVehicle *vehicle)
{
  g_auto (ChezuCtlOutput) output = CHEZU_CTL_OUTPUT_INIT;
  g_auto (ChezuCtlTrack) track = { 0 };
  Export export = { .query = query, .limit = options->limit, .track = &track, .output = &output };
  g_autoptr (GError) error = NULL;

  chezu_ctl_track_init (&track, format);
  track.vehicle_id = vehicle->id;
  track.plate = vehicle->plate;
  track.cut = query->has_box;

  if (!chezu_ctl_output_open (&output, options->output, &error)
      || chezu_store_read_sync (store, write_track, &export, &error) == NULL
      || !chezu_ctl_output_finish (&output, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  tell (&export);
  tell_completeness (store, query);
  return CHEZU_EXIT_OK;
}

/* --- The command ---------------------------------------------------------------------------- */

static char *
describe (void)
{
  return g_strdup_printf (
      _ ("Writes the track of a vehicle: its plate, its terminal, or its number in the store "
         "(#17).\n\n"
         "Times: %s. Without an offset they are local; without --from and --to it is today.\n\n"
         "Formats: table for people; csv with a header (RFC 4180, times in UTC); gpx 1.1 with a "
         "segment for each stretch; geojson with a LineString for each stretch, whose property "
         "coordTimes holds the time of each position. A stretch ends where more than five minutes "
         "are missing."),
      chezu_when_describe ());
}

ChezuExit
chezu_ctl_history (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[]
      = { { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_ ("Where the period begins"),
            N_ ("TIME") },
          { "to", 0, 0, G_OPTION_ARG_STRING, &options.to,
            N_ ("Where it ends; fixes of this instant do not belong to it"), N_ ("TIME") },
          { "box", 0, 0, G_OPTION_ARG_STRING, &options.box, N_ ("Only fixes inside, in degrees"),
            N_ ("W,S,E,N") },
          { "format", 0, 0, G_OPTION_ARG_STRING, &options.format,
            N_ ("table, csv, gpx or geojson (default: by the file's ending, else table)"),
            N_ ("NAME") },
          { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
            N_ ("Write to a file, which is replaced when all is written"), N_ ("FILE") },
          { "limit", 0, 0, G_OPTION_ARG_INT64, &options.limit, N_ ("Only the first fixes"), "N" },
          G_OPTION_ENTRY_NULL };
  g_autofree char *description = describe ();
  g_autoptr (ChezuStore) store = NULL;
  g_auto (ChezuCtlVehicle) vehicle = { 0 };
  const ChezuCtlTrackFormat *format;
  ChezuTrackQuery query;
  ChezuExit code;

  if (!chezu_ctl_parse (_ ("VEHICLE"), description, entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one vehicle"));
  code = read_query (&options, &query);
  if (code != CHEZU_EXIT_OK)
    return code;
  format = read_format (&options);
  if (format == NULL)
    return chezu_ctl_fail (
        CHEZU_EXIT_USAGE, _ ("“%s” is no format; table, csv, gpx and geojson are"), options.format);
  if (is_store (options.output, ctl->store_path))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is the store itself"), options.output);

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  code = chezu_ctl_vehicle_find (store, argv[1], &vehicle);
  if (code != CHEZU_EXIT_OK)
    return code;

  query.vehicle_id = vehicle.id;
  return export_track (store, &options, format, &query, &vehicle);
}
