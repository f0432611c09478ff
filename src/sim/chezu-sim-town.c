/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-town.h"

#include "base/chezu-geodesy.h"
#include "sim/chezu-sim-hash.h"

#include <math.h>

#define N_LINES 16
#define LINE_LEAST_M 7000.0
#define LINE_MOST_M 26000.0
#define CALL_APART_M 450.0
#define CALL_S 22.0
/* A taxi's ground; vans go to every address. */
#define CENTRAL_M 7500.0

struct _ChezuSimTown
{
  ChezuSimGraph *graph; /* not owned */
  GArray *addresses;    /* of ChezuSimAddress, the central ones first */
  guint n_central;
  ChezuSimPath **paths; /* from × n + to; NULL on the diagonal */
  GPtrArray *lines;     /* of ChezuSimLine */
};

static void
line_free (ChezuSimLine *line)
{
  chezu_sim_path_free (line->path);
  g_array_unref (line->out);
  g_array_unref (line->back);
  g_free (line);
}

/* Central addresses first, each part in the order given. */
static void
take_addresses (ChezuSimTown *self, const GArray *nodes)
{
  double lon = 0.0;
  double lat = 0.0;

  /* The first node is the middle of the town. */
  if (nodes->len > 0)
    {
      const ChezuSimNode *middle
          = chezu_sim_graph_get_node (self->graph, g_array_index (nodes, guint, 0));

      lon = middle->lon;
      lat = middle->lat;
    }
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < nodes->len; i++)
        {
          guint number = g_array_index (nodes, guint, i);
          const ChezuSimNode *node = chezu_sim_graph_get_node (self->graph, number);
          ChezuSimAddress address = { .node = number, .lon = node->lon, .lat = node->lat };
          gboolean central = chezu_distance_m (lon, lat, node->lon, node->lat) < CENTRAL_M;

          if (central == (pass == 0))
            g_array_append_val (self->addresses, address);
        }
      if (pass == 0)
        self->n_central = self->addresses->len;
    }
}

static void
find_paths (ChezuSimTown *self)
{
  guint n = self->addresses->len;
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (ChezuSimLink));

  self->paths = g_new0 (ChezuSimPath *, (gsize)n * n);
  for (guint from = 0; from < n; from++)
    {
      g_autoptr (ChezuSimSearch) search
          = chezu_sim_graph_search (self->graph, chezu_sim_town_get_address (self, from)->node);

      for (guint to = 0; to < n; to++)
        if (from != to
            && chezu_sim_search_get_way (search, chezu_sim_town_get_address (self, to)->node, links)
            && links->len > 0)
          self->paths[from * n + to] = chezu_sim_path_new (self->graph, links, CHEZU_SIM_CLASS_CAR);
    }
}

/* The timetable of one direction. */
static GArray *
plan_run (const ChezuSimPath *path, gboolean back, double *run_s)
{
  GArray *calls = g_array_new (FALSE, FALSE, sizeof (ChezuSimCall));
  ChezuSimCall call = { .boundary = back ? path->n_links : 0 };
  ChezuSimBay kerb = { 0 };

  g_array_append_val (calls, call);
  for (guint i = 1; i <= path->n_links; i++)
    {
      const ChezuSimCall *last = &g_array_index (calls, ChezuSimCall, calls->len - 1);
      guint boundary = back ? path->n_links - i : i;
      ChezuSimDrive drive;

      if (i < path->n_links
          && fabs (path->start_m[boundary] - path->start_m[last->boundary]) < CALL_APART_M)
        continue;
      chezu_sim_drive_init (&drive, path, last->boundary, boundary, &kerb, &kerb,
                            CHEZU_SIM_BUS_PACE, 0);
      call.boundary = boundary;
      call.reach_s = last->leave_s + drive.duration_s;
      call.leave_s = call.reach_s + (i < path->n_links ? CALL_S : 0.0);
      g_array_append_val (calls, call);
    }
  *run_s = call.reach_s;
  return calls;
}

/* Two ways after each other, unless the second begins by turning round. */
static gboolean
join_ways (ChezuSimTown *self, guint a, guint b, guint c, GArray *links)
{
  const ChezuSimPath *first = chezu_sim_town_get_path (self, a, b);
  const ChezuSimPath *second = chezu_sim_town_get_path (self, b, c);

  if (first == NULL || second == NULL || (first->links[first->n_links - 1] ^ second->links[0]) == 1)
    return FALSE;
  if (chezu_sim_path_get_length_m (first) + chezu_sim_path_get_length_m (second) < LINE_LEAST_M
      || chezu_sim_path_get_length_m (first) + chezu_sim_path_get_length_m (second) > LINE_MOST_M)
    return FALSE;

  g_array_set_size (links, 0);
  g_array_append_vals (links, first->links, first->n_links);
  g_array_append_vals (links, second->links, second->n_links);
  return TRUE;
}

static void
plan_lines (ChezuSimTown *self, guint32 seed)
{
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (ChezuSimLink));
  guint n = self->addresses->len;
  guint64 draw = chezu_sim_hash (seed, CHEZU_SIM_DRAW_ROUTE, 0, 0);

  if (n < 3)
    return;
  for (guint attempt = 0; attempt < 4000 && self->lines->len < N_LINES; attempt++)
    {
      guint a = chezu_sim_below (chezu_sim_next (&draw), n);
      guint b = chezu_sim_below (chezu_sim_next (&draw), n);
      guint c = chezu_sim_below (chezu_sim_next (&draw), n);
      ChezuSimLine *line;

      if (a == b || b == c || a == c || !join_ways (self, a, b, c, links))
        continue;
      line = g_new0 (ChezuSimLine, 1);
      line->path = chezu_sim_path_new (self->graph, links, CHEZU_SIM_CLASS_COACH);
      line->out = plan_run (line->path, FALSE, &line->run_s[0]);
      line->back = plan_run (line->path, TRUE, &line->run_s[1]);
      line->layover_s[0] = 7.0 * 60.0;
      /* Long enough to count as a rest (道路交通安全法实施条例, article 62 (7)). */
      line->layover_s[1] = 21.0 * 60.0;
      g_ptr_array_add (self->lines, line);
    }
}

/* @nodes (of guint) are nodes of the graph one can go to; the first is the middle of the town. */
ChezuSimTown *
chezu_sim_town_new (ChezuSimGraph *graph, const GArray *nodes, guint32 seed)
{
  ChezuSimTown *self = g_new0 (ChezuSimTown, 1);

  self->graph = graph;
  self->addresses = g_array_new (FALSE, FALSE, sizeof (ChezuSimAddress));
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)line_free);
  take_addresses (self, nodes);
  find_paths (self);
  plan_lines (self, seed);
  return self;
}

void
chezu_sim_town_free (ChezuSimTown *self)
{
  gsize n;

  if (self == NULL)
    return;
  n = self->addresses->len;
  for (gsize i = 0; i < n * n; i++)
    chezu_sim_path_free (self->paths[i]);
  g_free (self->paths);
  g_array_unref (self->addresses);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

guint
chezu_sim_town_get_n_addresses (const ChezuSimTown *self)
{
  return self->addresses->len;
}

guint
chezu_sim_town_get_n_central (const ChezuSimTown *self)
{
  return self->n_central;
}

const ChezuSimAddress *
chezu_sim_town_get_address (const ChezuSimTown *self, guint address)
{
  g_return_val_if_fail (address < self->addresses->len, NULL);
  return &g_array_index (self->addresses, ChezuSimAddress, address);
}

/* Returns: (nullable): the way between two different addresses */
const ChezuSimPath *
chezu_sim_town_get_path (const ChezuSimTown *self, guint from, guint to)
{
  return self->paths[from * self->addresses->len + to];
}

guint
chezu_sim_town_get_n_lines (const ChezuSimTown *self)
{
  return self->lines->len;
}

const ChezuSimLine *
chezu_sim_town_get_line (const ChezuSimTown *self, guint line)
{
  return g_ptr_array_index (self->lines, line);
}
