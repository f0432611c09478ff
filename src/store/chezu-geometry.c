/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-geometry-private.h"

#include "store/chezu-geometry-reader-private.h"

#include <math.h>
#include <string.h>

#define ENVELOPE_XY (1 << 1)
#define ENVELOPE_XY_SIZE 32

/* --- Writing: little endian throughout ---------------------------------------------------- */

static guint8 *
put_uint (guint8 *at, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  memcpy (at, &little, sizeof little);
  return at + sizeof little;
}

static guint8 *
put_double (guint8 *at, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  memcpy (at, &bits, sizeof bits);
  return at + sizeof bits;
}

static guint8 *
put_header (guint8 *at, guint8 flags)
{
  *at++ = 'G';
  *at++ = 'P';
  *at++ = 0;
  *at++ = flags | CHEZU_GEOMETRY_LITTLE_ENDIAN;
  return put_uint (at, CHEZU_GEOMETRY_SRS);
}

static guint8 *
put_wkb_head (guint8 *at, guint32 type)
{
  *at++ = 1;
  return put_uint (at, type);
}

void
chezu_geometry_write_point (double lon, double lat, guint8 blob[CHEZU_GEOMETRY_POINT_SIZE])
{
  guint8 *at = put_wkb_head (put_header (blob, 0), CHEZU_WKB_POINT);

  at = put_double (at, lon);
  at = put_double (at, lat);
  g_assert (at == blob + CHEZU_GEOMETRY_POINT_SIZE);
}

static void
measure (const GArray *coordinates, double envelope[4])
{
  envelope[0] = envelope[2] = INFINITY;
  envelope[1] = envelope[3] = -INFINITY;
  for (guint i = 0; i < coordinates->len; i++)
    {
      double value = g_array_index (coordinates, double, i);
      double *range = envelope + (i % 2) * 2;

      range[0] = MIN (range[0], value);
      range[1] = MAX (range[1], value);
    }
}

static guint8 *
put_ring (guint8 *at, const GArray *coordinates, guint from, guint to)
{
  at = put_uint (at, to - from);
  for (guint i = 2 * from; i < 2 * to; i++)
    at = put_double (at, g_array_index (coordinates, double, i));
  return at;
}

GBytes *
chezu_geometry_write_multipolygon (const GArray *coordinates,
                                   const GArray *ring_starts,
                                   const GArray *polygon_starts)
{
  guint n_polygons = polygon_starts->len - 1;
  guint n_rings = ring_starts->len - 1;
  gsize size = CHEZU_GEOMETRY_HEADER_SIZE + ENVELOPE_XY_SIZE + 9 + 9 * (gsize)n_polygons
               + 4 * (gsize)n_rings + sizeof (double) * (gsize)coordinates->len;
  guint8 *blob = g_malloc (size);
  guint8 *at = put_header (blob, ENVELOPE_XY);
  double envelope[4];

  measure (coordinates, envelope);
  for (guint i = 0; i < 4; i++)
    at = put_double (at, envelope[i]);

  at = put_uint (put_wkb_head (at, CHEZU_WKB_MULTIPOLYGON), n_polygons);
  for (guint p = 0; p < n_polygons; p++)
    {
      guint first = g_array_index (polygon_starts, guint, p);
      guint end = g_array_index (polygon_starts, guint, p + 1);

      at = put_uint (put_wkb_head (at, CHEZU_WKB_POLYGON), end - first);
      for (guint r = first; r < end; r++)
        at = put_ring (at, coordinates, g_array_index (ring_starts, guint, r),
                       g_array_index (ring_starts, guint, r + 1));
    }

  g_assert (at == blob + size);
  return g_bytes_new_take (blob, size);
}

/* --- Reading: whoever edits a layer may write other byte orders, envelopes and dimensions - */

gboolean
chezu_geometry_read_point (gconstpointer blob, gsize size, double *lon, double *lat)
{
  ChezuGeometryReader reader = { blob, (const guint8 *)blob + size, FALSE };
  guint32 type;
  guint dimensions;

  return blob != NULL && chezu_geometry_skip_header (&reader)
         && chezu_geometry_take_wkb_head (&reader, &type, &dimensions) && type == CHEZU_WKB_POINT
         && chezu_geometry_take_vertex (&reader, dimensions, lon, lat);
}

static gboolean
take_ring (ChezuGeometryReader *reader, guint dimensions, GArray *coordinates, GArray *ring_starts)
{
  guint32 n_vertices;
  guint end;

  if (!chezu_geometry_take_uint (reader, &n_vertices)
      || n_vertices > (gsize)(reader->end - reader->at) / (dimensions * sizeof (double)))
    return FALSE;

  for (guint32 i = 0; i < n_vertices; i++)
    {
      double vertex[2];

      if (!chezu_geometry_take_vertex (reader, dimensions, &vertex[0], &vertex[1]))
        return FALSE;
      g_array_append_vals (coordinates, vertex, 2);
    }

  end = coordinates->len / 2;
  g_array_append_val (ring_starts, end);
  return TRUE;
}

static gboolean
take_polygon (ChezuGeometryReader *reader,
              guint32 type,
              guint dimensions,
              GArray *coordinates,
              GArray *ring_starts)
{
  guint32 n_rings;

  if (type != CHEZU_WKB_POLYGON || !chezu_geometry_take_uint (reader, &n_rings))
    return FALSE;
  for (guint32 i = 0; i < n_rings; i++)
    if (!take_ring (reader, dimensions, coordinates, ring_starts))
      return FALSE;
  return TRUE;
}

static gboolean
take_polygons (ChezuGeometryReader *reader, GArray *coordinates, GArray *ring_starts)
{
  guint32 type;
  guint dimensions;
  guint32 n_polygons;

  if (!chezu_geometry_take_wkb_head (reader, &type, &dimensions))
    return FALSE;
  if (type != CHEZU_WKB_MULTIPOLYGON)
    return take_polygon (reader, type, dimensions, coordinates, ring_starts);
  if (!chezu_geometry_take_uint (reader, &n_polygons))
    return FALSE;

  for (guint32 i = 0; i < n_polygons; i++)
    if (!chezu_geometry_take_wkb_head (reader, &type, &dimensions)
        || !take_polygon (reader, type, dimensions, coordinates, ring_starts))
      return FALSE;
  return TRUE;
}

gboolean
chezu_geometry_read_rings (gconstpointer blob, gsize size, GArray *coordinates, GArray *ring_starts)
{
  ChezuGeometryReader reader = { blob, (const guint8 *)blob + size, FALSE };
  guint first = coordinates->len / 2;

  if (blob == NULL || !chezu_geometry_skip_header (&reader))
    return FALSE;

  if (ring_starts->len == 0)
    g_array_append_val (ring_starts, first);
  return take_polygons (&reader, coordinates, ring_starts);
}

/* --- Inspecting --------------------------------------------------------------------------- */

/* An empty point is written as one of NaN. */
static gboolean
inspect_vertex (ChezuGeometryReader *reader, guint dimensions, ChezuGeometryInfo *info)
{
  double x;
  double y;
  double ignored;

  if (!chezu_geometry_take_double (reader, &x) || !chezu_geometry_take_double (reader, &y))
    return FALSE;
  for (guint i = 2; i < dimensions; i++)
    if (!chezu_geometry_take_double (reader, &ignored))
      return FALSE;
  if (isnan (x) && isnan (y))
    return TRUE;
  if (!isfinite (x) || !isfinite (y))
    return FALSE;

  info->empty = FALSE;
  info->min_x = MIN (info->min_x, x);
  info->max_x = MAX (info->max_x, x);
  info->min_y = MIN (info->min_y, y);
  info->max_y = MAX (info->max_y, y);
  return TRUE;
}

static gboolean
inspect_vertices (ChezuGeometryReader *reader, guint dimensions, ChezuGeometryInfo *info)
{
  guint32 n;

  if (!chezu_geometry_take_uint (reader, &n)
      || n > (gsize)(reader->end - reader->at) / (dimensions * sizeof (double)))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!inspect_vertex (reader, dimensions, info))
      return FALSE;
  return TRUE;
}

static gboolean
inspect_rings (ChezuGeometryReader *reader, guint dimensions, ChezuGeometryInfo *info)
{
  guint32 n;

  if (!chezu_geometry_take_uint (reader, &n))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!inspect_vertices (reader, dimensions, info))
      return FALSE;
  return TRUE;
}

static gboolean inspect_members (ChezuGeometryReader *reader, guint depth, ChezuGeometryInfo *info);

static gboolean
inspect_wkb (ChezuGeometryReader *reader, guint depth, guint32 *type, ChezuGeometryInfo *info)
{
  guint dimensions;

  if (!chezu_geometry_take_wkb_head (reader, type, &dimensions))
    return FALSE;
  if (*type == CHEZU_WKB_POINT)
    return inspect_vertex (reader, dimensions, info);
  if (*type == CHEZU_WKB_LINE)
    return inspect_vertices (reader, dimensions, info);
  if (*type == CHEZU_WKB_POLYGON)
    return inspect_rings (reader, dimensions, info);
  return *type >= CHEZU_WKB_MULTIPOINT && *type <= CHEZU_WKB_COLLECTION
         && depth < CHEZU_WKB_NESTING_MAX && inspect_members (reader, depth + 1, info);
}

static gboolean
inspect_members (ChezuGeometryReader *reader, guint depth, ChezuGeometryInfo *info)
{
  guint32 n;
  guint32 type;

  if (!chezu_geometry_take_uint (reader, &n))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!inspect_wkb (reader, depth, &type, info))
      return FALSE;
  return TRUE;
}

gboolean
chezu_geometry_inspect (gconstpointer blob, gsize size, ChezuGeometryInfo *info)
{
  ChezuGeometryReader reader = { blob, (const guint8 *)blob + size, FALSE };
  guint8 flags;
  guint32 srs;

  if (blob == NULL || !chezu_geometry_skip_envelope (&reader, &flags)
      || (flags & CHEZU_GEOMETRY_EXTENDED) != 0)
    return FALSE;

  memcpy (&srs, (const guint8 *)blob + 4, sizeof srs);
  srs = (flags & CHEZU_GEOMETRY_LITTLE_ENDIAN) != 0 ? GUINT32_FROM_LE (srs) : GUINT32_FROM_BE (srs);
  *info = (ChezuGeometryInfo){
    .srs = (gint32)srs,
    .empty = TRUE,
    .min_x = INFINITY,
    .max_x = -INFINITY,
    .min_y = INFINITY,
    .max_y = -INFINITY,
  };
  return inspect_wkb (&reader, 0, &info->type, info) && reader.at == reader.end
         && info->empty == ((flags & CHEZU_GEOMETRY_EMPTY) != 0);
}
