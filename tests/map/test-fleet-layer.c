/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers of vehicles and of a trail in a window, and what they put on the screen. */

#include "../fleet/fleet-fixture.h"

#include "base/chezu-time.h"
#include "fleet/chezu-fleet-alarms.h"
#include "map/chezu-blocks.h"
#include "map/chezu-fleet-layer.h"
#include "map/chezu-trail-layer.h"
#include "map/chezu-viewport.h"

#include <math.h>
#include <string.h>

/* Read by the leak checker: fontconfig keeps its configuration until the process ends. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

#define WIDTH 800
#define HEIGHT 600

typedef struct
{
  FleetFixture fleet;
  ShumateViewport *viewport;
  GtkWidget *window;
  ChezuFleetLayer *layer;
  ChezuTrailLayer *trail;
  GdkTexture *picture; /* of the last look () */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *overlay = gtk_overlay_new ();

  fleet_fixture_set_up (&fixture->fleet, NULL);
  fixture->viewport = shumate_viewport_new ();
  shumate_location_set_location (SHUMATE_LOCATION (fixture->viewport), FLEET_LAT, FLEET_LON);
  chezu_viewport_set_zoom (fixture->viewport, 14.0);

  fixture->layer = chezu_fleet_layer_new (fixture->viewport);
  fixture->trail = chezu_trail_layer_new (fixture->viewport);
  chezu_fleet_layer_set_fleet (fixture->layer, fixture->fleet.fleet);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (fixture->trail));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (fixture->layer));

  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->layer), (gpointer *)&fixture->layer);
  g_object_add_weak_pointer (G_OBJECT (fixture->trail), (gpointer *)&fixture->trail);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->layer);
  g_assert_null (fixture->trail);

  g_clear_object (&fixture->picture);
  g_assert_finalize_object (fixture->viewport);
  fleet_fixture_tear_down (&fixture->fleet, NULL);
}

static gboolean
give_up_cb (gpointer data)
{
  g_assert_not_reached ();
  return G_SOURCE_REMOVE;
}

/* NULL as long as something in the window waits to be drawn. */
static GskRenderNode *
take_node (Fixture *fixture)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (fixture->window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, WIDTH, HEIGHT);
  return gtk_snapshot_free_to_node (snapshot);
}

/* Waits until everything is drawn, and takes what stands in the window. */
static void
look (Fixture *fixture)
{
  GskRenderNode *node = NULL;
  guint timeout = g_timeout_add_seconds (20, give_up_cb, NULL);

  gtk_window_present (GTK_WINDOW (fixture->window));
  while (!chezu_fleet_layer_is_settled (fixture->layer)
         || gtk_widget_get_width (GTK_WIDGET (fixture->layer)) != WIDTH
         || (node = take_node (fixture)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);

  g_clear_object (&fixture->picture);
  fixture->picture
      = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (fixture->window)), node,
                                     &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  gsk_render_node_unref (node);
}

static guint32
pixel_at (Fixture *fixture, int x, int y)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);

  gdk_texture_download (fixture->picture, (guchar *)pixels, WIDTH * sizeof (guint32));
  return pixels[y * WIDTH + x] & 0xFFFFFF;
}

static guint32
color_of (ChezuColor color)
{
  return (guint32)g_ascii_strtoull (chezu_color_hex (color, CHEZU_SCHEME_LIGHT) + 1, NULL, 16);
}

/* A line's edge may touch the pixel. */
static gboolean
is_selection (Fixture *fixture, int x, int y)
{
  guint32 pixel = pixel_at (fixture, x, y);
  guint32 color = color_of (CHEZU_COLOR_SELECTION);
  int distance = 0;

  for (guint shift = 0; shift < 24; shift += 8)
    distance
        = MAX (distance, abs ((int)((pixel >> shift) & 0xFF) - (int)((color >> shift) & 0xFF)));
  return distance < 24;
}

static double
pixel_lon (Fixture *fixture)
{
  return 360.0 / chezu_scale_of_zoom (chezu_viewport_get_zoom (fixture->viewport));
}

static ChezuVehicleRow *
add_vehicle (Fixture *fixture, gint64 id, double right_px)
{
  ChezuVehicleRow *row
      = fleet_row (&fixture->fleet, id, FLEET_LON + right_px * pixel_lon (fixture), FLEET_LAT);

  row->fix.time_ms = chezu_time_now_ms ();
  return row;
}

static void
apply (Fixture *fixture)
{
  fleet_apply (&fixture->fleet, chezu_time_now_ms ());
  g_signal_emit_by_name (fixture->fleet.fleet, "changed");
}

static void
test_vehicle_is_drawn_where_it_is (Fixture *fixture, gconstpointer data)
{
  add_vehicle (fixture, 1, 0);
  add_vehicle (fixture, 2, 100)->gone = TRUE;
  apply (fixture);
  look (fixture);

  g_assert_cmphex (pixel_at (fixture, WIDTH / 2, HEIGHT / 2), ==, color_of (CHEZU_COLOR_PARKED));
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 50, HEIGHT / 2), !=,
                   color_of (CHEZU_COLOR_PARKED));
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 100, HEIGHT / 2), !=,
                   color_of (CHEZU_COLOR_PARKED));
}

static void
test_change_of_the_fleet_is_drawn (Fixture *fixture, gconstpointer data)
{
  add_vehicle (fixture, 1, 0);
  apply (fixture);
  look (fixture);

  add_vehicle (fixture, 2, 200)->fix.flags = CHEZU_FIX_IGNITION_KNOWN | CHEZU_FIX_IGNITION_ON;
  apply (fixture);
  g_assert_false (chezu_fleet_layer_is_settled (fixture->layer));
  look (fixture);
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 200, HEIGHT / 2), ==,
                   color_of (CHEZU_COLOR_IDLING));

  chezu_fleet_set_filter (fixture->fleet.fleet,
                          (ChezuFleetFilter){ 1 << CHEZU_STATE_PARKED, G_MAXUINT32 });
  look (fixture);
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 200, HEIGHT / 2), !=,
                   color_of (CHEZU_COLOR_IDLING));
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2, HEIGHT / 2), ==, color_of (CHEZU_COLOR_PARKED));
}

static void
test_panning_moves_what_is_drawn (Fixture *fixture, gconstpointer data)
{
  add_vehicle (fixture, 1, 0);
  apply (fixture);
  look (fixture);

  /* Across the edges of several blocks. */
  for (int shift = 40; shift <= 360; shift += 40)
    {
      shumate_location_set_location (SHUMATE_LOCATION (fixture->viewport), FLEET_LAT,
                                     FLEET_LON + shift * pixel_lon (fixture));
      look (fixture);
      g_assert_cmphex (pixel_at (fixture, WIDTH / 2 - shift, HEIGHT / 2), ==,
                       color_of (CHEZU_COLOR_PARKED));
    }
}

static void
test_zooming_draws_anew (Fixture *fixture, gconstpointer data)
{
  add_vehicle (fixture, 1, 100);
  apply (fixture);
  look (fixture);
  chezu_viewport_set_zoom (fixture->viewport, 15.0);
  look (fixture);
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 200, HEIGHT / 2), ==,
                   color_of (CHEZU_COLOR_PARKED));
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 100, HEIGHT / 2), !=,
                   color_of (CHEZU_COLOR_PARKED));
}

static void
test_scheme_changes_the_colours (Fixture *fixture, gconstpointer data)
{
  add_vehicle (fixture, 1, 0);
  apply (fixture);
  chezu_fleet_layer_set_scheme (fixture->layer, CHEZU_SCHEME_DARK);
  look (fixture);
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2, HEIGHT / 2), ==, 0x818A98);
}

static void
test_selected_vehicle_is_marked (Fixture *fixture, gconstpointer data)
{
  int at = (int)(0.95 * 24.0 * G_SQRT2 / 2.0);
  graphene_rect_t plate;

  add_vehicle (fixture, 7, 0);
  apply (fixture);
  look (fixture);
  g_assert_false (chezu_fleet_layer_get_selected_plate (fixture->layer, &plate));
  g_assert_false (is_selection (fixture, WIDTH / 2 + at, HEIGHT / 2 + at));

  chezu_fleet_layer_set_selected (fixture->layer, 7);
  look (fixture);
  g_assert_true (is_selection (fixture, WIDTH / 2 + at, HEIGHT / 2 + at));
  g_assert_cmpint (chezu_fleet_layer_get_selected (fixture->layer), ==, 7);

  /* Its plate stands below, in the middle, and is no place for names. */
  g_assert_true (chezu_fleet_layer_get_selected_plate (fixture->layer, &plate));
  g_assert_cmpfloat (plate.origin.y, >, HEIGHT / 2 + at);
  g_assert_cmpfloat_with_epsilon (plate.origin.x + plate.size.width / 2, WIDTH / 2, 1.0);

  /* One that the fleet does not know marks nothing. */
  chezu_fleet_layer_set_selected (fixture->layer, 8);
  look (fixture);
  g_assert_false (is_selection (fixture, WIDTH / 2 + at, HEIGHT / 2 + at));
}

static void
test_far_out_the_disc_of_the_selected_is_marked (Fixture *fixture, gconstpointer data)
{
  GArray *marks;

  chezu_viewport_set_zoom (fixture->viewport, 6.0);
  for (gint64 id = 1; id <= 20; id++)
    add_vehicle (fixture, id, 0);
  apply (fixture);
  chezu_fleet_layer_set_selected (fixture->layer, 3);
  look (fixture);

  marks = chezu_fleet_layer_peek_marks (fixture->layer);
  g_assert_cmpuint (marks->len, ==, 1);
  g_assert_cmpuint (g_array_index (marks, ChezuFleetMark, 0).count, ==, 20);

  /* Near enough to tell kinds, it leaves its disc. */
  chezu_viewport_set_zoom (fixture->viewport, 10.0);
  look (fixture);
  g_assert_cmpuint (chezu_fleet_layer_peek_marks (fixture->layer)->len, ==, 2);
}

static void
test_hover_marks_what_it_points_at (Fixture *fixture, gconstpointer data)
{
  int at = (int)(0.95 * 24.0 * G_SQRT2 / 2.0);

  add_vehicle (fixture, 1, 0);
  apply (fixture);
  look (fixture);
  chezu_fleet_layer_set_hover (fixture->layer, WIDTH / 2 + 3, HEIGHT / 2 - 3);
  look (fixture);
  g_assert_true (is_selection (fixture, WIDTH / 2 + at, HEIGHT / 2 + at));

  chezu_fleet_layer_set_hover (fixture->layer, NAN, NAN);
  look (fixture);
  g_assert_false (is_selection (fixture, WIDTH / 2 + at, HEIGHT / 2 + at));
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* The ring of an emergency pulses: it is drawn again and again, but nobody has to look for marks.
 */
static void
test_emergency_pulses_alone (Fixture *fixture, gconstpointer data)
{
  guint n_marks = 0;
  guint n_frames = 0;

  add_vehicle (fixture, 1, 0);
  apply (fixture);
  chezu_fleet_raise_alarm (fixture->fleet.fleet, 1, CHEZU_ALARM_P1, chezu_time_now_ms ());
  g_signal_emit_by_name (fixture->fleet.fleet, "changed");
  look (fixture);

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  g_signal_connect_swapped (fixture->layer, "marks-changed", G_CALLBACK (count_cb), &n_marks);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (fixture->window), "paint",
                            G_CALLBACK (count_cb), &n_frames);
  /* Once it is told of the marks there are. */
  while (n_frames < 4)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_marks, <=, 1);
  n_marks = n_frames = 0;
  while (n_frames < 6)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_marks, ==, 0);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (fixture->window), &n_frames);
}

static void
test_pick_says_what_is_under_the_pointer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  ChezuFleetMark mark;

  add_vehicle (fixture, 1, 0);
  add_vehicle (fixture, 2, 4);
  for (gint64 id = 10; id < 30; id++)
    add_vehicle (fixture, id, -200);
  apply (fixture);
  look (fixture);

  g_assert_true (chezu_fleet_layer_pick (fixture->layer, WIDTH / 2 + 5, HEIGHT / 2, &mark, stack));
  g_assert_cmpuint (mark.count, ==, 1);
  g_assert_cmpuint (mark.vehicle, ==, 1);
  g_assert_cmpfloat_with_epsilon (mark.x, WIDTH / 2 + 4, 0.1);
  g_assert_cmpuint (stack->len, ==, 2);

  g_assert_true (
      chezu_fleet_layer_pick (fixture->layer, WIDTH / 2 - 195, HEIGHT / 2, &mark, stack));
  g_assert_cmpuint (mark.count, ==, 20);
  g_assert_cmpuint (stack->len, ==, 20);
  g_assert_false (chezu_fleet_layer_pick (fixture->layer, 10, 10, &mark, stack));
}

static void
test_marks_are_those_of_the_widget (Fixture *fixture, gconstpointer data)
{
  GArray *marks;

  add_vehicle (fixture, 1, 0);
  apply (fixture);
  look (fixture);
  shumate_location_set_location (SHUMATE_LOCATION (fixture->viewport), FLEET_LAT,
                                 FLEET_LON + 30 * pixel_lon (fixture));
  /* Also before the next frame. */
  marks = chezu_fleet_layer_peek_marks (fixture->layer);
  g_assert_cmpuint (marks->len, ==, 1);
  g_assert_cmpfloat_with_epsilon (g_array_index (marks, ChezuFleetMark, 0).x, WIDTH / 2 - 30, 0.1);
  g_assert_cmpfloat_with_epsilon (g_array_index (marks, ChezuFleetMark, 0).y, HEIGHT / 2, 0.1);
  g_assert_cmpfloat (
      chezu_fleet_layer_get_mark_reach (fixture->layer, &g_array_index (marks, ChezuFleetMark, 0)),
      >, 12.0);
}

/* The pixels that differ from an empty window's, in a rectangle. */
static guint
count_drawn (Fixture *fixture, int left, int top, int right, int bottom)
{
  g_autofree guint32 *pixels = g_new (guint32, WIDTH * HEIGHT);
  guint n = 0;

  gdk_texture_download (fixture->picture, (guchar *)pixels, WIDTH * sizeof (guint32));
  for (int y = top; y < bottom; y++)
    for (int x = left; x < right; x++)
      n += pixels[y * WIDTH + x] != pixels[0];
  return n;
}

static void
test_plates_stand_beside_vehicles (Fixture *fixture, gconstpointer data)
{
  add_vehicle (fixture, 1, 0);
  apply (fixture);
  look (fixture);
  g_assert_cmpuint (count_drawn (fixture, 420, 250, 600, 350), ==, 0);

  chezu_fleet_layer_set_show_plates (fixture->layer, TRUE);
  look (fixture);
  g_assert_cmpuint (count_drawn (fixture, 420, 250, 600, 350), >, 50);
}

static void
test_trail_is_drawn_and_taken_away (Fixture *fixture, gconstpointer data)
{
  ChezuFix fixes[60];
  gint64 now_ms = chezu_time_now_ms ();

  for (int i = 0; i < 60; i++)
    fixes[i] = (ChezuFix){
      .time_ms = now_ms - (60 - i) * 10000 - (i < 30 ? 600000 : 0),
      .lon_e7 = (gint32)lround (
          1e7 * (FLEET_LON + (i * 10 - 300 + (i >= 30 ? 40 : 0)) * pixel_lon (fixture))),
      .lat_e7 = (gint32)lround (1e7 * FLEET_LAT),
    };
  chezu_trail_layer_set_trail (fixture->trail, 1, fixes, 60);
  look (fixture);
  /* Eighteen minutes old, and one. */
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 - 200, HEIGHT / 2), ==,
                   color_of (CHEZU_COLOR_TRAIL_4));
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 200, HEIGHT / 2), ==,
                   color_of (CHEZU_COLOR_TRAIL_5));
  /* Nothing is known of ten of them. */
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 15, HEIGHT / 2), !=,
                   color_of (CHEZU_COLOR_TRAIL_5));

  chezu_trail_layer_set_trail (fixture->trail, 1, NULL, 0);
  look (fixture);
  g_assert_cmpuint (count_drawn (fixture, 0, 0, WIDTH, HEIGHT), ==, 0);
}

static void
test_trail_reaches_the_vehicle (Fixture *fixture, gconstpointer data)
{
  const ChezuFix fix = { .time_ms = 1, .lon_e7 = 1172800000, .lat_e7 = 348000000 };
  const ChezuFleetFrame frame = chezu_viewport_get_frame (fixture->viewport, WIDTH, HEIGHT);

  chezu_trail_layer_set_trail (fixture->trail, 1, &fix, 1);
  chezu_trail_layer_set_head (fixture->trail, 1, frame.x + 500 / frame.scale,
                              frame.y + (HEIGHT / 2) / frame.scale);
  look (fixture);
  g_assert_cmphex (pixel_at (fixture, 450, HEIGHT / 2), ==, color_of (CHEZU_COLOR_TRAIL_5));
  g_assert_cmphex (pixel_at (fixture, 520, HEIGHT / 2), !=, color_of (CHEZU_COLOR_TRAIL_5));
}

/* From @left to @right of the middle, pixels, a fix each ten. */
static void
draw_trail (Fixture *fixture, gint64 id, int left, int right, gint32 speed_cm_s)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  gint64 now_ms = chezu_time_now_ms ();

  for (int x = left; x <= right; x += 10)
    {
      ChezuFix fix = {
        .time_ms = now_ms - (right - x) * 1000,
        .lon_e7 = (gint32)lround (1e7 * (FLEET_LON + x * pixel_lon (fixture))),
        .lat_e7 = (gint32)lround (1e7 * FLEET_LAT),
        .speed_cm_s = speed_cm_s,
      };

      g_array_append_val (fixes, fix);
    }
  chezu_trail_layer_set_trail (fixture->trail, id, (const ChezuFix *)(gpointer)fixes->data,
                               fixes->len);
}

static void
test_trails_are_coloured_by_speed (Fixture *fixture, gconstpointer data)
{
  draw_trail (fixture, 1, -300, -100, chezu_km_h_to_cm_s (10));
  draw_trail (fixture, 2, 100, 300, chezu_km_h_to_cm_s (70));
  g_assert_cmpuint (chezu_trail_layer_get_n (fixture->trail), ==, 2);
  chezu_trail_layer_set_coloring (fixture->trail, CHEZU_TRAIL_BY_SPEED, 0);
  look (fixture);
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 - 150, HEIGHT / 2), ==,
                   color_of (CHEZU_COLOR_TRAIL_1));
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 150, HEIGHT / 2), ==,
                   color_of (CHEZU_COLOR_TRAIL_4));
}

/* A shifted base map moves the middle of the district by half a kilometre. */
static void
test_trail_moves_with_the_plane (Fixture *fixture, gconstpointer data)
{
  draw_trail (fixture, 1, -300, 300, 0);
  chezu_trail_layer_set_plane (fixture->trail, chezu_plane_get (CHEZU_DATUM_GCJ02));
  look (fixture);
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 20, HEIGHT / 2), !=,
                   color_of (CHEZU_COLOR_TRAIL_5));
  chezu_trail_layer_set_plane (fixture->trail, chezu_plane_get (CHEZU_DATUM_WGS84));
  look (fixture);
  g_assert_cmphex (pixel_at (fixture, WIDTH / 2 + 20, HEIGHT / 2), ==,
                   color_of (CHEZU_COLOR_TRAIL_5));
}

/* --- Blocks */

static void
test_unchanged_block_is_not_blended (void)
{
  g_autoptr (ChezuBlocks) blocks = chezu_blocks_new ();
  const guint32 pixels[4] = { G_MAXUINT32, G_MAXUINT32, G_MAXUINT32, G_MAXUINT32 };
  g_autoptr (ChezuSprite) sprite
      = chezu_sprite_new ((const guint8 *)pixels, 2 * sizeof (guint32), 2, 2);
  const ChezuBlockRange range = { 1.0, -CHEZU_BLOCK_PX, 0, CHEZU_BLOCK_PX, 2 * CHEZU_BLOCK_PX };

  /* One in the middle of a block, one on the corner of four, west of the origin too. */
  sprite->left = sprite->top = -1;
  for (guint round = 0; round < 3; round++)
    {
      int x = round == 2 ? 101 : 100;

      chezu_blocks_begin (blocks, &range);
      chezu_blocks_add (blocks, sprite, x, 100);
      chezu_blocks_add (blocks, sprite, CHEZU_BLOCK_PX, CHEZU_BLOCK_PX);
      /* Outside the range. */
      chezu_blocks_add (blocks, sprite, 2 * CHEZU_BLOCK_PX + 1, 10);
      chezu_blocks_add (blocks, sprite, 10, -1);
      g_assert_cmpint (chezu_blocks_finish (blocks, 1.0, FALSE), ==, round != 1);
      g_assert_cmpuint (chezu_blocks_get_n (blocks), ==, 4);
      g_assert_cmpuint (chezu_blocks_get_n_rendered (blocks), ==,
                        round == 0   ? 4
                        : round == 1 ? 0
                                     : 1);
    }

  chezu_blocks_begin (blocks, &range);
  g_assert_true (chezu_blocks_finish (blocks, 1.0, FALSE));
  g_assert_cmpuint (chezu_blocks_get_n (blocks), ==, 0);
}

/* What is blended by several threads is what one would have blended; as a texture as well. */
static void
test_blocks_share_a_crowd_among_threads (void)
{
  const guint32 pixel = 0xFF123456;
  g_autoptr (ChezuSprite) sprite = chezu_sprite_new ((const guint8 *)&pixel, 4, 1, 1);
  const ChezuBlockRange range = { 1.0, 0, 0, 4 * CHEZU_BLOCK_PX, 4 * CHEZU_BLOCK_PX };

  for (guint as_textures = 0; as_textures < 2; as_textures++)
    {
      g_autoptr (ChezuBlocks) blocks = chezu_blocks_new ();

      for (int frame = 0; frame < 4; frame++)
        {
          cairo_surface_t *screen = cairo_image_surface_create (
              CAIRO_FORMAT_ARGB32, 4 * CHEZU_BLOCK_PX, 4 * CHEZU_BLOCK_PX);
          cairo_t *cr = cairo_create (screen);
          GtkSnapshot *snapshot = gtk_snapshot_new ();
          g_autoptr (GskRenderNode) node = NULL;
          guint n_wrong = 0;

          chezu_blocks_begin (blocks, &range);
          for (int y = 0; y < 4 * CHEZU_BLOCK_PX; y += 8)
            for (int x = 0; x < 4 * CHEZU_BLOCK_PX; x += 8)
              chezu_blocks_add (blocks, sprite, x + frame, y);
          chezu_blocks_finish (blocks, 1.0, (gboolean)as_textures);
          g_assert_cmpuint (chezu_blocks_get_n_rendered (blocks), ==, 16);

          chezu_blocks_snapshot (blocks, snapshot, 0, 0, 1.0);
          node = gtk_snapshot_free_to_node (snapshot);
          gsk_render_node_draw (node, cr);
          cairo_surface_flush (screen);
          for (int y = 0; y < 4 * CHEZU_BLOCK_PX; y++)
            for (int x = 0; x < 4 * CHEZU_BLOCK_PX; x++)
              {
                const guint32 *row
                    = (const guint32 *)(gconstpointer)(cairo_image_surface_get_data (screen)
                                                       + y
                                                             * cairo_image_surface_get_stride (
                                                                 screen));

                n_wrong += row[x] != (y % 8 == 0 && x % 8 == frame ? pixel : 0);
              }
          g_assert_cmpuint (n_wrong, ==, 0);
          cairo_destroy (cr);
          cairo_surface_destroy (screen);
        }
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ADD ("/map/fleet-layer/vehicle-is-drawn-where-it-is", test_vehicle_is_drawn_where_it_is);
  ADD ("/map/fleet-layer/change-of-the-fleet-is-drawn", test_change_of_the_fleet_is_drawn);
  ADD ("/map/fleet-layer/panning-moves-what-is-drawn", test_panning_moves_what_is_drawn);
  ADD ("/map/fleet-layer/zooming-draws-anew", test_zooming_draws_anew);
  ADD ("/map/fleet-layer/scheme-changes-the-colours", test_scheme_changes_the_colours);
  ADD ("/map/fleet-layer/selected-vehicle-is-marked", test_selected_vehicle_is_marked);
  ADD ("/map/fleet-layer/far-out-the-disc-of-the-selected-is-marked",
       test_far_out_the_disc_of_the_selected_is_marked);
  ADD ("/map/fleet-layer/hover-marks-what-it-points-at", test_hover_marks_what_it_points_at);
  ADD ("/map/fleet-layer/emergency-pulses-alone", test_emergency_pulses_alone);
  ADD ("/map/fleet-layer/pick-says-what-is-under-the-pointer",
       test_pick_says_what_is_under_the_pointer);
  ADD ("/map/fleet-layer/marks-are-those-of-the-widget", test_marks_are_those_of_the_widget);
  ADD ("/map/fleet-layer/plates-stand-beside-vehicles", test_plates_stand_beside_vehicles);
  ADD ("/map/trail-layer/is-drawn-and-taken-away", test_trail_is_drawn_and_taken_away);
  ADD ("/map/trail-layer/reaches-the-vehicle", test_trail_reaches_the_vehicle);
  ADD ("/map/trail-layer/is-coloured-by-speed", test_trails_are_coloured_by_speed);
  ADD ("/map/trail-layer/moves-with-the-plane", test_trail_moves_with_the_plane);
  g_test_add_func ("/map/blocks/unchanged-is-not-blended", test_unchanged_block_is_not_blended);
  g_test_add_func ("/map/blocks/share-a-crowd-among-threads",
                   test_blocks_share_a_crowd_among_threads);

  return g_test_run ();
}
