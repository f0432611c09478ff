/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the formulas come from. WGS-84 and CGCS2000 share their semi-major axis and differ by
 * 0.1 mm in the other one; their frames have drifted apart by less than a metre since 2000, which
 * no position of a vehicle shows, and PROJ too goes from one to the other by identity. GCJ-02 was
 * never published: what stands here is the sum of a polynomial and sines over the ellipsoid of
 * Krasovsky that people reconstructed and many open libraries share (eviltransform, PRCoords,
 * coordtransform, gcoord); against 664 cities as a map service converts them it is off by 0.67 m
 * everywhere, with a spread of 2 cm. BD-09 is the known rotation and stretch on top of it, off by
 * 12 mm at most. Neither way back has a formula, so both are found by stepping: the error after
 * GCJ_STEPS is below 0.3 mm in the whole rectangle, that after BD_STEPS below 0.02 mm. */

#include "base/chezu-datum.h"

#include "base/chezu-units.h"

#include <glib/gi18n-lib.h>

#define RADIANS (G_PI / 180.0)

/* Krasovsky 1940 */
#define AXIS_M 6378245.0
#define ECCENTRICITY_2 0.00669342162296594323

#define GCJ_STEPS 3
#define BD_STEPS 2

/* Baidu's own constants. */
#define BD_EAST 0.0065
#define BD_NORTH 0.006
#define BD_WAVE (3000.0 * RADIANS)

/* What every map service shifts, degrees: generous, so that parts of China's neighbours are in it.
 * Neither way reaches further than the margin. */
#define WEST 72.004
#define EAST 137.8347
#define SOUTH 0.8293
#define NORTH 55.8271
#define MARGIN 0.05

static const char *const keys[CHEZU_N_DATUMS] = { "wgs84", "cgcs2000", "gcj02", "bd09" };
static const char *const names[CHEZU_N_DATUMS] = {
  N_ ("WGS-84 (GPS)"),
  N_ ("CGCS2000"),
  N_ ("GCJ-02"),
  N_ ("BD-09 (Baidu)"),
};

const char *
chezu_datum_key (ChezuDatum datum)
{
  g_return_val_if_fail (datum < CHEZU_N_DATUMS, "wgs84");
  return keys[datum];
}

gboolean
chezu_datum_from_key (const char *key, ChezuDatum *datum)
{
  for (guint i = 0; key != NULL && i < CHEZU_N_DATUMS; i++)
    if (g_str_equal (keys[i], key))
      {
        *datum = (ChezuDatum)i;
        return TRUE;
      }
  return FALSE;
}

const char *
chezu_datum_name (ChezuDatum datum)
{
  g_return_val_if_fail (datum < CHEZU_N_DATUMS, NULL);
  return _ (names[datum]);
}

static gboolean
is_shifted (double lon, double lat)
{
  return lon >= WEST && lon <= EAST && lat >= SOUTH && lat <= NORTH;
}

static gboolean
may_be_shifted (double lon, double lat)
{
  return lon >= WEST - MARGIN && lon <= EAST + MARGIN && lat >= SOUTH - MARGIN
         && lat <= NORTH + MARGIN;
}

typedef struct
{
  double sine;
  double cosine;
} Angle;

static inline Angle
angle_of (double radians)
{
  return (Angle){ sin (radians), cos (radians) };
}

static inline Angle
twice (Angle a)
{
  return (Angle){ 2.0 * a.sine * a.cosine, 1.0 - 2.0 * a.sine * a.sine };
}

static inline Angle
thrice (Angle a)
{
  return (Angle){ a.sine * (3.0 - 4.0 * a.sine * a.sine),
                  a.cosine * (4.0 * a.cosine * a.cosine - 3.0) };
}

/* Metres to the north and to the east, then degrees on the ellipsoid. All sines of one coordinate
 * but the longest wave are multiples of one angle, which saves most of the time. */
static void
shift (double lon, double lat, double *shifted_lon, double *shifted_lat)
{
  double x = lon - 105.0;
  double y = lat - 35.0;
  double root = sqrt (fabs (x));
  Angle x12 = angle_of (G_PI * x / 12.0);
  Angle x3 = twice (twice (x12));
  Angle x1 = thrice (x3);
  Angle x2 = twice (x1);
  Angle y12 = angle_of (G_PI * y / 12.0);
  Angle y3 = twice (twice (y12));
  double ripple = 20.0 * thrice (x2).sine + 20.0 * x2.sine;
  double north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
  double east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;
  Angle phi = angle_of (lat * RADIANS);
  double w = 1.0 - ECCENTRICITY_2 * phi.sine * phi.sine;
  double root_w = sqrt (w);

  north += (ripple + 20.0 * thrice (y3).sine + 40.0 * y3.sine + 160.0 * y12.sine
            + 320.0 * sin (G_PI * y / 30.0))
           * 2.0 / 3.0;
  east += (ripple + 20.0 * x1.sine + 40.0 * x3.sine + 150.0 * x12.sine
           + 300.0 * sin (G_PI * x / 30.0))
          * 2.0 / 3.0;

  *shifted_lon = lon + east * root_w / (AXIS_M * phi.cosine * RADIANS);
  *shifted_lat = lat + north * w * root_w / (AXIS_M * (1.0 - ECCENTRICITY_2) * RADIANS);
}

static void
stretch (double lon, double lat, double *stretched_lon, double *stretched_lat)
{
  double radius = sqrt (lon * lon + lat * lat) + 0.00002 * sin (lat * BD_WAVE);
  double angle = atan2 (lat, lon) + 0.000003 * cos (lon * BD_WAVE);

  *stretched_lon = radius * cos (angle) + BD_EAST;
  *stretched_lat = radius * sin (angle) + BD_NORTH;
}

typedef void (*Forward) (double lon, double lat, double *to_lon, double *to_lat);

/* Finds what @forward takes to @lon and @lat. It changes by less than a hundredth of what its
 * argument changes, so each step leaves a hundredth of the error. */
static void
invert (Forward forward, guint steps, double *lon, double *lat, double from_lon, double from_lat)
{
  double wanted_lon = *lon;
  double wanted_lat = *lat;

  *lon = from_lon;
  *lat = from_lat;
  for (guint i = 0; i < steps; i++)
    {
      double found_lon;
      double found_lat;

      forward (*lon, *lat, &found_lon, &found_lat);
      *lon -= found_lon - wanted_lon;
      *lat -= found_lat - wanted_lat;
    }
}

/* Both ways decide by where the place is in WGS-84. */
static void
unshift (double *lon, double *lat)
{
  double found_lon = *lon;
  double found_lat = *lat;

  if (!may_be_shifted (*lon, *lat))
    return;
  invert (shift, GCJ_STEPS, &found_lon, &found_lat, *lon, *lat);
  if (!is_shifted (found_lon, found_lat))
    return;
  *lon = found_lon;
  *lat = found_lat;
}

/* The known way back, off by 23 cm at most, is where the steps begin. */
static void
unstretch (double *lon, double *lat)
{
  double x = *lon - BD_EAST;
  double y = *lat - BD_NORTH;
  double radius = sqrt (x * x + y * y) - 0.00002 * sin (y * BD_WAVE);
  double angle = atan2 (y, x) - 0.000003 * cos (x * BD_WAVE);

  if (may_be_shifted (*lon, *lat))
    invert (stretch, BD_STEPS, lon, lat, radius * cos (angle), radius * sin (angle));
}

void
chezu_datum_from_wgs84 (ChezuDatum datum, double *lon, double *lat)
{
  if ((datum != CHEZU_DATUM_GCJ02 && datum != CHEZU_DATUM_BD09) || !is_shifted (*lon, *lat))
    return;

  shift (*lon, *lat, lon, lat);
  if (datum == CHEZU_DATUM_BD09)
    stretch (*lon, *lat, lon, lat);
}

/**
 * chezu_datum_to_wgs84:
 *
 * The way back of chezu_datum_from_wgs84 (), to 1e-8 degrees. Along the edge of the rectangle, in a
 * strip of less than two kilometres, two places may have the same shifted position; then the inner
 * one is taken.
 */
void
chezu_datum_to_wgs84 (ChezuDatum datum, double *lon, double *lat)
{
  double found_lon = *lon;
  double found_lat = *lat;

  if (datum == CHEZU_DATUM_GCJ02)
    unshift (lon, lat);
  if (datum != CHEZU_DATUM_BD09)
    return;

  unstretch (&found_lon, &found_lat);
  if (!may_be_shifted (found_lon, found_lat))
    return;
  invert (shift, GCJ_STEPS, &found_lon, &found_lat, found_lon, found_lat);
  if (!is_shifted (found_lon, found_lat))
    return;
  *lon = found_lon;
  *lat = found_lat;
}

void
chezu_datum_to_wgs84_e7 (ChezuDatum datum, gint32 *lon_e7, gint32 *lat_e7)
{
  double lon;
  double lat;

  if (datum != CHEZU_DATUM_GCJ02 && datum != CHEZU_DATUM_BD09)
    return;
  lon = chezu_e7_to_degrees (*lon_e7);
  lat = chezu_e7_to_degrees (*lat_e7);
  chezu_datum_to_wgs84 (datum, &lon, &lat);
  *lon_e7 = chezu_degrees_to_e7 (lon);
  *lat_e7 = chezu_degrees_to_e7 (lat);
}
