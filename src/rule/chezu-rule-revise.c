/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes that come late: what they change about a stretch of the past.
 *
 * The stretch is judged as if nothing had been known of the vehicle before, once without and once
 * with what came late. What only the second judgement says is told. If the stretch ends with the
 * newest fix, the vehicle goes on from the second judgement. */

#include "rule/chezu-rule-engine-private.h"

#include <string.h>

/* Signals are the same when they say the same of the same time. */
static gboolean
says_the_same (const ChezuRuleSignal *a, const ChezuRuleSignal *b)
{
  return a->type == b->type && a->change == b->change && a->began_ms == b->began_ms
         && a->subject == b->subject;
}

static void
keep_signal (const ChezuRuleSignal *signal, gpointer data)
{
  g_array_append_vals (data, signal, 1);
}

/* What the silence, the papers and the fences made of the vehicle has nothing to do with the
 * stretch. */
static void
keep_what_is_not_driven (ChezuRuleVehicle *to, const ChezuRuleVehicle *from)
{
  const guint32 silence = CHEZU_TOLD_OFFLINE_MOVING | CHEZU_TOLD_OFFLINE_LONG;

  to->state.told = (to->state.told & ~silence) | (from->state.told & silence);
  to->state.heard_ms = MAX (to->state.heard_ms, from->state.heard_ms);
  to->state.excused_ms = from->state.excused_ms;
  memcpy (to->state.last_s, from->state.last_s, sizeof to->state.last_s);
  memcpy (to->state.paper_stage, from->state.paper_stage, sizeof to->state.paper_stage);
  g_clear_pointer (&to->stays, g_array_unref);
  to->stays = from->stays != NULL ? g_array_copy (from->stays) : NULL;
}

static ChezuRuleVehicle *
begin_anew (const ChezuRuleVehicle *of, gint64 from_ms)
{
  ChezuRuleVehicle *vehicle = g_new0 (ChezuRuleVehicle, 1);

  vehicle->facts = of->facts;
  /* Silence between the fixes of a past that may have more of them is nobody's fault. */
  vehicle->state.excused_ms = G_MAXINT64;
  if (of->hours != NULL)
    {
      vehicle->hours = g_memdup2 (of->hours, sizeof *of->hours);
      chezu_rule_driving_cut (vehicle->hours, from_ms);
    }
  return vehicle;
}

/* Judges @stretch without those of @skip_ms on @vehicle. Returns what was said. */
static GArray *
judge (ChezuRuleEngine *self,
       ChezuRuleVehicle *vehicle,
       const ChezuFix *stretch,
       guint n_fixes,
       const gint64 *skip_ms,
       guint n_skip)
{
  GArray *said = g_array_new (FALSE, FALSE, sizeof (ChezuRuleSignal));
  ChezuRuleSink sink = self->sink;
  gpointer sink_data = self->sink_data;
  ChezuClosing *closing = g_steal_pointer (&self->closing);
  guint skipped = 0;

  self->sink = keep_signal;
  self->sink_data = said;
  for (guint i = 0; i < n_fixes; i++)
    {
      while (skipped < n_skip && skip_ms[skipped] < stretch[i].time_ms)
        skipped++;
      if (skipped == n_skip || skip_ms[skipped] != stretch[i].time_ms)
        chezu_rule_vehicle_judge (self, vehicle, &stretch[i], 0);
    }
  self->sink = sink;
  self->sink_data = sink_data;
  self->closing = closing;
  return said;
}

static gboolean
was_said (const GArray *said, const ChezuRuleSignal *signal)
{
  for (guint i = 0; i < said->len; i++)
    if (says_the_same (&g_array_index (said, ChezuRuleSignal, i), signal))
      return TRUE;
  return FALSE;
}

static void
tell_difference (ChezuRuleEngine *self, const GArray *without, const GArray *with)
{
  for (guint i = 0; i < with->len; i++)
    {
      const ChezuRuleSignal *signal = &g_array_index (with, ChezuRuleSignal, i);

      if (!was_said (without, signal))
        self->sink (signal, self->sink_data);
    }
}

void
chezu_rule_engine_revise (ChezuRuleEngine *self,
                          gint64 vehicle_id,
                          const ChezuFix *stretch,
                          guint n_fixes,
                          const gint64 *late_ms,
                          guint n_late)
{
  ChezuRuleVehicle *vehicle;
  ChezuRuleVehicle *as_known;
  ChezuRuleVehicle *as_is;
  g_autoptr (GArray) without = NULL;
  g_autoptr (GArray) with = NULL;

  g_return_if_fail (self != NULL && stretch != NULL && n_fixes > 0);

  vehicle = chezu_rule_engine_find (self, vehicle_id);
  as_known = begin_anew (vehicle, stretch[0].time_ms);
  as_is = begin_anew (vehicle, stretch[0].time_ms);
  self->late = TRUE;
  without = judge (self, as_known, stretch, n_fixes, late_ms, n_late);
  with = judge (self, as_is, stretch, n_fixes, NULL, 0);
  self->late = FALSE;
  if (!self->silent)
    tell_difference (self, without, with);

  if (stretch[n_fixes - 1].time_ms >= vehicle->state.heard_ms)
    {
      keep_what_is_not_driven (as_is, vehicle);
      chezu_rule_vehicle_copy_memory (vehicle, as_is);
    }
  chezu_rule_vehicle_free (as_known);
  chezu_rule_vehicle_free (as_is);
}
