/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names along lines stand at even distances on the screen. Each zoom keeps the names of the one
 * before and adds new ones half way between them, so that nothing that is read moves away. */

#include "geo/chezu-label-rows.h"

#include "base/chezu-geodesy.h"

#include <math.h>

/* A name may leave its line by this many pixels at most. */
#define BEND_LIMIT 4.0

double
chezu_upright_angle (double degrees)
{
  if (degrees > 90.0)
    return degrees - 180.0;
  return degrees <= -90.0 ? degrees + 180.0 : degrees;
}

static void
row_clear (gpointer data)
{
  g_free (((ChezuLabelRow *)data)->name_zh);
  g_free (((ChezuLabelRow *)data)->name_en);
}

ChezuLabelRows *
chezu_label_rows_new (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (ChezuLabelRow));

  g_array_set_clear_func (rows, row_clear);
  return rows;
}

/* Copies the names. */
void
chezu_label_rows_add (ChezuLabelRows *rows, const ChezuLabelRow *row)
{
  ChezuLabelRow copy = *row;

  copy.name_zh = g_strdup (row->name_zh);
  copy.name_en = g_strdup (row->name_en);
  g_array_append_val (rows, copy);
}

/* --- A line on the Mercator square --- */

typedef struct
{
  double x, y, along;
} Bead;

static GArray *
string_beads (const ChezuLine *line)
{
  GArray *beads = g_array_new (FALSE, FALSE, sizeof (Bead));
  double along = 0.0;

  for (guint i = 0; i < line->len; i++)
    {
      Bead bead;

      chezu_mercator_project (chezu_line_point (line, i)->lon, chezu_line_point (line, i)->lat,
                              &bead.x, &bead.y);
      if (i > 0)
        {
          const Bead *before = &g_array_index (beads, Bead, i - 1);

          along += hypot (bead.x - before->x, bead.y - before->y);
        }
      bead.along = along;
      g_array_append_val (beads, bead);
    }
  return beads;
}

static void
find_position (const GArray *beads, double along, double *x, double *y)
{
  guint after = 1;
  const Bead *a, *b;
  double share;

  while (after + 1 < beads->len && g_array_index (beads, Bead, after).along < along)
    after++;
  a = &g_array_index (beads, Bead, after - 1);
  b = &g_array_index (beads, Bead, after);
  share = b->along > a->along ? CLAMP ((along - a->along) / (b->along - a->along), 0.0, 1.0) : 0.0;
  *x = a->x + share * (b->x - a->x);
  *y = a->y + share * (b->y - a->y);
}

/* The direction of a name that is @width long around @along; FALSE where the line bends too much
 * for it. */
static gboolean
find_angle (const GArray *beads, double along, double width, double limit, double *angle)
{
  double length = g_array_index (beads, Bead, beads->len - 1).along;
  double x0, y0, x1, y1, chord;

  if (along < width / 2.0 || along > length - width / 2.0)
    return FALSE;
  find_position (beads, along - width / 2.0, &x0, &y0);
  find_position (beads, along + width / 2.0, &x1, &y1);
  chord = hypot (x1 - x0, y1 - y0);
  if (chord < width / 2.0)
    return FALSE;
  for (guint i = 1; i < 8; i++)
    {
      double x, y;

      find_position (beads, along + width * (i / 8.0 - 0.5), &x, &y);
      if (fabs ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / chord > limit)
        return FALSE;
    }
  *angle = chezu_upright_angle (atan2 (y1 - y0, x1 - x0) * 180.0 / G_PI);
  return TRUE;
}

/* --- Spreading --- */

static void
add_at (ChezuLabelRows *rows,
        const ChezuLabelRow *pattern,
        const GArray *beads,
        double along,
        double pixel,
        const ChezuLabelSpread *spread,
        int zoom)
{
  ChezuLabelRow row = *pattern;
  double x, y;

  if (spread->width > 0.0
      && !find_angle (beads, along, spread->width * pixel, BEND_LIMIT * pixel, &row.angle))
    return;
  find_position (beads, along, &x, &y);
  chezu_mercator_unproject (x, y, &row.lon, &row.lat);
  row.min_zoom = MAX (pattern->min_zoom, zoom);
  row.rank += zoom - spread->first_zoom;
  chezu_label_rows_add (rows, &row);
}

/**
 * chezu_label_rows_spread:
 * @pattern: what all rows have in common
 *
 * Adds rows along @line, from the first zoom at which the line is long enough for one.
 */
void
chezu_label_rows_spread (ChezuLabelRows *rows,
                         const ChezuLabelRow *pattern,
                         const ChezuLine *line,
                         const ChezuLabelSpread *spread)
{
  g_autoptr (GArray) beads = string_beads (line);
  double length = line->len > 1 ? g_array_index (beads, Bead, beads->len - 1).along : 0.0;
  double start = -1.0;

  for (int zoom = spread->first_zoom; length > 0.0 && zoom <= spread->last_zoom; zoom++)
    {
      double pixel = 1.0 / (256.0 * exp2 (zoom));
      double step = spread->spacing * pixel;
      double first = start, margin = MAX (step / 4.0, spread->width * pixel / 2.0);

      if (length < MAX (0.6 * step, spread->width * pixel))
        continue;
      if (start < 0.0)
        {
          /* Centred, as many as have room. */
          start = (length - (MAX (floor (length / step), 1.0) - 1.0) * step) / 2.0;
          for (double along = start; along < length - margin / 2.0; along += step)
            add_at (rows, pattern, beads, along, pixel, spread, zoom);
          continue;
        }
      /* Those of the zoom before are two steps apart. */
      for (first += step; first - 2.0 * step > margin; first -= 2.0 * step)
        ;
      for (double along = first; along < length - margin; along += 2.0 * step)
        add_at (rows, pattern, beads, along, pixel, spread, zoom);
    }
}
