/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rule/chezu-rule-engine-private.h"

#include "base/chezu-geodesy.h"

#include <math.h>
#include <string.h>

#define DEGREES_PER_E7 (1.0 / CHEZU_E7)

/* On the plane that touches the sphere between them: within a millionth for what lies between two
 * fixes, and a tenth of the cost. */
double
chezu_rule_metres (const ChezuFix *a, const ChezuFix *b)
{
  const double radians = G_PI / 180.0 * DEGREES_PER_E7;
  double north = (double)((gint64)b->lat_e7 - a->lat_e7) * radians;
  double east = (double)((gint64)b->lon_e7 - a->lon_e7) * radians
                * cos (((double)a->lat_e7 + b->lat_e7) * 0.5 * radians);

  return CHEZU_EARTH_RADIUS_M * sqrt (north * north + east * east);
}

double
chezu_rule_moment_metres (ChezuRuleMoment *at)
{
  if (at->metres < 0)
    at->metres = at->before != NULL ? chezu_rule_metres (at->before, at->fix) : 0;
  return at->metres;
}

/* --- Vehicles ------------------------------------------------------------------------------- */

void
chezu_rule_vehicle_free (ChezuRuleVehicle *self)
{
  g_clear_pointer (&self->stays, g_array_unref);
  g_free (self->hours);
  g_free (self);
}

void
chezu_rule_vehicle_copy_memory (ChezuRuleVehicle *to, const ChezuRuleVehicle *from)
{
  to->state = from->state;
  g_clear_pointer (&to->hours, g_free);
  g_clear_pointer (&to->stays, g_array_unref);
  to->hours = g_memdup2 (from->hours, from->hours != NULL ? sizeof *from->hours : 0);
  to->stays = from->stays != NULL ? g_array_copy (from->stays) : NULL;
}

ChezuRuleVehicle *
chezu_rule_engine_find (ChezuRuleEngine *self, gint64 vehicle_id)
{
  ChezuRuleVehicle *vehicle = g_hash_table_lookup (self->vehicles, &vehicle_id);

  if (vehicle != NULL)
    return vehicle;
  vehicle = g_new0 (ChezuRuleVehicle, 1);
  chezu_rule_facts_init (&vehicle->facts, vehicle_id, CHEZU_VEHICLE_UNKNOWN);
  g_hash_table_insert (self->vehicles, &vehicle->facts.vehicle_id, vehicle);
  return vehicle;
}

void
chezu_rule_engine_describe (ChezuRuleEngine *self, const ChezuRuleFacts *facts)
{
  g_return_if_fail (self != NULL && facts != NULL);
  chezu_rule_engine_find (self, facts->vehicle_id)->facts = *facts;
}

void
chezu_rule_engine_forget (ChezuRuleEngine *self, gint64 vehicle_id)
{
  g_return_if_fail (self != NULL);
  if (self->closing != NULL)
    chezu_closing_forget (self->closing, vehicle_id);
  g_hash_table_remove (self->vehicles, &vehicle_id);
}

gint64
chezu_rule_engine_get_newest (const ChezuRuleEngine *self, gint64 vehicle_id)
{
  const ChezuRuleVehicle *vehicle;

  g_return_val_if_fail (self != NULL, G_MININT64);

  vehicle = g_hash_table_lookup (self->vehicles, &vehicle_id);
  return vehicle != NULL && vehicle->state.heard_ms != 0 ? vehicle->state.heard_ms : G_MININT64;
}

/* --- The engine ----------------------------------------------------------------------------- */

ChezuRuleEngine *
chezu_rule_engine_new (const ChezuRuleSet *rules,
                       const ChezuRuleContext *context,
                       ChezuRuleSink sink,
                       gpointer sink_data)
{
  ChezuRuleEngine *self;

  g_return_val_if_fail (rules != NULL && sink != NULL, NULL);

  self = g_new0 (ChezuRuleEngine, 1);
  if (context != NULL)
    self->context = *context;
  self->sink = sink;
  self->sink_data = sink_data;
  self->vehicles = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                          (GDestroyNotify)chezu_rule_vehicle_free);
  self->fences = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->snoozes
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  chezu_rule_engine_set_rules (self, rules);
  return self;
}

void
chezu_rule_engine_free (ChezuRuleEngine *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->vehicles);
  g_hash_table_unref (self->fences);
  g_hash_table_unref (self->snoozes);
  chezu_closing_free (self->closing);
  g_free (self);
}

const ChezuRuleSet *
chezu_rule_engine_get_rules (const ChezuRuleEngine *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return &self->rules;
}

void
chezu_rule_engine_set_rules (ChezuRuleEngine *self, const ChezuRuleSet *rules)
{
  g_return_if_fail (self != NULL && rules != NULL);

  self->rules = *rules;
  for (guint i = 0; i < CHEZU_N_RULES; i++)
    self->versions[i] = chezu_rule_set_version (rules, (ChezuRule)i);
  chezu_rule_speed_prepare (self);
  g_clear_pointer (&self->closing, chezu_closing_free);
  if (chezu_rule_is_on (rules, CHEZU_RULE_CLOSING))
    self->closing = chezu_closing_new ();
}

/* --- Judging -------------------------------------------------------------------------------- */

static void
judge_valid (ChezuRuleMoment *at)
{
  chezu_rule_fence_take (at);
  chezu_rule_drift_take (at);
  chezu_rule_speed_take (at);
  chezu_rule_hours_take (at);
  chezu_rule_night_take (at);
  chezu_rule_route_take (at);
  chezu_rule_park_take (at);
  chezu_rule_harsh_take (at);
  chezu_rule_collision_take (at);
  if (at->engine->closing != NULL)
    chezu_rule_closing_take (at);

  at->state->before[1] = at->state->before[0];
  at->state->before[0] = *at->fix;
}

void
chezu_rule_vehicle_judge (ChezuRuleEngine *self,
                          ChezuRuleVehicle *vehicle,
                          const ChezuFix *fix,
                          gint64 received_ms)
{
  ChezuRuleState *state = &vehicle->state;
  const ChezuFix *before = state->before[0].time_ms != 0 ? &state->before[0] : NULL;
  ChezuRuleMoment at = {
    .engine = self,
    .rules = &self->rules,
    .vehicle = vehicle,
    .state = state,
    .before = before,
    .fix = fix,
    .dt_ms = before != NULL ? fix->time_ms - before->time_ms : 0,
    .received_ms = received_ms,
    .metres = -1,
  };

  if (fix->time_ms <= state->heard_ms || fix->time_ms > CHEZU_RULE_TIME_MAX_MS)
    return;
  chezu_rule_silence_take (&at);
  chezu_rule_clock_take (&at);
  state->heard_ms = fix->time_ms;
  /* A position that the receiver only remembers says nothing, its speed least of all. */
  if ((fix->flags & CHEZU_FIX_INVALID) != 0)
    chezu_rule_collision_forget (state);
  else
    judge_valid (&at);
}

void
chezu_rule_engine_take (ChezuRuleEngine *self,
                        gint64 vehicle_id,
                        const ChezuFix *fixes,
                        guint n_fixes,
                        gint64 received_ms)
{
  ChezuRuleVehicle *vehicle;

  g_return_if_fail (self != NULL && (fixes != NULL || n_fixes == 0));

  vehicle = chezu_rule_engine_find (self, vehicle_id);
  for (guint i = 0; i < n_fixes; i++)
    chezu_rule_vehicle_judge (self, vehicle, &fixes[i], received_ms);
}

void
chezu_rule_engine_replay (ChezuRuleEngine *self,
                          gint64 vehicle_id,
                          const ChezuFix *fixes,
                          guint n_fixes)
{
  g_return_if_fail (self != NULL);

  self->silent = TRUE;
  chezu_rule_engine_take (self, vehicle_id, fixes, n_fixes, 0);
  self->silent = FALSE;
}

void
chezu_rule_engine_tick (ChezuRuleEngine *self, gint64 vehicle_id, gint64 now_ms)
{
  ChezuRuleVehicle *vehicle;

  g_return_if_fail (self != NULL);

  vehicle = chezu_rule_engine_find (self, vehicle_id);
  chezu_rule_silence_pass (self, vehicle, now_ms);
  chezu_rule_paper_tick (self, vehicle, now_ms);
}

void
chezu_rule_engine_excuse (ChezuRuleEngine *self, gint64 vehicle_id, gint64 until_ms)
{
  ChezuRuleVehicle *vehicle;

  g_return_if_fail (self != NULL);

  vehicle = chezu_rule_engine_find (self, vehicle_id);
  vehicle->state.excused_ms = MAX (vehicle->state.excused_ms, until_ms);
}

void
chezu_rule_engine_change_driver (ChezuRuleEngine *self, gint64 vehicle_id, gint64 time_ms)
{
  g_return_if_fail (self != NULL);
  chezu_rule_hours_change_driver (self, chezu_rule_engine_find (self, vehicle_id), time_ms);
}
