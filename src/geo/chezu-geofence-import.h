/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geofences of the features of an overlay: areas as they are, lines as corridors, points as
 * circles. */

#pragma once

#include "store/chezu-geofence-table.h"
#include "store/chezu-overlay-shapes.h"

G_BEGIN_DECLS

typedef struct
{
  double width_m;  /* of the corridor along a line */
  double radius_m; /* of the circle around a point */
} ChezuGeofenceImportOptions;

#define CHEZU_GEOFENCE_IMPORT_OPTIONS                                                              \
  ((ChezuGeofenceImportOptions){ .width_m = 200.0, .radius_m = 500.0 })

/* Returns (transfer full) a GPtrArray of ChezuGeofenceRow, named as the features, or @name and a
 * number. Each part of a line and each point of several is a fence of its own; an area keeps its
 * parts and holes. What makes no fence is left out, and told in @left_out (GPtrArray of texts,
 * nullable): "Feature 3 “Depot”: why". */
GPtrArray *chezu_geofence_import_shapes (const ChezuOverlayShapes *shapes,
                                         const char *name,
                                         const ChezuGeofenceImportOptions *options,
                                         GPtrArray *left_out);

/* Adds them all, each with its outline. Resolves to how many (dex_await_int64 ()). */
DexFuture *chezu_geofence_import_save (ChezuStore *store, GPtrArray *rows);

G_END_DECLS
