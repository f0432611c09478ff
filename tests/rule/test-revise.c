/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes that come late. Source: domain.md, part 3 (late fixes raise silently), and what the
 * engine's header says of chezu_rule_engine_revise (). */

#include "rule-fixture.h"

#define HOUR 3600.0

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 time_a = ((const ChezuFix *)a)->time_ms;
  gint64 time_b = ((const ChezuFix *)b)->time_ms;

  return (time_a > time_b) - (time_a < time_b);
}

/* @late takes its place among what was fed. */
static void
revise (RuleFixture *self, const GArray *late)
{
  g_autofree gint64 *late_ms = g_new (gint64, late->len);

  for (guint i = 0; i < late->len; i++)
    late_ms[i] = g_array_index (late, ChezuFix, i).time_ms;
  g_array_append_vals (self->fixes, late->data, late->len);
  g_array_sort (self->fixes, compare_times);
  chezu_rule_engine_revise (self->engine, RULE_FIXTURE_VEHICLE,
                            (ChezuFix *)(gpointer)self->fixes->data, self->fixes->len, late_ms,
                            late->len);
}

static GArray *
new_late (void)
{
  return g_array_new (FALSE, FALSE, sizeof (ChezuFix));
}

/* A fix at that speed where it was last, so long before it. */
static void
add_late (RuleFixture *self, GArray *late, double before_s, double km_h)
{
  ChezuFix fix = self->last;

  fix.time_ms -= llround (before_s * 1000);
  fix.speed_cm_s = chezu_km_h_to_cm_s (km_h);
  g_array_append_val (late, fix);
}

static RuleFixture *
new_speeding (void)
{
  return rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);
}

/* --- What only late fixes say --- */

static void
test_a_late_excess_is_told_and_never_sounds (void)
{
  g_autoptr (RuleFixture) self = new_speeding ();
  g_autoptr (GArray) late = new_late ();
  const ChezuRuleSignal *signal;

  rule_fixture_start (self, "2026-11-24 08:00:00", 90);
  rule_fixture_dream (self, late, 50, 10, 130);
  rule_fixture_drive (self, 120, 10, 90);
  rule_fixture_assert_silent (self);
  revise (self, late);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 08:00:10"));
  g_assert_cmpint (signal->time_ms, ==, rule_fixture_ms ("2026-11-24 08:00:50"));
  g_assert_true (signal->late);
  rule_fixture_assert_said (self, "raised overspeed 2 late, returned overspeed 2 late");
}

static void
test_a_late_collision_never_sounds (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_COLLISION_SUSPECT, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 80);
  rule_fixture_dream (self, late, 20, 10, 80);
  rule_fixture_go_metres (self, 10, 0, 20);
  rule_fixture_stand (self, 120, 10);
  rule_fixture_assert_silent (self);
  revise (self, late);
  rule_fixture_assert_said (self, "raised collision_suspect 1 late");
}

static void
test_what_changes_nothing_is_told_nobody (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_dream (self, late, 60, 10, 60);
  rule_fixture_drive (self, 600, 10, 60);
  revise (self, late);
  rule_fixture_assert_silent (self);
}

/* --- Nothing is told twice --- */

static void
test_what_was_told_is_not_told_again (void)
{
  g_autoptr (RuleFixture) self = new_speeding ();
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_drive (self, 40, 10, 115);
  rule_fixture_drive (self, 100, 10, 90);
  rule_fixture_assert_said (self, "raised overspeed 3!, returned overspeed 3");
  add_late (self, late, 5, 90);
  revise (self, late);
  rule_fixture_assert_silent (self);
}

static void
test_what_came_late_before_is_known (void)
{
  g_autoptr (RuleFixture) self = new_speeding ();
  g_autoptr (GArray) late = new_late ();
  g_autoptr (GArray) later = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 90);
  rule_fixture_dream (self, late, 50, 10, 115);
  rule_fixture_drive (self, 120, 10, 90);
  revise (self, late);
  rule_fixture_assert_said (self, "raised overspeed 3 late, returned overspeed 3 late");
  add_late (self, later, 5, 90);
  revise (self, later);
  rule_fixture_assert_silent (self);
}

/* It began earlier than was thought: still the same. */
static void
test_an_excess_that_began_earlier_is_the_same (void)
{
  g_autoptr (RuleFixture) self = new_speeding ();
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 90);
  rule_fixture_dream (self, late, 30, 10, 115);
  rule_fixture_drive (self, 50, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
  revise (self, late);
  rule_fixture_assert_silent (self);
  rule_fixture_drive (self, 70, 10, 90);
  rule_fixture_assert_said (self, "returned overspeed 3");
}

static void
test_a_moment_is_not_told_again (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_BRAKE, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 72);
  rule_fixture_go (self, 1, 50);
  rule_fixture_drive (self, 700, 60, 72);
  rule_fixture_assert_said (self, "moment brake 3!");
  add_late (self, late, 1, 90);
  revise (self, late);
  rule_fixture_assert_said (self, "moment brake 3 late");
}

static void
test_fatigue_that_began_earlier_is_the_same (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_FATIGUE, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, HOUR, 60, 60);
  rule_fixture_dream (self, late, 600, 60, 60);
  rule_fixture_drive (self, 3.5 * HOUR, 60, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
  revise (self, late);
  rule_fixture_assert_silent (self);
}

/* Parked for longer than any stretch looks back. */
static void
test_a_long_stop_is_not_told_again (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_PARK_OVER, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 01:00:00", 0);
  rule_fixture_stand (self, 5 * HOUR, 60);
  rule_fixture_drive (self, HOUR, 60, 60);
  rule_fixture_stand (self, 5 * HOUR, 60);
  rule_fixture_assert_said (self, "raised park_over 4!");
  g_array_set_size (self->fixes, 0);
  rule_fixture_stand (self, 3 * HOUR, 60);
  add_late (self, late, 30, 0);
  revise (self, late);
  rule_fixture_stand (self, 5 * HOUR, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 60, 60);
  rule_fixture_assert_said (self, "returned park_over 4");
}

/* --- What was raised and is not so --- */

static void
test_an_excess_that_was_none_is_taken_back (void)
{
  g_autoptr (RuleFixture) self = new_speeding ();
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_go (self, 40, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
  add_late (self, late, 20, 90);
  revise (self, late);
  rule_fixture_assert_said (self, "returned overspeed 3 late");
  rule_fixture_go (self, 40, 115);
  rule_fixture_assert_said (self, "raised overspeed 3! again");
}

static void
test_an_excess_that_went_on_is_raised_again (void)
{
  g_autoptr (RuleFixture) self = new_speeding ();
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_drive (self, 40, 10, 115);
  rule_fixture_drive (self, 70, 10, 90);
  rule_fixture_assert_said (self, "raised overspeed 3!, returned overspeed 3");
  add_late (self, late, 35, 115);
  revise (self, late);
  rule_fixture_assert_said (self, "raised overspeed 3 late");
  rule_fixture_drive (self, 60, 10, 90);
  rule_fixture_assert_said (self, "returned overspeed 3");
}

static void
test_a_driver_who_rested_after_all_is_not_tired (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_FATIGUE, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();
  ChezuFix fix;

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 2 * HOUR, 240, 60);
  fix = self->last;
  rule_fixture_drive (self, 2.1 * HOUR, 240, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
  for (guint i = 0; i < 30; i++)
    {
      fix.time_ms += 60000;
      fix.speed_cm_s = 0;
      if (i % 4 != 3)
        g_array_append_val (late, fix);
    }
  revise (self, late);
  rule_fixture_assert_said (self, "returned fatigue 2 late");
}

/* --- Afterwards --- */

/* Driving that was a gap counts: the vehicle is tired when it would have been. */
static void
test_late_driving_counts (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_FATIGUE, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 2 * HOUR, 60, 60);
  rule_fixture_dream (self, late, HOUR, 60, 60);
  rule_fixture_drive (self, 0.5 * HOUR, 60, 60);
  revise (self, late);
  rule_fixture_assert_silent (self);
  rule_fixture_drive (self, 0.5 * HOUR, 60, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 60, 60);
  rule_fixture_assert_said (self, "raised fatigue 2!");
}

static void
feed_all (RuleFixture *self, const GArray *fixes, guint from)
{
  for (guint i = from; i < fixes->len; i++)
    {
      const ChezuFix *fix = &g_array_index (fixes, ChezuFix, i);

      g_array_append_vals (self->fixes, fix, 1);
      chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, fix, 1, 0);
    }
}

/* A day of driving, as dreamt. */
static GArray *
dream_day (void)
{
  g_autoptr (RuleFixture) dreamer = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  GArray *fixes = new_late ();

  dreamer->last.time_ms = rule_fixture_ms ("2026-11-24 06:00:00");
  for (guint i = 0; i < 120; i++)
    {
      static const double speeds[] = { 0, 0, 4, 40, 70, 90, 105, 115, 130 };

      rule_fixture_dream (dreamer, fixes, g_rand_int_range (rand, 20, 900),
                          g_rand_int_range (rand, 2, 40),
                          speeds[g_rand_int_range (rand, 0, G_N_ELEMENTS (speeds))]);
    }
  return fixes;
}

/* A block of that day comes when the day has gone on for a while: whoever was revised says of what
 * follows what one says that knew it in time. */
static void
assert_goes_on (const GArray *day, guint from, guint n_late, guint n_after)
{
  g_autoptr (RuleFixture) in_time = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (RuleFixture) revised = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (GArray) before = new_late ();
  g_autoptr (GArray) late = new_late ();
  guint rest = from + n_late + n_after;

  in_time->known_place = revised->known_place = TRUE;
  g_array_append_vals (before, day->data, rest);
  g_array_append_vals (late, &g_array_index (day, ChezuFix, from), n_late);
  feed_all (in_time, before, 0);
  g_array_remove_range (before, from, n_late);
  feed_all (revised, before, 0);
  revise (revised, late);
  g_array_set_size (in_time->said, 0);
  g_array_set_size (revised->said, 0);

  feed_all (in_time, day, rest);
  feed_all (revised, day, rest);
  g_assert_cmpuint (in_time->said->len, ==, revised->said->len);
  for (guint i = 0; i < in_time->said->len; i++)
    rule_fixture_assert_same (&g_array_index (in_time->said, ChezuRuleSignal, i),
                              &g_array_index (revised->said, ChezuRuleSignal, i));
}

static void
test_the_vehicle_goes_on_as_if_in_time (void)
{
  g_autoptr (GArray) day = dream_day ();

  for (guint from = 50; from + 200 < day->len; from += 131)
    assert_goes_on (day, from, 60, 40);
}

static void
test_a_stretch_of_the_past_changes_nothing_now (void)
{
  g_autoptr (RuleFixture) self = new_speeding ();
  g_autoptr (GArray) late = new_late ();
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  guint n_stretch;

  rule_fixture_start (self, "2026-11-24 08:00:00", 90);
  rule_fixture_dream (self, late, 50, 10, 115);
  rule_fixture_drive (self, 120, 10, 90);
  n_stretch = self->fixes->len + late->len;
  rule_fixture_drive (self, 30, 10, 115);
  before = chezu_rule_engine_save (self->engine, RULE_FIXTURE_VEHICLE);
  g_array_append_vals (self->fixes, late->data, late->len);
  g_array_sort (self->fixes, compare_times);
  chezu_rule_engine_revise (self->engine, RULE_FIXTURE_VEHICLE,
                            (ChezuFix *)(gpointer)self->fixes->data, n_stretch,
                            &(gint64){ g_array_index (late, ChezuFix, 0).time_ms }, 1);
  after = chezu_rule_engine_save (self->engine, RULE_FIXTURE_VEHICLE);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_silence_is_not_revised (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OFFLINE_MOVING, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 60, 10, 60);
  rule_fixture_tick (self, 301);
  rule_fixture_assert_said (self, "raised offline_moving 2!");
  add_late (self, late, 15, 60);
  revise (self, late);
  rule_fixture_tick (self, 400);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 500, 60);
  rule_fixture_assert_said (self, "returned offline_moving 2");
}

static void
test_a_wrong_clock_is_not_revised (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_TIME_BAD, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  for (guint i = 0; i < 3; i++)
    {
      self->last.time_ms += 10000;
      chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &self->last, 1,
                              self->last.time_ms - 90000);
    }
  g_array_append_val (self->fixes, self->last);
  rule_fixture_assert_said (self, "raised time_bad 4!");
  add_late (self, late, 15, 60);
  revise (self, late);
  for (guint i = 0; i < 7; i++)
    {
      self->last.time_ms += 10000;
      chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &self->last, 1,
                              self->last.time_ms);
    }
  rule_fixture_assert_said (self, "returned time_bad 4");
}

static void
test_papers_are_not_revised (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_PAPER, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();

  self->facts.paper_until_ms[CHEZU_PAPER_TANK] = rule_fixture_ms ("2026-11-24 00:00:00");
  chezu_rule_engine_describe (self->engine, &self->facts);
  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_tick (self, 1);
  rule_fixture_assert_said (self, "raised paper 3");
  rule_fixture_go (self, 60, 60);
  add_late (self, late, 15, 60);
  revise (self, late);
  rule_fixture_tick (self, 1);
  rule_fixture_assert_silent (self);
}

static void
test_stays_are_not_revised (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_FENCE_DWELL, CHEZU_N_RULES);
  g_autoptr (GArray) late = new_late ();
  const ChezuRuleFence fence = { .id = 5, .dwell_ms = -1 };

  chezu_rule_engine_put_fence (self->engine, &fence);
  rule_fixture_start (self, "2026-11-24 08:00:00", 0);
  chezu_rule_engine_cross (self->engine, RULE_FIXTURE_VEHICLE, 5, TRUE, self->last.time_ms, FALSE);
  rule_fixture_stand (self, 1200, 60);
  add_late (self, late, 15, 0);
  revise (self, late);
  rule_fixture_stand (self, 601, 60);
  rule_fixture_assert_said (self, "raised fence_dwell 3!");
}

/* Domain.md, part 3: the same vehicle and type within ten minutes is one group, late or not. */
static void
test_what_was_late_makes_a_group (void)
{
  g_autoptr (RuleFixture) self = new_speeding ();
  g_autoptr (GArray) late = new_late ();

  rule_fixture_start (self, "2026-11-24 08:00:00", 90);
  rule_fixture_dream (self, late, 50, 10, 115);
  rule_fixture_drive (self, 120, 10, 90);
  revise (self, late);
  rule_fixture_assert_said (self, "raised overspeed 3 late, returned overspeed 3 late");
  rule_fixture_drive (self, 50, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3! again");
}

#define ADD(path, function) g_test_add_func ("/rule/revise/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-late-excess-is-told-and-never-sounds", test_a_late_excess_is_told_and_never_sounds);
  ADD ("a-late-collision-never-sounds", test_a_late_collision_never_sounds);
  ADD ("what-changes-nothing-is-told-nobody", test_what_changes_nothing_is_told_nobody);
  ADD ("what-was-told-is-not-told-again", test_what_was_told_is_not_told_again);
  ADD ("what-came-late-before-is-known", test_what_came_late_before_is_known);
  ADD ("an-excess-that-began-earlier-is-the-same", test_an_excess_that_began_earlier_is_the_same);
  ADD ("a-moment-is-not-told-again", test_a_moment_is_not_told_again);
  ADD ("fatigue-that-began-earlier-is-the-same", test_fatigue_that_began_earlier_is_the_same);
  ADD ("a-long-stop-is-not-told-again", test_a_long_stop_is_not_told_again);
  ADD ("an-excess-that-was-none-is-taken-back", test_an_excess_that_was_none_is_taken_back);
  ADD ("an-excess-that-went-on-is-raised-again", test_an_excess_that_went_on_is_raised_again);
  ADD ("a-driver-who-rested-after-all-is-not-tired",
       test_a_driver_who_rested_after_all_is_not_tired);
  ADD ("late-driving-counts", test_late_driving_counts);
  ADD ("the-vehicle-goes-on-as-if-in-time", test_the_vehicle_goes_on_as_if_in_time);
  ADD ("a-stretch-of-the-past-changes-nothing-now", test_a_stretch_of_the_past_changes_nothing_now);
  ADD ("silence-is-not-revised", test_silence_is_not_revised);
  ADD ("a-wrong-clock-is-not-revised", test_a_wrong_clock_is_not_revised);
  ADD ("papers-are-not-revised", test_papers_are_not_revised);
  ADD ("stays-are-not-revised", test_stays_are_not_revised);
  ADD ("what-was-late-makes-a-group", test_what_was_late_makes_a_group);
  return g_test_run ();
}
