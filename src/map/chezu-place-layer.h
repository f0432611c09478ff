/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Place symbols and the dots of towns, below everything that moves; their names are above it. */

#pragma once

#include "map/chezu-label-layer.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_PLACE_LAYER (chezu_place_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuPlaceLayer, chezu_place_layer, CHEZU, PLACE_LAYER, ShumateLayer)

/* Draws the symbols that @labels has placed, for as long as that lives. */
GtkWidget *chezu_place_layer_new (ShumateViewport *viewport, ChezuLabelLayer *labels);

G_END_DECLS
