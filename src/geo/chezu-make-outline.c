/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezu-make-outline OUT.h: writes where China's map services shift positions, for base/, which
 * has neither GMT nor GDAL. The table is kept with the source because it changes with the charts
 * and not with the build: `ninja outline` makes it anew.
 *
 * On land that is the union of the provinces. At sea it goes on for some twelve nautical miles, so
 * that bridges, anchorages and ferries lie where the ports lie, and stops short of foreign coasts.
 * Taiwan is left out because the services leave it where it is; Hong Kong and Macau make an area of
 * their own because some services shift them and some do not. */

#include "geo/chezu-gmt.h"

#include <locale.h>
#include <math.h>
#include <ogr_api.h>
#include <string.h>

/* Degrees. */
#define SEA 0.2
#define FOREIGN_GAP 0.02
#define MAINLAND_TOLERANCE 0.002
#define SPECIAL_TOLERANCE 0.0005
#define SPECIAL_SEA 0.05
/* Rings with less than this, square degrees, are rocks in the sea. */
#define SMALLEST 1e-4

#define UNITS_PER_DEGREE 10000.0
#define COLUMNS 90

#define MAINLAND                                                                                   \
  "CN.BJ,CN.TJ,CN.HE,CN.SX,CN.NM,CN.LN,CN.JL,CN.HL,CN.SH,CN.JS,CN.ZJ,CN.AH,CN.FJ,CN.JX,CN.SD,"     \
  "CN.HA,CN.HB,CN.HN,CN.GD,CN.GX,CN.HI,CN.CQ,CN.SC,CN.GZ,CN.YN,CN.XZ,CN.SN,CN.GS,CN.QH,CN.NX,CN."  \
  "XJ"
#define SPECIAL "CN.HK,CN.MO"
#define OTHERS "RU,MN,KP,KR,JP,PH,VN,LA,MM,IN,BT,NP,PK,AF,TJ,KG,KZ,CN.TW"

static OGRGeometryH
polygon_of_line (const ChezuLine *line)
{
  OGRGeometryH ring = OGR_G_CreateGeometry (wkbLinearRing);
  OGRGeometryH polygon = OGR_G_CreateGeometry (wkbPolygon);

  for (guint i = 0; i < line->len; i++)
    OGR_G_AddPoint_2D (ring, chezu_line_point (line, i)->lon, chezu_line_point (line, i)->lat);
  OGR_G_CloseRings (ring);
  OGR_G_AddGeometryDirectly (polygon, ring);
  return polygon;
}

/* Every step frees what it was given. */
static OGRGeometryH
step (OGRGeometryH before, OGRGeometryH after)
{
  OGR_G_DestroyGeometry (before);
  return after;
}

/* Not the islands of the Philippines and of the Arctic. */
static gboolean
is_near_china (const ChezuLine *line)
{
  gboolean near_east = FALSE;
  gboolean near_north = FALSE;

  for (guint i = 0; i < line->len; i++)
    {
      near_east |= chezu_line_point (line, i)->lon > 72 && chezu_line_point (line, i)->lon < 137;
      near_north |= chezu_line_point (line, i)->lat > 17 && chezu_line_point (line, i)->lat < 55;
    }
  return line->len >= 4 && near_east && near_north;
}

/* Takes @geometry; what crosses itself falls into several polygons. */
static void
add_polygons (OGRGeometryH all, OGRGeometryH geometry)
{
  if (OGR_G_GetGeometryCount (geometry) > 0
      && OGR_GT_Flatten (OGR_G_GetGeometryType (geometry)) != wkbPolygon)
    for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++)
      add_polygons (all, OGR_G_Clone (OGR_G_GetGeometryRef (geometry, i)));
  else if (OGR_GT_Flatten (OGR_G_GetGeometryType (geometry)) == wkbPolygon)
    OGR_G_AddGeometry (all, geometry);
  OGR_G_DestroyGeometry (geometry);
}

/* Returns: the union of what GMT knows under @codes, NULL with an error */
static OGRGeometryH
load (const char *codes, double tolerance, GError **error)
{
  g_autofree char *areas = g_strconcat ("-E", codes, NULL);
  const char *const arguments[] = { "coast", areas, "-M", NULL };
  g_autoptr (GPtrArray) rings = chezu_gmt_run (arguments, NULL, NULL, error);
  OGRGeometryH all;

  if (rings == NULL)
    return NULL;
  all = OGR_G_CreateGeometry (wkbMultiPolygon);
  for (guint i = 0; i < rings->len; i++)
    {
      OGRGeometryH polygon;

      if (!is_near_china (chezu_lines_get (rings, i)))
        continue;
      polygon = polygon_of_line (chezu_lines_get (rings, i));
      if (OGR_G_Area (polygon) < SMALLEST / 100)
        {
          OGR_G_DestroyGeometry (polygon);
          continue;
        }
      if (!OGR_G_IsValid (polygon))
        polygon = step (polygon, OGR_G_MakeValid (polygon));
      polygon = step (polygon, OGR_G_SimplifyPreserveTopology (polygon, tolerance));
      add_polygons (all, polygon);
    }
  return step (all, OGR_G_UnaryUnion (all));
}

/* What @land holds, and the sea before it as far as no other land is near. */
static OGRGeometryH
with_sea (OGRGeometryH land, double width, OGRGeometryH others)
{
  OGRGeometryH wide = OGR_G_Buffer (land, width, 4);
  OGRGeometryH sea = step (wide, OGR_G_Difference (wide, others));

  return step (sea, OGR_G_Union (land, sea));
}

static void
append_number (GString *text, int value)
{
  guint rest = value < 0 ? ~((guint)value << 1) : (guint)value << 1;

  for (; rest >= 0x20; rest >>= 5)
    g_string_append_c (text, (char)((rest & 0x1f) + 0x20 + 63));
  g_string_append_c (text, (char)(rest + 63));
}

/* The encoding that web maps have for lines: differences in groups of five bits, as letters. */
static GString *
encode_ring (OGRGeometryH ring)
{
  GString *text = g_string_new (NULL);
  int n = OGR_G_GetPointCount (ring);
  int lon = 0;
  int lat = 0;

  for (int i = 0; i + 1 < n; i++)
    {
      int next_lon = (int)lround (OGR_G_GetX (ring, i) * UNITS_PER_DEGREE);
      int next_lat = (int)lround (OGR_G_GetY (ring, i) * UNITS_PER_DEGREE);

      append_number (text, next_lon - lon);
      append_number (text, next_lat - lat);
      lon = next_lon;
      lat = next_lat;
    }
  return text;
}

static void
append_literal (GString *out, const GString *text)
{
  guint column = COLUMNS;

  for (gsize i = 0; i < text->len; i++)
    {
      if (column >= COLUMNS)
        {
          g_string_append (out, i == 0 ? "  \"" : "\"\n  \"");
          column = 0;
        }
      /* Two question marks would begin a trigraph. */
      if (text->str[i] == '\\' || text->str[i] == '?')
        {
          g_string_append_c (out, '\\');
          column++;
        }
      g_string_append_c (out, text->str[i]);
      column++;
    }
  g_string_append (out, "\",\n");
}

static guint
append_area (GString *out, const char *name, OGRGeometryH area, double tolerance)
{
  OGRGeometryH simple = OGR_G_SimplifyPreserveTopology (area, tolerance);
  OGRGeometryH many = OGR_G_ForceToMultiPolygon (simple);
  guint n_points = 0;

  g_string_append_printf (out, "\nstatic const char *const %s[] = {\n", name);
  for (int i = 0; i < OGR_G_GetGeometryCount (many); i++)
    {
      /* Holes are seas between islands and lakes on the border of the chart. */
      OGRGeometryH ring = OGR_G_GetGeometryRef (OGR_G_GetGeometryRef (many, i), 0);
      g_autoptr (GString) text = NULL;

      if (OGR_G_Area (ring) < SMALLEST)
        continue;
      text = encode_ring (ring);
      append_literal (out, text);
      n_points += (guint)OGR_G_GetPointCount (ring);
    }
  g_string_append (out, "  NULL,\n};\n");
  OGR_G_DestroyGeometry (many);
  return n_points;
}

static gboolean
make (const char *path, GError **error)
{
  g_autoptr (GString) out
      = g_string_new ("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
                      "/* Where China's map services shift positions. Made by chezu-make-outline "
                      "from the provinces\n"
                      " * of DCW-GMT (LGPL-3.0-or-later); not written by hand. */\n\n"
                      "/* clang-format off */\n#pragma once\n");
  OGRGeometryH mainland = load (MAINLAND, SPECIAL_TOLERANCE / 5, error);
  OGRGeometryH special = mainland != NULL ? load (SPECIAL, SPECIAL_TOLERANCE / 5, error) : NULL;
  OGRGeometryH others = special != NULL ? load (OTHERS, FOREIGN_GAP / 2, error) : NULL;
  guint n_points;

  if (others == NULL)
    return FALSE;
  others = step (others, OGR_G_Buffer (others, FOREIGN_GAP, 4));
  special = step (special, with_sea (special, SPECIAL_SEA, mainland));
  mainland = step (mainland, with_sea (mainland, SEA, others));
  n_points = append_area (out, "mainland_rings", mainland, MAINLAND_TOLERANCE);
  n_points += append_area (out, "special_rings", special, SPECIAL_TOLERANCE);
  OGR_G_DestroyGeometry (mainland);
  OGR_G_DestroyGeometry (special);
  OGR_G_DestroyGeometry (others);
  g_print ("%u points, %zu bytes\n", n_points, (size_t)out->len);
  return g_file_set_contents (path, out->str, (gssize)out->len, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (argc != 2)
    {
      g_printerr ("Usage: chezu-make-outline OUT.h\n");
      return 2;
    }
  if (!make (argv[1], &error))
    {
      g_printerr ("outline: %s\n", error->message);
      return 1;
    }
  return 0;
}
