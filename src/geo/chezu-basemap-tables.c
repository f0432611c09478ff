/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries the tables' rows into the tile layer and the zooms where each belongs. */

#include "geo/chezu-basemap-tables.h"

#include "geo/chezu-table.h"

/* From which zoom (of 512-pixel tiles) rows of a class are in the tiles. */
typedef struct
{
  const char *table;
  const char *class_column;
  const char *kind; /* as the table has it */
  OGRwkbGeometryType type;
  const char *tile_layer;
  const char *tile_kind;
  int min_zoom;
} Route;

/* From here on lakes are in the tiles, and their shores with them. */
#define LAKE_ZOOM 4
#define LAST_ZOOM 9

static const Route routes[] = {
  { "network", "class", "motorway", wkbLineString, "road", "motorway", 4 },
  { "network", "class", "trunk", wkbLineString, "road", "trunk", 7 },
  { "district", "class", "trunk", wkbLineString, "street", "trunk", 8 },
  { "district", "class", "primary", wkbLineString, "street", "primary", 9 },
  { "district", "class", "secondary", wkbLineString, "street", "secondary", 9 },
  { "district", "class", "residential", wkbLineString, "street", "residential", 9 },
  { "areas", "kind", "residential", wkbPolygon, "area", "residential", 8 },
  { "areas", "kind", "industrial", wkbPolygon, "area", "industrial", 8 },
  { "areas", "kind", "campus", wkbPolygon, "area", "campus", 9 },
  { "areas", "kind", "park", wkbPolygon, "area", "park", 9 },
  { "areas", "kind", "port", wkbPolygon, "area", "port", 9 },
  { "areas", "kind", "rail", wkbPolygon, "area", "rail", 9 },
  { "areas", "kind", "water", wkbPolygon, "water", "lake", LAKE_ZOOM },
  { "areas", "kind", "water", wkbLineString, "river", "canal", 7 },
  { "areas", "kind", "rail", wkbLineString, "rail", "rail", 7 },
};

static const Route *
find_route (const char *table, const ChezuTableRow *row, OGRwkbGeometryType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (g_str_equal (routes[i].table, table) && routes[i].type == type
        && g_strcmp0 (chezu_table_row_get_text (row, routes[i].class_column), routes[i].kind) == 0)
      return &routes[i];
  return NULL;
}

/* One layer for each route, and one for shores. */
typedef struct
{
  OGRLayerH routes[G_N_ELEMENTS (routes)];
  OGRLayerH shore;
} Layers;

typedef struct
{
  Layers layers;
  const char *table;
  const GPtrArray *lakes;
} Carrier;

/* A river is not seen where it runs through a lake. */
static OGRGeometryH
cut_off_lakes (OGRGeometryH river, const GPtrArray *lakes)
{
  OGRGeometryH left = OGR_G_Clone (river);

  for (guint i = 0; i < lakes->len; i++)
    {
      OGRGeometryH less = OGR_G_Difference (left, g_ptr_array_index (lakes, i));

      if (less == NULL)
        continue;
      OGR_G_DestroyGeometry (left);
      left = less;
    }
  return left;
}

static void
add_row (const ChezuTableRow *row, gpointer data)
{
  const Carrier *carrier = data;
  OGRGeometryH geometry = chezu_table_row_get_geometry (row);
  const Route *route;
  ChezuFeatureTexts texts;

  if (geometry == NULL)
    return;
  route = find_route (carrier->table, row, wkbFlatten (OGR_G_GetGeometryType (geometry)));
  if (route == NULL)
    return;
  texts = (ChezuFeatureTexts){ .kind = route->tile_kind,
                               .ref = chezu_table_row_get_text (row, "ref"),
                               .name_zh = chezu_table_row_get_text (row, "name_zh"),
                               .name_en = chezu_table_row_get_text (row, "name_en") };
  chezu_features_add (carrier->layers.routes[route - routes],
                      g_str_equal (route->tile_layer, "river")
                          ? cut_off_lakes (geometry, carrier->lakes)
                          : OGR_G_Clone (geometry),
                      &texts);
  if (g_str_equal (route->tile_layer, "water"))
    chezu_features_add (carrier->layers.shore, OGR_G_Boundary (geometry),
                        &(ChezuFeatureTexts){ .kind = "lake" });
}

/**
 * chezu_basemap_tables_add:
 * @folder: where network.csv, district.csv and areas.csv are
 * @lakes: as chezu_basemap_tables_lakes () reads them
 */
gboolean
chezu_basemap_tables_add (ChezuFeatures *features,
                          const char *folder,
                          const GPtrArray *lakes,
                          GError **error)
{
  static const char *const tables[] = { "network", "district", "areas" };
  Carrier carrier = { .lakes = lakes };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    carrier.layers.routes[i]
        = chezu_features_add_layer (features, routes[i].tile_layer, routes[i].min_zoom, LAST_ZOOM);
  carrier.layers.shore = chezu_features_add_layer (features, "shore", LAKE_ZOOM, LAST_ZOOM);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *file = g_strconcat (tables[i], ".csv", NULL);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      carrier.table = tables[i];
      if (!chezu_table_for_each (path, add_row, &carrier, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_lake (const ChezuTableRow *row, gpointer data)
{
  OGRGeometryH geometry = chezu_table_row_get_geometry (row);

  if (geometry != NULL && wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbPolygon
      && g_str_equal (chezu_table_row_get_text (row, "kind"), "water"))
    g_ptr_array_add (data, OGR_G_Clone (geometry));
}

/**
 * chezu_basemap_tables_lakes:
 *
 * Returns: (transfer full): an array of polygons
 */
GPtrArray *
chezu_basemap_tables_lakes (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) lakes
      = g_ptr_array_new_with_free_func ((GDestroyNotify)OGR_G_DestroyGeometry);
  g_autofree char *path = g_build_filename (folder, "areas.csv", NULL);

  return chezu_table_for_each (path, add_lake, lakes, error) ? g_steal_pointer (&lakes) : NULL;
}
