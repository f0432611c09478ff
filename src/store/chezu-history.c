/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-history.h"

#include "base/chezu-geodesy.h"
#include "store/chezu-database-private.h"

static gboolean
count (ChezuDatabase *db, GError **error)
{
  return chezu_statement_run (
      chezu_database_prepare (db, "UPDATE tally SET value = value + 1 WHERE name = 'fix'"), error);
}

gboolean
chezu_history_append (
    ChezuDatabase *db, gint64 vehicle_id, const ChezuFix *fix, gboolean *inserted, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO fix_row (vehicle, time_ms, lon_e7, lat_e7, speed_cm_s, course_cdeg, "
          "odometer_m, altitude_m, flags) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
          "ON CONFLICT DO NOTHING");

  chezu_statement_bind_int (insert, 1, vehicle_id);
  chezu_statement_bind_int (insert, 2, fix->time_ms);
  chezu_statement_bind_int (insert, 3, fix->lon_e7);
  chezu_statement_bind_int (insert, 4, fix->lat_e7);
  chezu_statement_bind_int (insert, 5, fix->speed_cm_s);
  chezu_statement_bind_int (insert, 6, fix->course_cdeg);
  chezu_statement_bind_int (insert, 7, fix->odometer_m);
  chezu_statement_bind_int (insert, 8, fix->altitude_m);
  chezu_statement_bind_int (insert, 9, fix->flags);
  if (!chezu_statement_run (insert, error))
    return FALSE;

  *inserted = chezu_database_changes (db) > 0;
  return !*inserted || count (db, error);
}

gboolean
chezu_history_collect (ChezuDatabase *db,
                       gint64 vehicle_id,
                       gint64 from_ms,
                       gint64 to_ms,
                       GArray *fixes,
                       GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT time_ms, lon_e7, lat_e7, speed_cm_s, course_cdeg, odometer_m, altitude_m, flags "
          "FROM fix_row WHERE vehicle = ?1 AND time_ms >= ?2 AND time_ms < ?3 ORDER BY time_ms");

  chezu_statement_bind_int (select, 1, vehicle_id);
  chezu_statement_bind_int (select, 2, from_ms);
  chezu_statement_bind_int (select, 3, to_ms);
  while (chezu_statement_next (select))
    {
      const ChezuFix fix = {
        .time_ms = chezu_statement_get_int (select, 0),
        .lon_e7 = (gint32)chezu_statement_get_int (select, 1),
        .lat_e7 = (gint32)chezu_statement_get_int (select, 2),
        .speed_cm_s = (gint32)chezu_statement_get_int (select, 3),
        .course_cdeg = (gint32)chezu_statement_get_int (select, 4),
        .odometer_m = chezu_statement_get_int (select, 5),
        .altitude_m = (gint16)chezu_statement_get_int (select, 6),
        .flags = (guint16)chezu_statement_get_int (select, 7),
      };

      g_array_append_val (fixes, fix);
    }
  return chezu_statement_done (select, error);
}

/* Returns: how many fixes the history holds, or -1 */
gint64
chezu_history_count (ChezuDatabase *db, GError **error)
{
  gint64 value;

  if (!chezu_database_query_int (db, "SELECT value FROM tally WHERE name = 'fix'", 0, &value,
                                 error))
    return -1;
  return value;
}

typedef struct
{
  gint64 vehicle_id;
  gint64 from_ms;
  gint64 to_ms;
} Period;

static gpointer
read_period (ChezuDatabase *db, gpointer data, GError **error)
{
  const Period *period = data;
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  if (!chezu_history_collect (db, period->vehicle_id, period->from_ms, period->to_ms, fixes, error))
    return NULL;
  return g_steal_pointer (&fixes);
}

DexFuture *
chezu_history_read (ChezuStore *store, gint64 vehicle_id, gint64 from_ms, gint64 to_ms)
{
  const Period period = { vehicle_id, from_ms, to_ms };

  return chezu_store_read (store, read_period, g_memdup2 (&period, sizeof period), g_free,
                           (GDestroyNotify)g_array_unref);
}

/**
 * chezu_history_mileage_m:
 * @fixes: (array length=n_fixes): ascending by time
 *
 * The difference of odometers where both ends have one and it did not run backwards, which it does
 * when a terminal is replaced; else the sum of great-circle steps between valid fixes.
 *
 * Returns: metres
 */
double
chezu_history_mileage_m (const ChezuFix *fixes, gsize n_fixes)
{
  const ChezuFix *before = NULL;
  double sum = 0.0;

  if (n_fixes < 2)
    return 0.0;
  if (fixes[0].odometer_m >= 0 && fixes[n_fixes - 1].odometer_m >= fixes[0].odometer_m)
    return (double)(fixes[n_fixes - 1].odometer_m - fixes[0].odometer_m);

  for (gsize i = 0; i < n_fixes; i++)
    {
      if ((fixes[i].flags & CHEZU_FIX_INVALID) != 0)
        continue;
      if (before != NULL)
        sum += chezu_distance_m (
            chezu_e7_to_degrees (before->lon_e7), chezu_e7_to_degrees (before->lat_e7),
            chezu_e7_to_degrees (fixes[i].lon_e7), chezu_e7_to_degrees (fixes[i].lat_e7));
      before = &fixes[i];
    }
  return sum;
}
