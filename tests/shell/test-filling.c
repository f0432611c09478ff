/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the filling of gaps came, as the health page tells it. */

#include "base/chezu-time.h"
#include "shell/chezu-filling.h"

/* 2026-11-24 14:32:07 in Shanghai, the zone of the tests. */
#define NOW_MS G_GINT64_CONSTANT (1795501927000)

static ChezuGapProgress
make_progress (gint64 open, gint64 closed)
{
  return (ChezuGapProgress){ .open = open,
                             .open_vehicles = open / 2,
                             .open_ms = open * 5 * CHEZU_MINUTE_MS,
                             .oldest_ms = open > 0 ? NOW_MS - 2 * CHEZU_HOUR_MS : 0,
                             .closed = closed,
                             .filled_fixes = closed * 10,
                             .remaining_ms = open > 0 ? 12 * CHEZU_MINUTE_MS : 0 };
}

static void
test_fraction_counts_from_the_beginning (void)
{
  ChezuFilling filling = { 0 };
  ChezuGapProgress progress = make_progress (0, 1000);

  chezu_filling_follow (&filling, &progress);
  g_assert_false (filling.active);

  progress = make_progress (40, 1000);
  chezu_filling_follow (&filling, &progress);
  g_assert_true (filling.active);
  g_assert_cmpfloat (chezu_filling_get_fraction (&filling), ==, 0);

  progress = make_progress (30, 1010);
  chezu_filling_follow (&filling, &progress);
  g_assert_cmpfloat (chezu_filling_get_fraction (&filling), ==, 0.25);

  progress = make_progress (0, 1040);
  chezu_filling_follow (&filling, &progress);
  g_assert_cmpfloat (chezu_filling_get_fraction (&filling), ==, 1);

  /* The next time begins anew. */
  progress = make_progress (10, 1040);
  chezu_filling_follow (&filling, &progress);
  g_assert_cmpfloat (chezu_filling_get_fraction (&filling), ==, 0);
}

static void
test_what_is_put_off_is_not_worked_at (void)
{
  ChezuFilling filling = { 0 };
  ChezuGapProgress progress = make_progress (4, 0);
  g_autofree char *words = NULL;
  g_autofree char *rest = NULL;

  progress.waiting = 4;
  chezu_filling_follow (&filling, &progress);
  g_assert_false (filling.active);

  words = chezu_filling_describe (&filling, NOW_MS);
  rest = chezu_filling_describe_rest (&filling);
  g_assert_cmpstr (words, ==,
                   "4 gaps of 2 vehicles · 20 min missing · the oldest since 12:32:07 · 4 looked "
                   "into later");
  g_assert_cmpstr (rest, ==, "");
}

static void
test_words (void)
{
  ChezuFilling filling = { 0 };
  ChezuGapProgress progress = make_progress (1204, 3000);
  g_autofree char *words = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *done = NULL;

  progress.given_up = 3;
  chezu_filling_follow (&filling, &progress);
  words = chezu_filling_describe (&filling, NOW_MS);
  rest = chezu_filling_describe_rest (&filling);
  g_assert_cmpstr (words, ==,
                   "1,204 gaps of 602 vehicles · 100 h 20 min missing · the oldest since 12:32:07 "
                   "· 3,000 closed, with 30,000 fixes · 3 no longer kept by the platform");
  g_assert_cmpstr (rest, ==, "about 12 min left");

  filling.progress.remaining_ms = -1;
  unknown = chezu_filling_describe_rest (&filling);
  g_assert_cmpstr (unknown, ==, "");

  progress = make_progress (0, 0);
  chezu_filling_follow (&filling, &progress);
  done = chezu_filling_describe (&filling, NOW_MS);
  g_assert_cmpstr (done, ==, "No open gaps");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shell/filling/fraction-counts-from-the-beginning",
                   test_fraction_counts_from_the_beginning);
  g_test_add_func ("/shell/filling/what-is-put-off-is-not-worked-at",
                   test_what_is_put_off_is_not_worked_at);
  g_test_add_func ("/shell/filling/words-tell-how-much-is-missing", test_words);
  return g_test_run ();
}
