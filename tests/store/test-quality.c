/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes of every record is counted once, and the official rates follow from it. */

#include "store-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-quality.h"

/* STORE_T0 is eight in the morning in China. */
#define DAY_START (STORE_T0 - 8 * CHEZU_HOUR_MS)

static ChezuFix
good_fix (gint64 time_ms, double lon)
{
  return (ChezuFix){
    .time_ms = time_ms,
    .lon_e7 = chezu_degrees_to_e7 (lon),
    .lat_e7 = chezu_degrees_to_e7 (34.8),
    .speed_cm_s = 1500,
    .course_cdeg = 9000,
    .odometer_m = CHEZU_UNKNOWN,
    .altitude_m = 60,
  };
}

static void
add_fix (ChezuBatch *batch, gint64 remote, ChezuFix fix)
{
  const ChezuPosition position = { .remote_id = remote, .fix = fix };

  chezu_batch_add_position (batch, &position);
}

static void
set_up (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch;

  store_fixture_set_up (fixture, data);
  batch = chezu_batch_new (fixture->source);
  for (gint64 remote = 1; remote <= 4; remote++)
    store_batch_add_truck (batch, remote);
  store_commit (fixture->store, batch);
}

static GPtrArray *
read_days (StoreFixture *fixture, gint64 from_ms, gint64 to_ms, ChezuQualityGrouping grouping)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows
      = store_take (chezu_quality_read (fixture->store, from_ms, to_ms, grouping, TRUE), &error);

  g_assert_no_error (error);
  return rows;
}

static GPtrArray *
read_day (StoreFixture *fixture, ChezuQualityGrouping grouping)
{
  return read_days (fixture, STORE_T0, STORE_T0, grouping);
}

static ChezuQualityCounts
total (StoreFixture *fixture)
{
  g_autoptr (GPtrArray) rows = read_day (fixture, CHEZU_QUALITY_TOTAL);

  g_assert_cmpuint (rows->len, ==, 1);
  return ((ChezuQualityRow *)rows->pdata[0])->counts;
}

static void
test_nothing_at_all (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = read_day (fixture, CHEZU_QUALITY_TOTAL);
  g_autoptr (GPtrArray) vehicles = read_day (fixture, CHEZU_QUALITY_BY_VEHICLE);
  const ChezuQualityRow *row = rows->pdata[0];

  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpuint (vehicles->len, ==, 0);
  g_assert_cmpint (row->counts.received, ==, 0);
  g_assert_cmpint (row->vehicles, ==, 4);
  g_assert_cmpfloat (chezu_quality_access_rate (row), ==, 0);
  g_assert_cmpfloat (chezu_quality_online_rate (row), ==, -1);
  g_assert_cmpfloat (chezu_quality_qualified_rate (row), ==, -1);
  g_assert_cmpfloat (chezu_quality_complete_rate (row), ==, -1);
  g_assert_cmpfloat (chezu_quality_drift_rate (row), ==, -1);
}

static void
test_each_condition_of_the_form (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    ChezuFix change; /* what is not 0 replaces the good value */
    gboolean qualified;
    gboolean out_of_range;
  } cases[] = {
    { { 0 }, TRUE, FALSE },
    { { .lon_e7 = 735500000 }, TRUE, FALSE },
    { { .lon_e7 = 735499999 }, FALSE, TRUE },
    { { .lon_e7 = 1350833334 }, TRUE, FALSE },
    { { .lon_e7 = 1350833400 }, FALSE, TRUE },
    { { .lat_e7 = 38500000 }, TRUE, FALSE },
    { { .lat_e7 = 38499999 }, FALSE, TRUE },
    { { .lat_e7 = 535500000 }, TRUE, FALSE },
    { { .lat_e7 = 535500001 }, FALSE, TRUE },
    { { .speed_cm_s = 4444 }, TRUE, FALSE },
    { { .speed_cm_s = 4445 }, FALSE, TRUE },
    { { .speed_cm_s = CHEZU_UNKNOWN }, FALSE, FALSE },
    { { .course_cdeg = CHEZU_UNKNOWN }, FALSE, FALSE },
    { { .altitude_m = -200 }, TRUE, FALSE },
    { { .altitude_m = -201 }, FALSE, TRUE },
    { { .altitude_m = 6500 }, TRUE, FALSE },
    { { .altitude_m = 6501 }, FALSE, TRUE },
    { { .altitude_m = CHEZU_ALTITUDE_UNKNOWN }, FALSE, FALSE },
  };
  ChezuQualityCounts before = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* Hours apart, so that none is too far from the one before. */
      ChezuFix fix = good_fix (DAY_START + i * CHEZU_DAY_MS, 117.2);
      const ChezuFix *change = &cases[i].change;
      ChezuBatch *batch = chezu_batch_new (fixture->source);
      g_autoptr (GPtrArray) rows = NULL;
      const ChezuQualityRow *row;

      fix.lon_e7 = change->lon_e7 != 0 ? change->lon_e7 : fix.lon_e7;
      fix.lat_e7 = change->lat_e7 != 0 ? change->lat_e7 : fix.lat_e7;
      fix.speed_cm_s = change->speed_cm_s != 0 ? change->speed_cm_s : fix.speed_cm_s;
      fix.course_cdeg = change->course_cdeg != 0 ? change->course_cdeg : fix.course_cdeg;
      fix.altitude_m = change->altitude_m != 0 ? change->altitude_m : fix.altitude_m;
      add_fix (batch, 1, fix);
      g_assert_cmpuint (store_commit (fixture->store, batch).accepted, ==, 1);

      g_test_message ("case %u", i);
      rows = read_days (fixture, DAY_START, fix.time_ms, CHEZU_QUALITY_TOTAL);
      row = rows->pdata[0];
      g_assert_cmpint (row->counts.qualified - before.qualified, ==, cases[i].qualified);
      g_assert_cmpint (row->counts.out_of_range - before.out_of_range, ==, cases[i].out_of_range);
      before = row->counts;
    }
}

static void
test_a_name_that_is_no_plate_qualifies_nothing (StoreFixture *fixture, gconstpointer data)
{
  const ChezuDevice device = { .remote_id = 9, .plate = "Truck 9", .unique_id = "9" };
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  chezu_batch_add_device (batch, &device);
  add_fix (batch, 9, good_fix (STORE_T0, 117.2));
  store_commit (fixture->store, batch);
  g_assert_cmpint (total (fixture).accepted, ==, 1);
  g_assert_cmpint (total (fixture).qualified, ==, 0);
}

static void
test_what_comes_again_was_received_once (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  ChezuQualityCounts counts;

  for (int round = 0; round < 3; round++)
    {
      ChezuBatch *batch = chezu_batch_new (fixture->source);

      add_fix (batch, 1, good_fix (STORE_T0, 117.2));
      add_fix (batch, 1, good_fix (STORE_T0, 117.2));
      add_fix (batch, 1, good_fix (STORE_T0 + 1000, 117.2));
      store_commit (fixture->store, batch);
    }

  counts = total (fixture);
  g_assert_cmpint (counts.received, ==, 9);
  g_assert_cmpint (counts.accepted, ==, 2);
  g_assert_cmpint (counts.duplicate, ==, 7);
  g_assert_cmpint (counts.qualified, ==, 2);
  rows = read_day (fixture, CHEZU_QUALITY_TOTAL);
  g_assert_cmpfloat (chezu_quality_qualified_rate (rows->pdata[0]), ==, 1);
}

static void
test_late_fixes_are_accepted_and_counted (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  ChezuQualityCounts counts;

  add_fix (batch, 1, good_fix (STORE_T0 + 60000, 117.2));
  store_commit (fixture->store, batch);
  batch = chezu_batch_new (fixture->source);
  add_fix (batch, 1, good_fix (STORE_T0, 117.2));
  store_commit (fixture->store, batch);

  counts = total (fixture);
  g_assert_cmpint (counts.accepted, ==, 2);
  g_assert_cmpint (counts.late, ==, 1);
  g_assert_cmpint (counts.qualified, ==, 2);
}

static void
test_refusals_count_for_the_vehicle_they_name (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GPtrArray) rows = NULL;
  const ChezuQualityRow *none;
  const ChezuQualityRow *first;

  chezu_batch_add_refusal_of (batch, 1, STORE_T0, CHEZU_REFUSAL_COORDINATES, "a", 1);
  chezu_batch_add_refusal_of (batch, 1, STORE_T0, CHEZU_REFUSAL_SPEED, "b", 1);
  chezu_batch_add_refusal_of (batch, 1, STORE_T0, CHEZU_REFUSAL_TIME_FUTURE, "c", 1);
  chezu_batch_add_refusal_of (batch, 99, STORE_T0, CHEZU_REFUSAL_NO_VEHICLE, "d", 1);
  chezu_batch_add_refusal_of (batch, 0, STORE_T0, CHEZU_REFUSAL_MALFORMED, "e", 1);
  store_commit (fixture->store, batch);

  rows = read_day (fixture, CHEZU_QUALITY_BY_VEHICLE);
  g_assert_cmpuint (rows->len, ==, 2);
  none = rows->pdata[0];
  first = rows->pdata[1];
  g_assert_cmpint (none->vehicle_id, ==, 0);
  g_assert_null (none->name);
  g_assert_cmpint (none->counts.malformed, ==, 2);
  g_assert_cmpint (none->counts.received, ==, 2);
  g_assert_cmpstr (first->name, ==, "鲁D00001");
  g_assert_cmpint (first->counts.out_of_range, ==, 2);
  g_assert_cmpint (first->counts.bad_time, ==, 1);
  g_assert_cmpint (first->counts.received, ==, 3);
  g_assert_cmpint (first->counts.accepted, ==, 0);
  g_assert_cmpint (store_query_int (fixture->store,
                                    "SELECT count (*) FROM quarantine JOIN vehicle AS v "
                                    "ON v.id = quarantine.vehicle WHERE plate = '鲁D00001'"),
                   ==, 3);
}

/* What has no time that can be used counts for the day on which it came. */
static void
test_refusals_without_a_time_count_today (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GPtrArray) rows = NULL;
  gint64 before_ms = chezu_time_now_ms ();

  chezu_batch_add_refusal (batch, CHEZU_REFUSAL_MALFORMED, "x", 1);
  store_commit (fixture->store, batch);
  rows = read_days (fixture, before_ms, chezu_time_now_ms (), CHEZU_QUALITY_TOTAL);
  g_assert_cmpint (((ChezuQualityRow *)rows->pdata[0])->counts.malformed, ==, 1);
}

static void
test_days_are_those_of_china (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) day = NULL;
  g_autoptr (GPtrArray) both = NULL;

  add_fix (batch, 1, good_fix (DAY_START - 1, 117.2));
  add_fix (batch, 1, good_fix (DAY_START, 117.2));
  add_fix (batch, 1, good_fix (DAY_START + CHEZU_DAY_MS - 1, 117.2));
  store_commit (fixture->store, batch);

  before = read_days (fixture, DAY_START - 1, DAY_START - 1, CHEZU_QUALITY_TOTAL);
  day = read_days (fixture, DAY_START, DAY_START, CHEZU_QUALITY_TOTAL);
  both = read_days (fixture, DAY_START - 1, DAY_START + 5, CHEZU_QUALITY_TOTAL);
  g_assert_cmpint (((ChezuQualityRow *)before->pdata[0])->counts.accepted, ==, 1);
  g_assert_cmpint (((ChezuQualityRow *)day->pdata[0])->counts.accepted, ==, 2);
  g_assert_cmpint (((ChezuQualityRow *)both->pdata[0])->counts.accepted, ==, 3);
}

static void
test_rates_follow_from_the_counters (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GPtrArray) rows = NULL;
  const ChezuQualityRow *row;

  /* The first sends two qualified records and one that is too fast; the second one long ago. */
  add_fix (batch, 1, good_fix (STORE_T0, 117.2));
  add_fix (batch, 1, good_fix (STORE_T0 + 60000, 117.201));
  add_fix (batch, 1,
           (ChezuFix){ STORE_T0 + 120000, 1172020000, 348000000, 5000, 0, CHEZU_UNKNOWN, 60, 0 });
  add_fix (batch, 2, good_fix (STORE_T0 - 10 * CHEZU_DAY_MS, 117.2));
  chezu_batch_add_refusal_of (batch, 1, STORE_T0, CHEZU_REFUSAL_COORDINATES, "x", 1);
  store_commit (fixture->store, batch);

  rows = read_day (fixture, CHEZU_QUALITY_TOTAL);
  row = rows->pdata[0];
  g_assert_cmpint (row->vehicles, ==, 4);
  g_assert_cmpint (row->accessed_vehicles, ==, 2);
  g_assert_cmpint (row->online_vehicles, ==, 1);
  g_assert_cmpint (row->drifting_vehicles, ==, 0);
  g_assert_cmpfloat (chezu_quality_access_rate (row), ==, 0.5);
  g_assert_cmpfloat (chezu_quality_online_rate (row), ==, 0.5);
  g_assert_cmpfloat (chezu_quality_qualified_rate (row), ==, 0.5);
  g_assert_cmpfloat (chezu_quality_drift_rate (row), ==, 0);
}

/* A hundredth of a degree of longitude is 913 m here. */
static void
test_stretches_beyond_two_kilometres_are_not_complete (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GPtrArray) rows = NULL;
  const ChezuQualityRow *row;
  ChezuFix invalid = good_fix (STORE_T0 + 90000, 119);

  invalid.flags = CHEZU_FIX_INVALID;
  add_fix (batch, 1, good_fix (STORE_T0, 117.20));
  add_fix (batch, 1, good_fix (STORE_T0 + 60000, 117.21));
  add_fix (batch, 1, invalid);
  add_fix (batch, 1, good_fix (STORE_T0 + 3600000, 117.24));
  /* Of the day before, so not in the length. */
  add_fix (batch, 1, good_fix (DAY_START - 1000, 117.10));
  store_commit (fixture->store, batch);

  rows = read_day (fixture, CHEZU_QUALITY_TOTAL);
  row = rows->pdata[0];
  g_assert_cmpfloat_with_epsilon (row->track_m, 4 * 913, 10);
  g_assert_cmpfloat_with_epsilon (row->complete_m, 913, 5);
  g_assert_cmpfloat_with_epsilon (chezu_quality_complete_rate (row), 0.25, 0.01);
}

/* --- Jumps and drift ---------------------------------------------------------------------------
 */

static ChezuBatchResult
send_fix (StoreFixture *fixture, gint64 seconds, double lon)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  add_fix (batch, 1, good_fix (STORE_T0 + seconds * 1000, lon));
  return store_commit (fixture->store, batch);
}

static gint64
count_jumps (StoreFixture *fixture)
{
  return store_query_int (fixture->store,
                          "SELECT coalesce (sum (count), 0) FROM refusal WHERE reason = 'jump'");
}

static gint64
count_stored (StoreFixture *fixture)
{
  return store_query_int (fixture->store, "SELECT value FROM tally WHERE name = 'fix'");
}

static void
test_one_wild_fix_condemns_nobody (StoreFixture *fixture, gconstpointer data)
{
  ChezuQualityCounts counts;

  send_fix (fixture, 0, 117.2);
  g_assert_cmpuint (send_fix (fixture, 10, 87.6).refused, ==, 1);
  g_assert_cmpint (count_jumps (fixture), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT lon_e7 FROM vehicle WHERE id = 1"), ==,
                   1172000000);
  g_assert_cmpint (store_query_int (fixture->store,
                                    "SELECT count (*) FROM quarantine WHERE reason = 'jump' "
                                    "AND vehicle = 1 AND json_valid (record)"),
                   ==, 1);

  g_assert_cmpuint (send_fix (fixture, 20, 117.201).accepted, ==, 1);
  g_assert_cmpuint (send_fix (fixture, 30, 117.202).accepted, ==, 1);
  g_assert_cmpint (count_stored (fixture), ==, 3);
  g_assert_cmpint (count_jumps (fixture), ==, 1);

  counts = total (fixture);
  g_assert_cmpint (counts.received, ==, 4);
  g_assert_cmpint (counts.accepted, ==, 3);
  g_assert_cmpint (counts.qualified, ==, 3);
  g_assert_cmpint (counts.drift, ==, 1);
}

/* A backend that is polled repeats the latest fix, and history brings it once more. */
static void
test_a_wild_fix_that_comes_again_is_a_duplicate (StoreFixture *fixture, gconstpointer data)
{
  ChezuQualityCounts counts;

  send_fix (fixture, 0, 117.2);
  send_fix (fixture, 10, 87.6);
  for (int i = 0; i < 5; i++)
    g_assert_cmpuint (send_fix (fixture, 10, 87.6).duplicate, ==, 1);
  send_fix (fixture, 20, 117.201);
  g_assert_cmpuint (send_fix (fixture, 10, 87.6).duplicate, ==, 1);

  g_assert_cmpint (count_stored (fixture), ==, 2);
  g_assert_cmpint (count_jumps (fixture), ==, 1);
  counts = total (fixture);
  g_assert_cmpint (counts.duplicate, ==, 6);
  g_assert_cmpint (counts.received, ==, 9);
}

/* Carried on a ship with its terminal off, say. */
static void
test_a_real_move_is_believed_with_the_third_fix (StoreFixture *fixture, gconstpointer data)
{
  ChezuQualityCounts counts;

  send_fix (fixture, 0, 117.2);
  send_fix (fixture, 10, 121.5);
  send_fix (fixture, 20, 121.501);
  g_assert_cmpint (count_stored (fixture), ==, 1);
  g_assert_cmpint (count_jumps (fixture), ==, 2);
  g_assert_cmpuint (send_fix (fixture, 30, 121.502).accepted, ==, 3);

  g_assert_cmpint (count_stored (fixture), ==, 4);
  g_assert_cmpint (count_jumps (fixture), ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count (*) FROM quarantine"), ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count (*) FROM suspect"), ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT lon_e7 FROM vehicle WHERE id = 1"), ==,
                   1215020000);
  counts = total (fixture);
  g_assert_cmpint (counts.received, ==, 4);
  g_assert_cmpint (counts.accepted, ==, 4);
  g_assert_cmpint (counts.qualified, ==, 4);
  g_assert_cmpint (counts.drift, ==, 0);
}

/* The same in one batch as in many. */
static void
test_a_batch_is_judged_like_its_fixes (StoreFixture *fixture, gconstpointer data)
{
  static const double lons[] = { 117.2, 87.6, 117.201, 121.5, 121.501, 121.502, 121.503, 0.001 };
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  ChezuBatchResult result;

  for (guint i = 0; i < G_N_ELEMENTS (lons); i++)
    {
      add_fix (batch, 1, good_fix (STORE_T0 + i * 10000, lons[i]));
      store_commit (fixture->store, g_steal_pointer (&batch));
      batch = chezu_batch_new (fixture->source);
    }
  for (guint i = G_N_ELEMENTS (lons); i-- > 0;)
    add_fix (batch, 2, good_fix (STORE_T0 + i * 10000, lons[i]));
  result = store_commit (fixture->store, batch);

  g_assert_cmpuint (result.accepted, ==, 6);
  g_assert_cmpint (store_query_int (fixture->store,
                                    "SELECT count (*) FROM quality AS a JOIN quality AS b "
                                    "ON a.day = b.day AND a.vehicle = 1 AND b.vehicle = 2 "
                                    "AND a.accepted = b.accepted AND a.drift = b.drift "
                                    "AND a.refused = b.refused AND a.qualified = b.qualified"),
                   ==, 1);
  g_assert_cmpint (count_jumps (fixture), ==, 4);
}

static void
test_nine_hundred_kilometres_an_hour_is_the_limit (StoreFixture *fixture, gconstpointer data)
{
  /* 0.1 degrees of longitude are 9131 m here: 36.5 s at 900 km/h. */
  send_fix (fixture, 0, 117.2);
  g_assert_cmpuint (send_fix (fixture, 37, 117.3).accepted, ==, 1);
  g_assert_cmpuint (send_fix (fixture, 37 + 36, 117.4).refused, ==, 1);
}

/* A receiver that errs by 300 m from one second to the next. */
static void
test_noise_is_no_jump (StoreFixture *fixture, gconstpointer data)
{
  send_fix (fixture, 0, 117.2);
  g_assert_cmpuint (send_fix (fixture, 1, 117.2033).accepted, ==, 1);
  g_assert_cmpuint (send_fix (fixture, 2, 117.2).accepted, ==, 1);
  g_assert_cmpint (total (fixture).drift, ==, 1);
}

static void
test_a_silent_vehicle_may_be_anywhere (StoreFixture *fixture, gconstpointer data)
{
  send_fix (fixture, 0, 117.2);
  g_assert_cmpuint (send_fix (fixture, 2 * 24 * 3600, 87.6).accepted, ==, 1);
  g_assert_cmpint (count_jumps (fixture), ==, 0);
}

static void
test_a_position_without_a_fix_is_not_judged (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  ChezuFix fix = good_fix (STORE_T0 + 10000, 87.6);

  send_fix (fixture, 0, 117.2);
  fix.flags = CHEZU_FIX_INVALID;
  add_fix (batch, 1, fix);
  g_assert_cmpuint (store_commit (fixture->store, batch).accepted, ==, 1);
}

/* History that fills a gap brings the wild fix among good ones. */
static void
test_a_wild_fix_in_a_filled_gap_is_refused (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  ChezuBatchResult result;

  send_fix (fixture, 0, 117.2);
  send_fix (fixture, 100, 117.21);
  add_fix (batch, 1, good_fix (STORE_T0 + 10000, 117.201));
  add_fix (batch, 1, good_fix (STORE_T0 + 20000, 87.6));
  add_fix (batch, 1, good_fix (STORE_T0 + 30000, 117.203));
  add_fix (batch, 1, good_fix (STORE_T0 + 40000, 87.6));
  result = store_commit (fixture->store, batch);

  g_assert_cmpuint (result.accepted, ==, 2);
  g_assert_cmpuint (result.late, ==, 2);
  g_assert_cmpuint (result.refused, ==, 2);
  g_assert_cmpint (count_stored (fixture), ==, 4);
}

static void
test_what_is_held_back_survives_a_restart (StoreFixture *fixture, gconstpointer data)
{
  send_fix (fixture, 0, 117.2);
  send_fix (fixture, 10, 121.5);
  send_fix (fixture, 20, 121.501);
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  g_assert_cmpuint (send_fix (fixture, 30, 121.502).accepted, ==, 3);
  g_assert_cmpint (count_stored (fixture), ==, 4);
}

static void
test_three_drift_fixes_make_a_vehicle_drift (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  /* 0.01 degrees in ten seconds are 329 km/h. */
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) before = read_day (fixture, CHEZU_QUALITY_TOTAL);

      g_assert_cmpint (((ChezuQualityRow *)before->pdata[0])->drifting_vehicles, ==, 0);
      g_assert_cmpuint (send_fix (fixture, i * 20, 117.2).accepted, ==, 1);
      g_assert_cmpuint (send_fix (fixture, i * 20 + 10, 117.21).accepted, ==, 1);
    }
  send_fix (fixture, 60, 117.2);

  g_assert_cmpint (total (fixture).drift, ==, 3);
  g_assert_cmpint (total (fixture).accepted, ==, 7);
  rows = read_day (fixture, CHEZU_QUALITY_BY_VEHICLE);
  g_assert_cmpint (((ChezuQualityRow *)rows->pdata[0])->drifting_vehicles, ==, 1);
  g_assert_cmpint (((ChezuQualityRow *)rows->pdata[0])->online_vehicles, ==, 1);
}

/* Fast to somewhere and slowly on from there: a hole in the track, no drift. */
static void
test_what_does_not_return_is_no_drift (StoreFixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 6; i++)
    send_fix (fixture, i * 10, i < 3 ? 117.2 + i * 0.001 : 117.22 + i * 0.001);
  g_assert_cmpint (total (fixture).drift, ==, 0);
  g_assert_cmpint (total (fixture).accepted, ==, 6);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count (*) FROM suspect"), ==, 0);
}

static void
test_sources_count_apart (StoreFixture *fixture, gconstpointer data)
{
  gint64 second = store_add_source (fixture->store, "harbour");
  ChezuBatch *batch = chezu_batch_new (second);
  g_autoptr (GPtrArray) rows = NULL;
  const ChezuQualityRow *depot;
  const ChezuQualityRow *harbour;

  store_batch_add_truck (batch, 1);
  add_fix (batch, 1, good_fix (STORE_T0, 117.2));
  add_fix (batch, 1, good_fix (STORE_T0 + 1000, 117.2));
  store_commit (fixture->store, batch);
  send_fix (fixture, 0, 117.2);

  rows = read_day (fixture, CHEZU_QUALITY_BY_SOURCE);
  g_assert_cmpuint (rows->len, ==, 2);
  depot = rows->pdata[0];
  harbour = rows->pdata[1];
  g_assert_cmpstr (depot->name, ==, "depot");
  g_assert_cmpint (depot->source_id, ==, fixture->source);
  g_assert_cmpint (depot->counts.duplicate, ==, 1);
  g_assert_cmpint (depot->counts.accepted, ==, 0);
  g_assert_cmpint (depot->vehicles, ==, 4);
  g_assert_cmpint (depot->online_vehicles, ==, 0);
  g_assert_cmpstr (harbour->name, ==, "harbour");
  g_assert_cmpint (harbour->counts.accepted, ==, 2);
  g_assert_cmpint (harbour->vehicles, ==, 1);
  g_assert_cmpint (harbour->online_vehicles, ==, 1);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/quality/" path, StoreFixture, NULL, set_up, func, store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("of-nothing-there-is-no-rate", test_nothing_at_all);
  ADD ("each-condition-of-the-form-counts", test_each_condition_of_the_form);
  ADD ("a-name-that-is-no-plate-qualifies-nothing", test_a_name_that_is_no_plate_qualifies_nothing);
  ADD ("what-comes-again-was-received-once", test_what_comes_again_was_received_once);
  ADD ("late-fixes-are-accepted-and-counted", test_late_fixes_are_accepted_and_counted);
  ADD ("refusals-count-for-the-vehicle-they-name", test_refusals_count_for_the_vehicle_they_name);
  ADD ("refusals-without-a-time-count-today", test_refusals_without_a_time_count_today);
  ADD ("days-are-those-of-china", test_days_are_those_of_china);
  ADD ("rates-follow-from-the-counters", test_rates_follow_from_the_counters);
  ADD ("stretches-beyond-two-kilometres-are-not-complete",
       test_stretches_beyond_two_kilometres_are_not_complete);
  ADD ("sources-count-apart", test_sources_count_apart);
  ADD ("one-wild-fix-condemns-nobody", test_one_wild_fix_condemns_nobody);
  ADD ("a-wild-fix-that-comes-again-is-a-duplicate",
       test_a_wild_fix_that_comes_again_is_a_duplicate);
  ADD ("a-real-move-is-believed-with-the-third-fix",
       test_a_real_move_is_believed_with_the_third_fix);
  ADD ("a-batch-is-judged-like-its-fixes", test_a_batch_is_judged_like_its_fixes);
  ADD ("nine-hundred-kilometres-an-hour-is-the-limit",
       test_nine_hundred_kilometres_an_hour_is_the_limit);
  ADD ("noise-is-no-jump", test_noise_is_no_jump);
  ADD ("a-silent-vehicle-may-be-anywhere", test_a_silent_vehicle_may_be_anywhere);
  ADD ("a-position-without-a-fix-is-not-judged", test_a_position_without_a_fix_is_not_judged);
  ADD ("a-wild-fix-in-a-filled-gap-is-refused", test_a_wild_fix_in_a_filled_gap_is_refused);
  ADD ("what-is-held-back-survives-a-restart", test_what_is_held_back_survives_a_restart);
  ADD ("three-drift-fixes-make-a-vehicle-drift", test_three_drift_fixes_make_a_vehicle_drift);
  ADD ("what-does-not-return-is-no-drift", test_what_does_not_return_is_no_drift);
  return g_test_run ();
}
