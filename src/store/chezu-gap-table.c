/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people and the window read of the ledger: how far filling came, and what is still open. */

#include "store/chezu-gap-table.h"

#include "base/chezu-time.h"
#include "store/chezu-gap-table-private.h"

#include <glib/gi18n-lib.h>

/* The pace of so many minutes tells how long the rest will take. */
#define PACE_MINUTES 5

static const char *const reason_keys[CHEZU_N_GAP_REASONS] = {
  [CHEZU_GAP_START] = "start",     [CHEZU_GAP_RECONNECT] = "reconnect",
  [CHEZU_GAP_SLEEP] = "sleep",     [CHEZU_GAP_LATE_JOIN] = "late-join",
  [CHEZU_GAP_SILENCE] = "silence", [CHEZU_GAP_BUFFERED] = "buffered",
  [CHEZU_GAP_LOST] = "lost",       [CHEZU_GAP_POLLING] = "polling",
};

const char *
chezu_gap_reason_key (ChezuGapReason reason)
{
  g_return_val_if_fail (reason < CHEZU_N_GAP_REASONS, NULL);
  return reason_keys[reason];
}

ChezuGapReason
chezu_gap_reason_from_key (const char *key)
{
  for (guint i = 0; i < CHEZU_N_GAP_REASONS; i++)
    if (g_strcmp0 (key, reason_keys[i]) == 0)
      return (ChezuGapReason)i;
  return CHEZU_GAP_START;
}

const char *
chezu_gap_reason_name (ChezuGapReason reason)
{
  static const char *const names[CHEZU_N_GAP_REASONS] = {
    [CHEZU_GAP_START] = N_ ("Chezu was not running"),
    [CHEZU_GAP_RECONNECT] = N_ ("Connection lost"),
    [CHEZU_GAP_SLEEP] = N_ ("This computer slept"),
    [CHEZU_GAP_LATE_JOIN] = N_ ("Vehicle is new here"),
    [CHEZU_GAP_SILENCE] = N_ ("Vehicle was silent"),
    [CHEZU_GAP_BUFFERED] = N_ ("Vehicle sent late"),
    [CHEZU_GAP_LOST] = N_ ("Could not be saved"),
    [CHEZU_GAP_POLLING] = N_ ("No live stream"),
  };

  g_return_val_if_fail (reason < CHEZU_N_GAP_REASONS, NULL);
  return _ (names[reason]);
}

void
chezu_gap_read (ChezuStatement *select, ChezuGap *gap)
{
  *gap = (ChezuGap){
    .id = chezu_statement_get_int (select, 0),
    .vehicle_id = chezu_statement_get_int (select, 1),
    .source_id = chezu_statement_get_int (select, 2),
    .remote_id = chezu_statement_get_int (select, 3),
    .from_ms = chezu_statement_get_int (select, 4),
    .to_ms = chezu_statement_get_int (select, 5),
    .reason = chezu_gap_reason_from_key (chezu_statement_get_text (select, 6)),
    .attempts = (guint)chezu_statement_get_int (select, 7),
    .next_try_ms = chezu_statement_get_int (select, 8),
    .interval_ms = (guint)chezu_statement_get_int (select, 9),
    .given_up = chezu_statement_get_int (select, 10) != 0,
  };
}

/* --- Progress ------------------------------------------------------------------------------- */

typedef struct
{
  gint64 gaps;
  gint64 ms;
  gint64 last_due_ms; /* of those that wait */
} Rest;

/* What waits for its time is left out of the rest that is being worked at. */
static gboolean
count_open (ChezuDatabase *db,
            gint64 source_id,
            gint64 now_ms,
            ChezuGapProgress *progress,
            Rest *rest,
            GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db,
      "SELECT count (*) FILTER (WHERE NOT given_up), "
      "  count (DISTINCT vehicle) FILTER (WHERE NOT given_up), "
      "  coalesce (sum (to_ms - from_ms) FILTER (WHERE NOT given_up), 0), "
      "  coalesce (min (from_ms) FILTER (WHERE NOT given_up), 0), "
      "  count (*) FILTER (WHERE given_up), "
      "  count (*) FILTER (WHERE NOT given_up AND next_try_ms > ?2), "
      "  coalesce (sum (to_ms - from_ms) FILTER (WHERE NOT given_up AND next_try_ms <= ?2), 0), "
      "  coalesce (max (next_try_ms) FILTER (WHERE NOT given_up), 0) "
      "FROM gap WHERE ?1 = 0 OR source = ?1");

  chezu_statement_bind_int (select, 1, source_id);
  chezu_statement_bind_int (select, 2, now_ms);
  if (chezu_statement_next (select))
    {
      progress->open = chezu_statement_get_int (select, 0);
      progress->open_vehicles = chezu_statement_get_int (select, 1);
      progress->open_ms = chezu_statement_get_int (select, 2);
      progress->oldest_ms = chezu_statement_get_int (select, 3);
      progress->given_up = chezu_statement_get_int (select, 4);
      progress->waiting = chezu_statement_get_int (select, 5);
      rest->gaps = progress->open - progress->waiting;
      rest->ms = chezu_statement_get_int (select, 6);
      rest->last_due_ms = chezu_statement_get_int (select, 7);
    }
  return chezu_statement_done (select, error);
}

static gboolean
count_closed (ChezuDatabase *db, gint64 source_id, ChezuGapProgress *progress, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT coalesce (sum (gaps), 0), coalesce (sum (fixes), 0) FROM gap_closed "
          "WHERE ?1 = 0 OR source = ?1");

  chezu_statement_bind_int (select, 1, source_id);
  if (chezu_statement_next (select))
    {
      progress->closed = chezu_statement_get_int (select, 0);
      progress->filled_fixes = chezu_statement_get_int (select, 1);
    }
  return chezu_statement_done (select, error);
}

/* A short gap costs a request, a long one its fixes: whichever needs longer decides. The minute
 * that has just begun counts with the part of it that is over. */
static gboolean
estimate (ChezuDatabase *db,
          gint64 source_id,
          gint64 now_ms,
          const Rest *rest,
          gint64 *remaining_ms,
          GError **error)
{
  gint64 minute = now_ms / CHEZU_MINUTE_MS;
  gint64 since = minute - PACE_MINUTES;
  double gaps = 0;
  double ms = 0;
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT coalesce (sum (gaps), 0), coalesce (sum (ms), 0), coalesce (min (minute), ?2) "
          "FROM gap_pace WHERE (?1 = 0 OR source = ?1) AND minute BETWEEN ?3 AND ?2");

  chezu_statement_bind_int (select, 1, source_id);
  chezu_statement_bind_int (select, 2, minute);
  chezu_statement_bind_int (select, 3, since);
  if (chezu_statement_next (select))
    {
      gaps = chezu_statement_get_double (select, 0);
      ms = chezu_statement_get_double (select, 1);
      since = chezu_statement_get_int (select, 2);
    }
  if (!chezu_statement_done (select, error))
    return FALSE;

  *remaining_ms = -1;
  if (rest->gaps == 0)
    *remaining_ms = MAX (rest->last_due_ms - now_ms, 0);
  else if (gaps > 0 && ms > 0)
    {
      double took_ms = (double)MAX (now_ms - since * CHEZU_MINUTE_MS, CHEZU_SECOND_MS);

      *remaining_ms = (gint64)(took_ms * MAX ((double)rest->gaps / gaps, (double)rest->ms / ms));
    }
  return TRUE;
}

static gpointer
read_progress (ChezuDatabase *db, gpointer data, GError **error)
{
  const gint64 *source_id = data;
  g_autofree ChezuGapProgress *progress = g_new0 (ChezuGapProgress, 1);
  gint64 now_ms = chezu_time_now_ms ();
  Rest rest = { 0 };

  if (!count_open (db, *source_id, now_ms, progress, &rest, error)
      || !count_closed (db, *source_id, progress, error)
      || !estimate (db, *source_id, now_ms, &rest, &progress->remaining_ms, error))
    return NULL;
  return g_steal_pointer (&progress);
}

/**
 * chezu_gap_table_read_progress:
 * @source_id: 0 for all sources together
 *
 * Returns: (transfer full): a future whose ChezuGapProgress chezu_store_await () takes
 */
DexFuture *
chezu_gap_table_read_progress (ChezuStore *store, gint64 source_id)
{
  return chezu_store_read (store, read_progress, g_memdup2 (&source_id, sizeof source_id), g_free,
                           g_free);
}

/* What the store writes by itself is a word; what an attempt failed with is a sentence. */
static const char *
explain (const char *why)
{
  if (g_strcmp0 (why, "removed") == 0)
    return _ ("Its source was removed.");
  if (g_strcmp0 (why, "moved") == 0)
    return _ ("Its terminal was put into another vehicle.");
  return why;
}

/* --- The list ------------------------------------------------------------------------------- */

void
chezu_gap_row_free (ChezuGapRow *self)
{
  if (self == NULL)
    return;

  g_free (self->plate);
  g_free (self->source);
  g_free (self->why);
  g_free (self);
}

typedef struct
{
  gint64 vehicle_id;
  guint limit;
} Ask;

static gpointer
read_list (ChezuDatabase *db, gpointer data, GError **error)
{
  const Ask *ask = data;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_gap_row_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT " CHEZU_GAP_COLUMNS ", v.plate, s.name, g.why "
          "FROM gap g JOIN vehicle v ON v.id = g.vehicle LEFT JOIN source s ON s.id = g.source "
          "WHERE ?1 = 0 OR g.vehicle = ?1 ORDER BY g.to_ms DESC, g.id LIMIT ?2");

  chezu_statement_bind_int (select, 1, ask->vehicle_id);
  chezu_statement_bind_int (select, 2, ask->limit);
  while (chezu_statement_next (select))
    {
      ChezuGapRow *row = g_new0 (ChezuGapRow, 1);

      chezu_gap_read (select, &row->gap);
      row->plate = g_strdup (chezu_statement_get_text (select, CHEZU_N_GAP_COLUMNS));
      row->source = g_strdup (chezu_statement_get_text (select, CHEZU_N_GAP_COLUMNS + 1));
      row->why = g_strdup (explain (chezu_statement_get_text (select, CHEZU_N_GAP_COLUMNS + 2)));
      g_ptr_array_add (rows, row);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&rows);
}

/**
 * chezu_gap_table_list:
 * @vehicle_id: 0 for all vehicles
 *
 * Returns: (transfer full): a future whose GPtrArray of ChezuGapRow chezu_store_await () takes
 */
DexFuture *
chezu_gap_table_list (ChezuStore *store, gint64 vehicle_id, guint limit)
{
  const Ask ask = { vehicle_id, limit };

  return chezu_store_read (store, read_list, g_memdup2 (&ask, sizeof ask), g_free,
                           (GDestroyNotify)g_ptr_array_unref);
}

static gboolean
reopen (ChezuDatabase *db, gpointer data, GError **error)
{
  const gint64 *vehicle_id = data;
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE gap SET given_up = 0, why = NULL, attempts = 0, next_try_ms = 0 "
          "WHERE given_up AND source IS NOT NULL AND (?1 = 0 OR vehicle = ?1)");

  chezu_statement_bind_int (update, 1, *vehicle_id);
  return chezu_statement_run (update, error);
}

/**
 * chezu_gap_table_reopen:
 * @vehicle_id: 0 for all vehicles
 *
 * What a source once refused is asked for again. Gaps whose source was removed stay given up.
 *
 * Returns: (transfer full): a future that resolves after the commit
 */
DexFuture *
chezu_gap_table_reopen (ChezuStore *store, gint64 vehicle_id)
{
  return chezu_store_write (store, reopen, g_memdup2 (&vehicle_id, sizeof vehicle_id), g_free);
}
