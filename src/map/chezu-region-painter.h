/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints the grid regions into a picture: tint, inner edge, and a fade towards foreign land. */

#pragma once

#include <cairo.h>

#include "base/chezu-plane.h"
#include "fleet/chezu-fleet.h"
#include "map/chezu-palette.h"

G_BEGIN_DECLS

/* Regions projected once, ready to be painted at any scale. Immutable after it was made and counted
 * by reference, so that a thread may paint while the next set is being loaded. */
typedef struct _ChezuRegionPainter ChezuRegionPainter;

ChezuRegionPainter *chezu_region_painter_new (const GPtrArray *rows); /* of ChezuRegionRow */
ChezuRegionPainter *chezu_region_painter_new_on (const ChezuRegionPainter *other,
                                                 const ChezuPlane *plane);
ChezuRegionPainter *chezu_region_painter_ref (ChezuRegionPainter *self);
void chezu_region_painter_unref (ChezuRegionPainter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuRegionPainter, chezu_region_painter_unref)

typedef struct
{
  ChezuFleetFrame frame;
  ChezuScheme scheme;
  int scale_factor;
} ChezuRegionPicture;

double chezu_region_tint (double zoom);
gboolean chezu_region_is_frontier (double lon, double lat);
cairo_surface_t *chezu_region_painter_paint (const ChezuRegionPainter *self,
                                             const ChezuRegionPicture *picture);

G_END_DECLS
