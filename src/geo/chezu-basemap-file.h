/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of the tiles once GDAL has written them: one file with its attribution and its
 * labels. */

#pragma once

#include "geo/chezu-label-rows.h"
#include "geo/chezu-land.h"

G_BEGIN_DECLS

gboolean chezu_basemap_file_merge (const char *path, const char *finer, GError **error);
gboolean chezu_basemap_file_describe (const char *path,
                                      const ChezuBounds *detail,
                                      int outer_max_zoom,
                                      GError **error);

/* What a local map speaks of: the tiles of a zoom (columns, rows from the north), within bounds. */
typedef struct
{
  ChezuBounds bounds;
  int zoom;
  GArray *cells; /* of two guint32 */
} ChezuBasemapGround;

gboolean chezu_basemap_file_describe_local (const char *path,
                                            const ChezuBasemapGround *ground,
                                            guint64 *n_tiles,
                                            GError **error);
gboolean
chezu_basemap_file_add_labels (const char *path, const ChezuLabelRows *rows, GError **error);

G_END_DECLS
