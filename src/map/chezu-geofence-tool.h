/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a geofence, and changes one: corners, middle, radius and width can be taken hold of. */

#pragma once

#include "map/chezu-geofence-sketch.h"
#include "map/chezu-map-tool.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_GEOFENCE_TOOL (chezu_geofence_tool_get_type ())
G_DECLARE_FINAL_TYPE (ChezuGeofenceTool, chezu_geofence_tool, CHEZU, GEOFENCE_TOOL, GObject)

/* @radius_m: of a circle that is only clicked, half the width of a corridor. */
ChezuMapTool *chezu_geofence_tool_new (ChezuGeofenceForm form, double radius_m);
/* For a fence that is there. */
ChezuMapTool *chezu_geofence_tool_new_for (const ChezuGeofenceShape *shape);

/* Until the next change. */
const ChezuGeofenceShape *chezu_geofence_tool_get_shape (ChezuGeofenceTool *self);
/* Corners are still being set. */
gboolean chezu_geofence_tool_is_drawing (ChezuGeofenceTool *self);
/* Whether it can be saved; what is wrong, in words. */
gboolean chezu_geofence_tool_check (ChezuGeofenceTool *self, GError **error);
void chezu_geofence_tool_set_radius (ChezuGeofenceTool *self, double radius_m);
void chezu_geofence_tool_set_color (ChezuGeofenceTool *self, guint color);

/* "Area 1.02 km²", "Radius 500 m, area 0.79 km²", "Length 4.2 km, width 400 m" (transfer full). */
char *chezu_geofence_shape_describe (const ChezuGeofenceShape *shape);

/* Signals: "changed" (): shape or stage; "finished" (): Enter on a fence that can be saved;
 * "given-up" (): Escape. */

G_END_DECLS
