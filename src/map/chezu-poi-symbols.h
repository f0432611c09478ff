/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small signs of what truckers look for, in the quiet colour of minor names: they are ground, not
 * the programme's own places. */

#pragma once

#include <cairo.h>

#include "map/chezu-palette.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_POI_FUEL,
  CHEZU_POI_PARKING,
  CHEZU_POI_REST,
  CHEZU_N_POI_KINDS
} ChezuPoiKind;

/* Side of the sign without its halo, logical pixels. */
#define CHEZU_POI_SIZE 14.0

void chezu_poi_symbol_draw (cairo_t *cr, ChezuScheme scheme, ChezuPoiKind kind);

G_END_DECLS
