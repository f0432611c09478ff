/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Far out, cells with many vehicles are read from the tree as they are, by their latest fixes, and
 * only the others are looked at one by one: the cost is that of the screen. In streets everybody in
 * view is drawn where it has come to since its fix.
 *
 * Vehicles that stand for themselves whatever is around them are marked as taken first, then the
 * members of stacks; the marks are wiped before anybody else sees them. */

#include "fleet/chezu-fleet-gather.h"

#include <math.h>

/* Alarms of priority 1 and 2 leave their disc. (ux.md, part 5) */
#define ALARMS_APART_FROM_ZOOM 7.0
#define ALARMS_APART_UP_TO CHEZU_ALARM_P2
/* What a glyph may reach over the edge of the frame. */
#define GLYPH_PX 48.0f
/* When more than this part of the fleet is near, going through all in their order is cheaper. */
#define ALL_SHARE 4
/* So many cells are looked at across a shape. */
#define CELLS_ACROSS 16.0

/* A vehicle with an alarm, or that stands apart, and where the tree counts it. */
typedef struct
{
  guint64 cell;
  guint vehicle;
  gboolean apart;
} Special;

typedef struct
{
  ChezuFleet *fleet;
  ChezuFleetMarks *marks;
  const ChezuFleetFrame *frame;
  gint64 now_ms;
  guint level;
  const ChezuFleetWindow *window;
  gboolean culls; /* what is drawn out of sight is left out */
} Gathering;

static gboolean
is_shown (const ChezuFleetColumns *columns, guint index)
{
  return (columns->look[index] & CHEZU_LOOK_SHOWN) != 0;
}

static gboolean
is_free (const ChezuFleetColumns *columns, guint index)
{
  return (columns->look[index] & (CHEZU_LOOK_SHOWN | CHEZU_LOOK_TAKEN)) == CHEZU_LOOK_SHOWN;
}

static void
take (ChezuFleet *self, guint index)
{
  self->columns.look[index] |= CHEZU_LOOK_TAKEN;
  g_array_append_val (self->taken, index);
}

static void
give_back_all (ChezuFleet *self)
{
  for (guint i = 0; i < self->taken->len; i++)
    self->columns.look[g_array_index (self->taken, guint, i)] &= (guint8)~CHEZU_LOOK_TAKEN;
  g_array_set_size (self->taken, 0);
}

static double
zoom_of (const ChezuFleetFrame *frame)
{
  return log2 (frame->scale / 256.0) + 1e-6;
}

ChezuMarksRank
chezu_fleet_rank_of (const ChezuFleet *self, const ChezuFleetFrame *frame, guint index)
{
  guint8 alarm = self->columns.alarm[index];

  if (index + 1 == frame->apart)
    return CHEZU_MARKS_LEAD;
  if (alarm != CHEZU_ALARM_NONE && alarm <= ALARMS_APART_UP_TO
      && zoom_of (frame) >= ALARMS_APART_FROM_ZOOM)
    return CHEZU_MARKS_ALARMED;
  return CHEZU_MARKS_COMMON;
}

/* --- Windows */

static gint32
clamp_cell (double cell, guint level)
{
  return (gint32)CLAMP (floor (cell), 0.0, (double)(4u << level) - 1.0);
}

ChezuFleetWindow
chezu_fleet_window_of (double x0, double y0, double x1, double y1, guint level)
{
  double side = chezu_fleet_tree_side (level);

  return (ChezuFleetWindow){
    .level = level,
    .left = clamp_cell (x0 / side, level),
    .top = clamp_cell (y0 / side, level),
    .right = clamp_cell (x1 / side, level),
    .bottom = clamp_cell (y1 / side, level),
  };
}

ChezuFleetWindow
chezu_fleet_fine_window_of (double x0, double y0, double x1, double y1)
{
  double extent = MAX (MAX (x1 - x0, y1 - y0), chezu_fleet_tree_side (CHEZU_FLEET_TREE_LEVEL_MAX));
  double level = log2 (CELLS_ACROSS * CHEZU_FLEET_TREE_SIDE / extent);

  return chezu_fleet_window_of (x0, y0, x1, y1,
                                (guint)CLAMP (level, 0.0, (double)CHEZU_FLEET_TREE_LEVEL_MAX));
}

/* --- Vehicles that are special */

static guint64
cell_key (guint32 column, guint32 row)
{
  return (guint64)column << 32 | row;
}

static guint64
cell_of (const ChezuFleet *self, guint index, guint level)
{
  ChezuFleetSpot spot = chezu_fleet_spot_of (self, index);

  return cell_key (chezu_fleet_tree_cell_of (spot.x, level),
                   chezu_fleet_tree_cell_of (spot.y, level));
}

static gboolean
is_in_window (const ChezuFleetWindow *window, guint64 cell)
{
  gint64 column = (gint64)(cell >> 32);
  gint64 row = (gint64)(cell & G_MAXUINT32);

  return column >= window->left && column <= window->right && row >= window->top
         && row <= window->bottom;
}

static Special *
special_at (const ChezuFleet *self, guint index)
{
  return &g_array_index (self->specials, Special, index);
}

/* A shell sort: there are few, and nearly in order from frame to frame. */
static void
sort_specials (ChezuFleet *self)
{
  guint n = self->specials->len;

  for (guint gap = n / 2; gap > 0; gap /= 2)
    for (guint i = gap; i < n; i++)
      {
        Special special = *special_at (self, i);
        guint at = i;

        for (; at >= gap && special_at (self, at - gap)->cell > special.cell; at -= gap)
          *special_at (self, at) = *special_at (self, at - gap);
        *special_at (self, at) = special;
      }
}

static gboolean
is_in_sight (const ChezuFleetFrame *frame, const ChezuMarksEntry *entry)
{
  return entry->x >= -GLYPH_PX && entry->y >= -GLYPH_PX
         && entry->x <= (float)frame->width + GLYPH_PX
         && entry->y <= (float)frame->height + GLYPH_PX;
}

static void
add_entry (Gathering *gathering, guint index, guint8 rank)
{
  const ChezuFleetColumns *columns = &gathering->fleet->columns;
  const ChezuFleetFrame *frame = gathering->frame;
  const float scale = (float)frame->scale;
  ChezuMotionPoint point;
  ChezuMarksEntry entry;

  chezu_fleet_draw_at (gathering->fleet, index, gathering->now_ms, &point);
  point.vx *= scale;
  point.vy *= scale;
  entry = (ChezuMarksEntry){
    .x = (float)((point.x - frame->x) * frame->scale),
    .y = (float)((point.y - frame->y) * frame->scale),
    .angle = point.course,
    .speed2 = point.vx * point.vx + point.vy * point.vy,
    .vehicle = index,
    .disc = CHEZU_MARKS_NO_DISC,
    .state = chezu_fleet_state (columns, index),
    .alarm = columns->alarm[index],
    .rank = rank,
  };
  if (!gathering->culls || is_in_sight (frame, &entry))
    chezu_fleet_marks_add (gathering->marks, &entry);
}

static void
add_special (Gathering *gathering, guint index)
{
  ChezuFleet *self = gathering->fleet;
  guint8 rank = (guint8)chezu_fleet_rank_of (self, gathering->frame, index);
  Special special = { cell_of (self, index, gathering->level), index, rank != CHEZU_MARKS_COMMON };

  if (!is_in_window (gathering->window, special.cell))
    return;
  if (special.apart)
    {
      take (self, index);
      add_entry (gathering, index, rank);
    }
  /* The tree counts who is shown. */
  if (is_shown (&self->columns, index))
    g_array_append_val (self->specials, special);
}

static void
find_specials (Gathering *gathering)
{
  ChezuFleet *self = gathering->fleet;
  guint lead = gathering->frame->apart - 1;

  g_array_set_size (self->specials, 0);
  for (guint i = 0; i < self->alarmed->len; i++)
    {
      guint index = g_array_index (self->alarmed, guint, i);

      if (index != lead && is_shown (&self->columns, index))
        add_special (gathering, index);
    }
  /* It is drawn whatever the filter. */
  if (lead < self->columns.n && self->columns.time_ms[lead] != 0)
    add_special (gathering, lead);
  sort_specials (self);
}

/* Takes those that stand apart out of a cell's sum.
 * Returns: the worst alarm of the others */
static guint8
regard_specials (const Gathering *gathering, guint64 cell, ChezuFleetSum *sum)
{
  const ChezuFleet *self = gathering->fleet;
  guint8 worst = CHEZU_ALARM_NONE;
  guint low = 0;
  guint high = self->specials->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (special_at (self, middle)->cell < cell)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < self->specials->len && special_at (self, low)->cell == cell; low++)
    {
      const Special *special = special_at (self, low);
      ChezuFleetSpot spot;

      if (!special->apart)
        {
          worst = chezu_alarm_worse (worst, self->columns.alarm[special->vehicle]);
          continue;
        }
      spot = chezu_fleet_spot_of (self, special->vehicle);
      sum->sum_x -= spot.x;
      sum->sum_y -= spot.y;
      sum->state[spot.state]--;
    }
  return worst;
}

GArray *
chezu_fleet_specials_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Special));
}

/* --- Cells */

static void
add_each (Gathering *gathering, const guint32 *vehicles, guint n)
{
  const ChezuFleet *self = gathering->fleet;

  for (guint i = 0; i < n; i++)
    if (is_free (&self->columns, vehicles[i])
        && is_in_window (gathering->window, cell_of (self, vehicles[i], gathering->level)))
      add_entry (gathering, vehicles[i], CHEZU_MARKS_COMMON);
}

static void
add_each_of_cell (Gathering *gathering, const ChezuFleetNode *node)
{
  ChezuFleet *self = gathering->fleet;

  g_array_set_size (self->near, 0);
  chezu_fleet_tree_collect_shown (self->tree, node, self->near);
  for (guint i = 0; i < self->near->len; i++)
    if (is_free (&self->columns, g_array_index (self->near, guint, i)))
      add_entry (gathering, g_array_index (self->near, guint, i), CHEZU_MARKS_COMMON);
}

static void
take_each_of_cell (Gathering *gathering, const ChezuFleetNode *node)
{
  ChezuFleet *self = gathering->fleet;

  g_array_set_size (self->near, 0);
  chezu_fleet_tree_collect_shown (self->tree, node, self->near);
  for (guint i = 0; i < self->near->len; i++)
    if (is_free (&self->columns, g_array_index (self->near, guint, i)))
      take (self, g_array_index (self->near, guint, i));
}

static gboolean
accepts_free (gconstpointer owner, guint vehicle)
{
  return is_free (&((const ChezuFleet *)owner)->columns, vehicle);
}

/* Returns: whether the cell became a disc */
static gboolean
add_cell (Gathering *gathering, guint32 column, guint32 row, const ChezuFleetNode *node)
{
  ChezuFleet *self = gathering->fleet;
  ChezuFleetSum sum;
  guint8 alarm;

  chezu_fleet_tree_get_sum (self->tree, node, &sum);
  alarm = regard_specials (gathering, cell_key (column, row), &sum);
  if (!chezu_fleet_marks_wants_disc (gathering->marks, column, row, chezu_fleet_sum_count (&sum)))
    return FALSE;
  chezu_fleet_marks_add_cell (gathering->marks, column, row, &sum,
                              chezu_fleet_tree_find_any (self->tree, node, accepts_free), alarm);
  return TRUE;
}

/* Where the tree counts each of @vehicles, in self->cells; 0, which is no cell anybody is in, for
 * those that were taken. */
static guint64 *
find_cells (const Gathering *gathering, const guint32 *vehicles, guint n)
{
  ChezuFleet *self = gathering->fleet;
  guint64 *cells;

  g_array_set_size (self->cells, n);
  cells = (guint64 *)(gpointer)self->cells->data;
  for (guint i = 0; i < n; i++)
    cells[i] = is_free (&self->columns, vehicles[i])
                   ? cell_of (self, vehicles[i], gathering->level) + 1
                   : 0;
  return cells;
}

static guint
count_equal (const guint64 *cells, guint n, guint64 cell)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += cells[i] == cell;
  return count;
}

static void
add_heap_of (
    Gathering *gathering, const guint32 *vehicles, const guint64 *cells, guint n, guint first)
{
  ChezuFleet *self = gathering->fleet;
  guint64 cell = cells[first] - 1;
  guint8 alarm = CHEZU_ALARM_NONE;
  ChezuFleetSum sum = { 0 };

  for (guint i = first; i < n; i++)
    {
      ChezuFleetSpot spot;

      if (cells[i] != cells[first])
        continue;
      spot = chezu_fleet_spot_of (self, vehicles[i]);
      sum.sum_x += spot.x;
      sum.sum_y += spot.y;
      sum.state[spot.state]++;
      alarm = chezu_alarm_worse (alarm, self->columns.alarm[vehicles[i]]);
      take (self, vehicles[i]);
    }
  chezu_fleet_marks_add_cell (gathering->marks, (guint32)(cell >> 32), (guint32)cell, &sum,
                              vehicles[first], alarm);
}

/* A larger cell with few vehicles may have enough for a disc in one place, whose members are taken
 * then. */
static void
add_heap (Gathering *gathering, const guint32 *vehicles, guint n)
{
  const guint64 *cells;

  if (n <= CHEZU_MARKS_DISSOLVES_AT)
    return;
  cells = find_cells (gathering, vehicles, n);
  for (guint first = 0; first + CHEZU_MARKS_DISSOLVES_AT < n; first++)
    {
      guint64 cell = cells[first] - 1;
      guint count;

      if (cells[first] == 0 || count_equal (cells, first, cells[first]) > 0)
        continue;
      count = count_equal (cells + first, n - first, cells[first]);
      if (count > CHEZU_MARKS_DISSOLVES_AT && is_in_window (gathering->window, cell)
          && chezu_fleet_marks_wants_disc (gathering->marks, (guint32)(cell >> 32), (guint32)cell,
                                           count))
        add_heap_of (gathering, vehicles, cells, n, first);
    }
}

/* --- Far out */

static void
visit_far_cell (gpointer data, guint32 column, guint32 row, const ChezuFleetNode *node)
{
  if (chezu_fleet_node_get_n (node) <= CHEZU_MARKS_DISSOLVES_AT
      || !add_cell (data, column, row, node))
    add_each_of_cell (data, node);
}

static void
visit_far_few (gpointer data, const guint32 *vehicles, guint n)
{
  add_heap (data, vehicles, n);
  add_each (data, vehicles, n);
}

/* --- Streets */

static void
visit_stack_cell (gpointer data, guint32 column, guint32 row, const ChezuFleetNode *node)
{
  if (add_cell (data, column, row, node))
    take_each_of_cell (data, node);
}

static void
visit_stack_few (gpointer data, const guint32 *vehicles, guint n)
{
  add_heap (data, vehicles, n);
}

typedef struct
{
  double x0;
  double y0;
  double x1;
  double y1;
} Bounds;

static gboolean
is_between (const Bounds *bounds, double x, double y)
{
  return x >= bounds->x0 && x <= bounds->x1 && y >= bounds->y0 && y <= bounds->y1;
}

static void
add_if_near (Gathering *gathering, guint index, const Bounds *near)
{
  const ChezuFleetColumns *columns = &gathering->fleet->columns;

  if (is_free (columns, index) && is_between (near, columns->x[index], columns->y[index]))
    add_entry (gathering, index, CHEZU_MARKS_COMMON);
}

static void
add_drivers (Gathering *gathering)
{
  ChezuFleet *self = gathering->fleet;
  const ChezuFleetFrame *frame = gathering->frame;
  double margin = GLYPH_PX / frame->scale + chezu_fleet_get_reach (self, gathering->now_ms);
  const Bounds near
      = { frame->x - margin, frame->y - margin, frame->x + frame->width / frame->scale + margin,
          frame->y + frame->height / frame->scale + margin };
  ChezuFleetWindow window = chezu_fleet_fine_window_of (near.x0, near.y0, near.x1, near.y1);

  if (chezu_fleet_tree_count_window (self->tree, &window) > self->columns.n / ALL_SHARE)
    {
      for (guint i = 0; i < self->columns.n; i++)
        add_if_near (gathering, i, &near);
      return;
    }
  chezu_fleet_tree_collect_window (self->tree, &window, self->near);
  for (guint i = 0; i < self->near->len; i++)
    add_if_near (gathering, g_array_index (self->near, guint, i), &near);
}

void
chezu_fleet_gather (ChezuFleet *self,
                    ChezuFleetMarks *marks,
                    const ChezuFleetFrame *frame,
                    gint64 now_ms,
                    const ChezuFleetMarks *memory)
{
  static const ChezuFleetVisitor far = { visit_far_cell, visit_far_few, 0 };
  static const ChezuFleetVisitor stacks
      = { visit_stack_cell, visit_stack_few, CHEZU_MARKS_DISSOLVES_AT + 1 };
  Gathering gathering = { self, marks, frame, now_ms, 0, NULL, FALSE };

  chezu_fleet_marks_begin (marks, frame, chezu_fleet_get_reach (self, now_ms), memory);
  gathering.window = chezu_fleet_marks_get_window (marks);
  gathering.level = gathering.window->level;

  find_specials (&gathering);
  if (chezu_fleet_marks_shows_streets (marks))
    {
      gathering.culls = TRUE;
      chezu_fleet_tree_walk (self->tree, gathering.window, &stacks, &gathering);
      add_drivers (&gathering);
    }
  else
    chezu_fleet_tree_walk (self->tree, gathering.window, &far, &gathering);
  give_back_all (self);
  chezu_fleet_marks_finish (marks);
}
