/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-clock.h"

#include <math.h>

/* How long after a report a collision happens: so close that the report is the last before it. */
#define AFTER_FIX_MS 600

static gint64
floor_div (gint64 a, gint64 b)
{
  gint64 q = a / b;

  return a % b < 0 ? q - 1 : q;
}

static gint64
greatest_divisor (gint64 a, gint64 b)
{
  while (b != 0)
    {
      gint64 rest = a % b;

      a = b;
      b = rest;
    }
  return a;
}

/* Extended Euclid. */
static gint64
invert (gint64 a, gint64 modulus)
{
  gint64 x = 1, next_x = 0;
  gint64 r = a, next_r = modulus;

  while (next_r != 0)
    {
      gint64 q = r / next_r;
      gint64 kept = x - q * next_x;

      x = next_x;
      next_x = kept;
      kept = r - q * next_r;
      r = next_r;
      next_r = kept;
    }
  return modulus == 1 ? 0 : (x % modulus + modulus) % modulus;
}

void
chezu_sim_clock_init (ChezuSimClock *self, guint n_vehicles, double rate_s, double speedup)
{
  self->interval_ms = MAX ((gint64)lround (rate_s * 1000.0), 1);
  self->speedup = speedup;
  self->n_vehicles = MAX (n_vehicles, 1);
  self->step = MAX ((gint64)(self->n_vehicles * 0.6180339887), 1);
  while (greatest_divisor (self->step, self->n_vehicles) != 1)
    self->step++;
  self->inverse = invert (self->step, self->n_vehicles);
}

/* The world's own time: what its vehicles do; the clock's time is what is written on reports. */
gint64
chezu_sim_clock_to_world_ms (const ChezuSimClock *self, gint64 time_ms)
{
  if (self->speedup == 1.0)
    return time_ms;
  return CHEZU_SIM_EPOCH_MS + (gint64)floor ((time_ms - CHEZU_SIM_EPOCH_MS) * self->speedup);
}

static gint64
slot_of (const ChezuSimClock *self, guint vehicle)
{
  return vehicle * self->step % self->n_vehicles;
}

static gint64
slot_ms (const ChezuSimClock *self, gint64 slot)
{
  return slot * self->interval_ms / self->n_vehicles;
}

/* Fixes of a vehicle are counted from 1970. */
gint64
chezu_sim_clock_get_fix_ms (const ChezuSimClock *self, guint vehicle, gint64 fix)
{
  return fix * self->interval_ms + slot_ms (self, slot_of (self, vehicle));
}

/* Returns: the last fix at or before @time_ms */
gint64
chezu_sim_clock_get_fix_at (const ChezuSimClock *self, guint vehicle, gint64 time_ms)
{
  return floor_div (time_ms - slot_ms (self, slot_of (self, vehicle)), self->interval_ms);
}

gint64
chezu_sim_clock_get_serial (const ChezuSimClock *self, guint vehicle, gint64 fix)
{
  return fix * self->n_vehicles + slot_of (self, vehicle);
}

/* Returns: the serial number of the last report, of any vehicle, at or before @time_ms */
gint64
chezu_sim_clock_get_serial_at (const ChezuSimClock *self, gint64 time_ms)
{
  gint64 turn = floor_div (time_ms, self->interval_ms);
  gint64 rest = time_ms - turn * self->interval_ms;
  gint64 slot = ((rest + 1) * self->n_vehicles - 1) / self->interval_ms;

  return turn * self->n_vehicles + MIN (slot, self->n_vehicles - 1);
}

/* Returns: the vehicle of a report; its own number of the fix in @fix */
guint
chezu_sim_clock_split_serial (const ChezuSimClock *self, gint64 serial, gint64 *fix)
{
  *fix = floor_div (serial, self->n_vehicles);
  return (guint)((serial - *fix * self->n_vehicles) * self->inverse % self->n_vehicles);
}

/* The world's time just after the first report of @vehicle that does not come before @world_ms. */
gint64
chezu_sim_clock_after_next_fix (const ChezuSimClock *self, guint vehicle, gint64 world_ms)
{
  gint64 time_ms
      = self->speedup == 1.0
            ? world_ms
            : CHEZU_SIM_EPOCH_MS + (gint64)ceil ((world_ms - CHEZU_SIM_EPOCH_MS) / self->speedup);
  gint64 fix = chezu_sim_clock_get_fix_at (self, vehicle, time_ms) + 1;

  return chezu_sim_clock_to_world_ms (self, chezu_sim_clock_get_fix_ms (self, vehicle, fix))
         + AFTER_FIX_MS;
}
