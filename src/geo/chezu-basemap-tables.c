/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries the tables' rows into the tile layer and the zooms where each belongs. */

#include "geo/chezu-basemap-tables.h"

#include <gio/gio.h>

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

static GDALDatasetH
open_table (const char *folder, const char *table, GError **error)
{
  static const char *const drivers[] = { "CSV", NULL };
  static const char *const options[] = { "GEOM_POSSIBLE_NAMES=wkt", NULL };
  g_autofree char *file = g_strconcat (table, ".csv", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  GDALDatasetH dataset
      = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, options, NULL);

  if (dataset == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The table %s could not be read: %s", path,
                 CPLGetLastErrorMsg ());
  return dataset;
}

/* NULL for a column that the table lacks. */
static const char *
get_text (OGRFeatureH feature, const char *column)
{
  int index = OGR_F_GetFieldIndex (feature, column);

  return index < 0 ? NULL : OGR_F_GetFieldAsString (feature, index);
}

static const Route *
find_route (const char *table, OGRFeatureH feature, OGRwkbGeometryType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (g_str_equal (routes[i].table, table) && routes[i].type == type
        && g_strcmp0 (get_text (feature, routes[i].class_column), routes[i].kind) == 0)
      return &routes[i];
  return NULL;
}

/* One layer for each route, and one for shores. */
typedef struct
{
  OGRLayerH routes[G_N_ELEMENTS (routes)];
  OGRLayerH shore;
} Layers;

static void
add_row (const Layers *layers, const char *table, OGRFeatureH feature)
{
  OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
  const Route *route;
  ChezuFeatureTexts texts;

  if (geometry == NULL)
    return;
  route = find_route (table, feature, wkbFlatten (OGR_G_GetGeometryType (geometry)));
  if (route == NULL)
    return;
  texts = (ChezuFeatureTexts){ .kind = route->tile_kind,
                               .ref = get_text (feature, "ref"),
                               .name_zh = get_text (feature, "name_zh"),
                               .name_en = get_text (feature, "name_en") };
  chezu_features_add (layers->routes[route - routes], OGR_G_Clone (geometry), &texts);
  if (g_str_equal (route->tile_layer, "water"))
    chezu_features_add (layers->shore, OGR_G_Boundary (geometry),
                        &(ChezuFeatureTexts){ .kind = "lake" });
}

/**
 * chezu_basemap_tables_add:
 * @folder: where network.csv, district.csv and areas.csv are
 */
gboolean
chezu_basemap_tables_add (ChezuFeatures *features, const char *folder, GError **error)
{
  static const char *const tables[] = { "network", "district", "areas" };
  Layers layers;

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    layers.routes[i]
        = chezu_features_add_layer (features, routes[i].tile_layer, routes[i].min_zoom, 9);
  layers.shore = chezu_features_add_layer (features, "shore", LAKE_ZOOM, 9);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      GDALDatasetH dataset = open_table (folder, tables[i], error);
      OGRLayerH rows;
      OGRFeatureH feature;

      if (dataset == NULL)
        return FALSE;
      rows = GDALDatasetGetLayer (dataset, 0);
      while ((feature = OGR_L_GetNextFeature (rows)) != NULL)
        {
          add_row (&layers, tables[i], feature);
          OGR_F_Destroy (feature);
        }
      GDALClose (dataset);
    }
  return TRUE;
}

/**
 * chezu_basemap_tables_lakes:
 *
 * Returns: (transfer full): an array of polygons
 */
GPtrArray *
chezu_basemap_tables_lakes (const char *folder, GError **error)
{
  GPtrArray *lakes;
  GDALDatasetH dataset = open_table (folder, "areas", error);
  OGRLayerH rows;
  OGRFeatureH feature;

  if (dataset == NULL)
    return NULL;
  lakes = g_ptr_array_new_with_free_func ((GDestroyNotify)OGR_G_DestroyGeometry);
  rows = GDALDatasetGetLayer (dataset, 0);
  while ((feature = OGR_L_GetNextFeature (rows)) != NULL)
    {
      OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);

      if (geometry != NULL && wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbPolygon
          && g_strcmp0 (get_text (feature, "kind"), "water") == 0)
        g_ptr_array_add (lakes, OGR_G_Clone (geometry));
      OGR_F_Destroy (feature);
    }
  GDALClose (dataset);
  return lakes;
}
