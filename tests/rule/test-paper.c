/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3, paper: 60, 30, 7, 0 days; expired is priority 3. */

#include "rule-fixture.h"

#define UNTIL "2026-12-01 00:00:00"

static RuleFixture *
new_fixture (void)
{
  RuleFixture *self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_PAPER, CHEZU_N_RULES);

  self->facts.paper_until_ms[CHEZU_PAPER_PERMIT] = rule_fixture_ms (UNTIL);
  chezu_rule_engine_describe (self->engine, &self->facts);
  return self;
}

static void
tick (RuleFixture *self, const char *time)
{
  chezu_rule_engine_tick (self->engine, RULE_FIXTURE_VEHICLE, rule_fixture_ms (time));
}

static void
test_told_from_sixty_days_on (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  tick (self, "2026-10-01 23:59:59");
  rule_fixture_assert_silent (self);
  tick (self, "2026-10-02 00:00:00");
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->measured, ==, 60);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->subject, ==, CHEZU_PAPER_PERMIT);
  g_assert_cmpuint (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->unit, ==, CHEZU_UNIT_DAYS);
  rule_fixture_assert_said (self, "raised paper 4");
}

static void
test_told_again_at_thirty_and_seven (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  tick (self, "2026-10-02 00:00:00");
  tick (self, "2026-10-31 23:59:59");
  rule_fixture_assert_said (self, "raised paper 4");
  tick (self, "2026-11-01 00:00:00");
  rule_fixture_assert_said (self, "worse paper 4");
  tick (self, "2026-11-23 23:59:59");
  rule_fixture_assert_silent (self);
  tick (self, "2026-11-24 00:00:00");
  rule_fixture_assert_said (self, "worse paper 4");
}

static void
test_expired_is_more_urgent (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  tick (self, "2026-11-30 23:59:59");
  rule_fixture_assert_said (self, "raised paper 4");
  tick (self, UNTIL);
  rule_fixture_assert_said (self, "worse paper 3");
  tick (self, "2027-12-01 00:00:00");
  rule_fixture_assert_silent (self);
}

static void
test_expired_at_first_sight_is_told_once (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  tick (self, "2027-12-01 00:00:00");
  rule_fixture_assert_said (self, "raised paper 3");
}

static void
test_renewed_it_is_normal_again (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  tick (self, UNTIL);
  rule_fixture_assert_said (self, "raised paper 3");
  self->facts.paper_until_ms[CHEZU_PAPER_PERMIT] = rule_fixture_ms ("2027-12-01 00:00:00");
  chezu_rule_engine_describe (self->engine, &self->facts);
  tick (self, "2026-12-02 00:00:00");
  rule_fixture_assert_said (self, "returned paper 4");
}

static void
test_every_paper_is_told_of (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  for (guint i = 0; i < CHEZU_N_PAPERS; i++)
    self->facts.paper_until_ms[i] = rule_fixture_ms (UNTIL);
  chezu_rule_engine_describe (self->engine, &self->facts);
  tick (self, UNTIL);
  g_assert_cmpuint (self->said->len, ==, CHEZU_N_PAPERS);
  for (guint i = 0; i < CHEZU_N_PAPERS; i++)
    g_assert_cmpint (g_array_index (self->said, ChezuRuleSignal, i).subject, ==, i);
}

static void
test_unknown_papers_do_not_expire (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_PAPER, CHEZU_N_RULES);

  tick (self, UNTIL);
  rule_fixture_assert_silent (self);
}

static void
test_fixes_do_not_age_papers (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  rule_fixture_start (self, UNTIL, 60);
  rule_fixture_drive (self, 600, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  rule_fixture_put (self, CHEZU_RULE_PAPER, "enabled", 0);
  tick (self, UNTIL);
  rule_fixture_assert_silent (self);
}

#define ADD(path, function) g_test_add_func ("/rule/paper/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("told-from-sixty-days-on", test_told_from_sixty_days_on);
  ADD ("told-again-at-thirty-and-seven", test_told_again_at_thirty_and_seven);
  ADD ("expired-is-more-urgent", test_expired_is_more_urgent);
  ADD ("expired-at-first-sight-is-told-once", test_expired_at_first_sight_is_told_once);
  ADD ("renewed-it-is-normal-again", test_renewed_it_is_normal_again);
  ADD ("every-paper-is-told-of", test_every_paper_is_told_of);
  ADD ("unknown-papers-do-not-expire", test_unknown_papers_do_not_expire);
  ADD ("fixes-do-not-age-papers", test_fixes_do_not_age_papers);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  return g_test_run ();
}
