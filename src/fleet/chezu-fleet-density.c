/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are those of the levels of detail, so that they stand still in the world. */

#include "fleet/chezu-fleet-density.h"

#include "fleet/chezu-fleet-private.h"

#include <math.h>
#include <string.h>

void
chezu_fleet_density_clear (ChezuFleetDensity *self)
{
  g_free (self->counts);
  g_free (self->alarms);
  *self = (ChezuFleetDensity){ 0 };
}

/* Makes room for the cells that cover @frame, all empty. */
static void
lay_out (ChezuFleetDensity *self, const ChezuFleetFrame *frame, double cell_px)
{
  double wanted = MAX (cell_px, 2.0) / frame->scale;
  double left;
  double top;
  gsize n;

  self->side = CHEZU_FLEET_ROOT_SIDE * exp2 (floor (log2 (wanted / CHEZU_FLEET_ROOT_SIDE)));
  left = floor (frame->x / self->side);
  top = floor (frame->y / self->side);
  self->x = left * self->side;
  self->y = top * self->side;
  self->n_columns
      = (guint)(floor ((frame->x + frame->width / frame->scale) / self->side) - left) + 1;
  self->n_rows = (guint)(floor ((frame->y + frame->height / frame->scale) / self->side) - top) + 1;
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

static void
add_vehicle (ChezuFleetDensity *density, double x, double y, guint8 alarm)
{
  double column = floor ((x - density->x) / density->side);
  double row = floor ((y - density->y) / density->side);
  gsize cell;

  if (column < 0.0 || row < 0.0 || column >= density->n_columns || row >= density->n_rows)
    return;
  cell = (gsize)row * density->n_columns + (gsize)column;
  density->largest = MAX (density->largest, ++density->counts[cell]);
  density->alarms[cell] = chezu_alarm_worse (density->alarms[cell], alarm);
}

void
chezu_fleet_collect_density (ChezuFleet *self,
                             const ChezuFleetFrame *frame,
                             double cell_px,
                             gint64 now_ms,
                             ChezuFleetDensity *density)
{
  const ChezuFleetColumns *columns;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (frame != NULL && frame->scale > 0.0);
  g_return_if_fail (density != NULL);

  columns = &self->columns;
  chezu_fleet_settle (self, now_ms);
  lay_out (density, frame, cell_px);
  for (guint i = 0; i < columns->n; i++)
    if (chezu_fleet_passes_filter (self, i))
      add_vehicle (density, columns->x[i], columns->y[i], columns->alarm[i]);
}
