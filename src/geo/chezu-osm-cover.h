/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an extract has something to say, and what of that is sea. */

#pragma once

#include "geo/chezu-land.h"
#include "geo/chezu-lines.h"

G_BEGIN_DECLS

/* The ground is told in cells, the tiles of this zoom of 512 pixels: some two kilometres. */
#define CHEZU_COVER_ZOOM 14

typedef struct _ChezuOsmCover ChezuOsmCover;

ChezuOsmCover *chezu_osm_cover_new (void);
void chezu_osm_cover_free (ChezuOsmCover *self);

/* While the extract is read: that there is something here, and its shores. */
void chezu_osm_cover_mark (ChezuOsmCover *self, OGRGeometryH geometry);
void chezu_osm_cover_add_coast (ChezuOsmCover *self, OGRGeometryH line);

/* Once all is marked. @bounds: what the file says of itself. */
void chezu_osm_cover_close (ChezuOsmCover *self, const ChezuBounds *bounds);

/* Then: */
OGRGeometryH chezu_osm_cover_get_ground (ChezuOsmCover *self);
OGRGeometryH chezu_osm_cover_get_coast (ChezuOsmCover *self);
OGRGeometryH chezu_osm_cover_get_sea (ChezuOsmCover *self);
gboolean chezu_osm_cover_has_point (ChezuOsmCover *self, double lon, double lat);

typedef void (*ChezuCellFunc) (guint column, guint row, gpointer user_data);
void chezu_osm_cover_for_each (ChezuOsmCover *self, ChezuCellFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuOsmCover, chezu_osm_cover_free)

G_END_DECLS
