/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked for is always recent, so the index by time finds it however long alarms are kept.
 */

#include "store/chezu-alarm-table.h"

#include "base/chezu-alarm-priority.h"
#include "store/chezu-database-private.h"

typedef struct
{
  gint64 after_id;
  gint64 since_ms;
  guint limit;
} Ask;

static gpointer
read_changes (ChezuDatabase *db, gpointer data, GError **error)
{
  const Ask *ask = data;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (ChezuAlarmRow));
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, vehicle, time_ms, code FROM alarm INDEXED BY alarm_time "
          "WHERE time_ms >= ?1 AND id > ?2 ORDER BY id LIMIT ?3");

  chezu_statement_bind_int (select, 1, ask->since_ms);
  chezu_statement_bind_int (select, 2, ask->after_id);
  chezu_statement_bind_int (select, 3, ask->limit);
  while (chezu_statement_next (select))
    {
      const ChezuAlarmRow row = {
        .id = chezu_statement_get_int (select, 0),
        .vehicle_id = chezu_statement_get_int (select, 1),
        .time_ms = chezu_statement_get_int (select, 2),
        .priority = chezu_alarm_priority (chezu_statement_get_text (select, 3)),
      };

      g_array_append_val (rows, row);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&rows);
}

/**
 * chezu_alarm_table_changes:
 * @after_id: what the last answer ended with; 0 for all
 * @since_ms: Unix milliseconds
 * @limit: of rows, at least 1
 *
 * Returns: (transfer full): a future whose GArray of #ChezuAlarmRow chezu_store_await () takes
 */
DexFuture *
chezu_alarm_table_changes (ChezuStore *store, gint64 after_id, gint64 since_ms, guint limit)
{
  const Ask ask = { after_id, since_ms, limit };

  g_return_val_if_fail (limit > 0, NULL);

  return chezu_store_read (store, read_changes, g_memdup2 (&ask, sizeof ask), g_free,
                           (GDestroyNotify)g_array_unref);
}
