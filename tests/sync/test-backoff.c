/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "sync/chezu-backoff.h"

static void
test_grows (void)
{
  ChezuBackoff backoff;
  /* The ranges from which the waits are drawn. */
  static const guint low[] = { 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000 };
  static const guint high[] = { 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000 };

  for (guint32 seed = 0; seed < 50; seed++)
    {
      chezu_backoff_init (&backoff, 1000, 60000, seed);
      for (gsize i = 0; i < G_N_ELEMENTS (low); i++)
        {
          guint wait_ms = chezu_backoff_next_ms (&backoff, 0);

          g_assert_cmpuint (wait_ms, >=, low[i]);
          g_assert_cmpuint (wait_ms, <=, high[i]);
        }
      chezu_backoff_clear (&backoff);
    }
}

/* Also after days of failures. */
static void
test_stays_within_limits (void)
{
  ChezuBackoff backoff;

  chezu_backoff_init (&backoff, 1000, 60000, 1);
  for (int i = 0; i < 10000; i++)
    {
      guint wait_ms = chezu_backoff_next_ms (&backoff, 0);

      g_assert_cmpuint (wait_ms, >=, 1000);
      g_assert_cmpuint (wait_ms, <=, 60000);
    }
  chezu_backoff_reset (&backoff);
  g_assert_cmpuint (chezu_backoff_next_ms (&backoff, 0), <=, 2000);
  chezu_backoff_clear (&backoff);
}

static void
test_two_differ (void)
{
  ChezuBackoff one;
  ChezuBackoff other;

  chezu_backoff_init (&one, 1000, 60000, 1);
  chezu_backoff_init (&other, 1000, 60000, 2);
  g_assert_cmpuint (chezu_backoff_next_ms (&one, 0), !=, chezu_backoff_next_ms (&other, 0));
  chezu_backoff_clear (&one);
  chezu_backoff_clear (&other);
}

static void
test_server_may_ask_for_more (void)
{
  ChezuBackoff backoff;

  chezu_backoff_init (&backoff, 1000, 60000, 1);
  g_assert_cmpuint (chezu_backoff_next_ms (&backoff, 90000), ==, 90000);
  /* Less than our own wait is not taken. */
  chezu_backoff_reset (&backoff);
  g_assert_cmpuint (chezu_backoff_next_ms (&backoff, 1), >=, 1000);
  /* Nor for ever. */
  g_assert_cmpuint (chezu_backoff_next_ms (&backoff, G_MAXINT64), ==, 3600 * 1000);
  chezu_backoff_clear (&backoff);
}

static void
test_retry_after (void)
{
  /* 2015-10-21T07:28:00Z */
  const gint64 now_ms = G_GINT64_CONSTANT (1445412480000);

  g_assert_cmpint (chezu_retry_after_ms ("120", now_ms), ==, 120000);
  g_assert_cmpint (chezu_retry_after_ms ("Wed, 21 Oct 2015 07:28:30 GMT", now_ms), ==, 30000);
  g_assert_cmpint (chezu_retry_after_ms ("Wed, 21 Oct 2015 07:27:30 GMT", now_ms), ==, 0);
  g_assert_cmpint (chezu_retry_after_ms ("soon", now_ms), ==, 0);
  g_assert_cmpint (chezu_retry_after_ms ("-5", now_ms), ==, 0);
  g_assert_cmpint (chezu_retry_after_ms ("", now_ms), ==, 0);
  g_assert_cmpint (chezu_retry_after_ms (NULL, now_ms), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/backoff/grows-to-its-limit-with-jitter", test_grows);
  g_test_add_func ("/sync/backoff/stays-within-its-limits-and-resets", test_stays_within_limits);
  g_test_add_func ("/sync/backoff/two-do-not-come-back-as-one", test_two_differ);
  g_test_add_func ("/sync/backoff/server-may-ask-for-more-patience", test_server_may_ask_for_more);
  g_test_add_func ("/sync/backoff/retry-after-in-seconds-or-as-a-date", test_retry_after);
  return g_test_run ();
}
