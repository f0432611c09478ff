/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Land and lakes as polygons, from the shore lines that GMT prints. */

#pragma once

#include <ogr_api.h>

#include "geo/chezu-lines.h"

G_BEGIN_DECLS

typedef struct
{
  double west, south, east, north; /* degrees */
} ChezuBounds;

typedef struct
{
  ChezuLines *shore;   /* whole lines, closed ones included */
  GPtrArray *polygons; /* of OGRGeometryH, owned, cut into cells that overlap */
} ChezuLand;

/* What a shore line goes around. */
typedef enum
{
  CHEZU_LAND_IN_SEA = 1,
  CHEZU_LAKE_ON_LAND = 2,
  CHEZU_LAND_IN_LAKE = 3,
} ChezuLandLevel;

ChezuLand *chezu_land_load (const ChezuBounds *bounds,
                            char resolution,
                            ChezuLandLevel level,
                            double smallest_km2,
                            GError **error);
void chezu_land_free (ChezuLand *self);

void chezu_land_add_cells (GPtrArray *cells, OGRGeometryH polygon, double size);

OGRGeometryH chezu_geometry_of_ring (const ChezuLine *ring);
OGRGeometryH chezu_geometry_of_line (const ChezuLine *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuLand, chezu_land_free)

G_END_DECLS
