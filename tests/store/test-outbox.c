/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts to vehicles: written once, claimed once, and never in doubt about what became of them. */

#include "alarm-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-outbox.h"

#define STATE "SELECT state FROM outbox WHERE id = "

static void
set_up (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch;

  store_fixture_set_up (fixture, data);
  batch = chezu_batch_new (fixture->source);
  store_batch_add_truck (batch, 11);
  store_batch_add_truck (batch, 12);
  store_batch_add_fix (batch, 11, STORE_T0, 117.25, 34.8);
  store_batch_add_fix (batch, 12, STORE_T0, 117.26, 34.8);
  store_commit (fixture->store, batch);
}

static gint64
vehicle (StoreFixture *fixture, gint64 remote)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT id FROM vehicle WHERE remote_id = %" G_GINT64_FORMAT, remote);

  return store_query_int (fixture->store, sql);
}

static gint64
state_of (StoreFixture *fixture, gint64 id)
{
  g_autofree char *sql = g_strdup_printf (STATE "%" G_GINT64_FORMAT, id);

  return store_query_int (fixture->store, sql);
}

static gboolean
finish (DexFuture *future, GError **error)
{
  gboolean resolved;

  store_await (future);
  resolved = dex_future_get_value (future, error) != NULL;
  dex_unref (future);
  return resolved;
}

static void
write_text (StoreFixture *fixture, gint64 remote, const char *text)
{
  gint64 id = vehicle (fixture, remote);
  g_autoptr (GError) error = NULL;

  finish (chezu_outbox_write (fixture->store, &id, 1, text, 0, "wang"), &error);
  g_assert_no_error (error);
}

static void
refuse_text (StoreFixture *fixture, gint64 id, gint64 alarm, const char *text, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      finish (chezu_outbox_write (fixture->store, &id, 1, text, alarm, "wang"), &error));
  g_assert_cmpint (error->code, ==, code);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM outbox"), ==, 0);
}

/* Returns: (transfer full): what one may send now */
static GPtrArray *
claim (StoreFixture *fixture, gint64 source, guint most)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = store_take (chezu_outbox_claim (fixture->store, source, most), &error);

  g_assert_no_error (error);
  return items;
}

static void
settle (StoreFixture *fixture, gint64 id, ChezuOutboxState state, const char *answer)
{
  g_autoptr (GError) error = NULL;

  finish (chezu_outbox_settle (fixture->store, id, state, answer), &error);
  g_assert_no_error (error);
}

static void
answer (StoreFixture *fixture, gint64 remote, gint64 event, gint64 time_ms, const char *result)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  chezu_batch_add_event (batch, &(ChezuEvent){ .remote_id = remote,
                                               .event_id = event,
                                               .time_ms = time_ms,
                                               .kind = "commandResult",
                                               .result = result });
  store_commit (fixture->store, batch);
}

static void
test_bad_texts_are_refused (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *most = g_strnfill (CHEZU_OUTBOX_TEXT_MAX, 'x');
  g_autofree char *more = g_strnfill (CHEZU_OUTBOX_TEXT_MAX + 1, 'x');
  gint64 truck = vehicle (fixture, 11);

  refuse_text (fixture, truck, 0, " \n", CHEZU_STORE_ERROR_INVALID);
  refuse_text (fixture, truck, 0, more, CHEZU_STORE_ERROR_INVALID);
  refuse_text (fixture, 999, 0, "hello", CHEZU_STORE_ERROR_NOT_FOUND);
  refuse_text (fixture, truck, 999, "hello", CHEZU_STORE_ERROR_NOT_FOUND);
  write_text (fixture, 11, most);
}

static void
test_one_claims_it (StoreFixture *fixture, gconstpointer data)
{
  gint64 other = store_add_source (fixture->store, "other");
  g_autoptr (GPtrArray) none = claim (fixture, fixture->source, 10);
  g_autoptr (GPtrArray) foreign = NULL;
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  const ChezuOutboxItem *item;

  g_assert_cmpuint (none->len, ==, 0);
  write_text (fixture, 12, "  前方拥堵 ");
  foreign = claim (fixture, other, 10);
  g_assert_cmpuint (foreign->len, ==, 0);
  first = claim (fixture, fixture->source, 10);
  second = claim (fixture, fixture->source, 10);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpuint (second->len, ==, 0);
  item = first->pdata[0];
  g_assert_cmpint (item->remote_id, ==, 12);
  g_assert_cmpstr (item->text, ==, "前方拥堵");
  g_assert_cmpuint (item->attempts, ==, 1);
  settle (fixture, item->id, CHEZU_OUTBOX_QUEUED, NULL);
  g_assert_cmpint (state_of (fixture, item->id), ==, CHEZU_OUTBOX_QUEUED);
  /* What is over stays so. */
  settle (fixture, item->id, CHEZU_OUTBOX_WAITING, NULL);
  g_assert_cmpint (state_of (fixture, item->id), ==, CHEZU_OUTBOX_QUEUED);
}

static void
test_what_did_not_leave_waits (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) soon = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_autoptr (GError) error = NULL;

  write_text (fixture, 11, "hello");
  first = claim (fixture, fixture->source, 1);
  settle (fixture, 1, CHEZU_OUTBOX_WAITING, "no route");
  soon = claim (fixture, fixture->source, 1);
  g_assert_cmpuint (soon->len, ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT due_ms - changed_ms FROM outbox"), ==,
                   5000);

  store_execute (fixture->store, "UPDATE outbox SET due_ms = due_ms - 5000", &error);
  g_assert_no_error (error);
  later = claim (fixture, fixture->source, 1);
  g_assert_cmpuint (later->len, ==, 1);
  g_assert_cmpuint (((const ChezuOutboxItem *)later->pdata[0])->attempts, ==, 2);
  settle (fixture, 1, CHEZU_OUTBOX_WAITING, "no route");
  g_assert_cmpint (store_query_int (fixture->store, "SELECT due_ms - changed_ms FROM outbox"), ==,
                   10000);
}

static void
test_old_ones_fail (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;

  write_text (fixture, 11, "old");
  write_text (fixture, 11, "young");
  store_execute (fixture->store,
                 "UPDATE outbox SET written_ms = written_ms - iif (id = 1, 3600001, 3590000)",
                 &error);
  g_assert_no_error (error);
  items = claim (fixture, fixture->source, 10);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpint (state_of (fixture, 1), ==, CHEZU_OUTBOX_FAILED);
  g_assert_cmpint (state_of (fixture, 2), ==, CHEZU_OUTBOX_SENDING);
}

/* Killed between the claim and the answer: it may have arrived. */
static void
test_restart_leaves_doubt (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) claimed = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) error = NULL;

  write_text (fixture, 11, "one");
  write_text (fixture, 11, "two");
  claimed = claim (fixture, fixture->source, 1);
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  finish (chezu_outbox_recover (fixture->store, fixture->source), &error);
  g_assert_no_error (error);
  g_assert_cmpint (state_of (fixture, 1), ==, CHEZU_OUTBOX_UNCERTAIN);
  again = claim (fixture, fixture->source, 10);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpint (((const ChezuOutboxItem *)again->pdata[0])->id, ==, 2);
}

static void
test_terminals_answer_in_turn (StoreFixture *fixture, gconstpointer data)
{
  gint64 now_ms = chezu_time_now_ms ();
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GError) error = NULL;

  answer (fixture, 11, 100, now_ms, "to nothing");
  write_text (fixture, 11, "one");
  write_text (fixture, 12, "to another");
  write_text (fixture, 11, "two");
  items = claim (fixture, fixture->source, 10);
  for (gint64 id = 1; id <= 3; id++)
    settle (fixture, id, CHEZU_OUTBOX_SENT, NULL);
  /* Of an hour ago: to something else. */
  answer (fixture, 11, 101, now_ms - CHEZU_HOUR_MS, "late");
  g_assert_cmpint (state_of (fixture, 1), ==, CHEZU_OUTBOX_SENT);
  answer (fixture, 11, 102, now_ms, "收到");
  answer (fixture, 11, 102, now_ms, "收到");
  g_assert_cmpint (state_of (fixture, 1), ==, CHEZU_OUTBOX_ANSWERED);
  g_assert_cmpint (state_of (fixture, 2), ==, CHEZU_OUTBOX_SENT);
  g_assert_cmpint (state_of (fixture, 3), ==, CHEZU_OUTBOX_SENT);
  listed = store_take (chezu_outbox_list (fixture->store, 0, 10), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (listed->len, ==, 3);
  g_assert_cmpstr (((const ChezuOutboxItem *)listed->pdata[2])->answer, ==, "收到");
  g_assert_cmpstr (((const ChezuOutboxItem *)listed->pdata[0])->text, ==, "two");
}

static void
test_alarm_has_it_in_its_log (StoreFixture *fixture, gconstpointer data)
{
  gint64 truck = vehicle (fixture, 11);
  gint64 alarm = alarm_raise_now (fixture->store, truck, "sos");
  g_autoptr (GPtrArray) about = NULL;
  g_autoptr (GError) error = NULL;

  finish (chezu_outbox_write (fixture->store, &truck, 1, "救援在路上", alarm, "wang"), &error);
  g_assert_no_error (error);
  write_text (fixture, 11, "about nothing");
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM alarm_event "
                                                    "WHERE step = 'message' AND who = 'wang'"),
                   ==, 1);
  about = store_take (chezu_outbox_list (fixture->store, alarm, 10), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (about->len, ==, 1);
  g_assert_cmpint (((const ChezuOutboxItem *)about->pdata[0])->alarm_id, ==, alarm);
  alarm_assert_clean (fixture);
}

#define add(path, func)                                                                            \
  g_test_add ("/outbox/" path, StoreFixture, NULL, set_up, func, store_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("bad-texts-are-refused", test_bad_texts_are_refused);
  add ("one-claims-it", test_one_claims_it);
  add ("what-did-not-leave-waits", test_what_did_not_leave_waits);
  add ("old-ones-fail", test_old_ones_fail);
  add ("restart-leaves-doubt", test_restart_leaves_doubt);
  add ("terminals-answer-in-turn", test_terminals_answer_in_turn);
  add ("alarm-has-it-in-its-log", test_alarm_has_it_in_its_log);
  return g_test_run ();
}
