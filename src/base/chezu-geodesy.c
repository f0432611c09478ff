/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-geodesy.h"

#include <math.h>

#define RADIANS (G_PI / 180.0)

/**
 * chezu_mercator_project:
 * @lon: degrees
 * @lat: degrees; clamped to what the square holds
 * @x: (out): 0 at 180° W … 1 at 180° E
 * @y: (out): 0 at the north edge … 1 at the south edge
 *
 * Web Mercator (EPSG:3857) scaled to the unit square, so that a pixel at zoom z is 1 / (256 · 2^z).
 */
void
chezu_mercator_project (double lon, double lat, double *x, double *y)
{
  double sine;

  lat = CLAMP (lat, -CHEZU_MERCATOR_LATITUDE_MAX, CHEZU_MERCATOR_LATITUDE_MAX);
  sine = sin (lat * RADIANS);
  *x = (lon + 180.0) / 360.0;
  *y = 0.5 - log ((1.0 + sine) / (1.0 - sine)) / (4.0 * G_PI);
}

void
chezu_mercator_unproject (double x, double y, double *lon, double *lat)
{
  *lon = x * 360.0 - 180.0;
  *lat = atan (sinh (G_PI * (1.0 - 2.0 * y))) / RADIANS;
}

/* Ground metres that one unit of the Mercator square is long at a latitude. */
double
chezu_mercator_metres_per_unit (double lat)
{
  return CHEZU_MERCATOR_CIRCUMFERENCE_M * cos (lat * RADIANS);
}

/**
 * chezu_distance_m:
 *
 * Great-circle distance by the haversine formula on the mean sphere; within 0.6 % of the ellipsoid.
 *
 * Returns: metres
 */
double
chezu_distance_m (double lon_a, double lat_a, double lon_b, double lat_b)
{
  double sin_lat = sin ((lat_b - lat_a) * RADIANS / 2.0);
  double sin_lon = sin ((lon_b - lon_a) * RADIANS / 2.0);
  double h = sin_lat * sin_lat + cos (lat_a * RADIANS) * cos (lat_b * RADIANS) * sin_lon * sin_lon;

  return 2.0 * CHEZU_EARTH_RADIUS_M * asin (MIN (1.0, sqrt (h)));
}

/**
 * chezu_bearing_degrees:
 *
 * Returns: the initial great-circle course from A to B, degrees clockwise from north, 0 ≤ course <
 * 360
 */
double
chezu_bearing_degrees (double lon_a, double lat_a, double lon_b, double lat_b)
{
  double delta = (lon_b - lon_a) * RADIANS;
  double y = sin (delta) * cos (lat_b * RADIANS);
  double x = cos (lat_a * RADIANS) * sin (lat_b * RADIANS)
             - sin (lat_a * RADIANS) * cos (lat_b * RADIANS) * cos (delta);
  double bearing = atan2 (y, x) / RADIANS;

  return bearing < 0.0 ? bearing + 360.0 : bearing;
}

/* --- On the ellipsoid --------------------------------------------------------------------------*/

/* Closer than this two steps of the iteration say the same: 0.06 mm on the ground. */
#define VINCENTY_TOLERANCE 1e-11
#define VINCENTY_STEPS 60

/* The equations' A, B and C, and what the last step found. */
typedef struct
{
  double sin_sigma;
  double cos_sigma;
  double sigma;
  double cos_sq_alpha;
  double cos_2_sigma_m;
} Arc;

/* One step: the arc on the auxiliary sphere for a difference @lambda of its longitudes.
 * Returns: the next difference, when the geodetic one is @l */
static double
step_lambda (double l, double lambda, double u1, double u2, Arc *arc)
{
  const double f = CHEZU_WGS84_F;
  double across = cos (u2) * sin (lambda);
  double along = cos (u1) * sin (u2) - sin (u1) * cos (u2) * cos (lambda);
  double sin_alpha;
  double c;

  arc->sin_sigma = hypot (across, along);
  arc->cos_sigma = sin (u1) * sin (u2) + cos (u1) * cos (u2) * cos (lambda);
  arc->sigma = atan2 (arc->sin_sigma, arc->cos_sigma);
  sin_alpha = arc->sin_sigma > 0.0 ? cos (u1) * cos (u2) * sin (lambda) / arc->sin_sigma : 0.0;
  arc->cos_sq_alpha = 1.0 - sin_alpha * sin_alpha;
  /* Along the equator there is no such thing. */
  arc->cos_2_sigma_m = arc->cos_sq_alpha > 1e-12
                           ? arc->cos_sigma - 2.0 * sin (u1) * sin (u2) / arc->cos_sq_alpha
                           : 0.0;
  c = f / 16.0 * arc->cos_sq_alpha * (4.0 + f * (4.0 - 3.0 * arc->cos_sq_alpha));
  return l
         + (1.0 - c) * f * sin_alpha
               * (arc->sigma
                  + c * arc->sin_sigma
                        * (arc->cos_2_sigma_m
                           + c * arc->cos_sigma
                                 * (2.0 * arc->cos_2_sigma_m * arc->cos_2_sigma_m - 1.0)));
}

static double
length_of_arc (const Arc *arc)
{
  const double b = CHEZU_WGS84_A_M * (1.0 - CHEZU_WGS84_F);
  double u_sq = arc->cos_sq_alpha * (CHEZU_WGS84_A_M * CHEZU_WGS84_A_M - b * b) / (b * b);
  double m = arc->cos_2_sigma_m;
  double big_a = 1.0 + u_sq / 16384.0 * (4096.0 + u_sq * (-768.0 + u_sq * (320.0 - 175.0 * u_sq)));
  double big_b = u_sq / 1024.0 * (256.0 + u_sq * (-128.0 + u_sq * (74.0 - 47.0 * u_sq)));
  double delta = big_b * arc->sin_sigma
                 * (m
                    + big_b / 4.0
                          * (arc->cos_sigma * (2.0 * m * m - 1.0)
                             - big_b / 6.0 * m * (4.0 * arc->sin_sigma * arc->sin_sigma - 3.0)
                                   * (4.0 * m * m - 3.0)));

  return b * big_a * (arc->sigma - delta);
}

/**
 * chezu_geodesic_m:
 *
 * Length of the geodesic on the WGS-84 ellipsoid by T. Vincenty's inverse formula ("Direct and
 * inverse solutions of geodesics on the ellipsoid", Survey Review XXIII 176, 1975, equations 13 to
 * 21): within a millimetre. Between points that are nearly antipodal it does not converge; they are
 * measured on the sphere, within 0.6 %.
 *
 * Returns: metres
 */
double
chezu_geodesic_m (double lon_a, double lat_a, double lon_b, double lat_b)
{
  double u1 = atan ((1.0 - CHEZU_WGS84_F) * tan (lat_a * RADIANS));
  double u2 = atan ((1.0 - CHEZU_WGS84_F) * tan (lat_b * RADIANS));
  double l = remainder (lon_b - lon_a, 360.0) * RADIANS;
  double lambda = l;
  Arc arc;

  for (int step = 0; step < VINCENTY_STEPS; step++)
    {
      double next = step_lambda (l, lambda, u1, u2, &arc);

      if (fabs (next) > G_PI)
        break;
      if (fabs (next - lambda) < VINCENTY_TOLERANCE)
        return arc.sin_sigma > 0.0 ? length_of_arc (&arc) : 0.0;
      lambda = next;
    }
  return chezu_distance_m (lon_a, lat_a, lon_b, lat_b);
}

/* The latitude on the sphere of the same area: J. P. Snyder, "Map Projections: A Working Manual"
 * (USGS Professional Paper 1395), equations 3-11 and 3-12. @sphere_sq: (out): square of its radius
 * in metres, equation 3-13. */
static double
get_authalic (double lat, double *sphere_sq)
{
  const double e_sq = CHEZU_WGS84_F * (2.0 - CHEZU_WGS84_F);
  const double e = sqrt (e_sq);
  const double q_pole = (1.0 - e_sq) * (1.0 / (1.0 - e_sq) + atanh (e) / e);
  double s = sin (lat * RADIANS);
  double q = (1.0 - e_sq) * (s / (1.0 - e_sq * s * s) + atanh (e * s) / e);

  *sphere_sq = CHEZU_WGS84_A_M * CHEZU_WGS84_A_M * q_pole / 2.0;
  return asin (CLAMP (q / q_pole, -1.0, 1.0));
}

/**
 * chezu_geodesic_area_m2:
 * @lon_lat: (array): 2 × @n_points degrees; a ring that closes by itself, in either direction
 *
 * Area by the spherical excess of each edge against the equator (I. Todhunter, "Spherical
 * Trigonometry", article 103) on the sphere that has the ellipsoid's area. Edges are great circles
 * of that sphere instead of geodesics: against the ellipsoid the area of a ring of some hundred
 * kilometres is off by less than 0.01 %, of one as large as China by less than 0.1 %. A ring that
 * crosses itself counts each part with its sign.
 *
 * Returns: square metres, never negative; 0 for fewer than three points
 */
double
chezu_geodesic_area_m2 (const double *lon_lat, gsize n_points)
{
  double excess = 0.0;
  double sphere_sq = 0.0;

  if (n_points < 3)
    return 0.0;
  for (gsize i = 0, before = n_points - 1; i < n_points; before = i++)
    {
      double delta = remainder (lon_lat[2 * i] - lon_lat[2 * before], 360.0) * RADIANS;
      double half_a = tan (get_authalic (lon_lat[2 * before + 1], &sphere_sq) / 2.0);
      double half_b = tan (get_authalic (lon_lat[2 * i + 1], &sphere_sq) / 2.0);

      excess += 2.0 * atan2 (tan (delta / 2.0) * (half_a + half_b), 1.0 + half_a * half_b);
    }
  return fabs (excess) * sphere_sq;
}

/**
 * chezu_great_circle_at:
 * @share: 0 at A … 1 at B
 *
 * For drawing: a long leg is no straight line on the map.
 */
void
chezu_great_circle_at (
    double lon_a, double lat_a, double lon_b, double lat_b, double share, double *lon, double *lat)
{
  double arc = chezu_distance_m (lon_a, lat_a, lon_b, lat_b) / CHEZU_EARTH_RADIUS_M;
  double a = arc > 1e-9 ? sin ((1.0 - share) * arc) / sin (arc) : 1.0 - share;
  double b = arc > 1e-9 ? sin (share * arc) / sin (arc) : share;
  double x = a * cos (lat_a * RADIANS) * cos (lon_a * RADIANS)
             + b * cos (lat_b * RADIANS) * cos (lon_b * RADIANS);
  double y = a * cos (lat_a * RADIANS) * sin (lon_a * RADIANS)
             + b * cos (lat_b * RADIANS) * sin (lon_b * RADIANS);
  double z = a * sin (lat_a * RADIANS) + b * sin (lat_b * RADIANS);

  *lat = atan2 (z, hypot (x, y)) / RADIANS;
  *lon = atan2 (y, x) / RADIANS;
}
