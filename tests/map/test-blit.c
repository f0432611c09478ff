/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sprites painted from the topmost down look as if they were painted from below. */

#include "map/chezu-blit.h"
#include "map/chezu-sprites.h"
#include "map/chezu-symbols.h"

#include <math.h>
#include <string.h>

/* Read by the leak checker: fontconfig keeps its configuration until the process ends. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

#define SIDE CHEZU_BLIT_PX
#define ROW_PX (SIDE + CHEZU_SPRITE_STEP)

typedef struct
{
  PangoContext *context;
  ChezuSprites *sprites;
  guint32 *pixels;
  ChezuBlitCover cover;
  ChezuBlit blit;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  fixture->sprites = chezu_sprites_new (fixture->context, CHEZU_SCHEME_LIGHT, 1.0);
  fixture->pixels = g_new0 (guint32, ROW_PX * SIDE);
  fixture->blit = (ChezuBlit){ fixture->pixels, 0, 0, ROW_PX, &fixture->cover };
  chezu_blit_cover_clear (&fixture->cover);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chezu_sprites_free (fixture->sprites);
  g_object_unref (fixture->context);
  g_free (fixture->pixels);
}

static void
start_anew (Fixture *fixture)
{
  memset (fixture->pixels, 0, ROW_PX * SIDE * sizeof (guint32));
  chezu_blit_cover_clear (&fixture->cover);
}

static guint32
pixel_at (Fixture *fixture, int x, int y)
{
  return fixture->pixels[y * ROW_PX + x];
}

static const ChezuSprite *
get_vehicle (Fixture *fixture, ChezuVehicleKind kind, ChezuVehicleState state, double size)
{
  const ChezuVehicleLook look = { kind, state, 0, 0.7f, size, 0, 0 };

  return chezu_sprites_get_vehicle (fixture->sprites, &look);
}

static ChezuSprite *
make_square (guint32 pixel, int side)
{
  g_autofree guint32 *pixels = g_new (guint32, side * side);

  for (int i = 0; i < side * side; i++)
    pixels[i] = pixel;
  return chezu_sprite_new ((const guint8 *)pixels, (gsize)side * sizeof (guint32), side, side);
}

static void
test_one_sprite_is_what_cairo_draws (Fixture *fixture, gconstpointer data)
{
  const ChezuVehicleLook look = { CHEZU_VEHICLE_VAN, CHEZU_STATE_MOVING, 0, 0.0f, 24.0, 0, 0 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_t *cr = cairo_create (surface);
  const guint8 *drawn;

  cairo_translate (cr, 100, 120);
  chezu_symbol_draw_vehicle (cr, CHEZU_SCHEME_LIGHT, CHEZU_VEHICLE_VAN, CHEZU_STATE_MOVING, 0, 24);
  cairo_surface_flush (surface);
  drawn = cairo_image_surface_get_data (surface);

  chezu_blit_paint (&fixture->blit, chezu_sprites_get_vehicle (fixture->sprites, &look), 100, 120);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        guint32 pixel;

        memcpy (&pixel, drawn + y * cairo_image_surface_get_stride (surface) + x * 4, 4);
        g_assert_cmphex (pixel_at (fixture, x, y), ==, pixel);
      }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Within one step of each channel, under any other, at once and across an edge. */
static void
test_blending_is_destination_over (Fixture *fixture, gconstpointer data)
{
  for (guint above = 0; above < CHEZU_SPRITE_HIDES; above += 7)
    for (guint below = 0; below <= 255; below += 15)
      {
        g_autoptr (ChezuSprite) upper = make_square (above << 24 | above << 8, 3);
        g_autoptr (ChezuSprite) lower = make_square (below << 24 | below << 16 | below / 2, 3);
        double shows = 1.0 - above / 255.0;

        start_anew (fixture);
        for (int i = 0; i < 2; i++)
          {
            chezu_blit_paint (&fixture->blit, upper, i * 255, 10);
            chezu_blit_paint (&fixture->blit, lower, i * 255, 10);
          }
        for (int i = 0; i < 2; i++)
          {
            guint32 pixel = pixel_at (fixture, i * 255, 11);

            g_assert_cmpfloat_with_epsilon (pixel >> 24, above + below * shows, 1.01);
            g_assert_cmpfloat_with_epsilon (pixel >> 16 & 0xFF, below * shows, 1.01);
            g_assert_cmpfloat_with_epsilon (pixel >> 8 & 0xFF, above, 1.01);
            g_assert_cmpfloat_with_epsilon (pixel & 0xFF, (int)(below / 2) * shows, 1.01);
          }
      }
}

/* One over the other from below, in floating point, as Porter and Duff have it. */
static void
paint_from_below (float (*ground)[4], const ChezuSprite *sprite, int x, int y)
{
  for (int row = 0; row < sprite->height; row++)
    for (int column = 0; column < sprite->width; column++)
      {
        int at_x = x + sprite->left + column;
        int at_y = y + sprite->top + row;
        guint32 pixel = sprite->pixels[row * sprite->stride + column];
        float *below = ground[at_y * SIDE + at_x];

        if (at_x < 0 || at_y < 0 || at_x >= SIDE || at_y >= SIDE)
          continue;
        for (int channel = 0; channel < 4; channel++)
          below[channel] = (float)(pixel >> channel * 8 & 0xFF)
                           + below[channel] * (1.0f - (float)(pixel >> 24) / 255.0f);
      }
}

/* What nearly hides is taken for hiding: so much may be missing. */
#define TOLERANCE (255 - CHEZU_SPRITE_HIDES + 4)

static void
test_crowd_looks_as_painted_from_below (Fixture *fixture, gconstpointer data)
{
  g_autofree float *floats = g_new0 (float, SIDE *SIDE * 4);
  float (*ground)[4] = (float (*)[4]) (gpointer)floats;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  enum
  {
    N = 3000
  };
  const ChezuSprite *sprites[N];
  int places[N][2];
  gboolean full = FALSE;
  double worst = 0.0;

  for (guint i = 0; i < N; i++)
    {
      /* Also some that are wider than a word of bits. */
      double size = i % 50 == 0 ? 80.0 : 24.0;
      ChezuVehicleLook look = { 1 + i % 5, i % CHEZU_N_STATES, 0, (float)(i % 90), size, 0, i & 1 };

      sprites[i] = chezu_sprites_get_vehicle (fixture->sprites, &look);
      places[i][0] = g_rand_int_range (random, -20, SIDE + 20);
      places[i][1] = g_rand_int_range (random, -20, SIDE + 20);
      paint_from_below (ground, sprites[i], places[i][0], places[i][1]);
    }
  for (guint i = N; i > 0; i--)
    {
      chezu_blit_paint (&fixture->blit, sprites[i - 1], places[i - 1][0], places[i - 1][1]);
      if (i % 64 == 0)
        full = chezu_blit_cover_sum (&fixture->cover) || full;
    }

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      for (int channel = 0; channel < 4; channel++)
        worst = MAX (worst, fabs ((pixel_at (fixture, x, y) >> channel * 8 & 0xFF)
                                  - ground[y * SIDE + x][channel]));
  g_assert_cmpfloat (worst, <=, TOLERANCE);
  /* Else nothing was skipped, and nothing tested. */
  g_assert_true (full);
}

static void
test_what_is_hidden_is_not_painted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSprite) upper = make_square (0xFF204060, 40);
  g_autoptr (ChezuSprite) lower = make_square (0xFFFFFFFF, 40);

  chezu_blit_paint (&fixture->blit, upper, 80, 80);
  g_assert_false (chezu_blit_cover_sum (&fixture->cover));
  chezu_blit_paint (&fixture->blit, lower, 80, 81);
  for (int y = 80; y < 120; y++)
    g_assert_cmphex (pixel_at (fixture, 100, y), ==, 0xFF204060);
  g_assert_cmphex (pixel_at (fixture, 100, 120), ==, 0xFFFFFFFF);
  g_assert_cmphex (pixel_at (fixture, 79, 100), ==, 0);
}

/* Sanitizers watch the ends; only what follows a row may be touched. */
static void
test_painting_is_cut_off_at_the_edges (Fixture *fixture, gconstpointer data)
{
  const ChezuSprite *sprites[]
      = { get_vehicle (fixture, CHEZU_VEHICLE_TRUCK, CHEZU_STATE_MOVING, 32.0),
          get_vehicle (fixture, CHEZU_VEHICLE_BUS, CHEZU_STATE_MOVING, 120.0) };

  for (guint i = 0; i < G_N_ELEMENTS (sprites); i++)
    for (int x = -160; x <= SIDE + 160; x += 5)
      {
        chezu_blit_paint (&fixture->blit, sprites[i], x, -10);
        chezu_blit_paint (&fixture->blit, sprites[i], x, SIDE + 10);
        chezu_blit_paint (&fixture->blit, sprites[i], -10, x);
        chezu_blit_paint (&fixture->blit, sprites[i], SIDE + 10, x);
      }
  for (int i = 100; i < SIDE - 100; i++)
    g_assert_cmphex (pixel_at (fixture, i, SIDE / 2), ==, 0);
}

/* Of the empty border of a picture nothing is kept. */
static void
test_sprite_keeps_what_is_drawn (void)
{
  guint32 pixels[6 * 5] = { 0 };
  g_autoptr (ChezuSprite) sprite = NULL;

  pixels[1 * 6 + 2] = 0x80800000;
  pixels[3 * 6 + 4] = 0xFF00FF00;
  sprite = chezu_sprite_new ((const guint8 *)pixels, 6 * sizeof (guint32), 6, 5);
  g_assert_cmpint (sprite->left, ==, 2);
  g_assert_cmpint (sprite->top, ==, 1);
  g_assert_cmpint (sprite->width, ==, 3);
  g_assert_cmpint (sprite->height, ==, 3);
  g_assert_cmphex (sprite->bits[0].drawn, ==, 1);
  g_assert_cmphex (sprite->bits[0].hides, ==, 0);
  g_assert_cmphex (sprite->bits[2].drawn, ==, 4);
  g_assert_cmphex (sprite->bits[2].hides, ==, 4);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/map/blit/one-sprite-is-what-cairo-draws", test_one_sprite_is_what_cairo_draws);
  ADD ("/map/blit/blending-is-destination-over", test_blending_is_destination_over);
  ADD ("/map/blit/crowd-looks-as-painted-from-below", test_crowd_looks_as_painted_from_below);
  ADD ("/map/blit/what-is-hidden-is-not-painted", test_what_is_hidden_is_not_painted);
  ADD ("/map/blit/painting-is-cut-off-at-the-edges", test_painting_is_cut_off_at_the_edges);
  g_test_add_func ("/map/sprite/keeps-what-is-drawn", test_sprite_keeps_what_is_drawn);

  return g_test_run ();
}
