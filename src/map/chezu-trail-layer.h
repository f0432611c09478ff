/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trail of one vehicle: where it came from, which way, and where nothing is known. */

#pragma once

#include <shumate/shumate.h>

#include "map/chezu-palette.h"
#include "store/chezu-record.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TRAIL_LAYER (chezu_trail_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTrailLayer, chezu_trail_layer, CHEZU, TRAIL_LAYER, ShumateLayer)

ChezuTrailLayer *chezu_trail_layer_new (ShumateViewport *viewport);

/* Copies @fixes, ascending in time; 0 fixes show nothing. */
void chezu_trail_layer_set_fixes (ChezuTrailLayer *self, const ChezuFix *fixes, gsize n_fixes);
/* Joins the trail to the place where its vehicle is drawn now; Mercator, NAN for no vehicle. */
void chezu_trail_layer_set_head (ChezuTrailLayer *self, double x, double y);
void chezu_trail_layer_set_scheme (ChezuTrailLayer *self, ChezuScheme scheme);

G_END_DECLS
