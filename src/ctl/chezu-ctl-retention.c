/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl retention: how long what is kept, and erasing what is older. */

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl-cells.h"
#include "ctl/chezu-ctl-json.h"
#include "ctl/chezu-ctl.h"
#include "store/chezu-retention.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_COLUMNS 5

typedef struct
{
  char **set;
  gboolean run;
  gboolean dry_run;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->set);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* --- The table ---------------------------------------------------------------------------- */

static void
print_table (GPtrArray *cells)
{
  g_autofree int *widths = chezu_ctl_cells_of_columns (cells, N_COLUMNS);

  for (guint i = 0; i < cells->len; i++)
    {
      const char *cell = g_ptr_array_index (cells, i);
      gboolean is_last = i % N_COLUMNS == N_COLUMNS - 1;

      g_print ("%s%*s", cell, is_last ? 0 : widths[i % N_COLUMNS] - chezu_ctl_cells_of (cell) + 2,
               "");
      if (is_last)
        g_print ("\n");
    }
}

static char *
describe_days (int days)
{
  return days == 0 ? g_strdup (_ ("for ever"))
                   : g_strdup_printf (ngettext ("%d day", "%d days", (gulong)days), days);
}

static char *
describe_limit (gint64 before_ms)
{
  return before_ms == G_MININT64 ? g_strdup ("—") : chezu_format_date (before_ms);
}

static char *
describe_rows (gint64 rows, gint64 bytes)
{
  g_autofree char *count = chezu_format_count (rows);
  g_autofree char *size = bytes >= 0 ? g_format_size ((guint64)bytes) : NULL;

  /* Translators: number of rows, size that became free. */
  return size != NULL ? g_strdup_printf (_ ("%s rows, %s"), count, size)
                      : g_strdup_printf (_ ("%s rows"), count);
}

static char *
describe_last_run (const ChezuRetentionState *state, gint64 now_ms)
{
  g_autofree char *age = NULL;
  g_autofree char *rows = NULL;

  if (state->run_ms == 0)
    return g_strdup (_ ("never"));

  age = chezu_format_age (state->run_ms, now_ms);
  rows = describe_rows (state->run_rows, state->run_bytes);
  return g_strdup_printf ("%s: %s", age, rows);
}

static void
add_headings (GPtrArray *cells, const char *last)
{
  g_ptr_array_add (cells, g_strdup (_ ("Class")));
  g_ptr_array_add (cells, g_strdup (_ ("Kept")));
  g_ptr_array_add (cells, g_strdup (_ ("At least")));
  g_ptr_array_add (cells, g_strdup (_ ("Erased before")));
  g_ptr_array_add (cells, g_strdup (last));
}

static void
add_class (GPtrArray *cells, guint klass, const ChezuRetentionState *state)
{
  g_ptr_array_add (cells, g_strdup (chezu_retention_class_key (klass)));
  g_ptr_array_add (cells, describe_days (state->days));
  g_ptr_array_add (cells, describe_days (chezu_retention_minimum_days (klass)));
  g_ptr_array_add (cells, describe_limit (state->before_ms));
}

static void
print_retention (const ChezuRetention *retention)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  gint64 now_ms = chezu_time_now_ms ();

  add_headings (cells, _ ("Last run"));
  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    {
      add_class (cells, i, &retention->classes[i]);
      g_ptr_array_add (cells, describe_last_run (&retention->classes[i], now_ms));
    }
  print_table (cells);
}

static void
print_report (const ChezuRetention *retention,
              const ChezuRetentionReport *report,
              const char *heading)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  add_headings (cells, heading);
  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    {
      add_class (cells, i, &retention->classes[i]);
      g_ptr_array_add (cells, describe_rows (report->rows[i], report->bytes[i]));
    }
  print_table (cells);
}

/* --- For scripts -------------------------------------------------------------------------- */

/* Scripts rely on the names, which chezuctl(1) lists. @report: (nullable): what was erased, or
 * would be, and under which name that is told */
static void
print_json (const ChezuRetention *retention, const ChezuRetentionReport *report, const char *key)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();

  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    {
      const ChezuRetentionState *state = &retention->classes[i];
      ChezuCtlJson klass = chezu_ctl_json_add_object (root, chezu_retention_class_key (i));
      ChezuCtlJson last;

      /* For ever is not a number of days. */
      chezu_ctl_json_add_known_int (klass, "days", state->days > 0 ? state->days : -1);
      chezu_ctl_json_add_int (klass, "minimum_days", chezu_retention_minimum_days (i));
      chezu_ctl_json_add_time (klass, "before",
                               state->before_ms != G_MININT64 ? state->before_ms : 0);
      last = chezu_ctl_json_add_object (klass, "last_run");
      chezu_ctl_json_add_time (last, "time", state->run_ms);
      chezu_ctl_json_add_int (last, "rows", state->run_rows);
      chezu_ctl_json_add_int (last, "bytes", state->run_bytes);
      if (report != NULL)
        {
          ChezuCtlJson erased = chezu_ctl_json_add_object (klass, key);

          chezu_ctl_json_add_int (erased, "rows", report->rows[i]);
          chezu_ctl_json_add_known_int (erased, "bytes", report->bytes[i]);
        }
    }
  if (report != NULL)
    chezu_ctl_json_add_int (root, "given_back", report->given_back);
  chezu_ctl_json_print (root.json);
}

/* --- Setting ------------------------------------------------------------------------------ */

/* "400d" or "400"; "ever" and "0" are for ever. */
static gboolean
parse_days (const char *text, int *days)
{
  g_autofree char *number = g_strdup (text);
  gint64 value;

  *days = 0;
  if (g_str_equal (text, "ever"))
    return TRUE;
  if (g_str_has_suffix (number, "d"))
    number[strlen (number) - 1] = '\0';
  if (!g_ascii_string_to_signed (number, 10, 0, G_MAXINT32, &value, NULL))
    return FALSE;
  *days = (int)value;
  return TRUE;
}

static ChezuExit
set (ChezuStore *store, const char *wish)
{
  g_auto (GStrv) parts = g_strsplit (wish, "=", 2);
  g_autoptr (GError) error = NULL;
  ChezuRetentionClass klass;
  int days;

  if (g_strv_length (parts) != 2 || !parse_days (parts[1], &days))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("“%s” says no period. Write it like tracks=400d, or tracks=ever"),
                           wish);
  if (!chezu_retention_class_from_key (parts[0], &klass))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("“%s” is no class; tracks, events, alarms and quarantine are"),
                           parts[0]);
  if (!chezu_retention_set_sync (store, klass, days, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

/* --- Running ------------------------------------------------------------------------------ */

static DexFuture *
run_fiber (gpointer user_data)
{
  ChezuStore *store = user_data;
  GError *error = NULL;
  ChezuRetentionReport *report = chezu_store_await (chezu_retention_run (store, NULL), &error);

  return report != NULL ? dex_future_new_for_pointer (report) : dex_future_new_for_error (error);
}

static ChezuExit
run (ChezuStore *store, const ChezuRetention *retention, gboolean as_json)
{
  g_autoptr (GError) error = NULL;
  g_autofree ChezuRetentionReport *report = chezu_ctl_wait_boxed (
      dex_scheduler_spawn (NULL, 0, run_fiber, g_object_ref (store), g_object_unref), &error);
  g_autofree char *given_back = NULL;

  if (report == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);

  if (as_json)
    {
      print_json (retention, report, "erased");
      return CHEZU_EXIT_OK;
    }
  given_back = g_format_size ((guint64)report->given_back);
  print_report (retention, report, _ ("Erased"));
  g_print (_ ("The data file became %s shorter\n"), given_back);
  return CHEZU_EXIT_OK;
}

static ChezuExit
survey (ChezuStore *store, const ChezuRetention *retention, gboolean as_json)
{
  g_autoptr (GError) error = NULL;
  g_autofree ChezuRetentionReport *report = chezu_retention_survey_sync (store, &error);

  if (report == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);

  if (as_json)
    print_json (retention, report, "would_erase");
  else
    print_report (retention, report, _ ("Would be erased"));
  return CHEZU_EXIT_OK;
}

static ChezuExit
act (ChezuStore *store, const Options *options)
{
  g_autofree ChezuRetention *retention = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; options->set != NULL && options->set[i] != NULL; i++)
    {
      ChezuExit code = set (store, options->set[i]);

      if (code != CHEZU_EXIT_OK)
        return code;
    }

  retention = chezu_retention_read_sync (store, &error);
  if (retention == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  if (options->dry_run)
    return survey (store, retention, options->as_json);
  if (options->run)
    return run (store, retention, options->as_json);
  if (options->as_json)
    print_json (retention, NULL, NULL);
  else
    print_retention (retention);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_retention (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[]
      = { { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.set,
            N_ ("Keep a class for so many days: tracks=400d, alarms=ever"), N_ ("CLASS=PERIOD") },
          { "run", 0, 0, G_OPTION_ARG_NONE, &options.run, N_ ("Erase what is older now"), NULL },
          { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run,
            N_ ("Tell what would be erased, and erase nothing"), NULL },
          { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_ ("Answer in JSON, for scripts"),
            NULL },
          G_OPTION_ENTRY_NULL };
  g_autoptr (ChezuStore) store = NULL;

  if (!chezu_ctl_parse (
          "",
          _ ("Shows how long tracks, events, alarms and refused records are kept, and when\n"
             "older ones were erased last. A program that synchronizes erases once a day.\n"
             "Age is counted from the newest fix. Track around an alarm stays as long as the "
             "alarm."),
          entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  return act (store, &options);
}
