/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-atlas.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-paths.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How far a place's own road may be. */
#define PLACE_REACH_M 400.0
#define SEAT_REACH_M 3500.0
#define CITY_REACH_M 25000.0

/* The bounds of the district's streets: where taxis and vans have their addresses. */
#define DISTRICT_WEST 117.18
#define DISTRICT_EAST 117.50
#define DISTRICT_SOUTH 34.60
#define DISTRICT_NORTH 34.93
#define CENTRE_LON 117.2861
#define CENTRE_LAT 34.8043

static void
city_free (ChezuSimCity *city)
{
  g_free (city->name);
  g_free (city);
}

static void
organisation_free (ChezuSimOrganisation *organisation)
{
  g_free (organisation->name);
  g_free (organisation->industry);
  g_free (organisation->town);
  g_array_unref (organisation->homes);
  g_free (organisation);
}

static ChezuCsv *
load_table (const char *data_dir, const char *name, GError **error)
{
  g_autofree char *relative = g_build_filename ("demo", name, NULL);
  g_autofree char *path = data_dir != NULL ? g_build_filename (data_dir, relative, NULL)
                                           : chezu_path_shipped (relative);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return chezu_csv_load (file, error);
}

/* Whole provinces belong to a grid. */
static ChezuSimRegion
region_of_province (int code)
{
  switch (code)
    {
    case 21:
    case 22:
    case 23:
      return CHEZU_SIM_REGION_NORTHEAST;
    case 11:
    case 12:
    case 13:
      return CHEZU_SIM_REGION_JJJ;
    case 32:
    case 37:
    case 41:
      return CHEZU_SIM_REGION_LSY;
    case 31:
    case 33:
    case 34:
    case 36:
    case 42:
    case 43:
    case 50:
    case 51:
    case 52:
    case 53:
      return CHEZU_SIM_REGION_YANGTZE;
    default:
      return CHEZU_SIM_REGION_OUTSIDE;
    }
}

static gboolean
load_cities (ChezuSimAtlas *self, ChezuCsv *table, GError **error)
{
  int name = chezu_csv_find_column (table, "name_zh", error);
  int lon = name < 0 ? -1 : chezu_csv_find_column (table, "lon", error);
  int lat = lon < 0 ? -1 : chezu_csv_find_column (table, "lat", error);
  int rank = lat < 0 ? -1 : chezu_csv_find_column (table, "rank", error);
  int province = rank < 0 ? -1 : chezu_csv_find_column (table, "province_code", error);

  if (province < 0)
    return FALSE;

  for (guint row = 0; row < chezu_csv_get_n_rows (table); row++)
    {
      ChezuSimCity *city = g_new0 (ChezuSimCity, 1);
      double rank_value;
      double code;

      g_ptr_array_add (self->cities, city);
      city->name = g_strdup (chezu_csv_get (table, row, name));
      if (!chezu_csv_get_double (table, row, lon, &city->lon, error)
          || !chezu_csv_get_double (table, row, lat, &city->lat, error)
          || !chezu_csv_get_double (table, row, rank, &rank_value, error)
          || !chezu_csv_get_double (table, row, province, &code, error))
        return FALSE;
      city->rank = (guint)CLAMP (rank_value, 1, 9);
      city->region = region_of_province ((int)code);
    }
  return TRUE;
}

/* What a body's trade means for its vehicles. */
static void
describe_trade (ChezuSimOrganisation *self)
{
  self->class = CHEZU_SIM_CLASS_TRUCK;
  self->moves = CHEZU_SIM_MOVES_HAUL;
  self->kind = CHEZU_VEHICLE_TRUCK;

  if (g_str_equal (self->industry, "煤化工"))
    {
      self->class = CHEZU_SIM_CLASS_HAZMAT;
      self->kind = CHEZU_VEHICLE_HAZMAT;
    }
  else if (g_str_equal (self->industry, "道路客运"))
    {
      self->class = CHEZU_SIM_CLASS_COACH;
      self->kind = CHEZU_VEHICLE_BUS;
    }
  else if (g_str_equal (self->industry, "城市公交"))
    {
      self->class = CHEZU_SIM_CLASS_COACH;
      self->kind = CHEZU_VEHICLE_BUS;
      self->moves = CHEZU_SIM_MOVES_LINE;
    }
  else if (g_str_equal (self->industry, "出租车") || g_str_equal (self->industry, "网约车"))
    {
      self->class = CHEZU_SIM_CLASS_CAR;
      self->kind = CHEZU_VEHICLE_TAXI;
      self->moves = CHEZU_SIM_MOVES_TOWN;
      self->ride_hailing = g_str_equal (self->industry, "网约车");
    }
  else if (g_str_equal (self->industry, "快递") || g_str_equal (self->industry, "汽修驾培检车"))
    {
      self->class = CHEZU_SIM_CLASS_CAR;
      self->kind = CHEZU_VEHICLE_VAN;
      self->moves = CHEZU_SIM_MOVES_TOWN;
    }
  else if (g_str_equal (self->industry, "电商快递"))
    self->van_percent = 60;
}

/* The gate is the closest point of the roads; the ground lies behind it, towards the seat. */
static gboolean
add_home (ChezuSimAtlas *self, double lon, double lat, double radius_m)
{
  ChezuSimHome home = { .yard = { lon, lat, radius_m } };

  if (!chezu_sim_graph_anchor (self->graph, lon, lat, SEAT_REACH_M))
    return FALSE;
  g_array_append_val (self->homes, home);
  return TRUE;
}

static void
add_homes (ChezuSimAtlas *self, ChezuSimOrganisation *organisation, double lon, double lat)
{
  static const char *const villages[] = { "沙沟", "周营", "邹坞", "陶庄", "张范", "薛城" };
  guint home = self->homes->len;

  if (add_home (self, lon, lat, 150.0))
    g_array_append_val (organisation->homes, home);
  if (!g_str_equal (organisation->industry, "个体货运"))
    return;

  /* Sole traders live all over the district. */
  for (guint i = 0; i < self->cities->len; i++)
    {
      const ChezuSimCity *city = g_ptr_array_index (self->cities, i);

      home = self->homes->len;
      for (guint j = 0; j < G_N_ELEMENTS (villages); j++)
        if (g_str_equal (city->name, villages[j]) && add_home (self, city->lon, city->lat, 200.0))
          g_array_append_val (organisation->homes, home);
    }
}

static gboolean
load_organisations (ChezuSimAtlas *self, ChezuCsv *table, GError **error)
{
  int kind = chezu_csv_find_column (table, "kind", error);
  int name = kind < 0 ? -1 : chezu_csv_find_column (table, "name_zh", error);
  int industry = name < 0 ? -1 : chezu_csv_find_column (table, "industry", error);
  int town = industry < 0 ? -1 : chezu_csv_find_column (table, "town", error);
  int vehicles = town < 0 ? -1 : chezu_csv_find_column (table, "vehicles", error);
  int lon = vehicles < 0 ? -1 : chezu_csv_find_column (table, "lon", error);
  int lat = lon < 0 ? -1 : chezu_csv_find_column (table, "lat", error);
  guint first = 0;

  if (lat < 0)
    return FALSE;

  for (guint row = 0; row < chezu_csv_get_n_rows (table); row++)
    {
      const char *kind_text = chezu_csv_get (table, row, kind);
      ChezuSimOrganisation *organisation;
      double n_vehicles, seat_lon, seat_lat;

      if (!g_str_equal (kind_text, "enterprise") && !g_str_equal (kind_text, "operator"))
        continue;
      if (!chezu_csv_get_double (table, row, vehicles, &n_vehicles, error)
          || !chezu_csv_get_double (table, row, lon, &seat_lon, error)
          || !chezu_csv_get_double (table, row, lat, &seat_lat, error))
        return FALSE;
      organisation = g_new0 (ChezuSimOrganisation, 1);
      g_ptr_array_add (self->organisations, organisation);
      organisation->name = g_strdup (chezu_csv_get (table, row, name));
      organisation->industry = g_strdup (chezu_csv_get (table, row, industry));
      organisation->town = g_strdup (chezu_csv_get (table, row, town));
      organisation->homes = g_array_new (FALSE, FALSE, sizeof (guint));
      organisation->n_vehicles = (guint)CLAMP (n_vehicles, 0, 1000000);
      organisation->first = first;
      first += organisation->n_vehicles;
      describe_trade (organisation);
      add_homes (self, organisation, seat_lon, seat_lat);
      if (organisation->homes->len == 0)
        {
          g_set_error (error, CHEZU_SIM_ERROR, CHEZU_SIM_ERROR_WORLD,
                       _ ("The demo world has no road at the seat of %s"), organisation->name);
          return FALSE;
        }
    }

  if (first == 0 || self->organisations->len > G_MAXUINT8)
    {
      g_set_error_literal (error, CHEZU_SIM_ERROR, CHEZU_SIM_ERROR_WORLD,
                           _ ("The demo world names nobody who owns vehicles"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_resting_place (const char *kind)
{
  return g_str_equal (kind, "service_area") || g_str_equal (kind, "driver_home")
         || g_str_equal (kind, "hub") || g_str_equal (kind, "port");
}

/* First pass: the roads get a node at each place; second pass: the nodes get their grounds. */
static gboolean
take_places (ChezuSimAtlas *self, ChezuCsv *table, gboolean closed, GError **error)
{
  int kind = chezu_csv_find_column (table, "kind", error);
  int lon = kind < 0 ? -1 : chezu_csv_find_column (table, "lon", error);
  int lat = lon < 0 ? -1 : chezu_csv_find_column (table, "lat", error);

  if (lat < 0)
    return FALSE;

  for (guint row = 0; row < chezu_csv_get_n_rows (table); row++)
    {
      ChezuSimYard yard = { .radius_m = 70.0 };
      guint node;

      if (!chezu_csv_get_double (table, row, lon, &yard.lon, error)
          || !chezu_csv_get_double (table, row, lat, &yard.lat, error))
        return FALSE;
      if (!closed)
        {
          chezu_sim_graph_anchor (self->graph, yard.lon, yard.lat, PLACE_REACH_M);
          continue;
        }
      node = chezu_sim_graph_find_node (self->graph, yard.lon, yard.lat, PLACE_REACH_M);
      if (node == CHEZU_SIM_NO_NODE)
        continue;
      if (is_resting_place (chezu_csv_get (table, row, kind)))
        g_hash_table_insert (self->yards, GUINT_TO_POINTER (node + 1),
                             g_memdup2 (&yard, sizeof yard));
      if (yard.lon > DISTRICT_WEST && yard.lon < DISTRICT_EAST && yard.lat > DISTRICT_SOUTH
          && yard.lat < DISTRICT_NORTH)
        g_array_append_val (self->addresses, node);
    }
  return TRUE;
}

static void
place_homes (ChezuSimAtlas *self)
{
  for (guint i = 0; i < self->homes->len; i++)
    {
      ChezuSimHome *home = &g_array_index (self->homes, ChezuSimHome, i);
      const ChezuSimNode *node;
      double distance;

      home->node = chezu_sim_graph_find_node (self->graph, home->yard.lon, home->yard.lat,
                                              SEAT_REACH_M + 100.0);
      node = chezu_sim_graph_get_node (self->graph, home->node);
      distance = chezu_distance_m (node->lon, node->lat, home->yard.lon, home->yard.lat);
      /* A yard lies at its gate, however far behind it the seat is. */
      if (distance > home->yard.radius_m)
        {
          double share = home->yard.radius_m / distance;

          home->yard.lon = node->lon + share * (home->yard.lon - node->lon);
          home->yard.lat = node->lat + share * (home->yard.lat - node->lat);
        }
      g_array_append_val (self->addresses, home->node);
    }
}

/* Crossings of the inner town, thinned out, are addresses too. */
static void
add_crossings (ChezuSimAtlas *self)
{
  guint n = 0;

  for (guint i = 0; i < chezu_sim_graph_get_n_nodes (self->graph); i++)
    {
      const ChezuSimNode *node = chezu_sim_graph_get_node (self->graph, i);

      if (node->n_links < 3 || node->lon < 117.235 || node->lon > 117.375 || node->lat < 34.765
          || node->lat > 34.835)
        continue;
      if (n++ % 5 == 0)
        g_array_append_val (self->addresses, i);
    }
}

static int
compare_nodes (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *)a;
  guint right = *(const guint *)b;

  return left < right ? -1 : left > right;
}

/* Each node once, the one in the middle of the town first. */
static void
order_addresses (ChezuSimAtlas *self)
{
  guint middle = chezu_sim_graph_find_node (self->graph, CENTRE_LON, CENTRE_LAT, 20000.0);
  g_autoptr (GArray) all = g_steal_pointer (&self->addresses);

  self->addresses = g_array_new (FALSE, FALSE, sizeof (guint));
  if (middle != CHEZU_SIM_NO_NODE)
    g_array_append_val (self->addresses, middle);
  g_array_sort (all, compare_nodes);
  for (guint i = 0; i < all->len; i++)
    {
      guint node = g_array_index (all, guint, i);

      if (node != middle && (i == 0 || node != g_array_index (all, guint, i - 1)))
        g_array_append_val (self->addresses, node);
    }
}

static void
assign_regions (ChezuSimAtlas *self)
{
  guint n = chezu_sim_graph_get_n_nodes (self->graph);

  self->node_region = g_new0 (guint8, n);
  for (guint i = 0; i < n; i++)
    {
      const ChezuSimNode *node = chezu_sim_graph_get_node (self->graph, i);
      double best = INFINITY;

      for (guint j = 0; j < self->cities->len; j++)
        {
          const ChezuSimCity *city = g_ptr_array_index (self->cities, j);
          double x = (city->lon - node->lon) * 0.8;
          double y = city->lat - node->lat;

          if (x * x + y * y >= best)
            continue;
          best = x * x + y * y;
          self->node_region[i] = (guint8)city->region;
        }
    }
  for (guint i = 0; i < self->cities->len; i++)
    {
      ChezuSimCity *city = g_ptr_array_index (self->cities, i);

      city->node = chezu_sim_graph_find_node (self->graph, city->lon, city->lat, CITY_REACH_M);
    }
}

/**
 * chezu_sim_atlas_load:
 * @data_dir: (nullable): the folder that holds `demo/`; the shipped one when %NULL
 *
 * Returns: (transfer full): the tables, or %NULL with a message that names the table and the line
 */
ChezuSimAtlas *
chezu_sim_atlas_load (const char *data_dir, GError **error)
{
  g_autoptr (ChezuSimAtlas) self = g_new0 (ChezuSimAtlas, 1);
  g_autoptr (ChezuCsv) network = NULL;
  g_autoptr (ChezuCsv) district = NULL;
  g_autoptr (ChezuCsv) cities = NULL;
  g_autoptr (ChezuCsv) places = NULL;
  g_autoptr (ChezuCsv) organisations = NULL;

  self->graph = chezu_sim_graph_new ();
  self->cities = g_ptr_array_new_with_free_func ((GDestroyNotify)city_free);
  self->organisations = g_ptr_array_new_with_free_func ((GDestroyNotify)organisation_free);
  self->homes = g_array_new (FALSE, FALSE, sizeof (ChezuSimHome));
  self->addresses = g_array_new (FALSE, FALSE, sizeof (guint));
  self->yards = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  if ((network = load_table (data_dir, "network.csv", error)) == NULL
      || (district = load_table (data_dir, "district.csv", error)) == NULL
      || (cities = load_table (data_dir, "cities.csv", error)) == NULL
      || (places = load_table (data_dir, "places.csv", error)) == NULL
      || (organisations = load_table (data_dir, "organisations.csv", error)) == NULL
      || !chezu_sim_graph_add_network (self->graph, network, error)
      || !chezu_sim_graph_add_district (self->graph, district, error)
      || !load_cities (self, cities, error) || !load_organisations (self, organisations, error)
      || !take_places (self, places, FALSE, error))
    return NULL;

  chezu_sim_graph_close (self->graph);
  if (!take_places (self, places, TRUE, error))
    return NULL;
  place_homes (self);
  add_crossings (self);
  order_addresses (self);
  assign_regions (self);
  return g_steal_pointer (&self);
}

void
chezu_sim_atlas_free (ChezuSimAtlas *self)
{
  if (self == NULL)
    return;
  chezu_sim_graph_free (self->graph);
  g_clear_pointer (&self->cities, g_ptr_array_unref);
  g_clear_pointer (&self->organisations, g_ptr_array_unref);
  g_clear_pointer (&self->homes, g_array_unref);
  g_clear_pointer (&self->addresses, g_array_unref);
  g_clear_pointer (&self->yards, g_hash_table_unref);
  g_free (self->node_region);
  g_free (self);
}

/* A ChezuSimYardFunc. */
gboolean
chezu_sim_atlas_get_yard (guint node, ChezuSimYard *yard, gpointer atlas)
{
  ChezuSimAtlas *self = atlas;
  const ChezuSimYard *found = g_hash_table_lookup (self->yards, GUINT_TO_POINTER (node + 1));

  if (found != NULL)
    *yard = *found;
  return found != NULL;
}
