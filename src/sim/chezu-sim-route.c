/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-route.h"

#include <math.h>

/* The slowest vehicle drives at 0.83 of the free flow, so this is at most 3 h 23 min at the wheel:
 * within the four hours of 道路运输条例, article 28, and before anybody is warned of them. */
#define MOST_DRIVE_S 10100.0
#define SLOWEST 0.83
/* Free flow of one day: at most ten and a half hours at the wheel. */
#define MOST_DAY_S 31500.0
/* From the first departure to the last arrival, when every pause is as long as it may be. */
#define MOST_AWAY_S (17.0 * 3600.0)
#define MOST_PAUSE_S (78.0 * 60.0)
#define MOST_ROUNDS 4
#define DAY_S 86400.0

static void
add_stop (ChezuSimRoute *self, guint boundary, const ChezuSimYard *yard)
{
  ChezuSimStop stop = { .boundary = boundary, .yard = *yard };

  g_array_append_val (self->stops, stop);
}

static const ChezuSimStop *
get_stop (const ChezuSimRoute *self, guint stop)
{
  return &g_array_index (self->stops, ChezuSimStop, stop);
}

static double
drive_s (const ChezuSimRoute *self, guint from, guint to)
{
  return fabs (self->path->start_s[get_stop (self, to)->boundary]
               - self->path->start_s[get_stop (self, from)->boundary]);
}

static double
drive_m (const ChezuSimRoute *self, guint from, guint to)
{
  return fabs (self->path->start_m[get_stop (self, to)->boundary]
               - self->path->start_m[get_stop (self, from)->boundary])
         + 2.0 * CHEZU_SIM_BAY_M;
}

/* Places of rest so that no drive is too long: each as far on as the time at the wheel allows. */
static void
choose_stops (ChezuSimRoute *self,
              const ChezuSimYard *home,
              const ChezuSimYard *destination,
              ChezuSimYardFunc yard_func,
              gpointer user_data)
{
  const ChezuSimPath *path = self->path;
  guint last = 0;

  add_stop (self, 0, home);
  while (chezu_sim_path_get_duration_s (path) - path->start_s[last] > MOST_DRIVE_S)
    {
      ChezuSimYard yard;
      ChezuSimYard chosen = { 0 };
      guint best = 0;
      guint farthest = last + 1;

      for (guint i = last + 1; i < path->n_links; i++)
        {
          if (path->start_s[i] - path->start_s[last] > MOST_DRIVE_S)
            break;
          farthest = i;
          if (yard_func (chezu_sim_path_get_node (path, i), &yard, user_data))
            {
              best = i;
              chosen = yard;
            }
        }
      if (best == 0)
        {
          const ChezuSimNode *node
              = chezu_sim_graph_get_node (path->graph, chezu_sim_path_get_node (path, farthest));

          best = farthest;
          chosen = (ChezuSimYard){ node->lon, node->lat, 60.0 };
        }
      add_stop (self, best, &chosen);
      last = best;
    }
  add_stop (self, path->n_links, destination);
}

static void
add_item (ChezuSimRoute *self, guint from, guint to, ChezuSimThen then)
{
  ChezuSimItem item
      = { .from = (guint8)from, .to = (guint8)to, .then = then, .odometer_m = self->round_m };

  g_array_append_val (self->items, item);
  self->round_m += drive_m (self, from, to);
}

static void
begin_day (ChezuSimRoute *self)
{
  guint first = self->items->len;

  g_array_append_val (self->days, first);
}

/* The n-th drive of an endless to and fro: from the first stop to the last and back. */
static void
get_drive (const ChezuSimRoute *self, guint n, guint *from, guint *to)
{
  guint last = self->stops->len - 1;
  guint at = n % (2 * last);

  *from = at < last ? at : 2 * last - at;
  *to = at < last ? at + 1 : *from - 1;
}

/* Which pause follows when the day goes on. */
static ChezuSimThen
pause_at (const ChezuSimRoute *self, guint stop)
{
  return stop == 0 || stop == self->stops->len - 1 ? CHEZU_SIM_THEN_LOAD : CHEZU_SIM_THEN_REST;
}

/* Fills days with the drives of @rounds rounds.
 * Returns: how full the days are, 0 … 1 */
static double
fill_days (ChezuSimRoute *self, guint rounds)
{
  guint n_drives = rounds * 2 * (self->stops->len - 1);
  double all_s = 0.0;
  double wheel_s = 0.0;
  double day_s = 0.0;

  g_array_set_size (self->items, 0);
  g_array_set_size (self->days, 0);
  self->round_m = 0.0;
  begin_day (self);
  for (guint n = 0; n < n_drives; n++)
    {
      guint from, to;
      double seconds;

      get_drive (self, n, &from, &to);
      seconds = drive_s (self, from, to);
      if (n > 0 && (wheel_s + seconds > MOST_DAY_S || day_s + seconds / SLOWEST > MOST_AWAY_S))
        {
          g_array_index (self->items, ChezuSimItem, self->items->len - 1).then
              = CHEZU_SIM_THEN_NIGHT;
          begin_day (self);
          wheel_s = day_s = 0.0;
        }
      add_item (self, from, to, pause_at (self, to));
      all_s += seconds;
      wheel_s += seconds;
      day_s += seconds / SLOWEST + MOST_PAUSE_S;
    }
  g_array_index (self->items, ChezuSimItem, self->items->len - 1).then = CHEZU_SIM_THEN_NIGHT;
  return all_s / (MOST_DAY_S * self->days->len);
}

/* As many rounds as make full days, but soon home again when that does not matter much. */
static void
plan_days (ChezuSimRoute *self)
{
  guint best = 1;
  double fullest = 0.0;

  for (guint rounds = 1; rounds <= MOST_ROUNDS; rounds++)
    {
      double full = fill_days (self, rounds);

      if (full > fullest + 0.03)
        {
          fullest = full;
          best = rounds;
        }
    }
  fill_days (self, best);
  begin_day (self);
}

/**
 * chezu_sim_route_new:
 * @path: (transfer full): the way there
 */
ChezuSimRoute *
chezu_sim_route_new (ChezuSimPath *path,
                     const ChezuSimYard *home,
                     const ChezuSimYard *destination,
                     ChezuSimYardFunc yard_func,
                     gpointer user_data)
{
  ChezuSimRoute *self = g_new0 (ChezuSimRoute, 1);

  self->path = path;
  self->stops = g_array_new (FALSE, FALSE, sizeof (ChezuSimStop));
  self->items = g_array_new (FALSE, FALSE, sizeof (ChezuSimItem));
  self->days = g_array_new (FALSE, FALSE, sizeof (guint));

  choose_stops (self, home, destination, yard_func, user_data);
  plan_days (self);
  return self;
}

void
chezu_sim_route_free (ChezuSimRoute *self)
{
  if (self == NULL)
    return;
  chezu_sim_path_free (self->path);
  g_array_unref (self->stops);
  g_array_unref (self->items);
  g_array_unref (self->days);
  g_free (self);
}

guint
chezu_sim_route_get_n_days (const ChezuSimRoute *self)
{
  return self->days->len - 1;
}

static guint
region_at (const ChezuSimRoute *self, const guint8 *node_region, guint boundary)
{
  return node_region[chezu_sim_path_get_node (self->path, boundary)];
}

/**
 * chezu_sim_route_spend:
 * @node_region: the region of each node of the graph
 * @share_of_region: (array length=n_regions) (out): share of the round's time spent there
 */
void
chezu_sim_route_spend (const ChezuSimRoute *self,
                       const guint8 *node_region,
                       double *share_of_region,
                       guint n_regions)
{
  static const double mean_pace = 0.88;
  static const double mean_rest_s[] = { 2100.0, 3000.0 };
  double total = DAY_S * chezu_sim_route_get_n_days (self);

  for (guint i = 0; i < n_regions; i++)
    share_of_region[i] = 0.0;

  for (guint day = 0; day + 1 < self->days->len; day++)
    {
      guint end = g_array_index (self->days, guint, day + 1);
      double left_s = DAY_S;

      for (guint i = g_array_index (self->days, guint, day); i < end; i++)
        {
          const ChezuSimItem *item = &g_array_index (self->items, ChezuSimItem, i);
          guint a = get_stop (self, item->from)->boundary;
          guint b = get_stop (self, item->to)->boundary;

          for (guint j = MIN (a, b); j < MAX (a, b); j++)
            {
              double seconds = (self->path->start_s[j + 1] - self->path->start_s[j]) / mean_pace;

              share_of_region[region_at (self, node_region, j)] += seconds / total;
              left_s -= seconds;
            }
          if (item->then != CHEZU_SIM_THEN_NIGHT)
            {
              share_of_region[region_at (self, node_region, b)] += mean_rest_s[item->then] / total;
              left_s -= mean_rest_s[item->then];
            }
          else
            share_of_region[region_at (self, node_region, b)] += left_s / total;
        }
    }
}
