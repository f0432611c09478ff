/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of the tree are visited the nearest first, and none that cannot have a vehicle nearer than
 * the worst of those already found. Ranks are of great circles on the sphere; what is handed back
 * is ordered by the ellipsoid, from somewhat more candidates than are wanted. */

#include "fleet/chezu-fleet-nearest.h"

#include "base/chezu-geodesy.h"
#include "fleet/chezu-fleet-private.h"

#include <math.h>

/* The sphere is wrong by half a percent at most; a second candidate may be by as much the other
 * way.
 */
#define SPHERE_SLACK 1.012
/* A plane may be shifted by that much against WGS-84. */
#define PLANE_SLACK_M 2000.0

typedef struct
{
  ChezuFleet *fleet;
  const ChezuFleetNearestQuery *query;
  gint64 now_ms;
  double lon; /* radians */
  double lat;
  double x; /* plane */
  double psi;
  double cosh_psi;
  double slack_m;
  GArray *found; /* of ChezuFleetNear, those within limit_m of the sphere */
  GArray *best;  /* of double: the smallest distances, ascending */
  double limit_m;
} Search;

static double
distance_of_haversine (double haversine)
{
  return 2.0 * CHEZU_EARTH_RADIUS_M * asin (MIN (sqrt (haversine), 1.0));
}

static double
square (double value)
{
  return value * value;
}

static double
isometric_latitude (double y)
{
  return (1.0 - 2.0 * y) * G_PI;
}

/* No vehicle of the cell is nearer. With the isometric latitude ψ, cosh ψ = 1 / cos φ, the formula
 * of haversines becomes (sinh² (Δψ / 2) + sin² (Δλ / 2)) / (cosh ψ₁ cosh ψ₂). */
static double
nearest_in_cell_m (const Search *search, double x0, double y0, double side)
{
  double north = isometric_latitude (y0);
  double south = isometric_latitude (y0 + side);
  double steepest = MAX (cosh (north), cosh (south));
  double across = 0.0;
  double along = 0.0;

  if (search->x < x0 || search->x > x0 + side)
    across = MIN (square (sin ((x0 - search->x) * G_PI)),
                  square (sin ((x0 + side - search->x) * G_PI)));
  if (search->psi > north)
    along = square (sinh ((search->psi - north) / 2.0));
  else if (search->psi < south)
    along = square (sinh ((south - search->psi) / 2.0));
  return distance_of_haversine ((along + across) / (search->cosh_psi * steepest)) - search->slack_m;
}

static double
distance_on_sphere (const Search *search, const ChezuFleetRest *rest)
{
  double lon = chezu_e7_to_degrees (rest->lon_e7) * G_PI / 180.0;
  double lat = chezu_e7_to_degrees (rest->lat_e7) * G_PI / 180.0;

  return distance_of_haversine (square (sin ((lat - search->lat) / 2.0))
                                + cos (lat) * cos (search->lat)
                                      * square (sin ((lon - search->lon) / 2.0)));
}

/* Keeps the smallest n distances, of which the largest sets the limit. */
static void
note_distance (Search *search, double distance_m)
{
  guint at = search->best->len;

  if (at == search->query->n)
    {
      if (distance_m >= g_array_index (search->best, double, at - 1))
        return;
      at--;
    }
  else
    g_array_set_size (search->best, at + 1);
  for (; at > 0 && g_array_index (search->best, double, at - 1) > distance_m; at--)
    g_array_index (search->best, double, at) = g_array_index (search->best, double, at - 1);
  g_array_index (search->best, double, at) = distance_m;
  if (search->best->len == search->query->n)
    search->limit_m
        = g_array_index (search->best, double, search->query->n - 1) * SPHERE_SLACK + 1.0;
}

static void
try_vehicle (Search *search, guint index)
{
  ChezuFleet *self = search->fleet;
  const ChezuFleetNearestQuery *query = search->query;
  ChezuFleetNear near = { .vehicle = index };

  if (!(query->kinds >> self->columns.kind[index] & 1)
      || !(query->states >> chezu_fleet_get_state (self, index, search->now_ms) & 1))
    return;
  near.distance_m = distance_on_sphere (search, &self->columns.rest[index]);
  if (near.distance_m > search->limit_m)
    return;
  g_array_append_val (search->found, near);
  note_distance (search, near.distance_m);
}

static void
search_cell (Search *search, const ChezuFleetNode *node, double x0, double y0, double side)
{
  GArray *near = search->fleet->near;
  double half = side / 2.0;
  double distance_m[4];
  guint order[4] = { 0, 1, 2, 3 };

  if (chezu_fleet_tree_get_child (search->fleet->tree, node, 0) == NULL)
    {
      g_array_set_size (near, 0);
      chezu_fleet_tree_collect (search->fleet->tree, node, near);
      for (guint i = 0; i < near->len; i++)
        try_vehicle (search, g_array_index (near, guint, i));
      return;
    }

  for (guint i = 0; i < 4; i++)
    distance_m[i] = nearest_in_cell_m (search, x0 + (i & 1) * half, y0 + (i >> 1) * half, half);
  for (guint i = 1; i < 4; i++)
    for (guint at = i; at > 0 && distance_m[order[at]] < distance_m[order[at - 1]]; at--)
      {
        guint swap = order[at];

        order[at] = order[at - 1];
        order[at - 1] = swap;
      }
  for (guint i = 0; i < 4 && distance_m[order[i]] <= search->limit_m; i++)
    search_cell (search, chezu_fleet_tree_get_child (search->fleet->tree, node, order[i]),
                 x0 + (order[i] & 1) * half, y0 + (order[i] >> 1) * half, half);
}

static int
compare_near (gconstpointer a, gconstpointer b)
{
  const ChezuFleetNear *one = a;
  const ChezuFleetNear *other = b;

  if (one->distance_m != other->distance_m)
    return one->distance_m < other->distance_m ? -1 : 1;
  return one->vehicle < other->vehicle ? -1 : one->vehicle > other->vehicle;
}

/* From the sphere to the ellipsoid, of those that were not outdone later. */
static void
measure (const Search *search, double lon, double lat)
{
  GArray *found = search->found;
  guint n = 0;

  for (guint i = 0; i < found->len; i++)
    {
      ChezuFleetNear near = g_array_index (found, ChezuFleetNear, i);
      const ChezuFleetRest *rest = &search->fleet->columns.rest[near.vehicle];

      if (near.distance_m > search->limit_m)
        continue;
      near.distance_m = chezu_geodesic_m (lon, lat, chezu_e7_to_degrees (rest->lon_e7),
                                          chezu_e7_to_degrees (rest->lat_e7));
      g_array_index (found, ChezuFleetNear, n++) = near;
    }
  g_array_set_size (found, n);
  g_array_sort (found, compare_near);
  if (found->len > search->query->n)
    g_array_set_size (found, search->query->n);
}

/**
 * chezu_fleet_nearest:
 * @lon: degrees, WGS-84
 * @found: (element-type ChezuFleetNear): emptied and filled, the nearest first, by their latest
 *   fixes; those without a position are not among them
 */
void
chezu_fleet_nearest (ChezuFleet *self,
                     double lon,
                     double lat,
                     const ChezuFleetNearestQuery *query,
                     gint64 now_ms,
                     GArray *found)
{
  g_autoptr (GArray) best = g_array_new (FALSE, FALSE, sizeof (double));
  Search search = { .fleet = self, .query = query, .now_ms = now_ms, .found = found, .best = best };
  double y;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (query != NULL && found != NULL);

  g_array_set_size (found, 0);
  if (query->n == 0)
    return;

  search.lon = lon * G_PI / 180.0;
  search.lat = lat * G_PI / 180.0;
  search.limit_m = G_MAXDOUBLE;
  chezu_plane_project (self->plane, lon, lat, &search.x, &y);
  search.psi = isometric_latitude (y);
  search.cosh_psi = cosh (search.psi);
  if (self->plane != chezu_plane_get (CHEZU_DATUM_WGS84))
    search.slack_m = PLANE_SLACK_M;

  search_cell (&search, chezu_fleet_tree_get_root (self->tree), 0.0, 0.0,
               4.0 * CHEZU_FLEET_TREE_SIDE);
  measure (&search, lon, lat);
}
