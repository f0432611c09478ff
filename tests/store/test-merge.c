/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which terminals of which sources are one vehicle, and what it is shown as. */

#include "store-fixture.h"

typedef struct
{
  StoreFixture store;
  gint64 other; /* a second source, "harbour" */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  fixture->other = store_add_source (fixture->store.store, "harbour");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  store_fixture_tear_down (&fixture->store, data);
}

static ChezuDevice
device (gint64 remote, const char *plate, const char *unique_id)
{
  return (ChezuDevice){
    .remote_id = remote, .plate = plate, .unique_id = unique_id, .connected = TRUE
  };
}

static void
tell (Fixture *fixture, gint64 source, ChezuDevice told)
{
  ChezuBatch *batch = chezu_batch_new (source);

  chezu_batch_add_device (batch, &told);
  store_commit (fixture->store.store, batch);
}

/* All that the source has. */
static void
tell_all (Fixture *fixture, gint64 source, const ChezuDevice *told, guint n)
{
  ChezuBatch *batch = chezu_batch_new (source);

  for (guint i = 0; i < n; i++)
    chezu_batch_add_device (batch, &told[i]);
  chezu_batch_set_devices_complete (batch);
  store_commit (fixture->store.store, batch);
}

static ChezuBatchResult
send_fix (Fixture *fixture, gint64 source, gint64 remote, gint64 seconds, double lon)
{
  ChezuBatch *batch = chezu_batch_new (source);

  store_batch_add_fix (batch, remote, STORE_T0 + seconds * 1000, lon, 34.8);
  return store_commit (fixture->store.store, batch);
}

static gint64
ask (Fixture *fixture, const char *sql)
{
  return store_query_int (fixture->store.store, sql);
}

static gint64
vehicle_of (Fixture *fixture, gint64 source, gint64 remote)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT vehicle FROM terminal WHERE source = %" G_GINT64_FORMAT
                         " AND remote_id = %" G_GINT64_FORMAT,
                         source, remote);

  return ask (fixture, sql);
}

static void
assert_text (Fixture *fixture, const char *sql, const char *expected)
{
  g_autofree char *text = store_query_text (fixture->store.store, sql);

  g_assert_cmpstr (text, ==, expected);
}

static void
remove_source (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;

  chezu_source_table_remove_sync (fixture->store.store, name, &error);
  g_assert_no_error (error);
}

/* --- Which vehicle --------------------------------------------------------------------------- */

static void
test_the_same_plate_is_one_vehicle (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", "013900000001"));
  tell (fixture, fixture->other, device (77, "鲁D12345", "860000000000001"));
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 1);
  g_assert_cmpint (vehicle_of (fixture, depot, 1), ==, vehicle_of (fixture, fixture->other, 77));
}

static void
test_another_color_is_another_vehicle (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;
  ChezuDevice blue = device (1, "鲁D12345", NULL);
  ChezuDevice yellow = device (2, "鲁D12345", NULL);
  ChezuDevice unknown = device (3, "鲁D12345", NULL);

  blue.plate_color = 1;
  yellow.plate_color = 2;
  tell (fixture, depot, blue);
  tell (fixture, fixture->other, yellow);
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);

  /* Where the color is not known there is no contradiction; what is known stays. */
  remove_source (fixture, "harbour");
  fixture->other = store_add_source (fixture->store.store, "harbour");
  tell (fixture, fixture->other, unknown);
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
  g_assert_cmpint (ask (fixture, "SELECT sum (plate_color) FROM vehicle"), ==, 3);
}

static void
test_without_a_plate_the_terminal_tells (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "Truck 1", "013900000001"));
  tell (fixture, fixture->other, device (9, "North 17", "013900000001"));
  tell (fixture, fixture->other, device (10, "Truck 1", "013900000002"));
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
  g_assert_cmpint (vehicle_of (fixture, depot, 1), ==, vehicle_of (fixture, fixture->other, 9));
}

static void
test_short_identifiers_mean_nothing_elsewhere (Fixture *fixture, gconstpointer data)
{
  tell (fixture, fixture->store.source, device (1, "one", "1"));
  tell (fixture, fixture->other, device (1, "eins", "1"));
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
}

static void
test_one_terminal_under_two_plates_is_two_vehicles (Fixture *fixture, gconstpointer data)
{
  tell (fixture, fixture->store.source, device (1, "鲁D12345", "013900000001"));
  tell (fixture, fixture->other, device (1, "鲁D54321", "013900000001"));
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
}

static void
test_what_one_source_parts_stays_apart (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", "013900000001"));
  tell (fixture, depot, device (2, "鲁D12345", "013900000002"));
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
}

static void
test_a_terminal_under_a_new_number_is_the_same (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", "013900000001"));
  tell (fixture, depot, device (8, "鲁D12345", "013900000001"));
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 1);
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM terminal"), ==, 1);
  g_assert_cmpuint (send_fix (fixture, depot, 8, 0, 117.2).accepted, ==, 1);
}

static void
test_a_replaced_terminal_keeps_the_vehicle (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;
  const ChezuDevice old = device (1, "鲁D12345", "013900000001");
  const ChezuDevice new = device (8, "鲁D12345", "013900000002");

  tell_all (fixture, depot, &old, 1);
  send_fix (fixture, depot, 1, 0, 117.2);
  tell_all (fixture, depot, &new, 1);
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 1);
  g_assert_cmpint (ask (fixture, "SELECT connected AND NOT gone FROM vehicle"), ==, 1);
  g_assert_cmpuint (send_fix (fixture, depot, 8, 10, 117.2).accepted, ==, 1);
}

/* --- Renamed --------------------------------------------------------------------------------- */

static void
test_a_new_name_goes_with_its_vehicle (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", "013900000001"));
  tell (fixture, depot, device (1, "鲁D99999", "013900000001"));
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 1);
  assert_text (fixture, "SELECT plate FROM vehicle", "鲁D99999");
}

static void
test_a_terminal_that_got_another_vehicles_plate_moves (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", "013900000001"));
  tell (fixture, fixture->other, device (5, "鲁D54321", "013900000005"));
  send_fix (fixture, depot, 1, 0, 117.2);
  tell (fixture, depot, device (1, "鲁D54321", "013900000001"));

  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
  g_assert_cmpint (vehicle_of (fixture, depot, 1), ==, vehicle_of (fixture, fixture->other, 5));
  /* Nobody tells of the other one any more; its past stays its own. */
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle WHERE plate = '鲁D12345' AND gone "
                                 "AND NOT connected AND source IS NULL AND time_ms IS NOT NULL"),
                   ==, 1);
}

static void
test_a_terminal_that_was_taken_out_of_a_shared_vehicle_parts (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", "013900000001"));
  tell (fixture, fixture->other, device (5, "鲁D12345", "013900000005"));
  tell (fixture, depot, device (1, "鲁D77777", "013900000001"));

  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
  g_assert_cmpint (vehicle_of (fixture, depot, 1), !=, vehicle_of (fixture, fixture->other, 5));
  assert_text (fixture, "SELECT group_concat (plate ORDER BY plate) FROM vehicle",
               "鲁D12345,鲁D77777");
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle WHERE gone"), ==, 0);
}

static void
test_a_name_that_is_no_plate_parts_nobody (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", "013900000001"));
  tell (fixture, fixture->other, device (5, "鲁D12345", "013900000005"));
  tell (fixture, fixture->other, device (5, "van of Mr Li", "013900000005"));
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 1);
  assert_text (fixture, "SELECT plate FROM vehicle", "鲁D12345");
}

/* --- Shown as one ------------------------------------------------------------------------------
 */

static void
test_words_come_from_the_first_source_that_has_them (Fixture *fixture, gconstpointer data)
{
  ChezuDevice first = device (1, "鲁D12345", "013900000001");
  ChezuDevice second = device (5, "鲁D12345", "013900000005");
  gint64 seq;

  first.driver = "王芳";
  second.driver = "李明";
  second.phone = "13900000000";
  second.kind = CHEZU_VEHICLE_HAZMAT;
  /* Whichever comes first. */
  tell (fixture, fixture->other, second);
  tell (fixture, fixture->store.source, first);
  assert_text (fixture, "SELECT driver || phone || kind FROM vehicle", "王芳13900000000hazmat");

  /* Both repeat themselves; followers hear nothing. */
  seq = ask (fixture, "SELECT max (seq) FROM vehicle");
  tell (fixture, fixture->other, second);
  tell (fixture, fixture->store.source, first);
  g_assert_cmpint (ask (fixture, "SELECT max (seq) FROM vehicle"), ==, seq);

  first.driver = NULL;
  tell (fixture, fixture->store.source, first);
  assert_text (fixture, "SELECT driver FROM vehicle", "李明");
}

static void
test_connected_is_any_and_gone_is_all (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;
  ChezuDevice first = device (1, "鲁D12345", NULL);
  ChezuDevice second = device (5, "鲁D12345", NULL);
  ChezuBatch *batch;

  tell (fixture, depot, first);
  tell (fixture, fixture->other, second);
  first.connected = FALSE;
  first.gone = TRUE;
  tell (fixture, depot, first);
  g_assert_cmpint (ask (fixture, "SELECT connected AND NOT gone FROM vehicle"), ==, 1);

  batch = chezu_batch_new (fixture->other);
  store_batch_add_event (batch, 5, 1, STORE_T0, "deviceOffline", NULL);
  store_commit (fixture->store.store, batch);
  g_assert_cmpint (ask (fixture, "SELECT gone AND NOT connected FROM vehicle"), ==, 1);

  /* One that sends is not gone, and stays so when the other says something. */
  send_fix (fixture, fixture->other, 5, 10, 117.2);
  g_assert_cmpint (ask (fixture, "SELECT gone FROM vehicle"), ==, 0);
  first.driver = "王芳";
  tell (fixture, depot, first);
  g_assert_cmpint (ask (fixture, "SELECT gone FROM vehicle"), ==, 0);
}

static void
test_the_newest_fix_of_any_moves_the_vehicle (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", NULL));
  tell (fixture, fixture->other, device (5, "鲁D12345", NULL));
  send_fix (fixture, depot, 1, 0, 117.2);
  send_fix (fixture, fixture->other, 5, 10, 117.201);
  g_assert_cmpint (ask (fixture, "SELECT source FROM vehicle"), ==, fixture->other);
  g_assert_cmpint (ask (fixture, "SELECT remote_id FROM vehicle"), ==, 5);
  g_assert_cmpint (ask (fixture, "SELECT lon_e7 FROM vehicle"), ==, 1172010000);

  g_assert_cmpuint (send_fix (fixture, depot, 1, 5, 117.2005).late, ==, 1);
  g_assert_cmpint (ask (fixture, "SELECT source FROM vehicle"), ==, fixture->other);
  g_assert_cmpint (ask (fixture, "SELECT lon_e7 FROM vehicle"), ==, 1172010000);
}

static void
test_the_same_fix_by_two_ways_is_stored_once (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", NULL));
  tell (fixture, fixture->other, device (5, "鲁D12345", NULL));
  g_assert_cmpuint (send_fix (fixture, depot, 1, 0, 117.2).accepted, ==, 1);
  g_assert_cmpuint (send_fix (fixture, fixture->other, 5, 0, 117.2).duplicate, ==, 1);
  g_assert_cmpint (ask (fixture, "SELECT value FROM tally WHERE name = 'fix'"), ==, 1);
  g_assert_cmpint (ask (fixture, "SELECT duplicate FROM source WHERE name = 'harbour'"), ==, 1);
}

/* --- Removing --------------------------------------------------------------------------------- */

static void
test_removing_one_of_two_sources_keeps_the_vehicle (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;
  ChezuDevice first = device (1, "鲁D12345", NULL);

  first.driver = "王芳";
  tell (fixture, depot, first);
  tell (fixture, fixture->other, device (5, "鲁D12345", NULL));
  tell (fixture, depot, device (2, "鲁D00002", NULL));
  send_fix (fixture, depot, 1, 0, 117.2);
  g_assert_cmpint (ask (fixture, "SELECT source FROM vehicle WHERE id = 1"), ==, depot);

  remove_source (fixture, "depot");
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
  g_assert_cmpint (ask (fixture, "SELECT source FROM vehicle WHERE id = 1"), ==, fixture->other);
  g_assert_cmpint (ask (fixture, "SELECT connected AND NOT gone FROM vehicle WHERE id = 1"), ==, 1);
  assert_text (fixture, "SELECT driver FROM vehicle WHERE id = 1", NULL);
  g_assert_cmpint (ask (fixture, "SELECT gone AND source IS NULL FROM vehicle WHERE id = 2"), ==,
                   1);
  g_assert_cmpint (ask (fixture, "SELECT count (DISTINCT seq) FROM vehicle"), ==, 2);
  g_assert_cmpuint (send_fix (fixture, fixture->other, 5, 10, 117.2).accepted, ==, 1);
}

static void
test_a_source_that_comes_back_finds_its_vehicles (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", "013900000001"));
  tell (fixture, depot, device (2, "Truck 2", "2"));
  send_fix (fixture, depot, 1, 0, 117.2);
  remove_source (fixture, "depot");
  depot = store_add_source (fixture->store.store, "depot");
  tell (fixture, depot, device (11, "鲁D12345", "013900000001"));
  tell (fixture, depot, device (2, "Truck 2", "2"));

  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 2);
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM terminal"), ==, 2);
  g_assert_cmpint (vehicle_of (fixture, depot, 11), ==, 1);
  g_assert_cmpint (vehicle_of (fixture, depot, 2), ==, 2);
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle WHERE gone OR source IS NULL"), ==,
                   0);
}

static void
test_unlisted_by_one_is_not_gone (Fixture *fixture, gconstpointer data)
{
  gint64 depot = fixture->store.source;

  tell (fixture, depot, device (1, "鲁D12345", NULL));
  tell (fixture, fixture->other, device (5, "鲁D12345", NULL));
  tell_all (fixture, depot, NULL, 0);
  g_assert_cmpint (ask (fixture, "SELECT connected AND NOT gone FROM vehicle"), ==, 1);
  tell_all (fixture, fixture->other, NULL, 0);
  g_assert_cmpint (ask (fixture, "SELECT gone AND NOT connected FROM vehicle"), ==, 1);

  tell (fixture, depot, device (1, "鲁D12345", NULL));
  g_assert_cmpint (ask (fixture, "SELECT connected AND NOT gone FROM vehicle"), ==, 1);
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM vehicle"), ==, 1);
}

#define ADD(path, func) g_test_add ("/store/merge/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("the-same-plate-is-one-vehicle", test_the_same_plate_is_one_vehicle);
  ADD ("another-color-is-another-vehicle", test_another_color_is_another_vehicle);
  ADD ("without-a-plate-the-terminal-tells", test_without_a_plate_the_terminal_tells);
  ADD ("short-identifiers-mean-nothing-elsewhere", test_short_identifiers_mean_nothing_elsewhere);
  ADD ("one-terminal-under-two-plates-is-two-vehicles",
       test_one_terminal_under_two_plates_is_two_vehicles);
  ADD ("what-one-source-parts-stays-apart", test_what_one_source_parts_stays_apart);
  ADD ("a-terminal-under-a-new-number-is-the-same", test_a_terminal_under_a_new_number_is_the_same);
  ADD ("a-replaced-terminal-keeps-the-vehicle", test_a_replaced_terminal_keeps_the_vehicle);
  ADD ("a-new-name-goes-with-its-vehicle", test_a_new_name_goes_with_its_vehicle);
  ADD ("a-terminal-that-got-another-vehicles-plate-moves",
       test_a_terminal_that_got_another_vehicles_plate_moves);
  ADD ("a-terminal-that-was-taken-out-of-a-shared-vehicle-parts",
       test_a_terminal_that_was_taken_out_of_a_shared_vehicle_parts);
  ADD ("a-name-that-is-no-plate-parts-nobody", test_a_name_that_is_no_plate_parts_nobody);
  ADD ("words-come-from-the-first-source-that-has-them",
       test_words_come_from_the_first_source_that_has_them);
  ADD ("connected-is-any-and-gone-is-all", test_connected_is_any_and_gone_is_all);
  ADD ("the-newest-fix-of-any-moves-the-vehicle", test_the_newest_fix_of_any_moves_the_vehicle);
  ADD ("the-same-fix-by-two-ways-is-stored-once", test_the_same_fix_by_two_ways_is_stored_once);
  ADD ("removing-one-of-two-sources-keeps-the-vehicle",
       test_removing_one_of_two_sources_keeps_the_vehicle);
  ADD ("a-source-that-comes-back-finds-its-vehicles",
       test_a_source_that_comes_back_finds_its_vehicles);
  ADD ("unlisted-by-one-is-not-gone", test_unlisted_by_one_is_not_gone);
  return g_test_run ();
}
