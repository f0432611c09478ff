/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-region-painter.h"

#include "map/chezu-clip.h"
#include "map/chezu-viewport.h"

#include <math.h>

/* Logical pixels. */
#define EDGE_WIDTH 2.5
#define EDGE_WIDTH_NEAR 1.5
#define FADE_WIDTH 20.0
#define FADE_STEPS 10
/* Further than anything that is stroked, so that the cut along the picture's rim is never seen. */
#define CLIP_MARGIN 48.0
/* Vertices closer than this to the last one are left out. */
#define SIMPLIFY_PIXELS 0.6

/* Where the regions meet foreign land, in degrees, within a fifth of a degree; from the province
 * polygons of DCW-GMT: vertices that lie neither at the coast nor beside another province. */
#define FRONTIER_REACH_DEGREES 0.22

static const double frontier_northeast[][2] = {
  { 121.75, 53.39 }, { 123.46, 53.51 }, { 124.87, 53.09 }, { 125.20, 53.19 }, { 126.10, 52.77 },
  { 125.97, 52.62 }, { 126.56, 52.12 }, { 126.46, 51.94 }, { 126.92, 51.39 }, { 126.92, 51.06 },
  { 127.29, 50.75 }, { 127.34, 50.32 }, { 127.59, 50.23 }, { 127.52, 49.82 }, { 128.25, 49.50 },
  { 129.47, 49.43 }, { 130.22, 48.87 }, { 130.67, 48.87 }, { 130.52, 48.61 }, { 130.83, 48.30 },
  { 130.65, 48.10 }, { 130.98, 47.70 }, { 132.56, 47.72 }, { 132.67, 47.95 }, { 133.16, 48.11 },
  { 134.39, 48.39 }, { 134.71, 48.28 }, { 134.55, 47.99 }, { 134.75, 47.68 }, { 134.18, 47.32 },
  { 133.91, 46.27 }, { 132.56, 44.56 }, { 132.11, 44.74 }, { 132.18, 44.96 }, { 131.89, 45.34 },
  { 131.49, 44.97 }, { 130.95, 44.85 }, { 131.29, 44.08 }, { 131.19, 43.53 }, { 131.29, 43.42 },
  { 131.13, 42.93 }, { 130.54, 42.81 }, { 130.40, 42.72 }, { 130.58, 42.67 }, { 130.61, 42.56 },
  { 130.57, 42.43 }, { 130.26, 42.90 }, { 129.90, 43.00 }, { 129.71, 42.43 }, { 129.34, 42.45 },
  { 128.95, 42.02 }, { 128.07, 41.98 }, { 128.31, 41.58 }, { 128.20, 41.41 }, { 127.25, 41.48 },
  { 126.93, 41.81 }, { 126.68, 41.75 }, { 126.53, 41.36 }, { 125.96, 40.89 }, { 125.65, 40.82 },
  { 124.33, 40.06 },
};

static const double frontier_yunnan[][2] = {
  { 105.48, 23.26 }, { 105.29, 23.38 }, { 104.38, 22.69 }, { 104.11, 22.81 }, { 103.98, 22.51 },
  { 103.32, 22.82 }, { 103.07, 22.45 }, { 102.50, 22.78 }, { 102.26, 22.41 }, { 101.69, 22.47 },
  { 101.55, 22.24 }, { 101.78, 21.83 }, { 101.79, 21.14 }, { 101.29, 21.18 }, { 101.13, 21.78 },
  { 100.68, 21.48 }, { 100.20, 21.44 }, { 99.97, 22.05 },  { 99.17, 22.16 },  { 99.39, 22.50 },
  { 99.33, 22.75 },  { 99.56, 22.94 },  { 98.88, 23.19 },  { 98.68, 23.96 },  { 98.88, 24.15 },
  { 97.54, 23.94 },  { 97.76, 24.17 },  { 97.55, 24.74 },  { 97.79, 24.85 },  { 97.85, 25.27 },
  { 98.71, 25.87 },  { 98.57, 26.12 },  { 98.72, 26.13 },  { 98.78, 26.62 },  { 98.70, 27.57 },
  { 98.43, 27.69 },  { 98.33, 27.53 },  { 98.14, 27.97 },
};

typedef struct
{
  double lon; /* WGS-84 */
  double lat;
  double x; /* of the plane */
  double y;
  gboolean frontier;
} Vertex;

typedef struct
{
  ChezuColor color;
  GArray *vertices;    /* of Vertex */
  GArray *ring_starts; /* of guint, one more at the end */
  double left;         /* bounds in the plane */
  double top;
  double right;
  double bottom;
} Shape;

struct _ChezuRegionPainter
{
  gatomicrefcount references;
  GArray *shapes; /* of Shape */
};

static double
distance_to_segment (double x, double y, const double a[2], const double b[2])
{
  double dx = b[0] - a[0];
  double dy = b[1] - a[1];
  double length = dx * dx + dy * dy;
  double t = length > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / length : 0;

  t = CLAMP (t, 0.0, 1.0);
  return hypot (a[0] + t * dx - x, a[1] + t * dy - y);
}

static gboolean
is_near_line (double lon, double lat, const double (*line)[2], gsize n)
{
  for (gsize i = 0; i + 1 < n; i++)
    if (distance_to_segment (lon, lat, line[i], line[i + 1]) < FRONTIER_REACH_DEGREES)
      return TRUE;
  return FALSE;
}

/**
 * chezu_region_is_frontier:
 *
 * Returns: whether a vertex of a region's outline lies where the region meets foreign land, so that
 *   no line may be drawn there
 */
gboolean
chezu_region_is_frontier (double lon, double lat)
{
  if (lon > 121.5 && lat > 39.8)
    return is_near_line (lon, lat, frontier_northeast, G_N_ELEMENTS (frontier_northeast));
  if (lon < 105.9 && lat < 28.3)
    return is_near_line (lon, lat, frontier_yunnan, G_N_ELEMENTS (frontier_yunnan));
  return FALSE;
}

/* From the nation (0) to the region (1). */
static double
get_nearness (double zoom)
{
  return CLAMP ((zoom - 5.0) / 2.0, 0.0, 1.0);
}

/* Full over the nation, a breath of colour where streets and names need the ground. */
double
chezu_region_tint (double zoom)
{
  return CHEZU_REGION_TINT + (CHEZU_REGION_TINT_NEAR - CHEZU_REGION_TINT) * get_nearness (zoom);
}

/* Near, where two regions meet, the edges of both are seen as one line. */
static double
get_edge_width (double zoom)
{
  return EDGE_WIDTH + (EDGE_WIDTH_NEAR - EDGE_WIDTH) * get_nearness (zoom);
}

static void
shape_clear (Shape *shape)
{
  g_clear_pointer (&shape->vertices, g_array_unref);
  g_clear_pointer (&shape->ring_starts, g_array_unref);
}

static void
project (Shape *shape, const ChezuPlane *plane)
{
  shape->left = shape->top = INFINITY;
  shape->right = shape->bottom = -INFINITY;
  for (guint i = 0; i < shape->vertices->len; i++)
    {
      Vertex *vertex = &g_array_index (shape->vertices, Vertex, i);

      chezu_plane_project (plane, vertex->lon, vertex->lat, &vertex->x, &vertex->y);
      shape->left = MIN (shape->left, vertex->x);
      shape->right = MAX (shape->right, vertex->x);
      shape->top = MIN (shape->top, vertex->y);
      shape->bottom = MAX (shape->bottom, vertex->y);
    }
}

static void
shape_init (Shape *shape, const ChezuRegionRow *row, ChezuColor color)
{
  guint n = row->coordinates->len / 2;

  shape->color = color;
  shape->vertices = g_array_sized_new (FALSE, FALSE, sizeof (Vertex), n);
  shape->ring_starts = g_array_ref (row->ring_starts);
  for (guint i = 0; i < n; i++)
    {
      double lon = g_array_index (row->coordinates, double, 2 * i);
      double lat = g_array_index (row->coordinates, double, 2 * i + 1);
      Vertex vertex = { .lon = lon, .lat = lat, .frontier = chezu_region_is_frontier (lon, lat) };

      g_array_append_val (shape->vertices, vertex);
    }
  project (shape, chezu_plane_get (CHEZU_DATUM_WGS84));
}

/**
 * chezu_region_painter_new:
 * @rows: of ChezuRegionRow; copied. Regions without a colour of their own are left out.
 */
ChezuRegionPainter *
chezu_region_painter_new (const GPtrArray *rows)
{
  ChezuRegionPainter *self = g_new0 (ChezuRegionPainter, 1);

  g_atomic_ref_count_init (&self->references);
  self->shapes = g_array_new (FALSE, FALSE, sizeof (Shape));
  g_array_set_clear_func (self->shapes, (GDestroyNotify)shape_clear);

  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuRegionRow *row = g_ptr_array_index (rows, i);
      ChezuColor fill;
      ChezuColor text;
      Shape shape;

      if (!chezu_color_of_region (row->key, &fill, &text) || row->ring_starts->len < 2)
        continue;
      shape_init (&shape, row, fill);
      g_array_append_val (self->shapes, shape);
    }
  return self;
}

/**
 * chezu_region_painter_new_on:
 *
 * Returns: (transfer full): the same regions, to be painted on another plane
 */
ChezuRegionPainter *
chezu_region_painter_new_on (const ChezuRegionPainter *other, const ChezuPlane *plane)
{
  ChezuRegionPainter *self = g_new0 (ChezuRegionPainter, 1);

  g_atomic_ref_count_init (&self->references);
  self->shapes = g_array_copy (other->shapes);
  g_array_set_clear_func (self->shapes, (GDestroyNotify)shape_clear);
  for (guint i = 0; i < self->shapes->len; i++)
    {
      Shape *shape = &g_array_index (self->shapes, Shape, i);

      shape->vertices = g_array_copy (shape->vertices);
      shape->ring_starts = g_array_ref (shape->ring_starts);
      project (shape, plane);
    }
  return self;
}

ChezuRegionPainter *
chezu_region_painter_ref (ChezuRegionPainter *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
chezu_region_painter_unref (ChezuRegionPainter *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_array_unref (self->shapes);
  g_free (self);
}

/* Fills @ring with the vertices from @first to before @last in pixels, thinned out. */
static void
project_ring (
    const Shape *shape, guint first, guint last, const ChezuFleetFrame *frame, GArray *ring)
{
  g_array_set_size (ring, 0);
  for (guint i = first; i < last; i++)
    {
      const Vertex *vertex = &g_array_index (shape->vertices, Vertex, i);
      ChezuClipPoint point = {
        .x = (vertex->x - frame->x) * frame->scale,
        .y = (vertex->y - frame->y) * frame->scale,
        .mark = vertex->frontier,
      };

      if (ring->len > 0 && i + 1 < last)
        {
          const ChezuClipPoint *before = &g_array_index (ring, ChezuClipPoint, ring->len - 1);

          if (before->mark == point.mark && fabs (before->x - point.x) < SIMPLIFY_PIXELS
              && fabs (before->y - point.y) < SIMPLIFY_PIXELS)
            continue;
        }
      g_array_append_val (ring, point);
    }
}

/* Adds what the picture shows of the shape to the path, and its stretches along foreign land to
 * @frontier. */
static void
trace_shape (const Shape *shape, const ChezuFleetFrame *frame, cairo_t *cr, cairo_t *frontier)
{
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (ChezuClipPoint));
  g_autoptr (GArray) clipped = g_array_new (FALSE, FALSE, sizeof (ChezuClipPoint));
  const ChezuClipBox box
      = { -CLIP_MARGIN, -CLIP_MARGIN, frame->width + CLIP_MARGIN, frame->height + CLIP_MARGIN };

  for (guint r = 0; r + 1 < shape->ring_starts->len; r++)
    {
      gboolean in_run = FALSE;

      project_ring (shape, g_array_index (shape->ring_starts, guint, r),
                    g_array_index (shape->ring_starts, guint, r + 1), frame, ring);
      chezu_clip_ring (ring, &box, clipped);

      for (guint i = 0; i < clipped->len; i++)
        {
          const ChezuClipPoint *point = &g_array_index (clipped, ChezuClipPoint, i);

          if (i == 0)
            cairo_move_to (cr, point->x, point->y);
          else
            cairo_line_to (cr, point->x, point->y);

          if (!point->mark)
            in_run = FALSE;
          else if (in_run)
            cairo_line_to (frontier, point->x, point->y);
          else
            {
              cairo_move_to (frontier, point->x, point->y);
              in_run = TRUE;
            }
        }
      if (clipped->len > 0)
        cairo_close_path (cr);
    }
}

/* Leaves k/n of what is there at k/n of the fade's width: each stroke takes away what the wider
 * ones have left too much. */
static void
fade_along (cairo_t *cr, const cairo_path_t *frontier)
{
  if (frontier->num_data == 0)
    return;

  cairo_new_path (cr);
  cairo_append_path (cr, frontier);
  cairo_set_operator (cr, CAIRO_OPERATOR_DEST_OUT);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (int step = FADE_STEPS; step >= 1; step--)
    {
      double kept = (step - 0.5) / FADE_STEPS;
      double kept_outside = step == FADE_STEPS ? 1.0 : (step + 0.5) / FADE_STEPS;

      cairo_set_line_width (cr, 2 * FADE_WIDTH * step / FADE_STEPS);
      cairo_set_source_rgba (cr, 0, 0, 0, 1 - kept / kept_outside);
      cairo_stroke_preserve (cr);
    }
  /* Not a trace of the edge itself. */
  cairo_set_line_width (cr, 2 * EDGE_WIDTH);
  cairo_set_source_rgba (cr, 0, 0, 0, 1);
  cairo_stroke (cr);
}

/* The part of the picture that the shape can touch, whole pixels. */
static ChezuClipBox
get_extent (const Shape *shape, const ChezuFleetFrame *frame)
{
  return (ChezuClipBox){
    .left = MAX (floor ((shape->left - frame->x) * frame->scale) - 1, 0),
    .top = MAX (floor ((shape->top - frame->y) * frame->scale) - 1, 0),
    .right = MIN (ceil ((shape->right - frame->x) * frame->scale) + 1, frame->width),
    .bottom = MIN (ceil ((shape->bottom - frame->y) * frame->scale) + 1, frame->height),
  };
}

static cairo_t *
new_mask (const ChezuClipBox *extent, int scale_factor)
{
  cairo_surface_t *mask = cairo_image_surface_create (
      CAIRO_FORMAT_A8, (int)(extent->right - extent->left) * scale_factor,
      (int)(extent->bottom - extent->top) * scale_factor);
  cairo_t *cr;

  cairo_surface_set_device_scale (mask, scale_factor, scale_factor);
  cairo_surface_set_device_offset (mask, -extent->left * scale_factor, -extent->top * scale_factor);
  cr = cairo_create (mask);
  cairo_surface_destroy (mask);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_FAST);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_BEVEL);
  return cr;
}

/* How opaque the shape is at each pixel: tint, and over it the inner half of a line along its edge.
 */
static cairo_t *
paint_mask (const Shape *shape,
            const ChezuRegionPicture *picture,
            const ChezuClipBox *extent,
            double zoom)
{
  cairo_t *cr = new_mask (extent, picture->scale_factor);
  cairo_t *edge_cr = new_mask (extent, picture->scale_factor);
  cairo_path_t *outline;
  cairo_path_t *frontier;

  trace_shape (shape, &picture->frame, cr, edge_cr);
  outline = cairo_copy_path (cr);
  frontier = cairo_copy_path (edge_cr);

  cairo_new_path (edge_cr);
  cairo_append_path (edge_cr, outline);
  cairo_set_line_width (edge_cr, 2 * get_edge_width (zoom));
  cairo_set_source_rgba (edge_cr, 0, 0, 0, CHEZU_REGION_EDGE);
  cairo_stroke_preserve (edge_cr);
  cairo_set_operator (edge_cr, CAIRO_OPERATOR_DEST_IN);
  cairo_set_source_rgba (edge_cr, 0, 0, 0, 1);
  cairo_fill (edge_cr);

  cairo_set_source_rgba (cr, 0, 0, 0, chezu_region_tint (zoom));
  cairo_fill (cr);
  cairo_set_source_surface (cr, cairo_get_target (edge_cr), 0, 0);
  cairo_paint (cr);
  fade_along (cr, frontier);

  cairo_path_destroy (outline);
  cairo_path_destroy (frontier);
  cairo_destroy (edge_cr);
  return cr;
}

static gboolean
is_in_view (const Shape *shape, const ChezuFleetFrame *frame)
{
  return shape->right > frame->x && shape->left < frame->x + frame->width / frame->scale
         && shape->bottom > frame->y && shape->top < frame->y + frame->height / frame->scale;
}

/**
 * chezu_region_painter_paint:
 *
 * May run on any thread.
 *
 * Returns: (transfer full): an image surface of the picture's size with its scale factor as device
 *   scale, or %NULL when no region is in view
 */
cairo_surface_t *
chezu_region_painter_paint (const ChezuRegionPainter *self, const ChezuRegionPicture *picture)
{
  double zoom = chezu_zoom_of_scale (picture->frame.scale);
  cairo_surface_t *surface = NULL;
  cairo_t *cr = NULL;

  for (guint i = 0; i < self->shapes->len; i++)
    {
      const Shape *shape = &g_array_index (self->shapes, Shape, i);
      GdkRGBA color = chezu_color_get (shape->color, picture->scheme);
      ChezuClipBox extent = get_extent (shape, &picture->frame);
      cairo_t *mask;

      if (!is_in_view (shape, &picture->frame))
        continue;
      if (surface == NULL)
        {
          surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                                picture->frame.width * picture->scale_factor,
                                                picture->frame.height * picture->scale_factor);
          cairo_surface_set_device_scale (surface, picture->scale_factor, picture->scale_factor);
          cr = cairo_create (surface);
        }
      mask = paint_mask (shape, picture, &extent, zoom);
      cairo_set_source_rgb (cr, color.red, color.green, color.blue);
      cairo_mask_surface (cr, cairo_get_target (mask), 0, 0);
      cairo_destroy (mask);
    }
  g_clear_pointer (&cr, cairo_destroy);
  return surface;
}
