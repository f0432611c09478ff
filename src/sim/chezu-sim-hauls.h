/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of hauls: from each yard to cities near and far, and between cities elsewhere. */

#pragma once

#include "sim/chezu-sim-atlas.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_SIM_HAUL_NEAR,   /* out and back within the day */
  CHEZU_SIM_HAUL_REGION, /* within Shandong, Jiangsu and Henan */
  CHEZU_SIM_HAUL_JJJ,    /* from home to another grid */
  CHEZU_SIM_HAUL_NORTHEAST,
  CHEZU_SIM_HAUL_YANGTZE,
  CHEZU_SIM_HAUL_OUTSIDE,
  CHEZU_SIM_HAUL_AWAY_JJJ, /* based in another grid */
  CHEZU_SIM_HAUL_AWAY_NORTHEAST,
  CHEZU_SIM_HAUL_AWAY_YANGTZE,
  CHEZU_SIM_HAUL_AWAY_OUTSIDE,
  CHEZU_SIM_N_HAULS,
} ChezuSimHaul;

typedef struct
{
  ChezuSimAtlas *atlas; /* not owned */
  guint32 seed;
  GPtrArray *routes; /* of ChezuSimRoute */
  GPtrArray *lists;  /* of GArray of guint: home × CHEZU_SIM_N_HAULS + haul */
  double share[CHEZU_SIM_N_HAULS][CHEZU_SIM_N_REGIONS]; /* of time, mean over the routes */
} ChezuSimHauls;

ChezuSimHauls *chezu_sim_hauls_new (ChezuSimAtlas *atlas, guint32 seed, GError **error);
void chezu_sim_hauls_free (ChezuSimHauls *self);
guint chezu_sim_hauls_pick (ChezuSimHauls *self, guint home, ChezuSimHaul haul, guint64 hash);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSimHauls, chezu_sim_hauls_free)

G_END_DECLS
