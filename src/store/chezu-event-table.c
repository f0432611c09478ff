/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-event-table-private.h"

#include "store/chezu-history.h"

void
chezu_event_row_free (ChezuEventRow *self)
{
  if (self == NULL)
    return;

  g_free (self->kind);
  g_free (self->alarm);
  g_free (self);
}

/* An alarm seen in a position may come again as an event of its own; then it gets that event's
 * number. */
static gboolean
claim_unnumbered (ChezuDatabase *db,
                  gint64 source_id,
                  gint64 vehicle_id,
                  const ChezuEvent *event,
                  gboolean *claimed,
                  GError **error)
{
  ChezuStatement *claim = chezu_database_prepare (
      db, "UPDATE OR IGNORE event SET remote_id = ?5 WHERE id = (SELECT id FROM event "
          "WHERE vehicle = ?1 AND time_ms = ?2 AND kind = ?3 AND alarm IS ?4 "
          "AND source = ?6 AND remote_id IS NULL)");

  chezu_statement_bind_int (claim, 1, vehicle_id);
  chezu_statement_bind_int (claim, 2, event->time_ms);
  chezu_statement_bind_text (claim, 3, event->kind);
  chezu_statement_bind_text (claim, 4, event->alarm);
  chezu_statement_bind_int (claim, 5, event->event_id);
  chezu_statement_bind_int (claim, 6, source_id);
  if (!chezu_statement_run (claim, error))
    return FALSE;
  *claimed = chezu_database_changes (db) > 0;
  return TRUE;
}

/* A source's number tells events apart; those made from positions are told apart by what they say.
 */
static ChezuStatement *
prepare_insert (ChezuDatabase *db, gboolean numbered)
{
  if (numbered)
    return chezu_database_prepare (
        db, "INSERT INTO event (vehicle, time_ms, kind, alarm, source, remote_id, received_ms, "
            "lon_e7, lat_e7, speed_cm_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
            "ON CONFLICT DO NOTHING");
  return chezu_database_prepare (
      db, "INSERT INTO event (vehicle, time_ms, kind, alarm, source, remote_id, received_ms, "
          "lon_e7, lat_e7, speed_cm_s) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 "
          "WHERE NOT EXISTS (SELECT 1 FROM event "
          "WHERE vehicle = ?1 AND time_ms = ?2 AND kind = ?3 AND alarm IS ?4)");
}

static gboolean
count (ChezuDatabase *db, GError **error)
{
  return chezu_statement_run (
      chezu_database_prepare (db, "UPDATE tally SET value = value + 1 WHERE name = 'event'"),
      error);
}

gboolean
chezu_event_table_append (ChezuDatabase *db,
                          gint64 source_id,
                          gint64 vehicle_id,
                          const ChezuEvent *event,
                          gint64 received_ms,
                          gboolean *inserted,
                          GError **error)
{
  gboolean numbered = event->event_id != 0;
  gboolean claimed = FALSE;
  ChezuStatement *insert;

  *inserted = FALSE;
  if (numbered && event->alarm != NULL
      && !claim_unnumbered (db, source_id, vehicle_id, event, &claimed, error))
    return FALSE;
  if (claimed)
    return TRUE;

  insert = prepare_insert (db, numbered);
  chezu_statement_bind_int (insert, 1, vehicle_id);
  chezu_statement_bind_int (insert, 2, event->time_ms);
  chezu_statement_bind_text (insert, 3, event->kind);
  chezu_statement_bind_text (insert, 4, event->alarm);
  chezu_statement_bind_int (insert, 5, source_id);
  if (numbered)
    chezu_statement_bind_int (insert, 6, event->event_id);
  chezu_statement_bind_int (insert, 7, received_ms);
  if (event->has_position)
    {
      chezu_statement_bind_int (insert, 8, event->lon_e7);
      chezu_statement_bind_int (insert, 9, event->lat_e7);
      chezu_statement_bind_int (insert, 10, event->speed_cm_s);
    }
  if (!chezu_statement_run (insert, error))
    return FALSE;

  *inserted = chezu_database_changes (db) > 0;
  return !*inserted || count (db, error);
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
      db, "SELECT id, time_ms, kind, alarm FROM event "
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
