/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the drivers that the ending of a file allows are tried, so that nothing is taken for a list
 * of addresses or a database server. */

#include "geo/chezu-overlay-features.h"

#include "geo/chezu-confinement.h"
#include "geo/chezu-overlay-text.h"

#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>

/* Megabytes of memory that GDAL may take for one GeoJSON object. */
#define OBJECT_MAX_MB "256"
#define COLUMNS_MAX 100
#define NAME_MAX_CHARACTERS 120
#define TEXT_MAX_CHARACTERS 400
/* Collections within collections. */
#define NESTING_MAX 16
/* Vertices are projected so many at a time. */
#define BATCH 1024

typedef struct
{
  ChezuOverlayIntake *intake;
  const char *part; /* nullable */
  ChezuConfinement gdal;
  GDALDatasetH dataset;
  char *encoding; /* of texts that are no UTF-8; NULL unknown */

  /* Of the layer */
  OGRLayerH layer;
  OGRCoordinateTransformationH to_degrees; /* NULL: it is in degrees */
  GPtrArray *names; /* of its columns, clean; NULL for one that is of no use */
  int name_column;
  int description_column;
} Reading;

/* --- Geometry -------------------------------------------------------------------------------- */

typedef struct
{
  ChezuOverlayIntake *intake;
  OGRCoordinateTransformationH to_degrees; /* nullable */
  ChezuConfinement *gdal;                  /* with it */
} Sink;

static gboolean add_geometry (const Sink *sink, OGRGeometryH geometry, guint depth);

static void
add_vertices (const Sink *sink, OGRGeometryH curve)
{
  double x[BATCH];
  double y[BATCH];
  int fine[BATCH];
  int n = OGR_G_GetPointCount (curve);

  for (int first = 0; first < n; first += BATCH)
    {
      int n_batch = MIN (n - first, BATCH);

      for (int i = 0; i < n_batch; i++)
        {
          x[i] = OGR_G_GetX (curve, first + i);
          y[i] = OGR_G_GetY (curve, first + i);
        }
      if (sink->to_degrees != NULL)
        {
          OCTTransformEx (sink->to_degrees, n_batch, x, y, NULL, fine);
          /* It says for each vertex what is told once, by those that are left out. */
          g_clear_pointer (&sink->gdal->trouble, g_free);
          for (int i = 0; i < n_batch; i++)
            if (!fine[i])
              x[i] = NAN;
        }
      for (int i = 0; i < n_batch; i++)
        chezu_overlay_intake_add_vertex (sink->intake, x[i], y[i]);
    }
}

static gboolean
add_polygon (const Sink *sink, OGRGeometryH polygon)
{
  int n_rings = OGR_G_GetGeometryCount (polygon);

  for (int i = 0; i < n_rings; i++)
    {
      chezu_overlay_intake_add_part (sink->intake, CHEZU_OVERLAY_POLYGON, i > 0);
      add_vertices (sink, OGR_G_GetGeometryRef (polygon, i));
    }
  return TRUE;
}

static gboolean
add_members (const Sink *sink, OGRGeometryH geometry, guint depth)
{
  int n = OGR_G_GetGeometryCount (geometry);

  if (depth >= NESTING_MAX)
    return FALSE;
  for (int i = 0; i < n; i++)
    if (!add_geometry (sink, OGR_G_GetGeometryRef (geometry, i), depth + 1))
      return FALSE;
  return TRUE;
}

/* Arcs become lines. */
static gboolean
add_linear (const Sink *sink, OGRGeometryH geometry, guint depth)
{
  OGRGeometryH linear = OGR_G_HasCurveGeometry (geometry, TRUE)
                            ? OGR_G_GetLinearGeometry (geometry, 0, NULL)
                            : NULL;
  gboolean added = linear != NULL && !OGR_G_HasCurveGeometry (linear, TRUE)
                   && add_geometry (sink, linear, depth + 1);

  if (linear != NULL)
    OGR_G_DestroyGeometry (linear);
  return added;
}

static gboolean
add_geometry (const Sink *sink, OGRGeometryH geometry, guint depth)
{
  if (geometry == NULL || OGR_G_IsEmpty (geometry))
    return TRUE;
  switch ((int)wkbFlatten (OGR_G_GetGeometryType (geometry)))
    {
    case wkbPoint:
      chezu_overlay_intake_add_part (sink->intake, CHEZU_OVERLAY_POINT, FALSE);
      add_vertices (sink, geometry);
      return TRUE;
    case wkbLineString:
    case wkbLinearRing:
      chezu_overlay_intake_add_part (sink->intake, CHEZU_OVERLAY_LINE, FALSE);
      add_vertices (sink, geometry);
      return TRUE;
    case wkbPolygon:
    case wkbTriangle:
      return add_polygon (sink, geometry);
    case wkbMultiPoint:
    case wkbMultiLineString:
    case wkbMultiPolygon:
    case wkbGeometryCollection:
    case wkbPolyhedralSurface:
    case wkbTIN:
      return add_members (sink, geometry, depth);
    default:
      return depth < NESTING_MAX && add_linear (sink, geometry, depth);
    }
}

gboolean
chezu_overlay_features_add_geometry (ChezuOverlayIntake *intake, gpointer geometry)
{
  const Sink sink = { .intake = intake };

  return add_geometry (&sink, geometry, 0);
}

/* --- Columns --------------------------------------------------------------------------------- */

static gboolean
is_driver (Reading *self, const char *name)
{
  return g_strcmp0 (GDALGetDriverShortName (GDALGetDatasetDriver (self->dataset)), name) == 0;
}

/* What every KML feature has, and nobody asks for. */
static gboolean
is_noise (Reading *self, const char *name)
{
  static const char *const kml[]
      = { "id",      "timestamp",  "begin",     "end",  "altitudeMode", "tessellate",
          "extrude", "visibility", "drawOrder", "icon", "snippet",      NULL };

  return (is_driver (self, "LIBKML") || is_driver (self, "KML")) && g_strv_contains (kml, name);
}

static void
list_columns (Reading *self)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (self->layer);
  int n = MIN (OGR_FD_GetFieldCount (definition), COLUMNS_MAX);
  g_autofree const char **texts = g_new0 (const char *, (gsize)n + 1);

  g_ptr_array_set_size (self->names, 0);
  for (int i = 0; i < n; i++)
    {
      const char *raw = OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (definition, i));
      char *name = is_noise (self, raw)
                       ? NULL
                       : chezu_overlay_text_clean (raw, self->encoding, NAME_MAX_CHARACTERS);

      g_ptr_array_add (self->names, name);
      texts[i] = name != NULL ? name : "";
    }
  self->name_column = chezu_overlay_text_find_name (texts, (guint)n);
  self->description_column = chezu_overlay_text_find_description (texts, (guint)n);
}

static char *
read_cell (Reading *self, OGRFeatureH feature, int column)
{
  const char *text;

  if (self->names->pdata[column] == NULL || !OGR_F_IsFieldSetAndNotNull (feature, column))
    return NULL;
  text = OGR_Fld_GetType (OGR_F_GetFieldDefnRef (feature, column)) == OFTDateTime
             ? OGR_F_GetFieldAsISO8601DateTime (feature, column, NULL)
             : OGR_F_GetFieldAsString (feature, column);
  return chezu_overlay_text_clean (text, self->encoding, TEXT_MAX_CHARACTERS);
}

static void
begin_feature (Reading *self, OGRFeatureH feature)
{
  g_autofree const char **names = g_new0 (const char *, self->names->len + 1);
  g_autofree char **values = g_new0 (char *, self->names->len + 1);
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *attributes = NULL;
  ChezuOverlayFeature texts = { 0 };
  guint n = 0;

  for (guint i = 0; i < self->names->len; i++)
    {
      char *cell = read_cell (self, feature, (int)i);

      if (cell == NULL)
        continue;
      g_ptr_array_add (owned, cell);
      if ((int)i == self->name_column)
        texts.name = cell;
      else if ((int)i == self->description_column)
        texts.description = cell;
      chezu_overlay_intake_note_field (self->intake, self->names->pdata[i]);
      names[n] = self->names->pdata[i];
      values[n++] = cell;
    }
  texts.attributes = attributes = chezu_overlay_text_attributes (names, values, n);
  chezu_overlay_intake_begin_feature (self->intake, &texts);
}

/* --- Layers ---------------------------------------------------------------------------------- */

/* A table of people gives its encoding, or that of the machine it was made on, which says little.
 */
static void
find_encoding (Reading *self)
{
  const char *given = GDALGetMetadataItem (self->layer, "ENCODING_FROM_CPG", "SHAPEFILE");

  if (given == NULL || *given == '\0')
    {
      given = GDALGetMetadataItem (self->layer, "ENCODING_FROM_LDID", "SHAPEFILE");
      if (given != NULL && (g_str_equal (given, "ISO-8859-1") || g_str_equal (given, "CP1252")))
        given = NULL;
    }
  g_free (self->encoding);
  self->encoding = given != NULL && *given != '\0' ? g_strdup (given) : NULL;
}

static gboolean
set_reference (Reading *self, GError **error)
{
  OGRSpatialReferenceH from = OGR_L_GetSpatialRef (self->layer);
  OGRSpatialReferenceH to;

  g_clear_pointer (&self->to_degrees, OCTDestroyCoordinateTransformation);
  /* Without one, degrees are the best guess; what is none lies outside the earth. */
  if (from == NULL)
    return TRUE;

  to = OSRNewSpatialReference (NULL);
  OSRImportFromEPSG (to, 4326);
  OSRSetAxisMappingStrategy (to, OAMS_TRADITIONAL_GIS_ORDER);
  from = OSRClone (from);
  OSRSetAxisMappingStrategy (from, OAMS_TRADITIONAL_GIS_ORDER);
  self->to_degrees = OCTNewCoordinateTransformation (from, to);
  OSRDestroySpatialReference (from);
  OSRDestroySpatialReference (to);
  if (self->to_degrees != NULL)
    return TRUE;

  g_set_error (error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_FORMAT,
               _ ("The reference system of “%s” is not known. Convert it with “ogr2ogr -t_srs "
                  "EPSG:4326”"),
               chezu_overlay_intake_get_file (self->intake));
  return FALSE;
}

static void
take_feature (Reading *self, OGRFeatureH feature)
{
  const Sink sink = { self->intake, self->to_degrees, &self->gdal };
  OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);

  if (geometry == NULL || OGR_G_IsEmpty (geometry))
    {
      chezu_overlay_intake_note_unreadable (self->intake);
      return;
    }
  begin_feature (self, feature);
  if (!add_geometry (&sink, geometry, 0))
    chezu_overlay_intake_spoil_feature (self->intake);
  chezu_overlay_intake_end_feature (self->intake);
}

/* FALSE when reading has to end, with @error or without. */
static gboolean
read_layer (Reading *self, GError **error)
{
  OGRFeatureH feature;
  gboolean go_on = TRUE;

  while (go_on && (feature = OGR_L_GetNextFeature (self->layer)) != NULL)
    {
      go_on = chezu_overlay_intake_may_go_on (self->intake, error);
      if (go_on)
        take_feature (self, feature);
      /* What is wrong with one, its geometry shows; the reading went on. */
      g_clear_pointer (&self->gdal.trouble, g_free);
      OGR_F_Destroy (feature);
    }
  return go_on;
}

/* The points of a GPX track are in the track already. */
static gboolean
is_worth_reading (Reading *self)
{
  const char *name = OGR_L_GetName (self->layer);

  if (OGR_L_GetGeomType (self->layer) == wkbNone)
    return FALSE;
  return !is_driver (self, "GPX")
         || (!g_str_equal (name, "track_points") && !g_str_equal (name, "route_points"));
}

static void
begin_layer (Reading *self, int n_layers)
{
  const char *name = OGR_L_GetName (self->layer);
  g_autofree char *both = NULL;

  if (self->part != NULL && n_layers > 1)
    name = both = g_strdup_printf ("%s – %s", self->part, name);
  else if (self->part != NULL)
    name = self->part;
  chezu_overlay_intake_begin_layer (self->intake, name);
}

static gboolean
read_layers (Reading *self, GError **error)
{
  int n = GDALDatasetGetLayerCount (self->dataset);
  g_autoptr (GError) cause = NULL;

  for (int i = 0; i < n && self->gdal.trouble == NULL; i++)
    {
      self->layer = GDALDatasetGetLayer (self->dataset, i);
      if (!is_worth_reading (self))
        continue;
      find_encoding (self);
      begin_layer (self, n);
      list_columns (self);
      if (!set_reference (self, error))
        return FALSE;
      if (!read_layer (self, &cause))
        break;
    }
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* --- Files ----------------------------------------------------------------------------------- */

static void
close_dataset (Reading *self)
{
  g_clear_pointer (&self->to_degrees, OCTDestroyCoordinateTransformation);
  if (self->dataset != NULL)
    GDALClose (self->dataset);
  self->dataset = NULL;
}

static gboolean
read_dataset (Reading *self, const char *path, const char *const *drivers, GError **error)
{
  /* Texts as they stand in the file: what a shapefile says of its encoding is often wrong. */
  static const char *const raw[] = { "ENCODING=", NULL };
  gboolean is_shapefile = g_strv_contains (drivers, "ESRI Shapefile");

  self->dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers,
                              is_shapefile ? raw : NULL, NULL);
  return self->dataset == NULL || self->gdal.asked || read_layers (self, error);
}

static gboolean
judge (Reading *self, gboolean opened, GError **error)
{
  const char *file = chezu_overlay_intake_get_file (self->intake);

  if (self->gdal.asked)
    {
      g_set_error (error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_REFUSED,
                   _ ("“%s” names an address from which a part of it would have to be fetched. "
                      "Chezu fetches nothing that a file asks for"),
                   file);
      return FALSE;
    }
  if (opened && self->gdal.trouble == NULL)
    return TRUE;
  /* For whoever looks into it; it names functions and formats of a library. */
  if (self->gdal.trouble != NULL)
    g_debug ("%s: %s", file, self->gdal.trouble);
  g_set_error (error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_FORMAT,
               _ ("“%s” cannot be read: it is damaged, or not what its ending says"), file);
  return FALSE;
}

gboolean
chezu_overlay_features_read (ChezuOverlayIntake *intake,
                             const char *path,
                             const char *part,
                             const char *const *drivers,
                             GError **error)
{
  Reading self = { .intake = intake, .part = part, .gdal.object_max = OBJECT_MAX_MB };
  g_autoptr (GError) cause = NULL;
  gboolean opened;
  gboolean read;

  g_return_val_if_fail (g_path_is_absolute (path), FALSE);

  GDALAllRegister ();
  self.names = g_ptr_array_new_with_free_func (g_free);
  chezu_confinement_enter (&self.gdal);
  read = read_dataset (&self, path, drivers, &cause);
  opened = self.dataset != NULL;
  close_dataset (&self);
  chezu_confinement_leave ();
  g_ptr_array_unref (self.names);
  g_free (self.encoding);

  if (!read)
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    read = judge (&self, opened, error);
  chezu_confinement_clear (&self.gdal);
  return read;
}
