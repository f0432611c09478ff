/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3, time_bad: more than 60 s ahead, or a lag near 8 h; two fixes at least.
 * A lag must outlast what a terminal needs to send what it had buffered: the rule's file. */

#include "rule-fixture.h"

static RuleFixture *
new_fixture (void)
{
  RuleFixture *self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_TIME_BAD, CHEZU_N_RULES);

  self->last.time_ms = rule_fixture_ms ("2026-11-24 23:50:00");
  return self;
}

/* A fix for so many seconds, every ten, that comes so long after it says. */
static void
come (RuleFixture *self, double seconds, double lag_s)
{
  for (double left = seconds; left > 0; left -= 10)
    {
      self->last.time_ms += 10000;
      chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &self->last, 1,
                              self->last.time_ms + llround (lag_s * 1000));
    }
}

static void
test_a_minute_ahead_is_allowed (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  come (self, 3600, -60);
  rule_fixture_assert_silent (self);
}

static void
test_more_is_a_fault (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();
  const ChezuRuleSignal *signal;

  come (self, 20, -61);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpfloat (signal->measured, ==, 61);
  g_assert_cmpfloat (signal->limit, ==, 60);
  g_assert_cmpuint (signal->unit, ==, CHEZU_UNIT_SECONDS);
  rule_fixture_assert_said (self, "raised time_bad 4!");
}

static void
test_one_fix_is_no_fault (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  come (self, 10, -3600);
  come (self, 10, 0);
  rule_fixture_assert_silent (self);
}

/* Across midnight as well. */
static void
test_told_once (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  come (self, 7200, -90);
  rule_fixture_assert_said (self, "raised time_bad 4!");
}

static void
test_a_minute_of_right_time_ends_it (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  come (self, 20, -90);
  rule_fixture_assert_said (self, "raised time_bad 4!");
  come (self, 60, 1);
  come (self, 20, -90);
  rule_fixture_assert_silent (self);
  come (self, 70, 1);
  rule_fixture_assert_said (self, "returned time_bad 4");
  come (self, 20, -90);
  rule_fixture_assert_said (self, "raised time_bad 4! again");
}

static void
test_eight_hours_behind_is_a_fault (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  come (self, 910, 28800);
  rule_fixture_assert_silent (self);
  come (self, 10, 28800);
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->measured, ==, 28800);
  rule_fixture_assert_said (self, "raised time_bad 4!");
}

static void
test_near_eight_hours_is_within_five_minutes (void)
{
  static const struct
  {
    double lag_s;
    gboolean near;
  } cases[] = {
    { 28800 - 301, FALSE }, { 28800 - 300, TRUE }, { 28800 + 300, TRUE }, { 28800 + 301, FALSE }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RuleFixture) self = new_fixture ();

      come (self, 1000, cases[i].lag_s);
      rule_fixture_assert_said (self, cases[i].near ? "raised time_bad 4!" : "");
    }
}

/* What had waited on the way comes faster than it was made. */
static void
test_a_memory_that_is_emptied_is_no_fault (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  for (double lag_s = 36000; lag_s > 0; lag_s -= 9)
    come (self, 10, lag_s);
  rule_fixture_assert_silent (self);
}

static void
test_who_does_not_know_when_it_came_says_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  for (guint i = 0; i < 100; i++)
    {
      self->last.time_ms += 10000;
      chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &self->last, 1, 0);
    }
  rule_fixture_assert_silent (self);
}

static void
test_a_gap_proves_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  come (self, 10, -90);
  self->last.time_ms += 3600000;
  come (self, 10, -90);
  rule_fixture_assert_silent (self);
}

/* Only the position of an invalid fix is an old one. */
static void
test_invalid_fixes_have_a_time (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  come (self, 10, 0);
  self->last.flags = CHEZU_FIX_INVALID;
  come (self, 7200, -90);
  rule_fixture_assert_said (self, "raised time_bad 4!");
}

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  rule_fixture_put (self, CHEZU_RULE_TIME_BAD, "enabled", 0);
  come (self, 3600, -90);
  rule_fixture_assert_silent (self);
}

#define ADD(path, function) g_test_add_func ("/rule/clock/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-minute-ahead-is-allowed", test_a_minute_ahead_is_allowed);
  ADD ("more-is-a-fault", test_more_is_a_fault);
  ADD ("one-fix-is-no-fault", test_one_fix_is_no_fault);
  ADD ("it-is-told-once", test_told_once);
  ADD ("a-minute-of-right-time-ends-it", test_a_minute_of_right_time_ends_it);
  ADD ("eight-hours-behind-is-a-fault", test_eight_hours_behind_is_a_fault);
  ADD ("near-eight-hours-is-within-five-minutes", test_near_eight_hours_is_within_five_minutes);
  ADD ("a-memory-that-is-emptied-is-no-fault", test_a_memory_that_is_emptied_is_no_fault);
  ADD ("who-does-not-know-when-it-came-says-nothing",
       test_who_does_not_know_when_it_came_says_nothing);
  ADD ("a-gap-proves-nothing", test_a_gap_proves_nothing);
  ADD ("invalid-fixes-have-a-time", test_invalid_fixes_have_a_time);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  return g_test_run ();
}
