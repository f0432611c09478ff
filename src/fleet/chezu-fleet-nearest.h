/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which vehicles are nearest to a point. */

#pragma once

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

typedef struct
{
  guint vehicle;     /* fleet index */
  double distance_m; /* as the crow flies */
} ChezuFleetNear;

/* A bit set = wanted; the filter of the fleet does not matter. */
typedef struct
{
  guint32 states; /* 1 << ChezuVehicleState */
  guint32 kinds;  /* 1 << ChezuVehicleKind */
  guint n;        /* at most that many */
} ChezuFleetNearestQuery;

void chezu_fleet_nearest (ChezuFleet *self,
                          double lon,
                          double lat,
                          const ChezuFleetNearestQuery *query,
                          gint64 now_ms,
                          GArray *found);

G_END_DECLS
