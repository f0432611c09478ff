/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags are facts of the OpenStreetMap wiki ("Map features"). The first rule that fits decides. */

#include "geo/chezu-osm-schema.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *key;
  const char *values; /* between blanks; NULL any */
  ChezuOsmPlace place;
} Rule;

static const Rule line_rules[] = {
  { "highway", " motorway ", { "road", "motorway", 8, FALSE } },
  { "highway", " trunk ", { "road", "trunk", 8, FALSE } },
  { "highway", " motorway_link ", { "road", "motorway_link", 11, FALSE } },
  { "highway", " trunk_link ", { "road", "trunk_link", 11, FALSE } },
  { "highway", " primary ", { "street", "primary", 8, FALSE } },
  { "highway", " secondary ", { "street", "secondary", 10, FALSE } },
  { "highway", " tertiary ", { "street", "tertiary", 11, FALSE } },
  { "highway", " primary_link secondary_link tertiary_link ", { "street", "link", 12, FALSE } },
  { "highway",
    " residential unclassified living_street road ",
    { "street", "residential", 12, FALSE } },
  { "highway", " pedestrian ", { "street", "pedestrian", 13, FALSE } },
  { "highway", " service busway ", { "street", "service", 13, FALSE } },
  { "highway", " track ", { "path", "track", 13, FALSE } },
  { "highway", " cycleway ", { "path", "cycleway", 14, FALSE } },
  { "highway", " steps ", { "path", "steps", 14, FALSE } },
  { "highway", " footway path bridleway ", { "path", "footway", 14, FALSE } },
  { "railway", " rail ", { "rail", "rail", 9, FALSE } },
  { "railway",
    " light_rail subway tram narrow_gauge funicular monorail preserved ",
    { "rail", "tram", 12, FALSE } },
  { "waterway", " river ", { "river", "river", 8, FALSE } },
  { "waterway", " canal ", { "river", "canal", 9, FALSE } },
  { "waterway", " stream ", { "river", "stream", 12, FALSE } },
  { "waterway", " ditch drain ", { "river", "ditch", 13, FALSE } },
  { "aeroway", " runway ", { "runway", "runway", 10, FALSE } },
  { "aeroway", " taxiway ", { "runway", "taxiway", 12, FALSE } },
  { "man_made", " pier breakwater groyne ", { "path", "pier", 13, FALSE } },
};

static const Rule area_rules[] = {
  { "building", NULL, { "building", "building", 13, TRUE } },
  { "natural", " water ", { "water", "lake", 8, TRUE } },
  { "waterway", " riverbank dock ", { "water", "lake", 8, TRUE } },
  { "landuse", " reservoir basin ", { "water", "lake", 8, TRUE } },
  { "leisure", " swimming_pool ", { "water", "pool", 14, FALSE } },
  { "amenity", " fountain ", { "water", "pool", 14, FALSE } },
  { "amenity",
    " school university college hospital kindergarten ",
    { "area", "campus", 10, TRUE } },
  { "amenity", " parking ", { "area", "parking", 14, FALSE } },
  { "amenity", " grave_yard ", { "area", "cemetery", 10, TRUE } },
  { "highway", " rest_area services ", { "area", "parking", 12, TRUE } },
  { "highway", " pedestrian footway ", { "area", "square", 13, TRUE } },
  { "railway", " platform ", { "area", "square", 14, FALSE } },
  { "public_transport", " platform ", { "area", "square", 14, FALSE } },
  { "man_made", " pier breakwater groyne bridge ", { "area", "pier", 12, TRUE } },
  { "place", " square ", { "area", "square", 14, FALSE } },
  { "leisure", " pitch track ", { "area", "pitch", 13, TRUE } },
  { "leisure",
    " park garden golf_course playground recreation_ground dog_park common ",
    { "area", "park", 9, TRUE } },
  { "leisure", " stadium sports_centre ", { "area", "campus", 11, TRUE } },
  { "tourism", " zoo theme_park camp_site ", { "area", "park", 10, TRUE } },
  { "aeroway", " aerodrome ", { "area", "airport", 9, TRUE } },
  { "aeroway", " apron helipad ", { "area", "apron", 12, TRUE } },
  { "landuse", " residential ", { "area", "residential", 8, TRUE } },
  { "landuse", " industrial commercial retail military ", { "area", "industrial", 8, TRUE } },
  { "landuse", " railway ", { "area", "rail", 11, TRUE } },
  { "landuse", " port harbour ", { "area", "port", 10, TRUE } },
  { "landuse", " construction brownfield quarry ", { "area", "industrial", 10, TRUE } },
  { "landuse", " cemetery ", { "area", "cemetery", 10, TRUE } },
  { "landuse", " forest ", { "area", "wood", 8, TRUE } },
  { "landuse",
    " grass village_green recreation_ground meadow flowerbed ",
    { "area", "grass", 10, TRUE } },
  { "landuse", " allotments orchard vineyard plant_nursery ", { "area", "orchard", 10, TRUE } },
  { "natural", " wood ", { "area", "wood", 8, TRUE } },
  { "natural", " scrub heath grassland ", { "area", "scrub", 10, TRUE } },
  { "natural", " wetland ", { "area", "scrub", 10, TRUE } },
  { "natural", " beach sand shingle ", { "area", "sand", 11, TRUE } },
};

static gboolean
fits (const Rule *rule, const ChezuOsmThing *thing)
{
  const char *value = chezu_osm_tag (thing, rule->key);
  g_autofree char *word = NULL;

  if (value == NULL || g_str_equal (value, "no"))
    return FALSE;
  if (rule->values == NULL)
    return TRUE;
  word = g_strconcat (" ", value, " ", NULL);
  return strstr (rule->values, word) != NULL;
}

/* Tracks beside the line, and ways from a street to a door, are of use only near by. */
static void
set_back (const ChezuOsmThing *thing, ChezuOsmPlace *place)
{
  const char *service = chezu_osm_tag (thing, "service");

  if (service == NULL)
    return;
  if (g_str_equal (place->kind, "rail"))
    {
      place->kind = "siding";
      place->min_zoom = 13;
    }
  else if (g_str_equal (place->kind, "service")
           && (g_str_equal (service, "parking_aisle") || g_str_equal (service, "driveway")))
    {
      place->kind = "alley";
      place->min_zoom = 14;
    }
}

/* What lies under the ground is nothing that one would see. */
static gboolean
is_hidden (const ChezuOsmThing *thing)
{
  return thing->shape == CHEZU_OSM_AREA && chezu_osm_is (thing, "location", "underground");
}

gboolean
chezu_osm_find_place (const ChezuOsmThing *thing, ChezuOsmPlace *place)
{
  const Rule *rules = thing->shape == CHEZU_OSM_LINE ? line_rules : area_rules;
  gsize n = thing->shape == CHEZU_OSM_LINE ? G_N_ELEMENTS (line_rules) : G_N_ELEMENTS (area_rules);

  if (thing->shape == CHEZU_OSM_POINT || is_hidden (thing))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (fits (&rules[i], thing))
      {
        *place = rules[i].place;
        set_back (thing, place);
        if (place->by_size)
          place->min_zoom = MAX (place->min_zoom, chezu_osm_zoom_of_size (thing->geometry, 12.0));
        return TRUE;
      }
  return FALSE;
}

const char *
chezu_osm_brunnel (const ChezuOsmThing *thing)
{
  const char *tunnel = chezu_osm_tag (thing, "tunnel");
  const char *bridge = chezu_osm_tag (thing, "bridge");

  if (tunnel != NULL && !g_str_equal (tunnel, "no"))
    return "tunnel";
  return bridge != NULL && !g_str_equal (bridge, "no") ? "bridge" : NULL;
}

/**
 * chezu_osm_zoom_of_size:
 * @geometry: of an area, in degrees
 * @least_pixels: what it must cover
 *
 * Returns: of tiles of 512 pixels, not above the last
 */
int
chezu_osm_zoom_of_size (OGRGeometryH geometry, double least_pixels)
{
  OGREnvelope box;
  double squeeze, pixels;
  int zoom = CHEZU_OSM_MIN_ZOOM;

  OGR_G_GetEnvelope (geometry, &box);
  /* On the Mercator map a degree of latitude is 1/cos of one of longitude. */
  squeeze = MAX (cos ((box.MinY + box.MaxY) / 2.0 * G_PI / 180.0), 0.01);
  pixels = OGR_G_Area (geometry) / squeeze * pow (512.0 / 360.0 * exp2 (zoom), 2.0);
  for (; zoom < CHEZU_OSM_MAX_ZOOM && pixels < least_pixels; zoom++)
    pixels *= 4.0;
  return zoom;
}
