/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-session.h"

#include "base/chezu-csv.h"
#include "base/chezu-format.h"
#include "base/chezu-paths.h"
#include "base/chezu-time.h"
#include "sync/chezu-synchronizer.h"

struct _ChezuSession
{
  GObject parent_instance;

  /* Owned references */
  ChezuStore *store;
  ChezuFleet *fleet;
  ChezuPlaceList *places;
  GHashTable *services; /* code → name in the reader's language */
  GPtrArray *sources;   /* of ChezuSourceRow */
  GHashTable *fillings; /* id of a source, or 0 for all together → ChezuFilling */
  ChezuSynchronizer *synchronizer;
  ChezuSimServer *server;

  ChezuDemoOptions demo;
  gboolean is_demo;
  gboolean synchronizes; /* FALSE: another program holds the lock, or nothing may be written */
  gboolean sources_stale;
  gboolean reading_sources;
  gboolean closing;
  char *notice; /* not told yet, or NULL */
  guint tick;
};

enum
{
  SIGNAL_TICKED,
  SIGNAL_NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuSession, chezu_session, G_TYPE_OBJECT)

typedef struct
{
  char *path;
  ChezuDemoOptions demo;
  gboolean is_demo;
} Opening;

static void
opening_free (Opening *self)
{
  g_free (self->path);
  g_free (self);
}

/* What happens before somebody listens is kept for whoever comes. */
static void
tell (ChezuSession *self, const GError *error)
{
  if (g_signal_has_handler_pending (self, signals[SIGNAL_NOTICE], 0, FALSE))
    g_signal_emit (self, signals[SIGNAL_NOTICE], 0, error->message);
  else
    g_set_str (&self->notice, error->message);
}

/* --- Sources -----------------------------------------------------------------------------------
 */

static ChezuFilling *
get_filling (ChezuSession *self, gint64 source_id)
{
  ChezuFilling *filling = g_hash_table_lookup (self->fillings, &source_id);

  if (filling == NULL)
    {
      filling = g_new0 (ChezuFilling, 1);
      g_hash_table_insert (self->fillings, g_memdup2 (&source_id, sizeof source_id), filling);
    }
  return filling;
}

/* What cannot be read now is as it was. */
static void
await_filling (ChezuSession *self, gint64 source_id)
{
  g_autofree ChezuGapProgress *progress
      = chezu_store_await (chezu_gap_table_read_progress (self->store, source_id), NULL);

  if (progress != NULL)
    chezu_filling_follow (get_filling (self, source_id), progress);
}

static void
await_fillings (ChezuSession *self, GPtrArray *sources)
{
  await_filling (self, 0);
  for (guint i = 0; sources != NULL && i < sources->len; i++)
    await_filling (self, ((const ChezuSourceRow *)g_ptr_array_index (sources, i))->id);
}

static DexFuture *
read_sources_fiber (gpointer data)
{
  ChezuSession *self = data;
  g_autoptr (GPtrArray) sources = NULL;

  self->sources_stale = FALSE;
  sources = chezu_store_await (chezu_source_table_list (self->store), NULL);
  await_fillings (self, sources);
  self->reading_sources = FALSE;

  /* A list that cannot be read now is asked for again with the next second. */
  if (sources == NULL)
    self->sources_stale = TRUE;
  else if (!self->closing)
    {
      g_clear_pointer (&self->sources, g_ptr_array_unref);
      self->sources = g_steal_pointer (&sources);
      g_signal_emit (self, signals[SIGNAL_TICKED], 0);
    }
  return dex_future_new_true ();
}

void
chezu_session_refresh_sources (ChezuSession *self)
{
  g_return_if_fail (CHEZU_IS_SESSION (self));

  self->sources_stale = TRUE;
  if (self->reading_sources || self->closing)
    return;

  self->reading_sources = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_sources_fiber, g_object_ref (self), g_object_unref));
}

static void
store_changed_cb (ChezuSession *self)
{
  self->sources_stale = TRUE;
}

static gboolean
tick_cb (gpointer data)
{
  ChezuSession *self = data;

  if (self->sources_stale)
    chezu_session_refresh_sources (self);
  else
    g_signal_emit (self, signals[SIGNAL_TICKED], 0);
  return G_SOURCE_CONTINUE;
}

/* --- Opening -----------------------------------------------------------------------------------
 */

/* On a thread of the pool. */
static DexFuture *
read_services_fiber (gpointer data)
{
  g_autofree char *path = chezu_path_shipped ("demo/services.csv");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuCsv) table = chezu_csv_load (file, &error);
  int code = -1;
  int name = -1;

  if (table != NULL)
    {
      code = chezu_csv_find_column (table, "code", &error);
      name = chezu_csv_find_column (table, chezu_language_is_chinese () ? "name_zh" : "name_en",
                                    error == NULL ? &error : NULL);
    }
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint row = 0; row < chezu_csv_get_n_rows (table); row++)
    g_hash_table_insert (names, g_strdup (chezu_csv_get (table, row, code)),
                         g_strdup (chezu_csv_get (table, row, name)));
  return dex_future_new_take_boxed (G_TYPE_HASH_TABLE, g_steal_pointer (&names));
}

/* What ships with the program. It goes on without, so a failure is told and not fatal. */
static void
await_reference (ChezuSession *self)
{
  g_autofree char *places = chezu_path_shipped ("demo/places.csv");
  g_autofree char *regions = chezu_path_shipped ("regions.geojson");
  g_autoptr (GError) error = NULL;

  if (chezu_store_get_mode (self->store) != CHEZU_STORE_WRITABLE)
    return;
  if (!dex_await (chezu_store_load_reference (self->store, places, regions), &error))
    tell (self, error);
}

static gboolean
await_cache (ChezuSession *self, GError **error)
{
  DexFuture *services = dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0,
                                             read_services_fiber, NULL, NULL);

  /* A new store waits for places and regions; an old one has them, and looks for newer ones later.
   */
  self->places = chezu_store_await (chezu_place_table_list (self->store), error);
  if (self->places != NULL && self->places->rows->len == 0)
    {
      await_reference (self);
      g_clear_pointer (&self->places, chezu_place_list_free);
      self->places = chezu_store_await (chezu_place_table_list (self->store), error);
    }
  self->services = dex_await_boxed (services, NULL);
  if (self->places == NULL)
    return FALSE;

  self->fleet = chezu_fleet_new (self->store);
  if (!dex_await (chezu_fleet_load (self->fleet), error))
    return FALSE;

  self->sources = chezu_store_await (chezu_source_table_list (self->store), error);
  return self->sources != NULL;
}

static void
stop_server (ChezuSession *self)
{
  g_autoptr (ChezuSimServer) server = g_steal_pointer (&self->server);

  if (server != NULL)
    chezu_sim_server_stop (server);
}

/* The network: after the cache is on the screen. */
static DexFuture *
go_live_fiber (gpointer data)
{
  ChezuSession *self = data;
  g_autoptr (GError) error = NULL;

  await_reference (self);
  if (self->is_demo && !self->closing)
    {
      self->server = dex_await_object (chezu_demo_start (self->store, &self->demo), &error);
      if (self->server == NULL && !self->closing)
        {
          tell (self, error);
          return dex_future_new_true ();
        }
    }
  if (self->closing)
    {
      stop_server (self);
      return dex_future_new_true ();
    }

  self->synchronizer = chezu_synchronizer_new (self->store);
  self->synchronizes = dex_await (chezu_synchronizer_start (self->synchronizer), &error);
  if (!self->synchronizes && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    tell (self, error);
  chezu_session_refresh_sources (self);
  return dex_future_new_true ();
}

static DexFuture *
open_fiber (gpointer data)
{
  const Opening *opening = data;
  g_autoptr (ChezuSession) self = g_object_new (CHEZU_TYPE_SESSION, NULL);
  g_autoptr (GError) error = NULL;

  self->demo = opening->demo;
  self->is_demo = opening->is_demo;

  self->store = dex_await_object (chezu_store_open_future (opening->path), &error);
  if (self->store == NULL || !await_cache (self, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  g_signal_connect_object (self->store, "changed", G_CALLBACK (store_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->tick = g_timeout_add_seconds (1, tick_cb, self);

  if (chezu_store_get_mode (self->store) == CHEZU_STORE_WRITABLE)
    dex_future_disown (
        dex_scheduler_spawn (NULL, 0, go_live_fiber, g_object_ref (self), g_object_unref));
  return dex_future_new_take_object (g_steal_pointer (&self));
}

/* --- Closing -----------------------------------------------------------------------------------
 */

static DexFuture *
close_fiber (gpointer data)
{
  ChezuSession *self = data;

  if (self->synchronizes)
    dex_await (chezu_synchronizer_stop (self->synchronizer), NULL);
  stop_server (self);
  chezu_store_close (self->store);
  return dex_future_new_true ();
}

static void
chezu_session_dispose (GObject *object)
{
  ChezuSession *self = CHEZU_SESSION (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->synchronizer);
  g_clear_object (&self->server);
  g_clear_object (&self->fleet);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chezu_session_parent_class)->dispose (object);
}

static void
chezu_session_finalize (GObject *object)
{
  ChezuSession *self = CHEZU_SESSION (object);

  g_clear_pointer (&self->places, chezu_place_list_free);
  g_clear_pointer (&self->services, g_hash_table_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  g_clear_pointer (&self->fillings, g_hash_table_unref);
  g_clear_pointer (&self->notice, g_free);

  G_OBJECT_CLASS (chezu_session_parent_class)->finalize (object);
}

static void
chezu_session_class_init (ChezuSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chezu_session_dispose;
  object_class->finalize = chezu_session_finalize;

  signals[SIGNAL_TICKED] = g_signal_new ("ticked", CHEZU_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", CHEZU_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
chezu_session_init (ChezuSession *self)
{
  self->fillings = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

/**
 * chezu_session_open:
 * @path: of the store
 * @demo: (nullable): the demo world to follow, or %NULL for the sources of the store
 *
 * Returns: (transfer full): a future that resolves to the session, or rejects when the store cannot
 *   be opened; nothing is changed then
 */
DexFuture *
chezu_session_open (const char *path, const ChezuDemoOptions *demo)
{
  Opening *opening;

  g_return_val_if_fail (path != NULL, NULL);

  opening = g_new0 (Opening, 1);
  opening->path = g_strdup (path);
  opening->is_demo = demo != NULL;
  if (demo != NULL)
    opening->demo = *demo;
  return dex_scheduler_spawn (NULL, 0, open_fiber, opening, (GDestroyNotify)opening_free);
}

/* Resolves when everything received is in the store. */
DexFuture *
chezu_session_close (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);

  self->closing = TRUE;
  g_clear_handle_id (&self->tick, g_source_remove);
  return dex_scheduler_spawn (NULL, 0, close_fiber, g_object_ref (self), g_object_unref);
}

ChezuStore *
chezu_session_get_store (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);
  return self->store;
}

ChezuFleet *
chezu_session_get_fleet (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);
  return self->fleet;
}

const ChezuPlaceList *
chezu_session_get_places (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);
  return self->places;
}

/* Returns: (transfer none) (nullable): names of services by their code */
GHashTable *
chezu_session_get_services (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);
  return self->services;
}

/* Returns: (transfer none): of ChezuSourceRow, as last read; valid until the next "ticked" */
GPtrArray *
chezu_session_get_sources (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);
  return self->sources;
}

/* Returns: (transfer none) (nullable): valid until the next "ticked" */
const ChezuSourceRow *
chezu_session_find_source (ChezuSession *self, gint64 source_id)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);

  for (guint i = 0; i < self->sources->len; i++)
    {
      const ChezuSourceRow *source = g_ptr_array_index (self->sources, i);

      if (source->id == source_id)
        return source;
    }
  return NULL;
}

const ChezuFilling *
chezu_session_get_filling (ChezuSession *self, gint64 source_id)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);
  return get_filling (self, source_id);
}

ChezuConnection *
chezu_session_judge_connection (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);

  return chezu_connection_judge (self->sources, chezu_fleet_get_newest_received_ms (self->fleet),
                                 chezu_store_get_mode (self->store), self->synchronizes,
                                 chezu_time_now_ms ());
}

gboolean
chezu_session_is_demo (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), FALSE);
  return self->is_demo;
}

/* Neither a source nor a vehicle: the first start. */
gboolean
chezu_session_is_empty (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), FALSE);

  return !self->is_demo && self->sources->len == 0 && chezu_fleet_peek (self->fleet)->n == 0;
}

/* Returns: (transfer full) (nullable): what happened before anybody could be told */
char *
chezu_session_take_notice (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), NULL);
  return g_steal_pointer (&self->notice);
}

gboolean
chezu_session_can_retry (ChezuSession *self)
{
  g_return_val_if_fail (CHEZU_IS_SESSION (self), FALSE);
  return self->synchronizes;
}

void
chezu_session_retry_now (ChezuSession *self)
{
  g_return_if_fail (CHEZU_IS_SESSION (self));

  if (self->synchronizes)
    chezu_synchronizer_retry_now (self->synchronizer);
}
