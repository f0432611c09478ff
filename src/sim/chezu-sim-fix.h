/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One report of one vehicle as the server received it. */

#pragma once

#include "sim/chezu-sim-plan.h"
#include "sim/chezu-sim-radio.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_SIM_COPY_FIRST,  /* heard when it was made */
  CHEZU_SIM_COPY_LATE,   /* out of the terminal's memory */
  CHEZU_SIM_COPY_SECOND, /* sent twice */
} ChezuSimCopy;

typedef enum
{
  CHEZU_SIM_ALARM_OVERSPEED = 1 << 0,
  CHEZU_SIM_ALARM_FATIGUE = 1 << 1,
  CHEZU_SIM_ALARM_BRAKING = 1 << 2,
  CHEZU_SIM_ALARM_ACCIDENT = 1 << 3,
} ChezuSimAlarms;

typedef struct
{
  guint vehicle;
  gint64 fix;
  ChezuSimCopy copy;
  gint64 fix_ms;    /* as the terminal wrote it */
  gint64 server_ms; /* as the server received it */
  gboolean valid;
  gboolean odd_types;
  double lon;
  double lat;
  double altitude_m;
  double course;
  double speed_knots;
  double limit_knots;
  gboolean engine;
  double odometer_m;
  double distance_m; /* since the fix before */
  guint satellites;
  guint alarms;           /* ChezuSimAlarms */
  gboolean engine_before; /* one interval earlier, whether that was heard or not */
  guint alarms_before;
} ChezuSimFix;

/* What a vehicle truly does at a time; reports may say otherwise. */
typedef struct
{
  ChezuSimMotion motion;
  gboolean engine;
  double odometer_m;
  guint alarms; /* lasting: speeding, fatigue */
} ChezuSimTruth;

/* What was found last of a vehicle, so that whoever walks forward in time need not find it again.
 * All zero at first. */
typedef struct
{
  gboolean has_leg;
  gint64 leg_from_ms; /* the world's time that it was found for; it holds to its end */
  ChezuSimLeg leg;
  gboolean has_truth;
  gint64 truth_ms;
  ChezuSimTruth truth;
} ChezuSimRecall;

void chezu_sim_truth_at (const ChezuSimWorld *world,
                         const ChezuSimClock *clock,
                         guint vehicle,
                         gint64 time_ms,
                         ChezuSimTruth *truth);

gboolean chezu_sim_fix_get (const ChezuSimWorld *world,
                            const ChezuSimClock *clock,
                            guint vehicle,
                            gint64 fix,
                            ChezuSimCopy copy,
                            ChezuSimFix *out);
void chezu_sim_fix_make (const ChezuSimWorld *world,
                         const ChezuSimClock *clock,
                         guint vehicle,
                         gint64 fix,
                         ChezuSimCopy copy,
                         gint64 arrival,
                         ChezuSimRecall *recall,
                         ChezuSimFix *out);
gboolean chezu_sim_fix_is_sent_twice (const ChezuSimWorld *world,
                                      const ChezuSimClock *clock,
                                      guint vehicle,
                                      gint64 fix);

gint64 chezu_sim_fix_get_id (const ChezuSimWorld *world,
                             const ChezuSimClock *clock,
                             guint vehicle,
                             gint64 fix,
                             ChezuSimCopy copy);
gboolean chezu_sim_fix_from_id (const ChezuSimWorld *world,
                                const ChezuSimClock *clock,
                                gint64 id,
                                gint64 now_ms,
                                ChezuSimFix *out);

G_END_DECLS
