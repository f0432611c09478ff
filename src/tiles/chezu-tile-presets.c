/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses as the services publish them, or as they were seen (AMap). Tianditu and OpenStreetMap
 * are not shifted; AMap is, and its zooms begin at 3. What a preset makes is an ordinary source: an
 * address that a service changes is mended in the preferences, without a new version. */

#include "tiles/chezu-tile-presets.h"

#include <glib/gi18n-lib.h>

#define TIANDITU(layer)                                                                            \
  "https://t{s}.tianditu.gov.cn/" layer "_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"       \
  "&LAYER=" layer "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"                                    \
  "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
#define AMAP(host, style, more)                                                                    \
  "https://" host "0{s}.is.autonavi.com/appmaptile?style=" style more "&x={x}&y={y}&z={z}"

#define TIANDITU_CREDIT "天地图 · 国家地理信息公共服务平台"
#define OSM_CREDIT "© OpenStreetMap contributors"
#define AMAP_CREDIT "© 高德地图 AutoNavi"

#define KEY_ADVICE                                                                                 \
  N_ ("The national platform wants a key of your own. Register at tianditu.gov.cn and ask for a "  \
      "key for servers; about 10,000 tiles of each layer a day are free.")
#define OSM_ADVICE                                                                                 \
  N_ ("Run by volunteers for everybody. Fine for a desk that looks at places; for many desks or "  \
      "a "                                                                                         \
      "wall that runs all day use a service of your own.")
#define AMAP_ADVICE                                                                                \
  N_ ("Unofficial: the service has not agreed to this use, gives no licence, and may end it at "   \
      "any "                                                                                       \
      "time. Adding it is your responsibility.")

typedef struct
{
  const char *name;
  const char *advice;
  ChezuTileKind kind;
  const char *address;
  const char *labels;
  const char *subdomains;
  const char *attribution;
  guint min_zoom;
  guint max_zoom;
  ChezuDatum datum;
} Preset;

static const Preset presets[CHEZU_N_PRESETS] = {
  [CHEZU_PRESET_TIANDITU_VECTOR]
  = { N_ ("Tianditu Vector"), KEY_ADVICE, CHEZU_TILE_XYZ, TIANDITU ("vec"), TIANDITU ("cva"), "0-7",
      TIANDITU_CREDIT, 1, 18, CHEZU_DATUM_CGCS2000 },
  [CHEZU_PRESET_TIANDITU_IMAGERY]
  = { N_ ("Tianditu Imagery"), KEY_ADVICE, CHEZU_TILE_XYZ, TIANDITU ("img"), TIANDITU ("cia"),
      "0-7", TIANDITU_CREDIT, 1, 18, CHEZU_DATUM_CGCS2000 },
  [CHEZU_PRESET_TIANDITU_TERRAIN]
  = { N_ ("Tianditu Terrain"), KEY_ADVICE, CHEZU_TILE_XYZ, TIANDITU ("ter"), TIANDITU ("cta"),
      "0-7", TIANDITU_CREDIT, 1, 14, CHEZU_DATUM_CGCS2000 },
  [CHEZU_PRESET_OPENSTREETMAP]
  = { "OpenStreetMap", OSM_ADVICE, CHEZU_TILE_XYZ, "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
      "", "", OSM_CREDIT, 0, 19, CHEZU_DATUM_WGS84 },
  [CHEZU_PRESET_AMAP]
  = { N_ ("AMap"), AMAP_ADVICE, CHEZU_TILE_XYZ, AMAP ("webrd", "8", "&lang=zh_cn&size=1&scale=1"),
      "", "1-4", AMAP_CREDIT, 3, 18, CHEZU_DATUM_GCJ02 },
  [CHEZU_PRESET_AMAP_IMAGERY]
  = { N_ ("AMap Imagery"), AMAP_ADVICE, CHEZU_TILE_XYZ, AMAP ("webst", "6", ""),
      AMAP ("webst", "8", ""), "1-4", AMAP_CREDIT, 3, 18, CHEZU_DATUM_GCJ02 },
  [CHEZU_PRESET_XYZ] = { N_ ("Other Tiles (XYZ)"), NULL, CHEZU_TILE_XYZ, "", "", "", "", 0, 18, 0 },
  [CHEZU_PRESET_WMTS]
  = { N_ ("Other WMTS Service"), NULL, CHEZU_TILE_WMTS, "", "", "", "", 0, 18, 0 },
  [CHEZU_PRESET_WMS] = { N_ ("Other WMS Service"), NULL, CHEZU_TILE_WMS, "", "", "", "", 0, 19, 0 },
  [CHEZU_PRESET_MBTILES]
  = { N_ ("Map File (MBTiles)"), NULL, CHEZU_TILE_MBTILES, "", "", "", "", 0, 22, 0 },
};

const char *
chezu_tile_preset_name (ChezuTilePreset preset)
{
  g_return_val_if_fail (preset < CHEZU_N_PRESETS, NULL);

  return _ (presets[preset].name);
}

const char *
chezu_tile_preset_advice (ChezuTilePreset preset)
{
  g_return_val_if_fail (preset < CHEZU_N_PRESETS, NULL);

  return presets[preset].advice != NULL ? _ (presets[preset].advice) : NULL;
}

/**
 * chezu_tile_preset_make:
 *
 * Returns: (transfer full): a new source, named as the preset where that says what it is
 */
ChezuTileSource *
chezu_tile_preset_make (ChezuTilePreset preset)
{
  const Preset *what;
  ChezuTileSource *self;

  g_return_val_if_fail (preset < CHEZU_N_PRESETS, NULL);

  what = &presets[preset];
  self = chezu_tile_source_new (what->kind, *what->address != '\0' ? _ (what->name) : "");
  g_set_str (&self->address, what->address);
  g_set_str (&self->labels, what->labels);
  g_set_str (&self->subdomains, what->subdomains);
  g_set_str (&self->attribution, what->attribution);
  self->min_zoom = what->min_zoom;
  self->max_zoom = what->max_zoom;
  self->datum = what->datum;
  return self;
}
