/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A view may take for ever, and GDAL asks tables by their names without looking at what they are:
 * one that is called like a table of the standard would do. Triggers run only where somebody
 * writes, and nobody does. The list of what is in the file is looked at here without running any of
 * it.
 */

#include "geo/chezu-overlay-geopackage.h"

#include "geo/chezu-overlay-file.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

/* Of the text of one statement; and steps of SQLite's machine before it is stopped. */
#define LENGTH_MAX 1000000
#define STEPS_MAX 20000000

static int
stop (void *data)
{
  return 1;
}

static sqlite3 *
open_quietly (const char *path)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", TRUE);
  /* Without it a file in WAL mode would have others written beside it. */
  g_autofree char *uri = g_strdup_printf ("file:%s?immutable=1", escaped);
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL)
      == SQLITE_OK)
    {
      sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
      sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
      sqlite3_limit (db, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
      sqlite3_progress_handler (db, STEPS_MAX, stop, NULL);
      return db;
    }
  sqlite3_close (db);
  return NULL;
}

/* R*Trees index space; of other kinds no GeoPackage needs any. */
static gboolean
is_harmless (const char *type, const char *sql)
{
  g_autofree char *small = sql != NULL ? g_ascii_strdown (sql, -1) : NULL;
  const char *using = small != NULL ? strstr (small, "using") : NULL;

  if (g_strcmp0 (type, "view") == 0)
    return FALSE;
  if (g_strcmp0 (type, "table") != 0 || small == NULL)
    return TRUE;
  if (g_str_has_prefix (small, "create virtual"))
    return using != NULL
           && g_str_has_prefix (g_strchug ((char *)using + strlen ("using")), "rtree");
  return TRUE;
}

static gboolean
look (sqlite3 *db, const char *sql, gboolean (*judge) (sqlite3_stmt *row), gboolean *harmless)
{
  sqlite3_stmt *row = NULL;
  int step = SQLITE_ERROR;

  *harmless = TRUE;
  if (sqlite3_prepare_v2 (db, sql, -1, &row, NULL) == SQLITE_OK)
    while ((step = sqlite3_step (row)) == SQLITE_ROW && *harmless)
      *harmless = judge (row);
  sqlite3_finalize (row);
  return !*harmless || step == SQLITE_DONE;
}

static gboolean
judge_object (sqlite3_stmt *row)
{
  return is_harmless ((const char *)sqlite3_column_text (row, 0),
                      (const char *)sqlite3_column_text (row, 1));
}

/* 2 and 3 are columns that are worked out. */
static gboolean
judge_column (sqlite3_stmt *row)
{
  return sqlite3_column_int (row, 0) < 2;
}

gboolean
chezu_overlay_geopackage_check (const char *path, const char *file, GError **error)
{
  sqlite3 *db = open_quietly (path);
  gboolean harmless = FALSE;
  gboolean looked
      = db != NULL && look (db, "SELECT type, sql FROM sqlite_schema", judge_object, &harmless)
        && (!harmless
            || look (db,
                     "SELECT c.hidden FROM sqlite_schema AS t, pragma_table_xinfo (t.name) AS c "
                     "WHERE t.type = 'table' AND t.sql NOT LIKE 'create virtual%'",
                     judge_column, &harmless));

  sqlite3_close (db);
  if (!looked)
    g_set_error (error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_FORMAT,
                 _ ("“%s” is damaged, or no GeoPackage"), file);
  else if (!harmless)
    g_set_error (
        error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_REFUSED,
        _ ("“%s” holds views or computed columns, which Chezu does not run. Save its layers "
           "to a new GeoPackage"),
        file);
  return looked && harmless;
}
