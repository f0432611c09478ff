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
