/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Point in multipolygon for all regions at once: edges sorted into bands of latitude, so that a
 * point is tested against the few edges of its band only. */

#include "fleet/chezu-region-set.h"

#include "base/chezu-format.h"

#include <glib/gi18n-lib.h>

/* One edge, always from south to north. Neighbours share their border's vertices, so the same edge
 * gives the same bits whichever way a ring runs: a point lies in exactly one of the two. */
typedef struct
{
  double south;
  double north;
  double lon_at_south;
  double lon_per_lat;
  guint32 region;
} Edge;

/* Average edges to a band that the number of bands aims at. */
#define EDGES_PER_BAND 4
#define MAX_BANDS 8192

struct _ChezuRegionSet
{
  GObject parent_instance;

  GPtrArray *rows; /* of ChezuRegionRow */
  Edge *edges;
  guint n_edges;

  double south;
  double bands_per_degree;
  guint n_bands;
  guint *band_starts; /* n_bands + 1 indices into band_edges */
  guint *band_edges;  /* indices into edges */
};

G_DEFINE_FINAL_TYPE (ChezuRegionSet, chezu_region_set, G_TYPE_OBJECT)

static guint
count_vertices (GPtrArray *rows)
{
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuRegionRow *row = g_ptr_array_index (rows, i);

      n += row->coordinates->len / 2;
    }
  return n;
}

static void
add_edge (ChezuRegionSet *self, guint region, const double *a, const double *b)
{
  const double *low = a[1] < b[1] ? a : b;
  const double *high = a[1] < b[1] ? b : a;

  /* A level edge is never crossed by a level ray. */
  if (low[1] == high[1])
    return;

  self->edges[self->n_edges++] = (Edge){
    .south = low[1],
    .north = high[1],
    .lon_at_south = low[0],
    .lon_per_lat = (high[0] - low[0]) / (high[1] - low[1]),
    .region = region,
  };
}

static void
add_rings (ChezuRegionSet *self, guint region, const ChezuRegionRow *row)
{
  const double *coordinates = (const double *)(gconstpointer)row->coordinates->data;

  for (guint ring = 0; ring + 1 < row->ring_starts->len; ring++)
    {
      guint start = g_array_index (row->ring_starts, guint, ring);
      guint end
          = MIN (g_array_index (row->ring_starts, guint, ring + 1), row->coordinates->len / 2);

      for (guint i = start; i + 1 < end; i++)
        add_edge (self, region, coordinates + 2 * (gsize)i, coordinates + 2 * (gsize)i + 2);
    }
}

static guint
band_of (ChezuRegionSet *self, double lat)
{
  double band = (lat - self->south) * self->bands_per_degree;

  return (guint)CLAMP (band, 0.0, self->n_bands - 1.0);
}

/* Counts first, then fills, so that all bands stand in one array. */
static void
sort_into_bands (ChezuRegionSet *self)
{
  double north = -G_MAXDOUBLE;
  guint *fill = NULL;

  self->south = G_MAXDOUBLE;
  for (guint i = 0; i < self->n_edges; i++)
    {
      self->south = MIN (self->south, self->edges[i].south);
      north = MAX (north, self->edges[i].north);
    }

  self->n_bands = CLAMP (self->n_edges / EDGES_PER_BAND, 1, MAX_BANDS);
  self->bands_per_degree = self->n_edges > 0 ? self->n_bands / (north - self->south) : 0.0;
  self->band_starts = g_new0 (guint, self->n_bands + 1);

  for (guint i = 0; i < self->n_edges; i++)
    for (guint b = band_of (self, self->edges[i].south); b <= band_of (self, self->edges[i].north);
         b++)
      self->band_starts[b + 1]++;
  for (guint b = 0; b < self->n_bands; b++)
    self->band_starts[b + 1] += self->band_starts[b];

  self->band_edges = g_new (guint, self->band_starts[self->n_bands]);
  fill = g_memdup2 (self->band_starts, sizeof (guint) * self->n_bands);
  for (guint i = 0; i < self->n_edges; i++)
    for (guint b = band_of (self, self->edges[i].south); b <= band_of (self, self->edges[i].north);
         b++)
      self->band_edges[fill[b]++] = i;
  g_free (fill);
}

static void
chezu_region_set_finalize (GObject *object)
{
  ChezuRegionSet *self = CHEZU_REGION_SET (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->edges, g_free);
  g_clear_pointer (&self->band_starts, g_free);
  g_clear_pointer (&self->band_edges, g_free);

  G_OBJECT_CLASS (chezu_region_set_parent_class)->finalize (object);
}

static void
chezu_region_set_class_init (ChezuRegionSetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_region_set_finalize;
}

static void
chezu_region_set_init (ChezuRegionSet *self)
{
}

/**
 * chezu_region_set_new:
 * @rows: (transfer full): of ChezuRegionRow, with a free function; what exceeds %CHEZU_REGION_MAX
 *   is dropped
 *
 * Costs a few milliseconds for the outlines of China's provinces.
 */
ChezuRegionSet *
chezu_region_set_new (GPtrArray *rows)
{
  ChezuRegionSet *self = NULL;

  g_return_val_if_fail (rows != NULL, NULL);

  if (rows->len > CHEZU_REGION_MAX)
    g_ptr_array_set_size (rows, CHEZU_REGION_MAX);

  self = g_object_new (CHEZU_TYPE_REGION_SET, NULL);
  self->rows = rows;
  self->edges = g_new (Edge, count_vertices (rows));
  for (guint i = 0; i < rows->len; i++)
    add_rings (self, i, g_ptr_array_index (rows, i));
  sort_into_bands (self);
  return self;
}

guint
chezu_region_set_get_n (ChezuRegionSet *self)
{
  g_return_val_if_fail (CHEZU_IS_REGION_SET (self), 0);

  return self->rows->len;
}

const ChezuRegionRow *
chezu_region_set_get (ChezuRegionSet *self, guint index)
{
  g_return_val_if_fail (CHEZU_IS_REGION_SET (self), NULL);
  g_return_val_if_fail (index < self->rows->len, NULL);

  return g_ptr_array_index (self->rows, index);
}

const char *
chezu_region_set_get_name (ChezuRegionSet *self, guint index)
{
  const ChezuRegionRow *row = chezu_region_set_get (self, index);

  g_return_val_if_fail (row != NULL, NULL);

  if (chezu_language_is_chinese ())
    return row->name_zh != NULL ? row->name_zh : row->name_en;
  return row->name_en != NULL ? row->name_en : row->name_zh;
}

/* Two grids have a long name in English. */
const char *
chezu_region_set_get_short_name (ChezuRegionSet *self, guint index)
{
  const ChezuRegionRow *row = chezu_region_set_get (self, index);

  g_return_val_if_fail (row != NULL, NULL);

  if (g_strcmp0 (row->key, "jjj") == 0)
    return C_ ("short name of a grid", "Jing-Jin-Ji");
  if (g_strcmp0 (row->key, "lsy") == 0)
    return C_ ("short name of a grid", "Lu-Su-Yu");
  return chezu_region_set_get_name (self, index);
}

/* Returns: the index, or CHEZU_REGION_NONE */
guint
chezu_region_set_find_key (ChezuRegionSet *self, const char *key)
{
  g_return_val_if_fail (CHEZU_IS_REGION_SET (self), CHEZU_REGION_NONE);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const ChezuRegionRow *row = g_ptr_array_index (self->rows, i);

      if (g_strcmp0 (row->key, key) == 0)
        return i;
    }
  return CHEZU_REGION_NONE;
}

/**
 * chezu_region_set_locate:
 * @lon: degrees
 * @lat: degrees
 *
 * Even-odd rule over all rings. On a border that two regions share the point belongs to exactly one
 * of them: the one to the east, or to the north of a level border.
 *
 * Returns: the first region that holds the point, or %CHEZU_REGION_NONE
 */
guint8
chezu_region_set_locate (ChezuRegionSet *self, double lon, double lat)
{
  guint32 inside = 0;
  guint band;

  g_return_val_if_fail (CHEZU_IS_REGION_SET (self), CHEZU_REGION_NONE);

  if (self->n_edges == 0)
    return CHEZU_REGION_NONE;

  band = band_of (self, lat);
  for (guint i = self->band_starts[band]; i < self->band_starts[band + 1]; i++)
    {
      const Edge *edge = &self->edges[self->band_edges[i]];

      if (lat >= edge->south && lat < edge->north
          && lon < edge->lon_at_south + (lat - edge->south) * edge->lon_per_lat)
        inside ^= 1u << edge->region;
    }
  return inside != 0 ? (guint8)g_bit_nth_lsf (inside, -1) : CHEZU_REGION_NONE;
}
