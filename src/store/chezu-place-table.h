/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places and grid regions: what does not move. Both are GeoPackage layers. */

#pragma once

#include "store/chezu-record.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  GArray *rows; /* of ChezuPlaceRow */
  GStringChunk *strings;
} ChezuPlaceList;

void chezu_place_list_free (ChezuPlaceList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuPlaceList, chezu_place_list_free)

/* A region is a multipolygon: rings of lon, lat pairs in degrees; the even-odd rule tells inside.
 */
typedef struct
{
  char *key; /* "northeast" */
  char *name_zh;
  char *name_en;
  double label_lon;
  double label_lat;
  GArray *coordinates; /* of double: lon, lat, lon, lat, … of all rings, each closed */
  GArray *ring_starts; /* of guint: index of each ring's first vertex; one more at the end */
} ChezuRegionRow;

void chezu_region_row_free (ChezuRegionRow *self);

/* Resolve to a ChezuPlaceList, and to a GPtrArray of ChezuRegionRow. */
DexFuture *chezu_place_table_list (ChezuStore *store);
DexFuture *chezu_region_table_list (ChezuStore *store);

/* Fills `place` and `region` from the files that ship with Chezu (demo/places.csv, regions.geojson
 * in the data folder), once per version of those files; rows that people added stay. Resolves to
 * TRUE when anything changed. */
DexFuture *
chezu_store_load_reference (ChezuStore *store, const char *places_csv, const char *regions_geojson);
gboolean chezu_store_load_reference_sync (ChezuStore *store,
                                          const char *places_csv,
                                          const char *regions_geojson,
                                          GError **error);

G_END_DECLS
