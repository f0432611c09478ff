/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store costs: lines of "name value unit". */

#include "base/chezu-time.h"
#include "store/chezu-batch.h"
#include "store/chezu-history.h"
#include "store/chezu-source-table.h"
#include "store/chezu-store.h"
#include "store/chezu-vehicle-table.h"

#include <glib/gstdio.h>

#define VEHICLES 4159
#define BATCH 500
#define WARM_UP_ROUNDS 120
#define ROUNDS 40
#define INTERVAL_MS 10000
#define TRACK_FIXES 8640 /* a day at one fix each ten seconds */
#define REPEATS 15

typedef struct
{
  ChezuStore *store;
  gint64 source;
} Bench;

static void
check (gboolean succeeded, GError *error)
{
  if (!succeeded)
    g_error ("%s", error->message);
}

static double
since_ms (gint64 start_us)
{
  return (double)(g_get_monotonic_time () - start_us) / 1000.0;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a;
  const double *y = b;

  return (*x > *y) - (*x < *y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

static void
commit (Bench *bench, ChezuBatch *batch)
{
  GError *error = NULL;

  check (chezu_store_commit_batch_sync (bench->store, batch, NULL, &error), error);
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

  check (chezu_source_table_add_sync (bench->store, &row, &bench->source, &error), error);
}

static void
add_vehicles (Bench *bench)
{
  ChezuBatch *batch = chezu_batch_new (bench->source);

  for (int i = 1; i <= VEHICLES; i++)
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

/* The whole fleet reports, round after round, as a backend would send it. Returns how many fixes.
 */
static gint64
ingest (Bench *bench, int first_round, int n_rounds)
{
  gint64 n_fixes = 0;
  ChezuBatch *batch = chezu_batch_new (bench->source);

  for (int round = first_round; round < first_round + n_rounds; round++)
    for (int vehicle = 1; vehicle <= VEHICLES; vehicle++)
      {
        add_fix (batch, vehicle, 1767225600000 + (gint64)round * INTERVAL_MS);
        if (++n_fixes % BATCH == 0)
          {
            commit (bench, batch);
            batch = chezu_batch_new (bench->source);
          }
      }
  commit (bench, batch);
  return n_fixes;
}

/* Measured when every vehicle has filled pages of its own, which is how it stays from then on. */
static void
bench_ingest (Bench *bench)
{
  gint64 start_us;
  gint64 n_fixes;

  ingest (bench, 0, WARM_UP_ROUNDS);
  start_us = g_get_monotonic_time ();
  n_fixes = ingest (bench, WARM_UP_ROUNDS, ROUNDS);
  g_print ("store.ingest_rows_per_s %.0f rows/s\n", (double)n_fixes * 1000 / since_ms (start_us));
}

typedef struct
{
  DexFuture *future;
  gpointer result;
} Take;

static DexFuture *
take_fiber (gpointer data)
{
  Take *take = data;
  GError *error = NULL;

  take->result = chezu_store_await (take->future, &error);
  check (error == NULL, error);
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

static void
bench_changes (Bench *bench)
{
  double times[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (ChezuVehiclePage) page
          = take (chezu_vehicle_table_changes (bench->store, 0, VEHICLES + 1));

      times[i] = since_ms (start_us);
      g_assert (page->rows->len == VEHICLES);
    }
  g_print ("store.changes_ms %.2f ms\n", median (times, REPEATS));
}

static void
bench_track (Bench *bench)
{
  double times[REPEATS];
  ChezuBatch *batch = chezu_batch_new (bench->source);

  for (int i = 0; i < TRACK_FIXES; i++)
    add_fix (batch, 1, 1767312000000 + (gint64)i * INTERVAL_MS);
  commit (bench, batch);

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (GArray) fixes = take (
          chezu_history_read (bench->store, 1, 1767312000000, 1767312000000 + CHEZU_DAY_MS));

      times[i] = since_ms (start_us);
      g_assert (fixes->len == TRACK_FIXES);
    }
  g_print ("store.track_ms %.2f ms\n", median (times, REPEATS));
}

static void
bench_open (Bench *bench, const char *path)
{
  double times[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      GError *error = NULL;
      gint64 start_us;

      g_clear_object (&bench->store);
      start_us = g_get_monotonic_time ();
      bench->store = chezu_store_open (path, &error);
      check (bench->store != NULL, error);
      times[i] = since_ms (start_us);
    }
  g_print ("store.open_ms %.2f ms\n", median (times, REPEATS));
}

static void
remove_store (const char *folder, const char *path)
{
  const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
  g_rmdir (folder);
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("chezu-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "chezu.db", NULL);
  Bench bench = { 0 };
  GError *error = NULL;

  dex_init ();
  bench.store = chezu_store_open (path, &error);
  check (bench.store != NULL, error);
  add_source (&bench);
  add_vehicles (&bench);

  bench_ingest (&bench);
  bench_changes (&bench);
  bench_track (&bench);
  bench_open (&bench, path);

  g_clear_object (&bench.store);
  remove_store (folder, path);
  return 0;
}
