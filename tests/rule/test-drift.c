/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3, drift: implied speed over 160 km/h, jump and return. */

#include "rule-fixture.h"

static RuleFixture *
new_fixture (void)
{
  RuleFixture *self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_DRIFT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 0);
  return self;
}

/* Away and back, each in so many seconds. */
static void
jump (RuleFixture *self, double seconds, double metres)
{
  rule_fixture_go_metres (self, seconds, 0, metres);
  rule_fixture_go_metres (self, seconds, 0, -metres);
}

static void
test_as_fast_as_a_car_is_no_drift (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  jump (self, 10, 444);
  rule_fixture_assert_silent (self);
}

static void
test_faster_is_drift (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();
  const ChezuRuleSignal *signal;

  jump (self, 10, 446);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_MOMENT);
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 08:00:10"));
  g_assert_cmpint (signal->time_ms, ==, rule_fixture_ms ("2026-11-24 08:00:20"));
  g_assert_cmpfloat_with_epsilon (signal->measured, 160.6, 0.1);
  g_assert_cmpfloat (signal->limit, ==, 160);
  g_assert_cmpuint (signal->unit, ==, CHEZU_UNIT_KM_H);
  g_assert_cmpuint (signal->n_fixes, ==, 3);
  rule_fixture_assert_said (self, "moment drift 4!");
}

/* What a receiver wavers about is no jump. */
static void
test_wavering_is_no_drift (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  jump (self, 1, 199);
  rule_fixture_assert_silent (self);
  rule_fixture_stand (self, 60, 10);
  jump (self, 1, 201);
  rule_fixture_assert_said (self, "moment drift 4!");
}

static void
test_who_does_not_return_may_have_been_carried (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  rule_fixture_go_metres (self, 10, 0, 5000);
  rule_fixture_stand (self, 600, 10);
  rule_fixture_assert_silent (self);
}

static void
test_going_on_at_that_speed_is_no_return (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  for (guint i = 0; i < 10; i++)
    rule_fixture_go_metres (self, 10, 120, 600);
  rule_fixture_assert_silent (self);
}

static void
test_within_a_minute_it_is_the_same (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  for (guint i = 0; i < 10; i++)
    jump (self, 10, 2000);
  rule_fixture_assert_said (self, "moment drift 4!");
}

static void
test_after_a_minute_of_calm_it_is_another (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  jump (self, 10, 2000);
  rule_fixture_stand (self, 40, 10);
  jump (self, 10, 2000);
  rule_fixture_assert_said (self, "moment drift 4!, moment drift 4! again");
}

static void
test_a_long_gap_drifts_nobody (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  jump (self, 3600, 100000);
  rule_fixture_assert_silent (self);
}

static void
test_invalid_fixes_are_nowhere (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  for (guint i = 0; i < 10; i++)
    {
      self->last.lon_e7 += 1000000;
      rule_fixture_go_invalid (self, 10, 0);
      self->last.lon_e7 -= 1000000;
      rule_fixture_go_metres (self, 10, 0, 0);
    }
  rule_fixture_assert_silent (self);
}

static void
test_unknown_speeds_drift_as_well (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  rule_fixture_go_unknown (self, 10, 2000);
  rule_fixture_go_unknown (self, 10, -2000);
  rule_fixture_assert_said (self, "moment drift 4!");
}

static void
test_across_midnight (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_DRIFT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-12-31 23:59:50", 0);
  jump (self, 10, 2000);
  rule_fixture_assert_said (self, "moment drift 4!");
}

/* --- What the store held back --- */

static void
test_what_was_held_back_is_told (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();
  const ChezuRuleSignal *signal;

  chezu_rule_engine_drifted (self->engine, RULE_FIXTURE_VEHICLE, self->last.time_ms + 10000,
                             1000000000, 200000000, 9000);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_MOMENT);
  g_assert_cmpint (signal->lon_e7, ==, 1000000000);
  g_assert_cmpint (signal->lat_e7, ==, 200000000);
  g_assert_cmpfloat (signal->measured, ==, 9000);
  rule_fixture_assert_said (self, "moment drift 4!");
}

static void
test_what_was_held_back_is_told_once_a_minute (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  for (guint i = 0; i < 10; i++)
    chezu_rule_engine_drifted (self->engine, RULE_FIXTURE_VEHICLE, self->last.time_ms + i * 10000,
                               1000000000, 200000000, 9000);
  rule_fixture_assert_said (self, "moment drift 4!");
}

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  rule_fixture_put (self, CHEZU_RULE_DRIFT, "enabled", 0);
  jump (self, 10, 2000);
  chezu_rule_engine_drifted (self->engine, RULE_FIXTURE_VEHICLE, self->last.time_ms, 0, 0, 9000);
  rule_fixture_assert_silent (self);
}

#define ADD(path, function) g_test_add_func ("/rule/drift/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("as-fast-as-a-car-is-no-drift", test_as_fast_as_a_car_is_no_drift);
  ADD ("faster-is-drift", test_faster_is_drift);
  ADD ("wavering-is-no-drift", test_wavering_is_no_drift);
  ADD ("who-does-not-return-may-have-been-carried", test_who_does_not_return_may_have_been_carried);
  ADD ("going-on-at-that-speed-is-no-return", test_going_on_at_that_speed_is_no_return);
  ADD ("within-a-minute-it-is-the-same", test_within_a_minute_it_is_the_same);
  ADD ("after-a-minute-of-calm-it-is-another", test_after_a_minute_of_calm_it_is_another);
  ADD ("a-long-gap-drifts-nobody", test_a_long_gap_drifts_nobody);
  ADD ("invalid-fixes-are-nowhere", test_invalid_fixes_are_nowhere);
  ADD ("unknown-speeds-drift-as-well", test_unknown_speeds_drift_as_well);
  ADD ("midnight-divides-nothing", test_across_midnight);
  ADD ("what-was-held-back-is-told", test_what_was_held_back_is_told);
  ADD ("what-was-held-back-is-told-once-a-minute", test_what_was_held_back_is_told_once_a_minute);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  return g_test_run ();
}
