/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WGS-84 and CGCS2000 share their semi-major axis and differ by 0.1 mm in the other one; their
 * frames have drifted apart by less than a metre since 2000, which no position of a vehicle shows,
 * and PROJ too goes from one to the other by identity. The other two are formulas (see
 * chezu-shift.c) inside an outline of China. Neither way back has a formula, so both are found by
 * stepping: the error after GCJ_STEPS is below 0.3 mm, that after BD_STEPS below 0.02 mm. */

#include "base/chezu-datum.h"

#include "base/chezu-outline.h"
#include "base/chezu-shift.h"
#include "base/chezu-units.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GCJ_STEPS 3
#define BD_STEPS 2

/* Baidu's own constants. */
#define BD_EAST 0.0065
#define BD_NORTH 0.006

/* Beyond these nothing is shifted, degrees; the outline and the largest shift lie within. */
#define WEST 72.0
#define EAST 138.0
#define SOUTH 0.8
#define NORTH 56.0

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

static gboolean
may_be_shifted (double lon, double lat)
{
  return lon >= WEST && lon <= EAST && lat >= SOUTH && lat <= NORTH;
}

/**
 * chezu_datum_from_wgs84:
 *
 * Hong Kong and Macau are shifted, as by platforms that follow the formula; map services differ,
 * see chezu-plane.h. Elsewhere outside China nothing is changed.
 */
void
chezu_datum_from_wgs84 (ChezuDatum datum, double *lon, double *lat)
{
  if ((datum != CHEZU_DATUM_GCJ02 && datum != CHEZU_DATUM_BD09)
      || !chezu_outline_is_shifted (CHEZU_REACH_WHOLE, *lon, *lat))
    return;

  chezu_shift_exactly (*lon, *lat, lon, lat);
  if (datum == CHEZU_DATUM_BD09)
    chezu_stretch_exactly (*lon, *lat, lon, lat);
}

/**
 * chezu_datum_to_wgs84:
 *
 * The way back of chezu_datum_from_wgs84 (), to 1e-8 degrees. Both ways decide by where the place
 * is in WGS-84. Along the outline, in a strip of less than two kilometres, two places may have the
 * same shifted position; then the inner one is taken.
 */
void
chezu_datum_to_wgs84 (ChezuDatum datum, double *lon, double *lat)
{
  double found_lon = *lon;
  double found_lat = *lat;

  if ((datum != CHEZU_DATUM_GCJ02 && datum != CHEZU_DATUM_BD09) || !may_be_shifted (*lon, *lat))
    return;

  if (datum == CHEZU_DATUM_BD09)
    invert (chezu_stretch_exactly, BD_STEPS + 1, &found_lon, &found_lat, *lon - BD_EAST,
            *lat - BD_NORTH);
  invert (chezu_shift_exactly, GCJ_STEPS, &found_lon, &found_lat, found_lon, found_lat);
  if (!chezu_outline_was_shifted (CHEZU_REACH_WHOLE, found_lon, found_lat))
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
