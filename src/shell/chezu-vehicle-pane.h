/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The selected vehicle: what it does now, what it did today, who drives it. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"
#include "shell/chezu-day-track.h"
#include "shell/chezu-geofences.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_VEHICLE_PANE (chezu_vehicle_pane_get_type ())
G_DECLARE_FINAL_TYPE (ChezuVehiclePane, chezu_vehicle_pane, CHEZU, VEHICLE_PANE, AdwNavigationPage)

/* @index: in @fleet */
void chezu_vehicle_pane_show (ChezuVehiclePane *self, ChezuFleet *fleet, guint index);
void chezu_vehicle_pane_show_day (ChezuVehiclePane *self, ChezuDayTrack *track);
void chezu_vehicle_pane_clear (ChezuVehiclePane *self);

/* Which fences it is in. @geofences: (nullable); @at_ms: a moment of the past, 0 for now */
void chezu_vehicle_pane_set_geofences (ChezuVehiclePane *self, ChezuGeofences *geofences);
void chezu_vehicle_pane_set_time (ChezuVehiclePane *self, gint64 at_ms);

G_END_DECLS
