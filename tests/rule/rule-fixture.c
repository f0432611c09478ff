/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rule-fixture.h"

#include "base/chezu-geodesy.h"

#include <stdarg.h>

static ChezuRoadClass
answer_road (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  RuleFixture *self = data;

  self->n_asked++;
  return self->road;
}

static double
answer_sign (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  RuleFixture *self = data;

  return self->sign_km_h;
}

static gboolean
answer_place (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  RuleFixture *self = data;

  self->n_asked++;
  return self->known_place;
}

static double
answer_route (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  RuleFixture *self = data;

  return self->off_m;
}

void
rule_fixture_sink (const ChezuRuleSignal *signal, gpointer data)
{
  RuleFixture *self = data;

  g_array_append_vals (self->said, signal, 1);
}

RuleFixture *
rule_fixture_new_full (ChezuVehicleKind kind)
{
  RuleFixture *self = g_new0 (RuleFixture, 1);

  self->said = g_array_new (FALSE, FALSE, sizeof (ChezuRuleSignal));
  self->fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  self->road = CHEZU_ROAD_EXPRESSWAY;
  self->off_m = -1;
  self->context = (ChezuRuleContext){ .road_class = answer_road,
                                      .sign_limit = answer_sign,
                                      .known_place = answer_place,
                                      .off_route = answer_route,
                                      .data = self };
  self->last = (ChezuFix){ .lon_e7 = 1172861000,
                           .lat_e7 = 348042800,
                           .course_cdeg = 9000,
                           .odometer_m = CHEZU_UNKNOWN,
                           .altitude_m = CHEZU_ALTITUDE_UNKNOWN };
  chezu_rule_set_init (&self->rules);
  self->engine = chezu_rule_engine_new (&self->rules, &self->context, rule_fixture_sink, self);
  chezu_rule_facts_init (&self->facts, RULE_FIXTURE_VEHICLE, kind);
  chezu_rule_engine_describe (self->engine, &self->facts);
  return self;
}

RuleFixture *
rule_fixture_new (ChezuVehicleKind kind, ChezuRule rule, ...)
{
  RuleFixture *self = rule_fixture_new_full (kind);
  va_list rules;

  for (guint i = 0; i < CHEZU_N_RULES; i++)
    self->rules.timing[i].enabled = 0;
  va_start (rules, rule);
  for (guint on = rule; on != CHEZU_N_RULES; on = va_arg (rules, guint))
    self->rules.timing[on].enabled = 1;
  va_end (rules);
  chezu_rule_engine_set_rules (self->engine, &self->rules);
  return self;
}

void
rule_fixture_free (RuleFixture *self)
{
  chezu_rule_engine_free (self->engine);
  g_array_unref (self->said);
  g_array_unref (self->fixes);
  g_free (self);
}

gint64
rule_fixture_ms (const char *time)
{
  g_autofree char *text = g_strdup_printf ("%.10sT%s+08:00", time, time + 11);
  gint64 time_ms;

  g_assert_true (chezu_time_parse_iso8601 (text, &time_ms));
  return time_ms;
}

void
rule_fixture_put (RuleFixture *self, ChezuRule rule, const char *key, double value)
{
  g_autoptr (GError) error = NULL;

  chezu_rule_set_put (&self->rules, rule, key, value, &error);
  g_assert_no_error (error);
  chezu_rule_engine_set_rules (self->engine, &self->rules);
}

void
rule_fixture_describe (RuleFixture *self, guint traits)
{
  self->facts.traits = traits;
  chezu_rule_engine_describe (self->engine, &self->facts);
}

/* --- Driving -------------------------------------------------------------------------------- */

static void
move (ChezuFix *fix, double metres)
{
  double course = fix->course_cdeg != CHEZU_UNKNOWN ? fix->course_cdeg / 100.0 * G_PI / 180 : 0;
  double e7 = metres / (CHEZU_EARTH_RADIUS_M * G_PI / 180) * CHEZU_E7;
  double narrow = cos (chezu_e7_to_degrees (fix->lat_e7) * G_PI / 180);

  fix->lat_e7 += (gint32)lround (e7 * cos (course));
  fix->lon_e7 += (gint32)lround (e7 * sin (course) / narrow);
}

static void
feed (RuleFixture *self, const ChezuFix *fix)
{
  g_array_append_vals (self->fixes, fix, 1);
  chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, fix, 1, 0);
}

static void
go_to (RuleFixture *self, double after_s, gint32 speed_cm_s, double metres)
{
  self->last.time_ms += llround (after_s * 1000);
  self->last.speed_cm_s = speed_cm_s;
  move (&self->last, metres);
  feed (self, &self->last);
}

void
rule_fixture_start (RuleFixture *self, const char *time, double km_h)
{
  self->last.time_ms = rule_fixture_ms (time);
  go_to (self, 0, chezu_km_h_to_cm_s (km_h), 0);
}

void
rule_fixture_go (RuleFixture *self, double after_s, double km_h)
{
  gint32 speed_cm_s = chezu_km_h_to_cm_s (km_h);

  go_to (self, after_s, speed_cm_s, (self->last.speed_cm_s + speed_cm_s) / 200.0 * after_s);
}

void
rule_fixture_go_metres (RuleFixture *self, double after_s, double km_h, double metres)
{
  go_to (self, after_s, chezu_km_h_to_cm_s (km_h), metres);
}

void
rule_fixture_drive (RuleFixture *self, double seconds, double interval_s, double km_h)
{
  for (double left = seconds; left > 0; left -= interval_s)
    rule_fixture_go (self, MIN (left, interval_s), km_h);
}

void
rule_fixture_stand (RuleFixture *self, double seconds, double interval_s)
{
  for (double left = seconds; left > 0; left -= interval_s)
    rule_fixture_go_metres (self, MIN (left, interval_s), 0, 0);
}

void
rule_fixture_go_invalid (RuleFixture *self, double after_s, double km_h)
{
  ChezuFix fix = self->last;

  self->last.time_ms += llround (after_s * 1000);
  fix.time_ms = self->last.time_ms;
  fix.speed_cm_s = chezu_km_h_to_cm_s (km_h);
  fix.flags |= CHEZU_FIX_INVALID;
  feed (self, &fix);
}

void
rule_fixture_go_unknown (RuleFixture *self, double after_s, double metres)
{
  gint32 speed_cm_s = self->last.speed_cm_s;

  go_to (self, after_s, CHEZU_UNKNOWN, metres);
  self->last.speed_cm_s = speed_cm_s;
}

void
rule_fixture_tick (RuleFixture *self, double after_s)
{
  chezu_rule_engine_tick (self->engine, RULE_FIXTURE_VEHICLE,
                          self->last.time_ms + llround (after_s * 1000));
}

void
rule_fixture_dream (
    RuleFixture *self, GArray *fixes, double seconds, double interval_s, double km_h)
{
  gint32 speed_cm_s = chezu_km_h_to_cm_s (km_h);

  for (double left = seconds; left > 0; left -= interval_s)
    {
      double after_s = MIN (left, interval_s);

      self->last.time_ms += llround (after_s * 1000);
      move (&self->last, (self->last.speed_cm_s + speed_cm_s) / 200.0 * after_s);
      self->last.speed_cm_s = speed_cm_s;
      g_array_append_val (fixes, self->last);
    }
}

/* --- What was said -------------------------------------------------------------------------- */

char *
rule_fixture_describe_signal (const ChezuRuleSignal *signal)
{
  return g_strdup_printf ("%s %s %u%s%s%s%s", chezu_signal_change_key (signal->change),
                          signal->type, signal->priority, signal->sounds ? "!" : "",
                          signal->late ? " late" : "", signal->repeated ? " again" : "",
                          signal->snoozed != NULL ? " snoozed" : "");
}

void
rule_fixture_assert_said (RuleFixture *self, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->said->len; i++)
    {
      g_autofree char *signal
          = rule_fixture_describe_signal (&g_array_index (self->said, ChezuRuleSignal, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", signal);
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_array_set_size (self->said, 0);
}

void
rule_fixture_assert_silent (RuleFixture *self)
{
  rule_fixture_assert_said (self, "");
}

const ChezuRuleSignal *
rule_fixture_find (RuleFixture *self, ChezuSignalChange change)
{
  const ChezuRuleSignal *found = NULL;

  for (guint i = 0; i < self->said->len; i++)
    {
      const ChezuRuleSignal *signal = &g_array_index (self->said, ChezuRuleSignal, i);

      if (signal->change != change)
        continue;
      g_assert_null (found);
      found = signal;
    }
  g_assert_nonnull (found);
  return found;
}

void
rule_fixture_assert_same (const ChezuRuleSignal *a, const ChezuRuleSignal *b)
{
  g_autofree char *text_a = rule_fixture_describe_signal (a);
  g_autofree char *text_b = rule_fixture_describe_signal (b);

  g_assert_cmpstr (text_a, ==, text_b);
  g_assert_cmpint (a->vehicle_id, ==, b->vehicle_id);
  g_assert_cmpint (a->began_ms, ==, b->began_ms);
  g_assert_cmpint (a->time_ms, ==, b->time_ms);
  g_assert_cmpint (a->lon_e7, ==, b->lon_e7);
  g_assert_cmpint (a->lat_e7, ==, b->lat_e7);
  g_assert_cmpint (a->speed_cm_s, ==, b->speed_cm_s);
  g_assert_cmpfloat (a->measured, ==, b->measured);
  g_assert_cmpfloat (a->limit, ==, b->limit);
  g_assert_cmpuint (a->unit, ==, b->unit);
  g_assert_cmpuint (a->version, ==, b->version);
  g_assert_cmpint (a->subject, ==, b->subject);
  g_assert_cmpmem (a->fixes, sizeof a->fixes, b->fixes, sizeof b->fixes);
  g_assert_cmpuint (a->n_fixes, ==, b->n_fixes);
}
