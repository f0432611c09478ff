/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recorded files as sources, played into a store. */

#include <glib/gstdio.h>
#include <string.h>

#include "base/chezu-time.h"
#include "store/chezu-history.h"
#include "sync-fixture.h"

/* 2026-03-04T05:06:07Z */
#define FIX_MS G_GINT64_CONSTANT (1772600767000)

#define HEADER "plate,time,lon,lat,speed_kmh,course,altitude\n"

static ChezuSourceRow *
make_row (Fixture *fixture, const char *name, const char *text)
{
  ChezuSourceRow *row = g_new0 (ChezuSourceRow, 1);

  row->name = g_strdup ("tape");
  row->kind = g_strdup ("replay");
  row->url = g_build_filename (fixture->folder, name, NULL);
  row->enabled = TRUE;
  row->original_times = TRUE;
  if (text != NULL)
    g_assert_true (g_file_set_contents (row->url, text, -1, NULL));
  return row;
}

static void
add (Fixture *fixture, const ChezuSourceRow *row)
{
  g_autoptr (GError) error = NULL;

  chezu_source_table_add_sync (fixture->store, row, NULL, &error);
  g_assert_no_error (error);
}

/* Ten seconds of two vehicles, the second one backwards behind the first. */
static char *
make_text (void)
{
  g_autoptr (GString) text = g_string_new (HEADER);

  for (int i = 0; i < 10; i++)
    g_string_append_printf (text, "鲁D·00001,%" G_GINT64_FORMAT ",%.4f,34.8,36,90,60\n",
                            FIX_MS + i * 1000, 117 + i * 1e-4);
  for (int i = 9; i >= 0; i--)
    g_string_append_printf (text, "鲁D·00002,%" G_GINT64_FORMAT ",%.4f,34.9,36,90,60\n",
                            FIX_MS + i * 1000, 117 + i * 1e-4);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

#define COUNT_ACCEPTED "SELECT accepted FROM source"

static void
test_everything_is_played (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_text ();
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv", text);

  add (fixture, row);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, COUNT_ACCEPTED, 20);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM vehicle WHERE plate "
                                             "IN ('鲁D00001', '鲁D00002') AND connected"),
                   ==, 2);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT min (time_ms) FROM vehicle"), ==,
                   FIX_MS + 9000);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT lon_e7 FROM vehicle"), ==, 1170009000);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT sum (late) FROM quality"), ==, 0);
}

static void
test_datum_and_clock_are_put_right (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row
      = make_row (fixture, "tape.csv",
                  HEADER "鲁D00001,2026-03-04 13:06:07,117.269084653,34.794405688,1,1,1\n");

  row->datum = CHEZU_DATUM_GCJ02;
  row->time_offset_ms = -8 * CHEZU_HOUR_MS;
  add (fixture, row);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, COUNT_ACCEPTED, 1);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT time_ms FROM vehicle"), ==, FIX_MS);
  g_assert_cmpint (fixture_get_int (fixture,
                                    "SELECT abs (lon_e7 - 1172633000) + abs (lat_e7 - 347953000) "
                                    "FROM vehicle"),
                   <=, 2);
}

/* What is played as fast as possible ends now; distances in time stay. */
static void
test_times_are_shifted_to_now (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_text ();
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv", text);
  gint64 newest_ms;

  row->original_times = FALSE;
  add (fixture, row);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, COUNT_ACCEPTED, 20);
  newest_ms = fixture_get_int (fixture, "SELECT max (time_ms) FROM vehicle");
  g_assert_cmpint (newest_ms, >=, fixture->now_ms);
  g_assert_cmpint (newest_ms, <=, chezu_time_now_ms ());
  g_assert_cmpint (fixture_get_int (fixture, "SELECT interval_ms FROM vehicle"), ==, 1000);
}

static gpointer
count_history (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  if (!chezu_history_collect (db, 1, G_MININT64, G_MAXINT64, fixes, error))
    return NULL;
  *(gint64 *)data = fixes->len > 0 ? g_array_index (fixes, ChezuFix, 0).time_ms : 0;
  return data;
}

static gint64
oldest_of_first_vehicle (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 oldest_ms = 0;

  chezu_store_read_sync (fixture->store, count_history, &oldest_ms, &error);
  g_assert_no_error (error);
  return oldest_ms;
}

/* Ten seconds at 20 times the speed take half a second; nothing ever comes from the future. */
static void
test_the_rhythm_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_text ();
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv", text);
  gint64 started_us;
  gint64 oldest_ms;

  row->original_times = FALSE;
  row->speedup = 20;
  add (fixture, row);
  started_us = g_get_monotonic_time ();
  fixture_start (fixture);
  fixture_wait_for_count (fixture, COUNT_ACCEPTED, 20);
  g_assert_cmpint (g_get_monotonic_time () - started_us, >=, 450 * G_TIME_SPAN_MILLISECOND);

  oldest_ms = oldest_of_first_vehicle (fixture);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT max (time_ms) FROM vehicle") - oldest_ms, ==,
                   9000);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT max (time_ms) FROM vehicle"), <=,
                   chezu_time_now_ms ());
}

/* A file that would take hours: told to stop it ends at once, and keeps what was played. */
static void
test_a_stop_is_obeyed_in_the_middle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv",
                                             HEADER "鲁D00001,1772600767,117,34.8,36,90,60\n"
                                                    "鲁D00001,1772687167,117,34.8,36,90,60\n");

  row->speedup = 1;
  add (fixture, row);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, COUNT_ACCEPTED, 1);
  fixture_stop (fixture);
  g_assert_cmpint (fixture_get_int (fixture, COUNT_ACCEPTED), ==, 1);
}

static void
test_bad_rows_are_in_the_quarantine (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv",
                                             HEADER "鲁D00001,1772600767,117,34.8,36,90,60\n"
                                                    "鲁D00001,1772600768,200,34.8,36,90,60\n"
                                                    "鲁D00001,soon,117,34.8,36,90,60\n"
                                                    "鲁D00001,1772600769,117,34.8,999,90,60\n");
  g_autofree char *record = NULL;

  add (fixture, row);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, COUNT_ACCEPTED, 1);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_COORDINATES), ==, 1);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_TIME_MISSING), ==, 1);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_SPEED), ==, 1);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM quarantine JOIN vehicle AS v "
                                             "ON v.id = quarantine.vehicle"),
                   ==, 3);
  record = fixture_get_text (fixture, "SELECT record FROM quarantine WHERE reason = 'coordinates'");
  g_assert_nonnull (strstr (record, "3"));
  g_assert_nonnull (strstr (record, "鲁D00001,1772600768,200"));
}

static void
test_a_file_that_is_none_says_so (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv", "a,b,c\n1,2,3\n");

  add (fixture, row);
  fixture_start (fixture);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_INCOMPATIBLE, "tape.csv");
}

/* Somebody may still put it there. */
static void
test_a_file_that_is_not_there_yet_is_waited_for (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv", NULL);

  add (fixture, row);
  fixture_start (fixture);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "tape.csv");
  g_assert_true (
      g_file_set_contents (row->url, HEADER "鲁D00001,1772600767,117,34.8,36,90,60\n", -1, NULL));
  fixture_wait_for_count (fixture, COUNT_ACCEPTED, 1);
}

/* --- Asked directly ----------------------------------------------------------------------------
 */

#include "sync/chezu-backend-factory.h"
#include "sync/chezu-network.h"

typedef struct
{
  Fixture *fixture;
  ChezuSourceRow *row;
  gint64 source_id;
  DexPromise *done;
} Asking;

static void
add_source_row (Asking *asking)
{
  g_autoptr (GError) error = NULL;

  chezu_source_table_add_sync (asking->fixture->store, asking->row, &asking->source_id, &error);
  g_assert_no_error (error);
}

/* History tells what was played, and no more. */
static DexFuture *
ask_fiber (gpointer data)
{
  Asking *asking = data;
  ChezuSyncOptions options = CHEZU_SYNC_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuIntake) intake = chezu_intake_new (asking->fixture->store, asking->source_id, 3);
  g_autoptr (ChezuBackend) backend = chezu_backend_make (asking->row, NULL, &options, NULL, &error);
  const gint64 ids[] = { 1, 99 };
  g_autofree char *name = NULL;
  guint n_vehicles;
  GError *gone = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "gone");

  g_assert_no_error (error);
  options.batch_max = 4;
  dex_await (chezu_backend_sign_in (backend), &error);
  g_assert_no_error (error);
  dex_await (chezu_backend_list_vehicles (backend, intake), &error);
  g_assert_no_error (error);
  name = chezu_backend_describe (backend, &n_vehicles);
  g_assert_cmpstr (name, ==, "tape.csv");
  g_assert_cmpuint (n_vehicles, ==, 2);

  /* Nothing was played yet. */
  g_assert_cmpint (
      dex_await_int64 (
          chezu_backend_history (backend, intake, ids, 2, FIX_MS - 5000, FIX_MS + 5000), &error),
      ==, FIX_MS - 1);
  g_assert_no_error (error);
  g_assert_cmpuint (chezu_intake_get_size (intake), ==, 0);
  dex_await (chezu_backend_receive (backend, intake, 0), &error);
  g_assert_error (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_STREAM);
  g_clear_error (&error);

  dex_await (chezu_backend_subscribe (backend), &error);
  g_assert_no_error (error);
  dex_await (chezu_backend_receive (backend, intake, 0), &error);
  g_assert_no_error (error);
  /* Four fixes of two vehicles are two seconds. */
  g_assert_cmpint (chezu_backend_get_time_ms (backend), ==, FIX_MS + 1000);
  chezu_intake_flush (intake, &error);
  g_assert_cmpint (
      dex_await_int64 (
          chezu_backend_history (backend, intake, ids, 2, FIX_MS + 1000, FIX_MS + 9000), &error),
      ==, FIX_MS + 1000);
  g_assert_cmpuint (chezu_intake_get_size (intake), ==, 1);
  dex_await (chezu_backend_latest_positions (backend, intake), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chezu_intake_get_size (intake), ==, 0);
  chezu_intake_flush (intake, &error);
  g_assert_no_error (error);

  chezu_backend_hang_up (backend, gone);
  dex_await (chezu_backend_receive (backend, intake, 0), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_error_free (gone);
  dex_promise_resolve_boolean (asking->done, TRUE);
  return dex_future_new_true ();
}

static void
test_history_tells_what_was_played (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_text ();
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv", text);
  Asking asking = { fixture, row, 0, dex_promise_new () };
  g_autoptr (GError) error = NULL;

  add_source_row (&asking);
  chezu_network_run (ask_fiber, &asking, NULL);
  fixture_await (DEX_FUTURE (asking.done), &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_get_int (fixture, COUNT_ACCEPTED), ==, 4);
}

static void
test_a_probe_tells_the_vehicles (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_text ();
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv", text);
  g_autoptr (DexFuture) probe = chezu_source_probe (row, NULL);
  g_autoptr (GError) error = NULL;
  const GValue *value;
  ChezuSourceProbe *found;

  fixture_await (dex_ref (probe), &error);
  g_assert_no_error (error);
  value = dex_future_get_value (probe, &error);
  found = g_value_get_pointer (value);
  g_assert_cmpstr (found->server, ==, "tape.csv");
  g_assert_cmpuint (found->n_devices, ==, 2);
  chezu_source_probe_free (found);
}

/* The same vehicle from a recording and from a platform. */
static void
test_a_recording_joins_the_live_vehicle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = make_text ();
  g_autoptr (ChezuSourceRow) row = make_row (fixture, "tape.csv", text);

  fixture_script_fleet (fixture, 2);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  add (fixture, row);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, "SELECT accepted FROM source WHERE name = 'tape'", 20);
  fixture_wait_for_count (fixture, "SELECT accepted FROM source WHERE name = '局'", 2);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM terminal"), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_sync_test ("/sync/replay/everything-is-played", test_everything_is_played);
  add_sync_test ("/sync/replay/datum-and-clock-are-put-right", test_datum_and_clock_are_put_right);
  add_sync_test ("/sync/replay/times-are-shifted-to-now", test_times_are_shifted_to_now);
  add_sync_test ("/sync/replay/the-rhythm-is-kept", test_the_rhythm_is_kept);
  add_sync_test ("/sync/replay/a-stop-is-obeyed-in-the-middle",
                 test_a_stop_is_obeyed_in_the_middle);
  add_sync_test ("/sync/replay/bad-rows-are-in-the-quarantine",
                 test_bad_rows_are_in_the_quarantine);
  add_sync_test ("/sync/replay/a-file-that-is-none-says-so", test_a_file_that_is_none_says_so);
  add_sync_test ("/sync/replay/a-file-that-is-not-there-yet-is-waited-for",
                 test_a_file_that_is_not_there_yet_is_waited_for);
  add_sync_test ("/sync/replay/history-tells-what-was-played", test_history_tells_what_was_played);
  add_sync_test ("/sync/replay/a-probe-tells-the-vehicles", test_a_probe_tells_the_vehicles);
  add_sync_test ("/sync/replay/a-recording-joins-the-live-vehicle",
                 test_a_recording_joins_the_live_vehicle);
  return g_test_run ();
}
