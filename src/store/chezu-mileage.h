/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The length of a track, while it passes by. */

#pragma once

#include "track/chezu-fix.h"

G_BEGIN_DECLS

/* All zero: nothing yet. */
typedef struct
{
  gboolean begun;
  gint64 first_odometer_m;
  gint64 last_odometer_m;
  double steps_m; /* great circles between fixes that count */
  gboolean has_before;
  gint32 before_lon_e7;
  gint32 before_lat_e7;
} ChezuMileage;

/* Ascending by time, from call to call too. */
void chezu_mileage_add (ChezuMileage *self, const ChezuFix *fixes, gsize n_fixes);
double chezu_mileage_get_m (const ChezuMileage *self);

G_END_DECLS
