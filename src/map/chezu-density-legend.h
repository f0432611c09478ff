/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the colours of the density surface say. */

#pragma once

#include <gtk/gtk.h>

#include "map/chezu-density-colors.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_DENSITY_LEGEND (chezu_density_legend_get_type ())
G_DECLARE_FINAL_TYPE (ChezuDensityLegend, chezu_density_legend, CHEZU, DENSITY_LEGEND, GtkWidget)

void chezu_density_legend_show (ChezuDensityLegend *self,
                                const ChezuDensityScale *scale,
                                ChezuScheme scheme);

G_END_DECLS
