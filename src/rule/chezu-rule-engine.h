/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges every fix by the rules. Knows neither store nor clock: the same fixes in the same order
 * give the same signals, whenever and however often they are judged.
 *
 * What has to hold for a rule to speak is told in the order in which it is decided: a fix that is
 * marked as invalid counts as a sign of life alone (and its time is the clock's); two fixes that
 * lie too far apart prove nothing of the time between; and where something is unknown (road, place,
 * route), the rule keeps silent.
 */

#pragma once

#include "rule/chezu-rule-signal.h"

G_BEGIN_DECLS

typedef struct _ChezuRuleEngine ChezuRuleEngine;

/* Copies @rules and @context (nullable). */
ChezuRuleEngine *chezu_rule_engine_new (const ChezuRuleSet *rules,
                                        const ChezuRuleContext *context,
                                        ChezuRuleSink sink,
                                        gpointer sink_data);
void chezu_rule_engine_free (ChezuRuleEngine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuRuleEngine, chezu_rule_engine_free)

const ChezuRuleSet *chezu_rule_engine_get_rules (const ChezuRuleEngine *self);
/* From the next fix on; what is raised stays so until the new figures end it. */
void chezu_rule_engine_set_rules (ChezuRuleEngine *self, const ChezuRuleSet *rules);

/* A vehicle that was never described is of unknown kind. */
void chezu_rule_engine_describe (ChezuRuleEngine *self, const ChezuRuleFacts *facts);
void chezu_rule_engine_forget (ChezuRuleEngine *self, gint64 vehicle_id);
/* G_MININT64: there was none */
gint64 chezu_rule_engine_get_newest (const ChezuRuleEngine *self, gint64 vehicle_id);

/* Fixes of one vehicle, ascending and newer than its newest; others are passed over.
 * @received_ms: when they came, for the fault of a clock; 0 where that is not known, or where they
 * waited on the way. */
void chezu_rule_engine_take (ChezuRuleEngine *self,
                             gint64 vehicle_id,
                             const ChezuFix *fixes,
                             guint n_fixes,
                             gint64 received_ms);

/* All fixes of the vehicle up to @now_ms are here: if it has been silent until then, it is silent.
 * Not to be called while its source is cut off. Papers expire at a tick as well. */
void chezu_rule_engine_tick (ChezuRuleEngine *self, gint64 vehicle_id, gint64 now_ms);

/* That nothing was heard of the vehicle until @until_ms is not its fault. */
void chezu_rule_engine_excuse (ChezuRuleEngine *self, gint64 vehicle_id, gint64 until_ms);

/* @stretch: every fix that is known of the vehicle, ascending, from some hours before the first
 * late one on (CHEZU_RULE_LOOK_BACK_MS) up to its newest; @late_ms, ascending, are those among them
 * that came late. The stretch is judged twice on a copy of the vehicle, without them and with them;
 * what only the second time says is told, marked as late. What began earlier or later than was
 * thought is not told again; what was raised and is not so after all returns. If the stretch ends
 * with the newest fix the vehicle goes on from there, so that late driving counts. Costs a
 * judgement of the stretch, twice. */
#define CHEZU_RULE_LOOK_BACK_MS (6 * G_GINT64_CONSTANT (3600000))
void chezu_rule_engine_revise (ChezuRuleEngine *self,
                               gint64 vehicle_id,
                               const ChezuFix *stretch,
                               guint n_fixes,
                               const gint64 *late_ms,
                               guint n_late);

/* --- What is not a fix ------------------------------------------------------------------- */

/* What a geofence means to the rules. Minutes are of the day in China; equal ones: always. */
typedef struct
{
  gint64 id;
  gboolean tells_entry;
  gboolean tells_exit;
  guint banned_kinds; /* bit by ChezuVehicleKind; 0: nobody is banned */
  guint ban_from_min;
  guint ban_to_min;
  double limit_km_h[CHEZU_N_SPEED_GROUPS]; /* 0: none of its own */
  gint64 dwell_ms;                         /* 0: any; negative: that of the rule */
} ChezuRuleFence;

void chezu_rule_engine_put_fence (ChezuRuleEngine *self, const ChezuRuleFence *fence);
void chezu_rule_engine_drop_fence (ChezuRuleEngine *self, gint64 fence);
/* A crossing as somebody judged it who knows where the fence is, with hysteresis. @late: known only
 * now. A crossing that is older than what is known of vehicle and fence is told, and changes
 * nothing. */
void chezu_rule_engine_cross (ChezuRuleEngine *self,
                              gint64 vehicle_id,
                              gint64 fence,
                              gboolean inside,
                              gint64 time_ms,
                              gboolean late);
/* The vehicle is in the fence since then, which was told before. */
void chezu_rule_engine_put_stay (ChezuRuleEngine *self,
                                 gint64 vehicle_id,
                                 gint64 fence,
                                 gint64 entered_ms);

/* A card was changed: another driver's hours begin. */
void chezu_rule_engine_change_driver (ChezuRuleEngine *self, gint64 vehicle_id, gint64 time_ms);

/* The store held back a fix because nobody can have driven there, and the next one was back. */
void chezu_rule_engine_drifted (ChezuRuleEngine *self,
                                gint64 vehicle_id,
                                gint64 time_ms,
                                gint32 lon_e7,
                                gint32 lat_e7,
                                double km_h);

/* Nobody is called until @until_ms; what happens is told all the same, with the @reason.
 * @type (nullable): all of them. What has priority one cannot be snoozed. */
void chezu_rule_engine_snooze (ChezuRuleEngine *self,
                               gint64 vehicle_id,
                               const char *type,
                               gint64 until_ms,
                               const char *reason);

/* --- Across a restart --------------------------------------------------------------------- */

/* Everything that is remembered of a vehicle, for this version of the program on this kind of
 * machine; NULL when there is nothing. */
GBytes *chezu_rule_engine_save (const ChezuRuleEngine *self, gint64 vehicle_id);
/* FALSE, and nothing changes, where @bytes were not saved by this version: then
 * chezu_rule_engine_replay () over some days of history serves. */
gboolean chezu_rule_engine_load (ChezuRuleEngine *self, gint64 vehicle_id, GBytes *bytes);
/* As chezu_rule_engine_take (), for fixes that were judged already: nothing is told. */
void chezu_rule_engine_replay (ChezuRuleEngine *self,
                               gint64 vehicle_id,
                               const ChezuFix *fixes,
                               guint n_fixes);

G_END_DECLS
