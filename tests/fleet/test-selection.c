/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The set of what is selected, and drawing around vehicles. */

#include "fleet-fixture.h"

#include "fleet/chezu-fleet-only.h"
#include "fleet/chezu-lasso.h"
#include "fleet/chezu-selection.h"

static void
count_cb (ChezuSelection *selection, guint *n)
{
  (*n)++;
}

static void
test_set (void)
{
  g_autoptr (ChezuSelection) selection = chezu_selection_new ();
  const gint64 ids[] = { 5, 3, 9, 3 };
  const gint64 *held;
  guint changes = 0;
  guint n;

  g_signal_connect (selection, "changed", G_CALLBACK (count_cb), &changes);
  chezu_selection_replace (selection, ids, G_N_ELEMENTS (ids));
  held = chezu_selection_peek (selection, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (held[0], ==, 3);
  g_assert_cmpint (held[2], ==, 9);
  g_assert_cmpint (chezu_selection_get_lead (selection), ==, 3);
  g_assert_cmpuint (changes, ==, 1);

  chezu_selection_replace (selection, ids, G_N_ELEMENTS (ids));
  g_assert_cmpuint (changes, ==, 1);
}

static void
test_lead (void)
{
  g_autoptr (ChezuSelection) selection = chezu_selection_new ();
  const gint64 ids[] = { 1, 2, 3 };
  guint changes = 0;

  chezu_selection_replace (selection, ids, 3);
  g_signal_connect (selection, "changed", G_CALLBACK (count_cb), &changes);
  chezu_selection_add (selection, &ids[0], 1);
  g_assert_cmpint (chezu_selection_get_lead (selection), ==, 1);
  g_assert_cmpuint (chezu_selection_get_n (selection), ==, 3);
  g_assert_cmpuint (changes, ==, 1);

  chezu_selection_remove (selection, &ids[0], 1);
  g_assert_cmpint (chezu_selection_get_lead (selection), ==, 3);
  chezu_selection_clear (selection);
  g_assert_cmpint (chezu_selection_get_lead (selection), ==, 0);
  g_assert_cmpuint (changes, ==, 3);
}

static void
test_toggle (void)
{
  g_autoptr (ChezuSelection) selection = chezu_selection_new ();

  chezu_selection_toggle (selection, 7);
  chezu_selection_toggle (selection, 8);
  g_assert_true (chezu_selection_contains (selection, 7));
  chezu_selection_toggle (selection, 7);
  g_assert_false (chezu_selection_contains (selection, 7));
  g_assert_cmpuint (chezu_selection_get_n (selection), ==, 1);
}

static void
test_polygon (void)
{
  const ChezuLassoPoint horseshoe[] = { { 0, 0 },   { 30, 0 },  { 30, 30 }, { 20, 30 },
                                        { 20, 10 }, { 10, 10 }, { 10, 30 }, { 0, 30 } };

  g_assert_true (chezu_lasso_contains (horseshoe, G_N_ELEMENTS (horseshoe), 5, 20));
  g_assert_true (chezu_lasso_contains (horseshoe, G_N_ELEMENTS (horseshoe), 25, 29));
  g_assert_false (chezu_lasso_contains (horseshoe, G_N_ELEMENTS (horseshoe), 15, 20));
  g_assert_false (chezu_lasso_contains (horseshoe, G_N_ELEMENTS (horseshoe), 31, 5));
  g_assert_false (chezu_lasso_contains (horseshoe, 0, 5, 20));
}

/* A rectangle of this half size around the middle of the frame. */
static guint
draw_around_the_middle (FleetFixture *fixture,
                        const ChezuFleetFrame *frame,
                        double reach,
                        GArray *ids)
{
  double x = frame->width / 2.0;
  double y = frame->height / 2.0;
  const ChezuLassoPoint points[] = { { x - reach, y - reach },
                                     { x + reach, y - reach },
                                     { x + reach, y + reach },
                                     { x - reach, y + reach } };

  chezu_lasso_collect (fixture->fleet, frame, FLEET_T0, points, G_N_ELEMENTS (points), ids);
  return ids->len;
}

static void
test_disc_gives_its_members (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 8, 800, 600);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (ChezuSelection) selection = chezu_selection_new ();

  for (gint64 id = 1; id <= 40; id++)
    fleet_row (fixture, id, FLEET_LON + 0.0001 * (double)(id % 7), FLEET_LAT);
  fleet_row (fixture, 100, FLEET_LON + 0.8, FLEET_LAT);
  fleet_row (fixture, 101, FLEET_LON + 2, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 42);
  g_assert_cmpuint (fleet_count_discs (fixture), ==, 1);

  g_assert_cmpuint (draw_around_the_middle (fixture, &frame, 40, ids), ==, 40);
  g_assert_cmpuint (draw_around_the_middle (fixture, &frame, 200, ids), ==, 41);
  chezu_selection_replace (selection, (const gint64 *)(gpointer)ids->data, ids->len);
  g_assert_cmpuint (chezu_selection_get_n (selection), ==, 41);
  g_assert_true (chezu_selection_contains (selection, 100));
  g_assert_false (chezu_selection_contains (selection, 101));
}

static void
test_filtered_vehicles_are_not_taken (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 14, 800, 600);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ChezuFleetFilter filter = CHEZU_FLEET_FILTER_ALL;

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (draw_around_the_middle (fixture, &frame, 20, ids), ==, 1);
  filter.states &= ~(1u << CHEZU_STATE_PARKED);
  chezu_fleet_set_filter (fixture->fleet, filter);
  g_assert_cmpuint (draw_around_the_middle (fixture, &frame, 20, ids), ==, 0);
}

static void
test_only_some_are_shown (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 14, 800, 600);
  const gint64 ids[] = { 2, 77 };
  ChezuFleetFilter filter = CHEZU_FLEET_FILTER_ALL;

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_row (fixture, 2, FLEET_LON, FLEET_LAT + 0.001);
  fleet_apply (fixture, FLEET_T0);
  chezu_fleet_show_only (fixture->fleet, ids, G_N_ELEMENTS (ids));
  g_assert_true (chezu_fleet_shows_only_some (fixture->fleet));
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 1);

  /* Also of those that come later. */
  for (gint64 id = 100; id < 200; id++)
    fleet_row (fixture, id, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 1);

  /* And what the filter hides stays hidden. */
  filter.states &= ~(1u << CHEZU_STATE_PARKED);
  chezu_fleet_set_filter (fixture->fleet, filter);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 0);
  chezu_fleet_set_filter (fixture->fleet, CHEZU_FLEET_FILTER_ALL);
  chezu_fleet_show_all (fixture->fleet);
  g_assert_cmpuint (fleet_collect (fixture, &frame, FLEET_T0), ==, 102);
}

static void
test_a_line_holds_nothing (FleetFixture *fixture, gconstpointer data)
{
  const ChezuFleetFrame frame = fleet_frame (FLEET_LON, FLEET_LAT, 14, 800, 600);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const ChezuLassoPoint line[] = { { 0, 0 }, { 800, 600 } };

  fleet_row (fixture, 1, FLEET_LON, FLEET_LAT);
  fleet_apply (fixture, FLEET_T0);
  chezu_lasso_collect (fixture->fleet, &frame, FLEET_T0, line, G_N_ELEMENTS (line), ids);
  g_assert_cmpuint (ids->len, ==, 0);
  g_assert_cmpuint (draw_around_the_middle (fixture, &frame, 0, ids), ==, 0);
}

static void
add (const char *path, void (*test) (FleetFixture *, gconstpointer))
{
  g_test_add (path, FleetFixture, NULL, fleet_fixture_set_up, test, fleet_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fleet/selection/each-vehicle-once-and-one-signal", test_set);
  g_test_add_func ("/fleet/selection/the-last-one-added-leads", test_lead);
  g_test_add_func ("/fleet/selection/toggle", test_toggle);
  g_test_add_func ("/fleet/lasso/polygon-with-a-bay", test_polygon);
  add ("/fleet/lasso/disc-gives-all-its-members", test_disc_gives_its_members);
  add ("/fleet/lasso/what-the-filter-hides-is-not-taken", test_filtered_vehicles_are_not_taken);
  add ("/fleet/only/some-are-shown", test_only_some_are_shown);
  add ("/fleet/lasso/a-line-holds-nothing", test_a_line_holds_nothing);

  return g_test_run ();
}
