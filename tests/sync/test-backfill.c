/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaps that are filled from the history of the simulated backend: afterwards every fix is here that
 * it has, and none twice. */

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <yyjson.h>

#include "base/chezu-time.h"
#include "sim/chezu-sim-server.h"
#include "store/chezu-batch.h"
#include "store/chezu-history.h"
#include "sync-fixture.h"
#include "sync/chezu-traccar-normalise.h"

#define VEHICLES 40
#define STREAMED "SELECT count (*) FROM source WHERE state = 'live' AND transport = 'websocket'"
#define OPEN "SELECT count (*) FROM gap"
#define NOTED(reason)                                                                              \
  "SELECT (SELECT count (*) FROM gap WHERE reason = '" reason                                      \
  "') + (SELECT count (*) FROM gap_closed WHERE reason = '" reason "') > 0"
#define FILLED "SELECT coalesce (sum (fixes), 0) > 0 FROM gap_closed"

static const char *program;

/* --- The server ----------------------------------------------------------------------------- */

typedef struct
{
  ChezuSimServer *server;
  guint port;
  ChezuSimFaults faults;
} Sim;

static void
start_sim (Sim *sim)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  options.port = sim->port;
  options.n_vehicles = VEHICLES;
  options.rate_s = 1;
  options.faults = sim->faults;
  sim->server = chezu_sim_server_new (&options, &error);
  g_assert_no_error (error);
  chezu_sim_server_start (sim->server, &error);
  g_assert_no_error (error);
  sim->port = (guint)g_ascii_strtoull (strrchr (chezu_sim_server_get_url (sim->server), ':') + 1,
                                       NULL, 10);
}

static void
stop_sim (Sim *sim)
{
  chezu_sim_server_stop (sim->server);
  g_clear_object (&sim->server);
}

static void
add_sim_source (Fixture *fixture, Sim *sim)
{
  g_autoptr (ChezuSourceRow) row
      = fixture_make_row (fixture, chezu_sim_server_get_url (sim->server));
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (fixture->password_path, "admin", -1, G_FILE_SET_CONTENTS_CONSISTENT,
                            0600, &error);
  g_assert_no_error (error);
  g_assert_true (chezu_source_table_add_sync (fixture->store, row, NULL, &error));
  g_assert_no_error (error);
}

static void
set_options (Fixture *fixture)
{
  ChezuSyncOptions *options = &fixture->options;

  options->backfill_max = 2;
  options->backfill_min_ms = 20;
  options->backfill_max_ms = 100;
  options->gap_first_ms = 10 * CHEZU_MINUTE_MS;
  options->gap_settle_ms = 50;
  options->gap_again_max_ms = 200;
}

/* --- What the server has -------------------------------------------------------------------- */

/* Calls @func for each position of a vehicle that the server has and a client takes. */
typedef void (*SeeFunc) (const ChezuTraccarPosition *position, gpointer user_data);

static GBytes *
get (const char *url)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autofree char *basic = g_base64_encode ((const guchar *)"admin:admin", 11);
  g_autofree char *authorization = g_strconcat ("Basic ", basic, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                authorization);
  bytes = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (soup_message_get_status (message), ==, 200);
  return bytes;
}

static void
for_each_position (
    Sim *sim, gint64 remote, gint64 from_ms, gint64 to_ms, SeeFunc see, gpointer user_data)
{
  g_autofree char *from = chezu_time_format_iso8601 (from_ms);
  g_autofree char *to = chezu_time_format_iso8601 (to_ms);
  g_autofree char *query = soup_form_encode ("from", from, "to", to, NULL);
  g_autofree char *url = g_strdup_printf ("%s/api/positions?deviceId=%" G_GINT64_FORMAT "&%s",
                                          chezu_sim_server_get_url (sim->server), remote, query);
  g_autoptr (GBytes) bytes = get (url);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  yyjson_doc *document = yyjson_read (text, length, 0);
  ChezuConversion conversion = { .now_ms = chezu_time_now_ms () };
  yyjson_val *element;
  gsize i;
  gsize n;

  g_assert_nonnull (document);
  yyjson_arr_foreach (yyjson_doc_get_root (document), i, n, element)
  {
    ChezuTraccarPosition position;
    ChezuRefusal reason;

    if (chezu_traccar_read_position (element, &conversion, &position, &reason))
      see (&position, user_data);
  }
  yyjson_doc_free (document);
}

/* --- What the store has --------------------------------------------------------------------- */

typedef struct
{
  gint64 vehicle_id;
  gint64 from_ms;
  gint64 to_ms;
} TrackAsk;

static gpointer
collect_track (ChezuDatabase *db, gpointer data, GError **error)
{
  const TrackAsk *ask = data;
  g_autoptr (GArray) track = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  if (!chezu_history_collect (db, ask->vehicle_id, ask->from_ms, ask->to_ms, track, error))
    return NULL;
  return g_steal_pointer (&track);
}

static GArray *
read_track (Fixture *fixture, gint64 remote, gint64 from_ms, gint64 to_ms)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT id FROM vehicle WHERE remote_id = %" G_GINT64_FORMAT, remote);
  TrackAsk ask = { fixture_get_int (fixture, sql), from_ms, to_ms };
  g_autoptr (GError) error = NULL;
  GArray *track = chezu_store_read_sync (fixture->store, collect_track, &ask, &error);

  g_assert_no_error (error);
  return track;
}

typedef struct
{
  GHashTable *times; /* of the fixes of the store */
  gint64 arrived_ms; /* what the server had by then must be among them */
  guint wanted;
  guint missing;
} Comparison;

static void
compare_cb (const ChezuTraccarPosition *position, gpointer user_data)
{
  Comparison *comparison = user_data;

  if (position->server_ms > comparison->arrived_ms)
    return;
  comparison->wanted++;
  if (!g_hash_table_contains (comparison->times, &position->position.fix.time_ms))
    comparison->missing++;
}

static void
forget_cb (const ChezuTraccarPosition *position, gpointer user_data)
{
  g_hash_table_remove (user_data, &position->position.fix.time_ms);
}

/* Everything that had arrived at the server by @arrived_ms is here, nothing is here that it does
 * not have, and nothing twice. */
static void
assert_same (Fixture *fixture, Sim *sim, gint64 from_ms, gint64 arrived_ms)
{
  guint wanted = 0;

  chezu_sim_server_set_faults (sim->server, &(ChezuSimFaults){ 0 });
  for (gint64 remote = 1; remote <= VEHICLES; remote++)
    {
      g_autoptr (GHashTable) times
          = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      gint64 to_ms = arrived_ms + CHEZU_DAY_MS;
      g_autoptr (GArray) track = read_track (fixture, remote, from_ms, to_ms);
      Comparison comparison = { .times = times, .arrived_ms = arrived_ms };

      for (guint i = 0; i < track->len; i++)
        {
          gint64 time_ms = g_array_index (track, ChezuFix, i).time_ms;

          g_assert_true (g_hash_table_add (times, g_memdup2 (&time_ms, sizeof time_ms)));
        }
      for_each_position (sim, remote, from_ms, arrived_ms, compare_cb, &comparison);
      g_assert_cmpuint (comparison.missing, ==, 0);
      wanted += comparison.wanted;

      for_each_position (sim, remote, from_ms, to_ms, forget_cb, times);
      g_assert_cmpuint (g_hash_table_size (times), ==, 0);
    }
  g_test_message ("%u fixes compared", wanted);
  g_assert_cmpuint (wanted, >, 0);
}

/* --- Scenes --------------------------------------------------------------------------------- */

static void
follow (Fixture *fixture, Sim *sim, gint64 join_ms)
{
  set_options (fixture);
  fixture->options.gap_first_ms = join_ms;
  start_sim (sim);
  add_sim_source (fixture, sim);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, STREAMED, 1);
}

static void
test_late_join (Fixture *fixture, gconstpointer data)
{
  const ChezuSimFaults *faults = data;
  Sim sim = { .faults = faults != NULL ? *faults : (ChezuSimFaults){ 0 } };
  gint64 from_ms = chezu_time_now_ms () - 10 * CHEZU_MINUTE_MS + CHEZU_SECOND_MS;

  follow (fixture, &sim, 10 * CHEZU_MINUTE_MS);
  fixture_wait_for_count (fixture, FILLED, 1);
  fixture_wait_for_count (fixture, OPEN, 0);
  fixture_stop (fixture);
  assert_same (fixture, &sim, from_ms, fixture->now_ms);
  /* 40 vehicles, 10 minutes, most of them without a pause. */
  g_assert_cmpint (fixture_get_int (fixture, "SELECT sum (fixes) FROM gap_closed"), >, 10000);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT sum (attempts) FROM gap"), ==, 0);
  stop_sim (&sim);
}

static void
test_cut_silently (Fixture *fixture, gconstpointer data)
{
  static const ChezuSimFaults faults = { .history_cap = 70 };

  fixture->options.history_cut = 70;
  fixture->options.backfill_group = 1;
  test_late_join (fixture, &faults);
}

/* The server cuts all vehicles of an answer together. */
static void
test_cut_together (Fixture *fixture, gconstpointer data)
{
  static const ChezuSimFaults faults = { .history_cap = 70 };

  fixture->options.history_cut = 70;
  test_late_join (fixture, &faults);
}

static void
test_windows (Fixture *fixture, gconstpointer data)
{
  fixture->options.backfill_group = 1;
  fixture->options.backfill_window_ms = CHEZU_MINUTE_MS;
  fixture->options.backfill_batch = 25;
  test_late_join (fixture, NULL);
}

/* The server is away, comes back, and has gone on meanwhile. */
static void
test_outage (Fixture *fixture, gconstpointer data)
{
  Sim sim = { 0 };
  gint64 from_ms = chezu_time_now_ms ();
  gint64 back_ms;

  follow (fixture, &sim, 0);
  stop_sim (&sim);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_RETRYING);
  fixture_pass_time (4000);
  back_ms = chezu_time_now_ms ();
  start_sim (&sim);
  fixture_wait_for_count (fixture, STREAMED, 1);
  fixture_wait_for_count (fixture, NOTED ("reconnect"), 1);
  fixture_wait_for_count (fixture, OPEN, 0);
  fixture_stop (fixture);
  /* Their first fix may be older than the test. */
  assert_same (fixture, &sim, from_ms + 1000, back_ms);
  stop_sim (&sim);
}

typedef struct
{
  ChezuBatch *batch;
  gboolean taken;
} FirstFix;

static void
first_cb (const ChezuTraccarPosition *position, gpointer user_data)
{
  FirstFix *first = user_data;

  if (first->taken)
    return;
  first->taken = TRUE;
  chezu_batch_add_position (first->batch, &position->position);
  chezu_batch_add_gap (first->batch, &(ChezuGapNote){ .remote_id = position->position.remote_id,
                                                      .from_ms = position->position.fix.time_ms,
                                                      .to_ms = position->position.fix.time_ms });
}

/* As if an earlier run had ended so long ago. */
static void
pretend_earlier_run (Fixture *fixture, Sim *sim, gint64 end_ms)
{
  g_autoptr (ChezuSourceRow) row = fixture_get_source (fixture);
  g_autoptr (ChezuBatch) batch = chezu_batch_new (row->id);
  g_autoptr (GError) error = NULL;

  for (gint64 remote = 1; remote <= VEHICLES; remote++)
    {
      FirstFix first = { batch, FALSE };

      chezu_batch_add_device (batch, &(ChezuDevice){ .remote_id = remote });
      for_each_position (sim, remote, end_ms - CHEZU_MINUTE_MS, end_ms, first_cb, &first);
    }
  chezu_batch_set_proven (batch, end_ms);
  g_assert_true (chezu_store_commit_batch_sync (fixture->store, batch, NULL, &error));
  g_assert_no_error (error);
}

static void
test_start (Fixture *fixture, gconstpointer data)
{
  Sim sim = { 0 };
  gint64 from_ms = chezu_time_now_ms () - 20 * CHEZU_MINUTE_MS;

  set_options (fixture);
  start_sim (&sim);
  add_sim_source (fixture, &sim);
  pretend_earlier_run (fixture, &sim, from_ms);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, STREAMED, 1);
  fixture_wait_for_count (fixture, NOTED ("start"), 1);
  fixture_wait_for_count (fixture, OPEN, 0);
  fixture_stop (fixture);
  assert_same (fixture, &sim, from_ms, fixture->now_ms);
  stop_sim (&sim);
}

static gboolean
live_goes_on (Fixture *fixture, gpointer data)
{
  return fixture_get_int (fixture, "SELECT max (time_ms) FROM vehicle") > *(gint64 *)data;
}

/* While thousands of fixes are fetched, those of now keep arriving. */
static void
test_live_goes_on (Fixture *fixture, gconstpointer data)
{
  Sim sim = { 0 };
  gint64 newest_ms;

  fixture->options.backfill_window_ms = CHEZU_MINUTE_MS;
  set_options (fixture);
  fixture->options.gap_first_ms = 2 * CHEZU_DAY_MS;
  start_sim (&sim);
  add_sim_source (fixture, &sim);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, FILLED, 1);
  for (int i = 0; i < 3; i++)
    {
      newest_ms = fixture_get_int (fixture, "SELECT max (time_ms) FROM vehicle");
      fixture_wait (fixture, "what is live", live_goes_on, &newest_ms);
      g_assert_cmpint (fixture_get_int (fixture, OPEN), >, 0);
    }
  fixture_stop (fixture);
  stop_sim (&sim);
}

/* An account that may see its vehicles, but no reports. */
static void
test_reports_disabled (Fixture *fixture, gconstpointer data)
{
  Sim sim = { .faults = { .disable_reports = TRUE } };
  gint64 from_ms = chezu_time_now_ms () - 5 * CHEZU_MINUTE_MS;
  g_autoptr (GError) error = NULL;

  fixture->options.person_min_ms = 1;
  follow (fixture, &sim, 10 * CHEZU_MINUTE_MS);
  fixture_wait_for_count (
      fixture, "SELECT count (*) > 0 FROM gap WHERE why LIKE '%refuses the history%'", 1);
  /* Nobody is given up at once, because all are refused. */
  fixture_wait_for_count (fixture, "SELECT count (*) = 0 FROM gap WHERE NOT given_up", 1);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT min (attempts) >= 5 FROM gap"), ==, 1);
  g_assert_cmpint (fixture_get_int (fixture, STREAMED), ==, 1);

  chezu_sim_server_set_faults (sim.server, &(ChezuSimFaults){ 0 });
  fixture_await (chezu_gap_table_reopen (fixture->store, 0), &error);
  g_assert_no_error (error);
  /* The ledger is looked at anew with the next connection, or after a while. */
  chezu_sim_server_drop_sockets (sim.server);
  fixture_wait_for_count (fixture, OPEN, 0);
  fixture_stop (fixture);
  assert_same (fixture, &sim, from_ms, fixture->now_ms);
  stop_sim (&sim);
}

static void
test_polling (Fixture *fixture, gconstpointer data)
{
  Sim sim = { .faults = { .refuse_socket = TRUE } };
  gint64 from_ms = chezu_time_now_ms () - 5 * CHEZU_MINUTE_MS;
  gint64 back_ms;

  set_options (fixture);
  fixture->options.gap_poll_ms = 500;
  fixture->options.poll_ms = 2500;
  fixture->options.stream_ms = 20 * 1000;
  start_sim (&sim);
  add_sim_source (fixture, &sim);
  fixture_start (fixture);
  /* One report a second, looked at less than half as often. */
  fixture_wait_for_count (fixture, NOTED ("polling"), 1);
  back_ms = chezu_time_now_ms () - 3000;
  fixture_wait_for_count (fixture, FILLED, 1);
  fixture_wait_for_count (fixture, OPEN, 0);
  fixture_stop (fixture);
  assert_same (fixture, &sim, from_ms, back_ms);
  stop_sim (&sim);
}

/* --- Killed --------------------------------------------------------------------------------- */

G_NORETURN static void
be_the_victim (const char *store_path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (store_path, &error);
  Fixture fixture = { .options = CHEZU_SYNC_OPTIONS_DEFAULT };
  g_autoptr (ChezuSynchronizer) synchronizer = NULL;

  g_assert_no_error (error);
  set_options (&fixture);
  fixture.options.backfill_window_ms = CHEZU_MINUTE_MS;
  fixture.options.backfill_batch = 20;
  fixture.options.backfill_group = 3;
  synchronizer = chezu_synchronizer_new_with_options (store, &fixture.options);
  fixture_await (chezu_synchronizer_start (synchronizer), &error);
  g_assert_no_error (error);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  Sim sim = { 0 };
  gint64 from_ms = chezu_time_now_ms () - 10 * CHEZU_MINUTE_MS + CHEZU_SECOND_MS;
  const char *const arguments[] = { program, "--victim", fixture->store_path, NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  set_options (fixture);
  start_sim (&sim);
  add_sim_source (fixture, &sim);
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = NULL;
      GPid pid;

      g_spawn_async (NULL, (char **)arguments, NULL,
                     G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid,
                     &error);
      g_assert_no_error (error);
      if (i > 0)
        fixture_wait_for_count (fixture, FILLED, 1);
      fixture_pass_time ((guint)g_rand_int_range (rand, 20, 400));
      g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
    }

  /* Whoever comes next completes it. */
  fixture_start (fixture);
  fixture_wait_for_count (fixture, STREAMED, 1);
  fixture_wait_for_count (fixture, OPEN, 0);
  fixture_stop (fixture);
  assert_same (fixture, &sim, from_ms + 5 * CHEZU_SECOND_MS, fixture->now_ms);
  stop_sim (&sim);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--victim"))
    be_the_victim (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/backfill/late-join-reaches-back", test_late_join);
  add_sync_test ("/sync/backfill/silent-cut-is-seen-through", test_cut_silently);
  add_sync_test ("/sync/backfill/silent-cut-of-several-is-seen-through", test_cut_together);
  add_sync_test ("/sync/backfill/long-gap-in-several-windows", test_windows);
  add_sync_test ("/sync/backfill/outage-leaves-nothing-out", test_outage);
  add_sync_test ("/sync/backfill/start-after-twenty-minutes", test_start);
  add_sync_test ("/sync/backfill/live-goes-on-meanwhile", test_live_goes_on);
  add_sync_test ("/sync/backfill/account-without-reports", test_reports_disabled);
  add_sync_test ("/sync/backfill/polling-leaves-nothing-out", test_polling);
  add_sync_test ("/sync/backfill/killed-and-resumed", test_killed);
  return g_test_run ();
}
