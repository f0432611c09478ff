/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an alarm is now, from its steps. Desks that met only later may both have taken one: then the
 * earlier step counts, and the other stays in the log as one that was ignored. */

#include "store/chezu-alarm-log-private.h"

#include "store/chezu-alarm-item-private.h"
#include "store/chezu-alarm-payload-private.h"

#include <glib/gi18n-lib.h>

/* Another machine numbers vehicles in its own way; its plate and colour tell which one it is. */
static gboolean
find_vehicle (ChezuDatabase *db, ChezuAlarmItem *item, ChezuAlarmPayload *payload, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT iif ((SELECT own FROM desk WHERE id = ?1), ?2, (SELECT id FROM vehicle "
          "WHERE plate = ?3 ORDER BY plate_color = ?4 DESC, id LIMIT 1))");

  chezu_statement_bind_int (select, 1, item->desk);
  chezu_statement_bind_int (select, 2, chezu_alarm_payload_get_vehicle (payload));
  chezu_statement_bind_text (select, 3, item->plate);
  chezu_statement_bind_int (select, 4, chezu_alarm_payload_get_plate_color (payload));
  if (chezu_statement_next (select))
    item->vehicle_id = chezu_statement_get_int (select, 0);
  return chezu_statement_done (select, error);
}

static gboolean
begin (ChezuDatabase *db,
       ChezuAlarmItem *item,
       const ChezuAlarmEvent *event,
       ChezuAlarmPayload *payload,
       GError **error)
{
  item->id = event->id;
  item->desk = event->alarm_desk;
  item->number = event->alarm_number;
  chezu_alarm_payload_get_item (payload, item);
  return find_vehicle (db, item, payload, error);
}

static gboolean
ignore_step (ChezuAlarmItem *item, const ChezuAlarmEvent *event)
{
  item->life.ignored++;
  item->life.touched_ms = MAX (item->life.touched_ms, event->time_ms);
  item->seq = MAX (item->seq, event->id);
  return TRUE;
}

gboolean
chezu_alarm_fold_step (ChezuDatabase *db,
                       ChezuAlarmItem *item,
                       const ChezuAlarmEvent *event,
                       gboolean ignore,
                       GError **error)
{
  g_autoptr (ChezuAlarmPayload) payload
      = chezu_alarm_payload_read (event->payload, ignore ? NULL : error);
  ChezuAlarmAct act = { .time_ms = event->time_ms, .who = event->who, .desk = event->desk_uuid };
  gboolean is_first = item->life.count == 0;

  if (payload == NULL)
    return ignore && ignore_step (item, event);
  if (!chezu_alarm_step_from_key (event->step, &act.step))
    {
      if (ignore)
        return ignore_step (item, event);
      g_set_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_INVALID, _ ("“%s” is no step"),
                   event->step);
      return FALSE;
    }
  chezu_alarm_payload_get_act (payload, &act);
  if (!chezu_alarm_life_apply (&item->life, &act, ignore ? NULL : error))
    return ignore && ignore_step (item, event);
  item->seq = MAX (item->seq, event->id);
  return !is_first || begin (db, item, event, payload, error);
}

gboolean
chezu_alarm_fold (
    ChezuDatabase *db, gint64 alarm_desk, gint64 alarm_number, ChezuAlarmItem *item, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, CHEZU_ALARM_EVENT_SELECT "WHERE e.alarm_desk = ?1 AND e.alarm_number = ?2 "
                                   "ORDER BY " CHEZU_ALARM_FOLD_ORDER);
  gboolean ok = TRUE;

  chezu_alarm_item_clear (item);
  chezu_statement_bind_int (select, 1, alarm_desk);
  chezu_statement_bind_int (select, 2, alarm_number);
  while (ok && chezu_statement_next (select))
    {
      ChezuAlarmEvent event;

      chezu_alarm_event_read (select, &event);
      ok = chezu_alarm_fold_step (db, item, &event, TRUE, error);
    }
  /* What came first raised nothing: there is no alarm yet. */
  if (item->life.count == 0)
    chezu_alarm_item_clear (item);
  return chezu_statement_done (select, ok ? error : NULL) && ok;
}

gboolean
chezu_alarm_fold_all (ChezuDatabase *db, GError **error)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, 2 * sizeof (gint64));
  ChezuStatement *select;

  if (!chezu_database_execute (db, "DELETE FROM alarm_state", error))
    return FALSE;
  select = chezu_database_prepare (
      db, "SELECT desk, number FROM alarm_event WHERE desk = alarm_desk AND number = alarm_number");
  while (chezu_statement_next (select))
    {
      const gint64 name[2]
          = { chezu_statement_get_int (select, 0), chezu_statement_get_int (select, 1) };

      g_array_append_vals (names, name, 1);
    }
  if (!chezu_statement_done (select, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      const gint64 *name = &((const gint64 *)(gpointer)names->data)[2 * (gsize)i];
      g_auto (ChezuAlarmItem) item = { 0 };

      if (!chezu_alarm_fold (db, name[0], name[1], &item, error)
          || (item.id != 0 && !chezu_alarm_item_save (db, &item, error)))
        return FALSE;
    }
  return TRUE;
}
