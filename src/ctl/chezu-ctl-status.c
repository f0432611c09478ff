/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl status: what the store holds and how the sources are, for a person or for a script. */

#include "ctl/chezu-ctl-status.h"

#include "base/chezu-format.h"
#include "base/chezu-source-advice.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl-cells.h"
#include "ctl/chezu-ctl.h"

#include <glib/gi18n-lib.h>

/* --- For a person ------------------------------------------------------------------------------
 */

/* "  Label:  value", values of all lines in one column. */
static void
print_fact (const char *label, const char *value)
{
  g_autofree char *heading = g_strdup_printf ("%s:", label);

  g_print ("  %s%*s %s\n", heading, MAX (18 - chezu_ctl_cells_of (heading), 0), "", value);
}

static void
print_state (const ChezuSourceRow *row, gint64 now_ms)
{
  const char *name = row->enabled ? chezu_source_state_name (row->state) : _ ("Switched Off");
  g_autofree char *since = chezu_format_moment (row->state_since_ms, now_ms);
  g_autofree char *age = chezu_format_age (row->last_message_ms, now_ms);
  g_autofree char *text = NULL;

  /* TRANSLATORS: state of a source, since when, and when it last sent something */
  text = g_strdup_printf (_ ("%s since %s, last data %s"), name, since, age);
  print_fact (C_ ("of a source", "State"), text);
}

static void
print_rates (const ChezuSourceRow *row)
{
  g_autofree char *rate = chezu_format_rate (row->rate);
  g_autofree char *accepted = chezu_format_count (row->accepted);
  g_autofree char *duplicate = chezu_format_count (row->duplicate);
  g_autofree char *text = NULL;

  if (row->lag_ms >= 0)
    text = g_strdup_printf (_ ("%s a second, %.1f s behind; accepted %s, duplicates %s"), rate,
                            row->lag_ms / 1000.0, accepted, duplicate);
  else
    text = g_strdup_printf (_ ("%s a second; accepted %s, duplicates %s"), rate, accepted,
                            duplicate);
  print_fact (_ ("Fixes"), text);
}

static void
print_refusals (const ChezuSourceRow *row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < CHEZU_N_REFUSALS; i++)
    {
      g_autofree char *count = chezu_format_count (row->refused[i]);

      if (row->refused[i] > 0)
        g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", chezu_refusal_name (i),
                                count);
    }
  if (text->len > 0)
    print_fact (_ ("Refused"), text->str);
}

static void
print_reading (const ChezuSourceRow *row)
{
  g_autofree char *text = NULL;

  if (row->datum == CHEZU_DATUM_WGS84 && row->time_offset_ms == 0)
    return;
  text = g_strdup_printf (_ ("%s, times moved by %+.0f s"), chezu_datum_name (row->datum),
                          (double)row->time_offset_ms / CHEZU_SECOND_MS);
  print_fact (_ ("Datum"), text);
}

static char *
describe_open (const ChezuGapProgress *progress)
{
  g_autofree char *open = chezu_format_count (progress->open);
  g_autofree char *vehicles = chezu_format_vehicles (progress->open_vehicles);
  g_autofree char *missing = chezu_format_duration (progress->open_ms);
  g_autofree char *rest = NULL;

  if (progress->open == progress->waiting || progress->remaining_ms < 0)
    return g_strdup_printf (_ ("%s open of %s, %s missing"), open, vehicles, missing);

  rest = chezu_format_duration (MAX (progress->remaining_ms, CHEZU_SECOND_MS));
  /* TRANSLATORS: number of gaps, "312 vehicles", "96 h 4 min", "12 min" */
  return g_strdup_printf (_ ("%s open of %s, %s missing; about %s left"), open, vehicles, missing,
                          rest);
}

static void
print_gaps (const ChezuGapProgress *progress)
{
  g_autofree char *open = NULL;
  g_autofree char *closed = chezu_format_count (progress->closed);
  g_autofree char *fixes = chezu_format_count (progress->filled_fixes);
  g_autofree char *text = NULL;

  if (progress->open == 0 && progress->closed == 0)
    return;
  open = progress->open > 0 ? describe_open (progress) : g_strdup (_ ("none open"));
  text = g_strdup_printf (_ ("%s; closed %s with %s fixes"), open, closed, fixes);
  print_fact (_ ("Gaps"), text);
}

static void
print_source (const ChezuSourceRow *row, const ChezuGapProgress *progress, gint64 now_ms)
{
  const char *advice = row->enabled ? chezu_source_advice (row->state) : NULL;

  g_print ("\n%s  %s\n", row->name, row->url);
  print_state (row, now_ms);
  print_rates (row);
  print_refusals (row);
  print_reading (row);
  print_gaps (progress);
  if (row->enabled && row->last_error != NULL)
    print_fact (_ ("Last Problem"), row->last_error);
  if (advice != NULL)
    print_fact (_ ("What to Do"), advice);
}

static void
print_past (const ChezuCtlStatus *status)
{
  const ChezuStoreFigures *figures = status->figures;
  g_autofree char *first = chezu_format_moment (figures->first_fix_ms, status->now_ms);
  g_autofree char *segments = chezu_format_count (figures->segments);
  g_autofree char *waiting = chezu_format_count (figures->waiting);

  if (figures->first_fix_ms == 0)
    return;
  if (figures->bytes_per_fix >= 0)
    g_print (_ ("Since %s, in %s segments, %s fixes to be sealed, %.1f bytes a fix\n"), first,
             segments, waiting, figures->bytes_per_fix);
  else
    g_print (_ ("Since %s, in %s segments, %s fixes to be sealed\n"), first, segments, waiting);
}

static void
print_text (const ChezuCtlStatus *status)
{
  const ChezuStoreTotals *totals = status->totals;
  g_autofree char *vehicles = chezu_format_vehicles (totals->vehicles);
  g_autofree char *fixes = chezu_format_count (totals->fixes);
  g_autofree char *size = g_format_size ((guint64)totals->bytes);
  g_autofree char *age = chezu_format_age (totals->newest_fix_ms, status->now_ms);

  g_print ("%s (%s)\n", status->path, size);
  if (status->mode != CHEZU_STORE_WRITABLE)
    g_print ("%s\n", _ ("The data file is read-only; new data is not saved"));
  g_print (_ ("%s, %s fixes, newest %s\n"), vehicles, fixes, age);
  print_past (status);
  if (status->sources->len == 0)
    g_print (_ ("No sources yet. Add one with “chezuctl source add”\n"));
  for (guint i = 0; i < status->sources->len; i++)
    print_source (g_ptr_array_index (status->sources, i),
                  g_ptr_array_index (status->source_gaps, i), status->now_ms);
}

/* --- Collecting --------------------------------------------------------------------------------
 */

typedef struct
{
  ChezuStore *store;
  ChezuCtlStatus *status;
} Collecting;

static void
status_free (ChezuCtlStatus *self)
{
  g_free (self->totals);
  g_free (self->figures);
  g_free (self->gaps);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->source_gaps, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuCtlStatus, status_free)

static gboolean
await_gaps (ChezuStore *store, ChezuCtlStatus *status, GError **error)
{
  status->gaps = chezu_store_await (chezu_gap_table_read_progress (store, 0), error);
  if (status->gaps == NULL)
    return FALSE;

  status->source_gaps = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < status->sources->len; i++)
    {
      const ChezuSourceRow *row = g_ptr_array_index (status->sources, i);
      ChezuGapProgress *progress
          = chezu_store_await (chezu_gap_table_read_progress (store, row->id), error);

      if (progress == NULL)
        return FALSE;
      g_ptr_array_add (status->source_gaps, progress);
    }
  return TRUE;
}

static DexFuture *
collect_fiber (gpointer data)
{
  const Collecting *collecting = data;
  ChezuStore *store = collecting->store;
  ChezuCtlStatus *status = collecting->status;
  g_autoptr (GError) error = NULL;

  status->totals = chezu_store_await (chezu_store_read_totals (store), &error);
  if (status->totals != NULL)
    status->figures = chezu_store_await (chezu_store_read_figures (store), &error);
  if (status->figures != NULL)
    status->sources = chezu_store_await (chezu_source_table_list (store), &error);
  if (status->sources == NULL || !await_gaps (store, status, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

ChezuExit
chezu_ctl_status (ChezuCtl *ctl, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[]
      = { { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Answer in JSON, for scripts"), NULL },
          G_OPTION_ENTRY_NULL };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (ChezuCtlStatus) status = NULL;
  g_autoptr (GError) error = NULL;
  Collecting collecting;

  if (!chezu_ctl_parse ("", _ ("Shows what the store holds and how its sources are."), entries,
                        &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);

  store = chezu_ctl_open_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;

  status = g_new0 (ChezuCtlStatus, 1);
  status->path = ctl->store_path;
  status->mode = chezu_store_get_mode (store);
  status->now_ms = chezu_time_now_ms ();
  collecting = (Collecting){ store, status };
  if (!chezu_ctl_wait (dex_scheduler_spawn (NULL, 0, collect_fiber, &collecting, NULL), &error))
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);

  if (as_json)
    chezu_ctl_status_print_json (status);
  else
    print_text (status);
  return CHEZU_EXIT_OK;
}
