/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's selected vehicles as what a list of GTK asks for: rows are selected by what they
 * stand for, not by where they are. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-selection.h"
#include "fleet/chezu-vehicle-model.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_VEHICLE_SELECTION (chezu_vehicle_selection_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuVehicleSelection, chezu_vehicle_selection, CHEZU, VEHICLE_SELECTION, GObject)

/* @model: (transfer none) */
ChezuVehicleSelection *chezu_vehicle_selection_new (ChezuVehicleModel *model);

/* Both (nullable): what the rows are of, and what is selected. */
void chezu_vehicle_selection_follow (ChezuVehicleSelection *self,
                                     ChezuFleet *fleet,
                                     ChezuSelection *selection);

G_END_DECLS
