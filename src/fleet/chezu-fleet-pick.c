/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies under the pointer: in the marks of the frame that was drawn last, if it is still what
 * is seen; else in those of a small frame around the pointer, which are the same because cells are
 * anchored to the world. */

#include "fleet/chezu-fleet-gather.h"

#include <math.h>

/* A disc is hit a little beyond its rim. */
#define DISC_RIM_PX 2.0f
/* What may join a disc under the pointer. */
#define AROUND_PX 160.0
/* In streets nothing joins; a stack's disc may reach that far. */
#define AROUND_IN_STREETS_PX 64.0
#define STREET_SCALE (256.0 * 16384.0)
/* Nobody looks through more than that in the order of their distance. */
#define SORTED_MAX 20000

typedef struct
{
  float distance;
  guint rank; /* ChezuMarksRank */
  guint vehicle;
} Hit;

/* That old, a picture is still what somebody points at. */
#define SEEN_MS 100

typedef struct
{
  ChezuFleet *fleet;
  const ChezuFleetMarks *marks;
  ChezuFleetFrame frame; /* of the marks */
  float x;               /* of the pointer, in it */
  float y;
  gint64 now_ms;
  GArray *hits; /* of Hit */
} Pick;

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *one = a;
  const Hit *other = b;

  if (one->rank != other->rank)
    return one->rank > other->rank ? -1 : 1;
  if (one->distance != other->distance)
    return one->distance < other->distance ? -1 : 1;
  return one->vehicle < other->vehicle ? -1 : one->vehicle > other->vehicle;
}

static ChezuFleetFrame
frame_around (const ChezuFleetFrame *frame, double x, double y, double radius)
{
  double half = ceil (radius) + (frame->scale >= STREET_SCALE ? AROUND_IN_STREETS_PX : AROUND_PX);

  return (ChezuFleetFrame){
    .x = frame->x + (x - half) / frame->scale,
    .y = frame->y + (y - half) / frame->scale,
    .scale = frame->scale,
    .width = (int)(2.0 * half),
    .height = (int)(2.0 * half),
    .apart = frame->apart,
  };
}

static guint
disc_at (const Pick *pick)
{
  guint n;
  const ChezuMarksDisc *discs = chezu_fleet_marks_get_discs (pick->marks, &n);

  /* The largest is painted last, and stands first. */
  for (guint i = 0; i < n; i++)
    if (hypotf (discs[i].x - pick->x, discs[i].y - pick->y) <= discs[i].radius + DISC_RIM_PX)
      return i;
  return CHEZU_MARKS_NO_DISC;
}

static void
add_entries (Pick *pick, guint disc, double radius)
{
  guint n;
  const ChezuMarksEntry *entries = chezu_fleet_marks_get_entries (pick->marks, &n);
  gboolean in_disc = disc != CHEZU_MARKS_NO_DISC;
  float reach = (float)(radius * radius);

  for (guint i = 0; i < n; i++)
    {
      float dx = entries[i].x - pick->x;
      float dy = entries[i].y - pick->y;
      float square = dx * dx + dy * dy;
      gboolean is_member = in_disc && entries[i].disc == disc;

      /* A disc lies above the vehicles around it, those that stand apart above the disc. */
      if (is_member || (square <= reach && (!in_disc || entries[i].rank != CHEZU_MARKS_COMMON)))
        {
          Hit hit = { sqrtf (square), entries[i].rank, entries[i].vehicle };

          g_array_append_val (pick->hits, hit);
        }
    }
}

static void
add_members_of_cell (Pick *pick, const ChezuMarksCell *cell)
{
  ChezuFleet *self = pick->fleet;
  guint level = chezu_fleet_marks_get_window (pick->marks)->level;
  const ChezuFleetWindow window
      = { level, (gint32)cell->column, (gint32)cell->row, (gint32)cell->column, (gint32)cell->row };

  chezu_fleet_tree_collect_window (self->tree, &window, self->near);
  for (guint i = 0; i < self->near->len; i++)
    {
      guint index = g_array_index (self->near, guint, i);
      ChezuFleetSpot spot = chezu_fleet_spot_of (self, index);
      ChezuMotionPoint point;
      Hit hit = { 0.0f, CHEZU_MARKS_COMMON, index };

      if (spot.state == CHEZU_FLEET_TREE_HIDDEN
          || chezu_fleet_tree_cell_of (spot.x, level) != cell->column
          || chezu_fleet_tree_cell_of (spot.y, level) != cell->row
          || chezu_fleet_rank_of (self, &pick->frame, index) != CHEZU_MARKS_COMMON)
        continue;
      chezu_fleet_draw_at (self, index, pick->now_ms, &point);
      hit.distance = hypotf ((float)((point.x - pick->frame.x) * pick->frame.scale) - pick->x,
                             (float)((point.y - pick->frame.y) * pick->frame.scale) - pick->y);
      g_array_append_val (pick->hits, hit);
    }
}

static void
add_members (Pick *pick, guint disc)
{
  guint n;
  const ChezuMarksCell *cells = chezu_fleet_marks_get_cells (pick->marks, &n);

  for (guint i = 0; i < n; i++)
    if (cells[i].disc == disc)
      add_members_of_cell (pick, &cells[i]);
}

/* The nearest comes first. */
static void
bring_nearest_forward (GArray *hits)
{
  Hit *all = (Hit *)(gpointer)hits->data;

  if (hits->len <= SORTED_MAX)
    {
      g_array_sort (hits, compare_hits);
      return;
    }
  for (guint i = 1; i < hits->len; i++)
    if (compare_hits (&all[i], &all[0]) < 0)
      {
        Hit nearest = all[i];

        all[i] = all[0];
        all[0] = nearest;
      }
}

/* Whether the last frame has the pointer in it, at the same scale and a moment ago. */
static gboolean
was_gathered (
    const ChezuFleet *self, const ChezuFleetFrame *frame, double x, double y, gint64 now_ms)
{
  const ChezuFleetFrame *known = &self->gathered_frame;
  double known_x = (frame->x - known->x) * known->scale + x;
  double known_y = (frame->y - known->y) * known->scale + y;

  return self->gathered_revision == self->revision && now_ms >= self->gathered_ms
         && now_ms <= self->gathered_ms + SEEN_MS && known->scale == frame->scale
         && known->apart == frame->apart && known_x >= 0.0 && known_y >= 0.0
         && known_x <= known->width && known_y <= known->height;
}

static void
prepare (Pick *pick, const ChezuFleetFrame *frame, double x, double y, double radius)
{
  ChezuFleet *self = pick->fleet;

  if (was_gathered (self, frame, x, y, pick->now_ms))
    {
      pick->marks = self->marks;
      pick->frame = self->gathered_frame;
    }
  else
    {
      pick->marks = self->pick_marks;
      pick->frame = frame_around (frame, x, y, radius);
      chezu_fleet_gather (self, self->pick_marks, &pick->frame, pick->now_ms, self->marks);
    }
  pick->x = (float)((frame->x - pick->frame.x) * frame->scale + x);
  pick->y = (float)((frame->y - pick->frame.y) * frame->scale + y);
}

/**
 * chezu_fleet_pick:
 * @x: pixels of the frame
 * @stack: (element-type guint) (nullable): emptied and filled with all that was hit, nearest first:
 *   the members of a disc, or the vehicles within @radius; of a disc of more than 20,000 only the
 *   first is the nearest
 *
 * A disc lies above vehicles, and those that stand apart above both.
 */
guint
chezu_fleet_pick (ChezuFleet *self,
                  const ChezuFleetFrame *frame,
                  double x,
                  double y,
                  double radius,
                  gint64 now_ms,
                  GArray *stack)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  Pick pick = { .fleet = self, .now_ms = now_ms, .hits = hits };
  guint disc;

  g_return_val_if_fail (CHEZU_IS_FLEET (self), CHEZU_FLEET_NONE);
  g_return_val_if_fail (frame != NULL && frame->scale > 0.0, CHEZU_FLEET_NONE);

  chezu_fleet_settle (self, now_ms);
  prepare (&pick, frame, x, y, radius);
  disc = disc_at (&pick);
  add_entries (&pick, disc, radius);
  if (disc != CHEZU_MARKS_NO_DISC && (stack != NULL || hits->len == 0))
    add_members (&pick, disc);
  bring_nearest_forward (hits);

  if (stack != NULL)
    {
      g_array_set_size (stack, 0);
      for (guint i = 0; i < hits->len; i++)
        g_array_append_val (stack, g_array_index (hits, Hit, i).vehicle);
    }
  return hits->len > 0 ? g_array_index (hits, Hit, 0).vehicle : CHEZU_FLEET_NONE;
}
