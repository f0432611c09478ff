/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fixes come into segments: worked out beside the file, which takes time, and written into it
 * in one go, if the segments around are still what they were. */

#pragma once

#include "store/chezu-database-private.h"
#include "track/chezu-fix.h"

G_BEGIN_DECLS

typedef struct _ChezuSegmentPlan ChezuSegmentPlan;

ChezuSegmentPlan *chezu_segment_plan_new (void);
void chezu_segment_plan_free (ChezuSegmentPlan *self);

/* Fixes of one vehicle, ascending; each vehicle once. Inside a transaction of @db, which is only
 * read. Stops early once @size_max segments will be written, and says in @n_taken how far it came.
 * Adds to @n_new (nullable) how many were not there yet. */
gboolean chezu_segment_plan_add (ChezuSegmentPlan *self,
                                 ChezuDatabase *db,
                                 gint64 vehicle_id,
                                 const ChezuFix *fixes,
                                 guint n_fixes,
                                 guint size_max,
                                 guint *n_taken,
                                 guint *n_new,
                                 GError **error);

/* How many segments will be written. */
guint chezu_segment_plan_get_size (ChezuSegmentPlan *self);

/* Inside a transaction that writes. @is_current: FALSE when others changed the segments, and
 * nothing may be kept of what was written so far. */
gboolean chezu_segment_plan_apply (ChezuSegmentPlan *self,
                                   ChezuDatabase *db,
                                   gboolean *is_current,
                                   GError **error);

/* Both at once, all of it, inside a transaction that writes. @n_new: how many were not there yet.
 */
gboolean chezu_segment_plan_write (ChezuDatabase *db,
                                   gint64 vehicle_id,
                                   const ChezuFix *fixes,
                                   guint n_fixes,
                                   guint *n_new,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSegmentPlan, chezu_segment_plan_free)

G_END_DECLS
