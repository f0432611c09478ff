/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features of overlays as geometry blobs, and back. */

#include "store/chezu-geometry-private.h"

#include "store/chezu-geometry-reader-private.h"

/* --- Writing: little endian throughout ---------------------------------------------------- */

static void
put_uint (GByteArray *blob, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (blob, (const guint8 *)&little, sizeof little);
}

static void
put_double (GByteArray *blob, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  g_byte_array_append (blob, (const guint8 *)&bits, sizeof bits);
}

static void
put_head (GByteArray *blob, guint32 type)
{
  const guint8 little_endian = 1;

  g_byte_array_append (blob, &little_endian, 1);
  put_uint (blob, type);
}

static void
put_vertices (GByteArray *blob, const ChezuOverlayShapes *shapes, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    {
      const ChezuOverlayVertex *vertex = &g_array_index (shapes->vertices, ChezuOverlayVertex, i);

      put_double (blob, vertex->lon);
      put_double (blob, vertex->lat);
    }
}

/* A line or a ring. */
static void
put_part (GByteArray *blob, const ChezuOverlayShapes *shapes, guint part)
{
  guint first = g_array_index (shapes->parts, ChezuOverlayPart, part).first_vertex;
  guint end = chezu_overlay_shapes_end_of_part (shapes, part);

  put_uint (blob, end - first);
  put_vertices (blob, shapes, first, end);
}

static gboolean
is_hole (const ChezuOverlayShapes *shapes, guint part)
{
  return g_array_index (shapes->parts, ChezuOverlayPart, part).is_hole;
}

static void
put_points (GByteArray *blob, const ChezuOverlayShapes *shapes, guint first_part, guint end_part)
{
  guint first = g_array_index (shapes->parts, ChezuOverlayPart, first_part).first_vertex;
  guint end = chezu_overlay_shapes_end_of_part (shapes, end_part - 1);

  if (end - first == 1)
    {
      put_head (blob, CHEZU_WKB_POINT);
      put_vertices (blob, shapes, first, end);
      return;
    }
  put_head (blob, CHEZU_WKB_MULTIPOINT);
  put_uint (blob, end - first);
  for (guint i = first; i < end; i++)
    {
      put_head (blob, CHEZU_WKB_POINT);
      put_vertices (blob, shapes, i, i + 1);
    }
}

static void
put_lines (GByteArray *blob, const ChezuOverlayShapes *shapes, guint first, guint end)
{
  if (end - first > 1)
    {
      put_head (blob, CHEZU_WKB_MULTILINE);
      put_uint (blob, end - first);
    }
  for (guint part = first; part < end; part++)
    {
      put_head (blob, CHEZU_WKB_LINE);
      put_part (blob, shapes, part);
    }
}

static void
put_polygons (GByteArray *blob, const ChezuOverlayShapes *shapes, guint first, guint end)
{
  guint n_polygons = 0;

  for (guint part = first; part < end; part++)
    n_polygons += part == first || !is_hole (shapes, part);
  if (n_polygons > 1)
    {
      put_head (blob, CHEZU_WKB_MULTIPOLYGON);
      put_uint (blob, n_polygons);
    }
  for (guint part = first; part < end;)
    {
      guint after = part + 1;

      while (after < end && is_hole (shapes, after))
        after++;
      put_head (blob, CHEZU_WKB_POLYGON);
      put_uint (blob, after - part);
      for (; part < after; part++)
        put_part (blob, shapes, part);
    }
}

GBytes *
chezu_geometry_write_shape (const ChezuOverlayShapes *shapes, guint feature)
{
  static const guint8 magic[] = { 'G', 'P', 0, CHEZU_GEOMETRY_LITTLE_ENDIAN };
  const ChezuOverlayFeature *what = chezu_overlay_shapes_get (shapes, feature);
  guint end = chezu_overlay_shapes_end_of_feature (shapes, feature);
  GByteArray *blob = g_byte_array_new ();

  g_return_val_if_fail (what->first_part < end, g_byte_array_free_to_bytes (blob));

  g_byte_array_append (blob, magic, sizeof magic);
  put_uint (blob, CHEZU_GEOMETRY_SRS);
  switch (what->kind)
    {
    case CHEZU_OVERLAY_POINT:
      put_points (blob, shapes, what->first_part, end);
      break;
    case CHEZU_OVERLAY_LINE:
      put_lines (blob, shapes, what->first_part, end);
      break;
    case CHEZU_OVERLAY_POLYGON:
    case CHEZU_N_OVERLAY_KINDS:
    default:
      put_polygons (blob, shapes, what->first_part, end);
      break;
    }
  return g_byte_array_free_to_bytes (blob);
}

/* --- Reading: whoever edits the layer may write other forms ------------------------------- */

typedef struct
{
  ChezuGeometryReader reader;
  ChezuOverlayShapes *shapes;
  const ChezuOverlayFeature *texts;
  int kind; /* of the feature that is being filled; -1 none yet */
} Filling;

/* A collection of several kinds becomes several features. */
static void
begin_part (Filling *self, ChezuOverlayKind kind, gboolean hole)
{
  if (self->kind != (int)kind)
    {
      ChezuOverlayFeature feature = *self->texts;

      feature.kind = kind;
      chezu_overlay_shapes_add_feature (self->shapes, &feature);
      self->kind = (int)kind;
    }
  chezu_overlay_shapes_add_part (self->shapes, hole);
}

static gboolean
take_vertices (Filling *self, guint dimensions, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      double lon;
      double lat;

      if (!chezu_geometry_take_vertex (&self->reader, dimensions, &lon, &lat))
        return FALSE;
      chezu_overlay_shapes_add_vertex (self->shapes, lon, lat);
    }
  return TRUE;
}

static gboolean
take_counted (Filling *self, guint dimensions)
{
  guint32 n;

  return chezu_geometry_take_uint (&self->reader, &n) && n > 0
         && n <= (gsize)(self->reader.end - self->reader.at) / (dimensions * sizeof (double))
         && take_vertices (self, dimensions, n);
}

static gboolean
take_polygon (Filling *self, guint dimensions)
{
  guint32 n_rings;

  if (!chezu_geometry_take_uint (&self->reader, &n_rings))
    return FALSE;
  for (guint32 ring = 0; ring < n_rings; ring++)
    {
      begin_part (self, CHEZU_OVERLAY_POLYGON, ring > 0);
      if (!take_counted (self, dimensions))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_shape (Filling *self, guint depth)
{
  guint32 type;
  guint dimensions;
  guint32 n;

  if (!chezu_geometry_take_wkb_head (&self->reader, &type, &dimensions))
    return FALSE;
  switch (type)
    {
    case CHEZU_WKB_POINT:
      begin_part (self, CHEZU_OVERLAY_POINT, FALSE);
      return take_vertices (self, dimensions, 1);
    case CHEZU_WKB_LINE:
      begin_part (self, CHEZU_OVERLAY_LINE, FALSE);
      return take_counted (self, dimensions);
    case CHEZU_WKB_POLYGON:
      return take_polygon (self, dimensions);
    default:
      if (type > CHEZU_WKB_COLLECTION || depth >= CHEZU_WKB_NESTING_MAX
          || !chezu_geometry_take_uint (&self->reader, &n))
        return FALSE;
    }
  for (guint32 i = 0; i < n; i++)
    if (!take_shape (self, depth + 1))
      return FALSE;
  return TRUE;
}

gboolean
chezu_geometry_read_shape (gconstpointer blob,
                           gsize size,
                           const ChezuOverlayFeature *texts,
                           ChezuOverlayShapes *shapes)
{
  Filling filling = {
    .reader = { blob, (const guint8 *)blob + size, FALSE },
    .shapes = shapes,
    .texts = texts,
    .kind = -1,
  };
  guint n_before = shapes->features->len;

  if (blob != NULL && chezu_geometry_skip_header (&filling.reader) && take_shape (&filling, 0)
      && filling.kind >= 0)
    return TRUE;
  while (shapes->features->len > n_before)
    chezu_overlay_shapes_drop_feature (shapes);
  return FALSE;
}
