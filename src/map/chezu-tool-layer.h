/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tool in hand draws, above everything else on the map. */

#pragma once

#include "map/chezu-map-tool.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TOOL_LAYER (chezu_tool_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuToolLayer, chezu_tool_layer, CHEZU, TOOL_LAYER, ShumateLayer)

ChezuToolLayer *chezu_tool_layer_new (ShumateViewport *viewport);

/* @tool: (nullable) */
void chezu_tool_layer_set_tool (ChezuToolLayer *self, ChezuMapTool *tool);

G_END_DECLS
