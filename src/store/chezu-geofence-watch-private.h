/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who enters and leaves geofences, written with the fixes that say so. */

#pragma once

#include "store/chezu-geofence-set-private.h"
#include "store/chezu-history.h"

G_BEGIN_DECLS

/* On the writer thread, after chezu_history_add (): the fixes of one vehicle that came, ascending
 * in time. Those newer than newest_ms move it on; late ones change what is known of the past. */
gboolean chezu_geofence_watch_take (ChezuDatabase *db,
                                    const ChezuHistoryItem *items,
                                    guint n_items,
                                    GError **error);

/* On the writer thread: the fence is another one since now, or there again. Whoever is no longer
 * inside by its latest fix has left, whoever is has a visit. */
gboolean chezu_geofence_watch_survey (ChezuDatabase *db, gint64 geofence, GError **error);
/* All its visits end. */
gboolean
chezu_geofence_watch_leave (ChezuDatabase *db, gint64 geofence, gint64 time_ms, GError **error);

/* Something about fences or visits changed. */
gboolean chezu_geofence_watch_bump (ChezuDatabase *db, GError **error);

G_END_DECLS
