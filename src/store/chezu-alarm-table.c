/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alarms as sources report them: rows of the layer alarm. */

#include "store/chezu-event-table-private.h"

#include "base/chezu-units.h"
#include "store/chezu-geometry-private.h"
#include "store/chezu-tally-private.h"

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
      db, "UPDATE OR IGNORE alarm SET remote_id = ?5 WHERE id = (SELECT id FROM alarm "
          "WHERE vehicle = ?1 AND time_ms = ?2 AND kind = ?3 AND code = ?4 "
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

/* A source's number tells alarms apart; those made from positions are told apart by what they say.
 */
static ChezuStatement *
prepare_insert (ChezuDatabase *db, gboolean numbered)
{
  if (numbered)
    return chezu_database_prepare (
        db, "INSERT INTO alarm (vehicle, time_ms, kind, code, source, remote_id, received_ms, "
            "geom, speed_cm_s, plate) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
            "(SELECT plate FROM vehicle WHERE id = ?1)) ON CONFLICT DO NOTHING");
  return chezu_database_prepare (
      db, "INSERT INTO alarm (vehicle, time_ms, kind, code, source, remote_id, received_ms, "
          "geom, speed_cm_s, plate) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
          "(SELECT plate FROM vehicle WHERE id = ?1) WHERE NOT EXISTS (SELECT 1 FROM alarm "
          "WHERE vehicle = ?1 AND time_ms = ?2 AND kind = ?3 AND code = ?4)");
}

static void
bind_place (ChezuStatement *insert, const ChezuEvent *event)
{
  guint8 point[CHEZU_GEOMETRY_POINT_SIZE];

  if (!event->has_position)
    return;
  chezu_geometry_write_point (chezu_e7_to_degrees (event->lon_e7),
                              chezu_e7_to_degrees (event->lat_e7), point);
  chezu_statement_bind_blob (insert, 8, point, sizeof point);
  chezu_statement_bind_int (insert, 9, event->speed_cm_s);
}

gboolean
chezu_alarm_table_append (ChezuDatabase *db,
                          gint64 source_id,
                          gint64 vehicle_id,
                          const ChezuEvent *event,
                          gint64 received_ms,
                          ChezuEventOutcome *outcome,
                          GError **error)
{
  gboolean numbered = event->event_id != 0;
  gboolean claimed = FALSE;
  ChezuStatement *insert;

  if (numbered && !claim_unnumbered (db, source_id, vehicle_id, event, &claimed, error))
    return FALSE;
  *outcome = claimed ? CHEZU_EVENT_CLAIMED : CHEZU_EVENT_KNOWN;
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
  bind_place (insert, event);
  if (!chezu_statement_run (insert, error))
    return FALSE;
  if (chezu_database_changes (db) == 0)
    return TRUE;

  *outcome = CHEZU_EVENT_ADDED;
  return chezu_tally_add (db, "alarm", 1, error);
}
