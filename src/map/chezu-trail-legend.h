/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the colours of the trails on the map say. */

#pragma once

#include <gtk/gtk.h>

#include "map/chezu-trail-colors.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TRAIL_LEGEND (chezu_trail_legend_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTrailLegend, chezu_trail_legend, CHEZU, TRAIL_LEGEND, GtkWidget)

void
chezu_trail_legend_show (ChezuTrailLegend *self, ChezuTrailColoring coloring, ChezuScheme scheme);

G_END_DECLS
