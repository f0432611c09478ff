/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the map costs without a graphics card: lines of "name value unit". A frame is processor time
 * of all threads, from asking the fleet to the picture that GTK's renderer is given. */

#include "bench-clock.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "fleet/chezu-fleet-private.h"
#include "map/chezu-fleet-layer.h"
#include "map/chezu-fleet-picture.h"
#include "map/chezu-map-view.h"
#include "map/chezu-viewport.h"

#include <math.h>
#include <time.h>

#define PEER_VEHICLES 4159
#define LARGE 100000
#define MILLION 1000000
#define WIDTH 1920
#define HEIGHT 1080
#define FRAME_MS 17
#define WARM_UP 40
#define FRAMES 300
#define HITS 1000
#define PAN_PX 8.0
#define PAN_FRAMES 180
#define SETTLE_MS 20000

typedef struct
{
  double lon;
  double lat;
  double zoom;
} View;

static const View nation = { 112.0, 34.5, 5.0 };
static const View street = { 117.28, 34.80, 15.0 };

/* Where half of the vehicles of a nation are, within a degree or so. */
static const double cities[][2] = {
  { 116.4, 39.9 }, { 121.5, 31.2 }, { 113.3, 23.1 }, { 117.0, 36.7 }, { 117.3, 34.8 },
  { 104.1, 30.7 }, { 114.3, 30.6 }, { 108.9, 34.3 }, { 126.6, 45.8 }, { 123.4, 41.8 },
  { 118.8, 32.1 }, { 120.2, 30.3 }, { 106.5, 29.6 }, { 113.6, 34.8 }, { 112.9, 28.2 },
};

static double
cpu_ms (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &spent);
  return (double)spent.tv_sec * 1e3 + (double)spent.tv_nsec / 1e6;
}

static ChezuFleetFrame
frame_of (const View *view)
{
  ChezuFleetFrame frame
      = { .scale = chezu_scale_of_zoom (view->zoom), .width = WIDTH, .height = HEIGHT };

  chezu_mercator_project (view->lon, view->lat, &frame.x, &frame.y);
  frame.x -= WIDTH / 2.0 / frame.scale;
  frame.y -= HEIGHT / 2.0 / frame.scale;
  return frame;
}

/* --- Fleets of which every vehicle moves */

static void
put_in_nation (GRand *random, guint i, ChezuFix *fix)
{
  const double *city = cities[i % G_N_ELEMENTS (cities)];
  double angle = g_rand_double_range (random, 0.0, 2.0 * G_PI);
  double reach = i % 2 == 0 ? 1.0 : 9.0;
  double distance = reach * pow (g_rand_double (random), 2.0);

  fix->lon_e7 = chezu_degrees_to_e7 (city[0] + distance * cos (angle));
  fix->lat_e7 = chezu_degrees_to_e7 (city[1] + distance * 0.7 * sin (angle));
}

static void
put_on_screen (GRand *random, const ChezuFleetFrame *frame, ChezuFix *fix)
{
  double lon;
  double lat;

  chezu_mercator_unproject (frame->x + g_rand_double (random) * WIDTH / frame->scale,
                            frame->y + g_rand_double (random) * HEIGHT / frame->scale, &lon, &lat);
  fix->lon_e7 = chezu_degrees_to_e7 (lon);
  fix->lat_e7 = chezu_degrees_to_e7 (lat);
}

/* @screen: NULL for all over the nation */
static ChezuFleet *
make_fleet (guint n, const ChezuFleetFrame *screen, gint64 now_ms)
{
  ChezuFleet *fleet = chezu_fleet_new (NULL);
  ChezuVehiclePage page = {
    .rows = g_array_sized_new (FALSE, TRUE, sizeof (ChezuVehicleRow), n),
    .strings = g_string_chunk_new (65536),
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *plate = g_strdup_printf ("鲁D%05X", i);
      ChezuVehicleRow row = { .id = i + 1, .seq = i + 1, .has_fix = TRUE, .interval_ms = 30000 };

      row.kind = (ChezuVehicleKind)(1 + i % 5);
      row.plate = g_string_chunk_insert (page.strings, plate);
      row.driver = "王建国";
      row.enterprise = "奚轮智运物流有限公司";
      if (screen != NULL)
        put_on_screen (random, screen, &row.fix);
      else
        put_in_nation (random, i, &row.fix);
      row.fix.course_cdeg = g_rand_int_range (random, 0, 36000);
      row.fix.speed_cm_s = g_rand_int_range (random, 800, 2500);
      row.fix.time_ms = now_ms;
      row.fix.flags = CHEZU_FIX_IGNITION_KNOWN | CHEZU_FIX_IGNITION_ON;
      g_array_append_val (page.rows, row);
    }
  chezu_fleet_apply_page (fleet, &page, now_ms);
  g_array_unref (page.rows);
  g_string_chunk_free (page.strings);
  return fleet;
}

/* --- Frames */

typedef struct
{
  ChezuFleet *fleet;
  ChezuFleetPicture *picture;
  ChezuFleetFrame frame;
  ChezuFleetLook look;
  PangoContext *context;
  gint64 start_ms;
} Scene;

static GskRenderNode *
draw_frame (Scene *scene, guint i)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gint64 next_ms;

  chezu_fleet_picture_make (scene->picture, scene->fleet, &scene->frame, &scene->look,
                            scene->context, scene->start_ms + FRAME_MS * (gint64)i, &next_ms);
  chezu_fleet_picture_snapshot (scene->picture, &scene->frame, scene->look.scale, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
bench_scene (const char *name,
             ChezuFleet *fleet,
             const View *view,
             const ChezuFleetLook *look,
             gint64 now_ms)
{
  Scene scene = {
    .fleet = fleet,
    .picture = chezu_fleet_picture_new (),
    .frame = frame_of (view),
    .look = *look,
    .context = pango_font_map_create_context (pango_cairo_font_map_get_default ()),
    .start_ms = now_ms,
  };
  cairo_surface_t *screen = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (screen);
  double own[FRAMES];
  double drawn[FRAMES];
  double wall[FRAMES];
  GskRenderNode *before = NULL;

  for (guint i = 0; i < WARM_UP + FRAMES; i++)
    {
      GskRenderNode *node;
      gint64 start_us = g_get_monotonic_time ();
      double start = cpu_ms ();
      guint at = i < WARM_UP ? 0 : i - WARM_UP;

      node = draw_frame (&scene, i);
      wall[at] = bench_since_ms (start_us);
      own[at] = cpu_ms () - start;
      if (node != NULL)
        gsk_render_node_draw (node, cr);
      drawn[at] = cpu_ms () - start;
      /* As GTK keeps what is on the screen. */
      g_clear_pointer (&before, gsk_render_node_unref);
      before = node;
    }
  g_clear_pointer (&before, gsk_render_node_unref);

  g_print ("map.frame_%s_ms %.2f ms\n", name, bench_median (own, FRAMES));
  g_print ("map.frame_%s_p99_ms %.2f ms\n", name, own[FRAMES * 99 / 100]);
  g_print ("map.frame_%s_wall_ms %.2f ms\n", name, bench_median (wall, FRAMES));
  g_print ("map.frame_%s_drawn_ms %.2f ms\n", name, bench_median (drawn, FRAMES));

  cairo_destroy (cr);
  cairo_surface_destroy (screen);
  g_object_unref (scene.context);
  chezu_fleet_picture_free (scene.picture);
}

static void
bench_collect (const char *name, ChezuFleet *fleet, const View *view, gint64 now_ms)
{
  const ChezuFleetFrame frame = frame_of (view);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  double ms[FRAMES];

  for (guint i = 0; i < FRAMES; i++)
    {
      double start = cpu_ms ();

      chezu_fleet_collect (fleet, &frame, now_ms + FRAME_MS * (gint64)i, marks);
      ms[i] = cpu_ms () - start;
    }
  g_print ("map.collect_%s_ms %.2f ms\n", name, bench_median (ms, FRAMES));
}

/* --- Windows */

typedef struct
{
  GMainLoop *loop;
  ShumateViewport *viewport; /* either this */
  ChezuMapView *view;        /* or that */
  View from;
  guint n;
  gint64 start_us;
  double start_cpu;
} Pan;

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
wait_ms (guint ms)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (ms, quit_cb, loop);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
}

/* To and fro, as a hand pans. */
static gboolean
pan_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Pan *pan = data;
  guint cycle = pan->n % PAN_FRAMES;
  double steps = cycle < PAN_FRAMES / 2 ? cycle : PAN_FRAMES - cycle;
  double lon = pan->from.lon + steps * PAN_PX * 360.0 / chezu_scale_of_zoom (pan->from.zoom);

  if (pan->n++ == 0)
    {
      pan->start_us = g_get_monotonic_time ();
      pan->start_cpu = cpu_ms ();
    }
  if (pan->n > PAN_FRAMES)
    {
      g_main_loop_quit (pan->loop);
      return G_SOURCE_REMOVE;
    }
  if (pan->view != NULL)
    chezu_map_view_go_to (pan->view, lon, pan->from.lat, pan->from.zoom, FALSE);
  else
    shumate_location_set_location (SHUMATE_LOCATION (pan->viewport), pan->from.lat, lon);
  return G_SOURCE_CONTINUE;
}

/* Returns frames a second; processor time a frame into @frame_ms. */
static double
run_pan (Pan *pan, GtkWidget *widget, double *frame_ms)
{
  pan->loop = g_main_loop_new (NULL, FALSE);
  gtk_widget_add_tick_callback (widget, pan_cb, pan, NULL);
  g_main_loop_run (pan->loop);
  g_main_loop_unref (pan->loop);
  *frame_ms = (cpu_ms () - pan->start_cpu) / PAN_FRAMES;
  return PAN_FRAMES * 1e6 / (double)(g_get_monotonic_time () - pan->start_us);
}

static GtkWidget *
open_window (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static ShumateMarker *
make_marker (const ChezuFix *fix)
{
  ShumateMarker *marker = shumate_marker_new ();

  shumate_marker_set_child (marker, gtk_image_new_from_icon_name ("mark-location-symbolic"));
  shumate_location_set_location (SHUMATE_LOCATION (marker), chezu_e7_to_degrees (fix->lat_e7),
                                 chezu_e7_to_degrees (fix->lon_e7));
  return marker;
}

/* The peer: a widget for each of 4,159 vehicles, at the same places in the same window. */
/* Layers only ask it how the world is projected. */
static ShumateViewport *
make_viewport (const View *view)
{
  g_autoptr (ShumateMapSource) source
      = SHUMATE_MAP_SOURCE (shumate_raster_renderer_new_from_url ("file:///{z}/{x}/{y}"));
  ShumateViewport *viewport = shumate_viewport_new ();

  shumate_viewport_set_reference_map_source (viewport, source);
  shumate_location_set_location (SHUMATE_LOCATION (viewport), view->lat, view->lon);
  chezu_viewport_set_zoom (viewport, view->zoom);
  return viewport;
}

static double
pan_markers (ChezuFleet *fleet, double *frame_ms)
{
  g_autoptr (ShumateViewport) viewport = make_viewport (&nation);
  ShumateMarkerLayer *layer = shumate_marker_layer_new (viewport);
  Pan pan = { .viewport = viewport, .from = nation };
  GtkWidget *window;
  double fps;

  for (guint i = 0; i < chezu_fleet_peek (fleet)->n; i++)
    {
      ChezuFix fix;

      chezu_fleet_get_fix (fleet, i, &fix);
      shumate_marker_layer_add_marker (layer, make_marker (&fix));
    }
  window = open_window (GTK_WIDGET (layer));
  wait_ms (2000);
  fps = run_pan (&pan, GTK_WIDGET (layer), frame_ms);
  gtk_window_destroy (GTK_WINDOW (window));
  return fps;
}

static double
pan_layer (ChezuFleet *fleet, const View *from, double *frame_ms)
{
  g_autoptr (ShumateViewport) viewport = make_viewport (from);
  ChezuFleetLayer *layer = chezu_fleet_layer_new (viewport);
  Pan pan = { .viewport = viewport, .from = *from };
  GtkWidget *window;
  double fps;

  chezu_fleet_layer_set_fleet (layer, fleet);
  window = open_window (GTK_WIDGET (layer));
  wait_ms (500);
  fps = run_pan (&pan, GTK_WIDGET (layer), frame_ms);
  gtk_window_destroy (GTK_WINDOW (window));
  return fps;
}

static void
bench_hits (ChezuFleet *fleet, const View *view)
{
  g_autoptr (ShumateViewport) viewport = make_viewport (view);
  ChezuFleetLayer *layer = chezu_fleet_layer_new (viewport);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  GtkWidget *window;
  double ms[HITS];

  chezu_fleet_layer_set_fleet (layer, fleet);
  window = open_window (GTK_WIDGET (layer));
  wait_ms (500);
  chezu_fleet_layer_peek_marks (layer);
  for (guint i = 0; i < HITS; i++)
    {
      double x = g_rand_double_range (random, 0, WIDTH);
      double y = g_rand_double_range (random, 0, HEIGHT);
      ChezuFleetMark mark;
      gint64 start_us;

      /* Between two looks the picture moves on, as it does under a hand. */
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      start_us = g_get_monotonic_time ();
      chezu_fleet_layer_pick (layer, x, y, &mark, stack);
      ms[i] = bench_since_ms (start_us);
    }
  g_print ("map.hit_test_ms %.3f ms\n", bench_median (ms, HITS));
  g_print ("map.hit_test_p99_ms %.3f ms\n", ms[HITS * 99 / 100]);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- The whole map */

static void
settle (ChezuMapView *view)
{
  for (guint waited = 0; waited < SETTLE_MS && !chezu_map_view_is_settled (view); waited += 50)
    wait_ms (50);
}

static double
pan_map (ChezuMapView *view, const View *from, double *frame_ms)
{
  Pan pan = { .view = view, .from = *from };

  chezu_map_view_go_to (view, from->lon, from->lat, from->zoom, FALSE);
  settle (view);
  return run_pan (&pan, GTK_WIDGET (view), frame_ms);
}

static void
bench_base_map (void)
{
  static const View views[] = {
    { 112.0, 34.5, 5.0 }, { 117.28, 34.80, 8.0 }, { 117.28, 34.80, 12.0 }, { 117.28, 34.80, 16.0 }
  };
  ChezuMapView *view = CHEZU_MAP_VIEW (chezu_map_view_new ());
  GtkWidget *window = open_window (GTK_WIDGET (view));
  double slowest = G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      double frame_ms;
      double fps = pan_map (view, &views[i], &frame_ms);

      g_print ("map.pan_basemap_z%.0f_fps %.1f 1/s\n", views[i].zoom, fps);
      g_print ("map.pan_basemap_z%.0f_frame_ms %.2f ms\n", views[i].zoom, frame_ms);
      slowest = MIN (slowest, fps);
    }
  g_print ("map.pan_basemap_fps %.1f 1/s\n", slowest);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
bench_million (void)
{
  g_autoptr (ChezuFleet) fleet = make_fleet (MILLION, NULL, chezu_time_now_ms ());
  ChezuMapView *view = CHEZU_MAP_VIEW (chezu_map_view_new ());
  GtkWidget *window = open_window (GTK_WIDGET (view));
  double frame_ms;

  chezu_map_view_set_fleet (view, fleet);
  g_print ("map.pan_1m_fps %.1f 1/s\n", pan_map (view, &nation, &frame_ms));
  g_print ("map.pan_1m_frame_ms %.2f ms\n", frame_ms);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
bench_peer (void)
{
  g_autoptr (ChezuFleet) fleet = make_fleet (PEER_VEHICLES, NULL, chezu_time_now_ms ());
  double marker_ms;
  double layer_ms;
  double marker_fps = pan_markers (fleet, &marker_ms);
  double layer_fps = pan_layer (fleet, &nation, &layer_ms);

  g_print ("map.marker_layer_4159_ms %.2f ms\n", marker_ms);
  g_print ("map.marker_layer_4159_fps %.1f 1/s\n", marker_fps);
  g_print ("map.fleet_layer_4159_ms %.2f ms\n", layer_ms);
  g_print ("map.fleet_layer_4159_fps %.1f 1/s\n", layer_fps);
  g_print ("map.marker_layer_ratio %.1f x\n", marker_ms / layer_ms);
}

static void
bench_frames (void)
{
  gint64 now_ms = chezu_time_now_ms ();
  const ChezuFleetFrame screen = frame_of (&street);
  g_autoptr (ChezuFleet) on_screen = make_fleet (LARGE, &screen, now_ms);
  g_autoptr (ChezuFleet) in_nation = make_fleet (LARGE, NULL, now_ms);
  const ChezuFleetLook look = {
    .scheme = CHEZU_SCHEME_LIGHT,
    .hover_x = NAN,
    .hover_y = NAN,
    .scale = 1.0,
  };
  ChezuFleetLook surface = look;

  surface.far_view = CHEZU_FAR_DENSITY;
  bench_collect ("100k", on_screen, &street, now_ms);
  bench_scene ("100k", on_screen, &street, &look, now_ms);
  bench_scene ("100k_nation", in_nation, &nation, &look, now_ms);
  bench_scene ("100k_density", in_nation, &nation, &surface, now_ms);
  bench_hits (on_screen, &street);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*run) (void);
  } parts[] = {
    { "frames", bench_frames },
    { "peer", bench_peer },
    { "basemap", bench_base_map },
    { "million", bench_million },
  };

  gtk_init ();
  adw_init ();
  dex_init ();
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (argc < 2 || g_strcmp0 (argv[1], parts[i].name) == 0)
      parts[i].run ();
  return 0;
}
