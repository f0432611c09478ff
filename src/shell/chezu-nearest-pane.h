/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vehicles nearest to a point, by state and kind. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_NEAREST_PANE (chezu_nearest_pane_get_type ())
G_DECLARE_FINAL_TYPE (ChezuNearestPane, chezu_nearest_pane, CHEZU, NEAREST_PANE, AdwNavigationPage)

void chezu_nearest_pane_set_fleet (ChezuNearestPane *self, ChezuFleet *fleet);
/* @name: of the point, in words */
void chezu_nearest_pane_show (ChezuNearestPane *self, double lon, double lat, const char *name);
/* Time went by: rows keep still while somebody points at them. */
void chezu_nearest_pane_refresh (ChezuNearestPane *self);

/* Signal "activated" (gint64 vehicle id). */

G_END_DECLS
