/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fences lie in a grid of cells, so that a fix asks only those around it, whatever their number.
 * The edges of a polygon lie in slabs of latitude, each also in those that its margin reaches:
 * whether a place is inside, and how near the edge is, is answered by one slab.
 */

#include "store/chezu-geofence-set-private.h"

#include "base/chezu-geodesy.h"
#include "store/chezu-database-private.h"
#include "store/chezu-geofence-rows-private.h"
#include "store/chezu-statement-private.h"

#include <math.h>

/* Degrees. A fence in more cells than that is asked by every fix. */
#define CELL (1.0 / 16.0)
#define CELLS_MAX 4096.0
#define SLABS_MAX 512u
#define EDGES_PER_SLAB 4u
/* Of a degree of latitude, at least; at the margin it does not matter that it is not exact. */
#define METRES_PER_DEGREE 110500.0

typedef struct
{
  ChezuGeofenceVertex a;
  ChezuGeofenceVertex b;
} Edge;

struct _ChezuGeofence
{
  gint64 id;
  gint64 changed_ms;
  ChezuGeofenceForm form;
  double radius_m;
  GArray *vertices; /* of a circle and of a corridor */
  double bounds[4];

  /* Of a polygon */
  double south;
  double slab_height;
  guint n_slabs;
  guint *starts; /* n_slabs + 1, into edges */
  Edge *edges;
};

struct _ChezuGeofenceSet
{
  gint64 seq;
  GPtrArray *fences; /* of ChezuGeofence */
  GHashTable *by_id; /* gint64 → ChezuGeofence */
  GHashTable *cells; /* gint64 → GPtrArray of ChezuGeofence */
  GPtrArray *large;
};

/* --- One fence */

static const ChezuGeofenceVertex *
vertex_at (const GArray *vertices, guint index)
{
  return &g_array_index (vertices, ChezuGeofenceVertex, index);
}

static guint
slab_at (const ChezuGeofence *self, double lat)
{
  double slab = floor ((lat - self->south) / self->slab_height);

  return (guint)CLAMP (slab, 0.0, self->n_slabs - 1.0);
}

static void
slabs_of (const ChezuGeofence *self, const Edge *edge, guint *first, guint *last)
{
  const double margin = CHEZU_GEOFENCE_MARGIN_M / METRES_PER_DEGREE;

  *first = slab_at (self, MIN (edge->a.lat, edge->b.lat) - margin);
  *last = slab_at (self, MAX (edge->a.lat, edge->b.lat) + margin);
}

static GArray *
list_edges (const GArray *rings)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (Edge));

  for (guint i = 0; i < rings->len; i++)
    {
      const GArray *ring = g_array_index (rings, GArray *, i);

      for (guint k = 1; k < ring->len; k++)
        {
          const Edge edge = { *vertex_at (ring, k - 1), *vertex_at (ring, k) };

          g_array_append_val (edges, edge);
        }
    }
  return edges;
}

/* Counted first, then filled: the edges of a slab lie together. */
static void
put_into_slabs (ChezuGeofence *self, const GArray *edges)
{
  g_autofree guint *ends = NULL;
  guint first;
  guint last;

  self->n_slabs = CLAMP (edges->len / EDGES_PER_SLAB, 1, SLABS_MAX);
  self->south = self->bounds[1];
  self->slab_height = MAX ((self->bounds[3] - self->bounds[1]) / self->n_slabs, 1e-9);
  self->starts = g_new0 (guint, self->n_slabs + 1);
  for (guint i = 0; i < edges->len; i++)
    {
      slabs_of (self, &g_array_index (edges, Edge, i), &first, &last);
      for (guint slab = first; slab <= last; slab++)
        self->starts[slab + 1]++;
    }
  for (guint slab = 0; slab < self->n_slabs; slab++)
    self->starts[slab + 1] += self->starts[slab];

  self->edges = g_new (Edge, MAX (self->starts[self->n_slabs], 1));
  ends = g_memdup2 (self->starts, self->n_slabs * sizeof *ends);
  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);

      slabs_of (self, edge, &first, &last);
      for (guint slab = first; slab <= last; slab++)
        self->edges[ends[slab]++] = *edge;
    }
}

ChezuGeofence *
chezu_geofence_new (gint64 id,
                    gint64 changed_ms,
                    const ChezuGeofenceShape *shape,
                    const GArray *rings)
{
  ChezuGeofence *self = g_new0 (ChezuGeofence, 1);
  g_autoptr (GArray) traced = rings == NULL ? chezu_geofence_shape_trace (shape) : NULL;
  double lat;

  if (rings == NULL)
    rings = traced;
  self->id = id;
  self->changed_ms = changed_ms;
  self->form = shape->form;
  self->radius_m = shape->radius_m;
  self->vertices = g_array_copy (shape->vertices);
  if (!chezu_geofence_rings_get_bounds (rings, self->bounds))
    self->bounds[0] = self->bounds[1] = self->bounds[2] = self->bounds[3] = 0.0;

  lat = CHEZU_GEOFENCE_MARGIN_M / METRES_PER_DEGREE;
  self->bounds[1] -= lat;
  self->bounds[3] += lat;
  lat /= MAX (cos (MAX (fabs (self->bounds[1]), fabs (self->bounds[3])) * G_PI / 180.0), 0.01);
  self->bounds[0] -= lat;
  self->bounds[2] += lat;
  if (self->form == CHEZU_GEOFENCE_POLYGON)
    {
      g_autoptr (GArray) edges = list_edges (rings);

      put_into_slabs (self, edges);
    }
  return self;
}

void
chezu_geofence_free (ChezuGeofence *self)
{
  g_array_unref (self->vertices);
  g_free (self->starts);
  g_free (self->edges);
  g_free (self);
}

gint64
chezu_geofence_get_id (const ChezuGeofence *self)
{
  return self->id;
}

gint64
chezu_geofence_get_changed_ms (const ChezuGeofence *self)
{
  return self->changed_ms;
}

const double *
chezu_geofence_get_bounds (const ChezuGeofence *self)
{
  return self->bounds;
}

/* --- How deep */

/* Metres of a degree at a latitude, on the ellipsoid. */
typedef struct
{
  double lon;
  double lat;
} Metres;

static Metres
metres_at (double lat)
{
  const double e2 = CHEZU_WGS84_F * (2.0 - CHEZU_WGS84_F);
  double sine = sin (lat * G_PI / 180.0);
  double w2 = 1.0 - e2 * sine * sine;
  double normal = CHEZU_WGS84_A_M / sqrt (w2);

  return (Metres){ normal * cos (lat * G_PI / 180.0) * G_PI / 180.0,
                   normal * (1.0 - e2) / w2 * G_PI / 180.0 };
}

/* Of a place from the piece between two others. */
static double
distance_m (const Metres *metres,
            double lon,
            double lat,
            const ChezuGeofenceVertex *a,
            const ChezuGeofenceVertex *b)
{
  double ax = (a->lon - lon) * metres->lon;
  double ay = (a->lat - lat) * metres->lat;
  double dx = (b->lon - a->lon) * metres->lon;
  double dy = (b->lat - a->lat) * metres->lat;
  double length2 = dx * dx + dy * dy;
  double share = length2 > 0.0 ? CLAMP (-(ax * dx + ay * dy) / length2, 0.0, 1.0) : 0.0;

  return hypot (ax + share * dx, ay + share * dy);
}

static double
polygon_depth_m (const ChezuGeofence *self, double lon, double lat)
{
  const Metres metres = metres_at (lat);
  guint slab = slab_at (self, lat);
  double nearest = CHEZU_GEOFENCE_FAR_M;
  gboolean inside = FALSE;

  for (guint i = self->starts[slab]; i < self->starts[slab + 1]; i++)
    {
      const Edge *edge = &self->edges[i];

      if ((edge->a.lat > lat) != (edge->b.lat > lat)
          && lon < edge->a.lon
                       + (edge->b.lon - edge->a.lon) * (lat - edge->a.lat)
                             / (edge->b.lat - edge->a.lat))
        inside = !inside;
      nearest = MIN (nearest, distance_m (&metres, lon, lat, &edge->a, &edge->b));
    }
  return inside || nearest == 0.0 ? nearest : -nearest;
}

static double
corridor_depth_m (const ChezuGeofence *self, double lon, double lat)
{
  const Metres metres = metres_at (lat);
  double nearest = CHEZU_GEOFENCE_FAR_M;

  for (guint i = 1; i < self->vertices->len; i++)
    nearest = MIN (nearest, distance_m (&metres, lon, lat, vertex_at (self->vertices, i - 1),
                                        vertex_at (self->vertices, i)));
  return self->radius_m - nearest;
}

static gboolean
is_between (const double bounds[4], double lon, double lat)
{
  return lon >= bounds[0] && lon <= bounds[2] && lat >= bounds[1] && lat <= bounds[3];
}

double
chezu_geofence_depth_m (const ChezuGeofence *self, double lon, double lat)
{
  const ChezuGeofenceVertex *center;

  if (!is_between (self->bounds, lon, lat))
    return -CHEZU_GEOFENCE_FAR_M;
  switch (self->form)
    {
    case CHEZU_GEOFENCE_CIRCLE:
      center = vertex_at (self->vertices, 0);
      return self->radius_m - chezu_geodesic_m (center->lon, center->lat, lon, lat);
    case CHEZU_GEOFENCE_CORRIDOR:
      return corridor_depth_m (self, lon, lat);
    case CHEZU_GEOFENCE_POLYGON:
    case CHEZU_N_GEOFENCE_FORMS:
    default:
      return polygon_depth_m (self, lon, lat);
    }
}

/* --- All of them */

static gint64
cell_key (double column, double row)
{
  return (gint64)column * 65536 + (gint64)row;
}

static void
add_to_cell (ChezuGeofenceSet *self, gint64 key, ChezuGeofence *fence)
{
  GPtrArray *cell = g_hash_table_lookup (self->cells, &key);

  if (cell == NULL)
    {
      cell = g_ptr_array_new ();
      g_hash_table_insert (self->cells, g_memdup2 (&key, sizeof key), cell);
    }
  g_ptr_array_add (cell, fence);
}

static void
add_fence (ChezuGeofenceSet *self, ChezuGeofence *fence)
{
  double west = floor (fence->bounds[0] / CELL);
  double south = floor (fence->bounds[1] / CELL);
  double east = floor (fence->bounds[2] / CELL);
  double north = floor (fence->bounds[3] / CELL);

  g_ptr_array_add (self->fences, fence);
  g_hash_table_insert (self->by_id, &fence->id, fence);
  if ((east - west + 1.0) * (north - south + 1.0) > CELLS_MAX)
    {
      g_ptr_array_add (self->large, fence);
      return;
    }
  for (double column = west; column <= east; column++)
    for (double row = south; row <= north; row++)
      add_to_cell (self, cell_key (column, row), fence);
}

static void
append_around (const GPtrArray *fences, double lon, double lat, GArray *found)
{
  for (guint i = 0; i < fences->len; i++)
    {
      const ChezuGeofence *fence = fences->pdata[i];

      if (is_between (fence->bounds, lon, lat))
        g_array_append_val (found, fence);
    }
}

void
chezu_geofence_set_locate (const ChezuGeofenceSet *self, double lon, double lat, GArray *found)
{
  gint64 key = cell_key (floor (lon / CELL), floor (lat / CELL));
  const GPtrArray *cell = g_hash_table_lookup (self->cells, &key);

  if (cell != NULL)
    append_around (cell, lon, lat, found);
  append_around (self->large, lon, lat, found);
}

gboolean
chezu_geofence_set_is_empty (const ChezuGeofenceSet *self)
{
  return self->fences->len == 0;
}

const ChezuGeofence *
chezu_geofence_set_find (const ChezuGeofenceSet *self, gint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

void
chezu_geofence_set_free (ChezuGeofenceSet *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->cells);
  g_ptr_array_unref (self->large);
  g_ptr_array_unref (self->fences);
  g_free (self);
}

static ChezuGeofenceSet *
load (ChezuDatabase *db, gint64 seq, GError **error)
{
  g_autoptr (GPtrArray) rows = chezu_geofence_rows_read (db, error);
  ChezuGeofenceSet *self;

  if (rows == NULL)
    return NULL;
  self = g_new0 (ChezuGeofenceSet, 1);
  self->seq = seq;
  self->fences = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_geofence_free);
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify)g_ptr_array_unref);
  self->large = g_ptr_array_new ();
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuGeofenceRow *row = rows->pdata[i];

      add_fence (self, chezu_geofence_new (row->id, row->changed_ms, &row->shape, row->outline));
    }
  return self;
}

ChezuGeofenceSet *
chezu_geofence_set_get (ChezuDatabase *db, GError **error)
{
  gint64 seq;

  if (!chezu_database_query_int (db, "SELECT max (seq) FROM geofence", 0, &seq, error))
    return NULL;
  if (db->geofences == NULL || db->geofences->seq != seq)
    {
      ChezuGeofenceSet *fresh = load (db, seq, error);

      if (fresh == NULL)
        return NULL;
      g_clear_pointer (&db->geofences, chezu_geofence_set_free);
      db->geofences = fresh;
    }
  return db->geofences;
}
