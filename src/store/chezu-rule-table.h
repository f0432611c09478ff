/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules rest on, as it stands in the store: their figures, who is snoozed, what geofences
 * mean, and when papers expire. Whatever is changed here counts from the next fix on, in every
 * program that has the store open. */

#pragma once

#include "rule/chezu-rule-engine.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Resolves to a ChezuRuleSet (g_free ()): that of the program where nobody changed it. */
DexFuture *chezu_rule_table_read (ChezuStore *store);
/* Copies @rules. Each change is logged under @who with its @reason; nothing is written where
 * nothing is another figure. Resolves to whether anything is (dex_await_boolean ()). */
DexFuture *chezu_rule_table_change (ChezuStore *store,
                                    const ChezuRuleSet *rules,
                                    const char *who,
                                    const char *reason);

typedef struct
{
  gint64 id;
  gint64 time_ms;
  char *who;
  char *reason;
  ChezuRuleSet rules; /* as they were from then on */
} ChezuRuleChange;

void chezu_rule_change_free (ChezuRuleChange *self);

/* Resolves to a GPtrArray of ChezuRuleChange, the newest first. */
DexFuture *chezu_rule_table_history (ChezuStore *store, guint limit);

/* --- Snoozes */

typedef struct
{
  gint64 id;
  gint64 vehicle_id;
  char *type; /* NULL: all but those of priority 1 */
  gint64 from_ms;
  gint64 until_ms;
  char *reason;
  char *who;
} ChezuRuleSnooze;

void chezu_rule_snooze_free (ChezuRuleSnooze *self);

/* Longer than that is no snooze but a rule that should be another one. */
#define CHEZU_RULE_SNOOZE_MAX_MS (7 * CHEZU_DAY_MS)

/* Resolves to the id (dex_await_int64 ()). Rejects with %CHEZU_STORE_ERROR_INVALID where there is
 * no reason, the end is past or too far, or the type can never be snoozed. */
DexFuture *chezu_rule_table_snooze (ChezuStore *store, const ChezuRuleSnooze *snooze);
/* It ends now. */
DexFuture *chezu_rule_table_wake (ChezuStore *store, gint64 id, const char *who);
/* Those that hold at @now_ms: a GPtrArray of ChezuRuleSnooze. @vehicle_id 0: of all. */
DexFuture *chezu_rule_table_list_snoozes (ChezuStore *store, gint64 vehicle_id, gint64 now_ms);

/* --- Geofences and papers */

/* Resolves to a ChezuRuleFence (g_free ()); zeros where the fence means nothing to the rules. */
DexFuture *chezu_rule_table_read_fence (ChezuStore *store, gint64 fence);
DexFuture *chezu_rule_table_change_fence (ChezuStore *store, const ChezuRuleFence *fence);
/* Vehicles that have to keep to the corridor @fence, instead of those of before. */
DexFuture *
chezu_rule_table_change_keepers (ChezuStore *store, gint64 fence, const gint64 *ids, guint n_ids);
/* Resolves to a GArray of gint64. */
DexFuture *chezu_rule_table_read_keepers (ChezuStore *store, gint64 fence);

/* @until_ms 0: it is not known. */
DexFuture *chezu_rule_table_change_paper (ChezuStore *store,
                                          gint64 vehicle_id,
                                          ChezuPaper paper,
                                          gint64 until_ms);

G_END_DECLS
