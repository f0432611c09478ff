/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fleet without a store, fed with pages made by hand. */

#pragma once

#include "fleet/chezu-fleet-private.h"

#define FLEET_T0 G_GINT64_CONSTANT (1767225600000) /* 2026-01-01 */

/* The middle of the district. */
#define FLEET_LON 117.28
#define FLEET_LAT 34.80

typedef struct
{
  ChezuFleet *fleet;
  GArray *rows; /* of ChezuVehicleRow, of the next page */
  GStringChunk *strings;
  GArray *marks; /* of the last fleet_collect () */
} FleetFixture;

void fleet_fixture_set_up (FleetFixture *fixture, gconstpointer data);
void fleet_fixture_tear_down (FleetFixture *fixture, gconstpointer data);

/* A truck of this id, standing with its engine off at FLEET_T0, every ten seconds; change what
 * matters, then take the page over. The pointer lives until the next row. */
ChezuVehicleRow *fleet_row (FleetFixture *fixture, gint64 id, double lon, double lat);
void fleet_apply (FleetFixture *fixture, gint64 now_ms);

/* A square from the south-west to the north-east corner. */
ChezuRegionRow *
fleet_square_region (const char *key, double west, double south, double east, double north);
void fleet_set_regions (FleetFixture *fixture, ChezuRegionRow *first, ...) G_GNUC_NULL_TERMINATED;

/* A frame of this size around a place. */
ChezuFleetFrame fleet_frame (double lon, double lat, double zoom, int width, int height);
/* Collects into fixture->marks and returns how many vehicles they stand for. */
guint fleet_collect (FleetFixture *fixture, const ChezuFleetFrame *frame, gint64 now_ms);
guint fleet_count_discs (FleetFixture *fixture);
const ChezuFleetMark *fleet_largest_disc (FleetFixture *fixture);
