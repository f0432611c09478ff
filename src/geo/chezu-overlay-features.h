/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The features of a vector file, as GDAL finds them. */

#pragma once

#include "geo/chezu-overlay-intake.h"

G_BEGIN_DECLS

/* @path: a regular local file. @part: (nullable): what to call it among several that are read into
 * one intake. @drivers: of GDAL that may look at it, ending with NULL. */
gboolean chezu_overlay_features_read (ChezuOverlayIntake *intake,
                                      const char *path,
                                      const char *part,
                                      const char *const *drivers,
                                      GError **error);

/* A geometry of GDAL's in degrees (an OGRGeometryH), as parts of the feature that was begun. FALSE
 * when it is of a kind that cannot be drawn. */
gboolean chezu_overlay_features_add_geometry (ChezuOverlayIntake *intake, gpointer geometry);

G_END_DECLS
