/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every rule: order, snoozes, restarts, bounds. Source: the engine's header;
 * domain.md, part 5 (shelved: never P1). */

#include "rule-fixture.h"

#include <string.h>

/* --- A long series in which everything happens, and a world that answers by place alone --- */

static ChezuRoadClass
road_at (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  return (ChezuRoadClass)(ABS (lon_e7 / 300000) % CHEZU_N_ROAD_CLASSES);
}

static gboolean
is_known_place (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  return ABS (lon_e7 / 100000) % 3 == 0;
}

static double
off_route_at (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  return ABS (lon_e7 / 700000) % 4 == 0 ? 350 : ABS (lon_e7 / 700000) % 4 == 1 ? -1 : 20;
}

static const ChezuRuleContext world
    = { .road_class = road_at, .known_place = is_known_place, .off_route = off_route_at };

static ChezuRuleEngine *
new_engine (RuleFixture *into)
{
  const ChezuRuleFence fence = { .id = 5,
                                 .tells_entry = TRUE,
                                 .tells_exit = TRUE,
                                 .banned_kinds = 1 << CHEZU_VEHICLE_BUS,
                                 .ban_from_min = 22 * 60,
                                 .ban_to_min = 6 * 60,
                                 .limit_km_h = { 60, 60, 60 },
                                 .dwell_ms = -1 };
  ChezuRuleEngine *engine;

  /* Nobody dreams up a whole week. */
  into->rules.hours.total_week_s = 100000;
  engine = chezu_rule_engine_new (&into->rules, &world, rule_fixture_sink, into);
  chezu_rule_engine_describe (engine, &into->facts);
  chezu_rule_engine_put_fence (engine, &fence);
  return engine;
}

static void
dream_drive (RuleFixture *self, GRand *rand, GArray *fixes)
{
  static const double speeds[] = { 0, 0, 4, 25, 60, 60, 75, 90, 105, 118, 130 };
  static const double intervals[] = { 1, 2, 10, 10, 30, 60, 110 };

  if (ABS (self->last.lon_e7 - 1172861000) > 50000000
      || ABS (self->last.lat_e7 - 348042800) > 50000000)
    {
      self->last.lon_e7 = 1172861000;
      self->last.lat_e7 = 348042800;
    }
  rule_fixture_dream (self, fixes, g_rand_int_range (rand, 30, 1800),
                      intervals[g_rand_int_range (rand, 0, G_N_ELEMENTS (intervals))],
                      speeds[g_rand_int_range (rand, 0, G_N_ELEMENTS (speeds))]);
}

/* What takes hours, or a moment. */
static void
dream_event (RuleFixture *self, GRand *rand, GArray *fixes)
{
  switch (g_rand_int_range (rand, 0, 12))
    {
    case 0:
    case 1:
    case 2:
      rule_fixture_dream (self, fixes, g_rand_int_range (rand, 7200, 60000), 100, 70);
      break;
    case 3:
    case 7:
    case 8:
    case 9:
      self->last.speed_cm_s = 0;
      rule_fixture_dream (self, fixes, 18000, 100, 0);
      break;
    case 4:
      rule_fixture_dream (self, fixes, 30, 10, 80);
      rule_fixture_dream (self, fixes, 1, 1, 0);
      rule_fixture_dream (self, fixes, 90, 10, 0);
      break;
    case 5:
      rule_fixture_dream (self, fixes, 20, 1, 60);
      self->last.course_cdeg = (self->last.course_cdeg + 9000) % 36000;
      rule_fixture_dream (self, fixes, 20, 1, 60);
      break;
    case 6:
      if (g_rand_int_range (rand, 0, 6) == 0)
        self->last.time_ms += 25 * CHEZU_HOUR_MS;
      break;
    default:
      break;
    }
}

/* Anything that a device may do to the last of @fixes. */
static void
disturb (RuleFixture *self, GRand *rand, GArray *fixes)
{
  ChezuFix *fix = &g_array_index (fixes, ChezuFix, fixes->len - 1);

  switch (g_rand_int_range (rand, 0, 8))
    {
    case 0:
      self->last.time_ms += g_rand_int_range (rand, 100, 8000) * CHEZU_SECOND_MS;
      break;
    case 1:
      fix->flags |= CHEZU_FIX_INVALID;
      break;
    case 2:
      fix->speed_cm_s = CHEZU_UNKNOWN;
      break;
    case 3:
      fix->course_cdeg = CHEZU_UNKNOWN;
      break;
    case 4:
      fix->lat_e7 += 300000;
      break;
    case 5:
      self->last.course_cdeg = g_rand_int_range (rand, 0, 36000);
      break;
    case 6:
      self->last.speed_cm_s = 0;
      break;
    default:
      break;
    }
}

static GArray *
dream_series (guint least)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  GArray *fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  self->last.time_ms = rule_fixture_ms ("2026-11-24 05:00:00");
  while (fixes->len < least)
    {
      dream_drive (self, rand, fixes);
      dream_event (self, rand, fixes);
      disturb (self, rand, fixes);
    }
  return fixes;
}

/* What else happens at a fix. */
static void
take (ChezuRuleEngine *engine, const GArray *series, guint i)
{
  const ChezuFix *fix = &g_array_index (series, ChezuFix, i);

  if (i > 0 && fix->time_ms - fix[-1].time_ms > CHEZU_MINUTE_MS)
    chezu_rule_engine_tick (engine, RULE_FIXTURE_VEHICLE, fix->time_ms - CHEZU_SECOND_MS);
  chezu_rule_engine_take (engine, RULE_FIXTURE_VEHICLE, fix, 1,
                          fix->time_ms + (i % 900 < 300 ? 28800000 : 500));
  if (i % 500 == 250 || i % 500 == 499)
    chezu_rule_engine_cross (engine, RULE_FIXTURE_VEHICLE, 5, i % 500 == 250, fix->time_ms, FALSE);
}

static guint
count_types (const GArray *said)
{
  g_autoptr (GHashTable) types = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < said->len; i++)
    g_hash_table_add (types, (gpointer)g_array_index (said, ChezuRuleSignal, i).type);
  return g_hash_table_size (types);
}

static void
assert_same_said (const GArray *a, guint from, const GArray *b)
{
  g_assert_cmpuint (a->len - from, ==, b->len);
  for (guint i = 0; i < b->len; i++)
    rule_fixture_assert_same (&g_array_index (a, ChezuRuleSignal, from + i),
                              &g_array_index (b, ChezuRuleSignal, i));
}

static void
test_the_series_tells_of_nearly_everything (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (ChezuRuleEngine) engine = new_engine (self);
  g_autoptr (GArray) series = dream_series (8000);

  for (guint i = 0; i < series->len; i++)
    take (engine, series, i);
  /* All but papers and closing in. */
  g_assert_cmpuint (count_types (self->said), ==, CHEZU_N_RULES - 2);
}

/* --- Order --- */

static void
test_the_same_fixes_say_the_same (void)
{
  g_autoptr (RuleFixture) a = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (RuleFixture) b = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (ChezuRuleEngine) engine_a = new_engine (a);
  g_autoptr (ChezuRuleEngine) engine_b = new_engine (b);
  g_autoptr (GArray) series = dream_series (3000);
  const ChezuFix *fixes = (const ChezuFix *)(gconstpointer)series->data;

  for (guint i = 0; i < series->len; i++)
    chezu_rule_engine_take (engine_a, RULE_FIXTURE_VEHICLE, &fixes[i], 1, 0);
  chezu_rule_engine_take (engine_b, RULE_FIXTURE_VEHICLE, fixes, series->len, 0);
  g_assert_cmpuint (a->said->len, >, 20);
  assert_same_said (a->said, 0, b->said);
}

static void
test_older_and_equal_fixes_are_passed_over (void)
{
  g_autoptr (RuleFixture) a = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (RuleFixture) b = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (ChezuRuleEngine) engine_a = new_engine (a);
  g_autoptr (ChezuRuleEngine) engine_b = new_engine (b);
  g_autoptr (GArray) series = dream_series (2000);
  const ChezuFix *fixes = (const ChezuFix *)(gconstpointer)series->data;

  for (guint i = 0; i < series->len; i++)
    {
      chezu_rule_engine_take (engine_a, RULE_FIXTURE_VEHICLE, &fixes[i], 1, 0);
      chezu_rule_engine_take (engine_b, RULE_FIXTURE_VEHICLE, &fixes[i], 1, 0);
      chezu_rule_engine_take (engine_b, RULE_FIXTURE_VEHICLE, &fixes[i], 1, 0);
      chezu_rule_engine_take (engine_b, RULE_FIXTURE_VEHICLE, &fixes[i / 2], 1, 0);
    }
  assert_same_said (a->said, 0, b->said);
}

static void
test_vehicles_do_not_disturb_each_other (void)
{
  g_autoptr (RuleFixture) a = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (RuleFixture) b = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (ChezuRuleEngine) engine_a = new_engine (a);
  g_autoptr (ChezuRuleEngine) engine_b = new_engine (b);
  g_autoptr (GArray) series = dream_series (2000);
  const ChezuFix *fixes = (const ChezuFix *)(gconstpointer)series->data;

  for (guint i = 0; i < series->len; i++)
    {
      chezu_rule_engine_take (engine_a, RULE_FIXTURE_VEHICLE, &fixes[i], 1, 0);
      chezu_rule_engine_take (engine_b, RULE_FIXTURE_VEHICLE, &fixes[i], 1, 0);
      chezu_rule_engine_take (engine_b, 1000 + i % 7, &fixes[series->len - 1 - i], 1, 0);
    }
  for (guint i = b->said->len; i > 0; i--)
    if (g_array_index (b->said, ChezuRuleSignal, i - 1).vehicle_id != RULE_FIXTURE_VEHICLE)
      g_array_remove_index (b->said, i - 1);
  assert_same_said (a->said, 0, b->said);
}

static void
test_the_newest_is_known (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_TRUCK);

  g_assert_cmpint (chezu_rule_engine_get_newest (self->engine, RULE_FIXTURE_VEHICLE), ==,
                   G_MININT64);
  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_go_invalid (self, 10, 0);
  g_assert_cmpint (chezu_rule_engine_get_newest (self->engine, RULE_FIXTURE_VEHICLE), ==,
                   rule_fixture_ms ("2026-11-24 08:00:10"));
  chezu_rule_engine_forget (self->engine, RULE_FIXTURE_VEHICLE);
  g_assert_cmpint (chezu_rule_engine_get_newest (self->engine, RULE_FIXTURE_VEHICLE), ==,
                   G_MININT64);
}

static void
test_a_time_beyond_all_clocks_is_passed_over (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_TRUCK);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  self->last.time_ms = G_MAXINT64;
  chezu_rule_engine_take (self->engine, RULE_FIXTURE_VEHICLE, &self->last, 1, 0);
  g_assert_cmpint (chezu_rule_engine_get_newest (self->engine, RULE_FIXTURE_VEHICLE), ==,
                   rule_fixture_ms ("2026-11-24 08:00:00"));
}

static void
test_who_was_never_described_is_of_unknown_kind (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 118);
  rule_fixture_drive (self, 60, 10, 118);
  rule_fixture_assert_said (self, "raised overspeed 3!");
  chezu_rule_engine_take (self->engine, 1234, (ChezuFix *)(gpointer)self->fixes->data,
                          self->fixes->len, 0);
  rule_fixture_assert_silent (self);
}

static void
test_a_description_changes_nothing_that_is_remembered (void)
{
  g_autoptr (RuleFixture) self
      = rule_fixture_new (CHEZU_VEHICLE_TRUCK, CHEZU_RULE_OVERSPEED, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 118);
  rule_fixture_drive (self, 30, 10, 118);
  chezu_rule_engine_describe (self->engine, &self->facts);
  rule_fixture_go (self, 10, 118);
  rule_fixture_assert_said (self, "raised overspeed 3!");
}

/* --- Snoozes --- */

static RuleFixture *
new_snoozed (ChezuRule rule, const char *type, double for_s)
{
  RuleFixture *self = rule_fixture_new (CHEZU_VEHICLE_TRUCK, rule, CHEZU_N_RULES);

  rule_fixture_start (self, "2026-11-24 08:00:00", 80);
  chezu_rule_engine_snooze (self->engine, RULE_FIXTURE_VEHICLE, type,
                            self->last.time_ms + llround (for_s * 1000), "Test drive");
  return self;
}

static void
test_what_is_snoozed_is_told_with_the_reason (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_OVERSPEED, "overspeed", 3600);

  rule_fixture_go (self, 10, 118);
  rule_fixture_drive (self, 40, 10, 118);
  g_assert_cmpstr (rule_fixture_find (self, CHEZU_SIGNAL_RAISED)->snoozed, ==, "Test drive");
  rule_fixture_assert_said (self, "raised overspeed 3! snoozed");
}

static void
test_a_snooze_ends_at_its_end (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_BRAKE, "brake", 100);

  rule_fixture_go (self, 9.999, 80);
  rule_fixture_go (self, 1, 50);
  rule_fixture_go (self, 88, 80);
  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3! snoozed, moment brake 3! again snoozed");
  rule_fixture_go (self, 100, 80);
  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3! again");
}

static void
test_at_its_end_it_is_over (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_BRAKE, "brake", 11);

  rule_fixture_go (self, 10, 80);
  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3!");
}

static void
test_a_snooze_is_of_its_type (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_BRAKE, "overspeed", 3600);

  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3!");
}

static void
test_a_snooze_without_a_type_is_of_all (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_BRAKE, NULL, 3600);

  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3! snoozed");
}

static void
test_a_snooze_is_of_its_vehicle (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_BRAKE, NULL, 0);

  chezu_rule_engine_snooze (self->engine, 1234, NULL, G_MAXINT64, "Another one");
  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3!");
}

static void
test_a_newer_snooze_replaces_the_older (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_BRAKE, "brake", 3600);

  chezu_rule_engine_snooze (self->engine, RULE_FIXTURE_VEHICLE, "brake", self->last.time_ms,
                            "Enough");
  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3!");
}

static void
test_the_seventeenth_snooze_ends_the_first (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_BRAKE, "brake", 3600);

  for (guint i = 0; i < 16; i++)
    {
      g_autofree char *type = g_strdup_printf ("type-%u", i);

      chezu_rule_engine_snooze (self->engine, RULE_FIXTURE_VEHICLE, type, G_MAXINT64, "Many");
    }
  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 3!");
}

/* Domain.md, part 5: never P1. */
static void
test_an_emergency_cannot_be_snoozed (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_COLLISION_SUSPECT, NULL, 3600);

  chezu_rule_engine_snooze (self->engine, RULE_FIXTURE_VEHICLE, "collision_suspect", G_MAXINT64,
                            "No");
  rule_fixture_drive (self, 20, 10, 80);
  rule_fixture_go_metres (self, 10, 0, 20);
  rule_fixture_stand (self, 60, 10);
  rule_fixture_assert_said (self, "raised collision_suspect 1!");
}

static void
test_what_was_made_an_emergency_cannot_be_snoozed (void)
{
  g_autoptr (RuleFixture) self = new_snoozed (CHEZU_RULE_BRAKE, NULL, 3600);

  rule_fixture_put (self, CHEZU_RULE_BRAKE, "priority", 1);
  rule_fixture_go (self, 1, 50);
  rule_fixture_assert_said (self, "moment brake 1!");
}

/* --- Across a restart --- */

static ChezuRuleEngine *
restart (RuleFixture *into, const ChezuRuleEngine *engine)
{
  g_autoptr (GBytes) bytes = chezu_rule_engine_save (engine, RULE_FIXTURE_VEHICLE);
  ChezuRuleEngine *again = new_engine (into);

  g_assert_true (chezu_rule_engine_load (again, RULE_FIXTURE_VEHICLE, bytes));
  return again;
}

/* An engine that ends after every fix. */
static void
test_a_restart_at_every_fix_changes_nothing (void)
{
  g_autoptr (RuleFixture) a = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (RuleFixture) b = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (ChezuRuleEngine) straight = new_engine (a);
  ChezuRuleEngine *broken = new_engine (b);
  g_autoptr (GArray) series = dream_series (8000);

  for (guint i = 0; i < series->len; i++)
    {
      ChezuRuleEngine *before = broken;

      take (straight, series, i);
      take (before, series, i);
      broken = restart (b, before);
      chezu_rule_engine_free (before);
    }
  chezu_rule_engine_free (broken);
  g_assert_cmpuint (a->said->len, >, 100);
  assert_same_said (a->said, 0, b->said);
}

/* Saved there, loaded, and fed all the rest. */
static void
test_a_restart_anywhere_changes_nothing_of_the_rest (void)
{
  g_autoptr (RuleFixture) a = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (ChezuRuleEngine) straight = new_engine (a);
  g_autoptr (GArray) series = dream_series (1500);
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GArray) said = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < series->len; i++)
    {
      take (straight, series, i);
      g_ptr_array_add (saved, chezu_rule_engine_save (straight, RULE_FIXTURE_VEHICLE));
      g_array_append_val (said, a->said->len);
    }
  for (guint i = 0; i < series->len; i++)
    {
      g_autoptr (RuleFixture) b = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
      g_autoptr (ChezuRuleEngine) engine = new_engine (b);

      g_assert_true (
          chezu_rule_engine_load (engine, RULE_FIXTURE_VEHICLE, g_ptr_array_index (saved, i)));
      for (guint j = i + 1; j < series->len; j++)
        take (engine, series, j);
      assert_same_said (a->said, g_array_index (said, guint, i), b->said);
    }
}

static void
test_of_a_stranger_there_is_nothing_to_save (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_BUS);

  g_assert_null (chezu_rule_engine_save (self->engine, 1234));
}

static void
test_replaying_tells_nothing (void)
{
  g_autoptr (RuleFixture) a = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (RuleFixture) b = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (ChezuRuleEngine) straight = new_engine (a);
  g_autoptr (ChezuRuleEngine) replaying = new_engine (b);
  g_autoptr (GArray) series = dream_series (4000);
  const ChezuFix *fixes = (const ChezuFix *)(gconstpointer)series->data;
  guint n_said;

  chezu_rule_engine_take (straight, RULE_FIXTURE_VEHICLE, fixes, 3000, 0);
  chezu_rule_engine_replay (replaying, RULE_FIXTURE_VEHICLE, fixes, 3000);
  rule_fixture_assert_silent (b);
  n_said = a->said->len;
  chezu_rule_engine_take (straight, RULE_FIXTURE_VEHICLE, fixes + 3000, series->len - 3000, 0);
  chezu_rule_engine_take (replaying, RULE_FIXTURE_VEHICLE, fixes + 3000, series->len - 3000, 0);
  g_assert_cmpuint (a->said->len, >, n_said);
  assert_same_said (a->said, n_said, b->said);
}

/* Bytes of a vehicle that has everything there is to save. */
static GBytes *
save_full (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (ChezuRuleEngine) engine = new_engine (self);
  g_autoptr (GArray) series = dream_series (400);

  for (guint i = 0; i < 400; i++)
    take (engine, series, i);
  return chezu_rule_engine_save (engine, RULE_FIXTURE_VEHICLE);
}

/* Refused, and nothing changes. */
static void
assert_refused (RuleFixture *self, const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) before = chezu_rule_engine_save (self->engine, RULE_FIXTURE_VEHICLE);
  g_autoptr (GBytes) after = NULL;

  g_assert_false (chezu_rule_engine_load (self->engine, RULE_FIXTURE_VEHICLE, bytes));
  after = chezu_rule_engine_save (self->engine, RULE_FIXTURE_VEHICLE);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_every_damaged_byte_is_noticed (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (GBytes) full = save_full ();
  gsize size = g_bytes_get_size (full);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (full, NULL), size);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  /* The last four bytes of the head mean nothing. */
  for (gsize i = 0; i < size; i++)
    {
      if (i >= 20 && i < 24)
        continue;
      data[i] ^= 1 << i % 8;
      assert_refused (self, data, size);
      data[i] ^= 1 << i % 8;
    }
}

static void
test_every_other_length_is_refused (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (GBytes) full = save_full ();
  gsize size = g_bytes_get_size (full);
  g_autofree guint8 *data = g_malloc0 (size + 1);

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  memcpy (data, g_bytes_get_data (full, NULL), size);
  for (gsize i = 0; i < size; i++)
    assert_refused (self, data, i);
  assert_refused (self, data, size + 1);
}

static void
test_foreign_bytes_are_refused (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  static const char text[] = "{\"layout\": 2, \"nothing\": \"of the kind\", \"and\": \"longer\"}";
  guint8 zeros[1024] = { 0 };

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  assert_refused (self, (const guint8 *)text, sizeof text);
  assert_refused (self, zeros, sizeof zeros);
}

/* --- Bounds --- */

static void
test_a_hundred_thousand_fixes_leave_no_more_than_a_thousand (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_BUS);
  g_autoptr (ChezuRuleEngine) engine = new_engine (self);
  g_autoptr (GArray) series = dream_series (100000);
  gsize size = 0;

  for (guint i = 0; i < series->len; i++)
    {
      take (engine, series, i);
      if (i % 1000 == 499)
        {
          g_autoptr (GBytes) bytes = chezu_rule_engine_save (engine, RULE_FIXTURE_VEHICLE);

          if (size == 0)
            size = g_bytes_get_size (bytes);
          g_assert_cmpuint (g_bytes_get_size (bytes), ==, size);
        }
    }
  g_assert_cmpuint (size, <=, 1024);
}

static void
test_who_stands_needs_no_hours (void)
{
  g_autoptr (RuleFixture) self = rule_fixture_new_full (CHEZU_VEHICLE_TAXI);
  g_autoptr (GBytes) bytes = NULL;

  rule_fixture_start (self, "2026-11-24 08:00:00", 60);
  rule_fixture_drive (self, 3600, 10, 60);
  bytes = chezu_rule_engine_save (self->engine, RULE_FIXTURE_VEHICLE);
  g_assert_cmpuint (g_bytes_get_size (bytes), <=, 600);
}

#define ADD(path, function) g_test_add_func ("/rule/engine/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("the-series-tells-of-nearly-everything", test_the_series_tells_of_nearly_everything);
  ADD ("the-same-fixes-say-the-same", test_the_same_fixes_say_the_same);
  ADD ("older-and-equal-fixes-are-passed-over", test_older_and_equal_fixes_are_passed_over);
  ADD ("vehicles-do-not-disturb-each-other", test_vehicles_do_not_disturb_each_other);
  ADD ("the-newest-is-known", test_the_newest_is_known);
  ADD ("a-time-beyond-all-clocks-is-passed-over", test_a_time_beyond_all_clocks_is_passed_over);
  ADD ("who-was-never-described-is-of-unknown-kind",
       test_who_was_never_described_is_of_unknown_kind);
  ADD ("a-description-changes-nothing-that-is-remembered",
       test_a_description_changes_nothing_that_is_remembered);
  ADD ("what-is-snoozed-is-told-with-the-reason", test_what_is_snoozed_is_told_with_the_reason);
  ADD ("a-snooze-ends", test_a_snooze_ends_at_its_end);
  ADD ("at-its-end-it-is-over", test_at_its_end_it_is_over);
  ADD ("a-snooze-is-of-its-type", test_a_snooze_is_of_its_type);
  ADD ("a-snooze-without-a-type-is-of-all", test_a_snooze_without_a_type_is_of_all);
  ADD ("a-snooze-is-of-its-vehicle", test_a_snooze_is_of_its_vehicle);
  ADD ("a-newer-snooze-replaces-the-older", test_a_newer_snooze_replaces_the_older);
  ADD ("the-seventeenth-snooze-ends-the-first", test_the_seventeenth_snooze_ends_the_first);
  ADD ("an-emergency-cannot-be-snoozed", test_an_emergency_cannot_be_snoozed);
  ADD ("what-was-made-an-emergency-cannot-be-snoozed",
       test_what_was_made_an_emergency_cannot_be_snoozed);
  ADD ("a-restart-at-every-fix-changes-nothing", test_a_restart_at_every_fix_changes_nothing);
  ADD ("a-restart-anywhere-changes-nothing-of-the-rest",
       test_a_restart_anywhere_changes_nothing_of_the_rest);
  ADD ("of-a-stranger-there-is-nothing-to-save", test_of_a_stranger_there_is_nothing_to_save);
  ADD ("replaying-tells-nothing", test_replaying_tells_nothing);
  ADD ("every-damaged-byte-is-noticed", test_every_damaged_byte_is_noticed);
  ADD ("every-other-length-is-refused", test_every_other_length_is_refused);
  ADD ("foreign-bytes-are-refused", test_foreign_bytes_are_refused);
  ADD ("a-hundred-thousand-fixes-leave-no-more-than-a-thousand",
       test_a_hundred_thousand_fixes_leave_no_more_than_a_thousand);
  ADD ("who-has-no-hours-needs-no-room-for-them", test_who_stands_needs_no_hours);
  return g_test_run ();
}
