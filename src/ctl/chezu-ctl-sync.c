/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl sync: the synchronizer as a service, without a window. */

#include "base/chezu-format.h"
#include "base/chezu-paths.h"
#include "base/chezu-time.h"
#include "ctl/chezu-ctl.h"
#include "store/chezu-place-table.h"
#include "store/chezu-road-table.h"
#include "store/chezu-source-table.h"
#include "store/chezu-vehicle-table.h"
#include "sync/chezu-synchronizer.h"

#include <glib/gi18n-lib.h>

static gboolean
show_progress_cb (gpointer user_data)
{
  ChezuStore *store = user_data;
  g_autofree ChezuStoreTotals *totals = chezu_store_read_totals_sync (store, NULL);
  g_autoptr (GPtrArray) sources = chezu_source_table_list_sync (store, NULL);
  g_autofree char *vehicles = NULL;
  g_autofree char *fixes = NULL;
  guint n_live = 0;

  if (totals == NULL || sources == NULL)
    return G_SOURCE_CONTINUE;

  for (guint i = 0; i < sources->len; i++)
    if (((ChezuSourceRow *)g_ptr_array_index (sources, i))->state == CHEZU_SOURCE_LIVE)
      n_live++;

  vehicles = chezu_format_vehicles (totals->vehicles);
  fixes = chezu_format_count (totals->fixes);
  chezu_ctl_progress (_ ("%u of %u sources live, %s, %s fixes"), n_live, sources->len, vehicles,
                      fixes);
  return G_SOURCE_CONTINUE;
}

/* Exit code 0 needs that every enabled source was live at some time since we started; tells which
 * was not, and why. */
static ChezuExit
judge (ChezuStore *store, gint64 started_ms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = chezu_source_table_list_sync (store, &error);
  ChezuExit code = CHEZU_EXIT_OK;

  if (sources == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);

  for (guint i = 0; i < sources->len; i++)
    {
      const ChezuSourceRow *row = g_ptr_array_index (sources, i);

      if (row->enabled && row->connected_ms < started_ms)
        code = chezu_ctl_fail (CHEZU_EXIT_BACKEND, "%s: %s", row->name,
                               row->last_error != NULL ? row->last_error
                                                       : _ ("it was never reached"));
    }
  return code;
}

void
chezu_ctl_load_places (ChezuStore *store)
{
  g_autofree char *places = chezu_path_shipped ("demo/places.csv");
  g_autofree char *regions = chezu_path_shipped ("regions.geojson");
  g_autoptr (GError) error = NULL;

  /* Vehicles are worth caching even where the shipped tables are missing. */
  if (!chezu_store_load_reference_sync (store, places, regions, &error))
    chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
}

void
chezu_ctl_load_demo_roads (ChezuStore *store)
{
  g_autofree char *network = chezu_path_shipped ("demo/network.csv");
  g_autofree char *district = chezu_path_shipped ("demo/district.csv");
  const char *const paths[] = { network, district, NULL };
  g_autoptr (GError) error = NULL;

  if (!chezu_road_table_load_sync (store, paths, &error))
    chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
}

ChezuExit
chezu_ctl_sync (ChezuCtl *ctl, int argc, char **argv)
{
  double seconds = 0;
  const GOptionEntry entries[] = { { "for", 0, 0, G_OPTION_ARG_DOUBLE, &seconds,
                                     N_ ("End by itself after so many seconds"), N_ ("SECONDS") },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (ChezuSynchronizer) synchronizer = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GError) error = NULL;
  gint64 started_ms = chezu_time_now_ms ();
  ChezuExit code;

  if (!chezu_ctl_parse (
          "",
          _ ("Follows every source of the store until Ctrl+C, or for the time given.\n"
             "The exit code is 0 when each of them was synchronized."),
          entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc > 1)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("“%s” is one word too many"), argv[1]);
  if (!(seconds >= 0 && seconds <= 1e6))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("--for takes seconds from 0 to 1000000"));

  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;

  sources = chezu_source_table_list_sync (store, &error);
  if (sources == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  if (sources->len == 0)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED,
                           _ ("No sources yet. Add one with “chezuctl source add”"));

  chezu_ctl_load_places (store);
  synchronizer = chezu_synchronizer_new (store);
  if (!chezu_ctl_wait (chezu_synchronizer_start (synchronizer), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);

  chezu_ctl_run_for (seconds, show_progress_cb, store);
  chezu_ctl_end_progress ();

  if (!chezu_ctl_wait (chezu_synchronizer_stop (synchronizer), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);

  code = judge (store, started_ms);
  /* Whoever has asked something of it last may still hold it, and its log should not stay. */
  chezu_store_close (store);
  return code;
}
