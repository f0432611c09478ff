/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures: click by click a line, its legs and its length; closed, an area. */

#pragma once

#include "map/chezu-map-tool.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_RULER_TOOL (chezu_ruler_tool_get_type ())
G_DECLARE_FINAL_TYPE (ChezuRulerTool, chezu_ruler_tool, CHEZU, RULER_TOOL, GObject)

ChezuMapTool *chezu_ruler_tool_new (void);

/* Degrees, WGS-84. */
void chezu_ruler_tool_add (ChezuRulerTool *self, double lon, double lat);
guint chezu_ruler_tool_get_n (ChezuRulerTool *self);
/* Metres along the line, round when it is closed; 0 for fewer than two points. */
double chezu_ruler_tool_get_length (ChezuRulerTool *self);
/* Square metres; negative while it is open. */
double chezu_ruler_tool_get_area (ChezuRulerTool *self);
gboolean chezu_ruler_tool_close (ChezuRulerTool *self);

G_END_DECLS
