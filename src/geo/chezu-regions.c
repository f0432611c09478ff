/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the grid regions: outlines, names, where the name stands, and which edges are towards
 * foreign land, where no line is drawn and the tint fades. */

#include "geo/chezu-regions.h"

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
} regions[] = {
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

/* Outer rings counter-clockwise and holes clockwise, as RFC 7946 has it. */
static void
append_polygons (GString *text, ChezuLines *rings)
{
  g_autofree int *outer = g_new (int, rings->len + 1);
  gboolean first = TRUE;

  g_ptr_array_sort (rings, by_area);
  for (guint i = 0; i < rings->len; i++)
    {
      outer[i] = -1;
      for (guint j = 0; j < i && outer[i] < 0; j++)
        if (outer[j] < 0
            && contains (chezu_lines_get (rings, j),
                         chezu_line_point (chezu_lines_get (rings, i), 0)))
          outer[i] = (int)j;
    }

  g_string_append_c (text, '[');
  for (guint i = 0; i < rings->len; i++)
    {
      if (outer[i] >= 0)
        continue;
      g_string_append (text, first ? "[" : ",[");
      first = FALSE;
      append_line (text, chezu_lines_get (rings, i),
                   chezu_line_signed_area (chezu_lines_get (rings, i)) < 0.0);
      for (guint j = i + 1; j < rings->len; j++)
        if (outer[j] == (int)i)
          {
            g_string_append_c (text, ',');
            append_line (text, chezu_lines_get (rings, j),
                         chezu_line_signed_area (chezu_lines_get (rings, j)) > 0.0);
          }
      g_string_append_c (text, ']');
    }
  g_string_append_c (text, ']');
}

/* --- Foreign edges --- */

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
static void
append_foreign (GString *text, const ChezuLines *edges, GHashTable *coast)
{
  gboolean first = TRUE;

  g_string_append_c (text, '[');
  for (guint i = 0; i < edges->len; i++)
    {
      const ChezuLine *edge = chezu_lines_get (edges, i);
      g_autoptr (GArray) run = chezu_line_new ();

      for (guint j = 0; j <= edge->len; j++)
        {
          if (j < edge->len && !is_near_sea (coast, chezu_line_point (edge, j)))
            {
              g_array_append_val (run, *chezu_line_point (edge, j));
              continue;
            }
          if (run->len > 2)
            {
              if (!first)
                g_string_append_c (text, ',');
              append_line (text, run, FALSE);
              first = FALSE;
            }
          g_array_set_size (run, 0);
        }
    }
  g_string_append_c (text, ']');
}

/**
 * chezu_regions_write:
 * @provinces: built, its regions numbered 0 northeast, 1 jjj, 2 lsy, 3 yangtze
 * @coast: to tell coasts from edges towards foreign land
 *
 * Writes a FeatureCollection with the properties key, name_zh, name_en, label_lon, label_lat and
 * foreign: an array of polylines of [lon, lat].
 */
gboolean
chezu_regions_write (ChezuMosaic *provinces,
                     const ChezuLines *coast,
                     const char *path,
                     GError **error)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[\n");
  g_autoptr (GHashTable) sea = index_coast (coast);

  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      g_autoptr (GPtrArray) rings = chezu_mosaic_region_rings (provinces, (int)i, SMALLEST);
      g_autoptr (GPtrArray) foreign = chezu_mosaic_region_foreign (provinces, (int)i);
      const ChezuPoint label = { regions[i].label_lon, regions[i].label_lat };
      char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (text,
                              "%s{\"type\":\"Feature\",\"properties\":{\"key\":\"%s\","
                              "\"name_zh\":\"%s\",\"name_en\":\"%s\","
                              "\"label_lon\":%s,\"label_lat\":%s,\"foreign\":",
                              i > 0 ? ",\n" : "", regions[i].key, regions[i].name_zh,
                              regions[i].name_en, g_ascii_dtostr (lon, sizeof lon, label.lon),
                              g_ascii_dtostr (lat, sizeof lat, label.lat));
      append_foreign (text, foreign, sea);
      g_string_append (text, "},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":");
      append_polygons (text, rings);
      g_string_append (text, "}}");
    }
  g_string_append (text, "\n]}\n");
  return g_file_set_contents (path, text->str, (gssize)text->len, error);
}
