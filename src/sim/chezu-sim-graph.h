/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roads of the demo world: expressways and the district's streets as one graph. */

#pragma once

#include "base/chezu-csv.h"

G_BEGIN_DECLS

#define CHEZU_SIM_NO_NODE G_MAXUINT

typedef enum
{
  CHEZU_SIM_ROAD_MOTORWAY,
  CHEZU_SIM_ROAD_TRUNK,
  CHEZU_SIM_ROAD_STREET,
} ChezuSimRoadClass;

typedef struct
{
  double lon;
  double lat;
  double along_m; /* from the beginning of its edge */
} ChezuSimVertex;

typedef struct
{
  double lon;
  double lat;
  guint first_link;
  guint n_links;
} ChezuSimNode;

typedef struct
{
  guint first_vertex;
  guint n_vertices;
  guint from;
  guint to;
  double length_m;
  guint8 road; /* ChezuSimRoadClass */
  guint8 limit_truck_km_h;
  guint8 limit_car_km_h;
} ChezuSimEdge;

/* An edge in one of its two directions. */
typedef guint32 ChezuSimLink;
#define CHEZU_SIM_LINK(edge, backwards) (((edge) << 1) | ((backwards) ? 1u : 0u))
#define CHEZU_SIM_LINK_EDGE(link) ((link) >> 1)
#define CHEZU_SIM_LINK_BACKWARDS(link) (((link) & 1u) != 0)

typedef struct _ChezuSimGraph ChezuSimGraph;

ChezuSimGraph *chezu_sim_graph_new (void);
void chezu_sim_graph_free (ChezuSimGraph *self);

gboolean chezu_sim_graph_add_network (ChezuSimGraph *self, ChezuCsv *table, GError **error);
gboolean chezu_sim_graph_add_district (ChezuSimGraph *self, ChezuCsv *table, GError **error);
gboolean chezu_sim_graph_anchor (ChezuSimGraph *self, double lon, double lat, double reach_m);
void chezu_sim_graph_close (ChezuSimGraph *self);

guint chezu_sim_graph_get_n_nodes (ChezuSimGraph *self);
guint chezu_sim_graph_get_n_edges (ChezuSimGraph *self);
const ChezuSimNode *chezu_sim_graph_get_node (ChezuSimGraph *self, guint node);
const ChezuSimEdge *chezu_sim_graph_get_edge (ChezuSimGraph *self, guint edge);
const ChezuSimVertex *chezu_sim_graph_get_vertices (ChezuSimGraph *self, const ChezuSimEdge *edge);
ChezuSimLink chezu_sim_graph_get_link (ChezuSimGraph *self, guint link);
guint chezu_sim_graph_find_node (ChezuSimGraph *self, double lon, double lat, double reach_m);

/* Ways from one node to all others. */
typedef struct _ChezuSimSearch ChezuSimSearch;

ChezuSimSearch *chezu_sim_graph_search (ChezuSimGraph *self, guint origin);
void chezu_sim_search_free (ChezuSimSearch *self);
gboolean chezu_sim_search_get_way (ChezuSimSearch *self, guint target, GArray *links);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSimGraph, chezu_sim_graph_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSimSearch, chezu_sim_search_free)

G_END_DECLS
