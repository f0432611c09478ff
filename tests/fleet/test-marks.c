/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EVIDENCE-OF: ux.md, part 5: cells of 72 px; from 13 vehicles in a cell (dissolves at 10) a disc
 * at their centroid, r = 8.5 + 5.25 log10 n */

#include "fleet-fixture.h"

#include <math.h>
#include <string.h>

/* @n vehicles within some metres, ids from @first. */
static void
add_heap (FleetFixture *fixture, gint64 first, guint n, double lon, double lat)
{
  for (guint i = 0; i < n; i++)
    fleet_row (fixture, first + i, lon + 0.0001 * (i % 5), lat + 0.0001 * (i / 5));
}

static void
move_away (FleetFixture *fixture, gint64 id)
{
  fleet_row (fixture, id, 100.0, 20.0)->fix.time_ms = FLEET_T0 + 1;
}

static void
test_disc_from_13 (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 8, 800, 600);

  add_heap (fixture, 1, 12, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 12);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 0);
  g_assert_cmpuint (fixture->marks->len, ==, 12);

  fleet_row (fixture, 13, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 13);
  g_assert_cmpuint (fixture->marks->len, ==, 1);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 1);
}

static void
test_disc_dissolves_at_10 (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 8, 800, 600);

  add_heap (fixture, 1, 13, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  fleet_collect (fixture, &frame, FLEET_T0);

  move_away (fixture, 1);
  move_away (fixture, 2);
  fleet_apply (fixture, FLEET_T0 + 2000);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0 + 2000), ==, 11);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 1);

  move_away (fixture, 3);
  fleet_apply (fixture, FLEET_T0 + 2000);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0 + 2000), ==, 10);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 0);

  /* And what has dissolved needs 13 again. */
  add_heap (fixture, 21, 2, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0 + 2000);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0 + 2000), ==, 12);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 0);
}

static void
test_two_viewers_do_not_disturb_each_other (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame here = fleet_frame (FLEET_LON, FLEET_LAT, 8, 800, 600);
  const ChezuFleetFrame elsewhere = fleet_frame (104.0, 30.0, 8, 800, 600);
  const ChezuFleetFrame nation = fleet_frame (FLEET_LON, FLEET_LAT, 5, 800, 600);

  add_heap (fixture, 1, 13, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  fleet_collect (fixture, &here, FLEET_T0);
  fleet_collect (fixture, &elsewhere, FLEET_T0);
  move_away (fixture, 1);
  fleet_apply (fixture, FLEET_T0 + 2000);
  fleet_collect (fixture, &nation, FLEET_T0 + 2000);

  g_assert_cmpuint (fleet_collect (fixture, &here, FLEET_T0 + 2000), ==, 12);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 1);
}

static void
test_disc_stands_at_the_centroid (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 8, 800, 600);
  const ChezuFleetMark *disc;
  double pixel_lon = 360.0 / frame.scale;

  for (gint64 id = 1; id <= 15; id++)
    fleet_row (fixture, id, FLEET_LON + pixel_lon * (id % 3), FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  fleet_collect (fixture, &frame, FLEET_T0);

  disc = fleet_largest_disc (fixture);
  g_assert_nonnull (disc);
  g_assert_cmpfloat_with_epsilon (disc->x, 401.0, 0.01);
  g_assert_cmpfloat_with_epsilon (disc->y, 300.0, 0.01);
}

static void
test_radius_grows_with_the_logarithm (void)
{
  g_assert_cmpfloat_with_epsilon (chezu_fleet_disc_radius (10), 13.75f, 0.001f);
  g_assert_cmpfloat_with_epsilon (chezu_fleet_disc_radius (1871), 25.68f, 0.01f);
}

/* A made-up nation: heaps, roads, and lonely vehicles; some of them move. */
static void
add_nation (FleetFixture *fixture, guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < n; i++)
    {
      double spread = g_rand_int_range (random, 0, 3) == 0 ? 8.0 : 0.05;
      double lon = FLEET_LON + g_rand_double_range (random, -spread, spread);
      double lat = FLEET_LAT + g_rand_double_range (random, -spread, spread);
      ChezuVehicleRow *row = fleet_row (fixture, i + 1, lon, lat);

      row->fix.speed_cm_s = g_rand_int_range (random, 0, 3000);
      row->fix.course_cdeg = g_rand_int_range (random, 0, 36000);
      row->gone = i % 17 == 0;
    }
}

static void
test_sums_equal_the_fleet_at_every_zoom (FleetFixture *fixture, gconstpointer data)
{
  add_nation (fixture, 3000);
  fleet_apply (fixture, FLEET_T0);

  for (double zoom = 2.0; zoom <= 18.0; zoom += 0.37)
    {
      /* All of it, however large that is. */
      int side = (int)MIN (256.0 * exp2 (zoom), 1e9);
      const ChezuFleetFrame world = { 0.0, 0.0, 256.0 * exp2 (zoom), side, side, 0 };

      g_assert_cmpuint (fleet_collect (fixture, &world, FLEET_T0 + 9000), ==, 3000);
    }
}

static void
test_states_of_the_marks_equal_the_counts (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame world = fleet_frame (FLEET_LON, FLEET_LAT, 6, 4000, 4000);
  ChezuFleetCounts counts;
  guint states[CHEZU_N_STATES] = { 0 };

  add_nation (fixture, 3000);
  fleet_apply (fixture, FLEET_T0);
  fleet_collect (fixture, &world, FLEET_T0 + 61000);
  for (guint i = 0; i < fixture->marks->len; i++)
    for (guint s = 0; s < CHEZU_N_STATES; s++)
      states[s] += g_array_index (fixture->marks, ChezuFleetMark, i).state[s];

  chezu_fleet_count (fixture->fleet, FLEET_T0 + 61000, &counts);
  g_assert_cmpmem (states, sizeof states, counts.state, sizeof counts.state);
}

/* What is drawn at a place does not depend on where the screen begins. */
static void
test_panning_changes_nothing (FleetFixture *fixture, gconstpointer data)
{
  ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 7.3, 900, 700);
  const ChezuFleetFrame still = frame;
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));

  add_nation (fixture, 3000);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_collect (fixture->fleet, &still, FLEET_T0, before);

  for (guint step = 0; step < 50; step++)
    {
      frame.x += 7.7 / frame.scale;
      frame.y -= 3.1 / frame.scale;
      fleet_collect (fixture, &frame, FLEET_T0);
    }

  for (guint i = 0; i < fixture->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (fixture->marks, ChezuFleetMark, i);
      float x = mark->x + (float)((frame.x - still.x) * still.scale);
      float y = mark->y + (float)((frame.y - still.y) * still.scale);
      gboolean found = FALSE;

      /* Of what both frames show. */
      if (x < 0 || y < 0 || x > 900 || y > 700 || mark->x < 0 || mark->y < 0 || mark->x > 900
          || mark->y > 700)
        continue;
      for (guint j = 0; j < before->len && !found; j++)
        {
          const ChezuFleetMark *old = &g_array_index (before, ChezuFleetMark, j);

          found = old->count == mark->count && hypotf (old->x - x, old->y - y) < 0.1f;
        }
      g_assert_true (found);
    }
}

static void
test_discs_do_not_cover_each_other (FleetFixture *fixture, gconstpointer data)
{
  add_nation (fixture, 4000);
  fleet_apply (fixture, FLEET_T0);

  for (double zoom = 3.0; zoom < 14.0; zoom += 0.5)
    {
      const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, zoom, 1920, 1080);

      fleet_collect (fixture, &frame, FLEET_T0);
      for (guint i = 0; i < fixture->marks->len; i++)
        for (guint j = 0; j < i; j++)
          {
            const ChezuFleetMark *a = &g_array_index (fixture->marks, ChezuFleetMark, i);
            const ChezuFleetMark *b = &g_array_index (fixture->marks, ChezuFleetMark, j);

            if (a->count > 1 && b->count > 1)
              g_assert_cmpfloat (
                  hypotf (a->x - b->x, a->y - b->y), >,
                  0.8f * (chezu_fleet_disc_radius (a->count) + chezu_fleet_disc_radius (b->count)));
          }
    }
}

static void
test_joined_discs_do_not_flicker (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 8, 800, 600);
  double pixel_lon = 360.0 / frame.scale;
  guint changes = 0;
  guint before = 0;

  /* Two heaps in neighbouring cells, the smaller one swaying two pixels to and fro. */
  for (guint step = 0; step < 40; step++)
    {
      double gap = 28.0 + 2.0 * sin (step);

      for (gint64 id = 1; id <= 60; id++)
        {
          double lon = FLEET_LON + (id <= 40 ? 0.0 : gap * pixel_lon);
          ChezuVehicleRow *row = fleet_row (fixture, id, lon, FLEET_LAT);

          row->fix.time_ms = FLEET_T0 + step * 2000;
        }
      fleet_apply (fixture, FLEET_T0 + step * 2000);
      g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0 + step * 2000 + 1500), ==, 60);
      changes += step > 0 && fleet_count_discs (fixture) != before;
      before = fleet_count_discs (fixture);
    }
  g_assert_cmpuint (changes, <=, 1);
}

static void
test_near_zoom_parts_what_it_can (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame street = fleet_frame (FLEET_LON, FLEET_LAT, 14, 1200, 800);
  const ChezuFleetFrame last = fleet_frame (FLEET_LON, FLEET_LAT, 18, 1200, 800);

  /* 40 in a yard, 20 m apart. */
  for (gint64 id = 1; id <= 40; id++)
    fleet_row (fixture, id, FLEET_LON + 0.0002 * (double)(id % 8),
               FLEET_LAT + 0.0002 * (double)(id / 8));
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (fleet_collect (fixture, &street, FLEET_T0), ==, 40);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 0);

  /* 20 on the very same spot: no zoom parts them. */
  for (gint64 id = 101; id <= 120; id++)
    fleet_row (fixture, id, FLEET_LON + 0.003, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (fleet_collect (fixture, &street, FLEET_T0), ==, 60);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 1);
  fleet_collect (fixture, &last, FLEET_T0);
  g_assert_cmpuint (fleet_largest_disc (fixture)->count, ==, 20);
}

static void
test_filter_leaves_out (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 8, 800, 600);

  add_heap (fixture, 1, 20, FLEET_LON, FLEET_LAT);
  fleet_row (fixture, 21, FLEET_LON, FLEET_LAT)->fix.speed_cm_s = 1000;
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_set_filter (fixture->fleet,
                          (ChezuFleetFilter){ 1 << CHEZU_STATE_MOVING, G_MAXUINT32 });
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 1);
  g_assert_cmpuint (g_array_index (fixture->marks, ChezuFleetMark, 0).vehicle, ==, 20);
}

static void
test_one_vehicle_stands_apart (FleetFixture *fixture, gconstpointer data)
{
  ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 8, 800, 600);
  const ChezuFleetMark *last;

  add_heap (fixture, 1, 20, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_set_filter (fixture->fleet,
                          (ChezuFleetFilter){ 1 << CHEZU_STATE_PARKED, G_MAXUINT32 });
  frame.apart = 1 + 5;
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 20);
  g_assert_cmpuint (fixture->marks->len, ==, 2);
  last = &g_array_index (fixture->marks, ChezuFleetMark, 1);
  g_assert_cmpuint (last->count, ==, 1);
  g_assert_cmpuint (last->vehicle, ==, 5);

  /* Whatever the filter. */
  chezu_fleet_set_filter (fixture->fleet,
                          (ChezuFleetFilter){ 1 << CHEZU_STATE_MOVING, G_MAXUINT32 });
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 1);
}

static void
test_order_of_painting_is_kept (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame street = fleet_frame (FLEET_LON, FLEET_LAT, 15, 1600, 1200);
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));

  add_nation (fixture, 500);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_collect (fixture->fleet, &street, FLEET_T0, before);
  g_assert_cmpuint (before->len, >, 20);

  for (guint i = 1; i < before->len; i++)
    {
      const ChezuFleetMark *below = &g_array_index (before, ChezuFleetMark, i - 1);
      const ChezuFleetMark *above = &g_array_index (before, ChezuFleetMark, i);

      g_assert_cmpint (below->vehicle_state, >=, above->vehicle_state);
      if (below->vehicle_state == above->vehicle_state)
        g_assert_cmpuint (below->vehicle, <, above->vehicle);
    }
}

/* The grid knows vehicles by their fix; what is drawn may be kilometres on. */
static void
test_vehicle_is_found_where_it_is_drawn (FleetFixture *fixture, gconstpointer data)
{
  const double speed_m_s = 30.0;
  ChezuFleetFrame frame;
  double x;
  double y;

  add_nation (fixture, 2000);
  fleet_row (fixture, 5000, FLEET_LON, FLEET_LAT)->fix.speed_cm_s = (gint32)(speed_m_s * 100);
  fleet_apply (fixture, FLEET_T0);

  frame = fleet_frame (FLEET_LON, FLEET_LAT, 17, 300, 300);
  chezu_fleet_get_drawn (fixture->fleet, 2000, FLEET_T0 + 58000, &x, &y, NULL);
  frame.x = x - 150.0 / frame.scale;
  frame.y = y - 150.0 / frame.scale;
  g_assert_cmpuint (chezu_fleet_pick (fixture->fleet, &frame, 150, 150, 10, FLEET_T0 + 58000, NULL),
                    ==, 2000);
}

/* --- Picking */

static void
test_pick_takes_the_nearest (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 14, 800, 600);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  double pixel_lon = 360.0 / frame.scale;

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_row (fixture, 2, FLEET_LON + 6 * pixel_lon, FLEET_LAT);
  fleet_row (fixture, 3, FLEET_LON + 60 * pixel_lon, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);

  g_assert_cmpuint (chezu_fleet_pick (fixture->fleet, &frame, 404, 300, 10, FLEET_T0, stack), ==,
                    1);
  g_assert_cmpuint (stack->len, ==, 2);
  g_assert_cmpuint (g_array_index (stack, guint, 0), ==, 1);
  g_assert_cmpuint (g_array_index (stack, guint, 1), ==, 0);
  g_assert_cmpuint (chezu_fleet_pick (fixture->fleet, &frame, 430, 300, 10, FLEET_T0, stack), ==,
                    CHEZU_FLEET_NONE);
  g_assert_cmpuint (stack->len, ==, 0);
}

static void
test_pick_of_a_disc_gives_its_members (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 8, 800, 600);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  const ChezuFleetMark *disc;

  add_heap (fixture, 1, 30, FLEET_LON, FLEET_LAT);
  add_heap (fixture, 31, 20, FLEET_LON + 1.0, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  fleet_collect (fixture, &frame, FLEET_T0);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 2);
  disc = fleet_largest_disc (fixture);

  g_assert_cmpuint (
      chezu_fleet_pick (fixture->fleet, &frame, disc->x + 8, disc->y, 6, FLEET_T0, stack), <, 30);
  g_assert_cmpuint (stack->len, ==, 30);
}

/* --- Regions */

static void
test_border_belongs_to_one_region (FleetFixture *fixture, gconstpointer data)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_region_row_free);
  g_autoptr (ChezuRegionSet) set = NULL;

  g_ptr_array_add (rows, fleet_square_region ("west", 110, 30, 115, 40));
  g_ptr_array_add (rows, fleet_square_region ("east", 115, 30, 120, 40));
  g_ptr_array_add (rows, fleet_square_region ("north", 110, 40, 120, 45));
  set = chezu_region_set_new (rows);

  g_assert_cmpuint (chezu_region_set_get_n (set), ==, 3);
  g_assert_cmpuint (chezu_region_set_find_key (set, "north"), ==, 2);
  g_assert_cmpuint (chezu_region_set_find_key (set, "south"), ==, CHEZU_REGION_NONE);
  g_assert_cmpuint (chezu_region_set_locate (set, 112, 35), ==, 0);
  g_assert_cmpuint (chezu_region_set_locate (set, 115, 35), ==, 1);
  g_assert_cmpuint (chezu_region_set_locate (set, nextafter (115, 0), 35), ==, 0);
  g_assert_cmpuint (chezu_region_set_locate (set, 112, 40), ==, 2);
  g_assert_cmpuint (chezu_region_set_locate (set, 115, 40), ==, 2);
  g_assert_cmpuint (chezu_region_set_locate (set, 112, nextafter (40, 0)), ==, 0);
  g_assert_cmpuint (chezu_region_set_locate (set, 120, 35), ==, CHEZU_REGION_NONE);
  g_assert_cmpuint (chezu_region_set_locate (set, 112, 45), ==, CHEZU_REGION_NONE);
  g_assert_cmpuint (chezu_region_set_locate (set, 112, -89), ==, CHEZU_REGION_NONE);
}

/* Neighbours whose common border is slanted and runs the other way in the other ring. */
static void
test_slanted_border_leaves_no_gap (FleetFixture *fixture, gconstpointer data)
{
  const double left[] = { 110, 30, 114.3, 30, 116.7, 41, 110, 41, 110, 30 };
  const double right[] = { 114.3, 30, 120, 30, 120, 41, 116.7, 41, 114.3, 30 };
  ChezuRegionRow *west = fleet_square_region ("west", 0, 0, 1, 1);
  ChezuRegionRow *east = fleet_square_region ("east", 0, 0, 1, 1);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_region_row_free);
  g_autoptr (ChezuRegionSet) set = NULL;

  memcpy (west->coordinates->data, left, sizeof left);
  memcpy (east->coordinates->data, right, sizeof right);
  g_ptr_array_add (rows, west);
  g_ptr_array_add (rows, east);
  set = chezu_region_set_new (rows);

  for (int i = 0; i < 10000; i++)
    {
      double lat = 30.0 + 11.0 * i / 10000.0;
      double lon = 114.3 + (lat - 30.0) * (116.7 - 114.3) / 11.0;

      g_assert_cmpuint (chezu_region_set_locate (set, lon, lat), !=, CHEZU_REGION_NONE);
    }
}

static void
test_hole_is_outside (FleetFixture *fixture, gconstpointer data)
{
  const double hole[] = { 112, 33, 113, 33, 113, 34, 112, 34, 112, 33 };
  const guint end = 10;
  ChezuRegionRow *row = fleet_square_region ("ring", 110, 30, 115, 40);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_region_row_free);
  g_autoptr (ChezuRegionSet) set = NULL;

  g_array_append_vals (row->coordinates, hole, G_N_ELEMENTS (hole));
  g_array_append_val (row->ring_starts, end);
  g_ptr_array_add (rows, row);
  set = chezu_region_set_new (rows);

  g_assert_cmpuint (chezu_region_set_locate (set, 111, 33.5), ==, 0);
  g_assert_cmpuint (chezu_region_set_locate (set, 112.5, 33.5), ==, CHEZU_REGION_NONE);
}

static void
test_no_regions_everything_is_outside (FleetFixture *fixture, gconstpointer data)
{
  ChezuFleetCounts counts;

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_count (fixture->fleet, FLEET_T0, &counts);
  g_assert_cmpuint (counts.outside, ==, 1);

  /* They come later. */
  fleet_set_regions (fixture, fleet_square_region ("here", 110, 30, 120, 40), NULL);
  chezu_fleet_count (fixture->fleet, FLEET_T0, &counts);
  g_assert_cmpuint (counts.outside, ==, 0);
  g_assert_cmpuint (counts.region[0], ==, 1);
}

static void
test_vehicle_crosses_a_border (FleetFixture *fixture, gconstpointer data)
{
  fleet_set_regions (fixture, fleet_square_region ("west", 110, 30, 115, 40), NULL);
  fleet_row (fixture, 1, 114.9, 35);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (chezu_fleet_peek (fixture->fleet)->region[0], ==, 0);

  fleet_row (fixture, 1, 115.1, 35)->fix.time_ms = FLEET_T0 + 10000;
  fleet_apply (fixture, FLEET_T0 + 10000);
  g_assert_cmpuint (chezu_fleet_peek (fixture->fleet)->region[0], ==, CHEZU_REGION_NONE);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, FleetFixture, NULL, fleet_fixture_set_up, func, fleet_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/fleet/marks/disc-from-13", test_disc_from_13);
  ADD ("/fleet/marks/disc-dissolves-at-10", test_disc_dissolves_at_10);
  ADD ("/fleet/marks/two-viewers-do-not-disturb-each-other",
       test_two_viewers_do_not_disturb_each_other);
  ADD ("/fleet/marks/disc-stands-at-the-centroid", test_disc_stands_at_the_centroid);
  g_test_add_func ("/fleet/marks/radius-grows-with-the-logarithm",
                   test_radius_grows_with_the_logarithm);
  ADD ("/fleet/marks/sums-equal-the-fleet-at-every-zoom", test_sums_equal_the_fleet_at_every_zoom);
  ADD ("/fleet/marks/states-of-the-marks-equal-the-counts",
       test_states_of_the_marks_equal_the_counts);
  ADD ("/fleet/marks/panning-changes-nothing", test_panning_changes_nothing);
  ADD ("/fleet/marks/discs-do-not-cover-each-other", test_discs_do_not_cover_each_other);
  ADD ("/fleet/marks/joined-discs-do-not-flicker", test_joined_discs_do_not_flicker);
  ADD ("/fleet/marks/near-zoom-parts-what-it-can", test_near_zoom_parts_what_it_can);
  ADD ("/fleet/marks/filter-leaves-out", test_filter_leaves_out);
  ADD ("/fleet/marks/one-vehicle-stands-apart", test_one_vehicle_stands_apart);
  ADD ("/fleet/marks/order-of-painting-is-kept", test_order_of_painting_is_kept);
  ADD ("/fleet/marks/vehicle-is-found-where-it-is-drawn", test_vehicle_is_found_where_it_is_drawn);
  ADD ("/fleet/pick/takes-the-nearest", test_pick_takes_the_nearest);
  ADD ("/fleet/pick/disc-gives-its-members", test_pick_of_a_disc_gives_its_members);
  ADD ("/fleet/region/border-belongs-to-one", test_border_belongs_to_one_region);
  ADD ("/fleet/region/slanted-border-leaves-no-gap", test_slanted_border_leaves_no_gap);
  ADD ("/fleet/region/hole-is-outside", test_hole_is_outside);
  ADD ("/fleet/region/none-means-everything-outside", test_no_regions_everything_is_outside);
  ADD ("/fleet/region/vehicle-crosses-a-border", test_vehicle_crosses_a_border);

  return g_test_run ();
}
