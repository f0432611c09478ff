/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the formulas come from. GCJ-02 was never published: what stands here is the sum of a
 * polynomial and sines over the ellipsoid of Krasovsky that people reconstructed and many open
 * libraries share (eviltransform, PRCoords, coordtransform, gcoord); against 664 cities as a map
 * service converts them it is off by 0.67 m everywhere, with a spread of 2 cm. BD-09 is the known
 * rotation and stretch on top of it, off by 12 mm at most.
 *
 * No grid over the plane can follow a sine of a third of a degree, but the sum falls apart: metres
 * to the north are A(x) + B(y) + 0.1xy, metres to the east C(x) + 2y + 0.1xy, and the length of a
 * degree depends on the latitude alone. So five tables over one variable each do, read with a
 * straight line between their rows: 2.3 cm from the formula at most, and many times as fast. */

#include "base/chezu-shift.h"

#include <math.h>

#define RADIANS (G_PI / 180.0)

/* Krasovsky 1940 */
#define AXIS_M 6378245.0
#define ECCENTRICITY_2 0.00669342162296594323

/* Baidu's own constants. */
#define BD_EAST 0.0065
#define BD_NORTH 0.006
#define BD_WAVE (3000.0 * RADIANS)
#define BD_RADIUS 0.00002
#define BD_ANGLE 0.000003

/* The tables: their first row, and rows to the degree. */
#define WEST 72.0
#define SOUTH 0.0
#define ROWS_PER_DEGREE 200
#define LON_ROWS (66 * ROWS_PER_DEGREE + 1)
#define LAT_ROWS (56 * ROWS_PER_DEGREE + 1)

/* Each step leaves a hundredth of the error: under 0.3 mm after three, and the second shift, whose
 * first guess is off by 23 cm, under 0.02 mm after two. */
#define GCJ_STEPS 3
#define BD_STEPS 2

/* Rows to a whole turn of BD-09's wave. */
#define WAVE_ROWS 512
#define QUARTER_TURN (G_PI / 2.0)

/* Single precision is a tenth of a millimetre, and the tables stay in a near cache. */
typedef struct
{
  float north; /* metres: A */
  float east;  /* metres: C */
} LonRow;

typedef struct
{
  float north; /* metres: B */
  float degrees_per_metre_north;
  float degrees_per_metre_east;
} LatRow;

typedef struct
{
  LonRow lon[LON_ROWS];
  LatRow lat[LAT_ROWS];
  float sine[WAVE_ROWS + 1];
} Tables;

/* --- The formula ------------------------------------------------------------------------------ */

static double
ripple (double x)
{
  return 20.0 * sin (6.0 * G_PI * x) + 20.0 * sin (2.0 * G_PI * x);
}

static double
north_of_x (double x)
{
  return 2.0 * x + 0.2 * sqrt (fabs (x)) + ripple (x) * 2.0 / 3.0;
}

static double
north_of_y (double y)
{
  return -100.0 + 3.0 * y + 0.2 * y * y
         + (20.0 * sin (G_PI * y) + 40.0 * sin (G_PI * y / 3.0) + 160.0 * sin (G_PI * y / 12.0)
            + 320.0 * sin (G_PI * y / 30.0))
               * 2.0 / 3.0;
}

static double
east_of_x (double x)
{
  return 300.0 + x + 0.1 * x * x + 0.1 * sqrt (fabs (x))
         + (ripple (x) + 20.0 * sin (G_PI * x) + 40.0 * sin (G_PI * x / 3.0)
            + 150.0 * sin (G_PI * x / 12.0) + 300.0 * sin (G_PI * x / 30.0))
               * 2.0 / 3.0;
}

static void
degrees_of_metres (double lat, double *per_north, double *per_east)
{
  double sine = sin (lat * RADIANS);
  double w = 1.0 - ECCENTRICITY_2 * sine * sine;

  *per_north = w * sqrt (w) / (AXIS_M * (1.0 - ECCENTRICITY_2) * RADIANS);
  *per_east = sqrt (w) / (AXIS_M * cos (lat * RADIANS) * RADIANS);
}

void
chezu_shift_exactly (double lon, double lat, double *shifted_lon, double *shifted_lat)
{
  double x = lon - 105.0;
  double y = lat - 35.0;
  double north = north_of_x (x) + north_of_y (y) + 0.1 * x * y;
  double east = east_of_x (x) + 2.0 * y + 0.1 * x * y;
  double per_north;
  double per_east;

  degrees_of_metres (lat, &per_north, &per_east);
  *shifted_lon = lon + east * per_east;
  *shifted_lat = lat + north * per_north;
}

/* What Baidu calls a polar angle and a radius, without the two functions: the turn is so small that
 * its sine and cosine are the first terms of their series. */
static void
turn (double lon, double lat, double sine, double cosine, double *to_lon, double *to_lat)
{
  double angle = BD_ANGLE * cosine;
  double growth = 1.0 + BD_RADIUS * sine / sqrt (lon * lon + lat * lat);
  double near_one = 1.0 - 0.5 * angle * angle;

  *to_lon = (lon * near_one - lat * angle) * growth + BD_EAST;
  *to_lat = (lat * near_one + lon * angle) * growth + BD_NORTH;
}

void
chezu_stretch_exactly (double lon, double lat, double *stretched_lon, double *stretched_lat)
{
  turn (lon, lat, sin (lat * BD_WAVE), cos (lon * BD_WAVE), stretched_lon, stretched_lat);
}

/* --- The tables ------------------------------------------------------------------------------- */

static Tables *
make_tables (void)
{
  Tables *tables = g_new (Tables, 1);

  for (guint i = 0; i < LON_ROWS; i++)
    {
      double x = WEST + (double)i / ROWS_PER_DEGREE - 105.0;

      tables->lon[i] = (LonRow){ (float)north_of_x (x), (float)east_of_x (x) };
    }
  for (guint i = 0; i < LAT_ROWS; i++)
    {
      double lat = SOUTH + (double)i / ROWS_PER_DEGREE;
      double per_north;
      double per_east;

      degrees_of_metres (lat, &per_north, &per_east);
      tables->lat[i]
          = (LatRow){ (float)north_of_y (lat - 35.0), (float)per_north, (float)per_east };
    }
  for (guint i = 0; i <= WAVE_ROWS; i++)
    tables->sine[i] = (float)sin (2.0 * G_PI * i / WAVE_ROWS);
  return tables;
}

static const Tables *
get_tables (void)
{
  static gsize once;
  static const Tables *tables;

  if (g_once_init_enter (&once))
    {
      tables = make_tables ();
      g_once_init_leave (&once, 1);
    }
  return tables;
}

/* The row before @degrees, and how far it is to the next. */
static inline guint
find_row (double degrees, double first, guint n_rows, double *share)
{
  double at = CLAMP ((degrees - first) * ROWS_PER_DEGREE, 0.0, n_rows - 1.001);
  guint row = (guint)at;

  *share = at - row;
  return row;
}

static inline double
between (float before, float after, double share)
{
  return before + (after - before) * share;
}

static inline void
shift (const Tables *tables, double lon, double lat, double *to_lon, double *to_lat)
{
  double along_x;
  double along_y;
  const LonRow *column = &tables->lon[find_row (lon, WEST, LON_ROWS, &along_x)];
  const LatRow *row = &tables->lat[find_row (lat, SOUTH, LAT_ROWS, &along_y)];
  double x = lon - 105.0;
  double y = lat - 35.0;
  double north = between (column[0].north, column[1].north, along_x)
                 + between (row[0].north, row[1].north, along_y) + 0.1 * x * y;
  double east = between (column[0].east, column[1].east, along_x) + 2.0 * y + 0.1 * x * y;

  *to_lat
      = lat
        + north * between (row[0].degrees_per_metre_north, row[1].degrees_per_metre_north, along_y);
  *to_lon
      = lon
        + east * between (row[0].degrees_per_metre_east, row[1].degrees_per_metre_east, along_y);
}

static inline double
wave (const Tables *tables, double radians)
{
  /* Never negative: China is in the north and in the east. */
  double at = radians * (WAVE_ROWS / (2.0 * G_PI));
  guint whole = (guint)at;
  guint row = whole % WAVE_ROWS;

  return between (tables->sine[row], tables->sine[row + 1], at - whole);
}

static inline void
stretch (const Tables *tables, double lon, double lat, double *to_lon, double *to_lat)
{
  turn (lon, lat, wave (tables, lat * BD_WAVE), wave (tables, lon * BD_WAVE + QUARTER_TURN), to_lon,
        to_lat);
}

void
chezu_shift_to_gcj (double *lon, double *lat)
{
  shift (get_tables (), *lon, *lat, lon, lat);
}

/* Over the same tables, so that there and back is the same place. */
void
chezu_shift_from_gcj (double *lon, double *lat)
{
  const Tables *tables = get_tables ();
  double wanted_lon = *lon;
  double wanted_lat = *lat;

  for (guint i = 0; i < GCJ_STEPS; i++)
    {
      double found_lon;
      double found_lat;

      shift (tables, *lon, *lat, &found_lon, &found_lat);
      *lon -= found_lon - wanted_lon;
      *lat -= found_lat - wanted_lat;
    }
}

void
chezu_shift_gcj_to_bd (double *lon, double *lat)
{
  stretch (get_tables (), *lon, *lat, lon, lat);
}

void
chezu_shift_bd_to_gcj (double *lon, double *lat)
{
  const Tables *tables = get_tables ();
  double wanted_lon = *lon;
  double wanted_lat = *lat;

  *lon -= BD_EAST;
  *lat -= BD_NORTH;
  for (guint i = 0; i < BD_STEPS + 1; i++)
    {
      double found_lon;
      double found_lat;

      stretch (tables, *lon, *lat, &found_lon, &found_lat);
      *lon -= found_lon - wanted_lon;
      *lat -= found_lat - wanted_lat;
    }
}
