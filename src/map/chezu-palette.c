/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-palette.h"

#include <string.h>

typedef struct
{
  const char *token;
  const char *hex[CHEZU_N_SCHEMES];
} Entry;

static const Entry entries[CHEZU_N_COLORS] = {
  [CHEZU_COLOR_MOVING] = { "moving", { "#00549B", "#84CFF1" } },
  [CHEZU_COLOR_IDLING] = { "idling", { "#168BA5", "#B7C3B9" } },
  [CHEZU_COLOR_PARKED] = { "parked", { "#66686B", "#818A98" } },
  [CHEZU_COLOR_STALE] = { "stale", { "#A6A394", "#595A66" } },
  [CHEZU_COLOR_STALE_LINE] = { "stale-line", { "#7D7A6C", "#868C97" } },
  [CHEZU_COLOR_LOST] = { "lost", { "#7D7A6C", "#868C97" } },
  [CHEZU_COLOR_GLYPH_HALO] = { "glyph-halo", { "#FFFFFF", "#15171A" } },
  [CHEZU_COLOR_DISC] = { "disc", { "#FFFFFF", "#303338" } },
  [CHEZU_COLOR_DISC_TEXT] = { "disc-text", { "#1E1D1B", "#F4F5F6" } },
  [CHEZU_COLOR_SELECTION] = { "selection", { "#1B1B1F", "#FFFFFF" } },
  [CHEZU_COLOR_TRAIL] = { "trail", { "#00549B", "#84CFF1" } },
  [CHEZU_COLOR_TRAIL_1] = { "trail-1", { "#6D99C5", "#3D6E87" } },
  [CHEZU_COLOR_TRAIL_2] = { "trail-2", { "#4A80B4", "#5590AD" } },
  [CHEZU_COLOR_TRAIL_3] = { "trail-3", { "#2368A6", "#6CB0D0" } },
  [CHEZU_COLOR_TRAIL_4] = { "trail-4", { "#004A8A", "#97D8F4" } },
  [CHEZU_COLOR_TRAIL_5] = { "trail-5", { "#002B57", "#DCF3FD" } },

  [CHEZU_COLOR_P1] = { "p1", { "#AB0A0C", "#F35361" } },
  [CHEZU_COLOR_P2] = { "p2", { "#DB6B0E", "#FEAA14" } },
  [CHEZU_COLOR_P3] = { "p3", { "#F6DC28", "#FFF2AE" } },
  [CHEZU_COLOR_P4] = { "p4", { "#52233F", "#AF68F2" } },
  [CHEZU_COLOR_P1_TEXT] = { "p1-text", { "#FFFFFF", "#1A0306" } },
  [CHEZU_COLOR_P2_TEXT] = { "p2-text", { "#1B1005", "#1B1005" } },
  [CHEZU_COLOR_P3_TEXT] = { "p3-text", { "#241C00", "#241C00" } },
  [CHEZU_COLOR_P4_TEXT] = { "p4-text", { "#FFFFFF", "#16052A" } },
  [CHEZU_COLOR_P3_EDGE] = { "p3-edge", { "#3A2C12", "#0D0E10" } },
  [CHEZU_COLOR_P3_RING] = { "p3-ring", { "#9C7F00", "#FFF2AE" } },

  [CHEZU_COLOR_NORTHEAST] = { "northeast", { "#2B86CB", "#5F8BD8" } },
  [CHEZU_COLOR_JJJ] = { "jjj", { "#A3832C", "#DDBB66" } },
  [CHEZU_COLOR_LSY] = { "lsy", { "#3E7051", "#5ADAC6" } },
  [CHEZU_COLOR_YANGTZE] = { "yangtze", { "#775880", "#CC7088" } },
  [CHEZU_COLOR_NORTHEAST_TEXT] = { "northeast-text", { "#1C66A0", "#86ADEB" } },
  [CHEZU_COLOR_JJJ_TEXT] = { "jjj-text", { "#775D18", "#DDBB66" } },
  [CHEZU_COLOR_LSY_TEXT] = { "lsy-text", { "#35634A", "#5ADAC6" } },
  [CHEZU_COLOR_YANGTZE_TEXT] = { "yangtze-text", { "#6B4E74", "#E092A8" } },

  [CHEZU_COLOR_PLACE] = { "place", { "#8A2F3A", "#E59AA4" } },
  [CHEZU_COLOR_ROUTE] = { "route", { "#1C71D8", "#78AEED" } },
  [CHEZU_COLOR_PAST] = { "past", { "#4A5490", "#A9B4E8" } },

  [CHEZU_COLOR_OVERLAY_1] = { "overlay-1", { "#056E6F", "#0BBEB3" } },
  [CHEZU_COLOR_OVERLAY_2] = { "overlay-2", { "#2C2E76", "#A59EF1" } },
  [CHEZU_COLOR_OVERLAY_3] = { "overlay-3", { "#393C2A", "#B6BD84" } },
  [CHEZU_COLOR_OVERLAY_4] = { "overlay-4", { "#9615E9", "#81728A" } },
  [CHEZU_COLOR_OVERLAY_5] = { "overlay-5", { "#529D42", "#448C57" } },
  [CHEZU_COLOR_OVERLAY_6] = { "overlay-6", { "#B27AB6", "#F9C5EF" } },

  [CHEZU_COLOR_LAND] = { "land", { "#F3F2EE", "#24272C" } },
  [CHEZU_COLOR_WATER] = { "water", { "#D2DFE7", "#171A1F" } },
  [CHEZU_COLOR_SHORE] = { "shore", { "#A9BFCD", "#363C44" } },
  [CHEZU_COLOR_PROVINCE] = { "province", { "#B4AFA4", "#454B54" } },
  [CHEZU_COLOR_RIVER] = { "river", { "#BCD0DC", "#1B2026" } },
  [CHEZU_COLOR_MOTORWAY] = { "motorway", { "#D9CDB6", "#4B4A45" } },
  [CHEZU_COLOR_MOTORWAY_CASING] = { "motorway-casing", { "#B9AB90", "#2F3032" } },
  [CHEZU_COLOR_TRUNK] = { "trunk", { "#E6DFD1", "#3D3E3E" } },
  [CHEZU_COLOR_TRUNK_CASING] = { "trunk-casing", { "#CBC2B2", "#2B2D2F" } },
  [CHEZU_COLOR_STREET] = { "street", { "#FFFFFF", "#34373B" } },
  [CHEZU_COLOR_STREET_CASING] = { "street-casing", { "#D8D4CB", "#2A2D31" } },
  [CHEZU_COLOR_RAILWAY] = { "railway", { "#A8A59E", "#4C5056" } },
  [CHEZU_COLOR_URBAN] = { "urban", { "#E9E6DF", "#2A2D32" } },
  [CHEZU_COLOR_PARK] = { "park", { "#E3E9DC", "#262C2A" } },
  [CHEZU_COLOR_BUILDING] = { "building", { "#E5E1D9", "#2C3035" } },
  [CHEZU_COLOR_BUILDING_EDGE] = { "building-edge", { "#D3CEC3", "#3A3F45" } },
  [CHEZU_COLOR_WOOD] = { "wood", { "#DAE3D1", "#222A27" } },
  [CHEZU_COLOR_SAND] = { "sand", { "#F0E9D8", "#2B2A26" } },
  [CHEZU_COLOR_PATH] = { "path", { "#CCC6B9", "#40454C" } },

  [CHEZU_COLOR_LABEL] = { "label", { "#2F2D29", "#DADDE1" } },
  [CHEZU_COLOR_LABEL_MINOR] = { "label-minor", { "#5A574F", "#A2A8B0" } },
  [CHEZU_COLOR_LABEL_WATER] = { "label-water", { "#41617A", "#7795A9" } },
  [CHEZU_COLOR_LABEL_HALO] = { "label-halo", { "#F8F7F4", "#1B1D21" } },
  [CHEZU_COLOR_CITY_DOT] = { "city-dot", { "#6B675E", "#9AA0A8" } },
};

const char *
chezu_color_token (ChezuColor color)
{
  g_return_val_if_fail (color < CHEZU_N_COLORS, NULL);
  return entries[color].token;
}

/* Returns: "#RRGGBB" */
const char *
chezu_color_hex (ChezuColor color, ChezuScheme scheme)
{
  g_return_val_if_fail (color < CHEZU_N_COLORS && scheme < CHEZU_N_SCHEMES, NULL);
  return entries[color].hex[scheme];
}

GdkRGBA
chezu_color_get (ChezuColor color, ChezuScheme scheme)
{
  guint32 rgb = (guint32)g_ascii_strtoull (chezu_color_hex (color, scheme) + 1, NULL, 16);

  return (GdkRGBA){
    ((rgb >> 16) & 0xFF) / 255.0f,
    ((rgb >> 8) & 0xFF) / 255.0f,
    (rgb & 0xFF) / 255.0f,
    1.0f,
  };
}

ChezuColor
chezu_color_of_state (ChezuVehicleState state)
{
  static const ChezuColor colors[CHEZU_N_STATES] = {
    [CHEZU_STATE_MOVING] = CHEZU_COLOR_MOVING, [CHEZU_STATE_IDLING] = CHEZU_COLOR_IDLING,
    [CHEZU_STATE_PARKED] = CHEZU_COLOR_PARKED, [CHEZU_STATE_STALE] = CHEZU_COLOR_STALE,
    [CHEZU_STATE_LOST] = CHEZU_COLOR_LOST,
  };

  g_return_val_if_fail (state < CHEZU_N_STATES, CHEZU_COLOR_LOST);
  return colors[state];
}

/**
 * chezu_color_of_region:
 * @key: the region's key: "northeast", "jjj", "lsy" or "yangtze"
 *
 * Returns: whether the region has colours of its own
 */
gboolean
chezu_color_of_region (const char *key, ChezuColor *fill, ChezuColor *text)
{
  for (ChezuColor color = CHEZU_COLOR_NORTHEAST; color <= CHEZU_COLOR_YANGTZE; color++)
    if (g_strcmp0 (entries[color].token, key) == 0)
      {
        *fill = color;
        *text = color - CHEZU_COLOR_NORTHEAST + CHEZU_COLOR_NORTHEAST_TEXT;
        return TRUE;
      }
  return FALSE;
}

/**
 * chezu_palette_css:
 *
 * Returns: (transfer full): a style sheet that defines `--chezu-TOKEN` for each colour
 */
char *
chezu_palette_css (ChezuScheme scheme)
{
  GString *css = g_string_new (":root {\n");

  for (int i = 0; i < CHEZU_N_COLORS; i++)
    g_string_append_printf (css, "  --chezu-%s: %s;\n", entries[i].token, entries[i].hex[scheme]);
  g_string_append (css, "}\n");
  return g_string_free_and_steal (css);
}

/**
 * chezu_palette_fill_template:
 * @text: text with tokens between at signs: `"@motorway-casing@"`
 *
 * Returns: (transfer full): the text with each known token replaced by its colour
 */
char *
chezu_palette_fill_template (const char *text, ChezuScheme scheme)
{
  GString *filled = g_string_new (text);

  for (int i = 0; i < CHEZU_N_COLORS; i++)
    {
      g_autofree char *token = g_strdup_printf ("@%s@", entries[i].token);

      g_string_replace (filled, token, entries[i].hex[scheme], 0);
    }
  return g_string_free_and_steal (filled);
}
