/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the label layer, shared by the files that make it. */

#pragma once

#include "map/chezu-label-layer.h"
#include "map/chezu-region-labels.h"

G_BEGIN_DECLS

/* What stands on the map. */
typedef struct
{
  guint64 key;
  double x; /* Mercator: the point it belongs to */
  double y;
  float offset_x; /* pixels from the point to the text's picture */
  float offset_y;
  ChezuPicture *text; /* of the cache; NULL none */
  ChezuPicture *symbol;
  float symbol_radius;
  gint64 place_id;
} ChezuLabelItem;

struct _ChezuLabelLayer
{
  ShumateLayer parent_instance;

  ChezuScheme scheme;
  gboolean high_contrast;
  const ChezuPlane *plane;

  /* What could be shown */
  ChezuMapLabels *groups[CHEZU_N_LABEL_GROUPS];
  gboolean hidden[CHEZU_N_LABEL_GROUPS];
  ChezuRegionLabels *regions;
  gboolean regions_hidden;
  char *region_texts[CHEZU_REGION_MAX];
  GPtrArray *avoided;           /* of GtkWidget */
  ChezuFleetLayer *fleet_layer; /* weak */
  GArray *marks;                /* of ChezuFleetMark, as of the last look */
  GArray *reaches;              /* of float */
  guint32 marks_print;          /* of where the discs stood at the last placement */

  /* What is shown */
  ChezuTextCache *cache;
  GHashTable *symbols; /* symbol << 8 | kind → ChezuPicture */
  ChezuLabelPlacer *placer;
  GArray *items; /* of ChezuLabelItem */
  GArray *boxes; /* of ChezuBox: what the items cover, in pixels of the placed frame */
  ChezuFleetFrame placed;
  gboolean has_placed;
  gboolean provisional; /* placed before the fleet was drawn */
  gboolean stale;

  guint place_tick_id;
  guint settle_id;
  guint marks_id;

  /* Scratch of one placement */
  GArray *candidates;       /* of ChezuLabelCandidate */
  GArray *sources;          /* of ChezuLabelSource, beside it */
  GArray *obstacles;        /* of ChezuBox */
  GArray *discs;            /* of ChezuCircle */
  GArray *traffic;          /* of ChezuBox */
  GPtrArray *region_points; /* of GArray of float, one a region */
};

/* Where a candidate comes from. */
typedef struct
{
  const ChezuMapLabel *label; /* NULL: a region */
  guint region;
  ChezuTextSpec spec;
  double x;
  double y;
  gboolean symbol;
} ChezuLabelSource;

ChezuFleetFrame chezu_label_layer_get_frame (ChezuLabelLayer *self);
gboolean chezu_label_layer_is_fleet_drawn (ChezuLabelLayer *self);
void chezu_label_layer_look_at_fleet (ChezuLabelLayer *self);
void chezu_label_layer_collect (ChezuLabelLayer *self, const ChezuFleetFrame *frame);

G_END_DECLS
