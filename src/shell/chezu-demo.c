/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-demo.h"

#include "base/chezu-paths.h"
#include "store/chezu-road-table.h"
#include "store/chezu-source-table.h"
#include "sync/chezu-credentials.h"

#include <glib/gi18n-lib.h>

#define DEMO_USER "admin"
#define DEMO_PASSWORD "admin"

typedef struct
{
  ChezuStore *store;
  ChezuDemoOptions options;
  char *password_file;
} Start;

static void
start_free (Start *self)
{
  g_clear_object (&self->store);
  g_free (self->password_file);
  g_free (self);
}

/**
 * chezu_demo_store_path:
 *
 * Worlds that differ have stores that differ, so that vehicles of one never stand among the others.
 *
 * Returns: (transfer full): the path for the world of @options
 */
char *
chezu_demo_store_path (const ChezuDemoOptions *options)
{
  g_autofree char *usual = chezu_path_demo_store ();
  g_autofree char *folder = g_path_get_dirname (usual);
  g_autofree char *name = NULL;

  if (options->seed == CHEZU_DEMO_OPTIONS_DEFAULT.seed
      && options->n_vehicles == CHEZU_DEMO_OPTIONS_DEFAULT.n_vehicles)
    return g_steal_pointer (&usual);

  name = g_strdup_printf ("demo-%u-%u.db", options->seed, options->n_vehicles);
  return g_build_filename (folder, name, NULL);
}

/* On a thread of the pool, because starting a server blocks until it listens. */
static DexFuture *
serve_fiber (gpointer data)
{
  Start *self = data;
  const ChezuSimOptions options = {
    .n_vehicles = self->options.n_vehicles,
    .seed = self->options.seed,
    .rate_s = self->options.rate_s,
    .speedup = 1,
    .drill = self->options.drill,
  };
  g_autoptr (ChezuSimServer) server = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_test (self->password_file, G_FILE_TEST_EXISTS)
      && !chezu_credentials_write_file (self->password_file, DEMO_PASSWORD, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  server = chezu_sim_server_new (&options, &error);
  if (server == NULL || !chezu_sim_server_start (server, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (g_steal_pointer (&server));
}

/* The demo store has one source, whatever language it was named in; each start has another port. */
static DexFuture *
enter_source (Start *self, const char *url, GPtrArray *sources)
{
  g_autoptr (ChezuSourceRow) row = NULL;

  if (sources->len > 0)
    row = chezu_source_row_copy (g_ptr_array_index (sources, 0));
  else
    {
      row = g_new0 (ChezuSourceRow, 1);
      row->name = g_strdup (C_ ("name of a source", "Demo"));
      row->kind = g_strdup ("traccar");
    }

  g_free (row->url);
  row->url = g_strdup (url);
  g_free (row->user);
  row->user = g_strdup (DEMO_USER);
  row->credential = CHEZU_CREDENTIAL_PASSWORD_FILE;
  g_free (row->credential_file);
  row->credential_file = g_strdup (self->password_file);
  row->enabled = TRUE;

  return sources->len > 0 ? chezu_source_table_update (self->store, row)
                          : chezu_source_table_add (self->store, row);
}

/* Real vehicles do not drive on schematic roads, those of the demo world do. */
static DexFuture *
load_roads (ChezuStore *store)
{
  g_autofree char *network = chezu_path_shipped ("demo/network.csv");
  g_autofree char *district = chezu_path_shipped ("demo/district.csv");
  const char *const paths[] = { network, district, NULL };

  return chezu_road_table_load (store, paths);
}

static DexFuture *
start_fiber (gpointer data)
{
  Start *self = data;
  g_autoptr (ChezuSimServer) server = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GError) error = NULL;

  server = dex_await_object (
      dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, serve_fiber, self, NULL),
      &error);
  if (server == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  sources = chezu_store_await (chezu_source_table_list (self->store), &error);
  if (sources == NULL || !dex_await (load_roads (self->store), &error)
      || !dex_await (enter_source (self, chezu_sim_server_get_url (server), sources), &error))
    {
      chezu_sim_server_stop (server);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  return dex_future_new_take_object (g_steal_pointer (&server));
}

DexFuture *
chezu_demo_start (ChezuStore *store, const ChezuDemoOptions *options)
{
  Start *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_new0 (Start, 1);
  self->store = g_object_ref (store);
  self->options = *options;
  self->password_file = g_strconcat (chezu_store_get_path (store), ".password", NULL);
  return dex_scheduler_spawn (NULL, 0, start_fiber, self, (GDestroyNotify)start_free);
}
