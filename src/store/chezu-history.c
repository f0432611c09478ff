/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-history.h"

#include "store/chezu-database-private.h"
#include "store/chezu-mileage.h"
#include "store/chezu-store-error-private.h"
#include "store/chezu-store-private.h"

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
chezu_history_seal (ChezuStore *store)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_seal (store);
}

DexFuture *
chezu_history_read (ChezuStore *store, gint64 vehicle_id, gint64 from_ms, gint64 to_ms)
{
  const Period period = { vehicle_id, from_ms, to_ms };

  return chezu_store_read (store, read_period, g_memdup2 (&period, sizeof period), g_free,
                           (GDestroyNotify)g_array_unref);
}

double
chezu_history_mileage_m (const ChezuFix *fixes, gsize n_fixes)
{
  ChezuMileage mileage = { 0 };

  chezu_mileage_add (&mileage, fixes, n_fixes);
  return chezu_mileage_get_m (&mileage);
}
