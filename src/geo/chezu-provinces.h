/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The provinces and the grid regions that they make up. */

#pragma once

#include "geo/chezu-mosaic.h"

G_BEGIN_DECLS

/* The four grid regions are 0 to 3; what is outside the grids counts as one more. */
#define CHEZU_N_GRID_REGIONS 4
#define CHEZU_OUTSIDE_THE_GRIDS 4

ChezuMosaic *chezu_provinces_load (GError **error);

G_END_DECLS
