/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the grid regions: outlines, names, where the name stands, and which edges are towards
 * foreign land, where no line is drawn and the tint fades. */

#include "geo/chezu-regions.h"

#include "geo/chezu-provinces.h"
#include "geo/chezu-region-fit.h"
#include "geo/chezu-table.h"

#include <math.h>

/* Rings below some fifty square kilometres say nothing at the zooms where regions are seen. */
#define SMALLEST 0.005
/* An outer edge within this many degrees of the sea is coast: the two charts differ by some
 * kilometres. */
#define NEAR_SEA 0.08

static const struct
{
  const char *key, *name_zh, *name_en;
  double label_lon, label_lat;
} regions[CHEZU_N_GRID_REGIONS] = {
  { "northeast", "东北", "Northeast", 127.2, 47.2 },
  { "jjj", "京津冀", "Beijing–Tianjin–Hebei", 115.7, 38.4 },
  { "lsy", "鲁苏豫", "Shandong–Jiangsu–Henan", 118.4, 36.15 },
  { "yangtze", "长江沿线", "Yangtze", 112.2, 29.0 },
};

/* --- Text --- */

static void
append_point (GString *text, const ChezuPoint *point)
{
  char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, "[%s,%s]", g_ascii_formatd (lon, sizeof lon, "%.4f", point->lon),
                          g_ascii_formatd (lat, sizeof lat, "%.4f", point->lat));
}

static void
append_line (GString *text, const ChezuLine *line, gboolean reversed)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < line->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_point (text, chezu_line_point (line, reversed ? line->len - 1 - i : i));
    }
  g_string_append_c (text, ']');
}

/* Outer rings counter-clockwise and holes clockwise, as RFC 7946 has it. */
static void
append_ring (GString *text, OGRGeometryH ring, gboolean counter_clockwise)
{
  g_autoptr (GArray) line = chezu_line_of_geometry (ring);

  append_line (text, line, (chezu_line_signed_area (line) > 0.0) != counter_clockwise);
}

static void
append_polygons (GString *text, OGRGeometryH polygons)
{
  g_string_append_c (text, '[');
  for (int i = 0; i < OGR_G_GetGeometryCount (polygons); i++)
    {
      OGRGeometryH polygon = OGR_G_GetGeometryRef (polygons, i);

      g_string_append (text, i > 0 ? ",[" : "[");
      for (int j = 0; j < OGR_G_GetGeometryCount (polygon); j++)
        {
          if (j > 0)
            g_string_append_c (text, ',');
          append_ring (text, OGR_G_GetGeometryRef (polygon, j), j == 0);
        }
      g_string_append_c (text, ']');
    }
  g_string_append_c (text, ']');
}

/* --- Coasts and foreign edges --- */

static gint64
cell_of (double lon, double lat)
{
  return (gint64)floor (lon / NEAR_SEA) * 100000 + (gint64)floor (lat / NEAR_SEA);
}

static GHashTable *
index_coast (const ChezuLines *coast)
{
  GHashTable *cells = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < coast->len; i++)
    {
      const ChezuLine *line = chezu_lines_get (coast, i);

      for (guint j = 0; j < line->len; j++)
        {
          gint64 key = cell_of (chezu_line_point (line, j)->lon, chezu_line_point (line, j)->lat);

          g_hash_table_add (cells, g_memdup2 (&key, sizeof key));
        }
    }
  return cells;
}

static gboolean
is_near_sea (GHashTable *coast, const ChezuPoint *point)
{
  for (int x = -1; x <= 1; x++)
    for (int y = -1; y <= 1; y++)
      {
        gint64 key = cell_of (point->lon + x * NEAR_SEA, point->lat + y * NEAR_SEA);

        if (g_hash_table_contains (coast, &key))
          return TRUE;
      }
  return FALSE;
}

/* The runs of points that are not near the sea. */
static ChezuLines *
find_foreign (ChezuMosaic *provinces, int region, GHashTable *sea)
{
  g_autoptr (GPtrArray) edges = chezu_mosaic_region_outer_edges (provinces, region, TRUE);
  ChezuLines *runs = chezu_lines_new ();

  for (guint i = 0; i < edges->len; i++)
    {
      const ChezuLine *edge = chezu_lines_get (edges, i);
      ChezuLine *run = chezu_line_new ();

      for (guint j = 0; j <= edge->len; j++)
        {
          if (j < edge->len && !is_near_sea (sea, chezu_line_point (edge, j)))
            {
              g_array_append_val (run, *chezu_line_point (edge, j));
              continue;
            }
          if (run->len > 2)
            {
              g_ptr_array_add (runs, run);
              run = chezu_line_new ();
            }
          g_array_set_size (run, 0);
        }
      g_array_unref (run);
    }
  return runs;
}

static gboolean
is_near_line (const ChezuLines *lines, const ChezuPoint *point, double reach)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const ChezuLine *line = chezu_lines_get (lines, i);

      for (guint j = 0; j < line->len; j++)
        if (hypot (chezu_line_point (line, j)->lon - point->lon,
                   chezu_line_point (line, j)->lat - point->lat)
            < reach)
          return TRUE;
    }
  return FALSE;
}

/* What is not foreign is coast. Where the two meet the coast is left as it is: growing it would
 * cross the edge. */
static ChezuLines *
find_coast (ChezuMosaic *provinces, int region, const ChezuLines *foreign)
{
  g_autoptr (GPtrArray) edges = chezu_mosaic_region_outer_edges (provinces, region, FALSE);
  ChezuLines *coast = chezu_lines_new ();

  for (guint i = 0; i < edges->len; i++)
    {
      const ChezuLine *edge = chezu_lines_get (edges, i);
      ChezuLine *run = chezu_line_new ();

      for (guint j = 0; j <= edge->len; j++)
        {
          if (j < edge->len
              && !is_near_line (foreign, chezu_line_point (edge, j), 1.5 * CHEZU_REGION_REACH))
            {
              g_array_append_val (run, *chezu_line_point (edge, j));
              continue;
            }
          if (run->len > 1)
            {
              g_ptr_array_add (coast, run);
              run = chezu_line_new ();
            }
          g_array_set_size (run, 0);
        }
      g_array_unref (run);
    }
  return coast;
}

static void
append_lines (GString *text, const ChezuLines *lines)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < lines->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_line (text, chezu_lines_get (lines, i), FALSE);
    }
  g_string_append_c (text, ']');
}

/* --- The file --- */

static void
append_region (GString *text, int index, const ChezuLines *foreign, OGRGeometryH shape)
{
  char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text,
                          "%s{\"type\":\"Feature\",\"properties\":{\"key\":\"%s\","
                          "\"name_zh\":\"%s\",\"name_en\":\"%s\","
                          "\"label_lon\":%s,\"label_lat\":%s,\"foreign\":",
                          index > 0 ? ",\n" : "", regions[index].key, regions[index].name_zh,
                          regions[index].name_en,
                          g_ascii_dtostr (lon, sizeof lon, regions[index].label_lon),
                          g_ascii_dtostr (lat, sizeof lat, regions[index].label_lat));
  append_lines (text, foreign);
  g_string_append (text, "},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":");
  append_polygons (text, shape);
  g_string_append (text, "}}");
}

/**
 * chezu_regions_write:
 * @provinces: as chezu_provinces_load () makes them
 * @land: whose coast the regions take over, to tell coasts from edges towards foreign land too
 *
 * Writes a FeatureCollection with the properties key, name_zh, name_en, label_lon, label_lat and
 * foreign: an array of polylines of [lon, lat].
 */
gboolean
chezu_regions_write (ChezuMosaic *provinces,
                     const ChezuLand *land,
                     const char *path,
                     GError **error)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[\n");
  g_autoptr (GHashTable) sea = index_coast (land->shore);
  g_autoptr (GPtrArray) shapes
      = g_ptr_array_new_with_free_func ((GDestroyNotify)OGR_G_DestroyGeometry);

  for (int i = 0; i <= CHEZU_OUTSIDE_THE_GRIDS; i++)
    {
      g_autoptr (GPtrArray) rings = chezu_mosaic_region_rings (provinces, i, SMALLEST);

      g_ptr_array_add (shapes, chezu_geometry_of_rings (rings));
    }

  for (int i = 0; i < CHEZU_N_GRID_REGIONS; i++)
    {
      g_autoptr (GPtrArray) foreign = find_foreign (provinces, i, sea);
      g_autoptr (GPtrArray) coast = find_coast (provinces, i, foreign);
      g_autoptr (GPtrArray) neighbours = g_ptr_array_new ();

      /* Those before are fitted already, so that no two take the same new land. */
      for (int j = 0; j <= CHEZU_OUTSIDE_THE_GRIDS; j++)
        if (j != i)
          g_ptr_array_add (neighbours, g_ptr_array_index (shapes, j));
      shapes->pdata[i]
          = chezu_region_fit (shapes->pdata[i], coast, neighbours, land->polygons, SMALLEST);
      append_region (text, i, foreign, shapes->pdata[i]);
    }
  g_string_append (text, "\n]}\n");
  return g_file_set_contents (path, text->str, (gssize)text->len, error);
}
