/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <string.h>

static ChezuSourceRow *
only_source (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = store_take (chezu_source_table_list (fixture->store), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  return g_ptr_array_steal_index (rows, 0);
}

static void
test_defaults (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = only_source (fixture);

  g_assert_cmpint (row->id, ==, fixture->source);
  g_assert_cmpstr (row->name, ==, "depot");
  g_assert_cmpstr (row->kind, ==, "traccar");
  g_assert_cmpstr (row->url, ==, "http://127.0.0.1:8082");
  g_assert_cmpstr (row->user, ==, "admin");
  g_assert_cmpint (row->credential, ==, CHEZU_CREDENTIAL_KEYRING);
  g_assert_null (row->credential_file);
  g_assert_null (row->ca_file);
  g_assert_true (row->enabled);
  g_assert_cmpint (row->state, ==, CHEZU_SOURCE_IDLE);
  g_assert_null (row->transport);
  g_assert_cmpint (row->connected_ms, ==, 0);
  g_assert_cmpint (row->lag_ms, ==, -1);
  g_assert_null (row->last_error);
  g_assert_cmpint (row->datum, ==, CHEZU_DATUM_WGS84);
  g_assert_cmpint (row->time_offset_ms, ==, 0);
  g_assert_cmpint (row->created_ms, >, 0);
  for (guint i = 0; i < CHEZU_N_REFUSALS; i++)
    g_assert_cmpint (row->refused[i], ==, 0);
}

static DexFuture *
add_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GError) error = NULL;
  ChezuSourceRow row = {
    .name = (char *)"  second\n",
    .kind = (char *)"traccar",
    .url = (char *)"https://example.org",
    .credential = CHEZU_CREDENTIAL_TOKEN_FILE,
    .credential_file = (char *)"/etc/chezu/token",
    .ca_file = (char *)"/etc/chezu/ca.pem",
  };
  gint64 id = dex_await_int64 (chezu_source_table_add (fixture->store, &row), &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, fixture->source);

  g_assert_cmpint (dex_await_int64 (chezu_source_table_add (fixture->store, &row), &error), ==, 0);
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS);
  g_clear_error (&error);

  row.name = (char *)" \t";
  g_assert_cmpint (dex_await_int64 (chezu_source_table_add (fixture->store, &row), &error), ==, 0);
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);
  return dex_future_new_true ();
}

static void
test_add (StoreFixture *fixture, gconstpointer data)
{
  DexFuture *fiber = dex_scheduler_spawn (NULL, 0, add_fiber, fixture, NULL);
  g_autoptr (GPtrArray) rows = NULL;
  const ChezuSourceRow *second;

  store_await (fiber);
  g_assert_true (dex_future_is_resolved (fiber));
  dex_unref (fiber);

  rows = chezu_source_table_list_sync (fixture->store, NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  second = rows->pdata[1];
  g_assert_cmpstr (second->name, ==, "second");
  g_assert_null (second->user);
  g_assert_cmpint (second->credential, ==, CHEZU_CREDENTIAL_TOKEN_FILE);
  g_assert_cmpstr (second->credential_file, ==, "/etc/chezu/token");
  g_assert_cmpstr (second->ca_file, ==, "/etc/chezu/ca.pem");
  g_assert_false (second->enabled);
}

static void
test_report (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = only_source (fixture);
  g_autoptr (ChezuSourceRow) back = NULL;
  g_autofree char *page = g_strnfill (100000, 'x');
  DexFuture *report;

  row->state = CHEZU_SOURCE_RETRYING;
  g_set_str (&row->transport, "polling");
  row->state_since_ms = 1;
  row->connected_ms = 2;
  row->last_message_ms = 3;
  row->retry_at_ms = 4;
  g_set_str (&row->last_error, page);
  /* What only batches write stays theirs. */
  row->accepted = 1000;
  row->lag_ms = 1000;
  g_set_str (&row->name, "other");

  report = chezu_source_table_report (fixture->store, row);
  store_await (report);
  g_assert_true (dex_future_is_resolved (report));
  dex_unref (report);

  back = only_source (fixture);
  g_assert_cmpint (back->state, ==, CHEZU_SOURCE_RETRYING);
  g_assert_cmpstr (back->transport, ==, "polling");
  g_assert_cmpint (back->state_since_ms, ==, 1);
  g_assert_cmpint (back->connected_ms, ==, 2);
  g_assert_cmpint (back->last_message_ms, ==, 3);
  g_assert_cmpint (back->retry_at_ms, ==, 4);
  g_assert_cmpint (g_utf8_strlen (back->last_error, -1), <=, 501);
  g_assert_cmpint (back->accepted, ==, 0);
  g_assert_cmpint (back->lag_ms, ==, -1);
  g_assert_cmpstr (back->name, ==, "depot");
}

static DexFuture *
update (StoreFixture *fixture, ChezuSourceRow *row)
{
  DexFuture *future = chezu_source_table_update (fixture->store, row);

  store_await (future);
  return future;
}

static void
test_update (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = only_source (fixture);
  g_autoptr (ChezuSourceRow) back = NULL;
  g_autoptr (DexFuture) changed = NULL;
  g_autoptr (DexFuture) taken = NULL;
  g_autoptr (DexFuture) unknown = NULL;
  g_autoptr (GError) error = NULL;

  g_set_str (&row->name, "harbour");
  g_set_str (&row->url, "https://example.org");
  g_set_str (&row->user, NULL);
  row->credential = CHEZU_CREDENTIAL_TOKEN_FILE;
  g_set_str (&row->credential_file, "/etc/chezu/token");
  row->enabled = FALSE;
  row->datum = CHEZU_DATUM_GCJ02;
  row->time_offset_ms = -8 * 3600 * 1000;
  row->speedup = 2.5;
  row->original_times = TRUE;
  g_set_str (&row->columns, "time=时刻");
  row->state = CHEZU_SOURCE_LIVE;
  changed = update (fixture, row);
  g_assert_true (dex_future_is_resolved (changed));

  back = only_source (fixture);
  g_assert_cmpint (back->id, ==, fixture->source);
  g_assert_cmpstr (back->name, ==, "harbour");
  g_assert_cmpstr (back->url, ==, "https://example.org");
  g_assert_null (back->user);
  g_assert_cmpint (back->credential, ==, CHEZU_CREDENTIAL_TOKEN_FILE);
  g_assert_cmpstr (back->credential_file, ==, "/etc/chezu/token");
  g_assert_false (back->enabled);
  g_assert_cmpint (back->datum, ==, CHEZU_DATUM_GCJ02);
  g_assert_cmpint (back->time_offset_ms, ==, -8 * 3600 * 1000);
  g_assert_cmpfloat (back->speedup, ==, 2.5);
  g_assert_true (back->original_times);
  g_assert_cmpstr (back->columns, ==, "time=时刻");
  g_assert_cmpint (back->created_ms, ==, row->created_ms);
  /* What the synchronizer reports stays its own. */
  g_assert_cmpint (back->state, ==, CHEZU_SOURCE_IDLE);

  store_add_source (fixture->store, "depot");
  g_set_str (&row->name, "depot");
  taken = update (fixture, row);
  g_assert_null (dex_future_get_value (taken, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS);
  g_clear_error (&error);

  row->id = 1000;
  g_set_str (&row->name, "nobody");
  unknown = update (fixture, row);
  g_assert_null (dex_future_get_value (unknown, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND);
}

static void
test_remove (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (ChezuSourceRow) row = only_source (fixture);
  g_autoptr (ChezuVehiclePage) page = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *report;

  store_batch_add_truck (batch, 1);
  store_batch_add_truck (batch, 2);
  store_batch_add_fix (batch, 1, STORE_T0, 117.2, 34.8);
  store_batch_add_event (batch, 1, 1, STORE_T0, "alarm", "sos");
  chezu_batch_add_refusal (batch, CHEZU_REFUSAL_SPEED, "x", 1);
  store_commit (fixture->store, batch);

  g_assert_true (chezu_source_table_remove_sync (fixture->store, "depot", &error));
  g_assert_no_error (error);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT (SELECT count(*) FROM source) "
                                                    "+ (SELECT count(*) FROM refusal) "
                                                    "+ (SELECT count(*) FROM quarantine)"),
                   ==, 0);
  g_assert_cmpint (store_count_fixes (fixture->store), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM alarm"), ==, 1);

  /* A follower hears of every vehicle that it is gone. */
  page = store_changes (fixture->store, 2);
  g_assert_cmpuint (page->rows->len, ==, 2);
  for (guint i = 0; i < page->rows->len; i++)
    {
      g_assert_true (g_array_index (page->rows, ChezuVehicleRow, i).gone);
      g_assert_cmpint (g_array_index (page->rows, ChezuVehicleRow, i).source_id, ==, 0);
    }

  g_assert_false (chezu_source_table_remove_sync (fixture->store, "depot", &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND);
  report = chezu_source_table_report (fixture->store, row);
  store_await (report);
  g_assert_true (dex_future_is_rejected (report));
  dex_unref (report);
}

static void
test_come_back (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  gint64 source;
  gint64 vehicle;

  store_batch_add_truck (batch, 1);
  store_batch_add_fix (batch, 1, STORE_T0, 117.2, 34.8);
  store_commit (fixture->store, batch);
  vehicle = store_query_int (fixture->store, "SELECT id FROM vehicle");
  g_assert_true (chezu_source_table_remove_sync (fixture->store, "depot", NULL));

  source = store_add_source (fixture->store, "depot");
  g_assert_cmpint (source, !=, fixture->source);
  batch = chezu_batch_new (source);
  store_batch_add_truck (batch, 1);
  store_batch_add_truck (batch, 2);
  store_batch_add_fix (batch, 1, STORE_T0 + 1000, 117.3, 34.8);
  store_commit (fixture->store, batch);

  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM vehicle"), ==, 2);
  g_assert_cmpint (store_count_tracks (fixture->store), ==, 1);
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT id FROM vehicle WHERE plate = '鲁D00001'"), ==,
      vehicle);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM vehicle WHERE gone"), ==,
                   0);
}

static gint64
this_minute (void)
{
  return g_get_real_time () / (60 * G_USEC_PER_SEC);
}

static double
rate_after (StoreFixture *fixture, int minutes_ago, int fixes, int before)
{
  g_autoptr (ChezuSourceRow) row = NULL;
  gint64 minute;

  /* Again where a minute begins in between. */
  do
    {
      g_autofree char *sql = NULL;
      g_autoptr (GError) error = NULL;

      minute = this_minute ();
      sql = g_strdup_printf ("UPDATE source SET rate_minute = %" G_GINT64_FORMAT
                             ", rate_fixes = %d, rate_before = %d",
                             minute - minutes_ago, fixes, before);
      store_execute (fixture->store, sql, &error);
      g_assert_no_error (error);
      g_clear_pointer (&row, chezu_source_row_free);
      row = only_source (fixture);
    }
  while (minute != this_minute ());
  return row->rate;
}

static void
test_rate (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  store_batch_add_truck (batch, 1);
  for (int i = 0; i < 12; i++)
    store_batch_add_fix (batch, 1, STORE_T0 + i * 10000, 117.3, 34.8);
  store_commit (fixture->store, batch);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT rate_fixes + rate_before FROM source"),
                   ==, 12);

  /* Sixty a second for two minutes, wherever in the minute it is asked. */
  g_assert_cmpfloat (rate_after (fixture, 1, 3600, 3600), <=, 60);
  g_assert_cmpfloat (rate_after (fixture, 0, 3600, 3600), >=, 60);
  g_assert_cmpfloat (rate_after (fixture, 0, 3600, 3600), <=, 120);
  g_assert_cmpfloat (rate_after (fixture, 2, 3600, 3600), ==, 0);
  /* A clock that was set back. */
  g_assert_cmpfloat (rate_after (fixture, -60, 3600, 3600), ==, 0);
  /* One fix at the first second of a minute is no pace. */
  g_assert_cmpfloat (rate_after (fixture, 0, 1, 0), <=, 0.1);
}

static void
test_no_secrets (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *columns = store_query_text (
      fixture->store, "SELECT group_concat (name) FROM pragma_table_info ('source')");

  g_assert_null (strstr (columns, "password"));
  g_assert_null (strstr (columns, "token"));
  g_assert_null (strstr (columns, "secret"));
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/source/" path, StoreFixture, NULL, store_fixture_set_up, func,               \
              store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("a-new-source-is-idle", test_defaults);
  ADD ("a-name-is-given-once", test_add);
  ADD ("a-report-writes-the-state-and-nothing-else", test_report);
  ADD ("a-change-keeps-the-source-in-its-place", test_update);
  ADD ("removing-keeps-vehicles-fixes-and-events", test_remove);
  ADD ("a-source-that-comes-back-finds-its-vehicles", test_come_back);
  ADD ("a-rate-is-of-the-last-minute", test_rate);
  ADD ("there-is-no-column-for-a-secret", test_no_secrets);
  return g_test_run ();
}
