/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day in figures, an event in words. */

#include "base/chezu-time.h"
#include "shell/chezu-day-moment.h"
#include "shell/chezu-day.h"
#include "shell/chezu-event-words.h"
#include "shell/chezu-speed-profile.h"
#include "store/chezu-history.h"

#define DRIVING_CM_S 1700

/* Appends fixes from the last one on, each ten seconds, at one speed. */
static void
go_on (GArray *fixes, gint64 duration_ms, gint32 speed_cm_s)
{
  gint64 from_ms = fixes->len > 0 ? g_array_index (fixes, ChezuFix, fixes->len - 1).time_ms : 0;
  gint64 odometer_m
      = fixes->len > 0 ? g_array_index (fixes, ChezuFix, fixes->len - 1).odometer_m : 1000;

  for (gint64 at_ms = 10000; at_ms <= duration_ms; at_ms += 10000)
    {
      ChezuFix fix = { .time_ms = from_ms + at_ms,
                       .lon_e7 = 1172000000,
                       .lat_e7 = 348000000,
                       .speed_cm_s = speed_cm_s,
                       .odometer_m = odometer_m + at_ms * speed_cm_s / 100000 };

      g_array_append_val (fixes, fix);
    }
}

static ChezuDay
summarize (GArray *fixes)
{
  ChezuDay day;

  chezu_day_summarize ((const ChezuFix *)(gpointer)fixes->data, fixes->len, &day);
  return day;
}

static void
test_empty (void)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  ChezuDay day = summarize (fixes);

  g_assert_cmpint (day.first_ms, ==, 0);
  g_assert_cmpfloat (day.mileage_m, <, 0);
  g_assert_cmpuint (day.stops, ==, 0);
}

static void
assert_leg (GArray *legs, guint i, ChezuLegKind kind, gint64 minutes)
{
  const ChezuLeg *leg = &g_array_index (legs, ChezuLeg, i);

  g_assert_cmpuint (i, <, legs->len);
  g_assert_cmpint (leg->kind, ==, kind);
  g_assert_cmpint ((leg->to_ms - leg->from_ms + CHEZU_MINUTE_MS / 2) / CHEZU_MINUTE_MS, ==,
                   minutes);
  if (i > 0)
    g_assert_cmpint (g_array_index (legs, ChezuLeg, i - 1).to_ms, ==, leg->from_ms);
}

static void
test_legs (void)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GArray) none = chezu_day_list_legs (NULL, 0);
  g_autoptr (GArray) legs = NULL;
  ChezuFix late;

  g_assert_cmpuint (none->len, ==, 0);
  go_on (fixes, 30 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  go_on (fixes, CHEZU_MINUTE_MS, 0); /* a traffic light */
  go_on (fixes, 9 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  go_on (fixes, 10 * CHEZU_MINUTE_MS, 0);
  go_on (fixes, 20 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  late = g_array_index (fixes, ChezuFix, fixes->len - 1);
  late.time_ms += 40 * CHEZU_MINUTE_MS;
  g_array_append_val (fixes, late);
  go_on (fixes, 5 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  legs = chezu_day_list_legs ((const ChezuFix *)(gpointer)fixes->data, fixes->len);

  g_assert_cmpuint (legs->len, ==, 5);
  assert_leg (legs, 0, CHEZU_LEG_TRIP, 40);
  assert_leg (legs, 1, CHEZU_LEG_STOP, 10);
  assert_leg (legs, 2, CHEZU_LEG_TRIP, 20);
  assert_leg (legs, 3, CHEZU_LEG_UNKNOWN, 40);
  assert_leg (legs, 4, CHEZU_LEG_TRIP, 5);
  g_assert_cmpfloat (g_array_index (legs, ChezuLeg, 2).distance_m, >, 15000);
  g_assert_cmpfloat (g_array_index (legs, ChezuLeg, 1).distance_m, <, 0);
}

static void
test_drive_stop_drive (void)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  ChezuDay day;

  go_on (fixes, 30 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  go_on (fixes, 10 * CHEZU_MINUTE_MS, 0);
  go_on (fixes, 20 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  day = summarize (fixes);

  g_assert_cmpint (day.first_ms, ==, 10000);
  g_assert_cmpint (day.driving_ms, ==, 50 * CHEZU_MINUTE_MS - 10000);
  g_assert_cmpuint (day.stops, ==, 1);
  g_assert_cmpfloat_with_epsilon (day.mileage_m, 50 * 60 * 17 - 170, 1);
}

static void
test_traffic_light (void)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  go_on (fixes, 10 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  go_on (fixes, 2 * CHEZU_MINUTE_MS, 0);
  go_on (fixes, 10 * CHEZU_MINUTE_MS, DRIVING_CM_S);

  g_assert_cmpuint (summarize (fixes).stops, ==, 0);
}

static void
test_still_standing (void)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  go_on (fixes, 10 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  go_on (fixes, 60 * CHEZU_MINUTE_MS, 0);

  g_assert_cmpuint (summarize (fixes).stops, ==, 1);
}

static void
test_gap (void)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  ChezuFix after = { .speed_cm_s = DRIVING_CM_S };

  go_on (fixes, CHEZU_MINUTE_MS, DRIVING_CM_S);
  after.time_ms = 4 * CHEZU_HOUR_MS;
  g_array_append_val (fixes, after);

  g_assert_cmpint (summarize (fixes).driving_ms, ==, CHEZU_MINUTE_MS - 10000);
}

static const ChezuFix *
peek (GArray *fixes)
{
  return (const ChezuFix *)(gpointer)fixes->data;
}

static void
test_silence_is_not_known (void)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GArray) legs = NULL;
  gint64 end_ms = 10 * CHEZU_MINUTE_MS + CHEZU_DAY_GAP_MAX_MS + 1;

  go_on (fixes, 10 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  go_on (fixes, 10 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  for (guint i = 60; i < fixes->len; i++)
    g_array_index (fixes, ChezuFix, i).time_ms += CHEZU_DAY_GAP_MAX_MS + 1 - 10000;
  legs = chezu_day_list_legs (peek (fixes), fixes->len);

  g_assert_true (chezu_day_knows_moment (legs, 10 * CHEZU_MINUTE_MS));
  g_assert_false (chezu_day_knows_moment (legs, 10 * CHEZU_MINUTE_MS + 1));
  g_assert_true (chezu_day_knows_moment (legs, end_ms));
}

static void
test_moment (void)
{
  const ChezuFix fixes[] = {
    { .time_ms = 10000, .lon_e7 = 1172000000, .lat_e7 = 348000000, .speed_cm_s = 100 },
    { .time_ms = 20000, .lon_e7 = 1172001000, .lat_e7 = 347999000, .speed_cm_s = 200 },
  };
  ChezuFix fix;

  g_assert_false (chezu_day_find_moment (fixes, 0, 10000, &fix));
  g_assert_false (chezu_day_find_moment (fixes, 2, 9999, &fix));
  g_assert_false (chezu_day_find_moment (fixes, 2, 20001, &fix));

  g_assert_true (chezu_day_find_moment (fixes, 2, 10000, &fix));
  g_assert_cmpint (fix.lon_e7, ==, 1172000000);
  g_assert_true (chezu_day_find_moment (fixes, 2, 20000, &fix));
  g_assert_cmpint (fix.lon_e7, ==, 1172001000);
  g_assert_cmpint (fix.speed_cm_s, ==, 200);
  g_assert_true (chezu_day_find_moment (fixes, 2, 12500, &fix));
  g_assert_cmpint (fix.time_ms, ==, 12500);
  g_assert_cmpint (fix.lon_e7, ==, 1172000250);
  g_assert_cmpint (fix.lat_e7, ==, 347999750);
  g_assert_cmpint (fix.speed_cm_s, ==, 100);
}

static void
test_slots (void)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GArray) slots = NULL;
  double sum_m = 0;

  go_on (fixes, 20 * CHEZU_MINUTE_MS, DRIVING_CM_S);
  go_on (fixes, 20 * CHEZU_MINUTE_MS, 0);
  g_array_index (fixes, ChezuFix, 0).speed_cm_s = CHEZU_UNKNOWN;
  slots = chezu_day_slots_new (peek (fixes), fixes->len);

  g_assert_cmpuint (slots->len, ==, 3);
  g_assert_cmpint (g_array_index (slots, ChezuDaySlot, 0).mean_speed_cm_s, ==, DRIVING_CM_S);
  g_assert_cmpint (g_array_index (slots, ChezuDaySlot, 1).from_ms, ==, CHEZU_DAY_SLOT_MS);
  g_assert_cmpint (g_array_index (slots, ChezuDaySlot, 1).top_speed_cm_s, ==, DRIVING_CM_S);
  g_assert_cmpint (g_array_index (slots, ChezuDaySlot, 2).top_speed_cm_s, ==, 0);
  /* What lies between two slots belongs to the first. */
  for (guint i = 0; i < slots->len; i++)
    sum_m += g_array_index (slots, ChezuDaySlot, i).distance_m;
  g_assert_cmpfloat_with_epsilon (sum_m, chezu_history_mileage_m (peek (fixes), fixes->len), 1);
}

static void
test_axis (void)
{
  ChezuSpeedAxis axis = chezu_speed_axis_choose (7 * CHEZU_HOUR_MS + 5, 14 * CHEZU_HOUR_MS + 5, 0);

  g_assert_cmpint (axis.from_ms, ==, 6 * CHEZU_HOUR_MS);
  g_assert_cmpint (axis.to_ms, ==, 16 * CHEZU_HOUR_MS);
  g_assert_cmpint (axis.step_ms, ==, 2 * CHEZU_HOUR_MS);

  /* A single fix still has an axis, and midnight is where the zone has it. */
  axis = chezu_speed_axis_choose (CHEZU_HOUR_MS + 1000, CHEZU_HOUR_MS + 1000, CHEZU_HOUR_MS);
  g_assert_cmpint (axis.from_ms, ==, CHEZU_HOUR_MS);
  g_assert_cmpint (axis.to_ms, ==, CHEZU_HOUR_MS + 5 * CHEZU_MINUTE_MS);
  axis = chezu_speed_axis_choose (CHEZU_HOUR_MS, CHEZU_HOUR_MS, CHEZU_HOUR_MS);
  g_assert_cmpint (axis.to_ms, >, axis.from_ms);
}

static void
test_missing (void)
{
  ChezuCompleteness day
      = { .asked_ms = 8 * CHEZU_HOUR_MS + 20 * CHEZU_MINUTE_MS, .missing_ms = 0, .complete = 1 };
  g_autofree char *words = NULL;

  g_assert_null (chezu_day_describe_missing (&day));
  /* The newest seconds are always on their way. */
  day.missing_ms = 59 * CHEZU_SECOND_MS;
  g_assert_null (chezu_day_describe_missing (&day));

  day.missing_ms = 40 * CHEZU_MINUTE_MS;
  day.complete = 0.92;
  words = chezu_day_describe_missing (&day);
  g_assert_cmpstr (words, ==, "92% complete · 40 min missing");
}

static void
test_event_words (void)
{
  const struct
  {
    const char *kind;
    const char *alarm;
    const char *words;
  } cases[] = {
    { "alarm", "hardBraking", "Harsh Braking" },
    { "alarm", "overspeed,fatigueDriving", "Speeding · Fatigue Driving" },
    { "alarm", "newAlarm", "newAlarm" },
    { "deviceOffline", NULL, "Went Offline" },
    { "textMessage", "", "textMessage" },
    { NULL, NULL, "—" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = chezu_event_describe (cases[i].kind, cases[i].alarm);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/shell/day/nothing-is-known-without-a-fix", test_empty);
  g_test_add_func ("/shell/day/trips-stops-and-silence", test_legs);
  g_test_add_func ("/shell/day/driving-and-stops-are-told-apart", test_drive_stop_drive);
  g_test_add_func ("/shell/day/a-traffic-light-is-no-stop", test_traffic_light);
  g_test_add_func ("/shell/day/the-stop-that-lasts-counts", test_still_standing);
  g_test_add_func ("/shell/day/silence-is-not-driving", test_gap);
  g_test_add_func ("/shell/day/silence-is-not-known", test_silence_is_not_known);
  g_test_add_func ("/shell/day/a-moment-lies-between-its-fixes", test_moment);
  g_test_add_func ("/shell/day/quarters-add-up-to-the-whole", test_slots);
  g_test_add_func ("/shell/day/an-axis-has-few-steps", test_axis);
  g_test_add_func ("/shell/day/what-is-missing-is-told", test_missing);
  g_test_add_func ("/shell/events/in-words-or-as-they-came", test_event_words);
  return g_test_run ();
}
