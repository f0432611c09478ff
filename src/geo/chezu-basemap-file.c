/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the last zoom's tiles into the file of the others and completes what GDAL wrote about them.
 */

#include "geo/chezu-basemap-file.h"

#include <gio/gio.h>
#include <sqlite3.h>

static const char merge_script[] = "ATTACH ?1 AS finer";

static gboolean
fail (sqlite3 *db, const char *path, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, sqlite3_errmsg (db));
  return FALSE;
}

static gboolean
run (sqlite3 *db, const char *sql, const char *path, GError **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (db, path, error);
}

static gboolean
attach (sqlite3 *db, const char *path, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean done = sqlite3_prepare_v2 (db, merge_script, -1, &statement, NULL) == SQLITE_OK
                  && sqlite3_bind_text (statement, 1, path, -1, SQLITE_TRANSIENT) == SQLITE_OK
                  && sqlite3_step (statement) == SQLITE_DONE;

  sqlite3_finalize (statement);
  return done || fail (db, path, error);
}

/**
 * chezu_basemap_file_merge:
 * @path: of an MBTiles file, changed
 * @finer: of another with the zooms below
 */
gboolean
chezu_basemap_file_merge (const char *path, const char *finer, GError **error)
{
  static const char script[]
      = "BEGIN;"
        "INSERT INTO tiles SELECT * FROM finer.tiles;"
        "UPDATE metadata SET value = (SELECT value FROM finer.metadata WHERE name = 'maxzoom')"
        " WHERE name = 'maxzoom';"
        "UPDATE metadata SET value = (SELECT value FROM finer.metadata WHERE name = 'json')"
        " WHERE name = 'json';"
        "DELETE FROM metadata WHERE name IN ('name', 'description', 'attribution');"
        "INSERT INTO metadata (name, value) VALUES"
        " ('name', 'Chezu'),"
        " ('description', 'Schematic base map; not for navigation'),"
        " ('attribution', 'GSHHG · DCW-GMT (GMT) · GeoNames CC BY 4.0');"
        "COMMIT;"
        "DETACH finer;"
        "VACUUM";
  sqlite3 *db = NULL;
  gboolean done = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;

  done = (done || fail (db, path, error)) && attach (db, finer, error)
         && run (db, script, path, error);
  sqlite3_close (db);
  return done;
}
