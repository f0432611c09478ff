/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-plane.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-shift.h"

/* Where the tables are good, degrees; beyond, nothing is shifted. */
#define WEST 72.0
#define EAST 138.0
#define SOUTH 0.8
#define NORTH 56.0

struct _ChezuPlane
{
  ChezuDatum datum;
  ChezuReach reach;
};

static const ChezuPlane planes[CHEZU_N_REACHES][CHEZU_N_DATUMS] = {
  {
      { CHEZU_DATUM_WGS84, CHEZU_REACH_WHOLE },
      { CHEZU_DATUM_CGCS2000, CHEZU_REACH_WHOLE },
      { CHEZU_DATUM_GCJ02, CHEZU_REACH_WHOLE },
      { CHEZU_DATUM_BD09, CHEZU_REACH_WHOLE },
  },
  {
      { CHEZU_DATUM_WGS84, CHEZU_REACH_MAINLAND },
      { CHEZU_DATUM_CGCS2000, CHEZU_REACH_MAINLAND },
      { CHEZU_DATUM_GCJ02, CHEZU_REACH_MAINLAND },
      { CHEZU_DATUM_BD09, CHEZU_REACH_MAINLAND },
  },
};

const ChezuPlane *
chezu_plane_get (ChezuDatum datum)
{
  return chezu_plane_get_for (datum, CHEZU_REACH_WHOLE);
}

/**
 * chezu_plane_get_for:
 * @reach: whether the service shifts Hong Kong and Macau
 */
const ChezuPlane *
chezu_plane_get_for (ChezuDatum datum, ChezuReach reach)
{
  g_return_val_if_fail (datum < CHEZU_N_DATUMS, &planes[0][CHEZU_DATUM_WGS84]);
  g_return_val_if_fail (reach < CHEZU_N_REACHES, &planes[0][CHEZU_DATUM_WGS84]);

  /* One pointer for the planes that know no shift. */
  if (datum != CHEZU_DATUM_GCJ02 && datum != CHEZU_DATUM_BD09)
    reach = CHEZU_REACH_WHOLE;
  return &planes[reach][datum];
}

ChezuDatum
chezu_plane_get_datum (const ChezuPlane *self)
{
  return self->datum;
}

static inline gboolean
has_shift (const ChezuPlane *self)
{
  return self->datum == CHEZU_DATUM_GCJ02 || self->datum == CHEZU_DATUM_BD09;
}

/**
 * chezu_plane_shift:
 * @lon: (inout): degrees, WGS-84; then of the plane's datum
 *
 * Within 3 cm of what the formula says.
 */
void
chezu_plane_shift (const ChezuPlane *self, double *lon, double *lat)
{
  if (!has_shift (self) || !chezu_outline_is_shifted (self->reach, *lon, *lat))
    return;
  chezu_shift_to_gcj (lon, lat);
  if (self->datum == CHEZU_DATUM_BD09)
    chezu_shift_gcj_to_bd (lon, lat);
}

/**
 * chezu_plane_unshift:
 * @lon: (inout): degrees of the plane's datum; then WGS-84
 *
 * The way back of chezu_plane_shift (), under a millimetre. Both decide by where the place is in
 * WGS-84; of two places that have the same shifted position the one inside the outline is taken.
 */
void
chezu_plane_unshift (const ChezuPlane *self, double *lon, double *lat)
{
  double found_lon = *lon;
  double found_lat = *lat;

  if (!has_shift (self) || !(*lon >= WEST && *lon <= EAST && *lat >= SOUTH && *lat <= NORTH))
    return;
  if (self->datum == CHEZU_DATUM_BD09)
    chezu_shift_bd_to_gcj (&found_lon, &found_lat);
  chezu_shift_from_gcj (&found_lon, &found_lat);
  if (!chezu_outline_was_shifted (self->reach, found_lon, found_lat))
    return;
  *lon = found_lon;
  *lat = found_lat;
}

/**
 * chezu_plane_project:
 * @lon: degrees, WGS-84
 * @lat: degrees, WGS-84
 * @x: (out): 0 at 180° W … 1 at 180° E, in the datum of the plane
 * @y: (out): 0 at the north edge … 1 at the south edge
 */
void
chezu_plane_project (const ChezuPlane *self, double lon, double lat, double *x, double *y)
{
  chezu_plane_shift (self, &lon, &lat);
  chezu_mercator_project (lon, lat, x, y);
}

void
chezu_plane_unproject (const ChezuPlane *self, double x, double y, double *lon, double *lat)
{
  chezu_mercator_unproject (x, y, lon, lat);
  chezu_plane_unshift (self, lon, lat);
}
