/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peer of the store: the same fixes in a plain table of SQLite, clustered by vehicle and time,
 * with the same settings. */

#pragma once

#include "track/chezu-track-reader.h"

typedef struct
{
  sqlite3 *db;
  guint n_vehicles;
} BenchPlain;

void bench_plain_open (BenchPlain *self, const char *path, guint n_vehicles);
void bench_plain_close (BenchPlain *self);

/* One transaction. */
void bench_plain_add (BenchPlain *self, const ChezuVehicleFix *fixes, gsize n_fixes);
/* The log is in the file. */
void bench_plain_checkpoint (BenchPlain *self);
/* Reads whatever answers, each fix with all that it has. Returns how many. */
gint64 bench_plain_query (BenchPlain *self, const ChezuTrackQuery *query);
