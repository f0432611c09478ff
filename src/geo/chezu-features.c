/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A GDAL dataset in memory that is written as vector tiles. */

#include "geo/chezu-features.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal_utils.h>
#include <gio/gio.h>
#include <ogr_srs_api.h>

typedef struct
{
  OGRLayerH layer;
  char *name; /* unique in the dataset */
  char *tile_layer;
  int min_zoom, max_zoom;
} Stretch;

struct _ChezuFeatures
{
  GDALDatasetH dataset;
  OGRSpatialReferenceH datum;
  GArray *stretches; /* of Stretch */
};

static void
stretch_clear (gpointer data)
{
  g_free (((Stretch *)data)->name);
  g_free (((Stretch *)data)->tile_layer);
}

ChezuFeatures *
chezu_features_new (void)
{
  ChezuFeatures *self = g_new0 (ChezuFeatures, 1);

  GDALAllRegister ();
  self->dataset = GDALCreate (GDALGetDriverByName ("Memory"), "", 0, 0, 0, GDT_Unknown, NULL);
  self->datum = OSRNewSpatialReference (NULL);
  OSRSetFromUserInput (self->datum, "EPSG:4326");
  OSRSetAxisMappingStrategy (self->datum, OAMS_TRADITIONAL_GIS_ORDER);
  self->stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  g_array_set_clear_func (self->stretches, stretch_clear);
  return self;
}

void
chezu_features_free (ChezuFeatures *self)
{
  GDALClose (self->dataset);
  OSRDestroySpatialReference (self->datum);
  g_array_unref (self->stretches);
  g_free (self);
}

/**
 * chezu_features_add_layer:
 * @tile_layer: what the layer is called in tiles; several stretches may share it
 *
 * Returns: (transfer none): an empty layer
 */
OGRLayerH
chezu_features_add_layer (ChezuFeatures *self, const char *tile_layer, int min_zoom, int max_zoom)
{
  static const char *const fields[] = { "class", "ref", "name_zh", "name_en" };
  Stretch stretch = { .name = g_strdup_printf ("%s_%d", tile_layer, self->stretches->len),
                      .tile_layer = g_strdup (tile_layer),
                      .min_zoom = min_zoom,
                      .max_zoom = max_zoom };

  stretch.layer
      = GDALDatasetCreateLayer (self->dataset, stretch.name, self->datum, wkbUnknown, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      OGRFieldDefnH field = OGR_Fld_Create (fields[i], OFTString);

      OGR_L_CreateField (stretch.layer, field, TRUE);
      OGR_Fld_Destroy (field);
    }
  g_array_append_val (self->stretches, stretch);
  return stretch.layer;
}

void
chezu_features_add (OGRLayerH layer, OGRGeometryH geometry, const ChezuFeatureTexts *texts)
{
  OGRFeatureH feature = OGR_F_Create (OGR_L_GetLayerDefn (layer));
  const char *const values[] = { texts->kind, texts->ref, texts->name_zh, texts->name_en };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (values[i] != NULL && *values[i] != '\0')
      OGR_F_SetFieldString (feature, (int)i, values[i]);
  OGR_F_SetGeometryDirectly (feature, geometry);
  if (OGR_L_CreateFeature (layer, feature) != OGRERR_NONE)
    g_warning ("A feature of the base map was lost: %s", CPLGetLastErrorMsg ());
  OGR_F_Destroy (feature);
}

/**
 * chezu_features_add_lines:
 * @tolerance: of simplifying, degrees; 0 leaves the lines as they are
 */
void
chezu_features_add_lines (OGRLayerH layer,
                          const ChezuLines *lines,
                          const char *kind,
                          double tolerance)
{
  const ChezuFeatureTexts texts = { .kind = kind };

  for (guint i = 0; i < lines->len; i++)
    {
      const ChezuLine *line = chezu_lines_get (lines, i);
      g_autoptr (GArray) simple
          = tolerance > 0.0 ? chezu_line_simplify (line, tolerance) : g_array_ref ((GArray *)line);

      if (simple->len > 1)
        chezu_features_add (layer, chezu_geometry_of_line (simple), &texts);
    }
}

/* @polygons: of OGRGeometryH, copied. */
void
chezu_features_add_polygons (OGRLayerH layer, const GPtrArray *polygons, const char *kind)
{
  const ChezuFeatureTexts texts = { .kind = kind };

  for (guint i = 0; i < polygons->len; i++)
    chezu_features_add (layer, OGR_G_Clone (g_ptr_array_index (polygons, i)), &texts);
}

/* --- Tiles --- */

static char *
describe_layers (ChezuFeatures *self, int min_zoom, int max_zoom, GPtrArray *names)
{
  GString *conf = g_string_new ("{");

  for (guint i = 0; i < self->stretches->len; i++)
    {
      const Stretch *stretch = &g_array_index (self->stretches, Stretch, i);

      if (stretch->min_zoom > max_zoom || stretch->max_zoom < min_zoom
          || OGR_L_GetFeatureCount (stretch->layer, TRUE) == 0)
        continue;
      g_string_append_printf (conf,
                              "%s\"%s\":{\"target_name\":\"%s\",\"minzoom\":%d,\"maxzoom\":%d}",
                              names->len > 0 ? "," : "", stretch->name, stretch->tile_layer,
                              MAX (stretch->min_zoom, min_zoom), MIN (stretch->max_zoom, max_zoom));
      g_ptr_array_add (names, stretch->name);
    }
  g_string_append_c (conf, '}');
  return g_string_free (conf, FALSE);
}

static void
take_option (GPtrArray *options, char *option)
{
  g_ptr_array_add (options, g_strdup ("-dsco"));
  g_ptr_array_add (options, option);
}

/**
 * chezu_features_write_tiles:
 * @path: of the MBTiles file, which must not exist
 * @extent: units to a tile's side
 * @simplification: tolerance in those units, 0 for none
 */
gboolean
chezu_features_write_tiles (ChezuFeatures *self,
                            const char *path,
                            int min_zoom,
                            int max_zoom,
                            int extent,
                            int simplification,
                            GError **error)
{
  g_autoptr (GPtrArray) options = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *conf = describe_layers (self, min_zoom, max_zoom, names);
  GDALVectorTranslateOptions *parsed;
  GDALDatasetH tiles;
  int failed = FALSE;

  g_ptr_array_add (options, g_strdup ("-f"));
  g_ptr_array_add (options, g_strdup ("MVT"));
  take_option (options, g_strdup ("FORMAT=MBTILES"));
  take_option (options, g_strdup_printf ("MINZOOM=%d", min_zoom));
  take_option (options, g_strdup_printf ("MAXZOOM=%d", max_zoom));
  take_option (options, g_strdup_printf ("EXTENT=%d", extent));
  /* GDAL's own proportion of a tile's margin, 80 to 4096. */
  take_option (options, g_strdup_printf ("BUFFER=%d", extent * 80 / 4096));
  if (simplification > 0)
    take_option (options, g_strdup_printf ("SIMPLIFICATION=%d", simplification));
  take_option (options, g_strdup ("TYPE=baselayer"));
  take_option (options, g_strdup_printf ("CONF=%s", conf));
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (options, g_strdup (g_ptr_array_index (names, i)));
  g_ptr_array_add (options, NULL);

  CPLErrorReset ();
  parsed = GDALVectorTranslateOptionsNew ((char **)options->pdata, NULL);
  tiles = GDALVectorTranslate (path, NULL, 1, &self->dataset, parsed, &failed);
  GDALVectorTranslateOptionsFree (parsed);
  /* Closing does the work. */
  if (tiles != NULL && GDALClose (tiles) != CE_None)
    failed = TRUE;
  if (tiles == NULL || failed)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "GDAL could not write %s: %s", path,
                   CPLGetLastErrorMsg ());
      return FALSE;
    }
  return TRUE;
}
