/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the synchronizer reads of the ledger: where the tracks of a source stand, and which gap to
 * fill next. */

#include "base/chezu-time.h"
#include "store/chezu-gap-table-private.h"

/* No gap is put off for so long: a time further ahead was written by a clock that has been set back
 * since. */
#define WAIT_MAX_MS CHEZU_DAY_MS

/* --- Marks ---------------------------------------------------------------------------------- */

typedef struct
{
  gint64 source_id;
  gint64 overlap_ms;
} MarksAsk;

/* While this source was away another may have moved the vehicle. */
static gpointer
read_marks (ChezuDatabase *db, gpointer data, GError **error)
{
  const MarksAsk *ask = data;
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ChezuGapMark));
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT c.remote_id, CASE WHEN s.proven_ms = 0 OR v.time_ms <= s.proven_ms "
          "THEN v.time_ms ELSE max (s.proven_ms - ?2, c.from_ms) END, v.time_ms, v.interval_ms "
          "FROM continuity c JOIN terminal t USING (source, remote_id, vehicle) "
          "JOIN vehicle v ON v.id = c.vehicle JOIN source s ON s.id = c.source "
          "WHERE c.source = ?1 AND c.until_ms IS NULL AND v.time_ms IS NOT NULL");

  chezu_statement_bind_int (select, 1, ask->source_id);
  chezu_statement_bind_int (select, 2, ask->overlap_ms);
  while (chezu_statement_next (select))
    {
      ChezuGapMark mark = {
        .remote_id = chezu_statement_get_int (select, 0),
        .last_ms = chezu_statement_get_int (select, 1),
        .newest_ms = chezu_statement_get_int (select, 2),
        .interval_ms = (guint)chezu_statement_get_int (select, 3),
      };

      g_array_append_val (marks, mark);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&marks);
}

DexFuture *
chezu_gap_table_read_marks (ChezuStore *store, gint64 source_id, gint64 overlap_ms)
{
  const MarksAsk ask = { source_id, overlap_ms };

  return chezu_store_read (store, read_marks, g_memdup2 (&ask, sizeof ask), g_free,
                           (GDestroyNotify)g_array_unref);
}

/* --- The plan ------------------------------------------------------------------------------- */

#define IS_DUE "NOT g.given_up AND (g.next_try_ms <= ?2 OR g.next_try_ms > ?3)"

typedef struct
{
  gint64 source_id;
  gint64 now_ms;
  guint limit;
} PlanAsk;

static void
bind_ask (ChezuStatement *select, const PlanAsk *ask)
{
  chezu_statement_bind_int (select, 1, ask->source_id);
  chezu_statement_bind_int (select, 2, ask->now_ms);
  chezu_statement_bind_int (select, 3, ask->now_ms + WAIT_MAX_MS);
}

static gpointer
read_plan (ChezuDatabase *db, gpointer data, GError **error)
{
  const PlanAsk *ask = data;
  g_autoptr (GArray) plan = g_array_new (FALSE, FALSE, sizeof (ChezuGap));
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT " CHEZU_GAP_COLUMNS ", (SELECT min (a.time_ms) FROM alarm a "
          "  WHERE a.vehicle = g.vehicle AND a.time_ms BETWEEN g.from_ms AND g.to_ms) AS alarm_ms "
          "FROM gap g JOIN vehicle v ON v.id = g.vehicle WHERE g.source = ?1 AND " IS_DUE
          " ORDER BY alarm_ms IS NULL, alarm_ms, g.to_ms DESC, g.id LIMIT ?4");

  bind_ask (select, ask);
  chezu_statement_bind_int (select, 4, ask->limit);
  while (chezu_statement_next (select))
    {
      ChezuGap gap;

      chezu_gap_read (select, &gap);
      g_array_append_val (plan, gap);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&plan);
}

DexFuture *
chezu_gap_table_plan (ChezuStore *store, gint64 source_id, gint64 now_ms, guint limit)
{
  const PlanAsk ask = { source_id, now_ms, limit };

  return chezu_store_read (store, read_plan, g_memdup2 (&ask, sizeof ask), g_free,
                           (GDestroyNotify)g_array_unref);
}

static gpointer
read_due (ChezuDatabase *db, gpointer data, GError **error)
{
  const PlanAsk *ask = data;
  g_autofree gint64 *due_ms = g_new0 (gint64, 1);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT min (CASE WHEN " IS_DUE " THEN ?2 ELSE g.next_try_ms END) FROM gap g "
          "WHERE g.source = ?1 AND NOT g.given_up");

  bind_ask (select, ask);
  if (chezu_statement_next (select))
    *due_ms = chezu_statement_get_int (select, 0);
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&due_ms);
}

DexFuture *
chezu_gap_table_read_due (ChezuStore *store, gint64 source_id, gint64 now_ms)
{
  const PlanAsk ask = { source_id, now_ms, 0 };

  return chezu_store_read (store, read_due, g_memdup2 (&ask, sizeof ask), g_free, g_free);
}

/* --- Failures ------------------------------------------------------------------------------- */

typedef struct
{
  gint64 gap_id;
  gint64 next_try_ms;
  gboolean give_up;
  char *why;
} Failure;

static void
failure_free (gpointer data)
{
  Failure *failure = data;

  g_free (failure->why);
  g_free (failure);
}

static gboolean
write_failure (ChezuDatabase *db, gpointer data, GError **error)
{
  const Failure *failure = data;
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE gap SET attempts = attempts + 1, next_try_ms = ?2, given_up = ?3, why = ?4 "
          "WHERE id = ?1");

  chezu_statement_bind_int (update, 1, failure->gap_id);
  chezu_statement_bind_int (update, 2, failure->next_try_ms);
  chezu_statement_bind_int (update, 3, failure->give_up);
  chezu_statement_bind_text (update, 4, failure->why);
  return chezu_statement_run (update, error);
}

DexFuture *
chezu_gap_table_fail (
    ChezuStore *store, gint64 gap_id, gint64 next_try_ms, gboolean give_up, const char *why)
{
  Failure *failure = g_new0 (Failure, 1);

  failure->gap_id = gap_id;
  failure->next_try_ms = next_try_ms;
  failure->give_up = give_up;
  failure->why = g_strdup (why);
  return chezu_store_write (store, write_failure, failure, failure_free);
}
