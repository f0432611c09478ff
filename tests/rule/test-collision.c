/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3, "Collision, rule": (a) fixes at most 2 s apart, from 30 km/h, mean
 * deceleration 8 m/s² or more; (b) 2 to 15 s apart, from 45 km/h, v² / (2 (d + 10 m)) 7 m/s² or
 * more. Both: then slower than 3 km/h for 60 s, valid fixes, the speed confirmed by the fix before.
 */

#include "rule-fixture.h"

/* Drives at that speed, long enough for two fixes to confirm it. */
static RuleFixture *
new_driving (double km_h)
{
  RuleFixture *self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_COLLISION_SUSPECT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", km_h);
  rule_fixture_drive (self, 30, 10, km_h);
  return self;
}

static void
assert_suspected (RuleFixture *self, gboolean suspected)
{
  rule_fixture_stand (self, 60, 10);
  rule_fixture_assert_said (self, suspected ? "raised collision_suspect 1!" : "");
}

/* --- (a) --- */

static void
test_eight_m_s2_are_an_impact (void)
{
  g_autoptr (RuleFixture) self = new_driving (60);
  const ChezuRuleSignal *signal;

  rule_fixture_go (self, 2, 60 - 8 * 2 * 3.6);
  rule_fixture_go_metres (self, 2, 0, 0);
  rule_fixture_stand (self, 60, 10);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpfloat (signal->measured, ==, 8);
  g_assert_cmpfloat (signal->limit, ==, 8);
  g_assert_cmpuint (signal->unit, ==, CHEZU_UNIT_M_S2);
  g_assert_cmpint (signal->speed_cm_s, ==, chezu_km_h_to_cm_s (60));
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 08:00:30"));
  g_assert_cmpint (signal->time_ms, ==, rule_fixture_ms ("2026-11-24 08:01:34"));
  g_assert_cmpuint (signal->n_fixes, ==, 3);
  g_assert_cmpint (signal->fixes[1], ==, rule_fixture_ms ("2026-11-24 08:00:32"));
  rule_fixture_assert_said (self, "raised collision_suspect 1!");
}

static void
test_just_under_is_braking (void)
{
  g_autoptr (RuleFixture) self = new_driving (60);

  rule_fixture_go (self, 2, 60 - 7.99 * 2 * 3.6);
  rule_fixture_go_metres (self, 2, 0, 0);
  assert_suspected (self, FALSE);
}

static void
test_from_thirty_km_h (void)
{
  g_autoptr (RuleFixture) self = new_driving (30);

  rule_fixture_go_metres (self, 1, 0, 1);
  assert_suspected (self, TRUE);
}

static void
test_slower_ones_only_bump (void)
{
  g_autoptr (RuleFixture) self = new_driving (29.9);

  rule_fixture_go_metres (self, 1, 0, 1);
  assert_suspected (self, FALSE);
}

static void
test_who_drives_on_did_not_crash (void)
{
  g_autoptr (RuleFixture) self = new_driving (90);

  rule_fixture_go (self, 2, 30);
  rule_fixture_drive (self, 10, 2, 20);
  rule_fixture_go_metres (self, 2, 0, 2);
  assert_suspected (self, FALSE);
}

/* --- (b) --- */

static void
assert_stopped_within (double km_h, double seconds, double metres, gboolean suspected)
{
  g_autoptr (RuleFixture) self = new_driving (km_h);

  rule_fixture_go_metres (self, seconds, 0, metres);
  assert_suspected (self, suspected);
}

/* Domain.md, part 3: 80 km/h: d ≤ 25 m; 60: 9 m. */
static void
test_eighty_km_h_stop_within_25_metres (void)
{
  assert_stopped_within (80, 10, 25, TRUE);
  assert_stopped_within (80, 10, 26, FALSE);
}

static void
test_sixty_km_h_stop_within_9_metres (void)
{
  assert_stopped_within (60, 10, 9, TRUE);
  assert_stopped_within (60, 10, 10, FALSE);
}

static void
test_from_forty_five_km_h (void)
{
  assert_stopped_within (45, 10, 1, TRUE);
  assert_stopped_within (44, 10, 0, FALSE);
}

static void
test_fifteen_seconds_are_near_enough (void)
{
  assert_stopped_within (80, 15, 20, TRUE);
  assert_stopped_within (80, 16, 20, FALSE);
}

/* 54 km/h in 2 s are 7.5 m/s² by the speeds; by the way they are more. */
static void
test_two_seconds_are_far_enough (void)
{
  assert_stopped_within (54, 2, 6, TRUE);
  assert_stopped_within (54, 2, 7, FALSE);
}

static void
test_it_says_by_which_figure (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);
  const ChezuRuleSignal *signal;

  rule_fixture_go_metres (self, 4, 0, 24);
  rule_fixture_stand (self, 60, 10);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpfloat_with_epsilon (signal->measured, 7.26, 0.01);
  g_assert_cmpfloat (signal->limit, ==, 7);
}

static void
test_who_creeps_after_it_braked (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  rule_fixture_go_metres (self, 10, 3, 20);
  assert_suspected (self, FALSE);
}

/* --- Then it stands --- */

static void
test_fifty_nine_seconds_are_too_short (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  rule_fixture_go_metres (self, 10, 0, 20);
  rule_fixture_stand (self, 59, 10);
  rule_fixture_go (self, 10, 30);
  rule_fixture_assert_silent (self);
}

static void
test_sixty_seconds_are_enough (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  rule_fixture_go_metres (self, 10, 0, 20);
  rule_fixture_stand (self, 59, 10);
  rule_fixture_assert_silent (self);
  rule_fixture_go_metres (self, 1, 2.9, 0);
  rule_fixture_assert_said (self, "raised collision_suspect 1!");
}

static void
test_three_km_h_are_no_standing (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  rule_fixture_go_metres (self, 10, 0, 20);
  rule_fixture_stand (self, 30, 10);
  rule_fixture_go_metres (self, 10, 3, 0);
  assert_suspected (self, FALSE);
}

static void
test_told_once (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  rule_fixture_go_metres (self, 10, 0, 20);
  rule_fixture_stand (self, 3600, 10);
  rule_fixture_assert_said (self, "raised collision_suspect 1!");
}

static void
test_the_next_one_is_told_again (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  rule_fixture_go_metres (self, 10, 0, 20);
  assert_suspected (self, TRUE);
  rule_fixture_drive (self, 30, 10, 80);
  rule_fixture_go_metres (self, 10, 0, 20);
  rule_fixture_stand (self, 60, 10);
  rule_fixture_assert_said (self, "raised collision_suspect 1! again");
}

static void
test_who_was_not_heard_of_may_have_driven (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  rule_fixture_go_metres (self, 10, 0, 20);
  rule_fixture_go_metres (self, 61, 0, 0);
  assert_suspected (self, FALSE);
}

static void
test_across_midnight (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_COLLISION_SUSPECT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-12-31 23:59:20", 80);
  rule_fixture_drive (self, 30, 10, 80);
  rule_fixture_go_metres (self, 10, 0, 20);
  assert_suspected (self, TRUE);
}

/* --- What was the speed --- */

static void
test_a_single_speed_proves_nothing (void)
{
  g_autoptr (RuleFixture) self = new_driving (20);

  rule_fixture_go (self, 10, 120);
  rule_fixture_go_metres (self, 1, 0, 0);
  assert_suspected (self, FALSE);
}

static void
test_a_speed_is_confirmed_within_thirty_percent (void)
{
  static const struct
  {
    double before_km_h;
    gboolean confirmed;
  } cases[] = { { 103, TRUE }, { 105, FALSE }, { 56, TRUE }, { 55, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RuleFixture) self = new_driving (cases[i].before_km_h);

      rule_fixture_go (self, 10, 80);
      rule_fixture_go_metres (self, 10, 0, 20);
      assert_suspected (self, cases[i].confirmed);
    }
}

static void
test_a_speed_is_confirmed_within_fifteen_seconds (void)
{
  for (guint late = 0; late <= 1; late++)
    {
      g_autoptr (RuleFixture) self = new_driving (80);

      rule_fixture_go (self, 15 + late, 80);
      rule_fixture_go_metres (self, 10, 0, 20);
      assert_suspected (self, late == 0);
    }
}

static void
test_the_first_fix_proves_nothing (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_COLLISION_SUSPECT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 80);
  rule_fixture_go_metres (self, 10, 0, 20);
  assert_suspected (self, FALSE);
}

static void
test_unknown_speeds_prove_nothing (void)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (RuleFixture) self = new_driving (80);

      if (i == 0)
        rule_fixture_go_unknown (self, 10, 220);
      if (i == 1)
        {
          rule_fixture_go_unknown (self, 10, 220);
          rule_fixture_go (self, 10, 80);
        }
      rule_fixture_go_metres (self, 10, 0, 20);
      if (i == 2)
        rule_fixture_go_unknown (self, 10, 0);
      assert_suspected (self, FALSE);
    }
}

static void
test_an_invalid_fix_proves_nothing (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  rule_fixture_go_invalid (self, 2, 0);
  rule_fixture_assert_silent (self);
  rule_fixture_go_metres (self, 8, 0, 20);
  rule_fixture_go_invalid (self, 10, 0);
  assert_suspected (self, FALSE);
}

static void
test_stopping_at_a_light_is_none (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  for (double km_h = 80; km_h >= 0; km_h -= 16)
    rule_fixture_go (self, 1, km_h);
  assert_suspected (self, FALSE);
}

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self = new_driving (80);

  rule_fixture_put (self, CHEZU_RULE_COLLISION_SUSPECT, "enabled", 0);
  rule_fixture_go_metres (self, 10, 0, 20);
  assert_suspected (self, FALSE);
}

#define ADD(path, function) g_test_add_func ("/rule/collision/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("eight-m-s2-are-an-impact", test_eight_m_s2_are_an_impact);
  ADD ("just-under-is-braking", test_just_under_is_braking);
  ADD ("from-thirty-km-h", test_from_thirty_km_h);
  ADD ("slower-ones-only-bump", test_slower_ones_only_bump);
  ADD ("who-drives-on-did-not-crash", test_who_drives_on_did_not_crash);
  ADD ("eighty-km-h-stop-within-25-metres", test_eighty_km_h_stop_within_25_metres);
  ADD ("sixty-km-h-stop-within-9-metres", test_sixty_km_h_stop_within_9_metres);
  ADD ("from-forty-five-km-h", test_from_forty_five_km_h);
  ADD ("fifteen-seconds-are-near-enough", test_fifteen_seconds_are_near_enough);
  ADD ("two-seconds-are-far-enough", test_two_seconds_are_far_enough);
  ADD ("it-says-by-which-figure", test_it_says_by_which_figure);
  ADD ("who-creeps-after-it-braked", test_who_creeps_after_it_braked);
  ADD ("fifty-nine-seconds-are-too-short", test_fifty_nine_seconds_are_too_short);
  ADD ("sixty-seconds-are-enough", test_sixty_seconds_are_enough);
  ADD ("three-km-h-are-no-standing", test_three_km_h_are_no_standing);
  ADD ("it-is-told-once", test_told_once);
  ADD ("the-next-one-is-told-again", test_the_next_one_is_told_again);
  ADD ("who-was-not-heard-of-may-have-driven", test_who_was_not_heard_of_may_have_driven);
  ADD ("midnight-divides-nothing", test_across_midnight);
  ADD ("a-single-speed-proves-nothing", test_a_single_speed_proves_nothing);
  ADD ("a-speed-is-confirmed-within-thirty-percent",
       test_a_speed_is_confirmed_within_thirty_percent);
  ADD ("a-speed-is-confirmed-within-fifteen-seconds",
       test_a_speed_is_confirmed_within_fifteen_seconds);
  ADD ("the-first-fix-proves-nothing", test_the_first_fix_proves_nothing);
  ADD ("unknown-speeds-prove-nothing", test_unknown_speeds_prove_nothing);
  ADD ("an-invalid-fix-proves-nothing", test_an_invalid_fix_proves_nothing);
  ADD ("stopping-at-a-light-is-none", test_stopping_at_a_light_is_none);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  return g_test_run ();
}
