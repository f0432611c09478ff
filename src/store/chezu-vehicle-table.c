/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-vehicle-table.h"

#include "store/chezu-database-private.h"
#include "store/chezu-history.h"

#include <sys/stat.h>

void
chezu_vehicle_page_free (ChezuVehiclePage *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->rows);
  g_string_chunk_free (self->strings);
  g_free (self);
}

static const char *
keep (ChezuVehiclePage *page, const char *text)
{
  return text == NULL ? NULL : g_string_chunk_insert_const (page->strings, text);
}

static void
append_row (ChezuVehiclePage *page, ChezuStatement *select)
{
  ChezuVehicleRow row = {
    .id = chezu_statement_get_int (select, 0),
    .seq = chezu_statement_get_int (select, 1),
    .source_id = chezu_statement_get_int (select, 2),
    .received_ms = chezu_statement_get_int (select, 3),
    .connected = chezu_statement_get_int (select, 4) != 0,
    .gone = chezu_statement_get_int (select, 5) != 0,
    .interval_ms = (gint32)chezu_statement_get_int (select, 6),
    .kind = chezu_vehicle_kind_from_key (chezu_statement_get_text (select, 7)),
    .plate = keep (page, chezu_statement_get_text (select, 8)),
    .enterprise = keep (page, chezu_statement_get_text (select, 9)),
    .driver = keep (page, chezu_statement_get_text (select, 10)),
    .phone = keep (page, chezu_statement_get_text (select, 11)),
    .model = keep (page, chezu_statement_get_text (select, 12)),
    .organisation = keep (page, chezu_statement_get_text (select, 21)),
    .has_fix = !chezu_statement_is_null (select, 13),
  };

  if (row.has_fix)
    row.fix = (ChezuFix){
      .time_ms = chezu_statement_get_int (select, 13),
      .lon_e7 = (gint32)chezu_statement_get_int (select, 14),
      .lat_e7 = (gint32)chezu_statement_get_int (select, 15),
      .speed_cm_s = (gint32)chezu_statement_get_int (select, 16),
      .course_cdeg = (gint32)chezu_statement_get_int (select, 17),
      .odometer_m = chezu_statement_get_int (select, 18),
      .altitude_m = (gint16)chezu_statement_get_int (select, 19),
      .flags = (guint16)chezu_statement_get_int (select, 20),
    };

  page->last_seq = row.seq;
  g_array_append_val (page->rows, row);
}

typedef struct
{
  gint64 after_seq;
  guint limit;
} Ask;

static gpointer
read_changes (ChezuDatabase *db, gpointer data, GError **error)
{
  const Ask *ask = data;
  g_autoptr (ChezuVehiclePage) page = g_new0 (ChezuVehiclePage, 1);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, seq, source, received_ms, connected, gone, interval_ms, kind, plate, "
          "enterprise, driver, phone, model, time_ms, lon_e7, lat_e7, speed_cm_s, course_cdeg, "
          "odometer_m, altitude_m, flags, organisation FROM vehicle WHERE seq > ?1 ORDER BY seq "
          "LIMIT ?2");

  page->rows = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleRow));
  page->strings = g_string_chunk_new (4096);
  page->last_seq = ask->after_seq;

  chezu_statement_bind_int (select, 1, ask->after_seq);
  chezu_statement_bind_int (select, 2, ask->limit);
  while (chezu_statement_next (select))
    append_row (page, select);
  page->more = page->rows->len == ask->limit;

  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&page);
}

/**
 * chezu_vehicle_table_changes:
 * @after_seq: what the last page ended with; 0 for the whole fleet
 * @limit: of rows, at least 1
 *
 * A vehicle whose source was removed comes as gone, with source_id 0.
 *
 * Returns: (transfer full): a future whose ChezuVehiclePage chezu_store_await () takes
 */
DexFuture *
chezu_vehicle_table_changes (ChezuStore *store, gint64 after_seq, guint limit)
{
  const Ask ask = { after_seq, limit };

  g_return_val_if_fail (limit > 0, NULL);

  return chezu_store_read (store, read_changes, g_memdup2 (&ask, sizeof ask), g_free,
                           (GDestroyNotify)chezu_vehicle_page_free);
}

/* --- Totals ------------------------------------------------------------------------------- */

static gint64
file_size (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 ? (gint64)info.st_size : 0;
}

static gint64
measure_file (ChezuDatabase *db)
{
  const char *path = sqlite3_db_filename (chezu_database_get_handle (db), "main");
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  return file_size (path) + file_size (log);
}

static gpointer
read_totals (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuStoreTotals *totals = g_new0 (ChezuStoreTotals, 1);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT (SELECT count(*) FROM vehicle), (SELECT max (time_ms) FROM vehicle), "
          "(SELECT sum (value) FROM tally WHERE name IN ('event', 'alarm')), (SELECT count(*) FROM "
          "place), "
          "(SELECT count(*) FROM region)");

  if (chezu_statement_next (select))
    {
      totals->vehicles = chezu_statement_get_int (select, 0);
      totals->newest_fix_ms = chezu_statement_get_int (select, 1);
      totals->events = chezu_statement_get_int (select, 2);
      totals->places = chezu_statement_get_int (select, 3);
      totals->regions = chezu_statement_get_int (select, 4);
    }
  if (!chezu_statement_done (select, error))
    return NULL;

  totals->fixes = chezu_history_count (db, error);
  if (totals->fixes < 0)
    return NULL;
  totals->bytes = measure_file (db);
  return g_steal_pointer (&totals);
}

DexFuture *
chezu_store_read_totals (ChezuStore *store)
{
  return chezu_store_read (store, read_totals, NULL, NULL, g_free);
}

ChezuStoreTotals *
chezu_store_read_totals_sync (ChezuStore *store, GError **error)
{
  return chezu_store_read_sync (store, read_totals, NULL, error);
}
