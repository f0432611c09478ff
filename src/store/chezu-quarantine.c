/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-quarantine-private.h"

#include "store/chezu-database-private.h"

#include <string.h>

char *
chezu_quarantine_cut (const char *record, gssize length)
{
  g_autofree char *valid = NULL;
  gsize bytes;

  if (record == NULL)
    return g_strdup ("");

  bytes = length < 0 ? strnlen (record, CHEZU_QUARANTINE_RECORD_MAX) : (gsize)length;
  valid = g_utf8_make_valid (record, (gssize)MIN (bytes, CHEZU_QUARANTINE_RECORD_MAX));

  /* What stands for a broken byte is three bytes long, so the text may have grown. */
  if (strlen (valid) > CHEZU_QUARANTINE_RECORD_MAX)
    *g_utf8_find_prev_char (valid, valid + CHEZU_QUARANTINE_RECORD_MAX + 1) = '\0';
  return g_steal_pointer (&valid);
}

static gboolean
count (ChezuDatabase *db,
       gint64 source_id,
       const ChezuRefusedRecord *records,
       guint n_records,
       GError **error)
{
  guint counts[CHEZU_N_REFUSALS] = { 0 };

  for (guint i = 0; i < n_records; i++)
    counts[records[i].reason]++;

  for (guint reason = 0; reason < CHEZU_N_REFUSALS; reason++)
    {
      ChezuStatement *add;

      if (counts[reason] == 0)
        continue;
      add = chezu_database_prepare (
          db, "INSERT INTO refusal (source, reason, count) VALUES (?1, ?2, ?3) "
              "ON CONFLICT (source, reason) DO UPDATE SET count = count + excluded.count");
      chezu_statement_bind_int (add, 1, source_id);
      chezu_statement_bind_text (add, 2, chezu_refusal_key (reason));
      chezu_statement_bind_int (add, 3, counts[reason]);
      if (!chezu_statement_run (add, error))
        return FALSE;
    }
  return TRUE;
}

/* @vehicle_id: of all of them; 0: whichever they name */
static gboolean
keep (ChezuDatabase *db,
      gint64 source_id,
      gint64 vehicle_id,
      const ChezuRefusedRecord *records,
      guint n_records,
      gint64 now_ms,
      GError **error)
{
  ChezuStatement *trim;
  /* Of a flood only the end would stay. */
  guint first = n_records > CHEZU_QUARANTINE_ROWS_MAX ? n_records - CHEZU_QUARANTINE_ROWS_MAX : 0;

  for (guint i = first; i < n_records; i++)
    {
      ChezuStatement *insert = chezu_database_prepare (
          db, "INSERT INTO quarantine (source, reason, time_ms, record, vehicle) "
              "VALUES (?1, ?2, ?3, ?4, coalesce (nullif (?5, 0), (SELECT vehicle FROM terminal "
              "WHERE source = ?1 AND remote_id = ?6)))");

      chezu_statement_bind_int (insert, 1, source_id);
      chezu_statement_bind_text (insert, 2, chezu_refusal_key (records[i].reason));
      chezu_statement_bind_int (insert, 3, now_ms);
      chezu_statement_bind_text (insert, 4, records[i].record);
      chezu_statement_bind_int (insert, 5, vehicle_id);
      chezu_statement_bind_int (insert, 6, records[i].remote_id);
      if (!chezu_statement_run (insert, error))
        return FALSE;
    }

  trim = chezu_database_prepare (
      db, "DELETE FROM quarantine WHERE id <= (SELECT max (id) FROM quarantine) - ?1");
  chezu_statement_bind_int (trim, 1, CHEZU_QUARANTINE_ROWS_MAX);
  return chezu_statement_run (trim, error);
}

/* Evidence of bad data must not cost good data: whatever goes wrong here is undone and passed over,
 * and then there is no @id. */
static gboolean
try_to_keep (ChezuDatabase *db,
             gint64 source_id,
             gint64 vehicle_id,
             const ChezuRefusedRecord *records,
             guint n_records,
             gint64 now_ms,
             gint64 *id,
             GError **error)
{
  g_autoptr (GError) failure = NULL;

  *id = 0;
  if (!chezu_database_execute (db, "SAVEPOINT quarantine", error))
    return FALSE;
  if (keep (db, source_id, vehicle_id, records, n_records, now_ms, &failure))
    *id = chezu_database_last_insert_id (db);
  /* A disk that is full took the whole transaction, and there is nothing to go back to. */
  else if (!chezu_database_in_transaction (db))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  else if (!chezu_database_execute (db, "ROLLBACK TO quarantine", error))
    return FALSE;
  return chezu_database_execute (db, "RELEASE quarantine", error);
}

gboolean
chezu_quarantine_add (ChezuDatabase *db,
                      gint64 source_id,
                      const ChezuRefusedRecord *records,
                      guint n_records,
                      gint64 now_ms,
                      GError **error)
{
  gint64 last_id;

  return n_records == 0
         || (count (db, source_id, records, n_records, error)
             && try_to_keep (db, source_id, 0, records, n_records, now_ms, &last_id, error));
}

gboolean
chezu_quarantine_add_one (ChezuDatabase *db,
                          gint64 source_id,
                          gint64 vehicle_id,
                          const ChezuRefusedRecord *record,
                          gint64 now_ms,
                          gint64 *id,
                          GError **error)
{
  return count (db, source_id, record, 1, error)
         && try_to_keep (db, source_id, vehicle_id, record, 1, now_ms, id, error);
}

gboolean
chezu_quarantine_withdraw (
    ChezuDatabase *db, gint64 source_id, ChezuRefusal reason, gint64 id, GError **error)
{
  ChezuStatement *discount = chezu_database_prepare (
      db, "UPDATE refusal SET count = count - 1 WHERE source = ?1 AND reason = ?2 AND count > 0");
  ChezuStatement *remove;

  chezu_statement_bind_int (discount, 1, source_id);
  chezu_statement_bind_text (discount, 2, chezu_refusal_key (reason));
  if (!chezu_statement_run (discount, error))
    return FALSE;
  if (id == 0)
    return TRUE;

  remove = chezu_database_prepare (db, "DELETE FROM quarantine WHERE id = ?1");
  chezu_statement_bind_int (remove, 1, id);
  return chezu_statement_run (remove, error);
}
