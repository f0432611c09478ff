/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which vehicles are near: cells of the Mercator square, kept up to date as vehicles move. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChezuFleetGrid ChezuFleetGrid;

ChezuFleetGrid *chezu_fleet_grid_new (void);
void chezu_fleet_grid_free (ChezuFleetGrid *self);

void chezu_fleet_grid_put (ChezuFleetGrid *self, guint vehicle, double x, double y);
gboolean chezu_fleet_grid_collect (
    ChezuFleetGrid *self, double x0, double y0, double x1, double y1, GArray *vehicles);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuFleetGrid, chezu_fleet_grid_free)

G_END_DECLS
