/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A world to test, and the day on which it is looked at. */

#pragma once

#include "base/chezu-time.h"
#include "sim/chezu-sim-atlas.h"
#include "sim/chezu-sim-events.h"
#include "sim/chezu-sim-fix.h"
#include "sim/chezu-sim-history.h"
#include "sim/chezu-sim-json.h"
#include "sim/chezu-sim-status.h"

/* 2026-04-14 00:00 in Shanghai, a Tuesday. */
#define DAY_MS (CHEZU_SIM_EPOCH_MS + 103 * CHEZU_DAY_MS)

typedef struct
{
  ChezuSimWorld *world;
  ChezuSimClock clock;
} Fixture;

static inline void
fixture_init (Fixture *fixture, guint n_vehicles, guint32 seed, double speedup)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  options.n_vehicles = n_vehicles;
  options.seed = seed;
  options.speedup = speedup;
  fixture->world = chezu_sim_world_new (&options, &error);
  g_assert_no_error (error);
  chezu_sim_clock_init (&fixture->clock, n_vehicles, options.rate_s, speedup);
}

static inline void
fixture_clear (Fixture *fixture)
{
  g_clear_pointer (&fixture->world, chezu_sim_world_free);
}

static inline ChezuSimPen
fixture_pen (Fixture *fixture)
{
  return (ChezuSimPen){ fixture->world, &fixture->clock, CHEZU_SIM_TIMES_OFFSET };
}

static inline void
whole_set_up (Fixture *fixture, gconstpointer data)
{
  fixture_init (fixture, 4159, 1, 1.0);
}

static inline void
whole_tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_clear (fixture);
}
