/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a table with coordinates. */

#pragma once

#include "geo/chezu-overlay-intake.h"

G_BEGIN_DECLS

/* Longitude and latitude in two columns, or well-known text in one, all by their names. @part:
 * (nullable): what to call it among several. */
gboolean chezu_overlay_csv_read (ChezuOverlayIntake *intake,
                                 const char *path,
                                 const char *part,
                                 GError **error);

G_END_DECLS
