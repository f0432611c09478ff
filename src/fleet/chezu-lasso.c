/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever draws around a disc means everything that the disc stands for. */

#include "fleet/chezu-lasso.h"

#include <math.h>

/* A vehicle is looked for within that many pixels of its mark. */
#define PICK_RADIUS 6.0

/**
 * chezu_lasso_contains:
 * @points: corners of a polygon that closes by itself
 *
 * By the even-odd rule: what a line that crosses itself encloses twice is outside.
 */
gboolean
chezu_lasso_contains (const ChezuLassoPoint *points, gsize n_points, double x, double y)
{
  gboolean inside = FALSE;

  for (gsize i = 0, before = n_points - 1; i < n_points; before = i++)
    {
      const ChezuLassoPoint *a = &points[i];
      const ChezuLassoPoint *b = &points[before];

      if ((a->y > y) != (b->y > y) && x < (b->x - a->x) * (y - a->y) / (b->y - a->y) + a->x)
        inside = !inside;
    }
  return inside;
}

static void
add_members (ChezuFleet *fleet,
             const ChezuFleetFrame *frame,
             gint64 now_ms,
             const ChezuFleetMark *mark,
             GArray *ids)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint));
  const gint64 *id = chezu_fleet_peek (fleet)->id;

  chezu_fleet_pick (fleet, frame, mark->x, mark->y, PICK_RADIUS, now_ms, members);
  for (guint i = 0; i < members->len; i++)
    g_array_append_val (ids, id[g_array_index (members, guint, i)]);
}

/**
 * chezu_lasso_collect:
 * @frame: that was on the screen
 * @points: corners of a polygon, pixels of @frame; fewer than three hold nothing
 * @ids: (element-type gint64): emptied and filled, each vehicle once: those that are drawn inside,
 *   and all members of the discs whose middle is inside
 */
void
chezu_lasso_collect (ChezuFleet *fleet,
                     const ChezuFleetFrame *frame,
                     gint64 now_ms,
                     const ChezuLassoPoint *points,
                     gsize n_points,
                     GArray *ids)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  const gint64 *id;

  g_return_if_fail (CHEZU_IS_FLEET (fleet));
  g_return_if_fail (frame != NULL && ids != NULL);

  g_array_set_size (ids, 0);
  if (n_points < 3)
    return;

  chezu_fleet_collect (fleet, frame, now_ms, marks);
  id = chezu_fleet_peek (fleet)->id;
  for (guint i = 0; i < marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (marks, ChezuFleetMark, i);

      if (!chezu_lasso_contains (points, n_points, mark->x, mark->y))
        continue;
      if (mark->count == 1)
        g_array_append_val (ids, id[mark->vehicle]);
      else
        add_members (fleet, frame, now_ms, mark, ids);
    }
}
