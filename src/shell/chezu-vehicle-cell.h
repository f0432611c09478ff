/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vehicle in a list: state, plate, kind and driver, speed. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_VEHICLE_CELL (chezu_vehicle_cell_get_type ())
G_DECLARE_FINAL_TYPE (ChezuVehicleCell, chezu_vehicle_cell, CHEZU, VEHICLE_CELL, AdwBin)

GtkWidget *chezu_vehicle_cell_new (void);
void chezu_vehicle_cell_show (ChezuVehicleCell *self, ChezuFleet *fleet, guint index);
char *chezu_vehicle_cell_describe (ChezuFleet *fleet, guint index);

G_END_DECLS
