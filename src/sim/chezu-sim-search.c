/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dijkstra's algorithm from one node to all, by driving time of a truck. */

#include "sim/chezu-sim-graph.h"

#include <math.h>

struct _ChezuSimSearch
{
  ChezuSimGraph *graph;
  guint origin;
  double *seconds;       /* by node; INFINITY when out of reach */
  ChezuSimLink *arrival; /* by node: the link over which it is reached */
};

typedef struct
{
  double seconds;
  guint node;
} Entry;

static void
heap_push (GArray *heap, Entry entry)
{
  guint at = heap->len;
  Entry *entries;

  g_array_append_val (heap, entry);
  entries = (Entry *)(gpointer)heap->data;
  while (at > 0 && entries[(at - 1) / 2].seconds > entry.seconds)
    {
      entries[at] = entries[(at - 1) / 2];
      at = (at - 1) / 2;
    }
  entries[at] = entry;
}

static Entry
heap_pop (GArray *heap)
{
  Entry *entries = (Entry *)(gpointer)heap->data;
  Entry top = entries[0];
  Entry last = entries[heap->len - 1];
  guint n = heap->len - 1;
  guint at = 0;

  for (;;)
    {
      guint child = 2 * at + 1;

      if (child >= n)
        break;
      if (child + 1 < n && entries[child + 1].seconds < entries[child].seconds)
        child++;
      if (entries[child].seconds >= last.seconds)
        break;
      entries[at] = entries[child];
      at = child;
    }
  entries[at] = last;
  g_array_set_size (heap, n);
  return top;
}

/* Streets are slower than their limit by crossings; a haulier keeps to the big roads. */
static double
edge_seconds (const ChezuSimEdge *edge)
{
  static const double share[] = { 1.0, 0.85, 0.6 };

  return edge->length_m * 3.6 / (edge->limit_truck_km_h * share[edge->road]);
}

/* The graph must outlive the search. */
ChezuSimSearch *
chezu_sim_graph_search (ChezuSimGraph *graph, guint origin)
{
  ChezuSimSearch *self = g_new0 (ChezuSimSearch, 1);
  guint n_nodes = chezu_sim_graph_get_n_nodes (graph);
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (Entry));

  self->graph = graph;
  self->origin = origin;
  self->seconds = g_new (double, n_nodes);
  self->arrival = g_new0 (ChezuSimLink, n_nodes);
  for (guint i = 0; i < n_nodes; i++)
    self->seconds[i] = INFINITY;

  self->seconds[origin] = 0.0;
  heap_push (heap, (Entry){ 0.0, origin });
  while (heap->len > 0)
    {
      Entry entry = heap_pop (heap);
      const ChezuSimNode *node = chezu_sim_graph_get_node (graph, entry.node);

      if (entry.seconds > self->seconds[entry.node])
        continue;
      for (guint i = 0; i < node->n_links; i++)
        {
          ChezuSimLink link = chezu_sim_graph_get_link (graph, node->first_link + i);
          const ChezuSimEdge *edge = chezu_sim_graph_get_edge (graph, CHEZU_SIM_LINK_EDGE (link));
          guint next = CHEZU_SIM_LINK_BACKWARDS (link) ? edge->from : edge->to;
          double seconds = entry.seconds + edge_seconds (edge);

          if (seconds >= self->seconds[next])
            continue;
          self->seconds[next] = seconds;
          self->arrival[next] = link;
          heap_push (heap, (Entry){ seconds, next });
        }
    }
  return self;
}

void
chezu_sim_search_free (ChezuSimSearch *self)
{
  if (self == NULL)
    return;
  g_free (self->seconds);
  g_free (self->arrival);
  g_free (self);
}

/* Fills @links (of ChezuSimLink) with the way to @target. Returns: whether there is one. */
gboolean
chezu_sim_search_get_way (ChezuSimSearch *self, guint target, GArray *links)
{
  g_array_set_size (links, 0);
  if (!isfinite (self->seconds[target]))
    return FALSE;

  for (guint node = target; node != self->origin;)
    {
      ChezuSimLink link = self->arrival[node];
      const ChezuSimEdge *edge = chezu_sim_graph_get_edge (self->graph, CHEZU_SIM_LINK_EDGE (link));

      g_array_append_val (links, link);
      node = CHEZU_SIM_LINK_BACKWARDS (link) ? edge->to : edge->from;
    }

  for (guint i = 0; i < links->len / 2; i++)
    {
      ChezuSimLink *a = &g_array_index (links, ChezuSimLink, i);
      ChezuSimLink *b = &g_array_index (links, ChezuSimLink, links->len - 1 - i);
      ChezuSimLink kept = *a;

      *a = *b;
      *b = kept;
    }
  return TRUE;
}
