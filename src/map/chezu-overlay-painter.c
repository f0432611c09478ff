/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is painted is bounded by the screen: runs of vertices outside it are passed over by their
 * boxes, vertices closer than a pixel are left out, and of what is smaller than a pixel, or of
 * points that cover each other, one is painted for each spot.
 */

#include "map/chezu-overlay-painter.h"

#include "map/chezu-clip.h"

#include <math.h>
#include <string.h>

/* Logical pixels. */
#define HALO 1.6
#define HALO_OPACITY 0.85
#define FILL_OPACITY 0.20
/* Vertices closer than this to the last one are left out. */
#define SIMPLIFY_PIXELS 0.7
/* What is smaller is a dot. */
#define DOT_PIXELS 1.5
/* Of dots and of points one is painted for each spot of this size. */
#define SPOT_PIXELS 2.0
/* Beyond the widest line, so that the cut along the picture's rim is never seen. */
#define CLIP_MARGIN 24.0
/* Joining many segments into one outline costs more than their number. */
#define STROKE_SEGMENTS 256
#define CANCEL_STEP 512

typedef struct
{
  cairo_t *cr;
  const ChezuOverlayFigure *figure;
  const ChezuOverlayStyle *style;
  GdkRGBA color;
  GdkRGBA halo;
  GCancellable *cancellable;

  const ChezuFleetFrame *frame;
  ChezuFigureBox view; /* Mercator, with the margin */
  ChezuClipBox clip;   /* pixels */

  guint8 *spots; /* taken ones, one bit each */
  int n_columns;
  int n_rows;
} Painting;

double
chezu_overlay_point_radius (const ChezuOverlayStyle *style)
{
  return 3.0 + 0.75 * style->width;
}

/* --- Spots ----------------------------------------------------------------------------------- */

static void
clear_spots (Painting *self)
{
  memset (self->spots, 0, ((gsize)self->n_columns * (gsize)self->n_rows + 7) / 8);
}

/* Whether something is painted there for the first time. */
static gboolean
take_spot (Painting *self, double x, double y)
{
  int column = (int)floor ((x - self->clip.left) / SPOT_PIXELS);
  int row = (int)floor ((y - self->clip.top) / SPOT_PIXELS);
  gsize bit;

  if (column < 0 || row < 0 || column >= self->n_columns || row >= self->n_rows)
    return FALSE;
  bit = (gsize)row * (gsize)self->n_columns + (gsize)column;
  if ((self->spots[bit / 8] & (1u << (bit % 8))) != 0)
    return FALSE;
  self->spots[bit / 8] |= (guint8)(1u << (bit % 8));
  return TRUE;
}

/* --- Lines ----------------------------------------------------------------------------------- */

static ChezuClipPoint
place (const Painting *self, guint vertex)
{
  const ChezuFigurePoint *point = &self->figure->points[vertex];

  return (ChezuClipPoint){
    .x = (point->x - self->frame->x) * self->frame->scale,
    .y = (point->y - self->frame->y) * self->frame->scale,
  };
}

typedef struct
{
  ChezuClipPoint last;
  gboolean is_down; /* the path ends at the last point */
  guint n_segments; /* in the path */
} Pen;

static void
draw_to (Painting *self, Pen *pen, const ChezuClipPoint *to)
{
  ChezuClipPoint from = pen->last;
  ChezuClipPoint end = *to;

  if (!chezu_clip_segment (&self->clip, &from, &end))
    pen->is_down = FALSE;
  else
    {
      if (!pen->is_down)
        cairo_move_to (self->cr, from.x, from.y);
      cairo_line_to (self->cr, end.x, end.y);
      pen->is_down = end.x == to->x && end.y == to->y;
      if (++pen->n_segments >= STROKE_SEGMENTS)
        {
          cairo_stroke (self->cr);
          pen->n_segments = 0;
          pen->is_down = FALSE;
        }
    }
  pen->last = *to;
}

static void
draw_run (Painting *self, Pen *pen, const ChezuFigureRun *run)
{
  for (guint i = run->first + 1; i < run->end; i++)
    {
      ChezuClipPoint point = place (self, i);

      if (i + 1 < run->end && fabs (point.x - pen->last.x) < SIMPLIFY_PIXELS
          && fabs (point.y - pen->last.y) < SIMPLIFY_PIXELS)
        continue;
      draw_to (self, pen, &point);
    }
}

static gboolean
is_dot (const Painting *self, const ChezuFigureBox *box)
{
  return (box->right - box->left) * self->frame->scale < DOT_PIXELS
         && (box->bottom - box->top) * self->frame->scale < DOT_PIXELS;
}

static void
stroke_part (Painting *self, guint part)
{
  const ChezuOverlayFigure *figure = self->figure;
  Pen pen = { 0 };

  for (guint r = figure->first_runs[part]; r < figure->first_runs[part + 1]; r++)
    {
      const ChezuFigureRun *run = &figure->runs[r];

      if (!chezu_figure_box_meets (&run->box, &self->view))
        {
          pen.is_down = FALSE;
          continue;
        }
      if (!pen.is_down)
        pen.last = place (self, run->first);
      if (is_dot (self, &run->box))
        {
          ChezuClipPoint end = place (self, run->end - 1);

          draw_to (self, &pen, &end);
        }
      else
        draw_run (self, &pen, run);
    }
  cairo_stroke (self->cr);
}

static void
stroke_dot (Painting *self, const ChezuFigureBox *box)
{
  double x = ((box->left + box->right) / 2 - self->frame->x) * self->frame->scale;
  double y = ((box->top + box->bottom) / 2 - self->frame->y) * self->frame->scale;

  if (!take_spot (self, x, y))
    return;
  cairo_move_to (self->cr, x, y);
  cairo_line_to (self->cr, x, y);
  cairo_stroke (self->cr);
}

/* Lines, and the edges of areas. */
static void
stroke_all (Painting *self)
{
  const ChezuOverlayShapes *shapes = self->figure->shapes;

  clear_spots (self);
  for (guint f = 0; f < shapes->features->len; f++)
    {
      const ChezuOverlayFeature *feature = chezu_overlay_shapes_get (shapes, f);
      const ChezuFigureBox *box = &self->figure->boxes[f];
      guint end;

      if (f % CANCEL_STEP == 0 && g_cancellable_is_cancelled (self->cancellable))
        return;
      if (feature->kind == CHEZU_OVERLAY_POINT || !chezu_figure_box_meets (box, &self->view))
        continue;
      if (is_dot (self, box))
        {
          stroke_dot (self, box);
          continue;
        }
      end = chezu_overlay_shapes_end_of_feature (shapes, f);
      for (guint part = feature->first_part; part < end; part++)
        stroke_part (self, part);
    }
}

static void
paint_lines (Painting *self)
{
  cairo_set_line_cap (self->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (self->cr, self->style->width + 2 * HALO);
  cairo_set_source_rgba (self->cr, self->halo.red, self->halo.green, self->halo.blue, HALO_OPACITY);
  stroke_all (self);
  cairo_set_line_width (self->cr, self->style->width);
  cairo_set_source_rgb (self->cr, self->color.red, self->color.green, self->color.blue);
  stroke_all (self);
}

/* --- Areas ----------------------------------------------------------------------------------- */

static void
trace_ring (Painting *self, guint part, GArray *ring, GArray *clipped)
{
  const ChezuOverlayShapes *shapes = self->figure->shapes;
  guint first = g_array_index (shapes->parts, ChezuOverlayPart, part).first_vertex;
  guint end = chezu_overlay_shapes_end_of_part (shapes, part);

  g_array_set_size (ring, 0);
  for (guint i = first; i < end; i++)
    {
      ChezuClipPoint point = place (self, i);

      if (ring->len > 0 && i + 1 < end)
        {
          const ChezuClipPoint *before = &g_array_index (ring, ChezuClipPoint, ring->len - 1);

          if (fabs (before->x - point.x) < SIMPLIFY_PIXELS
              && fabs (before->y - point.y) < SIMPLIFY_PIXELS)
            continue;
        }
      g_array_append_val (ring, point);
    }
  chezu_clip_ring (ring, &self->clip, clipped);
  for (guint i = 0; i < clipped->len; i++)
    {
      const ChezuClipPoint *point = &g_array_index (clipped, ChezuClipPoint, i);

      cairo_line_to (self->cr, point->x, point->y);
    }
  cairo_close_path (self->cr);
}

static void
paint_areas (Painting *self)
{
  const ChezuOverlayShapes *shapes = self->figure->shapes;
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (ChezuClipPoint));
  g_autoptr (GArray) clipped = g_array_new (FALSE, FALSE, sizeof (ChezuClipPoint));

  cairo_set_fill_rule (self->cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_source_rgba (self->cr, self->color.red, self->color.green, self->color.blue,
                         FILL_OPACITY);
  for (guint f = 0; f < shapes->features->len; f++)
    {
      const ChezuOverlayFeature *feature = chezu_overlay_shapes_get (shapes, f);
      const ChezuFigureBox *box = &self->figure->boxes[f];
      guint end = chezu_overlay_shapes_end_of_feature (shapes, f);

      if (f % CANCEL_STEP == 0 && g_cancellable_is_cancelled (self->cancellable))
        return;
      if (feature->kind != CHEZU_OVERLAY_POLYGON || !chezu_figure_box_meets (box, &self->view)
          || is_dot (self, box))
        continue;
      cairo_new_path (self->cr);
      for (guint part = feature->first_part; part < end; part++)
        {
          cairo_new_sub_path (self->cr);
          trace_ring (self, part, ring, clipped);
        }
      cairo_fill (self->cr);
    }
}

/* --- Points ---------------------------------------------------------------------------------- */

/* A ring, unlike anything that stands for a vehicle. */
static void
draw_point (cairo_t *cr, double radius, const GdkRGBA *color, const GdkRGBA *halo)
{
  cairo_arc (cr, 0, 0, radius + HALO, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, halo->red, halo->green, halo->blue, HALO_OPACITY);
  cairo_fill (cr);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, color->red, color->green, color->blue);
  cairo_fill (cr);
  cairo_arc (cr, 0, 0, radius * 0.4, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, halo->red, halo->green, halo->blue);
  cairo_fill (cr);
}

static cairo_surface_t *
make_sprite (const Painting *self, double radius, int scale_factor, int *half)
{
  cairo_surface_t *sprite;
  cairo_t *cr;

  *half = (int)ceil (radius + HALO) + 1;
  sprite = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 2 * *half * scale_factor,
                                       2 * *half * scale_factor);
  cairo_surface_set_device_scale (sprite, scale_factor, scale_factor);
  cr = cairo_create (sprite);
  cairo_translate (cr, *half, *half);
  draw_point (cr, radius, &self->color, &self->halo);
  cairo_destroy (cr);
  return sprite;
}

static void
paint_feature_points (Painting *self, guint feature, cairo_surface_t *sprite, int half)
{
  const ChezuOverlayShapes *shapes = self->figure->shapes;
  guint end = chezu_overlay_shapes_end_of_feature (shapes, feature);
  guint first_part = chezu_overlay_shapes_get (shapes, feature)->first_part;
  guint first = g_array_index (shapes->parts, ChezuOverlayPart, first_part).first_vertex;
  guint last = chezu_overlay_shapes_end_of_part (shapes, end - 1);

  for (guint i = first; i < last; i++)
    {
      ChezuClipPoint point = place (self, i);

      if (!take_spot (self, point.x, point.y))
        continue;
      cairo_set_source_surface (self->cr, sprite, round (point.x) - half, round (point.y) - half);
      cairo_paint (self->cr);
    }
}

static void
paint_points (Painting *self, int scale_factor)
{
  const ChezuOverlayShapes *shapes = self->figure->shapes;
  int half;
  cairo_surface_t *sprite
      = make_sprite (self, chezu_overlay_point_radius (self->style), scale_factor, &half);

  clear_spots (self);
  for (guint f = 0; f < shapes->features->len; f++)
    {
      if (f % CANCEL_STEP == 0 && g_cancellable_is_cancelled (self->cancellable))
        break;
      if (chezu_overlay_shapes_get (shapes, f)->kind == CHEZU_OVERLAY_POINT
          && chezu_figure_box_meets (&self->figure->boxes[f], &self->view))
        paint_feature_points (self, f, sprite, half);
    }
  cairo_surface_destroy (sprite);
}

/* --- All ------------------------------------------------------------------------------------- */

static gboolean
is_in_view (const ChezuOverlayFigure *figure, const ChezuFigureBox *view)
{
  for (guint f = 0; f < figure->shapes->features->len; f++)
    if (chezu_figure_box_meets (&figure->boxes[f], view))
      return TRUE;
  return FALSE;
}

static void
paint_one (Painting *self, int scale_factor)
{
  cairo_push_group (self->cr);
  paint_areas (self);
  paint_lines (self);
  paint_points (self, scale_factor);
  cairo_pop_group_to_source (self->cr);
  cairo_paint_with_alpha (self->cr, self->style->opacity);
}

static void
set_up (Painting *self, const ChezuPaintedFrame *wanted, GCancellable *cancellable)
{
  const ChezuFleetFrame *frame = &wanted->frame;
  double margin = CLIP_MARGIN / frame->scale;

  self->frame = frame;
  self->cancellable = cancellable;
  self->halo = chezu_color_get (CHEZU_COLOR_GLYPH_HALO, wanted->scheme);
  self->clip = (ChezuClipBox){ -CLIP_MARGIN, -CLIP_MARGIN, frame->width + CLIP_MARGIN,
                               frame->height + CLIP_MARGIN };
  self->view = (ChezuFigureBox){ frame->x - margin, frame->y - margin,
                                 frame->x + frame->width / frame->scale + margin,
                                 frame->y + frame->height / frame->scale + margin };
  self->n_columns = (int)ceil ((self->clip.right - self->clip.left) / SPOT_PIXELS);
  self->n_rows = (int)ceil ((self->clip.bottom - self->clip.top) / SPOT_PIXELS);
  self->spots = g_malloc ((gsize)self->n_columns * (gsize)self->n_rows / 8 + 1);
}

static cairo_surface_t *
make_surface (const ChezuPaintedFrame *wanted)
{
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, wanted->frame.width * wanted->scale_factor,
                                    wanted->frame.height * wanted->scale_factor);

  cairo_surface_set_device_scale (surface, wanted->scale_factor, wanted->scale_factor);
  return surface;
}

cairo_surface_t *
chezu_overlay_painter_paint (const GArray *paints,
                             const ChezuPaintedFrame *wanted,
                             GCancellable *cancellable)
{
  Painting painting = { 0 };
  cairo_surface_t *surface = NULL;

  set_up (&painting, wanted, cancellable);
  for (guint i = 0; i < paints->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const ChezuOverlayPaint *paint = &g_array_index (paints, ChezuOverlayPaint, i);

      if (!is_in_view (paint->figure, &painting.view))
        continue;
      if (surface == NULL)
        {
          surface = make_surface (wanted);
          painting.cr = cairo_create (surface);
        }
      painting.figure = paint->figure;
      painting.style = &paint->style;
      painting.color = chezu_color_get (CHEZU_COLOR_OVERLAY_1 + paint->style.color, wanted->scheme);
      paint_one (&painting, wanted->scale_factor);
    }
  g_clear_pointer (&painting.cr, cairo_destroy);
  g_free (painting.spots);
  return surface;
}

/* --- Samples --------------------------------------------------------------------------------- */

void
chezu_overlay_painter_draw_sample (cairo_t *cr,
                                   const ChezuOverlayStyle *style,
                                   ChezuScheme scheme,
                                   const guint kinds[CHEZU_N_OVERLAY_KINDS],
                                   double size)
{
  GdkRGBA color = chezu_color_get (CHEZU_COLOR_OVERLAY_1 + style->color, scheme);
  GdkRGBA halo = chezu_color_get (CHEZU_COLOR_GLYPH_HALO, scheme);
  double width = CLAMP (style->width, 1.5, 3.0);
  double edge = size / 2 - width;

  cairo_push_group (cr);
  if (kinds[CHEZU_OVERLAY_POLYGON] > 0)
    {
      cairo_rectangle (cr, -edge, -edge, 2 * edge, 2 * edge);
      cairo_set_source_rgba (cr, color.red, color.green, color.blue, FILL_OPACITY);
      cairo_fill_preserve (cr);
    }
  else if (kinds[CHEZU_OVERLAY_LINE] > 0)
    {
      cairo_move_to (cr, -edge, edge * 0.6);
      cairo_curve_to (cr, -edge * 0.2, -edge * 1.4, edge * 0.2, edge * 1.4, edge, -edge * 0.6);
    }
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, width);
  cairo_set_source_rgb (cr, color.red, color.green, color.blue);
  cairo_stroke (cr);
  if (kinds[CHEZU_OVERLAY_POINT] > 0)
    draw_point (cr, kinds[CHEZU_OVERLAY_LINE] + kinds[CHEZU_OVERLAY_POLYGON] > 0 ? 3.0 : 4.5,
                &color, &halo);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, MAX (style->opacity, 0.35));
}
