/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-sim-history.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "base/chezu-when.h"
#include "ctl/chezu-ctl-harvest.h"
#include "ctl/chezu-ctl-world-list.h"
#include "ctl/chezu-ctl-world.h"
#include "sim/chezu-sim-plan.h"
#include "store/chezu-history.h"
#include "store/chezu-import.h"
#include "store/chezu-source-table.h"
#include "sync/chezu-credentials.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#define USER "admin"
#define PASSWORD "admin"
/* What is committed at once: some tenths of a second. */
#define FIXES_AT_ONCE 300000
#define PIECES_AT_ONCE 256
#define LEARN_VEHICLES 300
#define LEARN_FIXES 1000

typedef struct
{
  ChezuStore *store;
  gint64 source_id;
  const ChezuSimWorld *world;
  const ChezuSimClock *clock;
  gint64 from_ms;
  gint64 to_ms;
  gint64 start_us;
  GMainLoop *loop;

  /* On the thread that imports, and after it. */
  GError *error;

  /* Atomic. */
  int interrupted;

  GMutex mutex; /* of what is told while it goes on */
  guint64 n_pieces;
  guint64 done;
  gint64 proven_ms; /* so far all vehicles are there */
  gint64 n_fixes;
  gint64 n_new;
} Run;

/* --- What was asked for --------------------------------------------------------------------- */

static gboolean
parse_span (const char *text, gint64 *span_ms)
{
  char *unit;
  gint64 number = g_ascii_strtoll (text, &unit, 10);
  gint64 unit_ms = 0;

  if (g_str_equal (unit, "d"))
    unit_ms = CHEZU_DAY_MS;
  else if (g_str_equal (unit, "h"))
    unit_ms = CHEZU_HOUR_MS;
  else if (g_str_equal (unit, "m"))
    unit_ms = CHEZU_MINUTE_MS;
  if (unit == text || unit_ms == 0 || number < 1 || number > 100 * 366 * CHEZU_DAY_MS / unit_ms)
    return FALSE;
  *span_ms = number * unit_ms;
  return TRUE;
}

/* --- The source and its vehicles ------------------------------------------------------------ */

/* The demo's own way to keep its password, by which its source is known again. */
static gboolean
find_source (Run *run, const char *password_file, GError **error)
{
  g_autoptr (GPtrArray) sources = chezu_source_table_list_sync (run->store, error);

  if (sources == NULL)
    return FALSE;
  for (guint i = 0; i < sources->len; i++)
    {
      const ChezuSourceRow *row = g_ptr_array_index (sources, i);

      if (g_strcmp0 (row->credential_file, password_file) == 0)
        run->source_id = row->id;
    }
  return TRUE;
}

static gboolean
enter_source (Run *run, const ChezuSimOptions *options, GError **error)
{
  g_autofree char *password_file
      = g_strconcat (chezu_store_get_path (run->store), ".password", NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", options->port);
  const ChezuSourceRow row = {
    .name = (char *)C_ ("name of a source", "Demo"),
    .kind = (char *)"traccar",
    .url = url,
    .user = (char *)USER,
    .credential = CHEZU_CREDENTIAL_PASSWORD_FILE,
    .credential_file = password_file,
    .enabled = TRUE,
  };

  if (!find_source (run, password_file, error))
    return FALSE;
  if (run->source_id != 0)
    return TRUE;
  if (!g_file_test (password_file, G_FILE_TEST_EXISTS)
      && !chezu_credentials_write_file (password_file, PASSWORD, error))
    return FALSE;
  return chezu_source_table_add_sync (run->store, &row, &run->source_id, error);
}

static gboolean
enter_vehicles (Run *run, GError **error)
{
  g_autoptr (ChezuBatch) batch = chezu_batch_new (run->source_id);

  chezu_ctl_world_list (run->world, run->clock, run->to_ms, batch);
  chezu_batch_set_devices_complete (batch);
  return chezu_store_commit_batch_sync (run->store, batch, NULL, error);
}

/* Some hours of vehicles from all over the fleet, at all times of the period. */
static gboolean
learn (Run *run, GError **error)
{
  guint step = MAX (run->world->n_vehicles / LEARN_VEHICLES, 1);
  gint64 length_ms = MIN (LEARN_FIXES * run->clock->interval_ms, run->to_ms - run->from_ms);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (ChezuImportPart));
  g_autoptr (GPtrArray) tracks = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);

  for (guint vehicle = 0; vehicle < run->world->n_vehicles; vehicle += step)
    {
      GArray *fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
      double share = (double)vehicle / run->world->n_vehicles;
      gint64 from_ms = run->from_ms + (gint64)(share * (run->to_ms - run->from_ms - length_ms));
      ChezuImportPart part;

      g_ptr_array_add (tracks, fixes);
      chezu_ctl_world_collect (run->world, run->clock, vehicle, from_ms, from_ms + length_ms,
                               run->to_ms, fixes);
      part = (ChezuImportPart){
        .remote_id = chezu_ctl_world_remote_id (vehicle),
        .fixes = (const ChezuFix *)(gconstpointer)fixes->data,
        .n_fixes = fixes->len,
      };
      g_array_append_val (parts, part);
    }
  return chezu_import_learn_sync (run->store, (const ChezuImportPart *)(gpointer)parts->data,
                                  parts->len, error);
}

/* --- Importing, on a thread of its own ------------------------------------------------------ */

static gboolean
import_pieces (Run *run, const ChezuCtlPiece *pieces, guint n_pieces)
{
  gboolean is_end = run->done + n_pieces == run->n_pieces;
  const ChezuCtlPiece *last = &pieces[n_pieces - 1];
  /* Pieces come in such an order that all vehicles are done up to where the last one begins. */
  gint64 proven_ms = is_end ? last->to_ms : last->from_ms;
  g_autofree ChezuImportPart *parts = g_new (ChezuImportPart, n_pieces);
  gint64 n_fixes = 0;
  gint64 n_new = 0;

  for (guint i = 0; i < n_pieces; i++)
    {
      parts[i] = (ChezuImportPart){
        .remote_id = chezu_ctl_world_remote_id (pieces[i].vehicle),
        .fixes = (const ChezuFix *)(gconstpointer)pieces[i].fixes->data,
        .n_fixes = pieces[i].fixes->len,
      };
      n_fixes += parts[i].n_fixes;
    }
  if (!chezu_import_sync (run->store, run->source_id, parts, n_pieces, proven_ms, &n_new,
                          &run->error))
    return FALSE;

  g_mutex_lock (&run->mutex);
  run->done += n_pieces;
  run->proven_ms = proven_ms;
  run->n_fixes += n_fixes;
  run->n_new += n_new;
  g_mutex_unlock (&run->mutex);
  return TRUE;
}

static gboolean
quit_idle_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static gpointer
import_all (gpointer data)
{
  Run *run = data;
  g_autoptr (ChezuCtlHarvest) harvest
      = chezu_ctl_harvest_new (run->world, run->clock, run->from_ms, run->to_ms);
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (ChezuCtlPiece));
  gboolean more = TRUE;

  g_array_set_clear_func (pieces, (GDestroyNotify)chezu_ctl_piece_clear);
  g_mutex_lock (&run->mutex);
  run->n_pieces = chezu_ctl_harvest_get_n_pieces (harvest);
  g_mutex_unlock (&run->mutex);

  while (more && run->error == NULL && !g_atomic_int_get (&run->interrupted))
    {
      gsize n_fixes = 0;
      ChezuCtlPiece piece;

      g_array_set_size (pieces, 0);
      while (n_fixes < FIXES_AT_ONCE && pieces->len < PIECES_AT_ONCE
             && (more = chezu_ctl_harvest_next (harvest, &piece)))
        {
          n_fixes += piece.fixes->len;
          g_array_append_val (pieces, piece);
        }
      if (pieces->len > 0
          && !import_pieces (run, &g_array_index (pieces, ChezuCtlPiece, 0), pieces->len))
        break;
    }
  g_idle_add (quit_idle_cb, run->loop);
  return NULL;
}

/* --- Meanwhile ------------------------------------------------------------------------------ */

static gboolean
show_progress_cb (gpointer data)
{
  Run *run = data;
  gint64 elapsed_us = g_get_monotonic_time () - run->start_us;
  g_autofree char *percent = NULL;
  g_autofree char *fixes = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *left = NULL;

  g_mutex_lock (&run->mutex);
  if (run->done > 0)
    {
      percent = chezu_format_percent ((double)run->done / run->n_pieces, 0);
      fixes = chezu_format_count (run->n_fixes);
      rate = chezu_format_count (run->n_fixes * G_USEC_PER_SEC / elapsed_us);
      left = chezu_format_duration (
          (gint64)((double)elapsed_us / 1000 * (run->n_pieces - run->done) / run->done));
    }
  g_mutex_unlock (&run->mutex);

  if (percent != NULL)
    chezu_ctl_progress (_ ("%s, %s fixes, %s a second, %s left"), percent, fixes, rate, left);
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupt_cb (gpointer data)
{
  Run *run = data;

  g_atomic_int_set (&run->interrupted, 1);
  chezu_ctl_progress (_ ("Ending as soon as what is computed is saved…"));
  return G_SOURCE_CONTINUE;
}

static void
follow_import (Run *run)
{
  guint interrupted = g_unix_signal_add (SIGINT, interrupt_cb, run);
  guint terminated = g_unix_signal_add (SIGTERM, interrupt_cb, run);
  guint tick = g_timeout_add_seconds (1, show_progress_cb, run);
  GThread *thread = g_thread_new ("import", import_all, run);

  g_main_loop_run (run->loop);

  g_thread_join (thread);
  g_source_remove (interrupted);
  g_source_remove (terminated);
  g_source_remove (tick);
  chezu_ctl_end_progress ();
}

/* --- Afterwards ----------------------------------------------------------------------------- */

static ChezuExit
tell (Run *run)
{
  gint64 elapsed_ms = (g_get_monotonic_time () - run->start_us) / 1000;
  g_autofree char *fixes = chezu_format_count (run->n_fixes);
  g_autofree char *n_new = chezu_format_count (run->n_new);
  g_autofree char *vehicles = chezu_format_vehicles (run->world->n_vehicles);
  g_autofree char *from = chezu_time_format_iso8601 (run->from_ms);
  g_autofree char *to = chezu_time_format_iso8601 (run->to_ms);
  g_autofree char *proven = chezu_time_format_iso8601 (MAX (run->proven_ms, run->from_ms));
  g_autofree char *elapsed = chezu_format_duration (elapsed_ms);

  if (run->error != NULL)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", run->error->message);
  if (run->done < run->n_pieces)
    return chezu_ctl_fail (
        CHEZU_EXIT_FAILED,
        _ ("Interrupted. %s fixes are saved, those of all vehicles up to %s. The same command with "
           "--until %s completes them; nothing is added twice"),
        fixes, proven, to);

  g_print (_ ("%s fixes of %s from %s to %s, %s of them new, in %s\n"), fixes, vehicles, from, to,
           n_new, elapsed);
  return CHEZU_EXIT_OK;
}

static ChezuExit
run_in_store (Run *run, const ChezuSimOptions *options)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  ChezuExit code;

  if (!enter_source (run, options, &error) || !enter_vehicles (run, &error) || !learn (run, &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);

  run->loop = loop;
  run->start_us = g_get_monotonic_time ();
  g_mutex_init (&run->mutex);
  follow_import (run);
  code = tell (run);
  g_mutex_clear (&run->mutex);
  g_clear_error (&run->error);

  /* The newest fixes of each vehicle came as live ones. */
  if (code == CHEZU_EXIT_OK && !chezu_ctl_wait (chezu_history_seal (run->store), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return code;
}

ChezuExit
chezu_ctl_sim_history (ChezuCtl *ctl,
                       const ChezuSimOptions *options,
                       const char *span,
                       const char *until)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (ChezuSimWorld) world = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now_ms = chezu_time_now_ms ();
  ChezuSimClock clock;
  Run run = { .to_ms = now_ms, .clock = &clock };
  gint64 span_ms;

  if (!parse_span (span, &span_ms))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("--history takes days, hours or minutes: 30d, 12h, 90m"));
  if (until != NULL && !chezu_when_parse (until, now_ms, zone, &run.to_ms, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  run.from_ms = MAX (run.to_ms - span_ms, CHEZU_SIM_FIRST_MS);
  if (run.to_ms > now_ms || run.from_ms >= run.to_ms)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("The demo world has a past from 2024-01-01 to now. See --until"));

  world = chezu_sim_world_new (options, &error);
  if (world == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  chezu_sim_clock_init (&clock, options->n_vehicles, options->rate_s, options->speedup);
  run.world = world;

  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  run.store = store;
  chezu_ctl_load_places (store);
  chezu_ctl_load_demo_roads (store);
  return run_in_store (&run, options);
}
