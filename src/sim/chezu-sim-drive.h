/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One drive without a stop, from standing to standing, as a closed formula of time. */

#pragma once

#include "sim/chezu-sim-path.h"

G_BEGIN_DECLS

/* A place beside the road: the bay, the kerb, the yard. */
typedef struct
{
  double lon;
  double lat;
  double length_m; /* of the straight piece to the road */
} ChezuSimBay;

typedef enum
{
  CHEZU_SIM_BUMP_NONE,
  CHEZU_SIM_BUMP_SPEEDING,
  CHEZU_SIM_BUMP_BRAKING,
} ChezuSimBump;

typedef struct
{
  const ChezuSimPath *path;
  double from_s, to_s; /* free-flow time along the path; falling when driven backwards */
  double from_m, to_m;
  ChezuSimBay leave, reach;
  double leave_s, reach_s; /* free-flow time of the straight pieces */
  double pace;             /* share of the free flow */
  double start_ramp_s, end_ramp_s;
  double rolling_s; /* what the drive would take without ramps */
  double swing[2], swing_turns[2], swing_phase[2];
  ChezuSimBump bump;
  double bump_at_s, bump_width_s, bump_height;
  double duration_s;
} ChezuSimDrive;

typedef struct
{
  double lon;
  double lat;
  double course; /* degrees */
  double speed_m_s;
  double limit_m_s;
  double share; /* of the drive's whole length, 0 … 1 */
  ChezuSimRoadClass road;
} ChezuSimMotion;

void chezu_sim_drive_init (ChezuSimDrive *self,
                           const ChezuSimPath *path,
                           guint from,
                           guint to,
                           const ChezuSimBay *leave,
                           const ChezuSimBay *reach,
                           double pace,
                           guint64 hash);
void chezu_sim_drive_init_rest (ChezuSimDrive *self, const ChezuSimDrive *broken, double at_s);
void chezu_sim_drive_add_bump (ChezuSimDrive *self, ChezuSimBump bump, guint64 hash);
void chezu_sim_drive_fit (ChezuSimDrive *self, double duration_s);
double chezu_sim_drive_get_length_m (const ChezuSimDrive *self);
void chezu_sim_drive_at (const ChezuSimDrive *self, double seconds, ChezuSimMotion *motion);

G_END_DECLS
