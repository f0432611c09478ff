/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which fixes follow each other without a hole, by the rules alone. */

#include "base/chezu-time.h"
#include "sync/chezu-continuity.h"

#define T0 G_GINT64_CONSTANT (1767225600000)
#define S(second) (T0 + (gint64)(second) * 1000)

typedef struct
{
  ChezuSyncOptions options;
  ChezuContinuity *continuity;
  ChezuGapNote note; /* the last that was made */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->options = CHEZU_SYNC_OPTIONS_DEFAULT;
  fixture->continuity = chezu_continuity_new (&fixture->options);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chezu_continuity_free (fixture->continuity);
}

/* The store has one vehicle, of number 1 and an interval of 10 s, up to second @last. */
static void
break_at (Fixture *fixture, ChezuGapReason reason, int last)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ChezuGapMark));
  ChezuGapMark mark
      = { .remote_id = 1, .last_ms = S (last), .newest_ms = S (last), .interval_ms = 10000 };

  g_array_append_val (marks, mark);
  chezu_continuity_break (fixture->continuity, reason, marks);
}

static gboolean
take (Fixture *fixture, gint64 remote, int second)
{
  return chezu_continuity_take (fixture->continuity, remote, S (second), S (second) + 500,
                                &fixture->note);
}

static void
assert_gap (Fixture *fixture, int from, int to, ChezuGapReason reason)
{
  g_assert_cmpint (fixture->note.from_ms, ==, S (from));
  g_assert_cmpint (fixture->note.to_ms, ==, S (to));
  g_assert_cmpint (fixture->note.reason, ==, reason);
}

/* Streams from second @from on, and the vehicle was heard twice. */
static void
stream_from (Fixture *fixture, int from)
{
  break_at (fixture, CHEZU_GAP_START, from);
  chezu_continuity_follow (fixture->continuity, S (from));
  g_assert_false (take (fixture, 1, from));
  g_assert_false (take (fixture, 1, from + 10));
}

static void
test_stream (Fixture *fixture, gconstpointer data)
{
  stream_from (fixture, 0);
  for (int second = 20; second < 600; second += 10)
    g_assert_false (take (fixture, 1, second));
  /* Late by a few intervals is no silence. */
  g_assert_false (take (fixture, 1, 640));
  /* The server repeats itself. */
  g_assert_false (take (fixture, 1, 640));
}

/* Nothing is noted where the server's latest fix is the one that is here. */
static void
test_nothing_new (Fixture *fixture, gconstpointer data)
{
  break_at (fixture, CHEZU_GAP_RECONNECT, 100);
  g_assert_false (take (fixture, 1, 100));
  chezu_continuity_follow (fixture->continuity, S (4000));
  g_assert_false (take (fixture, 1, 100));
  g_assert_false (take (fixture, 1, 110));
}

static void
test_break (Fixture *fixture, gconstpointer data)
{
  break_at (fixture, CHEZU_GAP_RECONNECT, 100);
  g_assert_true (take (fixture, 1, 700));
  assert_gap (fixture, 100, 700, CHEZU_GAP_RECONNECT);
  g_assert_cmpint (fixture->note.next_try_ms, ==, 0);

  /* Between the list and the stream there may have been more. */
  chezu_continuity_follow (fixture->continuity, S (711));
  g_assert_true (take (fixture, 1, 710));
  assert_gap (fixture, 700, 710, CHEZU_GAP_RECONNECT);
  g_assert_false (take (fixture, 1, 720));
}

/* What comes long after the stream stood does not make the gap longer than the time without one. */
static void
test_ends_where_the_stream_stands (Fixture *fixture, gconstpointer data)
{
  break_at (fixture, CHEZU_GAP_SLEEP, 100);
  chezu_continuity_follow (fixture->continuity, S (1000));
  g_assert_true (take (fixture, 1, 5000));
  assert_gap (fixture, 100, 1060, CHEZU_GAP_SLEEP);
  g_assert_false (take (fixture, 1, 5010));
}

/* A server may look up the first fixes before it listens for more. */
static void
test_first_step (Fixture *fixture, gconstpointer data)
{
  break_at (fixture, CHEZU_GAP_RECONNECT, 100);
  chezu_continuity_follow (fixture->continuity, S (105));
  g_assert_false (take (fixture, 1, 100));
  g_assert_true (take (fixture, 1, 120));
  assert_gap (fixture, 100, 120, CHEZU_GAP_RECONNECT);
  g_assert_false (take (fixture, 1, 140));
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  stream_from (fixture, 0);
  g_assert_true (take (fixture, 1, 1010));
  assert_gap (fixture, 10, 1010, CHEZU_GAP_SILENCE);
  g_assert_cmpint (fixture->note.next_try_ms, ==, S (1010) + 500 + fixture->options.gap_settle_ms);

  /* Who reports seldom is not silent so soon. */
  g_assert_cmpint (chezu_continuity_silence_ms (&fixture->options, 10000), ==, 60000);
  g_assert_cmpint (chezu_continuity_silence_ms (&fixture->options, 600000), ==, 3000000);
  /* As long as it was silent it may send what it kept, but not for ever. */
  g_assert_cmpint (chezu_continuity_again_ms (&fixture->options, S (0), S (1000)), ==, S (2500));
  g_assert_cmpint (chezu_continuity_again_ms (&fixture->options, S (0), S (10)), ==, S (310));
  g_assert_cmpint (chezu_continuity_again_ms (&fixture->options, S (0), S (90000)), ==,
                   S (90000) + fixture->options.gap_again_max_ms);
}

static void
test_late (Fixture *fixture, gconstpointer data)
{
  stream_from (fixture, 1000);
  g_assert_true (take (fixture, 1, 800));
  assert_gap (fixture, 200, 1010, CHEZU_GAP_BUFFERED);
  g_assert_cmpint (fixture->note.next_try_ms, >, S (800));
  /* The same again is no news; the track goes on from its newest. */
  g_assert_false (take (fixture, 1, 800));
  g_assert_false (take (fixture, 1, 1020));
  g_assert_true (take (fixture, 1, 810));
}

static void
test_join (Fixture *fixture, gconstpointer data)
{
  stream_from (fixture, 0);
  g_assert_true (take (fixture, 2, 50));
  g_assert_cmpint (fixture->note.remote_id, ==, 2);
  assert_gap (fixture, 50 - 24 * 3600, 50, CHEZU_GAP_LATE_JOIN);
  g_assert_false (take (fixture, 2, 60));

  /* Where no history is wanted the note still says where the proof begins. */
  fixture->options.gap_join_ms = 0;
  g_assert_true (take (fixture, 3, 50));
  assert_gap (fixture, 50, 50, CHEZU_GAP_LATE_JOIN);
}

/* A whole fleet is new: the server is spared a day of each of its vehicles. */
static void
test_first_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (ChezuGapMark));

  chezu_continuity_break (fixture->continuity, CHEZU_GAP_START, none);
  g_assert_true (take (fixture, 1, 50));
  assert_gap (fixture, 50 - 3600, 50, CHEZU_GAP_LATE_JOIN);
  chezu_continuity_follow (fixture->continuity, S (50));
  g_assert_false (take (fixture, 1, 50));
  g_assert_true (take (fixture, 2, 60));
  assert_gap (fixture, 60 - 24 * 3600, 60, CHEZU_GAP_LATE_JOIN);
}

static void
test_polling (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuBatch) batch = chezu_batch_new (1);

  break_at (fixture, CHEZU_GAP_START, 100);
  chezu_continuity_poll (fixture->continuity);
  g_assert_false (chezu_continuity_settle (fixture->continuity, batch));
  for (int second = 110; second <= 200; second += 10)
    g_assert_false (take (fixture, 1, second));
  g_assert_true (chezu_continuity_settle (fixture->continuity, batch));
  g_assert_false (chezu_continuity_settle (fixture->continuity, batch));

  /* What came since then is noted when the stream stands. */
  g_assert_false (take (fixture, 1, 210));
  chezu_continuity_follow (fixture->continuity, S (212));
  g_assert_true (take (fixture, 1, 210));
  g_assert_cmpint (fixture->note.from_ms, ==, S (200));
  g_assert_cmpint (fixture->note.to_ms, ==, S (210));
  g_assert_false (take (fixture, 1, 220));
}

/* Killed while polling: the newest fix is here, but the proof ends before it. */
static void
test_proof_ends_before_the_newest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ChezuGapMark));
  ChezuGapMark mark = { .remote_id = 1, .last_ms = S (100), .newest_ms = S (500) };

  g_array_append_val (marks, mark);
  chezu_continuity_break (fixture->continuity, CHEZU_GAP_START, marks);
  g_assert_true (take (fixture, 1, 500));
  assert_gap (fixture, 100, 500, CHEZU_GAP_START);
  g_assert_false (take (fixture, 1, 500));
}

/* Terminals whose clock jumps about do not confuse the others. */
static void
test_other_vehicles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  stream_from (fixture, 0);
  for (int second = 20; second < 2000; second += 10)
    {
      take (fixture, 2, g_rand_int_range (rand, 0, 100000));
      if (fixture->note.remote_id == 2)
        g_assert_cmpint (fixture->note.from_ms, <=, fixture->note.to_ms);
      g_assert_false (take (fixture, 1, second));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define add(path, func)                                                                            \
  g_test_add ("/sync/continuity/" path, Fixture, NULL, set_up, func, tear_down)
  add ("stream-continues", test_stream);
  add ("nothing-new-is-no-gap", test_nothing_new);
  add ("break-is-a-gap-up-to-the-latest", test_break);
  add ("gap-ends-where-the-stream-stands", test_ends_where_the_stream_stands);
  add ("first-step-on-a-stream-is-not-proven", test_first_step);
  add ("silent-vehicle-is-asked-later-and-again", test_silence);
  add ("late-fix-may-not-be-alone", test_late);
  add ("late-join-reaches-back", test_join);
  add ("fleet-that-is-new-reaches-back-less", test_first_connection);
  add ("polling-is-noted-now-and-then", test_polling);
  add ("proof-may-end-before-the-newest", test_proof_ends_before_the_newest);
  add ("vehicles-do-not-disturb-each-other", test_other_vehicles);
  return g_test_run ();
}
