/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name, size, colour and note of a geofence, while a tool draws its shape on the map. */

#pragma once

#include <adwaita.h>

#include "map/chezu-geofence-tool.h"
#include "store/chezu-geofence-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_GEOFENCE_EDITOR (chezu_geofence_editor_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuGeofenceEditor, chezu_geofence_editor, CHEZU, GEOFENCE_EDITOR, AdwNavigationPage)

/* @row: (nullable): of the fence that is changed; NULL for a new one of that @name and @color. */
void chezu_geofence_editor_begin (ChezuGeofenceEditor *self,
                                  ChezuGeofenceTool *tool,
                                  const ChezuGeofenceRow *row,
                                  const char *name,
                                  guint color);
/* Lets go of the tool. */
void chezu_geofence_editor_end (ChezuGeofenceEditor *self);
gboolean chezu_geofence_editor_is_busy (ChezuGeofenceEditor *self);
/* What would be saved (transfer full); its id is 0 for a new one. */
ChezuGeofenceRow *chezu_geofence_editor_dup_row (ChezuGeofenceEditor *self);

/* Signals: "save" (), "cancel" (). */

G_END_DECLS
