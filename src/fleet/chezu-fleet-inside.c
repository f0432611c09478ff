/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet/chezu-fleet-inside.h"

#include "fleet/chezu-fleet-gather.h"

static gboolean
is_inside (const double *ring_xy, gsize n, double x, double y)
{
  gboolean inside = FALSE;

  for (gsize i = 0, before = n - 1; i < n; before = i++)
    {
      double ax = ring_xy[2 * i];
      double ay = ring_xy[2 * i + 1];
      double bx = ring_xy[2 * before];
      double by = ring_xy[2 * before + 1];

      if ((ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax)
        inside = !inside;
    }
  return inside;
}

/* Fills self->near with those of a rectangle and some around it. */
static void
find_near (ChezuFleet *self, double x0, double y0, double x1, double y1)
{
  ChezuFleetWindow window = chezu_fleet_fine_window_of (x0, y0, x1, y1);

  chezu_fleet_tree_collect_window (self->tree, &window, self->near);
}

/* Fills @indices with what is left in self->near. */
static void
sort_near (ChezuFleet *self, GArray *indices)
{
  chezu_fleet_order_begin (&self->order, self->near->len);
  for (guint i = 0; i < self->near->len; i++)
    chezu_fleet_order_add (&self->order, g_array_index (self->near, guint, i), 0);
  chezu_fleet_order_sort (&self->order, 0);
  g_array_set_size (indices, 0);
  g_array_append_vals (indices, self->order.keys, self->order.n);
}

typedef gboolean (*Accepts) (ChezuFleet *self, guint index, gconstpointer data);

static void
keep_near (ChezuFleet *self, Accepts accepts, gconstpointer data)
{
  guint n_kept = 0;

  for (guint i = 0; i < self->near->len; i++)
    {
      guint index = g_array_index (self->near, guint, i);

      if (accepts (self, index, data))
        g_array_index (self->near, guint, n_kept++) = index;
    }
  g_array_set_size (self->near, n_kept);
}

typedef struct
{
  const double *xy;
  gsize n;
} Ring;

static gboolean
is_in_ring (ChezuFleet *self, guint index, gconstpointer data)
{
  const Ring *ring = data;

  return is_inside (ring->xy, ring->n, self->columns.x[index], self->columns.y[index]);
}

void
chezu_fleet_collect_inside (ChezuFleet *self, const double *ring_xy, gsize n, GArray *indices)
{
  const Ring ring = { ring_xy, n };
  double x0 = G_MAXDOUBLE;
  double y0 = G_MAXDOUBLE;
  double x1 = -G_MAXDOUBLE;
  double y1 = -G_MAXDOUBLE;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (ring_xy != NULL || n == 0);
  g_return_if_fail (indices != NULL);

  g_array_set_size (indices, 0);
  if (n < 3)
    return;
  for (gsize i = 0; i < n; i++)
    {
      x0 = MIN (x0, ring_xy[2 * i]);
      y0 = MIN (y0, ring_xy[2 * i + 1]);
      x1 = MAX (x1, ring_xy[2 * i]);
      y1 = MAX (y1, ring_xy[2 * i + 1]);
    }
  find_near (self, x0, y0, x1, y1);
  keep_near (self, is_in_ring, &ring);
  sort_near (self, indices);
}

typedef struct
{
  double x0;
  double y0;
  double x1;
  double y1;
  gint64 now_ms;
} View;

static gboolean
is_in_view (ChezuFleet *self, guint index, gconstpointer data)
{
  const View *view = data;
  ChezuMotionPoint point;

  if (!chezu_fleet_passes_filter (self, index))
    return FALSE;
  chezu_fleet_draw_at (self, index, view->now_ms, &point);
  return point.x >= view->x0 && point.x < view->x1 && point.y >= view->y0 && point.y < view->y1;
}

void
chezu_fleet_collect_in_view (ChezuFleet *self,
                             const ChezuFleetFrame *frame,
                             gint64 now_ms,
                             GArray *indices)
{
  double reach;
  View view;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (frame != NULL && frame->scale > 0.0);
  g_return_if_fail (indices != NULL);

  chezu_fleet_settle (self, now_ms);
  reach = chezu_fleet_get_reach (self, now_ms);
  view = (View){ frame->x, frame->y, frame->x + frame->width / frame->scale,
                 frame->y + frame->height / frame->scale, now_ms };
  find_near (self, view.x0 - reach, view.y0 - reach, view.x1 + reach, view.y1 + reach);
  keep_near (self, is_in_view, &view);
  sort_near (self, indices);
}
