/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All geofences: their form, how many vehicles are inside, and whether they are on the map. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-geofences.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_GEOFENCES_PANE (chezu_geofences_pane_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuGeofencesPane, chezu_geofences_pane, CHEZU, GEOFENCES_PANE, AdwNavigationPage)

/* @geofences: (nullable) */
void chezu_geofences_pane_set_geofences (ChezuGeofencesPane *self, ChezuGeofences *geofences);

/* Signal "activated" (gint64 id). */

/* Whether it is told how many are inside now. */
void chezu_geofences_pane_set_counted (ChezuGeofencesPane *self, gboolean counted);

G_END_DECLS
