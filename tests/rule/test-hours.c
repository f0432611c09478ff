/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources as in the rule's file: 道路交通安全法实施条例, article 62 (7); 道路运输条例, article 28;
 * 道路运输车辆动态监督管理办法 (two hours at night, eight in a day); 道路旅客运输企业安全管理规范,
 * article 38 (44 hours in a week). What is driving, and for whom: domain.md, part 4. */

#include "rule-fixture.h"

#define HOUR 3600.0

static RuleFixture *
new_fatigue (ChezuVehicleKind kind)
{
  return rule_fixture_new (kind, CHEZU_RULE_FATIGUE, CHEZU_N_RULES);
}

/* Sets off, drives for so many seconds and stands. */
static void
work (RuleFixture *self, double seconds)
{
  rule_fixture_go (self, 10, 60);
  rule_fixture_drive (self, seconds - 10, 60, 60);
  rule_fixture_go (self, 10, 0);
}

/* --- Four hours (实施条例 62 (7), 条例 28) --- */

static void
test_four_hours_are_allowed (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 4 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
}

static void
test_a_second_more_is_fatigue (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);
  const ChezuRuleSignal *signal;

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 4 * HOUR, 60, 60);
  rule_fixture_go (self, 1, 60);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 12:00:00"));
  g_assert_cmpfloat (signal->measured, ==, 14401);
  g_assert_cmpfloat (signal->limit, ==, 14400);
  g_assert_cmpuint (signal->unit, ==, CHEZU_UNIT_SECONDS);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_across_midnight (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-12-31 21:00:00", 60);
  rule_fixture_drive (self, 4 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 60, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_told_once (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 8 * HOUR, 60, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_warned_half_an_hour_before (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_FATIGUE_WARN, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 3.5 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 1, 60);
  rule_fixture_assert_said (self, "raised fatigue_warn 4!");
}

static void
test_whoever_does_not_drive_at_night_is_not_warned_of_it (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_FATIGUE_WARN, CHEZU_N_RULES);

  rule_fixture_put (self, CHEZU_RULE_FATIGUE, "night_s", 3600);
  rule_fixture_put (self, CHEZU_RULE_FATIGUE_WARN, "before_s", 7200);
  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 2 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
}

/* --- Rest (实施条例 62 (7): none shorter than 20 minutes) --- */

/* Three hours, a stop, and just over another hour. */
static RuleFixture *
stop_for (double seconds)
{
  RuleFixture *self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 3 * HOUR - 10, 60, 60);
  rule_fixture_go (self, 10, 0);
  rule_fixture_stand (self, seconds - 10, 60);
  rule_fixture_go (self, 10, 60);
  rule_fixture_drive (self, HOUR + 1, 60, 60);
  return self;
}

static void
test_twenty_minutes_are_a_rest (void)
{
  g_autoptr (RuleFixture) self = stop_for (1200);

  rule_fixture_assert_silent (self);
}

static void
test_a_second_less_is_none (void)
{
  g_autoptr (RuleFixture) self = stop_for (1199);

  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_stops_are_no_driving (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 0);
  for (guint i = 0; i < 8; i++)
    {
      work (self, 1800);
      rule_fixture_stand (self, 900, 60);
    }
  rule_fixture_assert_silent (self);
  work (self, 61);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_walking_pace_is_standing (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 5);
  rule_fixture_drive (self, 6 * HOUR, 60, 5);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 60, 6);
  rule_fixture_drive (self, 4 * HOUR + 60, 60, 6);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_rest_ends_it (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_FATIGUE,
                                                   CHEZU_RULE_FATIGUE_WARN, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 5 * HOUR - 10, 60, 60);
  rule_fixture_assert_said (self, "raised fatigue_warn 4!, raised fatigue 2!");
  rule_fixture_go (self, 10, 0);
  rule_fixture_stand (self, 1199, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 1, 0);
  g_assert_cmpint (g_array_index (self->said, ChezuRuleSignal, 0).began_ms, ==,
                   rule_fixture_ms ("2026-11-24 13:00:00"));
  rule_fixture_assert_said (self, "returned fatigue 2, returned fatigue_warn 4");
}

static void
test_after_a_rest_it_is_told_again (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 06:00:00", 60);
  rule_fixture_drive (self, 4.5 * HOUR, 60, 60);
  rule_fixture_go (self, 10, 0);
  rule_fixture_stand (self, 1200, 60);
  work (self, 4 * HOUR);
  rule_fixture_assert_said (self, "raised fatigue 2!, returned fatigue 2");
  work (self, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

/* --- At night (动态监督管理办法: two hours; coach and hazmat alone, domain.md, part 4) --- */

static void
assert_two_hours_at_night (ChezuVehicleKind kind)
{
  g_autoptr (RuleFixture) self = new_fatigue (kind);

  rule_fixture_start (self, "2026-11-24 22:30:00", 60);
  rule_fixture_drive (self, 2 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 1, 60);
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->limit, ==, 7200);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_coaches_two_hours_at_night (void)
{
  assert_two_hours_at_night (CHEZU_VEHICLE_BUS);
}

static void
test_hazmat_two_hours_at_night (void)
{
  assert_two_hours_at_night (CHEZU_VEHICLE_HAZMAT);
}

static void
test_trucks_four_hours_at_night (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 22:00:00", 60);
  rule_fixture_drive (self, 4 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
}

static void
test_of_an_evening_only_the_night_counts (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_BUS);

  rule_fixture_start (self, "2026-11-24 21:00:00", 60);
  rule_fixture_drive (self, 3 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 60, 60);
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->measured, ==, 7260);
}

static void
test_of_a_morning_only_the_night_counts (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_BUS);

  rule_fixture_start (self, "2026-11-24 05:00:00", 60);
  rule_fixture_drive (self, 4 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 60, 60);
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->limit, ==, 14400);
}

static void
test_night_warns_half_an_hour_before (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_FATIGUE_WARN, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 23:00:00", 60);
  rule_fixture_drive (self, 1.5 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 60, 60);
  rule_fixture_assert_said (self, "raised fatigue_warn 4!");
}

/* --- Gaps, read in the driver's favour (the rule's file) --- */

/* Drives three hours, is silent for a while in which it comes so far, and drives another hour and
 * a bit. */
static RuleFixture *
be_silent (double seconds, double metres)
{
  RuleFixture *self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 3 * HOUR, 60, 60);
  rule_fixture_go_metres (self, seconds, 60, metres);
  rule_fixture_drive (self, HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  return self;
}

static void
test_five_minutes_are_no_gap (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 4 * HOUR, 300, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 300, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_a_gap_without_a_way_is_no_driving (void)
{
  g_autoptr (RuleFixture) self = be_silent (1199, 90);

  rule_fixture_go (self, 1, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_a_gap_of_twenty_minutes_may_be_a_rest (void)
{
  g_autoptr (RuleFixture) self = be_silent (1200, 0);

  rule_fixture_drive (self, 3 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
}

/* 40 km at 100 km/h are 24 minutes of the half hour: six are no rest. */
static void
test_a_gap_counts_the_way_at_the_highest_speed (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 3 * HOUR, 60, 60);
  rule_fixture_go_metres (self, 1800, 60, 40000);
  rule_fixture_drive (self, 2160 - 60, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_drive (self, 120, 60, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

/* 10 km at 100 km/h leave 24 minutes of the half hour. */
static void
test_what_is_left_of_a_gap_may_be_a_rest (void)
{
  g_autoptr (RuleFixture) self = be_silent (1800, 10000);

  rule_fixture_drive (self, 2.5 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
}

/* A quarter of an hour was seen; 5 km are three of the ten minutes of the gap. */
static void
test_a_rest_may_reach_into_a_gap (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 3 * HOUR - 10, 60, 60);
  rule_fixture_go (self, 10, 0);
  rule_fixture_stand (self, 900, 60);
  rule_fixture_go_metres (self, 600, 60, 5000);
  rule_fixture_drive (self, 2 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
}

static void
test_a_rest_may_begin_in_a_gap (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 3 * HOUR, 60, 60);
  rule_fixture_go_metres (self, 600, 0, 5000);
  rule_fixture_stand (self, 780, 60);
  work (self, 2 * HOUR);
  rule_fixture_assert_silent (self);
}

static void
test_parking_without_a_word_is_a_rest (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 4.5 * HOUR, 60, 60);
  rule_fixture_go (self, 10, 0);
  rule_fixture_assert_said (self, "raised fatigue 2!");
  rule_fixture_go_metres (self, 36000, 0, 0);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RETURNED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 12:30:10"));
}

static void
test_a_tunnel_is_driven_through (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 4 * HOUR - 240, 60, 60);
  for (guint i = 0; i < 23; i++)
    rule_fixture_go_invalid (self, 10, 0);
  rule_fixture_go_metres (self, 10, 60, 4000);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 10, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_unknown_speeds_prove_no_driving (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 0);
  for (guint i = 0; i < 600; i++)
    rule_fixture_go_unknown (self, 60, 1000);
  rule_fixture_assert_silent (self);
}

/* --- Whose hours (domain.md, part 4: a driver changes only by card) --- */

static void
test_another_driver_begins_anew (void)
{
  g_autoptr (RuleFixture) self = new_fatigue (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 3 * HOUR, 60, 60);
  chezu_rule_engine_change_driver (self->engine, RULE_FIXTURE_VEHICLE, self->last.time_ms);
  rule_fixture_drive (self, 4 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 60, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
test_another_driver_is_not_tired (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_FATIGUE, CHEZU_RULE_FATIGUE_WARN,
                          CHEZU_RULE_DRIVE_DAY, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 8.1 * HOUR, 60, 60);
  rule_fixture_assert_said (self, "raised fatigue_warn 4!, raised fatigue 2!, raised drive_day 2!");
  chezu_rule_engine_change_driver (self->engine, RULE_FIXTURE_VEHICLE, self->last.time_ms);
  rule_fixture_assert_said (self,
                            "returned fatigue 2, returned fatigue_warn 4, returned drive_day 2");
}

/* --- Eight hours in a sliding day (动态监督管理办法) --- */

static RuleFixture *
new_day (ChezuVehicleKind kind)
{
  return rule_fixture_new (kind, CHEZU_RULE_DRIVE_DAY, CHEZU_N_RULES);
}

/* Two times four hours with half an hour between. */
static void
work_eight_hours (RuleFixture *self, const char *from)
{
  rule_fixture_start (self, from, 0);
  work (self, 4 * HOUR);
  rule_fixture_stand (self, 1800, 60);
  work (self, 4 * HOUR);
}

static void
test_eight_hours_are_allowed (void)
{
  g_autoptr (RuleFixture) self = new_day (CHEZU_VEHICLE_BUS);

  work_eight_hours (self, "2026-11-24 08:00:00");
  rule_fixture_assert_silent (self);
}

static void
test_more_than_eight_hours_are_too_much (void)
{
  g_autoptr (RuleFixture) self = new_day (CHEZU_VEHICLE_BUS);

  work_eight_hours (self, "2026-11-24 08:00:00");
  rule_fixture_go (self, 10, 60);
  rule_fixture_go (self, 1, 60);
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->measured, ==, 28801);
  rule_fixture_assert_said (self, "raised drive_day 2!");
}

static void
test_the_day_slides_across_midnight (void)
{
  g_autoptr (RuleFixture) self = new_day (CHEZU_VEHICLE_BUS);

  work_eight_hours (self, "2026-11-24 18:00:00");
  rule_fixture_assert_silent (self);
  work (self, 60);
  rule_fixture_assert_said (self, "raised drive_day 2!");
}

static void
test_what_is_a_day_ago_counts_no_more (void)
{
  g_autoptr (RuleFixture) self = new_day (CHEZU_VEHICLE_BUS);

  work_eight_hours (self, "2026-11-24 08:00:00");
  rule_fixture_stand (self, 15.5 * HOUR, 240);
  work (self, 4 * HOUR);
  rule_fixture_stand (self, 1800, 60);
  work (self, 4 * HOUR);
  rule_fixture_assert_silent (self);
}

static void
test_well_below_the_day_is_normal_again (void)
{
  g_autoptr (RuleFixture) self = new_day (CHEZU_VEHICLE_BUS);
  const ChezuRuleSignal *signal;

  work_eight_hours (self, "2026-11-24 08:00:00");
  work (self, 60);
  rule_fixture_assert_said (self, "raised drive_day 2!");
  rule_fixture_stand (self, 18 * HOUR, 240);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RETURNED);
  g_assert_cmpfloat (signal->measured, <=, 28800 - 1800);
  g_assert_cmpfloat (signal->measured, >, 28800 - 3600);
}

static void
test_a_truck_has_no_day_unless_its_firm_says_so (void)
{
  g_autoptr (RuleFixture) self = new_day (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 9 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_put (self, CHEZU_RULE_DRIVE_DAY, "truck", 1);
  rule_fixture_drive (self, 8 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 60, 60);
  rule_fixture_assert_said (self, "raised drive_day 2!");
}

/* --- 44 hours in seven days (安全管理规范 38) --- */

static void
work_days (RuleFixture *self, guint n_days)
{
  for (guint i = 0; i < n_days; i++)
    {
      work (self, 8 * HOUR);
      rule_fixture_stand (self, 16 * HOUR - 10, 240);
    }
}

static void
test_forty_four_hours_are_allowed (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_DRIVE_WEEK, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-23 08:00:00", 0);
  work_days (self, 5);
  work (self, 4 * HOUR);
  rule_fixture_assert_silent (self);
  work (self, 60);
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->limit, ==, 158400);
  rule_fixture_assert_said (self, "raised drive_week 3!");
}

static void
test_what_is_a_week_ago_counts_no_more (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_DRIVE_WEEK, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-23 08:00:00", 0);
  work_days (self, 6);
  rule_fixture_assert_said (self, "raised drive_week 3!");
  rule_fixture_stand (self, 32 * HOUR, 240);
  rule_fixture_assert_said (self, "returned drive_week 3");
}

static void
test_trucks_have_no_week (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_DRIVE_WEEK, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-23 08:00:00", 0);
  work_days (self, 6);
  rule_fixture_assert_silent (self);
}

/* --- Switched off --- */

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_BRAKE, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-23 08:00:00", 60);
  rule_fixture_drive (self, 48 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
}

static void
test_the_first_hours_of_time_harm_nothing (void)
{
  g_autoptr (RuleFixture) self = new_day (CHEZU_VEHICLE_BUS);

  rule_fixture_start (self, "1970-01-01 08:00:01", 60);
  rule_fixture_drive (self, 8 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
}

#define ADD(path, function) g_test_add_func ("/rule/hours/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("four-hours-are-allowed", test_four_hours_are_allowed);
  ADD ("a-second-more-is-fatigue", test_a_second_more_is_fatigue);
  ADD ("midnight-divides-nothing", test_across_midnight);
  ADD ("it-is-told-once", test_told_once);
  ADD ("warned-half-an-hour-before", test_warned_half_an_hour_before);
  ADD ("whoever-does-not-drive-at-night-is-not-warned-of-it",
       test_whoever_does_not_drive_at_night_is_not_warned_of_it);
  ADD ("twenty-minutes-are-a-rest", test_twenty_minutes_are_a_rest);
  ADD ("a-second-less-is-none", test_a_second_less_is_none);
  ADD ("stops-are-no-driving", test_stops_are_no_driving);
  ADD ("walking-pace-is-standing", test_walking_pace_is_standing);
  ADD ("a-rest-ends-it", test_rest_ends_it);
  ADD ("after-a-rest-it-is-told-again", test_after_a_rest_it_is_told_again);
  ADD ("coaches-have-two-hours-at-night", test_coaches_two_hours_at_night);
  ADD ("hazmat-has-two-hours-at-night", test_hazmat_two_hours_at_night);
  ADD ("trucks-have-four-hours-at-night", test_trucks_four_hours_at_night);
  ADD ("of-an-evening-only-the-night-counts", test_of_an_evening_only_the_night_counts);
  ADD ("of-a-morning-only-the-night-counts", test_of_a_morning_only_the_night_counts);
  ADD ("night-warns-half-an-hour-before", test_night_warns_half_an_hour_before);
  ADD ("five-minutes-are-no-gap", test_five_minutes_are_no_gap);
  ADD ("a-gap-without-a-way-is-no-driving", test_a_gap_without_a_way_is_no_driving);
  ADD ("a-gap-of-twenty-minutes-may-be-a-rest", test_a_gap_of_twenty_minutes_may_be_a_rest);
  ADD ("a-gap-counts-the-way-at-the-highest-speed", test_a_gap_counts_the_way_at_the_highest_speed);
  ADD ("what-is-left-of-a-gap-may-be-a-rest", test_what_is_left_of_a_gap_may_be_a_rest);
  ADD ("a-rest-may-reach-into-a-gap", test_a_rest_may_reach_into_a_gap);
  ADD ("a-rest-may-begin-in-a-gap", test_a_rest_may_begin_in_a_gap);
  ADD ("parking-without-a-word-is-a-rest", test_parking_without_a_word_is_a_rest);
  ADD ("a-tunnel-is-driven-through", test_a_tunnel_is_driven_through);
  ADD ("unknown-speeds-prove-no-driving", test_unknown_speeds_prove_no_driving);
  ADD ("another-driver-begins-anew", test_another_driver_begins_anew);
  ADD ("another-driver-is-not-tired", test_another_driver_is_not_tired);
  ADD ("eight-hours-are-allowed", test_eight_hours_are_allowed);
  ADD ("more-than-eight-hours-are-too-much", test_more_than_eight_hours_are_too_much);
  ADD ("the-day-slides-across-midnight", test_the_day_slides_across_midnight);
  ADD ("what-is-a-day-ago-counts-no-more", test_what_is_a_day_ago_counts_no_more);
  ADD ("well-below-the-day-is-normal-again", test_well_below_the_day_is_normal_again);
  ADD ("a-truck-has-no-day-unless-its-firm-says-so",
       test_a_truck_has_no_day_unless_its_firm_says_so);
  ADD ("forty-four-hours-are-allowed", test_forty_four_hours_are_allowed);
  ADD ("what-is-a-week-ago-counts-no-more", test_what_is_a_week_ago_counts_no_more);
  ADD ("trucks-have-no-week", test_trucks_have_no_week);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  ADD ("the-first-hours-of-time-harm-nothing", test_the_first_hours_of_time_harm_nothing);
  return g_test_run ();
}
