/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day's fixes and events of one vehicle, today's unless another is asked for, read beside the
 * main thread and kept up to date. */

#pragma once

#include "shell/chezu-day.h"
#include "store/chezu-gap-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_DAY_TRACK (chezu_day_track_get_type ())
G_DECLARE_FINAL_TYPE (ChezuDayTrack, chezu_day_track, CHEZU, DAY_TRACK, GObject)

ChezuDayTrack *chezu_day_track_new (ChezuStore *store, gint64 vehicle_id);

/* The day of which moment, up to which its figures go; 0, as at first, for now. */
void chezu_day_track_set_time (ChezuDayTrack *self, gint64 time_ms);

/* Reads what came since the last time; "changed" () follows. Does nothing while it still reads. */
void chezu_day_track_refresh (ChezuDayTrack *self);

gint64 chezu_day_track_get_vehicle (ChezuDayTrack *self);
gboolean chezu_day_track_is_loaded (ChezuDayTrack *self);
const ChezuFix *chezu_day_track_get_fixes (ChezuDayTrack *self, gsize *n_fixes);
GPtrArray *chezu_day_track_get_events (ChezuDayTrack *self); /* of ChezuEventRow, newest first */
const ChezuDay *chezu_day_track_get_day (ChezuDayTrack *self);
/* Trips and stops of the whole day, of ChezuLeg. */
const GArray *chezu_day_track_get_legs (ChezuDayTrack *self);
/* Where the day begins, and the next one. */
void chezu_day_track_get_span (ChezuDayTrack *self, gint64 *from_ms, gint64 *to_ms);
/* Of the day until now; NULL while that is not known. */
const ChezuCompleteness *chezu_day_track_get_completeness (ChezuDayTrack *self);
const char *
chezu_day_track_get_problem (ChezuDayTrack *self); /* why nothing could be read, or NULL */

G_END_DECLS
