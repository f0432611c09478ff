/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules, and where they come from (道路运输车辆动态监督管理办法, article 25):
 *
 * - Monitoring data is kept for six months at least, records of violations and how they were
 *   handled for three years. Counted in days these are the longest that six consecutive months
 *   (184) and three consecutive years (1096) can be.
 * - The longest period wins: fixes within ten minutes of an alarm stay as long as the alarm.
 * - What stands in retention_hold stays as long as it stands there, for open cases.
 * - Age is counted from the newest fix there is, or from this computer's clock where that is
 *   earlier: a clock that was set wrong must not erase anything.
 */

#include "store/chezu-retention-private.h"

#include "base/chezu-time.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *key;
  int minimum_days;
} classes[CHEZU_N_RETENTION_CLASSES] = {
  [CHEZU_RETENTION_TRACKS] = { "tracks", 184 },
  [CHEZU_RETENTION_EVENTS] = { "events", 184 },
  [CHEZU_RETENTION_ALARMS] = { "alarms", 1096 },
  [CHEZU_RETENTION_QUARANTINE] = { "quarantine", 1 },
};

const char *
chezu_retention_class_key (ChezuRetentionClass klass)
{
  g_return_val_if_fail (klass < CHEZU_N_RETENTION_CLASSES, NULL);
  return classes[klass].key;
}

gboolean
chezu_retention_class_from_key (const char *key, ChezuRetentionClass *klass)
{
  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    if (g_strcmp0 (key, classes[i].key) == 0)
      {
        *klass = i;
        return TRUE;
      }
  return FALSE;
}

int
chezu_retention_minimum_days (ChezuRetentionClass klass)
{
  g_return_val_if_fail (klass < CHEZU_N_RETENTION_CLASSES, 0);
  return classes[klass].minimum_days;
}

static gboolean
read_now (ChezuDatabase *db, gint64 *now_ms, GError **error)
{
  gint64 newest_ms;

  if (!chezu_database_query_int (db, "SELECT max (time_ms) FROM vehicle", G_MININT64, &newest_ms,
                                 error))
    return FALSE;
  *now_ms = MIN (newest_ms, chezu_time_now_ms ());
  return TRUE;
}

static gboolean
read_class (ChezuDatabase *db,
            ChezuRetentionClass klass,
            gint64 now_ms,
            ChezuRetentionState *state,
            GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT r.days, l.ended_ms, l.rows, l.bytes FROM retention AS r "
          "LEFT JOIN retention_run AS l ON l.id = (SELECT max (id) FROM retention_run "
          "WHERE class = r.class) WHERE r.class = ?1");

  *state = (ChezuRetentionState){ .before_ms = G_MININT64 };
  chezu_statement_bind_text (select, 1, chezu_retention_class_key (klass));
  if (chezu_statement_next (select))
    {
      state->days = (int)chezu_statement_get_int (select, 0);
      state->run_ms = chezu_statement_get_int (select, 1);
      state->run_rows = chezu_statement_get_int (select, 2);
      state->run_bytes = chezu_statement_get_int (select, 3);
    }
  /* Somebody may have written less into the table by hand. */
  if (state->days > 0)
    state->days = CLAMP (state->days, classes[klass].minimum_days, CHEZU_RETENTION_DAYS_MAX);
  if (state->days > 0 && now_ms > state->days * CHEZU_DAY_MS)
    state->before_ms = now_ms - state->days * CHEZU_DAY_MS;
  return chezu_statement_done (select, error);
}

gboolean
chezu_retention_read (ChezuDatabase *db, ChezuRetention *retention, GError **error)
{
  gint64 now_ms;

  if (!read_now (db, &now_ms, error))
    return FALSE;
  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    if (!read_class (db, i, now_ms, &retention->classes[i], error))
      return FALSE;
  return TRUE;
}

gboolean
chezu_retention_is_held (ChezuDatabase *db,
                         gint64 vehicle_id,
                         gint64 from_ms,
                         gint64 to_ms,
                         gboolean *held,
                         GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT EXISTS (SELECT 1 FROM retention_hold "
          "WHERE vehicle = ?1 AND from_ms <= ?3 AND to_ms >= ?2) "
          "OR EXISTS (SELECT 1 FROM alarm WHERE vehicle = ?1 AND time_ms BETWEEN ?4 AND ?5)");

  chezu_statement_bind_int (select, 1, vehicle_id);
  chezu_statement_bind_int (select, 2, from_ms);
  chezu_statement_bind_int (select, 3, to_ms);
  chezu_statement_bind_int (select, 4, from_ms - CHEZU_RETENTION_AROUND_ALARM_MS);
  chezu_statement_bind_int (select, 5, to_ms + CHEZU_RETENTION_AROUND_ALARM_MS);
  *held = chezu_statement_next (select) && chezu_statement_get_int (select, 0) != 0;
  return chezu_statement_done (select, error);
}

static gpointer
read_state (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuRetention *retention = g_new0 (ChezuRetention, 1);

  if (!chezu_retention_read (db, retention, error))
    return NULL;
  return g_steal_pointer (&retention);
}

ChezuRetention *
chezu_retention_read_sync (ChezuStore *store, GError **error)
{
  return chezu_store_read_sync (store, read_state, NULL, error);
}

/* --- Changing a period -------------------------------------------------------------------- */

static gboolean
check_days (ChezuRetentionClass klass, int days, GError **error)
{
  if (days == 0 || (days >= classes[klass].minimum_days && days <= CHEZU_RETENTION_DAYS_MAX))
    return TRUE;

  if (days > CHEZU_RETENTION_DAYS_MAX)
    g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                 _ ("At most %d days can be set; 0 keeps “%s” for ever"), CHEZU_RETENTION_DAYS_MAX,
                 classes[klass].key);
  else if (klass == CHEZU_RETENTION_ALARMS)
    g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                 _ ("Alarms and their handling must be kept for three years: %d days at least"),
                 classes[klass].minimum_days);
  else if (klass == CHEZU_RETENTION_QUARANTINE)
    g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                         _ ("Refused records are kept for one day at least"));
  else
    g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                 _ ("Monitoring data (“%s”) must be kept for six months: %d days at least"),
                 classes[klass].key, classes[klass].minimum_days);
  return FALSE;
}

typedef struct
{
  ChezuRetentionClass klass;
  int days;
} Change;

static gboolean
set_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const Change *change = data;
  ChezuStatement *set
      = chezu_database_prepare (db, "INSERT INTO retention (class, days) VALUES (?1, ?2) "
                                    "ON CONFLICT (class) DO UPDATE SET days = excluded.days");

  chezu_statement_bind_text (set, 1, chezu_retention_class_key (change->klass));
  chezu_statement_bind_int (set, 2, change->days);
  return chezu_statement_run (set, error);
}

gboolean
chezu_retention_set_sync (ChezuStore *store, ChezuRetentionClass klass, int days, GError **error)
{
  Change change = { klass, days };

  g_return_val_if_fail (klass < CHEZU_N_RETENTION_CLASSES, FALSE);
  g_return_val_if_fail (days >= 0, FALSE);

  return check_days (klass, days, error)
         && chezu_store_write_sync (store, set_in_transaction, &change, error);
}
