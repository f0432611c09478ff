/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which gaps are asked for at once, and what an answer proves, by the rules alone. */

#include "base/chezu-time.h"
#include "sync/chezu-backfill-job.h"

#define T0 G_GINT64_CONSTANT (1767225600000)
#define S(second) (T0 + (gint64)(second) * 1000)

typedef struct
{
  ChezuSyncOptions options;
  ChezuBackfillJob job;
  GArray *plan;
  GHashTable *busy;
  GHashTable *alone;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->options = CHEZU_SYNC_OPTIONS_DEFAULT;
  chezu_backfill_job_init (&fixture->job, &fixture->options);
  fixture->plan = g_array_new (FALSE, FALSE, sizeof (ChezuGap));
  fixture->busy = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  fixture->alone = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chezu_backfill_job_clear (&fixture->job);
  g_array_unref (fixture->plan);
  g_hash_table_unref (fixture->busy);
  g_hash_table_unref (fixture->alone);
}

static ChezuGap *
add_gap (Fixture *fixture, gint64 remote, int from, int to)
{
  ChezuGap gap = { .remote_id = remote,
                   .from_ms = S (from),
                   .to_ms = S (to),
                   .interval_ms = 10000,
                   .reason = CHEZU_GAP_RECONNECT };

  g_array_append_val (fixture->plan, gap);
  return &g_array_index (fixture->plan, ChezuGap, fixture->plan->len - 1);
}

/* Takes a job; how many vehicles it is about. */
static guint
take (Fixture *fixture, guint max)
{
  if (!chezu_backfill_job_take (&fixture->job, fixture->plan, fixture->busy, fixture->alone, max))
    return 0;
  return fixture->job.parts->len;
}

static gint64
get_remote (Fixture *fixture, guint part)
{
  return g_array_index (fixture->job.parts, ChezuBackfillPart, part).gap.remote_id;
}

static void
see (Fixture *fixture, gint64 remote, int second)
{
  const ChezuPosition position = { .remote_id = remote, .fix = { .time_ms = S (second) } };

  chezu_backfill_job_see (&fixture->job, &position);
}

static gboolean
prove (Fixture *fixture, int until, int server)
{
  g_autoptr (ChezuBatch) batch = chezu_batch_new (1);

  return chezu_backfill_job_prove (&fixture->job, S (until), S (server), S (server), batch);
}

static void
assert_next (Fixture *fixture, int from, int to)
{
  gint64 from_ms;
  gint64 to_ms;

  g_assert_true (chezu_backfill_job_next (&fixture->job, &from_ms, &to_ms));
  g_assert_cmpint (from_ms, ==, S (from));
  g_assert_cmpint (to_ms, ==, S (to));
}

static void
assert_over (Fixture *fixture)
{
  gint64 from_ms;
  gint64 to_ms;

  g_assert_false (chezu_backfill_job_next (&fixture->job, &from_ms, &to_ms));
}

static void
assert_hole (Fixture *fixture, guint index, gint64 remote, int from, int to)
{
  const ChezuGapNote *hole = &g_array_index (fixture->job.holes, ChezuGapNote, index);

  g_assert_cmpint (hole->remote_id, ==, remote);
  g_assert_cmpint (hole->from_ms, ==, S (from));
  g_assert_cmpint (hole->to_ms, ==, S (to));
  g_assert_cmpint (hole->reason, ==, CHEZU_GAP_SILENCE);
}

/* An outage gives every vehicle nearly the same gap. */
static void
test_together (Fixture *fixture, gconstpointer data)
{
  for (int remote = 1; remote <= 10; remote++)
    add_gap (fixture, remote, remote, 300 + remote);
  g_assert_cmpuint (take (fixture, 4), ==, 4);
  g_assert_cmpuint (fixture->plan->len, ==, 6);
  assert_next (fixture, 1, 304);
  g_assert_true (prove (fixture, 304, 100000));
  assert_over (fixture);

  /* Those are being asked about; the others are next. */
  g_assert_cmpuint (take (fixture, 100), ==, 6);
  g_assert_cmpint (get_remote (fixture, 0), ==, 5);
  g_assert_cmpuint (take (fixture, 100), ==, 0);
}

/* A day of one vehicle is not fetched for a minute of another. */
static void
test_apart (Fixture *fixture, gconstpointer data)
{
  add_gap (fixture, 1, 0, 60);
  add_gap (fixture, 2, 40000, 40060);
  add_gap (fixture, 3, 10, 70);
  add_gap (fixture, 4, 0, 20000);
  g_assert_cmpuint (take (fixture, 100), ==, 2);
  g_assert_cmpint (get_remote (fixture, 0), ==, 1);
  g_assert_cmpint (get_remote (fixture, 1), ==, 3);
  g_assert_cmpuint (take (fixture, 100), ==, 1);
  g_assert_cmpint (get_remote (fixture, 0), ==, 2);
}

static void
test_alone (Fixture *fixture, gconstpointer data)
{
  gint64 three = 3;

  add_gap (fixture, 1, 0, 60)->attempts = 1;
  add_gap (fixture, 2, 0, 60);
  add_gap (fixture, 3, 0, 60);
  add_gap (fixture, 4, 0, 60);
  g_hash_table_add (fixture->alone, g_memdup2 (&three, sizeof three));
  g_assert_cmpuint (take (fixture, 100), ==, 1);
  g_assert_cmpuint (take (fixture, 100), ==, 2);
  g_assert_cmpint (get_remote (fixture, 1), ==, 4);
  g_assert_cmpuint (take (fixture, 100), ==, 1);
  g_assert_cmpint (get_remote (fixture, 0), ==, 3);
}

/* As many fixes as are wanted in an answer, whatever the vehicle's pace. */
static void
test_windows (Fixture *fixture, gconstpointer data)
{
  fixture->options.backfill_rows = 1000;
  add_gap (fixture, 1, 0, 25000);
  g_assert_cmpuint (take (fixture, 100), ==, 1);
  assert_next (fixture, 0, 10000);
  g_assert_true (prove (fixture, 10000, 100000));
  assert_next (fixture, 10000, 20000);
  /* The source told less than was asked for. */
  g_assert_true (prove (fixture, 12000, 100000));
  assert_next (fixture, 12000, 22000);
  g_assert_false (prove (fixture, 12000, 100000));
}

static void
test_never_too_large (Fixture *fixture, gconstpointer data)
{
  fixture->options.backfill_rows = 10000;
  for (int remote = 1; remote <= 100; remote++)
    add_gap (fixture, remote, 0, 3600);
  /* 360 fixes each. */
  g_assert_cmpuint (take (fixture, 100), ==, 27);
}

/* What a terminal kept may still come; later its silence is proven. */
static void
test_holes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuBatch) batch = chezu_batch_new (1);

  add_gap (fixture, 1, 0, 1000);
  add_gap (fixture, 2, 0, 1000);
  g_assert_cmpuint (take (fixture, 100), ==, 2);
  assert_next (fixture, 0, 1000);
  for (int second = -50; second <= 1100; second += 10)
    if (second < 300 || second >= 500)
      see (fixture, 1, second);
  see (fixture, 2, 10);
  see (fixture, 7, 500); /* nobody asked about it */
  g_assert_true (chezu_backfill_job_prove (&fixture->job, S (1000), S (1001), S (1001), batch));

  g_assert_cmpuint (fixture->job.holes->len, ==, 2);
  assert_hole (fixture, 0, 1, 290, 500);
  assert_hole (fixture, 1, 2, 10, 1000);
  /* The first is long over, the second may have something to come. */
  g_assert_cmpint (g_array_index (fixture->job.holes, ChezuGapNote, 0).next_try_ms, ==, 0);
  g_assert_cmpint (g_array_index (fixture->job.holes, ChezuGapNote, 1).next_try_ms, ==,
                   S (1000) + 1485 * 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define add(path, func)                                                                            \
  g_test_add ("/sync/backfill-job/" path, Fixture, NULL, set_up, func, tear_down)
  add ("gaps-alike-are-asked-for-together", test_together);
  add ("gaps-apart-are-asked-for-apart", test_apart);
  add ("who-failed-is-asked-for-alone", test_alone);
  add ("long-gap-goes-by-windows", test_windows);
  add ("answers-are-never-too-large", test_never_too_large);
  add ("holes-are-looked-into-later", test_holes);
  return g_test_run ();
}
