/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One geofence: what it is, who is inside, and who entered and left. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"
#include "shell/chezu-geofences.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_GEOFENCE_PANE (chezu_geofence_pane_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuGeofencePane, chezu_geofence_pane, CHEZU, GEOFENCE_PANE, AdwNavigationPage)

/* @geofences: (nullable) */
void chezu_geofence_pane_set_geofences (ChezuGeofencePane *self, ChezuGeofences *geofences);
/* What tells plates and states; of the past when the map shows it. */
void chezu_geofence_pane_set_fleet (ChezuGeofencePane *self, ChezuFleet *fleet);
void chezu_geofence_pane_show (ChezuGeofencePane *self, gint64 id);
/* 0 when none is shown. */
gint64 chezu_geofence_pane_get_id (ChezuGeofencePane *self);
/* @at_ms: who was inside then; 0 now. */
void chezu_geofence_pane_set_time (ChezuGeofencePane *self, gint64 at_ms);
/* Of the vehicles inside, ascending in nothing; valid until the main loop runs. */
const gint64 *chezu_geofence_pane_peek_inside (ChezuGeofencePane *self, guint *n);
/* Time went by: rows keep still while somebody points at them. */
void chezu_geofence_pane_refresh (ChezuGeofencePane *self);

/* Signals: "activated" (gint64 vehicle id); "moment" (gint64 vehicle id, gint64 time in ms): an
 * entry was chosen; "gone" (): the fence that was shown is not there any more. */

G_END_DECLS
