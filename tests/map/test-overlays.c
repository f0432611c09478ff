/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlays as pixels, and what a pointer finds of them. Nothing here needs a display. */

#include "map/chezu-clip.h"
#include "map/chezu-overlay-labels.h"
#include "map/chezu-overlay-painter.h"
#include "map/chezu-viewport.h"

#include <math.h>
#include <string.h>

#define SIDE 400
#define LON 117.25
#define LAT 34.8

static const ChezuOverlayStyle style = { .color = 1, .width = 2, .opacity = 1, .visible = TRUE };

static ChezuFleetFrame
frame_around (double lon, double lat, double zoom)
{
  ChezuFleetFrame frame = { .scale = chezu_scale_of_zoom (zoom), .width = SIDE, .height = SIDE };

  chezu_plane_project (chezu_plane_get (CHEZU_DATUM_WGS84), lon, lat, &frame.x, &frame.y);
  frame.x -= SIDE / 2 / frame.scale;
  frame.y -= SIDE / 2 / frame.scale;
  return frame;
}

static void
begin (ChezuOverlayShapes *shapes, ChezuOverlayKind kind, const char *label)
{
  const ChezuOverlayFeature feature = { .kind = kind, .name = label, .label = label };

  chezu_overlay_shapes_add_feature (shapes, &feature);
}

static void
add_square (ChezuOverlayShapes *shapes, double half, gboolean is_hole)
{
  static const double corners[][2] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 }, { -1, -1 } };

  chezu_overlay_shapes_add_part (shapes, is_hole);
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    chezu_overlay_shapes_add_vertex (shapes, LON + half * corners[i][0],
                                     LAT + half * corners[i][1]);
}

/* A square of 0.2 degrees with a hole of 0.1, and a point in the hole. */
static ChezuOverlayShapes *
make_yard (void)
{
  ChezuOverlayShapes *shapes = chezu_overlay_shapes_new ();

  begin (shapes, CHEZU_OVERLAY_POLYGON, "yard");
  add_square (shapes, 0.1, FALSE);
  add_square (shapes, 0.05, TRUE);
  begin (shapes, CHEZU_OVERLAY_POINT, "gate");
  chezu_overlay_shapes_add_part (shapes, FALSE);
  chezu_overlay_shapes_add_vertex (shapes, LON, LAT);
  return shapes;
}

static ChezuOverlayFigure *
make_figure (ChezuOverlayShapes *shapes)
{
  ChezuOverlayFigure *figure
      = chezu_overlay_figure_new (shapes, chezu_plane_get (CHEZU_DATUM_WGS84));

  chezu_overlay_shapes_unref (shapes);
  return figure;
}

static cairo_surface_t *
paint (
    ChezuOverlayFigure *figure, const ChezuOverlayStyle *look, double zoom, double lon, double lat)
{
  g_autoptr (GArray) paints = g_array_new (FALSE, FALSE, sizeof (ChezuOverlayPaint));
  const ChezuOverlayPaint one = { figure, *look };
  const ChezuPaintedFrame wanted
      = { .frame = frame_around (lon, lat, zoom), .scheme = CHEZU_SCHEME_LIGHT, .scale_factor = 1 };

  g_array_append_val (paints, one);
  return chezu_overlay_painter_paint (paints, &wanted, NULL);
}

static guint8
alpha_at (cairo_surface_t *surface, int x, int y)
{
  guint32 pixel;

  cairo_surface_flush (surface);
  memcpy (&pixel,
          cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface)
              + x * 4,
          sizeof pixel);
  return (guint8)(pixel >> 24);
}

/* Where a place is in a picture around (LON, LAT). */
static void
locate (double zoom, double lon, double lat, int *x, int *y)
{
  ChezuFleetFrame frame = frame_around (LON, LAT, zoom);
  double at_x;
  double at_y;

  chezu_plane_project (chezu_plane_get (CHEZU_DATUM_WGS84), lon, lat, &at_x, &at_y);
  *x = (int)lround ((at_x - frame.x) * frame.scale);
  *y = (int)lround ((at_y - frame.y) * frame.scale);
}

static void
test_painted (void)
{
  g_autoptr (ChezuOverlayFigure) figure = make_figure (make_yard ());
  cairo_surface_t *surface = paint (figure, &style, 10, LON, LAT);
  int x;
  int y;

  /* The point in the middle, nothing in the hole, a tint in the area, a line at its edge. */
  g_assert_cmpuint (alpha_at (surface, SIDE / 2 + 3, SIDE / 2), ==, 255);
  locate (10, LON + 0.03, LAT, &x, &y);
  g_assert_cmpuint (alpha_at (surface, x, y), ==, 0);
  locate (10, LON + 0.075, LAT, &x, &y);
  g_assert_cmpuint (alpha_at (surface, x, y), >, 20);
  g_assert_cmpuint (alpha_at (surface, x, y), <, 120);
  locate (10, LON + 0.1, LAT, &x, &y);
  g_assert_cmpuint (alpha_at (surface, x, y), >, 200);
  locate (10, LON + 0.13, LAT, &x, &y);
  g_assert_cmpuint (alpha_at (surface, x, y), ==, 0);
  cairo_surface_destroy (surface);
}

static void
test_opacity (void)
{
  g_autoptr (ChezuOverlayFigure) figure = make_figure (make_yard ());
  ChezuOverlayStyle faint = style;
  cairo_surface_t *surface;

  faint.opacity = 0.5;
  surface = paint (figure, &faint, 10, LON, LAT);
  g_assert_cmpuint (alpha_at (surface, SIDE / 2 + 3, SIDE / 2), >=, 126);
  g_assert_cmpuint (alpha_at (surface, SIDE / 2 + 3, SIDE / 2), <=, 129);
  cairo_surface_destroy (surface);
}

/* Far outside the range of what a painter can count. */
static void
test_painted_near (void)
{
  g_autoptr (ChezuOverlayFigure) figure = make_figure (make_yard ());
  cairo_surface_t *edge = paint (figure, &style, 20, LON + 0.1, LAT);
  cairo_surface_t *inside = paint (figure, &style, 20, LON + 0.075, LAT);

  g_assert_cmpuint (alpha_at (edge, SIDE / 2, SIDE / 2), >, 200);
  g_assert_cmpuint (alpha_at (edge, SIDE - 10, SIDE / 2), ==, 0);
  g_assert_cmpuint (alpha_at (edge, 10, SIDE / 2), >, 20);
  g_assert_cmpuint (alpha_at (inside, 10, 10), >, 20);
  cairo_surface_destroy (edge);
  cairo_surface_destroy (inside);
}

static void
test_nothing_in_view (void)
{
  g_autoptr (ChezuOverlayFigure) figure = make_figure (make_yard ());

  g_assert_null (paint (figure, &style, 10, LON + 10, LAT));
}

/* What is smaller than a pixel is still seen. */
static void
test_painted_far (void)
{
  g_autoptr (ChezuOverlayFigure) figure = make_figure (make_yard ());
  cairo_surface_t *surface = paint (figure, &style, 1, LON, LAT);

  g_assert_cmpuint (alpha_at (surface, SIDE / 2, SIDE / 2), ==, 255);
  cairo_surface_destroy (surface);
}

static void
assert_found (const ChezuOverlayFigure *figure, double lon, gboolean areas, int expected)
{
  double x;
  double y;

  chezu_plane_project (figure->plane, lon, LAT, &x, &y);
  g_assert_cmpint (chezu_overlay_figure_find (figure, x, y, 3 / chezu_scale_of_zoom (12), areas),
                   ==, expected);
}

static void
test_found (void)
{
  g_autoptr (ChezuOverlayFigure) figure = make_figure (make_yard ());

  assert_found (figure, LON, FALSE, 1);
  assert_found (figure, LON, TRUE, -1);
  assert_found (figure, LON + 0.075, TRUE, 0);
  assert_found (figure, LON + 0.075, FALSE, -1);
  assert_found (figure, LON + 0.1, TRUE, 0);
  assert_found (figure, LON + 0.12, TRUE, -1);
}

static void
test_found_on_a_shifted_map (void)
{
  g_autoptr (ChezuOverlayShapes) shapes = make_yard ();
  g_autoptr (ChezuOverlayFigure) figure
      = chezu_overlay_figure_new (shapes, chezu_plane_get (CHEZU_DATUM_GCJ02));
  double x;
  double y;

  assert_found (figure, LON, FALSE, 1);
  /* Where the point would be without the shift there is nothing. */
  chezu_plane_project (chezu_plane_get (CHEZU_DATUM_WGS84), LON, LAT, &x, &y);
  g_assert_cmpint (chezu_overlay_figure_find (figure, x, y, 3 / chezu_scale_of_zoom (16), FALSE),
                   ==, -1);
}

/* Anchors are inside, not in the hole. */
static void
test_anchors (void)
{
  g_autoptr (ChezuOverlayFigure) figure = make_figure (make_yard ());
  ChezuFigurePoint at = chezu_overlay_figure_get_anchor (figure, 0);

  g_assert_cmpint (chezu_overlay_figure_find (figure, at.x, at.y, 1e-9, TRUE), ==, 0);
}

static void
test_few_labels (void)
{
  ChezuOverlayShapes *shapes = chezu_overlay_shapes_new ();
  g_autoptr (ChezuOverlayFigure) figure = NULL;
  g_autoptr (ChezuMapLabels) labels = NULL;
  guint n_far = 0;

  for (guint i = 0; i < 3000; i++)
    {
      begin (shapes, CHEZU_OVERLAY_POINT, "tree");
      chezu_overlay_shapes_add_part (shapes, FALSE);
      chezu_overlay_shapes_add_vertex (shapes, LON + i % 60 * 0.001, LAT + i / 60 * 0.001);
    }
  figure = make_figure (shapes);
  labels = chezu_overlay_labels_new (figure);
  for (guint i = 0; i < labels->rows->len; i++)
    n_far += g_array_index (labels->rows, ChezuMapLabel, i).min_zoom <= 12;
  g_assert_cmpuint (labels->rows->len, >, 1000);
  g_assert_cmpuint (n_far, >=, 1);
  g_assert_cmpuint (n_far, <=, 30);
}

static void
test_clipped_lines (void)
{
  const ChezuClipBox box = { 0, 0, 10, 10 };
  ChezuClipPoint from = { .x = -5, .y = 5 };
  ChezuClipPoint to = { .x = 15, .y = 5 };

  g_assert_true (chezu_clip_segment (&box, &from, &to));
  g_assert_cmpfloat (from.x, ==, 0);
  g_assert_cmpfloat (to.x, ==, 10);

  from = (ChezuClipPoint){ .x = -5, .y = 4 };
  to = (ChezuClipPoint){ .x = 4, .y = -5 };
  g_assert_false (chezu_clip_segment (&box, &from, &to));

  from = (ChezuClipPoint){ .x = 2, .y = 3 };
  to = (ChezuClipPoint){ .x = 4, .y = 5 };
  g_assert_true (chezu_clip_segment (&box, &from, &to));
  g_assert_cmpfloat (from.x, ==, 2);
  g_assert_cmpfloat (to.y, ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/map/overlays/areas-edges-holes-and-points-are-painted", test_painted);
  g_test_add_func ("/map/overlays/opacity-is-that-of-the-whole", test_opacity);
  g_test_add_func ("/map/overlays/painted-when-very-near", test_painted_near);
  g_test_add_func ("/map/overlays/painted-when-very-far", test_painted_far);
  g_test_add_func ("/map/overlays/nothing-in-view-is-no-picture", test_nothing_in_view);
  g_test_add_func ("/map/overlays/a-pointer-finds-what-it-is-at", test_found);
  g_test_add_func ("/map/overlays/a-shifted-map-shifts-them", test_found_on_a_shifted_map);
  g_test_add_func ("/map/overlays/labels-stand-inside-areas", test_anchors);
  g_test_add_func ("/map/overlays/few-labels-when-far", test_few_labels);
  g_test_add_func ("/map/overlays/lines-are-cut-at-a-box", test_clipped_lines);
  return g_test_run ();
}
