/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A past period of one vehicle as trips and stops. */

#pragma once

#include "sim/chezu-sim-fix.h"

G_BEGIN_DECLS

/* Trips with shorter breaks are one trip, as a server's default has it. */
#define CHEZU_SIM_STOP_LEAST_MS G_GINT64_CONSTANT (300000)

typedef struct
{
  gboolean moving;
  gint64 begin_ms;
  gint64 end_ms;
  double begin_odometer_m;
  double end_odometer_m;
  double fastest_knots;
  gint64 engine_ms; /* how long the engine ran */
} ChezuSimStretch;

GArray *chezu_sim_trips_find (const ChezuSimWorld *world,
                              const ChezuSimClock *clock,
                              guint vehicle,
                              gint64 from_ms,
                              gint64 to_ms);

G_END_DECLS
