/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of streets and waters run along them: the pieces of one name are joined first, so that a
 * street that OpenStreetMap has cut at each crossing is named as one. */

#include "geo/chezu-osm-labels.h"

#include "geo/chezu-osm-schema.h"
#include "geo/chezu-table.h"

#include <math.h>
#include <string.h>

#define MAX_ZOOM 20.0

/* Ranks go on from those of the built-in map (chezu-basemap-labels.c). */
enum
{
  RANK_CITY = 1100,
  RANK_TOWN = 4000,
  RANK_VILLAGE = 4200,
  RANK_SHIELD = 3000,
  RANK_WATER = 5000,
  RANK_PLACE = 5500,
  RANK_AREA = 6000,
  RANK_STREET = 7000,
  RANK_POI = 8000,
};

struct _ChezuOsmLabels
{
  ChezuLabelRows *rows;
  GHashTable *roads; /* "street\nname" → Road */
};

/* Everything of one name and kind. */
typedef struct
{
  ChezuLabelRow row;
  ChezuLabelSpread spread;
  ChezuLines *pieces;
} Road;

static void
road_free (Road *road)
{
  g_free (road->row.name_zh);
  g_free (road->row.name_en);
  g_ptr_array_unref (road->pieces);
  g_free (road);
}

ChezuOsmLabels *
chezu_osm_labels_new (void)
{
  ChezuOsmLabels *self = g_new0 (ChezuOsmLabels, 1);

  self->rows = chezu_label_rows_new ();
  self->roads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)road_free);
  return self;
}

void
chezu_osm_labels_free (ChezuOsmLabels *self)
{
  g_clear_pointer (&self->rows, g_array_unref);
  g_hash_table_unref (self->roads);
  g_free (self);
}

const char *
chezu_osm_name_zh (const ChezuOsmThing *thing)
{
  const char *name = chezu_osm_tag (thing, "name_zh");

  if (name == NULL || *name == '\0')
    name = chezu_osm_tag (thing, "name");
  if (name == NULL || *name == '\0')
    name = chezu_osm_tag (thing, "name_en");
  return name != NULL && *name != '\0' ? name : NULL;
}

const char *
chezu_osm_name_en (const ChezuOsmThing *thing)
{
  const char *name = chezu_osm_tag (thing, "name_en");

  return name != NULL && *name != '\0' ? name : chezu_osm_name_zh (thing);
}

/* --- Along lines --- */

/* Pixels, of the longer of both names, as the map writes names of streets. */
static double
guess_width (const char *name)
{
  double width = 0.0;

  for (const char *next = name; *next != '\0'; next = g_utf8_next_char (next))
    width += g_unichar_iswide (g_utf8_get_char (next)) ? 12.5 : 6.4;
  return width;
}

static void
add_piece (ChezuOsmLabels *self,
           const ChezuLabelRow *row,
           const ChezuLabelSpread *spread,
           OGRGeometryH geometry)
{
  g_autofree char *key = g_strconcat (row->kind, "\n", row->name_zh, NULL);
  Road *road = g_hash_table_lookup (self->roads, key);

  if (road == NULL)
    {
      road = g_new0 (Road, 1);
      road->row = *row;
      road->row.name_zh = g_strdup (row->name_zh);
      road->row.name_en = g_strdup (row->name_en);
      road->spread = *spread;
      road->pieces = chezu_lines_new ();
      g_hash_table_insert (self->roads, g_steal_pointer (&key), road);
    }
  /* A street is as important as its best piece. */
  if (row->rank < road->row.rank)
    {
      road->row.rank = row->rank;
      road->spread.first_zoom = spread->first_zoom;
    }
  g_ptr_array_add (road->pieces, chezu_line_of_geometry (geometry));
}

static const struct
{
  const char *kind; /* class in the tiles */
  int first_zoom;   /* of 256-pixel tiles */
} streets[] = {
  { "motorway", 11 },   { "trunk", 12 },       { "primary", 13 },    { "secondary", 14 },
  { "tertiary", 14 },   { "residential", 15 }, { "pedestrian", 16 }, { "motorway_link", 16 },
  { "trunk_link", 16 }, { "link", 16 },        { "service", 16 },    { "track", 16 },
  { "steps", 17 },      { "footway", 17 },     { "cycleway", 17 },
};

static void
take_street (ChezuOsmLabels *self,
             const ChezuOsmThing *thing,
             const ChezuOsmPlace *place,
             const char *name_zh,
             const char *name_en)
{
  double width = MAX (guess_width (name_zh), guess_width (name_en)) + 8.0;

  for (guint i = 0; i < G_N_ELEMENTS (streets); i++)
    if (g_str_equal (place->kind, streets[i].kind))
      {
        const ChezuLabelRow row = { .kind = "street",
                                    .name_zh = (char *)name_zh,
                                    .name_en = (char *)name_en,
                                    .rank = RANK_STREET + 50 * (int)i,
                                    .max_zoom = MAX_ZOOM };
        const ChezuLabelSpread spread
            = { MAX (280.0, 2.0 * width), width, streets[i].first_zoom, 19 };

        add_piece (self, &row, &spread, thing->geometry);
      }
}

static void
take_water_line (ChezuOsmLabels *self,
                 const ChezuOsmThing *thing,
                 const ChezuOsmPlace *place,
                 const char *name_zh,
                 const char *name_en)
{
  gboolean great = !g_str_equal (place->kind, "stream") && !g_str_equal (place->kind, "ditch");
  double width = MAX (guess_width (name_zh), guess_width (name_en)) * 1.1 + 8.0;
  const ChezuLabelRow row = { .kind = "water",
                              .name_zh = (char *)name_zh,
                              .name_en = (char *)name_en,
                              .rank = RANK_WATER + (great ? 0 : 200),
                              .max_zoom = MAX_ZOOM };
  const ChezuLabelSpread spread = { 900.0, width, great ? 11 : 14, 17 };

  add_piece (self, &row, &spread, thing->geometry);
}

/* Road numbers stand upright, so their kind of row has no width. */
static void
take_shields (ChezuOsmLabels *self, const ChezuOsmThing *thing, const ChezuOsmPlace *place)
{
  const char *text = chezu_osm_tag (thing, "ref");
  gboolean motorway = g_str_equal (place->kind, "motorway");
  gboolean trunk = g_str_equal (place->kind, "trunk");
  g_auto (GStrv) refs = NULL;

  if (text == NULL || !(motorway || trunk || g_str_equal (place->kind, "primary")))
    return;
  refs = g_strsplit (text, ";", -1);
  for (guint i = 0; refs[i] != NULL; i++)
    {
      char *ref = g_strstrip (refs[i]);
      const ChezuLabelRow row = { .kind = "shield",
                                  .name_zh = ref,
                                  .name_en = ref,
                                  .rank = RANK_SHIELD
                                          + (motorway ? 0
                                             : trunk  ? 500
                                                      : 700),
                                  .max_zoom = MAX_ZOOM };
      const ChezuLabelSpread spread = { 340.0, 0.0, motorway ? 8 : trunk ? 10 : 12, 15 };

      if (*ref != '\0' && g_utf8_strlen (ref, -1) <= 8)
        add_piece (self, &row, &spread, thing->geometry);
    }
}

static void
take_line (ChezuOsmLabels *self, const ChezuOsmThing *thing)
{
  const char *name_zh = chezu_osm_name_zh (thing);
  const char *name_en = chezu_osm_name_en (thing);
  ChezuOsmPlace place;

  if (!chezu_osm_find_place (thing, &place))
    return;
  if (g_str_equal (place.tile_layer, "river"))
    {
      if (name_zh != NULL && chezu_osm_brunnel (thing) == NULL)
        take_water_line (self, thing, &place, name_zh, name_en);
      return;
    }
  take_shields (self, thing, &place);
  if (name_zh != NULL)
    take_street (self, thing, &place, name_zh, name_en);
}

/* --- At points --- */

typedef struct
{
  const char *key;
  const char *value;
  const char *kind;
  int rank;
  double min_zoom, max_zoom;
} Spot;

static const Spot spots[] = {
  { "place", "city", "prefecture", RANK_CITY, 8, 15 },
  { "place", "town", "town", RANK_TOWN, 9, 15 },
  { "place", "village", "town", RANK_VILLAGE, 12, 16 },
  { "place", "suburb", "quarter", RANK_PLACE, 12, 18 },
  { "place", "quarter", "quarter", RANK_PLACE + 100, 13, 18 },
  { "place", "hamlet", "quarter", RANK_PLACE + 200, 13, 18 },
  { "place", "neighbourhood", "quarter", RANK_PLACE + 300, 14, 18 },
  { "place", "locality", "quarter", RANK_PLACE + 400, 16, 18 },
  { "highway", "services", "rest", RANK_POI, 11, MAX_ZOOM },
  { "highway", "rest_area", "rest", RANK_POI + 10, 12, MAX_ZOOM },
  { "amenity", "fuel", "fuel", RANK_POI + 100, 14, MAX_ZOOM },
};

/* Places for trucks are worth finding early; car parks only where one is looking for one. */
static gboolean
find_parking (const ChezuOsmThing *thing, Spot *spot)
{
  const char *hgv = chezu_osm_tag (thing, "hgv");
  gboolean trucks = hgv != NULL && !g_str_equal (hgv, "no");

  if (!chezu_osm_is (thing, "amenity", "parking"))
    return FALSE;
  if (!trucks && chezu_osm_name_zh (thing) == NULL)
    return FALSE;
  *spot = (Spot){ .kind = "parking",
                  .rank = RANK_POI + (trucks ? 200 : 300),
                  .min_zoom = trucks ? 13 : 16,
                  .max_zoom = MAX_ZOOM };
  return TRUE;
}

static gboolean
find_spot (const ChezuOsmThing *thing, Spot *spot)
{
  for (guint i = 0; i < G_N_ELEMENTS (spots); i++)
    if (chezu_osm_is (thing, spots[i].key, spots[i].value))
      {
        *spot = spots[i];
        return TRUE;
      }
  return find_parking (thing, spot);
}

/* What it is called where it has no name of its own. */
static const char *
default_name (const char *kind, gboolean chinese)
{
  if (g_str_equal (kind, "fuel"))
    return chinese ? "加油站" : "Fuel";
  if (g_str_equal (kind, "rest"))
    return chinese ? "服务区" : "Rest Area";
  return g_str_equal (kind, "parking") ? (chinese ? "停车场" : "Parking") : NULL;
}

static void
add_spot (ChezuOsmLabels *self, const ChezuOsmThing *thing, const Spot *spot, double x, double y)
{
  const char *name_zh = chezu_osm_name_zh (thing);
  const char *name_en = chezu_osm_name_en (thing);
  const char *people = chezu_osm_tag (thing, "population");
  ChezuLabelRow row
      = { .kind = spot->kind,
          .name_zh = (char *)(name_zh != NULL ? name_zh : default_name (spot->kind, TRUE)),
          .name_en = (char *)(name_en != NULL ? name_en : default_name (spot->kind, FALSE)),
          .lon = x,
          .lat = y,
          .rank = spot->rank,
          .min_zoom = spot->min_zoom,
          .max_zoom = spot->max_zoom };

  if (people != NULL)
    row.rank
        += (int)CLAMP (90.0 - 10.0 * log10 (MAX (g_ascii_strtod (people, NULL), 1.0)), 0.0, 90.0);
  if (row.name_zh != NULL)
    chezu_label_rows_add (self->rows, &row);
}

static void
take_point (ChezuOsmLabels *self, const ChezuOsmThing *thing)
{
  Spot spot;

  if (find_spot (thing, &spot))
    add_spot (self, thing, &spot, OGR_G_GetX (thing->geometry, 0), OGR_G_GetY (thing->geometry, 0));
}

/* --- In areas --- */

/* Areas whose names are worth reading, and the pixels they must cover for it. */
static const struct
{
  const char *kind;
  const char *label;
  double least_pixels;
} areas[] = {
  { "lake", "water", 5000 },    { "park", "park", 6000 },      { "campus", "quarter", 12000 },
  { "cemetery", "park", 8000 }, { "wood", "park", 40000 },     { "industrial", "quarter", 40000 },
  { "port", "quarter", 15000 }, { "airport", "quarter", 900 },
};

static void
take_area (ChezuOsmLabels *self, const ChezuOsmThing *thing)
{
  const char *name_zh = chezu_osm_name_zh (thing);
  OGRGeometryH inner;
  ChezuOsmPlace place;
  Spot spot = { 0 };

  if (find_spot (thing, &spot))
    ;
  else if (name_zh != NULL && chezu_osm_find_place (thing, &place))
    for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
      if (g_str_equal (place.kind, areas[i].kind))
        {
          /* The zoom of 512-pixel tiles in which it is a quarter of that, and the next. */
          double zoom = chezu_osm_zoom_of_size (thing->geometry, areas[i].least_pixels / 4.0) + 2.0;

          spot = (Spot){ .kind = areas[i].label,
                         .rank = g_str_equal (areas[i].label, "water") ? RANK_WATER
                                                                       : RANK_AREA + (int)zoom,
                         .min_zoom = zoom,
                         .max_zoom = MAX_ZOOM };
        }
  if (spot.kind == NULL)
    return;
  inner = OGR_G_PointOnSurface (thing->geometry);
  if (inner != NULL)
    add_spot (self, thing, &spot, OGR_G_GetX (inner, 0), OGR_G_GetY (inner, 0));
  OGR_G_DestroyGeometry (inner);
}

void
chezu_osm_labels_take (ChezuOsmLabels *self, const ChezuOsmThing *thing)
{
  switch (thing->shape)
    {
    case CHEZU_OSM_POINT:
      take_point (self, thing);
      break;
    case CHEZU_OSM_LINE:
      take_line (self, thing);
      break;
    case CHEZU_OSM_AREA:
    default:
      take_area (self, thing);
      break;
    }
}

ChezuLabelRows *
chezu_osm_labels_collect (ChezuOsmLabels *self)
{
  g_autoptr (GPtrArray) keys = g_hash_table_get_keys_as_ptr_array (self->roads);

  /* In a fixed order, so that the same extract makes the same file. */
  g_ptr_array_sort_values (keys, (GCompareFunc)strcmp);
  for (guint i = 0; i < keys->len; i++)
    {
      const Road *road = g_hash_table_lookup (self->roads, g_ptr_array_index (keys, i));
      g_autoptr (GPtrArray) lines = chezu_lines_join (road->pieces);

      for (guint j = 0; j < lines->len; j++)
        chezu_label_rows_spread (self->rows, &road->row, chezu_lines_get (lines, j), &road->spread);
    }
  return g_steal_pointer (&self->rows);
}
