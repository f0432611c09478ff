/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-store-figures.h"

#include "store/chezu-database-private.h"
#include "store/chezu-history.h"
#include "track/chezu-arrival.h"

/* Fewer fixes than these say what an empty file costs. */
#define FIXES_MIN 100000

/* So much of the log is counted; the rest is taken to be like it. */
#define COUNTED_BYTES (8 * 1024 * 1024)

typedef struct
{
  gint64 fixes;
  gint64 bytes;
  gint64 first_ms; /* 0 none */
} Log;

static gboolean
count_record (ChezuStatement *select, Log *log, GArray *fixes, GError **error)
{
  gsize size;
  gconstpointer record = chezu_statement_get_blob (select, 0, &size);

  g_array_set_size (fixes, 0);
  if (!chezu_arrival_decode (record, size, fixes, error))
    return FALSE;

  for (guint i = 0; i < fixes->len; i++)
    {
      gint64 time_ms = g_array_index (fixes, ChezuVehicleFix, i).fix.time_ms;

      if (log->first_ms == 0 || time_ms < log->first_ms)
        log->first_ms = time_ms;
    }
  log->fixes += fixes->len;
  log->bytes += (gint64)size;
  return TRUE;
}

/* A record that is damaged is for chezuctl verify to tell of. */
static gboolean
read_log (ChezuDatabase *db, Log *log, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  ChezuStatement *select = chezu_database_prepare (db, "SELECT data FROM arrival ORDER BY id");
  gint64 all = 0;

  while (log->bytes < COUNTED_BYTES && chezu_statement_next (select))
    if (!count_record (select, log, fixes, NULL))
      break;
  if (!chezu_statement_done (select, error)
      || !chezu_database_query_int (db, "SELECT coalesce (sum (length (data)), 0) FROM arrival", 0,
                                    &all, error))
    return FALSE;

  if (log->bytes > 0)
    log->fixes = (gint64)((double)log->fixes * (double)all / (double)log->bytes);
  return TRUE;
}

/* The oldest fix is in the first segment of some vehicle, or not sealed yet. */
static gboolean
read_first_fix (ChezuDatabase *db, const Log *log, gint64 *first_ms, GError **error)
{
  if (!chezu_database_query_int (
          db,
          "SELECT coalesce (min ((SELECT from_ms FROM segment WHERE vehicle = v.id "
          "ORDER BY from_ms LIMIT 1)), 0) FROM vehicle AS v",
          0, first_ms, error))
    return FALSE;

  if (*first_ms == 0 || (log->first_ms != 0 && log->first_ms < *first_ms))
    *first_ms = log->first_ms;
  return TRUE;
}

static gpointer
read_figures (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuStoreFigures *figures = g_new0 (ChezuStoreFigures, 1);
  gint64 pages = 0;
  gint64 page_size = 0;
  gint64 fixes;
  Log log = { 0 };

  if (!read_log (db, &log, error) || !read_first_fix (db, &log, &figures->first_fix_ms, error)
      || !chezu_database_query_int (db, "SELECT count (*) FROM segment", 0, &figures->segments,
                                    error)
      || !chezu_database_query_int (db, "PRAGMA page_count", 0, &pages, error)
      || !chezu_database_query_int (db, "PRAGMA page_size", 0, &page_size, error))
    return NULL;

  fixes = chezu_history_count (db, error);
  if (fixes < 0)
    return NULL;
  figures->waiting = log.fixes;
  figures->bytes_per_fix = fixes >= FIXES_MIN ? (double)(pages * page_size) / (double)fixes : -1;
  return g_steal_pointer (&figures);
}

DexFuture *
chezu_store_read_figures (ChezuStore *store)
{
  return chezu_store_read (store, read_figures, NULL, NULL, g_free);
}
