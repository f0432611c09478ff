/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole program on the demo world, as a person has it: how soon the first full frame stands,
 * how old a fix is when it is on the screen, what panning and standing still cost, how much memory
 * it takes, simulator included. Needs a display (a virtual one of 1920x1080 will do).
 *
 * The program runs twice: the first fills the store, so that the second starts warm.
 */

#include "base/chezu-paths.h"
#include "base/chezu-time.h"
#include "map/chezu-fleet-layer.h"
#include "map/chezu-label-layer.h"
#include "map/chezu-map-view.h"
#include "map/chezu-region-layer.h"
#include "shell/chezu-application.h"
#include "shell/chezu-window.h"

#include <glib/gstdio.h>
#include <libdex.h>
#include <shumate/shumate.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define N_VEHICLES 4159
#define LATENCY_SECONDS 20
#define STANDING_SECONDS 15
#define PAN_FRAMES 180
/* A fix that was older when it came was kept back by its terminal, not by us. */
#define BUFFERED_MS 20000

typedef struct
{
  gboolean only_warms;
  ChezuWindow *window;
  ChezuMapView *map;
  ChezuFleet *fleet;
} Bench;

/* --- Measuring ------------------------------------------------------------------------------- */

static double
process_age_ms (void)
{
  g_autofree char *stat = NULL;
  struct timespec now;
  const char *after_name;
  g_auto (GStrv) fields = NULL;

  g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL);
  after_name = strrchr (stat, ')') + 2;
  fields = g_strsplit (after_name, " ", -1);
  clock_gettime (CLOCK_BOOTTIME, &now);

  /* Field 22 of proc(5): when the process was started, in clock ticks after boot. */
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6 - atof (fields[19]) * 1e3 / sysconf (_SC_CLK_TCK);
}

static double
cpu_ms (clockid_t clock)
{
  struct timespec spent;

  clock_gettime (clock, &spent);
  return spent.tv_sec * 1e3 + spent.tv_nsec / 1e6;
}

static double
resident_mb (void)
{
  g_autofree char *statm = NULL;
  g_auto (GStrv) fields = NULL;

  g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL);
  fields = g_strsplit (statm, " ", -1);
  return atof (fields[1]) * sysconf (_SC_PAGESIZE) / 1e6;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *)a - *(const double *)b;

  return difference < 0 ? -1 : difference > 0;
}

static double
quantile (GArray *values, double part)
{
  if (values->len == 0)
    return -1;
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (guint)(part * (values->len - 1)));
}

static void
wait_ms (int duration_ms)
{
  dex_await (dex_timeout_new_msec (duration_ms), NULL);
}

static gboolean
is_full (Bench *bench)
{
  ChezuSession *session = chezu_window_get_session (bench->window);
  ChezuFleetCounts counts;

  if (session == NULL || !chezu_window_is_settled (bench->window))
    return FALSE;
  chezu_fleet_count (chezu_session_get_fleet (session), chezu_time_now_ms (), &counts);
  return counts.total + counts.without_position == N_VEHICLES;
}

static void
wait_until_full (Bench *bench)
{
  while (!is_full (bench))
    wait_ms (5);
}

/* The hour before the start comes from the backend's history. Returns how long that took. */
static double
wait_until_filled_s (Bench *bench)
{
  gint64 start_us = g_get_monotonic_time ();

  for (;;)
    {
      const ChezuFilling *filling
          = chezu_session_get_filling (chezu_window_get_session (bench->window), 0);

      if (filling->progress.closed > 0 && !filling->active)
        return (double)(g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
      wait_ms (100);
    }
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
go_to (Bench *bench, double lon, double lat, double zoom)
{
  chezu_map_view_go_to (bench->map, lon, lat, zoom, FALSE);
  wait_ms (100);
  wait_until_full (bench);
  wait_ms (500);
}

/* --- A fix on its way to the screen ---------------------------------------------------------- */

typedef struct
{
  Bench *bench;
  GArray *times;   /* of gint64: what was known of each vehicle */
  GArray *pending; /* of gint64: times of fixes that are taken over and not yet in a frame */
  GArray *delays;  /* of double, ms */
} Latency;

static void
fleet_changed_cb (Latency *self)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (self->bench->fleet);
  gint64 now_ms = chezu_time_now_ms ();

  for (guint i = 0; i < arrays->n; i++)
    {
      gint64 known = i < self->times->len ? g_array_index (self->times, gint64, i) : 0;

      if (arrays->time_ms[i] > known && known != 0 && now_ms - arrays->time_ms[i] < BUFFERED_MS
          && arrays->time_ms[i] <= now_ms)
        g_array_append_val (self->pending, arrays->time_ms[i]);
    }
  g_array_set_size (self->times, 0);
  g_array_append_vals (self->times, arrays->time_ms, arrays->n);
}

static void
after_paint_cb (Latency *self)
{
  gint64 now_ms = chezu_time_now_ms ();

  for (guint i = 0; i < self->pending->len; i++)
    {
      double delay = (double)(now_ms - g_array_index (self->pending, gint64, i));

      g_array_append_val (self->delays, delay);
    }
  g_array_set_size (self->pending, 0);
}

static void
measure_latency (Bench *bench)
{
  Latency latency = {
    .bench = bench,
    .times = g_array_new (FALSE, FALSE, sizeof (gint64)),
    .pending = g_array_new (FALSE, FALSE, sizeof (gint64)),
    .delays = g_array_new (FALSE, FALSE, sizeof (double)),
  };
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->window));
  gulong changed;
  gulong painted;

  go_to (bench, 117.30, 34.80, 13);
  fleet_changed_cb (&latency);
  g_array_set_size (latency.pending, 0);
  changed
      = g_signal_connect_swapped (bench->fleet, "changed", G_CALLBACK (fleet_changed_cb), &latency);
  painted = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (after_paint_cb), &latency);
  wait_ms (LATENCY_SECONDS * 1000);
  g_signal_handler_disconnect (bench->fleet, changed);
  g_signal_handler_disconnect (clock, painted);

  printf ("app.fixes_per_s %.0f 1/s\n", (double)latency.delays->len / LATENCY_SECONDS);
  printf ("app.fix_to_screen_median_ms %.0f ms\n", quantile (latency.delays, 0.5));
  printf ("app.fix_to_screen_p99_ms %.0f ms\n", quantile (latency.delays, 0.99));

  g_array_unref (latency.times);
  g_array_unref (latency.pending);
  g_array_unref (latency.delays);
}

/* --- Panning --------------------------------------------------------------------------------- */

typedef struct
{
  Bench *bench;
  GArray *frames; /* of double: processor time of the main thread, ms */
  DexPromise *done;
  double lon;
  double lat;
  double zoom;
  double before_ms;
  gint64 begun_us;
} Pan;

static gboolean
pan_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Pan *self = user_data;
  double now_ms = cpu_ms (CLOCK_THREAD_CPUTIME_ID);
  double spent_ms = now_ms - self->before_ms;
  double step = 8.0 * 360.0 / (256.0 * exp2 (self->zoom)); /* eight pixels a frame */

  if (self->begun_us == 0)
    self->begun_us = g_get_monotonic_time ();
  else
    g_array_append_val (self->frames, spent_ms);

  if (self->frames->len == PAN_FRAMES)
    {
      dex_promise_resolve_boolean (self->done, TRUE);
      return G_SOURCE_REMOVE;
    }

  /* To and fro, so that the view stays over land and roads. */
  self->lon += self->frames->len / 60 % 2 == 0 ? step : -step;
  chezu_map_view_go_to (self->bench->map, self->lon, self->lat, self->zoom, FALSE);
  self->before_ms = now_ms;
  return G_SOURCE_CONTINUE;
}

/* Returns the median of the main thread's processor time a frame; frames a second into *fps. */
static double
pan (Bench *bench, double lon, double lat, double zoom, double *fps)
{
  Pan self = {
    .bench = bench,
    .frames = g_array_new (FALSE, FALSE, sizeof (double)),
    .done = dex_promise_new (),
    .lon = lon,
    .lat = lat,
    .zoom = zoom,
  };
  double median;

  gtk_widget_add_tick_callback (GTK_WIDGET (bench->map), pan_tick_cb, &self, NULL);
  dex_await (dex_ref (DEX_FUTURE (self.done)), NULL);
  *fps = PAN_FRAMES * 1e6 / (double)(g_get_monotonic_time () - self.begun_us);
  median = quantile (self.frames, 0.5);

  g_array_unref (self.frames);
  dex_unref (self.done);
  return median;
}

static void
show_own_layers (Bench *bench, gboolean show)
{
  const GType types[] = { CHEZU_TYPE_REGION_LAYER, CHEZU_TYPE_LABEL_LAYER, CHEZU_TYPE_FLEET_LAYER };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    gtk_widget_set_visible (find_widget (GTK_WIDGET (bench->map), types[i]), show);
}

static void
measure_pan (Bench *bench, const char *name, double lon, double lat, double zoom)
{
  double with_layers;
  double without;
  double fps;
  double bare_fps;

  go_to (bench, lon, lat, zoom);
  with_layers = pan (bench, lon, lat, zoom, &fps);

  show_own_layers (bench, FALSE);
  wait_ms (500);
  without = pan (bench, lon, lat, zoom, &bare_fps);
  show_own_layers (bench, TRUE);

  printf ("map.pan_%s_fps %.0f 1/s\n", name, fps);
  printf ("map.pan_%s_frame_ms %.1f ms\n", name, with_layers);
  printf ("map.pan_%s_own_layers_ms %.1f ms\n", name, with_layers - without);
}

static void
measure_standing (Bench *bench, const char *name, double lon, double lat, double zoom)
{
  double before_ms;

  go_to (bench, lon, lat, zoom);
  wait_ms (2000);
  before_ms = cpu_ms (CLOCK_PROCESS_CPUTIME_ID);
  wait_ms (STANDING_SECONDS * 1000);
  printf ("app.standing_%s_cpu %.1f %%\n", name,
          (cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - before_ms) / (STANDING_SECONDS * 10));
}

/* --- The run --------------------------------------------------------------------------------- */

static DexFuture *
bench_fiber (gpointer user_data)
{
  Bench *bench = user_data;

  wait_until_full (bench);
  if (!bench->only_warms)
    {
      printf ("app.start_ms %.0f ms\n", process_age_ms ());

      bench->map = CHEZU_MAP_VIEW (find_widget (GTK_WIDGET (bench->window), CHEZU_TYPE_MAP_VIEW));
      bench->fleet = chezu_session_get_fleet (chezu_window_get_session (bench->window));
      printf ("sync.fill_hour_s %.1f s\n", wait_until_filled_s (bench));
      measure_standing (bench, "nation", 115.5, 34.2, 5);
      printf ("app.resident_mb %.0f MB\n", resident_mb ());
      measure_latency (bench);
      measure_pan (bench, "nation", 115.5, 34.2, 5);
      measure_pan (bench, "region", 117.6, 34.9, 8);
      measure_pan (bench, "district", 117.30, 34.80, 13);
      printf ("app.resident_end_mb %.0f MB\n", resident_mb ());
    }
  g_application_quit (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (bench->window))));
  return dex_future_new_true ();
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window, gpointer user_data)
{
  Bench *bench = user_data;

  if (!CHEZU_IS_WINDOW (window) || bench->window != NULL)
    return;
  bench->window = CHEZU_WINDOW (window);
  gtk_window_set_default_size (window, 1920, 1080);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, bench_fiber, bench, NULL));
}

static int
run_program (const char *store, gboolean only_warms)
{
  Bench bench = { .only_warms = only_warms };
  g_autoptr (ChezuApplication) application = NULL;
  char *arguments[] = { (char *)"chezu", (char *)"--demo", (char *)"--store", (char *)store, NULL };

  chezu_init_translations ();
  dex_init ();
  application = chezu_application_new ();
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), &bench);
  return chezu_application_run (application, 4, arguments);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *store = NULL;
  const char *rounds[] = { "--warm", "--measure" };

  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  if (argc == 3)
    return run_program (argv[2], g_str_equal (argv[1], "--warm"));

  folder = g_dir_make_tmp ("chezu-bench-XXXXXX", &error);
  g_assert_no_error (error);
  store = g_build_filename (folder, "demo.db", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rounds); i++)
    {
      char *command[] = { argv[0], (char *)rounds[i], store, NULL };
      int status;

      if (!g_spawn_sync (NULL, command, NULL,
                         G_SPAWN_CHILD_INHERITS_STDOUT | G_SPAWN_CHILD_INHERITS_STDERR, NULL, NULL,
                         NULL, NULL, &status, &error)
          || !g_spawn_check_wait_status (status, &error))
        g_printerr ("%s\n", error->message);
      g_clear_error (&error);
    }
  return 0;
}
