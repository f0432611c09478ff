/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The provinces and the grid regions that they make up. */

#pragma once

#include "geo/chezu-mosaic.h"

G_BEGIN_DECLS

ChezuMosaic *chezu_provinces_load (GError **error);

G_END_DECLS
