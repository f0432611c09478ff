/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a GeoJSON file is read piece by piece. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* GDAL reads a collection that says at its head that it is one feature by feature, and anything
 * else as a whole. */
gboolean chezu_overlay_geojson_is_collection (const char *path);

G_END_DECLS
