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

/* How finely, and how polygons are cut. */
typedef struct
{
  ChezuBounds bounds;
  char resolution;     /* as GMT calls it: c, l, i, h */
  double cell_size;    /* degrees */
  double cell_overlap; /* degrees; two pixels of the coarsest tiles at least */
} ChezuLandScale;

ChezuLand *chezu_land_load (const ChezuLandScale *scale,
                            ChezuLandLevel level,
                            double smallest_km2,
                            gboolean smooth,
                            GError **error);
void chezu_land_free (ChezuLand *self);

/* Big polygons cut into cells that overlap. */
typedef struct
{
  GPtrArray *polygons; /* of OGRGeometryH */
  double size;         /* degrees */
  double overlap;      /* degrees */
} ChezuCells;

void chezu_cells_add (const ChezuCells *cells, OGRGeometryH polygon);

OGRGeometryH chezu_geometry_of_ring (const ChezuLine *ring);
OGRGeometryH chezu_geometry_of_line (const ChezuLine *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuLand, chezu_land_free)

G_END_DECLS
