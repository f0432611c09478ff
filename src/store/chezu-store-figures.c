/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-store-figures.h"

#include "store/chezu-database-private.h"
#include "store/chezu-history.h"
#include "track/chezu-arrival.h"

/* Fewer fixes than these say what an empty file costs. */
#define FIXES_MIN 100000

static gboolean
read_log_beginning (ChezuDatabase *db, gint64 *first_ms, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT data FROM arrival ORDER BY id LIMIT 1");
  gboolean decoded = TRUE;

  if (chezu_statement_next (select))
    {
      gsize size;
      gconstpointer record = chezu_statement_get_blob (select, 0, &size);

      decoded = chezu_arrival_decode (record, size, fixes, error);
    }
  if (!chezu_statement_done (select, decoded ? error : NULL) || !decoded)
    return FALSE;

  for (guint i = 0; i < fixes->len; i++)
    {
      gint64 time_ms = g_array_index (fixes, ChezuVehicleFix, i).fix.time_ms;

      if (*first_ms == 0 || time_ms < *first_ms)
        *first_ms = time_ms;
    }
  return TRUE;
}

/* The oldest fix is in the first segment of some vehicle, or nothing is sealed yet. */
static gboolean
read_first_fix (ChezuDatabase *db, gint64 *first_ms, GError **error)
{
  if (!chezu_database_query_int (
          db,
          "SELECT coalesce (min ((SELECT from_ms FROM segment WHERE vehicle = v.id "
          "ORDER BY from_ms LIMIT 1)), 0) FROM vehicle AS v",
          0, first_ms, error))
    return FALSE;
  return *first_ms != 0 || read_log_beginning (db, first_ms, error);
}

static gpointer
read_figures (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuStoreFigures *figures = g_new0 (ChezuStoreFigures, 1);
  gint64 pages = 0;
  gint64 page_size = 0;
  gint64 fixes;

  if (!read_first_fix (db, &figures->first_fix_ms, error)
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
