/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo world: a simulated backend in this process and a store of its own that follows it over
 * real HTTP. */

#pragma once

#include "sim/chezu-sim-server.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 seed;
  guint n_vehicles;
  double rate_s;  /* seconds between the fixes of one vehicle */
  gboolean drill; /* within five minutes one alarm of each sort */
} ChezuDemoOptions;

#define CHEZU_DEMO_OPTIONS_DEFAULT                                                                 \
  ((ChezuDemoOptions){ .seed = 1, .n_vehicles = 4159, .rate_s = 10 })

char *chezu_demo_store_path (const ChezuDemoOptions *options);

/* Resolves to a running ChezuSimServer that is entered in @store as its source. */
DexFuture *chezu_demo_start (ChezuStore *store, const ChezuDemoOptions *options);

G_END_DECLS
