/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ground in a window: it appears, changes its scheme without a flash, goes on after jumps, and
 * says what is wrong. */

#include "base/chezu-paths.h"
#include "map/chezu-base-layer.h"
#include "map/chezu-viewport.h"

/* What fontconfig and GTK's renderer keep until the process ends, told apart by the whole stack. */
const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\nleak:libgtk-4\n";
}

typedef struct
{
  GtkWidget *window;
  ChezuBaseLayer *base;
  ShumateViewport *viewport;
  char *tiles;
  char *style;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *map = GTK_WIDGET (shumate_map_new ());

  fixture->tiles = chezu_path_shipped ("basemap.mbtiles");
  fixture->style = chezu_path_shipped ("basemap/style.json");
  fixture->viewport = shumate_map_get_viewport (SHUMATE_MAP (map));
  fixture->base = g_object_ref_sink (chezu_base_layer_new (fixture->viewport));
  shumate_map_add_layer (SHUMATE_MAP (map), SHUMATE_LAYER (fixture->base));
  shumate_location_set_location (SHUMATE_LOCATION (fixture->viewport), 35.0, 117.0);
  chezu_viewport_set_zoom (fixture->viewport, 7.0);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), map);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 500);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->base);
  g_free (fixture->tiles);
  g_free (fixture->style);
}

static void
run_until_done (DexFuture *future)
{
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
}

static void
run_until_settled (Fixture *fixture)
{
  while (!chezu_base_layer_is_settled (fixture->base))
    g_main_context_iteration (NULL, TRUE);
}

static void
load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DexFuture) future
      = chezu_base_layer_load (fixture->base, fixture->tiles, fixture->style);

  run_until_done (future);
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
}

typedef struct
{
  GtkWidget *widget;
  GskRenderNode *node;
} Picture;

/* Only right after a frame has a widget a picture of itself. */
static void
painted_cb (GdkFrameClock *clock, Picture *picture)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (picture->widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (picture->widget),
                          gtk_widget_get_height (picture->widget));
  g_clear_pointer (&picture->node, gsk_render_node_unref);
  picture->node = gtk_snapshot_to_node (snapshot);
}

/* What stands in the window after the next frame. */
static GdkTexture *
take_picture (Fixture *fixture)
{
  GtkWidget *widget = GTK_WIDGET (fixture->base);
  Picture picture = { widget, NULL };
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &picture);
  g_autoptr (GskRenderNode) node = NULL;

  while (picture.node == NULL)
    {
      gtk_widget_queue_draw (widget);
      g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (clock, handler);
  node = picture.node;
  return gsk_renderer_render_texture (
      gtk_native_get_renderer (GTK_NATIVE (fixture->window)), node,
      &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)));
}

/* The share of the picture, in percent, that has a colour of the palette. */
static double
share_of (GdkTexture *texture, ChezuColor color, ChezuScheme scheme)
{
  GdkRGBA wanted = chezu_color_get (color, scheme);
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  g_autofree guint8 *pixels = g_malloc ((gsize)width * (gsize)height * 4);
  guint n = 0;

  gdk_texture_download (texture, pixels, (gsize)width * 4);
  for (int i = 0; i < width * height; i++)
    if (ABS (pixels[i * 4] - (int)(wanted.blue * 255.0f + 0.5f)) <= 1
        && ABS (pixels[i * 4 + 1] - (int)(wanted.green * 255.0f + 0.5f)) <= 1
        && ABS (pixels[i * 4 + 2] - (int)(wanted.red * 255.0f + 0.5f)) <= 1)
      n++;
  return 100.0 * n / (width * height);
}

static void
test_map_appears (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) picture = NULL;

  g_assert_false (chezu_base_layer_is_settled (fixture->base));
  g_assert_null (chezu_base_layer_get_attribution (fixture->base));
  load (fixture);
  run_until_settled (fixture);
  g_assert_nonnull (strstr (chezu_base_layer_get_attribution (fixture->base), "GSHHG"));
  picture = take_picture (fixture);
  /* Shandong: more land than water, and roads. */
  g_assert_cmpfloat (share_of (picture, CHEZU_COLOR_LAND, CHEZU_SCHEME_LIGHT), >, 50.0);
  g_assert_cmpfloat (share_of (picture, CHEZU_COLOR_WATER, CHEZU_SCHEME_LIGHT), >, 5.0);
  g_assert_cmpfloat (share_of (picture, CHEZU_COLOR_MOTORWAY, CHEZU_SCHEME_LIGHT), >, 0.3);
}

static void
test_scheme_changes_without_a_flash (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) between = NULL;
  g_autoptr (GdkTexture) after = NULL;

  load (fixture);
  run_until_settled (fixture);
  chezu_base_layer_set_scheme (fixture->base, CHEZU_SCHEME_DARK);
  g_assert_false (chezu_base_layer_is_settled (fixture->base));
  between = take_picture (fixture);
  g_assert_cmpfloat (share_of (between, CHEZU_COLOR_LAND, CHEZU_SCHEME_LIGHT), >, 50.0);
  run_until_settled (fixture);
  after = take_picture (fixture);
  g_assert_cmpfloat (share_of (after, CHEZU_COLOR_LAND, CHEZU_SCHEME_DARK), >, 50.0);
  g_assert_cmpfloat (share_of (after, CHEZU_COLOR_LAND, CHEZU_SCHEME_LIGHT), <, 0.1);
}

static void
test_schemes_may_change_faster_than_they_are_drawn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) picture = NULL;

  chezu_base_layer_set_scheme (fixture->base, CHEZU_SCHEME_DARK);
  load (fixture);
  for (guint i = 0; i < 6; i++)
    chezu_base_layer_set_scheme (fixture->base,
                                 i % 2 == 0 ? CHEZU_SCHEME_LIGHT : CHEZU_SCHEME_DARK);
  g_assert_cmpint (chezu_base_layer_get_scheme (fixture->base), ==, CHEZU_SCHEME_DARK);
  run_until_settled (fixture);
  picture = take_picture (fixture);
  g_assert_cmpfloat (share_of (picture, CHEZU_COLOR_LAND, CHEZU_SCHEME_DARK), >, 50.0);
}

/* libshumate puts loading off while the map moves fast, and forgets to take it up. */
static void
test_map_is_complete_after_jumps (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    double lon, lat, zoom;
  } jumps[] = { { 104.0, 30.6, 8 },  { 126.6, 45.8, 5 }, { 117.3, 34.8, 14 },
                { 117.0, 36.7, 10 }, { 10.0, 50.0, 6 },  { 110.0, 33.0, 4 } };

  load (fixture);
  run_until_settled (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++)
    {
      g_autoptr (GdkTexture) picture = NULL;

      shumate_location_set_location (SHUMATE_LOCATION (fixture->viewport), jumps[i].lat,
                                     jumps[i].lon);
      chezu_viewport_set_zoom (fixture->viewport, jumps[i].zoom);
      g_assert_false (chezu_base_layer_is_settled (fixture->base));
      run_until_settled (fixture);
      picture = take_picture (fixture);
      g_test_message ("jump %u", i);
      /* In town much of the land is built on. */
      g_assert_cmpfloat (share_of (picture, CHEZU_COLOR_LAND, CHEZU_SCHEME_LIGHT), >, 15.0);
    }
}

static void
test_viewport_has_its_limits (Fixture *fixture, gconstpointer data)
{
  chezu_viewport_set_zoom (fixture->viewport, 30.0);
  g_assert_cmpfloat (chezu_viewport_get_zoom (fixture->viewport), ==, CHEZU_ZOOM_MAX);
  chezu_viewport_set_zoom (fixture->viewport, 0.0);
  g_assert_cmpfloat (chezu_viewport_get_zoom (fixture->viewport), ==, CHEZU_ZOOM_MIN);
}

static void
test_missing_files_leave_land_and_a_message (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (g_get_tmp_dir (), "no-such.mbtiles", NULL);
  const char *const paths[][2] = { { nowhere, fixture->style }, { fixture->tiles, nowhere } };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DexFuture) future
          = chezu_base_layer_load (fixture->base, paths[i][0], paths[i][1]);
      g_autoptr (GdkTexture) picture = NULL;

      run_until_done (future);
      g_assert_null (dex_future_get_value (future, &error));
      g_assert_nonnull (error);
      /* A screenshot does not wait for ever. */
      g_assert_true (chezu_base_layer_is_settled (fixture->base));
    }
  /* The right files still help afterwards. */
  load (fixture);
  run_until_settled (fixture);
}

static void
test_a_layer_dropped_while_loading_is_freed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DexFuture) future
      = chezu_base_layer_load (fixture->base, fixture->tiles, fixture->style);

  gtk_window_set_child (GTK_WINDOW (fixture->window), NULL);
  run_until_done (future);
}

/* Each step leaves tiles behind that are being drawn on a thread. */
static void
test_unwanted_tiles_leave_no_trace (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  run_until_settled (fixture);
  for (int step = 0; step < 120; step++)
    {
      gint64 until = g_get_monotonic_time () + 8000;

      shumate_location_set_location (SHUMATE_LOCATION (fixture->viewport), 35.0 + step % 7,
                                     100.0 + 0.35 * step);
      while (g_get_monotonic_time () < until)
        g_main_context_iteration (NULL, FALSE);
      if (step % 20 == 0)
        chezu_viewport_set_zoom (fixture->viewport, 6.0 + step / 20 % 2);
    }
  run_until_settled (fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  dex_init ();

#define TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  TEST ("/map/base-layer/the-map-appears", test_map_appears);
  TEST ("/map/base-layer/the-scheme-changes-without-a-flash", test_scheme_changes_without_a_flash);
  TEST ("/map/base-layer/schemes-may-change-faster-than-they-are-drawn",
        test_schemes_may_change_faster_than_they_are_drawn);
  TEST ("/map/base-layer/the-map-is-complete-after-jumps", test_map_is_complete_after_jumps);
  TEST ("/map/base-layer/the-viewport-has-its-limits", test_viewport_has_its_limits);
  TEST ("/map/base-layer/missing-files-leave-land-and-a-message",
        test_missing_files_leave_land_and_a_message);
  TEST ("/map/base-layer/a-layer-dropped-while-loading-is-freed",
        test_a_layer_dropped_while_loading_is_freed);
  TEST ("/map/base-layer/unwanted-tiles-leave-no-trace", test_unwanted_tiles_leave_no_trace);
#undef TEST

  return g_test_run ();
}
