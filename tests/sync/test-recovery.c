/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams that end, servers that go and come back, streams that are not to be had. */

#include <sqlite3.h>
#include <string.h>

#include "base/chezu-time.h"
#include "sync-fixture.h"

#define FIXES "SELECT value FROM tally WHERE name = 'fix'"
#define POLLED "SELECT count (*) FROM source WHERE state = 'live' AND transport = 'polling'"
#define STREAMED "SELECT count (*) FROM source WHERE state = 'live' AND transport = 'websocket'"

static void
go_live (Fixture *fixture, guint n_vehicles)
{
  fixture_script_fleet (fixture, n_vehicles);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  fixture_wait_for_count (fixture, FIXES, n_vehicles);
}

static void
test_stream_breaks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *positions = NULL;

  go_live (fixture, 3);
  fixture_push_fix (fixture, 10, 1, 5000);
  fixture_wait_for_count (fixture, FIXES, 4);

  /* What the stream would have told meanwhile is in the latest positions. */
  positions = fixture_positions (fixture, 3, 1000);
  fake_traccar_set (fixture->server, "/api/positions", positions);
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_hits (fixture, "/api/socket", 2);
  fixture_wait_for_count (fixture, FIXES, 7);
  fixture_wait_for_count (fixture, STREAMED, 1);

  fixture_push_fix (fixture, 11, 1, 500);
  fixture_wait_for_count (fixture, FIXES, 8);
}

/* Killing the server and starting it again shows loss and recovery without a click. */
static void
test_server_comes_back (Fixture *fixture, gconstpointer data)
{
  guint port = fake_traccar_get_port (fixture->server);
  g_autoptr (ChezuSourceRow) lost = NULL;
  g_autoptr (ChezuSourceRow) back = NULL;

  go_live (fixture, 3);
  g_clear_pointer (&fixture->server, fake_traccar_free);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "127.0.0.1");
  lost = fixture_get_source (fixture);
  g_assert_cmpint (lost->last_message_ms, >=, fixture->now_ms);

  fixture->server = fake_traccar_new_on_port (NULL, port);
  fixture_script_fleet (fixture, 4);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  fixture_wait_for_count (fixture, FIXES, 4);
  back = fixture_get_source (fixture);
  g_assert_null (back->last_error);
  g_assert_cmpint (back->retry_at_ms, ==, 0);
}

/* A path that was lost without a word. */
static void
test_silence (Fixture *fixture, gconstpointer data)
{
  fixture->options.ping_ms = 50;
  fixture->options.silence_ms = 200;
  fixture_wait_for_a_click (fixture);
  fake_traccar_set_mute (fixture->server, TRUE);
  go_live (fixture, 1);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "has not answered for too long");
  fake_traccar_set_mute (fixture->server, FALSE);
  chezu_synchronizer_retry_now (fixture->synchronizer);
  fixture_wait_for_count (fixture, STREAMED, 1);
}

/* Answers to our pings are signs of life, also when the server has nothing to say. */
static void
test_pongs (Fixture *fixture, gconstpointer data)
{
  fixture->options.ping_ms = 50;
  fixture->options.silence_ms = 1000;
  go_live (fixture, 1);
  fixture_pass_time (2500);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/socket"), ==, 1);
  g_assert_cmpint (fixture_get_int (fixture, STREAMED), ==, 1);
}

/* A proxy that swallows pings: after some streams their absence means nothing any more. */
static void
test_swallowed_pings (Fixture *fixture, gconstpointer data)
{
  fixture->options.ping_ms = 20;
  fixture->options.silence_ms = 100;
  fixture->options.quiet_ms = 60 * 1000;
  fixture->options.backoff_min_ms = 5;
  fake_traccar_set_mute (fixture->server, TRUE);
  go_live (fixture, 1);
  fixture_wait_for_hits (fixture, "/api/socket", 3);
  fixture_wait_for_count (fixture, STREAMED, 1);
  fixture_pass_time (500);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/socket"), ==, 3);
}

/* The keep-alive of a quiet night is a sign of life. */
static void
test_keep_alive (Fixture *fixture, gconstpointer data)
{
  fixture->options.silence_ms = 2000;
  go_live (fixture, 1);
  for (int i = 0; i < 25; i++)
    {
      fixture_pass_time (100);
      fake_traccar_push (fixture->server, "{}");
    }
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/socket"), ==, 1);
  g_assert_cmpint (fixture_get_int (fixture, STREAMED), ==, 1);
}

static void
test_polling (Fixture *fixture, gconstpointer data)
{
  g_autofree char *positions = NULL;

  fixture->options.stream_ms = 100;
  fake_traccar_refuse_sockets (fixture->server, 404);
  go_live (fixture, 2);
  fixture_wait_for_count (fixture, POLLED, 1);

  positions = fixture_positions (fixture, 2, 1000);
  fake_traccar_set (fixture->server, "/api/positions", positions);
  fixture_wait_for_count (fixture, FIXES, 4);

  /* The stream is tried again now and then. */
  fake_traccar_refuse_sockets (fixture->server, 0);
  fixture_wait_for_count (fixture, STREAMED, 1);
  fixture_push_fix (fixture, 11, 1, 500);
  fixture_wait_for_count (fixture, FIXES, 5);
}

/* A proxy that says 503 to the stream although we are signed in. */
static void
test_unavailable_stream (Fixture *fixture, gconstpointer data)
{
  fake_traccar_refuse_sockets (fixture->server, 503);
  go_live (fixture, 2);
  fixture_wait_for_count (fixture, POLLED, 1);
}

static void
test_polling_survives_trouble (Fixture *fixture, gconstpointer data)
{
  fixture_wait_for_a_click (fixture);
  fake_traccar_refuse_sockets (fixture->server, 403);
  go_live (fixture, 2);
  fake_traccar_fail (fixture->server, "/api/positions", 1, 500, "text/plain", "oops", NULL);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "too busy or disturbed");
  chezu_synchronizer_retry_now (fixture->synchronizer);
  fixture_wait_for_count (fixture, POLLED, 1);
}

/* The first message holds the whole fleet, however many that are. */
static void
test_large_message (Fixture *fixture, gconstpointer data)
{
  g_autofree char *positions = fixture_positions (fixture, 5000, 1000);
  g_autofree char *frame = g_strdup_printf ("{\"positions\":%s}", positions);

  go_live (fixture, 5000);
  fixture_wait_for_count (fixture, STREAMED, 1);
  fake_traccar_push (fixture->server, frame);
  fixture_wait_for_count (fixture, FIXES, 10000);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/socket"), ==, 1);
}

/* A message without end and without any use ends the stream, not the memory. */
static void
test_barren_message (Fixture *fixture, gconstpointer data)
{
  g_autofree char *blanks = g_strnfill (300 * 1024, ' ');

  fixture->options.barren_max = 256 * 1024;
  fixture_wait_for_a_click (fixture);
  go_live (fixture, 2);
  fake_traccar_push (fixture->server, blanks);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "cannot be read");
}

typedef struct
{
  sqlite3 *db;
  gint64 until_us;
} Holder;

/* Another program that has the file for itself 99 % of the time. */
static gpointer
hold_lock (gpointer data)
{
  Holder *holder = data;

  while (g_get_monotonic_time () < holder->until_us)
    {
      g_assert_cmpint (sqlite3_exec (holder->db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==,
                       SQLITE_OK);
      g_usleep (99 * 1000);
      sqlite3_exec (holder->db, "ROLLBACK", NULL, NULL, NULL);
      g_usleep (1000);
    }
  return NULL;
}

/* A store at one percent of its speed: the stream waits for it. Everything arrives, over the same
 * stream, and what waits does so at the server. */
static void
test_slow_store (Fixture *fixture, gconstpointer data)
{
  Holder holder = { .until_us = g_get_monotonic_time () + 4 * G_USEC_PER_SEC };
  GThread *thread;
  guint n_pushed = 0;

  fixture->options.batch_max = 100;
  go_live (fixture, 200);
  fixture_wait_for_count (fixture, STREAMED, 1);
  g_assert_cmpint (sqlite3_open (fixture->store_path, &holder.db), ==, SQLITE_OK);
  sqlite3_busy_timeout (holder.db, 10000);
  thread = g_thread_new ("hold-lock", hold_lock, &holder);
  while (g_get_monotonic_time () < holder.until_us)
    {
      g_autofree char *positions = fixture_positions (fixture, 200, 1000 + 10 * (gint64)++n_pushed);
      g_autofree char *frame = g_strdup_printf ("{\"positions\":%s}", positions);

      fake_traccar_push (fixture->server, frame);
      fixture_pass_time (10);
    }
  g_thread_join (thread);
  sqlite3_close (holder.db);

  fixture_wait_for_count (fixture, FIXES, 200 * (1 + n_pushed));
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/socket"), ==, 1);
  g_assert_cmpint (fixture_get_int (fixture, STREAMED), ==, 1);
}

/* A proxy that accepts each stream and drops it: polling shows the fleet all the same. */
static void
test_streams_that_do_not_hold (Fixture *fixture, gconstpointer data)
{
  fixture_wait_for_a_click (fixture);
  go_live (fixture, 2);
  for (int i = 0; i < 3; i++)
    {
      fixture_wait_for_count (fixture, STREAMED, 1);
      fake_traccar_drop_sockets (fixture->server);
      fixture_wait_for_state (fixture, CHEZU_SOURCE_RETRYING);
      chezu_synchronizer_retry_now (fixture->synchronizer);
    }
  fixture_wait_for_count (fixture, POLLED, 1);
}

/* --- Events --------------------------------------------------------------------------------- */

static char *
make_event (gint64 id, gint64 time_ms)
{
  g_autofree char *time = chezu_time_format_iso8601 (time_ms);

  return g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"type\":\"deviceMoving\",\"eventTime\":"
                          "\"%s\",\"deviceId\":1,\"positionId\":0,\"geofenceId\":0,"
                          "\"maintenanceId\":0,\"attributes\":{}}",
                          id, time);
}

static void
test_events_since_cursor (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = make_event (1, fixture->now_ms - 60000);
  g_autofree char *two = make_event (2, fixture->now_ms - 1000);
  g_autofree char *first = g_strdup_printf ("[%s]", one);
  g_autofree char *both = g_strdup_printf ("[%s,%s]", one, two);
  g_autofree char *query = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  gint64 cursor_ms;
  gint64 from_ms;

  fake_traccar_set (fixture->server, "/api/reports/events", first);
  go_live (fixture, 2);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM event"), ==, 1);
  cursor_ms = fixture_get_int (fixture, "SELECT cursor FROM source");
  /* A Date header has whole seconds. */
  g_assert_cmpint (cursor_ms, >=, fixture->now_ms - 2000);

  fake_traccar_set (fixture->server, "/api/reports/events", both);
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_count (fixture, "SELECT count (*) FROM event", 2);

  query = fake_traccar_last_query (fixture->server, "/api/reports/events");
  parameters = soup_form_decode (query);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "groupId"), ==, "3");
  g_assert_true (chezu_time_parse_iso8601 (g_hash_table_lookup (parameters, "from"), &from_ms));
  g_assert_cmpint (from_ms, ==, cursor_ms - fixture->options.events_overlap_ms);
  /* A plus sign in a query means a blank. */
  g_assert_null (strchr (query, '+'));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/recovery/broken-stream-is-caught-up", test_stream_breaks);
  add_sync_test ("/sync/recovery/server-goes-and-comes-back", test_server_comes_back);
  add_sync_test ("/sync/recovery/silent-stream-is-given-up", test_silence);
  add_sync_test ("/sync/recovery/pongs-are-signs-of-life", test_pongs);
  add_sync_test ("/sync/recovery/swallowed-pings-are-got-used-to", test_swallowed_pings);
  add_sync_test ("/sync/recovery/keep-alive-is-a-sign-of-life", test_keep_alive);
  add_sync_test ("/sync/recovery/refused-stream-leads-to-polling-and-back", test_polling);
  add_sync_test ("/sync/recovery/unavailable-stream-leads-to-polling", test_unavailable_stream);
  add_sync_test ("/sync/recovery/polling-survives-trouble", test_polling_survives_trouble);
  add_sync_test ("/sync/recovery/message-of-any-size-is-taken", test_large_message);
  add_sync_test ("/sync/recovery/message-without-use-ends-the-stream", test_barren_message);
  add_sync_test ("/sync/recovery/slow-store-holds-up-the-server", test_slow_store);
  add_sync_test ("/sync/recovery/streams-that-do-not-hold-lead-to-polling",
                 test_streams_that_do_not_hold);
  add_sync_test ("/sync/recovery/events-since-the-cursor", test_events_since_cursor);
  return g_test_run ();
}
