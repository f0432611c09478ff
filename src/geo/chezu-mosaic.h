/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Provinces as a mosaic: lines between neighbours, and the regions that provinces dissolve into. */

#pragma once

#include "geo/chezu-lines.h"

G_BEGIN_DECLS

/* No region: a province outside the grids. */
#define CHEZU_MOSAIC_ALONE (-1)

typedef struct _ChezuMosaic ChezuMosaic;

ChezuMosaic *chezu_mosaic_new (double snap, double tolerance);
void chezu_mosaic_free (ChezuMosaic *self);

void chezu_mosaic_add_ring (ChezuMosaic *self,
                            guint province,
                            int region,
                            gboolean borders_foreign_land,
                            const ChezuLine *ring);
void chezu_mosaic_build (ChezuMosaic *self);

ChezuLines *chezu_mosaic_inner_lines (ChezuMosaic *self);
ChezuLines *chezu_mosaic_region_rings (ChezuMosaic *self, int region, double smallest);
ChezuLines *chezu_mosaic_region_outer_edges (ChezuMosaic *self, int region, gboolean foreign_only);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuMosaic, chezu_mosaic_free)

G_END_DECLS
