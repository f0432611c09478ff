/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of SQL that the layers' triggers call, and one that makes points. */

#pragma once

#include <sqlite3.h>

/* ST_IsEmpty, ST_MinX, ST_MaxX, ST_MinY and ST_MaxY as the GeoPackage standard asks for, and
 * chezu_point (lon_e7, lat_e7). Returns SQLite's result code. */
int chezu_geometry_register_functions (sqlite3 *db);
