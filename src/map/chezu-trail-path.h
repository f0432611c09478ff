/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixes of a trail as lines: runs that are known, gaps between them, arrows along. */

#pragma once

#include "base/chezu-plane.h"
#include "map/chezu-trail-colors.h"
#include "store/chezu-record.h"

G_BEGIN_DECLS

/* Arrows stand that far apart, in pixels. */
#define CHEZU_TRAIL_ARROW_PX 88.0

/* Pixels of the world at some scale. */
typedef struct
{
  double x;
  double y;
  gboolean starts; /* no line leads here: the first point, or the first after a gap */
  guint step;      /* of the colour of the line that leads here */
} ChezuTrailPoint;

typedef struct
{
  double x0;
  double y0;
  double x1;
  double y1;
  gint64 duration_ms;
} ChezuTrailGap;

typedef struct
{
  double x;
  double y;
  double angle; /* radians clockwise from the positive x axis */
} ChezuTrailArrow;

typedef struct _ChezuTrailPath ChezuTrailPath;

ChezuTrailPath *
chezu_trail_path_new (const ChezuFix *fixes, gsize n_fixes, const ChezuPlane *plane);
void chezu_trail_path_free (ChezuTrailPath *self);

/* @now_ms: what ages are counted from; both change the points. */
void
chezu_trail_path_set_coloring (ChezuTrailPath *self, ChezuTrailColoring coloring, gint64 now_ms);
void chezu_trail_path_set_scale (ChezuTrailPath *self, double scale);
GArray *chezu_trail_path_get_points (ChezuTrailPath *self);
GArray *chezu_trail_path_get_gaps (ChezuTrailPath *self);
void chezu_trail_path_collect_arrows (
    ChezuTrailPath *self, double left, double top, double right, double bottom, GArray *arrows);
gboolean chezu_trail_path_get_end (ChezuTrailPath *self, double *x, double *y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTrailPath, chezu_trail_path_free)

G_END_DECLS
