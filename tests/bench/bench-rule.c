/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules make of an hour and a half of the demo world on one core, every vehicle's fixes in
 * turn as they would come: lines of "name value unit".
 *
 * An evaluation is one fix judged by one rule that judges fixes and is on, also where it sees at a
 * glance that it has nothing to say. What speaks of crossings (region entry and exit) and at ticks
 * (long silence, papers) is not counted. */

#include "base/chezu-time.h"
#include "ctl/chezu-ctl-world.h"
#include "rule/chezu-rule-engine.h"

#include <malloc.h>

#define FROM_MS G_GINT64_CONSTANT (1772609400000) /* 2026-03-04 15:30 in Shanghai */
#define WARM_MS (30 * CHEZU_MINUTE_MS)
#define LENGTH_MS (90 * CHEZU_MINUTE_MS)
#define REPEATS 5
#define N_FENCES 200
#define STAYS_EVERY 4 /* of that many vehicles one is in a geofence, and some in two */

typedef struct
{
  GArray *facts;   /* of ChezuRuleFacts */
  GArray *turns;   /* of ChezuVehicleFix */
  guint n_warm;    /* of these */
  guint n_signals; /* so that nobody leaves them out */
} Bench;

/* --- The world ------------------------------------------------------------------------------ */

/* A table as small as a cell of a road index is. */
static ChezuRoadClass
answer_road (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  static const guint8 classes[64] = {
    1, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 7, 7, 0, 1, 1, 2, 3, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 0,
    1, 1, 1, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 6, 7, 0, 1, 1, 2, 3, 3, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 0,
  };
  guint cell = ((guint)lon_e7 / 100000) * 7 + (guint)lat_e7 / 100000;

  return (ChezuRoadClass)classes[cell % G_N_ELEMENTS (classes)];
}

static gboolean
answer_place (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  return ((guint)lon_e7 / 100000) % 2 == 0;
}

/* One in eight has a route that is laid down, and keeps to it. */
static double
answer_route (const ChezuRuleFacts *facts, gint32 lon_e7, gint32 lat_e7, gpointer data)
{
  return facts->vehicle_id % 8 == 0 ? (double)((guint)lon_e7 % 150) : -1;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 time_a = ((const ChezuVehicleFix *)a)->fix.time_ms;
  gint64 time_b = ((const ChezuVehicleFix *)b)->fix.time_ms;

  return (time_a > time_b) - (time_a < time_b);
}

static void
drive (Bench *bench)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuSimWorld) world = chezu_sim_world_new (&options, &error);
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  ChezuSimClock clock;

  if (world == NULL)
    g_error ("%s", error->message);
  chezu_sim_clock_init (&clock, options.n_vehicles, options.rate_s, 1);
  for (guint vehicle = 0; vehicle < options.n_vehicles; vehicle++)
    {
      ChezuRuleFacts facts;

      chezu_rule_facts_init (&facts, vehicle + 1,
                             chezu_sim_world_get_vehicle (world, vehicle)->kind);
      g_array_append_val (bench->facts, facts);
      g_array_set_size (fixes, 0);
      chezu_ctl_world_collect (world, &clock, vehicle, FROM_MS, FROM_MS + LENGTH_MS,
                               FROM_MS + LENGTH_MS, fixes);
      for (guint i = 0; i < fixes->len; i++)
        {
          const ChezuVehicleFix fix = { vehicle + 1, g_array_index (fixes, ChezuFix, i) };

          g_array_append_val (bench->turns, fix);
        }
    }
  g_array_sort (bench->turns, compare_times);
  while (bench->n_warm < bench->turns->len
         && g_array_index (bench->turns, ChezuVehicleFix, bench->n_warm).fix.time_ms
                < FROM_MS + WARM_MS)
    bench->n_warm++;
}

/* --- The engine ----------------------------------------------------------------------------- */

static void
count_signal (const ChezuRuleSignal *signal, gpointer data)
{
  Bench *bench = data;

  bench->n_signals++;
}

static void
put_fences (ChezuRuleEngine *engine, const Bench *bench)
{
  for (gint64 id = 1; id <= N_FENCES; id++)
    {
      const ChezuRuleFence fence = {
        .id = id,
        .banned_kinds = id % 4 == 0 ? 1 << CHEZU_VEHICLE_HAZMAT : 0,
        .ban_from_min = 420,
        .ban_to_min = 1200,
        .limit_km_h = { id % 2 == 0 ? 60 : 0, id % 2 == 0 ? 50 : 0, id % 2 == 0 ? 40 : 0 },
        .dwell_ms = -1,
      };

      chezu_rule_engine_put_fence (engine, &fence);
    }
  for (gint64 vehicle = 1; vehicle <= bench->facts->len; vehicle += STAYS_EVERY)
    for (gint64 fence = 0; fence <= vehicle % 2; fence++)
      chezu_rule_engine_put_stay (engine, vehicle, (vehicle + fence) % N_FENCES + 1, FROM_MS);
}

static ChezuRuleEngine *
new_engine (const ChezuRuleSet *rules, Bench *bench)
{
  static const ChezuRuleContext context
      = { .road_class = answer_road, .known_place = answer_place, .off_route = answer_route };
  ChezuRuleEngine *engine = chezu_rule_engine_new (rules, &context, count_signal, bench);

  for (guint i = 0; i < bench->facts->len; i++)
    chezu_rule_engine_describe (engine, &g_array_index (bench->facts, ChezuRuleFacts, i));
  put_fences (engine, bench);
  return engine;
}

static void
judge (ChezuRuleEngine *engine, const Bench *bench, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    {
      const ChezuVehicleFix *fix = &g_array_index (bench->turns, ChezuVehicleFix, i);

      chezu_rule_engine_take (engine, fix->vehicle_id, &fix->fix, 1, fix->fix.time_ms + 300);
    }
}

static guint
count_rules (const ChezuRuleSet *rules)
{
  guint n = 0;

  for (guint rule = 0; rule < CHEZU_N_RULES; rule++)
    if (rules->timing[rule].enabled != 0 && rule != CHEZU_RULE_FENCE_ENTER
        && rule != CHEZU_RULE_FENCE_EXIT && rule != CHEZU_RULE_OFFLINE_LONG
        && rule != CHEZU_RULE_PAPER)
      n++;
  return n;
}

static gsize
used_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* --- Figures -------------------------------------------------------------------------------- */

static double
measure_s (const ChezuRuleSet *rules, Bench *bench, double *vehicle_bytes)
{
  gsize before = used_bytes ();
  g_autoptr (ChezuRuleEngine) engine = new_engine (rules, bench);
  gint64 start_us;
  double seconds;

  judge (engine, bench, 0, bench->n_warm);
  start_us = g_get_monotonic_time ();
  judge (engine, bench, bench->n_warm, bench->turns->len);
  seconds = (double)(g_get_monotonic_time () - start_us) / 1e6;
  *vehicle_bytes = (double)(used_bytes () - before) / bench->facts->len;
  return seconds;
}

int
main (void)
{
  Bench bench = {
    .facts = g_array_new (FALSE, FALSE, sizeof (ChezuRuleFacts)),
    .turns = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix)),
  };
  ChezuRuleSet rules;
  double least_s = G_MAXDOUBLE;
  double vehicle_bytes = 0;
  double n_fixes;

  chezu_rule_set_init (&rules);
  drive (&bench);
  for (guint i = 0; i < REPEATS; i++)
    least_s = MIN (least_s, measure_s (&rules, &bench, &vehicle_bytes));
  n_fixes = bench.turns->len - bench.n_warm;
  g_print ("alarm.fixes_per_s %.0f 1/s\n", n_fixes / least_s);
  g_print ("alarm.rules_per_s %.0f 1/s\n", n_fixes * count_rules (&rules) / least_s);
  g_print ("alarm.vehicle_bytes %.0f B\n", vehicle_bytes);

  g_array_unref (bench.facts);
  g_array_unref (bench.turns);
  return 0;
}
