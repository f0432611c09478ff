/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules judged where fixes are committed: what they say is raised in the same transaction.
 *
 * What the engine remembers lives in memory, beside the connection that writes. It is loaded
 * vehicle by vehicle from what was saved of it and judged on, without telling, up to the newest fix
 * of the history; so nothing is lost and nothing told twice after a crash, and a transaction that
 * is taken back only has to forget it. */

#pragma once

#include "store/chezu-gap-table.h"
#include "store/chezu-history.h"
#include "store/chezu-rule-table-private.h"

G_BEGIN_DECLS

typedef struct _ChezuRuleWatch ChezuRuleWatch;

void chezu_rule_watch_free (ChezuRuleWatch *self);

/* All on the writer thread, in a transaction. */

/* Before anything else is said of a vehicle; @newest_ms: of its newest fix that was stored before,
 * G_MININT64 none. */
gboolean
chezu_rule_watch_meet (ChezuDatabase *db, gint64 vehicle_id, gint64 newest_ms, GError **error);
/* After chezu_history_add () and chezu_geofence_watch_take (): the fixes of one vehicle that came,
 * ascending. Late ones are judged with the fixes around them. */
gboolean chezu_rule_watch_take (
    ChezuDatabase *db, const ChezuHistoryItem *items, guint n_items, gint64 now_ms, GError **error);
/* A vehicle crossed the edge of a geofence. @late: known only from fixes that came late; @survey:
 * the fence is new there, not the vehicle. */
gboolean chezu_rule_watch_cross (ChezuDatabase *db,
                                 gint64 vehicle_id,
                                 gint64 fence,
                                 gboolean inside,
                                 gint64 time_ms,
                                 gboolean late,
                                 gboolean survey,
                                 GError **error);
/* That nothing was heard of the vehicle until then has other reasons. */
gboolean
chezu_rule_watch_excuse (ChezuDatabase *db, gint64 vehicle_id, gint64 until_ms, GError **error);
/* A fix was held back because it jumped away and the next one was back. */
gboolean chezu_rule_watch_drifted (
    ChezuDatabase *db, gint64 vehicle_id, const ChezuFix *fix, double km_h, GError **error);
/* Kind or papers are other ones. */
gboolean chezu_rule_watch_describe (ChezuDatabase *db, gint64 vehicle_id, GError **error);

/* Everything that the source has is here, without a break since @since_ms: whoever is silent is
 * silent. What is remembered of vehicles is saved by turns. */
gboolean chezu_rule_watch_tick (
    ChezuDatabase *db, gint64 source_id, gint64 since_ms, gint64 now_ms, GError **error);

G_END_DECLS
