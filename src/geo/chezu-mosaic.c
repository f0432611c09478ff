/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Polygons that should fit: GMT's provinces are each rounded alone, so that neighbours part by some
 * fifty metres and share no point. Points are therefore snapped to the nearest earlier one; then an
 * edge that two provinces use is a line between them, and an edge that one uses alone is coast or
 * the outer edge, which is never drawn. Lines are simplified between the points where three or more
 * of them meet, once, so that whatever is put together from them fits. */

#include "geo/chezu-mosaic.h"

#include <math.h>

#define NOBODY (-1)

typedef struct
{
  guint a, b;       /* vertices, a < b */
  int provinces[2]; /* NOBODY where none */
  guint regions;    /* a bit per region whose border it is */
} Edge;

typedef struct
{
  ChezuLine *line;
  int provinces[2];
  guint regions;
} Arc;

typedef struct
{
  int region;
  gboolean borders_foreign_land;
} Province;

struct _ChezuMosaic
{
  double snap;
  double tolerance;

  GArray *provinces;   /* Province */
  GArray *vertices;    /* ChezuPoint */
  GArray *next;        /* guint: the vertex that was in the same cell before, + 1 */
  GHashTable *cells;   /* gint64 → vertex + 1 */
  GArray *edges;       /* Edge */
  GHashTable *by_ends; /* gint64 → edge + 1 */
  GArray *arcs;        /* Arc */
};

static void
arc_clear (gpointer data)
{
  g_array_unref (((Arc *)data)->line);
}

/**
 * chezu_mosaic_new:
 * @snap: how far two points of neighbours may lie apart, degrees
 * @tolerance: of simplifying, degrees
 */
ChezuMosaic *
chezu_mosaic_new (double snap, double tolerance)
{
  ChezuMosaic *self = g_new0 (ChezuMosaic, 1);

  self->snap = snap;
  self->tolerance = tolerance;
  self->provinces = g_array_new (FALSE, TRUE, sizeof (Province));
  self->vertices = g_array_new (FALSE, FALSE, sizeof (ChezuPoint));
  self->next = g_array_new (FALSE, FALSE, sizeof (guint));
  self->cells = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free, NULL);
  self->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  self->by_ends = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free, NULL);
  self->arcs = g_array_new (FALSE, FALSE, sizeof (Arc));
  g_array_set_clear_func (self->arcs, arc_clear);
  return self;
}

void
chezu_mosaic_free (ChezuMosaic *self)
{
  g_array_unref (self->provinces);
  g_array_unref (self->vertices);
  g_array_unref (self->next);
  g_hash_table_unref (self->cells);
  g_array_unref (self->edges);
  g_hash_table_unref (self->by_ends);
  g_array_unref (self->arcs);
  g_free (self);
}

/* --- Snapping --- */

static gint64
pair_key (gint64 high, gint64 low)
{
  return (gint64)((guint64)high << 32 | (guint32)low);
}

static guint
lookup (GHashTable *table, gint64 key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (table, &key));
}

static void
insert (GHashTable *table, gint64 key, guint value)
{
  g_hash_table_insert (table, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (value));
}

static guint
snapped_vertex (ChezuMosaic *self, const ChezuPoint *point)
{
  gint64 column = (gint64)floor (point->lon / self->snap);
  gint64 row = (gint64)floor (point->lat / self->snap);
  double nearest = self->snap * self->snap;
  guint found = 0;

  for (gint64 x = column - 1; x <= column + 1; x++)
    for (gint64 y = row - 1; y <= row + 1; y++)
      for (guint i = lookup (self->cells, pair_key (x, y)); i > 0;
           i = g_array_index (self->next, guint, i - 1))
        {
          const ChezuPoint *other = &g_array_index (self->vertices, ChezuPoint, i - 1);
          double dx = other->lon - point->lon, dy = other->lat - point->lat;

          if (dx * dx + dy * dy <= nearest)
            {
              nearest = dx * dx + dy * dy;
              found = i;
            }
        }

  if (found == 0)
    {
      guint before = lookup (self->cells, pair_key (column, row));

      g_array_append_val (self->vertices, *point);
      g_array_append_val (self->next, before);
      found = self->vertices->len;
      insert (self->cells, pair_key (column, row), found);
    }
  return found - 1;
}

static void
use_edge (ChezuMosaic *self, guint a, guint b, int province)
{
  gint64 key = pair_key (MIN (a, b), MAX (a, b));
  guint index = lookup (self->by_ends, key);
  int region = g_array_index (self->provinces, Province, province).region;
  Edge *edge;

  if (index == 0)
    {
      Edge fresh = { MIN (a, b), MAX (a, b), { NOBODY, NOBODY }, 0 };

      g_array_append_val (self->edges, fresh);
      index = self->edges->len;
      insert (self->by_ends, key, index);
    }

  edge = &g_array_index (self->edges, Edge, index - 1);
  /* What two provinces of one region use lies inside it. Counted like this, borders are always
   * closed. */
  if (region != CHEZU_MOSAIC_ALONE)
    edge->regions ^= 1u << region;
  /* There and back by the same province is a spike that snapping left, not a line. */
  for (guint i = 0; i < 2; i++)
    if (edge->provinces[i] == province)
      {
        edge->provinces[i] = NOBODY;
        return;
      }
  for (guint i = 0; i < 2; i++)
    if (edge->provinces[i] == NOBODY)
      {
        edge->provinces[i] = province;
        return;
      }
}

/**
 * chezu_mosaic_add_ring:
 * @province: a number of the caller's choice
 * @region: a number of the caller's choice, or CHEZU_MOSAIC_ALONE
 * @borders_foreign_land: whether edges of this province alone may be towards land
 */
void
chezu_mosaic_add_ring (ChezuMosaic *self,
                       guint province,
                       int region,
                       gboolean borders_foreign_land,
                       const ChezuLine *ring)
{
  guint first = 0, before = 0;

  if (self->provinces->len <= province)
    g_array_set_size (self->provinces, province + 1);
  g_array_index (self->provinces, Province, province)
      = (Province){ .region = region, .borders_foreign_land = borders_foreign_land };

  for (guint i = 0; i <= ring->len && ring->len > 2; i++)
    {
      guint vertex = i < ring->len ? snapped_vertex (self, chezu_line_point (ring, i)) : first;

      if (i == 0)
        first = vertex;
      else if (vertex != before)
        use_edge (self, before, vertex, (int)province);
      before = vertex;
    }
}

/* --- Arcs --- */

typedef struct
{
  guint n;
  guint edges[2];
  gboolean mixed; /* edges of different kind meet */
} Star;

static void
normalize (int provinces[2])
{
  if (provinces[0] < provinces[1])
    {
      int held = provinces[0];

      provinces[0] = provinces[1];
      provinces[1] = held;
    }
}

static gboolean
is_line (const Edge *edge)
{
  return edge->provinces[0] != NOBODY || edge->regions != 0;
}

static gboolean
is_alike (const Edge *a, const Edge *b)
{
  return a->provinces[0] == b->provinces[0] && a->provinces[1] == b->provinces[1]
         && a->regions == b->regions;
}

static Star *
collect_stars (ChezuMosaic *self)
{
  Star *stars = g_new0 (Star, self->vertices->len + 1);

  for (guint i = 0; i < self->edges->len; i++)
    normalize (g_array_index (self->edges, Edge, i).provinces);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const Edge *edge = &g_array_index (self->edges, Edge, i);
      const guint ends[2] = { edge->a, edge->b };

      if (!is_line (edge))
        continue;
      for (guint j = 0; j < 2; j++)
        {
          Star *star = &stars[ends[j]];

          if (star->n < 2)
            star->edges[star->n] = i;
          star->n++;
          if (star->n == 2)
            star->mixed = !is_alike (edge, &g_array_index (self->edges, Edge, star->edges[0]));
        }
    }
  return stars;
}

static gboolean
is_node (const Star *star)
{
  return star->n != 2 || star->mixed;
}

static void
follow (ChezuMosaic *self, const Star *stars, guint edge_index, guint start, gboolean *used)
{
  const Edge *edge = &g_array_index (self->edges, Edge, edge_index);
  g_autoptr (GArray) line = chezu_line_new ();
  Arc arc = { NULL, { edge->provinces[0], edge->provinces[1] }, edge->regions };
  guint vertex = start;

  g_array_append_val (line, g_array_index (self->vertices, ChezuPoint, start));
  for (;;)
    {
      used[edge_index] = TRUE;
      vertex = edge->a == vertex ? edge->b : edge->a;
      g_array_append_val (line, g_array_index (self->vertices, ChezuPoint, vertex));
      if (is_node (&stars[vertex]) || vertex == start)
        break;
      edge_index = stars[vertex].edges[stars[vertex].edges[0] == edge_index ? 1 : 0];
      if (used[edge_index])
        break;
      edge = &g_array_index (self->edges, Edge, edge_index);
    }
  arc.line = chezu_line_simplify (line, self->tolerance);
  g_array_append_val (self->arcs, arc);
}

/**
 * chezu_mosaic_build:
 *
 * To be called once, after the last ring.
 */
void
chezu_mosaic_build (ChezuMosaic *self)
{
  g_autofree Star *stars = collect_stars (self);
  g_autofree gboolean *used = g_new0 (gboolean, self->edges->len + 1);

  /* First what begins at a node, then the rings that have none. */
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < self->edges->len; i++)
      {
        const Edge *edge = &g_array_index (self->edges, Edge, i);

        if (used[i] || !is_line (edge))
          continue;
        if (round == 1 || is_node (&stars[edge->a]))
          follow (self, stars, i, edge->a, used);
        else if (is_node (&stars[edge->b]))
          follow (self, stars, i, edge->b, used);
      }
}

/**
 * chezu_mosaic_inner_lines:
 *
 * Returns: (transfer full): the lines between two provinces
 */
ChezuLines *
chezu_mosaic_inner_lines (ChezuMosaic *self)
{
  g_autoptr (GPtrArray) lines = chezu_lines_new ();

  for (guint i = 0; i < self->arcs->len; i++)
    {
      const Arc *arc = &g_array_index (self->arcs, Arc, i);

      if (arc->provinces[1] != NOBODY)
        g_ptr_array_add (lines, g_array_ref (arc->line));
    }
  return chezu_lines_join (lines);
}

/**
 * chezu_mosaic_region_rings:
 * @smallest: area in square degrees; what is smaller is left out: islets, and the slits where
 *   neighbours did not snap
 *
 * Returns: (transfer full): closed rings, outer ones and holes
 */
ChezuLines *
chezu_mosaic_region_rings (ChezuMosaic *self, int region, double smallest)
{
  g_autoptr (GPtrArray) border = chezu_lines_new ();
  g_autoptr (GPtrArray) rings = NULL;

  for (guint i = 0; i < self->arcs->len; i++)
    {
      const Arc *arc = &g_array_index (self->arcs, Arc, i);

      if (arc->regions & 1u << region)
        g_ptr_array_add (border, g_array_ref (arc->line));
    }
  rings = chezu_lines_rings (border);
  for (guint i = rings->len; i-- > 0;)
    if (fabs (chezu_line_signed_area (chezu_lines_get (rings, i))) < smallest)
      g_ptr_array_remove_index (rings, i);
  return g_steal_pointer (&rings);
}

/**
 * chezu_mosaic_region_outer_edges:
 * @foreign_only: only of provinces that border foreign land
 *
 * Returns: (transfer full): the region's edges that no other province shares: coasts, and what is
 * towards foreign land
 */
ChezuLines *
chezu_mosaic_region_outer_edges (ChezuMosaic *self, int region, gboolean foreign_only)
{
  g_autoptr (GPtrArray) lines = chezu_lines_new ();

  for (guint i = 0; i < self->arcs->len; i++)
    {
      const Arc *arc = &g_array_index (self->arcs, Arc, i);

      if (arc->provinces[1] == NOBODY && arc->regions == 1u << region
          && (!foreign_only
              || g_array_index (self->provinces, Province, arc->provinces[0]).borders_foreign_land))
        g_ptr_array_add (lines, g_array_ref (arc->line));
    }
  return chezu_lines_join (lines);
}
