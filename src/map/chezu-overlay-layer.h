/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overlays on the map: features of others, under everything that moves. */

#pragma once

#include <shumate/shumate.h>

#include "map/chezu-map-labels.h"
#include "map/chezu-overlay-figure.h"
#include "store/chezu-overlay-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_OVERLAY_LAYER (chezu_overlay_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuOverlayLayer, chezu_overlay_layer, CHEZU, OVERLAY_LAYER, ShumateLayer)

/* What the layer shows. */
typedef struct
{
  gint64 id;
  char *name;
  ChezuOverlayStyle style;
  ChezuOverlayShapes *shapes;
} ChezuOverlayEntry;

ChezuOverlayEntry *chezu_overlay_entry_new (gint64 id,
                                            const char *name,
                                            const ChezuOverlayStyle *style,
                                            ChezuOverlayShapes *shapes);
void chezu_overlay_entry_free (ChezuOverlayEntry *self);

/* A feature that something points at. */
typedef struct
{
  const char *overlay; /* its name; this and the next until the entries are others */
  const ChezuOverlayFeature *feature;
  guint color;
} ChezuOverlayHit;

ChezuOverlayLayer *chezu_overlay_layer_new (ShumateViewport *viewport);

/* @entries: of ChezuOverlayEntry, the topmost first; taken over. What is the same as before is not
 * worked out again. */
void chezu_overlay_layer_set_entries (ChezuOverlayLayer *self, GPtrArray *entries);

/* What lies at a point of the layer, pixels: points and lines before areas, upper ones before
 * lower. */
gboolean
chezu_overlay_layer_pick (ChezuOverlayLayer *self, double x, double y, ChezuOverlayHit *hit);

/* Returns: (transfer full): the labels of all that is shown */
ChezuMapLabels *chezu_overlay_layer_make_labels (ChezuOverlayLayer *self);

/* Signal "worked-out" (): labels may be others. */

G_END_DECLS
