/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-drive.h"

#include "base/chezu-geodesy.h"
#include "sim/chezu-sim-hash.h"

#include <math.h>

/* Half the length over which a bend is rounded. */
#define ROUNDING_M 8.0
/* Over how far a vehicle moves from the yard's gate to its own side of the road. */
#define MERGE_M 60.0

/* Seconds to reach full speed and to stop from it: half a metre a second squared on an expressway.
 */
static double
ramp_seconds (double speed_m_s, double deceleration)
{
  return CLAMP (speed_m_s / deceleration, 6.0, 45.0);
}

static double
bump_area (const ChezuSimDrive *self)
{
  return self->bump_height * self->bump_width_s / 2.0;
}

static double
free_flow_s (const ChezuSimDrive *self)
{
  return self->leave_s + fabs (self->to_s - self->from_s) + self->reach_s;
}

static void
settle (ChezuSimDrive *self)
{
  double most;

  self->rolling_s = MAX (free_flow_s (self) / self->pace - bump_area (self), 1.0);
  most = 0.9 * self->rolling_s;
  self->start_ramp_s = MIN (self->start_ramp_s, most);
  self->end_ramp_s = MIN (self->end_ramp_s, most);
  self->duration_s = self->rolling_s + (self->start_ramp_s + self->end_ramp_s) / 2.0;
}

static void
set_swing (ChezuSimDrive *self, guint64 hash)
{
  static const double period_s[] = { 430.0, 95.0 };
  static const double height[] = { 0.045, 0.025 };

  for (guint i = 0; i < G_N_ELEMENTS (period_s); i++)
    {
      /* Whole turns, so that the drive takes as long as it would without them. */
      self->swing[i] = height[i];
      self->swing_turns[i] = MAX (1.0, round (self->rolling_s / period_s[i]));
      self->swing_phase[i] = chezu_sim_between (chezu_sim_next (&hash), 0.0, 2.0 * G_PI);
    }
}

/**
 * chezu_sim_drive_init:
 * @from: the boundary of the path where the drive begins
 * @to: where it ends; before @from when the way is driven backwards
 * @leave: where the vehicle stands before; its length is 0 at the kerb
 * @reach: where it stands after
 * @pace: share of the speed that the road allows in free flow
 */
void
chezu_sim_drive_init (ChezuSimDrive *self,
                      const ChezuSimPath *path,
                      guint from,
                      guint to,
                      const ChezuSimBay *leave,
                      const ChezuSimBay *reach,
                      double pace,
                      guint64 hash)
{
  double from_speed = path->pass_m_s[from];
  double to_speed = path->pass_m_s[to];

  *self = (ChezuSimDrive){
    .path = path,
    .from_s = path->start_s[from],
    .to_s = path->start_s[to],
    .from_m = path->start_m[from],
    .to_m = path->start_m[to],
    .leave = *leave,
    .reach = *reach,
    .leave_s = leave->length_m / from_speed,
    .reach_s = reach->length_m / to_speed,
    .pace = pace,
    .start_ramp_s = ramp_seconds (from_speed, 0.5),
    .end_ramp_s = ramp_seconds (to_speed, 0.7),
  };
  settle (self);
  set_swing (self, hash);
}

/* What is left of a drive that was broken off on the road @at_s after its beginning. */
void
chezu_sim_drive_init_rest (ChezuSimDrive *self, const ChezuSimDrive *broken, double at_s)
{
  ChezuSimMotion motion;
  double length_m = chezu_sim_drive_get_length_m (broken);
  double along_m;

  chezu_sim_drive_at (broken, at_s, &motion);
  along_m = CLAMP (motion.share * length_m - broken->leave.length_m, 0.0,
                   fabs (broken->to_m - broken->from_m));

  *self = *broken;
  self->bump = CHEZU_SIM_BUMP_NONE;
  self->bump_height = 0.0;
  self->leave = (ChezuSimBay){ motion.lon, motion.lat, 0.0 };
  self->leave_s = 0.0;
  self->from_m = broken->from_m + (broken->to_m > broken->from_m ? along_m : -along_m);
  self->from_s = chezu_sim_path_time_at (broken->path, self->from_m);
  settle (self);
  set_swing (self, chezu_sim_mix ((guint64)(along_m * 1000.0)));
}

/* Puts one short lapse into the drive. */
void
chezu_sim_drive_add_bump (ChezuSimDrive *self, ChezuSimBump bump, guint64 hash)
{
  double at = chezu_sim_between (chezu_sim_next (&hash), 0.25, 0.7);
  double size = chezu_sim_unit (chezu_sim_next (&hash));

  self->bump = bump;
  if (bump == CHEZU_SIM_BUMP_SPEEDING)
    {
      /* Most are a little too fast, few very much. */
      double over = 1.06 + 0.30 * size * size;
      double direction = self->to_s >= self->from_s ? 1.0 : -1.0;
      double metres, speed, limit;
      ChezuSimRoadClass road;

      chezu_sim_path_at_time (self->path, self->from_s + direction * at * free_flow_s (self),
                              &metres, &speed, &limit, &road);
      self->bump_width_s = chezu_sim_between (chezu_sim_next (&hash), 110.0, 280.0);
      self->bump_height = over / (self->pace * chezu_sim_path_get_cruise_share (road)) - 1.0;
    }
  else
    {
      self->bump_width_s = 15.0;
      self->bump_height = -0.7 - 0.15 * size;
    }
  self->bump_at_s = at * self->rolling_s;
  settle (self);
}

/* Drives faster or slower, so that the drive takes @duration_s. */
void
chezu_sim_drive_fit (ChezuSimDrive *self, double duration_s)
{
  double rolling_s = MAX (duration_s - (self->start_ramp_s + self->end_ramp_s) / 2.0, 1.0);

  self->pace = free_flow_s (self) / (rolling_s + bump_area (self));
  self->rolling_s = rolling_s;
  self->duration_s = rolling_s + (self->start_ramp_s + self->end_ramp_s) / 2.0;
}

double
chezu_sim_drive_get_length_m (const ChezuSimDrive *self)
{
  return self->leave.length_m + fabs (self->to_m - self->from_m) + self->reach.length_m;
}

/* Clock time to rolling time: a soft start and a soft end. *rate is the derivative. */
static double
roll (const ChezuSimDrive *self, double t, double *rate)
{
  double left = self->duration_s - t;

  if (t < self->start_ramp_s)
    {
      *rate = t / self->start_ramp_s;
      return t * t / (2.0 * self->start_ramp_s);
    }
  if (left < self->end_ramp_s)
    {
      *rate = left / self->end_ramp_s;
      return self->rolling_s - left * left / (2.0 * self->end_ramp_s);
    }
  *rate = 1.0;
  return t - self->start_ramp_s / 2.0;
}

/* Rolling time to free-flow time: the pace, its swings, a lapse. *rate is the derivative. */
static double
flow (const ChezuSimDrive *self, double p, double *rate)
{
  double sum = p;
  double slope = 1.0;

  for (guint i = 0; i < G_N_ELEMENTS (self->swing); i++)
    {
      double per_s = 2.0 * G_PI * self->swing_turns[i] / self->rolling_s;
      double angle = per_s * p + self->swing_phase[i];

      sum += self->swing[i] / per_s * (cos (self->swing_phase[i]) - cos (angle));
      slope += self->swing[i] * sin (angle);
    }

  if (self->bump != CHEZU_SIM_BUMP_NONE && p > self->bump_at_s)
    {
      double q = p - self->bump_at_s;

      if (q >= self->bump_width_s)
        sum += bump_area (self);
      else
        {
          double per_s = 2.0 * G_PI / self->bump_width_s;

          sum += self->bump_height * (q - sin (per_s * q) / per_s) / 2.0;
          slope += self->bump_height * (1.0 - cos (per_s * q)) / 2.0;
        }
    }

  *rate = slope * self->pace;
  return sum * self->pace;
}

/* The point of the centre line at @along metres of the whole drive, straight pieces included. */
static void
locate (const ChezuSimDrive *self, double along, double *lon, double *lat)
{
  double length = fabs (self->to_m - self->from_m);
  double on_road = along - self->leave.length_m;
  double direction = self->to_m >= self->from_m ? 1.0 : -1.0;
  const ChezuSimBay *bay = NULL;
  double share = 0.0; /* of the way from the road to the bay */

  if (on_road < 0.0)
    {
      bay = &self->leave;
      share = MIN (-on_road / bay->length_m, 1.0);
      on_road = 0.0;
    }
  else if (on_road > length)
    {
      if (self->reach.length_m > 0.0)
        {
          bay = &self->reach;
          share = MIN ((on_road - length) / bay->length_m, 1.0);
        }
      on_road = length;
    }

  chezu_sim_path_locate (self->path, self->from_m + direction * on_road, lon, lat);
  if (bay != NULL)
    {
      *lon += share * (bay->lon - *lon);
      *lat += share * (bay->lat - *lat);
    }
}

/* Traffic keeps to the right of the line that stands for both carriageways. */
static double
side_m (const ChezuSimDrive *self, double along, ChezuSimRoadClass road)
{
  static const double offset_m[] = { 9.0, 4.0, 3.5 };
  double from_gate = MERGE_M;

  /* Whoever stops at the kerb stays on his side. */
  if (self->leave.length_m > 0.0)
    from_gate = along - self->leave.length_m;
  if (self->reach.length_m > 0.0)
    from_gate = MIN (from_gate, chezu_sim_drive_get_length_m (self) - self->reach.length_m - along);
  return offset_m[road] * CLAMP (from_gate / MERGE_M, 0.0, 1.0);
}

static void
place (const ChezuSimDrive *self, double along, ChezuSimMotion *motion)
{
  double length = chezu_sim_drive_get_length_m (self);
  double lon_a, lat_a, lon_b, lat_b;
  double side;
  double angle;
  double north_m = CHEZU_EARTH_RADIUS_M * G_PI / 180.0;

  locate (self, MAX (along - ROUNDING_M, 0.0), &lon_a, &lat_a);
  locate (self, MIN (along + ROUNDING_M, length), &lon_b, &lat_b);
  if (along < ROUNDING_M || along > length - ROUNDING_M)
    locate (self, along, &motion->lon, &motion->lat);
  else
    {
      motion->lon = (lon_a + lon_b) / 2.0;
      motion->lat = (lat_a + lat_b) / 2.0;
    }
  motion->course = chezu_bearing_degrees (lon_a, lat_a, lon_b, lat_b);

  side = side_m (self, along, motion->road);
  angle = motion->course * G_PI / 180.0;
  motion->lat -= side * sin (angle) / north_m;
  motion->lon += side * cos (angle) / (north_m * cos (motion->lat * G_PI / 180.0));
}

/* The state of the vehicle @seconds after the beginning, 0 … duration_s. */
void
chezu_sim_drive_at (const ChezuSimDrive *self, double seconds, ChezuSimMotion *motion)
{
  double roll_rate, flow_rate;
  double rolled = roll (self, CLAMP (seconds, 0.0, self->duration_s), &roll_rate);
  double flowed = CLAMP (flow (self, rolled, &flow_rate), 0.0, free_flow_s (self));
  double on_road_s = flowed - self->leave_s;
  double length_s = fabs (self->to_s - self->from_s);
  double direction = self->to_s >= self->from_s ? 1.0 : -1.0;
  double metres;
  double along;

  chezu_sim_path_at_time (self->path, self->from_s + direction * CLAMP (on_road_s, 0.0, length_s),
                          &metres, &motion->speed_m_s, &motion->limit_m_s, &motion->road);
  along = self->leave.length_m + fabs (metres - self->from_m);
  if (on_road_s < 0.0)
    along = self->leave.length_m * flowed / self->leave_s;
  else if (on_road_s > length_s && self->reach_s > 0.0)
    along += self->reach.length_m * (on_road_s - length_s) / self->reach_s;

  motion->speed_m_s *= roll_rate * flow_rate;
  motion->share = along / chezu_sim_drive_get_length_m (self);
  place (self, along, motion);
}
