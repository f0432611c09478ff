/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real store in a temporary folder with the places, the regions and a fleet on the roads of the
 * demo tables. */

#pragma once

#include "fleet/chezu-fleet.h"
#include "store/chezu-place-table.h"

typedef struct
{
  char *folder;
  ChezuStore *store;
  ChezuFleet *fleet;
  ChezuPlaceList *places;
  GHashTable *services;
} MapWorld;

/* Everything is loaded when it returns. @regions_geojson: NULL for the one that was built. */
MapWorld *map_world_new (guint n_vehicles, const char *regions_geojson);
void map_world_free (MapWorld *self);

/* @n vehicles more, all parked at one point. */
void map_world_add_stack (MapWorld *self, guint n, double lon, double lat);
/* Reports every vehicle again, a little further on, as of @time_ms. */
void map_world_advance (MapWorld *self, gint64 time_ms);
