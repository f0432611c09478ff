/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: domain.md, part 3, "Closing in": both report at most 2 s apart, headings within 30° or in
 * a yard, at most 10 m beside each other, 4 s or less to the closest approach, closing at 20 km/h
 * or more. Off by itself. */

#include "rule-fixture.h"

#define OTHER 8

/* Vehicle 7 stands at the origin of all cases and is overtaken, or driven at, by vehicle 8. */
typedef struct
{
  double km_h;       /* of the one */
  double degrees;    /* of its way; the other goes east */
  double other_km_h; /* of the other */
  double behind_m;   /* how far west of the one the other is */
  double beside_m;   /* and how far north */
  double interval_s; /* of both */
  double after_s;    /* the other's fix after the one's */
} Meeting;

static const Meeting plain = {
  .km_h = 40,
  .degrees = 90,
  .other_km_h = 80,
  .behind_m = 30,
  .interval_s = 1,
  .after_s = 0.5,
};

static RuleFixture *
new_fixture (void)
{
  return rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_CLOSING, CHEZU_N_RULES);
}

static ChezuFix
fix_at (double seconds, double east_m, double north_m, double km_h, double degrees)
{
  const double e7_per_m = 1e7 / 111195.08;

  return (ChezuFix){
    .time_ms = rule_fixture_ms ("2026-11-24 08:00:00") + llround (seconds * 1000),
    .lon_e7 = 1172861000 + (gint32)lround (east_m * e7_per_m / cos (34.80428 * G_PI / 180)),
    .lat_e7 = 348042800 + (gint32)lround (north_m * e7_per_m),
    .speed_cm_s = chezu_km_h_to_cm_s (km_h),
    .course_cdeg = chezu_degrees_to_course_cdeg (degrees),
  };
}

/* Each says where it is twice; the second time counts. */
static void
meet (RuleFixture *self, const Meeting *meeting)
{
  double after_s = meeting->interval_s;
  ChezuFix own[2];
  ChezuFix other[2];

  own[0] = fix_at (0, 0, 0, meeting->km_h, meeting->degrees);
  own[1] = own[0];
  own[1].time_ms += llround (after_s * 1000);
  other[0]
      = fix_at (meeting->after_s, -meeting->behind_m, meeting->beside_m, meeting->other_km_h, 90);
  other[1] = other[0];
  other[1].time_ms += llround (after_s * 1000);
  for (guint i = 0; i < 2; i++)
    {
      chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &own[i], 1, 0);
      chezu_rule_engine_take (self->engine, OTHER, &other[i], 1, 0);
    }
}

static void
assert_meeting (const Meeting *meeting, gboolean told)
{
  g_autoptr (RuleFixture) self = new_fixture ();

  meet (self, meeting);
  rule_fixture_assert_said (self, told ? "moment closing 2!" : "");
}

static void
test_overtaking_is_closing_in (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();
  const ChezuRuleSignal *signal;

  meet (self, &plain);
  signal = rule_fixture_find (self, CHEZU_SIGNAL_MOMENT);
  g_assert_cmpint (signal->vehicle_id, ==, OTHER);
  g_assert_cmpint (signal->subject, ==, RULE_FIXTURE_VEHICLE);
  g_assert_cmpfloat_with_epsilon (signal->measured, chezu_km_h_to_cm_s (40), 1);
  g_assert_cmpfloat (signal->limit, ==, chezu_km_h_to_cm_s (20));
  rule_fixture_assert_said (self, "moment closing 2!");
}

static void
test_twenty_km_h_are_closing_in (void)
{
  Meeting meeting = plain;

  meeting.other_km_h = 60.1;
  meeting.behind_m = 15;
  assert_meeting (&meeting, TRUE);
  meeting.other_km_h = 59.9;
  assert_meeting (&meeting, FALSE);
}

/* 40 km/h are 44.4 m in four seconds; 5.6 more the one is ahead half a second after its fix. */
static void
test_four_seconds_are_near (void)
{
  Meeting meeting = plain;

  meeting.behind_m = 38;
  assert_meeting (&meeting, TRUE);
  meeting.behind_m = 40;
  assert_meeting (&meeting, FALSE);
}

static void
test_ten_metres_beside_are_near (void)
{
  Meeting meeting = plain;

  meeting.beside_m = 9.9;
  assert_meeting (&meeting, TRUE);
  meeting.beside_m = 10.1;
  assert_meeting (&meeting, FALSE);
}

static void
test_who_is_past_goes_away (void)
{
  Meeting meeting = plain;

  meeting.behind_m = -10;
  assert_meeting (&meeting, FALSE);
}

static void
test_thirty_degrees_are_one_way (void)
{
  Meeting meeting = plain;

  meeting.degrees = 120;
  meeting.behind_m = 10;
  assert_meeting (&meeting, TRUE);
  meeting.degrees = 120.1;
  assert_meeting (&meeting, FALSE);
}

static void
test_oncoming_traffic_is_none (void)
{
  Meeting meeting = plain;

  meeting.degrees = 270;
  assert_meeting (&meeting, FALSE);
}

static void
test_in_a_yard_every_way_counts (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();
  Meeting meeting = plain;

  self->known_place = TRUE;
  meeting.degrees = 270;
  meet (self, &meeting);
  rule_fixture_assert_said (self, "moment closing 2!");
}

static void
test_both_report_within_two_seconds (void)
{
  Meeting meeting = plain;

  meeting.interval_s = 2;
  assert_meeting (&meeting, TRUE);
  meeting.interval_s = 2.1;
  assert_meeting (&meeting, FALSE);
}

/* Vehicles are judged one after the other: where one is now says nothing of where it was. */
static void
test_who_comes_there_later_was_not_there (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();
  Meeting meeting = plain;

  meeting.km_h = 0;
  meeting.after_s = -60;
  meet (self, &meeting);
  rule_fixture_assert_silent (self);
}

static void
test_unknown_speeds_and_courses_meet_nobody (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (RuleFixture) self = new_fixture ();
      ChezuFix own = fix_at (0, 0, 0, 40, 90);
      ChezuFix other = fix_at (0.5, -30, 0, 80, 90);

      *(i == 0 ? &own.speed_cm_s : &own.course_cdeg) = CHEZU_UNKNOWN;
      for (guint j = 0; j < 4; j++)
        {
          chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &own, 1, 0);
          chezu_rule_engine_take (self->engine, OTHER, &other, 1, 0);
          own.time_ms += 1000;
          other.time_ms += 1000;
        }
      rule_fixture_assert_silent (self);
    }
}

static void
test_invalid_fixes_meet_nobody (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();
  ChezuFix own = fix_at (0, 0, 0, 40, 90);
  ChezuFix other = fix_at (0.5, -30, 0, 80, 90);

  own.flags = CHEZU_FIX_INVALID;
  for (guint i = 0; i < 4; i++)
    {
      chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &own, 1, 0);
      chezu_rule_engine_take (self->engine, OTHER, &other, 1, 0);
      own.time_ms += 1000;
      other.time_ms += 1000;
    }
  rule_fixture_assert_silent (self);
}

static void
test_told_once_while_it_lasts (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();
  ChezuFix own = fix_at (0, 0, 0, 0, 90);
  ChezuFix other = fix_at (0.5, -300, 0, 60, 90);

  for (guint i = 0; i < 30; i++)
    {
      chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &own, 1, 0);
      chezu_rule_engine_take (self->engine, OTHER, &other, 1, 0);
      own.time_ms += 1000;
      other = fix_at (0.5 + i + 1, -300 + (i + 1) * 60 / 3.6, 0, 60, 90);
    }
  /* Each of them, once. */
  rule_fixture_assert_said (self, "moment closing 2!, moment closing 2!");
}

static void
test_across_the_edges_of_cells_and_of_the_world (void)
{
  static const gint32 places[][2]
      = { { 0, 0 }, { -20000, -20000 }, { -1172861000, 348042800 }, { -800000000, -348042800 } };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (RuleFixture) self = new_fixture ();
      ChezuFix own = fix_at (0, 0, 0, 40, 90);
      ChezuFix other = fix_at (0.5, -30, 0, 80, 90);

      other.lon_e7 = places[i][0] + (other.lon_e7 - own.lon_e7);
      other.lat_e7 = places[i][1] + (other.lat_e7 - own.lat_e7);
      own.lon_e7 = places[i][0];
      own.lat_e7 = places[i][1];
      for (guint j = 0; j < 2; j++)
        {
          chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &own, 1, 0);
          chezu_rule_engine_take (self->engine, OTHER, &other, 1, 0);
          own.time_ms += 1000;
          other.time_ms += 1000;
        }
      rule_fixture_assert_said (self, "moment closing 2!");
    }
}

static void
test_who_is_forgotten_meets_nobody (void)
{
  g_autoptr (RuleFixture) self = new_fixture ();
  ChezuFix own = fix_at (0, 0, 0, 40, 90);
  ChezuFix other = fix_at (0.5, -30, 0, 80, 90);

  for (guint i = 0; i < 2; i++, own.time_ms += 1000)
    chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &own, 1, 0);
  chezu_rule_engine_forget (self->engine, RULE_FIXTURE_VEHICLE);
  for (guint i = 0; i < 2; i++, other.time_ms += 1000)
    chezu_rule_engine_take (self->engine, OTHER, &other, 1, 0);
  rule_fixture_assert_silent (self);
}

static void
test_it_is_off_by_itself (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_TRUCK);

  meet (self, &plain);
  rule_fixture_assert_silent (self);
}

#define ADD(path, function) g_test_add_func ("/rule/closing/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("overtaking-is-closing-in", test_overtaking_is_closing_in);
  ADD ("twenty-km-h-are-closing-in", test_twenty_km_h_are_closing_in);
  ADD ("four-seconds-are-near", test_four_seconds_are_near);
  ADD ("ten-metres-beside-are-near", test_ten_metres_beside_are_near);
  ADD ("who-is-past-goes-away", test_who_is_past_goes_away);
  ADD ("thirty-degrees-are-one-way", test_thirty_degrees_are_one_way);
  ADD ("oncoming-traffic-is-none", test_oncoming_traffic_is_none);
  ADD ("in-a-yard-every-way-counts", test_in_a_yard_every_way_counts);
  ADD ("both-report-within-two-seconds", test_both_report_within_two_seconds);
  ADD ("who-comes-there-later-was-not-there", test_who_comes_there_later_was_not_there);
  ADD ("unknown-speeds-and-courses-meet-nobody", test_unknown_speeds_and_courses_meet_nobody);
  ADD ("invalid-fixes-meet-nobody", test_invalid_fixes_meet_nobody);
  ADD ("it-is-told-once-while-it-lasts", test_told_once_while_it_lasts);
  ADD ("it-works-on-every-side-of-the-world", test_across_the_edges_of_cells_and_of_the_world);
  ADD ("who-is-forgotten-meets-nobody", test_who_is_forgotten_meets_nobody);
  ADD ("it-is-off-by-itself", test_it_is_off_by_itself);
  return g_test_run ();
}
