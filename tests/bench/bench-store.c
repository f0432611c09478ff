/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store costs, beside a plain table of SQLite with the same fixes: lines of "name value
 * unit".
 *
 * The fixes are a day of the demo world, of a quarter of its vehicles; CHEZU_BENCH_VEHICLES=4159
 * takes all of them (36 million fixes, some ten minutes). CHEZU_BENCH_KEEP=1 leaves the files and
 * names their folder on standard error. */

#include "bench-clock.h"
#include "bench-plain.h"
#include "bench-world.h"
#include "store/chezu-batch.h"
#include "store/chezu-geofence-table.h"
#include "store/chezu-history.h"
#include "store/chezu-source-table.h"
#include "store/chezu-store.h"
#include "store/chezu-vehicle-table.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define DEFAULT_VEHICLES 1040
#define TRANSACTION 10000
#define REPEATS 15

/* Ten kilometres around the middle of the district, for the hour from eight. */
#define BOX_LON 117.28
#define BOX_LAT 34.80
#define BOX_HALF_LON 0.0547
#define BOX_HALF_LAT 0.0450

/* Whole batches, as a synchronizer commits them. */
#define BATCH 500
#define WARM_UP_ROUNDS 20
#define ROUNDS 40
#define INTERVAL_MS 10000
#define AFTERWARDS_MS (BENCH_DAY_MS + 2 * CHEZU_DAY_MS)

typedef struct
{
  char *folder;
  char *path;
  char *plain_path;
  char *world_path;
  guint n_vehicles;
  ChezuStore *store;
  gint64 source;
  gint64 n_fixes;
} Bench;

/* --- Measuring ------------------------------------------------------------------------------ */

/* From here on the peak counts anew. */
static void
forget_peak (void)
{
  int fd = g_open ("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC, 0);

  if (fd >= 0 && write (fd, "5", 1) != 1)
    g_printerr ("the peak of memory is that of the whole run\n");
  if (fd >= 0)
    close (fd);
}

/* What the process had at most, in MiB. */
static double
read_peak_mib (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = g_strstr_len (status, -1, "VmHWM:");
  return line != NULL ? g_ascii_strtod (line + strlen ("VmHWM:"), NULL) / 1024 : 0;
}

static double
read_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (double)info.st_size : 0;
}

typedef struct
{
  DexFuture *future;
  gpointer result;
} Take;

static DexFuture *
take_fiber (gpointer data)
{
  Take *taking = data;
  GError *error = NULL;

  taking->result = chezu_store_await (taking->future, &error);
  bench_check (error == NULL, error);
  return dex_future_new_true ();
}

static gpointer
take (DexFuture *future)
{
  Take taking = { .future = future };
  DexFuture *fiber = dex_scheduler_spawn (NULL, 0, take_fiber, &taking, NULL);

  while (dex_future_is_pending (fiber))
    g_main_context_iteration (NULL, TRUE);
  dex_unref (fiber);
  return taking.result;
}

static DexFuture *
wait_fiber (gpointer future)
{
  GError *error = NULL;

  bench_check (dex_await (future, &error), error);
  return dex_future_new_true ();
}

static void
wait (DexFuture *future)
{
  DexFuture *fiber = dex_scheduler_spawn (NULL, 0, wait_fiber, future, NULL);

  while (dex_future_is_pending (fiber))
    g_main_context_iteration (NULL, TRUE);
  dex_unref (fiber);
}

/* --- The store ------------------------------------------------------------------------------ */

static void
open_store (Bench *bench)
{
  GError *error = NULL;

  bench->store = chezu_store_open (bench->path, &error);
  bench_check (bench->store != NULL, error);
}

static void
commit (Bench *bench, ChezuBatch *batch)
{
  GError *error = NULL;

  bench_check (chezu_store_commit_batch_sync (bench->store, batch, NULL, &error), error);
  chezu_batch_free (batch);
}

static void
add_source (Bench *bench)
{
  const ChezuSourceRow row = {
    .name = (char *)"bench",
    .kind = (char *)"traccar",
    .url = (char *)"http://127.0.0.1",
    .enabled = TRUE,
  };
  GError *error = NULL;

  bench_check (chezu_source_table_add_sync (bench->store, &row, &bench->source, &error), error);
}

static void
add_vehicles (Bench *bench)
{
  ChezuBatch *batch = chezu_batch_new (bench->source);

  for (int i = 1; i <= BENCH_VEHICLES; i++)
    {
      g_autofree char *plate = g_strdup_printf ("鲁D%05d", i);
      g_autofree char *enterprise = g_strdup_printf ("企业 %d", i % 10);
      const ChezuDevice device = {
        .remote_id = i,
        .unique_id = plate,
        .plate = plate,
        .kind = CHEZU_VEHICLE_TRUCK,
        .enterprise = enterprise,
        .driver = plate,
      };

      chezu_batch_add_device (batch, &device);
    }
  commit (bench, batch);
}

typedef struct
{
  ChezuHistoryItem *items;
  guint n_items;
} Add;

static gboolean
add_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const Add *add = data;

  return chezu_history_add (db, add->items, add->n_items, error);
}

/* What the latest state of the vehicles would tell. */
static void
fill_items (ChezuHistoryItem *items, const ChezuVehicleFix *fixes, gsize n_fixes, gint64 *newest)
{
  for (gsize i = 0; i < n_fixes; i++)
    items[i] = (ChezuHistoryItem){
      .vehicle_id = fixes[i].vehicle_id,
      .newest_ms = newest[fixes[i].vehicle_id],
      .fix = fixes[i].fix,
    };
  for (gsize i = 0; i < n_fixes; i++)
    newest[fixes[i].vehicle_id] = MAX (newest[fixes[i].vehicle_id], fixes[i].fix.time_ms);
}

/* Durable at each commit, and the clock stops when all of it is sealed. Returns milliseconds. */
static double
ingest (Bench *bench)
{
  g_autofree ChezuVehicleFix *fixes = g_new (ChezuVehicleFix, TRANSACTION);
  g_autofree ChezuHistoryItem *items = g_new (ChezuHistoryItem, TRANSACTION);
  g_autofree gint64 *newest = g_new (gint64, bench->n_vehicles + 1);
  int fd = g_open (bench->world_path, O_RDONLY | O_CLOEXEC, 0);
  gint64 start_us = g_get_monotonic_time ();
  GError *error = NULL;
  double ms;
  gsize n;

  for (guint i = 0; i <= bench->n_vehicles; i++)
    newest[i] = G_MININT64;
  while ((n = bench_world_read (fd, fixes, TRANSACTION)) > 0)
    {
      Add add = { items, (guint)n };

      fill_items (items, fixes, n, newest);
      bench_check (chezu_store_write_sync (bench->store, add_in_transaction, &add, &error), error);
      bench->n_fixes += (gint64)n;
    }
  g_print ("store.commit_rows_per_s %.0f rows/s\n",
           (double)bench->n_fixes * 1000 / bench_since_ms (start_us));
  wait (chezu_history_seal (bench->store));
  ms = bench_since_ms (start_us);
  close (fd);
  return ms;
}

static double
ingest_plain (Bench *bench, BenchPlain *plain)
{
  g_autofree ChezuVehicleFix *fixes = g_new (ChezuVehicleFix, TRANSACTION);
  int fd = g_open (bench->world_path, O_RDONLY | O_CLOEXEC, 0);
  gint64 start_us = g_get_monotonic_time ();
  double ms;
  gsize n;

  while ((n = bench_world_read (fd, fixes, TRANSACTION)) > 0)
    bench_plain_add (plain, fixes, n);
  ms = bench_since_ms (start_us);
  close (fd);
  return ms;
}

/* --- Questions ------------------------------------------------------------------------------ */

static ChezuTrackQuery
day_of (guint vehicle)
{
  ChezuTrackQuery query = CHEZU_TRACK_QUERY_ALL;

  query.vehicle_id = vehicle;
  query.from_ms = BENCH_DAY_MS;
  query.to_ms = BENCH_DAY_MS + CHEZU_DAY_MS;
  return query;
}

static ChezuTrackQuery
box_and_hour (void)
{
  ChezuTrackQuery query = CHEZU_TRACK_QUERY_ALL;

  query.from_ms = BENCH_DAY_MS + 8 * CHEZU_HOUR_MS;
  query.to_ms = query.from_ms + CHEZU_HOUR_MS;
  query.has_box = TRUE;
  query.min_lon_e7 = chezu_degrees_to_e7 (BOX_LON - BOX_HALF_LON);
  query.max_lon_e7 = chezu_degrees_to_e7 (BOX_LON + BOX_HALF_LON);
  query.min_lat_e7 = chezu_degrees_to_e7 (BOX_LAT - BOX_HALF_LAT);
  query.max_lat_e7 = chezu_degrees_to_e7 (BOX_LAT + BOX_HALF_LAT);
  return query;
}

typedef struct
{
  ChezuTrackQuery query;
  gint64 n_fixes;
} Ask;

static gpointer
ask_cursor (ChezuDatabase *db, gpointer data, GError **error)
{
  Ask *ask = data;
  g_autoptr (ChezuTrackCursor) cursor = chezu_history_query (db, &ask->query);
  g_autoptr (GError) local_error = NULL;
  ChezuTrackRun run;

  ask->n_fixes = 0;
  while (chezu_track_cursor_next (cursor, &run, &local_error))
    ask->n_fixes += run.n_fixes;
  bench_check (local_error == NULL, local_error);
  return ask;
}

static gpointer
ask_sql (ChezuDatabase *db, gpointer data, GError **error)
{
  Ask *ask = data;
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT vehicle_id, time, lon, lat, speed, course, altitude, odometer, flags FROM fix "
          "WHERE time >= ?1 AND time < ?2 AND lon BETWEEN ?3 AND ?4 AND lat BETWEEN ?5 AND ?6");

  chezu_statement_bind_int (select, 1, ask->query.from_ms);
  chezu_statement_bind_int (select, 2, ask->query.to_ms);
  chezu_statement_bind_double (select, 3, chezu_e7_to_degrees (ask->query.min_lon_e7));
  chezu_statement_bind_double (select, 4, chezu_e7_to_degrees (ask->query.max_lon_e7));
  chezu_statement_bind_double (select, 5, chezu_e7_to_degrees (ask->query.min_lat_e7));
  chezu_statement_bind_double (select, 6, chezu_e7_to_degrees (ask->query.max_lat_e7));
  ask->n_fixes = 0;
  while (chezu_statement_next (select))
    ask->n_fixes += chezu_statement_get_double (select, 2) > 0 ? 1 : 0;
  return chezu_statement_done (select, error) ? ask : NULL;
}

/* Returns the median in ms; @ask has the answer. */
static double
time_question (Bench *bench, ChezuStoreReadFunc func, Ask *ask, guint repeats)
{
  double times[REPEATS];
  GError *error = NULL;

  for (guint i = 0; i < repeats; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      bench_check (chezu_store_read_sync (bench->store, func, ask, &error) != NULL, error);
      times[i] = bench_since_ms (start_us);
    }
  return bench_median (times, repeats);
}

/* Each time another vehicle, as nobody asks twice. */
static guint
any_vehicle (const Bench *bench, guint i)
{
  return 1 + i * 37 % bench->n_vehicles;
}

static void
bench_vehicle_day (Bench *bench)
{
  double times[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      const ChezuTrackQuery query = day_of (any_vehicle (bench, i));
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (GArray) fixes
          = take (chezu_history_read (bench->store, query.vehicle_id, query.from_ms, query.to_ms));

      times[i] = bench_since_ms (start_us);
    }
  g_print ("store.vehicle_day_ms %.2f ms\n", bench_median (times, REPEATS));
}

static void
bench_box (Bench *bench)
{
  Ask ask = { .query = box_and_hour () };

  g_print ("store.box_hour_ms %.2f ms\n", time_question (bench, ask_cursor, &ask, REPEATS));
  g_print ("store.box_hour_sql_ms %.2f ms\n", time_question (bench, ask_sql, &ask, REPEATS));
  g_print ("store.box_hour_fixes %" G_GINT64_FORMAT " fixes\n", ask.n_fixes);
}

static void
bench_decode (Bench *bench)
{
  Ask ask = { .query = CHEZU_TRACK_QUERY_ALL };
  double ms = time_question (bench, ask_cursor, &ask, 3);

  g_print ("store.decode_fixes_per_s %.0f fixes/s\n", (double)ask.n_fixes * 1000 / ms);
}

static void
bench_open (Bench *bench)
{
  double times[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us;

      g_clear_object (&bench->store);
      start_us = g_get_monotonic_time ();
      open_store (bench);
      times[i] = bench_since_ms (start_us);
    }
  g_print ("store.open_ms %.2f ms\n", bench_median (times, REPEATS));
}

/* --- As a synchronizer writes --------------------------------------------------------------- */

static void
add_fix (ChezuBatch *batch, int vehicle, gint64 time_ms)
{
  const ChezuPosition position = {
    .remote_id = vehicle,
    .fix = {
      .time_ms = time_ms,
      .lon_e7 = 1172861000 + vehicle * 100 + (gint32)(time_ms / 1000 % 10000),
      .lat_e7 = 348042800 + vehicle * 50,
      .speed_cm_s = 2000,
      .course_cdeg = 9000,
      .odometer_m = time_ms / 500,
      .altitude_m = 60,
    },
  };

  chezu_batch_add_position (batch, &position);
}

/* The whole fleet reports, round after round. Returns how many fixes. */
static gint64
commit_rounds (Bench *bench, int first_round, int n_rounds)
{
  gint64 n_fixes = 0;
  ChezuBatch *batch = chezu_batch_new (bench->source);

  for (int round = first_round; round < first_round + n_rounds; round++)
    for (int vehicle = 1; vehicle <= BENCH_VEHICLES; vehicle++)
      {
        add_fix (batch, vehicle, AFTERWARDS_MS + (gint64)round * INTERVAL_MS);
        if (++n_fixes % BATCH == 0)
          {
            commit (bench, batch);
            batch = chezu_batch_new (bench->source);
          }
      }
  commit (bench, batch);
  return n_fixes;
}

static void
bench_batches (Bench *bench)
{
  gint64 start_us;
  gint64 n_fixes;

  commit_rounds (bench, 0, WARM_UP_ROUNDS);
  start_us = g_get_monotonic_time ();
  n_fixes = commit_rounds (bench, WARM_UP_ROUNDS, ROUNDS);
  g_print ("store.batch_rows_per_s %.0f rows/s\n",
           (double)n_fixes * 1000 / bench_since_ms (start_us));
}

/* Circles of a hundred metres over all that the fleet drives through: of 500 each vehicle is inside
 * one and a half. */
static void
add_geofences (Bench *bench, guint from, guint to)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (from + 1);

  for (guint i = from; i < to; i++)
    {
      g_autofree char *name = g_strdup_printf ("fence %u", i);
      g_autoptr (GArray) center = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
      const ChezuGeofenceVertex place = { 117.2861 + g_rand_double_range (random, 0.0, 0.045),
                                          34.80428 + g_rand_double_range (random, 0.0, 0.022) };
      const ChezuGeofenceRow row
          = { .name = name, .shape = { CHEZU_GEOFENCE_CIRCLE, center, 100.0 } };

      g_array_append_val (center, place);
      wait (chezu_geofence_table_add (bench->store, &row));
    }
}

static void
bench_geofences (Bench *bench)
{
  static const guint counts[] = { 10, 500 };
  int round = WARM_UP_ROUNDS + ROUNDS;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      gint64 start_us;
      gint64 n_fixes;

      add_geofences (bench, n, counts[i]);
      n = counts[i];
      start_us = g_get_monotonic_time ();
      n_fixes = commit_rounds (bench, round, ROUNDS / 2);
      round += ROUNDS / 2;
      g_print ("store.batch_%u_geofences_rows_per_s %.0f rows/s\n", n,
               (double)n_fixes * 1000 / bench_since_ms (start_us));
    }
}

static void
bench_changes (Bench *bench)
{
  double times[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (ChezuVehiclePage) page
          = take (chezu_vehicle_table_changes (bench->store, 0, BENCH_VEHICLES + 1));

      times[i] = bench_since_ms (start_us);
      g_assert (page->rows->len == BENCH_VEHICLES);
    }
  g_print ("store.changes_ms %.2f ms\n", bench_median (times, REPEATS));
}

/* --- One beside the other ------------------------------------------------------------------- */

typedef struct
{
  double ingest_ms;
  double bytes;
} Sums;

static Sums
bench_ours (Bench *bench)
{
  double before_mib = read_peak_mib ();
  double ingest_mib;
  double read_mib;
  Sums sums;

  open_store (bench);
  add_source (bench);
  add_vehicles (bench);
  sums.ingest_ms = ingest (bench);
  ingest_mib = read_peak_mib () - before_mib;
  g_clear_object (&bench->store);
  sums.bytes = read_size (bench->path);

  forget_peak ();
  open_store (bench);
  bench_vehicle_day (bench);
  bench_box (bench);
  bench_decode (bench);
  bench_open (bench);
  read_mib = read_peak_mib () - before_mib;
  bench_batches (bench);
  bench_geofences (bench);
  bench_changes (bench);
  g_print ("store.ingest_rss_mb %.0f MB\n", ingest_mib);
  g_print ("store.read_rss_mb %.0f MB\n", read_mib);
  g_print ("store.engine_rss_mb %.0f MB\n", MAX (ingest_mib, read_peak_mib () - before_mib));
  return sums;
}

static Sums
bench_plain (Bench *bench)
{
  const ChezuTrackQuery box = box_and_hour ();
  BenchPlain plain;
  double times[REPEATS];
  Sums sums;

  bench_plain_open (&plain, bench->plain_path, bench->n_vehicles);
  sums.ingest_ms = ingest_plain (bench, &plain);
  bench_plain_checkpoint (&plain);
  sums.bytes = read_size (bench->plain_path);

  for (guint i = 0; i < REPEATS; i++)
    {
      const ChezuTrackQuery day = day_of (any_vehicle (bench, i));
      gint64 start_us = g_get_monotonic_time ();

      bench_plain_query (&plain, &day);
      times[i] = bench_since_ms (start_us);
    }
  g_print ("store.vehicle_day_plain_ms %.2f ms\n", bench_median (times, REPEATS));
  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      bench_plain_query (&plain, &box);
      times[i] = bench_since_ms (start_us);
    }
  g_print ("store.box_hour_plain_ms %.2f ms\n", bench_median (times, REPEATS));
  bench_plain_close (&plain);
  return sums;
}

static void
compare (const Bench *bench, const Sums *ours, const Sums *plain)
{
  double n = (double)bench->n_fixes;

  g_print ("store.fixes %.0f fixes\n", n);
  g_print ("store.bytes_per_fix %.2f bytes\n", ours->bytes / n);
  g_print ("store.bytes_per_fix_plain %.2f bytes\n", plain->bytes / n);
  g_print ("store.bytes_ratio %.2f times\n", plain->bytes / ours->bytes);
  g_print ("store.ingest_rows_per_s %.0f rows/s\n", n * 1000 / ours->ingest_ms);
  g_print ("store.ingest_plain_rows_per_s %.0f rows/s\n", n * 1000 / plain->ingest_ms);
  g_print ("store.ingest_ratio %.2f times\n", plain->ingest_ms / ours->ingest_ms);
}

static void
set_up (Bench *bench)
{
  const char *wanted = g_getenv ("CHEZU_BENCH_VEHICLES");

  bench->n_vehicles
      = wanted != NULL ? (guint)CLAMP (atoi (wanted), 1, BENCH_VEHICLES) : DEFAULT_VEHICLES;
  bench->folder = g_dir_make_tmp ("chezu-bench-XXXXXX", NULL);
  bench->path = g_build_filename (bench->folder, "chezu.db", NULL);
  bench->plain_path = g_build_filename (bench->folder, "plain.db", NULL);
  bench->world_path = g_build_filename (bench->folder, "fixes", NULL);
}

static void
tear_down (Bench *bench)
{
  g_autoptr (GDir) dir = g_dir_open (bench->folder, 0, NULL);
  const char *name;

  if (g_getenv ("CHEZU_BENCH_KEEP") != NULL)
    {
      g_printerr ("%s\n", bench->folder);
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (bench->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (bench->folder);
  g_free (bench->folder);
  g_free (bench->path);
  g_free (bench->plain_path);
  g_free (bench->world_path);
}

int
main (void)
{
  Bench bench = { 0 };
  Sums ours;
  Sums plain;

  set_up (&bench);
  bench_world_write (bench.world_path, bench.n_vehicles);
  dex_init ();

  ours = bench_ours (&bench);
  g_clear_object (&bench.store);
  plain = bench_plain (&bench);
  compare (&bench, &ours, &plain);
  tear_down (&bench);
  return 0;
}
