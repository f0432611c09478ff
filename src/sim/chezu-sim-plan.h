/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a vehicle does at any time, past or future: the drive it is on, or where it stands. */

#pragma once

#include "sim/chezu-sim-clock.h"
#include "sim/chezu-sim-world.h"

G_BEGIN_DECLS

#define CHEZU_SIM_MINUTE_MS G_GINT64_CONSTANT (60000)
#define CHEZU_SIM_HOUR_MS (60 * CHEZU_SIM_MINUTE_MS)
#define CHEZU_SIM_DAY_MS (24 * CHEZU_SIM_HOUR_MS)
/* The world lives by Shanghai's clock, which has kept one offset since 1991. */
#define CHEZU_SIM_ZONE_MS (8 * CHEZU_SIM_HOUR_MS)
/* 2024-01-01: odometers show what was driven since, and what they showed then. */
#define CHEZU_SIM_ODOMETER_DAY 19723
/* Nobody reported before that day. */
#define CHEZU_SIM_FIRST_MS (CHEZU_SIM_ODOMETER_DAY * CHEZU_SIM_DAY_MS)

/* One drive or one stand. Times are the world's. */
typedef struct
{
  gint64 begin_ms;
  gint64 end_ms;
  gboolean driving;
  ChezuSimDrive drive;
  double lon; /* where it stands */
  double lat;
  double course;
  gint64 engine_off_ms; /* while standing, the engine rests from here … */
  gint64 engine_on_ms;  /* … to here */
  double odometer_m;    /* at the beginning */
  double length_m;      /* what the whole drive adds */
  gint64
      wheel_since_ms; /* at the wheel without twenty minutes of rest; 0 when that is not counted */
  gint64 crash_ms;    /* standing because of a collision then; 0 otherwise */
} ChezuSimLeg;

void chezu_sim_plan_at (const ChezuSimWorld *world,
                        const ChezuSimClock *clock,
                        guint vehicle,
                        gint64 world_ms,
                        ChezuSimLeg *leg);

/* The three manners of moving. */
void chezu_sim_plan_haul (const ChezuSimWorld *world,
                          const ChezuSimClock *clock,
                          guint vehicle,
                          gint64 world_ms,
                          ChezuSimLeg *leg);
void
chezu_sim_plan_town (const ChezuSimWorld *world, guint vehicle, gint64 world_ms, ChezuSimLeg *leg);
void
chezu_sim_plan_line (const ChezuSimWorld *world, guint vehicle, gint64 world_ms, ChezuSimLeg *leg);

static inline gint64
chezu_sim_floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0 ? 1 : 0);
}

G_END_DECLS
