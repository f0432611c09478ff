/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the demo world as the simulator reads them: roads, cities, places, bodies. */

#pragma once

#include "sim/chezu-sim-world.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  double lon;
  double lat;
  guint rank;
  ChezuSimRegion region;
  guint node; /* where its traffic leaves the network, CHEZU_SIM_NO_NODE when it has none */
} ChezuSimCity;

/* Ground that belongs to a body, with its gate on the road. */
typedef struct
{
  guint node;
  ChezuSimYard yard;
} ChezuSimHome;

typedef struct
{
  ChezuSimGraph *graph;
  GPtrArray *cities;        /* of ChezuSimCity */
  GPtrArray *organisations; /* of ChezuSimOrganisation */
  GArray *homes;            /* of ChezuSimHome */
  GHashTable *yards;        /* node + 1 → ChezuSimYard */
  GArray *addresses;        /* of guint: nodes in the district */
  guint8 *node_region;
} ChezuSimAtlas;

ChezuSimAtlas *chezu_sim_atlas_load (const char *data_dir, GError **error);
void chezu_sim_atlas_free (ChezuSimAtlas *self);
gboolean chezu_sim_atlas_get_yard (guint node, ChezuSimYard *yard, gpointer atlas);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSimAtlas, chezu_sim_atlas_free)

G_END_DECLS
