/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules of the engine share. */

#pragma once

#include "rule/chezu-rule-engine.h"
#include "rule/chezu-rule-state-private.h"

#include "base/chezu-time.h"

G_BEGIN_DECLS

/* Rules of the law are those of one zone, without daylight saving. */
#define CHEZU_CHINA_OFFSET_MS (8 * CHEZU_HOUR_MS)

/* The last millisecond of the year 9999: no clock that is right goes on. */
#define CHEZU_RULE_TIME_MAX_MS G_GINT64_CONSTANT (253402300799999)

typedef struct
{
  ChezuRuleFacts facts;
  ChezuRuleState state;
  ChezuRuleDriving *hours; /* NULL until it has driven, or when no rule asks */
  GArray *stays;           /* of ChezuStay; NULL none */
} ChezuRuleVehicle;

typedef struct _ChezuClosing ChezuClosing;

struct _ChezuRuleEngine
{
  ChezuRuleSet rules;
  ChezuRuleContext context;
  ChezuRuleSink sink;
  gpointer sink_data;
  guint versions[CHEZU_N_RULES];
  gint32 limit_cm_s[CHEZU_N_SPEED_GROUPS][CHEZU_N_ROAD_CLASSES];
  gint32 least_limit_cm_s; /* of all: what is not faster is asked nothing */

  GHashTable *vehicles;  /* gint64 → ChezuRuleVehicle */
  GHashTable *fences;    /* gint64 → ChezuRuleFence */
  GHashTable *snoozes;   /* gint64 → GArray of snoozes */
  ChezuClosing *closing; /* NULL: that rule is off */
  gboolean silent;       /* what is judged was told already */
  gboolean late;
};

/* A fix in the light of those before it. */
typedef struct
{
  ChezuRuleEngine *engine;
  const ChezuRuleSet *rules;
  ChezuRuleVehicle *vehicle;
  ChezuRuleState *state;
  const ChezuFix *before; /* the valid one before; NULL none */
  const ChezuFix *fix;
  gint64 dt_ms; /* since @before; 0 none */
  gint64 received_ms;
  double metres; /* since @before; negative: not asked yet */
} ChezuRuleMoment;

static inline double
chezu_rule_ms (double seconds)
{
  return seconds * 1000.0;
}

static inline gint64
chezu_rule_day_ms (gint64 time_ms)
{
  gint64 rest = (time_ms + CHEZU_CHINA_OFFSET_MS) % CHEZU_DAY_MS;

  return rest < 0 ? rest + CHEZU_DAY_MS : rest;
}

/* Of hours of the day, the first belongs to it and the last does not; they may go across midnight.
 */
static inline gboolean
chezu_rule_is_between (gint64 time_ms, double from_h, double to_h)
{
  double hour = (double)chezu_rule_day_ms (time_ms) / CHEZU_HOUR_MS;

  return from_h <= to_h ? hour >= from_h && hour < to_h : hour >= from_h || hour < to_h;
}

double chezu_rule_metres (const ChezuFix *a, const ChezuFix *b);
double chezu_rule_moment_metres (ChezuRuleMoment *at);

/* --- Speaking */

/* Fills in vehicle, place, version, priority and the rest; sets unit, measured, limit, subject and
 * fixes to what @signal has. */
void chezu_rule_speak (ChezuRuleEngine *engine,
                       ChezuRuleVehicle *vehicle,
                       ChezuRule rule,
                       ChezuRuleSignal *signal);
/* The same for a rule that speaks of moments: FALSE while it is not armed again. */
gboolean chezu_rule_speak_once (ChezuRuleMoment *at, ChezuRule rule, ChezuRuleSignal *signal);

/* --- What lasts */

typedef struct
{
  ChezuRule rule;
  ChezuEpisodeOf episode;
  gboolean on;
  gint32 measured;
  gint32 limit;
  ChezuSignalUnit unit;
  double hold_s; /* 0: as the rule has it */
  guint8 level;  /* 0: not to be heard; 1: as the rule has it; 2: @serious_priority */
  guint8 serious_priority;
} ChezuJudgement;

void chezu_episode_step (ChezuRuleMoment *at, const ChezuJudgement *judgement);

static inline gboolean
chezu_episode_rests (const ChezuRuleState *state, ChezuEpisodeOf episode)
{
  return state->episodes[episode].since_ms == 0;
}

static inline gboolean
chezu_rule_is_on (const ChezuRuleSet *rules, ChezuRule rule)
{
  return rules->timing[rule].enabled != 0;
}

ChezuSpeedGroup chezu_rule_speed_group (const ChezuRuleFacts *facts);

/* --- The rules, each in a file of its own */

void chezu_rule_speed_prepare (ChezuRuleEngine *engine);
void chezu_rule_speed_take (ChezuRuleMoment *at);
void chezu_rule_hours_take (ChezuRuleMoment *at);
void
chezu_rule_hours_change_driver (ChezuRuleEngine *engine, ChezuRuleVehicle *vehicle, gint64 time_ms);
void chezu_rule_night_take (ChezuRuleMoment *at);
void chezu_rule_fence_take (ChezuRuleMoment *at);
/* cm/s; G_MAXINT32: no region has a limit of its own */
gint32 chezu_rule_fence_limit (const ChezuRuleMoment *at, ChezuSpeedGroup group);
void chezu_rule_route_take (ChezuRuleMoment *at);
void chezu_rule_park_take (ChezuRuleMoment *at);
/* The vehicle was silent until then. */
void chezu_rule_silence_pass (ChezuRuleEngine *engine, ChezuRuleVehicle *vehicle, gint64 until_ms);
void chezu_rule_silence_take (ChezuRuleMoment *at);
void chezu_rule_drift_take (ChezuRuleMoment *at);
void chezu_rule_clock_take (ChezuRuleMoment *at);
void chezu_rule_harsh_take (ChezuRuleMoment *at);
void chezu_rule_collision_take (ChezuRuleMoment *at);
void chezu_rule_collision_forget (ChezuRuleState *state);
void chezu_rule_paper_tick (ChezuRuleEngine *engine, ChezuRuleVehicle *vehicle, gint64 now_ms);

ChezuClosing *chezu_closing_new (void);
void chezu_closing_free (ChezuClosing *self);
void chezu_closing_forget (ChezuClosing *self, gint64 vehicle_id);
void chezu_rule_closing_take (ChezuRuleMoment *at);

/* --- Driving hours in slots */

void chezu_rule_driving_add (ChezuRuleDriving *self, gint64 from_ms, gint64 to_ms);
/* Time goes on. */
void chezu_rule_driving_advance (ChezuRuleDriving *self, gint64 time_ms);
void chezu_rule_driving_cut (ChezuRuleDriving *self, gint64 from_ms);
gint64 chezu_rule_driving_day_ms (const ChezuRuleDriving *self);
gint64 chezu_rule_driving_week_ms (const ChezuRuleDriving *self);
/* Sums and slots go together, and with a vehicle that was last heard of then. */
gboolean chezu_rule_driving_is_sound (const ChezuRuleDriving *self, gint64 heard_ms);

/* --- Vehicles and snoozes */

ChezuRuleVehicle *chezu_rule_engine_find (ChezuRuleEngine *self, gint64 vehicle_id);
void chezu_rule_vehicle_free (ChezuRuleVehicle *self);
void chezu_rule_vehicle_copy_memory (ChezuRuleVehicle *to, const ChezuRuleVehicle *from);
void chezu_rule_vehicle_judge (ChezuRuleEngine *self,
                               ChezuRuleVehicle *vehicle,
                               const ChezuFix *fix,
                               gint64 received_ms);
/* NULL: somebody is to be called */
const char *chezu_rule_engine_snoozed (const ChezuRuleEngine *self,
                                       gint64 vehicle_id,
                                       const char *type,
                                       gint64 time_ms,
                                       gint64 *until_ms);

G_END_DECLS
