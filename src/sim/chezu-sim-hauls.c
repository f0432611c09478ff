/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-hauls.h"

#include "base/chezu-geodesy.h"
#include "sim/chezu-sim-hash.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ChezuSimRegion region;
  guint most_rank;
  double least_m; /* as the crow flies */
  double most_m;
  guint n; /* how many */
} Choice;

/* Destinations from home. */
static const Choice choices[] = {
  [CHEZU_SIM_HAUL_NEAR] = { CHEZU_SIM_REGION_LSY, 4, 18000, 110000, 10 },
  [CHEZU_SIM_HAUL_REGION] = { CHEZU_SIM_REGION_LSY, 3, 110000, 480000, 14 },
  [CHEZU_SIM_HAUL_JJJ] = { CHEZU_SIM_REGION_JJJ, 3, 0, 2000000, 7 },
  [CHEZU_SIM_HAUL_NORTHEAST] = { CHEZU_SIM_REGION_NORTHEAST, 3, 0, 1700000, 5 },
  [CHEZU_SIM_HAUL_YANGTZE] = { CHEZU_SIM_REGION_YANGTZE, 3, 0, 1300000, 8 },
  [CHEZU_SIM_HAUL_OUTSIDE] = { CHEZU_SIM_REGION_OUTSIDE, 3, 0, 1300000, 5 },
};
/* Pairs of cities elsewhere. */
static const Choice away_choices[] = {
  { CHEZU_SIM_REGION_JJJ, 3, 60000, 380000, 24 },
  { CHEZU_SIM_REGION_NORTHEAST, 3, 90000, 520000, 26 },
  { CHEZU_SIM_REGION_YANGTZE, 3, 90000, 520000, 34 },
  { CHEZU_SIM_REGION_OUTSIDE, 3, 60000, 480000, 12 },
};

typedef struct
{
  guint64 draw;
  guint city;
} Ticket;

static int
compare_tickets (gconstpointer a, gconstpointer b)
{
  const Ticket *left = a;
  const Ticket *right = b;

  return left->draw < right->draw ? -1 : left->draw > right->draw;
}

static const ChezuSimCity *
get_city (ChezuSimHauls *self, guint city)
{
  return g_ptr_array_index (self->atlas->cities, city);
}

static GArray *
get_list (ChezuSimHauls *self, guint home, ChezuSimHaul haul)
{
  return g_ptr_array_index (self->lists, home * CHEZU_SIM_N_HAULS + haul);
}

/* Cities of a kind in an order that depends on the seed. */
static GArray *
shuffle_cities (ChezuSimHauls *self, const Choice *choice)
{
  GArray *tickets = g_array_new (FALSE, FALSE, sizeof (Ticket));

  for (guint i = 0; i < self->atlas->cities->len; i++)
    {
      const ChezuSimCity *city = get_city (self, i);
      Ticket ticket = { chezu_sim_hash (self->seed, CHEZU_SIM_DRAW_CITY, i, choice->n), i };

      if (city->region == choice->region && city->rank <= choice->most_rank
          && city->node != CHEZU_SIM_NO_NODE)
        g_array_append_val (tickets, ticket);
    }
  g_array_sort (tickets, compare_tickets);
  return tickets;
}

/* The freight ground of a city, beside the road by which one gets there. */
static ChezuSimYard
city_yard (ChezuSimHauls *self, const ChezuSimCity *city)
{
  const ChezuSimNode *node = chezu_sim_graph_get_node (self->atlas->graph, city->node);
  double distance = chezu_distance_m (node->lon, node->lat, city->lon, city->lat);
  double share = distance > 150.0 ? 150.0 / distance : 1.0;

  return (ChezuSimYard){
    node->lon + share * (city->lon - node->lon),
    node->lat + share * (city->lat - node->lat),
    90.0,
  };
}

static gboolean
add_route (ChezuSimHauls *self,
           GArray *list,
           ChezuSimSearch *search,
           guint target,
           ChezuSimClass class,
           const ChezuSimYard *home,
           const ChezuSimYard *destination)
{
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (ChezuSimLink));
  guint number = self->routes->len;

  if (number >= G_MAXUINT16 || !chezu_sim_search_get_way (search, target, links) || links->len == 0)
    return FALSE;
  g_ptr_array_add (self->routes,
                   chezu_sim_route_new (chezu_sim_path_new (self->atlas->graph, links, class), home,
                                        destination, chezu_sim_atlas_get_yard, self->atlas));
  g_array_append_val (list, number);
  return TRUE;
}

static void
add_from_home (ChezuSimHauls *self, guint home_number, ChezuSimClass class)
{
  const ChezuSimHome *home = &g_array_index (self->atlas->homes, ChezuSimHome, home_number);
  g_autoptr (ChezuSimSearch) search = chezu_sim_graph_search (self->atlas->graph, home->node);

  for (guint haul = 0; haul < G_N_ELEMENTS (choices); haul++)
    {
      const Choice *choice = &choices[haul];
      g_autoptr (GArray) tickets = shuffle_cities (self, choice);
      GArray *list = get_list (self, home_number, haul);

      for (guint i = 0; i < tickets->len && list->len < choice->n; i++)
        {
          const ChezuSimCity *city = get_city (self, g_array_index (tickets, Ticket, i).city);
          double distance = chezu_distance_m (home->yard.lon, home->yard.lat, city->lon, city->lat);
          ChezuSimYard destination = city_yard (self, city);

          if (distance < choice->least_m || distance > choice->most_m || city->node == home->node)
            continue;
          add_route (self, list, search, city->node, class, &home->yard, &destination);
        }
    }
}

/* Each city in turn becomes a base, and gets the first city in reach that has none yet. */
static void
add_away (ChezuSimHauls *self, ChezuSimHaul haul, const Choice *choice)
{
  g_autoptr (GArray) tickets = shuffle_cities (self, choice);
  GArray *list = get_list (self, 0, haul);

  for (guint i = 0; i < tickets->len && list->len < choice->n; i++)
    {
      const ChezuSimCity *base = get_city (self, g_array_index (tickets, Ticket, i).city);
      ChezuSimYard home = city_yard (self, base);
      g_autoptr (ChezuSimSearch) search = chezu_sim_graph_search (self->atlas->graph, base->node);
      guint found = 0;

      for (guint j = 1; j < tickets->len && found < 2; j++)
        {
          const ChezuSimCity *other
              = get_city (self, g_array_index (tickets, Ticket, (i + j) % tickets->len).city);
          double distance = chezu_distance_m (base->lon, base->lat, other->lon, other->lat);
          ChezuSimYard destination = city_yard (self, other);

          if (distance < choice->least_m || distance > choice->most_m || other->node == base->node)
            continue;
          if (add_route (self, list, search, other->node, CHEZU_SIM_CLASS_TRUCK, &home,
                         &destination))
            found++;
        }
    }
}

static void
measure (ChezuSimHauls *self)
{
  guint n_homes = self->atlas->homes->len;

  for (guint haul = 0; haul < CHEZU_SIM_N_HAULS; haul++)
    {
      guint n = 0;

      for (guint home = 0; home < n_homes; home++)
        {
          const GArray *list = get_list (self, home, haul);

          for (guint i = 0; i < list->len; i++)
            {
              double spent[CHEZU_SIM_N_REGIONS];

              chezu_sim_route_spend (
                  g_ptr_array_index (self->routes, g_array_index (list, guint, i)),
                  self->atlas->node_region, spent, CHEZU_SIM_N_REGIONS);
              for (guint region = 0; region < CHEZU_SIM_N_REGIONS; region++)
                self->share[haul][region] += spent[region];
              n++;
            }
        }
      for (guint region = 0; n > 0 && region < CHEZU_SIM_N_REGIONS; region++)
        self->share[haul][region] /= n;
    }
}

ChezuSimHauls *
chezu_sim_hauls_new (ChezuSimAtlas *atlas, guint32 seed, GError **error)
{
  g_autoptr (ChezuSimHauls) self = g_new0 (ChezuSimHauls, 1);
  gboolean any = FALSE;

  self->atlas = atlas;
  self->seed = seed;
  self->routes = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_sim_route_free);
  self->lists = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  for (guint i = 0; i < atlas->homes->len * CHEZU_SIM_N_HAULS; i++)
    g_ptr_array_add (self->lists, g_array_new (FALSE, FALSE, sizeof (guint)));

  for (guint i = 0; i < atlas->organisations->len; i++)
    {
      const ChezuSimOrganisation *organisation = g_ptr_array_index (atlas->organisations, i);

      if (organisation->moves != CHEZU_SIM_MOVES_HAUL)
        continue;
      any = TRUE;
      for (guint j = 0; j < organisation->homes->len; j++)
        add_from_home (self, g_array_index (organisation->homes, guint, j), organisation->class);
    }
  for (guint i = 0; i < G_N_ELEMENTS (away_choices); i++)
    add_away (self, CHEZU_SIM_HAUL_AWAY_JJJ + i, &away_choices[i]);

  if (any && self->routes->len == 0)
    {
      g_set_error_literal (error, CHEZU_SIM_ERROR, CHEZU_SIM_ERROR_WORLD,
                           _ ("The roads of the demo world lead nowhere"));
      return NULL;
    }
  measure (self);
  return g_steal_pointer (&self);
}

void
chezu_sim_hauls_free (ChezuSimHauls *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->routes, g_ptr_array_unref);
  g_clear_pointer (&self->lists, g_ptr_array_unref);
  g_free (self);
}

/* Returns: a route of that kind, or any when there is none */
guint
chezu_sim_hauls_pick (ChezuSimHauls *self, guint home, ChezuSimHaul haul, guint64 hash)
{
  const GArray *list = get_list (self, haul >= CHEZU_SIM_HAUL_AWAY_JJJ ? 0 : home, haul);

  for (guint i = 0; list->len == 0 && i < self->lists->len; i++)
    list = g_ptr_array_index (self->lists, i);
  return g_array_index (list, guint, chezu_sim_below (hash, list->len));
}
