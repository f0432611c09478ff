/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base map's part that comes from the demo world's tables: roads, streets, areas, railways,
 * canal. */

#pragma once

#include "geo/chezu-features.h"

G_BEGIN_DECLS

gboolean chezu_basemap_tables_add (ChezuFeatures *features,
                                   const char *folder,
                                   const GPtrArray *lakes,
                                   GError **error);

/* The outlines of lakes that the tables know better than GMT's chart. */
GPtrArray *chezu_basemap_tables_lakes (const char *folder, GError **error);

G_END_DECLS
