/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geofences: who enters and leaves, who may not be there and when, who stays too long, and what
 * speed is allowed inside. Where a fence is, others know; crossings are told to the engine. */

#include "rule/chezu-rule-engine-private.h"

#include <string.h>

void
chezu_rule_engine_put_fence (ChezuRuleEngine *self, const ChezuRuleFence *fence)
{
  ChezuRuleFence *copy;

  g_return_if_fail (self != NULL && fence != NULL);

  copy = g_memdup2 (fence, sizeof *fence);
  g_hash_table_replace (self->fences, &copy->id, copy);
}

void
chezu_rule_engine_drop_fence (ChezuRuleEngine *self, gint64 fence)
{
  g_return_if_fail (self != NULL);
  g_hash_table_remove (self->fences, &fence);
}

static const ChezuRuleFence *
find_fence (const ChezuRuleEngine *self, gint64 fence)
{
  return g_hash_table_lookup (self->fences, &fence);
}

static int
find_stay (const ChezuRuleVehicle *vehicle, gint64 fence)
{
  for (guint i = 0; vehicle->stays != NULL && i < vehicle->stays->len; i++)
    if (g_array_index (vehicle->stays, ChezuStay, i).fence == fence)
      return (int)i;
  return -1;
}

static void
add_stay (ChezuRuleVehicle *vehicle, gint64 fence, gint64 entered_ms)
{
  const ChezuStay stay = { .fence = fence, .entered_ms = entered_ms };

  if (vehicle->stays == NULL)
    vehicle->stays = g_array_new (FALSE, TRUE, sizeof (ChezuStay));
  /* Fences lie within fences, but not as deep as that. */
  if (vehicle->stays->len == CHEZU_STAYS_MAX)
    g_array_remove_index (vehicle->stays, 0);
  g_array_append_val (vehicle->stays, stay);
}

static void
drop_stay (ChezuRuleVehicle *vehicle, guint index)
{
  g_array_remove_index (vehicle->stays, index);
  if (vehicle->stays->len == 0)
    g_clear_pointer (&vehicle->stays, g_array_unref);
}

static void
speak (ChezuRuleEngine *self,
       ChezuRuleVehicle *vehicle,
       ChezuRule rule,
       ChezuSignalChange change,
       gint64 fence,
       gint64 began_ms,
       gint64 time_ms)
{
  ChezuRuleSignal signal = {
    .change = change,
    .began_ms = began_ms,
    .time_ms = time_ms,
    .sounds = TRUE,
    .subject = fence,
    .fixes = { began_ms, time_ms },
    .n_fixes = began_ms != time_ms ? 2 : 1,
  };

  if (rule == CHEZU_RULE_FENCE_DWELL)
    {
      signal.unit = CHEZU_UNIT_SECONDS;
      signal.measured = (double)(time_ms - began_ms) / CHEZU_SECOND_MS;
    }
  chezu_rule_speak (self, vehicle, rule, &signal);
}

/* --- While it is inside --------------------------------------------------------------------- */

static gboolean
is_banned (const ChezuRuleEngine *self,
           const ChezuRuleVehicle *vehicle,
           const ChezuRuleFence *fence,
           gint64 time_ms)
{
  if ((fence->banned_kinds & 1u << vehicle->facts.kind) == 0
      || !chezu_rule_is_on (&self->rules, CHEZU_RULE_FENCE_BAN))
    return FALSE;
  return fence->ban_from_min == fence->ban_to_min
         || chezu_rule_is_between (time_ms, fence->ban_from_min / 60.0, fence->ban_to_min / 60.0);
}

static gboolean
is_too_long (const ChezuRuleEngine *self,
             const ChezuRuleFence *fence,
             const ChezuStay *stay,
             gint64 time_ms)
{
  double most_ms
      = fence->dwell_ms < 0 ? chezu_rule_ms (self->rules.fence.dwell_s) : (double)fence->dwell_ms;

  return most_ms > 0 && (double)(time_ms - stay->entered_ms) > most_ms
         && chezu_rule_is_on (&self->rules, CHEZU_RULE_FENCE_DWELL);
}

static void
judge_stay (ChezuRuleEngine *self, ChezuRuleVehicle *vehicle, ChezuStay *stay, gint64 time_ms)
{
  const ChezuRuleFence *fence = find_fence (self, stay->fence);
  gboolean banned = fence != NULL && is_banned (self, vehicle, fence, time_ms);

  if (banned && (stay->told & CHEZU_STAY_BAN_TOLD) == 0)
    {
      stay->told |= CHEZU_STAY_BAN_TOLD;
      speak (self, vehicle, CHEZU_RULE_FENCE_BAN, CHEZU_SIGNAL_RAISED, stay->fence, time_ms,
             time_ms);
    }
  else if (!banned && (stay->told & CHEZU_STAY_BAN_TOLD) != 0)
    {
      stay->told &= ~(guint32)CHEZU_STAY_BAN_TOLD;
      speak (self, vehicle, CHEZU_RULE_FENCE_BAN, CHEZU_SIGNAL_RETURNED, stay->fence, time_ms,
             time_ms);
    }
  if (fence != NULL && (stay->told & CHEZU_STAY_DWELL_TOLD) == 0
      && is_too_long (self, fence, stay, time_ms))
    {
      stay->told |= CHEZU_STAY_DWELL_TOLD;
      speak (self, vehicle, CHEZU_RULE_FENCE_DWELL, CHEZU_SIGNAL_RAISED, stay->fence,
             stay->entered_ms, time_ms);
    }
}

void
chezu_rule_fence_take (ChezuRuleMoment *at)
{
  GArray *stays = at->vehicle->stays;

  for (guint i = 0; stays != NULL && i < stays->len; i++)
    judge_stay (at->engine, at->vehicle, &g_array_index (stays, ChezuStay, i), at->fix->time_ms);
}

gint32
chezu_rule_fence_limit (const ChezuRuleMoment *at, ChezuSpeedGroup group)
{
  const GArray *stays = at->vehicle->stays;
  double least_km_h = 0;

  if (stays == NULL || !chezu_rule_is_on (at->rules, CHEZU_RULE_OVERSPEED_REGION))
    return G_MAXINT32;
  for (guint i = 0; i < stays->len; i++)
    {
      const ChezuRuleFence *fence
          = find_fence (at->engine, g_array_index (stays, ChezuStay, i).fence);
      double km_h = fence != NULL ? fence->limit_km_h[group] : 0;

      if (km_h > 0 && (least_km_h <= 0 || km_h < least_km_h))
        least_km_h = km_h;
    }
  return least_km_h > 0 ? chezu_km_h_to_cm_s (least_km_h) : G_MAXINT32;
}

/* --- Crossings ------------------------------------------------------------------------------ */

static void
enter (ChezuRuleEngine *self, ChezuRuleVehicle *vehicle, gint64 fence_id, gint64 time_ms)
{
  const ChezuRuleFence *fence = find_fence (self, fence_id);

  if (fence != NULL && fence->tells_entry
      && chezu_rule_is_on (&self->rules, CHEZU_RULE_FENCE_ENTER))
    speak (self, vehicle, CHEZU_RULE_FENCE_ENTER, CHEZU_SIGNAL_MOMENT, fence_id, time_ms, time_ms);
  add_stay (vehicle, fence_id, time_ms);
  judge_stay (self, vehicle, &g_array_index (vehicle->stays, ChezuStay, vehicle->stays->len - 1),
              time_ms);
}

static void
leave (ChezuRuleEngine *self, ChezuRuleVehicle *vehicle, int index, gint64 fence_id, gint64 time_ms)
{
  const ChezuRuleFence *fence = find_fence (self, fence_id);

  if (index >= 0)
    {
      ChezuStay stay = g_array_index (vehicle->stays, ChezuStay, index);

      /* It was too long for certain before it was over. */
      judge_stay (self, vehicle, &stay, time_ms);
      drop_stay (vehicle, (guint)index);
      if ((stay.told & CHEZU_STAY_BAN_TOLD) != 0)
        speak (self, vehicle, CHEZU_RULE_FENCE_BAN, CHEZU_SIGNAL_RETURNED, fence_id, time_ms,
               time_ms);
      if ((stay.told & CHEZU_STAY_DWELL_TOLD) != 0)
        speak (self, vehicle, CHEZU_RULE_FENCE_DWELL, CHEZU_SIGNAL_RETURNED, fence_id, time_ms,
               time_ms);
    }
  if (fence != NULL && fence->tells_exit && chezu_rule_is_on (&self->rules, CHEZU_RULE_FENCE_EXIT))
    speak (self, vehicle, CHEZU_RULE_FENCE_EXIT, CHEZU_SIGNAL_MOMENT, fence_id, time_ms, time_ms);
}

/* What happened in a past that is over: the stay that is known now, if any, goes on. */
static void
cross_before (ChezuRuleEngine *self,
              ChezuRuleVehicle *vehicle,
              gint64 fence_id,
              gboolean inside,
              gint64 time_ms)
{
  const ChezuRuleFence *fence = find_fence (self, fence_id);

  if (fence == NULL)
    return;
  if (inside && fence->tells_entry && chezu_rule_is_on (&self->rules, CHEZU_RULE_FENCE_ENTER))
    speak (self, vehicle, CHEZU_RULE_FENCE_ENTER, CHEZU_SIGNAL_MOMENT, fence_id, time_ms, time_ms);
  if (inside && is_banned (self, vehicle, fence, time_ms))
    speak (self, vehicle, CHEZU_RULE_FENCE_BAN, CHEZU_SIGNAL_RAISED, fence_id, time_ms, time_ms);
  if (!inside && fence->tells_exit && chezu_rule_is_on (&self->rules, CHEZU_RULE_FENCE_EXIT))
    speak (self, vehicle, CHEZU_RULE_FENCE_EXIT, CHEZU_SIGNAL_MOMENT, fence_id, time_ms, time_ms);
}

void
chezu_rule_engine_cross (ChezuRuleEngine *self,
                         gint64 vehicle_id,
                         gint64 fence,
                         gboolean inside,
                         gint64 time_ms,
                         gboolean late)
{
  ChezuRuleVehicle *vehicle;
  int index;

  g_return_if_fail (self != NULL);

  vehicle = chezu_rule_engine_find (self, vehicle_id);
  index = find_stay (vehicle, fence);
  self->late = late;
  if (late && (inside ? index >= 0 : index < 0))
    cross_before (self, vehicle, fence, inside, time_ms);
  else if (inside && index < 0)
    enter (self, vehicle, fence, time_ms);
  else if (!inside)
    leave (self, vehicle, index, fence, time_ms);
  self->late = FALSE;
}

void
chezu_rule_engine_put_stay (ChezuRuleEngine *self,
                            gint64 vehicle_id,
                            gint64 fence,
                            gint64 entered_ms)
{
  ChezuRuleVehicle *vehicle;

  g_return_if_fail (self != NULL);

  vehicle = chezu_rule_engine_find (self, vehicle_id);
  if (find_stay (vehicle, fence) < 0)
    add_stay (vehicle, fence, entered_ms);
}
