/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a text leaves: claimed before it is sent and settled after, so that none is sent twice
 * whatever breaks between. */

#include "store/chezu-outbox-private.h"

#include "base/chezu-time.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>

/* First wait before a text that did not leave is tried again, and the longest; each is twice the
 * one before. */
#define RETRY_MIN_MS (5 * CHEZU_SECOND_MS)
#define RETRY_MAX_MS (5 * CHEZU_MINUTE_MS)

/* The terminal that the newest fix came from, if it is of this source. */
#define TERMINAL                                                                                   \
  "(SELECT remote_id FROM vehicle WHERE id = outbox.vehicle AND source = ?1 AND NOT gone)"

/* A terminal answers soon; what its source kept for it may take any time. */
#define ANSWER_MAX_MS (10 * CHEZU_MINUTE_MS)
/* The clocks of source and computer differ by that much. */
#define CLOCKS_MS CHEZU_MINUTE_MS

typedef struct
{
  gint64 source_id;
  guint most;
  GPtrArray *items; /* claimed */
} Claim;

static void
claim_free (gpointer data)
{
  Claim *claim = data;

  g_clear_pointer (&claim->items, g_ptr_array_unref);
  g_free (claim);
}

/* --- Claiming ------------------------------------------------------------------------------- */

static gboolean
fail_old (ChezuDatabase *db, gint64 now_ms, GError **error)
{
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE outbox SET state = ?1, changed_ms = ?2, answer = ?3 "
                                    "WHERE state = 0 AND written_ms < ?4");

  chezu_statement_bind_int (update, 1, CHEZU_OUTBOX_FAILED);
  chezu_statement_bind_int (update, 2, now_ms);
  chezu_statement_bind_text (update, 3, _ ("It could not be sent for an hour"));
  chezu_statement_bind_int (update, 4, now_ms - CHEZU_OUTBOX_AGE_MAX_MS);
  return chezu_statement_run (update, error);
}

static gboolean
read_due (ChezuDatabase *db, Claim *claim, gint64 now_ms, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, vehicle, text, attempts, " TERMINAL " AS terminal FROM outbox "
          "WHERE state = 0 AND due_ms <= ?2 AND terminal IS NOT NULL ORDER BY id LIMIT ?3");

  chezu_statement_bind_int (select, 1, claim->source_id);
  chezu_statement_bind_int (select, 2, now_ms);
  chezu_statement_bind_int (select, 3, claim->most);
  while (chezu_statement_next (select))
    {
      ChezuOutboxItem *item = g_new0 (ChezuOutboxItem, 1);

      item->id = chezu_statement_get_int (select, 0);
      item->vehicle_id = chezu_statement_get_int (select, 1);
      item->text = g_strdup (chezu_statement_get_text (select, 2));
      item->attempts = (guint)chezu_statement_get_int (select, 3) + 1;
      item->remote_id = chezu_statement_get_int (select, 4);
      item->state = CHEZU_OUTBOX_SENDING;
      g_ptr_array_add (claim->items, item);
    }
  return chezu_statement_done (select, error);
}

static gboolean
mark_sending (ChezuDatabase *db, const Claim *claim, gint64 id, gint64 now_ms, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE outbox SET state = ?2, source = ?3, attempts = attempts + 1, changed_ms = ?4 "
          "WHERE id = ?1");

  chezu_statement_bind_int (update, 1, id);
  chezu_statement_bind_int (update, 2, CHEZU_OUTBOX_SENDING);
  chezu_statement_bind_int (update, 3, claim->source_id);
  chezu_statement_bind_int (update, 4, now_ms);
  return chezu_statement_run (update, error);
}

static gboolean
claim_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Claim *claim = data;
  gint64 now_ms = chezu_time_now_ms ();

  g_ptr_array_set_size (claim->items, 0);
  if (!fail_old (db, now_ms, error) || !read_due (db, claim, now_ms, error))
    return FALSE;
  for (guint i = 0; i < claim->items->len; i++)
    {
      const ChezuOutboxItem *item = g_ptr_array_index (claim->items, i);

      if (!mark_sending (db, claim, item->id, now_ms, error))
        return FALSE;
    }
  return TRUE;
}

static void
resolve_claimed (DexPromise *promise, gpointer data)
{
  Claim *claim = data;

  chezu_store_resolve_pointer (promise, g_steal_pointer (&claim->items),
                               (GDestroyNotify)g_ptr_array_unref);
}

DexFuture *
chezu_outbox_claim (ChezuStore *store, gint64 source_id, guint most)
{
  Claim *claim;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  claim = g_new0 (Claim, 1);
  claim->source_id = source_id;
  claim->most = most;
  claim->items = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_outbox_item_free);
  return chezu_store_write_then (store, claim_in_transaction, claim, claim_free, resolve_claimed);
}

/* --- Looking -------------------------------------------------------------------------------- */

static gpointer
find_waiting (ChezuDatabase *db, gpointer data, GError **error)
{
  const Claim *claim = data;
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT 1 FROM outbox WHERE state = 0 AND (written_ms < ?3 OR due_ms <= ?2 "
          "AND " TERMINAL " IS NOT NULL) LIMIT 1");
  gint64 now_ms = chezu_time_now_ms ();
  gboolean *found = g_new0 (gboolean, 1);

  chezu_statement_bind_int (select, 1, claim->source_id);
  chezu_statement_bind_int (select, 2, now_ms);
  chezu_statement_bind_int (select, 3, now_ms - CHEZU_OUTBOX_AGE_MAX_MS);
  *found = chezu_statement_next (select);
  if (chezu_statement_done (select, error))
    return found;
  g_free (found);
  return NULL;
}

DexFuture *
chezu_outbox_is_waiting (ChezuStore *store, gint64 source_id)
{
  const Claim claim = { .source_id = source_id };

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_read (store, find_waiting, g_memdup2 (&claim, sizeof claim), g_free, g_free);
}

/* --- Settling ------------------------------------------------------------------------------- */

typedef struct
{
  gint64 id;
  ChezuOutboxState state;
  char *answer;
} Outcome;

static void
outcome_free (gpointer data)
{
  Outcome *outcome = data;

  g_free (outcome->answer);
  g_free (outcome);
}

/* An answer may have come before its sending was over. */
static gboolean
settle_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const Outcome *outcome = data;
  gint64 now_ms = chezu_time_now_ms ();
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE outbox SET state = ?2, answer = ?3, changed_ms = ?4, "
          "sent_ms = iif (?2 IN (2, 3), ?4, 0), "
          "due_ms = iif (?2 = 0, ?4 + min (?6, ?5 << min (attempts - 1, 10)), due_ms) "
          "WHERE id = ?1 AND state = 1");

  chezu_statement_bind_int (update, 1, outcome->id);
  chezu_statement_bind_int (update, 2, outcome->state);
  chezu_statement_bind_text (update, 3, outcome->answer);
  chezu_statement_bind_int (update, 4, now_ms);
  chezu_statement_bind_int (update, 5, RETRY_MIN_MS);
  chezu_statement_bind_int (update, 6, RETRY_MAX_MS);
  return chezu_statement_run (update, error);
}

DexFuture *
chezu_outbox_settle (ChezuStore *store, gint64 id, ChezuOutboxState state, const char *answer)
{
  const Outcome outcome = { id, state, g_strdup (answer) };

  g_return_val_if_fail (CHEZU_IS_STORE (store) && state < CHEZU_N_OUTBOX_STATES, NULL);

  return chezu_store_write (store, settle_in_transaction, g_memdup2 (&outcome, sizeof outcome),
                            outcome_free);
}

static gboolean
recover_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const Claim *claim = data;
  ChezuStatement *update
      = chezu_database_prepare (db, "UPDATE outbox SET state = ?2, changed_ms = ?3, answer = ?4 "
                                    "WHERE state = 1 AND source = ?1");

  chezu_statement_bind_int (update, 1, claim->source_id);
  chezu_statement_bind_int (update, 2, CHEZU_OUTBOX_UNCERTAIN);
  chezu_statement_bind_int (update, 3, chezu_time_now_ms ());
  chezu_statement_bind_text (update, 4, _ ("The program ended while it was being sent"));
  return chezu_statement_run (update, error);
}

DexFuture *
chezu_outbox_recover (ChezuStore *store, gint64 source_id)
{
  const Claim claim = { .source_id = source_id };

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_write (store, recover_in_transaction, g_memdup2 (&claim, sizeof claim),
                            g_free);
}

/* --- Answers -------------------------------------------------------------------------------- */

gboolean
chezu_outbox_answer_in (
    ChezuDatabase *db, gint64 vehicle_id, gint64 time_ms, const char *answer, GError **error)
{
  ChezuStatement *update = chezu_database_prepare (
      db, "UPDATE outbox SET state = ?2, answer = ?3, changed_ms = ?4 WHERE id = "
          "(SELECT id FROM outbox WHERE vehicle = ?1 AND state IN (1, 2, 3, 6) "
          "AND written_ms <= ?5 + ?6 AND (state = 3 OR changed_ms > ?5 - ?7) "
          "ORDER BY id LIMIT 1)");

  chezu_statement_bind_int (update, 1, vehicle_id);
  chezu_statement_bind_int (update, 2, CHEZU_OUTBOX_ANSWERED);
  chezu_statement_bind_text (update, 3, answer);
  chezu_statement_bind_int (update, 4, chezu_time_now_ms ());
  chezu_statement_bind_int (update, 5, time_ms);
  chezu_statement_bind_int (update, 6, CLOCKS_MS);
  chezu_statement_bind_int (update, 7, ANSWER_MAX_MS);
  return chezu_statement_run (update, error);
}
