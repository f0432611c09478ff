/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a list of vehicles: their titles, what stands in a row, and the cells. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-vehicle-model.h"

G_BEGIN_DECLS

const char *chezu_vehicle_column_title (ChezuVehicleColumn column);
/* (transfer full): "—" where nothing is known */
char *chezu_vehicle_column_text (ChezuVehicleColumn column, ChezuFleet *fleet, guint index);

/* The cells of one window's list: what is on the screen is brought up to date at once. */
typedef struct _ChezuVehicleCells ChezuVehicleCells;

ChezuVehicleCells *chezu_vehicle_cells_new (void);
void chezu_vehicle_cells_free (ChezuVehicleCells *self);
void chezu_vehicle_cells_set_fleet (ChezuVehicleCells *self, ChezuFleet *fleet);
void chezu_vehicle_cells_refresh (ChezuVehicleCells *self);

/* (transfer full): a column whose header sorts; its id is the column's key */
GtkColumnViewColumn *chezu_vehicle_cells_make_column (ChezuVehicleCells *self,
                                                      ChezuVehicleColumn column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuVehicleCells, chezu_vehicle_cells_free)

G_END_DECLS
