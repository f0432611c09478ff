/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are those of the levels of detail, so that they stand still in the world. */

#include "fleet/chezu-fleet-density.h"

#include "fleet/chezu-fleet-gather.h"

#include <math.h>
#include <string.h>

#define CELL_MIN_PX 2.0

void
chezu_fleet_density_clear (ChezuFleetDensity *self)
{
  g_free (self->counts);
  g_free (self->alarms);
  *self = (ChezuFleetDensity){ 0 };
}

typedef struct
{
  ChezuFleet *fleet;
  ChezuFleetDensity *density;
  ChezuFleetWindow window;
} Count;

static void
add (const Count *count, guint32 column, guint32 row, guint32 n)
{
  ChezuFleetDensity *density = count->density;
  gsize cell = (gsize)(row - (guint32)count->window.top) * density->n_columns
               + (column - (guint32)count->window.left);

  density->counts[cell] += n;
  density->largest = MAX (density->largest, density->counts[cell]);
}

static void
visit_cell (gpointer data, guint32 column, guint32 row, const ChezuFleetNode *node)
{
  const Count *count = data;
  ChezuFleetSum sum;

  chezu_fleet_tree_get_sum (count->fleet->tree, node, &sum);
  add (count, column, row, chezu_fleet_sum_count (&sum));
}

/* Returns: whether the vehicle is shown and in the window */
static gboolean
find_cell (const Count *count, guint vehicle, guint32 *column, guint32 *row)
{
  const ChezuFleetWindow *window = &count->window;
  ChezuFleetSpot spot = chezu_fleet_spot_of (count->fleet, vehicle);

  *column = chezu_fleet_tree_cell_of (spot.x, window->level);
  *row = chezu_fleet_tree_cell_of (spot.y, window->level);
  return spot.state != CHEZU_FLEET_TREE_HIDDEN && (gint64)*column >= window->left
         && (gint64)*column <= window->right && (gint64)*row >= window->top
         && (gint64)*row <= window->bottom;
}

static void
visit_few (gpointer data, const guint32 *vehicles, guint n)
{
  const Count *count = data;

  for (guint i = 0; i < n; i++)
    {
      guint32 column;
      guint32 row;

      if (find_cell (count, vehicles[i], &column, &row))
        add (count, column, row, 1);
    }
}

static void
mark_alarms (const Count *count)
{
  ChezuFleetDensity *density = count->density;
  const GArray *alarmed = count->fleet->alarmed;

  for (guint i = 0; i < alarmed->len; i++)
    {
      guint vehicle = g_array_index (alarmed, guint, i);
      guint32 column;
      guint32 row;
      guint8 *alarm;

      if (!find_cell (count, vehicle, &column, &row))
        continue;
      alarm = &density->alarms[(gsize)(row - (guint32)count->window.top) * density->n_columns
                               + (column - (guint32)count->window.left)];
      *alarm = chezu_alarm_worse (*alarm, count->fleet->columns.alarm[vehicle]);
    }
}

/* Makes room for the cells of the window, all empty. */
static void
lay_out (ChezuFleetDensity *self, const ChezuFleetWindow *window)
{
  gsize n;

  self->side = chezu_fleet_tree_side (window->level);
  self->x = window->left * self->side;
  self->y = window->top * self->side;
  self->n_columns = (guint)(window->right - window->left) + 1;
  self->n_rows = (guint)(window->bottom - window->top) + 1;
  self->largest = 0;

  n = (gsize)self->n_columns * self->n_rows;
  if (n > self->n_allocated)
    {
      self->n_allocated = n + n / 4;
      self->counts = g_renew (guint32, self->counts, self->n_allocated);
      self->alarms = g_renew (guint8, self->alarms, self->n_allocated);
    }
  memset (self->counts, 0, n * sizeof *self->counts);
  memset (self->alarms, CHEZU_ALARM_NONE, n);
}

/* The coarsest level whose cells are no larger than that. */
static guint
level_of (const ChezuFleetFrame *frame, double cell_px)
{
  double wanted = MAX (cell_px, CELL_MIN_PX) / frame->scale;

  return (guint)CLAMP (ceil (log2 (CHEZU_FLEET_TREE_SIDE / wanted) - 1e-9), 0.0,
                       (double)CHEZU_FLEET_TREE_LEVEL_MAX);
}

void
chezu_fleet_collect_density (ChezuFleet *self,
                             const ChezuFleetFrame *frame,
                             double cell_px,
                             gint64 now_ms,
                             ChezuFleetDensity *density)
{
  static const ChezuFleetVisitor visitor = { visit_cell, visit_few, 0 };
  Count count = { self, density, { 0 } };

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (frame != NULL && frame->scale > 0.0);
  g_return_if_fail (density != NULL);

  chezu_fleet_settle (self, now_ms);
  count.window
      = chezu_fleet_window_of (frame->x, frame->y, frame->x + frame->width / frame->scale,
                               frame->y + frame->height / frame->scale, level_of (frame, cell_px));
  lay_out (density, &count.window);
  chezu_fleet_tree_walk (self->tree, &count.window, &visitor, &count);
  mark_alarms (&count);
}
