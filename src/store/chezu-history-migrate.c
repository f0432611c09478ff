/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Version 1 kept a row for each fix; they become segments. */

#include "store/chezu-history-migrate-private.h"

#include "store/chezu-database-private.h"
#include "store/chezu-segment-plan-private.h"

/* So many fixes of one vehicle are held in memory at a time. */
#define RUN_MAX 50000

static gboolean
write_run (ChezuDatabase *db, gint64 vehicle_id, GArray *fixes, GError **error)
{
  guint n_new;

  if (!chezu_segment_plan_write (db, vehicle_id, (const ChezuFix *)(gpointer)fixes->data,
                                 fixes->len, &n_new, error))
    return FALSE;
  g_array_set_size (fixes, 0);
  return TRUE;
}

static ChezuFix
read_row (ChezuStatement *row)
{
  return (ChezuFix){
    .time_ms = chezu_statement_get_int (row, 1),
    .lon_e7 = (gint32)chezu_statement_get_int (row, 2),
    .lat_e7 = (gint32)chezu_statement_get_int (row, 3),
    .speed_cm_s = (gint32)chezu_statement_get_int (row, 4),
    .course_cdeg = (gint32)chezu_statement_get_int (row, 5),
    .odometer_m = chezu_statement_get_int (row, 6),
    .altitude_m = (gint16)chezu_statement_get_int (row, 7),
    .flags = (guint16)chezu_statement_get_int (row, 8),
  };
}

static gboolean
write_rows (ChezuDatabase *db, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  gint64 vehicle_id = 0;
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT vehicle, time_ms, lon_e7, lat_e7, speed_cm_s, course_cdeg, odometer_m, "
          "altitude_m, flags FROM fix_row ORDER BY vehicle, time_ms");

  while (chezu_statement_next (select))
    {
      gint64 id = chezu_statement_get_int (select, 0);
      const ChezuFix fix = read_row (select);

      if (fixes->len > 0 && (id != vehicle_id || fixes->len == RUN_MAX)
          && !write_run (db, vehicle_id, fixes, error))
        {
          chezu_statement_done (select, NULL);
          return FALSE;
        }
      vehicle_id = id;
      g_array_append_val (fixes, fix);
    }
  return chezu_statement_done (select, error)
         && (fixes->len == 0 || write_run (db, vehicle_id, fixes, error));
}

gboolean
chezu_history_migrate (ChezuDatabase *db, GError **error)
{
  return write_rows (db, error) && chezu_database_execute (db, "DROP TABLE fix_row", error);
}
