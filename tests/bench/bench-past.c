/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scrubbing over a day of the demo world, 4,159 vehicles: how soon after somebody pointed at a
 * moment the fleet is shown as it was then. First at once, as after opening the day, then when the
 * day has been read.
 */

#include "base/chezu-time.h"
#include "bench-clock.h"
#include "fleet/chezu-past.h"

#include <glib/gstdio.h>
#include <time.h>

#define N_SEEKS 200
#define PLAY_US (5 * G_USEC_PER_SEC)

typedef struct
{
  ChezuPast *past;
  gboolean moved;
} Bench;

static void
make_store (const char *path)
{
  g_autofree char *program
      = g_build_filename (g_getenv ("CHEZU_BUILD_DIR"), "src", "ctl", "chezuctl", NULL);
  const char *const words[] = { program, "sim", "--history", "1d", "--store", path, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  bench_check (g_spawn_sync (NULL, (char **)words, NULL,
                             G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                             NULL, NULL, &status, &error),
               error);
  bench_check (g_spawn_check_wait_status (status, &error), error);
}

static void
moved_cb (Bench *bench)
{
  bench->moved = TRUE;
}

static double
seek (Bench *bench, gint64 time_ms)
{
  gint64 start_us = g_get_monotonic_time ();

  bench->moved = FALSE;
  chezu_past_seek (bench->past, time_ms);
  while (!bench->moved)
    g_main_context_iteration (NULL, TRUE);
  return bench_since_ms (start_us);
}

static gboolean
is_day_known (Bench *bench)
{
  const ChezuPastDay *day = chezu_past_get_day (bench->past);

  for (guint part = 0; part < CHEZU_PAST_N_PARTS; part++)
    if (day->known[part] < 0
        && day->day_ms + part * CHEZU_PAST_PART_MS < chezu_time_now_ms () - CHEZU_HOUR_MS)
      return FALSE;
  return TRUE;
}

static void
measure (Bench *bench, gint64 from_ms, gint64 to_ms, const char *name)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  double ms[N_SEEKS];

  for (guint i = 0; i < N_SEEKS; i++)
    ms[i] = seek (bench, from_ms + (gint64)(g_rand_double (random) * (double)(to_ms - from_ms)));
  g_print ("past.%s_ms %.3g ms\n", name, bench_median (ms, N_SEEKS));
  g_print ("past.%s_p99_ms %.3g ms\n", name, ms[N_SEEKS * 99 / 100]);
}

static double
thread_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* What the main thread does for a second of playing at the highest rate. */
static void
measure_play (Bench *bench, gint64 from_ms)
{
  gint64 start_us;
  double start_ms;

  seek (bench, from_ms);
  while (!chezu_past_is_settled (bench->past))
    g_main_context_iteration (NULL, TRUE);
  chezu_past_set_rate (bench->past, CHEZU_PAST_RATE_MAX);
  start_us = g_get_monotonic_time ();
  start_ms = thread_ms ();
  while (g_get_monotonic_time () - start_us < PLAY_US)
    g_main_context_iteration (NULL, TRUE);
  g_print ("past.play_600_ms_per_s %.3g ms\n",
           (thread_ms () - start_ms) * 1e3 / bench_since_ms (start_us));
  chezu_past_set_rate (bench->past, 0);
}

static void
run (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (path, &error);
  g_autoptr (ChezuFleet) live = NULL;
  g_autoptr (DexFuture) loaded = NULL;
  Bench bench = { 0 };
  gint64 newest_ms = chezu_time_now_ms ();
  gint64 start_us;

  bench_check (store != NULL, error);
  live = chezu_fleet_new (store);
  loaded = chezu_fleet_load (live);
  while (dex_future_is_pending (loaded))
    g_main_context_iteration (NULL, TRUE);
  bench.past = chezu_past_new (store, live);
  g_signal_connect_swapped (bench.past, "moved", G_CALLBACK (moved_cb), &bench);

  start_us = g_get_monotonic_time ();
  g_print ("past.first_ms %.4g ms\n", seek (&bench, newest_ms - 20 * CHEZU_HOUR_MS));
  while (!is_day_known (&bench))
    g_main_context_iteration (NULL, TRUE);
  g_print ("past.day_read_ms %.4g ms\n", bench_since_ms (start_us));
  measure (&bench, chezu_past_get_day (bench.past)->day_ms,
           MIN (chezu_past_get_day (bench.past)->day_ms + CHEZU_DAY_MS, newest_ms), "seek");
  measure_play (&bench, newest_ms - 12 * CHEZU_HOUR_MS);
  chezu_store_close (store);
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("chezu-bench-past-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "day.db", NULL);
  g_autofree char *clean = g_strdup_printf ("rm -rf '%s'", folder);

  dex_init ();
  make_store (path);
  run (path);
  g_spawn_command_line_sync (clean, NULL, NULL, NULL, NULL);
  return 0;
}
