/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-mileage.h"

#include "base/chezu-geodesy.h"

/* While a receiver has no fix it repeats its last position or makes one up. */
static void
add_step (ChezuMileage *self, const ChezuFix *fix)
{
  if ((fix->flags & CHEZU_FIX_INVALID) != 0)
    return;

  if (self->has_before)
    self->steps_m += chezu_distance_m (
        chezu_e7_to_degrees (self->before_lon_e7), chezu_e7_to_degrees (self->before_lat_e7),
        chezu_e7_to_degrees (fix->lon_e7), chezu_e7_to_degrees (fix->lat_e7));
  self->has_before = TRUE;
  self->before_lon_e7 = fix->lon_e7;
  self->before_lat_e7 = fix->lat_e7;
}

void
chezu_mileage_add (ChezuMileage *self, const ChezuFix *fixes, gsize n_fixes)
{
  if (n_fixes == 0)
    return;

  if (!self->begun)
    self->first_odometer_m = fixes[0].odometer_m;
  self->begun = TRUE;
  self->last_odometer_m = fixes[n_fixes - 1].odometer_m;
  for (gsize i = 0; i < n_fixes; i++)
    add_step (self, &fixes[i]);
}

/**
 * chezu_mileage_get_m:
 *
 * The difference of odometers where both ends have one and it did not run backwards, which it does
 * when a terminal is replaced; else the sum of great-circle steps between valid fixes.
 *
 * Returns: metres
 */
double
chezu_mileage_get_m (const ChezuMileage *self)
{
  if (self->begun && self->first_odometer_m >= 0 && self->last_odometer_m >= self->first_odometer_m)
    return (double)(self->last_odometer_m - self->first_odometer_m);
  return self->steps_m;
}
