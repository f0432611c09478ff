/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every vehicle is looked at once: 100,000 of them in some milliseconds. */

#include "fleet/chezu-fleet-nearest.h"

#include "base/chezu-geodesy.h"

#include <math.h>

typedef struct
{
  guint vehicle;
  double rank; /* grows with the distance */
} Candidate;

/* sin² (d / 2R) of two points of the Mercator plane. With the isometric latitude ψ, cosh ψ = 1 /
 * cos φ, the haversine formula becomes (sinh² (Δψ / 2) + sin² (Δλ / 2)) / (cosh ψ₁ cosh ψ₂). */
static double
haversine_of (double x0, double psi0, double cosh0, double x1, double y1)
{
  double psi1 = (1.0 - 2.0 * y1) * G_PI;
  double across = sin ((x1 - x0) * G_PI);
  double along = sinh ((psi1 - psi0) / 2.0);

  return (across * across + along * along) / (cosh0 * cosh (psi1));
}

static void
insert (GArray *best, guint n_max, const Candidate *candidate)
{
  guint at = best->len;

  if (best->len == n_max && candidate->rank >= g_array_index (best, Candidate, at - 1).rank)
    return;
  while (at > 0 && g_array_index (best, Candidate, at - 1).rank > candidate->rank)
    at--;
  g_array_insert_vals (best, at, candidate, 1);
  if (best->len > n_max)
    g_array_set_size (best, n_max);
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

/**
 * chezu_fleet_nearest:
 * @lon: degrees, WGS-84
 * @found: (element-type ChezuFleetNear): emptied and filled, the nearest first; those without a
 *   position are not among them
 */
void
chezu_fleet_nearest (ChezuFleet *self,
                     double lon,
                     double lat,
                     const ChezuFleetNearestQuery *query,
                     gint64 now_ms,
                     GArray *found)
{
  const ChezuFleetArrays *arrays;
  const ChezuPlane *plane;
  g_autoptr (GArray) best = g_array_new (FALSE, FALSE, sizeof (Candidate));
  double x;
  double y;
  double psi;
  double cosh_psi;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (query != NULL && found != NULL);

  g_array_set_size (found, 0);
  if (query->n == 0)
    return;
  arrays = chezu_fleet_peek (self);
  plane = chezu_fleet_get_plane (self);
  chezu_plane_project (plane, lon, lat, &x, &y);
  psi = (1.0 - 2.0 * y) * G_PI;
  cosh_psi = cosh (psi);
  for (guint i = 0; i < arrays->n; i++)
    {
      Candidate candidate = { .vehicle = i };

      if (arrays->time_ms[i] == 0 || !(query->kinds >> arrays->kind[i] & 1)
          || !(query->states >> chezu_fleet_get_state (self, i, now_ms) & 1))
        continue;
      candidate.rank = haversine_of (x, psi, cosh_psi, arrays->x[i], arrays->y[i]);
      insert (best, query->n, &candidate);
    }

  for (guint i = 0; i < best->len; i++)
    {
      ChezuFleetNear near = { .vehicle = g_array_index (best, Candidate, i).vehicle };
      double near_lon;
      double near_lat;

      chezu_fleet_get_drawn (self, near.vehicle, now_ms, &x, &y, NULL);
      chezu_plane_unproject (plane, x, y, &near_lon, &near_lat);
      near.distance_m = chezu_geodesic_m (lon, lat, near_lon, near_lat);
      g_array_append_val (found, near);
    }
  g_array_sort (found, compare_near);
}
