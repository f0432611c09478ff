/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levels of detail against a fleet that is counted one by one, while vehicles come, move, fall
 * silent, change and are filtered. */

#include "fleet-fixture.h"

#include "fleet/chezu-fleet-density.h"
#include "fleet/chezu-fleet-inside.h"
#include "fleet/chezu-fleet-only.h"

#include <math.h>
#include <string.h>

#define N_VEHICLES 1500
#define N_ROUNDS 40

typedef struct
{
  double lon;
  double lat;
  gint64 time_ms;
  gint32 speed_cm_s;
  ChezuVehicleKind kind;
  gboolean gone;
} Model;

static void
move_model (GRand *random, Model *model, gint64 now_ms)
{
  int luck = g_rand_int_range (random, 0, 20);

  /* Mostly a little, sometimes into a yard with many others, sometimes far. */
  if (luck < 12)
    {
      model->lon += g_rand_double_range (random, -0.01, 0.01);
      model->lat += g_rand_double_range (random, -0.01, 0.01);
    }
  else if (luck < 15)
    {
      model->lon = FLEET_LON + 0.00002 * luck;
      model->lat = FLEET_LAT;
    }
  else if (luck < 18)
    {
      model->lon = FLEET_LON + g_rand_double_range (random, -3.0, 3.0);
      model->lat = FLEET_LAT + g_rand_double_range (random, -3.0, 3.0);
    }
  else
    {
      model->lon = g_rand_double_range (random, -180.0, 180.0);
      model->lat = g_rand_double_range (random, -80.0, 80.0);
    }
  model->time_ms = now_ms;
  model->speed_cm_s = g_rand_int_range (random, 0, 2) == 0 ? 0 : 1500;
  model->gone = g_rand_int_range (random, 0, 15) == 0;
  model->kind = (ChezuVehicleKind)g_rand_int_range (random, 0, CHEZU_N_VEHICLE_KINDS);
}

static void
tell (FleetFixture *fixture, guint i, const Model *model)
{
  ChezuVehicleRow *row = fleet_row (fixture, i + 1, model->lon, model->lat);

  row->fix.time_ms = model->time_ms;
  row->fix.speed_cm_s = model->speed_cm_s;
  row->kind = model->kind;
  row->gone = model->gone;
}

static ChezuVehicleState
state_of (const Model *model, gint64 now_ms)
{
  if (model->gone || now_ms - model->time_ms > CHEZU_FLEET_LOST_MS)
    return CHEZU_STATE_LOST;
  if (now_ms - model->time_ms > CHEZU_FLEET_STALE_MIN_MS)
    return CHEZU_STATE_STALE;
  return model->speed_cm_s > 0 ? CHEZU_STATE_MOVING : CHEZU_STATE_PARKED;
}

static gboolean
is_east (const Model *model)
{
  return model->lon >= FLEET_LON && model->lon < 179.0 && model->lat >= -79.0 && model->lat < 79.0;
}

static gboolean
is_shown (const Model *model, const ChezuFleetFilter *filter, gint64 now_ms)
{
  guint32 region = is_east (model) ? 1u << 0 : CHEZU_REGION_OUTSIDE_BIT;

  return model->time_ms != 0 && (filter->states >> state_of (model, now_ms) & 1)
         && (filter->regions & region) && !(filter->hidden_kinds >> model->kind & 1);
}

static ChezuFleetFilter
random_filter (GRand *random)
{
  ChezuFleetFilter filter = CHEZU_FLEET_FILTER_ALL;

  if (g_rand_int_range (random, 0, 2) == 0)
    filter.states = g_rand_int (random);
  if (g_rand_int_range (random, 0, 3) == 0)
    filter.regions = g_rand_boolean (random) ? 1u << 0 : CHEZU_REGION_OUTSIDE_BIT;
  if (g_rand_int_range (random, 0, 3) == 0)
    filter.hidden_kinds = g_rand_int (random);
  return filter;
}

static void
check_marks (FleetFixture *fixture, const guint *expected, gint64 now_ms)
{
  for (double zoom = 1.0; zoom <= 18.0; zoom += 2.3)
    {
      int side = (int)MIN (256.0 * exp2 (zoom), 1e9);
      const ChezuFleetFrame world = { 0.0, 0.0, 256.0 * exp2 (zoom), side, side, 0 };
      guint states[CHEZU_N_STATES] = { 0 };

      fleet_collect (fixture, &world, now_ms);
      for (guint i = 0; i < fixture->marks->len; i++)
        for (guint s = 0; s < CHEZU_N_STATES; s++)
          states[s] += g_array_index (fixture->marks, ChezuFleetMark, i).state[s];
      g_assert_cmpmem (states, sizeof states, expected, CHEZU_N_STATES * sizeof *expected);
    }
}

static void
check_density (FleetFixture *fixture, const Model *models, gint64 now_ms)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 6.4, 800, 600);
  ChezuFleetFilter filter = chezu_fleet_get_filter (fixture->fleet);
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fixture->fleet);
  g_auto (ChezuFleetDensity) density = { 0 };
  g_autofree guint32 *expected = NULL;
  gsize n_cells;

  chezu_fleet_collect_density (fixture->fleet, &frame, 8.0, now_ms, &density);
  n_cells = (gsize)density.n_columns * density.n_rows;
  expected = g_new0 (guint32, n_cells);
  for (guint i = 0; i < arrays->n; i++)
    {
      double column = floor ((arrays->x[i] - density.x) / density.side);
      double row = floor ((arrays->y[i] - density.y) / density.side);

      if (is_shown (&models[i], &filter, now_ms) && column >= 0 && column < density.n_columns
          && row >= 0 && row < density.n_rows)
        expected[(gsize)row * density.n_columns + (gsize)column]++;
    }
  g_assert_cmpmem (density.counts, n_cells * sizeof *density.counts, expected,
                   n_cells * sizeof *expected);
  g_assert_cmpfloat (density.side * frame.scale, <=, 8.0);
  g_assert_cmpfloat (density.side * frame.scale, >, 4.0);
}

static void
test_counts_are_those_of_every_vehicle (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autofree Model *models = g_new0 (Model, N_VEHICLES);
  gint64 now_ms = FLEET_T0;

  fleet_set_regions (fixture, fleet_square_region ("east", FLEET_LON, -79, 179, 79), NULL);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      ChezuFleetFilter filter = random_filter (random);
      guint expected[CHEZU_N_STATES] = { 0 };

      /* Both few and many changes at once. */
      for (guint i = 0; i < N_VEHICLES; i++)
        if (round == 0 || g_rand_int_range (random, 0, 1 + (gint32)(round % 7) * 4) == 0)
          {
            move_model (random, &models[i], now_ms);
            tell (fixture, i, &models[i]);
          }
      fleet_apply (fixture, now_ms);
      chezu_fleet_set_filter (fixture->fleet, filter);
      now_ms += g_rand_int_range (random, 0, 3) == 0 ? 90000 : 5000;

      for (guint i = 0; i < N_VEHICLES; i++)
        if (is_shown (&models[i], &filter, now_ms))
          expected[state_of (&models[i], now_ms)]++;
      check_marks (fixture, expected, now_ms);
      check_density (fixture, models, now_ms);
    }
}

/* What the tree says after a thousand changes is what it says when it is built at once. */
static void
test_tree_that_grew_is_the_one_that_is_built (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autofree guint32 *all = g_new (guint32, N_VEHICLES);
  ChezuFleetTree *tree = fixture->fleet->tree;
  ChezuFleetSum grown;
  ChezuFleetSum built;
  Model model = { .lon = FLEET_LON, .lat = FLEET_LAT };

  for (guint round = 0; round < 20; round++)
    {
      for (guint i = 0; i < N_VEHICLES; i++)
        {
          move_model (random, &model, FLEET_T0 + round * 1000);
          tell (fixture, i, &model);
        }
      fleet_apply (fixture, FLEET_T0 + round * 1000);
    }
  for (guint i = 0; i < N_VEHICLES; i++)
    all[i] = i;

  chezu_fleet_tree_get_sum (tree, chezu_fleet_tree_get_root (tree), &grown);
  chezu_fleet_tree_build (tree, all, N_VEHICLES);
  chezu_fleet_tree_get_sum (tree, chezu_fleet_tree_get_root (tree), &built);
  g_assert_cmpuint (chezu_fleet_sum_count (&built), ==, N_VEHICLES);
  g_assert_cmpmem (&grown.state, sizeof grown.state, &built.state, sizeof built.state);
  g_assert_cmpuint (grown.sum_x, ==, built.sum_x);
  g_assert_cmpuint (grown.sum_y, ==, built.sum_y);
}

static void
test_thousands_at_one_spot_are_one_disc (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame last = fleet_frame (FLEET_LON, FLEET_LAT, 19, 800, 600);

  for (gint64 id = 1; id <= 3000; id++)
    fleet_row (fixture, id, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (fleet_collect (fixture, &last, FLEET_T0), ==, 3000);
  g_assert_cmpuint (fixture->marks->len, ==, 1);

  /* And they leave one after another. */
  for (gint64 id = 1; id <= 2995; id++)
    fleet_row (fixture, id, FLEET_LON + 10.0, FLEET_LAT)->fix.time_ms = FLEET_T0 + 1;
  fleet_apply (fixture, FLEET_T0 + 1);
  g_assert_cmpuint (fleet_collect (fixture, &last, FLEET_T0 + 5000), ==, 5);
  g_assert_cmpuint (fixture->marks->len, ==, 5);
}

/* --- Picking */

static void
test_pick_finds_what_is_drawn (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  Model model = { .lon = FLEET_LON, .lat = FLEET_LAT };

  for (guint i = 0; i < N_VEHICLES; i++)
    {
      move_model (random, &model, FLEET_T0);
      tell (fixture, i, &model);
    }
  fleet_apply (fixture, FLEET_T0);

  for (double zoom = 3.0; zoom <= 16.0; zoom += 1.7)
    {
      const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, zoom, 1200, 900);

      fleet_collect (fixture, &frame, FLEET_T0 + 5000);
      for (guint i = 0; i < fixture->marks->len; i++)
        {
          const ChezuFleetMark *mark = &g_array_index (fixture->marks, ChezuFleetMark, i);

          if (mark->count == 1 || mark->x < 0 || mark->y < 0 || mark->x > 1200 || mark->y > 900)
            continue;
          chezu_fleet_pick (fixture->fleet, &frame, mark->x, mark->y, 6.0, FLEET_T0 + 5000, stack);
          g_assert_cmpuint (stack->len, ==, mark->count);
          /* Also later, when it is not what was drawn last. */
          chezu_fleet_pick (fixture->fleet, &frame, mark->x, mark->y, 6.0, FLEET_T0 + 6000, stack);
          g_assert_cmpuint (stack->len, ==, mark->count);
        }
    }
}

/* --- Alarms */

static const ChezuFleetMark *
find_mark (FleetFixture *fixture, guint vehicle)
{
  for (guint i = 0; i < fixture->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (fixture->marks, ChezuFleetMark, i);

      if (mark->count == 1 && mark->vehicle == vehicle)
        return mark;
    }
  return NULL;
}

static void
add_yard (FleetFixture *fixture)
{
  for (gint64 id = 1; id <= 20; id++)
    fleet_row (fixture, id, FLEET_LON, FLEET_LAT + 0.0001 * (double)id);
  fleet_apply (fixture, FLEET_T0);
}

static void
test_disc_tells_its_worst_alarm (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame nation = fleet_frame (FLEET_LON, FLEET_LAT, 5, 800, 600);

  add_yard (fixture);
  chezu_fleet_raise_alarm (fixture->fleet, 3, CHEZU_ALARM_P4, FLEET_T0);
  chezu_fleet_raise_alarm (fixture->fleet, 4, CHEZU_ALARM_P2, FLEET_T0);
  chezu_fleet_raise_alarm (fixture->fleet, 4, CHEZU_ALARM_P3, FLEET_T0);
  chezu_fleet_raise_alarm (fixture->fleet, 999, CHEZU_ALARM_P1, FLEET_T0);

  g_assert_cmpuint (fleet_collect (fixture, &nation, FLEET_T0 + 1), ==, 20);
  g_assert_cmpuint (fixture->marks->len, ==, 1);
  g_assert_cmpuint (g_array_index (fixture->marks, ChezuFleetMark, 0).alarm, ==, CHEZU_ALARM_P2);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 3, FLEET_T0 + 1), ==, CHEZU_ALARM_P2);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 0, FLEET_T0 + 1), ==, CHEZU_ALARM_NONE);
}

/* EVIDENCE-OF: ux.md, part 5: open P1/P2 leave their disc from zoom 7 */
static void
test_serious_alarms_leave_their_disc (FleetFixture *fixture, gconstpointer data)
{
  const double zooms[] = { 7, 10, 15 };

  add_yard (fixture);
  chezu_fleet_raise_alarm (fixture->fleet, 3, CHEZU_ALARM_P3, FLEET_T0);
  chezu_fleet_raise_alarm (fixture->fleet, 4, CHEZU_ALARM_P2, FLEET_T0);
  chezu_fleet_raise_alarm (fixture->fleet, 5, CHEZU_ALARM_P1, FLEET_T0);

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, zooms[i], 800, 600);
      const ChezuFleetMark *last;

      g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0 + 1), ==, 20);
      g_assert_nonnull (find_mark (fixture, 3));
      last = &g_array_index (fixture->marks, ChezuFleetMark, fixture->marks->len - 1);
      g_assert_cmpuint (last->vehicle, ==, 4);
      g_assert_cmpuint (last->alarm, ==, CHEZU_ALARM_P1);
      if (zooms[i] < 14)
        {
          g_assert_cmpuint (fleet_largest_disc (fixture)->count, ==, 18);
          g_assert_cmpuint (fleet_largest_disc (fixture)->alarm, ==, CHEZU_ALARM_P3);
        }
    }
}

static void
test_hidden_vehicle_shows_no_alarm (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 9, 800, 600);
  ChezuFleetFilter filter = CHEZU_FLEET_FILTER_ALL;
  const gint64 only[] = { 1, 2, 3 };

  add_yard (fixture);
  chezu_fleet_raise_alarm (fixture->fleet, 5, CHEZU_ALARM_P1, FLEET_T0);
  filter.states = 1 << CHEZU_STATE_MOVING;
  chezu_fleet_set_filter (fixture->fleet, filter);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0 + 1), ==, 0);

  chezu_fleet_set_filter (fixture->fleet, CHEZU_FLEET_FILTER_ALL);
  chezu_fleet_show_only (fixture->fleet, only, G_N_ELEMENTS (only));
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0 + 1), ==, 3);
  chezu_fleet_show_all (fixture->fleet);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0 + 1), ==, 20);
}

static void
test_alarm_ends_after_ten_minutes (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 9, 800, 600);
  gint64 end_ms = FLEET_T0 + CHEZU_FLEET_ALARM_STANDS_MS;

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT)->gone = TRUE;
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_raise_alarm (fixture->fleet, 1, CHEZU_ALARM_P1, FLEET_T0);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 0, end_ms - 1), ==, CHEZU_ALARM_P1);
  g_assert_cmpint (chezu_fleet_next_frame_ms (fixture->fleet, &frame, end_ms - 1), ==, end_ms);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 0, end_ms), ==, CHEZU_ALARM_NONE);
}

static void
test_past_has_its_alarms_again (FleetFixture *fixture, gconstpointer data)
{
  add_yard (fixture);
  chezu_fleet_set_clock (fixture->fleet, FLEET_T0, 0.0);
  chezu_fleet_raise_alarm (fixture->fleet, 1, CHEZU_ALARM_P1, FLEET_T0 + 3600000);

  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 0, FLEET_T0), ==, 0);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 0, FLEET_T0 + 3600001), ==, 1);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 0, FLEET_T0 + 7200000), ==, 0);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 0, FLEET_T0 + 3600001), ==, 1);
  chezu_fleet_clear_alarms (fixture->fleet);
  g_assert_cmpuint (chezu_fleet_get_alarm (fixture->fleet, 0, FLEET_T0 + 3600001), ==, 0);
}

static void
test_density_knows_alarms (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 6, 800, 600);
  g_auto (ChezuFleetDensity) density = { 0 };
  guint n_alarmed = 0;

  add_yard (fixture);
  chezu_fleet_raise_alarm (fixture->fleet, 5, CHEZU_ALARM_P2, FLEET_T0);
  chezu_fleet_collect_density (fixture->fleet, &frame, 8.0, FLEET_T0, &density);
  g_assert_cmpuint (density.largest, ==, 20);
  for (gsize i = 0; i < (gsize)density.n_columns * density.n_rows; i++)
    if (density.alarms[i] != CHEZU_ALARM_NONE)
      {
        g_assert_cmpuint (density.alarms[i], ==, CHEZU_ALARM_P2);
        g_assert_cmpuint (density.counts[i], ==, 20);
        n_alarmed++;
      }
  g_assert_cmpuint (n_alarmed, ==, 1);
}

/* EVIDENCE-OF: domain.md, part 3: priorities of what a device reports */
static void
test_priorities_of_device_alarms (void)
{
  g_assert_cmpuint (chezu_alarm_priority ("sos"), ==, CHEZU_ALARM_P1);
  g_assert_cmpuint (chezu_alarm_priority ("accident"), ==, CHEZU_ALARM_P1);
  g_assert_cmpuint (chezu_alarm_priority ("fallDown"), ==, CHEZU_ALARM_P1);
  g_assert_cmpuint (chezu_alarm_priority ("fatigueDriving"), ==, CHEZU_ALARM_P2);
  g_assert_cmpuint (chezu_alarm_priority ("tampering"), ==, CHEZU_ALARM_P2);
  g_assert_cmpuint (chezu_alarm_priority ("tow"), ==, CHEZU_ALARM_P2);
  g_assert_cmpuint (chezu_alarm_priority ("overspeed"), ==, CHEZU_ALARM_P3);
  g_assert_cmpuint (chezu_alarm_priority ("lowBattery"), ==, CHEZU_ALARM_P4);
  g_assert_cmpuint (chezu_alarm_priority ("never heard of"), ==, CHEZU_ALARM_P3);
  g_assert_cmpuint (chezu_alarm_priority (NULL), ==, CHEZU_ALARM_NONE);
  g_assert_cmpuint (chezu_alarm_worse (CHEZU_ALARM_NONE, CHEZU_ALARM_P4), ==, CHEZU_ALARM_P4);
  g_assert_cmpuint (chezu_alarm_worse (CHEZU_ALARM_P1, CHEZU_ALARM_NONE), ==, CHEZU_ALARM_P1);
  g_assert_cmpuint (chezu_alarm_worse (CHEZU_ALARM_P3, CHEZU_ALARM_P2), ==, CHEZU_ALARM_P2);
}

/* --- Shapes */

static void
test_inside_is_what_is_inside (FleetFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  const ChezuFleetArrays *arrays;
  double ring[10];
  double x;
  double y;

  for (gint64 id = 1; id <= N_VEHICLES; id++)
    fleet_row (fixture, id, FLEET_LON + g_rand_double_range (random, -2, 2),
               FLEET_LAT + g_rand_double_range (random, -2, 2));
  fleet_apply (fixture, FLEET_T0);
  arrays = chezu_fleet_peek (fixture->fleet);

  /* A square with a notch in its left side, drawn twice as large each time. */
  chezu_plane_project (chezu_fleet_get_plane (fixture->fleet), FLEET_LON, FLEET_LAT, &x, &y);
  for (double r = 1e-5; r < 1.0; r *= 2.0)
    {
      const double shape[] = { x - r, y - r, x + r, y - r, x + r, y + r, x - r, y + r, x, y };
      guint n = 0;

      memcpy (ring, shape, sizeof ring);
      chezu_fleet_collect_inside (fixture->fleet, ring, 5, found);
      for (guint i = 0; i < arrays->n; i++)
        {
          double dx = arrays->x[i] - x;
          double dy = arrays->y[i] - y;
          gboolean inside = fabs (dx) < r && fabs (dy) < r && !(dx < 0 && fabs (dy) < -dx);

          if (!inside)
            continue;
          g_assert_cmpuint (n, <, found->len);
          g_assert_cmpuint (g_array_index (found, guint, n), ==, i);
          n++;
        }
      g_assert_cmpuint (found->len, ==, n);
    }
  chezu_fleet_collect_inside (fixture->fleet, ring, 2, found);
  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_view_holds_what_is_drawn_in_it (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 15, 400, 400);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  double edge_lon = 200.0 * 360.0 / frame.scale;

  /* One drives out of it, one into it, one stays, one is hidden. */
  fleet_row (fixture, 1, FLEET_LON + edge_lon * 0.99, FLEET_LAT)->fix.speed_cm_s = 2000;
  fleet_row (fixture, 2, FLEET_LON - edge_lon * 1.01, FLEET_LAT)->fix.speed_cm_s = 2000;
  fleet_row (fixture, 3, FLEET_LON, FLEET_LAT);
  fleet_row (fixture, 4, FLEET_LON, FLEET_LAT)->kind = CHEZU_VEHICLE_TAXI;
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_set_filter (fixture->fleet,
                          (ChezuFleetFilter){ G_MAXUINT32, G_MAXUINT32, 1 << CHEZU_VEHICLE_TAXI });

  chezu_fleet_collect_in_view (fixture->fleet, &frame, FLEET_T0, found);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpuint (g_array_index (found, guint, 0), ==, 0);
  g_assert_cmpuint (g_array_index (found, guint, 1), ==, 2);

  chezu_fleet_collect_in_view (fixture->fleet, &frame, FLEET_T0 + 10000, found);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpuint (g_array_index (found, guint, 0), ==, 1);
  g_assert_cmpuint (g_array_index (found, guint, 1), ==, 2);
}

/* --- Planes and clocks */

static void
test_plane_moves_everything (FleetFixture *fixture, gconstpointer data)
{
  const ChezuPlane *gcj = chezu_plane_get (CHEZU_DATUM_GCJ02);
  ChezuFleetFrame frame = { .scale = 256.0 * 65536.0, .width = 400, .height = 300 };
  double x;
  double y;
  ChezuFix fix;

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_set_plane (fixture->fleet, gcj);
  fleet_row (fixture, 2, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);

  chezu_plane_project (gcj, FLEET_LON, FLEET_LAT, &x, &y);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpfloat_with_epsilon (chezu_fleet_peek (fixture->fleet)->x[i], x, 1e-10);
      g_assert_cmpfloat_with_epsilon (chezu_fleet_peek (fixture->fleet)->y[i], y, 1e-10);
      chezu_fleet_get_fix (fixture->fleet, i, &fix);
      g_assert_cmpint (fix.lon_e7, ==, chezu_degrees_to_e7 (FLEET_LON));
    }
  frame.x = x - 200.0 / frame.scale;
  frame.y = y - 150.0 / frame.scale;
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 2);
  g_assert_cmpfloat_with_epsilon (g_array_index (fixture->marks, ChezuFleetMark, 0).x, 200.0, 0.01);
}

/* Half a pixel comes a hundred times sooner on the wall when the past is played at 100x. */
static void
test_wait_follows_the_clock (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 4, 800, 600);
  gint64 due_ms;

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT)->fix.speed_cm_s = 2000;
  fleet_apply (fixture, FLEET_T0);
  due_ms = chezu_fleet_next_frame_ms (fixture->fleet, &frame, FLEET_T0);
  g_assert_cmpint (due_ms, >, FLEET_T0 + 50000);

  chezu_fleet_set_clock (fixture->fleet, FLEET_T0, 100.0);
  g_assert_cmpint (chezu_fleet_wait_ms (fixture->fleet, due_ms), <=, (due_ms - FLEET_T0) / 100);
  chezu_fleet_set_clock (fixture->fleet, FLEET_T0, 0.0);
  g_assert_cmpint (chezu_fleet_wait_ms (fixture->fleet, due_ms), ==, G_MAXINT64);
}

/* A clock that stands would show the old place for ever. */
static void
test_standing_past_takes_over_at_once (FleetFixture *fixture, gconstpointer data)
{
  double before_x;
  double x;
  double y;

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_set_clock (fixture->fleet, FLEET_T0 + 10000, 0.0);
  fleet_row (fixture, 1, FLEET_LON + 0.01, FLEET_LAT)->fix.time_ms = FLEET_T0 + 10000;
  fleet_apply (fixture, FLEET_T0 + 10000);

  chezu_plane_project (chezu_fleet_get_plane (fixture->fleet), FLEET_LON + 0.01, FLEET_LAT,
                       &before_x, &y);
  chezu_fleet_get_drawn (fixture->fleet, 0, FLEET_T0 + 10000, &x, &y, NULL);
  g_assert_cmpfloat_with_epsilon (x, before_x, 1e-9);
}

/* --- Text */

static void
test_text_changes_and_stays (FleetFixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (3000, 'x');

  /* Many times over, so that what is no longer used is thrown away. */
  for (guint round = 0; round < 100; round++)
    {
      for (gint64 id = 1; id <= 100; id++)
        {
          ChezuVehicleRow *row = fleet_row (fixture, id, FLEET_LON, FLEET_LAT);
          g_autofree char *driver = g_strdup_printf ("Li %u·%" G_GINT64_FORMAT, round, id);

          row->driver = g_string_chunk_insert (fixture->strings, driver);
          row->phone = id % 2 ? "13812345678" : NULL;
          row->enterprise = round % 2 ? "A" : NULL;
        }
      fleet_apply (fixture, FLEET_T0);
    }
  g_assert_cmpstr (chezu_fleet_get_driver (fixture->fleet, 41), ==, "Li 99·42");
  g_assert_cmpstr (chezu_fleet_get_driver_key (fixture->fleet, 41), ==, "li9942");
  g_assert_cmpstr (chezu_fleet_get_plate (fixture->fleet, 41), ==, "鲁D00042");
  g_assert_cmpstr (chezu_fleet_get_phone (fixture->fleet, 41), ==, NULL);
  g_assert_cmpstr (chezu_fleet_get_phone (fixture->fleet, 42), ==, "13812345678");
  g_assert_cmpstr (chezu_fleet_get_enterprise (fixture->fleet, 42), ==, "A");
  g_assert_cmpuint (chezu_fleet_get_text_bytes (fixture->fleet), <, 8 * 65536);

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT)->driver = long_name;
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (strlen (chezu_fleet_get_driver (fixture->fleet, 0)), ==, 255);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, FleetFixture, NULL, fleet_fixture_set_up, func, fleet_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/fleet/detail/counts-are-those-of-every-vehicle", test_counts_are_those_of_every_vehicle);
  ADD ("/fleet/detail/tree-that-grew-is-the-one-that-is-built",
       test_tree_that_grew_is_the_one_that_is_built);
  ADD ("/fleet/detail/thousands-at-one-spot-are-one-disc", test_thousands_at_one_spot_are_one_disc);
  ADD ("/fleet/detail/pick-finds-what-is-drawn", test_pick_finds_what_is_drawn);
  ADD ("/fleet/alarm/disc-tells-its-worst", test_disc_tells_its_worst_alarm);
  ADD ("/fleet/alarm/serious-ones-leave-their-disc", test_serious_alarms_leave_their_disc);
  ADD ("/fleet/alarm/hidden-vehicle-shows-none", test_hidden_vehicle_shows_no_alarm);
  ADD ("/fleet/alarm/ends-after-ten-minutes", test_alarm_ends_after_ten_minutes);
  ADD ("/fleet/alarm/past-has-its-own-again", test_past_has_its_alarms_again);
  ADD ("/fleet/alarm/density-knows-them", test_density_knows_alarms);
  g_test_add_func ("/fleet/alarm/priorities-of-device-alarms", test_priorities_of_device_alarms);
  ADD ("/fleet/inside/is-what-is-inside", test_inside_is_what_is_inside);
  ADD ("/fleet/inside/view-holds-what-is-drawn-in-it", test_view_holds_what_is_drawn_in_it);
  ADD ("/fleet/plane/moves-everything", test_plane_moves_everything);
  ADD ("/fleet/clock/wait-follows-it", test_wait_follows_the_clock);
  ADD ("/fleet/clock/standing-past-takes-over-at-once", test_standing_past_takes_over_at_once);
  ADD ("/fleet/text/changes-and-stays", test_text_changes_and_stays);

  return g_test_run ();
}
