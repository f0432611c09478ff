/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments lie in a grid of cells, each also in those that its reach touches, so that a place asks
 * one cell. */

#include "store/chezu-road-index.h"

#include "base/chezu-geodesy.h"

#include <math.h>

#define CELL (1.0 / 64.0)
#define METRES_PER_DEGREE (CHEZU_EARTH_RADIUS_M * G_PI / 180.0)
/* In degrees, wide enough as far north as anybody drives. */
#define REACH_LAT (CHEZU_ROAD_REACH_M / METRES_PER_DEGREE)
#define REACH_LON (2.0 * REACH_LAT)

typedef struct
{
  double lon_a;
  double lat_a;
  double lon_b;
  double lat_b;
  double before_m; /* from the beginning of its road */
  guint road;
} Segment;

struct _ChezuRoadIndex
{
  gatomicrefcount references;
  GArray *roads;     /* of ChezuRoad */
  GArray *segments;  /* of Segment */
  GHashTable *cells; /* gint64 → GArray of guint: segments */
};

static void
road_clear (gpointer data)
{
  ChezuRoad *road = data;

  g_free (road->ref);
  g_free (road->name_zh);
  g_free (road->name_en);
  g_free (road->from_zh);
  g_free (road->to_zh);
}

ChezuRoadIndex *
chezu_road_index_new (void)
{
  ChezuRoadIndex *self = g_new0 (ChezuRoadIndex, 1);

  g_atomic_ref_count_init (&self->references);
  self->roads = g_array_new (FALSE, FALSE, sizeof (ChezuRoad));
  g_array_set_clear_func (self->roads, road_clear);
  self->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  self->cells
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  return self;
}

ChezuRoadIndex *
chezu_road_index_ref (ChezuRoadIndex *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
chezu_road_index_unref (ChezuRoadIndex *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;

  g_array_unref (self->roads);
  g_array_unref (self->segments);
  g_hash_table_unref (self->cells);
  g_free (self);
}

guint
chezu_road_index_get_size (const ChezuRoadIndex *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->roads->len;
}

/* --- Filling -------------------------------------------------------------------------------- */

static gint64
cell_key (gint64 column, gint64 row)
{
  return column << 32 ^ (row & 0xffffffff);
}

static void
put_into_cell (ChezuRoadIndex *self, gint64 column, gint64 row, guint segment)
{
  gint64 key = cell_key (column, row);
  GArray *cell = g_hash_table_lookup (self->cells, &key);

  if (cell == NULL)
    {
      cell = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (self->cells, g_memdup2 (&key, sizeof key), cell);
    }
  g_array_append_val (cell, segment);
}

/* Row by row: the columns that the part of the segment within a row, and its reach, come to. */
static void
put_into_cells (ChezuRoadIndex *self, const Segment *segment, guint index)
{
  double south = MIN (segment->lat_a, segment->lat_b) - REACH_LAT;
  double north = MAX (segment->lat_a, segment->lat_b) + REACH_LAT;
  double slope = segment->lat_b != segment->lat_a
                     ? (segment->lon_b - segment->lon_a) / (segment->lat_b - segment->lat_a)
                     : 0;
  double west_end = MIN (segment->lon_a, segment->lon_b);
  double east_end = MAX (segment->lon_a, segment->lon_b);

  for (gint64 row = (gint64)floor (south / CELL); row <= (gint64)floor (north / CELL); row++)
    {
      double lat_0 = (double)row * CELL - REACH_LAT;
      double lat_1 = (double)(row + 1) * CELL + REACH_LAT;
      double lon_0 = segment->lon_a + slope * (lat_0 - segment->lat_a);
      double lon_1 = segment->lon_a + slope * (lat_1 - segment->lat_a);
      double west = west_end;
      double east = east_end;

      if (slope != 0)
        {
          west = CLAMP (MIN (lon_0, lon_1), west_end, east_end);
          east = CLAMP (MAX (lon_0, lon_1), west_end, east_end);
        }
      for (gint64 column = (gint64)floor ((west - REACH_LON) / CELL);
           column <= (gint64)floor ((east + REACH_LON) / CELL); column++)
        put_into_cell (self, column, row, index);
    }
}

void
chezu_road_index_add (ChezuRoadIndex *self,
                      const ChezuRoad *road,
                      const double *lon_lat,
                      guint n_points)
{
  ChezuRoad copy;
  double length_m = 0;

  g_return_if_fail (self != NULL && road != NULL && lon_lat != NULL && n_points >= 2);

  copy = *road;
  copy.ref = g_strdup (road->ref);
  copy.name_zh = g_strdup (road->name_zh);
  copy.name_en = g_strdup (road->name_en);
  copy.from_zh = g_strdup (road->from_zh);
  copy.to_zh = g_strdup (road->to_zh);
  for (guint i = 1; i < n_points; i++)
    {
      const double *a = &lon_lat[2 * (i - 1)];
      const double *b = &lon_lat[2 * i];
      const Segment segment = { a[0], a[1], b[0], b[1], length_m, self->roads->len };

      g_array_append_val (self->segments, segment);
      put_into_cells (self, &segment, self->segments->len - 1);
      length_m += chezu_distance_m (a[0], a[1], b[0], b[1]);
    }
  if (copy.length_m <= 0)
    copy.length_m = length_m;
  g_array_append_val (self->roads, copy);
}

/* --- Asking --------------------------------------------------------------------------------- */

/* On the plane that touches the sphere at the place. */
static void
measure (
    const Segment *segment, double lon, double lat, double narrow, double *off_m, double *share)
{
  double ax = (segment->lon_a - lon) * METRES_PER_DEGREE * narrow;
  double ay = (segment->lat_a - lat) * METRES_PER_DEGREE;
  double dx = (segment->lon_b - segment->lon_a) * METRES_PER_DEGREE * narrow;
  double dy = (segment->lat_b - segment->lat_a) * METRES_PER_DEGREE;
  double length_2 = dx * dx + dy * dy;

  *share = length_2 > 0 ? CLAMP (-(ax * dx + ay * dy) / length_2, 0.0, 1.0) : 0.0;
  *off_m = hypot (ax + *share * dx, ay + *share * dy);
}

static void
fill_hit (const ChezuRoadIndex *self, const Segment *segment, double share, ChezuRoadHit *hit)
{
  hit->road = &g_array_index (self->roads, ChezuRoad, segment->road);
  hit->along_m
      = segment->before_m
        + share * chezu_distance_m (segment->lon_a, segment->lat_a, segment->lon_b, segment->lat_b);
  hit->course_degrees
      = chezu_bearing_degrees (segment->lon_a, segment->lat_a, segment->lon_b, segment->lat_b);
}

gboolean
chezu_road_index_find (const ChezuRoadIndex *self, double lon, double lat, ChezuRoadHit *hit)
{
  gint64 key = cell_key ((gint64)floor (lon / CELL), (gint64)floor (lat / CELL));
  double narrow = cos (lat * G_PI / 180.0);
  const Segment *nearest = NULL;
  double nearest_share = 0;
  const GArray *cell;

  g_return_val_if_fail (self != NULL && hit != NULL, FALSE);

  hit->off_m = CHEZU_ROAD_REACH_M;
  cell = g_hash_table_lookup (self->cells, &key);
  for (guint i = 0; cell != NULL && i < cell->len; i++)
    {
      const Segment *segment
          = &g_array_index (self->segments, Segment, g_array_index (cell, guint, i));
      double off_m;
      double share;

      measure (segment, lon, lat, narrow, &off_m, &share);
      if (off_m <= hit->off_m)
        {
          hit->off_m = off_m;
          nearest = segment;
          nearest_share = share;
        }
    }
  if (nearest != NULL)
    fill_hit (self, nearest, nearest_share, hit);
  return nearest != NULL;
}
