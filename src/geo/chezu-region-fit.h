/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regions brought to the coast that the base map draws. */

#pragma once

#include "geo/chezu-land.h"

G_BEGIN_DECLS

/* How far the charts of provinces and of coasts may differ, degrees. */
#define CHEZU_REGION_REACH 0.15

/* Fitted regions have their points on this grid, degrees: some ten metres. */
#define CHEZU_REGION_GRID 1e-4

OGRGeometryH chezu_region_fit (OGRGeometryH region,
                               const ChezuLines *coast,
                               const GPtrArray *neighbours,
                               const GPtrArray *land,
                               double smallest);

OGRGeometryH chezu_geometry_of_rings (ChezuLines *rings);

G_END_DECLS
