/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trails of some vehicles: where they came from, which way, and where nothing is known. */

#pragma once

#include <shumate/shumate.h>

#include "base/chezu-plane.h"
#include "map/chezu-trail-colors.h"
#include "store/chezu-record.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TRAIL_LAYER (chezu_trail_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTrailLayer, chezu_trail_layer, CHEZU, TRAIL_LAYER, ShumateLayer)

ChezuTrailLayer *chezu_trail_layer_new (ShumateViewport *viewport);

/* One for each vehicle; 0 fixes take it away. */
void chezu_trail_layer_set_trail (ChezuTrailLayer *self,
                                  gint64 id,
                                  const ChezuFix *fixes,
                                  gsize n_fixes);
guint chezu_trail_layer_get_n (ChezuTrailLayer *self);
gint64 chezu_trail_layer_get_id (ChezuTrailLayer *self, guint index);
/* Joins the trail to the place where its vehicle is drawn now, in the plane. */
void chezu_trail_layer_set_head (ChezuTrailLayer *self, gint64 id, double x, double y);

void
chezu_trail_layer_set_coloring (ChezuTrailLayer *self, ChezuTrailColoring coloring, gint64 now_ms);
void chezu_trail_layer_set_plane (ChezuTrailLayer *self, const ChezuPlane *plane);
void chezu_trail_layer_set_scheme (ChezuTrailLayer *self, ChezuScheme scheme);

G_END_DECLS
