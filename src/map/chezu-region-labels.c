/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-region-labels.h"

#include "map/chezu-viewport.h"

#include <math.h>

/* Points are looked for on a grid of this many pixels, at most so many are handed out. */
#define STEP 26.0
#define POINTS_MAX 160
/* Over the nation a crowded region's name may stand this far outside its bounds, and a point
 * outside counts as so much farther away. */
#define OUTSIDE_REACH 120.0
#define OUTSIDE_PENALTY 150.0
#define OUTSIDE_ZOOM_MAX 6.5
/* A region of which less is seen than this many points of the grid is not named. */
#define POINTS_MIN 16

typedef struct
{
  double x; /* of the plane: where the name stands best */
  double y;
  double left; /* bounds in the plane */
  double top;
  double right;
  double bottom;

  gboolean stands; /* after the last placement */
  gboolean has_kept;
  double kept_x; /* where it stood last */
  double kept_y;
  double kept_scale;
} Region;

typedef struct
{
  float distance;
  float x;
  float y;
} Point;

struct _ChezuRegionLabels
{
  const ChezuPlane *plane;
  ChezuRegionSet *regions;
  GArray *rows;  /* of Region */
  GArray *found; /* of Point */
};

static void
region_init (Region *region, const ChezuRegionRow *row, const ChezuPlane *plane)
{
  region->left = region->top = INFINITY;
  region->right = region->bottom = -INFINITY;
  chezu_plane_project (plane, row->label_lon, row->label_lat, &region->x, &region->y);
  for (guint i = 0; i + 1 < row->coordinates->len; i += 2)
    {
      double x;
      double y;

      chezu_plane_project (plane, g_array_index (row->coordinates, double, i),
                           g_array_index (row->coordinates, double, i + 1), &x, &y);
      region->left = MIN (region->left, x);
      region->right = MAX (region->right, x);
      region->top = MIN (region->top, y);
      region->bottom = MAX (region->bottom, y);
    }
}

ChezuRegionLabels *
chezu_region_labels_new (ChezuRegionSet *regions, const ChezuPlane *plane)
{
  ChezuRegionLabels *self = g_new0 (ChezuRegionLabels, 1);
  guint n = chezu_region_set_get_n (regions);

  self->plane = plane;
  self->regions = g_object_ref (regions);
  self->rows = g_array_new (FALSE, TRUE, sizeof (Region));
  self->found = g_array_new (FALSE, FALSE, sizeof (Point));
  g_array_set_size (self->rows, n);
  for (guint i = 0; i < n; i++)
    region_init (&g_array_index (self->rows, Region, i), chezu_region_set_get (regions, i), plane);
  return self;
}

void
chezu_region_labels_free (ChezuRegionLabels *self)
{
  g_clear_object (&self->regions);
  g_array_unref (self->rows);
  g_array_unref (self->found);
  g_free (self);
}

guint
chezu_region_labels_get_n (const ChezuRegionLabels *self)
{
  return self->rows->len;
}

ChezuRegionSet *
chezu_region_labels_get_set (const ChezuRegionLabels *self)
{
  return self->regions;
}

static guint8
locate (const ChezuRegionLabels *self, const ChezuFleetFrame *frame, double x, double y)
{
  double lon;
  double lat;

  chezu_plane_unproject (self->plane, frame->x + x / frame->scale, frame->y + y / frame->scale,
                         &lon, &lat);
  return chezu_region_set_locate (self->regions, lon, lat);
}

/* A name at the point must not lie on another region; inside: wholly on its own. */
static gboolean
is_possible (const ChezuRegionLabels *self,
             guint region,
             const ChezuFleetFrame *frame,
             const Point *point,
             float width,
             gboolean *inside)
{
  *inside = TRUE;
  for (int i = -1; i <= 1; i++)
    {
      guint8 here = locate (self, frame, point->x + i * width / 2, point->y);

      if (here != region && here != CHEZU_REGION_NONE)
        return FALSE;
      if (here != region)
        *inside = FALSE;
    }
  return TRUE;
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  float difference = ((const Point *)a)->distance - ((const Point *)b)->distance;

  return difference < 0 ? -1 : difference > 0;
}

static void
search_points (
    ChezuRegionLabels *self, guint index, const ChezuFleetFrame *frame, float width, float height)
{
  const Region *region = &g_array_index (self->rows, Region, index);
  gboolean may_leave = chezu_zoom_of_scale (frame->scale) < OUTSIDE_ZOOM_MAX;
  double reach = may_leave ? OUTSIDE_REACH : 0;
  double left = MAX ((region->left - frame->x) * frame->scale - reach, width / 2 + 4);
  double top = MAX ((region->top - frame->y) * frame->scale - reach, height / 2 + 4);
  double right
      = MIN ((region->right - frame->x) * frame->scale + reach, frame->width - width / 2 - 4);
  double bottom
      = MIN ((region->bottom - frame->y) * frame->scale + reach, frame->height - height / 2 - 4);
  double best_x = CLAMP ((region->x - frame->x) * frame->scale, left, MAX (left, right));
  double best_y = CLAMP ((region->y - frame->y) * frame->scale, top, MAX (top, bottom));

  g_array_set_size (self->found, 0);
  /* From the best point outwards, so that it is one of those that are tried. */
  for (double y = best_y - floor ((best_y - top) / STEP) * STEP; y <= bottom; y += STEP)
    for (double x = best_x - floor ((best_x - left) / STEP) * STEP; x <= right; x += STEP)
      {
        Point point = { (float)hypot (x - best_x, y - best_y), (float)x, (float)y };
        gboolean inside;

        if (!is_possible (self, index, frame, &point, width, &inside) || (!inside && !may_leave))
          continue;
        if (!inside)
          point.distance += OUTSIDE_PENALTY;
        g_array_append_val (self->found, point);
      }
  if (!may_leave && self->found->len < POINTS_MIN)
    g_array_set_size (self->found, 0);
  g_array_sort (self->found, compare_points);
}

/**
 * chezu_region_labels_find_points:
 * @points: of float, filled with x, y, x, y, … in pixels: where the name stood, then what else is
 *   possible, best first
 *
 * Returns: whether there is any
 */
gboolean
chezu_region_labels_find_points (ChezuRegionLabels *self,
                                 guint region,
                                 const ChezuFleetFrame *frame,
                                 float width,
                                 float height,
                                 GArray *points)
{
  const Region *row = &g_array_index (self->rows, Region, region);

  g_array_set_size (points, 0);
  if (row->has_kept && fabs (row->kept_scale / frame->scale - 1) < 1e-6)
    {
      float x = (float)((row->kept_x - frame->x) * frame->scale);
      float y = (float)((row->kept_y - frame->y) * frame->scale);

      if (x > 0 && y > 0 && x < frame->width && y < frame->height)
        {
          g_array_append_val (points, x);
          g_array_append_val (points, y);
        }
    }
  /* Looking costs milliseconds: what stands is left alone until it has lost its place. */
  if (points->len > 0 && row->stands)
    return TRUE;
  search_points (self, region, frame, width, height);
  for (guint i = 0; i < self->found->len && i < POINTS_MAX; i++)
    {
      const Point *point = &g_array_index (self->found, Point, i);

      g_array_append_val (points, point->x);
      g_array_append_val (points, point->y);
    }
  return points->len > 0;
}

/* @x: (nullable): where the name stands now, pixels; NULL: nowhere */
void
chezu_region_labels_keep (ChezuRegionLabels *self,
                          guint region,
                          const ChezuFleetFrame *frame,
                          const float *x,
                          const float *y)
{
  Region *row = &g_array_index (self->rows, Region, region);

  row->stands = x != NULL;
  if (x == NULL)
    return;
  row->has_kept = TRUE;
  row->kept_x = frame->x + *x / frame->scale;
  row->kept_y = frame->y + *y / frame->scale;
  row->kept_scale = frame->scale;
}
