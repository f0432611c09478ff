/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-rule-ground-private.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-units.h"
#include "store/chezu-geofence-rows-private.h"
#include "store/chezu-road-table.h"

#include <math.h>

/* A vehicle that stands so near to a place is there. */
#define PLACE_M 300.0
#define CELL (1.0 / 64.0)
#define METRES_PER_DEGREE (CHEZU_EARTH_RADIUS_M * G_PI / 180.0)

typedef struct
{
  double lon;
  double lat;
} Spot;

struct _ChezuRuleGround
{
  ChezuRoadIndex *roads;
  GHashTable *places;  /* gint64, a cell → GArray of Spot */
  GPtrArray *fences;   /* of ChezuGeofenceRow; NULL: nobody has to keep to one */
  GHashTable *keepers; /* gint64, a vehicle → GPtrArray of ChezuGeofenceRow, borrowed */

  /* Class and sign are asked of the same place. */
  gint32 lon_e7;
  gint32 lat_e7;
  gboolean on_road;
  ChezuRoadHit hit;
};

/* --- Roads ---------------------------------------------------------------------------------- */

static const ChezuRoad *
road_at (ChezuRuleGround *self, gint32 lon_e7, gint32 lat_e7)
{
  if (self->lon_e7 != lon_e7 || self->lat_e7 != lat_e7)
    {
      self->lon_e7 = lon_e7;
      self->lat_e7 = lat_e7;
      self->on_road = chezu_road_index_find (self->roads, chezu_e7_to_degrees (lon_e7),
                                             chezu_e7_to_degrees (lat_e7), &self->hit);
    }
  return self->on_road ? self->hit.road : NULL;
}

static ChezuRoadClass
road_class (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  const ChezuRoad *road = road_at (data, lon_e7, lat_e7);

  return road != NULL ? road->class : CHEZU_ROAD_UNKNOWN;
}

static double
sign_limit (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  const ChezuRoad *road = road_at (data, lon_e7, lat_e7);

  if (road == NULL)
    return 0;
  return (facts->traits & (CHEZU_TRAIT_LIMITED | CHEZU_TRAIT_HAZMAT)) != 0 ? road->limit_truck_km_h
                                                                           : road->limit_car_km_h;
}

/* --- Places --------------------------------------------------------------------------------- */

static gint64
cell_key (double lon, double lat, int east, int north)
{
  gint64 column = (gint64)floor (lon / CELL) + east;
  gint64 row = (gint64)floor (lat / CELL) + north;

  return column << 32 ^ (row & 0xffffffff);
}

static void
add_place (ChezuRuleGround *self, double lon, double lat)
{
  const Spot spot = { lon, lat };
  gint64 key = cell_key (lon, lat, 0, 0);
  GArray *cell = g_hash_table_lookup (self->places, &key);

  if (cell == NULL)
    {
      cell = g_array_new (FALSE, FALSE, sizeof (Spot));
      g_hash_table_insert (self->places, g_memdup2 (&key, sizeof key), cell);
    }
  g_array_append_val (cell, spot);
}

static gboolean
is_near (const GArray *cell, double lon, double lat)
{
  for (guint i = 0; cell != NULL && i < cell->len; i++)
    {
      const Spot *spot = &g_array_index (cell, Spot, i);

      if (chezu_distance_m (spot->lon, spot->lat, lon, lat) <= PLACE_M)
        return TRUE;
    }
  return FALSE;
}

static gboolean
known_place (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  ChezuRuleGround *self = data;
  double lon = chezu_e7_to_degrees (lon_e7);
  double lat = chezu_e7_to_degrees (lat_e7);

  for (int north = -1; north <= 1; north++)
    for (int east = -1; east <= 1; east++)
      {
        gint64 key = cell_key (lon, lat, east, north);

        if (is_near (g_hash_table_lookup (self->places, &key), lon, lat))
          return TRUE;
      }
  return FALSE;
}

static gboolean
read_places (ChezuRuleGround *self, ChezuDatabase *db, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT ST_MinX (geom), ST_MinY (geom) FROM place WHERE geom NOT NULL");

  while (chezu_statement_next (select))
    add_place (self, chezu_statement_get_double (select, 0),
               chezu_statement_get_double (select, 1));
  return chezu_statement_done (select, error);
}

/* --- Corridors ------------------------------------------------------------------------------ */

/* Metres from a line, on the plane that touches the sphere at the place. */
static double
distance_to_line (const GArray *vertices, double lon, double lat)
{
  double narrow = cos (lat * G_PI / 180.0);
  double least_m = INFINITY;

  for (guint i = 1; i < vertices->len; i++)
    {
      const ChezuGeofenceVertex *a = &g_array_index (vertices, ChezuGeofenceVertex, i - 1);
      const ChezuGeofenceVertex *b = &g_array_index (vertices, ChezuGeofenceVertex, i);
      double ax = (a->lon - lon) * METRES_PER_DEGREE * narrow;
      double ay = (a->lat - lat) * METRES_PER_DEGREE;
      double dx = (b->lon - a->lon) * METRES_PER_DEGREE * narrow;
      double dy = (b->lat - a->lat) * METRES_PER_DEGREE;
      double length_2 = dx * dx + dy * dy;
      double share = length_2 > 0 ? CLAMP (-(ax * dx + ay * dy) / length_2, 0.0, 1.0) : 0.0;

      least_m = MIN (least_m, hypot (ax + share * dx, ay + share * dy));
    }
  return least_m;
}

/* From the line of the nearest of the corridors that it may take; 0 within one. */
static double
off_route (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  ChezuRuleGround *self = data;
  const GPtrArray *corridors = g_hash_table_lookup (self->keepers, &facts->vehicle_id);
  double least_m = INFINITY;

  for (guint i = 0; corridors != NULL && i < corridors->len; i++)
    {
      const ChezuGeofenceRow *row = g_ptr_array_index (corridors, i);
      double off_m = distance_to_line (row->shape.vertices, chezu_e7_to_degrees (lon_e7),
                                       chezu_e7_to_degrees (lat_e7));

      least_m = MIN (least_m, off_m > row->shape.radius_m ? off_m : 0);
    }
  return isfinite (least_m) ? least_m : -1;
}

static const ChezuGeofenceRow *
find_corridor (const ChezuRuleGround *self, gint64 id)
{
  for (guint i = 0; i < self->fences->len; i++)
    {
      const ChezuGeofenceRow *row = g_ptr_array_index (self->fences, i);

      if (row->id == id)
        return row->shape.form == CHEZU_GEOFENCE_CORRIDOR ? row : NULL;
    }
  return NULL;
}

static void
add_keeper (ChezuRuleGround *self, gint64 vehicle, const ChezuGeofenceRow *corridor)
{
  GPtrArray *corridors = g_hash_table_lookup (self->keepers, &vehicle);

  if (corridors == NULL)
    {
      corridors = g_ptr_array_new ();
      g_hash_table_insert (self->keepers, g_memdup2 (&vehicle, sizeof vehicle), corridors);
    }
  g_ptr_array_add (corridors, (gpointer)corridor);
}

static gboolean
read_keepers (ChezuRuleGround *self, ChezuDatabase *db, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT vehicle, geofence FROM geofence_keeper");

  self->fences = chezu_geofence_rows_read (db, error);
  if (self->fences == NULL)
    return FALSE;
  while (chezu_statement_next (select))
    {
      const ChezuGeofenceRow *corridor = find_corridor (self, chezu_statement_get_int (select, 1));

      if (corridor != NULL)
        add_keeper (self, chezu_statement_get_int (select, 0), corridor);
    }
  return chezu_statement_done (select, error);
}

/* --- The ground ----------------------------------------------------------------------------- */

ChezuRuleGround *
chezu_rule_ground_new (ChezuDatabase *db, GError **error)
{
  g_autoptr (ChezuRuleGround) self = g_new0 (ChezuRuleGround, 1);

  self->places
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  self->keepers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify)g_ptr_array_unref);
  self->roads = chezu_road_table_index (db, error);
  if (self->roads == NULL || !read_places (self, db, error) || !read_keepers (self, db, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
chezu_rule_ground_free (ChezuRuleGround *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->roads, chezu_road_index_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->keepers, g_hash_table_unref);
  g_clear_pointer (&self->fences, g_ptr_array_unref);
  g_free (self);
}

ChezuRuleContext
chezu_rule_ground_get_context (ChezuRuleGround *self)
{
  const ChezuRuleContext context = {
    .road_class = road_class,
    .sign_limit = sign_limit,
    .known_place = known_place,
    .off_route = off_route,
    .data = self,
  };

  return context;
}
