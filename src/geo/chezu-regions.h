/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four grid regions as a GeoJSON file. */

#pragma once

#include "geo/chezu-land.h"
#include "geo/chezu-mosaic.h"

G_BEGIN_DECLS

gboolean chezu_regions_write (ChezuMosaic *provinces,
                              const ChezuLand *land,
                              const char *path,
                              GError **error);

G_END_DECLS
