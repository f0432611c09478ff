/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GDAL's OSM driver reads .osm and .osm.pbf. It keeps the places of nodes in memory, and beyond 100
 * MB in a file of the work folder. Which tags it hands on stands in a configuration of ours. */

#include "geo/chezu-osm-file.h"

#include "geo/chezu-export.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define NAMES "name,name:zh,name:en"
#define SECTION                                                                                    \
  "osm_id=no\nosm_version=no\nosm_timestamp=no\nosm_uid=no\nosm_user=no\nosm_changeset=no\n"       \
  "other_tags=no\nall_tags=no\n"

/* A colon in a key becomes an underscore. */
static const char configuration[]
    = "attribute_name_laundering=yes\n"
      "report_all_nodes=no\nreport_all_ways=no\n"
      "closed_ways_are_polygons=aeroway,amenity,boundary,building,craft,historic,landuse,leisure,"
      "man_made,military,natural,office,place,shop,sport,tourism,water,highway=platform,"
      "highway=rest_area,highway=services,public_transport=platform,railway=platform,"
      "waterway=riverbank,waterway=dock\n"
      "[points]\n" SECTION "attributes=" NAMES
      ",place,population,amenity,highway,railway,hgv,natural\n"
      "[lines]\n" SECTION "attributes=" NAMES
      ",ref,highway,service,bridge,tunnel,layer,railway,waterway,aeroway,natural,man_made\n"
      "[multipolygons]\n" SECTION "attributes=" NAMES
      ",type,building,landuse,leisure,natural,water,waterway,amenity,place,aeroway,highway,"
      "man_made,tourism,railway,public_transport,hgv,location,layer\n"
      "[multilinestrings]\n" SECTION "attributes=type\n"
      "[other_relations]\n" SECTION "attributes=type\n";

const char *
chezu_osm_tag (const ChezuOsmThing *thing, const char *key)
{
  int index = OGR_F_GetFieldIndex (thing->feature, key);

  return index >= 0 && OGR_F_IsFieldSetAndNotNull (thing->feature, index)
             ? OGR_F_GetFieldAsString (thing->feature, index)
             : NULL;
}

gboolean
chezu_osm_is (const ChezuOsmThing *thing, const char *key, const char *value)
{
  return g_strcmp0 (chezu_osm_tag (thing, key), value) == 0;
}

/* What GDAL says of a file that ends early or is damaged; of single shapes it says other things. */
static void CPL_STDCALL
note_damage (CPLErr severity, CPLErrorNum number, const char *message)
{
  gboolean *damaged = CPLGetErrorHandlerUserData ();

  if (severity >= CE_Failure && strstr (message, "pars") != NULL)
    *damaged = TRUE;
}

static GDALDatasetH
open_extract (const char *path, const char *work_folder, GError **error)
{
  static const char *const drivers[] = { "OSM", NULL };
  g_autofree char *settings = g_build_filename (work_folder, "osmconf.ini", NULL);
  g_autofree char *setting = g_strconcat ("CONFIG_FILE=", settings, NULL);
  const char *const options[] = { setting, NULL };
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) reason = NULL;
  GDALDatasetH extract;

  /* GDAL would say of a file that is not there that it knows no such format. */
  stream = g_file_read (file, NULL, &reason);
  if (stream == NULL)
    {
      g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_SOURCE, _ ("“%s” cannot be read: %s"),
                   path, reason->message);
      return NULL;
    }
  if (!g_file_set_contents (settings, configuration, -1, error))
    return NULL;
  extract = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, options, NULL);
  if (extract == NULL)
    g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_SOURCE,
                 _ ("“%s” is no OpenStreetMap extract. Files that end in .osm.pbf or .osm are"),
                 path);
  return extract;
}

static gboolean
take (OGRLayerH layer, OGRFeatureH feature, const ChezuOsmReader *reader, GError **error)
{
  static const char *const names[] = { "points", "lines", "multipolygons" };
  ChezuOsmThing thing = { feature, OGR_F_GetGeometryRef (feature), CHEZU_OSM_POINT };

  if (thing.geometry == NULL || OGR_G_IsEmpty (thing.geometry))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (OGR_L_GetName (layer), names[i]))
      {
        thing.shape = (ChezuOsmShape)i;
        return reader->take (&thing, reader->user_data, error);
      }
  return TRUE;
}

static gboolean
read_all (GDALDatasetH extract, const ChezuOsmReader *reader, guint64 *n_features, GError **error)
{
  gboolean going = TRUE;
  OGRLayerH layer;
  OGRFeatureH feature;
  double share = 0.0;

  while (going
         && (feature = GDALDatasetGetNextFeature (extract, &layer, &share, NULL, NULL)) != NULL)
    {
      going = take (layer, feature, reader, error);
      OGR_F_Destroy (feature);
      if (going && (*n_features)++ % 256 == 0 && !reader->progress (share, reader->user_data))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("It was stopped"));
          going = FALSE;
        }
    }
  return going;
}

/* The head of the file says what it covers, if its maker wrote it there. */
static void
read_bounds (GDALDatasetH extract, ChezuBounds *bounds)
{
  OGREnvelope box;

  if (OGR_L_GetExtent (GDALDatasetGetLayer (extract, 0), &box, FALSE) == OGRERR_NONE)
    *bounds = (ChezuBounds){ box.MinX, box.MinY, box.MaxX, box.MaxY };
}

/**
 * chezu_osm_read:
 * @path: of a file in the format of OpenStreetMap, XML or PBF
 * @work_folder: for what does not fit into memory
 * @bounds: (inout): becomes what the file says that it covers; stays where it says nothing
 *
 * Hands every point, line and area on. Rings that the edge of the extract has opened are left out.
 *
 * Returns: TRUE, or FALSE with an error of %CHEZU_GEO_ERROR, of the reader, or
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
chezu_osm_read (const char *path,
                const char *work_folder,
                const ChezuOsmReader *reader,
                ChezuBounds *bounds,
                GError **error)
{
  gboolean damaged = FALSE, done;
  guint64 n_features = 0;
  GDALDatasetH extract;

  CPLPushErrorHandlerEx (note_damage, &damaged);
  CPLSetThreadLocalConfigOption ("OGR_GEOMETRY_ACCEPT_UNCLOSED_RING", "NO");
  CPLSetThreadLocalConfigOption ("OGR_INTERLEAVED_READING", "YES");
  CPLSetThreadLocalConfigOption ("CPL_TMPDIR", work_folder);
  extract = open_extract (path, work_folder, error);
  done = extract != NULL;
  if (done)
    {
      read_bounds (extract, bounds);
      done = read_all (extract, reader, &n_features, error);
      GDALClose (extract);
    }
  CPLSetThreadLocalConfigOption ("CPL_TMPDIR", NULL);
  CPLSetThreadLocalConfigOption ("OGR_INTERLEAVED_READING", NULL);
  CPLSetThreadLocalConfigOption ("OGR_GEOMETRY_ACCEPT_UNCLOSED_RING", NULL);
  CPLPopErrorHandler ();

  if (done && damaged)
    g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_SOURCE,
                 _ ("“%s” is cut off or damaged. Fetch it again"), path);
  else if (done && n_features == 0)
    g_set_error (error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_SOURCE,
                 _ ("“%s” holds nothing that could be drawn"), path);
  return done && !damaged && n_features > 0;
}
