/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The past in bulk, beside what comes live. */

#include "base/chezu-time.h"
#include "store-fixture.h"
#include "store/chezu-gap-table.h"
#include "store/chezu-history.h"
#include "store/chezu-import.h"

#define INTERVAL_MS (10 * CHEZU_SECOND_MS)
#define AT(number) (STORE_T0 + (number) * INTERVAL_MS)

/* Two trucks that never reported. */
static void
set_up (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch;

  store_fixture_set_up (fixture, data);
  batch = chezu_batch_new (fixture->source);
  store_batch_add_truck (batch, 1);
  store_batch_add_truck (batch, 2);
  store_commit (fixture->store, batch);
}

static ChezuFix
fix_at (gint64 remote, guint number)
{
  return (ChezuFix){
    .time_ms = AT (number),
    .lon_e7 = 1170000000 + (gint32)number * 1000,
    .lat_e7 = 340000000 + (gint32)remote * 1000000,
    .speed_cm_s = 1000 + (gint32)(number * 7 % 90),
    .course_cdeg = 9000,
    .odometer_m = number * 100,
    .altitude_m = 30,
    .flags = CHEZU_FIX_IGNITION_KNOWN | CHEZU_FIX_IGNITION_ON,
  };
}

/* The fixes @first … @end - 1 of one vehicle. Returns: how many were new */
static gint64
import (StoreFixture *fixture, gint64 remote, guint first, guint end, gint64 proven_ms)
{
  g_autofree ChezuFix *fixes = g_new (ChezuFix, end - first);
  const ChezuImportPart part = { .remote_id = remote, .fixes = fixes, .n_fixes = end - first };
  g_autoptr (GError) error = NULL;
  gint64 n_new = 0;

  for (guint i = first; i < end; i++)
    fixes[i - first] = fix_at (remote, i);
  chezu_import_sync (fixture->store, fixture->source, &part, 1, proven_ms, &n_new, &error);
  g_assert_no_error (error);
  return n_new;
}

static void
report (StoreFixture *fixture, gint64 remote, guint number)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  const ChezuPosition position = { .remote_id = remote, .fix = fix_at (remote, number) };

  chezu_batch_add_position (batch, &position);
  store_commit (fixture->store, batch);
}

static void
assert_track (StoreFixture *fixture, gint64 remote, guint first, guint end)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) fixes
      = store_take (chezu_history_read (fixture->store, remote, 0, G_MAXINT64), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fixes->len, ==, end - first);
  for (guint i = 0; i < fixes->len; i++)
    {
      const ChezuFix *fix = &g_array_index (fixes, ChezuFix, i);
      const ChezuFix expected = fix_at (remote, first + i);

      g_assert_cmpint (fix->time_ms, ==, expected.time_ms);
      g_assert_cmpint (fix->lon_e7, ==, expected.lon_e7);
      g_assert_cmpint (fix->lat_e7, ==, expected.lat_e7);
      g_assert_cmpint (fix->speed_cm_s, ==, expected.speed_cm_s);
    }
}

static gint64
latest_ms (StoreFixture *fixture)
{
  return store_query_int (fixture->store, "SELECT time_ms FROM vehicle WHERE id = 1");
}

static void
test_every_fix_is_there (StoreFixture *fixture, gconstpointer data)
{
  g_assert_cmpint (import (fixture, 1, 0, 20000, 0), ==, 20000);
  g_assert_cmpint (import (fixture, 2, 0, 3, 0), ==, 3);
  assert_track (fixture, 1, 0, 20000);
  assert_track (fixture, 2, 0, 3);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT value FROM tally WHERE name = 'fix'"),
                   ==, 20003);
}

static void
test_vehicle_stands_where_it_ended (StoreFixture *fixture, gconstpointer data)
{
  import (fixture, 1, 0, 20000, 0);
  g_assert_cmpint (latest_ms (fixture), ==, AT (19999));
  g_assert_cmpint (store_query_int (fixture->store, "SELECT interval_ms FROM vehicle WHERE id = 1"),
                   ==, INTERVAL_MS);
}

static void
test_same_period_adds_nothing (StoreFixture *fixture, gconstpointer data)
{
  import (fixture, 1, 0, 9000, 0);
  g_assert_cmpint (import (fixture, 1, 0, 9000, 0), ==, 0);
  g_assert_cmpint (import (fixture, 1, 4000, 4001, 0), ==, 0);
  assert_track (fixture, 1, 0, 9000);
}

static void
test_periods_may_overlap (StoreFixture *fixture, gconstpointer data)
{
  import (fixture, 1, 4000, 9000, 0);
  g_assert_cmpint (import (fixture, 1, 8000, 12000, 0), ==, 3000);
  g_assert_cmpint (import (fixture, 1, 1000, 12000, 0), ==, 3000);
  assert_track (fixture, 1, 1000, 12000);
}

static void
test_live_fixes_stay_what_they_are (StoreFixture *fixture, gconstpointer data)
{
  report (fixture, 1, 5000);
  report (fixture, 1, 5001);
  report (fixture, 1, 9500);
  g_assert_cmpint (import (fixture, 1, 0, 9000, 0), ==, 8998);
  g_assert_cmpint (latest_ms (fixture), ==, AT (9500));
  report (fixture, 1, 9501);
  report (fixture, 1, 300);
  g_assert_cmpint (import (fixture, 1, 9000, 9600, 0), ==, 598);
  assert_track (fixture, 1, 0, 9600);
}

static void
test_unlisted_vehicle_is_passed_over (StoreFixture *fixture, gconstpointer data)
{
  g_assert_cmpint (import (fixture, 99, 0, 100, 0), ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT value FROM tally WHERE name = 'fix'"),
                   ==, 0);
}

static void
test_what_was_learned_is_used (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuFix *fixes = g_new (ChezuFix, 30000);
  const ChezuImportPart part = { .remote_id = 1, .fixes = fixes, .n_fixes = 30000 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 30000; i++)
    fixes[i] = fix_at (1, i);
  for (guint i = 0; i < 2; i++)
    {
      chezu_import_learn_sync (fixture->store, &part, 1, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM dictionary"), ==, 1);

  import (fixture, 1, 0, 9000, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT min (dictionary) FROM segment"), ==, 1);
  assert_track (fixture, 1, 0, 9000);
}

static double
judge (StoreFixture *fixture, guint first, guint end)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuCompleteness) completeness = store_take (
      chezu_gap_table_read_completeness (fixture->store, 1, AT (first), AT (end)), &error);

  g_assert_no_error (error);
  return completeness->complete;
}

static void
test_what_was_imported_is_complete (StoreFixture *fixture, gconstpointer data)
{
  import (fixture, 1, 0, 5000, 0);
  g_assert_cmpfloat (judge (fixture, 0, 4999), <, 0.01);
  import (fixture, 1, 0, 5000, AT (5000));
  g_assert_cmpfloat (judge (fixture, 0, 4999), ==, 1.0);

  /* An older period takes nothing back. */
  import (fixture, 1, 100, 200, AT (200));
  g_assert_cmpfloat (judge (fixture, 0, 4999), ==, 1.0);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/store/import/" path, StoreFixture, NULL, set_up, function, store_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  ADD ("every-fix-is-there", test_every_fix_is_there);
  ADD ("vehicle-stands-where-it-ended", test_vehicle_stands_where_it_ended);
  ADD ("same-period-adds-nothing", test_same_period_adds_nothing);
  ADD ("periods-may-overlap", test_periods_may_overlap);
  ADD ("live-fixes-stay-what-they-are", test_live_fixes_stay_what_they_are);
  ADD ("unlisted-vehicle-is-passed-over", test_unlisted_vehicle_is_passed_over);
  ADD ("what-was-learned-is-used", test_what_was_learned_is_used);
  ADD ("what-was-imported-is-complete", test_what_was_imported_is_complete);
  return g_test_run ();
}
