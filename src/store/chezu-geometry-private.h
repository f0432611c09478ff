/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GeoPackage geometry blobs (OGC 12-128r17, 2.1.3): a header of "GP" and reference system, then
 * well-known binary. */

#pragma once

#include "store/chezu-overlay-shapes.h"

G_BEGIN_DECLS

#define CHEZU_GEOMETRY_SRS 4326
#define CHEZU_GEOMETRY_POINT_SIZE 29

void chezu_geometry_write_point (double lon, double lat, guint8 blob[CHEZU_GEOMETRY_POINT_SIZE]);
gboolean chezu_geometry_read_point (gconstpointer blob, gsize size, double *lon, double *lat);

/* @coordinates (double: lon, lat, …) and @ring_starts (guint: first vertex of each ring, and the
 * number of vertices) as in ChezuRegionRow; @polygon_starts (guint) the same for the first ring of
 * each polygon. */
GBytes *chezu_geometry_write_multipolygon (const GArray *coordinates,
                                           const GArray *ring_starts,
                                           const GArray *polygon_starts);
/* Appends to the arrays; reads polygons and multipolygons in either byte order, with Z and M left
 * out. */
gboolean chezu_geometry_read_rings (gconstpointer blob,
                                    gsize size,
                                    GArray *coordinates,
                                    GArray *ring_starts);

/* A feature of @shapes: point, line, polygon, or several of its kind. */
GBytes *chezu_geometry_write_shape (const ChezuOverlayShapes *shapes, guint feature);
/* Adds to @shapes what @blob is made of as one feature for each kind in it, described as @texts is.
 * FALSE when it is no geometry; then nothing is added. */
gboolean chezu_geometry_read_shape (gconstpointer blob,
                                    gsize size,
                                    const ChezuOverlayFeature *texts,
                                    ChezuOverlayShapes *shapes);

/* What can be said of a geometry of any kind. */
typedef struct
{
  guint32 type; /* of well-known binary, without Z and M: 1 point, 3 polygon, 6 multipolygon, … */
  gint32 srs;
  gboolean empty; /* no vertex: then there are no bounds */
  double min_x;
  double max_x;
  double min_y;
  double max_y;
} ChezuGeometryInfo;

/* FALSE when @blob is no geometry, or does not end where its geometry does. The bounds are those of
 * the vertices, whatever its header says. */
gboolean chezu_geometry_inspect (gconstpointer blob, gsize size, ChezuGeometryInfo *info);

G_END_DECLS
