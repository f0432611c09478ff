/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules tried against the past: what they would have said of the fixes that are stored, before they
 * go live. Nothing is written. */

#pragma once

#include "rule/chezu-rule-signal.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  ChezuRuleSet rules;
  guint64 which;     /* bit by ChezuRule: what these say is told; 0: of all that are on */
  gint64 from_ms;    /* of the fixes that may speak; driving is added up from some hours before */
  gint64 to_ms;      /* exclusive */
  gint64 vehicle_id; /* 0: all */
  guint limit;       /* of signals that are handed out; all are counted */
} ChezuRuleTry;

typedef struct
{
  ChezuRuleSignal signal; /* nothing in it but type is a text */
  char *plate;            /* nullable */
} ChezuRuleTried;

typedef struct
{
  GArray *signals; /* of ChezuRuleTried, by time: those that began something */
  guint64 n_fixes; /* that were judged */
  guint n_vehicles;
  guint counts[CHEZU_N_RULES]; /* of what began, repeats of a group left out */
  guint repeats[CHEZU_N_RULES];
} ChezuRuleTrial;

void chezu_rule_trial_free (ChezuRuleTrial *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuRuleTrial, chezu_rule_trial_free)

/* Resolves to a ChezuRuleTrial (chezu_store_await ()). Geofences are crossed as their visits say,
 * and mean what they mean now. */
DexFuture *chezu_rule_try (ChezuStore *store, const ChezuRuleTry *ask);
ChezuRuleTrial *chezu_rule_try_sync (ChezuStore *store, const ChezuRuleTry *ask, GError **error);

G_END_DECLS
