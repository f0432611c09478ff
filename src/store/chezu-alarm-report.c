/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a device or backend reports to the alarms of the catalogue. */

#include "store/chezu-alarm-raise-private.h"

#include "base/chezu-time.h"
#include "store/chezu-alarm-type-private.h"
#include "store/chezu-database-private.h"

#include <string.h>

static gboolean
raise_report (ChezuDatabase *db,
              ChezuAlarmRaise *raise,
              const char *token,
              gboolean is_alarm,
              gint64 now_ms,
              GError **error)
{
  g_autofree char *type = NULL;
  ChezuAlarmTypeFigures figures;
  gboolean found;
  gint64 id;

  if (!chezu_alarm_type_of_token (db, token, &type, error))
    return FALSE;
  if (type == NULL && !is_alarm)
    return TRUE;
  raise->type = type != NULL ? type : "other";
  raise->raw = token;
  if (!chezu_alarm_type_find (db, raise->type, &figures, &found, error))
    return FALSE;
  /* Whatever the catalogue lacks, what came with it is saved. */
  if (!found)
    return TRUE;
  return chezu_alarm_raise_in (db, raise, now_ms, &id, error);
}

/* Where a backend keeps the raw value of JT/T 808 in place of a word, it is a token as it stands.
 */
static gboolean
is_raw (const char *alarm)
{
  return g_str_has_prefix (alarm, "0x") || strchr (alarm, ':') != NULL
         || (alarm[0] == 'b' && g_ascii_isdigit (alarm[1]));
}

static char *
make_token (const ChezuEvent *event)
{
  if (event->alarm == NULL)
    return g_strconcat ("e:", event->kind, NULL);
  return is_raw (event->alarm) ? g_strdup (event->alarm) : g_strconcat ("a:", event->alarm, NULL);
}

gboolean
chezu_alarm_raise_report_in (
    ChezuDatabase *db, gint64 vehicle_id, const ChezuEvent *event, gint64 now_ms, GError **error)
{
  gboolean is_alarm = event->alarm != NULL;
  g_autofree char *token = make_token (event);
  ChezuAlarmRaise raise = CHEZU_ALARM_RAISE_INIT;

  raise.vehicle_id = vehicle_id;
  raise.at_ms = event->time_ms;
  raise.has_position = event->has_position;
  if (event->has_position)
    {
      raise.lon_e7 = event->lon_e7;
      raise.lat_e7 = event->lat_e7;
      raise.speed_cm_s = event->speed_cm_s;
    }
  return raise_report (db, &raise, token, is_alarm, now_ms, error);
}

/* --- Those of before there was a log -------------------------------------------------------- */

typedef struct
{
  ChezuAlarmRaise raise;
  char *token;
  gint64 received_ms;
} Stored;

static void
stored_clear (gpointer data)
{
  g_free (((Stored *)data)->token);
}

static GArray *
read_stored (ChezuDatabase *db, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, TRUE, sizeof (Stored));
  ChezuStatement *select = chezu_database_prepare (
      db,
      "SELECT vehicle, time_ms, code, received_ms, speed_cm_s, geom NOT NULL, "
      "round (ST_MinX (geom) * 1e7), round (ST_MinY (geom) * 1e7) FROM alarm ORDER BY time_ms, id");

  g_array_set_clear_func (all, stored_clear);
  while (chezu_statement_next (select))
    {
      Stored stored = { .raise = CHEZU_ALARM_RAISE_INIT };

      stored.raise.vehicle_id = chezu_statement_get_int (select, 0);
      stored.raise.at_ms = chezu_statement_get_int (select, 1);
      stored.token = g_strconcat ("a:", chezu_statement_get_text (select, 2), NULL);
      stored.received_ms = chezu_statement_get_int (select, 3);
      if (!chezu_statement_is_null (select, 4))
        stored.raise.speed_cm_s = (gint32)chezu_statement_get_int (select, 4);
      stored.raise.has_position = chezu_statement_get_int (select, 5) != 0;
      stored.raise.lon_e7 = (gint32)chezu_statement_get_int (select, 6);
      stored.raise.lat_e7 = (gint32)chezu_statement_get_int (select, 7);
      g_array_append_val (all, stored);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&all);
}

/* What came long ago was dealt with, or not, without a log: it calls nobody now. The time of the
 * step is when the store heard of it, as far as the order of the log allows. */
gboolean
chezu_alarm_migrate (ChezuDatabase *db, GError **error)
{
  gint64 now_ms = chezu_time_now_ms ();
  g_autoptr (GArray) all = NULL;
  gint64 has_catalogue;

  /* A store of version 10 has both: catalogue and log. */
  if (!chezu_database_query_int (db, "SELECT EXISTS (SELECT 1 FROM alarm_type)", 0, &has_catalogue,
                                 error))
    return FALSE;
  if (has_catalogue)
    return TRUE;
  if (!chezu_alarm_type_seed (db, error))
    return FALSE;
  all = read_stored (db, error);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      Stored *stored = &g_array_index (all, Stored, i);

      stored->raise.lapsed = now_ms - stored->raise.at_ms > CHEZU_DAY_MS;
      if (!raise_report (db, &stored->raise, stored->token, TRUE, stored->received_ms, error))
        return FALSE;
    }
  return all != NULL;
}
