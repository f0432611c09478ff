/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3: offline_moving (last seen faster than 10 km/h and silent for more than
 * 5 minutes; or back more than 2 km away after more than 30), offline_long (24 hours). */

#include "rule-fixture.h"

#define HOUR 3600.0

static RuleFixture *
new_moving (double km_h)
{
  RuleFixture *self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OFFLINE_MOVING,
                                        CHEZU_RULE_OFFLINE_LONG, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 23:58:00", km_h);
  return self;
}

/* --- Silent while it moved --- */

static void
test_five_minutes_are_nothing (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  rule_fixture_tick (self, 300);
  rule_fixture_assert_silent (self);
}

/* Across midnight. */
static void
test_a_second_more_is_offline (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);
  const ChezuRuleSignal *signal;

  rule_fixture_tick (self, 301);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpint (signal->began_ms, ==, self->last.time_ms);
  g_assert_cmpint (signal->time_ms, ==, rule_fixture_ms ("2026-11-25 00:03:01"));
  g_assert_cmpint (signal->lon_e7, ==, self->last.lon_e7);
  g_assert_cmpint (signal->speed_cm_s, ==, self->last.speed_cm_s);
  g_assert_cmpfloat (signal->measured, ==, 301);
  g_assert_cmpfloat (signal->limit, ==, 300);
  rule_fixture_assert_said (self, "raised offline_moving 2!");
}

static void
test_told_once (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  for (guint i = 0; i < 100; i++)
    rule_fixture_tick (self, 301 + i * 60);
  rule_fixture_assert_said (self, "raised offline_moving 2!");
}

static void
test_ten_km_h_are_no_moving (void)
{
  g_autoptr (RuleFixture) self = new_moving (10);

  rule_fixture_tick (self, HOUR);
  rule_fixture_assert_silent (self);
}

static void
test_eleven_km_h_are (void)
{
  g_autoptr (RuleFixture) self = new_moving (11);

  rule_fixture_tick (self, 301);
  rule_fixture_assert_said (self, "raised offline_moving 2!");
}

static void
test_unknown_speeds_are_no_moving (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  rule_fixture_go_unknown (self, 10, 160);
  rule_fixture_tick (self, HOUR);
  rule_fixture_assert_silent (self);
}

/* A sign of life alone: it ends a silence, and nobody knows whether it moved. */
static void
test_after_an_invalid_fix_nobody_knows (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  rule_fixture_go_invalid (self, 10, 60);
  rule_fixture_tick (self, HOUR);
  rule_fixture_assert_silent (self);
}

static void
test_a_fix_ends_it (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  rule_fixture_tick (self, 301);
  rule_fixture_assert_said (self, "raised offline_moving 2!");
  rule_fixture_go (self, 400, 60);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RETURNED)->began_ms, ==,
                   self->last.time_ms);
  rule_fixture_assert_said (self, "returned offline_moving 2");
}

static void
test_an_invalid_fix_ends_it (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  rule_fixture_tick (self, 301);
  rule_fixture_go_invalid (self, 400, 0);
  rule_fixture_assert_said (self, "raised offline_moving 2!, returned offline_moving 2");
}

static void
test_the_next_silence_is_told_again (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  rule_fixture_tick (self, 301);
  rule_fixture_go (self, 302, 60);
  rule_fixture_tick (self, 301);
  rule_fixture_assert_said (
      self, "raised offline_moving 2!, returned offline_moving 2, raised offline_moving 2! again");
}

/* A fix after a silence only ends it: nobody knows whose silence it was. */
static void
test_without_a_tick_nobody_was_silent (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  rule_fixture_go (self, 1000, 60);
  rule_fixture_assert_silent (self);
}

static void
test_an_excused_silence_begins_later (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  chezu_rule_engine_excuse (self->engine, RULE_FIXTURE_VEHICLE, self->last.time_ms + 600000);
  rule_fixture_tick (self, 900);
  rule_fixture_assert_silent (self);
  rule_fixture_tick (self, 901);
  rule_fixture_assert_said (self, "raised offline_moving 2!");
}

static void
test_who_was_never_heard_is_not_silent (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OFFLINE_MOVING,
                                                   CHEZU_RULE_OFFLINE_LONG, CHEZU_N_RULES);

  chezu_rule_engine_tick (self->engine, RULE_FIXTURE_VEHICLE,
                          rule_fixture_ms ("2026-11-24 08:00:00"));
  rule_fixture_assert_silent (self);
}

/* --- Silent for a day --- */

static void
test_a_day_is_nothing (void)
{
  g_autoptr (RuleFixture) self = new_moving (0);

  rule_fixture_tick (self, 24 * HOUR);
  rule_fixture_assert_silent (self);
  rule_fixture_tick (self, 24 * HOUR + 1);
  rule_fixture_assert_said (self, "raised offline_long 4!");
  rule_fixture_stand (self, 25 * HOUR, 25 * HOUR);
  rule_fixture_assert_said (self, "returned offline_long 4");
}

/* --- Back elsewhere --- */

static void
test_half_an_hour_is_no_disappearance (void)
{
  g_autoptr (RuleFixture) self = new_moving (0);

  rule_fixture_go_metres (self, 1800, 0, 20000);
  rule_fixture_assert_silent (self);
}

static void
test_a_second_more_is_one (void)
{
  g_autoptr (RuleFixture) self = new_moving (0);
  const ChezuRuleSignal *signal;

  rule_fixture_go_metres (self, 1801, 0, 20000);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 23:58:00"));
  g_assert_cmpfloat_with_epsilon (signal->measured, 20000, 5);
  g_assert_cmpfloat (signal->limit, ==, 2000);
  g_assert_cmpuint (signal->unit, ==, CHEZU_UNIT_METRES);
  rule_fixture_assert_said (self, "raised offline_moving 2!, returned offline_moving 2");
}

static void
test_within_two_km_it_stayed (void)
{
  g_autoptr (RuleFixture) self = new_moving (0);

  rule_fixture_go_metres (self, 10 * HOUR, 0, 1999);
  rule_fixture_assert_silent (self);
  rule_fixture_go_metres (self, 10 * HOUR, 0, 2001);
  rule_fixture_assert_said (self, "raised offline_moving 2!, returned offline_moving 2");
}

static void
test_an_excused_silence_moved_nobody (void)
{
  g_autoptr (RuleFixture) self = new_moving (0);

  chezu_rule_engine_excuse (self->engine, RULE_FIXTURE_VEHICLE, self->last.time_ms + 60000);
  rule_fixture_go_metres (self, HOUR, 0, 20000);
  rule_fixture_assert_silent (self);
}

static void
test_what_is_silent_already_is_not_told_twice (void)
{
  g_autoptr (RuleFixture) self = new_moving (60);

  rule_fixture_tick (self, 301);
  rule_fixture_go_metres (self, HOUR, 0, 20000);
  rule_fixture_assert_said (self, "raised offline_moving 2!, returned offline_moving 2");
}

/* Who was alive all the time was not away, wherever its receiver finds itself. */
static void
test_invalid_fixes_are_no_silence (void)
{
  g_autoptr (RuleFixture) self = new_moving (0);

  for (guint i = 0; i < 60; i++)
    rule_fixture_go_invalid (self, 60, 0);
  rule_fixture_go_metres (self, 60, 0, 20000);
  rule_fixture_assert_silent (self);
}

/* A receiver that was just switched on repeats for a while where it was last. */
static void
test_a_cold_receiver_knows_later_where_it_is (void)
{
  g_autoptr (RuleFixture) self = new_moving (0);

  for (guint i = 0; i < 4; i++)
    rule_fixture_go_invalid (self, i == 0 ? HOUR : 10, 0);
  rule_fixture_assert_silent (self);
  rule_fixture_go_metres (self, 10, 0, 20000);
  rule_fixture_assert_said (self, "raised offline_moving 2!, returned offline_moving 2");
  rule_fixture_go_metres (self, 10, 0, 20000);
  rule_fixture_assert_silent (self);
}

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_BRAKE, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_tick (self, 48 * HOUR);
  rule_fixture_go_metres (self, 49 * HOUR, 0, 20000);
  rule_fixture_assert_silent (self);
}

#define ADD(path, function) g_test_add_func ("/rule/silence/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("five-minutes-are-nothing", test_five_minutes_are_nothing);
  ADD ("a-second-more-is-offline", test_a_second_more_is_offline);
  ADD ("it-is-told-once", test_told_once);
  ADD ("ten-km-h-are-no-moving", test_ten_km_h_are_no_moving);
  ADD ("eleven-km-h-are", test_eleven_km_h_are);
  ADD ("unknown-speeds-are-no-moving", test_unknown_speeds_are_no_moving);
  ADD ("after-an-invalid-fix-nobody-knows", test_after_an_invalid_fix_nobody_knows);
  ADD ("a-fix-ends-it", test_a_fix_ends_it);
  ADD ("an-invalid-fix-ends-it", test_an_invalid_fix_ends_it);
  ADD ("the-next-silence-is-told-again", test_the_next_silence_is_told_again);
  ADD ("without-a-tick-nobody-was-silent", test_without_a_tick_nobody_was_silent);
  ADD ("an-excused-silence-begins-later", test_an_excused_silence_begins_later);
  ADD ("who-was-never-heard-is-not-silent", test_who_was_never_heard_is_not_silent);
  ADD ("a-day-is-nothing-and-more-is-long", test_a_day_is_nothing);
  ADD ("half-an-hour-is-no-disappearance", test_half_an_hour_is_no_disappearance);
  ADD ("a-second-more-is-one", test_a_second_more_is_one);
  ADD ("within-two-km-it-stayed", test_within_two_km_it_stayed);
  ADD ("an-excused-silence-moved-nobody", test_an_excused_silence_moved_nobody);
  ADD ("what-is-silent-already-is-not-told-twice", test_what_is_silent_already_is_not_told_twice);
  ADD ("invalid-fixes-are-no-silence", test_invalid_fixes_are_no_silence);
  ADD ("a-cold-receiver-knows-later-where-it-is", test_a_cold_receiver_knows_later_where_it_is);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  return g_test_run ();
}
