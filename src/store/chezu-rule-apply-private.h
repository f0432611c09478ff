/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a rule says to the alarm that it raises or ends. */

#pragma once

#include "rule/chezu-rule-signal.h"
#include "store/chezu-statement.h"

G_BEGIN_DECLS

/* On the writer thread, in a transaction. */
gboolean
chezu_rule_apply (ChezuDatabase *db, const ChezuRuleSignal *signal, gint64 now_ms, GError **error);

G_END_DECLS
