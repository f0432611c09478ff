/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every colour that Chezu itself puts on a screen, once per scheme. Style sheets, the base map's
 * style and all drawing take them from here. */

#pragma once

#include <gdk/gdk.h>

#include "base/chezu-vocabulary.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_SCHEME_LIGHT,
  CHEZU_SCHEME_DARK,
  CHEZU_N_SCHEMES
} ChezuScheme;

typedef enum
{
  /* vehicles */
  CHEZU_COLOR_MOVING,
  CHEZU_COLOR_IDLING,
  CHEZU_COLOR_PARKED,
  CHEZU_COLOR_STALE,
  CHEZU_COLOR_STALE_LINE,
  CHEZU_COLOR_LOST,
  CHEZU_COLOR_GLYPH_HALO,
  CHEZU_COLOR_DISC,
  CHEZU_COLOR_DISC_TEXT,
  CHEZU_COLOR_SELECTION,
  CHEZU_COLOR_TRAIL,
  CHEZU_COLOR_TRAIL_1, /* the faintest step of five */
  CHEZU_COLOR_TRAIL_2,
  CHEZU_COLOR_TRAIL_3,
  CHEZU_COLOR_TRAIL_4,
  CHEZU_COLOR_TRAIL_5,
  /* alarms by priority, and the numeral on each */
  CHEZU_COLOR_P1,
  CHEZU_COLOR_P2,
  CHEZU_COLOR_P3,
  CHEZU_COLOR_P4,
  CHEZU_COLOR_P1_TEXT,
  CHEZU_COLOR_P2_TEXT,
  CHEZU_COLOR_P3_TEXT,
  CHEZU_COLOR_P4_TEXT,
  CHEZU_COLOR_P3_EDGE,
  CHEZU_COLOR_P3_RING,
  /* grid regions, and text in their colour */
  CHEZU_COLOR_NORTHEAST,
  CHEZU_COLOR_JJJ,
  CHEZU_COLOR_LSY,
  CHEZU_COLOR_YANGTZE,
  CHEZU_COLOR_NORTHEAST_TEXT,
  CHEZU_COLOR_JJJ_TEXT,
  CHEZU_COLOR_LSY_TEXT,
  CHEZU_COLOR_YANGTZE_TEXT,
  /* places, routes, the past */
  CHEZU_COLOR_PLACE,
  CHEZU_COLOR_ROUTE,
  CHEZU_COLOR_PAST,
  /* overlays, to be told apart; none warm, because warm is alarm */
  CHEZU_COLOR_OVERLAY_1,
  CHEZU_COLOR_OVERLAY_2,
  CHEZU_COLOR_OVERLAY_3,
  CHEZU_COLOR_OVERLAY_4,
  CHEZU_COLOR_OVERLAY_5,
  CHEZU_COLOR_OVERLAY_6,
  /* base map */
  CHEZU_COLOR_LAND,
  CHEZU_COLOR_WATER,
  CHEZU_COLOR_SHORE,
  CHEZU_COLOR_PROVINCE,
  CHEZU_COLOR_RIVER,
  CHEZU_COLOR_MOTORWAY,
  CHEZU_COLOR_MOTORWAY_CASING,
  CHEZU_COLOR_TRUNK,
  CHEZU_COLOR_TRUNK_CASING,
  CHEZU_COLOR_STREET,
  CHEZU_COLOR_STREET_CASING,
  CHEZU_COLOR_RAILWAY,
  CHEZU_COLOR_URBAN,
  CHEZU_COLOR_PARK,
  CHEZU_COLOR_BUILDING,
  CHEZU_COLOR_BUILDING_EDGE,
  CHEZU_COLOR_WOOD,
  CHEZU_COLOR_SAND,
  CHEZU_COLOR_PATH,
  /* names on the map */
  CHEZU_COLOR_LABEL,
  CHEZU_COLOR_LABEL_MINOR,
  CHEZU_COLOR_LABEL_WATER,
  CHEZU_COLOR_LABEL_HALO,
  CHEZU_COLOR_CITY_DOT,
  CHEZU_N_COLORS
} ChezuColor;

/* Tint of a region on the map, at national and at regional zoom, and the opacity of its inner edge.
 */
#define CHEZU_REGION_TINT 0.13
#define CHEZU_REGION_TINT_NEAR 0.05
#define CHEZU_REGION_EDGE 0.55

const char *chezu_color_token (ChezuColor color); /* "motorway-casing" */
const char *chezu_color_hex (ChezuColor color, ChezuScheme scheme);
GdkRGBA chezu_color_get (ChezuColor color, ChezuScheme scheme);

ChezuColor chezu_color_of_state (ChezuVehicleState state);
gboolean chezu_color_of_region (const char *key, ChezuColor *fill, ChezuColor *text);

char *chezu_palette_css (ChezuScheme scheme);
char *chezu_palette_fill_template (const char *text, ChezuScheme scheme);

G_END_DECLS
