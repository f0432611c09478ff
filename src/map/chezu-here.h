/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a point of the map: where it lies, and what is near. */

#pragma once

#include "fleet/chezu-fleet-nearest.h"
#include "map/chezu-label-store.h"

G_BEGIN_DECLS

/* At most that many vehicles and places are told. */
#define CHEZU_HERE_ROWS 3

typedef struct
{
  gint64 place_id;
  const char *name; /* of the place list that was given */
  double distance_m;
  double bearing; /* degrees, from the point to the place */
} ChezuHerePlace;

typedef struct
{
  double lon; /* degrees, WGS-84 */
  double lat;
  const char *region;  /* nullable; of the region set */
  const char *town;    /* nullable; of the label store */
  double town_m;       /* from its middle */
  double town_bearing; /* from the town to the point */
  const char *road;    /* nullable: number or name, of the label store */
  GArray *places;      /* of ChezuHerePlace, the nearest first */
  GArray *vehicles;    /* of ChezuFleetNear */
} ChezuHere;

ChezuHere *chezu_here_new (double lon,
                           double lat,
                           ChezuFleet *fleet,
                           const ChezuPlaceList *places,
                           ChezuLabelStore *labels);
void chezu_here_free (ChezuHere *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuHere, chezu_here_free)

G_END_DECLS
