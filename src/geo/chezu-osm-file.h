/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An OpenStreetMap extract, read feature by feature. */

#pragma once

#include <glib.h>
#include <ogr_api.h>

#include "geo/chezu-land.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_OSM_POINT,
  CHEZU_OSM_LINE,
  CHEZU_OSM_AREA,
} ChezuOsmShape;

typedef struct
{
  OGRFeatureH feature;
  OGRGeometryH geometry; /* in degrees; of the feature */
  ChezuOsmShape shape;
} ChezuOsmThing;

/* The value of a tag, NULL where there is none. */
const char *chezu_osm_tag (const ChezuOsmThing *thing, const char *key);
gboolean chezu_osm_is (const ChezuOsmThing *thing, const char *key, const char *value);

typedef struct
{
  /* FALSE ends the reading with the error that was set. */
  gboolean (*take) (const ChezuOsmThing *thing, gpointer user_data, GError **error);
  /* FALSE ends it without one; @share is 0 … 1. */
  gboolean (*progress) (double share, gpointer user_data);
  gpointer user_data;
} ChezuOsmReader;

gboolean chezu_osm_read (const char *path,
                         const char *work_folder,
                         const ChezuOsmReader *reader,
                         ChezuBounds *bounds,
                         GError **error);

G_END_DECLS
