/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: 道路旅客运输企业安全管理规范, article 38: long-distance coaches stop or relay from 02:00
 * to 05:00. More than 5 km/h for more than 3 minutes: domain.md, part 3. */

#include "rule-fixture.h"

static RuleFixture *
new_coach (void)
{
  return rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_NIGHT_BAN, CHEZU_N_RULES);
}

static void
test_three_minutes_are_nothing (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 03:00:00", 60);
  rule_fixture_drive (self, 180, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_a_second_more_is_an_offence (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 03:00:00", 60);
  rule_fixture_drive (self, 180, 10, 60);
  rule_fixture_go (self, 1, 60);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 03:00:00"));
  rule_fixture_assert_said (self, "raised night_ban 2!");
}

static void
test_it_begins_at_two (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 01:30:00", 60);
  rule_fixture_drive (self, 1800 + 180, 10, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 10, 60);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 02:00:00"));
}

static void
test_it_ends_at_five (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 04:57:00", 60);
  rule_fixture_drive (self, 3600, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_at_five_it_is_normal_again (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 04:50:00", 60);
  rule_fixture_drive (self, 590, 10, 60);
  rule_fixture_assert_said (self, "raised night_ban 2!");
  rule_fixture_drive (self, 70, 10, 60);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RETURNED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 05:00:00"));
  rule_fixture_assert_said (self, "returned night_ban 2");
}

static void
test_walking_pace_is_allowed (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 03:00:00", 5);
  rule_fixture_drive (self, 1800, 10, 5);
  rule_fixture_assert_silent (self);
  rule_fixture_drive (self, 200, 10, 6);
  rule_fixture_assert_said (self, "raised night_ban 2!");
}

static void
test_stopping_for_a_minute_ends_it (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 03:00:00", 60);
  rule_fixture_drive (self, 200, 10, 60);
  rule_fixture_assert_said (self, "raised night_ban 2!");
  rule_fixture_stand (self, 60, 10);
  rule_fixture_assert_silent (self);
  rule_fixture_stand (self, 10, 10);
  rule_fixture_assert_said (self, "returned night_ban 2");
  rule_fixture_drive (self, 200, 10, 60);
  rule_fixture_assert_said (self, "raised night_ban 2! again");
}

static void
test_a_gap_proves_nothing (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 03:00:00", 60);
  rule_fixture_go (self, 301, 60);
  rule_fixture_assert_silent (self);
}

static void
test_unknown_speeds_prove_nothing (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 03:00:00", 60);
  rule_fixture_drive (self, 200, 10, 60);
  rule_fixture_assert_said (self, "raised night_ban 2!");
  for (guint i = 0; i < 20; i++)
    rule_fixture_go_unknown (self, 10, 100);
  rule_fixture_assert_silent (self);
}

static void
test_invalid_fixes_prove_nothing (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 03:00:00", 0);
  for (guint i = 0; i < 100; i++)
    rule_fixture_go_invalid (self, 10, 60);
  rule_fixture_assert_silent (self);
}

/* 安全管理规范, article 38: relay of drivers; airport, rail and shuttle lines up to 100 km. */
static void
test_exempt_coaches_go_on (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_describe (self, self->facts.traits | CHEZU_TRAIT_NIGHT_EXEMPT);
  rule_fixture_start (self, "2026-11-24 03:00:00", 60);
  rule_fixture_drive (self, 3600, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_trucks_go_on (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_NIGHT_BAN, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 03:00:00", 60);
  rule_fixture_drive (self, 3600, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_who_is_a_coach_no_more_is_normal_again (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_start (self, "2026-11-24 03:00:00", 60);
  rule_fixture_drive (self, 200, 10, 60);
  rule_fixture_assert_said (self, "raised night_ban 2!");
  rule_fixture_describe (self, 0);
  rule_fixture_drive (self, 70, 10, 60);
  rule_fixture_assert_said (self, "returned night_ban 2");
}

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self = new_coach ();

  rule_fixture_put (self, CHEZU_RULE_NIGHT_BAN, "enabled", 0);
  rule_fixture_start (self, "2026-11-24 03:00:00", 60);
  rule_fixture_drive (self, 3600, 10, 60);
  rule_fixture_assert_silent (self);
}

#define ADD(path, function) g_test_add_func ("/rule/night/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("three-minutes-are-nothing", test_three_minutes_are_nothing);
  ADD ("a-second-more-is-an-offence", test_a_second_more_is_an_offence);
  ADD ("it-begins-at-two", test_it_begins_at_two);
  ADD ("it-ends-at-five", test_it_ends_at_five);
  ADD ("at-five-it-is-normal-again", test_at_five_it_is_normal_again);
  ADD ("walking-pace-is-allowed", test_walking_pace_is_allowed);
  ADD ("stopping-for-a-minute-ends-it", test_stopping_for_a_minute_ends_it);
  ADD ("a-gap-proves-nothing", test_a_gap_proves_nothing);
  ADD ("unknown-speeds-prove-nothing", test_unknown_speeds_prove_nothing);
  ADD ("invalid-fixes-prove-nothing", test_invalid_fixes_prove_nothing);
  ADD ("exempt-coaches-go-on", test_exempt_coaches_go_on);
  ADD ("trucks-go-on", test_trucks_go_on);
  ADD ("who-is-a-coach-no-more-is-normal-again", test_who_is_a_coach_no_more_is_normal_again);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  return g_test_run ();
}
