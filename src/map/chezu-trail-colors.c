/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-trail-colors.h"

#include "base/chezu-time.h"
#include "base/chezu-units.h"

#include <glib/gi18n-lib.h>

static const char *const keys[CHEZU_N_TRAIL_COLORINGS] = { "age", "speed" };

/* Where the next step begins; km/h. */
static const int speed_limits[CHEZU_TRAIL_STEPS - 1] = { 20, 40, 60, 80 };
/* Where the step before begins; minutes. */
static const int age_limits[CHEZU_TRAIL_STEPS - 1] = { 6 * 60, 3 * 60, 60, 15 };

static const ChezuColor colors[CHEZU_TRAIL_STEPS] = {
  CHEZU_COLOR_TRAIL_1, CHEZU_COLOR_TRAIL_2, CHEZU_COLOR_TRAIL_3,
  CHEZU_COLOR_TRAIL_4, CHEZU_COLOR_TRAIL_5,
};

const char *
chezu_trail_coloring_key (ChezuTrailColoring coloring)
{
  g_return_val_if_fail (coloring < CHEZU_N_TRAIL_COLORINGS, keys[0]);

  return keys[coloring];
}

/* What nobody knows is by age. */
ChezuTrailColoring
chezu_trail_coloring_from_key (const char *key)
{
  for (guint i = 0; i < CHEZU_N_TRAIL_COLORINGS; i++)
    if (g_strcmp0 (key, keys[i]) == 0)
      return i;
  return CHEZU_TRAIL_BY_AGE;
}

guint
chezu_trail_step_of_age (gint64 age_ms)
{
  guint step = 0;

  while (step < CHEZU_TRAIL_STEPS - 1 && age_ms < age_limits[step] * CHEZU_MINUTE_MS)
    step++;
  return step;
}

guint
chezu_trail_step_of_speed (gint32 speed_cm_s)
{
  guint step = 0;

  while (step < CHEZU_TRAIL_STEPS - 1 && chezu_cm_s_to_km_h (speed_cm_s) >= speed_limits[step])
    step++;
  return step;
}

GdkRGBA
chezu_trail_step_color (guint step, ChezuScheme scheme)
{
  g_return_val_if_fail (step < CHEZU_TRAIL_STEPS, (GdkRGBA){ 0 });

  return chezu_color_get (colors[step], scheme);
}

static char *
spell_age (guint step)
{
  switch (step)
    {
    case 0:
      return g_strdup (_ ("Over 6 h ago"));
    case 1:
      return g_strdup (_ ("3–6 h ago"));
    case 2:
      return g_strdup (_ ("1–3 h ago"));
    case 3:
      return g_strdup (_ ("15–60 min ago"));
    default:
      return g_strdup (_ ("Last 15 min"));
    }
}

char *
chezu_trail_step_words (ChezuTrailColoring coloring, guint step)
{
  g_return_val_if_fail (step < CHEZU_TRAIL_STEPS, NULL);

  if (coloring == CHEZU_TRAIL_BY_AGE)
    return spell_age (step);
  if (step == 0)
    return g_strdup_printf (_ ("Under %d km/h"), speed_limits[0]);
  if (step == CHEZU_TRAIL_STEPS - 1)
    return g_strdup_printf (_ ("%d km/h and more"), speed_limits[step - 1]);
  return g_strdup_printf (_ ("%d–%d km/h"), speed_limits[step - 1], speed_limits[step]);
}
