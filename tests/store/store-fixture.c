/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-history.h"
#include "store/chezu-place-table.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>

void
store_fixture_set_up (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("chezu-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "chezu.db", NULL);
  store_fixture_reopen (fixture);
  fixture->source = store_add_source (fixture->store, "depot");
}

void
store_fixture_reopen (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture->store);
  fixture->store = chezu_store_open (fixture->path, &error);
  g_assert_no_error (error);
}

void
store_fixture_close (StoreFixture *fixture)
{
  chezu_store_close (fixture->store);
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
}

void
store_fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        store_fixture_remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
store_fixture_tear_down (StoreFixture *fixture, gconstpointer data)
{
  if (fixture->store != NULL)
    store_fixture_close (fixture);
  store_fixture_remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

gint64
store_add_source (ChezuStore *store, const char *name)
{
  const ChezuSourceRow row = {
    .name = (char *)name,
    .kind = (char *)"traccar",
    .url = (char *)"http://127.0.0.1:8082",
    .user = (char *)"admin",
    .credential = CHEZU_CREDENTIAL_KEYRING,
    .enabled = TRUE,
  };
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  chezu_source_table_add_sync (store, &row, &id, &error);
  g_assert_no_error (error);
  return id;
}

void
store_batch_add_truck (ChezuBatch *batch, gint64 remote)
{
  g_autofree char *plate = g_strdup_printf ("鲁D%05d", (int)remote);
  g_autofree char *unique = g_strdup_printf ("0139%08d", (int)remote);
  const ChezuDevice device = {
    .remote_id = remote,
    .unique_id = unique,
    .plate = plate,
    .kind = CHEZU_VEHICLE_TRUCK,
    .enterprise = "弘祥物流（演示）",
    .driver = "王芳",
    .connected = TRUE,
  };

  chezu_batch_add_device (batch, &device);
}

void
store_batch_add_fix (ChezuBatch *batch, gint64 remote, gint64 time_ms, double lon, double lat)
{
  const ChezuPosition position = {
    .remote_id = remote,
    .fix = {
      .time_ms = time_ms,
      .lon_e7 = chezu_degrees_to_e7 (lon),
      .lat_e7 = chezu_degrees_to_e7 (lat),
      .speed_cm_s = 2000,
      .course_cdeg = 9000,
      .odometer_m = CHEZU_UNKNOWN,
      .altitude_m = CHEZU_ALTITUDE_UNKNOWN,
      .flags = CHEZU_FIX_IGNITION_KNOWN | CHEZU_FIX_IGNITION_ON,
    },
  };

  chezu_batch_add_position (batch, &position);
}

void
store_batch_add_event (ChezuBatch *batch,
                       gint64 remote,
                       gint64 id,
                       gint64 time_ms,
                       const char *kind,
                       const char *alarm)
{
  const ChezuEvent event = {
    .remote_id = remote,
    .event_id = id,
    .time_ms = time_ms,
    .kind = kind,
    .alarm = alarm,
  };

  chezu_batch_add_event (batch, &event);
}

ChezuBatchResult
store_commit (ChezuStore *store, ChezuBatch *batch)
{
  g_autoptr (GError) error = NULL;
  ChezuBatchResult result = { 0 };

  chezu_store_commit_batch_sync (store, batch, &result, &error);
  g_assert_no_error (error);
  chezu_batch_free (batch);
  return result;
}

void
store_await (DexFuture *future)
{
  /* What a thread resolves does not wake the main context. */
  while (dex_future_is_pending (future))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (200);
}

typedef struct
{
  DexFuture *future;
  gpointer result;
  GError *error;
} Take;

static DexFuture *
take_fiber (gpointer data)
{
  Take *take = data;

  take->result = chezu_store_await (take->future, &take->error);
  return dex_future_new_true ();
}

gpointer
store_take (DexFuture *future, GError **error)
{
  Take take = { .future = future };
  DexFuture *fiber = dex_scheduler_spawn (NULL, 0, take_fiber, &take, NULL);

  store_await (fiber);
  dex_unref (fiber);
  if (take.error != NULL)
    g_propagate_error (error, take.error);
  return take.result;
}

ChezuVehiclePage *
store_changes (ChezuStore *store, gint64 after_seq)
{
  g_autoptr (GError) error = NULL;
  ChezuVehiclePage *page
      = store_take (chezu_vehicle_table_changes (store, after_seq, 10000), &error);

  g_assert_no_error (error);
  return page;
}

static gpointer
read_text (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (db, data);
  g_autofree char *text = NULL;

  if (chezu_statement_next (select))
    text = g_strdup (chezu_statement_get_text (select, 0));
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&text);
}

char *
store_query_text (ChezuStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  char *text = chezu_store_read_sync (store, read_text, (gpointer)sql, &error);

  g_assert_no_error (error);
  return text;
}

gint64
store_query_int (ChezuStore *store, const char *sql)
{
  g_autofree char *text = store_query_text (store, sql);

  return text == NULL ? 0 : g_ascii_strtoll (text, NULL, 10);
}

typedef struct
{
  gint64 fixes;
  gint64 tracks;
} Counts;

static gpointer
count_history (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (ChezuTrackCursor) cursor = chezu_history_query (db, &CHEZU_TRACK_QUERY_ALL);
  Counts *counts = data;
  ChezuTrackRun run;
  gint64 vehicle_id = 0;
  gint64 last_ms = G_MININT64;

  while (chezu_track_cursor_next (cursor, &run, error))
    {
      g_assert_cmpint (run.vehicle_id, >=, vehicle_id);
      if (run.vehicle_id != vehicle_id)
        {
          counts->tracks++;
          last_ms = G_MININT64;
        }
      vehicle_id = run.vehicle_id;
      counts->fixes += run.n_fixes;
      for (guint i = 0; i < run.n_fixes; i++)
        {
          g_assert_cmpint (run.fixes[i].time_ms, >, last_ms);
          last_ms = run.fixes[i].time_ms;
        }
    }
  if (*error == NULL)
    g_assert_cmpint (chezu_history_count (db, error), ==, counts->fixes);
  return NULL;
}

static Counts
count_all (ChezuStore *store)
{
  g_autoptr (GError) error = NULL;
  Counts counts = { 0 };

  chezu_store_read_sync (store, count_history, &counts, &error);
  g_assert_no_error (error);
  return counts;
}

gint64
store_count_fixes (ChezuStore *store)
{
  return count_all (store).fixes;
}

gint64
store_count_tracks (ChezuStore *store)
{
  return count_all (store).tracks;
}

static gboolean
execute (ChezuDatabase *db, gpointer data, GError **error)
{
  return chezu_database_execute (db, data, error);
}

gboolean
store_execute (ChezuStore *store, const char *sql, GError **error)
{
  return chezu_store_write_sync (store, execute, (gpointer)sql, error);
}

void
store_fixture_load_reference (StoreFixture *fixture)
{
  g_autofree char *places
      = g_build_filename (g_getenv ("CHEZU_DATA_DIR"), "demo", "places.csv", NULL);
  g_autofree char *regions = g_build_filename (fixture->folder, "regions.geojson", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (
      regions,
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{"
      "\"key\":\"lsy\",\"name_zh\":\"鲁苏豫\",\"name_en\":\"Three\",\"label_lon\":115,"
      "\"label_lat\":35},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
      "[[[110,30],[120,30],[120,40],[110,40],[110,30]]]}}]}",
      -1, &error);
  g_assert_no_error (error);
  chezu_store_load_reference_sync (fixture->store, places, regions, &error);
  g_assert_no_error (error);
}

void
store_run_and_kill (const char *mode, const char *path, gulong after_us)
{
  const char *argv[] = { "/proc/self/exe", mode, path, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;
  int status;

  g_spawn_async (NULL, (char **)(gpointer)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                 &error);
  g_assert_no_error (error);
  g_usleep (after_us);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  /* It worked until it was killed and did not stop by itself. */
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
}
