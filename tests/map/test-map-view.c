/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole map in a window, over a real store. */

#include "map-world.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-paths.h"
#include "base/chezu-time.h"
#include "map/chezu-fleet-layer.h"
#include "map/chezu-here-popover.h"
#include "map/chezu-label-layer.h"
#include "map/chezu-lasso-tool.h"
#include "map/chezu-map-view.h"
#include "map/chezu-place-popover.h"

#include <math.h>

/* What font libraries and GTK's renderer keep until the process ends, told apart by the whole
 * stack. */
const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\nleak:libpango\nleak:libgtk-4\n";
}

#define WIDTH 1000
#define HEIGHT 700

typedef struct
{
  MapWorld *world;
  GtkWidget *window;
  ChezuMapView *view;

  gint64 activated; /* vehicle */
  guint stacked;    /* vehicles in the stack */
} Fixture;

static void
vehicle_activated_cb (ChezuMapView *view, gint64 id, Fixture *fixture)
{
  fixture->activated = id;
}

static void
stack_activated_cb (ChezuMapView *view, GArray *stack, double x, double y, Fixture *fixture)
{
  fixture->stacked = stack->len;
}

static gboolean
give_up_cb (gpointer data)
{
  g_error ("waited for nothing");
  return G_SOURCE_REMOVE;
}

static void
settle (Fixture *fixture)
{
  guint timeout = g_timeout_add_seconds (60, give_up_cb, NULL);

  while (!chezu_map_view_is_settled (fixture->view))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static void
present (Fixture *fixture)
{
  fixture->window = gtk_window_new ();
  fixture->view = CHEZU_MAP_VIEW (chezu_map_view_new ());
  g_signal_connect (fixture->view, "vehicle-activated", G_CALLBACK (vehicle_activated_cb), fixture);
  g_signal_connect (fixture->view, "stack-activated", G_CALLBACK (stack_activated_cb), fixture);
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->world = map_world_new (GPOINTER_TO_UINT (data), NULL);
  present (fixture);
  chezu_map_view_set_fleet (fixture->view, fixture->world->fleet);
  chezu_map_view_set_places (fixture->view, fixture->world->places);
  chezu_map_view_set_services (fixture->view, fixture->world->services);
  settle (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer view = fixture->view;

  g_object_add_weak_pointer (G_OBJECT (fixture->view), &view);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  /* A thread may hold a layer until it has painted. */
  while (view != NULL)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (fixture->world != NULL)
    map_world_free (fixture->world);
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static double
get_zoom (Fixture *fixture)
{
  double lon;
  double lat;
  double zoom;

  chezu_map_view_get_view (fixture->view, &lon, &lat, &zoom);
  return zoom;
}

static gboolean
act (Fixture *fixture, const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (fixture->view), action, NULL);
}

/* Of the vehicle from the middle of the map, pixels. */
static double
distance_from_middle (Fixture *fixture, guint index)
{
  double lon;
  double lat;
  double zoom;
  double center_x;
  double center_y;
  double x;
  double y;

  chezu_map_view_get_view (fixture->view, &lon, &lat, &zoom);
  chezu_mercator_project (lon, lat, &center_x, &center_y);
  chezu_fleet_get_drawn (fixture->world->fleet, index, chezu_time_now_ms (), &x, &y, NULL);
  return hypot (x - center_x, y - center_y) * 256 * exp2 (zoom);
}

static guint
find_moving (Fixture *fixture)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fixture->world->fleet);

  for (guint i = 0; i < arrays->n; i++)
    if (chezu_fleet_get_state (fixture->world->fleet, i, chezu_time_now_ms ())
        == CHEZU_STATE_MOVING)
      return i;
  g_assert_not_reached ();
}

/* --- Views -------------------------------------------------------------------------------------*/

static void
test_begins_with_the_nation (Fixture *fixture, gconstpointer data)
{
  double lon;
  double lat;
  double zoom;

  chezu_map_view_get_view (fixture->view, &lon, &lat, &zoom);
  g_assert_cmpfloat (zoom, ==, 5);
  g_assert_cmpfloat_with_epsilon (lon, 116, 3);
  g_assert_cmpfloat_with_epsilon (lat, 38.5, 3);
  gtk_test_accessible_assert_property (GTK_WIDGET (fixture->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Map, 400 vehicles");
}

static void
test_zoom_ends_on_whole_levels (Fixture *fixture, gconstpointer data)
{
  chezu_map_view_go_to (fixture->view, 117.3, 34.8, 8, FALSE);
  g_assert_true (act (fixture, "map.zoom-in"));
  g_assert_true (act (fixture, "map.zoom-in"));
  settle (fixture);
  g_assert_cmpfloat (get_zoom (fixture), ==, 10);
  chezu_map_view_zoom_by (fixture->view, -3);
  settle (fixture);
  g_assert_cmpfloat (get_zoom (fixture), ==, 7);
  chezu_map_view_zoom_by (fixture->view, 100);
  settle (fixture);
  g_assert_cmpfloat (get_zoom (fixture), ==, 18);
}

static void
test_district_and_back (Fixture *fixture, gconstpointer data)
{
  double lon;
  double lat;
  double zoom;

  g_assert_true (act (fixture, "map.district"));
  settle (fixture);
  chezu_map_view_get_view (fixture->view, &lon, &lat, &zoom);
  g_assert_cmpfloat (zoom, ==, 11);
  g_assert_cmpfloat_with_epsilon (lon, 117.29, 0.01);
  g_assert_true (act (fixture, "map.nation"));
  settle (fixture);
  g_assert_cmpfloat (get_zoom (fixture), ==, 5);
}

static void
test_names_keep_clear (Fixture *fixture, gconstpointer data)
{
  static const double views[][3]
      = { { 116, 38, 5 }, { 117.3, 34.9, 7 }, { 117.3, 34.9, 9 }, { 117.3, 34.8, 12 } };
  ChezuLabelLayer *labels
      = CHEZU_LABEL_LAYER (find_widget (GTK_WIDGET (fixture->view), CHEZU_TYPE_LABEL_LAYER));
  ChezuFleetLayer *fleet
      = CHEZU_FLEET_LAYER (find_widget (GTK_WIDGET (fixture->view), CHEZU_TYPE_FLEET_LAYER));

  for (gsize v = 0; v < G_N_ELEMENTS (views); v++)
    {
      const GArray *boxes;
      const GArray *marks;

      chezu_map_view_go_to (fixture->view, views[v][0], views[v][1], views[v][2], FALSE);
      settle (fixture);
      boxes = chezu_label_layer_peek_boxes (labels);
      marks = chezu_fleet_layer_peek_marks (fleet);
      g_assert_cmpuint (boxes->len, >, 8);
      for (guint i = 0; i < boxes->len; i++)
        {
          const ChezuBox *box = &g_array_index (boxes, ChezuBox, i);

          for (guint m = 0; m < marks->len; m++)
            {
              const ChezuFleetMark *mark = &g_array_index (marks, ChezuFleetMark, m);
              ChezuCircle disc
                  = { mark->x, mark->y, (float)chezu_fleet_layer_get_mark_reach (fleet, mark) };

              g_assert_false (mark->count > 1 && chezu_box_overlaps_circle (box, &disc));
            }
        }
    }
}

/* --- Following ---------------------------------------------------------------------------------*/

static void
test_following_keeps_the_vehicle_in_the_middle (Fixture *fixture, gconstpointer data)
{
  guint index = find_moving (fixture);
  gint64 id = chezu_fleet_peek (fixture->world->fleet)->id[index];

  chezu_map_view_set_selected (fixture->view, id);
  chezu_map_view_set_following (fixture->view, TRUE);
  g_assert_true (chezu_map_view_get_following (fixture->view));
  settle (fixture);
  g_assert_cmpfloat (get_zoom (fixture), >=, 14);
  g_assert_cmpfloat (distance_from_middle (fixture, index), <, 3);

  map_world_advance (fixture->world, chezu_time_now_ms ());
  while (distance_from_middle (fixture, index) > 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (chezu_map_view_get_following (fixture->view));
}

static void
test_panning_ends_following (Fixture *fixture, gconstpointer data)
{
  guint index = find_moving (fixture);

  chezu_map_view_set_selected (fixture->view, chezu_fleet_peek (fixture->world->fleet)->id[index]);
  g_assert_true (act (fixture, "map.follow"));
  g_assert_true (chezu_map_view_get_following (fixture->view));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.pan", "(ii)", 1, 0));
  g_assert_false (chezu_map_view_get_following (fixture->view));
  g_assert_cmpint (chezu_map_view_get_selected (fixture->view), !=, 0);
}

static void
test_nothing_selected_is_not_followed (Fixture *fixture, gconstpointer data)
{
  guint index = find_moving (fixture);

  chezu_map_view_set_following (fixture->view, TRUE);
  g_assert_false (chezu_map_view_get_following (fixture->view));

  chezu_map_view_set_selected (fixture->view, chezu_fleet_peek (fixture->world->fleet)->id[index]);
  chezu_map_view_set_following (fixture->view, TRUE);
  chezu_map_view_set_selected (fixture->view, 0);
  g_assert_false (chezu_map_view_get_following (fixture->view));
}

/* --- Selecting ---------------------------------------------------------------------------------*/

static void
test_lasso_takes_what_it_encloses (Fixture *fixture, gconstpointer data)
{
  const ChezuLassoPoint around[] = { { WIDTH / 2.0 - 60, HEIGHT / 2.0 - 60 },
                                     { WIDTH / 2.0 + 60, HEIGHT / 2.0 - 60 },
                                     { WIDTH / 2.0, HEIGHT / 2.0 + 60 } };
  ChezuSelection *selection = chezu_map_view_get_selection (fixture->view);

  map_world_add_stack (fixture->world, 40, 103.2, 38.4);
  chezu_map_view_go_to (fixture->view, 103.2, 38.4, 14, FALSE);
  settle (fixture);
  chezu_map_view_select_within (fixture->view, around, G_N_ELEMENTS (around), FALSE);
  g_assert_cmpuint (chezu_selection_get_n (selection), ==, 40);
  settle (fixture);

  chezu_map_view_select_within (fixture->view, around, 2, TRUE);
  g_assert_cmpuint (chezu_selection_get_n (selection), ==, 40);
  chezu_map_view_select_within (fixture->view, around, 2, FALSE);
  g_assert_cmpuint (chezu_selection_get_n (selection), ==, 0);
}

static void
test_everything_in_view_is_selected_and_shown (Fixture *fixture, gconstpointer data)
{
  ChezuSelection *selection = chezu_map_view_get_selection (fixture->view);
  double zoom;
  guint n;
  const gint64 *ids;

  map_world_add_stack (fixture->world, 3, 103.2, 38.4);
  chezu_map_view_go_to (fixture->view, 103.2, 38.4, 14, FALSE);
  settle (fixture);
  g_assert_true (act (fixture, "map.select-all"));
  ids = chezu_selection_peek (selection, &n);
  g_assert_cmpuint (n, ==, 3);
  chezu_map_view_show_nation (fixture->view);
  settle (fixture);
  zoom = get_zoom (fixture);
  chezu_map_view_show_vehicles (fixture->view, ids, n);
  settle (fixture);
  g_assert_cmpfloat (get_zoom (fixture), >, zoom + 5);
}

static void
test_keys_add_to_the_selection (Fixture *fixture, gconstpointer data)
{
  ChezuSelection *selection = chezu_map_view_get_selection (fixture->view);

  map_world_add_stack (fixture->world, 40, 103.2, 38.4);
  chezu_map_view_go_to (fixture->view, 103.2, 38.4, 12, FALSE);
  settle (fixture);
  g_assert_true (act (fixture, "map.toggle"));
  g_assert_cmpuint (chezu_selection_get_n (selection), ==, 0);
  g_assert_true (act (fixture, "map.next"));
  g_assert_true (act (fixture, "map.toggle"));
  g_assert_cmpuint (chezu_selection_get_n (selection), ==, 40);
  g_assert_cmpint (chezu_selection_get_lead (selection), !=, 0);
  /* All are selected: out with them. */
  g_assert_true (act (fixture, "map.toggle"));
  g_assert_cmpuint (chezu_selection_get_n (selection), ==, 0);
}

static void
test_what_is_here (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tiles = chezu_path_shipped ("basemap.mbtiles");
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuLabelStore) labels = chezu_label_store_new (tiles, &error);
  g_autoptr (ChezuHere) here = NULL;
  g_autoptr (ChezuHere) sea = NULL;

  g_assert_no_error (error);
  here = chezu_here_new (117.29, 34.79, fixture->world->fleet, fixture->world->places, labels);
  g_assert_cmpstr (here->region, ==, "Shandong–Jiangsu–Henan");
  g_assert_nonnull (here->town);
  g_assert_cmpfloat (here->town_m, <, 10000);
  g_assert_cmpuint (here->places->len, ==, CHEZU_HERE_ROWS);
  g_assert_cmpuint (here->vehicles->len, ==, CHEZU_HERE_ROWS);
  for (guint i = 1; i < CHEZU_HERE_ROWS; i++)
    {
      g_assert_cmpfloat (g_array_index (here->places, ChezuHerePlace, i - 1).distance_m, <=,
                         g_array_index (here->places, ChezuHerePlace, i).distance_m);
      g_assert_cmpfloat (g_array_index (here->vehicles, ChezuFleetNear, i - 1).distance_m, <=,
                         g_array_index (here->vehicles, ChezuFleetNear, i).distance_m);
    }

  sea = chezu_here_new (160, 20, NULL, NULL, labels);
  g_assert_null (sea->region);
  g_assert_null (sea->town);
  g_assert_null (sea->road);

  g_assert_true (act (fixture, "map.here"));
  g_assert_nonnull (find_widget (GTK_WIDGET (fixture->view), CHEZU_TYPE_HERE_POPOVER));
}

static void
test_tool_is_in_one_hand (Fixture *fixture, gconstpointer data)
{
  g_assert_true (act (fixture, "map.lasso"));
  g_assert_true (CHEZU_IS_LASSO_TOOL (chezu_map_view_get_tool (fixture->view)));
  g_assert_true (act (fixture, "map.lasso"));
  g_assert_null (chezu_map_view_get_tool (fixture->view));
}

/* --- Pointing and opening ----------------------------------------------------------------------*/

static void
test_disc_opens_by_going_nearer (Fixture *fixture, gconstpointer data)
{
  map_world_add_stack (fixture->world, 40, 103.2, 38.4);
  chezu_map_view_go_to (fixture->view, 103.2, 38.4, 8, FALSE);
  settle (fixture);
  g_assert_true (act (fixture, "map.next"));
  g_assert_true (act (fixture, "map.open"));
  settle (fixture);
  g_assert_cmpfloat (get_zoom (fixture), ==, 10);
  g_assert_cmpuint (fixture->stacked, ==, 0);
}

static void
test_stack_is_listed (Fixture *fixture, gconstpointer data)
{
  map_world_add_stack (fixture->world, 40, 103.2, 38.4);
  chezu_map_view_go_to (fixture->view, 103.2, 38.4, 16, FALSE);
  settle (fixture);
  g_assert_true (act (fixture, "map.next"));
  g_assert_true (act (fixture, "map.open"));
  g_assert_cmpuint (fixture->stacked, ==, 40);
  g_assert_cmpfloat (get_zoom (fixture), ==, 16);

  fixture->stacked = 0;
  g_assert_true (act (fixture, "map.stack"));
  g_assert_cmpuint (fixture->stacked, ==, 40);
}

static void
test_vehicle_is_selected_by_keys (Fixture *fixture, gconstpointer data)
{
  map_world_add_stack (fixture->world, 1, 103.2, 38.4);
  chezu_map_view_go_to (fixture->view, 103.2, 38.4, 14, FALSE);
  settle (fixture);
  g_assert_true (act (fixture, "map.open"));
  g_assert_cmpint (fixture->activated, ==, 0);
  g_assert_true (act (fixture, "map.open"));
  g_assert_cmpint (fixture->activated, !=, 0);
  g_assert_cmpint (chezu_map_view_get_selected (fixture->view), ==, fixture->activated);
}

static void
test_place_tells_what_is_known (Fixture *fixture, gconstpointer data)
{
  const ChezuPlaceRow *place = &g_array_index (fixture->world->places->rows, ChezuPlaceRow, 0);
  double lon;
  double lat;
  double zoom;

  chezu_map_view_show_place (fixture->view, place->id);
  settle (fixture);
  chezu_map_view_get_view (fixture->view, &lon, &lat, &zoom);
  g_assert_cmpfloat_with_epsilon (lon, place->lon, 1e-6);
  g_assert_cmpfloat_with_epsilon (lat, place->lat, 1e-6);
  g_assert_cmpfloat (zoom, >=, 14);
  g_assert_nonnull (find_widget (GTK_WIDGET (fixture->view), CHEZU_TYPE_PLACE_POPOVER));

  chezu_map_view_show_place (fixture->view, 999999);
  settle (fixture);
  g_assert_cmpfloat_with_epsilon (lon, place->lon, 1e-6);
}

/* --- Without ----------------------------------------------------------------------------------*/

static void
set_up_empty (Fixture *fixture, gconstpointer data)
{
  present (fixture);
  settle (fixture);
}

static void
test_map_without_a_fleet (Fixture *fixture, gconstpointer data)
{
  g_assert_true (act (fixture, "map.next"));
  g_assert_true (act (fixture, "map.open"));
  g_assert_true (act (fixture, "map.stack"));
  chezu_map_view_show_place (fixture->view, 1);
  chezu_map_view_set_selected (fixture->view, 7);
  chezu_map_view_set_following (fixture->view, TRUE);
  g_assert_false (chezu_map_view_get_following (fixture->view));
  chezu_map_view_set_trail (fixture->view, NULL, 0);
  chezu_map_view_show_nation (fixture->view);
  settle (fixture);
  g_assert_cmpfloat (get_zoom (fixture), ==, 5);
}

static void
test_fleet_may_be_taken_away (Fixture *fixture, gconstpointer data)
{
  gint64 id = chezu_fleet_peek (fixture->world->fleet)->id[0];

  chezu_map_view_set_selected (fixture->view, id);
  chezu_map_view_set_following (fixture->view, TRUE);
  chezu_map_view_set_fleet (fixture->view, NULL);
  g_assert_false (chezu_map_view_get_following (fixture->view));
  settle (fixture);
  chezu_map_view_set_fleet (fixture->view, fixture->world->fleet);
  g_assert_cmpint (chezu_map_view_get_selected (fixture->view), ==, id);
  settle (fixture);
}

static void
test_layers_can_be_hidden (Fixture *fixture, gconstpointer data)
{
  ChezuLabelLayer *labels
      = CHEZU_LABEL_LAYER (find_widget (GTK_WIDGET (fixture->view), CHEZU_TYPE_LABEL_LAYER));
  guint before;

  chezu_map_view_go_to (fixture->view, 117.3, 34.8, 10, FALSE);
  settle (fixture);
  before = chezu_label_layer_peek_boxes (labels)->len;
  g_object_set (fixture->view, "show-places", FALSE, "show-regions", FALSE, NULL);
  settle (fixture);
  g_assert_cmpuint (chezu_label_layer_peek_boxes (labels)->len, <, before);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  /* What moves arrives at once. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

#define ADD(path, func) g_test_add (path, Fixture, GUINT_TO_POINTER (400), set_up, func, tear_down)
  ADD ("/map/view/begins-with-the-nation", test_begins_with_the_nation);
  ADD ("/map/view/zoom-ends-on-whole-levels", test_zoom_ends_on_whole_levels);
  ADD ("/map/view/district-and-back", test_district_and_back);
  ADD ("/map/view/names-keep-clear-of-discs", test_names_keep_clear);
  ADD ("/map/view/following-keeps-the-vehicle-in-the-middle",
       test_following_keeps_the_vehicle_in_the_middle);
  ADD ("/map/view/panning-ends-following", test_panning_ends_following);
  ADD ("/map/view/nothing-selected-is-not-followed", test_nothing_selected_is_not_followed);
  ADD ("/map/view/lasso-takes-what-it-encloses", test_lasso_takes_what_it_encloses);
  ADD ("/map/view/everything-in-view-is-selected-and-shown",
       test_everything_in_view_is_selected_and_shown);
  ADD ("/map/view/keys-add-to-the-selection", test_keys_add_to_the_selection);
  ADD ("/map/view/what-is-here", test_what_is_here);
  ADD ("/map/view/tool-is-in-one-hand", test_tool_is_in_one_hand);
  ADD ("/map/view/disc-opens-by-going-nearer", test_disc_opens_by_going_nearer);
  ADD ("/map/view/stack-is-listed", test_stack_is_listed);
  ADD ("/map/view/vehicle-is-selected-by-keys", test_vehicle_is_selected_by_keys);
  ADD ("/map/view/place-tells-what-is-known", test_place_tells_what_is_known);
  ADD ("/map/view/fleet-may-be-taken-away", test_fleet_may_be_taken_away);
  ADD ("/map/view/layers-can-be-hidden", test_layers_can_be_hidden);
#undef ADD
  g_test_add ("/map/view/without-a-fleet", Fixture, NULL, set_up_empty, test_map_without_a_fleet,
              tear_down);
  return g_test_run ();
}
