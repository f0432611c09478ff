/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gap ledger: what is noted and closed with the fixes of a batch, and what follows for the
 * completeness of a track. */

#include <string.h>

#include "base/chezu-time.h"
#include "store-fixture.h"
#include "store/chezu-gap-table.h"

#define T(minute) (STORE_T0 + (minute) * CHEZU_MINUTE_MS)

#define OPEN                                                                                       \
  "SELECT coalesce (group_concat (printf ('%d-%d %s', (from_ms - 1767225600000) / 60000, "         \
  "(to_ms - 1767225600000) / 60000, reason), ', ' ORDER BY vehicle, from_ms), '') FROM gap"

static ChezuBatch *
begin (StoreFixture *fixture)
{
  return chezu_batch_new (fixture->source);
}

static void
note (ChezuBatch *batch, gint64 remote, int from, int to, ChezuGapReason reason)
{
  chezu_batch_add_gap (
      batch, &(ChezuGapNote){
                 .remote_id = remote, .from_ms = T (from), .to_ms = T (to), .reason = reason });
}

static void
note_now (StoreFixture *fixture, gint64 remote, int from, int to, ChezuGapReason reason)
{
  g_autoptr (ChezuBatch) batch = begin (fixture);

  note (batch, remote, from, to, reason);
  store_commit (fixture->store, g_steal_pointer (&batch));
}

static void
close_now (StoreFixture *fixture, gint64 remote, int from, int to)
{
  ChezuBatch *batch = begin (fixture);

  chezu_batch_close_gaps (batch, remote, T (from), T (to));
  store_commit (fixture->store, batch);
}

/* Two trucks whose proof begins at minute 0, with a source that proves up to minute 100. */
static void
set_up_trucks (StoreFixture *fixture)
{
  ChezuBatch *batch = begin (fixture);

  for (int remote = 1; remote <= 2; remote++)
    {
      store_batch_add_truck (batch, remote);
      store_batch_add_fix (batch, remote, T (0), 117.1, 34.8);
      note (batch, remote, 0, 0, CHEZU_GAP_LATE_JOIN);
    }
  chezu_batch_set_proven (batch, T (100));
  store_commit (fixture->store, batch);
}

static void
assert_open (StoreFixture *fixture, const char *expected)
{
  g_autofree char *open = store_query_text (fixture->store, OPEN);

  g_assert_cmpstr (open, ==, expected);
}

static ChezuCompleteness *
judge (StoreFixture *fixture, gint64 vehicle, int from, int to)
{
  g_autoptr (GError) error = NULL;
  ChezuCompleteness *completeness = store_take (
      chezu_gap_table_read_completeness (fixture->store, vehicle, T (from), T (to)), &error);

  g_assert_no_error (error);
  return completeness;
}

static void
assert_missing (StoreFixture *fixture, gint64 vehicle, int from, int to, int missing)
{
  g_autoptr (ChezuCompleteness) completeness = judge (fixture, vehicle, from, to);
  gint64 sum_ms = 0;
  gint64 at_ms = T (from);

  g_assert_cmpint (completeness->asked_ms, ==, (to - from) * CHEZU_MINUTE_MS);
  g_assert_cmpint (completeness->missing_ms, ==, missing * CHEZU_MINUTE_MS);
  g_assert_cmpfloat_with_epsilon (completeness->complete, 1.0 - (double)missing / (to - from),
                                  1e-9);
  for (guint i = 0; i < completeness->gaps->len; i++)
    {
      const ChezuGap *gap = &g_array_index (completeness->gaps, ChezuGap, i);

      g_assert_cmpint (gap->from_ms, >=, at_ms);
      g_assert_cmpint (gap->to_ms, >, gap->from_ms);
      at_ms = gap->to_ms;
      sum_ms += gap->to_ms - gap->from_ms;
    }
  g_assert_cmpint (at_ms, <=, T (to));
  g_assert_cmpint (sum_ms, ==, completeness->missing_ms);
}

static ChezuGapProgress *
read_progress (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ChezuGapProgress *progress
      = store_take (chezu_gap_table_read_progress (fixture->store, fixture->source), &error);

  g_assert_no_error (error);
  return progress;
}

static void
test_united (StoreFixture *fixture, gconstpointer data)
{
  set_up_trucks (fixture);
  note_now (fixture, 1, 10, 20, CHEZU_GAP_RECONNECT);
  note_now (fixture, 1, 40, 50, CHEZU_GAP_SLEEP);
  note_now (fixture, 2, 15, 45, CHEZU_GAP_START);
  assert_open (fixture, "10-20 reconnect, 40-50 sleep, 15-45 start");

  /* Touching the first, overlapping the second; the longest part names it. */
  note_now (fixture, 1, 20, 45, CHEZU_GAP_SILENCE);
  assert_open (fixture, "10-50 silence, 15-45 start");
  note_now (fixture, 1, 12, 13, CHEZU_GAP_START);
  assert_open (fixture, "10-50 silence, 15-45 start");
  assert_missing (fixture, 1, 0, 100, 40);
}

static void
test_closed_by_proof (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuGapProgress *before = NULL;
  g_autofree ChezuGapProgress *after = NULL;
  ChezuBatch *batch;

  set_up_trucks (fixture);
  note_now (fixture, 1, 10, 50, CHEZU_GAP_RECONNECT);
  note_now (fixture, 2, 10, 50, CHEZU_GAP_RECONNECT);
  before = read_progress (fixture);
  g_assert_cmpint (before->open, ==, 2);
  g_assert_cmpint (before->open_vehicles, ==, 2);
  g_assert_cmpint (before->open_ms, ==, 80 * CHEZU_MINUTE_MS);
  g_assert_cmpint (before->oldest_ms, ==, T (10));
  g_assert_cmpint (before->remaining_ms, ==, -1);

  /* From the front, from behind, out of the middle. */
  batch = begin (fixture);
  chezu_batch_set_filling (batch, CHEZU_GAP_RECONNECT);
  store_batch_add_fix (batch, 1, T (12), 117.1, 34.8);
  store_batch_add_fix (batch, 1, T (13), 117.1, 34.8);
  chezu_batch_close_gaps (batch, 1, T (10), T (20));
  store_commit (fixture->store, batch);
  assert_open (fixture, "20-50 reconnect, 10-50 reconnect");
  close_now (fixture, 1, 45, 70);
  close_now (fixture, 1, 30, 31);
  assert_open (fixture, "20-30 reconnect, 31-45 reconnect, 10-50 reconnect");
  assert_missing (fixture, 1, 0, 100, 24);
  assert_missing (fixture, 1, 25, 35, 9);
  assert_missing (fixture, 2, 0, 100, 40);

  close_now (fixture, 1, 0, 60);
  close_now (fixture, 2, 10, 50);
  assert_open (fixture, "");
  assert_missing (fixture, 1, 0, 100, 0);
  after = read_progress (fixture);
  g_assert_cmpint (after->open, ==, 0);
  g_assert_cmpint (after->closed, ==, 3);
  g_assert_cmpint (after->filled_fixes, ==, 2);
  g_assert_cmpint (after->remaining_ms, ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT sum (ms) FROM gap_closed"), ==,
                   80 * CHEZU_MINUTE_MS);
}

/* What was closed a year ago is a number, not a row for each gap. */
static void
test_stays_small (StoreFixture *fixture, gconstpointer data)
{
  set_up_trucks (fixture);
  for (int day = 1; day <= 3; day++)
    for (int i = 0; i < 50; i++)
      {
        int from = day * 1440 + i * 10;

        note_now (fixture, 1 + i % 2, from, from + 5, CHEZU_GAP_RECONNECT);
        close_now (fixture, 1 + i % 2, from, from + 5);
      }
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count (*) FROM gap"), ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count (*) FROM gap_closed"), ==, 3);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT sum (gaps) FROM gap_closed"), ==, 150);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count (*) FROM gap_pace"), <=, 60);
}

/* A note whose transaction fails is not there, and neither is the proof of one. */
static void
test_one_transaction (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuBatch) batch = begin (fixture);
  g_autoptr (GError) error = NULL;

  set_up_trucks (fixture);
  note_now (fixture, 1, 10, 50, CHEZU_GAP_RECONNECT);
  store_execute (fixture->store,
                 "CREATE TRIGGER refuse BEFORE UPDATE OF accepted ON source "
                 "BEGIN SELECT raise (ABORT, 'no'); END",
                 &error);
  g_assert_no_error (error);

  store_batch_add_fix (batch, 1, T (12), 117.1, 34.8);
  chezu_batch_close_gaps (batch, 1, T (10), T (50));
  note (batch, 2, 70, 80, CHEZU_GAP_SLEEP);
  chezu_batch_set_proven (batch, T (200));
  g_assert_false (chezu_store_commit_batch_sync (fixture->store, batch, NULL, &error));
  g_assert_nonnull (error);
  assert_open (fixture, "10-50 reconnect");
  g_assert_cmpint (store_query_int (fixture->store, "SELECT proven_ms FROM source"), ==, T (100));
}

static void
test_ends_of_proof (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuCompleteness) completeness = NULL;
  const ChezuGap *gaps;

  set_up_trucks (fixture);
  note_now (fixture, 1, 40, 50, CHEZU_GAP_SLEEP);
  completeness = judge (fixture, 1, -30, 120);
  g_assert_cmpint (completeness->missing_ms, ==, 60 * CHEZU_MINUTE_MS);
  g_assert_cmpuint (completeness->gaps->len, ==, 3);

  gaps = (const ChezuGap *)(gpointer)completeness->gaps->data;
  g_assert_cmpint (gaps[0].to_ms, ==, T (0));
  g_assert_cmpint (gaps[0].reason, ==, CHEZU_GAP_LATE_JOIN);
  g_assert_cmpint (gaps[0].id, ==, 0);
  g_assert_cmpint (gaps[1].from_ms, ==, T (40));
  g_assert_cmpint (gaps[1].reason, ==, CHEZU_GAP_SLEEP);
  g_assert_cmpint (gaps[1].remote_id, ==, 1);
  g_assert_cmpint (gaps[2].from_ms, ==, T (100));
  g_assert_cmpint (gaps[2].reason, ==, CHEZU_GAP_RECONNECT);

  /* Nobody knows anything of this one. */
  assert_missing (fixture, 4711, 0, 100, 100);
}

static void
test_cut_at_now (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuCompleteness) stopped = NULL;
  g_autoptr (ChezuCompleteness) live = NULL;
  g_autoptr (ChezuCompleteness) later = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now_ms = chezu_time_now_ms ();
  gint64 from_ms = now_ms - CHEZU_HOUR_MS;
  ChezuBatch *batch = begin (fixture);

  set_up_trucks (fixture);
  chezu_batch_set_proven (batch, now_ms - 30 * CHEZU_SECOND_MS);
  store_commit (fixture->store, batch);

  stopped = store_take (
      chezu_gap_table_read_completeness (fixture->store, 1, from_ms, now_ms + CHEZU_HOUR_MS),
      &error);
  g_assert_no_error (error);
  g_assert_cmpint (stopped->asked_ms, >=, CHEZU_HOUR_MS);
  g_assert_cmpint (stopped->asked_ms, <, CHEZU_HOUR_MS + CHEZU_MINUTE_MS);
  g_assert_cmpint (stopped->missing_ms, ==, stopped->asked_ms - 3570 * CHEZU_SECOND_MS);

  /* A stream that is live has said all there was to say. */
  store_execute (fixture->store,
                 "UPDATE source SET state = 'live', transport = 'websocket', "
                 "last_message_ms = unixepoch () * 1000",
                 &error);
  g_assert_no_error (error);
  live
      = store_take (chezu_gap_table_read_completeness (fixture->store, 1, from_ms, now_ms), &error);
  g_assert_no_error (error);
  g_assert_cmpint (live->asked_ms, ==, 3570 * CHEZU_SECOND_MS);
  g_assert_cmpint (live->missing_ms, ==, 0);

  later = store_take (chezu_gap_table_read_completeness (fixture->store, 1, now_ms + CHEZU_DAY_MS,
                                                         now_ms + 2 * CHEZU_DAY_MS),
                      &error);
  g_assert_no_error (error);
  g_assert_cmpint (later->asked_ms, ==, 0);
  g_assert_cmpfloat (later->complete, ==, 1.0);
}

/* What one source did not tell, another may have. */
static void
test_two_sources (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 other = store_add_source (fixture->store, "other");
  g_autofree char *link = g_strdup_printf ("INSERT INTO continuity VALUES (1, %" G_GINT64_FORMAT
                                           ", 7, %" G_GINT64_FORMAT ", NULL)",
                                           other, T (30));
  g_autofree char *proven = g_strdup_printf ("UPDATE source SET proven_ms = %" G_GINT64_FORMAT
                                             " WHERE id = %" G_GINT64_FORMAT,
                                             T (120), other);
  g_autofree char *gap = g_strdup_printf (
      "INSERT INTO gap (vehicle, source, remote_id, from_ms, to_ms, reason, noted_ms) "
      "VALUES (1, %" G_GINT64_FORMAT ", 7, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", 'sleep', 0)",
      other, T (45), T (60));

  set_up_trucks (fixture);
  note_now (fixture, 1, 20, 50, CHEZU_GAP_RECONNECT);
  store_execute (fixture->store, link, &error);
  g_assert_no_error (error);
  store_execute (fixture->store, proven, &error);
  g_assert_no_error (error);
  store_execute (fixture->store, gap, &error);
  g_assert_no_error (error);

  /* 20–30 neither, 30–45 the other, 45–50 neither, 50–100 the first, 100–120 the other. */
  assert_missing (fixture, 1, 0, 120, 15);
  assert_missing (fixture, 1, 30, 45, 0);
  assert_missing (fixture, 1, 44, 51, 5);
}

static void
test_source_removed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  const ChezuGapRow *row;

  set_up_trucks (fixture);
  note_now (fixture, 1, 10, 20, CHEZU_GAP_RECONNECT);
  chezu_source_table_remove_sync (fixture->store, "depot", &error);
  g_assert_no_error (error);

  /* What it proved stays proven; what it did not tell nobody will. */
  assert_missing (fixture, 1, 0, 100, 10);
  assert_missing (fixture, 1, 0, 110, 20);
  list = store_take (chezu_gap_table_list (fixture->store, 0, 10), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  row = g_ptr_array_index (list, 0);
  g_assert_true (row->gap.given_up);
  g_assert_nonnull (strstr (row->why, "removed"));
  g_assert_cmpstr (row->plate, ==, "鲁D00001");
  g_assert_null (row->source);
}

static void
add_alarm (ChezuBatch *batch, gint64 remote, int minute)
{
  store_batch_add_event (batch, remote, 0, T (minute), "alarm", "sos");
}

static GArray *
plan (StoreFixture *fixture, gint64 now_ms)
{
  g_autoptr (GError) error = NULL;
  GArray *gaps
      = store_take (chezu_gap_table_plan (fixture->store, fixture->source, now_ms, 10), &error);

  g_assert_no_error (error);
  return gaps;
}

static void
test_order (StoreFixture *fixture, gconstpointer data)
{
  static const gint64 expected[] = { 3, 2, 5, 4, 1 };
  ChezuBatch *batch = begin (fixture);
  g_autoptr (GArray) gaps = NULL;

  for (int remote = 1; remote <= 5; remote++)
    store_batch_add_truck (batch, remote);
  store_commit (fixture->store, batch);
  batch = begin (fixture);
  add_alarm (batch, 3, 35);
  add_alarm (batch, 2, 50);
  add_alarm (batch, 4, 90); /* not in its gap */
  note (batch, 1, 10, 40, CHEZU_GAP_START);
  note (batch, 2, 10, 60, CHEZU_GAP_START);
  note (batch, 3, 30, 40, CHEZU_GAP_START);
  note (batch, 4, 10, 70, CHEZU_GAP_START);
  note (batch, 5, 10, 80, CHEZU_GAP_START);
  store_commit (fixture->store, batch);

  gaps = plan (fixture, T (200));
  g_assert_cmpuint (gaps->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < gaps->len; i++)
    g_assert_cmpint (g_array_index (gaps, ChezuGap, i).remote_id, ==, expected[i]);
}

static void
await_commit (DexFuture *future)
{
  store_await (future);
  g_assert_true (dex_future_is_resolved (future));
  dex_unref (future);
}

static void
test_failures (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) first = NULL;
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) set_back = NULL;
  g_autoptr (GArray) reopened = NULL;
  g_autofree gint64 *due_ms = NULL;
  g_autofree ChezuGapProgress *progress = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  set_up_trucks (fixture);
  note_now (fixture, 1, 10, 20, CHEZU_GAP_RECONNECT);
  first = plan (fixture, T (200));
  g_assert_cmpuint (first->len, ==, 1);
  id = g_array_index (first, ChezuGap, 0).id;

  await_commit (chezu_gap_table_fail (fixture->store, id, T (230), FALSE, "busy"));
  none = plan (fixture, T (200));
  g_assert_cmpuint (none->len, ==, 0);
  due_ms = store_take (chezu_gap_table_read_due (fixture->store, fixture->source, T (200)), &error);
  g_assert_no_error (error);
  g_assert_cmpint (*due_ms, ==, T (230));
  /* A vehicle that adds to its gap does not shorten the wait, … */
  note_now (fixture, 1, 20, 21, CHEZU_GAP_POLLING);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT next_try_ms FROM gap"), ==, T (230));
  /* … and a clock that is set back does not lengthen it. */
  set_back = plan (fixture, T (200) - 2 * CHEZU_DAY_MS);
  g_assert_cmpuint (set_back->len, ==, 1);
  g_assert_cmpuint (g_array_index (set_back, ChezuGap, 0).attempts, ==, 1);

  await_commit (chezu_gap_table_fail (fixture->store, id, 0, TRUE, "no such device"));
  progress = read_progress (fixture);
  g_assert_cmpint (progress->open, ==, 0);
  g_assert_cmpint (progress->given_up, ==, 1);
  assert_missing (fixture, 1, 0, 100, 11);

  await_commit (chezu_gap_table_reopen (fixture->store, 1));
  reopened = plan (fixture, T (200));
  g_assert_cmpuint (reopened->len, ==, 1);
}

static void
test_marks (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) marks = NULL;
  g_autoptr (GError) error = NULL;
  ChezuBatch *batch = begin (fixture);

  set_up_trucks (fixture);
  /* The second has been moved by somebody else since this source was heard of. */
  store_batch_add_fix (batch, 1, T (99), 117.1, 34.8);
  store_batch_add_fix (batch, 2, T (130), 117.1, 34.8);
  store_commit (fixture->store, batch);

  marks = store_take (chezu_gap_table_read_marks (fixture->store, fixture->source, CHEZU_MINUTE_MS),
                      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (marks->len, ==, 2);
  for (guint i = 0; i < marks->len; i++)
    {
      const ChezuGapMark *mark = &g_array_index (marks, ChezuGapMark, i);

      g_assert_cmpint (mark->last_ms, ==, T (99));
      g_assert_cmpint (mark->newest_ms, ==, mark->remote_id == 1 ? T (99) : T (130));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
#define add(path, func)                                                                            \
  g_test_add ("/store/gaps/" path, StoreFixture, NULL, store_fixture_set_up, func,                 \
              store_fixture_tear_down)
  add ("those-that-overlap-or-touch-are-one", test_united);
  add ("closed-by-proof-alone", test_closed_by_proof);
  add ("ledger-stays-small", test_stays_small);
  add ("note-and-proof-stand-or-fall-with-their-batch", test_one_transaction);
  add ("time-before-and-after-the-proof-is-missing", test_ends_of_proof);
  add ("period-is-cut-at-now", test_cut_at_now);
  add ("two-sources-prove-together", test_two_sources);
  add ("removed-source-leaves-what-it-proved", test_source_removed);
  add ("oldest-alarm-first-then-the-newest", test_order);
  add ("failure-waits-and-giving-up-is-told", test_failures);
  add ("marks-reach-as-far-as-the-proof", test_marks);
  return g_test_run ();
}
