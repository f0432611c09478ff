/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The points of a vector file, as GDAL finds them. */

#pragma once

#include "geo/chezu-track-columns.h"

G_BEGIN_DECLS

typedef struct _ChezuTrackFeatures ChezuTrackFeatures;

typedef struct
{
  guint64 number;           /* of the feature, from 1 on */
  const char *const *cells; /* by the columns of chezu_track_features_get_columns () */
  guint n_cells;
  gboolean has_place;
  double lon;
  double lat;
  const char *track; /* the name of the track that it belongs to, or NULL */
} ChezuTrackPoint;

/* @path may be one of GDAL's in memory. @name: what errors call it. */
ChezuTrackFeatures *
chezu_track_features_open (const char *path, const char *name, const char *columns, GError **error);
void chezu_track_features_free (ChezuTrackFeatures *self);

gboolean
chezu_track_features_next (ChezuTrackFeatures *self, ChezuTrackPoint *point, GError **error);
/* Of the point that was read last. */
const ChezuTrackColumns *chezu_track_features_get_columns (ChezuTrackFeatures *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTrackFeatures, chezu_track_features_free)

G_END_DECLS
