/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-store-figures.h"

#include "store/chezu-database-private.h"
#include "store/chezu-history.h"
#include "store/chezu-store-error-private.h"
#include "track/chezu-track-private.h"

/* Fewer fixes than these say what an empty file costs. */
#define FIXES_MIN 100000

/* All that waits is held decoded for whoever reads tracks, and only what came since is read. */
static gboolean
read_waiting (ChezuDatabase *db, gint64 *waiting, gint64 *first_ms, GError **error)
{
  ChezuTrackReader *tracks = chezu_database_get_tracks (db);
  ChezuTrackSnapshot snapshot = { 0 };
  GError *failure = NULL;

  if (!chezu_track_reader_look (tracks, &snapshot, &failure))
    {
      chezu_store_error_take_track (error, failure, tracks);
      return FALSE;
    }
  *waiting = (gint64)chezu_tail_get_size (snapshot.tail);
  *first_ms = chezu_tail_get_first_ms (snapshot.tail);
  chezu_track_snapshot_clear (&snapshot);
  return TRUE;
}

/* The oldest fix is in the first segment of some vehicle, or not sealed yet. */
static gboolean
read_first_fix (ChezuDatabase *db, gint64 first_waiting_ms, gint64 *first_ms, GError **error)
{
  if (!chezu_database_query_int (
          db,
          "SELECT coalesce (min ((SELECT from_ms FROM segment WHERE vehicle = v.id "
          "ORDER BY from_ms LIMIT 1)), 0) FROM vehicle AS v",
          0, first_ms, error))
    return FALSE;

  if (first_waiting_ms != G_MAXINT64 && (*first_ms == 0 || first_waiting_ms < *first_ms))
    *first_ms = first_waiting_ms;
  return TRUE;
}

static gpointer
read_figures (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuStoreFigures *figures = g_new0 (ChezuStoreFigures, 1);
  gint64 pages = 0;
  gint64 page_size = 0;
  gint64 first_waiting_ms;
  gint64 fixes;

  if (!read_waiting (db, &figures->waiting, &first_waiting_ms, error)
      || !read_first_fix (db, first_waiting_ms, &figures->first_fix_ms, error)
      || !chezu_database_query_int (db, "SELECT count (*) FROM segment", 0, &figures->segments,
                                    error)
      || !chezu_database_query_int (db, "PRAGMA page_count", 0, &pages, error)
      || !chezu_database_query_int (db, "PRAGMA page_size", 0, &page_size, error))
    return NULL;

  fixes = chezu_history_count (db, error);
  if (fixes < 0)
    return NULL;
  figures->bytes_per_fix = fixes >= FIXES_MIN ? (double)(pages * page_size) / (double)fixes : -1;
  return g_steal_pointer (&figures);
}

DexFuture *
chezu_store_read_figures (ChezuStore *store)
{
  return chezu_store_read (store, read_figures, NULL, NULL, g_free);
}
