/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up fixes, and the tables of fixes, for the tests of tracks. */

#pragma once

#include "track/chezu-fix.h"

G_BEGIN_DECLS

/* What a reader of tracks reads, as in the schema. */
#define TRACK_FIXTURE_SCHEMA                                                                       \
  "CREATE TABLE arrival (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, data BLOB NOT NULL);"      \
  "CREATE TABLE seal (id INTEGER PRIMARY KEY, upto INTEGER, next_vehicle INTEGER, "                \
  "next_ms INTEGER);"                                                                              \
  "INSERT INTO seal VALUES (1, 0, 9223372036854775807, 0);"                                        \
  "CREATE TABLE segment (id INTEGER PRIMARY KEY NOT NULL, vehicle INTEGER, from_ms INTEGER, "      \
  "to_ms INTEGER, count INTEGER, min_lon_e7 INTEGER, max_lon_e7 INTEGER, min_lat_e7 INTEGER, "     \
  "max_lat_e7 INTEGER, checksum INTEGER, dictionary INTEGER, data BLOB);"                          \
  "CREATE UNIQUE INDEX segment_vehicle ON segment (vehicle, from_ms);"

/* A drive with stops, one fix in ten seconds, the same for the same seed. */
void track_fixture_drive (ChezuFix *fixes, guint n, guint seed);

/* A drive on which anything a column can hold may happen. */
void track_fixture_chaos (ChezuFix *fixes, guint n, guint seed);

void track_fixture_assert_same (const ChezuFix *a, const ChezuFix *b);

G_END_DECLS
