/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual table `fix (vehicle_id, time, lon, lat, speed, course, altitude, odometer, flags)`:
 * all fixes of the store, sealed or not, in the units of people.
 *
 * time is in Unix milliseconds, lon and lat in degrees (WGS-84), speed in km/h, course in degrees,
 * altitude and odometer in metres, flags as in ChezuFixFlags; what is not known is NULL. vehicle_id
 * is the id of the table vehicle. Rows come by vehicle and time. It can only be read. */

#pragma once

#include "track/chezu-sqlite.h"
#include "track/chezu-tail.h"

G_BEGIN_DECLS

/* Makes the table known to @db. @tail as for chezu_track_reader_new (). Returns an SQLite result
 * code. */
int chezu_fix_table_register (sqlite3 *db, ChezuTail *tail);

G_END_DECLS
