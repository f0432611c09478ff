/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A label shows from the zoom on at which it is the first in its cell of the screen, so that a map
 * of ten thousand names has a few at every zoom, and those that were there stay while one comes
 * nearer.
 */

#include "map/chezu-overlay-labels.h"

#include "map/chezu-viewport.h"

#include <math.h>

#define CELL_PIXELS 150.0
#define FIRST_ZOOM 4
#define LAST_ZOOM 17
/* Of one overlay; the label layer looks at each of them for every view. */
#define LABELS_MAX 5000
/* A letter is about so wide; a name that is wider than its area is not written. */
#define LETTER_PIXELS 9.0

static guint64
get_cell (const ChezuFigurePoint *at, int zoom)
{
  double scale = chezu_scale_of_zoom (zoom) / CELL_PIXELS;

  /* Spread over all bits, for tables that look at the lower ones. */
  return (guint64)(at->x * scale) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)
         + (guint64)(at->y * scale);
}

/* The zoom at which it is alone; one more than the last when it never is. */
static int
find_zoom (GHashTable **taken, const ChezuFigurePoint *at)
{
  int zoom = LAST_ZOOM + 1;

  while (zoom > FIRST_ZOOM)
    {
      guint64 cell = get_cell (at, zoom - 1);

      if (g_hash_table_contains (taken[zoom - 1 - FIRST_ZOOM], &cell))
        break;
      zoom--;
    }
  for (int z = zoom; z <= LAST_ZOOM; z++)
    {
      guint64 cell = get_cell (at, z);

      g_hash_table_add (taken[z - FIRST_ZOOM], g_memdup2 (&cell, sizeof cell));
    }
  return zoom;
}

/* Where an area or a line is as long as its name. */
static double
find_room (const ChezuOverlayFigure *figure, guint feature, const char *text)
{
  const ChezuFigureBox *box = &figure->boxes[feature];
  double size = MAX (box->right - box->left, box->bottom - box->top);

  if (chezu_overlay_shapes_get (figure->shapes, feature)->kind == CHEZU_OVERLAY_POINT || size <= 0)
    return 0;
  return chezu_zoom_of_scale ((double)g_utf8_strlen (text, -1) * LETTER_PIXELS / size);
}

static void
add_label (ChezuMapLabels *labels,
           const ChezuOverlayFigure *figure,
           guint feature,
           GHashTable **taken)
{
  const ChezuOverlayFeature *what = chezu_overlay_shapes_get (figure->shapes, feature);
  ChezuFigurePoint at = chezu_overlay_figure_get_anchor (figure, feature);
  int zoom = find_zoom (taken, &at);
  ChezuMapLabel label = {
    .key = feature,
    .text = what->label,
    .style = CHEZU_TEXT_SERVICE,
    .rank = CHEZU_RANK_SERVICE,
    .symbol = what->kind == CHEZU_OVERLAY_POINT ? CHEZU_SYMBOL_MARK : CHEZU_SYMBOL_NONE,
    .weight = (float)-feature,
    .max_zoom = 99,
    .x = at.x,
    .y = at.y,
  };

  if (zoom > LAST_ZOOM)
    return;
  label.min_zoom = label.text_min_zoom
      = (float)MAX (zoom, find_room (figure, feature, what->label));
  chezu_map_labels_add (labels, &label);
}

ChezuMapLabels *
chezu_overlay_labels_new (const ChezuOverlayFigure *figure)
{
  ChezuMapLabels *labels = chezu_map_labels_new ();
  GHashTable *taken[LAST_ZOOM - FIRST_ZOOM + 1];

  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    taken[i] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint f = 0; f < figure->shapes->features->len && labels->rows->len < LABELS_MAX; f++)
    if (chezu_overlay_shapes_get (figure->shapes, f)->label != NULL)
      add_label (labels, figure, f, taken);
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    g_hash_table_unref (taken[i]);
  return labels;
}

void
chezu_overlay_labels_add (ChezuMapLabels *labels, const ChezuMapLabels *own, gint64 overlay)
{
  for (guint i = 0; i < own->rows->len; i++)
    {
      ChezuMapLabel label = g_array_index (own->rows, ChezuMapLabel, i);

      label.key |= CHEZU_LABEL_KEY_OVERLAY | (guint64)(overlay & 0xFFFFFFF) << 32;
      chezu_map_labels_add (labels, &label);
    }
}
