/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite as a library, or as the program that loaded us: whoever calls sqlite3_* in this folder
 * includes this. */

#pragma once

#ifdef CHEZU_TRACK_EXTENSION
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
#else
#include <sqlite3.h>
#endif
