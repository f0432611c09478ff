/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way along the roads with its mileage and its timetable at the speed that the roads allow. */

#pragma once

#include "sim/chezu-sim-graph.h"

G_BEGIN_DECLS

/* Whose speed limits count. */
typedef enum
{
  CHEZU_SIM_CLASS_TRUCK,
  CHEZU_SIM_CLASS_HAZMAT,
  CHEZU_SIM_CLASS_COACH,
  CHEZU_SIM_CLASS_CAR,
} ChezuSimClass;

typedef struct
{
  ChezuSimGraph *graph; /* not owned */
  ChezuSimClass class;
  guint n_links;
  ChezuSimLink *links;
  double *start_m;  /* n_links + 1: metres from the beginning of the way */
  double *start_s;  /* n_links + 1: seconds from the beginning, in free flow */
  double *pass_m_s; /* n_links + 1: the speed at the beginning and end of links */
} ChezuSimPath;

ChezuSimPath *chezu_sim_path_new (ChezuSimGraph *graph, const GArray *links, ChezuSimClass class);
void chezu_sim_path_free (ChezuSimPath *self);

double chezu_sim_path_get_length_m (const ChezuSimPath *self);
double chezu_sim_path_get_duration_s (const ChezuSimPath *self);
guint chezu_sim_path_get_node (const ChezuSimPath *self, guint boundary);
double chezu_sim_path_get_cruise_share (ChezuSimRoadClass road);

void chezu_sim_path_at_time (const ChezuSimPath *self,
                             double seconds,
                             double *metres,
                             double *speed_m_s,
                             double *limit_m_s,
                             ChezuSimRoadClass *road);
double chezu_sim_path_time_at (const ChezuSimPath *self, double metres);
void chezu_sim_path_locate (const ChezuSimPath *self, double metres, double *lon, double *lat);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSimPath, chezu_sim_path_free)

G_END_DECLS
