/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The features of the base map in memory, one GDAL layer for each stretch of zooms of a tile layer.
 */

#pragma once

#include <gdal.h>

#include "geo/chezu-land.h"
#include "geo/chezu-lines.h"

G_BEGIN_DECLS

typedef struct _ChezuFeatures ChezuFeatures;

ChezuFeatures *chezu_features_new (void);
void chezu_features_free (ChezuFeatures *self);

/* Zooms are those of tiles of 512 pixels, one less than what maps usually call zoom. */
OGRLayerH
chezu_features_add_layer (ChezuFeatures *self, const char *tile_layer, int min_zoom, int max_zoom);

void chezu_features_add_lines (OGRLayerH layer,
                               const ChezuLines *lines,
                               const char *kind,
                               double tolerance);
void chezu_features_add_polygons (OGRLayerH layer, const GPtrArray *polygons, const char *kind);

/* Takes @geometry. Every text may be NULL. */
typedef struct
{
  const char *kind;
  const char *ref;
  const char *name_zh;
  const char *name_en;
} ChezuFeatureTexts;

void chezu_features_add (OGRLayerH layer, OGRGeometryH geometry, const ChezuFeatureTexts *texts);

gboolean chezu_features_write_tiles (ChezuFeatures *self,
                                     const char *path,
                                     int min_zoom,
                                     int max_zoom,
                                     int extent,
                                     int simplification,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuFeatures, chezu_features_free)

G_END_DECLS
