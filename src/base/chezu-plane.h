/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plane that everything is drawn in: the Web Mercator square of the base map's datum. What is
 * stored is WGS-84; on a shifted base map all that stands over it is shifted with it, and what the
 * pointer reads is taken back. */

#pragma once

#include "base/chezu-datum.h"
#include "base/chezu-outline.h"

G_BEGIN_DECLS

typedef struct _ChezuPlane ChezuPlane;

/* Lives for ever, may be used from any thread; the same pointer for the same datum. */
const ChezuPlane *chezu_plane_get (ChezuDatum datum);
const ChezuPlane *chezu_plane_get_for (ChezuDatum datum, ChezuReach reach);
ChezuDatum chezu_plane_get_datum (const ChezuPlane *self);

/* Degrees in place: from WGS-84 to the plane's datum, and back. */
void chezu_plane_shift (const ChezuPlane *self, double *lon, double *lat);
void chezu_plane_unshift (const ChezuPlane *self, double *lon, double *lat);

/* Degrees of WGS-84 and the unit square, as chezu_mercator_project () has it. */
void chezu_plane_project (const ChezuPlane *self, double lon, double lat, double *x, double *y);
void chezu_plane_unproject (const ChezuPlane *self, double x, double y, double *lon, double *lat);

G_END_DECLS
