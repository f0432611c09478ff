/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cities, quarters, parks, waters, road numbers and street names, with the zooms at which each is
 * worth its room. Which of them are drawn is the map's matter: it leaves out what would overlap. */

#include "geo/chezu-basemap-labels.h"

#include "geo/chezu-table.h"

#include <math.h>

/* Ranks in the order of importance; each group has room for its own order. */
enum
{
  RANK_METROPOLIS = 100,
  RANK_CAPITAL = 200,
  RANK_SEA = 300,
  RANK_PREFECTURE = 1000,
  RANK_LAKE = 2000,
  RANK_SHIELD = 3000,
  RANK_TOWN = 4000,
  RANK_RIVER = 5000,
  RANK_AREA = 6000,
  RANK_STREET = 7000,
};

#define MAX_ZOOM 20.0
/* From here on quarters and streets tell where one is, and the name of the town no longer. */
#define TOWN_MAX_ZOOM 15.0

/* The seat of the district whose command center this is. */
#define HOME "薛城"

typedef struct
{
  ChezuLabelRows *rows;
  const ChezuLines *rivers;
  GHashTable *roads; /* number → Road */
  GPtrArray *lakes;  /* of OGRGeometryH */
  guint n_cities;
} Collection;

/* --- Cities --- */

static void
set_city (ChezuLabelRow *row, int rank, double population)
{
  switch (rank)
    {
    case 1:
      row->kind = "metropolis";
      row->rank = RANK_METROPOLIS;
      row->min_zoom = 3.0;
      break;
    case 2:
      row->kind = "capital";
      row->rank = RANK_CAPITAL;
      row->min_zoom = 4.0;
      break;
    case 3:
      row->kind = "prefecture";
      row->rank = RANK_PREFECTURE;
      row->min_zoom = population >= 1.5e6 ? 5.0 : 6.0;
      break;
    default:
      row->kind = "town";
      row->rank = RANK_TOWN;
      row->min_zoom = population >= 3e5 ? 8.0 : population >= 6e4 ? 9.0 : 10.0;
    }
  row->max_zoom = TOWN_MAX_ZOOM;
  /* The more people, the earlier among its equals. */
  row->rank += (int)CLAMP (90.0 - 10.0 * log10 (MAX (population, 1.0)), 0.0, 90.0);
}

static void
add_city (const ChezuTableRow *table_row, gpointer data)
{
  Collection *collection = data;
  ChezuLabelRow row = { .name_zh = (char *)chezu_table_row_get_text (table_row, "name_zh"),
                        .name_en = (char *)chezu_table_row_get_text (table_row, "name_en"),
                        .lon = chezu_table_row_get_number (table_row, "lon"),
                        .lat = chezu_table_row_get_number (table_row, "lat") };

  set_city (&row, (int)chezu_table_row_get_number (table_row, "rank"),
            chezu_table_row_get_number (table_row, "population"));
  if (g_strcmp0 (row.name_zh, HOME) == 0)
    {
      row.rank = RANK_PREFECTURE;
      row.min_zoom = 6.0;
    }
  chezu_label_rows_add (collection->rows, &row);
  collection->n_cities = collection->rows->len;
}

/* --- Areas of the district --- */

/* "陶庄镇区" where the town 陶庄 stands already. */
static gboolean
repeats_a_town (const Collection *collection, const ChezuLabelRow *area)
{
  for (guint i = 0; i < collection->n_cities; i++)
    {
      const ChezuLabelRow *town = &g_array_index (collection->rows, ChezuLabelRow, i);

      if (hypot (town->lon - area->lon, town->lat - area->lat) < 0.04
          && g_str_has_prefix (area->name_zh, town->name_zh))
        return TRUE;
    }
  return FALSE;
}

static const struct
{
  const char *kind;
  const char *label;
  double min_zoom;
} area_kinds[] = {
  { "residential", "quarter", 13.0 }, { "industrial", "quarter", 13.0 },
  { "campus", "quarter", 14.0 },      { "port", "quarter", 12.0 },
  { "rail", "quarter", 15.0 },        { "park", "park", 13.0 },
  { "water", "water", 13.0 },
};

static void
add_polygon_name (Collection *collection,
                  const char *kind,
                  OGRGeometryH geometry,
                  ChezuLabelRow *row)
{
  OGRGeometryH inner = OGR_G_PointOnSurface (geometry);
  double area = OGR_G_Area (geometry);

  if (inner == NULL)
    return;
  row->lon = OGR_G_GetX (inner, 0);
  row->lat = OGR_G_GetY (inner, 0);
  OGR_G_DestroyGeometry (inner);
  for (guint i = 0; i < G_N_ELEMENTS (area_kinds); i++)
    if (g_strcmp0 (kind, area_kinds[i].kind) == 0)
      {
        row->kind = area_kinds[i].label;
        row->min_zoom = area_kinds[i].min_zoom;
      }
  if (row->kind == NULL || (g_str_equal (kind, "residential") && repeats_a_town (collection, row)))
    return;
  /* Square degrees: a hundredth is a lake of a hundred square kilometres. */
  if (area > 0.005)
    row->min_zoom = 8.0;
  else if (area > 1e-4)
    row->min_zoom -= 1.0;
  row->rank = area > 0.005 ? RANK_LAKE : RANK_AREA + (int)row->min_zoom;
  row->max_zoom = MAX_ZOOM;
  chezu_label_rows_add (collection->rows, row);
}

static gboolean
is_on_lake (const Collection *collection, const ChezuLabelRow *row)
{
  OGRGeometryH point = OGR_G_CreateGeometry (wkbPoint);
  gboolean found = FALSE;

  OGR_G_SetPoint_2D (point, 0, row->lon, row->lat);
  for (guint i = 0; i < collection->lakes->len && !found; i++)
    found = OGR_G_Contains (g_ptr_array_index (collection->lakes, i), point);
  OGR_G_DestroyGeometry (point);
  return found;
}

/* A river's or canal's name along it, but not where it runs through a lake, which has its own. */
static void
add_line_name (Collection *collection, OGRGeometryH geometry, ChezuLabelRow *row)
{
  const ChezuLabelSpread spread = { 900.0, 90.0, 11, 17 };
  g_autoptr (GArray) line = chezu_line_of_geometry (geometry);
  guint first = collection->rows->len;
  char *aside = strstr (row->name_zh, "（");

  if (aside != NULL)
    *aside = '\0';
  aside = strchr (row->name_en, ',');
  if (aside != NULL)
    *aside = '\0';
  row->kind = "water";
  row->rank = RANK_RIVER;
  row->max_zoom = MAX_ZOOM;
  chezu_label_rows_spread (collection->rows, row, line, &spread);
  for (guint i = collection->rows->len; i-- > first;)
    if (is_on_lake (collection, &g_array_index (collection->rows, ChezuLabelRow, i)))
      g_array_remove_index (collection->rows, i);
}

static void
add_area (const ChezuTableRow *table_row, gpointer data)
{
  Collection *collection = data;
  const char *kind = chezu_table_row_get_text (table_row, "kind");
  OGRGeometryH geometry = chezu_table_row_get_geometry (table_row);
  ChezuLabelRow row = { .name_zh = (char *)chezu_table_row_get_text (table_row, "name_zh"),
                        .name_en = (char *)chezu_table_row_get_text (table_row, "name_en") };

  if (geometry == NULL)
    return;
  if (wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbPolygon)
    {
      if (g_str_equal (kind, "water"))
        g_ptr_array_add (collection->lakes, OGR_G_Clone (geometry));
      add_polygon_name (collection, kind, geometry, &row);
    }
  else if (g_str_equal (kind, "water"))
    {
      g_autofree char *name_zh = g_strdup (row.name_zh);
      g_autofree char *name_en = g_strdup (row.name_en);

      row.name_zh = name_zh;
      row.name_en = name_en;
      add_line_name (collection, geometry, &row);
    }
}

/* --- Waters of the nation --- */

/* A river's name takes some forty kilometres to either side. */
#define RIVER_REACH 0.22

static double
distance (const ChezuPoint *a, const ChezuPoint *b)
{
  return hypot (a->lon - b->lon, a->lat - b->lat);
}

static const ChezuLine *
find_river (const Collection *collection, const ChezuPoint *place, guint *nearest_point)
{
  const ChezuLine *nearest = NULL;
  double best = 0.5;

  for (guint i = 0; i < collection->rivers->len; i++)
    {
      const ChezuLine *line = chezu_lines_get (collection->rivers, i);

      for (guint j = 0; j < line->len; j++)
        if (distance (chezu_line_point (line, j), place) < best)
          {
            best = distance (chezu_line_point (line, j), place);
            nearest = line;
            *nearest_point = j;
          }
    }
  return nearest;
}

/* Rivers of the chart have no names; a name from the table goes to the river that is nearest. */
static gboolean
set_on_river (const Collection *collection, ChezuLabelRow *row)
{
  const ChezuPoint place = { row->lon, row->lat };
  guint middle = 0, first, last;
  const ChezuLine *river = find_river (collection, &place, &middle);
  const ChezuPoint *point, *before, *after;

  if (river == NULL)
    return FALSE;
  point = chezu_line_point (river, middle);
  first = last = middle;
  while (first > 0 && distance (chezu_line_point (river, first), point) < RIVER_REACH)
    first--;
  while (last + 1 < river->len && distance (chezu_line_point (river, last), point) < RIVER_REACH)
    last++;
  before = chezu_line_point (river, first);
  after = chezu_line_point (river, last);
  row->lon = point->lon;
  row->lat = point->lat;
  row->angle = chezu_upright_angle (
      atan2 (before->lat - after->lat, (after->lon - before->lon) * cos (row->lat * G_PI / 180.0))
      * 180.0 / G_PI);
  return TRUE;
}

static void
add_water (const ChezuTableRow *table_row, gpointer data)
{
  Collection *collection = data;
  const char *kind = chezu_table_row_get_text (table_row, "kind");
  ChezuLabelRow row = { .kind = "water",
                        .name_zh = (char *)chezu_table_row_get_text (table_row, "name_zh"),
                        .name_en = (char *)chezu_table_row_get_text (table_row, "name_en"),
                        .lon = chezu_table_row_get_number (table_row, "lon"),
                        .lat = chezu_table_row_get_number (table_row, "lat"),
                        .min_zoom = chezu_table_row_get_number (table_row, "min_zoom"),
                        .max_zoom = chezu_table_row_get_number (table_row, "max_zoom") };

  if (g_strcmp0 (kind, "river") == 0)
    {
      row.rank = RANK_RIVER;
      if (!set_on_river (collection, &row))
        return;
    }
  else
    row.rank = g_strcmp0 (kind, "lake") == 0 ? RANK_LAKE : RANK_SEA;
  chezu_label_rows_add (collection->rows, &row);
}

/* --- Roads and streets --- */

typedef struct
{
  ChezuLines *pieces;
  gboolean trunk;
} Road;

static void
road_free (Road *road)
{
  g_ptr_array_unref (road->pieces);
  g_free (road);
}

/* Where two roads run together both count the piece as theirs. */
static void
note_road (const ChezuTableRow *table_row, gpointer data)
{
  Collection *collection = data;
  g_auto (GStrv) refs = g_strsplit (chezu_table_row_get_text (table_row, "ref"), ";", -1);
  OGRGeometryH geometry = chezu_table_row_get_geometry (table_row);

  for (guint i = 0; refs[i] != NULL && geometry != NULL; i++)
    {
      Road *road = g_hash_table_lookup (collection->roads, refs[i]);

      if (road == NULL)
        {
          road = g_new0 (Road, 1);
          road->pieces = chezu_lines_new ();
          g_hash_table_insert (collection->roads, g_strdup (refs[i]), road);
        }
      road->trunk = g_strcmp0 (chezu_table_row_get_text (table_row, "class"), "trunk") == 0;
      g_ptr_array_add (road->pieces, chezu_line_of_geometry (geometry));
    }
}

static void
add_shields (Collection *collection)
{
  g_autoptr (GPtrArray) refs = g_hash_table_get_keys_as_ptr_array (collection->roads);

  /* In a fixed order, so that the same tables make the same file. */
  g_ptr_array_sort_values (refs, (GCompareFunc)strcmp);
  for (guint i = 0; i < refs->len; i++)
    {
      char *ref = g_ptr_array_index (refs, i);
      const Road *road = g_hash_table_lookup (collection->roads, ref);
      g_autoptr (GPtrArray) lines = chezu_lines_join (road->pieces);
      const ChezuLabelRow row = { .kind = "shield",
                                  .name_zh = ref,
                                  .name_en = ref,
                                  .rank = RANK_SHIELD + (road->trunk ? 500 : 0),
                                  .max_zoom = MAX_ZOOM };
      const ChezuLabelSpread spread = { 340.0, 0.0, road->trunk ? 9 : 6, 13 };

      for (guint j = 0; j < lines->len; j++)
        chezu_label_rows_spread (collection->rows, &row, chezu_lines_get (lines, j), &spread);
    }
}

static void
add_street (const ChezuTableRow *table_row, gpointer data)
{
  static const struct
  {
    const char *kind;
    int first_zoom;
  } streets[] = { { "trunk", 12 }, { "primary", 13 }, { "secondary", 14 }, { "residential", 15 } };
  Collection *collection = data;
  OGRGeometryH geometry = chezu_table_row_get_geometry (table_row);
  const char *kind = chezu_table_row_get_text (table_row, "class");

  for (guint i = 0; i < G_N_ELEMENTS (streets) && geometry != NULL; i++)
    if (g_strcmp0 (kind, streets[i].kind) == 0)
      {
        const ChezuLabelRow row
            = { .kind = "street",
                .name_zh = (char *)chezu_table_row_get_text (table_row, "name_zh"),
                .name_en = (char *)chezu_table_row_get_text (table_row, "name_en"),
                .rank = RANK_STREET + 100 * (int)i,
                .max_zoom = MAX_ZOOM };
        const ChezuLabelSpread spread = { 480.0, 96.0, streets[i].first_zoom, 18 };
        g_autoptr (GArray) line = chezu_line_of_geometry (geometry);

        chezu_label_rows_spread (collection->rows, &row, line, &spread);
      }
}

/**
 * chezu_basemap_labels_collect:
 * @tables_folder: of the demo world
 * @waters_path: of the table of waters
 * @rivers: the chart's greater rivers, for their names to stand on
 *
 * Returns: (transfer full): all rows
 */
ChezuLabelRows *
chezu_basemap_labels_collect (const char *tables_folder,
                              const char *waters_path,
                              const ChezuLines *rivers,
                              GError **error)
{
  g_autoptr (GArray) rows = chezu_label_rows_new ();
  g_autoptr (GHashTable) roads
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)road_free);
  g_autoptr (GPtrArray) lakes
      = g_ptr_array_new_with_free_func ((GDestroyNotify)OGR_G_DestroyGeometry);
  Collection collection = { rows, rivers, roads, lakes, 0 };
  g_autofree char *cities = g_build_filename (tables_folder, "cities.csv", NULL);
  g_autofree char *areas = g_build_filename (tables_folder, "areas.csv", NULL);
  g_autofree char *network = g_build_filename (tables_folder, "network.csv", NULL);
  g_autofree char *district = g_build_filename (tables_folder, "district.csv", NULL);

  if (!chezu_table_for_each (cities, add_city, &collection, error)
      || !chezu_table_for_each (areas, add_area, &collection, error)
      || !chezu_table_for_each (waters_path, add_water, &collection, error)
      || !chezu_table_for_each (network, note_road, &collection, error)
      || !chezu_table_for_each (district, add_street, &collection, error))
    return NULL;
  add_shields (&collection);
  return g_steal_pointer (&rows);
}
