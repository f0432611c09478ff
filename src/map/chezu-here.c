/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-here.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"

/* A town further off says nothing of a point. */
#define TOWN_MAX_M 80000.0
/* Names and numbers stand on their road, but not everywhere along it. */
#define STREET_MAX_M 150.0
#define SHIELD_MAX_M 1500.0

static const char *
get_name (const char *chinese, const char *english)
{
  if (chezu_language_is_chinese ())
    return chinese != NULL ? chinese : english;
  return english != NULL && *english != '\0' ? english : chinese;
}

static double
reach_of (ChezuLabelKind kind)
{
  switch (kind)
    {
    case CHEZU_LABEL_METROPOLIS:
    case CHEZU_LABEL_CAPITAL:
    case CHEZU_LABEL_PREFECTURE:
    case CHEZU_LABEL_TOWN:
      return TOWN_MAX_M;
    case CHEZU_LABEL_SHIELD:
      return SHIELD_MAX_M;
    case CHEZU_LABEL_STREET:
      return STREET_MAX_M;
    case CHEZU_LABEL_QUARTER:
    case CHEZU_LABEL_PARK:
    case CHEZU_LABEL_WATER:
    case CHEZU_N_LABEL_KINDS:
    default:
      return 0;
    }
}

static void
find_town_and_road (ChezuHere *self, ChezuLabelStore *labels)
{
  double road_m = G_MAXDOUBLE;
  guint n;
  const ChezuLabel *label = chezu_label_store_get (labels, &n);

  self->town_m = G_MAXDOUBLE;
  for (guint i = 0; i < n; i++)
    {
      double reach = reach_of (label[i].kind);
      gboolean is_road = label[i].kind == CHEZU_LABEL_SHIELD || label[i].kind == CHEZU_LABEL_STREET;
      double distance;

      if (reach == 0)
        continue;
      distance = chezu_distance_m (self->lon, self->lat, label[i].lon, label[i].lat);
      if (distance > reach || distance >= (is_road ? road_m : self->town_m))
        continue;
      if (is_road)
        {
          road_m = distance;
          self->road = get_name (label[i].name_zh, label[i].name_en);
          continue;
        }
      self->town_m = distance;
      self->town = get_name (label[i].name_zh, label[i].name_en);
      self->town_bearing = chezu_bearing_degrees (label[i].lon, label[i].lat, self->lon, self->lat);
    }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const ChezuHerePlace *one = a;
  const ChezuHerePlace *other = b;

  return (one->distance_m > other->distance_m) - (one->distance_m < other->distance_m);
}

static void
find_places (ChezuHere *self, const ChezuPlaceList *places)
{
  for (guint i = 0; i < places->rows->len; i++)
    {
      const ChezuPlaceRow *row = &g_array_index (places->rows, ChezuPlaceRow, i);
      ChezuHerePlace place = {
        .place_id = row->id,
        .name = get_name (row->name_zh, row->name_en),
        .distance_m = chezu_geodesic_m (self->lon, self->lat, row->lon, row->lat),
        .bearing = chezu_bearing_degrees (self->lon, self->lat, row->lon, row->lat),
      };

      g_array_append_val (self->places, place);
    }
  g_array_sort (self->places, compare_places);
  if (self->places->len > CHEZU_HERE_ROWS)
    g_array_set_size (self->places, CHEZU_HERE_ROWS);
}

static void
find_region (ChezuHere *self, ChezuFleet *fleet)
{
  ChezuRegionSet *regions = chezu_fleet_get_regions (fleet);
  guint8 region;

  if (regions == NULL)
    return;
  region = chezu_region_set_locate (regions, self->lon, self->lat);
  if (region != CHEZU_REGION_NONE)
    self->region = chezu_region_set_get_name (regions, region);
}

/**
 * chezu_here_new:
 * @lon: degrees, WGS-84
 * @fleet: (nullable)
 * @places: (nullable)
 * @labels: (nullable): names of the base map
 *
 * What it tells of them lives as long as they do, and as the fleet's regions.
 */
ChezuHere *
chezu_here_new (double lon,
                double lat,
                ChezuFleet *fleet,
                const ChezuPlaceList *places,
                ChezuLabelStore *labels)
{
  const ChezuFleetNearestQuery query = { G_MAXUINT32, G_MAXUINT32, CHEZU_HERE_ROWS };
  ChezuHere *self = g_new0 (ChezuHere, 1);

  self->lon = lon;
  self->lat = lat;
  self->places = g_array_new (FALSE, FALSE, sizeof (ChezuHerePlace));
  self->vehicles = g_array_new (FALSE, FALSE, sizeof (ChezuFleetNear));
  if (fleet != NULL)
    {
      find_region (self, fleet);
      chezu_fleet_nearest (fleet, lon, lat, &query, chezu_fleet_get_now_ms (fleet), self->vehicles);
    }
  if (places != NULL)
    find_places (self, places);
  if (labels != NULL)
    find_town_and_road (self, labels);
  return self;
}

void
chezu_here_free (ChezuHere *self)
{
  g_array_unref (self->places);
  g_array_unref (self->vehicles);
  g_free (self);
}
