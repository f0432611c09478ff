/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-geofence-scene.h"

#include "base/chezu-format.h"
#include "map/chezu-clip.h"
#include "map/chezu-viewport.h"

#include <math.h>

#define EDGE_PX 1.8
#define SELECTED_EDGE_PX 3.0
#define HALO_PX 1.6
#define HALO_OPACITY 0.7
#define FILL_OPACITY 0.10
#define SELECTED_FILL_OPACITY 0.20
/* What is larger is cut to the picture, and its dashes begin anew with each. */
#define CUT_FROM_PX 20000.0
#define CUT_MARGIN_PX 64.0
#define SIMPLIFY_PX 0.4
/* A letter is about so wide; a name that is wider than its fence is not written. */
#define LETTER_PX 9.0

struct _ChezuGeofenceScene
{
  gatomicrefcount references;
  ChezuOverlayFigure *figure;
  GArray *looks; /* of ChezuGeofenceLook */
};

/* --- Projecting */

static void
add_rings (ChezuOverlayShapes *shapes, const GArray *rings)
{
  for (guint i = 0; i < rings->len; i++)
    {
      const GArray *ring = g_array_index (rings, GArray *, i);

      chezu_overlay_shapes_add_part (shapes, i > 0 && chezu_geofence_ring_is_hole (ring));
      for (guint k = 0; k < ring->len; k++)
        {
          const ChezuGeofenceVertex *vertex = &g_array_index (ring, ChezuGeofenceVertex, k);

          chezu_overlay_shapes_add_vertex (shapes, vertex->lon, vertex->lat);
        }
    }
}

ChezuOverlayFigure *
chezu_geofence_scene_project (const GPtrArray *rows, const ChezuPlane *plane)
{
  g_autoptr (ChezuOverlayShapes) shapes = chezu_overlay_shapes_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuGeofenceRow *row = rows->pdata[i];
      const ChezuOverlayFeature feature = { .kind = CHEZU_OVERLAY_POLYGON, .name = row->name };

      chezu_overlay_shapes_add_feature (shapes, &feature);
      add_rings (shapes, row->outline);
    }
  return chezu_overlay_figure_new (shapes, plane);
}

/* --- Life */

ChezuGeofenceScene *
chezu_geofence_scene_new (ChezuOverlayFigure *figure, GArray *looks)
{
  ChezuGeofenceScene *self = g_new0 (ChezuGeofenceScene, 1);

  g_atomic_ref_count_init (&self->references);
  self->figure = figure;
  self->looks = looks;
  return self;
}

ChezuGeofenceScene *
chezu_geofence_scene_ref (ChezuGeofenceScene *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
chezu_geofence_scene_unref (ChezuGeofenceScene *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  chezu_overlay_figure_unref (self->figure);
  g_array_unref (self->looks);
  g_free (self);
}

static const ChezuGeofenceLook *
look_of (const ChezuGeofenceScene *self, guint fence)
{
  return &g_array_index (self->looks, ChezuGeofenceLook, fence);
}

/* --- Painting */

typedef struct
{
  const ChezuGeofenceScene *scene;
  const ChezuFleetFrame *frame;
  cairo_t *cr;
  ChezuScheme scheme;
  GArray *ring; /* of ChezuClipPoint; scratch */
  GArray *cut;
} Painting;

static void
place_ring (Painting *self, guint part)
{
  const ChezuOverlayFigure *figure = self->scene->figure;
  guint first = g_array_index (figure->shapes->parts, ChezuOverlayPart, part).first_vertex;
  guint end = chezu_overlay_shapes_end_of_part (figure->shapes, part);

  g_array_set_size (self->ring, 0);
  for (guint i = first; i < end; i++)
    {
      const ChezuClipPoint point
          = { (figure->points[i].x - self->frame->x) * self->frame->scale,
              (figure->points[i].y - self->frame->y) * self->frame->scale, FALSE };
      const ChezuClipPoint *last
          = self->ring->len > 0 ? &g_array_index (self->ring, ChezuClipPoint, self->ring->len - 1)
                                : NULL;

      if (last == NULL || i + 1 == end || fabs (last->x - point.x) >= SIMPLIFY_PX
          || fabs (last->y - point.y) >= SIMPLIFY_PX)
        g_array_append_val (self->ring, point);
    }
}

static void
add_ring (Painting *self, guint part, gboolean cut)
{
  const ChezuClipBox box = { -CUT_MARGIN_PX, -CUT_MARGIN_PX, self->frame->width + CUT_MARGIN_PX,
                             self->frame->height + CUT_MARGIN_PX };
  const GArray *points = self->ring;

  place_ring (self, part);
  if (cut)
    {
      chezu_clip_ring (self->ring, &box, self->cut);
      points = self->cut;
    }
  cairo_new_sub_path (self->cr);
  for (guint i = 0; i < points->len; i++)
    {
      const ChezuClipPoint *point = &g_array_index (points, ChezuClipPoint, i);

      cairo_line_to (self->cr, point->x, point->y);
    }
  cairo_close_path (self->cr);
}

static void
add_path (Painting *self, guint fence)
{
  const ChezuOverlayFigure *figure = self->scene->figure;
  const ChezuFigureBox *box = &figure->boxes[fence];
  guint end = chezu_overlay_shapes_end_of_feature (figure->shapes, fence);
  gboolean cut
      = MAX (box->right - box->left, box->bottom - box->top) * self->frame->scale > CUT_FROM_PX;

  cairo_new_path (self->cr);
  for (guint part = chezu_overlay_shapes_get (figure->shapes, fence)->first_part; part < end;
       part++)
    add_ring (self, part, cut);
}

static void
set_color (const Painting *self, ChezuColor color, double opacity)
{
  GdkRGBA rgba = chezu_color_get (color, self->scheme);

  cairo_set_source_rgba (self->cr, rgba.red, rgba.green, rgba.blue, opacity);
}

/* Dashed, as nothing else on the map that is an area. */
static void
paint_fence (Painting *self, guint fence)
{
  static const double dashes[] = { 9.0, 5.0 };
  const ChezuGeofenceLook *look = look_of (self->scene, fence);
  ChezuColor color = CHEZU_COLOR_OVERLAY_1 + look->color;
  double width = look->selected ? SELECTED_EDGE_PX : EDGE_PX;

  add_path (self, fence);
  cairo_set_fill_rule (self->cr, CAIRO_FILL_RULE_WINDING);
  set_color (self, color, look->selected ? SELECTED_FILL_OPACITY : FILL_OPACITY);
  cairo_fill_preserve (self->cr);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (self->cr, NULL, 0, 0.0);
  cairo_set_line_width (self->cr, width + 2.0 * HALO_PX);
  set_color (self, CHEZU_COLOR_GLYPH_HALO, HALO_OPACITY);
  cairo_stroke_preserve (self->cr);
  if (!look->selected)
    cairo_set_dash (self->cr, dashes, G_N_ELEMENTS (dashes), 0.0);
  cairo_set_line_width (self->cr, width);
  set_color (self, color, 1.0);
  cairo_stroke (self->cr);
}

static gboolean
is_in_view (const ChezuGeofenceScene *self, const ChezuFleetFrame *frame, guint fence)
{
  double margin = CUT_MARGIN_PX / frame->scale;
  const ChezuFigureBox view
      = { frame->x - margin, frame->y - margin, frame->x + frame->width / frame->scale + margin,
          frame->y + frame->height / frame->scale + margin };

  return look_of (self, fence)->shown
         && chezu_figure_box_meets (&self->figure->boxes[fence], &view);
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

/* The selected one comes last and lies on top. */
cairo_surface_t *
chezu_geofence_scene_paint (gpointer scene,
                            const ChezuPaintedFrame *wanted,
                            GCancellable *cancellable)
{
  ChezuGeofenceScene *self = scene;
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (ChezuClipPoint));
  g_autoptr (GArray) cut = g_array_new (FALSE, FALSE, sizeof (ChezuClipPoint));
  Painting painting = { self, &wanted->frame, NULL, wanted->scheme, ring, cut };
  cairo_surface_t *surface = NULL;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->looks->len && !g_cancellable_is_cancelled (cancellable); i++)
      {
        if (look_of (self, i)->selected != (pass == 1) || !is_in_view (self, &wanted->frame, i))
          continue;
        if (surface == NULL)
          {
            surface = make_surface (wanted);
            painting.cr = cairo_create (surface);
          }
        paint_fence (&painting, i);
      }
  g_clear_pointer (&painting.cr, cairo_destroy);
  return surface;
}

/* --- Names */

static char *
describe (const ChezuGeofenceRow *row, gboolean counted)
{
  g_autofree char *count = NULL;

  if (row->n_inside == 0 || !counted)
    return g_strdup (row->name);
  count = chezu_format_count (row->n_inside);
  return g_strdup_printf ("%s · %s", row->name, count);
}

/* In the middle of a circle, which mostly is the middle of a town, there is no room; on its edge
 * there is. */
static ChezuFigurePoint
get_anchor (const ChezuGeofenceScene *self, guint fence, const ChezuGeofenceRow *row)
{
  ChezuFigurePoint anchor = chezu_overlay_figure_get_anchor (self->figure, fence);

  if (row->shape.form == CHEZU_GEOFENCE_CIRCLE)
    anchor.y = self->figure->boxes[fence].top;
  return anchor;
}

ChezuMapLabels *
chezu_geofence_scene_make_labels (ChezuGeofenceScene *self, const GPtrArray *rows, gboolean counted)
{
  ChezuMapLabels *labels = chezu_map_labels_new ();

  for (guint i = 0; i < rows->len && i < self->looks->len; i++)
    {
      const ChezuGeofenceRow *row = rows->pdata[i];
      const ChezuFigureBox *box = &self->figure->boxes[i];
      ChezuFigurePoint at = get_anchor (self, i, row);
      double size = MAX (MAX (box->right - box->left, box->bottom - box->top), 1e-12);
      g_autofree char *text = describe (row, counted);
      ChezuMapLabel label = {
        .key = CHEZU_LABEL_KEY_GEOFENCE | (guint64)row->id,
        .text = text,
        .style = look_of (self, i)->selected ? CHEZU_TEXT_PLACE : CHEZU_TEXT_SERVICE,
        /* Somebody drew it: before towns and road numbers. */
        .rank = CHEZU_RANK_PLACE,
        .symbol = CHEZU_SYMBOL_NONE,
        .weight = look_of (self, i)->selected ? 1e6f : (float)row->n_inside,
        .max_zoom = 99,
        .x = at.x,
        .y = at.y,
      };

      if (!look_of (self, i)->shown)
        continue;
      label.min_zoom = label.text_min_zoom
          = (float)chezu_zoom_of_scale ((double)g_utf8_strlen (text, -1) * LETTER_PX / size);
      chezu_map_labels_add (labels, &label);
    }
  return labels;
}
