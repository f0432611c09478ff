/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two charts of one coast differ by up to ten kilometres where rivers build it. A region is grown
 * across its own coast, kept off its neighbours, and cut along the coast that is drawn. */

#include "geo/chezu-region-fit.h"

#include <cpl_error.h>
#include <math.h>

/* Takes @geometry. */
static OGRGeometryH
make_valid (OGRGeometryH geometry)
{
  OGRGeometryH valid;

  /* GDAL tells where it crosses itself, which is about to be mended. */
  CPLPushErrorHandler (CPLQuietErrorHandler);
  valid = OGR_G_IsValid (geometry) ? NULL : OGR_G_MakeValid (geometry);
  CPLPopErrorHandler ();
  if (valid == NULL)
    return geometry;
  OGR_G_DestroyGeometry (geometry);
  return valid;
}

/* Rounded as it will be written, and valid as such. Takes @geometry. */
static OGRGeometryH
on_grid (OGRGeometryH geometry)
{
  OGRGeometryH rounded = OGR_G_SetPrecision (geometry, CHEZU_REGION_GRID, 0);

  if (rounded == NULL)
    return geometry;
  OGR_G_DestroyGeometry (geometry);
  return rounded;
}

/* What is left of @geometry, which is taken, without @other. */
static OGRGeometryH
subtract (OGRGeometryH geometry, OGRGeometryH other)
{
  OGRGeometryH left
      = OGR_G_Intersects (geometry, other) ? OGR_G_Difference (geometry, other) : NULL;

  if (left == NULL)
    return geometry;
  OGR_G_DestroyGeometry (geometry);
  return left;
}

static double
area_of_ring (OGRGeometryH ring)
{
  return fabs (OGR_G_Area (ring));
}

/* A polygon without the holes that are too small to see. */
static OGRGeometryH
without_small_holes (OGRGeometryH polygon, double smallest)
{
  OGRGeometryH kept = OGR_G_CreateGeometry (wkbPolygon);

  for (int i = 0; i < OGR_G_GetGeometryCount (polygon); i++)
    if (i == 0 || area_of_ring (OGR_G_GetGeometryRef (polygon, i)) >= smallest)
      OGR_G_AddGeometry (kept, OGR_G_GetGeometryRef (polygon, i));
  return kept;
}

/* Adds the polygons of @geometry that are large enough to @parts. */
static void
collect_large (OGRGeometryH parts, OGRGeometryH geometry, double smallest)
{
  OGRwkbGeometryType type = wkbFlatten (OGR_G_GetGeometryType (geometry));

  if (type == wkbPolygon)
    {
      if (OGR_G_Area (geometry) >= smallest)
        OGR_G_AddGeometryDirectly (parts, without_small_holes (geometry, smallest));
    }
  else
    for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++)
      collect_large (parts, OGR_G_GetGeometryRef (geometry, i), smallest);
}

/* The strip to both sides of the coast, without what is the neighbours'. */
static OGRGeometryH
make_strip (const ChezuLines *coast, const GPtrArray *neighbours)
{
  OGRGeometryH lines = OGR_G_CreateGeometry (wkbMultiLineString);
  OGRGeometryH strip;

  for (guint i = 0; i < coast->len; i++)
    {
      /* Bays narrower than a fifth of the reach make no difference to the strip, but to the time.
       */
      g_autoptr (GArray) simple
          = chezu_line_simplify (chezu_lines_get (coast, i), CHEZU_REGION_REACH / 5.0);

      OGR_G_AddGeometryDirectly (lines, chezu_geometry_of_line (simple));
    }
  strip = OGR_G_Buffer (lines, CHEZU_REGION_REACH, 2);
  OGR_G_DestroyGeometry (lines);
  for (guint i = 0; strip != NULL && i < neighbours->len; i++)
    strip = subtract (strip, g_ptr_array_index (neighbours, i));
  return strip;
}

/* Adds what of @strip is on land to @parts. */
static void
collect_land (OGRGeometryH parts, OGRGeometryH strip, const GPtrArray *land, double smallest)
{
  for (guint i = 0; i < land->len; i++)
    {
      OGRGeometryH cell = g_ptr_array_index (land, i);
      OGRGeometryH part = NULL;

      if (OGR_G_Area (cell) >= smallest && OGR_G_Intersects (strip, cell))
        part = OGR_G_Intersection (strip, cell);
      if (part == NULL)
        continue;
      /* Cells cut slivers off what they share; only the whole is measured. */
      collect_large (parts, part, 0.0);
      OGR_G_DestroyGeometry (part);
    }
}

/* The region as it is inland, and the land of the strip. Takes both. */
static OGRGeometryH
replace_coast (OGRGeometryH region, OGRGeometryH strip, const GPtrArray *land, double smallest)
{
  OGRGeometryH parts = OGR_G_CreateGeometry (wkbMultiPolygon);
  OGRGeometryH whole;

  region = subtract (region, strip);
  collect_large (parts, region, 0.0);
  collect_land (parts, strip, land, smallest);
  whole = OGR_G_UnionCascaded (parts);
  OGR_G_DestroyGeometry (parts);
  OGR_G_DestroyGeometry (region);
  OGR_G_DestroyGeometry (strip);
  return whole;
}

/**
 * chezu_region_fit:
 * @region: (transfer full): as its provinces outline it
 * @coast: the parts of its outline that are towards the sea
 * @neighbours: of OGRGeometryH: all that is not to be taken
 * @land: of OGRGeometryH: land polygons, in cells that overlap
 * @smallest: square degrees; islands and holes below are left out
 *
 * Returns: (transfer full): a multipolygon whose coast is the land's
 */
OGRGeometryH
chezu_region_fit (OGRGeometryH region,
                  const ChezuLines *coast,
                  const GPtrArray *neighbours,
                  const GPtrArray *land,
                  double smallest)
{
  OGRGeometryH result = OGR_G_CreateGeometry (wkbMultiPolygon);
  OGRGeometryH strip = coast->len > 0 ? make_strip (coast, neighbours) : NULL;
  OGRGeometryH fitted = strip != NULL ? replace_coast (region, strip, land, smallest) : region;

  fitted = on_grid (fitted);
  collect_large (result, fitted, smallest);
  OGR_G_DestroyGeometry (fitted);
  return result;
}

/* --- Rings to polygons --- */

static gboolean
contains (const ChezuLine *ring, const ChezuPoint *point)
{
  gboolean inside = FALSE;

  for (guint i = 0, j = ring->len - 1; i < ring->len; j = i++)
    {
      const ChezuPoint *a = chezu_line_point (ring, i), *b = chezu_line_point (ring, j);

      if ((a->lat > point->lat) != (b->lat > point->lat)
          && point->lon < (b->lon - a->lon) * (point->lat - a->lat) / (b->lat - a->lat) + a->lon)
        inside = !inside;
    }
  return inside;
}

static int
by_area (gconstpointer a, gconstpointer b)
{
  double area_a = fabs (chezu_line_signed_area (*(ChezuLine *const *)a));
  double area_b = fabs (chezu_line_signed_area (*(ChezuLine *const *)b));

  return area_a > area_b ? -1 : area_a < area_b;
}

/**
 * chezu_geometry_of_rings:
 * @rings: closed; sorted by this
 *
 * Returns: (transfer full): valid polygons; rings within others are holes
 */
OGRGeometryH
chezu_geometry_of_rings (ChezuLines *rings)
{
  OGRGeometryH result = OGR_G_CreateGeometry (wkbMultiPolygon);
  g_autofree OGRGeometryH *outer = g_new0 (OGRGeometryH, rings->len + 1);

  g_ptr_array_sort (rings, by_area);
  for (guint i = 0; i < rings->len; i++)
    {
      ChezuLine *ring = chezu_lines_get (rings, i);
      OGRGeometryH polygon = chezu_geometry_of_ring (ring);
      OGRGeometryH holder = NULL;

      for (guint j = 0; j < i && holder == NULL; j++)
        if (outer[j] != NULL && contains (chezu_lines_get (rings, j), chezu_line_point (ring, 0)))
          holder = outer[j];
      if (holder == NULL)
        outer[i] = polygon;
      else
        {
          OGR_G_AddGeometry (holder, OGR_G_GetGeometryRef (polygon, 0));
          OGR_G_DestroyGeometry (polygon);
        }
    }
  for (guint i = 0; i < rings->len; i++)
    if (outer[i] != NULL)
      OGR_G_AddGeometryDirectly (result, outer[i]);
  return make_valid (result);
}
