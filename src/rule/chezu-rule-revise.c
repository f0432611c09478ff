/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes that come late: what they change about a stretch of the past.
 *
 * The stretch is judged as if nothing had been known of the vehicle before, once without and once
 * with what came late. What only the second judgement says is told. If the stretch ends with the
 * newest fix, the vehicle goes on from the second judgement, but for what is the same in both. */

#include "rule/chezu-rule-engine-private.h"

#include <string.h>

static gboolean
are_of_one_kind (const ChezuRuleSignal *a, const ChezuRuleSignal *b)
{
  return a->type == b->type && a->subject == b->subject;
}

/* Signals are the same when they say the same of the same time. */
static gboolean
says_the_same (const ChezuRuleSignal *a, const ChezuRuleSignal *b)
{
  return are_of_one_kind (a, b) && a->change == b->change && a->began_ms == b->began_ms;
}

static void
note_signal (const ChezuRuleSignal *signal, gpointer data)
{
  g_array_append_vals (data, signal, 1);
}

/* --- What the vehicle goes on with ---------------------------------------------------------- */

/* What the silence, the papers and the fences made of the vehicle has nothing to do with the
 * stretch. */
static void
keep_what_is_not_driven (ChezuRuleVehicle *to, const ChezuRuleVehicle *from)
{
  const guint32 silence = CHEZU_TOLD_OFFLINE_MOVING | CHEZU_TOLD_OFFLINE_LONG;

  to->state.told = (to->state.told & ~silence) | (from->state.told & silence);
  to->state.heard_ms = MAX (to->state.heard_ms, from->state.heard_ms);
  to->state.excused_ms = from->state.excused_ms;
  to->state.silent_ms = from->state.silent_ms;
  for (guint i = 0; i < CHEZU_N_RULES; i++)
    to->state.last_s[i] = MAX (to->state.last_s[i], from->state.last_s[i]);
  memcpy (to->state.paper_stage, from->state.paper_stage, sizeof to->state.paper_stage);
  g_clear_pointer (&to->stays, g_array_unref);
  to->stays = from->stays != NULL ? g_array_copy (from->stays) : NULL;
}

#define HOURS_TOLD                                                                                 \
  (CHEZU_TOLD_FATIGUE | CHEZU_TOLD_FATIGUE_WARN | CHEZU_TOLD_DRIVE_DAY | CHEZU_TOLD_DRIVE_WEEK)
#define PARK_TOLD (CHEZU_TOLD_PARK_OVER | CHEZU_TOLD_PARK_KNOWN)

static gboolean
has_same_hours (const ChezuRuleVehicle *a, const ChezuRuleVehicle *b)
{
  return a->state.still_ms == b->state.still_ms && a->state.drive_ms == b->state.drive_ms
         && a->state.night_ms == b->state.night_ms
         && ((a->state.told ^ b->state.told) & HOURS_TOLD) == 0
         && (a->hours == NULL) == (b->hours == NULL)
         && (a->hours == NULL || memcmp (a->hours, b->hours, sizeof *a->hours) == 0);
}

static void
keep_hours (ChezuRuleVehicle *to, const ChezuRuleVehicle *from)
{
  to->state.still_ms = from->state.still_ms;
  to->state.drive_ms = from->state.drive_ms;
  to->state.night_ms = from->state.night_ms;
  to->state.told = (to->state.told & ~(guint32)HOURS_TOLD) | (from->state.told & HOURS_TOLD);
  g_free (to->hours);
  to->hours = g_memdup2 (from->hours, from->hours != NULL ? sizeof *from->hours : 0);
}

static gboolean
has_same_stop (const ChezuRuleState *a, const ChezuRuleState *b)
{
  return a->park_ms == b->park_ms && a->park_lon_e7 == b->park_lon_e7
         && a->park_lat_e7 == b->park_lat_e7 && ((a->told ^ b->told) & PARK_TOLD) == 0;
}

static void
keep_stop (ChezuRuleState *to, const ChezuRuleState *from)
{
  to->park_ms = from->park_ms;
  to->park_lon_e7 = from->park_lon_e7;
  to->park_lat_e7 = from->park_lat_e7;
  to->told = (to->told & ~(guint32)PARK_TOLD) | (from->told & PARK_TOLD);
}

static gboolean
has_same_impact (const ChezuRuleState *a, const ChezuRuleState *b)
{
  return a->impact_ms == b->impact_ms && a->stand_ms == b->stand_ms
         && a->impact_cm_s == b->impact_cm_s && a->impact_mm_s2 == b->impact_mm_s2;
}

static void
keep_impact (ChezuRuleState *to, const ChezuRuleState *from)
{
  to->impact_ms = from->impact_ms;
  to->stand_ms = from->stand_ms;
  to->impact_cm_s = from->impact_cm_s;
  to->impact_mm_s2 = from->impact_mm_s2;
  to->impact_limit_mm_s2 = from->impact_limit_mm_s2;
}

/* Where it is all the same whether something came late, the vehicle itself knows more than the
 * stretch: how long it has been parked, say. */
static void
keep_what_is_the_same (ChezuRuleVehicle *as_is,
                       const ChezuRuleVehicle *as_known,
                       const ChezuRuleVehicle *vehicle)
{
  if (has_same_hours (as_is, as_known))
    keep_hours (as_is, vehicle);
  if (has_same_stop (&as_is->state, &as_known->state))
    keep_stop (&as_is->state, &vehicle->state);
  if (has_same_impact (&as_is->state, &as_known->state))
    keep_impact (&as_is->state, &vehicle->state);
  for (guint i = 0; i < CHEZU_N_EPISODES; i++)
    if (memcmp (&as_is->state.episodes[i], &as_known->state.episodes[i], sizeof (ChezuEpisode))
        == 0)
      as_is->state.episodes[i] = vehicle->state.episodes[i];
}

/* --- Judging the stretch -------------------------------------------------------------------- */

static ChezuRuleVehicle *
begin_anew (const ChezuRuleVehicle *of, gint64 from_ms)
{
  ChezuRuleVehicle *vehicle = g_new0 (ChezuRuleVehicle, 1);

  vehicle->facts = of->facts;
  /* Silence between the fixes of a past that may have more of them is nobody's fault. */
  vehicle->state.excused_ms = G_MAXINT64;
  memcpy (vehicle->state.haunts, of->state.haunts, sizeof vehicle->state.haunts);
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

  self->sink = note_signal;
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

/* --- What is new ---------------------------------------------------------------------------- */

typedef struct
{
  const GArray *without;
  const GArray *with;
  int *partner;    /* of what the second judgement raised, in the first; -1: none */
  gboolean *taken; /* of what the first one raised */
} Comparison;

static const ChezuRuleSignal *
get_signal (const GArray *said, guint i)
{
  return &g_array_index (said, ChezuRuleSignal, i);
}

/* When what was raised there was over. */
static gint64
end_of (const GArray *said, guint raised)
{
  for (guint i = raised + 1; i < said->len; i++)
    if (are_of_one_kind (get_signal (said, i), get_signal (said, raised))
        && get_signal (said, i)->change == CHEZU_SIGNAL_RETURNED)
      return get_signal (said, i)->began_ms;
  return G_MAXINT64;
}

static gboolean
overlap (const Comparison *self, guint i, guint j)
{
  return get_signal (self->with, i)->began_ms <= end_of (self->without, j)
         && get_signal (self->without, j)->began_ms <= end_of (self->with, i);
}

/* What began at another time than was thought is the same all the same. */
static void
find_partners (Comparison *self, gboolean exactly)
{
  for (guint i = 0; i < self->with->len; i++)
    for (guint j = 0; j < self->without->len && self->partner[i] < 0; j++)
      {
        const ChezuRuleSignal *with = get_signal (self->with, i);
        const ChezuRuleSignal *without = get_signal (self->without, j);

        if (with->change != CHEZU_SIGNAL_RAISED || without->change != CHEZU_SIGNAL_RAISED
            || self->taken[j] || !are_of_one_kind (with, without)
            || !(exactly ? with->began_ms == without->began_ms : overlap (self, i, j)))
          continue;
        self->partner[i] = (int)j;
        self->taken[j] = TRUE;
      }
}

static gboolean
was_said (const GArray *said, const ChezuRuleSignal *signal)
{
  for (guint i = 0; i < said->len; i++)
    if (says_the_same (get_signal (said, i), signal))
      return TRUE;
  return FALSE;
}

/* Of what was raised there, that it was over, or as urgent. */
static gboolean
was_followed (const GArray *said, guint raised, const ChezuRuleSignal *signal)
{
  for (guint i = raised; i < said->len; i++)
    {
      const ChezuRuleSignal *other = get_signal (said, i);

      if (!are_of_one_kind (other, signal))
        continue;
      if (i > raised && other->change == CHEZU_SIGNAL_RAISED)
        return FALSE;
      if (signal->change == CHEZU_SIGNAL_RETURNED ? other->change == CHEZU_SIGNAL_RETURNED
                                                  : other->priority <= signal->priority)
        return TRUE;
    }
  return FALSE;
}

static int
last_raised (const GArray *said, guint before, const char *type, gint64 subject)
{
  for (guint i = before; i > 0; i--)
    {
      const ChezuRuleSignal *signal = get_signal (said, i - 1);

      if (signal->change == CHEZU_SIGNAL_RAISED && signal->type == type
          && signal->subject == subject)
        return (int)i - 1;
    }
  return -1;
}

static gboolean
is_known (const Comparison *self, guint i)
{
  const ChezuRuleSignal *signal = get_signal (self->with, i);
  int raised;

  if (signal->change == CHEZU_SIGNAL_RAISED)
    return self->partner[i] >= 0;
  raised = last_raised (self->with, i, signal->type, signal->subject);
  if (signal->change == CHEZU_SIGNAL_MOMENT || raised < 0)
    return was_said (self->without, signal);
  return self->partner[raised] >= 0
         && was_followed (self->without, (guint)self->partner[raised], signal);
}

static void
tell_difference (ChezuRuleEngine *engine, const Comparison *self)
{
  for (guint i = 0; i < self->with->len; i++)
    if (!is_known (self, i))
      engine->sink (get_signal (self->with, i), engine->sink_data);
}

/* What stands until it returns, for which the vehicle answers and not the stretch alone. */
static const struct
{
  ChezuRule rule;
  ChezuEpisodeOf episode; /* CHEZU_N_EPISODES: none */
  guint32 told;
} conditions[] = {
  { CHEZU_RULE_OVERSPEED, CHEZU_EPISODE_OVERSPEED, 0 },
  { CHEZU_RULE_OVERSPEED_NIGHT, CHEZU_EPISODE_OVERSPEED_NIGHT, 0 },
  { CHEZU_RULE_OVERSPEED_REGION, CHEZU_EPISODE_OVERSPEED_REGION, 0 },
  { CHEZU_RULE_NIGHT_BAN, CHEZU_EPISODE_NIGHT_BAN, 0 },
  { CHEZU_RULE_ROUTE_OFF, CHEZU_EPISODE_ROUTE_OFF, 0 },
  { CHEZU_RULE_FATIGUE, CHEZU_N_EPISODES, CHEZU_TOLD_FATIGUE },
  { CHEZU_RULE_FATIGUE_WARN, CHEZU_N_EPISODES, CHEZU_TOLD_FATIGUE_WARN },
  { CHEZU_RULE_DRIVE_DAY, CHEZU_N_EPISODES, CHEZU_TOLD_DRIVE_DAY },
  { CHEZU_RULE_DRIVE_WEEK, CHEZU_N_EPISODES, CHEZU_TOLD_DRIVE_WEEK },
  { CHEZU_RULE_PARK_OVER, CHEZU_N_EPISODES, CHEZU_TOLD_PARK_OVER },
};

static gboolean
stands (const ChezuRuleState *state, guint condition)
{
  ChezuEpisodeOf episode = conditions[condition].episode;

  return episode != CHEZU_N_EPISODES ? state->episodes[episode].raised != 0
                                     : (state->told & conditions[condition].told) != 0;
}

static void
take_back (ChezuRuleEngine *engine, ChezuRuleVehicle *vehicle, ChezuRule rule)
{
  gint64 time_ms = vehicle->state.before[0].time_ms;
  ChezuRuleSignal signal = {
    .change = CHEZU_SIGNAL_RETURNED,
    .began_ms = time_ms,
    .time_ms = time_ms,
    .fixes = { time_ms },
    .n_fixes = 1,
  };

  chezu_rule_speak (engine, vehicle, rule, &signal);
}

/* What was raised and is not so after all is taken back; what was over and goes on is raised again.
 */
static void
tell_what_stands (ChezuRuleEngine *engine,
                  const Comparison *self,
                  const ChezuRuleState *was,
                  ChezuRuleVehicle *vehicle)
{
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      const char *type = chezu_rule_key (conditions[i].rule);
      gboolean stood = stands (was, i);
      int raised;

      if (stood == stands (&vehicle->state, i))
        continue;
      raised = stood ? last_raised (self->without, self->without->len, type, 0)
                     : last_raised (self->with, self->with->len, type, 0);
      if (stood && (raised < 0 || !self->taken[raised]))
        take_back (engine, vehicle, conditions[i].rule);
      else if (!stood && raised >= 0 && self->partner[raised] >= 0)
        engine->sink (get_signal (self->with, (guint)raised), engine->sink_data);
    }
}

/* --- Revising ------------------------------------------------------------------------------- */

static void
compare (ChezuRuleEngine *engine,
         ChezuRuleVehicle *vehicle,
         const ChezuRuleState *was,
         const GArray *without,
         const GArray *with)
{
  g_autofree int *partner = g_new (int, with->len + 1);
  g_autofree gboolean *taken = g_new0 (gboolean, without->len + 1);
  Comparison self = { without, with, partner, taken };

  for (guint i = 0; i < with->len; i++)
    partner[i] = -1;
  find_partners (&self, TRUE);
  find_partners (&self, FALSE);
  tell_difference (engine, &self);
  tell_what_stands (engine, &self, was, vehicle);
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
  ChezuRuleState was;
  g_autoptr (GArray) without = NULL;
  g_autoptr (GArray) with = NULL;

  g_return_if_fail (self != NULL && stretch != NULL && n_fixes > 0);

  vehicle = chezu_rule_engine_find (self, vehicle_id);
  was = vehicle->state;
  as_known = begin_anew (vehicle, stretch[0].time_ms);
  as_is = begin_anew (vehicle, stretch[0].time_ms);
  self->late = TRUE;
  without = judge (self, as_known, stretch, n_fixes, late_ms, n_late);
  with = judge (self, as_is, stretch, n_fixes, NULL, 0);
  if (stretch[n_fixes - 1].time_ms >= vehicle->state.heard_ms)
    {
      keep_what_is_the_same (as_is, as_known, vehicle);
      keep_what_is_not_driven (as_is, vehicle);
      chezu_rule_vehicle_copy_memory (vehicle, as_is);
    }
  if (!self->silent)
    compare (self, vehicle, &was, without, with);
  self->late = FALSE;
  chezu_rule_vehicle_free (as_known);
  chezu_rule_vehicle_free (as_is);
}
