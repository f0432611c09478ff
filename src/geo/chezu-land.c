/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GMT prints shores in the pieces of its bins, which share end points exactly: joined, most are
 * closed and are polygons as they stand. Those that the edge of the wanted area cuts are closed
 * with it. Big polygons are cut into cells, because tiles are clipped from each polygon that
 * touches them; the cells overlap, because exact ones leave hairlines. */

#include "geo/chezu-land.h"

#include "geo/chezu-gmt.h"

#include <cpl_error.h>
#include <math.h>

/* --- Geometry --- */

OGRGeometryH
chezu_geometry_of_line (const ChezuLine *line)
{
  OGRGeometryH geometry = OGR_G_CreateGeometry (wkbLineString);

  OGR_G_SetPointCount (geometry, (int)line->len);
  for (guint i = 0; i < line->len; i++)
    OGR_G_SetPoint_2D (geometry, (int)i, chezu_line_point (line, i)->lon,
                       chezu_line_point (line, i)->lat);
  return geometry;
}

/**
 * chezu_geometry_of_ring:
 *
 * Returns: (transfer full): a polygon without holes
 */
OGRGeometryH
chezu_geometry_of_ring (const ChezuLine *ring)
{
  OGRGeometryH polygon = OGR_G_CreateGeometry (wkbPolygon);
  OGRGeometryH outline = OGR_G_CreateGeometry (wkbLinearRing);

  OGR_G_SetPointCount (outline, (int)ring->len);
  for (guint i = 0; i < ring->len; i++)
    OGR_G_SetPoint_2D (outline, (int)i, chezu_line_point (ring, i)->lon,
                       chezu_line_point (ring, i)->lat);
  OGR_G_CloseRings (outline);
  OGR_G_AddGeometryDirectly (polygon, outline);
  return polygon;
}

static OGRGeometryH
rectangle (double west, double south, double east, double north)
{
  const ChezuPoint corners[]
      = { { west, south }, { east, south }, { east, north }, { west, north }, { west, south } };
  g_autoptr (GArray) ring = chezu_line_new ();

  g_array_append_vals (ring, corners, G_N_ELEMENTS (corners));
  return chezu_geometry_of_ring (ring);
}

/* --- Cells --- */

static void add_polygons (const ChezuCells *cells, OGRGeometryH geometry);

static void
halve (const ChezuCells *cells, OGRGeometryH polygon, const OGREnvelope *box)
{
  double width = box->MaxX - box->MinX, height = box->MaxY - box->MinY;
  gboolean across = width >= height;
  /* Cuts at multiples of the cell size, so that all polygons are cut at the same places. */
  double middle = across ? (box->MinX + box->MaxX) / 2.0 : (box->MinY + box->MaxY) / 2.0;
  double cut = round (middle / cells->size) * cells->size;
  OGRGeometryH halves[2];

  if (across)
    {
      halves[0]
          = rectangle (box->MinX - 1.0, box->MinY - 1.0, cut + cells->overlap, box->MaxY + 1.0);
      halves[1]
          = rectangle (cut - cells->overlap, box->MinY - 1.0, box->MaxX + 1.0, box->MaxY + 1.0);
    }
  else
    {
      halves[0]
          = rectangle (box->MinX - 1.0, box->MinY - 1.0, box->MaxX + 1.0, cut + cells->overlap);
      halves[1]
          = rectangle (box->MinX - 1.0, cut - cells->overlap, box->MaxX + 1.0, box->MaxY + 1.0);
    }
  for (guint i = 0; i < 2; i++)
    {
      OGRGeometryH part = OGR_G_Intersection (polygon, halves[i]);

      if (part != NULL)
        add_polygons (cells, part);
      OGR_G_DestroyGeometry (halves[i]);
    }
}

/* Takes @geometry. */
static void
add_polygons (const ChezuCells *cells, OGRGeometryH geometry)
{
  OGRwkbGeometryType type = wkbFlatten (OGR_G_GetGeometryType (geometry));

  if (type == wkbPolygon && !OGR_G_IsEmpty (geometry))
    {
      OGREnvelope box;

      OGR_G_GetEnvelope (geometry, &box);
      if (MAX (box.MaxX - box.MinX, box.MaxY - box.MinY) > 1.5 * cells->size)
        halve (cells, geometry, &box);
      else
        {
          g_ptr_array_add (cells->polygons, geometry);
          return;
        }
    }
  else if (type == wkbMultiPolygon || type == wkbGeometryCollection)
    for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++)
      add_polygons (cells, OGR_G_Clone (OGR_G_GetGeometryRef (geometry, i)));
  OGR_G_DestroyGeometry (geometry);
}

/**
 * chezu_cells_add:
 * @polygon: (transfer full):
 *
 * Adds the polygon in pieces that are not much larger than a cell.
 */
void
chezu_cells_add (const ChezuCells *cells, OGRGeometryH polygon)
{
  /* GDAL tells where a polygon crosses itself, which is about to be mended. */
  CPLPushErrorHandler (CPLQuietErrorHandler);
  if (!OGR_G_IsValid (polygon))
    {
      OGRGeometryH valid = OGR_G_MakeValid (polygon);

      if (valid != NULL)
        {
          OGR_G_DestroyGeometry (polygon);
          polygon = valid;
        }
    }
  CPLPopErrorHandler ();
  add_polygons (cells, polygon);
}

/* --- Shores that the edge cuts --- */

/* How far along the edge of the area a point lies, counter-clockwise from the south-west corner. */
static double
along_edge (const ChezuBounds *bounds, const ChezuPoint *point)
{
  double width = bounds->east - bounds->west, height = bounds->north - bounds->south;
  double from_south = fabs (point->lat - bounds->south);
  double from_north = fabs (point->lat - bounds->north);
  double from_west = fabs (point->lon - bounds->west);
  double from_east = fabs (point->lon - bounds->east);
  double nearest = MIN (MIN (from_south, from_north), MIN (from_west, from_east));

  if (nearest == from_south)
    return point->lon - bounds->west;
  if (nearest == from_east)
    return width + point->lat - bounds->south;
  if (nearest == from_north)
    return width + height + bounds->east - point->lon;
  return 2.0 * width + height + bounds->north - point->lat;
}

typedef struct
{
  double along;
  ChezuPoint point;
} Stop;

static int
compare_stops (gconstpointer a, gconstpointer b)
{
  double difference = ((const Stop *)a)->along - ((const Stop *)b)->along;

  return difference < 0.0 ? -1 : difference > 0.0;
}

/* The edge of the area in pieces that end where a shore ends. */
static void
add_edge (OGRGeometryH collection, const ChezuBounds *bounds, GArray *stops)
{
  const ChezuPoint corners[] = { { bounds->west, bounds->south },
                                 { bounds->east, bounds->south },
                                 { bounds->east, bounds->north },
                                 { bounds->west, bounds->north } };

  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    {
      Stop stop = { along_edge (bounds, &corners[i]), corners[i] };

      g_array_append_val (stops, stop);
    }
  g_array_sort (stops, compare_stops);
  for (guint i = 0; i < stops->len; i++)
    {
      g_autoptr (GArray) side = chezu_line_new ();

      g_array_append_val (side, g_array_index (stops, Stop, i).point);
      g_array_append_val (side, g_array_index (stops, Stop, (i + 1) % stops->len).point);
      OGR_G_AddGeometryDirectly (collection, chezu_geometry_of_line (side));
    }
}

static OGRGeometryH
faces_at_edge (const ChezuBounds *bounds, const ChezuLines *open)
{
  OGRGeometryH collection = OGR_G_CreateGeometry (wkbGeometryCollection);
  g_autoptr (GArray) stops = g_array_new (FALSE, FALSE, sizeof (Stop));
  OGRGeometryH noded, faces;

  for (guint i = 0; i < open->len; i++)
    {
      ChezuLine *line = chezu_lines_get (open, i);
      const guint ends[2] = { 0, line->len - 1 };

      for (guint j = 0; j < 2; j++)
        {
          const ChezuPoint *point = chezu_line_point (line, ends[j]);
          Stop stop = { along_edge (bounds, point), *point };

          g_array_append_val (stops, stop);
        }
      OGR_G_AddGeometryDirectly (collection, chezu_geometry_of_line (line));
    }
  add_edge (collection, bounds, stops);
  /* A simplified coast may cross itself; polygons are only found where lines meet at their ends. */
  noded = OGR_G_UnaryUnion (collection);
  OGR_G_DestroyGeometry (collection);
  if (noded == NULL)
    return NULL;
  faces = OGR_G_Polygonize (noded);
  OGR_G_DestroyGeometry (noded);
  return faces;
}

/* Asks GMT which of the faces are dry; the numbers that it lets pass are set in the answer. */
static gboolean *
find_land (OGRGeometryH faces, char resolution, GError **error)
{
  g_autofree char *scale = g_strdup_printf ("-D%c", resolution);
  const char *const arguments[] = { "select", scale, "-Ns/k", "-A0/0/1", NULL };
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (GPtrArray) passed = NULL;
  g_autoptr (GHashTable) dry = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free, NULL);
  int n = OGR_G_GetGeometryCount (faces);
  g_autofree gint64 *keys = g_new0 (gint64, n + 1);
  gboolean *land = g_new0 (gboolean, n + 1);

  for (int i = 0; i < n; i++)
    {
      OGRGeometryH inner = OGR_G_PointOnSurface (OGR_G_GetGeometryRef (faces, i));
      char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];
      ChezuPoint point;

      if (inner == NULL)
        continue;
      g_ascii_formatd (lon, sizeof lon, "%.7f", OGR_G_GetX (inner, 0));
      g_ascii_formatd (lat, sizeof lat, "%.7f", OGR_G_GetY (inner, 0));
      OGR_G_DestroyGeometry (inner);
      point = (ChezuPoint){ g_ascii_strtod (lon, NULL), g_ascii_strtod (lat, NULL) };
      keys[i] = chezu_point_key (point);
      g_string_append_printf (input, "%s %s\n", lon, lat);
    }

  passed = chezu_gmt_run (arguments, input->str, NULL, error);
  if (passed == NULL)
    {
      g_free (land);
      return NULL;
    }
  for (guint i = 0; i < passed->len; i++)
    {
      const ChezuLine *line = chezu_lines_get (passed, i);

      for (guint j = 0; j < line->len; j++)
        {
          gint64 key = chezu_point_key (*chezu_line_point (line, j));

          g_hash_table_add (dry, g_memdup2 (&key, sizeof key));
        }
    }
  for (int i = 0; i < n; i++)
    land[i] = g_hash_table_contains (dry, &keys[i]);
  return land;
}

static gboolean
add_faces_at_edge (const ChezuCells *cells,
                   const ChezuLandScale *scale,
                   const ChezuLines *open,
                   GError **error)
{
  OGRGeometryH faces = faces_at_edge (&scale->bounds, open);
  g_autofree gboolean *land = NULL;

  if (faces == NULL)
    {
      g_set_error_literal (error, CHEZU_GMT_ERROR, CHEZU_GMT_ERROR_FAILED,
                           "The coast at the edge of the map could not be closed");
      return FALSE;
    }
  land = find_land (faces, scale->resolution, error);
  for (int i = 0; land != NULL && i < OGR_G_GetGeometryCount (faces); i++)
    if (land[i])
      chezu_cells_add (cells, OGR_G_Clone (OGR_G_GetGeometryRef (faces, i)));
  OGR_G_DestroyGeometry (faces);
  return land != NULL;
}

/* Two rounds of cutting corners, then without the points that nobody would see: forty metres. An
 * islet that would vanish stays as it was. */
static void
round_off (ChezuLines *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const ChezuLine *line = chezu_lines_get (lines, i);
      g_autoptr (GArray) once = chezu_line_smooth (line);
      g_autoptr (GArray) twice = chezu_line_smooth (once);
      g_autoptr (GArray) round = chezu_line_simplify (twice, 0.0004);

      if (chezu_line_is_closed (line) && round->len < 6)
        continue;
      g_array_unref (lines->pdata[i]);
      lines->pdata[i] = g_steal_pointer (&round);
    }
}

/**
 * chezu_land_load:
 * @smallest_km2: what is smaller is left out
 * @smooth: round off the corners
 *
 * Returns: (transfer full): shore lines and polygons of one level; lakes and islands in lakes that
 * the edge cuts are left out
 */
ChezuLand *
chezu_land_load (const ChezuLandScale *scale,
                 ChezuLandLevel level,
                 double smallest_km2,
                 gboolean smooth,
                 GError **error)
{
  g_autoptr (ChezuLand) self = g_new0 (ChezuLand, 1);
  const ChezuBounds *bounds = &scale->bounds;
  g_autofree char *area = g_strdup_printf ("-R%.7f/%.7f/%.7f/%.7f", bounds->west, bounds->east,
                                           bounds->south, bounds->north);
  g_autofree char *detail = g_strdup_printf ("-D%c", scale->resolution);
  g_autofree char *which = g_strdup_printf (
      "-A%.0f/%d/%d", smallest_km2, level == CHEZU_LAND_IN_SEA ? 0 : (int)level, (int)level);
  const char *const arguments[] = { "coast", area, detail, "-W", "-M", which, NULL };
  g_autoptr (GPtrArray) pieces = chezu_gmt_run (arguments, NULL, NULL, error);
  g_autoptr (GPtrArray) open = chezu_lines_new ();
  ChezuCells cells = { NULL, scale->cell_size, scale->cell_overlap };

  self->polygons = cells.polygons
      = g_ptr_array_new_with_free_func ((GDestroyNotify)OGR_G_DestroyGeometry);
  if (pieces == NULL)
    return NULL;
  self->shore = chezu_lines_join (pieces);
  if (smooth)
    round_off (self->shore);
  for (guint i = 0; i < self->shore->len; i++)
    {
      ChezuLine *line = chezu_lines_get (self->shore, i);

      if (chezu_line_is_closed (line))
        chezu_cells_add (&cells, chezu_geometry_of_ring (line));
      else
        g_ptr_array_add (open, g_array_ref (line));
    }
  if (level == CHEZU_LAND_IN_SEA && !add_faces_at_edge (&cells, scale, open, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
chezu_land_free (ChezuLand *self)
{
  g_clear_pointer (&self->shore, g_ptr_array_unref);
  g_clear_pointer (&self->polygons, g_ptr_array_unref);
  g_free (self);
}
