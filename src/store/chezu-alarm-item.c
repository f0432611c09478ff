/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-alarm-item-private.h"

#include <math.h>

void
chezu_alarm_item_clear (ChezuAlarmItem *self)
{
  g_free (self->type);
  g_free (self->plate);
  g_free (self->rule);
  g_free (self->unit);
  chezu_alarm_life_clear (&self->life);
  *self = (ChezuAlarmItem){ 0 };
}

void
chezu_alarm_item_free (ChezuAlarmItem *self)
{
  if (self == NULL)
    return;

  chezu_alarm_item_clear (self);
  g_free (self);
}

static void
read_life (ChezuStatement *row, int column, ChezuAlarmLife *life)
{
  const char *standing;

  life->priority = (guint8)chezu_statement_get_int (row, column++);
  /* A word that is none does not pass for closed: verifying names it, and nothing is hidden. */
  if (!chezu_alarm_state_from_key (chezu_statement_get_text (row, column++), &life->state))
    life->state = CHEZU_ALARM_RAISED;
  standing = chezu_statement_get_text (row, column++);
  life->standing = standing != NULL ? *standing : '\0';
  life->late = chezu_statement_get_int (row, column++) != 0;
  life->raised_ms = chezu_statement_get_int (row, column++);
  life->last_ms = chezu_statement_get_int (row, column++);
  life->count = (guint)chezu_statement_get_int (row, column++);
  life->noted_ms = chezu_statement_get_int (row, column++);
  life->touched_ms = chezu_statement_get_int (row, column++);
  life->returned_ms = chezu_statement_get_int (row, column++);
  life->acknowledged_ms = chezu_statement_get_int (row, column++);
  life->acknowledged_by = g_strdup (chezu_statement_get_text (row, column++));
  life->taken_ms = chezu_statement_get_int (row, column++);
  life->handler = g_strdup (chezu_statement_get_text (row, column++));
  life->acted_ms = chezu_statement_get_int (row, column++);
  life->passed_ms = chezu_statement_get_int (row, column++);
  life->shelved_until_ms = chezu_statement_get_int (row, column++);
  life->closed_ms = chezu_statement_get_int (row, column++);
  life->closed_by = g_strdup (chezu_statement_get_text (row, column++));
  if (!chezu_alarm_result_from_key (chezu_statement_get_text (row, column++), &life->result))
    life->result = CHEZU_ALARM_RESULT_NONE;
  life->ignored = (guint)chezu_statement_get_int (row, column++);
  life->silent = chezu_statement_get_int (row, column) != 0;
}

void
chezu_alarm_item_read (ChezuStatement *row, ChezuAlarmItem *item)
{
  chezu_alarm_item_clear (item);
  item->id = chezu_statement_get_int (row, 0);
  item->seq = chezu_statement_get_int (row, 1);
  item->desk = chezu_statement_get_int (row, 2);
  item->number = chezu_statement_get_int (row, 3);
  item->type = g_strdup (chezu_statement_get_text (row, 4));
  item->vehicle_id = chezu_statement_get_int (row, 5);
  item->plate = g_strdup (chezu_statement_get_text (row, 6));
  item->has_position = !chezu_statement_is_null (row, 7);
  item->lon_e7 = (gint32)chezu_statement_get_int (row, 7);
  item->lat_e7 = (gint32)chezu_statement_get_int (row, 8);
  item->speed_cm_s = (gint32)chezu_statement_get_int (row, 9);
  item->limit_cm_s = (gint32)chezu_statement_get_int (row, 10);
  item->rule = g_strdup (chezu_statement_get_text (row, 11));
  item->rule_version = (int)chezu_statement_get_int (row, 12);
  item->measured = (double)chezu_statement_get_int (row, 13) / 1000.0;
  item->bound = (double)chezu_statement_get_int (row, 14) / 1000.0;
  item->unit = g_strdup (chezu_statement_get_text (row, 15));
  item->subject = chezu_statement_get_int (row, 16);
  read_life (row, 17, &item->life);
}

gboolean
chezu_alarm_item_find (
    ChezuDatabase *db, gint64 id, ChezuAlarmItem *item, gboolean *found, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (db, "SELECT " CHEZU_ALARM_ITEM_COLUMNS
                                                       " FROM alarm_state WHERE id = ?1");

  chezu_statement_bind_int (select, 1, id);
  *found = chezu_statement_next (select);
  if (*found)
    chezu_alarm_item_read (select, item);
  return chezu_statement_done (select, error);
}

static int
bind_life (ChezuStatement *save, int parameter, const ChezuAlarmLife *life)
{
  const char standing[] = { life->standing, '\0' };

  chezu_statement_bind_int (save, parameter++, life->priority);
  chezu_statement_bind_text (save, parameter++, chezu_alarm_state_key (life->state));
  chezu_statement_bind_text (save, parameter++, standing);
  chezu_statement_bind_int (save, parameter++, life->late);
  chezu_statement_bind_int (save, parameter++, life->raised_ms);
  chezu_statement_bind_int (save, parameter++, life->last_ms);
  chezu_statement_bind_int (save, parameter++, life->count);
  chezu_statement_bind_int (save, parameter++, life->noted_ms);
  chezu_statement_bind_int (save, parameter++, life->touched_ms);
  chezu_statement_bind_int (save, parameter++, life->returned_ms);
  chezu_statement_bind_int (save, parameter++, life->acknowledged_ms);
  chezu_statement_bind_text (save, parameter++, life->acknowledged_by);
  chezu_statement_bind_int (save, parameter++, life->taken_ms);
  chezu_statement_bind_text (save, parameter++, life->handler);
  chezu_statement_bind_int (save, parameter++, life->acted_ms);
  chezu_statement_bind_int (save, parameter++, life->passed_ms);
  chezu_statement_bind_int (save, parameter++, life->shelved_until_ms);
  chezu_statement_bind_int (save, parameter++, life->closed_ms);
  chezu_statement_bind_text (save, parameter++, life->closed_by);
  chezu_statement_bind_text (save, parameter++, chezu_alarm_result_key (life->result));
  chezu_statement_bind_int (save, parameter++, life->ignored);
  chezu_statement_bind_int (save, parameter++, life->silent);
  return parameter;
}

gboolean
chezu_alarm_item_save (ChezuDatabase *db, const ChezuAlarmItem *item, GError **error)
{
  ChezuStatement *save = chezu_database_prepare (
      db, "INSERT OR REPLACE INTO alarm_state (" CHEZU_ALARM_ITEM_COLUMNS ", open) VALUES "
          "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, "
          "?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, "
          "?37, ?38, ?39, ?40)");
  int parameter;

  chezu_statement_bind_int (save, 1, item->id);
  chezu_statement_bind_int (save, 2, item->seq);
  chezu_statement_bind_int (save, 3, item->desk);
  chezu_statement_bind_int (save, 4, item->number);
  chezu_statement_bind_text (save, 5, item->type);
  if (item->vehicle_id != 0)
    chezu_statement_bind_int (save, 6, item->vehicle_id);
  chezu_statement_bind_text (save, 7, item->plate);
  if (item->has_position)
    {
      chezu_statement_bind_int (save, 8, item->lon_e7);
      chezu_statement_bind_int (save, 9, item->lat_e7);
    }
  chezu_statement_bind_int (save, 10, item->speed_cm_s);
  chezu_statement_bind_int (save, 11, item->limit_cm_s);
  chezu_statement_bind_text (save, 12, item->rule);
  chezu_statement_bind_int (save, 13, item->rule_version);
  chezu_statement_bind_int (save, 14, llround (item->measured * 1000.0));
  chezu_statement_bind_int (save, 15, llround (item->bound * 1000.0));
  chezu_statement_bind_text (save, 16, item->unit != NULL ? item->unit : "");
  chezu_statement_bind_int (save, 17, item->subject);
  parameter = bind_life (save, 18, &item->life);
  chezu_statement_bind_int (save, parameter, chezu_alarm_life_is_open (&item->life));
  return chezu_statement_run (save, error);
}

#define I "%" G_GINT64_FORMAT " "

char *
chezu_alarm_item_describe (const ChezuAlarmItem *self, gboolean with_vehicle)
{
  const ChezuAlarmLife *life = &self->life;

  return g_strdup_printf (
      I I I I "%s " I "%s|%d %d %d %d %d %s|%d %u %s %c %d " I I "%u " I I I I "%s|" I "%s|" I I I I
              "%s|%s %u %d|%.3f %.3f %s " I,
      self->id, self->seq, self->desk, self->number, self->type,
      with_vehicle ? self->vehicle_id : 0, self->plate, self->has_position, self->lon_e7,
      self->lat_e7, self->speed_cm_s, self->limit_cm_s, self->rule, self->rule_version,
      life->priority, chezu_alarm_state_key (life->state),
      life->standing != '\0' ? life->standing : '?', life->late, life->raised_ms, life->last_ms,
      life->count, life->noted_ms, life->touched_ms, life->returned_ms, life->acknowledged_ms,
      life->acknowledged_by, life->taken_ms, life->handler, life->acted_ms, life->passed_ms,
      life->shelved_until_ms, life->closed_ms, life->closed_by,
      chezu_alarm_result_key (life->result), life->ignored, life->silent, self->measured,
      self->bound, self->unit, self->subject);
}
