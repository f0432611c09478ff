/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alarms stay until somebody has dealt with them. */

#include "alarm-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-alarm-raise-private.h"

#include <string.h>
#include <sys/wait.h>

/* --- From a report to the queue ------------------------------------------------------------ */

static void
test_report_raises (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  gint64 now_ms = chezu_time_now_ms ();
  const ChezuAlarmFilter filter = { .limit = 10 };
  g_autoptr (GPtrArray) items = NULL;
  const ChezuAlarmItem *first;

  store_batch_add_event (batch, 1, 11, now_ms, "alarm", "overspeed");
  store_batch_add_event (batch, 2, 12, now_ms, "alarm", "sos");
  store_batch_add_event (batch, 3, 13, now_ms, "alarm", "somethingNew");
  store_batch_add_event (batch, 3, 14, now_ms, "deviceOnline", NULL);
  store_batch_add_event (batch, 3, 15, now_ms, "geofenceEnter", NULL);
  store_commit (fixture->store, batch);

  items = alarm_list (fixture->store, &filter);
  g_assert_cmpuint (items->len, ==, 4);
  first = items->pdata[0];
  g_assert_cmpstr (first->type, ==, "sos");
  g_assert_cmpuint (first->life.priority, ==, CHEZU_ALARM_P1);
  g_assert_cmpint (first->vehicle_id, ==, 2);
  g_assert_cmpstr (first->plate, ==, "鲁D00002");
  g_assert_cmpint (first->life.raised_ms, ==, now_ms);
  g_assert_false (first->life.late);
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT count(*) FROM alarm_state WHERE type = 'other'"), ==,
      1);
  g_assert_cmpint (store_query_int (fixture->store,
                                    "SELECT json_extract (payload, '$.raw') = 'a:somethingNew' "
                                    "FROM alarm_event WHERE payload LIKE '%other%'"),
                   ==, 1);
  alarm_assert_clean (fixture);
}

static void
test_known_report_raises_nothing (StoreFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      ChezuBatch *batch = chezu_batch_new (fixture->source);

      store_batch_add_event (batch, 1, 11, STORE_T0, "alarm", "overspeed");
      store_commit (fixture->store, batch);
    }
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM alarm_event"), ==, 1);
}

/* EVIDENCE-OF: domain.md, part 3: same vehicle and type within 10 min = one group */
static void
test_repeats_are_one (StoreFixture *fixture, gconstpointer data)
{
  gint64 t = chezu_time_now_ms () - 20 * CHEZU_MINUTE_MS;
  gint64 id = alarm_raise_at (fixture->store, 1, "overspeed", t);
  g_autoptr (ChezuAlarmItem) item = NULL;
  g_autoptr (ChezuAlarmItem) other = NULL;

  g_assert_cmpint (alarm_raise_at (fixture->store, 1, "overspeed", t + 5 * CHEZU_MINUTE_MS), ==,
                   id);
  /* Ten minutes after the last one, to the millisecond. */
  g_assert_cmpint (alarm_raise_at (fixture->store, 1, "overspeed", t + 15 * CHEZU_MINUTE_MS), ==,
                   id);
  item = alarm_find (fixture->store, id);
  g_assert_cmpuint (item->life.count, ==, 3);
  g_assert_cmpint (item->life.raised_ms, ==, t);
  g_assert_cmpint (item->life.last_ms, ==, t + 15 * CHEZU_MINUTE_MS);
  g_assert_cmpint (alarm_raise_at (fixture->store, 2, "overspeed", t), !=, id);
  g_assert_cmpint (alarm_raise_at (fixture->store, 1, "brake", t), !=, id);
  g_assert_cmpint (alarm_raise_at (fixture->store, 1, "overspeed", t + 25 * CHEZU_MINUTE_MS + 1),
                   !=, id);

  /* What is closed does not come again: it is another one. */
  alarm_step (fixture->store, id, CHEZU_ALARM_STEP_ACKNOWLEDGE);
  alarm_step (fixture->store, id, CHEZU_ALARM_STEP_CLOSE);
  other = alarm_find (fixture->store,
                      alarm_raise_at (fixture->store, 1, "brake", t + 2 * CHEZU_MINUTE_MS));
  g_assert_cmpuint (other->life.count, ==, 2);
  alarm_assert_clean (fixture);
}

static void
test_late_ones_are_marked (StoreFixture *fixture, gconstpointer data)
{
  gint64 now_ms = chezu_time_now_ms ();
  g_autoptr (ChezuAlarmItem) late
      = alarm_find (fixture->store, alarm_raise_at (fixture->store, 1, "overspeed",
                                                    now_ms - CHEZU_ALARM_LATE_MS - 1000));
  g_autoptr (ChezuAlarmItem) old = alarm_find (
      fixture->store, alarm_raise_at (fixture->store, 1, "overspeed", now_ms - 4 * CHEZU_DAY_MS));
  g_autoptr (ChezuAlarmItem) fresh
      = alarm_find (fixture->store, alarm_raise_at (fixture->store, 2, "overspeed", now_ms));

  g_assert_true (late->life.late);
  g_assert_cmpint (late->life.state, ==, CHEZU_ALARM_RAISED);
  g_assert_false (fresh->life.late);
  /* Three days are there to close one of priority 3: this one lapsed before it was known. */
  g_assert_cmpint (old->life.state, ==, CHEZU_ALARM_CLOSED);
  g_assert_cmpint (old->life.result, ==, CHEZU_ALARM_RESULT_LAPSED);
  alarm_assert_clean (fixture);
}

static void
test_worse_repeat_counts (StoreFixture *fixture, gconstpointer data)
{
  gint64 now_ms = chezu_time_now_ms ();
  ChezuAlarmRaise raise = CHEZU_ALARM_RAISE_INIT;
  g_autoptr (ChezuAlarmItem) item = NULL;
  gint64 id = alarm_raise_at (fixture->store, 1, "adas_ldw", now_ms);

  raise.type = "adas_ldw";
  raise.vehicle_id = 1;
  raise.at_ms = now_ms + 1000;
  raise.level = 2;
  g_assert_cmpint (alarm_resolve (chezu_alarm_raise (fixture->store, &raise)), ==, id);
  item = alarm_find (fixture->store, id);
  g_assert_cmpuint (item->life.priority, ==, CHEZU_ALARM_P2);
}

static void
test_type_that_is_off (StoreFixture *fixture, gconstpointer data)
{
  ChezuAlarmRaise raise = CHEZU_ALARM_RAISE_INIT;
  g_autoptr (GError) error = NULL;
  DexFuture *future;

  g_assert_cmpint (alarm_raise_now (fixture->store, 1, "closing"), ==, 0);
  raise.type = "no_such_type";
  raise.vehicle_id = 1;
  future = chezu_alarm_raise (fixture->store, &raise);
  store_await (future);
  g_assert_null (dex_future_get_value (future, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND);
  dex_unref (future);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM alarm_event"), ==, 0);
}

/* --- Steps -------------------------------------------------------------------------------- */

static void
test_life_from_raised_to_decided (StoreFixture *fixture, gconstpointer data)
{
  ChezuStore *store = fixture->store;
  gint64 id = alarm_raise_now (store, 1, "overspeed");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (ChezuAlarmItem) item = NULL;

  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_ACKNOWLEDGE), ==,
                   CHEZU_ALARM_ACKNOWLEDGED);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_TAKE), ==, CHEZU_ALARM_HANDLING);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_ACT), ==, CHEZU_ALARM_HANDLING);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_MESSAGE), ==, CHEZU_ALARM_HANDLING);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_NOTE), ==, CHEZU_ALARM_HANDLING);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_PRIORITY), ==, CHEZU_ALARM_HANDLING);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_RELEASE), ==, CHEZU_ALARM_ACKNOWLEDGED);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_PASS), ==, CHEZU_ALARM_ACKNOWLEDGED);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_SHELVE), ==, CHEZU_ALARM_SHELVED);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_UNSHELVE), ==, CHEZU_ALARM_ACKNOWLEDGED);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_TAKE), ==, CHEZU_ALARM_HANDLING);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_CLOSE), ==, CHEZU_ALARM_CLOSED);
  g_assert_cmpint (alarm_step (store, id, CHEZU_ALARM_STEP_APPEAL), ==, CHEZU_ALARM_APPEALED);
  alarm_step_badly (store, id, CHEZU_ALARM_STEP_DECIDE, "li", CHEZU_ALARM_ERROR_REFUSED);
  item = alarm_step_by (store, id, CHEZU_ALARM_STEP_DECIDE, "zhao");
  g_assert_cmpint (item->life.state, ==, CHEZU_ALARM_CLOSED);
  g_assert_cmpint (item->life.result, ==, CHEZU_ALARM_RESULT_FALSE);

  entries = store_take (chezu_alarm_queue_history (store, id), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 15);
  for (guint i = 0; i < entries->len; i++)
    {
      const ChezuAlarmEntry *entry = entries->pdata[i];

      g_assert_cmpint (entry->number, ==, i + 1);
      g_assert_false (entry->ignored);
      g_assert_cmpstr (entry->host, ==, g_get_host_name ());
    }
  g_assert_cmpstr (((ChezuAlarmEntry *)entries->pdata[3])->addressee, ==, "王芳");
  g_assert_cmpstr (((ChezuAlarmEntry *)entries->pdata[3])->outcome, ==, "已减速");
  alarm_assert_clean (fixture);
}

static void
test_return_to_normal (StoreFixture *fixture, gconstpointer data)
{
  gint64 now_ms = chezu_time_now_ms ();
  gint64 id = alarm_raise_at (fixture->store, 1, "overspeed", now_ms);
  gint64 latched = alarm_raise_at (fixture->store, 1, "sos", now_ms);
  g_autoptr (ChezuAlarmItem) item = NULL;
  g_autoptr (ChezuAlarmItem) still = NULL;

  alarm_resolve (chezu_alarm_return (fixture->store, 1, "overspeed", now_ms + 1000));
  alarm_resolve (chezu_alarm_return (fixture->store, 1, "sos", now_ms + 1000));
  /* Nobody has one of these: nothing happens. */
  alarm_resolve (chezu_alarm_return (fixture->store, 2, "overspeed", now_ms + 1000));
  item = alarm_find (fixture->store, id);
  g_assert_cmpint (item->life.state, ==, CHEZU_ALARM_RETURNED);
  g_assert_cmpint (item->life.returned_ms, ==, now_ms + 1000);
  still = alarm_find (fixture->store, latched);
  g_assert_cmpint (still->life.state, ==, CHEZU_ALARM_RAISED);
  g_assert_cmpint (still->life.returned_ms, ==, now_ms + 1000);

  /* EVIDENCE-OF: domain.md, part 5: returned, "still an acknowledgement" */
  alarm_step_badly (fixture->store, id, CHEZU_ALARM_STEP_CLOSE, "li", CHEZU_ALARM_ERROR_REFUSED);
  g_assert_cmpint (alarm_step (fixture->store, id, CHEZU_ALARM_STEP_ACKNOWLEDGE), ==,
                   CHEZU_ALARM_ACKNOWLEDGED);
  g_assert_cmpint (alarm_step (fixture->store, id, CHEZU_ALARM_STEP_CLOSE), ==, CHEZU_ALARM_CLOSED);
  alarm_assert_clean (fixture);
}

static void
test_comes_back_after_return (StoreFixture *fixture, gconstpointer data)
{
  gint64 now_ms = chezu_time_now_ms ();
  gint64 id = alarm_raise_at (fixture->store, 1, "overspeed", now_ms);
  g_autoptr (ChezuAlarmItem) item = NULL;

  alarm_resolve (chezu_alarm_return (fixture->store, 1, "overspeed", now_ms + 1000));
  g_assert_cmpint (alarm_raise_at (fixture->store, 1, "overspeed", now_ms + 2000), ==, id);
  item = alarm_find (fixture->store, id);
  g_assert_cmpint (item->life.state, ==, CHEZU_ALARM_RAISED);
  g_assert_cmpint (item->life.returned_ms, ==, 0);
}

static void
test_taking_is_exclusive (StoreFixture *fixture, gconstpointer data)
{
  ChezuStore *store = fixture->store;
  gint64 id = alarm_raise_now (store, 1, "fatigue");
  g_autoptr (ChezuStore) second = NULL;
  g_autoptr (GError) error = NULL;
  ChezuAlarmAct act = { .step = CHEZU_ALARM_STEP_TAKE, .who = "wang" };

  second = chezu_store_open (fixture->path, &error);
  g_assert_no_error (error);
  alarm_step (store, id, CHEZU_ALARM_STEP_TAKE);
  g_assert_null (chezu_alarm_step_sync (second, id, &act, &error));
  g_assert_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_TAKEN);
  g_assert_nonnull (strstr (error->message, "li"));
  alarm_step_badly (store, id, CHEZU_ALARM_STEP_TAKE, "li", CHEZU_ALARM_ERROR_TAKEN);
  /* Whoever has not taken it neither handles nor closes it. */
  alarm_step_badly (second, id, CHEZU_ALARM_STEP_ACT, "wang", CHEZU_ALARM_ERROR_TAKEN);
  alarm_step_badly (second, id, CHEZU_ALARM_STEP_CLOSE, "wang", CHEZU_ALARM_ERROR_TAKEN);
  alarm_step_badly (second, id, CHEZU_ALARM_STEP_RELEASE, "wang", CHEZU_ALARM_ERROR_TAKEN);
  chezu_store_close (second);
  alarm_assert_clean (fixture);
}

static void
test_refusals_change_nothing (StoreFixture *fixture, gconstpointer data)
{
  ChezuStore *store = fixture->store;
  gint64 id = alarm_raise_now (store, 1, "sos");
  g_autofree char *before
      = store_query_text (store, "SELECT group_concat (hex (hash)) FROM alarm_event");
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  ChezuAlarmAct act = alarm_act_of (CHEZU_ALARM_STEP_NOTE);

  alarm_step_badly (store, id, CHEZU_ALARM_STEP_SHELVE, "li", CHEZU_ALARM_ERROR_REFUSED);
  alarm_step_badly (store, id, CHEZU_ALARM_STEP_CLOSE, "li", CHEZU_ALARM_ERROR_REFUSED);
  alarm_step_badly (store, id, CHEZU_ALARM_STEP_APPEAL, "li", CHEZU_ALARM_ERROR_REFUSED);
  act.text = "";
  g_assert_null (chezu_alarm_step_sync (store, id, &act, &error));
  g_assert_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_INVALID);
  g_clear_error (&error);
  act.text = "x";
  g_assert_null (chezu_alarm_step_sync (store, id + 1000, &act, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND);
  after = store_query_text (store, "SELECT group_concat (hex (hash)) FROM alarm_event");
  g_assert_cmpstr (before, ==, after);
}

static void
test_restart_in_the_middle (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = alarm_raise_now (fixture->store, 1, "fatigue");

  alarm_step (fixture->store, id, CHEZU_ALARM_STEP_TAKE);
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  alarm_step_badly (fixture->store, id, CHEZU_ALARM_STEP_TAKE, "wang", CHEZU_ALARM_ERROR_TAKEN);
  alarm_step (fixture->store, id, CHEZU_ALARM_STEP_ACT);
  g_assert_cmpint (alarm_step (fixture->store, id, CHEZU_ALARM_STEP_CLOSE), ==, CHEZU_ALARM_CLOSED);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM desk"), ==, 1);
  alarm_assert_clean (fixture);
}

/* --- Two processes ------------------------------------------------------------------------- */

/* "PROGRAM --take PATH": takes alarm after alarm and says how many it got. */
static int
take_all (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (path, &error);
  g_autoptr (GPtrArray) items = NULL;
  const ChezuAlarmFilter filter = { .limit = 1000 };
  int taken = 0;

  g_assert_no_error (error);
  items = alarm_list (store, &filter);
  for (guint i = 0; i < items->len; i++)
    {
      const ChezuAlarmAct act = { .step = CHEZU_ALARM_STEP_TAKE, .who = "other" };
      g_autoptr (ChezuAlarmItem) item
          = chezu_alarm_step_sync (store, ((ChezuAlarmItem *)items->pdata[i])->id, &act, &error);

      if (item != NULL)
        taken++;
      else
        g_assert_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_TAKEN);
      g_clear_error (&error);
    }
  chezu_store_close (store);
  return taken;
}

static void
test_two_processes_take (StoreFixture *fixture, gconstpointer data)
{
  enum
  {
    N = 100
  };
  const char *argv[] = { "/proc/self/exe", "--take", fixture->path, NULL };
  g_autoptr (GError) error = NULL;
  gint64 now_ms = chezu_time_now_ms ();
  int taken;
  int status;
  GPid pid;

  for (gint64 i = 0; i < N; i++)
    alarm_raise_at (fixture->store, 1, "overspeed", now_ms - i * 11 * CHEZU_MINUTE_MS);
  g_spawn_async (NULL, (char **)(gpointer)argv, NULL,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  taken = take_all (fixture->path);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (taken + WEXITSTATUS (status), ==, N);
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT count(*) FROM alarm_event WHERE step = 'take'"), ==,
      N);
  alarm_assert_clean (fixture);
}

/* --- The queue ----------------------------------------------------------------------------- */

static void
test_queue_by_priority_then_age (StoreFixture *fixture, gconstpointer data)
{
  gint64 t = chezu_time_now_ms () - CHEZU_MINUTE_MS;
  gint64 young = alarm_raise_at (fixture->store, 1, "overspeed", t + 2000);
  gint64 old = alarm_raise_at (fixture->store, 2, "overspeed", t);
  gint64 urgent = alarm_raise_at (fixture->store, 3, "collision", t + 5000);
  ChezuAlarmFilter filter = { .limit = 2 };
  g_autoptr (GPtrArray) first = alarm_list (fixture->store, &filter);
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) of_vehicle = NULL;
  const ChezuAlarmItem *last;

  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpint (((ChezuAlarmItem *)first->pdata[0])->id, ==, urgent);
  last = first->pdata[1];
  g_assert_cmpint (last->id, ==, old);
  filter.after_priority = last->life.priority;
  filter.after_raised_ms = last->life.raised_ms;
  filter.after_id = last->id;
  second = alarm_list (fixture->store, &filter);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpint (((ChezuAlarmItem *)second->pdata[0])->id, ==, young);

  filter = (ChezuAlarmFilter){
    .which = CHEZU_ALARM_ALL,
    .vehicle_id = 2,
    .type = "overspeed",
    .priority = 3,
    .from_ms = t,
    .to_ms = t + 1,
    .has_state = TRUE,
    .state = CHEZU_ALARM_RAISED,
    .newest_first = TRUE,
    .limit = 10,
  };
  of_vehicle = alarm_list (fixture->store, &filter);
  g_assert_cmpuint (of_vehicle->len, ==, 1);
}

static void
test_shelved_returns_by_itself (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = alarm_raise_now (fixture->store, 1, "overspeed");
  ChezuAlarmFilter queue = { .limit = 10 };
  ChezuAlarmFilter shelved
      = { .which = CHEZU_ALARM_OPEN, .has_state = TRUE, .state = CHEZU_ALARM_SHELVED, .limit = 10 };
  ChezuAlarmAct act = alarm_act_of (CHEZU_ALARM_STEP_SHELVE);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) aside = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuAlarmItem) item = NULL;

  act.until_ms = chezu_time_now_ms () + 400;
  item = chezu_alarm_step_sync (fixture->store, id, &act, &error);
  g_assert_no_error (error);
  before = alarm_list (fixture->store, &queue);
  aside = alarm_list (fixture->store, &shelved);
  g_assert_cmpuint (before->len + aside->len, ==, 1);
  while (chezu_time_now_ms () <= act.until_ms)
    g_usleep (20000);
  after = alarm_list (fixture->store, &queue);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpint (((ChezuAlarmItem *)after->pdata[0])->life.state, ==, CHEZU_ALARM_RAISED);
  alarm_assert_clean (fixture);
}

static void
test_second_console_follows (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) second = chezu_store_open (fixture->path, &error);
  g_autofree ChezuAlarmCounts *counts = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  gint64 first;
  gint64 id;

  g_assert_no_error (error);
  first = alarm_raise_now (fixture->store, 1, "sos");
  id = alarm_raise_now (fixture->store, 2, "overspeed");
  counts = store_take (chezu_alarm_queue_count (second, chezu_time_now_ms ()), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts->open[1], ==, 1);
  g_assert_cmpuint (counts->open[3], ==, 1);
  g_assert_cmpuint (counts->unacknowledged[3], ==, 1);
  g_assert_cmpuint (counts->overdue[1], ==, 0);
  alarm_step (fixture->store, first, CHEZU_ALARM_STEP_TAKE);
  changes = store_take (chezu_alarm_queue_changes (second, counts->last_seq, 10), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpint (((ChezuAlarmItem *)changes->pdata[0])->id, ==, first);
  g_assert_cmpstr (((ChezuAlarmItem *)changes->pdata[0])->life.handler, ==, "li");
  g_assert_cmpint (id, !=, first);
  g_clear_pointer (&counts, g_free);
  /* EVIDENCE-OF: domain.md, part 3: P3 acknowledge 10 min; P1 first action 2 min */
  counts = store_take (
      chezu_alarm_queue_count (second, chezu_time_now_ms () + 11 * CHEZU_MINUTE_MS), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts->overdue[1], ==, 1);
  g_assert_cmpuint (counts->overdue[3], ==, 1);
  chezu_store_close (second);
}

static void
test_burst (StoreFixture *fixture, gconstpointer data)
{
  gint64 now_ms = chezu_time_now_ms ();
  const ChezuAlarmFilter filter = { .limit = 2000 };
  g_autoptr (GPtrArray) items = NULL;
  g_autofree ChezuAlarmFlood *flood = NULL;
  g_autoptr (GError) error = NULL;
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  for (gint64 truck = 1; truck <= 1000; truck++)
    store_batch_add_truck (batch, truck);
  store_commit (fixture->store, batch);
  for (gint64 second = 0; second < 10; second++)
    {
      batch = chezu_batch_new (fixture->source);
      for (gint64 i = 1; i <= 100; i++)
        store_batch_add_event (batch, second * 100 + i, second * 100 + i, now_ms, "alarm",
                               i == 1 ? "sos" : "overspeed");
      store_commit (fixture->store, batch);
    }
  items = alarm_list (fixture->store, &filter);
  g_assert_cmpuint (items->len, ==, 1000);
  g_assert_cmpstr (((ChezuAlarmItem *)items->pdata[9])->type, ==, "sos");
  g_assert_cmpstr (((ChezuAlarmItem *)items->pdata[10])->type, ==, "overspeed");
  flood = store_take (chezu_alarm_queue_flood (fixture->store, chezu_time_now_ms ()), &error);
  g_assert_no_error (error);
  g_assert_true (flood->flood);
  g_assert_cmpuint (flood->last_ten_minutes, ==, 1000);
  alarm_assert_clean (fixture);
}

/* EVIDENCE-OF: domain.md, part 5: flood from 10 in 10 min until below 5 (EEMUA 191) */
static void
test_flood_has_hysteresis (void)
{
  gint64 times[11];
  ChezuAlarmFlood flood;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    times[i] = STORE_T0 + i * CHEZU_SECOND_MS;
  chezu_alarm_flood_judge (times, 10, STORE_T0 + CHEZU_MINUTE_MS, &flood);
  g_assert_false (flood.flood);
  chezu_alarm_flood_judge (times, 11, STORE_T0 + CHEZU_MINUTE_MS, &flood);
  g_assert_true (flood.flood);
  g_assert_cmpint (flood.flood_since_ms, ==, times[10]);
  g_assert_cmpuint (flood.bars[CHEZU_ALARM_FLOOD_BARS - 1], ==, 11);
  /* Six have left, five are there: it goes on. The seventh ends it. */
  chezu_alarm_flood_judge (times, 11, times[5] + 10 * CHEZU_MINUTE_MS, &flood);
  g_assert_cmpuint (flood.last_ten_minutes, ==, 5);
  g_assert_true (flood.flood);
  chezu_alarm_flood_judge (times, 11, times[6] + 10 * CHEZU_MINUTE_MS, &flood);
  g_assert_cmpuint (flood.last_ten_minutes, ==, 4);
  g_assert_false (flood.flood);
  g_assert_cmpint (flood.flood_ms, ==, times[6] + 10 * CHEZU_MINUTE_MS - times[10]);
  chezu_alarm_flood_judge (NULL, 0, STORE_T0, &flood);
  g_assert_false (flood.flood);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/store/alarm/" path, StoreFixture, NULL, alarm_set_up, function,                    \
              store_fixture_tear_down)

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--take"))
    {
      dex_init ();
      return take_all (argv[2]);
    }
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("report-raises-what-the-catalogue-says", test_report_raises);
  ADD ("known-report-raises-nothing", test_known_report_raises_nothing);
  ADD ("repeats-within-ten-minutes-are-one", test_repeats_are_one);
  ADD ("late-ones-are-marked", test_late_ones_are_marked);
  ADD ("worse-repeat-makes-it-more-urgent", test_worse_repeat_counts);
  ADD ("type-that-is-off-raises-nothing", test_type_that_is_off);
  ADD ("life-from-raised-to-decided", test_life_from_raised_to_decided);
  ADD ("returned-still-wants-an-acknowledgement", test_return_to_normal);
  ADD ("returned-one-comes-back", test_comes_back_after_return);
  ADD ("taking-is-exclusive", test_taking_is_exclusive);
  ADD ("refused-steps-change-nothing", test_refusals_change_nothing);
  ADD ("restart-in-the-middle-of-handling", test_restart_in_the_middle);
  ADD ("of-two-processes-one-takes", test_two_processes_take);
  ADD ("queue-by-priority-then-age", test_queue_by_priority_then_age);
  ADD ("shelved-one-returns-by-itself", test_shelved_returns_by_itself);
  ADD ("second-console-follows", test_second_console_follows);
  ADD ("thousand-in-ten-seconds", test_burst);
  g_test_add_func ("/store/alarm/flood-has-hysteresis", test_flood_has_hysteresis);
  return g_test_run ();
}
