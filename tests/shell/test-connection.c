/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person is told about the connection, for every state a source can be in. */

#include "base/chezu-time.h"
#include "shell/chezu-connection.h"
#include "shell/chezu-source-words.h"

/* 2026-11-24 14:32:07 in Shanghai, the zone of the tests. */
#define NOW_MS G_GINT64_CONSTANT (1795501927000)

typedef struct
{
  GPtrArray *sources;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->sources = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_source_row_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->sources);
}

static ChezuSourceRow *
add_source (Fixture *fixture, ChezuSourceState state, gint64 silent_ms)
{
  ChezuSourceRow *source = g_new0 (ChezuSourceRow, 1);

  source->name = g_strdup ("交通局");
  source->url = g_strdup ("https://fleet.example");
  source->enabled = TRUE;
  source->state = state;
  source->lag_ms = -1;
  source->last_message_ms = source->connected_ms = NOW_MS - silent_ms;
  g_ptr_array_add (fixture->sources, source);
  return source;
}

static ChezuConnection *
judge (Fixture *fixture)
{
  return chezu_connection_judge (fixture->sources, 0, CHEZU_STORE_WRITABLE, TRUE, NOW_MS);
}

static void
test_live (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) connection = NULL;

  add_source (fixture, CHEZU_SOURCE_LIVE, 1000);
  connection = judge (fixture);

  g_assert_cmpint (connection->level, ==, CHEZU_CONNECTION_LIVE);
  g_assert_cmpstr (connection->label, ==, "Live · 1 s ago");
  g_assert_null (connection->banner);
}

static void
test_delayed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) connection = NULL;

  add_source (fixture, CHEZU_SOURCE_LIVE, 48 * CHEZU_SECOND_MS);
  connection = judge (fixture);

  g_assert_cmpstr (connection->label, ==, "Delayed · 48 s ago");
  g_assert_null (connection->banner);
}

/* A synchronizer that was killed never wrote that it ended. */
static void
test_silent_live (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) connection = NULL;

  add_source (fixture, CHEZU_SOURCE_LIVE, 23 * CHEZU_MINUTE_MS);
  connection = judge (fixture);

  g_assert_cmpstr (connection->label, ==, "Offline · 23 min ago");
  g_assert_cmpstr (connection->banner, ==, "Offline for 23 min. Keep working");
  g_assert_cmpint (connection->remedy, ==, CHEZU_REMEDY_DETAILS);
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  ChezuSourceRow *source = add_source (fixture, CHEZU_SOURCE_RETRYING, 237 * CHEZU_SECOND_MS);
  g_autoptr (ChezuConnection) connection = NULL;

  source->retry_at_ms = NOW_MS + 11400;
  connection = judge (fixture);

  g_assert_cmpstr (connection->banner, ==,
                   "Connection lost, retrying in 12 s. Showing data of 14:28:10");
  g_assert_cmpint (connection->remedy, ==, CHEZU_REMEDY_RETRY);
  g_assert_cmpstr (chezu_remedy_label (connection->remedy), ==, "Retry Now");
}

static void
test_reader_cannot_retry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) connection = NULL;

  add_source (fixture, CHEZU_SOURCE_RETRYING, 40 * CHEZU_SECOND_MS);
  connection = chezu_connection_judge (fixture->sources, 0, CHEZU_STORE_WRITABLE, FALSE, NOW_MS);

  g_assert_cmpint (connection->level, ==, CHEZU_CONNECTION_LOST);
  g_assert_cmpint (connection->remedy, ==, CHEZU_REMEDY_DETAILS);
}

/* The cache has data although this source never sent any: its time is what is shown. */
static void
test_data_of_the_cache (Fixture *fixture, gconstpointer data)
{
  ChezuSourceRow *source = add_source (fixture, CHEZU_SOURCE_RETRYING, 0);
  g_autoptr (ChezuConnection) connection = NULL;

  source->last_message_ms = source->connected_ms = 0;
  source->state_since_ms = NOW_MS - 10 * CHEZU_SECOND_MS;
  connection = chezu_connection_judge (fixture->sources, NOW_MS - 237 * CHEZU_SECOND_MS,
                                       CHEZU_STORE_WRITABLE, TRUE, NOW_MS);

  g_assert_cmpstr (connection->banner, ==,
                   "Connection lost, retrying now. Showing data of 14:28:10");
}

static void
test_nothing_ever_came (Fixture *fixture, gconstpointer data)
{
  ChezuSourceRow *source = add_source (fixture, CHEZU_SOURCE_RETRYING, 0);
  g_autoptr (ChezuConnection) connection = NULL;

  source->last_message_ms = source->connected_ms = 0;
  source->state_since_ms = NOW_MS;
  connection = judge (fixture);

  g_assert_cmpstr (connection->label, ==, "Connection Lost");
  g_assert_cmpstr (connection->banner, ==, "Connection lost, retrying. No data have arrived yet");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) connection = NULL;

  add_source (fixture, CHEZU_SOURCE_REFUSED, 1000);
  connection = judge (fixture);

  g_assert_cmpstr (connection->banner, ==,
                   "Source “交通局” refused the sign-in. Check the account");
  g_assert_cmpint (connection->remedy, ==, CHEZU_REMEDY_SETTINGS);
}

static void
test_untrusted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) connection = NULL;

  add_source (fixture, CHEZU_SOURCE_UNTRUSTED, 1000);
  connection = judge (fixture);

  g_assert_cmpstr (connection->banner, ==,
                   "Not connected: the server's identity cannot be verified");
}

static void
test_worst_wins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) connection = NULL;

  add_source (fixture, CHEZU_SOURCE_LIVE, 1000);
  add_source (fixture, CHEZU_SOURCE_REFUSED, 60000);
  add_source (fixture, CHEZU_SOURCE_RETRYING, 60000);
  connection = judge (fixture);

  g_assert_cmpint (connection->level, ==, CHEZU_CONNECTION_REFUSED);
}

static void
test_switched_off_is_no_trouble (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) connection = NULL;

  add_source (fixture, CHEZU_SOURCE_LIVE, 1000);
  add_source (fixture, CHEZU_SOURCE_REFUSED, 60000)->enabled = FALSE;
  connection = judge (fixture);

  g_assert_cmpint (connection->level, ==, CHEZU_CONNECTION_LIVE);
  g_assert_null (connection->banner);
}

static void
test_no_source (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) connection = judge (fixture);

  g_assert_cmpint (connection->level, ==, CHEZU_CONNECTION_NONE);
  g_assert_cmpstr (connection->label, ==, "No Source");
  g_assert_null (connection->banner);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuConnection) file = NULL;
  g_autoptr (ChezuConnection) newer = NULL;

  add_source (fixture, CHEZU_SOURCE_LIVE, 1000);
  file = chezu_connection_judge (fixture->sources, 0, CHEZU_STORE_READ_ONLY_FILE, FALSE, NOW_MS);
  newer = chezu_connection_judge (fixture->sources, 0, CHEZU_STORE_READ_ONLY_NEWER, FALSE, NOW_MS);

  g_assert_cmpstr (file->banner, ==, "The data file is read-only; new data is not saved");
  g_assert_cmpint (file->remedy, ==, CHEZU_REMEDY_DETAILS);
  g_assert_cmpstr (newer->banner, ==, "The data file is from a newer version; opened read-only");
}

static void
test_words_of_a_source (Fixture *fixture, gconstpointer data)
{
  ChezuSourceRow *source = add_source (fixture, CHEZU_SOURCE_RETRYING, 40000);
  g_autofree char *waiting = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *lag = NULL;

  source->retry_at_ms = NOW_MS + 3000;
  source->refused[CHEZU_REFUSAL_COORDINATES] = 1200;
  source->refused[CHEZU_REFUSAL_SPEED] = 3;
  waiting = chezu_source_describe (source, NOW_MS);
  refused = chezu_source_describe_reasons (source);
  lag = chezu_source_describe_lag (source);

  g_assert_cmpstr (waiting, ==, "Connection Lost · retrying in 3 s");
  g_assert_cmpstr (refused, ==,
                   "Impossible\302\240coordinates\302\2401,200 · Impossible\302\240speed\302\2403");
  g_assert_cmpstr (lag, ==, "—");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

static void
test_address (Fixture *fixture, gconstpointer data)
{
  ChezuSourceRow *source = add_source (fixture, CHEZU_SOURCE_LIVE, 1000);
  g_autofree char *platform = NULL;
  g_autofree char *file = NULL;

  source->transport = g_strdup ("websocket");
  source->datum = CHEZU_DATUM_GCJ02;
  source->time_offset_ms = -28800000;
  platform = chezu_source_describe_address (source);
  g_assert_cmpstr (platform, ==, "https://fleet.example · Live stream · GCJ-02 · -28800 s");

  source->kind = g_strdup ("replay");
  source->speedup = 60;
  source->datum = CHEZU_DATUM_WGS84;
  source->time_offset_ms = 0;
  file = chezu_source_describe_address (source);
  g_assert_cmpstr (file, ==, "https://fleet.example · Recorded file · 60×");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/shell/source/an-address-says-how-it-is-read", test_address);
  ADD ("/shell/connection/live-says-how-old-data-are", test_live);
  ADD ("/shell/connection/over-thirty-seconds-is-delayed", test_delayed);
  ADD ("/shell/connection/silence-is-not-believed-to-be-live", test_silent_live);
  ADD ("/shell/connection/lost-says-when-it-tries-again", test_lost);
  ADD ("/shell/connection/a-reader-has-nothing-to-retry", test_reader_cannot_retry);
  ADD ("/shell/connection/the-cache-has-a-time-too", test_data_of_the_cache);
  ADD ("/shell/connection/nothing-ever-came", test_nothing_ever_came);
  ADD ("/shell/connection/a-refused-sign-in-names-the-source", test_refused);
  ADD ("/shell/connection/an-unknown-server-is-not-connected", test_untrusted);
  ADD ("/shell/connection/the-worst-wins", test_worst_wins);
  ADD ("/shell/connection/switched-off-is-no-trouble", test_switched_off_is_no_trouble);
  ADD ("/shell/connection/no-source", test_no_source);
  ADD ("/shell/connection/a-store-that-cannot-be-written-says-so", test_read_only);
  ADD ("/shell/connection/a-source-in-words", test_words_of_a_source);
  return g_test_run ();
}
