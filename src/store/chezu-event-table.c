/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-event-table-private.h"

#include "store/chezu-history.h"
#include "store/chezu-tally-private.h"

void
chezu_event_row_free (ChezuEventRow *self)
{
  if (self == NULL)
    return;

  g_free (self->kind);
  g_free (self->alarm);
  g_free (self);
}

/* A source's number tells events apart; those made from positions are told apart by what they say.
 */
static ChezuStatement *
prepare_insert (ChezuDatabase *db, gboolean numbered)
{
  if (numbered)
    return chezu_database_prepare (
        db, "INSERT INTO event (vehicle, time_ms, kind, source, remote_id, received_ms, "
            "lon_e7, lat_e7, speed_cm_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
            "ON CONFLICT DO NOTHING");
  return chezu_database_prepare (
      db, "INSERT INTO event (vehicle, time_ms, kind, source, remote_id, received_ms, "
          "lon_e7, lat_e7, speed_cm_s) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 "
          "WHERE NOT EXISTS (SELECT 1 FROM event "
          "WHERE vehicle = ?1 AND time_ms = ?2 AND kind = ?3)");
}

gboolean
chezu_event_table_append (ChezuDatabase *db,
                          gint64 source_id,
                          gint64 vehicle_id,
                          const ChezuEvent *event,
                          gint64 received_ms,
                          ChezuEventOutcome *outcome,
                          GError **error)
{
  gboolean numbered = event->event_id != 0;
  ChezuStatement *insert;

  if (event->alarm != NULL)
    return chezu_alarm_table_append (db, source_id, vehicle_id, event, received_ms, outcome, error);

  *outcome = CHEZU_EVENT_KNOWN;
  insert = prepare_insert (db, numbered);
  chezu_statement_bind_int (insert, 1, vehicle_id);
  chezu_statement_bind_int (insert, 2, event->time_ms);
  chezu_statement_bind_text (insert, 3, event->kind);
  chezu_statement_bind_int (insert, 4, source_id);
  if (numbered)
    chezu_statement_bind_int (insert, 5, event->event_id);
  chezu_statement_bind_int (insert, 6, received_ms);
  if (event->has_position)
    {
      chezu_statement_bind_int (insert, 7, event->lon_e7);
      chezu_statement_bind_int (insert, 8, event->lat_e7);
      chezu_statement_bind_int (insert, 9, event->speed_cm_s);
    }
  if (!chezu_statement_run (insert, error))
    return FALSE;
  if (chezu_database_changes (db) == 0)
    return TRUE;

  *outcome = CHEZU_EVENT_ADDED;
  return chezu_tally_add (db, "event", 1, error);
}

typedef struct
{
  gint64 vehicle_id;
  gint64 from_ms;
  gint64 to_ms;
} Period;

static gpointer
read_of_vehicle (ChezuDatabase *db, gpointer data, GError **error)
{
  const Period *period = data;
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_event_row_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, time_ms, kind, NULL AS code FROM event "
          "WHERE vehicle = ?1 AND time_ms >= ?2 AND time_ms < ?3 "
          "UNION ALL SELECT id, time_ms, kind, code FROM alarm "
          "WHERE vehicle = ?1 AND time_ms >= ?2 AND time_ms < ?3 ORDER BY time_ms DESC, id DESC");

  chezu_statement_bind_int (select, 1, period->vehicle_id);
  chezu_statement_bind_int (select, 2, period->from_ms);
  chezu_statement_bind_int (select, 3, period->to_ms);
  while (chezu_statement_next (select))
    {
      ChezuEventRow *row = g_new0 (ChezuEventRow, 1);

      row->id = chezu_statement_get_int (select, 0);
      row->time_ms = chezu_statement_get_int (select, 1);
      row->kind = g_strdup (chezu_statement_get_text (select, 2));
      row->alarm = g_strdup (chezu_statement_get_text (select, 3));
      g_ptr_array_add (rows, row);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&rows);
}

DexFuture *
chezu_event_table_of_vehicle (ChezuStore *store, gint64 vehicle_id, gint64 from_ms, gint64 to_ms)
{
  const Period period = { vehicle_id, from_ms, to_ms };

  return chezu_store_read (store, read_of_vehicle, g_memdup2 (&period, sizeof period), g_free,
                           (GDestroyNotify)g_ptr_array_unref);
}
