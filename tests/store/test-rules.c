/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules at work where fixes are committed: what they raise, once, whatever happens in between. The
 * rules themselves are tested in tests/rule. Limits: a truck of which no road is known may drive
 * 100 km/h (道路交通安全法实施条例, article 78), for longer than 30 s it is speeding
 * (联网联控考核). */

#include "alarm-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-geofence-table.h"
#include "store/chezu-road-table.h"
#include "store/chezu-rule-table.h"
#include "store/chezu-rule-tick.h"
#include "store/chezu-rule-try.h"

#define LON 117.25
#define LAT 34.80
#define STEP_MS (10 * CHEZU_SECOND_MS)

static void
add_fix (ChezuBatch *batch, gint64 truck, gint64 time_ms, double lon, double km_h)
{
  const ChezuPosition position = {
    .remote_id = truck,
    .fix = { .time_ms = time_ms,
             .lon_e7 = chezu_degrees_to_e7 (lon),
             .lat_e7 = chezu_degrees_to_e7 (LAT),
             .speed_cm_s = chezu_km_h_to_cm_s (km_h),
             .course_cdeg = 9000,
             .odometer_m = CHEZU_UNKNOWN,
             .altitude_m = CHEZU_ALTITUDE_UNKNOWN },
  };

  chezu_batch_add_position (batch, &position);
}

/* East along the parallel, one fix each ten seconds; on the way nobody jumps, whatever the speed
 * that is reported. */
static void
drive (StoreFixture *fixture, gint64 truck, gint64 from_ms, guint n, double km_h)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  for (guint i = 0; i < n; i++)
    {
      gint64 time_ms = from_ms + i * STEP_MS;

      add_fix (batch, truck, time_ms, LON + (double)(time_ms / 1000 % 10000) * 28.0 / 91400.0,
               km_h);
    }
  store_commit (fixture->store, batch);
}

static gint64
count (StoreFixture *fixture, const char *type)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT count(*) FROM alarm_state WHERE type = '%s'", type);

  return store_query_int (fixture->store, sql);
}

static gint64
now_ms (void)
{
  return chezu_time_now_ms () / CHEZU_SECOND_MS * CHEZU_SECOND_MS;
}

/* --- Raised with the fixes ------------------------------------------------------------------ */

static void
test_speeding_is_raised_with_its_fixes (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 5 * CHEZU_MINUTE_MS;
  ChezuAlarmFilter filter = { .which = CHEZU_ALARM_ALL, .limit = 10 };
  g_autoptr (GPtrArray) alarms = NULL;
  const ChezuAlarmItem *item;

  /* Exactly thirty seconds: not yet. */
  drive (fixture, 1, from_ms, 4, 115);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 0);
  drive (fixture, 1, from_ms + 4 * STEP_MS, 1, 115);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 1);

  alarms = alarm_list (fixture->store, &filter);
  item = alarms->pdata[0];
  g_assert_cmpint (item->life.raised_ms, ==, from_ms);
  g_assert_cmpint (item->speed_cm_s, ==, chezu_km_h_to_cm_s (115));
  g_assert_cmpint (item->limit_cm_s, ==, chezu_km_h_to_cm_s (100));
  g_assert_cmpstr (item->rule, ==, "overspeed");
  g_assert_cmpint (item->rule_version, !=, 0);
  g_assert_false (item->life.late);
  alarm_assert_clean (fixture);
}

/* domain.md, part 3: sounds from +10 % */
static void
test_slight_speeding_is_silent (StoreFixture *fixture, gconstpointer data)
{
  drive (fixture, 1, now_ms () - 5 * CHEZU_MINUTE_MS, 6, 105);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT silent FROM alarm_state"), ==, 1);
  alarm_assert_clean (fixture);
}

static void
test_back_to_normal (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 5 * CHEZU_MINUTE_MS;

  drive (fixture, 1, from_ms, 6, 115);
  drive (fixture, 1, from_ms + 6 * STEP_MS, 8, 90);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT returned_ms FROM alarm_state"), ==,
                   from_ms + 6 * STEP_MS);
}

/* --- Across a restart ----------------------------------------------------------------------- */

/* Closed in the middle of an excess that is not told yet, and of one that is. */
static void
test_a_restart_neither_loses_nor_repeats (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 5 * CHEZU_MINUTE_MS;

  drive (fixture, 1, from_ms, 3, 115);
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  drive (fixture, 1, from_ms + 3 * STEP_MS, 2, 115);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 1);
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  drive (fixture, 1, from_ms + 5 * STEP_MS, 10, 115);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count FROM alarm_state"), ==, 1);
}

/* The same with what was saved of it; a tick saves. */
static void
test_saved_memory_is_gone_on_from (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 5 * CHEZU_MINUTE_MS;

  drive (fixture, 1, from_ms, 3, 115);
  alarm_resolve (chezu_rule_tick (fixture->store, fixture->source, from_ms, from_ms + 3 * STEP_MS));
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM rule_state"), ==, 1);
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  drive (fixture, 1, from_ms + 3 * STEP_MS, 2, 115);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 1);
  /* Bytes of nobody: the history tells. */
  g_assert_true (store_execute (fixture->store, "UPDATE rule_state SET state = x'00'", NULL));
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  drive (fixture, 1, from_ms + 5 * STEP_MS, 3, 115);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 1);
}

/* What a transaction that was taken back had judged was never judged. */
static void
test_a_failed_batch_leaves_no_memory (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 5 * CHEZU_MINUTE_MS;
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GError) error = NULL;

  drive (fixture, 1, from_ms, 3, 115);
  g_assert_true (store_execute (fixture->store,
                                "CREATE TRIGGER refuse BEFORE UPDATE ON source BEGIN "
                                "SELECT raise (ABORT, 'no'); END",
                                NULL));
  for (guint i = 3; i < 5; i++)
    add_fix (batch, 1, from_ms + i * STEP_MS, LON, 115);
  g_assert_false (chezu_store_commit_batch_sync (fixture->store, batch, NULL, &error));
  chezu_batch_free (batch);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 0);

  g_assert_true (store_execute (fixture->store, "DROP TRIGGER refuse", NULL));
  drive (fixture, 1, from_ms + 3 * STEP_MS, 1, 90);
  drive (fixture, 1, from_ms + 4 * STEP_MS, 3, 115);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 0);
}

/* --- Late ----------------------------------------------------------------------------------- */

static void
test_late_fixes_raise_late (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 5 * CHEZU_MINUTE_MS;

  drive (fixture, 1, from_ms - 2 * STEP_MS, 1, 80);
  drive (fixture, 1, from_ms + 12 * STEP_MS, 1, 80);
  drive (fixture, 1, from_ms, 6, 115);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT late FROM alarm_state"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT raised_ms FROM alarm_state"), ==,
                   from_ms);
  /* And are not told twice when they come twice. */
  drive (fixture, 1, from_ms, 6, 115);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count FROM alarm_state"), ==, 1);
}

/* --- Silence -------------------------------------------------------------------------------- */

static void
tick (StoreFixture *fixture, gint64 since_ms, gint64 at_ms)
{
  alarm_resolve (chezu_rule_tick (fixture->store, fixture->source, since_ms, at_ms));
}

/* domain.md, part 3: last > 10 km/h, silent 5 min */
static void
test_silence_counts_while_the_source_is_whole (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 20 * CHEZU_MINUTE_MS;
  gint64 last_ms = from_ms + 2 * STEP_MS;

  drive (fixture, 1, from_ms, 3, 60);
  /* It was met when the program started; what was before is nobody's fault, so time must pass. */
  tick (fixture, from_ms, chezu_time_now_ms () + 5 * CHEZU_MINUTE_MS - CHEZU_SECOND_MS);
  g_assert_cmpint (count (fixture, "offline_moving"), ==, 0);
  /* Connected again a moment ago: not yet. */
  tick (fixture, chezu_time_now_ms () + 4 * CHEZU_MINUTE_MS,
        chezu_time_now_ms () + 8 * CHEZU_MINUTE_MS);
  g_assert_cmpint (count (fixture, "offline_moving"), ==, 0);
  tick (fixture, chezu_time_now_ms () + 4 * CHEZU_MINUTE_MS,
        chezu_time_now_ms () + 10 * CHEZU_MINUTE_MS);
  g_assert_cmpint (count (fixture, "offline_moving"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT raised_ms FROM alarm_state"), ==,
                   last_ms);
  tick (fixture, chezu_time_now_ms () + 4 * CHEZU_MINUTE_MS,
        chezu_time_now_ms () + 20 * CHEZU_MINUTE_MS);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count FROM alarm_state"), ==, 1);
}

/* --- What is set up ------------------------------------------------------------------------- */

static void
test_another_figure_counts_at_once (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 5 * CHEZU_MINUTE_MS;
  ChezuRuleSet rules;

  drive (fixture, 1, from_ms, 2, 95);
  chezu_rule_set_init (&rules);
  g_assert_true (
      chezu_rule_set_put (&rules, CHEZU_RULE_OVERSPEED, "limit_heavy_expressway_km_h", 90, NULL));
  alarm_resolve (chezu_rule_table_change (fixture->store, &rules, "li", "雨季"));
  drive (fixture, 1, from_ms + 2 * STEP_MS, 5, 95);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT limit_cm_s FROM alarm_state"), ==,
                   chezu_km_h_to_cm_s (90));
}

static void
test_a_snoozed_alarm_is_shelved (StoreFixture *fixture, gconstpointer data)
{
  gint64 until_ms = now_ms () + CHEZU_HOUR_MS;
  const ChezuRuleSnooze snooze
      = { .vehicle_id = 1, .until_ms = until_ms, .reason = (char *)"演练", .who = (char *)"li" };

  alarm_resolve (chezu_rule_table_snooze (fixture->store, &snooze));
  drive (fixture, 1, now_ms () - 5 * CHEZU_MINUTE_MS, 6, 115);
  drive (fixture, 2, now_ms () - 5 * CHEZU_MINUTE_MS, 6, 115);
  g_assert_cmpint (store_query_int (fixture->store,
                                    "SELECT shelved_until_ms FROM alarm_state WHERE vehicle = 1"),
                   ==, until_ms);
  g_assert_cmpint (store_query_int (fixture->store,
                                    "SELECT shelved_until_ms FROM alarm_state WHERE vehicle = 2"),
                   ==, 0);
  alarm_assert_clean (fixture);
}

static gint64
add_fence (StoreFixture *fixture)
{
  ChezuGeofenceRow *row = g_new0 (ChezuGeofenceRow, 1);
  const ChezuGeofenceVertex middle = { LON, LAT };
  gint64 id;

  row->name = g_strdup ("禁行区");
  row->visible = TRUE;
  row->shape.form = CHEZU_GEOFENCE_CIRCLE;
  row->shape.radius_m = 1000;
  row->shape.vertices = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
  g_array_append_val (row->shape.vertices, middle);
  id = alarm_resolve (chezu_geofence_table_add (fixture->store, row));
  chezu_geofence_row_free (row);
  return id;
}

static void
go (StoreFixture *fixture, gint64 truck, gint64 at_ms, double metres_east)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  add_fix (batch, truck, at_ms, LON + metres_east / 91400.0, 30);
  store_commit (fixture->store, batch);
}

static void
test_fences_mean_something (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 5 * CHEZU_MINUTE_MS;
  ChezuRuleFence fence = {
    .id = add_fence (fixture),
    .tells_entry = TRUE,
    .tells_exit = TRUE,
    .banned_kinds = 1u << CHEZU_VEHICLE_TRUCK,
  };

  g_assert_true (
      store_execute (fixture->store, "UPDATE geofence SET changed_ms = 0, seq = seq + 1", NULL));
  alarm_resolve (chezu_rule_table_change_fence (fixture->store, &fence));
  go (fixture, 1, from_ms, 1500);
  go (fixture, 1, from_ms + CHEZU_MINUTE_MS, 0);
  g_assert_cmpint (count (fixture, "fence_enter"), ==, 1);
  g_assert_cmpint (count (fixture, "fence_ban"), ==, 1);
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT subject FROM alarm_state WHERE type = 'fence_ban'"),
      ==, fence.id);
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  go (fixture, 1, from_ms + 2 * CHEZU_MINUTE_MS, 1500);
  g_assert_cmpint (count (fixture, "fence_exit"), ==, 1);
  g_assert_cmpint (count (fixture, "fence_ban"), ==, 1);
  g_assert_cmpint (
      store_query_int (fixture->store,
                       "SELECT returned_ms > 0 FROM alarm_state WHERE type = 'fence_ban'"),
      ==, 1);
}

/* Signs rule: 60 where the truck drives 80. */
static void
test_roads_tell_their_signs (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "roads.csv", NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path,
                                      "name_zh,class,speed_limit,wkt\n"
                                      "光明大道,trunk,60,\"LINESTRING(110 34.8,125 34.8)\"\n",
                                      -1, &error));
  g_assert_true (chezu_road_table_load_sync (fixture->store, paths, &error));
  g_assert_no_error (error);
  drive (fixture, 1, now_ms () - 5 * CHEZU_MINUTE_MS, 6, 80);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT limit_cm_s FROM alarm_state"), ==,
                   chezu_km_h_to_cm_s (60));
}

/* --- Many ----------------------------------------------------------------------------------- */

static void
test_a_burst_is_on_record (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  gint64 from_ms = now_ms () - 5 * CHEZU_MINUTE_MS;

  for (gint64 truck = 4; truck <= 1003; truck++)
    store_batch_add_truck (batch, truck);
  store_commit (fixture->store, batch);
  batch = chezu_batch_new (fixture->source);
  for (gint64 truck = 4; truck <= 1003; truck++)
    for (guint i = 0; i < 6; i++)
      add_fix (batch, truck, from_ms + i * STEP_MS, LON, 115);
  store_commit (fixture->store, batch);
  g_assert_cmpint (count (fixture, "overspeed"), ==, 1000);
  alarm_assert_clean (fixture);
}

/* What was raised live is what trying says of the same past. */
static void
test_trying_says_what_was_raised (StoreFixture *fixture, gconstpointer data)
{
  gint64 from_ms = now_ms () - 30 * CHEZU_MINUTE_MS;
  ChezuRuleTry ask = { .from_ms = from_ms, .to_ms = now_ms (), .limit = 100 };
  g_autoptr (ChezuRuleTrial) trial = NULL;
  g_autoptr (GError) error = NULL;

  drive (fixture, 1, from_ms, 20, 90);
  drive (fixture, 1, from_ms + 20 * STEP_MS, 20, 125);
  drive (fixture, 2, from_ms, 40, 118);
  chezu_rule_set_init (&ask.rules);
  trial = chezu_rule_try_sync (fixture->store, &ask, &error);
  g_assert_no_error (error);
  g_assert_cmpint (trial->counts[CHEZU_RULE_OVERSPEED], ==, count (fixture, "overspeed"));
  g_assert_cmpint (count (fixture, "overspeed"), ==, 2);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/store/rules/" name, StoreFixture, NULL, alarm_set_up, function,                    \
              store_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("speeding-is-raised-with-its-fixes", test_speeding_is_raised_with_its_fixes);
  ADD ("slight-speeding-is-silent", test_slight_speeding_is_silent);
  ADD ("back-to-normal", test_back_to_normal);
  ADD ("a-restart-neither-loses-nor-repeats", test_a_restart_neither_loses_nor_repeats);
  ADD ("saved-memory-is-gone-on-from", test_saved_memory_is_gone_on_from);
  ADD ("a-failed-batch-leaves-no-memory", test_a_failed_batch_leaves_no_memory);
  ADD ("late-fixes-raise-late", test_late_fixes_raise_late);
  ADD ("silence-counts-while-the-source-is-whole", test_silence_counts_while_the_source_is_whole);
  ADD ("another-figure-counts-at-once", test_another_figure_counts_at_once);
  ADD ("a-snoozed-alarm-is-shelved", test_a_snoozed_alarm_is_shelved);
  ADD ("fences-mean-something", test_fences_mean_something);
  ADD ("roads-tell-their-signs", test_roads_tell_their_signs);
  ADD ("a-burst-is-on-record", test_a_burst_is_on_record);
  ADD ("trying-says-what-was-raised", test_trying_says_what_was_raised);

  return g_test_run ();
}
