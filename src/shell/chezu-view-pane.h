/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first details pane: which vehicles the map shows, as a list that the keyboard reaches. */

#pragma once

#include <adwaita.h>

#include "map/chezu-map-view.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_VIEW_PANE (chezu_view_pane_get_type ())
G_DECLARE_FINAL_TYPE (ChezuViewPane, chezu_view_pane, CHEZU, VIEW_PANE, AdwNavigationPage)

void chezu_view_pane_set_fleet (ChezuViewPane *self, ChezuFleet *fleet);
/* Reads from @map what is in view; cheap when nothing moved. */
void chezu_view_pane_refresh (ChezuViewPane *self, ChezuMapView *map);
gint64 chezu_view_pane_next (ChezuViewPane *self, gint64 vehicle_id);

/* Signal "activated" (gint64 vehicle id). */

G_END_DECLS
