/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-overlay-figure.h"

#include <math.h>

#define RUN_VERTICES 64

/* --- Making ---------------------------------------------------------------------------------- */

static ChezuFigureBox
empty_box (void)
{
  return (ChezuFigureBox){ INFINITY, INFINITY, -INFINITY, -INFINITY };
}

static void
widen (ChezuFigureBox *box, const ChezuFigurePoint *point)
{
  box->left = MIN (box->left, point->x);
  box->top = MIN (box->top, point->y);
  box->right = MAX (box->right, point->x);
  box->bottom = MAX (box->bottom, point->y);
}

static guint
get_first (const ChezuOverlayFigure *self, guint part)
{
  return g_array_index (self->shapes->parts, ChezuOverlayPart, part).first_vertex;
}

static void
project (ChezuOverlayFigure *self)
{
  const GArray *vertices = self->shapes->vertices;

  self->points = g_new (ChezuFigurePoint, MAX (vertices->len, 1));
  for (guint i = 0; i < vertices->len; i++)
    {
      const ChezuOverlayVertex *vertex = &g_array_index (vertices, ChezuOverlayVertex, i);

      chezu_plane_project (self->plane, vertex->lon, vertex->lat, &self->points[i].x,
                           &self->points[i].y);
    }
}

static void
add_runs (ChezuOverlayFigure *self, guint part, GArray *runs)
{
  guint end = chezu_overlay_shapes_end_of_part (self->shapes, part);

  for (guint first = get_first (self, part); first < end; first += RUN_VERTICES)
    {
      ChezuFigureRun run = { empty_box (), first, MIN (first + RUN_VERTICES + 1, end) };

      for (guint i = run.first; i < run.end; i++)
        widen (&run.box, &self->points[i]);
      g_array_append_val (runs, run);
    }
}

static void
make_runs (ChezuOverlayFigure *self)
{
  guint n_parts = self->shapes->parts->len;
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (ChezuFigureRun));

  self->first_runs = g_new (guint, n_parts + 1);
  for (guint part = 0; part < n_parts; part++)
    {
      self->first_runs[part] = runs->len;
      add_runs (self, part, runs);
    }
  self->first_runs[n_parts] = runs->len;
  self->runs = (ChezuFigureRun *)(gpointer)g_array_free (runs, FALSE);
}

static void
make_boxes (ChezuOverlayFigure *self)
{
  guint n = self->shapes->features->len;

  self->boxes = g_new (ChezuFigureBox, MAX (n, 1));
  for (guint f = 0; f < n; f++)
    {
      guint first = chezu_overlay_shapes_get (self->shapes, f)->first_part;
      guint end = chezu_overlay_shapes_end_of_feature (self->shapes, f);

      self->boxes[f] = empty_box ();
      for (guint r = self->first_runs[first]; r < self->first_runs[end]; r++)
        {
          const ChezuFigureBox *box = &self->runs[r].box;

          widen (&self->boxes[f], &(ChezuFigurePoint){ box->left, box->top });
          widen (&self->boxes[f], &(ChezuFigurePoint){ box->right, box->bottom });
        }
    }
}

/* Takes a while: belongs on another thread than the one that draws. */
ChezuOverlayFigure *
chezu_overlay_figure_new (ChezuOverlayShapes *shapes, const ChezuPlane *plane)
{
  ChezuOverlayFigure *self = g_new0 (ChezuOverlayFigure, 1);

  g_atomic_ref_count_init (&self->references);
  self->shapes = chezu_overlay_shapes_ref (shapes);
  self->plane = plane;
  project (self);
  make_runs (self);
  make_boxes (self);
  return self;
}

ChezuOverlayFigure *
chezu_overlay_figure_ref (ChezuOverlayFigure *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
chezu_overlay_figure_unref (ChezuOverlayFigure *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  chezu_overlay_shapes_unref (self->shapes);
  g_free (self->points);
  g_free (self->boxes);
  g_free (self->runs);
  g_free (self->first_runs);
  g_free (self);
}

/* --- Pointing -------------------------------------------------------------------------------- */

static double
distance_to_segment (double x, double y, const ChezuFigurePoint *a, const ChezuFigurePoint *b)
{
  double dx = b->x - a->x;
  double dy = b->y - a->y;
  double length = dx * dx + dy * dy;
  double t = length > 0 ? CLAMP (((x - a->x) * dx + (y - a->y) * dy) / length, 0.0, 1.0) : 0;

  return hypot (a->x + t * dx - x, a->y + t * dy - y);
}

static gboolean
run_is_near (const ChezuOverlayFigure *self,
             const ChezuFigureRun *run,
             ChezuOverlayKind kind,
             const ChezuFigurePoint *at,
             double reach)
{
  for (guint i = run->first; i < run->end; i++)
    {
      const ChezuFigurePoint *point = &self->points[i];

      if (kind == CHEZU_OVERLAY_POINT && hypot (point->x - at->x, point->y - at->y) <= reach)
        return TRUE;
      if (kind != CHEZU_OVERLAY_POINT && i + 1 < run->end
          && distance_to_segment (at->x, at->y, point, point + 1) <= reach)
        return TRUE;
    }
  return FALSE;
}

/* Whether a ray to the right crosses the ring an odd number of times. */
static gboolean
ring_holds (const ChezuOverlayFigure *self, guint part, const ChezuFigurePoint *at)
{
  guint end = chezu_overlay_shapes_end_of_part (self->shapes, part);
  gboolean inside = FALSE;

  for (guint i = get_first (self, part); i + 1 < end; i++)
    {
      const ChezuFigurePoint *a = &self->points[i];
      const ChezuFigurePoint *b = &self->points[i + 1];

      if ((a->y > at->y) != (b->y > at->y)
          && at->x < a->x + (at->y - a->y) / (b->y - a->y) * (b->x - a->x))
        inside = !inside;
    }
  return inside;
}

static gboolean
feature_is_near (const ChezuOverlayFigure *self,
                 guint feature,
                 const ChezuFigurePoint *at,
                 double reach)
{
  const ChezuOverlayFeature *what = chezu_overlay_shapes_get (self->shapes, feature);
  guint end = chezu_overlay_shapes_end_of_feature (self->shapes, feature);
  const ChezuFigureBox around = { at->x - reach, at->y - reach, at->x + reach, at->y + reach };
  gboolean inside = FALSE;

  for (guint r = self->first_runs[what->first_part]; r < self->first_runs[end]; r++)
    if (chezu_figure_box_meets (&self->runs[r].box, &around)
        && run_is_near (self, &self->runs[r], what->kind, at, reach))
      return TRUE;
  for (guint part = what->first_part; part < end && what->kind == CHEZU_OVERLAY_POLYGON; part++)
    inside ^= ring_holds (self, part, at);
  return inside;
}

int
chezu_overlay_figure_find (
    const ChezuOverlayFigure *self, double x, double y, double reach, gboolean areas)
{
  const ChezuFigurePoint at = { x, y };
  const ChezuFigureBox around = { x - reach, y - reach, x + reach, y + reach };

  for (guint f = self->shapes->features->len; f-- > 0;)
    {
      gboolean is_area = chezu_overlay_shapes_get (self->shapes, f)->kind == CHEZU_OVERLAY_POLYGON;

      if (is_area == areas && chezu_figure_box_meets (&self->boxes[f], &around)
          && feature_is_near (self, f, &at, reach))
        return (int)f;
    }
  return -1;
}

/* --- Labels ---------------------------------------------------------------------------------- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return (x > y) - (x < y);
}

/* The middle of the widest stretch inside along the line that halves the box. */
static ChezuFigurePoint
find_inside (const ChezuOverlayFigure *self, guint feature)
{
  const ChezuFigureBox *box = &self->boxes[feature];
  guint end = chezu_overlay_shapes_end_of_feature (self->shapes, feature);
  double y = (box->top + box->bottom) / 2;
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (double));
  ChezuFigurePoint best = { (box->left + box->right) / 2, y };
  double widest = -1;

  for (guint part = chezu_overlay_shapes_get (self->shapes, feature)->first_part; part < end;
       part++)
    for (guint i = get_first (self, part);
         i + 1 < chezu_overlay_shapes_end_of_part (self->shapes, part); i++)
      {
        const ChezuFigurePoint *a = &self->points[i];
        const ChezuFigurePoint *b = &self->points[i + 1];
        double x;

        if ((a->y > y) == (b->y > y))
          continue;
        x = a->x + (y - a->y) / (b->y - a->y) * (b->x - a->x);
        g_array_append_val (crossings, x);
      }
  g_array_sort (crossings, compare_doubles);
  for (guint i = 0; i + 1 < crossings->len; i += 2)
    {
      double from = g_array_index (crossings, double, i);
      double to = g_array_index (crossings, double, i + 1);

      if (to - from > widest)
        {
          widest = to - from;
          best.x = (from + to) / 2;
        }
    }
  return best;
}

ChezuFigurePoint
chezu_overlay_figure_get_anchor (const ChezuOverlayFigure *self, guint feature)
{
  const ChezuOverlayFeature *what = chezu_overlay_shapes_get (self->shapes, feature);
  guint first = get_first (self, what->first_part);
  guint end = chezu_overlay_shapes_end_of_part (self->shapes, what->first_part);

  switch (what->kind)
    {
    case CHEZU_OVERLAY_LINE:
      return self->points[first + (end - first) / 2];
    case CHEZU_OVERLAY_POLYGON:
      return find_inside (self, feature);
    case CHEZU_OVERLAY_POINT:
    case CHEZU_N_OVERLAY_KINDS:
    default:
      return self->points[first];
    }
}
