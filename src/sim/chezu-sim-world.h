/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo world: who owns which vehicles, where they belong, and what they do. It never changes
 * once made, but for what it remembers of itself. */

#pragma once

#include "sim/chezu-sim-route.h"
#include "sim/chezu-sim-server.h"
#include "sim/chezu-sim-town.h"

#include "base/chezu-vocabulary.h"

G_BEGIN_DECLS

#define CHEZU_SIM_NO_LINE G_MAXUINT16

typedef enum
{
  CHEZU_SIM_REGION_NORTHEAST,
  CHEZU_SIM_REGION_JJJ,
  CHEZU_SIM_REGION_LSY,
  CHEZU_SIM_REGION_YANGTZE,
  CHEZU_SIM_REGION_OUTSIDE,
  CHEZU_SIM_N_REGIONS,
} ChezuSimRegion;

typedef enum
{
  CHEZU_SIM_MOVES_HAUL, /* between two places, for hours or days */
  CHEZU_SIM_MOVES_TOWN, /* from address to address */
  CHEZU_SIM_MOVES_LINE, /* by timetable */
} ChezuSimMoves;

typedef struct
{
  char *name;     /* Chinese */
  char *industry; /* Chinese */
  char *town;     /* of its seat, Chinese */
  guint n_vehicles;
  guint first; /* how many vehicles stand before its own */
  ChezuSimClass class;
  ChezuSimMoves moves;
  ChezuVehicleKind kind;
  guint van_percent; /* how many of its vehicles are vans instead */
  gboolean ride_hailing;
  guint n_groups;    /* among which its vehicles are divided */
  guint first_group; /* number of the first of them */
  GArray *homes;     /* of guint: into the world's homes */
} ChezuSimOrganisation;

typedef struct
{
  guint8 organisation;
  guint8 kind;  /* ChezuVehicleKind */
  guint8 moves; /* ChezuSimMoves */
  guint8 home_days;
  guint16 route; /* haul: route; line: line; town: its own address */
  guint16 slot;  /* line: which of its buses */
} ChezuSimVehicle;

typedef struct
{
  guint32 seed;
  guint n_vehicles;
  ChezuSimGraph *graph;
  ChezuSimTown *town;
  GPtrArray *organisations; /* of ChezuSimOrganisation */
  GPtrArray *groups;        /* of ChezuSimGroup (chezu-sim-groups.h) */
  GPtrArray *routes;        /* of ChezuSimRoute */
  ChezuSimVehicle *vehicles;
  guint *buses_of_line; /* by line */
  double **shifts_m;    /* by vehicle: how far each shift goes; filled by whoever asks first */
} ChezuSimWorld;

ChezuSimWorld *chezu_sim_world_new (const ChezuSimOptions *options, GError **error);
void chezu_sim_world_free (ChezuSimWorld *self);

const ChezuSimVehicle *chezu_sim_world_get_vehicle (const ChezuSimWorld *self, guint vehicle);
const ChezuSimOrganisation *chezu_sim_world_get_organisation (const ChezuSimWorld *self,
                                                              guint organisation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSimWorld, chezu_sim_world_free)

G_END_DECLS
