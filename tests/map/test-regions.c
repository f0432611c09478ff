/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regions and place symbols as pixels. Nothing here needs a display. */

#include "map/chezu-place-symbols.h"
#include "map/chezu-region-painter.h"
#include "map/chezu-viewport.h"

#include "base/chezu-geodesy.h"

#include <math.h>
#include <string.h>

#define SIDE 600

static ChezuRegionRow *
make_region (const char *key, const double *coordinates, guint n_points)
{
  ChezuRegionRow *row = g_new0 (ChezuRegionRow, 1);
  guint starts[] = { 0, n_points };

  row->key = g_strdup (key);
  row->coordinates = g_array_new (FALSE, FALSE, sizeof (double));
  row->ring_starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_vals (row->coordinates, coordinates, 2 * n_points);
  g_array_append_vals (row->ring_starts, starts, 2);
  return row;
}

/* A square with a thousand vertices, between two corners in degrees. */
static ChezuRegionRow *
make_square (const char *key, double west, double south, double east, double north)
{
  const double corners[5][2]
      = { { west, south }, { east, south }, { east, north }, { west, north }, { west, south } };
  g_autoptr (GArray) coordinates = g_array_new (FALSE, FALSE, sizeof (double));

  for (int side = 0; side < 4; side++)
    for (int i = 0; i < 250; i++)
      {
        double t = i / 250.0;
        double lon = corners[side][0] + t * (corners[side + 1][0] - corners[side][0]);
        double lat = corners[side][1] + t * (corners[side + 1][1] - corners[side][1]);

        g_array_append_val (coordinates, lon);
        g_array_append_val (coordinates, lat);
      }
  g_array_append_vals (coordinates, corners[0], 2);
  return make_region (key, (const double *)(gpointer)coordinates->data, coordinates->len / 2);
}

static ChezuFleetFrame
frame_around (double lon, double lat, double zoom)
{
  ChezuFleetFrame frame = { .scale = chezu_scale_of_zoom (zoom), .width = SIDE, .height = SIDE };

  chezu_mercator_project (lon, lat, &frame.x, &frame.y);
  frame.x -= SIDE / 2 / frame.scale;
  frame.y -= SIDE / 2 / frame.scale;
  return frame;
}

static cairo_surface_t *
paint (ChezuRegionRow *row, const ChezuFleetFrame *frame, ChezuScheme scheme)
{
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_region_row_free);
  g_autoptr (ChezuRegionPainter) painter = NULL;

  g_ptr_array_add (rows, row);
  painter = chezu_region_painter_new (rows);
  return chezu_region_painter_paint (
      painter, &(ChezuRegionPicture){ .frame = *frame, .scheme = scheme, .scale_factor = 1 });
}

static guint8
alpha_at (cairo_surface_t *surface, double x, double y)
{
  guint32 pixel;

  cairo_surface_flush (surface);
  memcpy (&pixel,
          cairo_image_surface_get_data (surface)
              + (int)floor (y) * cairo_image_surface_get_stride (surface) + (int)floor (x) * 4,
          sizeof pixel);
  return pixel >> 24;
}

static guint8
alpha_at_degrees (cairo_surface_t *surface,
                  const ChezuFleetFrame *frame,
                  double lon,
                  double lat,
                  double dx,
                  double dy)
{
  double x;
  double y;

  chezu_mercator_project (lon, lat, &x, &y);
  return alpha_at (surface, (x - frame->x) * frame->scale + dx, (y - frame->y) * frame->scale + dy);
}

/* EVIDENCE-OF: ux.md, part 4: tint .13, inner edge 2.5 px at .55 */
static void
test_tint_and_inner_edge (void)
{
  ChezuFleetFrame frame = frame_around (115, 36, 5);
  cairo_surface_t *surface = paint (make_square ("lsy", 112, 33, 118, 39), &frame, 0);
  guint8 tint = alpha_at_degrees (surface, &frame, 115, 36, 0, 0);
  guint8 edge = alpha_at_degrees (surface, &frame, 112, 36, 1, 0);

  g_assert_cmpfloat_with_epsilon (tint / 255.0, CHEZU_REGION_TINT, 0.01);
  g_assert_cmpfloat (edge / 255.0, >, CHEZU_REGION_EDGE);
  g_assert_cmpuint (alpha_at_degrees (surface, &frame, 112, 36, 4, 0), ==, tint);
  /* Nothing outside, not even of the line. */
  g_assert_cmpuint (alpha_at_degrees (surface, &frame, 112, 36, -2, 0), ==, 0);
  cairo_surface_destroy (surface);
}

static void
test_tint_is_fainter_near (void)
{
  ChezuFleetFrame frame = frame_around (115, 36, 8);
  cairo_surface_t *surface = paint (make_square ("lsy", 112, 33, 118, 39), &frame, 1);

  g_assert_cmpfloat_with_epsilon (alpha_at (surface, SIDE / 2, SIDE / 2) / 255.0,
                                  CHEZU_REGION_TINT_NEAR, 0.01);
  cairo_surface_destroy (surface);
}

/* EVIDENCE-OF: ux.md, part 4: no national boundary line; towards foreign land a tint fades over 20
 * px */
static void
test_no_stroke_along_foreign_land (void)
{
  /* Its eastern side runs along the Tumen's lower course, its western side lies inland. */
  static const double land[]
      = { 129.0,  43.6,  130.57, 42.43, 130.26, 42.90, 129.90, 43.00, 129.71, 42.43,
          129.34, 42.45, 128.95, 42.02, 128.07, 41.98, 127.2,  43.6,  129.0,  43.6 };
  ChezuFleetFrame frame = frame_around (128.9, 42.7, 8);
  cairo_surface_t *surface = paint (make_region ("northeast", land, 10), &frame, 0);
  guint8 inside = alpha_at_degrees (surface, &frame, 128.5, 43.0, 0, 0);
  guint8 before = 0;

  g_assert_cmpuint (inside, >, 0);
  /* Northwards from the frontier between two of its vertices. */
  for (int dy = 0; dy >= -24; dy--)
    {
      guint8 alpha = alpha_at_degrees (surface, &frame, 128.51, 42.0, 0, dy);

      g_assert_cmpuint (alpha, <=, inside);
      g_assert_cmpuint (alpha, >=, before);
      before = alpha;
    }
  g_assert_cmpuint (alpha_at_degrees (surface, &frame, 128.51, 42.0, 0, -1), <=, 1);
  g_assert_cmpuint (before, ==, inside);
  /* The inner border of the same region is a line. */
  g_assert_cmpuint (alpha_at_degrees (surface, &frame, 128.0, 43.6, 0, 1), >, 2 * inside);
  cairo_surface_destroy (surface);
}

static void
test_frontier_is_told_from_coast_and_province (void)
{
  g_assert_true (chezu_region_is_frontier (124.4, 40.1));  /* the Yalu */
  g_assert_true (chezu_region_is_frontier (134.7, 48.3));  /* the Ussuri's mouth */
  g_assert_true (chezu_region_is_frontier (97.6, 24.0));   /* Ruili */
  g_assert_false (chezu_region_is_frontier (121.6, 38.9)); /* Dalian's coast */
  g_assert_false (chezu_region_is_frontier (122.0, 46.0)); /* Jilin and Inner Mongolia */
  g_assert_false (chezu_region_is_frontier (104.0, 27.3)); /* Yunnan and Guizhou */
  g_assert_false (chezu_region_is_frontier (121.5, 31.4)); /* the Yangtze's mouth */
  g_assert_false (chezu_region_is_frontier (120.0, 36.0)); /* Qingdao */
}

static void
test_street_zoom_paints_only_the_view (void)
{
  ChezuFleetFrame frame = frame_around (118, 36, 18);
  cairo_surface_t *surface = paint (make_square ("lsy", 112, 33, 118, 39), &frame, 0);

  /* Sixteen million pixels wide, and still the line runs through the middle. */
  g_assert_cmpuint (alpha_at (surface, SIDE / 2 - 1, SIDE / 2), >, 100);
  g_assert_cmpuint (alpha_at (surface, SIDE / 2 + 3, SIDE / 2), ==, 0);
  g_assert_cmpuint (alpha_at (surface, 20, 20), >, 0);
  cairo_surface_destroy (surface);

  frame = frame_around (100, 36, 12);
  g_assert_null (paint (make_square ("lsy", 112, 33, 118, 39), &frame, 0));
}

static void
test_region_without_colour_is_left_out (void)
{
  ChezuFleetFrame frame = frame_around (115, 36, 5);

  g_assert_null (paint (make_square ("atlantis", 112, 33, 118, 39), &frame, 0));
}

/* --- Symbols -----------------------------------------------------------------------------------*/

static cairo_surface_t *
draw_place (ChezuPlaceKind kind, ChezuScheme scheme, gboolean high_contrast)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 64, 64);
  cairo_t *cr = cairo_create (surface);

  cairo_translate (cr, 32, 32);
  chezu_place_symbol_draw (cr, scheme, kind, chezu_place_symbol_size (kind), high_contrast);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Each kind has a sign of its own, inside its square, which has a halo around it. */
static void
test_place_symbols (void)
{
  g_autoptr (GHashTable) pictures = g_hash_table_new_full (
      (GHashFunc)g_bytes_hash, (GEqualFunc)g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);

  for (ChezuPlaceKind kind = 0; kind < CHEZU_N_PLACE_KINDS; kind++)
    {
      cairo_surface_t *surface = draw_place (kind, CHEZU_SCHEME_LIGHT, FALSE);
      double reach = chezu_place_symbol_size (kind) / 2;

      g_assert_cmpfloat (2 * reach, >=, 20);
      g_assert_cmpfloat (2 * reach, <=, 24);
      g_assert_cmpuint (alpha_at (surface, 32 + reach - 3, 32), ==, 255);
      g_assert_cmpuint (alpha_at (surface, 32 + reach + 0.2, 32), >, 0);
      g_assert_cmpuint (alpha_at (surface, 32 + reach + 2, 32), ==, 0);
      g_hash_table_add (pictures,
                        g_bytes_new (cairo_image_surface_get_data (surface),
                                     (gsize)cairo_image_surface_get_stride (surface) * 64));
      cairo_surface_destroy (surface);
    }
  g_assert_cmpuint (g_hash_table_size (pictures), ==, CHEZU_N_PLACE_KINDS);
}

static void
test_high_contrast_has_a_wider_halo (void)
{
  cairo_surface_t *surface = draw_place (CHEZU_PLACE_DRIVER_STATION, CHEZU_SCHEME_DARK, TRUE);

  g_assert_cmpuint (alpha_at (surface, 32 + 11 + 2, 32), ==, 255);
  cairo_surface_destroy (surface);
}

static void
test_metropolis_has_a_point_in_its_ring (void)
{
  cairo_surface_t *surfaces[2];
  guint32 pixels[2];

  for (int i = 0; i < 2; i++)
    {
      cairo_t *cr;

      surfaces[i] = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 16, 16);
      cr = cairo_create (surfaces[i]);
      cairo_translate (cr, 8, 8);
      chezu_town_dot_draw (cr, CHEZU_SCHEME_LIGHT, i + 1);
      cairo_destroy (cr);
      cairo_surface_flush (surfaces[i]);
      memcpy (&pixels[i],
              cairo_image_surface_get_data (surfaces[i])
                  + 8 * cairo_image_surface_get_stride (surfaces[i]) + 8 * 4,
              sizeof pixels[i]);
      cairo_surface_destroy (surfaces[i]);
    }
  g_assert_cmphex (pixels[0], !=, pixels[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/map/regions/tint-and-inner-edge", test_tint_and_inner_edge);
  g_test_add_func ("/map/regions/tint-is-fainter-near", test_tint_is_fainter_near);
  g_test_add_func ("/map/regions/no-stroke-along-foreign-land", test_no_stroke_along_foreign_land);
  g_test_add_func ("/map/regions/frontier-is-told-from-coast-and-province",
                   test_frontier_is_told_from_coast_and_province);
  g_test_add_func ("/map/regions/street-zoom-paints-only-the-view",
                   test_street_zoom_paints_only_the_view);
  g_test_add_func ("/map/regions/region-without-colour-is-left-out",
                   test_region_without_colour_is_left_out);
  g_test_add_func ("/map/symbols/each-kind-of-place-has-its-own", test_place_symbols);
  g_test_add_func ("/map/symbols/high-contrast-has-a-wider-halo",
                   test_high_contrast_has_a_wider_halo);
  g_test_add_func ("/map/symbols/metropolis-has-a-point-in-its-ring",
                   test_metropolis_has_a_point_in_its_ring);
  return g_test_run ();
}
