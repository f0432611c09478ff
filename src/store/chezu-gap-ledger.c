/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written into the gap ledger, always within somebody's transaction. Open gaps of a vehicle
 * and source are kept apart from each other, so that each instant stands in at most one of them. */

#include "base/chezu-time.h"
#include "store/chezu-gap-table-private.h"

#define PACE_KEPT_MINUTES 60

/* A terminal that was put into another vehicle tells nothing more of the one it came from. */
static gboolean
end_other_proofs (ChezuDatabase *db, const ChezuGap *gap, GError **error)
{
  ChezuStatement *end = chezu_database_prepare (
      db, "UPDATE continuity SET until_ms = max (from_ms, ?4) WHERE source = ?2 "
          "AND remote_id = ?3 AND vehicle <> ?1 AND until_ms IS NULL");
  ChezuStatement *give_up = chezu_database_prepare (
      db, "UPDATE gap SET given_up = 1, why = 'moved' WHERE source = ?2 AND remote_id = ?3 "
          "AND vehicle <> ?1 AND NOT given_up");

  chezu_statement_bind_int (end, 1, gap->vehicle_id);
  chezu_statement_bind_int (end, 2, gap->source_id);
  chezu_statement_bind_int (end, 3, gap->remote_id);
  chezu_statement_bind_int (end, 4, gap->from_ms);
  chezu_statement_bind_int (give_up, 1, gap->vehicle_id);
  chezu_statement_bind_int (give_up, 2, gap->source_id);
  chezu_statement_bind_int (give_up, 3, gap->remote_id);
  return chezu_statement_run (end, error) && chezu_statement_run (give_up, error);
}

static gboolean
begin_proof (ChezuDatabase *db, const ChezuGap *gap, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO continuity (vehicle, source, remote_id, from_ms) VALUES (?1, ?2, ?3, ?4) "
          "ON CONFLICT (vehicle, source, remote_id) DO UPDATE SET until_ms = NULL "
          "WHERE until_ms IS NOT NULL");

  chezu_statement_bind_int (insert, 1, gap->vehicle_id);
  chezu_statement_bind_int (insert, 2, gap->source_id);
  chezu_statement_bind_int (insert, 3, gap->remote_id);
  chezu_statement_bind_int (insert, 4, gap->from_ms);
  if (!chezu_statement_run (insert, error))
    return FALSE;
  return chezu_database_changes (db) == 0 || end_other_proofs (db, gap, error);
}

/* Open gaps of the same vehicle and terminal that overlap or touch @of. */
static gboolean
find_around (ChezuDatabase *db, const ChezuGap *of, GArray *found, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT g.id, g.vehicle, g.source, g.remote_id, g.from_ms, g.to_ms, g.reason, "
          "g.attempts, g.next_try_ms, 0, g.given_up FROM gap g WHERE vehicle = ?1 "
          "AND source = ?2 AND remote_id = ?5 AND from_ms <= ?4 AND to_ms >= ?3 "
          "AND NOT given_up ORDER BY from_ms");

  chezu_statement_bind_int (select, 1, of->vehicle_id);
  chezu_statement_bind_int (select, 2, of->source_id);
  chezu_statement_bind_int (select, 5, of->remote_id);
  chezu_statement_bind_int (select, 3, of->from_ms);
  chezu_statement_bind_int (select, 4, of->to_ms);
  while (chezu_statement_next (select))
    {
      ChezuGap gap;

      chezu_gap_read (select, &gap);
      g_array_append_val (found, gap);
    }
  return chezu_statement_done (select, error);
}

static gboolean
insert_gap (ChezuDatabase *db, const ChezuGap *gap, gint64 now_ms, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO gap (vehicle, source, remote_id, from_ms, to_ms, reason, noted_ms, "
          "next_try_ms, attempts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");

  chezu_statement_bind_int (insert, 1, gap->vehicle_id);
  chezu_statement_bind_int (insert, 2, gap->source_id);
  chezu_statement_bind_int (insert, 3, gap->remote_id);
  chezu_statement_bind_int (insert, 4, gap->from_ms);
  chezu_statement_bind_int (insert, 5, gap->to_ms);
  chezu_statement_bind_text (insert, 6, chezu_gap_reason_key (gap->reason));
  chezu_statement_bind_int (insert, 7, now_ms);
  chezu_statement_bind_int (insert, 8, gap->next_try_ms);
  chezu_statement_bind_int (insert, 9, gap->attempts);
  return chezu_statement_run (insert, error);
}

static gboolean
update_gap (ChezuDatabase *db, const ChezuGap *gap, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE gap SET from_ms = ?2, to_ms = ?3, reason = ?4, next_try_ms = ?5, attempts = ?6 "
          "WHERE id = ?1");

  chezu_statement_bind_int (update, 1, gap->id);
  chezu_statement_bind_int (update, 2, gap->from_ms);
  chezu_statement_bind_int (update, 3, gap->to_ms);
  chezu_statement_bind_text (update, 4, chezu_gap_reason_key (gap->reason));
  chezu_statement_bind_int (update, 5, gap->next_try_ms);
  chezu_statement_bind_int (update, 6, gap->attempts);
  return chezu_statement_run (update, error);
}

static gboolean
delete_gap (ChezuDatabase *db, gint64 id, GError **error)
{
  ChezuStatement *erase = chezu_database_prepare (db, "DELETE FROM gap WHERE id = ?1");

  chezu_statement_bind_int (erase, 1, id);
  return chezu_statement_run (erase, error);
}

/* The longest part names the whole. One that failed keeps its patience: a vehicle that adds to its
 * gap must not make us hammer the source. */
static void
unite (ChezuGap *whole, gint64 *longest_ms, const ChezuGap *part)
{
  gint64 length_ms = part->to_ms - part->from_ms;

  whole->from_ms = MIN (whole->from_ms, part->from_ms);
  whole->to_ms = MAX (whole->to_ms, part->to_ms);
  if (length_ms > *longest_ms)
    {
      *longest_ms = length_ms;
      whole->reason = part->reason;
    }

  if (part->attempts > whole->attempts)
    {
      whole->attempts = part->attempts;
      whole->next_try_ms = part->next_try_ms;
    }
  else if (part->attempts == whole->attempts)
    whole->next_try_ms = MIN (whole->next_try_ms, part->next_try_ms);
}

gboolean
chezu_gap_note (ChezuDatabase *db, const ChezuGap *gap, gint64 now_ms, GError **error)
{
  g_autoptr (GArray) around = g_array_new (FALSE, FALSE, sizeof (ChezuGap));
  ChezuGap whole = *gap;
  gint64 longest_ms = gap->to_ms - gap->from_ms;

  if (!begin_proof (db, gap, error))
    return FALSE;
  if (gap->to_ms <= gap->from_ms)
    return TRUE;

  if (!find_around (db, gap, around, error))
    return FALSE;
  if (around->len == 0)
    return insert_gap (db, gap, now_ms, error);

  for (guint i = 0; i < around->len; i++)
    unite (&whole, &longest_ms, &g_array_index (around, ChezuGap, i));
  for (guint i = 1; i < around->len; i++)
    if (!delete_gap (db, g_array_index (around, ChezuGap, i).id, error))
      return FALSE;
  whole.id = g_array_index (around, ChezuGap, 0).id;
  return update_gap (db, &whole, error);
}

/* --- Closing -------------------------------------------------------------------------------- */

static gboolean
count_closed (
    ChezuDatabase *db, const ChezuGap *gap, gint64 ms, guint gaps, gint64 now_ms, GError **error)
{
  gint64 minute = now_ms / CHEZU_MINUTE_MS;
  ChezuStatement *add = chezu_database_prepare (
      db, "INSERT INTO gap_closed (source, day, reason, gaps, ms) VALUES (?1, ?2, ?3, ?4, ?5) "
          "ON CONFLICT DO UPDATE SET gaps = gaps + excluded.gaps, ms = ms + excluded.ms");
  ChezuStatement *pace = chezu_database_prepare (
      db, "INSERT INTO gap_pace (source, minute, gaps, ms) VALUES (?1, ?2, ?3, ?4) "
          "ON CONFLICT DO UPDATE SET gaps = gaps + excluded.gaps, ms = ms + excluded.ms");
  ChezuStatement *forget = chezu_database_prepare (
      db, "DELETE FROM gap_pace WHERE source = ?1 AND minute NOT BETWEEN ?2 AND ?3");

  chezu_statement_bind_int (add, 1, gap->source_id);
  chezu_statement_bind_int (add, 2, gap->to_ms / CHEZU_DAY_MS);
  chezu_statement_bind_text (add, 3, chezu_gap_reason_key (gap->reason));
  chezu_statement_bind_int (add, 4, gaps);
  chezu_statement_bind_int (add, 5, ms);
  chezu_statement_bind_int (pace, 1, gap->source_id);
  chezu_statement_bind_int (pace, 2, minute);
  chezu_statement_bind_int (pace, 3, gaps);
  chezu_statement_bind_int (pace, 4, ms);
  /* Minutes of the future are of a clock that was set back. */
  chezu_statement_bind_int (forget, 1, gap->source_id);
  chezu_statement_bind_int (forget, 2, minute - PACE_KEPT_MINUTES);
  chezu_statement_bind_int (forget, 3, minute);
  return chezu_statement_run (add, error) && chezu_statement_run (pace, error)
         && chezu_statement_run (forget, error);
}

/* What is left of @gap before and behind the proven period. */
static gboolean
close_one (ChezuDatabase *db,
           const ChezuGap *gap,
           gint64 from_ms,
           gint64 to_ms,
           gint64 now_ms,
           GError **error)
{
  gboolean before = from_ms > gap->from_ms;
  gboolean behind = to_ms < gap->to_ms;
  gint64 closed_ms = MIN (to_ms, gap->to_ms) - MAX (from_ms, gap->from_ms);
  ChezuGap rest = *gap;

  if (!count_closed (db, gap, closed_ms, before || behind ? 0 : 1, now_ms, error))
    return FALSE;
  if (!before && !behind)
    return delete_gap (db, gap->id, error);

  rest.attempts = 0;
  if (before)
    rest.to_ms = from_ms;
  else
    rest.from_ms = to_ms;
  if (!update_gap (db, &rest, error))
    return FALSE;
  if (!before || !behind)
    return TRUE;

  rest.from_ms = to_ms;
  rest.to_ms = gap->to_ms;
  return insert_gap (db, &rest, now_ms, error);
}

gboolean
chezu_gap_close (ChezuDatabase *db, const ChezuGap *proof, gint64 now_ms, GError **error)
{
  g_autoptr (GArray) around = g_array_new (FALSE, FALSE, sizeof (ChezuGap));

  if (!find_around (db, proof, around, error))
    return FALSE;
  for (guint i = 0; i < around->len; i++)
    {
      const ChezuGap *gap = &g_array_index (around, ChezuGap, i);

      /* One that only touches the period has nothing in it. */
      if (gap->from_ms < proof->to_ms && gap->to_ms > proof->from_ms
          && !close_one (db, gap, proof->from_ms, proof->to_ms, now_ms, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
chezu_gap_count_fixes (ChezuDatabase *db,
                       gint64 source_id,
                       ChezuGapReason reason,
                       gint64 time_ms,
                       guint n_fixes,
                       GError **error)
{
  ChezuStatement *add = chezu_database_prepare (
      db, "INSERT INTO gap_closed (source, day, reason, fixes) VALUES (?1, ?2, ?3, ?4) "
          "ON CONFLICT DO UPDATE SET fixes = fixes + excluded.fixes");

  chezu_statement_bind_int (add, 1, source_id);
  chezu_statement_bind_int (add, 2, time_ms / CHEZU_DAY_MS);
  chezu_statement_bind_text (add, 3, chezu_gap_reason_key (reason));
  chezu_statement_bind_int (add, 4, n_fixes);
  return chezu_statement_run (add, error);
}
