/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geofences in the plane of the base map, and how they are painted. */

#pragma once

#include <cairo.h>

#include "map/chezu-map-labels.h"
#include "map/chezu-overlay-figure.h"
#include "map/chezu-painted.h"
#include "store/chezu-geofence-table.h"

G_BEGIN_DECLS

/* How one fence is drawn. */
typedef struct
{
  guint color;
  gboolean shown;
  gboolean selected;
} ChezuGeofenceLook;

/* Immutable after it was made, and counted, so that a painting thread may keep it. */
typedef struct _ChezuGeofenceScene ChezuGeofenceScene;

/* @rows: of ChezuGeofenceRow. Projects them all. */
ChezuOverlayFigure *chezu_geofence_scene_project (const GPtrArray *rows, const ChezuPlane *plane);

/* @looks: of ChezuGeofenceLook, one for each feature of @figure; both are taken over. */
ChezuGeofenceScene *chezu_geofence_scene_new (ChezuOverlayFigure *figure, GArray *looks);
ChezuGeofenceScene *chezu_geofence_scene_ref (ChezuGeofenceScene *self);
void chezu_geofence_scene_unref (ChezuGeofenceScene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuGeofenceScene, chezu_geofence_scene_unref)

/* A ChezuPaintFunc. */
cairo_surface_t *chezu_geofence_scene_paint (gpointer scene,
                                             const ChezuPaintedFrame *wanted,
                                             GCancellable *cancellable);

/* @counted: with how many are inside. Returns: (transfer full): "name" or "name · count" for each
 * that is shown */
ChezuMapLabels *chezu_geofence_scene_make_labels (ChezuGeofenceScene *self,
                                                  const GPtrArray *rows,
                                                  gboolean counted);

G_END_DECLS
