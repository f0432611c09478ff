/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An extract's own bounds are a box; what was cut out of the planet is a country. So the ground is
 * the cells that have streets or buildings, with their gaps closed, as far as the box reaches.
 *
 * Sea is not in OpenStreetMap: the land is to the left of a coast line, the sea to its right. */

#include "geo/chezu-osm-cover.h"

#include "base/chezu-geodesy.h"

#include <cpl_error.h>
#include <math.h>

/* Emptiness of so many cells between two that are not empty belongs to the ground. */
#define REACH 2

struct _ChezuOsmCover
{
  GHashTable *cells; /* set of gint64 */
  ChezuBounds bounds;
  OGRGeometryH coast;  /* multi line, as it came; clipped to the ground when closed */
  OGRGeometryH ground; /* NULL before it is closed */
  OGRGeometryH sea;    /* NULL: none */
};

ChezuOsmCover *
chezu_osm_cover_new (void)
{
  ChezuOsmCover *self = g_new0 (ChezuOsmCover, 1);

  self->cells = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free, NULL);
  self->coast = OGR_G_CreateGeometry (wkbMultiLineString);
  return self;
}

void
chezu_osm_cover_free (ChezuOsmCover *self)
{
  g_hash_table_unref (self->cells);
  OGR_G_DestroyGeometry (self->coast);
  OGR_G_DestroyGeometry (self->ground);
  OGR_G_DestroyGeometry (self->sea);
  g_free (self);
}

/* --- Cells --- */

static gint64
make_key (gint64 column, gint64 row)
{
  return column << 32 | row;
}

static gboolean
has_cell (GHashTable *cells, gint64 column, gint64 row)
{
  gint64 key = make_key (column, row);

  return g_hash_table_contains (cells, &key);
}

static void
add_cell (GHashTable *cells, gint64 column, gint64 row)
{
  gint64 key = make_key (column, row);

  if (!g_hash_table_contains (cells, &key))
    g_hash_table_add (cells, g_memdup2 (&key, sizeof key));
}

static gint64
cell_of (double lon, double lat)
{
  double x, y;

  chezu_mercator_project (lon, lat, &x, &y);
  return make_key ((gint64)floor (x * (1 << CHEZU_COVER_ZOOM)),
                   (gint64)floor (y * (1 << CHEZU_COVER_ZOOM)));
}

/* @geometry: of any kind; each of its points marks its cell. */
void
chezu_osm_cover_mark (ChezuOsmCover *self, OGRGeometryH geometry)
{
  int n_points = OGR_G_GetPointCount (geometry);

  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++)
    chezu_osm_cover_mark (self, OGR_G_GetGeometryRef (geometry, i));
  for (int i = 0; i < n_points; i++)
    {
      gint64 key = cell_of (OGR_G_GetX (geometry, i), OGR_G_GetY (geometry, i));

      add_cell (self->cells, key >> 32, key & G_MAXUINT32);
    }
}

static GHashTable *
grow (GHashTable *cells)
{
  GHashTable *grown = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, cells);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    for (int y = -REACH; y <= REACH; y++)
      for (int x = -REACH; x <= REACH; x++)
        add_cell (grown, (*(gint64 *)key >> 32) + x, (*(gint64 *)key & G_MAXUINT32) + y);
  return grown;
}

static gboolean
is_surrounded (GHashTable *cells, gint64 column, gint64 row)
{
  for (int y = -REACH; y <= REACH; y++)
    for (int x = -REACH; x <= REACH; x++)
      if (!has_cell (cells, column + x, row + y))
        return FALSE;
  return TRUE;
}

/* Grown and shrunk again: gaps close, edges stay. */
static void
close_gaps (ChezuOsmCover *self)
{
  g_autoptr (GHashTable) grown = grow (self->cells);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, grown);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (is_surrounded (grown, *(gint64 *)key >> 32, *(gint64 *)key & G_MAXUINT32))
      add_cell (self->cells, *(gint64 *)key >> 32, *(gint64 *)key & G_MAXUINT32);
}

/* FALSE where the cell lies beyond the bounds. */
static gboolean
get_cell_box (const ChezuOsmCover *self, gint64 key, ChezuBounds *box)
{
  const double side = 1.0 / (1 << CHEZU_COVER_ZOOM);
  double x = (double)(key >> 32) * side;
  double y = (double)(key & G_MAXUINT32) * side;

  chezu_mercator_unproject (x, y + side, &box->west, &box->south);
  chezu_mercator_unproject (x + side, y, &box->east, &box->north);
  box->west = MAX (box->west, self->bounds.west);
  box->south = MAX (box->south, self->bounds.south);
  box->east = MIN (box->east, self->bounds.east);
  box->north = MIN (box->north, self->bounds.north);
  return box->west < box->east && box->south < box->north;
}

static OGRGeometryH
make_box (const ChezuBounds *box)
{
  const ChezuPoint corners[] = { { box->west, box->south },
                                 { box->east, box->south },
                                 { box->east, box->north },
                                 { box->west, box->north } };
  g_autoptr (GArray) ring = chezu_line_new ();

  g_array_append_vals (ring, corners, G_N_ELEMENTS (corners));
  return chezu_geometry_of_ring (ring);
}

static OGRGeometryH
make_ground (ChezuOsmCover *self)
{
  OGRGeometryH boxes = OGR_G_CreateGeometry (wkbMultiPolygon);
  OGRGeometryH ground;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      ChezuBounds box;

      if (get_cell_box (self, *(gint64 *)key, &box))
        OGR_G_AddGeometryDirectly (boxes, make_box (&box));
      else
        g_hash_table_iter_remove (&iter);
    }
  ground = OGR_G_UnionCascaded (boxes);
  OGR_G_DestroyGeometry (boxes);
  return ground != NULL ? ground : OGR_G_CreateGeometry (wkbMultiPolygon);
}

/* --- Coast --- */

/* @line: copied */
void
chezu_osm_cover_add_coast (ChezuOsmCover *self, OGRGeometryH line)
{
  OGR_G_AddGeometry (self->coast, line);
}

static ChezuPoint
get_point (OGRGeometryH line, int index)
{
  return (ChezuPoint){ OGR_G_GetX (line, index), OGR_G_GetY (line, index) };
}

/* The place on the edge of the ground that is nearest to @point. */
static ChezuPoint
find_edge (OGRGeometryH edge, ChezuPoint point, double *best)
{
  ChezuPoint nearest = point;

  for (int i = 0; i < OGR_G_GetGeometryCount (edge); i++)
    {
      double before = *best;
      ChezuPoint other = find_edge (OGR_G_GetGeometryRef (edge, i), point, best);

      if (*best < before)
        nearest = other;
    }
  for (int i = 1; i < OGR_G_GetPointCount (edge); i++)
    {
      ChezuPoint a = get_point (edge, i - 1), b = get_point (edge, i);
      double dx = b.lon - a.lon, dy = b.lat - a.lat, square = dx * dx + dy * dy;
      double share
          = square > 0.0 ? ((point.lon - a.lon) * dx + (point.lat - a.lat) * dy) / square : 0.0;
      /* A little beyond, so that the two surely cross. */
      ChezuPoint on
          = { a.lon + CLAMP (share, 0.0, 1.0) * dx, a.lat + CLAMP (share, 0.0, 1.0) * dy };
      double distance = hypot (on.lon - point.lon, on.lat - point.lat);

      if (distance < *best)
        {
          *best = distance;
          nearest = (ChezuPoint){ on.lon + (on.lon - point.lon) * 1e-3,
                                  on.lat + (on.lat - point.lat) * 1e-3 };
        }
    }
  return nearest;
}

static void
count_end (GHashTable *ends, ChezuPoint point)
{
  gint64 key = chezu_point_key (point);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (ends, &key));

  g_hash_table_insert (ends, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (n + 1));
}

static gboolean
is_inside (OGRGeometryH area, ChezuPoint point)
{
  OGRGeometryH geometry = OGR_G_CreateGeometry (wkbPoint);
  gboolean inside;

  OGR_G_SetPoint_2D (geometry, 0, point.lon, point.lat);
  inside = OGR_G_Contains (area, geometry);
  OGR_G_DestroyGeometry (geometry);
  return inside;
}

/* Where the extract has cut a coast within the ground, it goes on to the edge the shortest way, or
 * land and sea would be one. */
static void
mend_coast (ChezuOsmCover *self, OGRGeometryH edge)
{
  g_autoptr (GHashTable) ends = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free, NULL);
  int n = OGR_G_GetGeometryCount (self->coast);

  for (int i = 0; i < n; i++)
    {
      OGRGeometryH line = OGR_G_GetGeometryRef (self->coast, i);

      count_end (ends, get_point (line, 0));
      count_end (ends, get_point (line, OGR_G_GetPointCount (line) - 1));
    }
  for (int i = 0; i < n; i++)
    for (int last = 0; last <= 1; last++)
      {
        OGRGeometryH line = OGR_G_GetGeometryRef (self->coast, i);
        int count = OGR_G_GetPointCount (line);
        ChezuPoint end = get_point (line, last ? count - 1 : 0);
        gint64 key = chezu_point_key (end);
        double best = 1.0;
        OGRGeometryH bridge;
        ChezuPoint target;

        if (GPOINTER_TO_UINT (g_hash_table_lookup (ends, &key)) != 1
            || !is_inside (self->ground, end))
          continue;
        target = find_edge (edge, end, &best);
        bridge = OGR_G_CreateGeometry (wkbLineString);
        OGR_G_AddPoint_2D (bridge, last ? end.lon : target.lon, last ? end.lat : target.lat);
        OGR_G_AddPoint_2D (bridge, last ? target.lon : end.lon, last ? target.lat : end.lat);
        OGR_G_AddGeometryDirectly (self->coast, bridge);
      }
}

/* --- Sea --- */

typedef struct
{
  GHashTable *after; /* of each point of the coast the next, both as keys */
  guint land, sea;   /* how many edges of a face say so */
} Vote;

static void
note_coast (GHashTable *after, OGRGeometryH line)
{
  for (int i = 0; i < OGR_G_GetGeometryCount (line); i++)
    note_coast (after, OGR_G_GetGeometryRef (line, i));
  for (int i = 1; i < OGR_G_GetPointCount (line); i++)
    {
      gint64 from = chezu_point_key (get_point (line, i - 1));
      gint64 to = chezu_point_key (get_point (line, i));

      g_hash_table_insert (after, g_memdup2 (&from, sizeof from), g_memdup2 (&to, sizeof to));
    }
}

static gboolean
is_coast (const Vote *vote, gint64 from, gint64 to)
{
  const gint64 *next = g_hash_table_lookup (vote->after, &from);

  return next != NULL && *next == to;
}

/* @hole: the face lies outside the ring */
static void
count_ring (Vote *vote, OGRGeometryH ring, gboolean hole)
{
  g_autoptr (GArray) line = chezu_line_new ();
  gboolean face_is_left;

  for (int i = 0; i < OGR_G_GetPointCount (ring); i++)
    {
      ChezuPoint point = get_point (ring, i);

      g_array_append_val (line, point);
    }
  face_is_left = (chezu_line_signed_area (line) > 0.0) != hole;
  for (guint i = 1; i < line->len; i++)
    {
      gint64 a = chezu_point_key (*chezu_line_point (line, i - 1));
      gint64 b = chezu_point_key (*chezu_line_point (line, i));

      if (is_coast (vote, a, b))
        *(face_is_left ? &vote->land : &vote->sea) += 1;
      if (is_coast (vote, b, a))
        *(face_is_left ? &vote->sea : &vote->land) += 1;
    }
}

static gboolean
is_sea (Vote *vote, OGRGeometryH face)
{
  vote->land = vote->sea = 0;
  for (int i = 0; i < OGR_G_GetGeometryCount (face); i++)
    count_ring (vote, OGR_G_GetGeometryRef (face, i), i > 0);
  return vote->sea > vote->land;
}

static void
find_sea (ChezuOsmCover *self, OGRGeometryH edge)
{
  /* All lines, cut where they meet. */
  OGRGeometryH net = OGR_G_Union (self->coast, edge);
  OGRGeometryH faces = net != NULL ? OGR_G_Polygonize (net) : NULL;
  Vote vote = { .after = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free, g_free) };

  note_coast (vote.after, self->coast);
  self->sea = OGR_G_CreateGeometry (wkbMultiPolygon);
  for (int i = 0; faces != NULL && i < OGR_G_GetGeometryCount (faces); i++)
    {
      OGRGeometryH face = OGR_G_GetGeometryRef (faces, i);
      OGRGeometryH inner = OGR_G_PointOnSurface (face);

      if (inner != NULL && OGR_G_Contains (self->ground, inner) && is_sea (&vote, face))
        OGR_G_AddGeometry (self->sea, face);
      OGR_G_DestroyGeometry (inner);
    }
  g_hash_table_unref (vote.after);
  OGR_G_DestroyGeometry (faces);
  OGR_G_DestroyGeometry (net);
}

static void
clip_coast (ChezuOsmCover *self)
{
  OGRGeometryH clipped = OGR_G_Intersection (self->coast, self->ground);

  if (clipped == NULL)
    return;
  OGR_G_DestroyGeometry (self->coast);
  self->coast = clipped;
}

/**
 * chezu_osm_cover_close:
 * @bounds: of the extract, as its head has them
 */
void
chezu_osm_cover_close (ChezuOsmCover *self, const ChezuBounds *bounds)
{
  OGRGeometryH edge;

  g_return_if_fail (self->ground == NULL);

  self->bounds = *bounds;
  close_gaps (self);
  self->ground = make_ground (self);
  if (OGR_G_GetGeometryCount (self->coast) == 0)
    return;
  edge = OGR_G_Boundary (self->ground);
  mend_coast (self, edge);
  find_sea (self, edge);
  clip_coast (self);
  OGR_G_DestroyGeometry (edge);
}

/* Returns: (transfer none): all that the extract speaks of, sea included */
OGRGeometryH
chezu_osm_cover_get_ground (ChezuOsmCover *self)
{
  return self->ground;
}

/* Returns: (transfer none): lines on the ground, maybe none */
OGRGeometryH
chezu_osm_cover_get_coast (ChezuOsmCover *self)
{
  return self->coast;
}

/* Returns: (transfer none) (nullable): polygons */
OGRGeometryH
chezu_osm_cover_get_sea (ChezuOsmCover *self)
{
  return self->sea;
}

gboolean
chezu_osm_cover_has_point (ChezuOsmCover *self, double lon, double lat)
{
  gint64 key = cell_of (lon, lat);

  return g_hash_table_contains (self->cells, &key) && lon >= self->bounds.west
         && lon <= self->bounds.east && lat >= self->bounds.south && lat <= self->bounds.north;
}

void
chezu_osm_cover_for_each (ChezuOsmCover *self, ChezuCellFunc func, gpointer user_data)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    func ((guint)(*(gint64 *)key >> 32), (guint)(*(gint64 *)key & G_MAXUINT32), user_data);
}
