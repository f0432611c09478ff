/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-quarantine-table.h"

void
chezu_quarantine_row_free (ChezuQuarantineRow *self)
{
  if (self == NULL)
    return;

  g_free (self->source);
  g_free (self->plate);
  g_free (self->record);
  g_free (self);
}

void
chezu_quarantine_list_free (ChezuQuarantineList *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

typedef struct
{
  gint64 source_id;
  guint limit;
} Question;

static ChezuQuarantineRow *
make_row (ChezuStatement *select)
{
  ChezuQuarantineRow *row = g_new0 (ChezuQuarantineRow, 1);

  row->id = chezu_statement_get_int (select, 0);
  row->source_id = chezu_statement_get_int (select, 1);
  row->source = g_strdup (chezu_statement_get_text (select, 2));
  if (!chezu_refusal_from_key (chezu_statement_get_text (select, 3), &row->reason))
    row->reason = CHEZU_REFUSAL_MALFORMED;
  row->time_ms = chezu_statement_get_int (select, 4);
  row->record = g_strdup (chezu_statement_get_text (select, 5));
  row->vehicle_id = chezu_statement_get_int (select, 6);
  row->plate = g_strdup (chezu_statement_get_text (select, 7));
  return row;
}

/* What was refused before its vehicle was known may name it by the source's number; what is no
 * JSON, or was cut, names none. */
static gboolean
read_rows (ChezuDatabase *db, const Question *question, GPtrArray *rows, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT q.id, q.source, s.name, q.reason, q.time_ms, q.record, v.id, v.plate FROM "
          "(SELECT *, CASE WHEN json_valid (record) THEN record ->> '$.deviceId' END AS remote "
          "FROM quarantine WHERE ?1 IN (0, source) ORDER BY id DESC LIMIT ?2) AS q "
          "LEFT JOIN source AS s ON s.id = q.source "
          "LEFT JOIN terminal AS t ON t.source = q.source AND t.remote_id = q.remote "
          "LEFT JOIN vehicle AS v ON v.id = coalesce (q.vehicle, t.vehicle) "
          "ORDER BY q.id DESC");

  chezu_statement_bind_int (select, 1, question->source_id);
  chezu_statement_bind_int (select, 2, question->limit);
  while (chezu_statement_next (select))
    g_ptr_array_add (rows, make_row (select));
  return chezu_statement_done (select, error);
}

static gboolean
count (ChezuDatabase *db, const Question *question, gint64 *kept, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT count (*) FROM quarantine WHERE ?1 IN (0, source)");

  chezu_statement_bind_int (select, 1, question->source_id);
  if (chezu_statement_next (select))
    *kept = chezu_statement_get_int (select, 0);
  return chezu_statement_done (select, error);
}

static gpointer
read_list (ChezuDatabase *db, gpointer data, GError **error)
{
  const Question *question = data;
  g_autoptr (ChezuQuarantineList) list = g_new0 (ChezuQuarantineList, 1);

  list->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_quarantine_row_free);
  if (!count (db, question, &list->kept, error) || !read_rows (db, question, list->rows, error))
    return NULL;
  return g_steal_pointer (&list);
}

DexFuture *
chezu_quarantine_table_list (ChezuStore *store, gint64 source_id, guint limit)
{
  Question *question;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  question = g_new0 (Question, 1);
  question->source_id = source_id;
  question->limit = limit;
  return chezu_store_read (store, read_list, question, g_free,
                           (GDestroyNotify)chezu_quarantine_list_free);
}
