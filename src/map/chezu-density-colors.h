/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the density of vehicles is coloured: one hue, the stronger the more. */

#pragma once

#include "map/chezu-palette.h"

G_BEGIN_DECLS

/* Vehicles in a hundred square kilometres at both ends of the colours, which are logarithmic. */
typedef struct
{
  double bottom;
  double top;
} ChezuDensityScale;

#define CHEZU_DENSITY_STEPS 256

/* @strength: 0 … 1; not premultiplied */
GdkRGBA chezu_density_color (double strength, ChezuScheme scheme);
/* Where a density stands between the ends, 0 … 1. */
double chezu_density_strength (const ChezuDensityScale *scale, double density);
/* The next of 1, 2, 5, 10, … that is not below. */
double chezu_density_round_up (double density);

G_END_DECLS
