/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles of which nobody wants to be told for a while. */

#include "store/chezu-rule-table-private.h"

#include "base/chezu-alarm-priority.h"
#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>

void
chezu_rule_snooze_free (ChezuRuleSnooze *self)
{
  if (self == NULL)
    return;

  g_free (self->type);
  g_free (self->reason);
  g_free (self->who);
  g_free (self);
}

static ChezuRuleSnooze *
copy_snooze (const ChezuRuleSnooze *snooze)
{
  ChezuRuleSnooze *copy = g_memdup2 (snooze, sizeof *snooze);

  copy->type = g_strdup (snooze->type);
  copy->reason = g_strdup (snooze->reason);
  copy->who = g_strdup (snooze->who);
  return copy;
}

static gboolean
set_invalid (GError **error, const char *words)
{
  g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID, words);
  return FALSE;
}

/* --- Adding --------------------------------------------------------------------------------- */

static gboolean
check_type (ChezuDatabase *db, const char *type, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT priority FROM alarm_type WHERE code = ?1");
  gint64 priority = CHEZU_ALARM_NONE;

  if (type == NULL)
    return TRUE;
  chezu_statement_bind_text (select, 1, type);
  if (chezu_statement_next (select))
    priority = chezu_statement_get_int (select, 0);
  if (!chezu_statement_done (select, error))
    return FALSE;
  if (priority == CHEZU_ALARM_NONE)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                   _ ("The catalogue has no alarm type “%s”"), type);
      return FALSE;
    }
  return priority != CHEZU_ALARM_P1
         || set_invalid (error, _ ("An alarm of priority 1 cannot be snoozed"));
}

static gboolean
check (ChezuDatabase *db, const ChezuRuleSnooze *snooze, gint64 now_ms, GError **error)
{
  ChezuRuleFacts facts;
  gboolean found;

  if (snooze->reason == NULL || *snooze->reason == '\0')
    return set_invalid (error, _ ("A vehicle is snoozed with a reason"));
  if (snooze->until_ms <= now_ms)
    return set_invalid (error, _ ("A snooze must end in the future"));
  if (snooze->until_ms - now_ms > CHEZU_RULE_SNOOZE_MAX_MS)
    return set_invalid (error, _ ("A vehicle is snoozed for 7 days at most"));
  if (!chezu_rule_read_facts (db, snooze->vehicle_id, &facts, &found, error))
    return FALSE;
  if (!found)
    {
      g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                           _ ("There is no such vehicle"));
      return FALSE;
    }
  return check_type (db, snooze->type, error);
}

static gboolean
snooze_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuRuleSnooze *snooze = data;
  gint64 now_ms = chezu_time_now_ms ();
  ChezuStatement *insert;

  if (!check (db, snooze, now_ms, error))
    return FALSE;
  insert = chezu_database_prepare (
      db, "INSERT INTO rule_snooze (vehicle, type, from_ms, until_ms, reason, who) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  chezu_statement_bind_int (insert, 1, snooze->vehicle_id);
  chezu_statement_bind_text (insert, 2, snooze->type);
  chezu_statement_bind_int (insert, 3, now_ms);
  chezu_statement_bind_int (insert, 4, snooze->until_ms);
  chezu_statement_bind_text (insert, 5, snooze->reason);
  chezu_statement_bind_text (insert, 6, snooze->who);
  if (!chezu_statement_run (insert, error))
    return FALSE;
  snooze->id = chezu_database_last_insert_id (db);
  return chezu_rule_bump (db, error);
}

static void
resolve_id (DexPromise *promise, gpointer data)
{
  dex_promise_resolve_int64 (promise, ((const ChezuRuleSnooze *)data)->id);
}

DexFuture *
chezu_rule_table_snooze (ChezuStore *store, const ChezuRuleSnooze *snooze)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store) && snooze != NULL && snooze->who != NULL, NULL);

  return chezu_store_write_then (store, snooze_in_transaction, copy_snooze (snooze),
                                 (GDestroyNotify)chezu_rule_snooze_free, resolve_id);
}

/* --- Ending --------------------------------------------------------------------------------- */

static gboolean
wake_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const ChezuRuleSnooze *snooze = data;
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE rule_snooze SET until_ms = min (until_ms, ?2), "
                                    "reason = reason || ' · ' || ?3 WHERE id = ?1");

  chezu_statement_bind_int (update, 1, snooze->id);
  chezu_statement_bind_int (update, 2, chezu_time_now_ms ());
  chezu_statement_bind_text (update, 3, snooze->who);
  if (!chezu_statement_run (update, error))
    return FALSE;
  if (chezu_database_changes (db) > 0)
    return chezu_rule_bump (db, error);
  g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                       _ ("There is no such snooze"));
  return FALSE;
}

DexFuture *
chezu_rule_table_wake (ChezuStore *store, gint64 id, const char *who)
{
  ChezuRuleSnooze snooze = { .id = id, .who = (char *)who };

  g_return_val_if_fail (CHEZU_IS_STORE (store) && who != NULL, NULL);

  return chezu_store_write (store, wake_in_transaction, copy_snooze (&snooze),
                            (GDestroyNotify)chezu_rule_snooze_free);
}

/* --- Reading -------------------------------------------------------------------------------- */

#define COLUMNS "id, vehicle, type, from_ms, until_ms, reason, who"

gboolean
chezu_rule_read_snoozes (ChezuDatabase *db, ChezuRuleEngine *engine, gint64 now_ms, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT " COLUMNS " FROM rule_snooze WHERE until_ms > ?1 ORDER BY id");

  chezu_statement_bind_int (select, 1, now_ms);
  while (chezu_statement_next (select))
    chezu_rule_engine_snooze (
        engine, chezu_statement_get_int (select, 1), chezu_statement_get_text (select, 2),
        chezu_statement_get_int (select, 4), chezu_statement_get_text (select, 5));
  return chezu_statement_done (select, error);
}

typedef struct
{
  gint64 vehicle_id;
  gint64 now_ms;
} Ask;

static gpointer
list_snoozes (ChezuDatabase *db, gpointer data, GError **error)
{
  const Ask *ask = data;
  g_autoptr (GPtrArray) snoozes
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_rule_snooze_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT " COLUMNS " FROM rule_snooze WHERE until_ms > ?1 AND ?2 IN (0, vehicle) "
          "ORDER BY until_ms, id");

  chezu_statement_bind_int (select, 1, ask->now_ms);
  chezu_statement_bind_int (select, 2, ask->vehicle_id);
  while (chezu_statement_next (select))
    {
      const ChezuRuleSnooze row = {
        .id = chezu_statement_get_int (select, 0),
        .vehicle_id = chezu_statement_get_int (select, 1),
        .type = (char *)chezu_statement_get_text (select, 2),
        .from_ms = chezu_statement_get_int (select, 3),
        .until_ms = chezu_statement_get_int (select, 4),
        .reason = (char *)chezu_statement_get_text (select, 5),
        .who = (char *)chezu_statement_get_text (select, 6),
      };

      g_ptr_array_add (snoozes, copy_snooze (&row));
    }
  return chezu_statement_done (select, error) ? g_steal_pointer (&snoozes) : NULL;
}

DexFuture *
chezu_rule_table_list_snoozes (ChezuStore *store, gint64 vehicle_id, gint64 now_ms)
{
  const Ask ask = { vehicle_id, now_ms };

  return chezu_store_read (store, list_snoozes, g_memdup2 (&ask, sizeof ask), g_free,
                           (GDestroyNotify)g_ptr_array_unref);
}
