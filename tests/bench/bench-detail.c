/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a million vehicles cost: memory, levels of detail, frames and questions, as lines of "name
 * value unit". */

#include "bench-clock.h"

#include "base/chezu-geodesy.h"
#include "fleet/chezu-fleet-density.h"
#include "fleet/chezu-fleet-inside.h"
#include "fleet/chezu-fleet-nearest.h"
#include "fleet/chezu-fleet-private.h"

#include <math.h>
#include <string.h>

#define MILLION 1000000
#define LARGE 100000
#define PAGE 2000
#define REPEATS 31
#define T0 G_GINT64_CONSTANT (1767225600000)
#define WIDTH 1920
#define HEIGHT 1080
#define LON 117.28
#define LAT 34.80
#define N_TOWNS 300

static void
print_median (const char *name, double *ms, guint n)
{
  g_print ("%s %.3g ms\n", name, bench_median (ms, n));
}

/* A nation of 300 towns, the first of which is home: of ten vehicles five are in some town, three
 * on the way between two, two at home. */
static void
get_town (guint town, double *lon, double *lat)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1000 + town);

  *lon = town == 0 ? LON : g_rand_double_range (random, 100.0, 122.0);
  *lat = town == 0 ? LAT : g_rand_double_range (random, 22.0, 45.0);
}

static void
put_somewhere (GRand *random, const double *towns, ChezuFix *fix)
{
  guint luck = (guint)g_rand_int_range (random, 0, 10);
  guint from = luck < 2 ? 0 : (guint)g_rand_int_range (random, 0, N_TOWNS);
  guint to = luck < 7 ? from : (guint)g_rand_int_range (random, 0, N_TOWNS);
  double share = g_rand_double (random);
  double angle = g_rand_double_range (random, 0.0, 2.0 * G_PI);
  double distance = 0.15 * pow (g_rand_double (random), 2.0);

  if (to != from)
    distance *= 0.1;
  fix->lon_e7 = chezu_degrees_to_e7 (towns[2 * from] + share * (towns[2 * to] - towns[2 * from])
                                     + distance * cos (angle));
  fix->lat_e7
      = chezu_degrees_to_e7 (towns[2 * from + 1] + share * (towns[2 * to + 1] - towns[2 * from + 1])
                             + distance * sin (angle));
  fix->course_cdeg = g_rand_int_range (random, 0, 36000);
}

static ChezuVehicleRow
make_row (GRand *random, guint i, const double *towns, GStringChunk *strings)
{
  g_autofree char *plate = g_strdup_printf ("鲁D%05X", i);
  g_autofree char *driver = g_strdup_printf ("王建%u", i % 20000);
  g_autofree char *phone = g_strdup_printf ("138%08u", i);
  int luck = g_rand_int_range (random, 0, 100);
  ChezuVehicleRow row = {
    .id = i + 1,
    .seq = i + 1,
    .has_fix = TRUE,
    .interval_ms = 10000,
    .kind = (ChezuVehicleKind)(1 + i % 5),
    .gone = luck > 96,
    .fix = {
      .time_ms = T0 - g_rand_int_range (random, 0, 10000) - (luck > 92 ? 300000 : 0),
      .speed_cm_s = luck < 50 ? g_rand_int_range (random, 500, 2500) : 0,
      .odometer_m = 123456,
      .flags = CHEZU_FIX_IGNITION_KNOWN | (luck < 60 ? CHEZU_FIX_IGNITION_ON : 0),
    },
    .plate = g_string_chunk_insert (strings, plate),
    .driver = g_string_chunk_insert (strings, driver),
    .phone = g_string_chunk_insert (strings, phone),
    .enterprise = "奚轮智运物流有限公司",
    .model = "J6P",
  };

  put_somewhere (random, towns, &row.fix);
  return row;
}

/* Page by page, as from a store. @all_moving: and within one screen of streets. */
static ChezuFleet *
make_fleet (guint n, gboolean all_moving)
{
  ChezuFleet *fleet = chezu_fleet_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  double towns[2 * N_TOWNS];

  for (guint i = 0; i < N_TOWNS; i++)
    get_town (i, &towns[2 * i], &towns[2 * i + 1]);
  for (guint done = 0; done < n; done += PAGE)
    {
      g_autoptr (ChezuVehiclePage) page = g_new0 (ChezuVehiclePage, 1);

      page->rows = g_array_sized_new (FALSE, TRUE, sizeof (ChezuVehicleRow), PAGE);
      page->strings = g_string_chunk_new (65536);
      for (guint i = done; i < MIN (done + PAGE, n); i++)
        {
          ChezuVehicleRow row = make_row (random, i, towns, page->strings);

          if (all_moving)
            {
              row.gone = FALSE;
              row.fix.time_ms = T0 - i % 10000;
              row.fix.speed_cm_s = 500 + (gint32)(i % 2000);
              row.fix.lon_e7
                  = chezu_degrees_to_e7 (LON + g_rand_double_range (random, -0.04, 0.04));
              row.fix.lat_e7
                  = chezu_degrees_to_e7 (LAT + g_rand_double_range (random, -0.018, 0.018));
            }
          g_array_append_val (page->rows, row);
        }
      chezu_fleet_apply_page (fleet, page, T0);
    }
  return fleet;
}

static ChezuFleetFrame
frame_at (double zoom, guint step)
{
  ChezuFleetFrame frame = { .scale = 256.0 * exp2 (zoom), .width = WIDTH, .height = HEIGHT };

  chezu_mercator_project (LON, LAT, &frame.x, &frame.y);
  frame.x += (8.0 * step - WIDTH / 2.0) / frame.scale;
  frame.y -= HEIGHT / 2.0 / frame.scale;
  return frame;
}

/* --- Levels of detail */

static void
bench_build (ChezuFleet *fleet)
{
  g_autofree guint32 *all = g_new (guint32, MILLION);
  double ms[5];

  for (guint i = 0; i < MILLION; i++)
    all[i] = i;
  for (guint i = 0; i < G_N_ELEMENTS (ms); i++)
    {
      gint64 start = g_get_monotonic_time ();

      chezu_fleet_tree_build (fleet->tree, all, MILLION);
      ms[i] = bench_since_ms (start);
    }
  print_median ("map.lod_build_1m_ms", ms, G_N_ELEMENTS (ms));
}

/* A tenth of the fleet, ten seconds of driving each: what a second brings. */
static void
bench_update (ChezuFleet *fleet)
{
  ChezuFleetColumns *columns = &fleet->columns;
  const double step = 150.0 / CHEZU_MERCATOR_CIRCUMFERENCE_M * 1.2;
  g_autofree ChezuFleetMove *moves = g_new0 (ChezuFleetMove, LARGE);
  double ms[9];

  for (guint round = 0; round < G_N_ELEMENTS (ms); round++)
    {
      gint64 start = g_get_monotonic_time ();

      for (guint i = 0; i < LARGE; i++)
        {
          guint vehicle = i * (MILLION / LARGE) + round;

          moves[i].vehicle = vehicle;
          moves[i].before = chezu_fleet_spot_of (fleet, vehicle);
          columns->x[vehicle] += round % 2 ? step : -step;
          columns->y[vehicle] += step;
          moves[i].after = chezu_fleet_spot_of (fleet, vehicle);
        }
      chezu_fleet_tree_move (fleet->tree, moves, LARGE);
      ms[round] = bench_since_ms (start);
    }
  print_median ("map.lod_update_100k_ms", ms, G_N_ELEMENTS (ms));
}

/* After a frame was drawn, as a pointer moves over it. */
static void
bench_pick (ChezuFleet *fleet, double zoom, const char *name)
{
  const ChezuFleetFrame frame = frame_at (zoom, 0);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  double ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 now_ms = T0 + 20 * (gint64)i;
      gint64 start;

      chezu_fleet_collect (fleet, &frame, now_ms, marks);
      start = g_get_monotonic_time ();
      chezu_fleet_pick (fleet, &frame, 700.0 + 17.0 * i, 500.0, 10.0, now_ms + 5, NULL);
      ms[i] = bench_since_ms (start);
    }
  print_median (name, ms, REPEATS);
}

/* --- Frames */

/* Eight pixels a frame, as a hand pans, and twenty milliseconds later each. */
static void
bench_collect (ChezuFleet *fleet, double zoom, const char *name)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  double ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      ChezuFleetFrame frame = frame_at (zoom, i);
      gint64 start = g_get_monotonic_time ();

      chezu_fleet_collect (fleet, &frame, T0 + 20 * (gint64)i, marks);
      ms[i] = bench_since_ms (start);
    }
  print_median (name, ms, REPEATS);
}

static void
bench_density (ChezuFleet *fleet)
{
  g_auto (ChezuFleetDensity) density = { 0 };
  double ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      ChezuFleetFrame frame = frame_at (5.0, i);
      gint64 start = g_get_monotonic_time ();

      chezu_fleet_collect_density (fleet, &frame, 8.0, T0 + 20 * (gint64)i, &density);
      ms[i] = bench_since_ms (start);
    }
  print_median ("map.density_1m_ms", ms, REPEATS);
}

static void
bench_filter (ChezuFleet *fleet)
{
  double ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      ChezuFleetFilter filter = CHEZU_FLEET_FILTER_ALL;
      gint64 start = g_get_monotonic_time ();

      filter.states = 1u << i % 2;
      chezu_fleet_set_filter (fleet, filter);
      ms[i] = bench_since_ms (start);
    }
  chezu_fleet_set_filter (fleet, CHEZU_FLEET_FILTER_ALL);
  print_median ("fleet.filter_1m_ms", ms, REPEATS);
}

/* --- Questions */

static void
bench_nearest (ChezuFleet *fleet, const char *name)
{
  const ChezuFleetNearestQuery query = { 1 << CHEZU_STATE_IDLING, 1 << CHEZU_VEHICLE_VAN, 20 };
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (ChezuFleetNear));
  double ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start = g_get_monotonic_time ();

      chezu_fleet_nearest (fleet, LON - 1.5 + 0.1 * i, LAT, &query, T0, found);
      ms[i] = bench_since_ms (start);
    }
  print_median (name, ms, REPEATS);
}

static void
bench_inside (ChezuFleet *fleet)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  double ring[2 * 100];
  double ms[REPEATS];
  double x;
  double y;

  chezu_mercator_project (LON, LAT, &x, &y);
  for (guint i = 0; i < 100; i++)
    {
      ring[2 * i] = x + 1e-4 * sin (i * G_PI / 50.0);
      ring[2 * i + 1] = y + 1e-4 * cos (i * G_PI / 50.0);
    }
  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start = g_get_monotonic_time ();

      chezu_fleet_collect_inside (fleet, ring, 100, found);
      ms[i] = bench_since_ms (start);
    }
  print_median ("fleet.inside_100k_ms", ms, REPEATS);
}

static void
bench_memory (ChezuFleet *fleet)
{
  g_print ("map.bytes_per_vehicle %.1f bytes\n",
           (double)chezu_fleet_get_bytes (fleet) / fleet->columns.n);
  g_print ("map.text_bytes_per_vehicle %.1f bytes\n",
           (double)chezu_fleet_get_text_bytes (fleet) / fleet->columns.n);
}

int
main (int argc, char **argv)
{
  g_autoptr (ChezuFleet) nation = make_fleet (MILLION, FALSE);
  g_autoptr (ChezuFleet) large = make_fleet (LARGE, FALSE);
  g_autoptr (ChezuFleet) street = make_fleet (LARGE, TRUE);

  bench_memory (nation);
  bench_collect (nation, 4.6, "fleet.collect_1m_ms");
  bench_collect (nation, 8.5, "fleet.collect_1m_region_ms");
  bench_collect (nation, 12.0, "fleet.collect_1m_district_ms");
  bench_density (nation);
  bench_pick (nation, 4.6, "fleet.pick_1m_ms");
  bench_filter (nation);
  bench_build (nation);
  bench_update (nation);

  bench_collect (large, 4.6, "fleet.collect_nation_100k_ms");
  bench_collect (large, 15.0, "fleet.collect_town_100k_ms");
  bench_pick (large, 15.0, "fleet.pick_100k_ms");
  bench_nearest (large, "fleet.nearest_100k_ms");
  bench_inside (large);
  bench_collect (street, 14.2, "fleet.collect_dense_100k_ms");
  bench_pick (street, 14.2, "fleet.pick_dense_100k_ms");
  return 0;
}
