/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Today's tracks of several vehicles, for their trails on the map. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

/* More trails than that are no longer told apart. */
#define CHEZU_TRAILS_MAX 12

#define CHEZU_TYPE_TRAILS (chezu_trails_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTrails, chezu_trails, CHEZU, TRAILS, GObject)

ChezuTrails *chezu_trails_new (ChezuStore *store);

/* The first %CHEZU_TRAILS_MAX of @ids are followed from now on, the others no longer. */
void chezu_trails_follow (ChezuTrails *self, const gint64 *ids, guint n_ids);
/* Reads what came since; cheap to call often. */
void chezu_trails_refresh (ChezuTrails *self);
gboolean chezu_trails_are_loaded (ChezuTrails *self);

/* Signal "changed" (gint64 vehicle id, ChezuFix *fixes, guint n): a track was read; no fixes: it is
 * no longer followed. */

G_END_DECLS
