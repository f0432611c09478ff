/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the things of OpenStreetMap belong in the tiles: the schema of the base map, which
 * data/basemap/README.md describes. */

#pragma once

#include "geo/chezu-osm-file.h"

G_BEGIN_DECLS

/* Zooms of the tiles of 512 pixels: below the first the built-in map says as much. */
#define CHEZU_OSM_MIN_ZOOM 8
#define CHEZU_OSM_MAX_ZOOM 14

typedef struct
{
  const char *tile_layer;
  const char *kind; /* "class" in the tiles */
  int min_zoom;
  gboolean by_size; /* later where it is small */
} ChezuOsmPlace;

/* FALSE where the map has no place for it. */
gboolean chezu_osm_find_place (const ChezuOsmThing *thing, ChezuOsmPlace *place);

/* "bridge", "tunnel" or NULL */
const char *chezu_osm_brunnel (const ChezuOsmThing *thing);

/* The first zoom at which an area is more than a few pixels. */
int chezu_osm_zoom_of_size (OGRGeometryH geometry, double least_pixels);

G_END_DECLS
