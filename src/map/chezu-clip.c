/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-clip.h"

typedef enum
{
  SIDE_LEFT,
  SIDE_RIGHT,
  SIDE_TOP,
  SIDE_BOTTOM,
  N_SIDES
} Side;

/* Signed distance to the inside of one side of the box. */
static double
depth (const ChezuClipPoint *point, const ChezuClipBox *box, Side side)
{
  switch (side)
    {
    case SIDE_LEFT:
      return point->x - box->left;
    case SIDE_RIGHT:
      return box->right - point->x;
    case SIDE_TOP:
      return point->y - box->top;
    case SIDE_BOTTOM:
    case N_SIDES:
    default:
      return box->bottom - point->y;
    }
}

static void
clip_to_side (const GArray *in, const ChezuClipBox *box, Side side, GArray *out)
{
  g_array_set_size (out, 0);
  for (guint i = 0; i < in->len; i++)
    {
      const ChezuClipPoint *from = &g_array_index (in, ChezuClipPoint, i);
      const ChezuClipPoint *to = &g_array_index (in, ChezuClipPoint, (i + 1) % in->len);
      double from_depth = depth (from, box, side);
      double to_depth = depth (to, box, side);

      if (from_depth >= 0)
        g_array_append_val (out, *from);
      if ((from_depth >= 0) != (to_depth >= 0))
        {
          double t = from_depth / (from_depth - to_depth);
          ChezuClipPoint cut = {
            .x = from->x + t * (to->x - from->x),
            .y = from->y + t * (to->y - from->y),
            .mark = from->mark && to->mark,
          };

          g_array_append_val (out, cut);
        }
    }
}

/**
 * chezu_clip_ring:
 * @ring: of ChezuClipPoint, closed or not
 * @clipped: filled with the ring's part inside @box; stretches along the box's sides join pieces
 *
 * Sutherland and Hodgman, Reentrant polygon clipping, 1974.
 */
void
chezu_clip_ring (const GArray *ring, const ChezuClipBox *box, GArray *clipped)
{
  g_autoptr (GArray) other = g_array_new (FALSE, FALSE, sizeof (ChezuClipPoint));

  clip_to_side (ring, box, SIDE_LEFT, other);
  clip_to_side (other, box, SIDE_RIGHT, clipped);
  clip_to_side (clipped, box, SIDE_TOP, other);
  clip_to_side (other, box, SIDE_BOTTOM, clipped);
}

/* After Liang and Barsky: how far along the line each side lets it begin and end. */
gboolean
chezu_clip_segment (const ChezuClipBox *box, ChezuClipPoint *from, ChezuClipPoint *to)
{
  double begin = 0;
  double end = 1;
  ChezuClipPoint a = *from;
  ChezuClipPoint b = *to;

  for (Side side = 0; side < N_SIDES; side++)
    {
      double before = depth (&a, box, side);
      double after = depth (&b, box, side);

      if (before < 0 && after < 0)
        return FALSE;
      if (before < 0)
        begin = MAX (begin, before / (before - after));
      else if (after < 0)
        end = MIN (end, before / (before - after));
    }
  if (begin > end)
    return FALSE;
  if (begin > 0)
    {
      from->x = a.x + begin * (b.x - a.x);
      from->y = a.y + begin * (b.y - a.y);
    }
  if (end < 1)
    {
      to->x = a.x + end * (b.x - a.x);
      to->y = a.y + end * (b.y - a.y);
    }
  return TRUE;
}
