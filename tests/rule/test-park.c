/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3, park_over: more than four hours off known places. */

#include "rule-fixture.h"

#define HOUR 3600.0

/* At home for as long as is needed to know that it is its home. */
static RuleFixture *
new_at_home (void)
{
  RuleFixture *self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_PARK_OVER, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 15:00:00", 0);
  rule_fixture_stand (self, 5 * HOUR, 600);
  return self;
}

/* Two hours' drive from home, and it stands from 22:00 on. */
static RuleFixture *
new_parked (void)
{
  RuleFixture *self = new_at_home ();

  rule_fixture_drive (self, 2 * HOUR - 60, 60, 60);
  rule_fixture_go (self, 60, 0);
  self->n_asked = 0;
  return self;
}

static void
test_four_hours_are_allowed (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  rule_fixture_stand (self, 4 * HOUR, 60);
  rule_fixture_assert_silent (self);
}

/* Across midnight as well. */
static void
test_a_second_more_is_overtime (void)
{
  g_autoptr (RuleFixture) self = new_parked ();
  const ChezuRuleSignal *signal;

  rule_fixture_stand (self, 4 * HOUR + 1, 60);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 22:00:00"));
  g_assert_cmpfloat (signal->measured, ==, 14401);
  rule_fixture_assert_said (self, "raised park_over 4!");
}

static void
test_told_once (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  rule_fixture_stand (self, 20 * HOUR, 60);
  rule_fixture_assert_said (self, "raised park_over 4!");
}

static void
test_at_a_known_place_it_may_stand (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  self->known_place = TRUE;
  rule_fixture_stand (self, 20 * HOUR, 60);
  rule_fixture_assert_silent (self);
  g_assert_cmpuint (self->n_asked, ==, 1);
}

/* No table names the yard of a vehicle: it is where it stands at first. */
static void
test_at_home_it_may_stand (void)
{
  g_autoptr (RuleFixture) self = new_at_home ();

  rule_fixture_stand (self, 20 * HOUR, 60);
  rule_fixture_assert_silent (self);
}

static void
test_where_it_stood_as_long_before_it_may_stand (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  rule_fixture_stand (self, 5 * HOUR, 60);
  rule_fixture_drive (self, 600, 60, 60);
  rule_fixture_assert_said (self, "raised park_over 4!, returned park_over 4");
  rule_fixture_go_metres (self, 600, 0, -9500);
  rule_fixture_stand (self, 5 * HOUR, 60);
  rule_fixture_assert_silent (self);
}

static void
test_the_next_stop_is_another_one (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  self->known_place = TRUE;
  rule_fixture_stand (self, 5 * HOUR, 60);
  rule_fixture_drive (self, 600, 60, 60);
  self->known_place = FALSE;
  rule_fixture_stand (self, 4 * HOUR + 120, 60);
  rule_fixture_assert_said (self, "raised park_over 4!");
}

static void
test_where_nobody_knows_places_nothing_is_said (void)
{
  g_autoptr (RuleFixture) self = new_parked ();
  g_autoptr (ChezuRuleEngine) blind
      = chezu_rule_engine_new (&self->rules, NULL, rule_fixture_sink, self);

  self->known_place = TRUE;
  rule_fixture_stand (self, 5 * HOUR, 60);
  chezu_rule_engine_take (blind, RULE_FIXTURE_VEHICLE, (ChezuFix *)(gpointer)self->fixes->data,
                          self->fixes->len, 0);
  rule_fixture_assert_silent (self);
}

static void
test_driving_off_ends_it (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  rule_fixture_stand (self, 5 * HOUR, 60);
  rule_fixture_assert_said (self, "raised park_over 4!");
  rule_fixture_go_metres (self, 60, 5, 50);
  rule_fixture_assert_silent (self);
  rule_fixture_go_metres (self, 60, 6, 0);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RETURNED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-25 03:02:00"));
  rule_fixture_assert_said (self, "returned park_over 4");
}

static void
test_another_five_minutes_are_one_group (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  rule_fixture_put (self, CHEZU_RULE_PARK_OVER, "hold_s", 300);
  rule_fixture_stand (self, 360, 60);
  rule_fixture_drive (self, 60, 10, 60);
  rule_fixture_stand (self, 400, 60);
  rule_fixture_assert_said (self,
                            "raised park_over 4!, returned park_over 4, raised park_over 4! again");
}

/* It was towed, or creeps: the radius is 100 m. */
static void
test_another_place_is_another_stop (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  rule_fixture_stand (self, 3 * HOUR, 60);
  rule_fixture_go_metres (self, 60, 0, 101);
  rule_fixture_stand (self, 4 * HOUR, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_stand (self, 1, 60);
  rule_fixture_assert_said (self, "raised park_over 4!");
}

static void
test_creeping_about_is_parking (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  for (guint i = 0; i < 241; i++)
    rule_fixture_go_metres (self, 60, 5, i % 2 == 0 ? 80 : -80);
  rule_fixture_assert_said (self, "raised park_over 4!");
}

/* Terminals sleep while the engine is off. */
static void
test_silence_at_the_same_place_is_parking (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  rule_fixture_go_metres (self, 10 * HOUR, 0, 0);
  rule_fixture_assert_said (self, "raised park_over 4!");
}

static void
test_silence_and_another_place_is_none (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  rule_fixture_go_metres (self, 10 * HOUR, 0, 5000);
  rule_fixture_assert_silent (self);
}

static void
test_unknown_speeds_stand_where_they_stand (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  for (guint i = 0; i < 241; i++)
    rule_fixture_go_unknown (self, 60, 0);
  rule_fixture_assert_said (self, "raised park_over 4!");
}

static void
test_invalid_fixes_neither_stand_nor_go (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  for (guint i = 0; i < 300; i++)
    rule_fixture_go_invalid (self, 60, i % 2 == 0 ? 0 : 60);
  rule_fixture_assert_silent (self);
  rule_fixture_stand (self, 60, 60);
  rule_fixture_assert_said (self, "raised park_over 4!");
}

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self = new_parked ();

  rule_fixture_put (self, CHEZU_RULE_PARK_OVER, "enabled", 0);
  rule_fixture_stand (self, 10 * HOUR, 60);
  rule_fixture_assert_silent (self);
}

#define ADD(path, function) g_test_add_func ("/rule/park/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("four-hours-are-allowed", test_four_hours_are_allowed);
  ADD ("a-second-more-is-overtime", test_a_second_more_is_overtime);
  ADD ("it-is-told-once", test_told_once);
  ADD ("at-a-known-place-it-may-stand", test_at_a_known_place_it_may_stand);
  ADD ("at-home-it-may-stand", test_at_home_it_may_stand);
  ADD ("where-it-stood-as-long-before-it-may-stand",
       test_where_it_stood_as_long_before_it_may_stand);
  ADD ("the-next-stop-is-another-one", test_the_next_stop_is_another_one);
  ADD ("where-nobody-knows-places-nothing-is-said", test_where_nobody_knows_places_nothing_is_said);
  ADD ("driving-off-ends-it", test_driving_off_ends_it);
  ADD ("another-stop-soon-after-is-one-group", test_another_five_minutes_are_one_group);
  ADD ("another-place-is-another-stop", test_another_place_is_another_stop);
  ADD ("creeping-about-is-parking", test_creeping_about_is_parking);
  ADD ("silence-at-the-same-place-is-parking", test_silence_at_the_same_place_is_parking);
  ADD ("silence-and-another-place-is-none", test_silence_and_another_place_is_none);
  ADD ("unknown-speeds-stand-where-they-stand", test_unknown_speeds_stand_where_they_stand);
  ADD ("invalid-fixes-neither-stand-nor-go", test_invalid_fixes_neither_stand_nor_go);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  return g_test_run ();
}
