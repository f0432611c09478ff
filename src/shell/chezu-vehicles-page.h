/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All vehicles as a table: whose they are, what they do now, and which of them one wants to see. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-selection.h"
#include "map/chezu-map-view.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_VEHICLES_PAGE (chezu_vehicles_page_get_type ())
G_DECLARE_FINAL_TYPE (ChezuVehiclesPage, chezu_vehicles_page, CHEZU, VEHICLES_PAGE, AdwBin)

/* @map: whose view "only what is in view" means; @selection: the window's. Both are kept. */
void
chezu_vehicles_page_set_up (ChezuVehiclesPage *self, ChezuMapView *map, ChezuSelection *selection);
/* @fleet: (nullable) */
void chezu_vehicles_page_set_fleet (ChezuVehiclesPage *self, ChezuFleet *fleet);
void chezu_vehicles_page_refresh (ChezuVehiclesPage *self);

/* Where the details of what is selected go while this page is open. */
AdwBin *chezu_vehicles_page_get_details_bin (ChezuVehiclesPage *self);
AdwOverlaySplitView *chezu_vehicles_page_get_details_split (ChezuVehiclesPage *self);

/* Signal "activated" (gint64 vehicle id): it is wanted on the map. */

G_END_DECLS
