/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances and directions on the sphere, and the Web Mercator square. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* IUGG mean radius R1, metres. */
#define CHEZU_EARTH_RADIUS_M 6371008.8
/* Circumference of the Web Mercator sphere (WGS-84 semi-major axis), metres. */
#define CHEZU_MERCATOR_CIRCUMFERENCE_M 40075016.685578488
#define CHEZU_MERCATOR_LATITUDE_MAX 85.05112877980659
/* WGS-84: semi-major axis, metres, and flattening (NGA.STND.0036, table 3.1). */
#define CHEZU_WGS84_A_M 6378137.0
#define CHEZU_WGS84_F (1.0 / 298.257223563)

void chezu_mercator_project (double lon, double lat, double *x, double *y);
void chezu_mercator_unproject (double x, double y, double *lon, double *lat);
double chezu_mercator_metres_per_unit (double lat);

double chezu_distance_m (double lon_a, double lat_a, double lon_b, double lat_b);
double chezu_bearing_degrees (double lon_a, double lat_a, double lon_b, double lat_b);

/* For measuring; the two above are for what is looked at every frame. */
double chezu_geodesic_m (double lon_a, double lat_a, double lon_b, double lat_b);
double chezu_geodesic_area_m2 (const double *lon_lat, gsize n_points);
void chezu_great_circle_at (
    double lon_a, double lat_a, double lon_b, double lat_b, double share, double *lon, double *lat);

G_END_DECLS
