/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of rules for whoever has a connection. */

#pragma once

#include "store/chezu-rule-table.h"

G_BEGIN_DECLS

/* Something that rules rest on changed: on the writer thread. */
gboolean chezu_rule_bump (ChezuDatabase *db, GError **error);
gboolean chezu_rule_read_seq (ChezuDatabase *db, gint64 *seq, GError **error);

gboolean chezu_rule_read_set (ChezuDatabase *db, ChezuRuleSet *rules, GError **error);
/* Puts fences and snoozes into @engine. */
gboolean chezu_rule_read_fences (ChezuDatabase *db, ChezuRuleEngine *engine, GError **error);
gboolean
chezu_rule_read_snoozes (ChezuDatabase *db, ChezuRuleEngine *engine, gint64 now_ms, GError **error);
/* @found: whether there is such a vehicle */
gboolean chezu_rule_read_facts (
    ChezuDatabase *db, gint64 vehicle_id, ChezuRuleFacts *facts, gboolean *found, GError **error);

gboolean chezu_rule_write_paper (
    ChezuDatabase *db, gint64 vehicle_id, ChezuPaper paper, gint64 until_ms, GError **error);

const char *chezu_paper_key (ChezuPaper paper);
gboolean chezu_paper_from_key (const char *key, ChezuPaper *paper);

G_END_DECLS
