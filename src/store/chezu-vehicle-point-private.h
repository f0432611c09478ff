/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving vehicles on their layer, many at once. */

#pragma once

#include "store/chezu-statement.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 vehicle_id; /* each once */
  gint32 lon_e7;
  gint32 lat_e7;
  gboolean is_first; /* it had no point before */
} ChezuVehiclePoint;

/* On the writer thread. Sets the column geom and keeps the spatial index. */
gboolean chezu_vehicle_points_move (ChezuDatabase *db,
                                    const ChezuVehiclePoint *points,
                                    guint n_points,
                                    GError **error);

G_END_DECLS
