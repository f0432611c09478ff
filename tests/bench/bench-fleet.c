/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the live picture and its drawing cost: lines of "name value unit". */

#include "base/chezu-csv.h"
#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "fleet/chezu-fleet-private.h"
#include "fleet/chezu-search.h"
#include "map/chezu-blocks.h"
#include "map/chezu-fleet-layer.h"
#include "map/chezu-viewport.h"

#include <math.h>
#include <stdlib.h>

#define SMALL 4159
#define LARGE 100000
#define REPEATS 41
#define T0 G_GINT64_CONSTANT (1767225600000)
#define WIDTH 1920
#define HEIGHT 1080

typedef struct
{
  double lon;
  double lat;
  double zoom;
} View;

static const View nation = { 112.0, 34.5, 4.6 };
static const View district = { 117.28, 34.80, 12.0 };
static const View street = { 117.28, 34.80, 15.0 };

static int
compare_doubles (const void *a, const void *b)
{
  double one = *(const double *)a;
  double other = *(const double *)b;

  return one < other ? -1 : one > other;
}

static void
print_median (const char *name, double *us, double unit, const char *unit_name)
{
  qsort (us, REPEATS, sizeof (double), compare_doubles);
  g_print ("%s %.3g %s\n", name, us[REPEATS / 2] / unit, unit_name);
}

/* --- A fleet like the demo's: half in the district, half on the expressways. */

static ChezuCsv *
load_network (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path
      = g_build_filename (g_getenv ("CHEZU_DATA_DIR"), "demo", "network.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  ChezuCsv *network = chezu_csv_load (file, &error);

  if (network == NULL)
    g_error ("%s", error->message);
  return network;
}

static void
put_on_expressway (ChezuCsv *network, GRand *random, ChezuFix *fix)
{
  int wkt = chezu_csv_find_column (network, "wkt", NULL);
  guint row = (guint)g_rand_int_range (random, 0, (gint32)chezu_csv_get_n_rows (network));
  const char *start = strchr (chezu_csv_get (network, row, wkt), '(');
  double lon[2];
  double lat[2];
  double t = g_rand_double (random);

  if (start == NULL || sscanf (start, "(%lf %lf,%lf %lf", &lon[0], &lat[0], &lon[1], &lat[1]) != 4)
    g_error ("network.csv: row %u is no line", row);
  fix->lon_e7 = chezu_degrees_to_e7 (lon[0] + t * (lon[1] - lon[0]));
  fix->lat_e7 = chezu_degrees_to_e7 (lat[0] + t * (lat[1] - lat[0]));
  fix->course_cdeg
      = chezu_degrees_to_course_cdeg (chezu_bearing_degrees (lon[0], lat[0], lon[1], lat[1]));
}

static void
put_in_district (GRand *random, ChezuFix *fix)
{
  double angle = g_rand_double_range (random, 0.0, 2.0 * G_PI);
  double distance = 0.15 * pow (g_rand_double (random), 2.0);

  fix->lon_e7 = chezu_degrees_to_e7 (district.lon + distance * cos (angle));
  fix->lat_e7 = chezu_degrees_to_e7 (district.lat + distance * sin (angle));
  fix->course_cdeg = g_rand_int_range (random, 0, 36000);
}

static ChezuVehiclePage *
make_page (guint n, gint64 now_ms)
{
  ChezuVehiclePage *page = g_new0 (ChezuVehiclePage, 1);
  g_autoptr (ChezuCsv) network = load_network ();
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  page->rows = g_array_sized_new (FALSE, TRUE, sizeof (ChezuVehicleRow), n);
  page->strings = g_string_chunk_new (65536);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *plate = g_strdup_printf ("鲁D%05X", i);
      ChezuVehicleRow row = { .id = i + 1, .seq = i + 1, .has_fix = TRUE, .interval_ms = 10000 };
      int luck = g_rand_int_range (random, 0, 100);

      row.kind = (ChezuVehicleKind)(1 + i % 5);
      row.plate = g_string_chunk_insert (page->strings, plate);
      row.driver = "王建国";
      row.enterprise = "奚轮智运物流有限公司";
      if (i % 2 == 0)
        put_in_district (random, &row.fix);
      else
        put_on_expressway (network, random, &row.fix);
      row.fix.time_ms = now_ms - g_rand_int_range (random, 0, 10000) - (luck > 92 ? 300000 : 0);
      row.fix.speed_cm_s = luck < 50 ? g_rand_int_range (random, 500, 2500) : 0;
      row.fix.flags = CHEZU_FIX_IGNITION_KNOWN | (luck < 60 ? CHEZU_FIX_IGNITION_ON : 0);
      row.gone = luck > 96;
      g_array_append_val (page->rows, row);
    }
  return page;
}

static void
free_page (ChezuVehiclePage *page)
{
  g_array_unref (page->rows);
  g_string_chunk_free (page->strings);
  g_free (page);
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

/* --- Engine */

static void
bench_collect (
    ChezuFleet *fleet, const View *view, const char *name, double unit, const char *unit_name)
{
  const ChezuFleetFrame frame = frame_of (view);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  double us[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start = g_get_monotonic_time ();

      chezu_fleet_collect (fleet, &frame, T0 + 20 * (gint64)i, marks);
      us[i] = (double)(g_get_monotonic_time () - start);
    }
  print_median (name, us, unit, unit_name);
}

/* What each round of a whole fleet's fixes costs the main thread. */
static void
bench_apply (ChezuFleet *fleet, ChezuVehiclePage *page)
{
  double us[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start;

      for (guint v = 0; v < page->rows->len; v++)
        {
          ChezuFix *fix = &g_array_index (page->rows, ChezuVehicleRow, v).fix;

          fix->time_ms += 10000;
          fix->lon_e7 += fix->speed_cm_s;
        }
      start = g_get_monotonic_time ();
      chezu_fleet_apply_page (fleet, page, T0 + 10000 * (gint64)(i + 1));
      us[i] = (double)(g_get_monotonic_time () - start);
    }
  print_median ("fleet.apply_4k_ms", us, 1000.0, "ms");
}

static void
bench_search (ChezuFleet *fleet)
{
  double us[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GPtrArray) hits = chezu_search (fleet, NULL, "鲁", 8);

      us[i] = (double)(g_get_monotonic_time () - start);
    }
  print_median ("fleet.search_100k_ms", us, 1000.0, "ms");
}

static ChezuFleet *
make_fleet (ChezuVehiclePage *page, gint64 now_ms)
{
  ChezuFleet *fleet = chezu_fleet_new (NULL);

  chezu_fleet_apply_page (fleet, page, now_ms);
  return fleet;
}

static void
bench_engine (void)
{
  ChezuVehiclePage *small_page = make_page (SMALL, T0);
  ChezuVehiclePage *large_page = make_page (LARGE, T0);
  g_autoptr (ChezuFleet) small = make_fleet (small_page, T0);
  g_autoptr (ChezuFleet) large = make_fleet (large_page, T0);

  bench_collect (small, &nation, "fleet.collect_4k_us", 1.0, "us");
  bench_collect (small, &street, "fleet.collect_street_4k_us", 1.0, "us");
  bench_collect (large, &nation, "fleet.collect_100k_ms", 1000.0, "ms");
  bench_collect (large, &street, "fleet.collect_street_100k_ms", 1000.0, "ms");
  bench_search (large);
  bench_apply (small, small_page);
  free_page (small_page);
  free_page (large_page);
}

/* --- Drawing */

/* Lets everybody who waits for a frame get it, without a screen. */
static GskRenderNode *
take_snapshot (GtkWidget *layer)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  GTK_WIDGET_GET_CLASS (layer)->snapshot (layer, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

/* Every frame another zoom: all blocks are blended anew, and drawn by GTK's Cairo renderer. */
static void
bench_frames (GtkWidget *layer,
              ShumateViewport *viewport,
              GskRenderer *renderer,
              const View *view,
              const char *name)
{
  const graphene_rect_t screen = GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT);
  g_autofree char *drawn_name = g_strdup_printf ("map.frame_drawn_%s", name);
  g_autofree char *own_name = g_strdup_printf ("map.frame_%s", name);
  double own_us[REPEATS];
  double drawn_us[REPEATS];

  shumate_location_set_location (SHUMATE_LOCATION (viewport), view->lat, view->lon);
  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start;
      GskRenderNode *node;

      chezu_viewport_set_zoom (viewport, view->zoom + 0.001 * (i + 1));
      start = g_get_monotonic_time ();
      node = take_snapshot (layer);
      own_us[i] = (double)(g_get_monotonic_time () - start);
      if (node != NULL)
        {
          g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (renderer, node, &screen);

          gsk_render_node_unref (node);
        }
      drawn_us[i] = (double)(g_get_monotonic_time () - start);
    }
  print_median (own_name, own_us, 1000.0, "ms");
  print_median (drawn_name, drawn_us, 1000.0, "ms");
}

/* Eight pixels a frame, as a hand pans. */
static void
bench_pan (GtkWidget *layer, ShumateViewport *viewport, const View *view, const char *name)
{
  double step = 360.0 * 8.0 / chezu_scale_of_zoom (view->zoom);
  double us[REPEATS];

  chezu_viewport_set_zoom (viewport, view->zoom);
  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start;

      shumate_location_set_location (SHUMATE_LOCATION (viewport), view->lat, view->lon + step * i);
      start = g_get_monotonic_time ();
      g_clear_pointer (&(GskRenderNode *){ take_snapshot (layer) }, gsk_render_node_unref);
      us[i] = (double)(g_get_monotonic_time () - start);
    }
  print_median (name, us, 1000.0, "ms");
}

static void
bench_drawing (guint n, const char *suffix)
{
  gint64 now_ms = chezu_time_now_ms ();
  ChezuVehiclePage *page = make_page (n, now_ms);
  g_autoptr (ChezuFleet) fleet = make_fleet (page, now_ms);
  g_autoptr (ShumateViewport) viewport = shumate_viewport_new ();
  g_autoptr (GskRenderer) renderer = gsk_cairo_renderer_new ();
  GtkWidget *layer = GTK_WIDGET (chezu_fleet_layer_new (viewport));
  g_autofree char *nation_name = g_strdup_printf ("%s_ms", suffix);
  g_autofree char *district_name = g_strdup_printf ("district_%s_ms", suffix);
  g_autofree char *street_name = g_strdup_printf ("street_%s_ms", suffix);
  g_autofree char *pan_name = g_strdup_printf ("map.pan_%s_ms", suffix);

  g_object_ref_sink (layer);
  gtk_widget_size_allocate (layer, &(GtkAllocation){ 0, 0, WIDTH, HEIGHT }, -1);
  gsk_renderer_realize (renderer, NULL, NULL);
  chezu_fleet_layer_set_fleet (CHEZU_FLEET_LAYER (layer), fleet);

  bench_frames (layer, viewport, renderer, &nation, nation_name);
  bench_frames (layer, viewport, renderer, &district, district_name);
  bench_frames (layer, viewport, renderer, &street, street_name);
  bench_pan (layer, viewport, &district, pan_name);

  gsk_renderer_unrealize (renderer);
  g_object_unref (layer);
  free_page (page);
}

int
main (int argc, char **argv)
{
  bench_engine ();

  /* Without a display there is nothing to draw for. */
  if (!gtk_init_check ())
    {
      g_printerr ("no display: the figures of drawing are left out\n");
      return 0;
    }
  bench_drawing (SMALL, "4k");
  bench_drawing (LARGE, "100k");
  return 0;
}
