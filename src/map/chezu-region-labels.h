/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the name of a grid region may stand: in the region, or near it where it is crowded. */

#pragma once

#include "base/chezu-plane.h"
#include "fleet/chezu-fleet.h"
#include "fleet/chezu-region-set.h"
#include "map/chezu-label-placer.h"

G_BEGIN_DECLS

#define CHEZU_REGION_LABEL_ZOOM_MAX 8.5

typedef struct _ChezuRegionLabels ChezuRegionLabels;

ChezuRegionLabels *chezu_region_labels_new (ChezuRegionSet *regions, const ChezuPlane *plane);
void chezu_region_labels_free (ChezuRegionLabels *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuRegionLabels, chezu_region_labels_free)

guint chezu_region_labels_get_n (const ChezuRegionLabels *self);
ChezuRegionSet *chezu_region_labels_get_set (const ChezuRegionLabels *self);

gboolean chezu_region_labels_find_points (ChezuRegionLabels *self,
                                          guint region,
                                          const ChezuFleetFrame *frame,
                                          float width,
                                          float height,
                                          GArray *points);
void chezu_region_labels_keep (ChezuRegionLabels *self,
                               guint region,
                               const ChezuFleetFrame *frame,
                               const float *x,
                               const float *y);

G_END_DECLS
