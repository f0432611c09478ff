/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The datums in which Chinese platforms give positions, and the way from each to WGS-84, in which
 * Chezu stores. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CHEZU_DATUM_WGS84,    /* what satellite receivers say */
  CHEZU_DATUM_CGCS2000, /* the national one; the same to the decimetre that matters here */
  CHEZU_DATUM_GCJ02,    /* shifted by up to 0.7 km: most Chinese web maps */
  CHEZU_DATUM_BD09,     /* shifted once more: Baidu */
  CHEZU_N_DATUMS
} ChezuDatum;

/* Keys stand in the store and in scripts and never change. */
const char *chezu_datum_key (ChezuDatum datum);
gboolean chezu_datum_from_key (const char *key, ChezuDatum *datum);
/* Translated for the reader. */
const char *chezu_datum_name (ChezuDatum datum);

/* Degrees, changed in place. Identity for the first two, and outside China. To the last digit; what
 * is drawn goes through chezu-plane.h, which is quicker. */
void chezu_datum_from_wgs84 (ChezuDatum datum, double *lon, double *lat);
void chezu_datum_to_wgs84 (ChezuDatum datum, double *lon, double *lat);

/* The same in units of storage, 1e-7 degrees. */
void chezu_datum_to_wgs84_e7 (ChezuDatum datum, gint32 *lon_e7, gint32 *lat_e7);

G_END_DECLS
