/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scrolling list of vehicles that keeps still while somebody points at it. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_VEHICLE_LIST (chezu_vehicle_list_get_type ())
G_DECLARE_FINAL_TYPE (ChezuVehicleList, chezu_vehicle_list, CHEZU, VEHICLE_LIST, AdwBin)

void chezu_vehicle_list_set_fleet (ChezuVehicleList *self, ChezuFleet *fleet);
/* Shows the vehicles with these fleet indices (guint). */
void chezu_vehicle_list_show (ChezuVehicleList *self, GArray *indices);
/* Brings the rows on the screen up to date. */
void chezu_vehicle_list_refresh (ChezuVehicleList *self);
gboolean chezu_vehicle_list_is_in_use (ChezuVehicleList *self);

/* Signal "activated" (gint64 vehicle id). */

G_END_DECLS
