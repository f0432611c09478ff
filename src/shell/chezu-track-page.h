/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One vehicle's day beside the map: its speed, trips, stops and events, of any day. */

#pragma once

#include <adwaita.h>

#include "map/chezu-map-view.h"
#include "shell/chezu-day-track.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TRACK_PAGE (chezu_track_page_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTrackPage, chezu_track_page, CHEZU, TRACK_PAGE, AdwNavigationPage)

/* @map: shows where what is pointed at was */
ChezuTrackPage *chezu_track_page_new (ChezuMapView *map);

/* Another vehicle begins with the day of the one before; the same one is left as it is. */
void chezu_track_page_show (ChezuTrackPage *self,
                            ChezuStore *store,
                            gint64 vehicle_id,
                            const char *plate);
/* @time_ms: an instant of the day, in the local zone; 0: today, as it goes on */
void chezu_track_page_set_day (ChezuTrackPage *self, gint64 time_ms);
void chezu_track_page_clear (ChezuTrackPage *self);
/* Reads what came since; cheap to call often. */
void chezu_track_page_refresh (ChezuTrackPage *self);

/* The moment that the map shows; 0 none. */
void chezu_track_page_set_playhead (ChezuTrackPage *self, gint64 time_ms);
/* The chart as a table, and back. */
void chezu_track_page_toggle_table (ChezuTrackPage *self);
/* Returns: (transfer none) (nullable): what is shown */
ChezuDayTrack *chezu_track_page_get_track (ChezuTrackPage *self);

/* Signal "changed" (): the track was read. What is clicked leads to its moment by "win.past". */

G_END_DECLS
