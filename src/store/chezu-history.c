/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-history.h"

#include "base/chezu-geodesy.h"
#include "store/chezu-database-private.h"
#include "store/chezu-store-error-private.h"

ChezuTrackCursor *
chezu_history_query (ChezuDatabase *db, const ChezuTrackQuery *query)
{
  return chezu_track_cursor_new (chezu_database_get_tracks (db), query);
}

gboolean
chezu_history_collect (ChezuDatabase *db,
                       gint64 vehicle_id,
                       gint64 from_ms,
                       gint64 to_ms,
                       GArray *fixes,
                       GError **error)
{
  const ChezuTrackQuery query = { .vehicle_id = vehicle_id, .from_ms = from_ms, .to_ms = to_ms };
  g_autoptr (ChezuTrackCursor) cursor = NULL;
  GError *failure = NULL;
  ChezuTrackRun run;

  g_return_val_if_fail (vehicle_id != 0, FALSE);

  cursor = chezu_history_query (db, &query);
  while (chezu_track_cursor_next (cursor, &run, &failure))
    g_array_append_vals (fixes, run.fixes, run.n_fixes);
  if (failure == NULL)
    return TRUE;
  chezu_store_error_take_track (error, failure, chezu_database_get_tracks (db));
  return FALSE;
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
