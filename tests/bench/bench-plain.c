/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench-plain.h"

#include <string.h>

/* As chezu-database.c sets them for the writer. */
#define SETTINGS                                                                                   \
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4096; "     \
  "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -24576; PRAGMA temp_store = MEMORY"

#define TABLES                                                                                     \
  "CREATE TABLE fix (vehicle INTEGER NOT NULL, time_ms INTEGER NOT NULL, lon_e7 INTEGER NOT "      \
  "NULL, lat_e7 INTEGER NOT NULL, speed_cm_s INTEGER NOT NULL, course_cdeg INTEGER NOT NULL, "     \
  "odometer_m INTEGER NOT NULL, altitude_m INTEGER NOT NULL, flags INTEGER NOT NULL, "             \
  "PRIMARY KEY (vehicle, time_ms)) WITHOUT ROWID"

#define COLUMNS "time_ms, lon_e7, lat_e7, speed_cm_s, course_cdeg, odometer_m, altitude_m, flags"

static void
execute (BenchPlain *self, const char *sql)
{
  if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (self->db));
}

static sqlite3_stmt *
prepare (BenchPlain *self, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (self->db));
  return statement;
}

void
bench_plain_open (BenchPlain *self, const char *path, guint n_vehicles)
{
  self->n_vehicles = n_vehicles;
  if (sqlite3_open (path, &self->db) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (self->db));
  execute (self, SETTINGS);
  execute (self, TABLES);
}

void
bench_plain_close (BenchPlain *self)
{
  sqlite3_close (self->db);
}

void
bench_plain_add (BenchPlain *self, const ChezuVehicleFix *fixes, gsize n_fixes)
{
  sqlite3_stmt *insert = prepare (self, "INSERT INTO fix VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                                        "?9) ON CONFLICT DO NOTHING");

  execute (self, "BEGIN IMMEDIATE");
  for (gsize i = 0; i < n_fixes; i++)
    {
      const ChezuFix *fix = &fixes[i].fix;

      sqlite3_bind_int64 (insert, 1, fixes[i].vehicle_id);
      sqlite3_bind_int64 (insert, 2, fix->time_ms);
      sqlite3_bind_int (insert, 3, fix->lon_e7);
      sqlite3_bind_int (insert, 4, fix->lat_e7);
      sqlite3_bind_int (insert, 5, fix->speed_cm_s);
      sqlite3_bind_int (insert, 6, fix->course_cdeg);
      sqlite3_bind_int64 (insert, 7, fix->odometer_m);
      sqlite3_bind_int (insert, 8, fix->altitude_m);
      sqlite3_bind_int (insert, 9, fix->flags);
      if (sqlite3_step (insert) != SQLITE_DONE)
        g_error ("%s", sqlite3_errmsg (self->db));
      sqlite3_reset (insert);
    }
  execute (self, "COMMIT");
  sqlite3_finalize (insert);
}

void
bench_plain_checkpoint (BenchPlain *self)
{
  execute (self, "PRAGMA wal_checkpoint (TRUNCATE)");
}

static ChezuFix
read_row (sqlite3_stmt *select)
{
  return (ChezuFix){
    .time_ms = sqlite3_column_int64 (select, 0),
    .lon_e7 = sqlite3_column_int (select, 1),
    .lat_e7 = sqlite3_column_int (select, 2),
    .speed_cm_s = sqlite3_column_int (select, 3),
    .course_cdeg = sqlite3_column_int (select, 4),
    .odometer_m = sqlite3_column_int64 (select, 5),
    .altitude_m = (gint16)sqlite3_column_int (select, 6),
    .flags = (guint16)sqlite3_column_int (select, 7),
  };
}

/* The table has no better way to a box than to look at each vehicle's time. */
gint64
bench_plain_query (BenchPlain *self, const ChezuTrackQuery *query)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  sqlite3_stmt *select = prepare (
      self, query->has_box
                ? "SELECT " COLUMNS " FROM fix WHERE vehicle = ?1 AND time_ms >= ?2 "
                  "AND time_ms < ?3 AND lon_e7 BETWEEN ?4 AND ?5 AND lat_e7 BETWEEN ?6 AND ?7"
                : "SELECT " COLUMNS " FROM fix WHERE vehicle = ?1 AND time_ms >= ?2 "
                  "AND time_ms < ?3");
  gint64 first = query->vehicle_id != 0 ? query->vehicle_id : 1;
  gint64 last = query->vehicle_id != 0 ? query->vehicle_id : self->n_vehicles;

  for (gint64 vehicle = first; vehicle <= last; vehicle++)
    {
      sqlite3_bind_int64 (select, 1, vehicle);
      sqlite3_bind_int64 (select, 2, query->from_ms);
      sqlite3_bind_int64 (select, 3, query->to_ms);
      sqlite3_bind_int (select, 4, query->min_lon_e7);
      sqlite3_bind_int (select, 5, query->max_lon_e7);
      sqlite3_bind_int (select, 6, query->min_lat_e7);
      sqlite3_bind_int (select, 7, query->max_lat_e7);
      while (sqlite3_step (select) == SQLITE_ROW)
        {
          const ChezuFix fix = read_row (select);

          g_array_append_val (fixes, fix);
        }
      sqlite3_reset (select);
    }
  sqlite3_finalize (select);
  return fixes->len;
}
