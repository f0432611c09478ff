/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-path.h"

#include "base/chezu-geodesy.h"

#include <math.h>

/* How fast a vehicle becomes faster and slower between two links, metres a second squared. */
#define GAIN 0.5
#define LOSS 0.7
/* Slip roads from one expressway to another, and turns at crossings. */
#define SLIP_M_S 15.0
#define TURN_M_S 5.0
#define SHARP_TURN_DEGREES 45.0

/* Speeding up to a peak, keeping it, slowing down. */
typedef struct
{
  double in_m_s, peak_m_s, out_m_s;
  double gain_s, keep_s, loss_s;
} Profile;

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

/* Which share of the limit traffic drives at when nothing is in its way. */
double
chezu_sim_path_get_cruise_share (ChezuSimRoadClass road)
{
  static const double share[] = { 1.0, 0.9, 0.8 };

  return share[road];
}

/* Which share of the limit is left at a crossing that is passed straight on. */
static double
pass_share (ChezuSimRoadClass road)
{
  static const double share[] = { 1.0, 0.8, 0.45 };

  return share[road];
}

static const ChezuSimEdge *
edge_of (const ChezuSimPath *self, guint link)
{
  return chezu_sim_graph_get_edge (self->graph, CHEZU_SIM_LINK_EDGE (self->links[link]));
}

/* The course at the beginning or end of a link, in the direction of travel. */
static double
link_course (const ChezuSimPath *self, guint link, gboolean at_end)
{
  const ChezuSimEdge *edge = edge_of (self, link);
  const ChezuSimVertex *vertices = chezu_sim_graph_get_vertices (self->graph, edge);
  gboolean backwards = CHEZU_SIM_LINK_BACKWARDS (self->links[link]);
  guint first = backwards != at_end ? edge->n_vertices - 2 : 0;
  const ChezuSimVertex *a = &vertices[backwards ? first + 1 : first];
  const ChezuSimVertex *b = &vertices[backwards ? first : first + 1];

  return chezu_bearing_degrees (a->lon, a->lat, b->lon, b->lat);
}

/* The speed at which the end of one link and the beginning of the next is passed. */
static double
choose_pass (const ChezuSimPath *self, guint boundary)
{
  double speed = INFINITY;
  gboolean street = FALSE;
  double turn;

  for (guint i = MAX (boundary, 1) - 1; i <= MIN (boundary, self->n_links - 1); i++)
    {
      const ChezuSimEdge *edge = edge_of (self, i);

      speed = MIN (speed, link_limit_m_s (edge, self->class) * pass_share (edge->road));
      street = street || edge->road == CHEZU_SIM_ROAD_STREET;
    }
  if (boundary == 0 || boundary == self->n_links)
    return speed;

  turn = fabs (link_course (self, boundary, FALSE) - link_course (self, boundary - 1, TRUE));
  if (MIN (turn, 360.0 - turn) > SHARP_TURN_DEGREES)
    speed = MIN (speed, street ? TURN_M_S : SLIP_M_S);
  return speed;
}

static Profile
profile_of (const ChezuSimPath *self, guint link)
{
  const ChezuSimEdge *edge = edge_of (self, link);
  double length = edge->length_m;
  double cruise = link_limit_m_s (edge, self->class) * chezu_sim_path_get_cruise_share (edge->road);
  Profile profile = { .in_m_s = self->pass_m_s[link], .out_m_s = self->pass_m_s[link + 1] };
  double in2 = profile.in_m_s * profile.in_m_s;
  double out2 = profile.out_m_s * profile.out_m_s;
  /* From v² = v₀² + 2 a s, for the part that speeds up and the part that slows down. */
  double peak2 = (2.0 * GAIN * LOSS * length + LOSS * in2 + GAIN * out2) / (GAIN + LOSS);

  if (peak2 <= MAX (in2, out2))
    {
      /* Too short for gentle changes: from one speed to the other, however hard. */
      profile.peak_m_s = profile.out_m_s;
      profile.gain_s = 2.0 * length / (profile.in_m_s + profile.out_m_s);
      return profile;
    }
  profile.peak_m_s = MIN (sqrt (peak2), cruise);
  profile.gain_s = (profile.peak_m_s - profile.in_m_s) / GAIN;
  profile.loss_s = (profile.peak_m_s - profile.out_m_s) / LOSS;
  profile.keep_s = MAX (length - (profile.peak_m_s + profile.in_m_s) / 2.0 * profile.gain_s
                            - (profile.peak_m_s + profile.out_m_s) / 2.0 * profile.loss_s,
                        0.0)
                   / profile.peak_m_s;
  return profile;
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
  self->pass_m_s = g_new0 (double, links->len + 1);
  for (guint i = 0; i <= links->len; i++)
    self->pass_m_s[i] = choose_pass (self, i);
  for (guint i = 0; i < links->len; i++)
    {
      Profile profile = profile_of (self, i);

      self->start_m[i + 1] = self->start_m[i] + edge_of (self, i)->length_m;
      self->start_s[i + 1] = self->start_s[i] + profile.gain_s + profile.keep_s + profile.loss_s;
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
  g_free (self->pass_m_s);
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
  Profile profile = profile_of (self, link);
  double t
      = CLAMP (seconds - self->start_s[link], 0.0, self->start_s[link + 1] - self->start_s[link]);
  double gained_m = (profile.in_m_s + profile.peak_m_s) / 2.0 * profile.gain_s;
  double slope = 0.0;

  if (t < profile.gain_s)
    {
      slope = (profile.peak_m_s - profile.in_m_s) / profile.gain_s;
      *speed_m_s = profile.in_m_s + slope * t;
      *metres = (profile.in_m_s + *speed_m_s) / 2.0 * t;
    }
  else if (t < profile.gain_s + profile.keep_s)
    {
      *speed_m_s = profile.peak_m_s;
      *metres = gained_m + profile.peak_m_s * (t - profile.gain_s);
    }
  else
    {
      t -= profile.gain_s + profile.keep_s;
      if (profile.loss_s > 0.0)
        slope = (profile.out_m_s - profile.peak_m_s) / profile.loss_s;
      *speed_m_s = profile.peak_m_s + slope * t;
      *metres = gained_m + profile.peak_m_s * profile.keep_s
                + (profile.peak_m_s + *speed_m_s) / 2.0 * t;
    }
  *metres = self->start_m[link] + MIN (*metres, edge->length_m);
  *limit_m_s = link_limit_m_s (edge, self->class);
  *road = edge->road;
}

/* When a speed that changes evenly from @from to @to within @seconds has covered @metres. */
static double
time_of (double from, double to, double seconds, double metres)
{
  double slope = seconds > 0.0 ? (to - from) / seconds : 0.0;
  double square = from * from + 2.0 * slope * metres;

  return 2.0 * metres / MAX (from + sqrt (MAX (square, 0.0)), 0.01);
}

/* When a vehicle in free flow passes a point. */
double
chezu_sim_path_time_at (const ChezuSimPath *self, double metres)
{
  guint link = find_link (self->start_m, self->n_links, metres);
  Profile profile = profile_of (self, link);
  double left_m = MAX (metres - self->start_m[link], 0.0);
  double gained_m = (profile.in_m_s + profile.peak_m_s) / 2.0 * profile.gain_s;
  double kept_m = profile.peak_m_s * profile.keep_s;
  double seconds = profile.gain_s + profile.keep_s;

  if (left_m < gained_m)
    seconds = time_of (profile.in_m_s, profile.peak_m_s, profile.gain_s, left_m);
  else if (left_m < gained_m + kept_m)
    seconds = profile.gain_s + (left_m - gained_m) / profile.peak_m_s;
  else
    seconds
        += time_of (profile.peak_m_s, profile.out_m_s, profile.loss_s, left_m - gained_m - kept_m);
  return MIN (self->start_s[link] + seconds, self->start_s[link + 1]);
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
