/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the formats that hold tracks are tried. */

#include "geo/chezu-track-features.h"

#include "geo/chezu-confinement.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>

/* GML is not among them, because GDAL writes a file beside it. */
static const char *const drivers[]
    = { "GPX",    "GeoJSON", "GeoJSONSeq",   "GPKG", "FlatGeobuf", "ESRI Shapefile",
        "LIBKML", "KML",     "MapInfo File", NULL };

/* GDAL takes a track's points along with its name; of a larger file the names are left out. */
#define NAMED_FILE_MAX (G_GINT64_CONSTANT (64) * 1024 * 1024)
#define NAMED_TRACKS_MAX 100000

/* GPX counts in m/s, platforms in km/h. */
#define GPX_SPEED_CM_S 100.0
#define PLAIN_SPEED_CM_S (100000.0 / 3600.0)

struct _ChezuTrackFeatures
{
  GDALDatasetH dataset;
  char *name;
  char *given;
  ChezuConfinement gdal;

  int next_layer;
  OGRLayerH layer; /* NULL: before the first, or after the last */
  gboolean any_layer;
  GError *useless; /* why a layer cannot be read */
  ChezuTrackColumns columns;
  GPtrArray *names;   /* of the columns */
  GHashTable *tracks; /* number to name */
  int track_column;   /* of the track's number; -1 none */

  guint64 number;
  OGRFeatureH feature;
  GStringChunk *chunk;
  GPtrArray *cells;

  /* Of a line, whose points have times of their own */
  OGRGeometryH line; /* of the feature; NULL none */
  int line_at;
  char **line_times;
  const double *line_speeds;
  int n_line_speeds;
};

/* --- Layers ---------------------------------------------------------------------------------- */

static gboolean
is_gpx (ChezuTrackFeatures *self)
{
  return g_strcmp0 (GDALGetDriverShortName (GDALGetDatasetDriver (self->dataset)), "GPX") == 0;
}

static void
list_names (ChezuTrackFeatures *self)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn (self->layer);

  g_ptr_array_set_size (self->names, 0);
  for (int i = 0; i < OGR_FD_GetFieldCount (definition); i++)
    {
      const char *name = OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (definition, i));

      g_ptr_array_add (self->names, g_strdup (name));
    }
}

static int
find_name (ChezuTrackFeatures *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++)
    if (g_ascii_strcasecmp (self->names->pdata[i], name) == 0)
      return (int)i;
  return -1;
}

/* Positions in metres would pass for some in degrees near 0/0. */
static gboolean
check_degrees (ChezuTrackFeatures *self, GError **error)
{
  OGRSpatialReferenceH reference = OGR_L_GetSpatialRef (self->layer);

  if (reference == NULL || OSRIsGeographic (reference))
    return TRUE;
  g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT,
               _ ("“%s” is not in degrees. Convert it with “ogr2ogr -t_srs EPSG:4326”"),
               self->name);
  return FALSE;
}

/* A track as one line has the times of its points in a list. */
static void
find_line_times (ChezuTrackFeatures *self)
{
  int times = find_name (self, "coordTimes");
  int speeds = find_name (self, "speeds");

  if (times < 0)
    times = find_name (self, "times");
  if (times < 0)
    return;
  self->columns.index[CHEZU_TRACK_TIME] = times;
  self->columns.index[CHEZU_TRACK_SPEED] = speeds;
  self->columns.speed_cm_s = PLAIN_SPEED_CM_S;
}

static gboolean
has_lines (ChezuTrackFeatures *self)
{
  OGRwkbGeometryType type = wkbFlatten (OGR_L_GetGeomType (self->layer));

  return (type == wkbLineString || type == wkbUnknown)
         && (find_name (self, "coordTimes") >= 0 || find_name (self, "times") >= 0);
}

static gboolean
use_layer (ChezuTrackFeatures *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  list_names (self);
  if (!check_degrees (self, error))
    return FALSE;
  self->track_column = is_gpx (self) ? find_name (self, "track_fid") : -1;

  if (chezu_track_columns_find (
          &self->columns, (const char *const *)self->names->pdata, self->names->len, self->given,
          TRUE, is_gpx (self) ? GPX_SPEED_CM_S : PLAIN_SPEED_CM_S, self->name, &cause))
    {
      if (has_lines (self))
        find_line_times (self);
      return TRUE;
    }
  if (has_lines (self) && self->given == NULL)
    {
      find_line_times (self);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* GPX has routes and whole tracks besides points; of those nobody knows when. */
static gboolean
is_worth_reading (ChezuTrackFeatures *self, OGRLayerH layer)
{
  const char *name = OGR_L_GetName (layer);

  return !is_gpx (self) || g_str_equal (name, "track_points") || g_str_equal (name, "waypoints");
}

/* FALSE when there is none left. */
static gboolean
go_to_next_layer (ChezuTrackFeatures *self)
{
  while (self->next_layer < GDALDatasetGetLayerCount (self->dataset))
    {
      g_autoptr (GError) cause = NULL;

      self->layer = GDALDatasetGetLayer (self->dataset, self->next_layer++);
      if (!is_worth_reading (self, self->layer))
        continue;
      if (use_layer (self, &cause))
        {
          self->any_layer = TRUE;
          return TRUE;
        }
      if (self->useless == NULL)
        self->useless = g_steal_pointer (&cause);
    }
  self->layer = NULL;
  return FALSE;
}

/* --- Opening --------------------------------------------------------------------------------- */

void
chezu_track_features_free (ChezuTrackFeatures *self)
{
  if (self == NULL)
    return;
  chezu_confinement_enter (&self->gdal);
  if (self->feature != NULL)
    OGR_F_Destroy (self->feature);
  if (self->dataset != NULL)
    GDALClose (self->dataset);
  chezu_confinement_leave ();
  g_clear_error (&self->useless);
  g_clear_pointer (&self->tracks, g_hash_table_unref);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->cells);
  g_string_chunk_free (self->chunk);
  chezu_confinement_clear (&self->gdal);
  g_free (self->given);
  g_free (self->name);
  g_free (self);
}

static void
name_tracks (ChezuTrackFeatures *self, const char *path)
{
  OGRLayerH layer = GDALDatasetGetLayerByName (self->dataset, "tracks");
  VSIStatBufL info;
  int column;
  OGRFeatureH feature;

  if (!is_gpx (self) || layer == NULL || VSIStatL (path, &info) != 0
      || info.st_size > NAMED_FILE_MAX)
    return;
  column = OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (layer), "name");
  while (column >= 0 && g_hash_table_size (self->tracks) < NAMED_TRACKS_MAX
         && (feature = OGR_L_GetNextFeature (layer)) != NULL)
    {
      const char *name = OGR_F_GetFieldAsString (feature, column);

      if (name != NULL && *name != '\0')
        g_hash_table_insert (self->tracks, GSIZE_TO_POINTER ((gsize)OGR_F_GetFID (feature)),
                             g_utf8_make_valid (name, -1));
      OGR_F_Destroy (feature);
    }
}

static gboolean
open_dataset (ChezuTrackFeatures *self, const char *path, GError **error)
{
  chezu_confinement_enter (&self->gdal);
  self->dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  if (self->dataset != NULL)
    {
      name_tracks (self, path);
      go_to_next_layer (self);
    }
  chezu_confinement_leave ();

  if (self->any_layer)
    return TRUE;
  if (self->useless != NULL)
    g_propagate_error (error, g_steal_pointer (&self->useless));
  else if (self->dataset != NULL && self->gdal.trouble == NULL)
    g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT,
                 _ ("“%s” holds no tracks"), self->name);
  else
    g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT,
                 _ ("“%s” is not a file of tracks that can be read: %s"), self->name,
                 self->gdal.trouble != NULL ? self->gdal.trouble : _ ("its format is not known"));
  return FALSE;
}

ChezuTrackFeatures *
chezu_track_features_open (const char *path, const char *name, const char *columns, GError **error)
{
  g_autoptr (ChezuTrackFeatures) self = g_new0 (ChezuTrackFeatures, 1);

  GDALAllRegister ();
  self->name = g_strdup (name);
  self->given = g_strdup (columns);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->cells = g_ptr_array_new ();
  self->chunk = g_string_chunk_new (1024);
  self->tracks = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return open_dataset (self, path, error) ? g_steal_pointer (&self) : NULL;
}

const ChezuTrackColumns *
chezu_track_features_get_columns (ChezuTrackFeatures *self)
{
  return &self->columns;
}

/* --- Features -------------------------------------------------------------------------------- */

static const char *
read_cell (ChezuTrackFeatures *self, int column)
{
  OGRFieldType type = OGR_Fld_GetType (OGR_F_GetFieldDefnRef (self->feature, column));
  const char *text;

  if (!OGR_F_IsFieldSetAndNotNull (self->feature, column))
    return NULL;
  text = type == OFTDateTime ? OGR_F_GetFieldAsISO8601DateTime (self->feature, column, NULL)
                             : OGR_F_GetFieldAsString (self->feature, column);
  return text == NULL ? NULL : g_string_chunk_insert (self->chunk, text);
}

static void
read_cells (ChezuTrackFeatures *self)
{
  g_string_chunk_clear (self->chunk);
  g_ptr_array_set_size (self->cells, 0);
  for (guint i = 0; i < self->names->len; i++)
    g_ptr_array_add (self->cells, (gpointer)read_cell (self, (int)i));
}

static void
begin_line (ChezuTrackFeatures *self, OGRGeometryH geometry)
{
  int times = self->columns.index[CHEZU_TRACK_TIME];
  int speeds = self->columns.index[CHEZU_TRACK_SPEED];

  if (times < 0 || OGR_Fld_GetType (OGR_F_GetFieldDefnRef (self->feature, times)) != OFTStringList)
    return;
  self->line = geometry;
  self->line_at = 0;
  self->line_times = OGR_F_GetFieldAsStringList (self->feature, times);
  self->n_line_speeds = 0;
  if (speeds >= 0 && OGR_Fld_GetType (OGR_F_GetFieldDefnRef (self->feature, speeds)) == OFTRealList)
    self->line_speeds = OGR_F_GetFieldAsDoubleList (self->feature, speeds, &self->n_line_speeds);
}

static const char *
find_track (ChezuTrackFeatures *self)
{
  gint64 number;
  const char *name;

  if (self->track_column < 0)
    return NULL;
  number = OGR_F_GetFieldAsInteger64 (self->feature, self->track_column);
  name = g_hash_table_lookup (self->tracks, GSIZE_TO_POINTER ((gsize)number));
  if (name != NULL)
    return name;

  /* One track alone goes by the name of its file. */
  if (number == 0)
    return NULL;
  return g_string_chunk_insert (self->chunk, CPLSPrintf (_ ("Track %" PRId64), number + 1));
}

static void
fill_point (ChezuTrackFeatures *self, ChezuTrackPoint *point)
{
  *point = (ChezuTrackPoint){
    .number = self->number,
    .cells = (const char *const *)self->cells->pdata,
    .n_cells = self->cells->len,
    .track = find_track (self),
  };
}

/* The next point of a line, FALSE behind the last. */
static gboolean
next_of_line (ChezuTrackFeatures *self, ChezuTrackPoint *point)
{
  int at = self->line_at++;
  int times = self->columns.index[CHEZU_TRACK_TIME];
  int speeds = self->columns.index[CHEZU_TRACK_SPEED];

  if (self->line == NULL || at >= OGR_G_GetPointCount (self->line))
    {
      self->line = NULL;
      return FALSE;
    }

  self->cells->pdata[times] = at < CSLCount (self->line_times) ? self->line_times[at] : NULL;
  if (speeds >= 0)
    self->cells->pdata[speeds]
        = at < self->n_line_speeds
              ? g_string_chunk_insert (self->chunk, CPLSPrintf ("%.3f", self->line_speeds[at]))
              : NULL;
  fill_point (self, point);
  point->has_place = TRUE;
  point->lon = OGR_G_GetX (self->line, at);
  point->lat = OGR_G_GetY (self->line, at);
  return TRUE;
}

static OGRFeatureH
read_feature (ChezuTrackFeatures *self)
{
  OGRFeatureH feature = NULL;

  while (self->layer != NULL && self->gdal.trouble == NULL
         && (feature = OGR_L_GetNextFeature (self->layer)) == NULL)
    if (self->gdal.trouble != NULL || !go_to_next_layer (self))
      break;
  return feature;
}

static gboolean
next_feature (ChezuTrackFeatures *self, ChezuTrackPoint *point)
{
  OGRGeometryH geometry;

  if (self->feature != NULL)
    OGR_F_Destroy (self->feature);
  self->feature = read_feature (self);
  if (self->feature == NULL)
    return FALSE;

  self->number++;
  read_cells (self);
  geometry = OGR_F_GetGeometryRef (self->feature);
  if (geometry != NULL && wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbLineString)
    begin_line (self, geometry);
  if (self->line != NULL && next_of_line (self, point))
    return TRUE;

  fill_point (self, point);
  if (geometry != NULL && wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbPoint
      && !OGR_G_IsEmpty (geometry))
    {
      point->has_place = TRUE;
      point->lon = OGR_G_GetX (geometry, 0);
      point->lat = OGR_G_GetY (geometry, 0);
    }
  return TRUE;
}

gboolean
chezu_track_features_next (ChezuTrackFeatures *self, ChezuTrackPoint *point, GError **error)
{
  gboolean found;

  chezu_confinement_enter (&self->gdal);
  found = (self->line != NULL && next_of_line (self, point)) || next_feature (self, point);
  chezu_confinement_leave ();

  if (!found && self->gdal.trouble != NULL)
    g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT,
                 _ ("“%s” cannot be read behind row %" PRIu64 ": %s"), self->name, self->number,
                 self->gdal.trouble);
  return found;
}
