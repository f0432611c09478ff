/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet/chezu-fleet-inside.h"

#include "fleet/chezu-fleet-private.h"

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

void
chezu_fleet_collect_inside (ChezuFleet *self, const double *ring_xy, gsize n, GArray *indices)
{
  const ChezuFleetColumns *columns;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (ring_xy != NULL || n == 0);
  g_return_if_fail (indices != NULL);

  columns = &self->columns;
  g_array_set_size (indices, 0);
  for (guint i = 0; n >= 3 && i < columns->n; i++)
    if (columns->time_ms[i] != 0 && is_inside (ring_xy, n, columns->x[i], columns->y[i]))
      g_array_append_val (indices, i);
}

void
chezu_fleet_collect_in_view (ChezuFleet *self,
                             const ChezuFleetFrame *frame,
                             gint64 now_ms,
                             GArray *indices)
{
  double right;
  double bottom;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (frame != NULL && frame->scale > 0.0);
  g_return_if_fail (indices != NULL);

  chezu_fleet_settle (self, now_ms);
  right = frame->x + frame->width / frame->scale;
  bottom = frame->y + frame->height / frame->scale;
  g_array_set_size (indices, 0);
  for (guint i = 0; i < self->columns.n; i++)
    {
      double x;
      double y;

      if (!chezu_fleet_passes_filter (self, i))
        continue;
      chezu_fleet_get_drawn (self, i, now_ms, &x, &y, NULL);
      if (x >= frame->x && x < right && y >= frame->y && y < bottom)
        g_array_append_val (indices, i);
    }
}
