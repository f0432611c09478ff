/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fleet that follows a real store in a temporary folder. */

#include "../store/store-fixture.h"

#include "base/chezu-time.h"
#include "fleet/chezu-fleet-alarms.h"
#include "store/chezu-place-table.h"

typedef struct
{
  StoreFixture store;
  ChezuFleet *fleet;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, NULL);
  fixture->fleet = chezu_fleet_new (fixture->store.store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  /* A fiber that is still reading holds the fleet until it has seen the end. */
  while (G_OBJECT (fixture->fleet)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->fleet);
  store_fixture_tear_down (&fixture->store, NULL);
}

static void
load (Fixture *fixture)
{
  g_autoptr (DexFuture) future = chezu_fleet_load (fixture->fleet);

  store_await (future);
  g_assert_true (dex_future_is_resolved (future));
}

static void
commit_trucks (Fixture *fixture, gint64 first, guint n)
{
  ChezuBatch *batch = chezu_batch_new (fixture->store.source);

  for (guint i = 0; i < n; i++)
    {
      store_batch_add_truck (batch, first + i);
      store_batch_add_fix (batch, first + i, STORE_T0, 117.0 + i * 0.0001, 34.8);
    }
  store_commit (fixture->store.store, batch);
}

static void
commit_fix (Fixture *fixture, gint64 truck, gint64 time_ms, double lon)
{
  ChezuBatch *batch = chezu_batch_new (fixture->store.source);

  store_batch_add_fix (batch, truck, time_ms, lon, 34.8);
  store_commit (fixture->store.store, batch);
}

static gboolean
give_up_cb (gpointer data)
{
  g_assert_not_reached ();
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until the fleet says that it has changed. */
static void
wait_for_change (Fixture *fixture)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gulong handler
      = g_signal_connect_swapped (fixture->fleet, "changed", G_CALLBACK (g_main_loop_quit), loop);
  guint timeout = g_timeout_add_seconds (20, give_up_cb, NULL);

  g_main_loop_run (loop);
  g_source_remove (timeout);
  g_signal_handler_disconnect (fixture->fleet, handler);
}

static void
test_loads_more_than_a_page (Fixture *fixture, gconstpointer data)
{
  commit_trucks (fixture, 1, 4500);
  load (fixture);

  g_assert_cmpuint (chezu_fleet_peek (fixture->fleet)->n, ==, 4500);
  g_assert_cmpint (chezu_fleet_get_newest_received_ms (fixture->fleet), >, STORE_T0);
  g_assert_cmpuint (chezu_fleet_find_plate (fixture->fleet, "鲁D·04500"), !=, CHEZU_FLEET_NONE);
}

static void
test_empty_store_is_an_empty_fleet (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  g_assert_cmpuint (chezu_fleet_peek (fixture->fleet)->n, ==, 0);
}

static void
test_takes_over_what_others_commit (Fixture *fixture, gconstpointer data)
{
  const ChezuFleetArrays *arrays;
  double before;

  commit_trucks (fixture, 1, 10);
  load (fixture);
  arrays = chezu_fleet_peek (fixture->fleet);
  before = arrays->x[2];

  commit_fix (fixture, 3, STORE_T0 + 10000, 117.001);
  while (chezu_fleet_peek (fixture->fleet)->x[2] == before)
    wait_for_change (fixture);
  arrays = chezu_fleet_peek (fixture->fleet);
  g_assert_cmpint (arrays->time_ms[2], ==, STORE_T0 + 10000);
  g_assert_cmpint (arrays->time_ms[3], ==, STORE_T0);

  commit_trucks (fixture, 11, 5);
  while (chezu_fleet_peek (fixture->fleet)->n < 15)
    wait_for_change (fixture);
}

static void
commit_alarm (Fixture *fixture, gint64 truck, gint64 event, gint64 time_ms, const char *alarm)
{
  ChezuBatch *batch = chezu_batch_new (fixture->store.source);

  store_batch_add_event (batch, truck, event, time_ms, "alarm", alarm);
  store_commit (fixture->store.store, batch);
}

/* Those of the last ten minutes, whether they were there before or come later. */
static void
test_alarms_of_the_store_stand (Fixture *fixture, gconstpointer data)
{
  gint64 now_ms = chezu_time_now_ms ();

  commit_trucks (fixture, 1, 3);
  commit_alarm (fixture, 1, 1, now_ms - 60000, "fatigueDriving");
  commit_alarm (fixture, 2, 2, now_ms - 3600000, "sos");
  load (fixture);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 0, now_ms), ==, CHEZU_ALARM_P2);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 1, now_ms), ==, CHEZU_ALARM_NONE);

  commit_alarm (fixture, 3, 3, now_ms - 1000, "sos");
  while (chezu_fleet_get_alarm (fixture->fleet, 2, now_ms) == CHEZU_ALARM_NONE)
    wait_for_change (fixture);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 2, now_ms), ==, CHEZU_ALARM_P1);
}

static void
test_late_fix_does_not_move_the_vehicle_back (Fixture *fixture, gconstpointer data)
{
  commit_trucks (fixture, 1, 1);
  commit_fix (fixture, 1, STORE_T0 + 20000, 117.001);
  commit_fix (fixture, 1, STORE_T0 + 10000, 117.002);
  load (fixture);

  g_assert_cmpint (chezu_fleet_peek (fixture->fleet)->time_ms[0], ==, STORE_T0 + 20000);
  g_assert_cmpfloat_with_epsilon (chezu_fleet_peek (fixture->fleet)->x[0],
                                  (117.001 + 180.0) / 360.0, 1e-9);
}

static void
test_regions_are_loaded_with_the_fleet (Fixture *fixture, gconstpointer data)
{
  store_fixture_load_reference (&fixture->store);
  commit_trucks (fixture, 1, 1);
  load (fixture);

  g_assert_cmpuint (chezu_region_set_get_n (chezu_fleet_get_regions (fixture->fleet)), ==, 1);
  g_assert_cmpuint (chezu_fleet_peek (fixture->fleet)->region[0], ==, 0);
}

/* The demo world's regions come a moment after its store was made. */
static void
test_regions_that_come_later_are_found (Fixture *fixture, gconstpointer data)
{
  commit_trucks (fixture, 1, 1);
  load (fixture);
  g_assert_cmpuint (chezu_region_set_get_n (chezu_fleet_get_regions (fixture->fleet)), ==, 0);

  store_fixture_load_reference (&fixture->store);
  while (chezu_region_set_get_n (chezu_fleet_get_regions (fixture->fleet)) == 0)
    wait_for_change (fixture);
  g_assert_cmpuint (chezu_fleet_peek (fixture->fleet)->region[0], ==, 0);
}

static void
test_closed_store_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DexFuture) future = NULL;
  g_autoptr (GError) error = NULL;

  chezu_store_close (fixture->store.store);
  future = chezu_fleet_load (fixture->fleet);
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  dex_future_get_value (future, &error);
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("/fleet/follow/loads-more-than-a-page", test_loads_more_than_a_page);
  ADD ("/fleet/follow/empty-store-is-an-empty-fleet", test_empty_store_is_an_empty_fleet);
  ADD ("/fleet/follow/takes-over-what-others-commit", test_takes_over_what_others_commit);
  ADD ("/fleet/follow/alarms-of-the-store-stand", test_alarms_of_the_store_stand);
  ADD ("/fleet/follow/late-fix-does-not-move-the-vehicle-back",
       test_late_fix_does_not_move_the_vehicle_back);
  ADD ("/fleet/follow/regions-are-loaded-with-the-fleet", test_regions_are_loaded_with_the_fleet);
  ADD ("/fleet/follow/regions-that-come-later-are-found", test_regions_that_come_later_are_found);
  ADD ("/fleet/follow/closed-store-is-told", test_closed_store_is_told);

  return g_test_run ();
}
