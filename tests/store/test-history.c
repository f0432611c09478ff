/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "store/chezu-history.h"

static void
make_track (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch;

  store_fixture_set_up (fixture, data);
  batch = chezu_batch_new (fixture->source);
  store_batch_add_truck (batch, 1);
  store_batch_add_truck (batch, 2);
  /* Newest first: the order of arrival is not the order of time. */
  for (int i = 9; i >= 0; i--)
    for (int remote = 1; remote <= 2; remote++)
      store_batch_add_fix (batch, remote, STORE_T0 + i * 1000, 117.0 + i * 0.0002, 34.0 + remote);
  store_commit (fixture->store, batch);
}

static GArray *
read_track (StoreFixture *fixture, gint64 from_ms, gint64 to_ms)
{
  g_autoptr (GError) error = NULL;
  GArray *fixes = store_take (chezu_history_read (fixture->store, 1, from_ms, to_ms), &error);

  g_assert_no_error (error);
  return fixes;
}

static void
test_period (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) fixes = read_track (fixture, STORE_T0 + 2000, STORE_T0 + 5000);

  g_assert_cmpuint (fixes->len, ==, 3);
  for (guint i = 0; i < fixes->len; i++)
    {
      const ChezuFix *fix = &g_array_index (fixes, ChezuFix, i);

      g_assert_cmpint (fix->time_ms, ==, STORE_T0 + 2000 + i * 1000);
      g_assert_cmpint (fix->lat_e7, ==, 350000000);
      g_assert_cmpint (fix->speed_cm_s, ==, 2000);
      g_assert_cmpint (fix->altitude_m, ==, CHEZU_ALTITUDE_UNKNOWN);
      g_assert_cmpint (fix->odometer_m, ==, CHEZU_UNKNOWN);
      g_assert_cmpuint (fix->flags, ==, CHEZU_FIX_IGNITION_KNOWN | CHEZU_FIX_IGNITION_ON);
    }
}

static void
test_nothing (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) before = read_track (fixture, 0, STORE_T0);
  g_autoptr (GArray) backwards = read_track (fixture, STORE_T0 + 5000, STORE_T0);

  g_assert_cmpuint (before->len, ==, 0);
  g_assert_cmpuint (backwards->len, ==, 0);
}

static void
test_events (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  const ChezuEventRow *newest;
  const ChezuEventRow *oldest;

  store_batch_add_event (batch, 1, 1, STORE_T0 + 1000, "deviceMoving", NULL);
  store_batch_add_event (batch, 1, 2, STORE_T0 + 2000, "alarm", "hardBraking");
  store_batch_add_event (batch, 1, 3, STORE_T0 + 9000, "deviceStopped", NULL);
  store_batch_add_event (batch, 2, 4, STORE_T0 + 1000, "alarm", "sos");
  store_commit (fixture->store, batch);

  events = store_take (
      chezu_event_table_of_vehicle (fixture->store, 1, STORE_T0 + 1000, STORE_T0 + 9000), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 2);
  newest = events->pdata[0];
  oldest = events->pdata[1];
  g_assert_cmpstr (newest->kind, ==, "alarm");
  g_assert_cmpstr (newest->alarm, ==, "hardBraking");
  g_assert_cmpint (newest->time_ms, ==, STORE_T0 + 2000);
  g_assert_cmpstr (oldest->kind, ==, "deviceMoving");
  g_assert_null (oldest->alarm);
}

static void
test_mileage_by_odometer (void)
{
  const ChezuFix fixes[] = {
    { .time_ms = 1, .odometer_m = 1000 },
    { .time_ms = 2, .odometer_m = CHEZU_UNKNOWN },
    { .time_ms = 3, .odometer_m = 3500 },
  };

  g_assert_cmpfloat (chezu_history_mileage_m (fixes, 3), ==, 2500.0);
  g_assert_cmpfloat (chezu_history_mileage_m (fixes, 1), ==, 0.0);
  g_assert_cmpfloat (chezu_history_mileage_m (NULL, 0), ==, 0.0);
}

static void
test_mileage_by_steps (void)
{
  /* A degree on the mean sphere is 111 195 m long; the invalid fix in between is far away. */
  ChezuFix fixes[] = {
    { .lon_e7 = 1170000000, .lat_e7 = 340000000, .odometer_m = 90000 },
    { .lon_e7 = 0, .lat_e7 = 0, .odometer_m = CHEZU_UNKNOWN, .flags = CHEZU_FIX_INVALID },
    { .lon_e7 = 1170000000, .lat_e7 = 345000000, .odometer_m = CHEZU_UNKNOWN },
    { .lon_e7 = 1170000000, .lat_e7 = 350000000, .odometer_m = CHEZU_UNKNOWN },
  };

  g_assert_cmpfloat_with_epsilon (chezu_history_mileage_m (fixes, 4), 111195.08, 0.1);

  /* A new terminal counts from the beginning. */
  fixes[3].odometer_m = 12;
  g_assert_cmpfloat_with_epsilon (chezu_history_mileage_m (fixes, 4), 111195.08, 0.1);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/history/" path, StoreFixture, NULL, make_track, func, store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("a-period-holds-its-start-and-not-its-end", test_period);
  ADD ("a-period-without-fixes-is-empty", test_nothing);
  ADD ("events-come-newest-first", test_events);
  g_test_add_func ("/store/history/mileage-trusts-odometers", test_mileage_by_odometer);
  g_test_add_func ("/store/history/mileage-adds-steps-without-odometers", test_mileage_by_steps);
  return g_test_run ();
}
