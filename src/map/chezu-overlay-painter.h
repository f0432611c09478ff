/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints overlays into a picture. */

#pragma once

#include <cairo.h>

#include "map/chezu-overlay-figure.h"
#include "map/chezu-painted.h"
#include "map/chezu-palette.h"
#include "store/chezu-overlay-table.h"

G_BEGIN_DECLS

/* One of those that are painted, the lowest first. */
typedef struct
{
  ChezuOverlayFigure *figure;
  ChezuOverlayStyle style;
} ChezuOverlayPaint;

/* How far from its place a point of that style is drawn, pixels. */
double chezu_overlay_point_radius (const ChezuOverlayStyle *style);

/* @paints: of ChezuOverlayPaint. May run on any thread. Returns: (transfer full): an image surface
 * with its scale factor as device scale, or NULL when nothing is in view or it was cancelled. */
cairo_surface_t *chezu_overlay_painter_paint (const GArray *paints,
                                              const ChezuPaintedFrame *wanted,
                                              GCancellable *cancellable);

/* A point, a line and an area, those that @kinds counts, as the overlay draws them. */
void chezu_overlay_painter_draw_sample (cairo_t *cr,
                                        const ChezuOverlayStyle *style,
                                        ChezuScheme scheme,
                                        const guint kinds[CHEZU_N_OVERLAY_KINDS],
                                        double size);

G_END_DECLS
