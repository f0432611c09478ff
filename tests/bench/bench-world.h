/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day of the demo world as a file of fixes in the order in which they come in, so that computing
 * them is not measured. */

#pragma once

#include "base/chezu-time.h"
#include "track/chezu-fix.h"

/* 2026-04-14 in Shanghai, a Tuesday. */
#define BENCH_DAY_MS G_GINT64_CONSTANT (1776096000000)
#define BENCH_VEHICLES 4159 /* of the whole world */

/* Every (BENCH_VEHICLES / n_vehicles)th vehicle, numbered from 1 in the file. Runs in a process of
 * its own, whose memory is gone afterwards. */
void bench_world_write (const char *path, guint n_vehicles);

/* Returns how many were read; 0 at the end. */
gsize bench_world_read (int fd, ChezuVehicleFix *fixes, gsize n_fixes);
