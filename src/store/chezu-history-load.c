/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large imports skip the log: fixes of one vehicle, straight into segments. */

#include "store/chezu-history.h"

#include "store/chezu-database-private.h"
#include "store/chezu-segment-plan-private.h"
#include "store/chezu-store-error-private.h"
#include "store/chezu-tally-private.h"
#include "track/chezu-track-private.h"

/* What waits in the log and is not sealed. */
static gboolean
collect_waiting (ChezuDatabase *db,
                 gint64 vehicle_id,
                 gint64 from_ms,
                 gint64 to_ms,
                 GArray *waiting,
                 GError **error)
{
  ChezuTrackReader *tracks = chezu_database_get_tracks (db);
  ChezuTrackSnapshot snapshot = { 0 };
  GError *failure = NULL;
  gboolean succeeded;

  succeeded = chezu_track_reader_look (tracks, &snapshot, &failure)
              && chezu_track_reader_collect (tracks, &snapshot, vehicle_id, from_ms, to_ms, waiting,
                                             &failure);
  chezu_track_snapshot_clear (&snapshot);
  if (!succeeded)
    chezu_store_error_take_track (error, failure, tracks);
  return succeeded;
}

/* Returns: (nullable): @fixes without those that wait; %NULL when all stay */
static GArray *
leave_out (const ChezuFix *fixes, guint n_fixes, GArray *waiting)
{
  GArray *left;
  guint j = 0;

  if (waiting->len == 0)
    return NULL;

  left = g_array_sized_new (FALSE, FALSE, sizeof (ChezuFix), n_fixes);
  for (guint i = 0; i < n_fixes; i++)
    {
      while (j < waiting->len && g_array_index (waiting, ChezuFix, j).time_ms < fixes[i].time_ms)
        j++;
      if (j == waiting->len || g_array_index (waiting, ChezuFix, j).time_ms != fixes[i].time_ms)
        g_array_append_vals (left, &fixes[i], 1);
    }
  return left;
}

gboolean
chezu_history_load (ChezuDatabase *db,
                    gint64 vehicle_id,
                    const ChezuFix *fixes,
                    guint n_fixes,
                    guint *n_inserted,
                    GError **error)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GArray) left = NULL;

  g_return_val_if_fail (vehicle_id > 0, FALSE);
  for (guint i = 1; i < n_fixes; i++)
    g_return_val_if_fail (fixes[i - 1].time_ms < fixes[i].time_ms, FALSE);

  *n_inserted = 0;
  if (n_fixes == 0)
    return TRUE;
  if (!collect_waiting (db, vehicle_id, fixes[0].time_ms, fixes[n_fixes - 1].time_ms + 1, waiting,
                        error))
    return FALSE;

  left = leave_out (fixes, n_fixes, waiting);
  if (left != NULL)
    {
      fixes = (const ChezuFix *)(gpointer)left->data;
      n_fixes = left->len;
    }
  return chezu_segment_plan_write (db, vehicle_id, fixes, n_fixes, n_inserted, error)
         && (*n_inserted == 0 || chezu_tally_add (db, "fix", *n_inserted, error));
}
