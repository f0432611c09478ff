/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An engine that collects what it is told, and a vehicle that drives as it is bidden. */

#pragma once

#include "rule/chezu-rule-engine.h"

#include "base/chezu-time.h"

G_BEGIN_DECLS

#define RULE_FIXTURE_VEHICLE 7

typedef struct
{
  ChezuRuleEngine *engine;
  ChezuRuleSet rules;
  ChezuRuleContext context;
  ChezuRuleFacts facts;
  GArray *said;  /* of ChezuRuleSignal, of which nobody has been told yet */
  GArray *fixes; /* of ChezuFix: all that were fed */
  ChezuFix last; /* what the next fix follows on; its course and flags are those of the next one */

  ChezuRoadClass road; /* answers to whatever is asked */
  double sign_km_h;
  gboolean known_place;
  double off_m;
  guint n_asked;
} RuleFixture;

/* Of all rules only @rule, …, CHEZU_N_RULES are on. */
RuleFixture *rule_fixture_new (ChezuVehicleKind kind, ChezuRule rule, ...);
/* All of them as they are by themselves. */
RuleFixture *rule_fixture_new_full (ChezuVehicleKind kind);
void rule_fixture_free (RuleFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuleFixture, rule_fixture_free)

/* "2026-11-24 08:00:00" in China. */
gint64 rule_fixture_ms (const char *time);

/* A figure, from the next fix on. */
void rule_fixture_put (RuleFixture *self, ChezuRule rule, const char *key, double value);
void rule_fixture_describe (RuleFixture *self, guint traits);

/* The first fix of a drive. */
void rule_fixture_start (RuleFixture *self, const char *time, double km_h);
/* One more fix; it came as far as the mean of both speeds takes it. */
void rule_fixture_go (RuleFixture *self, double after_s, double km_h);
/* One more fix; it came @metres along its course, or went back where they are negative. */
void rule_fixture_go_metres (RuleFixture *self, double after_s, double km_h, double metres);
/* At that speed for @seconds, a fix at least every @interval_s, the last one at their end. */
void rule_fixture_drive (RuleFixture *self, double seconds, double interval_s, double km_h);
void rule_fixture_stand (RuleFixture *self, double seconds, double interval_s);
/* A fix of a receiver that has none: it says where it was last, and any speed. */
void rule_fixture_go_invalid (RuleFixture *self, double after_s, double km_h);
/* A fix that knows no speed, @metres further on. */
void rule_fixture_go_unknown (RuleFixture *self, double after_s, double metres);
void rule_fixture_tick (RuleFixture *self, double after_s);

/* What fixes these would be, fed to nobody: appended to @fixes. */
void rule_fixture_dream (
    RuleFixture *self, GArray *fixes, double seconds, double interval_s, double km_h);

/* "raised overspeed 3!": change, type, priority; "!" where it sounds, then whatever is true of
 * " late", " again" (the same group) and " snoozed". Several are joined by ", ". */
char *rule_fixture_describe_signal (const ChezuRuleSignal *signal);
/* All that was said since somebody looked, and nothing else. */
void rule_fixture_assert_said (RuleFixture *self, const char *expected);
void rule_fixture_assert_silent (RuleFixture *self);
void rule_fixture_sink (const ChezuRuleSignal *signal, gpointer data);
/* The only one of that kind so far. */
const ChezuRuleSignal *rule_fixture_find (RuleFixture *self, ChezuSignalChange change);

void rule_fixture_assert_same (const ChezuRuleSignal *a, const ChezuRuleSignal *b);

G_END_DECLS
