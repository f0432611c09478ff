/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Against the simulated backend: the demo world over real HTTP and WebSocket. */

#include <string.h>

#include "sim/chezu-sim-server.h"
#include "store/chezu-outbox.h"
#include "sync-fixture.h"

#define VEHICLES 200
/* One of the fleet was never heard of, one has no fix yet, a few have none just now, as in real
 * ones. */
#define HAVE_FIXES "SELECT count (*) >= 190 FROM vehicle WHERE time_ms IS NOT NULL"
#define FIXES "SELECT value FROM tally WHERE name = 'fix'"
#define STREAMED "SELECT count (*) FROM source WHERE state = 'live' AND transport = 'websocket'"
#define POLLED "SELECT count (*) FROM source WHERE state = 'live' AND transport = 'polling'"

#define TOLD(words)                                                                                \
  "SELECT count (*) FROM source WHERE state = 'retrying' AND last_error LIKE '%" words "%'"

static ChezuSimServer *
start_server (guint port)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  ChezuSimServer *server;

  options.port = port;
  options.n_vehicles = VEHICLES;
  options.rate_s = 1;
  server = chezu_sim_server_new (&options, &error);
  g_assert_no_error (error);
  chezu_sim_server_start (server, &error);
  g_assert_no_error (error);
  return server;
}

static void
follow (Fixture *fixture, ChezuSimServer *server)
{
  g_autoptr (ChezuSourceRow) row = fixture_make_row (fixture, chezu_sim_server_get_url (server));
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (fixture->password_path, "admin", -1, G_FILE_SET_CONTENTS_CONSISTENT,
                            0600, &error);
  g_assert_no_error (error);
  g_assert_true (chezu_source_table_add_sync (fixture->store, row, NULL, &error));
  g_assert_no_error (error);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, STREAMED, 1);
}

static gboolean
has_more_fixes (Fixture *fixture, gpointer data)
{
  return fixture_get_int (fixture, FIXES) > *(gint64 *)data;
}

static void
wait_for_more_fixes (Fixture *fixture)
{
  gint64 before = fixture_get_int (fixture, FIXES);

  fixture_wait (fixture, "the stream to go on", has_more_fixes, &before);
}

static void
test_fleet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSimServer) server = start_server (0);
  g_autoptr (ChezuSourceRow) row = NULL;

  follow (fixture, server);
  fixture_wait_for_count (fixture, HAVE_FIXES, 1);
  wait_for_more_fixes (fixture);
  fixture_stop (fixture);

  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM vehicle"), ==, VEHICLES);
  g_assert_cmpint (
      fixture_get_int (fixture, "SELECT count (*) FROM vehicle WHERE kind = 'unknown'"), ==, 0);
  g_assert_cmpint (fixture_get_int (fixture,
                                    "SELECT count (*) FROM vehicle WHERE enterprise IS NULL "
                                    "OR plate IS NULL OR plate LIKE '%·%'"),
                   ==, 0);
  /* Town, enterprise and group. */
  g_assert_cmpint (fixture_get_int (fixture,
                                    "SELECT count (*) FROM vehicle WHERE organisation LIKE "
                                    "'%' || char (31) || enterprise || char (31) || '第%车队'"),
                   ==, VEHICLES);
  row = fixture_get_source (fixture);
  /* A blind receiver says 0/0, and a clock may be in a wrong zone; nothing else is refused. */
  for (int reason = 0; reason < CHEZU_N_REFUSALS; reason++)
    if (reason != CHEZU_REFUSAL_COORDINATES && reason != CHEZU_REFUSAL_TIME_FUTURE)
      g_assert_cmpint (row->refused[reason], ==, 0);
}

/* Loss and recovery, without a click. */
static void
test_server_restarts (Fixture *fixture, gconstpointer data)
{
  ChezuSimServer *server = start_server (0);
  guint port
      = (guint)g_ascii_strtoull (strrchr (chezu_sim_server_get_url (server), ':') + 1, NULL, 10);

  follow (fixture, server);
  chezu_sim_server_stop (server);
  g_clear_object (&server);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "127.0.0.1");

  server = start_server (port);
  fixture_wait_for_count (fixture, STREAMED, 1);
  wait_for_more_fixes (fixture);
  fixture_stop (fixture);
  chezu_sim_server_stop (server);
  g_clear_object (&server);
}

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSimServer) server = start_server (0);

  fixture->options.stream_ms = 100;
  follow (fixture, server);
  chezu_sim_server_set_faults (server, &(ChezuSimFaults){ .bad_gateway = TRUE });
  chezu_sim_server_drop_sockets (server);
  fixture_wait_for_count (fixture, TOLD ("platform behind it"), 1);

  chezu_sim_server_set_faults (server, &(ChezuSimFaults){ .cut_json = TRUE });
  fixture_wait_for_count (fixture, TOLD ("broke off in the middle"), 1);

  chezu_sim_server_set_faults (server, &(ChezuSimFaults){ .refuse_socket = TRUE });
  fixture_wait_for_count (fixture, POLLED, 1);

  chezu_sim_server_drop_sessions (server);
  chezu_sim_server_set_faults (server, &(ChezuSimFaults){ .times = CHEZU_SIM_TIMES_EPOCH_MS });
  fixture_wait_for_count (fixture, STREAMED, 1);
  wait_for_more_fixes (fixture);
  fixture_stop (fixture);
  g_assert_cmpint (fixture_get_int (fixture, HAVE_FIXES), ==, 1);
}

/* A vehicle that is on line answers; one that is not gets it when it comes back. */
static void
test_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSimServer) server = start_server (0);
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  follow (fixture, server);
  fixture_wait_for_count (fixture, HAVE_FIXES, 1);
  id = fixture_get_int (
      fixture, "SELECT id FROM vehicle WHERE connected AND NOT gone ORDER BY time_ms DESC LIMIT 1");
  fixture_await (chezu_outbox_write (fixture->store, &id, 1, "前方拥堵，请减速", 0, "wang"),
                 &error);
  g_assert_no_error (error);
  fixture_wait_for_count (fixture, "SELECT count (*) FROM outbox WHERE state = 4", 1);
  answer = fixture_get_text (fixture, "SELECT answer FROM outbox");
  g_assert_cmpstr (answer, ==, "收到");
  g_assert_cmpint (fixture_get_int (fixture, "SELECT sent_ms > 0 AND attempts = 1 FROM outbox"), ==,
                   1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/sim/two-hundred-vehicles-arrive-and-move", test_fleet);
  add_sync_test ("/sync/sim/text-is-answered", test_text);
  add_sync_test ("/sync/sim/server-restarts", test_server_restarts);
  add_sync_test ("/sync/sim/faults-pass", test_faults);
  return g_test_run ();
}
