/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-graph.h"

#include "base/chezu-geodesy.h"
#include "sim/chezu-sim-server.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Closer than this to a vertex, an anchor takes the vertex itself. */
#define SNAP_M 12.0

typedef struct
{
  double lon;
  double lat;
} Point;

/* A row of a table before it is cut into edges. */
typedef struct
{
  GArray *points; /* of Point */
  double west, south, east, north;
  guint8 road;
  guint8 limit_truck_km_h;
  guint8 limit_car_km_h;
} Way;

struct _ChezuSimGraph
{
  GPtrArray *ways;     /* of Way; gone once closed */
  GHashTable *anchors; /* keys of points that are to be nodes; gone once closed */

  GArray *vertices; /* of ChezuSimVertex */
  GArray *edges;    /* of ChezuSimEdge */
  GArray *nodes;    /* of ChezuSimNode */
  GArray *links;    /* of ChezuSimLink, grouped by the node they leave */
};

static void
way_free (Way *way)
{
  g_array_unref (way->points);
  g_free (way);
}

/* Points that are the same place have the same five decimals. */
static gint64
point_key (const Point *point)
{
  return (gint64)lround (point->lon * 1e5) * G_GINT64_CONSTANT (100000000)
         + (gint64)lround (point->lat * 1e5);
}

static gint64 *
key_new (gint64 key)
{
  gint64 *boxed = g_new (gint64, 1);

  *boxed = key;
  return boxed;
}

static gboolean
parse_line (const char *wkt, GArray *points)
{
  const char *at = wkt;

  if (!g_str_has_prefix (at, "LINESTRING"))
    return FALSE;
  at += strlen ("LINESTRING");
  while (*at == ' ')
    at++;
  if (*at++ != '(')
    return FALSE;

  for (;;)
    {
      Point point;
      char *end = NULL;

      point.lon = g_ascii_strtod (at, &end);
      if (end == at)
        return FALSE;
      at = end;
      point.lat = g_ascii_strtod (at, &end);
      if (end == at || !(fabs (point.lon) <= 180.0) || !(fabs (point.lat) <= 90.0))
        return FALSE;
      at = end;
      g_array_append_val (points, point);
      if (*at == ')')
        return points->len >= 2;
      if (*at++ != ',')
        return FALSE;
    }
}

static void
way_measure (Way *way)
{
  way->west = way->south = INFINITY;
  way->east = way->north = -INFINITY;
  for (guint i = 0; i < way->points->len; i++)
    {
      const Point *point = &g_array_index (way->points, Point, i);

      way->west = MIN (way->west, point->lon);
      way->east = MAX (way->east, point->lon);
      way->south = MIN (way->south, point->lat);
      way->north = MAX (way->north, point->lat);
    }
}

static gboolean
add_way (ChezuSimGraph *self,
         const char *wkt,
         ChezuSimRoadClass road,
         double limit_truck,
         double limit_car,
         GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (Point));
  Way *way;

  if (!parse_line (wkt, points) || !(limit_truck >= 10 && limit_truck <= 130)
      || !(limit_car >= 10 && limit_car <= 130))
    {
      g_set_error (error, CHEZU_SIM_ERROR, CHEZU_SIM_ERROR_WORLD,
                   _ ("A road of the demo world cannot be read: %.60s"), wkt);
      return FALSE;
    }

  way = g_new0 (Way, 1);
  way->points = g_steal_pointer (&points);
  way->road = road;
  way->limit_truck_km_h = (guint8)limit_truck;
  way->limit_car_km_h = (guint8)limit_car;
  way_measure (way);
  g_ptr_array_add (self->ways, way);
  return TRUE;
}

ChezuSimGraph *
chezu_sim_graph_new (void)
{
  ChezuSimGraph *self = g_new0 (ChezuSimGraph, 1);

  self->ways = g_ptr_array_new_with_free_func ((GDestroyNotify)way_free);
  self->anchors = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->vertices = g_array_new (FALSE, FALSE, sizeof (ChezuSimVertex));
  self->edges = g_array_new (FALSE, FALSE, sizeof (ChezuSimEdge));
  self->nodes = g_array_new (FALSE, FALSE, sizeof (ChezuSimNode));
  self->links = g_array_new (FALSE, FALSE, sizeof (ChezuSimLink));
  return self;
}

void
chezu_sim_graph_free (ChezuSimGraph *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->ways, g_ptr_array_unref);
  g_clear_pointer (&self->anchors, g_hash_table_unref);
  g_array_unref (self->vertices);
  g_array_unref (self->edges);
  g_array_unref (self->nodes);
  g_array_unref (self->links);
  g_free (self);
}

/* Takes the expressways and trunk roads: columns class, speed_limit_truck, speed_limit_car, wkt. */
gboolean
chezu_sim_graph_add_network (ChezuSimGraph *self, ChezuCsv *table, GError **error)
{
  int road = chezu_csv_find_column (table, "class", error);
  int truck = road < 0 ? -1 : chezu_csv_find_column (table, "speed_limit_truck", error);
  int car = truck < 0 ? -1 : chezu_csv_find_column (table, "speed_limit_car", error);
  int wkt = car < 0 ? -1 : chezu_csv_find_column (table, "wkt", error);

  if (wkt < 0)
    return FALSE;

  for (guint row = 0; row < chezu_csv_get_n_rows (table); row++)
    {
      gboolean motorway = g_str_equal (chezu_csv_get (table, row, road), "motorway");
      double limit_truck;
      double limit_car;

      if (!chezu_csv_get_double (table, row, truck, &limit_truck, error)
          || !chezu_csv_get_double (table, row, car, &limit_car, error)
          || !add_way (self, chezu_csv_get (table, row, wkt),
                       motorway ? CHEZU_SIM_ROAD_MOTORWAY : CHEZU_SIM_ROAD_TRUNK, limit_truck,
                       limit_car, error))
        return FALSE;
    }
  return TRUE;
}

/* Takes the district's streets: columns speed_limit, wkt. */
gboolean
chezu_sim_graph_add_district (ChezuSimGraph *self, ChezuCsv *table, GError **error)
{
  int limit = chezu_csv_find_column (table, "speed_limit", error);
  int wkt = limit < 0 ? -1 : chezu_csv_find_column (table, "wkt", error);

  if (wkt < 0)
    return FALSE;

  for (guint row = 0; row < chezu_csv_get_n_rows (table); row++)
    {
      double km_h;

      if (!chezu_csv_get_double (table, row, limit, &km_h, error)
          || !add_way (self, chezu_csv_get (table, row, wkt), CHEZU_SIM_ROAD_STREET, km_h, km_h,
                       error))
        return FALSE;
    }
  return TRUE;
}

/* Metres from a point to a segment on a plane that is true near the point; *share tells where. */
static double
distance_to_segment (const Point *point, const Point *a, const Point *b, double *share)
{
  double east_m = G_PI / 180.0 * CHEZU_EARTH_RADIUS_M * cos (point->lat * G_PI / 180.0);
  double north_m = G_PI / 180.0 * CHEZU_EARTH_RADIUS_M;
  double ax = (a->lon - point->lon) * east_m;
  double ay = (a->lat - point->lat) * north_m;
  double dx = (b->lon - a->lon) * east_m;
  double dy = (b->lat - a->lat) * north_m;
  double square = dx * dx + dy * dy;

  *share = square > 0.0 ? CLAMP (-(ax * dx + ay * dy) / square, 0.0, 1.0) : 0.0;
  return hypot (ax + *share * dx, ay + *share * dy);
}

/**
 * chezu_sim_graph_anchor:
 * @reach_m: how far the road may be
 *
 * Makes the point of the road network that is closest to a place a node, so that ways may begin,
 * rest and end there. Only before the graph is closed.
 *
 * Returns: whether a road is in reach
 */
gboolean
chezu_sim_graph_anchor (ChezuSimGraph *self, double lon, double lat, double reach_m)
{
  Point place = { lon, lat };
  double margin = reach_m / 80000.0; /* degrees; a degree is 80 km or more where there are roads */
  double best = reach_m;
  Way *best_way = NULL;
  guint best_index = 0;
  double best_share = 0.0;
  Point point;

  g_return_val_if_fail (self->ways != NULL, FALSE);

  for (guint i = 0; i < self->ways->len; i++)
    {
      Way *way = g_ptr_array_index (self->ways, i);

      if (lon < way->west - margin || lon > way->east + margin || lat < way->south - margin
          || lat > way->north + margin)
        continue;
      for (guint j = 0; j + 1 < way->points->len; j++)
        {
          double share;
          double distance
              = distance_to_segment (&place, &g_array_index (way->points, Point, j),
                                     &g_array_index (way->points, Point, j + 1), &share);

          if (distance < best)
            {
              best = distance;
              best_way = way;
              best_index = j;
              best_share = share;
            }
        }
    }

  if (best_way == NULL)
    return FALSE;

  {
    const Point *a = &g_array_index (best_way->points, Point, best_index);
    const Point *b = &g_array_index (best_way->points, Point, best_index + 1);

    point.lon = round ((a->lon + best_share * (b->lon - a->lon)) * 1e5) / 1e5;
    point.lat = round ((a->lat + best_share * (b->lat - a->lat)) * 1e5) / 1e5;
    if (chezu_distance_m (a->lon, a->lat, point.lon, point.lat) < SNAP_M)
      point = *a;
    else if (chezu_distance_m (b->lon, b->lat, point.lon, point.lat) < SNAP_M)
      point = *b;
    else
      g_array_insert_val (best_way->points, best_index + 1, point);
  }
  g_hash_table_add (self->anchors, key_new (point_key (&point)));
  return TRUE;
}

/* How many ways pass each point; ends count twice, so that two or more means a node. */
static GHashTable *
count_points (ChezuSimGraph *self)
{
  GHashTable *counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < self->ways->len; i++)
    {
      const Way *way = g_ptr_array_index (self->ways, i);

      for (guint j = 0; j < way->points->len; j++)
        {
          gint64 key = point_key (&g_array_index (way->points, Point, j));
          guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &key));

          count += j == 0 || j + 1 == way->points->len ? 2 : 1;
          if (g_hash_table_contains (self->anchors, &key))
            count += 2;
          g_hash_table_insert (counts, key_new (key), GUINT_TO_POINTER (count));
        }
    }
  return counts;
}

static guint
node_at (ChezuSimGraph *self, GHashTable *numbers, const Point *point)
{
  gint64 key = point_key (point);
  gpointer found = NULL;
  ChezuSimNode node = { .lon = point->lon, .lat = point->lat };

  if (g_hash_table_lookup_extended (numbers, &key, NULL, &found))
    return GPOINTER_TO_UINT (found);

  g_hash_table_insert (numbers, key_new (key), GUINT_TO_POINTER (self->nodes->len));
  g_array_append_val (self->nodes, node);
  return self->nodes->len - 1;
}

static void
add_edge (ChezuSimGraph *self, GHashTable *numbers, const Way *way, guint first, guint last)
{
  ChezuSimEdge edge = {
    .first_vertex = self->vertices->len,
    .n_vertices = last - first + 1,
    .road = way->road,
    .limit_truck_km_h = way->limit_truck_km_h,
    .limit_car_km_h = way->limit_car_km_h,
  };
  double along_m = 0.0;

  for (guint i = first; i <= last; i++)
    {
      const Point *point = &g_array_index (way->points, Point, i);
      ChezuSimVertex vertex = { .lon = point->lon, .lat = point->lat };

      if (i > first)
        along_m += chezu_distance_m (point[-1].lon, point[-1].lat, point->lon, point->lat);
      vertex.along_m = along_m;
      g_array_append_val (self->vertices, vertex);
    }

  edge.length_m = along_m;
  edge.from = node_at (self, numbers, &g_array_index (way->points, Point, first));
  edge.to = node_at (self, numbers, &g_array_index (way->points, Point, last));
  if (edge.from != edge.to && along_m > 0.0)
    g_array_append_val (self->edges, edge);
}

static void
link_nodes (ChezuSimGraph *self)
{
  g_autofree guint *filled = g_new0 (guint, self->nodes->len + 1);
  guint total = 0;

  for (guint i = 0; i < self->edges->len; i++)
    {
      const ChezuSimEdge *edge = &g_array_index (self->edges, ChezuSimEdge, i);

      g_array_index (self->nodes, ChezuSimNode, edge->from).n_links++;
      g_array_index (self->nodes, ChezuSimNode, edge->to).n_links++;
    }
  for (guint i = 0; i < self->nodes->len; i++)
    {
      ChezuSimNode *node = &g_array_index (self->nodes, ChezuSimNode, i);

      node->first_link = total;
      total += node->n_links;
    }

  g_array_set_size (self->links, total);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const ChezuSimEdge *edge = &g_array_index (self->edges, ChezuSimEdge, i);
      const ChezuSimNode *from = &g_array_index (self->nodes, ChezuSimNode, edge->from);
      const ChezuSimNode *to = &g_array_index (self->nodes, ChezuSimNode, edge->to);

      g_array_index (self->links, ChezuSimLink, from->first_link + filled[edge->from]++)
          = CHEZU_SIM_LINK (i, FALSE);
      g_array_index (self->links, ChezuSimLink, to->first_link + filled[edge->to]++)
          = CHEZU_SIM_LINK (i, TRUE);
    }
}

/* Cuts the ways into edges where they meet and where anchors are. */
void
chezu_sim_graph_close (ChezuSimGraph *self)
{
  g_autoptr (GHashTable) counts = count_points (self);
  g_autoptr (GHashTable) numbers
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < self->ways->len; i++)
    {
      const Way *way = g_ptr_array_index (self->ways, i);
      guint first = 0;

      for (guint j = 1; j < way->points->len; j++)
        {
          gint64 key = point_key (&g_array_index (way->points, Point, j));

          if (GPOINTER_TO_UINT (g_hash_table_lookup (counts, &key)) < 2)
            continue;
          add_edge (self, numbers, way, first, j);
          first = j;
        }
    }

  link_nodes (self);
  g_clear_pointer (&self->ways, g_ptr_array_unref);
  g_clear_pointer (&self->anchors, g_hash_table_unref);
}

guint
chezu_sim_graph_get_n_nodes (ChezuSimGraph *self)
{
  return self->nodes->len;
}

guint
chezu_sim_graph_get_n_edges (ChezuSimGraph *self)
{
  return self->edges->len;
}

const ChezuSimNode *
chezu_sim_graph_get_node (ChezuSimGraph *self, guint node)
{
  g_return_val_if_fail (node < self->nodes->len, NULL);
  return &g_array_index (self->nodes, ChezuSimNode, node);
}

const ChezuSimEdge *
chezu_sim_graph_get_edge (ChezuSimGraph *self, guint edge)
{
  g_return_val_if_fail (edge < self->edges->len, NULL);
  return &g_array_index (self->edges, ChezuSimEdge, edge);
}

const ChezuSimVertex *
chezu_sim_graph_get_vertices (ChezuSimGraph *self, const ChezuSimEdge *edge)
{
  return &g_array_index (self->vertices, ChezuSimVertex, edge->first_vertex);
}

/* Links of a node stand at its first_link … first_link + n_links - 1. */
ChezuSimLink
chezu_sim_graph_get_link (ChezuSimGraph *self, guint link)
{
  g_return_val_if_fail (link < self->links->len, 0);
  return g_array_index (self->links, ChezuSimLink, link);
}

/* Returns: the closest node within @reach_m, or CHEZU_SIM_NO_NODE */
guint
chezu_sim_graph_find_node (ChezuSimGraph *self, double lon, double lat, double reach_m)
{
  double margin = reach_m / 80000.0;
  guint best = CHEZU_SIM_NO_NODE;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      const ChezuSimNode *node = &g_array_index (self->nodes, ChezuSimNode, i);
      double distance;

      if (fabs (node->lat - lat) > margin || fabs (node->lon - lon) > margin)
        continue;
      distance = chezu_distance_m (lon, lat, node->lon, node->lat);
      if (distance <= reach_m)
        {
          reach_m = distance;
          best = i;
        }
    }
  return best;
}
