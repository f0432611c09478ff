/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the last zoom's tiles into the file of the others and completes what GDAL wrote about them.
 */

#include "geo/chezu-basemap-file.h"

#include <gio/gio.h>
#include <sqlite3.h>

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
  gboolean done = sqlite3_prepare_v2 (db, "ATTACH ?1 AS finer", -1, &statement, NULL) == SQLITE_OK
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

/**
 * chezu_basemap_file_describe:
 * @detail: where the file has all zooms; its edges are edges of tiles
 * @outer_max_zoom: the last zoom of what lies beyond
 *
 * Completes the metadata: what must stand on the map, and what Chezu enlarges.
 */
gboolean
chezu_basemap_file_describe (const char *path,
                             const ChezuBounds *detail,
                             int outer_max_zoom,
                             GError **error)
{
  char west[G_ASCII_DTOSTR_BUF_SIZE], south[G_ASCII_DTOSTR_BUF_SIZE];
  char east[G_ASCII_DTOSTR_BUF_SIZE], north[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *script = g_strdup_printf (
      "DELETE FROM metadata WHERE name IN ('name', 'description', 'attribution');"
      "INSERT INTO metadata (name, value) VALUES"
      " ('name', 'Chezu'),"
      " ('description', 'Schematic base map; not for navigation'),"
      " ('attribution', 'GSHHG · DCW-GMT (GMT) · GeoNames CC BY 4.0'),"
      " ('chezu_detail', '%s,%s,%s,%s'),"
      " ('chezu_outer_maxzoom', '%d')",
      g_ascii_dtostr (west, sizeof west, detail->west),
      g_ascii_dtostr (south, sizeof south, detail->south),
      g_ascii_dtostr (east, sizeof east, detail->east),
      g_ascii_dtostr (north, sizeof north, detail->north), outer_max_zoom);
  sqlite3 *db = NULL;
  gboolean done = (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
                   || fail (db, path, error))
                  && run (db, script, path, error);

  sqlite3_close (db);
  return done;
}

/* --- Local maps --- */

static gboolean
insert_cells (sqlite3 *db, const ChezuBasemapGround *ground)
{
  sqlite3_stmt *statement = NULL;
  gboolean done = sqlite3_prepare_v2 (db, "INSERT INTO chezu_ground VALUES (?1, ?2, ?3)", -1,
                                      &statement, NULL)
                  == SQLITE_OK;

  for (guint i = 0; done && i < ground->cells->len; i++)
    {
      const guint32 *cell = (const guint32 *)(gpointer)ground->cells->data + 2 * (gsize)i;

      sqlite3_bind_int (statement, 1, ground->zoom);
      sqlite3_bind_int64 (statement, 2, cell[0]);
      sqlite3_bind_int64 (statement, 3, cell[1]);
      done = sqlite3_step (statement) == SQLITE_DONE && sqlite3_reset (statement) == SQLITE_OK;
    }
  sqlite3_finalize (statement);
  return done;
}

static gboolean
count_tiles (sqlite3 *db, guint64 *n_tiles)
{
  sqlite3_stmt *statement = NULL;
  gboolean done
      = sqlite3_prepare_v2 (db, "SELECT count(*) FROM tiles", -1, &statement, NULL) == SQLITE_OK
        && sqlite3_step (statement) == SQLITE_ROW;

  if (done)
    *n_tiles = (guint64)sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return done;
}

/**
 * chezu_basemap_file_describe_local:
 * @ground: what the map replaces of the one below it
 * @n_tiles: (out): how many there are
 *
 * Completes the metadata of a map made from OpenStreetMap.
 */
gboolean
chezu_basemap_file_describe_local (const char *path,
                                   const ChezuBasemapGround *ground,
                                   guint64 *n_tiles,
                                   GError **error)
{
  char west[G_ASCII_DTOSTR_BUF_SIZE], south[G_ASCII_DTOSTR_BUF_SIZE];
  char east[G_ASCII_DTOSTR_BUF_SIZE], north[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *script = g_strdup_printf (
      "BEGIN;"
      "DELETE FROM metadata WHERE name IN ('name', 'description', 'attribution', 'bounds',"
      " 'center');"
      "INSERT INTO metadata (name, value) VALUES"
      " ('name', 'Chezu local map'),"
      " ('description', 'Made by chezuctl basemap build'),"
      " ('attribution', '© OpenStreetMap contributors'),"
      " ('bounds', '%s,%s,%s,%s'),"
      " ('chezu_schema', '1');"
      "CREATE TABLE chezu_ground (zoom INTEGER NOT NULL, tile_column INTEGER NOT NULL,"
      " tile_row INTEGER NOT NULL, PRIMARY KEY (zoom, tile_column, tile_row)) WITHOUT ROWID",
      g_ascii_dtostr (west, sizeof west, ground->bounds.west),
      g_ascii_dtostr (south, sizeof south, ground->bounds.south),
      g_ascii_dtostr (east, sizeof east, ground->bounds.east),
      g_ascii_dtostr (north, sizeof north, ground->bounds.north));
  sqlite3 *db = NULL;
  gboolean done
      = (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
         || fail (db, path, error))
        && run (db, script, path, error)
        && ((insert_cells (db, ground) && count_tiles (db, n_tiles)) || fail (db, path, error))
        && run (db, "COMMIT", path, error);

  sqlite3_close (db);
  return done;
}

/* --- Labels --- */

static gboolean
insert (sqlite3_stmt *statement, const ChezuLabelRow *row)
{
  sqlite3_bind_text (statement, 1, row->kind, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, row->name_zh, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, row->name_en, -1, SQLITE_STATIC);
  sqlite3_bind_double (statement, 4, row->lon);
  sqlite3_bind_double (statement, 5, row->lat);
  sqlite3_bind_int (statement, 6, row->rank);
  sqlite3_bind_double (statement, 7, row->min_zoom);
  sqlite3_bind_double (statement, 8, row->max_zoom);
  sqlite3_bind_double (statement, 9, row->angle);
  return sqlite3_step (statement) == SQLITE_DONE && sqlite3_reset (statement) == SQLITE_OK;
}

static gboolean
insert_all (sqlite3 *db, const ChezuLabelRows *rows)
{
  sqlite3_stmt *statement = NULL;
  gboolean done = sqlite3_prepare_v2 (db,
                                      "INSERT INTO chezu_label VALUES"
                                      " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                                      -1, &statement, NULL)
                  == SQLITE_OK;

  for (guint i = 0; done && i < rows->len; i++)
    done = insert (statement, &g_array_index (rows, ChezuLabelRow, i));
  sqlite3_finalize (statement);
  return done;
}

/**
 * chezu_basemap_file_add_labels:
 * @path: of an MBTiles file that has no labels yet
 */
gboolean
chezu_basemap_file_add_labels (const char *path, const ChezuLabelRows *rows, GError **error)
{
  static const char schema[]
      = "BEGIN;"
        "CREATE TABLE chezu_label (kind TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT "
        "NULL,"
        " lon REAL NOT NULL, lat REAL NOT NULL, rank INTEGER NOT NULL,"
        " min_zoom REAL NOT NULL, max_zoom REAL NOT NULL, angle REAL NOT NULL)";
  sqlite3 *db = NULL;
  gboolean done = (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
                   || fail (db, path, error))
                  && run (db, schema, path, error)
                  && (insert_all (db, rows) || fail (db, path, error))
                  && run (db, "COMMIT", path, error);

  sqlite3_close (db);
  return done;
}
