/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The features of an overlay in the plane of the base map, ready to be painted and pointed at. */

#pragma once

#include "base/chezu-plane.h"
#include "store/chezu-overlay-shapes.h"

G_BEGIN_DECLS

typedef struct
{
  double x; /* Mercator, of the plane */
  double y;
} ChezuFigurePoint;

typedef struct
{
  double left;
  double top;
  double right;
  double bottom;
} ChezuFigureBox;

/* Consecutive vertices of a line or ring, with the first of the next run at their end: looked at
 * only where their box is. */
typedef struct
{
  ChezuFigureBox box;
  guint first; /* vertex */
  guint end;
} ChezuFigureRun;

/* Immutable after it was made, and counted, so that a painting thread may keep it. */
typedef struct
{
  gatomicrefcount references;
  ChezuOverlayShapes *shapes;
  const ChezuPlane *plane;
  ChezuFigurePoint *points; /* as many as there are vertices */
  ChezuFigureBox *boxes;    /* as many as there are features */
  ChezuFigureRun *runs;
  guint *first_runs; /* of each part, and one more */
} ChezuOverlayFigure;

ChezuOverlayFigure *chezu_overlay_figure_new (ChezuOverlayShapes *shapes, const ChezuPlane *plane);
ChezuOverlayFigure *chezu_overlay_figure_ref (ChezuOverlayFigure *self);
void chezu_overlay_figure_unref (ChezuOverlayFigure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuOverlayFigure, chezu_overlay_figure_unref)

/* The feature that is drawn last of those within @reach of a place, in Mercator units; of points
 * and lines, or of areas. -1 none. */
int chezu_overlay_figure_find (
    const ChezuOverlayFigure *self, double x, double y, double reach, gboolean areas);

/* Where its label stands: at a point, in the middle of a line, within an area. */
ChezuFigurePoint chezu_overlay_figure_get_anchor (const ChezuOverlayFigure *self, guint feature);

static inline gboolean
chezu_figure_box_meets (const ChezuFigureBox *a, const ChezuFigureBox *b)
{
  return a->left <= b->right && a->right >= b->left && a->top <= b->bottom && a->bottom >= b->top;
}

G_END_DECLS
