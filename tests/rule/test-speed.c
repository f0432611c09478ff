/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources as in the rule's file: 道路交通安全法实施条例, articles 45 and 78;
 * 危险货物道路运输安全管理办法, article 46; 道路运输车辆动态监督管理办法 (night); 联网联控考核
 * (what one event is). Who hears of it: domain.md, part 3. */

#include "rule-fixture.h"

/* --- How long (联网联控考核: longer than 30 s, several within a minute are one) --- */

static void
test_thirty_seconds_are_nothing (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_drive (self, 30, 10, 115);
  rule_fixture_assert_silent (self);
}

static void
test_thirty_one_seconds_are_an_event (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_drive (self, 31, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

static void
test_it_says_what_it_rests_on (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);
  const ChezuRuleSignal *signal;

  rule_fixture_start (self, "2026-11-24 08:00:00", 112);
  rule_fixture_go (self, 10, 118);
  rule_fixture_drive (self, 30, 10, 115);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpint (signal->vehicle_id, ==, RULE_FIXTURE_VEHICLE);
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 08:00:00"));
  g_assert_cmpint (signal->time_ms, ==, rule_fixture_ms ("2026-11-24 08:00:40"));
  g_assert_cmpfloat (signal->measured, ==, chezu_km_h_to_cm_s (118));
  g_assert_cmpfloat (signal->limit, ==, chezu_km_h_to_cm_s (100));
  g_assert_cmpuint (signal->unit, ==, CHEZU_UNIT_CM_S);
  g_assert_cmpint (signal->lon_e7, ==, self->last.lon_e7);
  g_assert_cmpint (signal->speed_cm_s, ==, chezu_km_h_to_cm_s (115));
  g_assert_cmpuint (signal->n_fixes, ==, 2);
  g_assert_cmpint (signal->fixes[0], ==, signal->began_ms);
  g_assert_cmpint (signal->fixes[1], ==, signal->time_ms);
  g_assert_cmpuint (signal->version, ==,
                    chezu_rule_set_version (&self->rules, CHEZU_RULE_OVERSPEED));
}

static void
test_two_short_excesses_make_no_long_one (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_drive (self, 20, 10, 115);
  rule_fixture_go (self, 10, 99);
  rule_fixture_drive (self, 30, 10, 115);
  rule_fixture_assert_silent (self);
}

static void
test_two_within_a_minute_are_one (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_drive (self, 40, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
  rule_fixture_drive (self, 60, 10, 95);
  rule_fixture_drive (self, 40, 10, 115);
  rule_fixture_assert_silent (self);
}

static void
test_a_minute_within_limits_ends_it (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);
  const ChezuRuleSignal *signal;

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_drive (self, 40, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
  rule_fixture_drive (self, 70, 10, 95);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RETURNED);
  g_assert_cmpint (signal->began_ms, ==, rule_fixture_ms ("2026-11-24 08:00:50"));
  g_assert_cmpint (signal->time_ms, ==, rule_fixture_ms ("2026-11-24 08:01:50"));
  g_assert_cmpfloat (signal->limit, ==, chezu_km_h_to_cm_s (100));
  rule_fixture_assert_said (self, "returned overspeed 3");
  rule_fixture_drive (self, 50, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3! again");
}

/* Domain.md, part 3: the same vehicle and type within ten minutes are one group. */
static void
test_after_ten_minutes_it_is_another_group (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_drive (self, 40, 10, 115);
  rule_fixture_drive (self, 600, 10, 95);
  rule_fixture_assert_said (self, "raised overspeed 3!, returned overspeed 3");
  rule_fixture_drive (self, 50, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

static void
test_across_midnight (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-12-31 23:59:40", 115);
  rule_fixture_drive (self, 40, 10, 115);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->began_ms, ==,
                   rule_fixture_ms ("2026-12-31 23:59:40"));
}

/* --- How fast --- */

/* 实施条例, article 78: what is allowed is no excess. */
static void
test_at_the_limit_is_within_it (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 100);
  rule_fixture_drive (self, 600, 10, 100);
  rule_fixture_assert_silent (self);
}

/* Domain.md, part 3: sounds from +10 %. */
static void
test_just_beyond_makes_no_sound (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 101);
  rule_fixture_drive (self, 40, 10, 101);
  rule_fixture_assert_said (self, "raised overspeed 3");
}

static void
test_ten_percent_sound_whatever_the_limit_is (void)
{
  static const struct
  {
    ChezuRoadClass road;
    double km_h;
  } cases[] = {
    { CHEZU_ROAD_EXPRESSWAY, 110 }, { CHEZU_ROAD_FIRST, 88 }, { CHEZU_ROAD_SECOND, 77 },
    { CHEZU_ROAD_THIRD, 66 },       { CHEZU_ROAD_CITY, 55 },  { CHEZU_ROAD_BRANCH, 33 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RuleFixture) self
          = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

      self->road = cases[i].road;
      rule_fixture_start (self, "2026-11-24 08:00:00", cases[i].km_h - 1);
      rule_fixture_drive (self, 40, 10, cases[i].km_h - 1);
      rule_fixture_assert_said (self, "raised overspeed 3");
      rule_fixture_go (self, 10, cases[i].km_h);
      rule_fixture_assert_said (self, "worse overspeed 3!");
    }
}

/* Domain.md, part 3: priority 2 from +20 %. */
static void
test_twenty_percent_are_serious (void)
{
  static const struct
  {
    ChezuRoadClass road;
    double km_h;
  } cases[] = {
    { CHEZU_ROAD_EXPRESSWAY, 120 }, { CHEZU_ROAD_FIRST, 96 }, { CHEZU_ROAD_SECOND, 84 },
    { CHEZU_ROAD_THIRD, 72 },       { CHEZU_ROAD_CITY, 60 },  { CHEZU_ROAD_BRANCH, 36 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RuleFixture) self
          = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

      self->road = cases[i].road;
      rule_fixture_start (self, "2026-11-24 08:00:00", cases[i].km_h - 1);
      rule_fixture_drive (self, 40, 10, cases[i].km_h - 1);
      rule_fixture_assert_said (self, "raised overspeed 3!");
      rule_fixture_go (self, 10, cases[i].km_h);
      rule_fixture_assert_said (self, "worse overspeed 2!");
    }
}

static void
test_what_became_worse_is_told_once (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 105);
  rule_fixture_drive (self, 40, 10, 105);
  rule_fixture_drive (self, 20, 10, 125);
  rule_fixture_drive (self, 20, 10, 105);
  rule_fixture_drive (self, 20, 10, 125);
  rule_fixture_assert_said (self, "raised overspeed 3, worse overspeed 2!");
  rule_fixture_drive (self, 90, 10, 95);
  rule_fixture_assert_said (self, "returned overspeed 2");
}

/* It is as urgent as it was at its worst, not as it is when half a minute is over. */
static void
test_the_worst_of_the_half_minute_counts (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 101);
  rule_fixture_drive (self, 20, 10, 125);
  rule_fixture_drive (self, 20, 10, 101);
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->measured, ==,
                     chezu_km_h_to_cm_s (125));
  rule_fixture_assert_said (self, "raised overspeed 2!");
}

/* What was measured on one road is no excess of another one's limit. */
static void
test_measured_and_limit_are_of_one_place (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);
  const ChezuRuleSignal *signal;

  rule_fixture_start (self, "2026-11-24 08:00:00", 104);
  rule_fixture_drive (self, 20, 10, 104);
  self->road = CHEZU_ROAD_CITY;
  rule_fixture_drive (self, 20, 10, 54);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_RAISED);
  g_assert_cmpfloat (signal->measured, ==, chezu_km_h_to_cm_s (54));
  g_assert_cmpfloat (signal->limit, ==, chezu_km_h_to_cm_s (50));
}

/* --- Whose limit (domain.md, part 4: 高速 120/100/80 and so on) --- */

static void
test_every_road_has_its_limit (void)
{
  static const double limits[CHEZU_N_ROAD_CLASSES][CHEZU_N_SPEED_GROUPS] = {
    [CHEZU_ROAD_UNKNOWN] = { 120, 100, 80 },
    [CHEZU_ROAD_EXPRESSWAY] = { 120, 100, 80 },
    [CHEZU_ROAD_URBAN_EXPRESSWAY] = { 80, 80, 60 },
    [CHEZU_ROAD_FIRST] = { 80, 80, 60 },
    [CHEZU_ROAD_SECOND] = { 70, 70, 60 },
    [CHEZU_ROAD_THIRD] = { 60, 60, 50 },
    [CHEZU_ROAD_CITY] = { 50, 50, 50 },
    [CHEZU_ROAD_BRANCH] = { 30, 30, 30 },
  };
  static const ChezuVehicleKind kinds[CHEZU_N_SPEED_GROUPS]
      = { CHEZU_VEHICLE_TAXI, CHEZU_VEHICLE_TRUCK, CHEZU_VEHICLE_HAZMAT };

  for (guint road = 0; road < CHEZU_N_ROAD_CLASSES; road++)
    for (guint group = 0; group < CHEZU_N_SPEED_GROUPS; group++)
      {
        g_autoptr (RuleFixture) self
            = rule_fixture_new (kinds[group], CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

        self->road = (ChezuRoadClass)road;
        rule_fixture_start (self, "2026-11-24 08:00:00", limits[road][group]);
        rule_fixture_drive (self, 60, 10, limits[road][group]);
        rule_fixture_assert_silent (self);
        rule_fixture_drive (self, 50, 10, limits[road][group] + 1);
        rule_fixture_assert_said (self, "raised overspeed 3");
      }
}

/* 实施条例, article 78: coaches are no small cars. */
static void
test_coaches_go_as_trucks_do (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 112);
  rule_fixture_drive (self, 40, 10, 112);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

static void
test_nobody_knows_what_an_unknown_road_allows (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);
  g_autoptr (ChezuRuleEngine) blind
      = chezu_rule_engine_new (&self->rules, NULL, rule_fixture_sink, self);

  chezu_rule_engine_describe (blind, &self->facts);
  self->road = CHEZU_ROAD_UNKNOWN;
  rule_fixture_start (self, "2026-11-24 08:00:00", 100);
  rule_fixture_drive (self, 60, 10, 100);
  chezu_rule_engine_take (blind, RULE_FIXTURE_VEHICLE, (ChezuFix *)(gpointer)self->fixes->data,
                          self->fixes->len, 0);
  rule_fixture_assert_silent (self);
}

static void
test_slow_ones_are_asked_nothing (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 15);
  rule_fixture_drive (self, 600, 10, 15);
  g_assert_cmpuint (self->n_asked, ==, 0);
}

/* --- Signs (实施条例, article 45: the limits of roads hold where there is no sign) --- */

static RuleFixture *
new_signed (ChezuVehicleKind kind, double sign_km_h)
{
  RuleFixture *self
      = rule_fixture_new (kind, CHEZU_RULE_OVERSPEED, CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_N_RULES);

  self->sign_km_h = sign_km_h;
  return self;
}

static void
test_a_sign_goes_before_the_road (void)
{
  g_autoptr (RuleFixture) self = new_signed (CHEZU_VEHICLE_TAXI, 70);

  self->road = CHEZU_ROAD_CITY;
  rule_fixture_start (self, "2026-11-24 08:00:00", 70);
  rule_fixture_drive (self, 60, 10, 70);
  rule_fixture_assert_silent (self);
  rule_fixture_drive (self, 50, 10, 77);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

/* 危险货物道路运输安全管理办法, article 46. */
static void
test_no_sign_allows_hazmat_more (void)
{
  g_autoptr (RuleFixture) self = new_signed (CHEZU_VEHICLE_HAZMAT, 100);

  rule_fixture_start (self, "2026-11-24 08:00:00", 88);
  rule_fixture_drive (self, 40, 10, 88);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

static void
test_a_sign_is_lower_for_coaches_at_night (void)
{
  g_autoptr (RuleFixture) self = new_signed (CHEZU_VEHICLE_BUS, 60);

  rule_fixture_start (self, "2026-11-24 23:00:00", 48);
  rule_fixture_drive (self, 60, 10, 48);
  rule_fixture_assert_silent (self);
  rule_fixture_drive (self, 50, 10, 53);
  rule_fixture_assert_said (self, "raised overspeed_night 2!");
}

/* --- At night (动态监督管理办法: at most 80 % of the day's limit, 22 to 6 o'clock) --- */

static void
test_coach_at_night (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 23:59:30", 80);
  rule_fixture_drive (self, 60, 10, 80);
  rule_fixture_assert_silent (self);
  rule_fixture_drive (self, 50, 10, 89);
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->limit, ==,
                     chezu_km_h_to_cm_s (80));
  rule_fixture_assert_said (self, "raised overspeed_night 2!");
}

/* 80 % of whole km/h are no whole cm/s. */
static void
test_at_the_night_limit_is_within_it (void)
{
  static const double limits[CHEZU_N_ROAD_CLASSES] = {
    [CHEZU_ROAD_EXPRESSWAY] = 80, [CHEZU_ROAD_FIRST] = 64, [CHEZU_ROAD_SECOND] = 56,
    [CHEZU_ROAD_THIRD] = 48,      [CHEZU_ROAD_CITY] = 40,  [CHEZU_ROAD_BRANCH] = 24,
  };

  for (guint road = 0; road < CHEZU_N_ROAD_CLASSES; road++)
    {
      g_autoptr (RuleFixture) self
          = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_N_RULES);

      if (limits[road] <= 0)
        continue;
      self->road = (ChezuRoadClass)road;
      rule_fixture_start (self, "2026-11-24 23:00:00", limits[road]);
      rule_fixture_drive (self, 60, 10, limits[road]);
      rule_fixture_assert_silent (self);
      rule_fixture_drive (self, 50, 10, limits[road] + 1);
      rule_fixture_assert_said (self, "raised overspeed_night 2");
    }
}

static void
test_night_goes_on_after_midnight (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 23:59:40", 90);
  rule_fixture_drive (self, 40, 10, 90);
  rule_fixture_assert_said (self, "raised overspeed_night 2!");
}

static void
test_night_begins_at_ten (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 21:50:00", 90);
  rule_fixture_drive (self, 630, 10, 90);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 1, 90);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 22:00:00"));
}

static void
test_night_ends_at_six (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 05:59:30", 90);
  rule_fixture_drive (self, 20, 10, 90);
  rule_fixture_drive (self, 600, 10, 90);
  rule_fixture_assert_silent (self);
}

static void
test_from_night_to_day_the_excess_ends (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 05:59:00", 90);
  rule_fixture_drive (self, 50, 10, 90);
  rule_fixture_assert_said (self, "raised overspeed_night 2!");
  rule_fixture_drive (self, 80, 10, 90);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RETURNED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 06:00:00"));
  rule_fixture_assert_said (self, "returned overspeed_night 2");
}

static void
test_trucks_have_no_night_limit (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 23:00:00", 100);
  rule_fixture_drive (self, 60, 10, 100);
  rule_fixture_assert_silent (self);
}

static void
test_without_the_night_rule_the_day_holds (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_BUS, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 23:00:00", 100);
  rule_fixture_drive (self, 60, 10, 100);
  rule_fixture_assert_silent (self);
  rule_fixture_drive (self, 50, 10, 111);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

/* --- In regions (domain.md, part 3: a region's limit by kind) --- */

static void
put_region (RuleFixture *self, gint64 id, double car, double heavy, double hazmat)
{
  const ChezuRuleFence fence = { .id = id, .limit_km_h = { car, heavy, hazmat } };

  chezu_rule_engine_put_fence (self->engine, &fence);
  chezu_rule_engine_cross (self->engine, RULE_FIXTURE_VEHICLE, id, TRUE,
                           rule_fixture_ms ("2026-11-24 07:00:00"), FALSE);
}

static void
test_region_has_a_limit_of_its_own (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_REGION, CHEZU_N_RULES);

  put_region (self, 5, 0, 20, 0);
  rule_fixture_start (self, "2026-11-24 08:00:00", 20);
  rule_fixture_drive (self, 60, 10, 20);
  rule_fixture_assert_silent (self);
  rule_fixture_drive (self, 50, 10, 22);
  rule_fixture_assert_said (self, "raised overspeed_region 3!");
}

static void
test_region_limits_only_whom_it_names (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_TAXI, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_REGION, CHEZU_N_RULES);

  put_region (self, 5, 0, 20, 20);
  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 60, 10, 60);
  rule_fixture_assert_silent (self);
}

static void
test_the_lowest_of_regions_decides (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_REGION, CHEZU_N_RULES);

  put_region (self, 5, 0, 40, 0);
  put_region (self, 6, 0, 30, 0);
  rule_fixture_start (self, "2026-11-24 08:00:00", 35);
  rule_fixture_drive (self, 40, 10, 35);
  g_assert_cmpfloat (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->limit, ==,
                     chezu_km_h_to_cm_s (30));
}

static void
test_a_region_allows_no_more_than_its_road (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_REGION, CHEZU_N_RULES);

  put_region (self, 5, 0, 120, 0);
  rule_fixture_start (self, "2026-11-24 08:00:00", 111);
  rule_fixture_drive (self, 40, 10, 111);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

static void
test_leaving_the_region_ends_it (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED,
                                                   CHEZU_RULE_OVERSPEED_REGION, CHEZU_N_RULES);

  put_region (self, 5, 0, 20, 0);
  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 40, 10, 60);
  rule_fixture_assert_said (self, "raised overspeed_region 2!");
  chezu_rule_engine_cross (self->engine, RULE_FIXTURE_VEHICLE, 5, FALSE, self->last.time_ms, FALSE);
  rule_fixture_drive (self, 70, 10, 60);
  rule_fixture_assert_said (self, "returned overspeed_region 2");
}

/* --- Where something is unknown --- */

static void
test_gap_of_two_minutes_is_none (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_go (self, 120, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

static void
test_a_longer_gap_proves_nothing (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_go (self, 121, 115);
  rule_fixture_go (self, 30, 115);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 1, 115);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 08:02:01"));
}

/* An excess in the evening and one on the next morning are two. */
static void
test_a_gap_ends_what_was_raised (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 20:00:00", 115);
  rule_fixture_drive (self, 40, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
  rule_fixture_go (self, 43200, 115);
  g_assert_cmpint (rule_fixture_find (self, CHEZU_SIGNAL_RETURNED)->began_ms, ==,
                   rule_fixture_ms ("2026-11-24 20:00:40"));
  rule_fixture_assert_said (self, "returned overspeed 3");
  rule_fixture_drive (self, 40, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

static void
test_invalid_fixes_have_no_speed (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 90);
  for (guint i = 0; i < 10; i++)
    rule_fixture_go_invalid (self, 10, 150);
  rule_fixture_assert_silent (self);
}

static void
test_unknown_speeds_are_passed_over (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_go_unknown (self, 20, 640);
  rule_fixture_assert_silent (self);
  rule_fixture_go (self, 20, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

static void
test_an_hour_of_unknown_speeds_is_a_gap (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  for (guint i = 0; i < 360; i++)
    rule_fixture_go_unknown (self, 10, 0);
  rule_fixture_go (self, 10, 115);
  rule_fixture_assert_silent (self);
}

/* --- Switched off --- */

static void
test_switched_off_it_says_nothing (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_BRAKE, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 150);
  rule_fixture_drive (self, 600, 10, 150);
  rule_fixture_assert_silent (self);
}

static void
test_switching_off_ends_what_was_raised (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 115);
  rule_fixture_drive (self, 40, 10, 115);
  rule_fixture_assert_said (self, "raised overspeed 3!");
  rule_fixture_put (self, CHEZU_RULE_OVERSPEED, "enabled", 0);
  rule_fixture_drive (self, 70, 10, 115);
  rule_fixture_assert_said (self, "returned overspeed 3");
}

static void
test_a_new_limit_holds_from_the_next_fix (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 89);
  rule_fixture_drive (self, 60, 10, 89);
  rule_fixture_put (self, CHEZU_RULE_OVERSPEED, "limit_heavy_expressway_km_h", 80);
  rule_fixture_drive (self, 50, 10, 89);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

/* However somebody sets priorities, what is serious is not less urgent than what is not. */
static void
test_serious_is_never_less_urgent (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_put (self, CHEZU_RULE_OVERSPEED, "priority", 1);
  rule_fixture_start (self, "2026-11-24 08:00:00", 130);
  rule_fixture_drive (self, 40, 10, 130);
  rule_fixture_assert_said (self, "raised overspeed 1!");
}

#define ADD(path, function) g_test_add_func ("/rule/speed/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("thirty-seconds-are-nothing", test_thirty_seconds_are_nothing);
  ADD ("thirty-one-seconds-are-an-event", test_thirty_one_seconds_are_an_event);
  ADD ("it-says-what-it-rests-on", test_it_says_what_it_rests_on);
  ADD ("two-short-excesses-make-no-long-one", test_two_short_excesses_make_no_long_one);
  ADD ("two-within-a-minute-are-one", test_two_within_a_minute_are_one);
  ADD ("a-minute-within-limits-ends-it", test_a_minute_within_limits_ends_it);
  ADD ("after-ten-minutes-it-is-another-group", test_after_ten_minutes_it_is_another_group);
  ADD ("midnight-divides-nothing", test_across_midnight);
  ADD ("at-the-limit-is-within-it", test_at_the_limit_is_within_it);
  ADD ("just-beyond-makes-no-sound", test_just_beyond_makes_no_sound);
  ADD ("ten-percent-sound-whatever-the-limit-is", test_ten_percent_sound_whatever_the_limit_is);
  ADD ("twenty-percent-are-serious", test_twenty_percent_are_serious);
  ADD ("what-became-worse-is-told-once", test_what_became_worse_is_told_once);
  ADD ("the-worst-of-the-half-minute-counts", test_the_worst_of_the_half_minute_counts);
  ADD ("measured-and-limit-are-of-one-place", test_measured_and_limit_are_of_one_place);
  ADD ("every-road-has-its-limit", test_every_road_has_its_limit);
  ADD ("coaches-go-as-trucks-do", test_coaches_go_as_trucks_do);
  ADD ("nobody-knows-what-an-unknown-road-allows", test_nobody_knows_what_an_unknown_road_allows);
  ADD ("slow-ones-are-asked-nothing", test_slow_ones_are_asked_nothing);
  ADD ("a-sign-goes-before-the-road", test_a_sign_goes_before_the_road);
  ADD ("no-sign-allows-hazmat-more", test_no_sign_allows_hazmat_more);
  ADD ("a-sign-is-lower-for-coaches-at-night", test_a_sign_is_lower_for_coaches_at_night);
  ADD ("a-coach-goes-slower-at-night", test_coach_at_night);
  ADD ("at-the-night-limit-is-within-it", test_at_the_night_limit_is_within_it);
  ADD ("night-goes-on-after-midnight", test_night_goes_on_after_midnight);
  ADD ("night-begins-at-ten", test_night_begins_at_ten);
  ADD ("night-ends-at-six", test_night_ends_at_six);
  ADD ("from-night-to-day-the-excess-ends", test_from_night_to_day_the_excess_ends);
  ADD ("trucks-have-no-night-limit", test_trucks_have_no_night_limit);
  ADD ("without-the-night-rule-the-day-holds", test_without_the_night_rule_the_day_holds);
  ADD ("a-region-has-a-limit-of-its-own", test_region_has_a_limit_of_its_own);
  ADD ("a-region-limits-only-whom-it-names", test_region_limits_only_whom_it_names);
  ADD ("the-lowest-of-regions-decides", test_the_lowest_of_regions_decides);
  ADD ("a-region-allows-no-more-than-its-road", test_a_region_allows_no_more_than_its_road);
  ADD ("leaving-the-region-ends-it", test_leaving_the_region_ends_it);
  ADD ("a-gap-of-two-minutes-is-none", test_gap_of_two_minutes_is_none);
  ADD ("a-longer-gap-proves-nothing", test_a_longer_gap_proves_nothing);
  ADD ("a-gap-ends-what-was-raised", test_a_gap_ends_what_was_raised);
  ADD ("invalid-fixes-have-no-speed", test_invalid_fixes_have_no_speed);
  ADD ("unknown-speeds-are-passed-over", test_unknown_speeds_are_passed_over);
  ADD ("an-hour-of-unknown-speeds-is-a-gap", test_an_hour_of_unknown_speeds_is_a_gap);
  ADD ("switched-off-it-says-nothing", test_switched_off_it_says_nothing);
  ADD ("switching-off-ends-what-was-raised", test_switching_off_ends_what_was_raised);
  ADD ("a-new-limit-holds-from-the-next-fix", test_a_new_limit_holds_from_the_next_fix);
  ADD ("serious-is-never-less-urgent", test_serious_is_never_less_urgent);
  return g_test_run ();
}
