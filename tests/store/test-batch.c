/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "store/chezu-history.h"
#include "store/chezu-quarantine-private.h"

#include <string.h>

static ChezuBatch *
batch_with_truck (StoreFixture *fixture)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  store_batch_add_truck (batch, 1);
  return batch;
}

/* The only vehicle, as a follower sees it. */
static ChezuVehicleRow
only_vehicle (StoreFixture *fixture)
{
  g_autoptr (ChezuVehiclePage) page = store_changes (fixture->store, 0);
  ChezuVehicleRow row;

  g_assert_cmpuint (page->rows->len, ==, 1);
  row = g_array_index (page->rows, ChezuVehicleRow, 0);
  row.plate = row.enterprise = row.organisation = row.driver = row.phone = row.model = NULL;
  return row;
}

static ChezuBatchResult
commit_fix (StoreFixture *fixture, gint64 time_ms, double lon)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  store_batch_add_fix (batch, 1, time_ms, lon, 34.8);
  return store_commit (fixture->store, batch);
}

static void
test_round_trip (StoreFixture *fixture, gconstpointer data)
{
  const ChezuDevice device = {
    .remote_id = 7,
    .unique_id = "013912345678",
    .plate = "鲁D12345",
    .kind = CHEZU_VEHICLE_HAZMAT,
    .enterprise = "e",
    .organisation = "t\x1f"
                    "e\x1f\x1fg",
    .driver = "d",
    .phone = "p",
    .model = "m",
    .connected = TRUE,
  };
  const ChezuPosition position = {
    .remote_id = 7,
    .fix = { STORE_T0, 1172861000, 348042800, 2222, 35999, 123456789, -12, CHEZU_FIX_BUFFERED },
  };
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (ChezuVehiclePage) page = NULL;
  const ChezuVehicleRow *row;

  chezu_batch_add_device (batch, &device);
  chezu_batch_add_position (batch, &position);
  g_assert_cmpuint (store_commit (fixture->store, batch).accepted, ==, 1);

  page = store_changes (fixture->store, 0);
  g_assert_cmpuint (page->rows->len, ==, 1);
  g_assert_false (page->more);
  row = &g_array_index (page->rows, ChezuVehicleRow, 0);
  g_assert_cmpint (page->last_seq, ==, row->seq);
  g_assert_cmpint (row->source_id, ==, fixture->source);
  g_assert_cmpint (row->received_ms, >, STORE_T0);
  g_assert_true (row->has_fix);
  g_assert_true (row->connected);
  g_assert_false (row->gone);
  g_assert_cmpint (row->interval_ms, ==, 0);
  g_assert_cmpint (row->kind, ==, CHEZU_VEHICLE_HAZMAT);
  g_assert_cmpmem (&row->fix, sizeof row->fix, &position.fix, sizeof position.fix);
  g_assert_cmpstr (row->plate, ==, "鲁D12345");
  g_assert_cmpstr (row->enterprise, ==, "e");
  g_assert_cmpstr (row->organisation, ==,
                   "t\x1f"
                   "e\x1fg");
  g_assert_cmpstr (row->driver, ==, "d");
  g_assert_cmpstr (row->phone, ==, "p");
  g_assert_cmpstr (row->model, ==, "m");
}

static void
test_follower_gets_only_changes (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (ChezuVehiclePage) all = NULL;
  g_autoptr (ChezuVehiclePage) nothing = NULL;
  g_autoptr (ChezuVehiclePage) one = NULL;

  for (gint64 remote = 1; remote <= 50; remote++)
    store_batch_add_truck (batch, remote);
  store_commit (fixture->store, batch);
  all = store_changes (fixture->store, 0);
  g_assert_cmpuint (all->rows->len, ==, 50);

  /* The same description again is no change. */
  batch = chezu_batch_new (fixture->source);
  for (gint64 remote = 1; remote <= 50; remote++)
    store_batch_add_truck (batch, remote);
  store_commit (fixture->store, batch);
  nothing = store_changes (fixture->store, all->last_seq);
  g_assert_cmpuint (nothing->rows->len, ==, 0);
  g_assert_cmpint (nothing->last_seq, ==, all->last_seq);

  batch = chezu_batch_new (fixture->source);
  store_batch_add_fix (batch, 17, STORE_T0, 117.2, 34.8);
  store_commit (fixture->store, batch);
  one = store_changes (fixture->store, all->last_seq);
  g_assert_cmpuint (one->rows->len, ==, 1);
  g_assert_cmpstr (g_array_index (one->rows, ChezuVehicleRow, 0).plate, ==, "鲁D00017");
}

static void
test_pages (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  gint64 seq = 0;
  guint n_pages = 0;
  guint n_rows = 0;
  gboolean more = TRUE;

  for (gint64 remote = 1; remote <= 25; remote++)
    store_batch_add_truck (batch, remote);
  store_commit (fixture->store, batch);

  while (more)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ChezuVehiclePage) page
          = store_take (chezu_vehicle_table_changes (fixture->store, seq, 10), &error);

      g_assert_no_error (error);
      for (guint i = 0; i < page->rows->len; i++)
        {
          g_assert_cmpint (g_array_index (page->rows, ChezuVehicleRow, i).seq, >, seq);
          seq = g_array_index (page->rows, ChezuVehicleRow, i).seq;
        }
      n_rows += page->rows->len;
      more = page->more;
      n_pages++;
    }
  g_assert_cmpuint (n_rows, ==, 25);
  g_assert_cmpuint (n_pages, ==, 3);
}

static void
test_late_fix (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatchResult result;

  store_commit (fixture->store, batch_with_truck (fixture));
  commit_fix (fixture, STORE_T0 + 60000, 117.2);
  result = commit_fix (fixture, STORE_T0 + 30000, 117.1);

  g_assert_cmpuint (result.accepted, ==, 1);
  g_assert_cmpuint (result.late, ==, 1);
  g_assert_cmpint (only_vehicle (fixture).fix.lon_e7, ==, 1172000000);
  g_assert_cmpint (only_vehicle (fixture).fix.time_ms, ==, STORE_T0 + 60000);
  g_assert_cmpint (store_count_fixes (fixture->store), ==, 2);
}

static void
test_duplicate (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatchResult result;
  gint64 seq;

  store_commit (fixture->store, batch_with_truck (fixture));
  commit_fix (fixture, STORE_T0, 117.2);
  seq = only_vehicle (fixture).seq;
  result = commit_fix (fixture, STORE_T0, 117.2);

  g_assert_cmpuint (result.accepted, ==, 0);
  g_assert_cmpuint (result.duplicate, ==, 1);
  g_assert_cmpint (only_vehicle (fixture).seq, ==, seq);
  g_assert_cmpint (store_count_fixes (fixture->store), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT accepted FROM source"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT duplicate FROM source"), ==, 1);
}

static void
test_unknown_vehicle (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = batch_with_truck (fixture);
  ChezuBatchResult result;

  store_batch_add_fix (batch, 1, STORE_T0, 117.2, 34.8);
  store_batch_add_fix (batch, 99, STORE_T0, 117.2, 34.8);
  store_batch_add_event (batch, 98, 5, STORE_T0, "alarm", "sos");
  result = store_commit (fixture->store, batch);

  g_assert_cmpuint (result.accepted, ==, 1);
  g_assert_cmpuint (result.unknown_vehicle, ==, 2);
}

static void
test_interval (StoreFixture *fixture, gconstpointer data)
{
  store_commit (fixture->store, batch_with_truck (fixture));
  commit_fix (fixture, STORE_T0, 117.2);
  g_assert_cmpint (only_vehicle (fixture).interval_ms, ==, 0);

  for (int i = 1; i <= 10; i++)
    commit_fix (fixture, STORE_T0 + i * 10000, 117.2);
  g_assert_cmpint (only_vehicle (fixture).interval_ms, ==, 10000);

  /* A night's silence counts as four intervals, of which an eighth enters. */
  commit_fix (fixture, STORE_T0 + 10 * G_GINT64_CONSTANT (3600000), 117.2);
  g_assert_cmpint (only_vehicle (fixture).interval_ms, ==, 13750);
}

static void
test_offline (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = batch_with_truck (fixture);

  store_batch_add_fix (batch, 1, STORE_T0, 117.2, 34.8);
  store_batch_add_event (batch, 1, 1, STORE_T0 + 5000, "deviceOffline", NULL);
  store_commit (fixture->store, batch);
  g_assert_true (only_vehicle (fixture).gone);
  g_assert_false (only_vehicle (fixture).connected);

  commit_fix (fixture, STORE_T0 + 10000, 117.2);
  g_assert_false (only_vehicle (fixture).gone);

  /* What was said before the newest fix says nothing about now. */
  batch = chezu_batch_new (fixture->source);
  store_batch_add_event (batch, 1, 2, STORE_T0 + 7000, "deviceOffline", NULL);
  store_commit (fixture->store, batch);
  g_assert_false (only_vehicle (fixture).gone);

  batch = chezu_batch_new (fixture->source);
  store_batch_add_event (batch, 1, 3, STORE_T0 + 20000, "deviceOffline", NULL);
  store_batch_add_event (batch, 1, 4, STORE_T0 + 30000, "deviceOnline", NULL);
  store_commit (fixture->store, batch);
  g_assert_false (only_vehicle (fixture).gone);
  g_assert_true (only_vehicle (fixture).connected);
}

static void
test_removed_devices (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (ChezuVehiclePage) page = NULL;
  gint64 seq;

  for (gint64 remote = 1; remote <= 3; remote++)
    {
      store_batch_add_truck (batch, remote);
      store_batch_add_fix (batch, remote, STORE_T0, 117.2, 34.8);
    }
  store_commit (fixture->store, batch);
  seq = store_query_int (fixture->store, "SELECT max (seq) FROM vehicle");

  batch = chezu_batch_new (fixture->source);
  store_batch_add_truck (batch, 1);
  store_batch_add_truck (batch, 3);
  chezu_batch_set_devices_complete (batch);
  store_commit (fixture->store, batch);

  page = store_changes (fixture->store, seq);
  g_assert_cmpuint (page->rows->len, ==, 1);
  g_assert_cmpstr (g_array_index (page->rows, ChezuVehicleRow, 0).plate, ==, "鲁D00002");
  g_assert_true (g_array_index (page->rows, ChezuVehicleRow, 0).gone);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM vehicle"), ==, 3);
  g_assert_cmpint (store_count_fixes (fixture->store), ==, 3);
}

static void
test_incomplete_list (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  store_batch_add_truck (batch, 1);
  store_batch_add_truck (batch, 2);
  store_commit (fixture->store, batch);
  store_commit (fixture->store, batch_with_truck (fixture));
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM vehicle WHERE gone"), ==,
                   0);
}

static void
test_hostile_names (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *endless = g_strnfill (10000, 'x');
  const ChezuDevice device = {
    .remote_id = 1,
    .plate = "<b>鲁D\n1\x07"
             "2345</b>",
    .driver = endless,
    .enterprise = "\xff\xfe'; DROP TABLE vehicle; --",
    .phone = "",
  };
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (ChezuVehiclePage) page = NULL;
  const ChezuVehicleRow *row;

  chezu_batch_add_device (batch, &device);
  store_commit (fixture->store, batch);

  page = store_changes (fixture->store, 0);
  row = &g_array_index (page->rows, ChezuVehicleRow, 0);
  g_assert_cmpstr (row->plate, ==, "<b>鲁D 12345</b>");
  g_assert_cmpint (g_utf8_strlen (row->driver, -1), <=, 121);
  g_assert_cmpstr (row->enterprise, ==, "��'; DROP TABLE vehicle; --");
  g_assert_null (row->phone);
  g_assert_null (row->model);
}

static void
test_events_once (StoreFixture *fixture, gconstpointer data)
{
  for (int round = 0; round < 2; round++)
    {
      ChezuBatch *batch = batch_with_truck (fixture);

      store_batch_add_event (batch, 1, 11, STORE_T0, "geofenceEnter", NULL);
      store_batch_add_event (batch, 1, 12, STORE_T0, "geofenceEnter", NULL);
      store_batch_add_event (batch, 1, 0, STORE_T0, "alarm", "hardBraking");
      store_batch_add_event (batch, 1, 0, STORE_T0, "alarm", "sos");
      store_batch_add_event (batch, 1, 0, STORE_T0 + 1, "alarm", "sos");
      store_commit (fixture->store, batch);
    }
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM event"), ==, 2);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM alarm"), ==, 3);
}

static void
test_alarm_twice (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = batch_with_truck (fixture);

  store_batch_add_event (batch, 1, 0, STORE_T0, "alarm", "sos");
  store_commit (fixture->store, batch);
  batch = chezu_batch_new (fixture->source);
  store_batch_add_event (batch, 1, 77, STORE_T0, "alarm", "sos");
  store_batch_add_event (batch, 1, 77, STORE_T0, "alarm", "sos");
  store_commit (fixture->store, batch);

  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM alarm"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT remote_id FROM alarm"), ==, 77);
}

static void
test_nameless_alarm (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = batch_with_truck (fixture);
  g_autofree char *alarm = NULL;

  store_batch_add_event (batch, 1, 1, STORE_T0, "alarm", NULL);
  store_commit (fixture->store, batch);
  alarm = store_query_text (fixture->store, "SELECT code FROM alarm");
  g_assert_cmpstr (alarm, ==, "unknown");
}

static void
test_refusals (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (100000, 'a');
  ChezuBatch *batch = batch_with_truck (fixture);
  ChezuBatchResult result;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GError) error = NULL;
  const ChezuSourceRow *source;

  chezu_batch_add_refusal (batch, CHEZU_REFUSAL_COORDINATES, "{\"latitude\":91}", -1);
  chezu_batch_add_refusal (batch, CHEZU_REFUSAL_COORDINATES, large, 100000);
  chezu_batch_add_refusal (batch, CHEZU_REFUSAL_MALFORMED, "\xff\x00{", 3);
  chezu_batch_add_refusal (batch, CHEZU_REFUSAL_TIME_FUTURE, NULL, -1);
  result = store_commit (fixture->store, batch);
  g_assert_cmpuint (result.refused, ==, 4);

  sources = chezu_source_table_list_sync (fixture->store, &error);
  g_assert_no_error (error);
  source = sources->pdata[0];
  g_assert_cmpint (source->refused[CHEZU_REFUSAL_COORDINATES], ==, 2);
  g_assert_cmpint (source->refused[CHEZU_REFUSAL_MALFORMED], ==, 1);
  g_assert_cmpint (source->refused[CHEZU_REFUSAL_TIME_FUTURE], ==, 1);
  g_assert_cmpint (source->refused[CHEZU_REFUSAL_SPEED], ==, 0);

  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM quarantine"), ==, 4);
  g_assert_cmpint (store_query_int (fixture->store,
                                    "SELECT max (length (CAST (record AS BLOB))) FROM quarantine"),
                   ==, CHEZU_QUARANTINE_RECORD_MAX);
}

static void
test_quarantine_bound (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;

  for (int round = 0; round < 5; round++)
    {
      ChezuBatch *batch = chezu_batch_new (fixture->source);

      for (int i = 0; i < 3000; i++)
        {
          g_autofree char *record = g_strdup_printf ("%d", round * 3000 + i);

          chezu_batch_add_refusal (batch, CHEZU_REFUSAL_SPEED, record, -1);
        }
      store_commit (fixture->store, batch);
    }
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM quarantine"), ==,
                   CHEZU_QUARANTINE_ROWS_MAX);
  first = store_query_text (fixture->store, "SELECT record FROM quarantine ORDER BY id");
  g_assert_cmpstr (first, ==, "5000");
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count FROM refusal"), ==, 15000);
}

static void
test_quarantine_never_fails (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = batch_with_truck (fixture);
  g_autoptr (GError) error = NULL;

  store_execute (fixture->store, "DROP TABLE quarantine", &error);
  g_assert_no_error (error);

  store_batch_add_fix (batch, 1, STORE_T0, 117.2, 34.8);
  chezu_batch_add_refusal (batch, CHEZU_REFUSAL_SPEED, "x", 1);
  g_assert_cmpuint (store_commit (fixture->store, batch).accepted, ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count FROM refusal"), ==, 1);
}

static void
test_cursor_and_lag (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = batch_with_truck (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *none
      = store_take (chezu_store_read_cursor (fixture->store, fixture->source), &error);
  g_autofree char *cursor = NULL;
  g_autofree char *kept = NULL;
  gint64 lag_ms;

  g_assert_no_error (error);
  g_assert_null (none);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT lag_ms FROM source"), ==, -1);

  chezu_batch_set_cursor (batch, "2026-01-01T00:00:00Z");
  chezu_batch_set_newest_server_time (batch, g_get_real_time () / 1000 - 5000);
  store_commit (fixture->store, batch);
  cursor = store_take (chezu_store_read_cursor (fixture->store, fixture->source), &error);
  g_assert_cmpstr (cursor, ==, "2026-01-01T00:00:00Z");
  lag_ms = store_query_int (fixture->store, "SELECT lag_ms FROM source");
  g_assert_cmpint (lag_ms, >=, 5000);

  /* A batch that says nothing of either leaves both. */
  store_commit (fixture->store, batch_with_truck (fixture));
  kept = store_take (chezu_store_read_cursor (fixture->store, fixture->source), &error);
  g_assert_cmpstr (kept, ==, "2026-01-01T00:00:00Z");
  g_assert_cmpint (store_query_int (fixture->store, "SELECT lag_ms FROM source"), ==, lag_ms);

  /* A server whose clock is ahead of ours. */
  batch = batch_with_truck (fixture);
  chezu_batch_set_newest_server_time (batch, g_get_real_time () / 1000 + 3600000);
  store_commit (fixture->store, batch);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT lag_ms FROM source"), ==, 0);
}

static void
test_all_or_nothing (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = batch_with_truck (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *cursor = NULL;

  /* The counters come last, when all else is done. */
  store_execute (fixture->store,
                 "CREATE TRIGGER stop BEFORE UPDATE OF accepted ON source "
                 "BEGIN SELECT raise (ABORT, 'no'); END",
                 &error);
  g_assert_no_error (error);

  store_batch_add_fix (batch, 1, STORE_T0, 117.2, 34.8);
  store_batch_add_event (batch, 1, 1, STORE_T0, "alarm", "sos");
  chezu_batch_add_refusal (batch, CHEZU_REFUSAL_SPEED, "x", 1);
  chezu_batch_set_cursor (batch, "c");
  g_assert_false (chezu_store_commit_batch_sync (fixture->store, batch, NULL, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);
  chezu_batch_free (batch);

  g_assert_cmpint (store_query_int (fixture->store, "SELECT (SELECT count(*) FROM vehicle) "
                                                    "+ (SELECT count(*) FROM arrival) "
                                                    "+ (SELECT count(*) FROM event) "
                                                    "+ (SELECT count(*) FROM refusal) "
                                                    "+ (SELECT count(*) FROM quarantine) "
                                                    "+ (SELECT sum (value) FROM tally)"),
                   ==, 0);
  cursor = store_query_text (fixture->store, "SELECT cursor FROM source");
  g_assert_null (cursor);
}

static void
test_source_removed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuBatch) batch = batch_with_truck (fixture);
  g_autoptr (GError) error = NULL;

  chezu_source_table_remove_sync (fixture->store, "depot", &error);
  g_assert_no_error (error);
  g_assert_false (chezu_store_commit_batch_sync (fixture->store, batch, NULL, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND);
}

static void
test_future (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = batch_with_truck (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree ChezuBatchResult *result = NULL;

  store_batch_add_fix (batch, 1, STORE_T0, 117.2, 34.8);
  result = store_take (chezu_store_commit_batch (fixture->store, batch), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->accepted, ==, 1);

  /* Nobody takes the second one; the tools that look for leaks have their say. */
  dex_future_disown (chezu_store_commit_batch (fixture->store, batch_with_truck (fixture)));
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/batch/" path, StoreFixture, NULL, store_fixture_set_up, func,                \
              store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("all-members-come-back", test_round_trip);
  ADD ("a-follower-gets-only-what-changed", test_follower_gets_only_changes);
  ADD ("changes-come-in-pages", test_pages);
  ADD ("late-fix-does-not-move-the-vehicle-back", test_late_fix);
  ADD ("a-fix-that-comes-again-is-a-duplicate", test_duplicate);
  ADD ("records-of-unknown-vehicles-are-counted", test_unknown_vehicle);
  ADD ("the-interval-follows-the-habit-and-not-the-pause", test_interval);
  ADD ("offline-holds-until-a-newer-fix", test_offline);
  ADD ("vehicles-that-are-not-listed-any-more-are-gone-not-deleted", test_removed_devices);
  ADD ("a-part-of-the-list-makes-nobody-gone", test_incomplete_list);
  ADD ("hostile-names-become-one-clean-line", test_hostile_names);
  ADD ("events-are-kept-once", test_events_once);
  ADD ("an-alarm-reported-in-two-ways-is-one", test_alarm_twice);
  ADD ("an-alarm-without-a-name-is-an-alarm", test_nameless_alarm);
  ADD ("refusals-are-counted-by-reason-and-kept", test_refusals);
  ADD ("the-quarantine-keeps-the-newest", test_quarantine_bound);
  ADD ("the-quarantine-never-fails-a-batch", test_quarantine_never_fails);
  ADD ("cursor-and-lag-come-with-the-batch", test_cursor_and_lag);
  ADD ("a-batch-commits-as-a-whole-or-not-at-all", test_all_or_nothing);
  ADD ("a-batch-of-a-removed-source-is-refused", test_source_removed);
  ADD ("a-future-carries-the-result", test_future);
  return g_test_run ();
}
