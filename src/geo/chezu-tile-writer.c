/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GDAL's MVT driver cuts each feature into tiles as it comes, keeps the pieces in a database beside
 * the file and packs them when it is closed. */

#include "geo/chezu-tile-writer.h"

#include "geo/chezu-export.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <ogr_srs_api.h>

/* Units to a tile's side: where the map draws zoom 19 from these tiles, one is a pixel. */
#define EXTENT "8192"
/* GDAL's own proportion of a tile's margin, 80 to 4096. */
#define BUFFER "160"
/* A quarter of a pixel; in the last zoom nothing is left out. */
#define SIMPLIFICATION "4"
/* Compressed. A dense quarter is a third of it; what is above loses detail. */
#define MAX_SIZE "1500000"

struct _ChezuTileWriter
{
  GDALDatasetH tiles;
  OGRSpatialReferenceH datum;
  GHashTable *layers; /* "street 12" → OGRLayerH */
  char *path;
  int max_zoom;
};

static gboolean
fail (ChezuTileWriter *self, GError **error)
{
  const char *reason = CPLGetLastErrorMsg ();

  g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_WRITE, _ ("Tiles cannot be written: %s"),
               *reason != '\0' ? reason : self->path);
  return FALSE;
}

/**
 * chezu_tile_writer_new:
 * @path: of the MBTiles file, which must not exist; GDAL puts a database beside it for a while
 */
ChezuTileWriter *
chezu_tile_writer_new (const char *path, int min_zoom, int max_zoom, GError **error)
{
  g_autoptr (ChezuTileWriter) self = g_new0 (ChezuTileWriter, 1);
  char **options = NULL;

  self->path = g_strdup (path);
  self->max_zoom = max_zoom;
  self->layers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->datum = OSRNewSpatialReference (NULL);
  OSRSetFromUserInput (self->datum, "EPSG:4326");
  OSRSetAxisMappingStrategy (self->datum, OAMS_TRADITIONAL_GIS_ORDER);

  options = CSLSetNameValue (options, "FORMAT", "MBTILES");
  options = CSLSetNameValue (options, "TYPE", "baselayer");
  options = CSLSetNameValue (options, "EXTENT", EXTENT);
  options = CSLSetNameValue (options, "BUFFER", BUFFER);
  options = CSLSetNameValue (options, "SIMPLIFICATION", SIMPLIFICATION);
  options = CSLSetNameValue (options, "SIMPLIFICATION_MAX_ZOOM", "0");
  options = CSLSetNameValue (options, "MAX_SIZE", MAX_SIZE);
  options = CSLSetNameValue (options, "MINZOOM", CPLSPrintf ("%d", min_zoom));
  options = CSLSetNameValue (options, "MAXZOOM", CPLSPrintf ("%d", max_zoom));
  CPLErrorReset ();
  self->tiles = GDALCreate (GDALGetDriverByName ("MVT"), path, 0, 0, 0, GDT_Unknown, options);
  CSLDestroy (options);
  if (self->tiles != NULL)
    return g_steal_pointer (&self);
  fail (self, error);
  return NULL;
}

void
chezu_tile_writer_free (ChezuTileWriter *self)
{
  if (self->tiles != NULL)
    GDALClose (self->tiles);
  OSRDestroySpatialReference (self->datum);
  g_hash_table_unref (self->layers);
  g_free (self->path);
  g_free (self);
}

static OGRLayerH
make_layer (ChezuTileWriter *self, const char *name, const char *tile_layer, int min_zoom)
{
  static const char *const fields[] = { "class", "brunnel", "ref", "name_zh", "name_en" };
  char **options = NULL;
  OGRLayerH layer;

  options = CSLSetNameValue (options, "NAME", tile_layer);
  options = CSLSetNameValue (options, "MINZOOM", CPLSPrintf ("%d", min_zoom));
  options = CSLSetNameValue (options, "MAXZOOM", CPLSPrintf ("%d", self->max_zoom));
  layer = GDALDatasetCreateLayer (self->tiles, name, self->datum, wkbUnknown, options);
  CSLDestroy (options);
  for (guint i = 0; i < G_N_ELEMENTS (fields) && layer != NULL; i++)
    {
      OGRFieldDefnH field = OGR_Fld_Create (fields[i], OFTString);

      OGR_L_CreateField (layer, field, TRUE);
      OGR_Fld_Destroy (field);
    }
  return layer;
}

static OGRLayerH
get_layer (ChezuTileWriter *self, const char *tile_layer, int min_zoom)
{
  g_autofree char *name = g_strdup_printf ("%s %d", tile_layer, min_zoom);
  OGRLayerH layer = g_hash_table_lookup (self->layers, name);

  if (layer == NULL)
    {
      layer = make_layer (self, name, tile_layer, min_zoom);
      if (layer != NULL)
        g_hash_table_insert (self->layers, g_steal_pointer (&name), layer);
    }
  return layer;
}

/**
 * chezu_tile_writer_add:
 * @tile_layer: what the layer is called in tiles
 * @min_zoom: from which the feature is there, to the last
 * @geometry: in degrees; copied
 */
gboolean
chezu_tile_writer_add (ChezuTileWriter *self,
                       const char *tile_layer,
                       int min_zoom,
                       OGRGeometryH geometry,
                       const ChezuTileTexts *texts,
                       GError **error)
{
  const char *const values[]
      = { texts->kind, texts->brunnel, texts->ref, texts->name_zh, texts->name_en };
  OGRLayerH layer;
  OGRFeatureH feature;
  gboolean done;

  CPLErrorReset ();
  layer = get_layer (self, tile_layer, min_zoom);
  if (layer == NULL)
    return fail (self, error);
  feature = OGR_F_Create (OGR_L_GetLayerDefn (layer));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (values[i] != NULL && *values[i] != '\0')
      OGR_F_SetFieldString (feature, (int)i, values[i]);
  OGR_F_SetGeometry (feature, geometry);
  done = OGR_L_CreateFeature (layer, feature) == OGRERR_NONE || fail (self, error);
  OGR_F_Destroy (feature);
  return done;
}

/* Packs the tiles, which takes about as long as everything before. */
gboolean
chezu_tile_writer_finish (ChezuTileWriter *self, GError **error)
{
  CPLErrorReset ();
  return GDALClose (g_steal_pointer (&self->tiles)) == CE_None || fail (self, error);
}
