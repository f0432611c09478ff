/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-density-colors.h"

#include <math.h>

/* The ground shows through everywhere; what is hardly there fades away. */
#define ALPHA_MAX 0.9
#define ALPHA_BEND 0.9

GdkRGBA
chezu_density_color (double strength, ChezuScheme scheme)
{
  const int n = CHEZU_COLOR_TRAIL_5 - CHEZU_COLOR_TRAIL_1;
  double at = CLAMP (strength, 0.0, 1.0) * n;
  int step = MIN ((int)at, n - 1);
  float part = (float)(at - step);
  GdkRGBA from = chezu_color_get (CHEZU_COLOR_TRAIL_1 + (guint)step, scheme);
  GdkRGBA to = chezu_color_get (CHEZU_COLOR_TRAIL_1 + (guint)step + 1, scheme);

  return (GdkRGBA){ from.red + (to.red - from.red) * part,
                    from.green + (to.green - from.green) * part,
                    from.blue + (to.blue - from.blue) * part,
                    (float)(ALPHA_MAX * pow (CLAMP (strength, 0.0, 1.0), ALPHA_BEND)) };
}

double
chezu_density_strength (const ChezuDensityScale *scale, double density)
{
  if (density <= scale->bottom || scale->bottom <= 0.0)
    return 0.0;
  return MIN (log (density / scale->bottom) / log (scale->top / scale->bottom), 1.0);
}

double
chezu_density_round_up (double density)
{
  static const double steps[] = { 1.0, 2.0, 5.0, 10.0 };
  double decade;

  g_return_val_if_fail (density > 0.0, 1.0);

  decade = pow (10.0, floor (log10 (density)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (density <= steps[i] * decade * (1.0 + 1e-9))
      return steps[i] * decade;
  return 10.0 * decade;
}
