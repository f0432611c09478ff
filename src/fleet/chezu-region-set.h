/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grid regions: names, outlines and a fast answer to "which one is this point in". Immutable
 * once made. */

#pragma once

#include <glib-object.h>

#include "store/chezu-place-table.h"

G_BEGIN_DECLS

#define CHEZU_REGION_MAX 31
#define CHEZU_REGION_NONE 255
#define CHEZU_REGION_OUTSIDE_BIT (1u << 31)

#define CHEZU_TYPE_REGION_SET (chezu_region_set_get_type ())
G_DECLARE_FINAL_TYPE (ChezuRegionSet, chezu_region_set, CHEZU, REGION_SET, GObject)

ChezuRegionSet *chezu_region_set_new (GPtrArray *rows); /* takes an array of ChezuRegionRow */

guint chezu_region_set_get_n (ChezuRegionSet *self);
const ChezuRegionRow *chezu_region_set_get (ChezuRegionSet *self, guint index);
const char *chezu_region_set_get_name (ChezuRegionSet *self,
                                       guint index); /* in the reader's language */
/* For narrow places. */
const char *chezu_region_set_get_short_name (ChezuRegionSet *self, guint index);
guint chezu_region_set_find_key (ChezuRegionSet *self, const char *key);
guint8 chezu_region_set_locate (ChezuRegionSet *self, double lon, double lat);

G_END_DECLS
