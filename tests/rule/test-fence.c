/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3: fence_enter, fence_exit, fence_ban (kind, hour, pass), fence_dwell
 * (more than 30 minutes). What a crossing is (30 s, 30 m) whoever tells the engine has judged. */

#include "rule-fixture.h"

#define FENCE 5
#define HOUR 3600.0

static RuleFixture *
new_fixture (const ChezuRuleFence *like)
{
  RuleFixture *self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_FENCE_ENTER, CHEZU_RULE_FENCE_EXIT,
                          CHEZU_RULE_FENCE_BAN, CHEZU_RULE_FENCE_DWELL, CHEZU_N_RULES);
  ChezuRuleFence fence = *like;

  fence.id = FENCE;
  chezu_rule_engine_put_fence (self->engine, &fence);
  return self;
}

static void
cross_at (RuleFixture *self, gboolean inside, const char *time, gboolean late)
{
  chezu_rule_engine_cross (self->engine, RULE_FIXTURE_VEHICLE, FENCE, inside,
                           rule_fixture_ms (time), late);
}

/* Crosses where it is. */
static void
cross (RuleFixture *self, gboolean inside)
{
  chezu_rule_engine_cross (self->engine, RULE_FIXTURE_VEHICLE, FENCE, inside, self->last.time_ms,
                           FALSE);
}

/* --- Entry and exit --- */

static const ChezuRuleFence telling = { .tells_entry = TRUE, .tells_exit = TRUE };

static void
test_entry_and_exit_are_moments (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&telling);

  rule_fixture_start (self, "2026-11-24 08:00:00", 40);
  cross (self, TRUE);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_MOMENT)->subject, ==, FENCE);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_MOMENT)->time_ms, ==, self->last.time_ms);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_MOMENT)->lon_e7, ==, self->last.lon_e7);
  rule_fixture_assert_said (self, "moment fence_enter 3!");
  rule_fixture_drive (self, 600, 10, 40);
  cross (self, FALSE);
  rule_fixture_assert_said (self, "moment fence_exit 3!");
}

static void
test_a_fence_tells_only_what_it_is_to_tell (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&(ChezuRuleFence){ .tells_exit = TRUE });

  cross_at (self, TRUE, "2026-11-24 08:00:00", FALSE);
  rule_fixture_assert_silent (self);
  cross_at (self, FALSE, "2026-11-24 09:00:00", FALSE);
  rule_fixture_assert_said (self, "moment fence_exit 3!");
}

static void
test_who_is_inside_does_not_enter (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&telling);

  cross_at (self, TRUE, "2026-11-24 08:00:00", FALSE);
  cross_at (self, TRUE, "2026-11-24 08:01:00", FALSE);
  rule_fixture_assert_said (self, "moment fence_enter 3!");
}

static void
test_back_within_ten_minutes_is_one_group (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&telling);

  cross_at (self, TRUE, "2026-11-24 08:00:00", FALSE);
  cross_at (self, FALSE, "2026-11-24 08:05:00", FALSE);
  cross_at (self, TRUE, "2026-11-24 08:10:00", FALSE);
  cross_at (self, FALSE, "2026-11-24 08:15:01", FALSE);
  rule_fixture_assert_said (self, "moment fence_enter 3!, moment fence_exit 3!, "
                                  "moment fence_enter 3! again, moment fence_exit 3!");
}

static void
test_a_stay_that_was_told_is_not_told_again (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&telling);

  chezu_rule_engine_put_stay (self->engine, RULE_FIXTURE_VEHICLE, FENCE,
                              rule_fixture_ms ("2026-11-24 08:00:00"));
  cross_at (self, TRUE, "2026-11-24 08:01:00", FALSE);
  rule_fixture_assert_silent (self);
  cross_at (self, FALSE, "2026-11-24 09:00:00", FALSE);
  rule_fixture_assert_said (self, "moment fence_exit 3!");
}

static void
test_a_fence_that_is_gone_tells_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&telling);

  chezu_rule_engine_drop_fence (self->engine, FENCE);
  cross_at (self, TRUE, "2026-11-24 08:00:00", FALSE);
  cross_at (self, FALSE, "2026-11-24 09:00:00", FALSE);
  rule_fixture_assert_silent (self);
}

/* --- Bans --- */

/* Trucks, from 22:00 to 06:00. */
static const ChezuRuleFence night = {
  .banned_kinds = 1 << CHEZU_VEHICLE_TRUCK,
  .ban_from_min = 22 * 60,
  .ban_to_min = 6 * 60,
};

static const ChezuRuleFence always = { .banned_kinds = 1 << CHEZU_VEHICLE_TRUCK };

static void
test_whoever_is_banned_is_told_of_at_once (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&always);

  cross_at (self, TRUE, "2026-11-24 08:00:00", FALSE);
  rule_fixture_assert_said (self, "raised fence_ban 2!");
  cross_at (self, FALSE, "2026-11-24 08:10:00", FALSE);
  rule_fixture_assert_said (self, "returned fence_ban 2");
}

static void
test_other_kinds_are_welcome (void)
{
  g_autoptr (RuleFixture) self
      = new_fixture (&(ChezuRuleFence){ .banned_kinds = 1 << CHEZU_VEHICLE_HAZMAT });

  cross_at (self, TRUE, "2026-11-24 08:00:00", FALSE);
  rule_fixture_assert_silent (self);
}

static void
test_a_ban_of_the_night_holds_across_midnight (void)
{
  static const struct
  {
    const char *time;
    gboolean banned;
  } cases[] = {
    { "2026-11-24 21:59:59", FALSE }, { "2026-11-24 22:00:00", TRUE },
    { "2026-11-25 00:00:00", TRUE },  { "2026-11-25 05:59:59", TRUE },
    { "2026-11-25 06:00:00", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RuleFixture) self = new_fixture (&night);

      cross_at (self, TRUE, cases[i].time, FALSE);
      rule_fixture_assert_said (self, cases[i].banned ? "raised fence_ban 2!" : "");
    }
}

static void
test_a_ban_begins_and_ends_around_whoever_stays (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_FENCE_BAN, CHEZU_N_RULES);
  ChezuRuleFence fence = night;

  fence.id = FENCE;
  chezu_rule_engine_put_fence (self->engine, &fence);
  rule_fixture_start (self, "2026-11-24 21:00:00", 0);
  cross (self, TRUE);
  rule_fixture_stand (self, HOUR - 1, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_stand (self, 8 * HOUR, 60);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 22:00:59"));
  rule_fixture_assert_said (self, "raised fence_ban 2!");
  rule_fixture_stand (self, 60, 60);
  rule_fixture_assert_said (self, "returned fence_ban 2");
}

static void
test_a_ban_that_is_lifted_ends_it (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&always);
  const ChezuRuleFence fence = { .id = FENCE };

  rule_fixture_start (self, "2026-11-24 08:00:00", 0);
  cross (self, TRUE);
  rule_fixture_assert_said (self, "raised fence_ban 2!");
  chezu_rule_engine_put_fence (self->engine, &fence);
  rule_fixture_stand (self, 10, 10);
  rule_fixture_assert_said (self, "returned fence_ban 2");
}

/* --- Dwell --- */

static const ChezuRuleFence dwelling = { .dwell_ms = -1 };

static void
test_thirty_minutes_are_allowed (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&dwelling);

  rule_fixture_start (self, "2026-11-24 23:50:00", 0);
  cross (self, TRUE);
  rule_fixture_stand (self, 1800, 60);
  rule_fixture_assert_silent (self);
}

/* Across midnight as well. */
static void
test_a_second_more_is_too_long (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&dwelling);
  const ChezuRuleSignal *signal;

  rule_fixture_start (self, "2026-11-24 23:50:00", 0);
  cross (self, TRUE);
  rule_fixture_stand (self, 1801, 60);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 23:50:00"));
  g_assert_cmpfloat (signal->measured, ==, 1801);
  rule_fixture_assert_said (self, "raised fence_dwell 3!");
  rule_fixture_stand (self, 3600, 60);
  rule_fixture_assert_silent (self);
  cross (self, FALSE);
  rule_fixture_assert_said (self, "returned fence_dwell 3");
}

static void
test_leaving_proves_how_long_it_was (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&dwelling);

  cross_at (self, TRUE, "2026-11-24 08:00:00", FALSE);
  cross_at (self, FALSE, "2026-11-24 09:00:00", FALSE);
  rule_fixture_assert_said (self, "raised fence_dwell 3!, returned fence_dwell 3");
}

static void
test_a_fence_has_a_figure_of_its_own (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&(ChezuRuleFence){ .dwell_ms = 60000 });

  rule_fixture_start (self, "2026-11-24 08:00:00", 0);
  cross (self, TRUE);
  rule_fixture_stand (self, 60, 10);
  rule_fixture_assert_silent (self);
  rule_fixture_stand (self, 1, 10);
  rule_fixture_assert_said (self, "raised fence_dwell 3!");
}

static void
test_where_any_time_is_allowed_nothing_is_said (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&(ChezuRuleFence){ .dwell_ms = 0 });

  rule_fixture_start (self, "2026-11-24 08:00:00", 0);
  cross (self, TRUE);
  rule_fixture_stand (self, 48 * HOUR, 600);
  rule_fixture_assert_silent (self);
}

/* A sign of life alone (the engine's header): nobody knows whether it is still there. */
static void
test_invalid_fixes_dwell_nowhere (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&dwelling);

  rule_fixture_start (self, "2026-11-24 08:00:00", 0);
  cross (self, TRUE);
  for (guint i = 0; i < 60; i++)
    rule_fixture_go_invalid (self, 60, 0);
  rule_fixture_assert_silent (self);
  rule_fixture_stand (self, 10, 10);
  rule_fixture_assert_said (self, "raised fence_dwell 3!");
}

static void
test_unknown_speeds_dwell (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&dwelling);

  rule_fixture_start (self, "2026-11-24 08:00:00", 0);
  cross (self, TRUE);
  for (guint i = 0; i < 31; i++)
    rule_fixture_go_unknown (self, 60, 0);
  rule_fixture_assert_said (self, "raised fence_dwell 3!");
}

/* --- What is known late --- */

static void
test_late_crossings_never_sound (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&telling);

  cross_at (self, TRUE, "2026-11-24 08:00:00", TRUE);
  cross_at (self, FALSE, "2026-11-24 08:20:00", TRUE);
  rule_fixture_assert_said (self, "moment fence_enter 3 late, moment fence_exit 3 late");
}

/* It is inside since 10:00; that it was there at 8 already changes nothing of that. */
static void
test_an_older_stay_leaves_the_newer_one_alone (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&dwelling);

  rule_fixture_start (self, "2026-11-24 10:00:00", 0);
  cross (self, TRUE);
  cross_at (self, TRUE, "2026-11-24 08:00:00", TRUE);
  rule_fixture_stand (self, 1800, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_stand (self, 1, 60);
  rule_fixture_assert_said (self, "raised fence_dwell 3!");
}

static void
test_what_is_late_groups_with_what_was_near (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&telling);

  cross_at (self, TRUE, "2026-11-24 10:00:00", FALSE);
  cross_at (self, TRUE, "2026-11-24 08:00:00", TRUE);
  cross_at (self, TRUE, "2026-11-24 09:55:00", TRUE);
  rule_fixture_assert_said (self, "moment fence_enter 3!, moment fence_enter 3 late, "
                                  "moment fence_enter 3 late again");
}

/* --- Bounds --- */

static void
test_a_thousand_fences_are_not_remembered (void)
{
  g_autoptr (RuleFixture) self = new_fixture (&telling);
  g_autoptr (GBytes) bytes = NULL;

  for (gint64 id = 1; id <= 1000; id++)
    chezu_rule_engine_put_stay (self->engine, RULE_FIXTURE_VEHICLE, id, 1);
  bytes = chezu_rule_engine_save (self->engine, RULE_FIXTURE_VEHICLE);
  g_assert_cmpuint (g_bytes_get_size (bytes), <, 4096);
}

static void
test_each_is_switched_off_alone (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_BRAKE, CHEZU_N_RULES);
  const ChezuRuleFence fence = {
    .id = FENCE, .tells_entry = TRUE, .tells_exit = TRUE, .banned_kinds = ~0u, .dwell_ms = 1000
  };

  chezu_rule_engine_put_fence (self->engine, &fence);
  cross_at (self, TRUE, "2026-11-24 08:00:00", FALSE);
  cross_at (self, FALSE, "2026-11-24 18:00:00", FALSE);
  rule_fixture_assert_silent (self);
  rule_fixture_put (self, CHEZU_RULE_FENCE_DWELL, "enabled", 1);
  cross_at (self, TRUE, "2026-11-25 08:00:00", FALSE);
  cross_at (self, FALSE, "2026-11-25 18:00:00", FALSE);
  rule_fixture_assert_said (self, "raised fence_dwell 3!, returned fence_dwell 3");
}

#define ADD(path, function) g_test_add_func ("/rule/fence/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("entry-and-exit-are-moments", test_entry_and_exit_are_moments);
  ADD ("a-fence-tells-only-what-it-is-to-tell", test_a_fence_tells_only_what_it_is_to_tell);
  ADD ("who-is-inside-does-not-enter", test_who_is_inside_does_not_enter);
  ADD ("back-within-ten-minutes-is-one-group", test_back_within_ten_minutes_is_one_group);
  ADD ("a-stay-that-was-told-is-not-told-again", test_a_stay_that_was_told_is_not_told_again);
  ADD ("a-fence-that-is-gone-tells-nothing", test_a_fence_that_is_gone_tells_nothing);
  ADD ("whoever-is-banned-is-told-of-at-once", test_whoever_is_banned_is_told_of_at_once);
  ADD ("other-kinds-are-welcome", test_other_kinds_are_welcome);
  ADD ("a-ban-of-the-night-holds-across-midnight", test_a_ban_of_the_night_holds_across_midnight);
  ADD ("a-ban-begins-and-ends-around-whoever-stays",
       test_a_ban_begins_and_ends_around_whoever_stays);
  ADD ("a-ban-that-is-lifted-ends-it", test_a_ban_that_is_lifted_ends_it);
  ADD ("thirty-minutes-are-allowed", test_thirty_minutes_are_allowed);
  ADD ("a-second-more-is-too-long", test_a_second_more_is_too_long);
  ADD ("leaving-proves-how-long-it-was", test_leaving_proves_how_long_it_was);
  ADD ("a-fence-has-a-figure-of-its-own", test_a_fence_has_a_figure_of_its_own);
  ADD ("where-any-time-is-allowed-nothing-is-said", test_where_any_time_is_allowed_nothing_is_said);
  ADD ("invalid-fixes-dwell-nowhere", test_invalid_fixes_dwell_nowhere);
  ADD ("unknown-speeds-dwell", test_unknown_speeds_dwell);
  ADD ("late-crossings-never-sound", test_late_crossings_never_sound);
  ADD ("an-older-stay-leaves-the-newer-one-alone", test_an_older_stay_leaves_the_newer_one_alone);
  ADD ("what-is-late-groups-with-what-was-near", test_what_is_late_groups_with_what_was_near);
  ADD ("a-thousand-fences-are-not-remembered", test_a_thousand_fences_are_not_remembered);
  ADD ("each-is-switched-off-alone", test_each_is_switched_off_alone);
  return g_test_run ();
}
