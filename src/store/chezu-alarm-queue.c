/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue has an index of its own over the open alarms, so that years of closed ones cost it
 * nothing. */

#include "store/chezu-alarm-queue.h"

#include "store/chezu-alarm-item-private.h"
#include "store/chezu-alarm-log-private.h"
#include "store/chezu-alarm-payload-private.h"

#include <glib/gi18n-lib.h>

static GPtrArray *
items_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_alarm_item_free);
}

static GPtrArray *
read_items (ChezuStatement *select, GError **error)
{
  g_autoptr (GPtrArray) items = items_new ();

  while (chezu_statement_next (select))
    {
      ChezuAlarmItem *item = g_new0 (ChezuAlarmItem, 1);

      chezu_alarm_item_read (select, item);
      g_ptr_array_add (items, item);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&items);
}

/* --- Listing ------------------------------------------------------------------------------ */

typedef struct
{
  ChezuAlarmFilter filter;
  char *type;
  gint64 now_ms;
} Ask;

static void
ask_free (Ask *ask)
{
  g_free (ask->type);
  g_free (ask);
}

static void
add_state (GString *sql, const ChezuAlarmFilter *filter)
{
  if (filter->which != CHEZU_ALARM_ALL)
    g_string_append (sql, "open = 1 ");
  else
    g_string_append (sql, "open IN (0, 1) ");
  if (filter->has_state && filter->state == CHEZU_ALARM_SHELVED)
    g_string_append (sql, "AND open = 1 AND shelved_until_ms > ?1 ");
  else if (filter->has_state)
    g_string_append (sql, "AND state = ?2 AND shelved_until_ms <= ?1 ");
  else if (filter->which == CHEZU_ALARM_QUEUE)
    g_string_append (sql, "AND shelved_until_ms <= ?1 ");
}

/* Only the conditions that are asked for stand in it, so that indexes serve them. */
static char *
write_sql (const ChezuAlarmFilter *filter)
{
  GString *sql = g_string_new ("SELECT " CHEZU_ALARM_ITEM_COLUMNS " FROM alarm_state WHERE ");

  add_state (sql, filter);
  if (filter->type != NULL)
    g_string_append (sql, "AND type = ?3 ");
  if (filter->priority != CHEZU_ALARM_NONE)
    g_string_append (sql, "AND priority = ?4 ");
  if (filter->vehicle_id != 0)
    g_string_append (sql, "AND vehicle = ?5 ");
  if (filter->from_ms != 0)
    g_string_append (sql, "AND raised_ms >= ?6 ");
  if (filter->to_ms != 0)
    g_string_append (sql, "AND raised_ms < ?7 ");
  if (filter->after_id != 0)
    g_string_append (sql, filter->newest_first ? "AND (raised_ms, id) < (?9, ?10) "
                                               : "AND (priority, raised_ms, id) > (?8, ?9, ?10) ");
  g_string_append (sql, filter->newest_first ? "ORDER BY raised_ms DESC, id DESC LIMIT ?11"
                                             : "ORDER BY priority, raised_ms, id LIMIT ?11");
  return g_string_free_and_steal (sql);
}

static gpointer
read_list (ChezuDatabase *db, gpointer data, GError **error)
{
  const Ask *ask = data;
  const ChezuAlarmFilter *filter = &ask->filter;
  g_autofree char *sql = write_sql (filter);
  ChezuStatement *select = chezu_database_prepare (db, sql);

  chezu_statement_bind_int (select, 11, filter->limit);
  chezu_statement_bind_int (select, 1, ask->now_ms);
  if (filter->has_state && filter->state != CHEZU_ALARM_SHELVED)
    chezu_statement_bind_text (select, 2, chezu_alarm_state_key (filter->state));
  if (filter->type != NULL)
    chezu_statement_bind_text (select, 3, filter->type);
  chezu_statement_bind_int (select, 4, filter->priority);
  chezu_statement_bind_int (select, 5, filter->vehicle_id);
  chezu_statement_bind_int (select, 6, filter->from_ms);
  chezu_statement_bind_int (select, 7, filter->to_ms);
  chezu_statement_bind_int (select, 8, filter->after_priority);
  chezu_statement_bind_int (select, 9, filter->after_raised_ms);
  chezu_statement_bind_int (select, 10, filter->after_id);
  return read_items (select, error);
}

DexFuture *
chezu_alarm_queue_list (ChezuStore *store, const ChezuAlarmFilter *filter)
{
  Ask *ask;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  g_return_val_if_fail (filter != NULL && filter->limit > 0, NULL);

  ask = g_new0 (Ask, 1);
  ask->filter = *filter;
  ask->filter.type = ask->type = g_strdup (filter->type);
  ask->now_ms = chezu_time_now_ms ();
  return chezu_store_read (store, read_list, ask, (GDestroyNotify)ask_free,
                           (GDestroyNotify)g_ptr_array_unref);
}

typedef struct
{
  gint64 seq;
  guint limit;
} Follow;

static gpointer
read_changes (ChezuDatabase *db, gpointer data, GError **error)
{
  const Follow *follow = data;
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT " CHEZU_ALARM_ITEM_COLUMNS
                                    " FROM alarm_state WHERE seq > ?1 ORDER BY seq LIMIT ?2");

  chezu_statement_bind_int (select, 1, follow->seq);
  chezu_statement_bind_int (select, 2, follow->limit);
  return read_items (select, error);
}

DexFuture *
chezu_alarm_queue_changes (ChezuStore *store, gint64 after_seq, guint limit)
{
  const Follow follow = { after_seq, limit };

  g_return_val_if_fail (CHEZU_IS_STORE (store) && limit > 0, NULL);

  return chezu_store_read (store, read_changes, g_memdup2 (&follow, sizeof follow), g_free,
                           (GDestroyNotify)g_ptr_array_unref);
}

static gpointer
read_one (ChezuDatabase *db, gpointer data, GError **error)
{
  gint64 id = *(const gint64 *)data;
  g_autoptr (ChezuAlarmItem) item = g_new0 (ChezuAlarmItem, 1);
  g_autofree char *number = NULL;
  gboolean found;

  if (!chezu_alarm_item_find (db, id, item, &found, error))
    return NULL;
  if (found)
    return g_steal_pointer (&item);
  number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND, _ ("There is no alarm %s"),
               number);
  return NULL;
}

DexFuture *
chezu_alarm_queue_find (ChezuStore *store, gint64 alarm_id)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_read (store, read_one, g_memdup2 (&alarm_id, sizeof alarm_id), g_free,
                           (GDestroyNotify)chezu_alarm_item_free);
}

gint64
chezu_alarm_item_get_due_ms (const ChezuAlarmItem *item, const ChezuAlarmType *type)
{
  const ChezuAlarmLife *life = &item->life;
  int due_s;

  if (life->state == CHEZU_ALARM_CLOSED || life->state == CHEZU_ALARM_APPEALED)
    return 0;
  if (life->acknowledged_ms == 0)
    due_s = type->acknowledge_s;
  else if (life->acted_ms == 0 && type->action_s != 0)
    due_s = type->action_s;
  else
    due_s = type->close_s;
  return due_s != 0 ? life->noted_ms + (gint64)due_s * CHEZU_SECOND_MS : 0;
}

/* --- Counting ----------------------------------------------------------------------------- */

static gpointer
read_counts (ChezuDatabase *db, gpointer data, GError **error)
{
  gint64 now_ms = *(const gint64 *)data;
  g_autofree ChezuAlarmCounts *counts = g_new0 (ChezuAlarmCounts, 1);
  ChezuStatement *select = chezu_database_prepare (
      db,
      "SELECT s.priority, sum (s.shelved_until_ms <= ?1), sum (s.shelved_until_ms <= ?1 "
      "AND s.acknowledged_ms = 0), sum (s.shelved_until_ms > ?1), sum (s.shelved_until_ms <= ?1 "
      "AND s.state <> 'appealed' AND s.noted_ms + 1000 * nullif (CASE "
      "WHEN s.acknowledged_ms = 0 THEN t.acknowledge_s "
      "WHEN s.acted_ms = 0 AND t.action_s > 0 THEN t.action_s ELSE t.close_s END, 0) < ?1) "
      "FROM alarm_state AS s INDEXED BY alarm_state_queue "
      "LEFT JOIN alarm_type AS t ON t.code = s.type WHERE s.open = 1 GROUP BY s.priority");

  chezu_statement_bind_int (select, 1, now_ms);
  while (chezu_statement_next (select))
    {
      gint64 priority = chezu_statement_get_int (select, 0);

      if (priority < CHEZU_ALARM_P1 || priority > CHEZU_ALARM_P4)
        continue;
      counts->open[priority] = (guint)chezu_statement_get_int (select, 1);
      counts->unacknowledged[priority] = (guint)chezu_statement_get_int (select, 2);
      counts->shelved += (guint)chezu_statement_get_int (select, 3);
      counts->overdue[priority] = (guint)chezu_statement_get_int (select, 4);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  select = chezu_database_prepare (db, "SELECT coalesce (max (seq), 0) FROM alarm_state");
  if (chezu_statement_next (select))
    counts->last_seq = chezu_statement_get_int (select, 0);
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&counts);
}

DexFuture *
chezu_alarm_queue_count (ChezuStore *store, gint64 now_ms)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_read (store, read_counts, g_memdup2 (&now_ms, sizeof now_ms), g_free, g_free);
}

/* --- What happened ------------------------------------------------------------------------ */

void
chezu_alarm_entry_free (ChezuAlarmEntry *self)
{
  if (self == NULL)
    return;

  g_free (self->desk);
  g_free (self->host);
  g_free (self->who);
  g_free (self->step);
  g_free (self->text);
  g_free (self->addressee);
  g_free (self->outcome);
  g_free (self->item);
  g_free (self->result);
  g_free (self->payload);
  g_free (self);
}

static ChezuAlarmEntry *
entry_new (const ChezuAlarmEvent *event, const char *host)
{
  g_autoptr (ChezuAlarmPayload) payload = chezu_alarm_payload_read (event->payload, NULL);
  ChezuAlarmEntry *entry = g_new0 (ChezuAlarmEntry, 1);
  ChezuAlarmAct act = { 0 };

  entry->id = event->id;
  entry->desk = g_strdup (event->desk_uuid);
  entry->number = event->number;
  entry->host = g_strdup (host);
  entry->time_ms = event->time_ms;
  entry->who = g_strdup (event->who);
  entry->step = g_strdup (event->step);
  entry->payload = g_strdup (event->payload);
  if (payload == NULL)
    return entry;
  chezu_alarm_payload_get_act (payload, &act);
  entry->text = g_strdup (act.text);
  entry->addressee = g_strdup (act.addressee);
  entry->outcome = g_strdup (act.outcome);
  entry->item = g_strdup (act.item);
  entry->result = g_strdup (chezu_alarm_result_key (act.result));
  entry->priority = act.priority;
  entry->at_ms = act.at_ms;
  entry->until_ms = act.until_ms;
  return entry;
}

static GPtrArray *
read_entries (ChezuDatabase *db, ChezuAlarmItem *item, GError **error)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_alarm_entry_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT e.id, e.desk, d.uuid, e.number, e.alarm_desk, NULL, e.alarm_number, e.time_ms, "
          "e.who, e.step, e.payload, e.previous, e.hash, d.host FROM alarm_event AS e "
          "LEFT JOIN desk AS d ON d.id = e.desk WHERE e.alarm_desk = ?1 AND e.alarm_number = ?2 "
          "ORDER BY " CHEZU_ALARM_FOLD_ORDER);
  g_auto (ChezuAlarmItem) folded = { 0 };
  gboolean ok = TRUE;

  chezu_statement_bind_int (select, 1, item->desk);
  chezu_statement_bind_int (select, 2, item->number);
  while (ok && chezu_statement_next (select))
    {
      guint ignored = folded.life.ignored;
      ChezuAlarmEvent event;
      ChezuAlarmEntry *entry;

      chezu_alarm_event_read (select, &event);
      entry = entry_new (&event, chezu_statement_get_text (select, 13));
      g_ptr_array_add (entries, entry);
      ok = chezu_alarm_fold_step (db, &folded, &event, TRUE, error);
      entry->ignored = folded.life.ignored > ignored;
    }
  if (!chezu_statement_done (select, ok ? error : NULL) || !ok)
    return NULL;
  return g_steal_pointer (&entries);
}

static gpointer
read_history (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (ChezuAlarmItem) item = read_one (db, data, error);

  return item != NULL ? read_entries (db, item, error) : NULL;
}

DexFuture *
chezu_alarm_queue_history (ChezuStore *store, gint64 alarm_id)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_read (store, read_history, g_memdup2 (&alarm_id, sizeof alarm_id), g_free,
                           (GDestroyNotify)g_ptr_array_unref);
}

/* --- Floods ------------------------------------------------------------------------------- */

#define TEN_MINUTES_MS (10 * CHEZU_MINUTE_MS)

static void
end_flood (ChezuAlarmFlood *flood, gint64 end_ms, gint64 day_ms)
{
  flood->flood_ms += MAX (0, end_ms - MAX (flood->flood_since_ms, day_ms));
  flood->flood = FALSE;
  flood->flood_since_ms = 0;
}

/* Alarms come and, ten minutes later, leave the window: the two are gone through in order. */
void
chezu_alarm_flood_judge (const gint64 *times_ms,
                         guint n_times,
                         gint64 now_ms,
                         ChezuAlarmFlood *flood)
{
  gint64 day_ms = now_ms - CHEZU_DAY_MS;
  guint leaving = 0;
  guint coming = 0;

  *flood = (ChezuAlarmFlood){ 0 };
  for (;;)
    {
      gint64 leaves_ms = leaving < coming ? times_ms[leaving] + TEN_MINUTES_MS : G_MAXINT64;
      gboolean comes = coming < n_times && times_ms[coming] < leaves_ms;

      if (comes && times_ms[coming] <= now_ms)
        {
          coming++;
          if (!flood->flood && coming - leaving > CHEZU_ALARM_FLOOD_BEGINS_ABOVE)
            {
              flood->flood = TRUE;
              flood->flood_since_ms = times_ms[coming - 1];
            }
        }
      else if (!comes && leaves_ms <= now_ms)
        {
          leaving++;
          if (flood->flood && coming - leaving < CHEZU_ALARM_FLOOD_ENDS_BELOW)
            end_flood (flood, leaves_ms, day_ms);
        }
      else
        break;
    }
  flood->last_ten_minutes = coming - leaving;
  if (flood->flood)
    flood->flood_ms += now_ms - MAX (flood->flood_since_ms, day_ms);
  for (guint i = 0; i < coming; i++)
    if (times_ms[i] > day_ms)
      {
        gint64 bar = (now_ms - times_ms[i]) / TEN_MINUTES_MS;

        flood->day++;
        flood->bars[CHEZU_ALARM_FLOOD_BARS - 1 - bar]++;
      }
}

static gpointer
read_flood (ChezuDatabase *db, gpointer data, GError **error)
{
  gint64 now_ms = *(const gint64 *)data;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree ChezuAlarmFlood *flood = g_new0 (ChezuAlarmFlood, 1);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT noted_ms FROM alarm_state INDEXED BY alarm_state_noted WHERE noted_ms > ?1 "
          "AND noted_ms <= ?2 AND late = 0 AND standing <> 'S' ORDER BY noted_ms");

  chezu_statement_bind_int (select, 1, now_ms - CHEZU_DAY_MS - TEN_MINUTES_MS);
  chezu_statement_bind_int (select, 2, now_ms);
  while (chezu_statement_next (select))
    {
      gint64 time_ms = chezu_statement_get_int (select, 0);

      g_array_append_val (times, time_ms);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  chezu_alarm_flood_judge ((const gint64 *)(gpointer)times->data, times->len, now_ms, flood);
  return g_steal_pointer (&flood);
}

DexFuture *
chezu_alarm_queue_flood (ChezuStore *store, gint64 now_ms)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_read (store, read_flood, g_memdup2 (&now_ms, sizeof now_ms), g_free, g_free);
}
