/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be named on the map: towns, waters, roads, places. */

#pragma once

#include "base/chezu-plane.h"
#include "map/chezu-label-placer.h"
#include "map/chezu-label-store.h"
#include "map/chezu-label-text.h"
#include "store/chezu-place-table.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_SYMBOL_NONE,
  CHEZU_SYMBOL_TOWN,  /* a dot by rank */
  CHEZU_SYMBOL_PLACE, /* a sign by kind */
  CHEZU_SYMBOL_POI,   /* a small sign by kind */
  CHEZU_SYMBOL_MARK,  /* drawn by somebody else */
} ChezuLabelSymbol;

typedef struct
{
  guint64 key;
  const char *text;
  ChezuTextStyle style;
  ChezuLabelRank rank;
  ChezuLabelSymbol symbol;
  guint8 kind; /* rank of the town, ChezuPlaceKind or ChezuPoiKind */
  float weight;
  float min_zoom;
  float max_zoom;
  float text_min_zoom; /* the symbol comes first */
  float angle;         /* radians clockwise */
  double lon;          /* WGS-84, of labels that are moved to another plane here */
  double lat;
  double x; /* of the plane */
  double y;
} ChezuMapLabel;

typedef struct
{
  GArray *rows; /* of ChezuMapLabel */
  GStringChunk *strings;
} ChezuMapLabels;

ChezuMapLabels *chezu_map_labels_new (void);
void chezu_map_labels_free (ChezuMapLabels *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuMapLabels, chezu_map_labels_free)

void chezu_map_labels_set_plane (ChezuMapLabels *self, const ChezuPlane *plane);
void chezu_map_labels_add (ChezuMapLabels *self, const ChezuMapLabel *label);

#define CHEZU_LABEL_KEY_PLACE (G_GUINT64_CONSTANT (1) << 62)
#define CHEZU_LABEL_KEY_REGION (G_GUINT64_CONSTANT (1) << 61)
/* Each local map has keys of its own. */
#define CHEZU_LABEL_KEY_LOCAL (G_GUINT64_CONSTANT (1) << 40)
#define CHEZU_LABEL_KEY_OVERLAY (G_GUINT64_CONSTANT (1) << 60)
#define CHEZU_LABEL_KEY_GEOFENCE (G_GUINT64_CONSTANT (1) << 59)

ChezuMapLabels *chezu_map_labels_new_for_base (ChezuLabelStore *store, const GPtrArray *locals);
ChezuMapLabels *chezu_map_labels_new_for_places (const ChezuPlaceList *places);

G_END_DECLS
