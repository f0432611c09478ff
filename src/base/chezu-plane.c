/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-plane.h"

#include "base/chezu-geodesy.h"

struct _ChezuPlane
{
  ChezuDatum datum;
};

static const ChezuPlane planes[CHEZU_N_DATUMS] = {
  { CHEZU_DATUM_WGS84 },
  { CHEZU_DATUM_CGCS2000 },
  { CHEZU_DATUM_GCJ02 },
  { CHEZU_DATUM_BD09 },
};

const ChezuPlane *
chezu_plane_get (ChezuDatum datum)
{
  g_return_val_if_fail (datum < CHEZU_N_DATUMS, &planes[CHEZU_DATUM_WGS84]);

  return &planes[datum];
}

ChezuDatum
chezu_plane_get_datum (const ChezuPlane *self)
{
  return self->datum;
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
  chezu_datum_from_wgs84 (self->datum, &lon, &lat);
  chezu_mercator_project (lon, lat, x, y);
}

void
chezu_plane_unproject (const ChezuPlane *self, double x, double y, double *lon, double *lat)
{
  chezu_mercator_unproject (x, y, lon, lat);
  chezu_datum_to_wgs84 (self->datum, lon, lat);
}
