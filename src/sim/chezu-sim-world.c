/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-world.h"

#include "sim/chezu-sim-atlas.h"
#include "sim/chezu-sim-groups.h"
#include "sim/chezu-sim-hash.h"
#include "sim/chezu-sim-hauls.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (chezu-sim-error-quark, chezu_sim_error)

/* How many of 4,159 vehicles one finds in each grid and outside them. */
#define WHOLE_FLEET 4159.0
static const double wanted[CHEZU_SIM_N_REGIONS] = { 312.0, 468.0, 2874.0, 391.0, 114.0 };

/* What share of the trucks leaves home for another grid; the rest of each grid's vehicles is based
 * there. */
static const double long_hauls[CHEZU_SIM_N_HAULS] = {
  [CHEZU_SIM_HAUL_JJJ] = 0.080,
  [CHEZU_SIM_HAUL_NORTHEAST] = 0.045,
  [CHEZU_SIM_HAUL_YANGTZE] = 0.065,
  [CHEZU_SIM_HAUL_OUTSIDE] = 0.025,
};
static const ChezuSimRegion away_region[] = {
  CHEZU_SIM_REGION_JJJ,
  CHEZU_SIM_REGION_NORTHEAST,
  CHEZU_SIM_REGION_YANGTZE,
  CHEZU_SIM_REGION_OUTSIDE,
};

/* What share of the trucks is in a region, not counting those based there. */
static double
visitors (const ChezuSimHauls *hauls,
          const double *share,
          ChezuSimHaul based,
          ChezuSimRegion region)
{
  double sum = 0.0;

  for (guint haul = 0; haul < CHEZU_SIM_N_HAULS; haul++)
    if (haul != based)
      sum += share[haul] * hauls->share[haul][region];
  return sum;
}

/* Shares of the trucks by haul, so that each grid holds what is wanted. */
static void
divide_trucks (const ChezuSimHauls *hauls, double trucks_per_vehicle, double *share)
{
  memcpy (share, long_hauls, sizeof long_hauls);

  /* Each number depends on the others through the trucks that pass; a few rounds settle them. */
  for (guint round = 0; round < 8; round++)
    {
      double left = 1.0;

      for (guint i = 0; i < G_N_ELEMENTS (away_region); i++)
        {
          ChezuSimHaul haul = CHEZU_SIM_HAUL_AWAY_JJJ + i;
          double lacking = wanted[away_region[i]] / WHOLE_FLEET / trucks_per_vehicle
                           - visitors (hauls, share, haul, away_region[i]);

          share[haul] = CLAMP (lacking / MAX (hauls->share[haul][away_region[i]], 0.5), 0.0, 0.2);
        }
      for (guint haul = CHEZU_SIM_HAUL_JJJ; haul < CHEZU_SIM_N_HAULS; haul++)
        left -= share[haul];
      share[CHEZU_SIM_HAUL_NEAR] = 0.4 * MAX (left, 0.0);
      share[CHEZU_SIM_HAUL_REGION] = 0.6 * MAX (left, 0.0);
    }
}

static guint
owner_of (const ChezuSimWorld *self, guint vehicle, guint total)
{
  guint64 at = (guint64)vehicle * total / self->n_vehicles;

  for (guint i = 0; i < self->organisations->len; i++)
    {
      const ChezuSimOrganisation *organisation = chezu_sim_world_get_organisation (self, i);

      if (at < organisation->first + organisation->n_vehicles)
        return i;
    }
  return self->organisations->len - 1;
}

/* First pass: owner, kind and manner. Returns: how many trucks there are. */
static guint
give_owners (ChezuSimWorld *self)
{
  guint total = 0;
  guint n_trucks = 0;

  for (guint i = 0; i < self->organisations->len; i++)
    total += chezu_sim_world_get_organisation (self, i)->n_vehicles;

  for (guint i = 0; i < self->n_vehicles; i++)
    {
      guint owner = owner_of (self, i, total);
      const ChezuSimOrganisation *organisation = chezu_sim_world_get_organisation (self, owner);
      ChezuSimVehicle *vehicle = &self->vehicles[i];
      guint64 hash = chezu_sim_hash (self->seed, CHEZU_SIM_DRAW_ROUTE, i, 1);

      vehicle->organisation = (guint8)owner;
      vehicle->kind = organisation->kind;
      vehicle->moves = organisation->moves;
      if (chezu_sim_below (hash, 100) < organisation->van_percent)
        {
          vehicle->kind = CHEZU_VEHICLE_VAN;
          vehicle->moves = CHEZU_SIM_MOVES_TOWN;
        }
      if (vehicle->moves == CHEZU_SIM_MOVES_LINE && chezu_sim_town_get_n_lines (self->town) == 0)
        vehicle->moves = CHEZU_SIM_MOVES_TOWN;
      if (vehicle->moves == CHEZU_SIM_MOVES_HAUL && organisation->class != CHEZU_SIM_CLASS_COACH)
        n_trucks++;
    }
  return n_trucks;
}

static ChezuSimHaul
haul_at (const double *share, double x)
{
  for (guint haul = 0; haul < CHEZU_SIM_N_HAULS; haul++)
    {
      if (x < share[haul])
        return haul;
      x -= share[haul];
    }
  return CHEZU_SIM_HAUL_NEAR;
}

static void
give_route (ChezuSimWorld *self,
            ChezuSimHauls *hauls,
            guint number,
            const double *share,
            guint *truck,
            guint n_trucks)
{
  ChezuSimVehicle *vehicle = &self->vehicles[number];
  const ChezuSimOrganisation *organisation
      = chezu_sim_world_get_organisation (self, vehicle->organisation);
  guint64 draw = chezu_sim_hash (self->seed, CHEZU_SIM_DRAW_ROUTE, number, 2);
  guint home = g_array_index (organisation->homes, guint,
                              chezu_sim_below (chezu_sim_next (&draw), organisation->homes->len));
  ChezuSimHaul haul = CHEZU_SIM_HAUL_REGION;

  if (organisation->class != CHEZU_SIM_CLASS_COACH)
    {
      /* Steps of the golden ratio mix the hauls evenly among neighbours, whatever their number. */
      double x = fmod ((*truck)++ * 0.6180339887498949 + 0.5 / MAX (n_trucks, 1), 1.0);

      haul = haul_at (share, x);
      /* Those of other cities are made for trucks, which are faster. */
      if (organisation->class == CHEZU_SIM_CLASS_HAZMAT)
        haul = CHEZU_SIM_HAUL_REGION;
    }
  else if (chezu_sim_below (chezu_sim_next (&draw), 2) == 0)
    haul = CHEZU_SIM_HAUL_NEAR;

  vehicle->route = (guint16)chezu_sim_hauls_pick (hauls, home, haul, chezu_sim_next (&draw));
  vehicle->home_days = chezu_sim_below (chezu_sim_next (&draw), 100) < 12 ? 1 : 0;
}

static void
give_tasks (ChezuSimWorld *self, ChezuSimHauls *hauls, guint n_trucks)
{
  double share[CHEZU_SIM_N_HAULS];
  guint n_lines = chezu_sim_town_get_n_lines (self->town);
  guint n_central = chezu_sim_town_get_n_central (self->town);
  guint truck = 0;
  guint bus = 0;

  divide_trucks (hauls, MAX (n_trucks, 1) / (double)self->n_vehicles, share);
  self->buses_of_line = g_new0 (guint, MAX (n_lines, 1));
  for (guint i = 0; i < self->n_vehicles; i++)
    {
      ChezuSimVehicle *vehicle = &self->vehicles[i];

      switch ((ChezuSimMoves)vehicle->moves)
        {
        case CHEZU_SIM_MOVES_HAUL:
          give_route (self, hauls, i, share, &truck, n_trucks);
          break;
        case CHEZU_SIM_MOVES_LINE:
          vehicle->route = (guint16)(bus++ % n_lines);
          vehicle->slot = (guint16)MIN (self->buses_of_line[vehicle->route]++, G_MAXUINT16);
          break;
        case CHEZU_SIM_MOVES_TOWN:
        default:
          vehicle->route = (guint16)chezu_sim_below (
              chezu_sim_hash (self->seed, CHEZU_SIM_DRAW_ROUTE, i, 3), n_central);
          break;
        }
    }
}

/**
 * chezu_sim_world_new:
 *
 * Reads the tables and settles who does what. Takes some tenths of a second and about eight bytes a
 * vehicle; where a vehicle is at a time is computed when somebody asks.
 *
 * Returns: (transfer full): the world, or %NULL with a message that names what is wrong
 */
ChezuSimWorld *
chezu_sim_world_new (const ChezuSimOptions *options, GError **error)
{
  g_autoptr (ChezuSimWorld) self = g_new0 (ChezuSimWorld, 1);
  g_autoptr (ChezuSimAtlas) atlas = chezu_sim_atlas_load (options->data_dir, error);
  g_autoptr (ChezuSimHauls) hauls = NULL;
  guint n_trucks;

  if (atlas == NULL)
    return NULL;
  hauls = chezu_sim_hauls_new (atlas, options->seed, error);
  if (hauls == NULL)
    return NULL;

  self->seed = options->seed;
  self->n_vehicles = options->n_vehicles;
  self->vehicles = g_new0 (ChezuSimVehicle, MAX (options->n_vehicles, 1));
  self->shifts_m = g_new0 (double *, MAX (options->n_vehicles, 1));
  self->town = chezu_sim_town_new (atlas->graph, atlas->addresses, options->seed);
  self->organisations = g_steal_pointer (&atlas->organisations);
  chezu_sim_groups_found (self);
  n_trucks = give_owners (self);
  give_tasks (self, hauls, n_trucks);

  self->graph = g_steal_pointer (&atlas->graph);
  self->routes = g_steal_pointer (&hauls->routes);
  return g_steal_pointer (&self);
}

void
chezu_sim_world_free (ChezuSimWorld *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->routes, g_ptr_array_unref);
  chezu_sim_town_free (self->town);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_clear_pointer (&self->organisations, g_ptr_array_unref);
  chezu_sim_graph_free (self->graph);
  for (guint i = 0; self->shifts_m != NULL && i < self->n_vehicles; i++)
    g_free (self->shifts_m[i]);
  g_free (self->shifts_m);
  g_free (self->vehicles);
  g_free (self->buses_of_line);
  g_free (self);
}

const ChezuSimVehicle *
chezu_sim_world_get_vehicle (const ChezuSimWorld *self, guint vehicle)
{
  g_return_val_if_fail (vehicle < self->n_vehicles, NULL);
  return &self->vehicles[vehicle];
}

const ChezuSimOrganisation *
chezu_sim_world_get_organisation (const ChezuSimWorld *self, guint organisation)
{
  return g_ptr_array_index (self->organisations, organisation);
}
