/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "track/chezu-fix-table.h"

#include "track/chezu-fix-plan-private.h"
#include "track/chezu-segment.h"
#include "track/chezu-track-reader.h"

/* Two columns are the key, so that SQLite knows what is unique; there are no row numbers. */
#define DECLARATION                                                                                \
  "CREATE TABLE fix (vehicle_id INTEGER NOT NULL, time INTEGER NOT NULL, lon REAL NOT NULL, "      \
  "lat REAL NOT NULL, speed REAL, course REAL, altitude INTEGER, odometer INTEGER, "               \
  "flags INTEGER NOT NULL, PRIMARY KEY (vehicle_id, time)) WITHOUT ROWID"

#define COUNTS "SELECT (SELECT value FROM tally WHERE name = 'fix'), (SELECT max (id) FROM vehicle)"

typedef struct
{
  sqlite3_vtab base;
  sqlite3 *db;
  ChezuTrackReader *reader;
  sqlite3_stmt *counts; /* NULL until it is wanted */
} FixTable;

typedef struct
{
  sqlite3_vtab_cursor base;
  ChezuTrackCursor *track; /* NULL when no fix can answer */
  ChezuTrackRun run;
  guint at; /* in the run */
  gboolean at_end;
} FixCursor;

/* --- The table ------------------------------------------------------------------------------ */

static int
connect (
    sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **vtab, char **message)
{
  int result = sqlite3_declare_vtab (db, DECLARATION);
  FixTable *self;

  if (result != SQLITE_OK)
    return result;

  self = g_new0 (FixTable, 1);
  self->db = db;
  self->reader = chezu_track_reader_new (db, data);
  *vtab = &self->base;
  return SQLITE_OK;
}

static int
disconnect (sqlite3_vtab *vtab)
{
  FixTable *self = (FixTable *)vtab;

  sqlite3_finalize (self->counts);
  chezu_track_reader_free (self->reader);
  g_free (self);
  return SQLITE_OK;
}

/* A file without these tables shows when it is read; the planner can do without. */
static ChezuFixCounts
read_counts (FixTable *self)
{
  ChezuFixCounts counts = { 0 };

  if (self->counts == NULL)
    sqlite3_prepare_v3 (self->db, COUNTS, -1, SQLITE_PREPARE_PERSISTENT, &self->counts, NULL);
  if (self->counts == NULL)
    return counts;

  if (sqlite3_step (self->counts) == SQLITE_ROW)
    {
      counts.n_fixes = sqlite3_column_double (self->counts, 0);
      counts.n_vehicles = sqlite3_column_double (self->counts, 1);
    }
  sqlite3_reset (self->counts);
  return counts;
}

static int
best_index (sqlite3_vtab *vtab, sqlite3_index_info *info)
{
  const ChezuFixCounts counts = read_counts ((FixTable *)vtab);

  return chezu_fix_plan_choose (info, &counts);
}

/* --- Cursors -------------------------------------------------------------------------------- */

static int
open_cursor (sqlite3_vtab *vtab, sqlite3_vtab_cursor **cursor)
{
  FixCursor *self = g_new0 (FixCursor, 1);

  self->at_end = TRUE;
  *cursor = &self->base;
  return SQLITE_OK;
}

static int
close_cursor (sqlite3_vtab_cursor *cursor)
{
  FixCursor *self = (FixCursor *)cursor;

  g_clear_pointer (&self->track, chezu_track_cursor_free);
  g_free (self);
  return SQLITE_OK;
}

/* SQLite's own refusals (a user who interrupts, a lock) keep their code. */
static int
code_of (FixTable *table, const GError *error)
{
  int code = sqlite3_errcode (table->db);

  if (g_error_matches (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DAMAGED))
    return SQLITE_CORRUPT;
  if (!g_error_matches (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DATABASE) || code == SQLITE_OK
      || code == SQLITE_ROW || code == SQLITE_DONE)
    return SQLITE_ERROR;
  return code;
}

static int
fail (FixCursor *self, const GError *error)
{
  sqlite3_vtab *vtab = self->base.pVtab;
  int code = code_of ((FixTable *)vtab, error);

  self->at_end = TRUE;
  sqlite3_free (vtab->zErrMsg);
  vtab->zErrMsg = sqlite3_mprintf ("%s", error->message);
  return code;
}

static int
next_run (FixCursor *self)
{
  g_autoptr (GError) error = NULL;

  self->at = 0;
  do
    {
      if (!chezu_track_cursor_next (self->track, &self->run, &error))
        {
          self->at_end = TRUE;
          return error != NULL ? fail (self, error) : SQLITE_OK;
        }
    }
  while (self->run.n_fixes == 0);
  return SQLITE_OK;
}

static int
filter (sqlite3_vtab_cursor *cursor, int number, const char *plan, int argc, sqlite3_value **argv)
{
  FixCursor *self = (FixCursor *)cursor;
  FixTable *table = (FixTable *)cursor->pVtab;
  ChezuTrackQuery query;

  g_clear_pointer (&self->track, chezu_track_cursor_free);
  self->at_end = !chezu_fix_plan_apply (plan, argc, argv, &query);
  if (self->at_end)
    return SQLITE_OK;

  self->track = chezu_track_cursor_new (table->reader, &query);
  return next_run (self);
}

static int
next (sqlite3_vtab_cursor *cursor)
{
  FixCursor *self = (FixCursor *)cursor;

  return ++self->at < self->run.n_fixes ? SQLITE_OK : next_run (self);
}

static int
eof (sqlite3_vtab_cursor *cursor)
{
  return ((FixCursor *)cursor)->at_end;
}

/* Without a result a column is NULL. */
static int
column (sqlite3_vtab_cursor *cursor, sqlite3_context *context, int index)
{
  const FixCursor *self = (FixCursor *)cursor;
  const ChezuFix *fix = &self->run.fixes[self->at];

  switch ((ChezuFixColumn)index)
    {
    case CHEZU_FIX_VEHICLE_ID:
      sqlite3_result_int64 (context, self->run.vehicle_id);
      break;
    case CHEZU_FIX_TIME:
      sqlite3_result_int64 (context, fix->time_ms);
      break;
    case CHEZU_FIX_LON:
      sqlite3_result_double (context, chezu_e7_to_degrees (fix->lon_e7));
      break;
    case CHEZU_FIX_LAT:
      sqlite3_result_double (context, chezu_e7_to_degrees (fix->lat_e7));
      break;
    case CHEZU_FIX_SPEED:
      if (fix->speed_cm_s != CHEZU_UNKNOWN)
        sqlite3_result_double (context, chezu_cm_s_to_km_h (fix->speed_cm_s));
      break;
    case CHEZU_FIX_COURSE:
      if (fix->course_cdeg != CHEZU_UNKNOWN)
        sqlite3_result_double (context, fix->course_cdeg / 100.0);
      break;
    case CHEZU_FIX_ALTITUDE:
      if (fix->altitude_m != CHEZU_ALTITUDE_UNKNOWN)
        sqlite3_result_int (context, fix->altitude_m);
      break;
    case CHEZU_FIX_ODOMETER:
      if (fix->odometer_m != CHEZU_UNKNOWN)
        sqlite3_result_int64 (context, fix->odometer_m);
      break;
    case CHEZU_FIX_FLAGS:
      sqlite3_result_int (context, fix->flags);
      break;
    default:
      break;
    }
  return SQLITE_OK;
}

/* Never asked for, as the declaration says that there are none. */
static int
row_number (sqlite3_vtab_cursor *cursor, sqlite3_int64 *number)
{
  *number = ((FixCursor *)cursor)->at;
  return SQLITE_OK;
}

/* Without xCreate it stands in every database by itself and nobody can make another. */
static const sqlite3_module module = {
  .iVersion = 0,
  .xConnect = connect,
  .xBestIndex = best_index,
  .xDisconnect = disconnect,
  .xOpen = open_cursor,
  .xClose = close_cursor,
  .xFilter = filter,
  .xNext = next,
  .xEof = eof,
  .xColumn = column,
  .xRowid = row_number,
};

static void
unref_tail (gpointer tail)
{
  if (tail != NULL)
    chezu_tail_unref (tail);
}

int
chezu_fix_table_register (sqlite3 *db, ChezuTail *tail)
{
  return sqlite3_create_module_v2 (db, "fix", &module, tail != NULL ? chezu_tail_ref (tail) : NULL,
                                   unref_tail);
}
