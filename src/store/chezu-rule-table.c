/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of the rules, and the log of their changes. */

#include "store/chezu-rule-table-private.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
chezu_rule_bump (ChezuDatabase *db, GError **error)
{
  return chezu_statement_run (chezu_database_prepare (db, "UPDATE rule_version SET seq = seq + 1"),
                              error);
}

gboolean
chezu_rule_read_seq (ChezuDatabase *db, gint64 *seq, GError **error)
{
  return chezu_database_query_int (db, "SELECT seq FROM rule_version", 0, seq, error);
}

gboolean
chezu_rule_read_set (ChezuDatabase *db, ChezuRuleSet *rules, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT figures FROM rule_change ORDER BY id DESC LIMIT 1");
  gboolean ok = TRUE;

  chezu_rule_set_init (rules);
  if (chezu_statement_next (select))
    {
      const char *figures = chezu_statement_get_text (select, 0);

      ok = chezu_rule_set_read_json (rules, figures, strlen (figures), error);
    }
  return chezu_statement_done (select, ok ? error : NULL) && ok;
}

static gpointer
read_set (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuRuleSet *rules = g_new0 (ChezuRuleSet, 1);

  return chezu_rule_read_set (db, rules, error) ? g_steal_pointer (&rules) : NULL;
}

DexFuture *
chezu_rule_table_read (ChezuStore *store)
{
  return chezu_store_read (store, read_set, NULL, NULL, g_free);
}

/* --- Changing ------------------------------------------------------------------------------- */

typedef struct
{
  ChezuRuleSet rules;
  char *who;
  char *reason;
  gboolean changed;
} Change;

static void
change_free (Change *change)
{
  g_free (change->who);
  g_free (change->reason);
  g_free (change);
}

static gboolean
change_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Change *change = data;
  g_autofree char *figures = chezu_rule_set_write_json (&change->rules);
  ChezuRuleSet before;
  ChezuStatement *insert;

  change->changed = FALSE;
  if (!chezu_rule_read_set (db, &before, error))
    return FALSE;
  if (memcmp (&before, &change->rules, sizeof before) == 0)
    return TRUE;

  change->changed = TRUE;
  insert = chezu_database_prepare (
      db, "INSERT INTO rule_change (time_ms, who, reason, figures) VALUES (?1, ?2, ?3, ?4)");
  chezu_statement_bind_int (insert, 1, chezu_time_now_ms ());
  chezu_statement_bind_text (insert, 2, change->who);
  chezu_statement_bind_text (insert, 3, change->reason);
  chezu_statement_bind_text (insert, 4, figures);
  return chezu_statement_run (insert, error) && chezu_rule_bump (db, error);
}

static void
resolve_changed (DexPromise *promise, gpointer data)
{
  dex_promise_resolve_boolean (promise, ((const Change *)data)->changed);
}

DexFuture *
chezu_rule_table_change (ChezuStore *store,
                         const ChezuRuleSet *rules,
                         const char *who,
                         const char *reason)
{
  Change *change;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && rules != NULL && who != NULL, NULL);

  if (reason == NULL || *reason == '\0')
    return dex_future_new_reject (CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID,
                                  _ ("A rule is changed with a reason"));
  change = g_new0 (Change, 1);
  change->rules = *rules;
  change->who = g_strdup (who);
  change->reason = g_strdup (reason);
  return chezu_store_write_then (store, change_in_transaction, change, (GDestroyNotify)change_free,
                                 resolve_changed);
}

/* --- History -------------------------------------------------------------------------------- */

void
chezu_rule_change_free (ChezuRuleChange *self)
{
  if (self == NULL)
    return;

  g_free (self->who);
  g_free (self->reason);
  g_free (self);
}

static gpointer
read_history (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) changes
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_rule_change_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, time_ms, who, reason, figures FROM rule_change ORDER BY id DESC LIMIT ?1");

  chezu_statement_bind_int (select, 1, *(const guint *)data);
  while (chezu_statement_next (select))
    {
      ChezuRuleChange *change = g_new0 (ChezuRuleChange, 1);
      const char *figures = chezu_statement_get_text (select, 4);

      change->id = chezu_statement_get_int (select, 0);
      change->time_ms = chezu_statement_get_int (select, 1);
      change->who = g_strdup (chezu_statement_get_text (select, 2));
      change->reason = g_strdup (chezu_statement_get_text (select, 3));
      chezu_rule_set_init (&change->rules);
      chezu_rule_set_read_json (&change->rules, figures, strlen (figures), NULL);
      g_ptr_array_add (changes, change);
    }
  return chezu_statement_done (select, error) ? g_steal_pointer (&changes) : NULL;
}

DexFuture *
chezu_rule_table_history (ChezuStore *store, guint limit)
{
  return chezu_store_read (store, read_history, g_memdup2 (&limit, sizeof limit), g_free,
                           (GDestroyNotify)g_ptr_array_unref);
}
