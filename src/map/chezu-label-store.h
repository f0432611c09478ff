/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is written on the base map, read once. Immutable and shareable between threads.
 */

#pragma once

#include <libdex.h>

G_BEGIN_DECLS

typedef enum
{
  CHEZU_LABEL_METROPOLIS, /* rank 1: the capital and the municipalities */
  CHEZU_LABEL_CAPITAL,    /* rank 2: of a province */
  CHEZU_LABEL_PREFECTURE, /* rank 3 */
  CHEZU_LABEL_TOWN,       /* rank 4: county seats and towns */
  CHEZU_LABEL_QUARTER,    /* areas of the district */
  CHEZU_LABEL_PARK,
  CHEZU_LABEL_WATER,
  CHEZU_LABEL_SHIELD, /* a road's number, on the road; both names are the number */
  CHEZU_LABEL_STREET, /* a street's name, along it */
  CHEZU_LABEL_REST,   /* a service or rest area */
  CHEZU_LABEL_FUEL,
  CHEZU_LABEL_PARKING,
  CHEZU_N_LABEL_KINDS
} ChezuLabelKind;

typedef struct
{
  ChezuLabelKind kind;
  const char *name_zh;
  const char *name_en;
  double x, y; /* Mercator square, as chezu_mercator_project () has it */
  double lon, lat;
  int rank;       /* smaller is more important; labels are sorted by it */
  float min_zoom; /* shown where min_zoom ≤ zoom < max_zoom, as 256-pixel maps count */
  float max_zoom;
  float angle; /* degrees clockwise from east on the screen, −90 < angle ≤ 90, upright; 0 for all
                  but streets */
} ChezuLabel;

#define CHEZU_TYPE_LABEL_STORE (chezu_label_store_get_type ())
G_DECLARE_FINAL_TYPE (ChezuLabelStore, chezu_label_store, CHEZU, LABEL_STORE, GObject)

/* Reads the file on a thread of its own. Resolves to a ChezuLabelStore; rejects with
 * CHEZU_TILE_ERROR. */
DexFuture *chezu_label_store_load (const char *mbtiles_path);

/* The same on the caller's thread. */
ChezuLabelStore *chezu_label_store_new (const char *mbtiles_path, GError **error);

/* Of a local map: it also knows where the map has something to say. */
ChezuLabelStore *chezu_label_store_new_local (const char *mbtiles_path, GError **error);
gboolean chezu_label_store_has_ground (ChezuLabelStore *self, double x, double y);
/* The first zoom of 256-pixel maps that the local map replaces. */
float chezu_label_store_get_first_zoom (ChezuLabelStore *self);

/* Sorted by rank; lives as long as the store. */
const ChezuLabel *chezu_label_store_get (ChezuLabelStore *self, guint *n_labels);

G_END_DECLS
