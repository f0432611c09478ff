/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A haul between two places that many vehicles share: the way, where to rest, and the days it takes
 * there and back. */

#pragma once

#include "sim/chezu-sim-path.h"

G_BEGIN_DECLS

/* A yard, service area or terminal where vehicles stand; its road is a node of the graph. */
typedef struct
{
  double lon; /* middle of the ground */
  double lat;
  double radius_m;
} ChezuSimYard;

typedef struct
{
  guint boundary; /* of the path */
  ChezuSimYard yard;
} ChezuSimStop;

typedef enum
{
  CHEZU_SIM_THEN_REST,
  CHEZU_SIM_THEN_LOAD,
  CHEZU_SIM_THEN_NIGHT,
} ChezuSimThen;

/* One drive of the programme and what follows it. */
typedef struct
{
  guint8 from; /* stop */
  guint8 to;
  guint8 then;       /* ChezuSimThen */
  double odometer_m; /* driven in this round before */
} ChezuSimItem;

typedef struct
{
  ChezuSimPath *path;
  GArray *stops; /* of ChezuSimStop, the first is home */
  GArray *items; /* of ChezuSimItem, day after day */
  GArray *days;  /* of guint: the first item of each day; one more for the end */
  double round_m;
} ChezuSimRoute;

/* What a straight piece between road and bay counts for in the odometer. */
#define CHEZU_SIM_BAY_M 100.0

/* Says where one can rest at a node of the graph; FALSE when one cannot. */
typedef gboolean (*ChezuSimYardFunc) (guint node, ChezuSimYard *yard, gpointer user_data);

ChezuSimRoute *chezu_sim_route_new (ChezuSimPath *path,
                                    const ChezuSimYard *home,
                                    const ChezuSimYard *destination,
                                    ChezuSimYardFunc yard_func,
                                    gpointer user_data);
void chezu_sim_route_free (ChezuSimRoute *self);
guint chezu_sim_route_get_n_days (const ChezuSimRoute *self);
void chezu_sim_route_spend (const ChezuSimRoute *self,
                            const guint8 *node_region,
                            double *share_of_region,
                            guint n_regions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSimRoute, chezu_sim_route_free)

G_END_DECLS
