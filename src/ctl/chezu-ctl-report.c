/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl report: what came of every record, and the official rates with their marks. */

#include "ctl/chezu-ctl-report.h"

#include "base/chezu-time.h"
#include "base/chezu-when.h"
#include "ctl/chezu-ctl.h"

#include <glib/gi18n-lib.h>

typedef void (*WriteFunc) (const ChezuCtlReport *report, GString *out);

typedef struct
{
  char *from;
  char *to;
  char *by;
  char *format;
  char *output;
  gboolean no_tracks;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->from);
  g_free (options->to);
  g_free (options->by);
  g_free (options->format);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static GTimeZone *
report_zone (void)
{
  /* Without daylight saving: the zone of the counters, whatever machine this runs on. */
  return g_time_zone_new_offset (8 * 60 * 60);
}

char *
chezu_ctl_report_format_day (gint64 time_ms)
{
  g_autoptr (GTimeZone) zone = report_zone ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / CHEZU_SECOND_MS);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (local, "%Y-%m-%d");
}

/* Today, unless days are given. Both ends belong to the period. */
static gboolean
read_period (const Options *options, ChezuCtlReport *report, GError **error)
{
  g_autoptr (GTimeZone) zone = report_zone ();
  gint64 now_ms = chezu_time_now_ms ();

  report->to_ms = now_ms;
  if (options->to != NULL && !chezu_when_parse (options->to, now_ms, zone, &report->to_ms, error))
    return FALSE;
  report->from_ms = report->to_ms;
  if (options->from != NULL
      && !chezu_when_parse (options->from, now_ms, zone, &report->from_ms, error))
    return FALSE;
  report->from_ms = chezu_time_start_of_day_ms (report->from_ms, zone);
  if (report->from_ms <= report->to_ms)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _ ("The period ends before it begins. See --from and --to"));
  return FALSE;
}

static gboolean
read_grouping (const char *by, ChezuQualityGrouping *grouping)
{
  static const char *const keys[] = {
    [CHEZU_QUALITY_TOTAL] = "total",
    [CHEZU_QUALITY_BY_SOURCE] = "source",
    [CHEZU_QUALITY_BY_VEHICLE] = "vehicle",
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (by == NULL || g_str_equal (by, keys[i]))
      {
        *grouping = (ChezuQualityGrouping)i;
        return TRUE;
      }
  return FALSE;
}

static WriteFunc
find_format (const char *format)
{
  static const struct
  {
    const char *name;
    WriteFunc write;
  } formats[] = {
    { "table", chezu_ctl_report_write_table },
    { "csv", chezu_ctl_report_write_csv },
    { "json", chezu_ctl_report_write_json },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (format == NULL || g_str_equal (format, formats[i].name))
      return formats[i].write;
  return NULL;
}

typedef struct
{
  ChezuStore *store;
  ChezuCtlReport *report;
} Reading;

static DexFuture *
read_fiber (gpointer data)
{
  const Reading *reading = data;
  ChezuCtlReport *report = reading->report;
  g_autoptr (GError) error = NULL;

  report->rows
      = chezu_store_await (chezu_quality_read (reading->store, report->from_ms, report->to_ms,
                                               report->grouping, report->measured),
                           &error);
  return report->rows != NULL ? dex_future_new_true ()
                              : dex_future_new_for_error (g_steal_pointer (&error));
}

static ChezuExit
write_report (const ChezuCtlReport *report, WriteFunc write, const char *path)
{
  g_auto (ChezuCtlOutput) output = CHEZU_CTL_OUTPUT_INIT;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  write (report, text);
  if (!chezu_ctl_output_open (&output, path, &error)
      || !chezu_ctl_output_write (&output, text, &error)
      || !chezu_ctl_output_finish (&output, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

static ChezuExit
quality (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[]
      = { { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_ ("First day (default: today)"),
            N_ ("TIME") },
          { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_ ("Last day (default: today)"),
            N_ ("TIME") },
          { "by", 0, 0, G_OPTION_ARG_STRING, &options.by,
            N_ ("One row for: total (default), source, vehicle"), N_ ("WHAT") },
          { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, N_ ("table (default), csv, json"),
            N_ ("NAME") },
          { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
            N_ ("Write to this file instead of standard output"), N_ ("FILE") },
          { "no-tracks", 0, 0, G_OPTION_ARG_NONE, &options.no_tracks,
            N_ ("Leave out track completeness, for which every track is read"), NULL },
          G_OPTION_ENTRY_NULL };
  ChezuCtlReport report = { 0 };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;
  WriteFunc write;
  Reading reading;

  if (!chezu_ctl_parse ("", _ ("Tells how good the data are, by the official rates."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);
  if (!read_grouping (options.by, &report.grouping))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--by takes total, source or vehicle"));
  write = find_format (options.format);
  if (write == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--format takes table, csv or json"));
  if (!read_period (&options, &report, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  report.measured = !options.no_tracks;
  reading = (Reading){ store, &report };
  if (!chezu_ctl_wait (dex_scheduler_spawn (NULL, 0, read_fiber, &reading, NULL), &error))
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);

  rows = report.rows;
  return write_report (&report, write, options.output);
}

ChezuExit
chezu_ctl_report (ChezuCtl *ctl, int argc, char **argv)
{
  if (argc > 1 && g_str_equal (argv[1], "quality"))
    {
      argv[1] = (char *)"report quality";
      return quality (ctl, argc - 1, argv + 1);
    }
  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      g_print (_ ("Usage: chezuctl report quality\n“chezuctl report quality --help” tells more\n"));
      return CHEZU_EXIT_OK;
    }
  return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Say which report: quality"));
}
