/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server thinks of a terminal: connected or not, heard when, latest position. */

#pragma once

#include "sim/chezu-sim-fix.h"

G_BEGIN_DECLS

/* Silence after which a server no longer believes that a terminal is on line. */
#define CHEZU_SIM_SILENCE_MS G_GINT64_CONSTANT (600000)

typedef enum
{
  CHEZU_SIM_ONLINE,
  CHEZU_SIM_OFFLINE,
  CHEZU_SIM_UNKNOWN,
} ChezuSimConnection;

typedef struct
{
  ChezuSimConnection connection;
  gint64 heard_ms;    /* 0: never */
  gint64 position_id; /* 0: none */
} ChezuSimStatus;

void chezu_sim_status_get (const ChezuSimWorld *world,
                           const ChezuSimClock *clock,
                           guint vehicle,
                           gint64 now_ms,
                           ChezuSimStatus *status);
gboolean chezu_sim_status_changes (const ChezuSimWorld *world,
                                   const ChezuSimClock *clock,
                                   guint vehicle,
                                   gint64 fix);
gboolean chezu_sim_status_get_latest (const ChezuSimWorld *world,
                                      const ChezuSimClock *clock,
                                      guint vehicle,
                                      gint64 now_ms,
                                      ChezuSimFix *fix);

G_END_DECLS
