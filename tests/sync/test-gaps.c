/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When gaps are noted, and what becomes of them when the source says no. */

#include <string.h>

#include "base/chezu-time.h"
#include "store/chezu-gap-table.h"
#include "sync-fixture.h"

#define FIXES "SELECT value FROM tally WHERE name = 'fix'"
#define STREAMED "SELECT count (*) FROM source WHERE state = 'live' AND transport = 'websocket'"
#define OPEN "SELECT count (*) FROM gap WHERE NOT given_up"
#define GIVEN_UP "SELECT count (*) FROM gap WHERE given_up"
#define NOTED(reason) "SELECT count (*) FROM gap WHERE reason = '" reason "'"
#define CLOSED(reason) "SELECT count (*) FROM gap_closed WHERE reason = '" reason "'"

#define ONE "/api/positions?deviceId=1"
#define TWO "/api/positions?deviceId=2"
#define SEVERAL "/api/reports/route"

/* Vehicles whose history is empty unless a test scripts it. */
static void
script (Fixture *fixture, guint n)
{
  fixture->options.backfill_max = 2;
  fixture->options.backfill_group = 1;
  fixture->options.backfill_min_ms = 10;
  fixture->options.backfill_max_ms = 20;
  fixture->options.gap_first_ms = 0;
  fixture->options.gap_settle_ms = 10;
  fixture->options.gap_again_max_ms = 10;
  fixture_script_fleet (fixture, n);
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/api/positions?deviceId=%u", i);

      fake_traccar_set (fixture->server, path, "[]");
    }
  fake_traccar_set (fixture->server, SEVERAL, "[]");
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
}

static void
go_live (Fixture *fixture, guint n)
{
  fixture_start (fixture);
  fixture_wait_for_count (fixture, STREAMED, 1);
  fixture_wait_for_count (fixture, FIXES, n);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM gap"), ==, 0);
}

/* The latest positions of @n vehicles from now on. */
static void
move_on (Fixture *fixture, guint n, gint64 age_ms)
{
  g_autofree char *positions = fixture_positions (fixture, n, age_ms);

  fake_traccar_set (fixture->server, "/api/positions", positions);
}

/* Vehicle @device has fixes of these ages, in seconds, oldest first; -1 ends the list. */
static void
set_history (Fixture *fixture, const char *path, gint64 device, const int *ages)
{
  g_autoptr (GString) list = g_string_new ("[");

  for (guint i = 0; ages[i] >= 0; i++)
    {
      g_autofree char *position
          = fixture_position (fixture, 1000 + ages[i], device, 117.0 + (double)device * 1e-4, 34.8,
                              ages[i] * CHEZU_SECOND_MS);

      g_string_append_printf (list, "%s%s", i > 0 ? "," : "", position);
    }
  g_string_append (list, "]");
  fake_traccar_set (fixture->server, path, list->str);
}

static void
set_usual_interval (Fixture *fixture)
{
  fixture->options.gap_silence_ms = 20 * CHEZU_SECOND_MS;
  fixture->options.gap_silence_intervals = 1;
}

/* Nothing is asked where the server's latest fix is the one that is here. */
static void
test_nothing_new (Fixture *fixture, gconstpointer data)
{
  script (fixture, 3);
  go_live (fixture, 3);
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_hits (fixture, "/api/socket", 2);
  fixture_wait_for_count (fixture, STREAMED, 1);
  fixture_push_fix (fixture, 10, 1, 5000);
  fixture_wait_for_count (fixture, FIXES, 4);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM gap"), ==, 0);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM gap_closed"), ==, 0);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, ONE), ==, 0);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, SEVERAL), ==, 0);
}

static void
test_reconnect (Fixture *fixture, gconstpointer data)
{
  static const int ages[] = { 8, 6, 4, -1 };

  script (fixture, 2);
  go_live (fixture, 2);
  set_history (fixture, ONE, 1, ages);
  move_on (fixture, 1, 2000);
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_count (fixture, FIXES, 6);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpint (fixture_get_int (fixture, CLOSED ("reconnect")), ==, 1);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT fixes FROM gap_closed"), ==, 3);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT ms FROM gap_closed"), ==, 8000);
}

/* Vehicles whose gaps are alike are asked about at once, and once. */
static void
test_together (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) latest = g_string_new ("[");
  g_autoptr (GString) past = g_string_new ("[");

  script (fixture, 5);
  fixture->options.backfill_group = 10;
  go_live (fixture, 5);
  for (int device = 1; device <= 5; device++)
    {
      g_autofree char *newest = fixture_position (fixture, 10 + device, device,
                                                  117.0 + device * 1e-4, 34.8, 1000 + device * 100);
      g_autofree char *missed = fixture_position (fixture, 5 + device, device,
                                                  117.0 + device * 1e-4, 34.8, 5000 + device * 100);

      g_string_append_printf (latest, "%s%s", device > 1 ? "," : "", newest);
      g_string_append_printf (past, "%s%s,%s", device > 1 ? "," : "", missed, newest);
    }
  g_string_append (latest, "]");
  g_string_append (past, "]");
  fake_traccar_set (fixture->server, "/api/positions", latest->str);
  fake_traccar_set (fixture->server, SEVERAL, past->str);
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_count (fixture, FIXES, 15);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, SEVERAL), ==, 1);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, ONE), ==, 0);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT sum (gaps) FROM gap_closed"), ==, 5);
}

static gint64 asleep_us;

static gint64
get_asleep_us (void)
{
  return asleep_us;
}

static void
test_sleep (Fixture *fixture, gconstpointer data)
{
  fixture->options.asleep_us = get_asleep_us;
  fixture->options.sleep_ms = 10;
  fixture->options.backfill_max = 0;
  script (fixture, 2);
  fixture->options.backfill_max = 0;
  go_live (fixture, 2);
  move_on (fixture, 2, 2000);
  asleep_us += G_TIME_SPAN_HOUR;
  fixture_wait_for_hits (fixture, "/api/socket", 2);
  fixture_wait_for_count (fixture, NOTED ("sleep"), 2);
  fixture_wait_for_count (fixture, STREAMED, 1);
}

/* A terminal sends what it kept after newer ones, which no stream tells. */
static void
test_silence (Fixture *fixture, gconstpointer data)
{
  static const int at_once[] = { 90, 80, 70, -1 };
  static const int later[] = { 90, 80, 70, 60, 50, 40, 30, 20, -1 };

  set_usual_interval (fixture);
  script (fixture, 1);
  move_on (fixture, 1, 100 * CHEZU_SECOND_MS);
  set_history (fixture, ONE, 1, at_once);
  go_live (fixture, 1);

  /* So much is there soon; the rest is asked for once more. */
  fixture->options.gap_again_max_ms = 10;
  fixture_push_fix (fixture, 2, 1, 10 * CHEZU_SECOND_MS);
  fixture_wait_for_count (fixture, FIXES, 5);
  set_history (fixture, ONE, 1, later);
  fixture_push_fix (fixture, 3, 1, 0);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpint (fixture_get_int (fixture, CLOSED ("silence")), ==, 1);
}

/* What a vehicle may still send is asked for again, and then its silence is proven. */
static void
test_asked_again (Fixture *fixture, gconstpointer data)
{
  static const int nothing[] = { -1 };

  set_usual_interval (fixture);
  script (fixture, 1);
  fixture->options.gap_again_max_ms = 16 * CHEZU_SECOND_MS;
  fixture->options.gap_settle_ms = 4 * CHEZU_SECOND_MS;
  move_on (fixture, 1, 100 * CHEZU_SECOND_MS);
  set_history (fixture, ONE, 1, nothing);
  go_live (fixture, 1);
  fixture_push_fix (fixture, 2, 1, 10 * CHEZU_SECOND_MS);
  fixture_wait_for_count (fixture, NOTED ("silence"), 1);
  fixture_wait_for_hits (fixture, ONE, 1);
  fixture_wait_for_hits (fixture, ONE, 2);
  fixture_wait_for_count (fixture, OPEN, 0);
}

static void
test_late_fix (Fixture *fixture, gconstpointer data)
{
  static const int kept[] = { 60, 55, 50, 45, -1 };

  script (fixture, 1);
  fixture->options.gap_late_ms = 30 * CHEZU_SECOND_MS;
  go_live (fixture, 1);
  set_history (fixture, ONE, 1, kept);
  fixture_push_fix (fixture, 2, 1, 50 * CHEZU_SECOND_MS);
  fixture_wait_for_count (fixture, FIXES, 5);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpint (fixture_get_int (fixture, CLOSED ("buffered")), ==, 1);
}

static void
test_late_join (Fixture *fixture, gconstpointer data)
{
  static const int past[] = { 3000, 2000, 1000, -1 };
  g_autofree char *devices = fixture_devices (2);

  script (fixture, 1);
  go_live (fixture, 1);
  set_history (fixture, TWO, 2, past);
  fake_traccar_set (fixture->server, "/api/devices", devices);
  fixture_push_fix (fixture, 7, 2, 1000);
  fixture_wait_for_count (fixture, FIXES, 5);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpint (fixture_get_int (fixture, CLOSED ("late-join")), ==, 1);
  g_assert_cmpint (
      fixture_get_int (fixture, "SELECT max (time_ms) - c.from_ms FROM continuity c JOIN vehicle v "
                                "ON v.id = c.vehicle WHERE c.remote_id = 2"),
      ==, CHEZU_DAY_MS);
}

/* --- When the source says no ---------------------------------------------------------------- */

/* Both vehicles have a gap of ten seconds. */
static void
lose_stream (Fixture *fixture)
{
  move_on (fixture, 2, 0);
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_hits (fixture, "/api/socket", 2);
  fixture_wait_for_count (fixture, STREAMED, 1);
}

static void
test_vehicle_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *why = NULL;

  script (fixture, 2);
  go_live (fixture, 2);
  fake_traccar_fail (fixture->server, TWO, FAKE_FOREVER, 400, "text/plain",
                     "Device access denied - SecurityException", NULL);
  lose_stream (fixture);
  fixture_wait_for_count (fixture, GIVEN_UP, 1);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT remote_id FROM gap"), ==, 2);
  why = fixture_get_text (fixture, "SELECT why FROM gap");
  g_assert_nonnull (strstr (why, "refuses the history"));
  g_assert_null (strstr (why, "Exception"));
}

/* One of several is to blame: each is asked about by itself. */
static void
test_one_of_several_refused (Fixture *fixture, gconstpointer data)
{
  script (fixture, 2);
  fixture->options.backfill_group = 10;
  go_live (fixture, 2);
  fake_traccar_fail (fixture->server, SEVERAL, FAKE_FOREVER, 400, "text/plain", "no", NULL);
  fake_traccar_fail (fixture->server, TWO, FAKE_FOREVER, 404, "text/plain", "no", NULL);
  lose_stream (fixture);
  fixture_wait_for_count (fixture, GIVEN_UP, 1);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, SEVERAL), >=, 1);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, ONE), ==, 1);
}

/* Patience that is asked for is given, and the stream has none of it. */
static void
test_too_many_requests (Fixture *fixture, gconstpointer data)
{
  guint hits;

  script (fixture, 2);
  go_live (fixture, 2);
  fake_traccar_fail (fixture->server, ONE, FAKE_FOREVER, 429, "text/plain", "slow down",
                     "Retry-After: 3600");
  fake_traccar_fail (fixture->server, TWO, FAKE_FOREVER, 429, "text/plain", "slow down",
                     "Retry-After: 3600");
  lose_stream (fixture);
  fixture_wait_for_count (fixture, OPEN, 2);
  fixture_pass_time (200);
  hits = fake_traccar_hits (fixture->server, ONE) + fake_traccar_hits (fixture->server, TWO);
  g_assert_cmpuint (hits, <=, 2);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT sum (attempts) FROM gap"), ==, 0);

  fixture_push_fix (fixture, 20, 1, -1000);
  fixture_wait_for_count (fixture,
                          "SELECT count (*) FROM vehicle WHERE remote_id = 1 AND time_ms > "
                          "(SELECT max (time_ms) FROM vehicle WHERE remote_id = 2)",
                          1);
  /* The stream breaks and comes back at once. */
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_hits (fixture, "/api/socket", 3);
  fixture_wait_for_count (fixture, STREAMED, 1);
}

static void
test_storm (Fixture *fixture, gconstpointer data)
{
  script (fixture, 2);
  go_live (fixture, 2);
  fake_traccar_fail (fixture->server, ONE, 3, 429, "text/plain", "slow down", NULL);
  fake_traccar_fail (fixture->server, TWO, 3, 503, "text/html", "<html>", "Retry-After: 1");
  lose_stream (fixture);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpint (fixture_get_int (fixture, GIVEN_UP), ==, 0);
  g_assert_cmpint (fixture_get_int (fixture, STREAMED), ==, 1);
}

/* Only a whole answer proves anything. */
static void
test_broken_answers (Fixture *fixture, gconstpointer data)
{
  static const int ages[] = { 8, 6, 4, -1 };

  script (fixture, 2);
  go_live (fixture, 2);
  set_history (fixture, ONE, 1, ages);
  fake_traccar_cut (fixture->server, ONE, 2, 700, FALSE);
  fake_traccar_fail (fixture->server, TWO, 2, 200, "application/json", "{\"positions\":[]}", NULL);
  lose_stream (fixture);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, ONE), ==, 3);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, TWO), ==, 3);
  g_assert_cmpint (fixture_get_int (fixture, FIXES), ==, 7);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT sum (fixes) FROM gap_closed"), ==, 3);
}

/* A server that repeats the same cut answer for ever proves nothing, and does not make us spin. */
static void
test_server_repeats_itself (Fixture *fixture, gconstpointer data)
{
  static const int ages[] = { 9, 9, -1 };

  fixture->options.history_cut = 2;
  script (fixture, 2);
  fixture->options.backfill_min_ms = 3600 * 1000;
  fixture->options.backfill_max_ms = 3600 * 1000;
  go_live (fixture, 2);
  set_history (fixture, ONE, 1, ages);
  lose_stream (fixture);
  fixture_wait_for_count (fixture, "SELECT count (*) FROM gap WHERE why LIKE '%cuts its answers%'",
                          1);
  fixture_wait_for_count (fixture, OPEN, 1);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, ONE), <=, 3);
  /* What came is here all the same. */
  g_assert_cmpint (fixture_get_int (fixture, FIXES), ==, 5);
}

static void
test_session_lost (Fixture *fixture, gconstpointer data)
{
  script (fixture, 2);
  go_live (fixture, 2);
  fake_traccar_forget_sessions (fixture->server);
  lose_stream (fixture);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpint (fixture_get_int (fixture, GIVEN_UP), ==, 0);
}

/* A stop does not wait for a server that never answers. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  script (fixture, 2);
  go_live (fixture, 2);
  fake_traccar_stall (fixture->server, ONE, FAKE_FOREVER);
  fake_traccar_stall (fixture->server, TWO, FAKE_FOREVER);
  lose_stream (fixture);
  fixture_wait_for_hits (fixture, ONE, 1);
  fixture_wait_for_hits (fixture, TWO, 1);
  fixture_stop (fixture);
  g_assert_cmpint (fixture_get_int (fixture, OPEN), ==, 2);

  /* Whoever comes next goes on where it was. */
  fake_traccar_set (fixture->server, ONE, "[]");
  fake_traccar_fail (fixture->server, ONE, 0, 200, NULL, NULL, NULL);
  fake_traccar_fail (fixture->server, TWO, 0, 200, NULL, NULL, NULL);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, OPEN, 0);
}

/* --- When the store says no ----------------------------------------------------------------- */

static gboolean
run_sql (ChezuDatabase *db, gpointer data, GError **error)
{
  return chezu_database_execute (db, data, error);
}

static void
execute (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;

  chezu_store_write_sync (fixture->store, run_sql, (gpointer)sql, &error);
  g_assert_no_error (error);
}

/* What was received and could not be saved is fetched again. */
static void
test_store_refuses (Fixture *fixture, gconstpointer data)
{
  static const int ages[] = { 4, 3, -1 };

  script (fixture, 1);
  go_live (fixture, 1);
  execute (fixture, "CREATE TRIGGER refuse BEFORE UPDATE OF accepted ON source "
                    "WHEN NEW.accepted > OLD.accepted BEGIN SELECT raise (ABORT, 'no'); END");
  fixture_push_fix (fixture, 10, 1, 4000);
  fixture_push_fix (fixture, 11, 1, 3000);
  fixture_push_fix (fixture, 12, 1, 2000);
  fixture_wait_for_count (
      fixture, "SELECT count (*) FROM source WHERE state = 'retrying' AND last_error LIKE '%no%'",
      1);
  g_assert_cmpint (fixture_get_int (fixture, FIXES), ==, 1);

  move_on (fixture, 1, 2000);
  set_history (fixture, ONE, 1, ages);
  execute (fixture, "DROP TRIGGER refuse");
  fixture_wait_for_count (fixture, FIXES, 4);
  fixture_wait_for_count (fixture, OPEN, 0);
  g_assert_cmpint (fixture_get_int (fixture, CLOSED ("lost")), ==, 1);
}

/* A store that is busy for a while gets what was received, without a new connection. */
static void
test_store_busy (Fixture *fixture, gconstpointer data)
{
  sqlite3 *other = NULL;

  script (fixture, 1);
  go_live (fixture, 1);
  g_assert_cmpint (sqlite3_open (fixture->store_path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  fixture_push_fix (fixture, 10, 1, 4000);
  fixture_pass_time (6000);
  fixture_push_fix (fixture, 11, 1, 3000);
  g_assert_cmpint (sqlite3_exec (other, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (other);
  fixture_wait_for_count (fixture, FIXES, 3);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/socket"), ==, 1);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM gap_closed"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/gaps/nothing-new-is-not-asked-for", test_nothing_new);
  add_sync_test ("/sync/gaps/reconnect-is-filled", test_reconnect);
  add_sync_test ("/sync/gaps/vehicles-alike-are-asked-about-together", test_together);
  add_sync_test ("/sync/gaps/sleep-ends-the-stream-at-once", test_sleep);
  add_sync_test ("/sync/gaps/silence-is-asked-about", test_silence);
  add_sync_test ("/sync/gaps/silence-is-asked-about-again", test_asked_again);
  add_sync_test ("/sync/gaps/late-fix-is-not-alone", test_late_fix);
  add_sync_test ("/sync/gaps/late-join-reaches-back", test_late_join);
  add_sync_test ("/sync/gaps/vehicle-whose-history-is-refused", test_vehicle_refused);
  add_sync_test ("/sync/gaps/one-of-several-is-refused", test_one_of_several_refused);
  add_sync_test ("/sync/gaps/patience-is-given-and-live-goes-on", test_too_many_requests);
  add_sync_test ("/sync/gaps/storm-passes", test_storm);
  add_sync_test ("/sync/gaps/broken-answer-proves-nothing", test_broken_answers);
  add_sync_test ("/sync/gaps/server-repeats-itself", test_server_repeats_itself);
  add_sync_test ("/sync/gaps/session-is-lost", test_session_lost);
  add_sync_test ("/sync/gaps/stop-does-not-wait-for-an-answer", test_stop);
  add_sync_test ("/sync/gaps/store-refuses", test_store_refuses);
  add_sync_test ("/sync/gaps/store-is-busy", test_store_busy);
  return g_test_run ();
}
