/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tools in the hand, on a map without vehicles. */

#include "map/chezu-lasso-tool.h"
#include "map/chezu-map-view.h"
#include "map/chezu-ruler-tool.h"

#include <math.h>

/* What font libraries and GTK's renderer keep until the process ends. */
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

#define WIDTH 800
#define HEIGHT 600

typedef struct
{
  GtkWidget *window;
  ChezuMapView *view;
} Fixture;

static void
settle (Fixture *fixture)
{
  while (!chezu_map_view_is_settled (fixture->view))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->view = CHEZU_MAP_VIEW (chezu_map_view_new ());
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_present (GTK_WINDOW (fixture->window));
  settle (fixture);
  chezu_map_view_go_to (fixture->view, 117.3, 34.8, 12, FALSE);
  settle (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer view = fixture->view;

  g_object_add_weak_pointer (G_OBJECT (fixture->view), &view);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (view != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->view), action, NULL));
}

static ChezuRulerTool *
take_ruler (Fixture *fixture)
{
  act (fixture, "map.ruler");
  return CHEZU_RULER_TOOL (chezu_map_view_get_tool (fixture->view));
}

static void
click (Fixture *fixture, double x, double y, int n_press)
{
  ChezuMapTool *tool = chezu_map_view_get_tool (fixture->view);

  if (chezu_map_tool_press (tool, x, y, 0))
    chezu_map_tool_release (tool, x, y);
  g_assert_true (chezu_map_tool_click (tool, x, y, n_press, 0));
}

static void
press_key (Fixture *fixture, guint keyval)
{
  g_assert_true (chezu_map_tool_key (chezu_map_view_get_tool (fixture->view), keyval, 0));
}

/* What stands above the map. */
static const char *
find_note (GtkWidget *widget)
{
  const char *note = NULL;

  if (gtk_widget_has_css_class (widget, "chezu-map-tool-note"))
    return gtk_widget_get_visible (widget) ? gtk_label_get_label (GTK_LABEL (widget)) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && note == NULL;
       child = gtk_widget_get_next_sibling (child))
    note = find_note (child);
  return note;
}

static void
test_ruler_adds_up_its_legs (Fixture *fixture, gconstpointer data)
{
  ChezuRulerTool *ruler = take_ruler (fixture);

  g_assert_cmpfloat (chezu_ruler_tool_get_length (ruler), ==, 0);
  chezu_ruler_tool_add (ruler, 117, 34);
  chezu_ruler_tool_add (ruler, 117, 35);
  chezu_ruler_tool_add (ruler, 117, 34);
  /* EVIDENCE-OF: GeographicLib: 110931.4595 m */
  g_assert_cmpfloat_with_epsilon (chezu_ruler_tool_get_length (ruler), 2 * 110931.4595, 0.01);
  g_assert_cmpstr (find_note (GTK_WIDGET (fixture->view)), ==, "Distance 222 km");
  g_assert_cmpfloat (chezu_ruler_tool_get_area (ruler), <, 0);
  settle (fixture);
}

static void
test_ruler_closes_to_an_area (Fixture *fixture, gconstpointer data)
{
  ChezuRulerTool *ruler = take_ruler (fixture);

  click (fixture, 300, 200, 1);
  click (fixture, 500, 200, 1);
  g_assert_false (chezu_ruler_tool_close (ruler));
  click (fixture, 500, 400, 1);
  g_assert_cmpuint (chezu_ruler_tool_get_n (ruler), ==, 3);
  click (fixture, 302, 201, 1);
  g_assert_cmpuint (chezu_ruler_tool_get_n (ruler), ==, 3);
  g_assert_cmpfloat (chezu_ruler_tool_get_area (ruler), >, 1e6);
  g_assert_true (g_str_has_prefix (find_note (GTK_WIDGET (fixture->view)), "Area "));
  settle (fixture);
}

static void
test_ruler_takes_back_step_by_step (Fixture *fixture, gconstpointer data)
{
  ChezuRulerTool *ruler = take_ruler (fixture);

  click (fixture, 300, 200, 1);
  click (fixture, 500, 200, 1);
  click (fixture, 500, 400, 1);
  press_key (fixture, GDK_KEY_c);
  g_assert_cmpfloat (chezu_ruler_tool_get_area (ruler), >, 0);
  press_key (fixture, GDK_KEY_BackSpace);
  g_assert_cmpfloat (chezu_ruler_tool_get_area (ruler), <, 0);
  g_assert_cmpuint (chezu_ruler_tool_get_n (ruler), ==, 3);
  for (int i = 0; i < 5; i++)
    press_key (fixture, GDK_KEY_BackSpace);
  g_assert_cmpuint (chezu_ruler_tool_get_n (ruler), ==, 0);

  press_key (fixture, GDK_KEY_Escape);
  g_assert_null (chezu_map_view_get_tool (fixture->view));
  g_assert_null (find_note (GTK_WIDGET (fixture->view)));
}

static void
test_ruler_moves_a_corner (Fixture *fixture, gconstpointer data)
{
  ChezuRulerTool *ruler = take_ruler (fixture);
  ChezuMapTool *tool = CHEZU_MAP_TOOL (ruler);
  double before;

  click (fixture, 300, 200, 1);
  click (fixture, 400, 200, 1);
  before = chezu_ruler_tool_get_length (ruler);
  g_assert_false (chezu_map_tool_press (tool, 350, 300, 0));
  g_assert_true (chezu_map_tool_press (tool, 403, 198, 0));
  chezu_map_tool_drag (tool, 500, 200);
  chezu_map_tool_release (tool, 500, 200);
  g_assert_cmpfloat_with_epsilon (chezu_ruler_tool_get_length (ruler) / before, 2, 0.001);
  g_assert_cmpuint (chezu_ruler_tool_get_n (ruler), ==, 2);
}

static void
test_ruler_needs_no_pointer (Fixture *fixture, gconstpointer data)
{
  ChezuRulerTool *ruler = take_ruler (fixture);

  press_key (fixture, GDK_KEY_space);
  chezu_map_view_go_to (fixture->view, 117.4, 34.8, 12, FALSE);
  press_key (fixture, GDK_KEY_space);
  press_key (fixture, GDK_KEY_Return);
  g_assert_cmpfloat_with_epsilon (chezu_ruler_tool_get_length (ruler), 9151, 1);
  settle (fixture);
}

/* The pointer reads back the truth on every base map, and the middle stays. */
static void
test_plane_keeps_the_truth (Fixture *fixture, gconstpointer data)
{
  for (ChezuDatum datum = CHEZU_N_DATUMS; datum > 0; datum--)
    {
      double lon;
      double lat;
      double zoom;
      double x;
      double y;

      chezu_map_view_set_plane (fixture->view, chezu_plane_get (datum - 1));
      chezu_map_view_get_view (fixture->view, &lon, &lat, &zoom);
      g_assert_cmpfloat_with_epsilon (lon, 117.3, 2e-7);
      g_assert_cmpfloat_with_epsilon (lat, 34.8, 2e-7);
      chezu_map_view_read (fixture->view, 100, 100, &lon, &lat);
      chezu_map_view_locate (fixture->view, lon, lat, &x, &y);
      g_assert_cmpfloat_with_epsilon (x, 100, 0.01);
      g_assert_cmpfloat_with_epsilon (y, 100, 0.01);
    }
}

static void
test_lasso_is_put_down_after_use (Fixture *fixture, gconstpointer data)
{
  ChezuMapTool *tool;

  act (fixture, "map.lasso");
  tool = chezu_map_view_get_tool (fixture->view);
  g_assert_true (chezu_map_tool_press (tool, 100, 100, 0));
  chezu_map_tool_drag (tool, 200, 100);
  chezu_map_tool_drag (tool, 200, 200);
  settle (fixture);
  chezu_map_tool_release (tool, 100, 200);
  g_assert_null (chezu_map_view_get_tool (fixture->view));

  /* A click draws nothing: the lasso waits. */
  act (fixture, "map.lasso");
  tool = chezu_map_view_get_tool (fixture->view);
  g_assert_true (chezu_map_tool_press (tool, 100, 100, 0));
  chezu_map_tool_release (tool, 101, 100);
  g_assert_true (chezu_map_view_get_tool (fixture->view) == tool);
  g_assert_true (chezu_map_tool_key (tool, GDK_KEY_Escape, 0));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  /* What moves arrives at once. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  ADD ("/map/ruler/adds-up-its-legs", test_ruler_adds_up_its_legs);
  ADD ("/map/ruler/closes-to-an-area", test_ruler_closes_to_an_area);
  ADD ("/map/ruler/takes-back-step-by-step", test_ruler_takes_back_step_by_step);
  ADD ("/map/ruler/moves-a-corner", test_ruler_moves_a_corner);
  ADD ("/map/ruler/needs-no-pointer", test_ruler_needs_no_pointer);
  ADD ("/map/view/plane-keeps-the-truth", test_plane_keeps_the_truth);
  ADD ("/map/lasso/is-put-down-after-use", test_lasso_is_put_down_after_use);

  return g_test_run ();
}
