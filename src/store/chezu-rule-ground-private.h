/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules may ask about a place: its road, whether somebody knows it, and how far off its
 * corridor a vehicle is. Read once from a connection, asked without one. */

#pragma once

#include "rule/chezu-rule-facts.h"
#include "store/chezu-geofence-set-private.h"

G_BEGIN_DECLS

typedef struct _ChezuRuleGround ChezuRuleGround;

ChezuRuleGround *chezu_rule_ground_new (ChezuDatabase *db, GError **error);
void chezu_rule_ground_free (ChezuRuleGround *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuRuleGround, chezu_rule_ground_free)

/* Points to @self, which must live as long as it is asked. */
ChezuRuleContext chezu_rule_ground_get_context (ChezuRuleGround *self);

G_END_DECLS
