/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures, where they come from (domain.md, parts 3 and 4), their versions, and JSON. */

#include "rule-fixture.h"

#include <math.h>
#include <string.h>

/* --- Figures --- */

static void
test_every_figure_is_within_its_range (void)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);
  ChezuRuleSet set;

  chezu_rule_set_init (&set);
  g_assert_cmpuint (n_params, >, 100);
  for (guint i = 0; i < n_params; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpfloat (chezu_rule_set_get (&set, &params[i]), ==, params[i].value);
      chezu_rule_set_put (&set, params[i].rule, params[i].key, params[i].value, &error);
      g_assert_no_error (error);
    }
}

static void
test_every_figure_has_a_place_of_its_own (void)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);

  for (guint i = 0; i < n_params; i++)
    for (guint j = 0; j < i; j++)
      {
        g_assert_cmpuint (params[i].offset, !=, params[j].offset);
        g_assert_false (params[i].rule == params[j].rule
                        && g_str_equal (params[i].key, params[j].key));
      }
}

static void
test_every_figure_that_is_no_choice_has_a_source (void)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);

  for (guint i = 0; i < n_params; i++)
    g_assert_cmpint (params[i].founded == CHEZU_FOUNDED_CHOICE, ==, *params[i].source == '\0');
}

static void
test_every_rule_has_its_common_figures (void)
{
  static const char *const common[] = { "enabled", "priority", "group_s" };

  for (guint rule = 0; rule < CHEZU_N_RULES; rule++)
    for (guint i = 0; i < G_N_ELEMENTS (common); i++)
      g_assert_nonnull (chezu_rule_param_find ((ChezuRule)rule, common[i]));
}

/* Domain.md, part 3, column P. */
static void
test_priorities_are_those_of_the_catalogue (void)
{
  static const double priorities[CHEZU_N_RULES] = {
    [CHEZU_RULE_OVERSPEED] = 3,
    [CHEZU_RULE_OVERSPEED_NIGHT] = 2,
    [CHEZU_RULE_OVERSPEED_REGION] = 3,
    [CHEZU_RULE_FATIGUE] = 2,
    [CHEZU_RULE_FATIGUE_WARN] = 4,
    [CHEZU_RULE_DRIVE_DAY] = 2,
    [CHEZU_RULE_DRIVE_WEEK] = 3,
    [CHEZU_RULE_NIGHT_BAN] = 2,
    [CHEZU_RULE_FENCE_ENTER] = 3,
    [CHEZU_RULE_FENCE_EXIT] = 3,
    [CHEZU_RULE_FENCE_BAN] = 2,
    [CHEZU_RULE_FENCE_DWELL] = 3,
    [CHEZU_RULE_ROUTE_OFF] = 3,
    [CHEZU_RULE_PARK_OVER] = 4,
    [CHEZU_RULE_OFFLINE_MOVING] = 2,
    [CHEZU_RULE_OFFLINE_LONG] = 4,
    [CHEZU_RULE_DRIFT] = 4,
    [CHEZU_RULE_TIME_BAD] = 4,
    [CHEZU_RULE_BRAKE] = 3,
    [CHEZU_RULE_ACCEL] = 3,
    [CHEZU_RULE_CORNER] = 3,
    [CHEZU_RULE_COLLISION_SUSPECT] = 1,
    [CHEZU_RULE_CLOSING] = 2,
    [CHEZU_RULE_PAPER] = 4,
  };
  ChezuRuleSet set;

  chezu_rule_set_init (&set);
  for (guint rule = 0; rule < CHEZU_N_RULES; rule++)
    g_assert_cmpfloat (set.timing[rule].priority, ==, priorities[rule]);
}

/* Domain.md, part 3: off by default. */
static void
test_only_closing_in_is_off (void)
{
  ChezuRuleSet set;

  chezu_rule_set_init (&set);
  for (guint rule = 0; rule < CHEZU_N_RULES; rule++)
    g_assert_cmpint (set.timing[rule].enabled != 0, ==, rule != CHEZU_RULE_CLOSING);
}

static void
test_keys_and_names_go_with_rules (void)
{
  for (guint rule = 0; rule < CHEZU_N_RULES; rule++)
    {
      ChezuRule found;

      g_assert_true (chezu_rule_from_key (chezu_rule_key ((ChezuRule)rule), &found));
      g_assert_cmpuint (found, ==, rule);
      g_assert_cmpstr (chezu_rule_name ((ChezuRule)rule), !=, "");
    }
}

static void
test_other_keys_are_no_rules (void)
{
  ChezuRule rule = CHEZU_RULE_DRIFT;

  g_assert_false (chezu_rule_from_key ("sos", &rule));
  g_assert_false (chezu_rule_from_key ("", &rule));
  g_assert_false (chezu_rule_from_key (NULL, &rule));
  g_assert_cmpuint (rule, ==, CHEZU_RULE_DRIFT);
}

static void
test_signals_have_keys (void)
{
  g_assert_cmpstr (chezu_signal_change_key (CHEZU_SIGNAL_RETURNED), ==, "returned");
  g_assert_cmpstr (chezu_signal_unit_key (CHEZU_UNIT_M_S2), ==, "m/s2");
  g_assert_cmpstr (chezu_signal_unit_key (CHEZU_UNIT_NONE), ==, "");
}

/* --- Ranges --- */

static void
assert_refused (ChezuRule rule, const char *key, double value, const char *names)
{
  g_autoptr (GError) error = NULL;
  ChezuRuleSet set;
  ChezuRuleSet before;

  chezu_rule_set_init (&set);
  before = set;
  g_assert_false (chezu_rule_set_put (&set, rule, key, value, &error));
  g_assert_error (error, CHEZU_RULE_ERROR, CHEZU_RULE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, names));
  g_assert_cmpmem (&set, sizeof set, &before, sizeof before);
}

static void
test_the_ends_of_every_range_belong_to_it (void)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);

  for (guint i = 0; i < n_params; i++)
    {
      g_autoptr (GError) error = NULL;
      ChezuRuleSet set;

      chezu_rule_set_init (&set);
      chezu_rule_set_put (&set, params[i].rule, params[i].key, params[i].least, &error);
      g_assert_no_error (error);
      chezu_rule_set_put (&set, params[i].rule, params[i].key, params[i].most, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (chezu_rule_set_get (&set, &params[i]), ==, params[i].most);
    }
}

static void
test_whatever_lies_beyond_is_refused (void)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);

  for (guint i = 0; i < n_params; i++)
    {
      assert_refused (params[i].rule, params[i].key, params[i].least - 0.01, params[i].key);
      assert_refused (params[i].rule, params[i].key, params[i].most + 0.01, params[i].key);
      assert_refused (params[i].rule, params[i].key, NAN, params[i].key);
      assert_refused (params[i].rule, params[i].key, INFINITY, params[i].key);
    }
}

static void
test_halves_are_no_flags_priorities_or_numbers (void)
{
  assert_refused (CHEZU_RULE_OVERSPEED, "enabled", 0.5, "overspeed.enabled");
  assert_refused (CHEZU_RULE_OVERSPEED, "priority", 2.5, "overspeed.priority");
  assert_refused (CHEZU_RULE_OVERSPEED, "fixes", 2.5, "overspeed.fixes");
}

static void
test_what_is_no_figure_is_refused (void)
{
  assert_refused (CHEZU_RULE_DRIFT, "sound_percent", 10, "sound_percent");
  assert_refused (CHEZU_RULE_DRIFT, "", 10, "drift");
}

static void
test_an_unknown_road_allows_what_an_expressway_does (void)
{
  ChezuRuleSet set;

  chezu_rule_set_init (&set);
  g_assert_true (
      chezu_rule_set_put (&set, CHEZU_RULE_OVERSPEED, "limit_hazmat_expressway_km_h", 70, NULL));
  g_assert_cmpfloat (set.speed.limit_km_h[CHEZU_SPEED_HAZMAT][CHEZU_ROAD_UNKNOWN], ==, 70);
}

/* --- Versions --- */

static void
versions_of (const ChezuRuleSet *set, guint *versions)
{
  for (guint rule = 0; rule < CHEZU_N_RULES; rule++)
    versions[rule] = chezu_rule_set_version (set, (ChezuRule)rule);
}

/* Rules whose versions change with that figure, by key, in their order. */
static char *
find_changed (const ChezuRuleParam *param)
{
  g_autoptr (GString) text = g_string_new (NULL);
  ChezuRuleSet set;
  guint before[CHEZU_N_RULES];
  guint after[CHEZU_N_RULES];

  chezu_rule_set_init (&set);
  versions_of (&set, before);
  g_assert_true (chezu_rule_set_put (&set, param->rule, param->key,
                                     param->value != param->most ? param->most : param->least,
                                     NULL));
  versions_of (&set, after);
  for (guint rule = 0; rule < CHEZU_N_RULES; rule++)
    if (before[rule] != after[rule])
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                              chezu_rule_key ((ChezuRule)rule));
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
test_versions_follow_from_figures (void)
{
  ChezuRuleSet set;
  guint before[CHEZU_N_RULES];
  guint after[CHEZU_N_RULES];

  chezu_rule_set_init (&set);
  versions_of (&set, before);
  chezu_rule_set_init (&set);
  versions_of (&set, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
  for (guint i = 0; i < CHEZU_N_RULES; i++)
    {
      g_assert_cmpuint (before[i], >, 0);
      g_assert_cmpuint (before[i], <=, G_MAXINT32);
      for (guint j = 0; j < i; j++)
        g_assert_cmpuint (before[i], !=, before[j]);
    }
}

static void
test_every_figure_changes_its_rule (void)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);

  for (guint i = 0; i < n_params; i++)
    {
      g_autofree char *changed = find_changed (&params[i]);
      g_auto (GStrv) rules = g_strsplit (changed, " ", -1);

      g_assert_true (g_strv_contains ((const char *const *)rules, chezu_rule_key (params[i].rule)));
    }
}

static void
test_a_figure_changes_whoever_rests_on_it (void)
{
  static const struct
  {
    ChezuRule rule;
    const char *key;
    const char *changed;
  } cases[] = {
    { CHEZU_RULE_OVERSPEED, "enabled", "overspeed" },
    { CHEZU_RULE_OVERSPEED, "hold_s", "overspeed" },
    { CHEZU_RULE_OVERSPEED, "limit_car_city_km_h", "overspeed overspeed_night overspeed_region" },
    { CHEZU_RULE_OVERSPEED, "sound_percent", "overspeed overspeed_night overspeed_region" },
    { CHEZU_RULE_OVERSPEED, "limit_car_expressway_km_h",
      "overspeed overspeed_night overspeed_region fatigue fatigue_warn drive_day drive_week" },
    { CHEZU_RULE_OVERSPEED_NIGHT, "limit_percent", "overspeed_night" },
    { CHEZU_RULE_FATIGUE, "driving_km_h", "fatigue fatigue_warn drive_day drive_week" },
    { CHEZU_RULE_FATIGUE, "gap_s", "fatigue fatigue_warn drive_day drive_week" },
    { CHEZU_RULE_FATIGUE, "day_s", "fatigue fatigue_warn" },
    { CHEZU_RULE_FATIGUE, "priority", "fatigue" },
    { CHEZU_RULE_FATIGUE_WARN, "before_s", "fatigue_warn" },
    { CHEZU_RULE_DRIVE_DAY, "hysteresis_s", "drive_day drive_week" },
    { CHEZU_RULE_DRIVE_DAY, "limit_s", "drive_day" },
    { CHEZU_RULE_BRAKE, "least_km_h", "brake accel corner" },
    { CHEZU_RULE_BRAKE, "heavy_m_s2", "brake" },
    { CHEZU_RULE_COLLISION_SUSPECT, "far_s", "collision_suspect" },
    { CHEZU_RULE_PARK_OVER, "hold_s", "park_over" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ChezuRuleParam *param = chezu_rule_param_find (cases[i].rule, cases[i].key);
      g_autofree char *changed = NULL;

      g_assert_nonnull (param);
      changed = find_changed (param);
      g_assert_cmpstr (changed, ==, cases[i].changed);
    }
}

static void
test_back_to_the_figure_is_back_to_the_version (void)
{
  ChezuRuleSet set;
  guint before;

  chezu_rule_set_init (&set);
  before = chezu_rule_set_version (&set, CHEZU_RULE_DRIFT);
  chezu_rule_set_put (&set, CHEZU_RULE_DRIFT, "least_m", 300, NULL);
  g_assert_cmpuint (chezu_rule_set_version (&set, CHEZU_RULE_DRIFT), !=, before);
  chezu_rule_set_put (&set, CHEZU_RULE_DRIFT, "least_m", 200, NULL);
  g_assert_cmpuint (chezu_rule_set_version (&set, CHEZU_RULE_DRIFT), ==, before);
}

/* --- JSON --- */

static void
test_what_was_written_is_read_again (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  ChezuRuleSet set;
  ChezuRuleSet again;

  chezu_rule_set_init (&set);
  chezu_rule_set_put (&set, CHEZU_RULE_OVERSPEED, "sound_percent", 12.375, NULL);
  chezu_rule_set_put (&set, CHEZU_RULE_OVERSPEED, "limit_car_expressway_km_h", 110, NULL);
  chezu_rule_set_put (&set, CHEZU_RULE_CLOSING, "enabled", 1, NULL);
  text = chezu_rule_set_write_json (&set);
  chezu_rule_set_init (&again);
  chezu_rule_set_read_json (&again, text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpmem (&again, sizeof again, &set, sizeof set);
}

static void
assert_reads (const char *text, double sound_percent, gboolean drift)
{
  g_autoptr (GError) error = NULL;
  ChezuRuleSet set;

  chezu_rule_set_init (&set);
  chezu_rule_set_put (&set, CHEZU_RULE_OVERSPEED, "sound_percent", 50, NULL);
  chezu_rule_set_read_json (&set, text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (set.speed.sound_percent, ==, sound_percent);
  g_assert_cmpint (set.timing[CHEZU_RULE_DRIFT].enabled != 0, ==, drift);
}

static void
test_what_is_not_named_is_as_by_default (void)
{
  assert_reads ("{}", 10, TRUE);
  assert_reads ("{\"overspeed\": {}}", 10, TRUE);
  assert_reads ("{\"overspeed\": {\"sound_percent\": 15}}", 15, TRUE);
}

static void
test_flags_are_words_or_numbers (void)
{
  assert_reads ("{\"drift\": {\"enabled\": false}}", 10, FALSE);
  assert_reads ("{\"drift\": {\"enabled\": 0}}", 10, FALSE);
}

static void
assert_unreadable (const char *text, const char *names)
{
  g_autoptr (GError) error = NULL;
  ChezuRuleSet set;
  ChezuRuleSet before;

  chezu_rule_set_init (&set);
  chezu_rule_set_put (&set, CHEZU_RULE_OVERSPEED, "sound_percent", 50, NULL);
  before = set;
  g_assert_false (chezu_rule_set_read_json (&set, text, strlen (text), &error));
  g_assert_error (error, CHEZU_RULE_ERROR, CHEZU_RULE_ERROR_INVALID);
  g_assert_cmpstr (strstr (error->message, names) != NULL ? names : error->message, ==, names);
  g_assert_cmpmem (&set, sizeof set, &before, sizeof before);
}

static void
test_an_error_names_the_rule (void)
{
  assert_unreadable ("{\"speeding\": {}}", "“speeding”");
  assert_unreadable ("{\"drift\": 3}", "“drift”");
}

static void
test_an_error_names_the_figure (void)
{
  assert_unreadable ("{\"drift\": {\"least\": 3}}", "“least”");
  assert_unreadable ("{\"drift\": {\"least_m\": \"200\"}}", "“drift.least_m”");
  assert_unreadable ("{\"drift\": {\"least_m\": true}}", "“drift.least_m”");
  assert_unreadable ("{\"drift\": {\"least_m\": null}}", "“drift.least_m”");
  assert_unreadable ("{\"drift\": {\"enabled\": \"yes\"}}", "“drift.enabled”");
  assert_unreadable ("{\"drift\": {\"enabled\": 2}}", "“drift.enabled”");
  assert_unreadable ("{\"drift\": {\"least_m\": -1}}", "from 10 to 100000");
}

static void
test_an_error_names_the_byte (void)
{
  assert_unreadable ("{\"drift\": {\"least_m\": 200,}}", "byte 25");
  assert_unreadable ("", "byte 0");
  assert_unreadable ("[]", "object of rules");
}

/* Nothing of it, although what comes first was good. */
static void
test_one_error_spoils_all (void)
{
  assert_unreadable ("{\"overspeed\": {\"sound_percent\": 15}, \"drift\": {\"least_m\": -1}}",
                     "“drift.least_m”");
}

#define ADD(path, function) g_test_add_func ("/rule/set/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("every-figure-is-within-its-range", test_every_figure_is_within_its_range);
  ADD ("every-figure-has-a-place-of-its-own", test_every_figure_has_a_place_of_its_own);
  ADD ("every-figure-that-is-no-choice-has-a-source",
       test_every_figure_that_is_no_choice_has_a_source);
  ADD ("every-rule-has-its-common-figures", test_every_rule_has_its_common_figures);
  ADD ("priorities-are-those-of-the-catalogue", test_priorities_are_those_of_the_catalogue);
  ADD ("only-closing-in-is-off", test_only_closing_in_is_off);
  ADD ("keys-and-names-go-with-rules", test_keys_and_names_go_with_rules);
  ADD ("other-keys-are-no-rules", test_other_keys_are_no_rules);
  ADD ("signals-have-keys", test_signals_have_keys);
  ADD ("the-ends-of-every-range-belong-to-it", test_the_ends_of_every_range_belong_to_it);
  ADD ("whatever-lies-beyond-is-refused", test_whatever_lies_beyond_is_refused);
  ADD ("halves-are-no-flags-priorities-or-numbers", test_halves_are_no_flags_priorities_or_numbers);
  ADD ("what-is-no-figure-is-refused", test_what_is_no_figure_is_refused);
  ADD ("an-unknown-road-allows-what-an-expressway-does",
       test_an_unknown_road_allows_what_an_expressway_does);
  ADD ("versions-follow-from-figures", test_versions_follow_from_figures);
  ADD ("every-figure-changes-its-rule", test_every_figure_changes_its_rule);
  ADD ("a-figure-changes-whoever-rests-on-it", test_a_figure_changes_whoever_rests_on_it);
  ADD ("back-to-the-figure-is-back-to-the-version", test_back_to_the_figure_is_back_to_the_version);
  ADD ("what-was-written-is-read-again", test_what_was_written_is_read_again);
  ADD ("what-is-not-named-is-as-by-default", test_what_is_not_named_is_as_by_default);
  ADD ("flags-are-words-or-numbers", test_flags_are_words_or_numbers);
  ADD ("an-error-names-the-rule", test_an_error_names_the_rule);
  ADD ("an-error-names-the-figure", test_an_error_names_the_figure);
  ADD ("an-error-names-the-byte", test_an_error_names_the_byte);
  ADD ("one-error-spoils-all", test_one_error_spoils_all);
  return g_test_run ();
}
