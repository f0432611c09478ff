/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-trail-path.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"

#include <math.h>

/* Later than that many usual intervals, and a minute at least, and moved meanwhile: nobody knows
 * what was between. */
#define GAP_INTERVALS 3
#define GAP_MIN_MS CHEZU_MINUTE_MS
#define GAP_MIN_M 100.0
/* Points nearer than that to the one before are not drawn. */
#define TOLERANCE_PX 1.0

typedef struct
{
  double x; /* Mercator */
  double y;
  gint64 gap_ms; /* before this point; 0: a line leads here */
  gint64 time_ms;
  gint32 speed_cm_s;
} Point;

struct _ChezuTrailPath
{
  GArray *all; /* of Point */
  ChezuTrailColoring coloring;
  gint64 now_ms;
  double scale;   /* 0: the points are not made */
  GArray *points; /* of ChezuTrailPoint */
  GArray *gaps;   /* of ChezuTrailGap */
};

static int
compare_times (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 one = *(const gint64 *)a;
  gint64 other = *(const gint64 *)b;

  return one < other ? -1 : one > other;
}

/* Three times the median, so that neither one long pause nor a burst decides. */
static gint64
gap_limit_ms (const ChezuFix *fixes, gsize n_fixes)
{
  g_autofree gint64 *intervals = NULL;

  if (n_fixes < 2)
    return GAP_MIN_MS;
  intervals = g_new (gint64, n_fixes - 1);
  for (gsize i = 1; i < n_fixes; i++)
    intervals[i - 1] = fixes[i].time_ms - fixes[i - 1].time_ms;
  g_sort_array (intervals, n_fixes - 1, sizeof (gint64), compare_times, NULL);
  return MAX (GAP_MIN_MS, GAP_INTERVALS * intervals[(n_fixes - 1) / 2]);
}

static double
metres_between (const ChezuFix *a, const ChezuFix *b)
{
  return chezu_distance_m (chezu_e7_to_degrees (a->lon_e7), chezu_e7_to_degrees (a->lat_e7),
                           chezu_e7_to_degrees (b->lon_e7), chezu_e7_to_degrees (b->lat_e7));
}

/* @fixes: ascending in time; those whose receiver had no fix are left out */
ChezuTrailPath *
chezu_trail_path_new (const ChezuFix *fixes, gsize n_fixes, const ChezuPlane *plane)
{
  ChezuTrailPath *self = g_new0 (ChezuTrailPath, 1);
  gint64 limit_ms = gap_limit_ms (fixes, n_fixes);
  const ChezuFix *last = NULL;

  if (n_fixes > 0)
    self->now_ms = fixes[n_fixes - 1].time_ms;
  self->all = g_array_sized_new (FALSE, FALSE, sizeof (Point), (guint)n_fixes);
  self->points = g_array_new (FALSE, FALSE, sizeof (ChezuTrailPoint));
  self->gaps = g_array_new (FALSE, FALSE, sizeof (ChezuTrailGap));

  for (gsize i = 0; i < n_fixes; i++)
    {
      const ChezuFix *fix = &fixes[i];
      Point point = { .time_ms = fix->time_ms, .speed_cm_s = MAX (fix->speed_cm_s, 0) };

      if (fix->flags & CHEZU_FIX_INVALID)
        continue;
      chezu_plane_project (plane, chezu_e7_to_degrees (fix->lon_e7),
                           chezu_e7_to_degrees (fix->lat_e7), &point.x, &point.y);
      if (last != NULL && fix->time_ms - last->time_ms > limit_ms
          && metres_between (last, fix) > GAP_MIN_M)
        point.gap_ms = fix->time_ms - last->time_ms;
      g_array_append_val (self->all, point);
      last = fix;
    }
  return self;
}

void
chezu_trail_path_free (ChezuTrailPath *self)
{
  g_array_unref (self->all);
  g_array_unref (self->points);
  g_array_unref (self->gaps);
  g_free (self);
}

static void
append_gap (ChezuTrailPath *self, const Point *from, const Point *to)
{
  const ChezuTrailGap gap = {
    from->x * self->scale,
    from->y * self->scale,
    to->x * self->scale,
    to->y * self->scale,
    to->gap_ms,
  };

  g_array_append_val (self->gaps, gap);
}

static guint
step_of (const ChezuTrailPath *self, const Point *point)
{
  return self->coloring == CHEZU_TRAIL_BY_SPEED
             ? chezu_trail_step_of_speed (point->speed_cm_s)
             : chezu_trail_step_of_age (self->now_ms - point->time_ms);
}

void
chezu_trail_path_set_coloring (ChezuTrailPath *self, ChezuTrailColoring coloring, gint64 now_ms)
{
  if (self->coloring == coloring && self->now_ms == now_ms)
    return;
  self->coloring = coloring;
  self->now_ms = now_ms;
  self->scale = 0;
}

/* Whether a point may be left out: it is neither an end of a run nor far from the one before. */
static gboolean
is_dispensable (ChezuTrailPath *self, guint index, const ChezuTrailPoint *kept, double x, double y)
{
  if (kept == NULL || index + 1 == self->all->len)
    return FALSE;
  if (g_array_index (self->all, Point, index).gap_ms != 0
      || g_array_index (self->all, Point, index + 1).gap_ms != 0)
    return FALSE;
  return hypot (x - kept->x, y - kept->y) < TOLERANCE_PX;
}

/**
 * chezu_trail_path_set_scale:
 * @scale: pixels to the Mercator unit
 *
 * Makes the points and gaps of this scale. A day of fixes costs some hundred microseconds.
 */
void
chezu_trail_path_set_scale (ChezuTrailPath *self, double scale)
{
  const ChezuTrailPoint *kept = NULL;

  if (self->scale == scale)
    return;

  self->scale = scale;
  g_array_set_size (self->points, 0);
  g_array_set_size (self->gaps, 0);
  for (guint i = 0; i < self->all->len; i++)
    {
      const Point *point = &g_array_index (self->all, Point, i);
      ChezuTrailPoint drawn = { point->x * scale, point->y * scale, i == 0 || point->gap_ms != 0,
                                step_of (self, point) };

      if (is_dispensable (self, i, kept, drawn.x, drawn.y))
        continue;
      if (point->gap_ms != 0)
        append_gap (self, point - 1, point);
      g_array_append_val (self->points, drawn);
      kept = &g_array_index (self->points, ChezuTrailPoint, self->points->len - 1);
    }
}

/* (element-type ChezuTrailPoint), valid until the next scale. */
GArray *
chezu_trail_path_get_points (ChezuTrailPath *self)
{
  return self->points;
}

/* (element-type ChezuTrailGap), valid until the next scale. */
GArray *
chezu_trail_path_get_gaps (ChezuTrailPath *self)
{
  return self->gaps;
}

/**
 * chezu_trail_path_collect_arrows:
 * @arrows: (element-type ChezuTrailArrow): emptied and filled with those in the rectangle
 *
 * Arrows are counted from the beginning of each run, so they stay where they are when the trail
 * grows.
 */
void
chezu_trail_path_collect_arrows (
    ChezuTrailPath *self, double left, double top, double right, double bottom, GArray *arrows)
{
  double next = CHEZU_TRAIL_ARROW_PX; /* along the line, from the point before */

  g_array_set_size (arrows, 0);
  for (guint i = 1; i < self->points->len; i++)
    {
      const ChezuTrailPoint *to = &g_array_index (self->points, ChezuTrailPoint, i);
      const ChezuTrailPoint *from = to - 1;
      double length = hypot (to->x - from->x, to->y - from->y);
      gboolean is_near = MAX (from->x, to->x) >= left && MIN (from->x, to->x) <= right
                         && MAX (from->y, to->y) >= top && MIN (from->y, to->y) <= bottom;

      if (to->starts)
        {
          next = CHEZU_TRAIL_ARROW_PX;
          continue;
        }
      if (!is_near && next < length)
        next += CHEZU_TRAIL_ARROW_PX * ceil ((length - next) / CHEZU_TRAIL_ARROW_PX);
      for (; next < length; next += CHEZU_TRAIL_ARROW_PX)
        {
          double t = next / length;
          ChezuTrailArrow arrow
              = { from->x + t * (to->x - from->x), from->y + t * (to->y - from->y),
                  atan2 (to->y - from->y, to->x - from->x) };

          if (arrow.x >= left && arrow.x <= right && arrow.y >= top && arrow.y <= bottom)
            g_array_append_val (arrows, arrow);
        }
      next -= length;
    }
}

/* Where the trail ends; Mercator. FALSE when it is empty. */
gboolean
chezu_trail_path_get_end (ChezuTrailPath *self, double *x, double *y)
{
  const Point *end;

  if (self->all->len == 0)
    return FALSE;
  end = &g_array_index (self->all, Point, self->all->len - 1);
  *x = end->x;
  *y = end->y;
  return TRUE;
}
