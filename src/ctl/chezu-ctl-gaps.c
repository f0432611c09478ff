/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl gaps: of what it is not proven that every fix is here, why, and what comes of it. */

#include "ctl/chezu-ctl-gaps.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "base/chezu-when.h"
#include "ctl/chezu-ctl-vehicle.h"
#include "store/chezu-vehicle-table.h"

#include <glib/gi18n-lib.h>

#define LIMIT 100
#define PAGE 1000

typedef struct
{
  char *vehicle;
  char *from;
  char *to;
  gint64 limit;
  gboolean retry;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->vehicle);
  g_free (options->from);
  g_free (options->to);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
completeness_free (gpointer data)
{
  ChezuCtlCompleteness *self = data;

  g_free (self->plate);
  chezu_completeness_free (self->completeness);
  g_free (self);
}

static void
gaps_clear (ChezuCtlGaps *self)
{
  g_free (self->progress);
  g_clear_pointer (&self->gaps, g_ptr_array_unref);
  g_clear_pointer (&self->vehicles, g_ptr_array_unref);
}

typedef ChezuCtlGaps Gaps;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Gaps, gaps_clear)

/* --- Text ----------------------------------------------------------------------------------- */

static char *
format_time (gint64 time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_ms / 1000);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("—");
}

/* Times and lengths first, because they are as wide in every line. */
static void
print_gap (const ChezuGap *gap, const char *plate, const char *why)
{
  g_autofree char *from = format_time (gap->from_ms);
  g_autofree char *to = format_time (gap->to_ms);
  g_autofree char *length = chezu_format_duration (gap->to_ms - gap->from_ms);
  g_autofree char *shown = plate != NULL ? chezu_format_plate (plate) : NULL;

  g_print ("  %s – %s  %s", from, to, length);
  if (shown != NULL)
    g_print ("  %s", shown);
  g_print ("  %s", chezu_gap_reason_name (gap->reason));
  if (gap->given_up)
    g_print (", %s", _ ("given up"));
  if (why != NULL)
    g_print (": %s", why);
  g_print ("\n");
}

static void
print_progress (const ChezuGapProgress *progress)
{
  g_autofree char *open = chezu_format_count (progress->open);
  g_autofree char *vehicles = chezu_format_vehicles (progress->open_vehicles);
  g_autofree char *missing = chezu_format_duration (progress->open_ms);
  g_autofree char *closed = chezu_format_count (progress->closed);
  g_autofree char *fixes = chezu_format_count (progress->filled_fixes);

  if (progress->open == 0)
    g_print (_ ("No gaps are open\n"));
  else
    g_print (_ ("%s gaps open of %s, %s missing\n"), open, vehicles, missing);
  if (progress->waiting > 0)
    {
      g_autofree char *waiting = chezu_format_count (progress->waiting);

      g_print (_ ("%s of them are looked into later\n"), waiting);
    }
  if (progress->open > progress->waiting && progress->remaining_ms >= 0)
    {
      g_autofree char *rest = chezu_format_duration (MAX (progress->remaining_ms, CHEZU_SECOND_MS));

      g_print (_ ("About %s left\n"), rest);
    }
  if (progress->given_up > 0)
    {
      g_autofree char *given_up = chezu_format_count (progress->given_up);

      g_print (_ ("%s given up; “chezuctl gaps --retry” asks for them again\n"), given_up);
    }
  g_print (_ ("Closed so far: %s, with %s fixes\n"), closed, fixes);
}

static void
print_more (guint more)
{
  g_autofree char *count = chezu_format_count (more);

  if (more > 0)
    g_print (_ ("  … and %s more; see --limit\n"), count);
}

static void
print_vehicle (const ChezuCtlCompleteness *vehicle)
{
  const ChezuCompleteness *completeness = vehicle->completeness;
  g_autofree char *plate = chezu_format_plate (vehicle->plate);
  g_autofree char *percent = chezu_format_percent (completeness->complete, 2);
  g_autofree char *missing = chezu_format_duration (completeness->missing_ms);

  g_print (_ ("\n%s  complete to %s, %s missing\n"), plate, percent, missing);
  for (guint i = 0; i < completeness->gaps->len; i++)
    print_gap (&g_array_index (completeness->gaps, ChezuGap, i), NULL, NULL);
}

static void
print_period (const ChezuCtlGaps *self)
{
  g_autofree char *from = format_time (self->from_ms);
  g_autofree char *to = format_time (self->to_ms);
  g_autofree char *percent = chezu_format_percent (
      self->asked_ms > 0 ? 1.0 - (double)self->missing_ms / (double)self->asked_ms : 1.0, 2);
  g_autofree char *missing = chezu_format_duration (self->missing_ms);

  g_print (_ ("%s – %s: complete to %s, %s missing\n"), from, to, percent, missing);
  for (guint i = 0; i < MIN (self->vehicles->len, self->limit); i++)
    print_vehicle (g_ptr_array_index (self->vehicles, i));
  print_more (self->vehicles->len - MIN (self->vehicles->len, self->limit));
}

void
chezu_ctl_gaps_print (const ChezuCtlGaps *self)
{
  if (self->vehicles != NULL)
    {
      print_period (self);
      return;
    }

  print_progress (self->progress);
  for (guint i = 0; i < MIN (self->gaps->len, self->limit); i++)
    {
      const ChezuGapRow *row = g_ptr_array_index (self->gaps, i);

      print_gap (&row->gap, row->plate != NULL ? row->plate : "", row->why);
    }
  /* One more than is shown is read, to know that there are more. */
  if (self->gaps->len > self->limit)
    print_more ((guint)MAX (self->progress->open + self->progress->given_up - self->limit, 1));
}

/* --- What is asked -------------------------------------------------------------------------- */

static gboolean
add_vehicle (ChezuCtlGaps *self, ChezuStore *store, gint64 id, const char *plate, GError **error)
{
  ChezuCompleteness *completeness = chezu_ctl_take (
      chezu_gap_table_read_completeness (store, id, self->from_ms, self->to_ms), error);
  ChezuCtlCompleteness *vehicle;

  if (completeness == NULL)
    return FALSE;

  vehicle = g_new0 (ChezuCtlCompleteness, 1);
  vehicle->vehicle_id = id;
  vehicle->plate = g_strdup (plate);
  vehicle->completeness = completeness;
  self->asked_ms += completeness->asked_ms;
  self->missing_ms += completeness->missing_ms;
  g_ptr_array_add (self->vehicles, vehicle);
  return TRUE;
}

/* A vehicle that never had a fix has no track that could lack anything. */
static gboolean
add_fleet (ChezuCtlGaps *self, ChezuStore *store, GError **error)
{
  gint64 seq = 0;
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (ChezuVehiclePage) page
          = chezu_ctl_take (chezu_vehicle_table_changes (store, seq, PAGE), error);

      if (page == NULL)
        return FALSE;
      for (guint i = 0; i < page->rows->len; i++)
        {
          const ChezuVehicleRow *row = &g_array_index (page->rows, ChezuVehicleRow, i);

          if (row->has_fix && !add_vehicle (self, store, row->id, row->plate, error))
            return FALSE;
        }
      seq = page->last_seq;
      more = page->more;
    }
  return TRUE;
}

static int
compare_missing (gconstpointer a, gconstpointer b)
{
  const ChezuCtlCompleteness *one = *(ChezuCtlCompleteness *const *)a;
  const ChezuCtlCompleteness *two = *(ChezuCtlCompleteness *const *)b;
  gint64 more = two->completeness->missing_ms - one->completeness->missing_ms;

  if (more != 0)
    return more > 0 ? 1 : -1;
  return one->vehicle_id < two->vehicle_id ? -1 : 1;
}

/* Of a fleet, those that lack nothing are not listed. */
static void
drop_complete (ChezuCtlGaps *self)
{
  g_ptr_array_sort (self->vehicles, compare_missing);
  while (self->vehicles->len > 0)
    {
      const ChezuCtlCompleteness *last
          = g_ptr_array_index (self->vehicles, self->vehicles->len - 1);

      if (last->completeness->missing_ms > 0)
        break;
      g_ptr_array_set_size (self->vehicles, (int)self->vehicles->len - 1);
    }
}

static gboolean
read_period (ChezuCtlGaps *self, ChezuStore *store, const ChezuCtlVehicle *vehicle, GError **error)
{
  self->vehicles = g_ptr_array_new_with_free_func (completeness_free);
  if (vehicle->id != 0)
    return add_vehicle (self, store, vehicle->id, vehicle->plate, error);
  if (!add_fleet (self, store, error))
    return FALSE;
  drop_complete (self);
  return TRUE;
}

static gboolean
read_ledger (ChezuCtlGaps *self, ChezuStore *store, gint64 vehicle_id, GError **error)
{
  self->gaps = chezu_ctl_take (chezu_gap_table_list (store, vehicle_id, self->limit + 1), error);
  return self->gaps != NULL;
}

/* --- The command ---------------------------------------------------------------------------- */

/* To now, and from the beginning of that day, unless something else is said. */
static ChezuExit
parse_period (const Options *options, ChezuCtlGaps *gaps)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GError) error = NULL;
  gint64 now_ms = chezu_time_now_ms ();

  gaps->to_ms = now_ms;
  if (options->to != NULL && !chezu_when_parse (options->to, now_ms, zone, &gaps->to_ms, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  gaps->from_ms = chezu_time_start_of_day_ms (gaps->to_ms - 1, zone);
  if (options->from != NULL
      && !chezu_when_parse (options->from, now_ms, zone, &gaps->from_ms, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  if (gaps->from_ms >= gaps->to_ms)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("The period ends before it begins. See --from and --to"));
  return CHEZU_EXIT_OK;
}

static ChezuExit
show (ChezuStore *store, const Options *options, ChezuCtlGaps *gaps, const ChezuCtlVehicle *vehicle)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (options->retry && !chezu_ctl_wait (chezu_gap_table_reopen (store, vehicle->id), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);

  gaps->progress = chezu_ctl_take (chezu_gap_table_read_progress (store, 0), &error);
  if (gaps->progress == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  done = options->from != NULL || options->to != NULL
             ? read_period (gaps, store, vehicle, &error)
             : read_ledger (gaps, store, vehicle->id, &error);
  if (!done)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);

  if (options->json)
    chezu_ctl_gaps_print_json (gaps);
  else
    chezu_ctl_gaps_print (gaps);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_gaps (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { .limit = LIMIT };
  const GOptionEntry entries[] = {
    { "vehicle", 0, 0, G_OPTION_ARG_STRING, &options.vehicle,
      N_ ("Only of this vehicle: plate, terminal, or #number"), N_ ("VEHICLE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_ ("Where the period begins"),
      N_ ("TIME") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_ ("Where the period ends"), N_ ("TIME") },
    { "limit", 0, 0, G_OPTION_ARG_INT64, &options.limit,
      N_ ("List so many gaps or vehicles (default: 100)"), "N" },
    { "retry", 0, 0, G_OPTION_ARG_NONE, &options.retry, N_ ("Ask again for what was given up"),
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_ ("Answer in JSON, for scripts"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autofree char *description = g_strdup_printf (
      _ ("Lists the periods of which it is not proven that every fix is here, with their reasons. "
         "With --from or --to it tells how complete the tracks of that period are.\n\nTimes: %s."),
      chezu_when_describe ());
  g_autoptr (ChezuStore) store = NULL;
  g_auto (ChezuCtlVehicle) vehicle = { 0 };
  g_auto (Gaps) gaps = { 0 };
  ChezuExit code;

  if (!chezu_ctl_parse ("", description, entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);
  if (options.limit < 1 || options.limit > G_MAXINT)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--limit takes a number from 1 on"));
  gaps.limit = (guint)options.limit;
  code = parse_period (&options, &gaps);
  if (code != CHEZU_EXIT_OK)
    return code;

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  if (options.vehicle != NULL)
    code = chezu_ctl_vehicle_find (store, options.vehicle, &vehicle);
  return code == CHEZU_EXIT_OK ? show (store, &options, &gaps, &vehicle) : code;
}
