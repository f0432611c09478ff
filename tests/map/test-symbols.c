/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symbols, sprites and trails as pixels; nothing here needs a display. */

#include "map/chezu-sprites.h"
#include "map/chezu-symbols.h"
#include "map/chezu-trail-path.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"

#include <math.h>
#include <string.h>

/* Read by the leak checker: fontconfig keeps its configuration until the process ends. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

#define SIDE 128
#define MIDDLE (SIDE / 2)

typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr; /* origin in the middle */
  PangoContext *context;
  PangoLayout *text;
} Canvas;

static void
set_up (Canvas *canvas, gconstpointer data)
{
  canvas->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  canvas->cr = cairo_create (canvas->surface);
  cairo_translate (canvas->cr, MIDDLE, MIDDLE);
  canvas->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  canvas->text = pango_layout_new (canvas->context);
}

static void
tear_down (Canvas *canvas, gconstpointer data)
{
  cairo_destroy (canvas->cr);
  cairo_surface_destroy (canvas->surface);
  g_object_unref (canvas->text);
  g_object_unref (canvas->context);
}

static guint32
pixel_at (Canvas *canvas, int x, int y)
{
  const guint8 *data;
  guint32 pixel;

  cairo_surface_flush (canvas->surface);
  data = cairo_image_surface_get_data (canvas->surface);
  memcpy (&pixel,
          data + (MIDDLE + y) * cairo_image_surface_get_stride (canvas->surface) + (MIDDLE + x) * 4,
          sizeof pixel);
  return pixel;
}

static guint32
opaque (ChezuColor color, ChezuScheme scheme)
{
  return 0xFF000000u | (guint32)g_ascii_strtoull (chezu_color_hex (color, scheme) + 1, NULL, 16);
}

static void
clear (Canvas *canvas)
{
  cairo_save (canvas->cr);
  cairo_set_operator (canvas->cr, CAIRO_OPERATOR_CLEAR);
  cairo_paint (canvas->cr);
  cairo_restore (canvas->cr);
}

/* How far from the middle anything was drawn, to the nearest side. */
static int
measure_reach (Canvas *canvas)
{
  int reach = 0;

  for (int y = -MIDDLE; y < MIDDLE; y++)
    for (int x = -MIDDLE; x < MIDDLE; x++)
      if (pixel_at (canvas, x, y) != 0)
        reach = MAX (reach, MAX (abs (x), abs (y)));
  return reach;
}

static void
draw (Canvas *canvas, ChezuVehicleKind kind, ChezuVehicleState state, double angle, double size)
{
  clear (canvas);
  chezu_symbol_draw_vehicle (canvas->cr, CHEZU_SCHEME_LIGHT, kind, state, angle, size);
}

/* EVIDENCE-OF: ux.md, part 5: the table of sizes by zoom */
static void
test_sizes_by_zoom (void)
{
  const double table[][2]
      = { { 3, 12 },  { 6.99, 12 },  { 7, 12.5 }, { 8.99, 12.5 }, { 9, 15 },  { 10.99, 15 },
          { 11, 18 }, { 13.99, 18 }, { 14, 24 },  { 16.99, 24 },  { 17, 32 }, { 20, 32 } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpfloat (chezu_symbol_vehicle_size (table[i][0]), ==, table[i][1]);
}

static void
test_states_have_their_colour (Canvas *canvas, gconstpointer data)
{
  for (ChezuVehicleState state = 0; state < CHEZU_N_STATES; state++)
    {
      draw (canvas, CHEZU_VEHICLE_TRUCK, state, 0.0, 32.0);
      if (state == CHEZU_STATE_LOST)
        /* Hollow: nothing but the halo inside. */
        g_assert_cmphex (pixel_at (canvas, 0, 0), !=,
                         opaque (CHEZU_COLOR_LOST, CHEZU_SCHEME_LIGHT));
      else
        g_assert_cmphex (pixel_at (canvas, 0, 0), ==,
                         opaque (chezu_color_of_state (state), CHEZU_SCHEME_LIGHT));
    }
}

static void
test_every_glyph_stays_within_its_reach (Canvas *canvas, gconstpointer data)
{
  const double sizes[] = { 12, 18, 24, 32 };

  for (ChezuVehicleKind kind = 0; kind < CHEZU_N_VEHICLE_KINDS; kind++)
    for (ChezuVehicleState state = 0; state < CHEZU_N_STATES; state++)
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          draw (canvas, kind, state, 0.7 * (kind + i), sizes[i]);
          g_assert_cmpint (measure_reach (canvas), >, 2);
          g_assert_cmpfloat (measure_reach (canvas), <=, chezu_symbol_vehicle_reach (sizes[i]));
        }
}

/* The nose of a truck that goes east lies to the right. */
static void
test_angle_turns_clockwise_from_up (Canvas *canvas, gconstpointer data)
{
  guint32 moving = opaque (CHEZU_COLOR_MOVING, CHEZU_SCHEME_LIGHT);

  draw (canvas, CHEZU_VEHICLE_TRUCK, CHEZU_STATE_MOVING, 0.0, 32.0);
  g_assert_cmphex (pixel_at (canvas, 0, -13), ==, moving);
  g_assert_cmphex (pixel_at (canvas, 13, 0), !=, moving);

  draw (canvas, CHEZU_VEHICLE_TRUCK, CHEZU_STATE_MOVING, G_PI_2, 32.0);
  g_assert_cmphex (pixel_at (canvas, 13, 0), ==, moving);
  g_assert_cmphex (pixel_at (canvas, 0, -13), !=, moving);
}

/* EVIDENCE-OF: ux.md, part 5: hazardous goods truck with a diamond hole from 18 px */
static void
test_hazard_hole_from_18 (Canvas *canvas, gconstpointer data)
{
  guint32 moving = opaque (CHEZU_COLOR_MOVING, CHEZU_SCHEME_LIGHT);

  draw (canvas, CHEZU_VEHICLE_HAZMAT, CHEZU_STATE_MOVING, 0.0, 18.0);
  g_assert_cmphex (pixel_at (canvas, 0, 1), ==,
                   opaque (CHEZU_COLOR_GLYPH_HALO, CHEZU_SCHEME_LIGHT));
  draw (canvas, CHEZU_VEHICLE_HAZMAT, CHEZU_STATE_MOVING, 0.0, 15.0);
  g_assert_cmphex (pixel_at (canvas, 0, 1), ==, moving);
}

static void
test_parked_and_lost_point_nowhere (Canvas *canvas, gconstpointer data)
{
  const ChezuVehicleState states[] = { CHEZU_STATE_PARKED, CHEZU_STATE_LOST };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      guint32 upright;

      draw (canvas, CHEZU_VEHICLE_BUS, states[i], 0.0, 32.0);
      upright = pixel_at (canvas, 6, 6);
      draw (canvas, CHEZU_VEHICLE_BUS, states[i], 0.6, 32.0);
      g_assert_cmphex (pixel_at (canvas, 6, 6), ==, upright);
    }
}

/* EVIDENCE-OF: ux.md, part 5: ring = moving, idling, parked, stale + lost from 12 o'clock */
static void
test_ring_shows_the_states_from_12_o_clock (Canvas *canvas, gconstpointer data)
{
  const guint32 states[CHEZU_N_STATES] = { 25, 25, 25, 20, 5 };
  int at = (int)((chezu_fleet_disc_radius (100) - 0.2) * G_SQRT2 / 2.0);

  chezu_symbol_draw_disc (canvas->cr, CHEZU_SCHEME_DARK, 100, states, canvas->text);
  g_assert_cmphex (pixel_at (canvas, at, -at - 1), ==,
                   opaque (CHEZU_COLOR_MOVING, CHEZU_SCHEME_DARK));
  g_assert_cmphex (pixel_at (canvas, at, at), ==, opaque (CHEZU_COLOR_IDLING, CHEZU_SCHEME_DARK));
  g_assert_cmphex (pixel_at (canvas, -at - 1, at), ==,
                   opaque (CHEZU_COLOR_PARKED, CHEZU_SCHEME_DARK));
  g_assert_cmphex (pixel_at (canvas, -at - 1, -at - 1), ==,
                   opaque (CHEZU_COLOR_STALE_LINE, CHEZU_SCHEME_DARK));
  g_assert_cmpfloat (measure_reach (canvas), <=, chezu_symbol_disc_reach (100));
}

static void
test_count_stands_in_the_middle (Canvas *canvas, gconstpointer data)
{
  const guint32 states[CHEZU_N_STATES] = { 88 };
  guint32 ground = opaque (CHEZU_COLOR_DISC, CHEZU_SCHEME_LIGHT);
  int inside = (int)chezu_fleet_disc_radius (88) - 4;
  int left = 0;
  int right = 0;
  int top = 0;
  int bottom = 0;

  chezu_symbol_draw_disc (canvas->cr, CHEZU_SCHEME_LIGHT, 88, states, canvas->text);
  for (int y = -inside / 2; y <= inside / 2; y++)
    for (int x = -inside / 2 - 4; x <= inside / 2 + 4; x++)
      if (pixel_at (canvas, x, y) != ground)
        {
          left = MIN (left, x);
          right = MAX (right, x);
          top = MIN (top, y);
          bottom = MAX (bottom, y);
        }
  g_assert_cmpint (right, >, 3);
  g_assert_cmpint (ABS (left + right + 1), <=, 1);
  g_assert_cmpint (ABS (top + bottom + 1), <=, 2);
}

/* EVIDENCE-OF: ux.md, part 5: P1 diamond, P2 triangle, P3 rounded square, P4 circle */
static void
test_badges_differ_in_shape (Canvas *canvas, gconstpointer data)
{
  /* Corners and upper middle: which of them a shape covers. */
  const gboolean covers[4][2]
      = { { FALSE, TRUE }, { FALSE, TRUE }, { TRUE, TRUE }, { FALSE, TRUE } };

  for (guint priority = 1; priority <= 4; priority++)
    {
      guint32 fill = opaque (CHEZU_COLOR_P1 + (priority - 1), CHEZU_SCHEME_LIGHT);

      clear (canvas);
      chezu_symbol_draw_badge (canvas->cr, CHEZU_SCHEME_LIGHT, priority, CHEZU_BADGE_CARD,
                               canvas->text);
      g_assert_cmpint (pixel_at (canvas, -16, -16) == fill, ==, covers[priority - 1][0]);
      g_assert_cmpint (pixel_at (canvas, 0, -16) == fill, ==, covers[priority - 1][1]);
    }
}

static void
test_selection_has_four_arcs (Canvas *canvas, gconstpointer data)
{
  guint32 arc = opaque (CHEZU_COLOR_SELECTION, CHEZU_SCHEME_LIGHT);
  int at = (int)(30.0 * G_SQRT2 / 2.0);

  chezu_symbol_draw_selection (canvas->cr, CHEZU_SCHEME_LIGHT, 30.0);
  g_assert_cmphex (pixel_at (canvas, at, at), ==, arc);
  g_assert_cmphex (pixel_at (canvas, -at - 1, -at - 1), ==, arc);
  g_assert_cmphex (pixel_at (canvas, 30, 0), ==, 0);
  g_assert_cmphex (pixel_at (canvas, 0, -31), ==, 0);
}

static void
test_alarm_ring_has_its_priority (Canvas *canvas, gconstpointer data)
{
  chezu_symbol_draw_alarm_ring (canvas->cr, CHEZU_SCHEME_LIGHT, 3, 32.0);
  g_assert_cmphex (pixel_at (canvas, 31, 0), ==, opaque (CHEZU_COLOR_P3_RING, CHEZU_SCHEME_LIGHT));
  g_assert_cmphex (pixel_at (canvas, 0, 0), ==, 0);
}

/* --- Sprites */

static void
test_same_symbol_is_rendered_once (Canvas *canvas, gconstpointer data)
{
  g_autoptr (ChezuSprites) sprites = chezu_sprites_new (canvas->context, CHEZU_SCHEME_LIGHT, 1.0);
  const guint32 states[CHEZU_N_STATES] = { 20 };
  const guint32 others[CHEZU_N_STATES] = { 19, 1 };
  const guint32 many[CHEZU_N_STATES] = { 2500, 0, 2500 };
  const guint32 one_less[CHEZU_N_STATES] = { 2499, 0, 2501 };

#define GET(kind, state, angle, phase)                                                             \
  chezu_sprites_get_vehicle (                                                                      \
      sprites,                                                                                     \
      &(ChezuVehicleLook){ CHEZU_VEHICLE_##kind, CHEZU_STATE_##state, 0, angle, 18.0, phase, 0 })
  g_assert_true (GET (TRUCK, MOVING, 1.0f, 0) == GET (TRUCK, MOVING, 1.001f, 0));
  g_assert_true (GET (TRUCK, MOVING, 0.0f, 0) == GET (TRUCK, MOVING, (float)(2 * G_PI), 0));
  g_assert_true (GET (TRUCK, MOVING, 1.0f, 0) != GET (TRUCK, MOVING, 1.2f, 0));
  g_assert_true (GET (TRUCK, MOVING, 1.0f, 0) != GET (VAN, MOVING, 1.0f, 0));
  g_assert_true (GET (TRUCK, MOVING, 1.0f, 0) != GET (TRUCK, MOVING, 1.0f, 1));
  g_assert_true (GET (TRUCK, PARKED, 1.0f, 0) == GET (VAN, PARKED, 2.0f, 0));
#undef GET
  g_assert_true (chezu_sprites_get_disc (sprites, 20, states)
                 == chezu_sprites_get_disc (sprites, 20, states));
  g_assert_true (chezu_sprites_get_disc (sprites, 20, states)
                 != chezu_sprites_get_disc (sprites, 20, others));
  /* One of five thousand is no pixel of the ring. */
  g_assert_true (chezu_sprites_get_disc (sprites, 5000, many)
                 == chezu_sprites_get_disc (sprites, 5000, one_less));
  g_assert_true (chezu_sprites_get_label (sprites, "鲁D1", TRUE)
                 == chezu_sprites_get_label (sprites, "鲁D1", TRUE));
  g_assert_true (chezu_sprites_get_label (sprites, "鲁D1", TRUE)
                 != chezu_sprites_get_label (sprites, "鲁D2", TRUE));
}

static void
test_what_is_used_survives_a_trim (Canvas *canvas, gconstpointer data)
{
  g_autoptr (ChezuSprites) sprites = chezu_sprites_new (canvas->context, CHEZU_SCHEME_LIGHT, 2.0);
  guint64 kept = 0;

  /* Far more than is kept. */
  for (guint frame = 0; frame < 400; frame++)
    {
      const ChezuSprite *used;

      for (guint n = 0; n < 20; n++)
        {
          const guint32 states[CHEZU_N_STATES] = { 1000 + frame * 20 + n };

          chezu_sprites_get_disc (sprites, 1000 + frame * 20 + n, states);
        }
      used = chezu_sprites_get_selection (sprites, 20.0);
      g_assert_true (kept == 0 || used->serial == kept);
      kept = used->serial;
      chezu_sprites_trim (sprites);
    }
}

/* --- Trails */

static ChezuFix
fix_at (gint64 seconds, double lon, double lat)
{
  return (ChezuFix){ .time_ms = G_GINT64_CONSTANT (1767225600000) + seconds * 1000,
                     .lon_e7 = (gint32)lround (lon * 1e7),
                     .lat_e7 = (gint32)lround (lat * 1e7) };
}

static guint
count_runs (ChezuTrailPath *path)
{
  GArray *points = chezu_trail_path_get_points (path);
  guint n = 0;

  for (guint i = 0; i < points->len; i++)
    n += g_array_index (points, ChezuTrailPoint, i).starts;
  return n;
}

static void
test_silence_on_the_move_is_a_gap (void)
{
  ChezuFix fixes[40];
  g_autoptr (ChezuTrailPath) path = NULL;
  const ChezuTrailGap *gap;

  for (int i = 0; i < 40; i++)
    fixes[i]
        = fix_at (i * 10 + (i >= 20 ? 410 : 0), 117.0 + i * 0.002 + (i >= 20 ? 0.05 : 0), 34.8);
  path = chezu_trail_path_new (fixes, 40, chezu_plane_get (CHEZU_DATUM_WGS84));
  chezu_trail_path_set_scale (path, 256.0 * exp2 (14));

  g_assert_cmpuint (count_runs (path), ==, 2);
  g_assert_cmpuint (chezu_trail_path_get_gaps (path)->len, ==, 1);
  gap = &g_array_index (chezu_trail_path_get_gaps (path), ChezuTrailGap, 0);
  g_assert_cmpint (gap->duration_ms, ==, 420000);
  g_assert_cmpfloat_with_epsilon (gap->x1 - gap->x0, 0.052 / 360.0 * 256.0 * exp2 (14), 0.1);
}

static void
test_silence_while_parked_is_none (void)
{
  ChezuFix fixes[10];
  g_autoptr (ChezuTrailPath) path = NULL;

  for (int i = 0; i < 10; i++)
    fixes[i] = fix_at (i * 10 + (i >= 5 ? 7200 : 0), 117.0 + i * 0.00001, 34.8);
  path = chezu_trail_path_new (fixes, 10, chezu_plane_get (CHEZU_DATUM_WGS84));
  chezu_trail_path_set_scale (path, 256.0 * exp2 (18));
  g_assert_cmpuint (count_runs (path), ==, 1);
  g_assert_cmpuint (chezu_trail_path_get_gaps (path)->len, ==, 0);
}

static void
test_slow_reporting_is_no_gap (void)
{
  ChezuFix fixes[10];
  g_autoptr (ChezuTrailPath) path = NULL;

  for (int i = 0; i < 10; i++)
    fixes[i] = fix_at (i * 120, 117.0 + i * 0.02, 34.8);
  path = chezu_trail_path_new (fixes, 10, chezu_plane_get (CHEZU_DATUM_WGS84));
  chezu_trail_path_set_scale (path, 256.0 * exp2 (12));
  g_assert_cmpuint (chezu_trail_path_get_gaps (path)->len, ==, 0);
}

static void
test_far_out_few_points_remain (void)
{
  g_autofree ChezuFix *fixes = g_new (ChezuFix, 8640);
  g_autoptr (ChezuTrailPath) path = NULL;
  double end_x;
  double end_y;
  const ChezuTrailPoint *last;

  for (int i = 0; i < 8640; i++)
    fixes[i] = fix_at (i * 10, 117.0 + 0.2 * sin (i / 500.0), 34.8 + 0.2 * cos (i / 700.0));
  path = chezu_trail_path_new (fixes, 8640, chezu_plane_get (CHEZU_DATUM_WGS84));

  chezu_trail_path_set_scale (path, 256.0 * exp2 (5));
  g_assert_cmpuint (chezu_trail_path_get_points (path)->len, <, 200);
  chezu_trail_path_set_scale (path, 256.0 * exp2 (16));
  g_assert_cmpuint (chezu_trail_path_get_points (path)->len, ==, 8640);

  g_assert_true (chezu_trail_path_get_end (path, &end_x, &end_y));
  last = &g_array_index (chezu_trail_path_get_points (path), ChezuTrailPoint, 8639);
  g_assert_cmpfloat_with_epsilon (end_x * 256.0 * exp2 (16), last->x, 0.001);
}

/* EVIDENCE-OF: ux.md, part 5: arrow each 88 px */
static void
test_arrows_stand_88_pixels_apart (void)
{
  const ChezuFix fixes[]
      = { fix_at (0, 117.0, 34.8), fix_at (10, 117.01, 34.8), fix_at (20, 117.0, 34.8) };
  g_autoptr (ChezuTrailPath) path
      = chezu_trail_path_new (fixes, 3, chezu_plane_get (CHEZU_DATUM_WGS84));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (ChezuTrailArrow));
  g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (ChezuTrailArrow));
  double scale = 256.0 * exp2 (15);
  double length = 2 * 0.01 / 360.0 * scale;
  const ChezuTrailArrow *arrow;
  double left;

  chezu_trail_path_set_scale (path, scale);
  left = g_array_index (chezu_trail_path_get_points (path), ChezuTrailPoint, 0).x;
  chezu_trail_path_collect_arrows (path, 0, 0, scale, scale, all);
  g_assert_cmpuint (all->len, ==, (guint)(length / CHEZU_TRAIL_ARROW_PX));
  arrow = &g_array_index (all, ChezuTrailArrow, 0);
  g_assert_cmpfloat_with_epsilon (arrow->x - left, 88.0, 0.01);
  g_assert_cmpfloat_with_epsilon (arrow->angle, 0.0, 0.01);
  arrow = &g_array_index (all, ChezuTrailArrow, all->len - 1);
  g_assert_cmpfloat_with_epsilon (fabs (arrow->angle), G_PI, 0.01);

  /* Asking for a part gives the same arrows. */
  arrow = &g_array_index (all, ChezuTrailArrow, 1);
  chezu_trail_path_collect_arrows (path, arrow->x - 1, 0, arrow->x + 1, scale, some);
  g_assert_cmpuint (some->len, >=, 1);
  g_assert_cmpfloat_with_epsilon (g_array_index (some, ChezuTrailArrow, 0).x, arrow->x, 0.01);
}

static void
test_fixes_without_a_position_are_left_out (void)
{
  ChezuFix fixes[] = { fix_at (0, 117.0, 34.8), fix_at (10, 0.0, 0.0), fix_at (20, 117.01, 34.8) };
  g_autoptr (ChezuTrailPath) path = NULL;
  g_autoptr (ChezuTrailPath) empty
      = chezu_trail_path_new (NULL, 0, chezu_plane_get (CHEZU_DATUM_WGS84));
  double x;
  double y;

  fixes[1].flags = CHEZU_FIX_INVALID;
  path = chezu_trail_path_new (fixes, 3, chezu_plane_get (CHEZU_DATUM_WGS84));
  chezu_trail_path_set_scale (path, 256.0 * exp2 (14));
  g_assert_cmpuint (chezu_trail_path_get_points (path)->len, ==, 2);

  chezu_trail_path_set_scale (empty, 256.0);
  g_assert_cmpuint (chezu_trail_path_get_points (empty)->len, ==, 0);
  g_assert_false (chezu_trail_path_get_end (empty, &x, &y));
}

#define ADD(path, func) g_test_add (path, Canvas, NULL, set_up, func, tear_down)

static void
test_trail_steps (void)
{
  g_assert_cmpuint (chezu_trail_step_of_age (0), ==, 4);
  g_assert_cmpuint (chezu_trail_step_of_age (15 * CHEZU_MINUTE_MS), ==, 3);
  g_assert_cmpuint (chezu_trail_step_of_age (59 * CHEZU_MINUTE_MS), ==, 3);
  g_assert_cmpuint (chezu_trail_step_of_age (30 * CHEZU_DAY_MS), ==, 0);
  /* A clock that is behind makes nothing old. */
  g_assert_cmpuint (chezu_trail_step_of_age (-1), ==, 4);
  g_assert_cmpuint (chezu_trail_step_of_speed (0), ==, 0);
  g_assert_cmpuint (chezu_trail_step_of_speed (chezu_km_h_to_cm_s (20)), ==, 1);
  g_assert_cmpuint (chezu_trail_step_of_speed (chezu_km_h_to_cm_s (79)), ==, 3);
  g_assert_cmpuint (chezu_trail_step_of_speed (chezu_km_h_to_cm_s (300)), ==, 4);
  g_assert_cmpint (chezu_trail_coloring_from_key ("speed"), ==, CHEZU_TRAIL_BY_SPEED);
  g_assert_cmpint (chezu_trail_coloring_from_key ("rainbow"), ==, CHEZU_TRAIL_BY_AGE);
  g_assert_cmpint (chezu_trail_coloring_from_key (NULL), ==, CHEZU_TRAIL_BY_AGE);
}

/* The colour of the lines of a path, one after the other. */
static void
test_trail_lines_have_the_step_of_their_end (void)
{
  ChezuFix fixes[3] = { 0 };
  g_autoptr (ChezuTrailPath) path = NULL;
  GArray *points;

  for (int i = 0; i < 3; i++)
    fixes[i] = (ChezuFix){ .time_ms = 1000 + i * 10000,
                           .lon_e7 = 1172800000 + i * 100000,
                           .lat_e7 = 348000000,
                           .speed_cm_s = chezu_km_h_to_cm_s (30 * i) };
  path = chezu_trail_path_new (fixes, 3, chezu_plane_get (CHEZU_DATUM_WGS84));
  chezu_trail_path_set_coloring (path, CHEZU_TRAIL_BY_SPEED, 0);
  chezu_trail_path_set_scale (path, 1e7);
  points = chezu_trail_path_get_points (path);
  g_assert_cmpuint (points->len, ==, 3);
  g_assert_cmpuint (g_array_index (points, ChezuTrailPoint, 1).step, ==, 1);
  g_assert_cmpuint (g_array_index (points, ChezuTrailPoint, 2).step, ==, 3);

  /* Another coloring makes the points of the same scale anew. */
  chezu_trail_path_set_coloring (path, CHEZU_TRAIL_BY_AGE, 1000 + 4 * CHEZU_HOUR_MS);
  chezu_trail_path_set_scale (path, 1e7);
  g_assert_cmpuint (g_array_index (points, ChezuTrailPoint, 1).step, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/map/symbols/sizes-by-zoom", test_sizes_by_zoom);
  ADD ("/map/symbols/states-have-their-colour", test_states_have_their_colour);
  ADD ("/map/symbols/every-glyph-stays-within-its-reach", test_every_glyph_stays_within_its_reach);
  ADD ("/map/symbols/angle-turns-clockwise-from-up", test_angle_turns_clockwise_from_up);
  ADD ("/map/symbols/hazard-hole-from-18", test_hazard_hole_from_18);
  ADD ("/map/symbols/parked-and-lost-point-nowhere", test_parked_and_lost_point_nowhere);
  ADD ("/map/symbols/ring-shows-the-states-from-12-o-clock",
       test_ring_shows_the_states_from_12_o_clock);
  ADD ("/map/symbols/count-stands-in-the-middle", test_count_stands_in_the_middle);
  ADD ("/map/symbols/badges-differ-in-shape", test_badges_differ_in_shape);
  ADD ("/map/symbols/selection-has-four-arcs", test_selection_has_four_arcs);
  ADD ("/map/symbols/alarm-ring-has-its-priority", test_alarm_ring_has_its_priority);
  ADD ("/map/sprites/same-symbol-is-rendered-once", test_same_symbol_is_rendered_once);
  ADD ("/map/sprites/what-is-used-survives-a-trim", test_what_is_used_survives_a_trim);
  g_test_add_func ("/map/trail/silence-on-the-move-is-a-gap", test_silence_on_the_move_is_a_gap);
  g_test_add_func ("/map/trail/silence-while-parked-is-none", test_silence_while_parked_is_none);
  g_test_add_func ("/map/trail/slow-reporting-is-no-gap", test_slow_reporting_is_no_gap);
  g_test_add_func ("/map/trail/far-out-few-points-remain", test_far_out_few_points_remain);
  g_test_add_func ("/map/trail/steps-of-age-and-speed", test_trail_steps);
  g_test_add_func ("/map/trail/lines-have-the-step-of-their-end",
                   test_trail_lines_have_the_step_of_their_end);
  g_test_add_func ("/map/trail/arrows-stand-88-pixels-apart", test_arrows_stand_88_pixels_apart);
  g_test_add_func ("/map/trail/fixes-without-a-position-are-left-out",
                   test_fixes_without_a_position_are_left_out);

  return g_test_run ();
}
