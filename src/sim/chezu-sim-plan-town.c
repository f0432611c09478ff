/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taxis and vans: from address to address, in shifts of two hours that repeat every day. */

#include "sim/chezu-sim-plan.h"

#include "base/chezu-geodesy.h"
#include "sim/chezu-sim-hash.h"

#include <math.h>

#define N_SHIFTS 12
#define SHIFT_MS (2 * CHEZU_SIM_HOUR_MS)
#define SHIFT_S 7200.0
/* Every other shift ends with a rest that counts. */
#define REST_S (21.0 * 60.0)
/* Vans may not go as fast as the cars whose ways they take: 100 on expressways. */
#define VAN_PACE 0.82
#define MARGIN_S 60.0

/* How many of 100 work in each shift, from midnight. */
static const guint8 taxi_percent[N_SHIFTS] = { 58, 44, 50, 82, 92, 90, 86, 90, 93, 92, 86, 72 };
static const guint8 van_percent[N_SHIFTS] = { 3, 3, 10, 60, 94, 95, 80, 94, 95, 66, 20, 5 };

typedef struct
{
  const ChezuSimWorld *world;
  const ChezuSimVehicle *self;
  guint vehicle;
  guint shift;
  gboolean van;
  double pace;
  ChezuSimBay home;
} Shift;

/* A trip and the stand after it. */
typedef struct
{
  ChezuSimDrive drive;
  double begin_s;
  double end_s;
  double stand_s;
  double length_m;
  gboolean engine_on;
} Trip;

static gboolean
works (const Shift *shift, guint number)
{
  guint64 hash = chezu_sim_hash (shift->world->seed, CHEZU_SIM_DRAW_SHIFT, shift->vehicle, number);

  return chezu_sim_below (hash, 100) < (shift->van ? van_percent : taxi_percent)[number];
}

static guint
draw_address (const Shift *shift, guint64 hash)
{
  return chezu_sim_below (hash, shift->van ? chezu_sim_town_get_n_addresses (shift->world->town)
                                           : chezu_sim_town_get_n_central (shift->world->town));
}

/* Where a shift begins: at home, unless the one before worked too. */
static guint
first_address (const Shift *shift, guint number)
{
  guint before = (number + N_SHIFTS - 1) % N_SHIFTS;

  if (!works (shift, number) || !works (shift, before))
    return shift->self->route;
  return draw_address (shift, chezu_sim_hash (shift->world->seed, CHEZU_SIM_DRAW_TRIP,
                                              shift->vehicle, 1000 + number));
}

static gboolean
begins_at_home (const Shift *shift, guint number)
{
  return !works (shift, number) || !works (shift, (number + N_SHIFTS - 1) % N_SHIFTS);
}

static void
find_home (Shift *shift)
{
  const ChezuSimAddress *address
      = chezu_sim_town_get_address (shift->world->town, shift->self->route);
  guint64 draw = chezu_sim_hash (shift->world->seed, CHEZU_SIM_DRAW_BAY, shift->vehicle, 1);
  double distance = chezu_sim_between (chezu_sim_next (&draw), 25.0, 120.0);
  double angle = 2.0 * G_PI * chezu_sim_unit (chezu_sim_next (&draw));
  double north_m = CHEZU_EARTH_RADIUS_M * G_PI / 180.0;

  shift->home = (ChezuSimBay){
    .lon = address->lon + distance * sin (angle) / (north_m * cos (address->lat * G_PI / 180.0)),
    .lat = address->lat + distance * cos (angle) / north_m,
    .length_m = distance,
  };
}

/* Free-flow seconds between two addresses at the vehicle's pace; INFINITY without a way. */
static double
trip_s (const Shift *shift, guint from, guint to)
{
  const ChezuSimPath *path;

  if (from == to)
    return 0.0;
  path = chezu_sim_town_get_path (shift->world->town, from, to);
  if (path == NULL)
    return INFINITY;
  return chezu_sim_path_get_duration_s (path) / shift->pace + 60.0;
}

static void
plan_trip (const Shift *shift,
           Trip *trip,
           guint from,
           guint to,
           double begin_s,
           gboolean at_home[2],
           guint64 *draw)
{
  const ChezuSimPath *path = chezu_sim_town_get_path (shift->world->town, from, to);
  ChezuSimBay kerb = { 0 };
  guint lapse = chezu_sim_below (chezu_sim_next (draw), 1000);

  chezu_sim_drive_init (&trip->drive, path, 0, path->n_links, at_home[0] ? &shift->home : &kerb,
                        at_home[1] ? &shift->home : &kerb, shift->pace, chezu_sim_next (draw));
  if (trip->drive.rolling_s > 420.0 && lapse < 1)
    chezu_sim_drive_add_bump (&trip->drive, CHEZU_SIM_BUMP_SPEEDING, *draw);
  else if (trip->drive.rolling_s > 420.0 && lapse < 2)
    chezu_sim_drive_add_bump (&trip->drive, CHEZU_SIM_BUMP_BRAKING, *draw);
  trip->begin_s = begin_s;
  trip->end_s = begin_s + trip->drive.duration_s;
  trip->length_m = chezu_sim_drive_get_length_m (&trip->drive);
  trip->engine_on = chezu_sim_below (chezu_sim_next (draw), 100) < (shift->van ? 30u : 80u);
  trip->stand_s = shift->van ? chezu_sim_between (chezu_sim_next (draw), 150.0, 600.0)
                             : chezu_sim_between (chezu_sim_next (draw), 40.0, 260.0);
}

/* Goes through the trips of a working shift.
 * @at_s: until which trip; INFINITY for all
 * @trip: (out): the last one begun at @at_s; its length_m is 0 when none was
 * @next_s: (out): when the one after it begins
 * Returns: metres driven in the trips before it */
static double
walk (const Shift *shift, double at_s, Trip *trip, double *next_s)
{
  guint64 draw
      = chezu_sim_hash (shift->world->seed, CHEZU_SIM_DRAW_TRIP, shift->vehicle, shift->shift);
  guint next_shift = (shift->shift + 1) % N_SHIFTS;
  guint at = first_address (shift, shift->shift);
  guint last = first_address (shift, next_shift);
  double until_s = SHIFT_S - (shift->shift % 2 == 1 ? REST_S : MARGIN_S);
  double most_stand_s = shift->van ? 600.0 : 260.0;
  double clock_s = 0.0;
  double before_m = 0.0;
  gboolean finished = FALSE;

  *trip = (Trip){ 0 };
  *next_s = SHIFT_S;
  if (begins_at_home (shift, shift->shift))
    clock_s = chezu_sim_between (chezu_sim_next (&draw), 200.0, 1200.0);

  for (guint n = 0; !finished && n < 64; n++)
    {
      guint to = draw_address (shift, chezu_sim_next (&draw));
      gboolean at_home[2]
          = { trip->length_m == 0.0 && begins_at_home (shift, shift->shift), FALSE };
      Trip next;

      if (to == at || trip_s (shift, at, to) == INFINITY)
        continue;
      if (clock_s + trip_s (shift, at, to) + most_stand_s + trip_s (shift, to, last) > until_s)
        {
          finished = TRUE;
          to = last;
          at_home[1] = begins_at_home (shift, next_shift);
          if (at == to || trip_s (shift, at, to) == INFINITY)
            break;
        }
      plan_trip (shift, &next, at, to, clock_s, at_home, &draw);
      if (next.begin_s > at_s)
        {
          *next_s = next.begin_s;
          break;
        }
      before_m += trip->length_m;
      *trip = next;
      if (finished)
        trip->stand_s = SHIFT_S - trip->end_s;
      clock_s = next.end_s + next.stand_s;
      at = to;
    }
  return before_m;
}

static double
shift_length_m (const Shift *base, guint number)
{
  Shift shift = *base;
  Trip trip;
  double next_s;

  shift.shift = number;
  if (!works (&shift, number))
    return 0.0;
  return walk (&shift, INFINITY, &trip, &next_s) + trip.length_m;
}

/* Every day is like any other, and going through one costs a hundred times what a leg does. Several
 * threads may find the same at once; one of them keeps it. */
static const double *
get_shifts_m (const Shift *shift)
{
  double **place = &shift->world->shifts_m[shift->vehicle];
  double *lengths = g_atomic_pointer_get (place);

  if (lengths != NULL)
    return lengths;
  lengths = g_new (double, N_SHIFTS);
  for (guint i = 0; i < N_SHIFTS; i++)
    lengths[i] = shift_length_m (shift, i);
  if (!g_atomic_pointer_compare_and_exchange (place, NULL, lengths))
    g_free (lengths);
  return g_atomic_pointer_get (place);
}

void
chezu_sim_plan_town (const ChezuSimWorld *world, guint vehicle, gint64 world_ms, ChezuSimLeg *leg)
{
  const ChezuSimVehicle *self = chezu_sim_world_get_vehicle (world, vehicle);
  guint64 draw = chezu_sim_hash (world->seed, CHEZU_SIM_DRAW_PACE, vehicle, 0);
  /* Not all change shifts at once. */
  gint64 offset_ms = (gint64)(SHIFT_MS * chezu_sim_unit (chezu_sim_next (&draw))) - SHIFT_MS / 2;
  gint64 number = chezu_sim_floor_div (world_ms + CHEZU_SIM_ZONE_MS - offset_ms, SHIFT_MS);
  gint64 day = chezu_sim_floor_div (number, N_SHIFTS);
  gint64 begin_ms = number * SHIFT_MS - CHEZU_SIM_ZONE_MS + offset_ms;
  Shift shift = {
    .world = world,
    .self = self,
    .vehicle = vehicle,
    .shift = (guint)(number - day * N_SHIFTS),
    .van = self->kind == CHEZU_VEHICLE_VAN,
    .pace = chezu_sim_between (chezu_sim_next (&draw), 0.80, 0.95)
            * (self->kind == CHEZU_VEHICLE_VAN ? VAN_PACE : 1.0),
  };
  Trip trip = { 0 };
  double day_m = 0.0;
  double before_m = 0.0;
  double next_s = SHIFT_S;
  const double *shifts_m;

  find_home (&shift);
  shifts_m = get_shifts_m (&shift);
  for (guint i = 0; i < N_SHIFTS; i++)
    {
      day_m += shifts_m[i];
      if (i < shift.shift)
        before_m += shifts_m[i];
    }
  before_m += MAX (day - CHEZU_SIM_ODOMETER_DAY, 0) * day_m;

  *leg = (ChezuSimLeg){ .begin_ms = begin_ms, .end_ms = begin_ms + SHIFT_MS };
  if (works (&shift, shift.shift))
    before_m += walk (&shift, (world_ms - begin_ms) / 1000.0, &trip, &next_s);
  leg->odometer_m = before_m;

  if (trip.length_m > 0.0 && world_ms < begin_ms + (gint64)ceil (trip.end_s * 1000.0))
    {
      leg->driving = TRUE;
      leg->drive = trip.drive;
      leg->begin_ms = begin_ms + (gint64)ceil (trip.begin_s * 1000.0);
      leg->end_ms = begin_ms + (gint64)ceil (trip.end_s * 1000.0);
      leg->length_m = trip.length_m;
      return;
    }

  if (trip.length_m > 0.0)
    {
      ChezuSimMotion motion;

      chezu_sim_drive_at (&trip.drive, trip.drive.duration_s, &motion);
      leg->lon = motion.lon;
      leg->lat = motion.lat;
      leg->course = motion.course;
      leg->odometer_m += trip.length_m;
      leg->begin_ms = begin_ms + (gint64)ceil (trip.end_s * 1000.0);
      leg->end_ms = begin_ms + (gint64)ceil (next_s * 1000.0);
    }
  else
    {
      leg->end_ms = begin_ms + (gint64)ceil (next_s * 1000.0);
      leg->lon = shift.home.lon;
      leg->lat = shift.home.lat;
    }
  leg->engine_off_ms = leg->begin_ms;
  leg->engine_on_ms = leg->end_ms;
  if (trip.length_m > 0.0 && trip.engine_on && trip.stand_s < 900.0)
    leg->engine_on_ms = leg->engine_off_ms;
}
