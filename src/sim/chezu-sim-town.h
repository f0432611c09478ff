/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The district's own traffic: addresses that taxis and vans go to, and bus lines with their
 * timetables. */

#pragma once

#include "sim/chezu-sim-drive.h"

G_BEGIN_DECLS

/* Buses keep to one pace, so that a line has one timetable. */
#define CHEZU_SIM_BUS_PACE 0.84

typedef struct
{
  guint node;
  double lon;
  double lat;
} ChezuSimAddress;

typedef struct
{
  guint boundary; /* of the line's path */
  double reach_s; /* after the run began */
  double leave_s;
} ChezuSimCall;

typedef struct
{
  ChezuSimPath *path;
  GArray *out;  /* of ChezuSimCall, the first and last are the termini */
  GArray *back; /* the same the other way */
  double run_s[2];
  double layover_s[2]; /* at the far terminus, at the home terminus */
} ChezuSimLine;

typedef struct _ChezuSimTown ChezuSimTown;

ChezuSimTown *chezu_sim_town_new (ChezuSimGraph *graph, const GArray *nodes, guint32 seed);
void chezu_sim_town_free (ChezuSimTown *self);

guint chezu_sim_town_get_n_addresses (const ChezuSimTown *self);
guint chezu_sim_town_get_n_central (const ChezuSimTown *self);
const ChezuSimAddress *chezu_sim_town_get_address (const ChezuSimTown *self, guint address);
const ChezuSimPath *chezu_sim_town_get_path (const ChezuSimTown *self, guint from, guint to);
guint chezu_sim_town_get_n_lines (const ChezuSimTown *self);
const ChezuSimLine *chezu_sim_town_get_line (const ChezuSimTown *self, guint line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSimTown, chezu_sim_town_free)

G_END_DECLS
