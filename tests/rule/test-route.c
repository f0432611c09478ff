/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3, route_off: more than 200 m (in a city 100) off, for more than 60 s and
 * three fixes; hazmat priority 2. */

#include "rule-fixture.h"

static RuleFixture *
new_fixture (ChezuVehicleKind kind)
{
  RuleFixture *self = rule_fixture_new (kind, CHEZU_RULE_ROUTE_OFF, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  return self;
}

static void
test_two_hundred_metres_are_allowed (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->off_m = 200;
  rule_fixture_drive (self, 600, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_a_metre_more_is_off (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);
  const ChezuRuleSignal *signal;

  self->off_m = 201;
  rule_fixture_drive (self, 80, 10, 60);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpfloat (signal->measured, ==, 201);
  g_assert_cmpfloat (signal->limit, ==, 200);
  g_assert_cmpuint (signal->unit, ==, CHEZU_UNIT_METRES);
  rule_fixture_assert_said (self, "raised route_off 3!");
}

static void
test_a_minute_is_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->off_m = 500;
  rule_fixture_drive (self, 70, 10, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 1, 60);
  rule_fixture_assert_said (self, "raised route_off 3!");
}

static void
test_two_fixes_are_too_few (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->off_m = 500;
  rule_fixture_go (self, 10, 60);
  rule_fixture_go (self, 100, 60);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 1, 60);
  rule_fixture_assert_said (self, "raised route_off 3!");
}

static void
assert_hundred_metres (ChezuRoadClass road)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->road = road;
  self->off_m = 100;
  rule_fixture_drive (self, 120, 10, 60);
  rule_fixture_assert_silent (self);
  self->off_m = 101;
  rule_fixture_drive (self, 80, 10, 60);
  rule_fixture_assert_said (self, "raised route_off 3!");
}

static void
test_in_a_city_it_is_a_hundred_metres (void)
{
  assert_hundred_metres (CHEZU_ROAD_CITY);
  assert_hundred_metres (CHEZU_ROAD_BRANCH);
}

static void
test_hazmat_is_serious (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_HAZMAT);

  self->off_m = 201;
  rule_fixture_drive (self, 80, 10, 60);
  rule_fixture_assert_said (self, "raised route_off 2!");
}

static void
test_back_for_a_moment_is_still_off (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->off_m = 300;
  rule_fixture_drive (self, 80, 10, 60);
  rule_fixture_assert_said (self, "raised route_off 3!");
  self->off_m = 50;
  rule_fixture_drive (self, 60, 10, 60);
  self->off_m = 300;
  rule_fixture_drive (self, 80, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_back_for_a_minute_ends_it (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->off_m = 300;
  rule_fixture_drive (self, 80, 10, 60);
  self->off_m = 50;
  rule_fixture_drive (self, 70, 10, 60);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RETURNED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 08:01:30"));
  rule_fixture_assert_said (self, "raised route_off 3!, returned route_off 3");
  self->off_m = 300;
  rule_fixture_drive (self, 80, 10, 60);
  rule_fixture_assert_said (self, "raised route_off 3! again");
}

static void
test_who_has_no_route_is_on_it (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  rule_fixture_drive (self, 600, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_a_route_that_is_taken_away_ends_it (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->off_m = 300;
  rule_fixture_drive (self, 80, 10, 60);
  self->off_m = -1;
  rule_fixture_drive (self, 70, 10, 60);
  rule_fixture_assert_said (self, "raised route_off 3!, returned route_off 3");
}

static void
test_a_gap_proves_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->off_m = 300;
  rule_fixture_drive (self, 50, 10, 60);
  rule_fixture_go (self, 121, 60);
  rule_fixture_drive (self, 60, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_invalid_fixes_are_nowhere (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->off_m = 300;
  for (guint i = 0; i < 20; i++)
    rule_fixture_go_invalid (self, 10, 60);
  rule_fixture_assert_silent (self);
}

/* Where it is counts, however fast. */
static void
test_unknown_speeds_are_somewhere (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  self->off_m = 300;
  for (guint i = 0; i < 8; i++)
    rule_fixture_go_unknown (self, 10, 160);
  rule_fixture_assert_said (self, "raised route_off 3!");
}

static void
test_across_midnight (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_ROUTE_OFF, CHEZU_N_RULES);

  self->off_m = 300;
  rule_fixture_start (self, "2026-11-24 23:59:30", 60);
  rule_fixture_drive (self, 70, 10, 60);
  rule_fixture_assert_said (self, "raised route_off 3!");
}

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self = new_fixture (CHEZU_VEHICLE_TRUCK);

  rule_fixture_put (self, CHEZU_RULE_ROUTE_OFF, "enabled", 0);
  self->off_m = 300;
  rule_fixture_drive (self, 600, 10, 60);
  rule_fixture_assert_silent (self);
}

#define ADD(path, function) g_test_add_func ("/rule/route/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("two-hundred-metres-are-allowed", test_two_hundred_metres_are_allowed);
  ADD ("a-metre-more-is-off", test_a_metre_more_is_off);
  ADD ("a-minute-is-nothing", test_a_minute_is_nothing);
  ADD ("two-fixes-are-too-few", test_two_fixes_are_too_few);
  ADD ("in-a-city-it-is-a-hundred-metres", test_in_a_city_it_is_a_hundred_metres);
  ADD ("hazmat-is-serious", test_hazmat_is_serious);
  ADD ("back-for-a-moment-is-still-off", test_back_for_a_moment_is_still_off);
  ADD ("back-for-a-minute-ends-it", test_back_for_a_minute_ends_it);
  ADD ("who-has-no-route-is-on-it", test_who_has_no_route_is_on_it);
  ADD ("a-route-that-is-taken-away-ends-it", test_a_route_that_is_taken_away_ends_it);
  ADD ("a-gap-proves-nothing", test_a_gap_proves_nothing);
  ADD ("invalid-fixes-are-nowhere", test_invalid_fixes_are_nowhere);
  ADD ("unknown-speeds-are-somewhere", test_unknown_speeds_are_somewhere);
  ADD ("midnight-divides-nothing", test_across_midnight);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  return g_test_run ();
}
