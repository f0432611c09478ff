/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time machine over a real store. */

#include "../store/store-fixture.h"

#include "base/chezu-time.h"
#include "fleet/chezu-fleet-alarms.h"
#include "fleet/chezu-past-stretch.h"
#include "fleet/chezu-past.h"

/* A day that is over, whatever the day of the test. */
#define NOON (STORE_T0 + 12 * CHEZU_HOUR_MS)
#define STEP_MS (10 * CHEZU_SECOND_MS)
#define LON 117.0
#define STEP_LON 0.001

typedef struct
{
  StoreFixture store;
  ChezuFleet *live;
  ChezuPast *past;
} Fixture;

static void
await (DexFuture *future)
{
  store_await (future);
  g_assert_true (dex_future_is_resolved (future));
  dex_unref (future);
}

/* Truck 1 goes east from noon for an hour, a fix each ten seconds; truck 2 was heard of the day
 * before and then at half past twelve. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  ChezuBatch *batch;

  store_fixture_set_up (&fixture->store, NULL);
  batch = chezu_batch_new (fixture->store.source);
  store_batch_add_truck (batch, 1);
  store_batch_add_truck (batch, 2);
  store_batch_add_fix (batch, 2, NOON - CHEZU_DAY_MS, 118.0, 34.8);
  for (guint i = 0; i < 360; i++)
    store_batch_add_fix (batch, 1, NOON + i * STEP_MS, LON + i * STEP_LON, 34.8);
  store_batch_add_fix (batch, 2, NOON + 30 * CHEZU_MINUTE_MS, 118.5, 34.8);
  store_batch_add_event (batch, 1, 7, NOON + 20 * CHEZU_MINUTE_MS, "alarm", "sos");
  store_commit (fixture->store.store, batch);

  fixture->live = chezu_fleet_new (fixture->store.store);
  await (chezu_fleet_load (fixture->live));
  fixture->past = chezu_past_new (fixture->store.store, fixture->live);
}

static void
wait_for_last_reference (gpointer object)
{
  while (G_OBJECT (object)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chezu_past_set_rate (fixture->past, 0);
  wait_for_last_reference (fixture->past);
  g_assert_finalize_object (fixture->past);
  wait_for_last_reference (fixture->live);
  g_assert_finalize_object (fixture->live);
  store_fixture_tear_down (&fixture->store, NULL);
}

static void
seek (Fixture *fixture, gint64 time_ms)
{
  chezu_past_seek (fixture->past, time_ms);
  while (!chezu_past_is_settled (fixture->past))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (chezu_past_get_problem (fixture->past));
}

/* The fix of a truck that the past shows; its time is 0 when it shows none. */
static ChezuFix
shown (Fixture *fixture, gint64 truck)
{
  ChezuFleet *fleet = chezu_past_get_fleet (fixture->past);
  g_autofree char *plate = g_strdup_printf ("鲁D%05d", (int)truck);
  guint index = chezu_fleet_find_plate (fleet, plate);
  ChezuFix fix;

  g_assert_cmpuint (index, !=, CHEZU_FLEET_NONE);
  chezu_fleet_get_fix (fleet, index, &fix);
  return fix;
}

static void
test_last_fix_before_the_moment (Fixture *fixture, gconstpointer data)
{
  seek (fixture, NOON + 95 * CHEZU_SECOND_MS);
  g_assert_cmpint (shown (fixture, 1).time_ms, ==, NOON + 90 * CHEZU_SECOND_MS);
  g_assert_cmpint (shown (fixture, 1).lon_e7, ==, chezu_degrees_to_e7 (LON + 9 * STEP_LON));

  /* At the very time of a fix, and a millisecond before. */
  seek (fixture, NOON + 100 * CHEZU_SECOND_MS);
  g_assert_cmpint (shown (fixture, 1).time_ms, ==, NOON + 100 * CHEZU_SECOND_MS);
  seek (fixture, NOON + 100 * CHEZU_SECOND_MS - 1);
  g_assert_cmpint (shown (fixture, 1).time_ms, ==, NOON + 90 * CHEZU_SECOND_MS);
}

/* Where truck 1 is drawn. */
static double
drawn_lon (Fixture *fixture, gint64 time_ms)
{
  ChezuFleet *fleet = chezu_past_get_fleet (fixture->past);
  double x, y, lon, lat;

  chezu_fleet_get_drawn (fleet, chezu_fleet_find_plate (fleet, "鲁D00001"), time_ms, &x, &y, NULL);
  chezu_plane_unproject (chezu_fleet_get_plane (fleet), x, y, &lon, &lat);
  return lon;
}

/* Its receiver tells another speed and course than it goes: what counts is where it was next. */
static void
test_between_two_fixes_it_is_on_the_way (Fixture *fixture, gconstpointer data)
{
  static const gint64 seconds[] = { 90, 92, 95, 99, 100, 101 };

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    {
      gint64 time_ms = NOON + seconds[i] * CHEZU_SECOND_MS;

      seek (fixture, time_ms);
      g_assert_cmpfloat_with_epsilon (drawn_lon (fixture, time_ms),
                                      LON + (double)seconds[i] / 10.0 * STEP_LON, 1e-6);
    }
}

static void
test_across_a_gap_it_stands (Fixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->store.source);
  gint64 time_ms = NOON + 2 * CHEZU_HOUR_MS;
  double before;

  /* A minute later it goes on, half an hour after that it is seen again. */
  store_batch_add_fix (batch, 1, time_ms, LON, 34.8);
  store_batch_add_fix (batch, 1, time_ms + 10 * CHEZU_SECOND_MS, LON + STEP_LON, 34.8);
  store_batch_add_fix (batch, 1, time_ms + 30 * CHEZU_MINUTE_MS, LON + 0.2, 34.8);
  store_commit (fixture->store.store, batch);
  seek (fixture, time_ms + 5 * CHEZU_SECOND_MS);
  g_assert_cmpfloat_with_epsilon (drawn_lon (fixture, time_ms + 5 * CHEZU_SECOND_MS),
                                  LON + STEP_LON / 2.0, 1e-6);
  seek (fixture, time_ms + 15 * CHEZU_MINUTE_MS);
  before = drawn_lon (fixture, time_ms + 15 * CHEZU_MINUTE_MS);
  g_assert_cmpfloat_with_epsilon (before, LON + STEP_LON, 1e-6);
}

static void
test_silent_vehicles_stay_where_they_were (Fixture *fixture, gconstpointer data)
{
  seek (fixture, NOON + CHEZU_MINUTE_MS);
  g_assert_cmpint (shown (fixture, 2).time_ms, ==, NOON - CHEZU_DAY_MS);
  g_assert_cmpint (
      chezu_fleet_get_state (chezu_past_get_fleet (fixture->past), 1, NOON + CHEZU_MINUTE_MS), ==,
      CHEZU_STATE_LOST);

  seek (fixture, NOON + 31 * CHEZU_MINUTE_MS);
  g_assert_cmpint (shown (fixture, 2).time_ms, ==, NOON + 30 * CHEZU_MINUTE_MS);
  /* Back again: what came later is not known yet. */
  seek (fixture, NOON + 29 * CHEZU_MINUTE_MS);
  g_assert_cmpint (shown (fixture, 2).time_ms, ==, NOON - CHEZU_DAY_MS);
}

static void
test_nothing_before_the_first_fix (Fixture *fixture, gconstpointer data)
{
  ChezuFleetCounts counts;

  seek (fixture, NOON);
  seek (fixture, NOON - CHEZU_HOUR_MS);
  g_assert_cmpint (shown (fixture, 1).time_ms, ==, 0);
  g_assert_cmpint (shown (fixture, 2).time_ms, ==, NOON - CHEZU_DAY_MS);

  seek (fixture, NOON - 2 * CHEZU_DAY_MS);
  chezu_fleet_count (chezu_past_get_fleet (fixture->past), NOON - 2 * CHEZU_DAY_MS, &counts);
  g_assert_cmpuint (counts.total, ==, 0);
  g_assert_cmpint (chezu_past_get_first_ms (fixture->past), ==, NOON - CHEZU_DAY_MS);
}

/* A jump is no motion: the vehicle is drawn where it was, not on the way there. */
static void
test_a_jump_is_not_blended (Fixture *fixture, gconstpointer data)
{
  double x[2];
  double y;

  seek (fixture, NOON + CHEZU_MINUTE_MS);
  seek (fixture, NOON + 2 * CHEZU_MINUTE_MS);
  chezu_fleet_get_drawn (chezu_past_get_fleet (fixture->past), 0, NOON + 2 * CHEZU_MINUTE_MS, &x[0],
                         &y, NULL);
  seek (fixture, NOON + 50 * CHEZU_MINUTE_MS);
  seek (fixture, NOON + 2 * CHEZU_MINUTE_MS);
  chezu_fleet_get_drawn (chezu_past_get_fleet (fixture->past), 0, NOON + 2 * CHEZU_MINUTE_MS, &x[1],
                         &y, NULL);
  g_assert_cmpfloat_with_epsilon (x[0], x[1], 1e-12);
}

/* What is sealed and what still waits in the log are the same past. */
static void
test_sealed_or_not (Fixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->store.source);

  await (chezu_history_seal (fixture->store.store));
  store_batch_add_fix (batch, 1, NOON + 2 * CHEZU_HOUR_MS, 119.0, 34.8);
  store_commit (fixture->store.store, batch);

  seek (fixture, NOON + 95 * CHEZU_SECOND_MS);
  g_assert_cmpint (shown (fixture, 1).time_ms, ==, NOON + 90 * CHEZU_SECOND_MS);
  seek (fixture, NOON + 2 * CHEZU_HOUR_MS + 1);
  g_assert_cmpint (shown (fixture, 1).time_ms, ==, NOON + 2 * CHEZU_HOUR_MS);
}

static void
test_alarms_as_they_were (Fixture *fixture, gconstpointer data)
{
  gint64 alarm_ms = NOON + 20 * CHEZU_MINUTE_MS;
  ChezuFleet *fleet;

  seek (fixture, alarm_ms + CHEZU_MINUTE_MS);
  fleet = chezu_past_get_fleet (fixture->past);
  while (chezu_fleet_get_alarm (fleet, 0, alarm_ms + CHEZU_MINUTE_MS) == CHEZU_ALARM_NONE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (chezu_fleet_get_alarm (fleet, 0, alarm_ms - CHEZU_MINUTE_MS), ==,
                    CHEZU_ALARM_NONE);
}

static void
test_the_day_is_counted (Fixture *fixture, gconstpointer data)
{
  const ChezuPastDay *day = chezu_past_get_day (fixture->past);
  guint part;

  seek (fixture, NOON + CHEZU_MINUTE_MS);
  part = (guint)((NOON - day->day_ms) / CHEZU_PAST_PART_MS);
  while (day->known[part] < 0 || day->known[0] < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (day->known[part], ==, 1);
  g_assert_cmpint (day->known[part + 2], ==, 1);
  g_assert_cmpint (day->known[0], ==, 0);
}

static void
test_playing_goes_on (Fixture *fixture, gconstpointer data)
{
  seek (fixture, NOON);
  chezu_past_set_rate (fixture->past, 600);
  while (shown (fixture, 1).time_ms < NOON + 2 * CHEZU_MINUTE_MS)
    g_main_context_iteration (NULL, TRUE);
  chezu_past_set_rate (fixture->past, 0);
  g_assert_true (chezu_fleet_is_past (chezu_past_get_fleet (fixture->past)));
  g_assert_cmpint (chezu_past_get_time_ms (fixture->past), >=, NOON + 2 * CHEZU_MINUTE_MS);
}

/* At once, long before the next tick. */
static void
test_fast_playing_does_not_stand_at_a_fix (Fixture *fixture, gconstpointer data)
{
  gint64 time_ms;

  seek (fixture, NOON + 91 * CHEZU_SECOND_MS);
  chezu_past_set_rate (fixture->past, CHEZU_PAST_RATE_MAX);
  for (gint64 second = 92; second <= 114; second++)
    {
      time_ms = NOON + second * CHEZU_SECOND_MS;
      g_assert_cmpfloat_with_epsilon (drawn_lon (fixture, time_ms),
                                      LON + (double)second / 10.0 * STEP_LON, 1e-6);
    }
}

static void
caught_up_cb (gboolean *caught_up)
{
  *caught_up = TRUE;
}

/* Truck 1 came to its last fix long before the present. */
static void
test_playing_ends_with_the_data (Fixture *fixture, gconstpointer data)
{
  gint64 end_ms = NOON + 359 * STEP_MS;
  gboolean ended = FALSE;

  g_signal_connect_swapped (fixture->past, "ended", G_CALLBACK (caught_up_cb), &ended);
  seek (fixture, end_ms - 30 * CHEZU_SECOND_MS);
  chezu_past_set_rate (fixture->past, CHEZU_PAST_RATE_MAX);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (chezu_past_get_rate (fixture->past), ==, 0);
  g_assert_cmpint (chezu_past_get_time_ms (fixture->past), ==, end_ms);
}

static void
test_playing_ends_with_the_present (Fixture *fixture, gconstpointer data)
{
  gboolean caught_up = FALSE;

  g_signal_connect_swapped (fixture->past, "caught-up", G_CALLBACK (caught_up_cb), &caught_up);
  seek (fixture, chezu_time_now_ms () - 20 * CHEZU_SECOND_MS);
  chezu_past_set_rate (fixture->past, 600);
  while (!caught_up)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_days_with_history_are_known (Fixture *fixture, gconstpointer data)
{
  gint64 starts_ms[5];
  g_autofree guint32 *mask = NULL;

  for (gint64 i = 0; i < 5; i++)
    starts_ms[i] = NOON - 12 * CHEZU_HOUR_MS + (i - 2) * CHEZU_DAY_MS;
  mask = store_take (chezu_past_read_days (fixture->past, starts_ms, 4), NULL);
  /* Truck 2 was heard of the day before, both on the day itself. */
  g_assert_cmphex (*mask, ==, 0x6);
}

/* A thinned stretch keeps its spacing and the first fix. */
static void
test_thinned (Fixture *fixture, gconstpointer data)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fixture->live);
  ChezuPastRoster *roster = chezu_past_roster_new (arrays->id, arrays->n);
  g_autoptr (ChezuPastStretch) stretch
      = store_take (chezu_past_stretch_read (fixture->store.store, roster, NOON,
                                             NOON + CHEZU_HOUR_MS, 2 * CHEZU_MINUTE_MS, 0),
                    NULL);
  ChezuFix fix;

  chezu_past_roster_unref (roster);
  g_assert_nonnull (stretch);
  g_assert_true (chezu_past_stretch_find (stretch, 0, NOON + 119 * CHEZU_SECOND_MS, &fix));
  g_assert_cmpint (fix.time_ms, ==, NOON);
  g_assert_true (chezu_past_stretch_find (stretch, 0, NOON + 120 * CHEZU_SECOND_MS, &fix));
  g_assert_cmpint (fix.time_ms, ==, NOON + 120 * CHEZU_SECOND_MS);
  g_assert_false (chezu_past_stretch_find (stretch, 0, NOON - 1, &fix));
  g_assert_false (chezu_past_stretch_find (stretch, arrays->n, NOON, &fix));
}

#define ADD(path, test) g_test_add ("/fleet/past/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("last-fix-before-the-moment", test_last_fix_before_the_moment);
  ADD ("between-two-fixes-it-is-on-the-way", test_between_two_fixes_it_is_on_the_way);
  ADD ("across-a-gap-it-stands", test_across_a_gap_it_stands);
  ADD ("silent-vehicles-stay-where-they-were", test_silent_vehicles_stay_where_they_were);
  ADD ("nothing-before-the-first-fix", test_nothing_before_the_first_fix);
  ADD ("a-jump-is-not-blended", test_a_jump_is_not_blended);
  ADD ("sealed-or-not", test_sealed_or_not);
  ADD ("alarms-as-they-were", test_alarms_as_they_were);
  ADD ("the-day-is-counted", test_the_day_is_counted);
  ADD ("playing-goes-on", test_playing_goes_on);
  ADD ("playing-ends-with-the-present", test_playing_ends_with_the_present);
  ADD ("playing-ends-with-the-data", test_playing_ends_with_the_data);
  ADD ("fast-playing-does-not-stand-at-a-fix", test_fast_playing_does_not_stand_at_a_fix);
  ADD ("thinned", test_thinned);
  ADD ("days-with-history-are-known", test_days_with_history_are_known);
  return g_test_run ();
}
