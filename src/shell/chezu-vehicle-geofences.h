/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geofences that one vehicle is in, or was in at a moment; a row leads to its fence. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-geofences.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_VEHICLE_GEOFENCES (chezu_vehicle_geofences_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuVehicleGeofences, chezu_vehicle_geofences, CHEZU, VEHICLE_GEOFENCES, AdwBin)

void chezu_vehicle_geofences_set_geofences (ChezuVehicleGeofences *self, ChezuGeofences *geofences);
/* @vehicle: 0 none; in no fence it hides itself */
void chezu_vehicle_geofences_show (ChezuVehicleGeofences *self, gint64 vehicle);
/* @at_ms: a moment of the past, 0 for now */
void chezu_vehicle_geofences_set_time (ChezuVehicleGeofences *self, gint64 at_ms);

G_END_DECLS
