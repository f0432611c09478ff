/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vector tiles out of MBTiles files: one that is everywhere, and local ones above it. */

#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_MBTILES_SOURCE (chezu_mbtiles_source_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuMbtilesSource, chezu_mbtiles_source, CHEZU, MBTILES_SOURCE, ShumateDataSource)

/* Reads the head of the file; not for the thread of the user interface. */
ChezuMbtilesSource *chezu_mbtiles_source_new (const char *path, GError **error);

/* Likewise. */
gboolean
chezu_mbtiles_source_add_local (ChezuMbtilesSource *self, const char *path, GError **error);

const char *chezu_mbtiles_source_get_attribution (ChezuMbtilesSource *self);

G_END_DECLS
