/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the colour of a trail says: five steps of one hue, by age or by speed. */

#pragma once

#include "map/chezu-palette.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_TRAIL_BY_AGE,
  CHEZU_TRAIL_BY_SPEED,
  CHEZU_N_TRAIL_COLORINGS
} ChezuTrailColoring;

/* Step 0 is the faintest: the slowest, or the oldest. */
#define CHEZU_TRAIL_STEPS 5

/* Keys stand in the settings. */
const char *chezu_trail_coloring_key (ChezuTrailColoring coloring);
ChezuTrailColoring chezu_trail_coloring_from_key (const char *key);

guint chezu_trail_step_of_age (gint64 age_ms);
guint chezu_trail_step_of_speed (gint32 speed_cm_s);
GdkRGBA chezu_trail_step_color (guint step, ChezuScheme scheme);
/* (transfer full): "20–40 km/h", "1–3 h ago" */
char *chezu_trail_step_words (ChezuTrailColoring coloring, guint step);

G_END_DECLS
