/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3, harsh events: fixes at most 2 s apart, 20 km/h or more; heavy and
 * light: braking 3.0 and 4.0, acceleration 2.0 and 3.0, lateral 3.0 and 4.0 m/s². */

#include "rule-fixture.h"

static RuleFixture *
new_fixture (ChezuVehicleKind kind)
{
  RuleFixture *self = rule_fixture_new (kind, CHEZU_RULE_BRAKE, CHEZU_RULE_ACCEL, CHEZU_RULE_CORNER,
                                        CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 72);
  return self;
}

/* From 20 m/s on with so many m/s². */
static void
change_speed (RuleFixture *self, double seconds, double m_s2)
{
  rule_fixture_go (self, 100, 72);
  rule_fixture_go (self, seconds, 72 + m_s2 * seconds * 3.6);
}

static void
assert_harsh_from (ChezuVehicleKind kind, double m_s2, double just_under, const char *expected)
{
  g_autoptr (RuleFixture) self = new_fixture (kind);

  change_speed (self, 1, just_under);
  rule_fixture_assert_silent (self);
  change_speed (self, 1, m_s2);
  rule_fixture_assert_said (self, expected);
}

static void
test_braking_of_trucks (void)
{
  assert_harsh_from (CHEZU_VEHICLE_TRUCK, -3.0, -2.99, "moment brake 3!");
}

static void
test_braking_of_cars (void)
{
  assert_harsh_from (CHEZU_VEHICLE_TAXI, -4.0, -3.99, "moment brake 3!");
}

static void
test_acceleration_of_trucks (void)
{
  assert_harsh_from (CHEZU_VEHICLE_TRUCK, 2.0, 1.99, "moment accel 3!");
}

static void
test_acceleration_of_cars (void)
{
  assert_harsh_from (CHEZU_VEHICLE_TAXI, 3.0, 2.99, "moment accel 3!");
}

static void
test_it_says_what_it_rests_on (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_BUS);
  const ChezuRuleSignal *signal;

  change_speed (self, 2, -5);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_MOMENT);
  g_assert_cmpfloat (signal->measured, ==, 5);
  g_assert_cmpfloat (signal->limit, ==, 3);
  g_assert_cmpuint (signal->unit, ==, CHEZU_UNIT_M_S2);
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 08:01:40"));
  g_assert_cmpint (signal->time_ms, ==, rule_fixture_ms ("2026-11-24 08:01:42"));
}

static void
test_two_seconds_are_near_enough (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  change_speed (self, 2.001, -5);
  rule_fixture_assert_silent (self);
  change_speed (self, 2, -5);
  rule_fixture_assert_said (self, "moment brake 3!");
}

static void
test_slow_ones_are_never_harsh (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  rule_fixture_go (self, 100, 19.9);
  rule_fixture_go (self, 1, 0);
  rule_fixture_go (self, 1, 19.9);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 100, 20);
  rule_fixture_go (self, 1, 0);
  rule_fixture_assert_said (self, "moment brake 3!");
}

/* Turns by so many degrees in a second at 20 m/s: v · ω. */
static void
turn (RuleFixture *self, gint32 cdeg)
{
  rule_fixture_go (self, 100, 72);
  self->last.course_cdeg = (self->last.course_cdeg + cdeg + 36000) % 36000;
  rule_fixture_go (self, 1, 72);
}

static void
test_cornering_of_trucks (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  turn (self, 859);
  rule_fixture_assert_silent (self);
  turn (self, 860);
  rule_fixture_assert_said (self, "moment corner 3!");
}

static void
test_cornering_of_cars (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TAXI);

  turn (self, -1145);
  rule_fixture_assert_silent (self);
  turn (self, -1146);
  rule_fixture_assert_said (self, "moment corner 3!");
}

static void
test_across_north_is_a_small_turn (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->last.course_cdeg = 35800;
  turn (self, 400);
  rule_fixture_assert_silent (self);
  turn (self, -400);
  rule_fixture_assert_silent (self);
}

static void
test_unknown_courses_turn_nowhere (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  rule_fixture_go (self, 100, 72);
  self->last.course_cdeg = CHEZU_UNKNOWN;
  rule_fixture_go (self, 1, 72);
  self->last.course_cdeg = 18000;
  rule_fixture_go (self, 1, 72);
  rule_fixture_assert_silent (self);
}

static void
test_unknown_speeds_change_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  rule_fixture_go_unknown (self, 1, 20);
  rule_fixture_go (self, 1, 0);
  rule_fixture_assert_silent (self);
}

static void
test_invalid_fixes_change_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  rule_fixture_go_invalid (self, 1, 0);
  rule_fixture_go_metres (self, 1, 72, 40);
  rule_fixture_assert_silent (self);
}

static void
test_one_braking_is_told_once (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  for (double km_h = 60; km_h >= 0; km_h -= 12)
    rule_fixture_go (self, 1, km_h);
  rule_fixture_assert_said (self, "moment brake 3!");
}

/* Domain.md, part 3: re-armed after 60 s within limits. */
static void
test_after_a_minute_it_is_another (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TAXI);

  rule_fixture_go (self, 1, 50);
  rule_fixture_go (self, 58, 72);
  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3!");
  rule_fixture_go (self, 59, 72);
  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3! again");
}

static void
test_across_midnight (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_BRAKE, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-12-31 23:59:59", 72);
  rule_fixture_go (self, 2, 20);
  rule_fixture_assert_said (self, "moment brake 3!");
}

static void
test_each_is_switched_off_alone (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_ACCEL, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 72);
  rule_fixture_go (self, 1, 30);
  turn (self, 4000);
  rule_fixture_assert_silent (self);
  change_speed (self, 1, 4);
  rule_fixture_assert_said (self, "moment accel 3!");
}

#define ADD(path, function) g_test_add_func ("/rule/harsh/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("trucks-brake-with-three", test_braking_of_trucks);
  ADD ("cars-brake-with-four", test_braking_of_cars);
  ADD ("trucks-accelerate-with-two", test_acceleration_of_trucks);
  ADD ("cars-accelerate-with-three", test_acceleration_of_cars);
  ADD ("it-says-what-it-rests-on", test_it_says_what_it_rests_on);
  ADD ("two-seconds-are-near-enough", test_two_seconds_are_near_enough);
  ADD ("slow-ones-are-never-harsh", test_slow_ones_are_never_harsh);
  ADD ("trucks-turn-with-three", test_cornering_of_trucks);
  ADD ("cars-turn-with-four", test_cornering_of_cars);
  ADD ("across-north-is-a-small-turn", test_across_north_is_a_small_turn);
  ADD ("unknown-courses-turn-nowhere", test_unknown_courses_turn_nowhere);
  ADD ("unknown-speeds-change-nothing", test_unknown_speeds_change_nothing);
  ADD ("invalid-fixes-change-nothing", test_invalid_fixes_change_nothing);
  ADD ("one-braking-is-told-once", test_one_braking_is_told_once);
  ADD ("after-a-minute-it-is-another", test_after_a_minute_it_is_another);
  ADD ("midnight-divides-nothing", test_across_midnight);
  ADD ("each-is-switched-off-alone", test_each_is_switched_off_alone);
  return g_test_run ();
}
