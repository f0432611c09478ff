/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When each vehicle reports, how reports are numbered, and how the world's time follows the
 * clock's. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The instant at which the world's time and the clock's agree whatever the speed-up: 2026-01-01
 * 00:00 in Shanghai. */
#define CHEZU_SIM_EPOCH_MS G_GINT64_CONSTANT (1767196800000)

/* Reports are spread evenly: in each interval every vehicle has its own slot, and slots follow each
 * other in equal steps. A report's place in that endless row is its serial number. */
typedef struct
{
  gint64 interval_ms;
  double speedup;
  gint64 n_vehicles;
  gint64 step;    /* from one vehicle's slot to the next's; coprime to n_vehicles */
  gint64 inverse; /* step · inverse = 1 modulo n_vehicles */
} ChezuSimClock;

void chezu_sim_clock_init (ChezuSimClock *self, guint n_vehicles, double rate_s, double speedup);

gint64 chezu_sim_clock_to_world_ms (const ChezuSimClock *self, gint64 time_ms);
gint64 chezu_sim_clock_get_fix_ms (const ChezuSimClock *self, guint vehicle, gint64 fix);
gint64 chezu_sim_clock_get_fix_at (const ChezuSimClock *self, guint vehicle, gint64 time_ms);

gint64 chezu_sim_clock_get_serial (const ChezuSimClock *self, guint vehicle, gint64 fix);
gint64 chezu_sim_clock_get_serial_at (const ChezuSimClock *self, gint64 time_ms);
guint chezu_sim_clock_split_serial (const ChezuSimClock *self, gint64 serial, gint64 *fix);
gint64 chezu_sim_clock_after_next_fix (const ChezuSimClock *self, guint vehicle, gint64 world_ms);

G_END_DECLS
