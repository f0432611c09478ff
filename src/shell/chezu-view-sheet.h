/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a sheet of the map is laid out. */

#pragma once

#include "map/chezu-map-view.h"

G_BEGIN_DECLS

GskRenderNode *
chezu_view_sheet_compose (ChezuMapView *map, const char *title, int *width, int *height);

G_END_DECLS
