/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-path.h"

#include <math.h>
#include <string.h>

/* In a street a vehicle is slow at both crossings and quick between them: the speed within one link
 * is its mean · (1 - SURGE · cos 2πx), x being the share of the link's time. */
#define SURGE 0.4

static double
link_limit_m_s (const ChezuSimEdge *edge, ChezuSimClass class)
{
  double km_h = edge->limit_truck_km_h;

  switch (class)
    {
    case CHEZU_SIM_CLASS_HAZMAT:
      /* 危险货物道路运输安全管理办法, article 46. */
      km_h = MIN (km_h, edge->road == CHEZU_SIM_ROAD_MOTORWAY ? 80.0 : 60.0);
      break;
    case CHEZU_SIM_CLASS_COACH:
      km_h = MIN (edge->limit_car_km_h, 100.0);
      break;
    case CHEZU_SIM_CLASS_CAR:
      km_h = edge->limit_car_km_h;
      break;
    case CHEZU_SIM_CLASS_TRUCK:
    default:
      break;
    }
  return km_h / 3.6;
}

/* Mean speed in free flow. */
static double
link_speed_m_s (const ChezuSimEdge *edge, ChezuSimClass class)
{
  static const double share[] = { 1.0, 0.85, 0.62 };

  return link_limit_m_s (edge, class) * share[edge->road];
}

static double
link_surge (const ChezuSimEdge *edge)
{
  return edge->road == CHEZU_SIM_ROAD_STREET ? SURGE * MIN (1.0, edge->length_m / 300.0) : 0.0;
}

static const ChezuSimEdge *
edge_of (const ChezuSimPath *self, guint link)
{
  return chezu_sim_graph_get_edge (self->graph, CHEZU_SIM_LINK_EDGE (self->links[link]));
}

/* @links (of ChezuSimLink) must follow each other; @graph must outlive the path. */
ChezuSimPath *
chezu_sim_path_new (ChezuSimGraph *graph, const GArray *links, ChezuSimClass class)
{
  ChezuSimPath *self = g_new0 (ChezuSimPath, 1);

  self->graph = graph;
  self->class = class;
  self->n_links = links->len;
  self->links = g_memdup2 (links->data, links->len * sizeof (ChezuSimLink));
  self->start_m = g_new0 (double, links->len + 1);
  self->start_s = g_new0 (double, links->len + 1);
  for (guint i = 0; i < links->len; i++)
    {
      const ChezuSimEdge *edge = edge_of (self, i);

      self->start_m[i + 1] = self->start_m[i] + edge->length_m;
      self->start_s[i + 1] = self->start_s[i] + edge->length_m / link_speed_m_s (edge, class);
    }
  return self;
}

void
chezu_sim_path_free (ChezuSimPath *self)
{
  if (self == NULL)
    return;
  g_free (self->links);
  g_free (self->start_m);
  g_free (self->start_s);
  g_free (self);
}

double
chezu_sim_path_get_length_m (const ChezuSimPath *self)
{
  return self->start_m[self->n_links];
}

double
chezu_sim_path_get_duration_s (const ChezuSimPath *self)
{
  return self->start_s[self->n_links];
}

/* Boundaries are the ends of links: 0 … n_links. */
guint
chezu_sim_path_get_node (const ChezuSimPath *self, guint boundary)
{
  ChezuSimLink link = self->links[MIN (boundary, self->n_links - 1)];
  const ChezuSimEdge *edge = chezu_sim_graph_get_edge (self->graph, CHEZU_SIM_LINK_EDGE (link));
  gboolean first = boundary < self->n_links;

  return CHEZU_SIM_LINK_BACKWARDS (link) == first ? edge->to : edge->from;
}

double
chezu_sim_path_get_boundary_speed (const ChezuSimPath *self, guint boundary)
{
  const ChezuSimEdge *edge = edge_of (self, MIN (boundary, self->n_links - 1));

  return link_speed_m_s (edge, self->class) * (1.0 - link_surge (edge));
}

/* Returns: the last link that begins at or before @value in the ascending @starts. */
static guint
find_link (const double *starts, guint n_links, double value)
{
  guint low = 0;
  guint high = n_links;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (starts[middle] <= value)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Where a vehicle in free flow is @seconds after the beginning, and how fast it and the road are.
 */
void
chezu_sim_path_at_time (const ChezuSimPath *self,
                        double seconds,
                        double *metres,
                        double *speed_m_s,
                        double *limit_m_s,
                        ChezuSimRoadClass *road)
{
  guint link = find_link (self->start_s, self->n_links, seconds);
  const ChezuSimEdge *edge = edge_of (self, link);
  double duration = self->start_s[link + 1] - self->start_s[link];
  double x = CLAMP ((seconds - self->start_s[link]) / duration, 0.0, 1.0);
  double surge = link_surge (edge);
  double angle = 2.0 * G_PI * x;

  *metres = self->start_m[link] + edge->length_m * (x - surge / (2.0 * G_PI) * sin (angle));
  *speed_m_s = edge->length_m / duration * (1.0 - surge * cos (angle));
  *limit_m_s = link_limit_m_s (edge, self->class);
  *road = edge->road;
}

/* When a vehicle in free flow passes a point; the surge within a street is left out. */
double
chezu_sim_path_time_at (const ChezuSimPath *self, double metres)
{
  guint link = find_link (self->start_m, self->n_links, metres);
  double length = self->start_m[link + 1] - self->start_m[link];
  double share = CLAMP ((metres - self->start_m[link]) / length, 0.0, 1.0);

  return self->start_s[link] + share * (self->start_s[link + 1] - self->start_s[link]);
}

/* The point of the centre line @metres from the beginning. */
void
chezu_sim_path_locate (const ChezuSimPath *self, double metres, double *lon, double *lat)
{
  guint link = find_link (self->start_m, self->n_links, metres);
  const ChezuSimEdge *edge = edge_of (self, link);
  const ChezuSimVertex *vertices = chezu_sim_graph_get_vertices (self->graph, edge);
  double along = CLAMP (metres - self->start_m[link], 0.0, edge->length_m);
  guint low = 0;
  guint high = edge->n_vertices - 1;
  double share;

  if (CHEZU_SIM_LINK_BACKWARDS (self->links[link]))
    along = edge->length_m - along;
  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (vertices[middle].along_m <= along)
        low = middle;
      else
        high = middle;
    }

  share = (along - vertices[low].along_m)
          / MAX (vertices[high].along_m - vertices[low].along_m, 1e-9);
  *lon = vertices[low].lon + share * (vertices[high].lon - vertices[low].lon);
  *lat = vertices[low].lat + share * (vertices[high].lat - vertices[low].lat);
}
