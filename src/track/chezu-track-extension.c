/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way into the virtual table for programs that are not ours. In the sqlite3 shell:
 *
 *     .load …/chezu/chezu_track
 *     SELECT datetime (time / 1000, 'unixepoch'), lon, lat FROM fix WHERE vehicle_id = 17;
 *
 * in GDAL and QGIS by the option OGR_SQLITE_LOAD_EXTENSIONS=…/chezu/chezu_track.so. */

#include "track/chezu-fix-table.h"

SQLITE_EXTENSION_INIT1

#define SQLITE_NEEDED 3038000 /* sqlite3_vtab_distinct () */

/* SQLite makes this name from the file's. Nothing else is visible from outside. */
__attribute__ ((visibility ("default"))) int
sqlite3_chezutrack_init (sqlite3 *db, char **message, const sqlite3_api_routines *api);

int
sqlite3_chezutrack_init (sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
  int result;

  SQLITE_EXTENSION_INIT2 (api)

  if (sqlite3_libversion_number () < SQLITE_NEEDED)
    {
      *message
          = sqlite3_mprintf ("tracks need SQLite 3.38 or newer, this is %s", sqlite3_libversion ());
      return SQLITE_ERROR;
    }

  result = chezu_fix_table_register (db, NULL);
  /* GLib keeps pointers to our texts, so that the file must not be unloaded again. */
  return result == SQLITE_OK ? SQLITE_OK_LOAD_PERMANENTLY : result;
}
