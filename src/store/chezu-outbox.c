/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing texts to vehicles, and reading what became of them. */

#include "store/chezu-outbox-private.h"

#include "base/chezu-time.h"
#include "store/chezu-alarm-raise-private.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>

void
chezu_outbox_item_free (ChezuOutboxItem *self)
{
  if (self == NULL)
    return;

  g_free (self->plate);
  g_free (self->text);
  g_free (self->who);
  g_free (self->answer);
  g_free (self);
}

static const struct
{
  const char *key;
  const char *name;
} states[CHEZU_N_OUTBOX_STATES] = {
  [CHEZU_OUTBOX_WAITING] = { "waiting", N_ ("waiting to be sent") },
  [CHEZU_OUTBOX_SENDING] = { "sending", N_ ("being sent") },
  [CHEZU_OUTBOX_SENT] = { "sent", N_ ("sent") },
  [CHEZU_OUTBOX_QUEUED] = { "queued", N_ ("kept until the terminal connects") },
  [CHEZU_OUTBOX_ANSWERED] = { "answered", N_ ("answered by the terminal") },
  [CHEZU_OUTBOX_FAILED] = { "failed", N_ ("not sent") },
  [CHEZU_OUTBOX_UNCERTAIN] = { "uncertain", N_ ("perhaps sent") },
};

const char *
chezu_outbox_state_key (ChezuOutboxState state)
{
  return states[state].key;
}

const char *
chezu_outbox_state_name (ChezuOutboxState state)
{
  return _ (states[state].name);
}

/* --- Writing -------------------------------------------------------------------------------- */

typedef struct
{
  gint64 *vehicle_ids;
  guint n_vehicles;
  char *text;
  gint64 alarm_id;
  char *who;
} Letter;

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  g_free (letter->vehicle_ids);
  g_free (letter->text);
  g_free (letter->who);
  g_free (letter);
}

static gboolean
check_text (const char *text, GError **error)
{
  if (*text == '\0')
    {
      g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID,
                           _ ("The text is empty"));
      return FALSE;
    }
  if (!g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > CHEZU_OUTBOX_TEXT_MAX)
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID,
                   _ ("A text to a vehicle has at most %d characters"), CHEZU_OUTBOX_TEXT_MAX);
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_one (
    ChezuDatabase *db, const Letter *letter, gint64 vehicle_id, gint64 now_ms, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO outbox (vehicle, alarm, text, who, written_ms, changed_ms) "
          "SELECT id, nullif (?2, 0), ?3, ?4, ?5, ?5 FROM vehicle WHERE id = ?1");

  chezu_statement_bind_int (insert, 1, vehicle_id);
  chezu_statement_bind_int (insert, 2, letter->alarm_id);
  chezu_statement_bind_text (insert, 3, letter->text);
  chezu_statement_bind_text (insert, 4, letter->who);
  chezu_statement_bind_int (insert, 5, now_ms);
  if (!chezu_statement_run (insert, error))
    return FALSE;
  if (chezu_database_changes (db) > 0)
    return TRUE;
  g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                       _ ("There is no such vehicle"));
  return FALSE;
}

static gboolean
log_at_alarm (ChezuDatabase *db, const Letter *letter, gint64 now_ms, GError **error)
{
  const ChezuAlarmAct act = {
    .step = CHEZU_ALARM_STEP_MESSAGE, .time_ms = now_ms, .who = letter->who, .text = letter->text
  };

  return letter->alarm_id == 0 || chezu_alarm_step_in (db, letter->alarm_id, &act, NULL, error);
}

static gboolean
write_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const Letter *letter = data;
  gint64 now_ms = chezu_time_now_ms ();

  if (!check_text (letter->text, error) || !log_at_alarm (db, letter, now_ms, error))
    return FALSE;
  for (guint i = 0; i < letter->n_vehicles; i++)
    if (!write_one (db, letter, letter->vehicle_ids[i], now_ms, error))
      return FALSE;
  return TRUE;
}

static void
resolve_count (DexPromise *promise, gpointer data)
{
  dex_promise_resolve_int64 (promise, ((const Letter *)data)->n_vehicles);
}

DexFuture *
chezu_outbox_write (ChezuStore *store,
                    const gint64 *vehicle_ids,
                    guint n_vehicles,
                    const char *text,
                    gint64 alarm_id,
                    const char *who)
{
  Letter letter = {
    .n_vehicles = n_vehicles,
    .alarm_id = alarm_id,
  };

  g_return_val_if_fail (CHEZU_IS_STORE (store) && text != NULL && who != NULL, NULL);

  letter.vehicle_ids = g_memdup2 (vehicle_ids, n_vehicles * sizeof *vehicle_ids);
  letter.text = g_strstrip (g_strdup (text));
  letter.who = g_utf8_make_valid (who, -1);
  return chezu_store_write_then (store, write_in_transaction, g_memdup2 (&letter, sizeof letter),
                                 letter_free, resolve_count);
}

/* --- Reading -------------------------------------------------------------------------------- */

typedef struct
{
  gint64 alarm_id;
  guint most;
} Ask;

static gpointer
list_items (ChezuDatabase *db, gpointer data, GError **error)
{
  const Ask *ask = data;
  g_autoptr (GPtrArray) items
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_outbox_item_free);
  ChezuStatement *select = chezu_database_prepare (
      db,
      ask->alarm_id != 0
          ? "SELECT o.id, o.vehicle, v.plate, coalesce (o.alarm, 0), o.text, o.who, o.written_ms, "
            "o.changed_ms, o.sent_ms, o.attempts, o.state, o.answer FROM outbox o "
            "JOIN vehicle v ON v.id = o.vehicle WHERE o.alarm = ?1 ORDER BY o.id DESC LIMIT ?2"
          : "SELECT o.id, o.vehicle, v.plate, coalesce (o.alarm, 0), o.text, o.who, o.written_ms, "
            "o.changed_ms, o.sent_ms, o.attempts, o.state, o.answer FROM outbox o "
            "JOIN vehicle v ON v.id = o.vehicle WHERE ?1 = 0 ORDER BY o.id DESC LIMIT ?2");

  chezu_statement_bind_int (select, 1, ask->alarm_id);
  chezu_statement_bind_int (select, 2, ask->most);
  while (chezu_statement_next (select))
    {
      ChezuOutboxItem *item = g_new0 (ChezuOutboxItem, 1);

      item->id = chezu_statement_get_int (select, 0);
      item->vehicle_id = chezu_statement_get_int (select, 1);
      item->plate = g_strdup (chezu_statement_get_text (select, 2));
      item->alarm_id = chezu_statement_get_int (select, 3);
      item->text = g_strdup (chezu_statement_get_text (select, 4));
      item->who = g_strdup (chezu_statement_get_text (select, 5));
      item->written_ms = chezu_statement_get_int (select, 6);
      item->changed_ms = chezu_statement_get_int (select, 7);
      item->sent_ms = chezu_statement_get_int (select, 8);
      item->attempts = (guint)chezu_statement_get_int (select, 9);
      item->state = (ChezuOutboxState)CLAMP (chezu_statement_get_int (select, 10), 0,
                                             CHEZU_N_OUTBOX_STATES - 1);
      item->answer = g_strdup (chezu_statement_get_text (select, 11));
      g_ptr_array_add (items, item);
    }
  return chezu_statement_done (select, error) ? g_steal_pointer (&items) : NULL;
}

DexFuture *
chezu_outbox_list (ChezuStore *store, gint64 alarm_id, guint most)
{
  const Ask ask = { alarm_id, most };

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  return chezu_store_read (store, list_items, g_memdup2 (&ask, sizeof ask), g_free,
                           (GDestroyNotify)g_ptr_array_unref);
}
