/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person is told from the loss of the connection until what was missed is here. */

#include "base/chezu-time.h"
#include "shell/chezu-outage.h"

#define NOW_MS G_GINT64_CONSTANT (1795501927000)

typedef struct
{
  ChezuOutage outage;
  ChezuConnection connection;
  char *news;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->connection.data_ms = NOW_MS;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->news);
  g_free (fixture->connection.label);
  g_free (fixture->connection.banner);
}

/* Looks at the connection so many milliseconds after the beginning. */
static void
look (Fixture *fixture, ChezuConnectionLevel level, gint64 after_ms, gboolean filling)
{
  ChezuConnection *connection = &fixture->connection;

  if (level == CHEZU_CONNECTION_LIVE)
    connection->data_ms = NOW_MS + after_ms - CHEZU_SECOND_MS;
  connection->level = level;
  connection->remedy = CHEZU_REMEDY_NONE;
  g_clear_pointer (&connection->label, g_free);
  g_clear_pointer (&connection->banner, g_free);
  g_free (fixture->news);
  fixture->news = chezu_outage_follow (&fixture->outage, connection, filling, NOW_MS + after_ms);
}

static void
test_filling_is_told_until_it_is_over (Fixture *fixture, gconstpointer data)
{
  look (fixture, CHEZU_CONNECTION_LOST, 40 * CHEZU_SECOND_MS, FALSE);
  look (fixture, CHEZU_CONNECTION_OFFLINE, 22 * CHEZU_MINUTE_MS, FALSE);
  g_assert_null (fixture->connection.banner);

  look (fixture, CHEZU_CONNECTION_LIVE, 23 * CHEZU_MINUTE_MS, TRUE);
  g_assert_null (fixture->news);
  g_assert_cmpstr (fixture->connection.banner, ==, "Restored, filling in 23 min");
  g_assert_cmpint (fixture->connection.remedy, ==, CHEZU_REMEDY_DETAILS);
  g_assert_cmpstr (fixture->connection.label, ==, "Live, filling in · 1 s ago");

  look (fixture, CHEZU_CONNECTION_LIVE, 31 * CHEZU_MINUTE_MS, TRUE);
  g_assert_cmpstr (fixture->connection.banner, ==, "Restored, filling in 23 min");

  look (fixture, CHEZU_CONNECTION_LIVE, 32 * CHEZU_MINUTE_MS, FALSE);
  g_assert_null (fixture->connection.banner);
  g_assert_cmpstr (fixture->news, ==, "Restored, and the 23 min that were missed are filled in");

  look (fixture, CHEZU_CONNECTION_LIVE, 33 * CHEZU_MINUTE_MS, TRUE);
  g_assert_null (fixture->news);
  g_assert_null (fixture->connection.banner);
}

/* The ledger notes what was missed a moment after the first live data. */
static void
test_nothing_to_fill_in_is_waited_for (Fixture *fixture, gconstpointer data)
{
  look (fixture, CHEZU_CONNECTION_LOST, 40 * CHEZU_SECOND_MS, FALSE);
  look (fixture, CHEZU_CONNECTION_LIVE, 2 * CHEZU_MINUTE_MS, FALSE);
  g_assert_null (fixture->news);
  look (fixture, CHEZU_CONNECTION_LIVE, 2 * CHEZU_MINUTE_MS + 6 * CHEZU_SECOND_MS, FALSE);
  g_assert_cmpstr (fixture->news, ==, "Restored after 2 min");
}

static void
test_a_short_loss_is_not_worth_a_word (Fixture *fixture, gconstpointer data)
{
  look (fixture, CHEZU_CONNECTION_LOST, CHEZU_SECOND_MS, FALSE);
  look (fixture, CHEZU_CONNECTION_LIVE, 4 * CHEZU_SECOND_MS, TRUE);
  look (fixture, CHEZU_CONNECTION_LIVE, CHEZU_MINUTE_MS, FALSE);
  g_assert_null (fixture->news);
  g_assert_null (fixture->connection.banner);
}

static void
test_lost_again_while_filling (Fixture *fixture, gconstpointer data)
{
  look (fixture, CHEZU_CONNECTION_LOST, 40 * CHEZU_SECOND_MS, FALSE);
  look (fixture, CHEZU_CONNECTION_LIVE, 5 * CHEZU_MINUTE_MS, TRUE);
  look (fixture, CHEZU_CONNECTION_LOST, 6 * CHEZU_MINUTE_MS, TRUE);
  g_assert_null (fixture->connection.banner);
  g_assert_null (fixture->news);
  look (fixture, CHEZU_CONNECTION_LIVE, 8 * CHEZU_MINUTE_MS, TRUE);
  g_assert_cmpstr (fixture->connection.banner, ==, "Restored, filling in 3 min");
}

#define ADD(path, func) g_test_add ("/shell/outage/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("filling-is-told-until-it-is-over", test_filling_is_told_until_it_is_over);
  ADD ("nothing-to-fill-in-is-waited-for", test_nothing_to_fill_in_is_waited_for);
  ADD ("a-short-loss-is-not-worth-a-word", test_a_short_loss_is_not_worth_a_word);
  ADD ("lost-again-while-filling-counts-the-new-loss", test_lost_again_while_filling);
  return g_test_run ();
}
