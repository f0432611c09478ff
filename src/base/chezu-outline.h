/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where China's map services shift positions, and where they leave them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CHEZU_AREA_NONE,     /* abroad, at sea, Taiwan: never shifted */
  CHEZU_AREA_SPECIAL,  /* Hong Kong and Macau: services differ */
  CHEZU_AREA_MAINLAND, /* with the sea before it */
} ChezuArea;

/* How far a service's shift reaches. */
typedef enum
{
  CHEZU_REACH_WHOLE,    /* Hong Kong and Macau too */
  CHEZU_REACH_MAINLAND, /* not these */
  CHEZU_N_REACHES
} ChezuReach;

/* Degrees of WGS-84. From any thread. */
ChezuArea chezu_outline_find (double lon, double lat);
gboolean chezu_outline_is_shifted (ChezuReach reach, double lon, double lat);
/* The same of a place that was worked back and is true to some millimetres: on the line itself it
 * counts as inside. */
gboolean chezu_outline_was_shifted (ChezuReach reach, double lon, double lat);

G_END_DECLS
