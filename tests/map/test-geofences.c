/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geofences are drawn by hand, steps are taken back, and what is drawn lies where it should. */

#include "base/chezu-geodesy.h"
#include "map/chezu-geofence-layer.h"
#include "map/chezu-geofence-scene.h"
#include "map/chezu-geofence-tool.h"
#include "map/chezu-viewport.h"

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
#define LON 117.3
#define LAT 34.8

typedef struct
{
  GtkWidget *window;
  ChezuMapView *view;
  ChezuGeofenceTool *tool;
  guint n_finished;
  guint n_given_up;
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
  chezu_map_view_go_to (fixture->view, LON, LAT, 12, FALSE);
  settle (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer view = fixture->view;

  g_clear_object (&fixture->tool);
  g_object_add_weak_pointer (G_OBJECT (fixture->view), &view);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (view != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
count (guint *n)
{
  (*n)++;
}

static void
take (Fixture *fixture, ChezuMapTool *tool)
{
  fixture->tool = CHEZU_GEOFENCE_TOOL (tool);
  g_signal_connect_swapped (tool, "finished", G_CALLBACK (count), &fixture->n_finished);
  g_signal_connect_swapped (tool, "given-up", G_CALLBACK (count), &fixture->n_given_up);
  chezu_map_view_set_tool (fixture->view, tool);
}

static void
click (Fixture *fixture, double x, double y, int n_press)
{
  ChezuMapTool *tool = CHEZU_MAP_TOOL (fixture->tool);

  if (chezu_map_tool_press (tool, x, y, 0))
    chezu_map_tool_release (tool, x, y);
  g_assert_true (chezu_map_tool_click (tool, x, y, n_press, 0));
}

static gboolean
drag (Fixture *fixture, double x0, double y0, double x1, double y1)
{
  ChezuMapTool *tool = CHEZU_MAP_TOOL (fixture->tool);

  if (!chezu_map_tool_press (tool, x0, y0, 0))
    return FALSE;
  chezu_map_tool_drag (tool, (x0 + x1) / 2.0, (y0 + y1) / 2.0);
  chezu_map_tool_drag (tool, x1, y1);
  chezu_map_tool_release (tool, x1, y1);
  return TRUE;
}

static void
press_key (Fixture *fixture, guint keyval, GdkModifierType state)
{
  g_assert_true (chezu_map_tool_key (CHEZU_MAP_TOOL (fixture->tool), keyval, state));
}

static const ChezuGeofenceShape *
shape (Fixture *fixture)
{
  return chezu_geofence_tool_get_shape (fixture->tool);
}

/* --- Drawing */

static void
test_area_is_closed_at_its_first_corner (Fixture *fixture, gconstpointer data)
{
  take (fixture, chezu_geofence_tool_new (CHEZU_GEOFENCE_POLYGON, 0));
  click (fixture, 200, 200, 1);
  click (fixture, 200, 200, 1); /* twice at one place is no second corner */
  click (fixture, 500, 200, 1);
  g_assert_true (chezu_geofence_tool_is_drawing (fixture->tool));
  press_key (fixture, GDK_KEY_Return, 0); /* two are no area */
  g_assert_true (chezu_geofence_tool_is_drawing (fixture->tool));
  click (fixture, 500, 400, 1);
  click (fixture, 202, 198, 1);
  g_assert_false (chezu_geofence_tool_is_drawing (fixture->tool));
  g_assert_cmpuint (shape (fixture)->vertices->len, ==, 3);
  g_assert_true (chezu_geofence_tool_check (fixture->tool, NULL));
  press_key (fixture, GDK_KEY_Return, 0);
  g_assert_cmpuint (fixture->n_finished, ==, 1);
}

static void
test_area_that_crosses_itself_is_not_finished (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  take (fixture, chezu_geofence_tool_new (CHEZU_GEOFENCE_POLYGON, 0));
  click (fixture, 200, 200, 1);
  click (fixture, 500, 400, 1);
  click (fixture, 500, 200, 1);
  click (fixture, 200, 400, 1);
  press_key (fixture, GDK_KEY_Return, 0);
  g_assert_false (chezu_geofence_tool_check (fixture->tool, &error));
  g_assert_nonnull (strstr (error->message, "crosses"));
  press_key (fixture, GDK_KEY_Return, 0);
  g_assert_cmpuint (fixture->n_finished, ==, 0);

  /* Moved away, it is one. */
  g_assert_true (drag (fixture, 500, 200, 350, 500));
  g_assert_true (chezu_geofence_tool_check (fixture->tool, NULL));
}

static void
test_circle_is_drawn_from_its_middle (Fixture *fixture, gconstpointer data)
{
  double lon;
  double lat;

  take (fixture, chezu_geofence_tool_new (CHEZU_GEOFENCE_CIRCLE, 500));
  g_assert_true (drag (fixture, 400, 300, 500, 300));
  g_assert_false (chezu_geofence_tool_is_drawing (fixture->tool));
  chezu_map_view_read (fixture->view, 500, 300, &lon, &lat);
  g_assert_cmpfloat_with_epsilon (shape (fixture)->radius_m, chezu_geodesic_m (LON, LAT, lon, lat),
                                  chezu_geodesic_m (LON, LAT, lon, lat) * 0.01);

  /* Its handle is where the edge was let go. */
  g_assert_true (drag (fixture, 500, 300, 450, 300));
  chezu_map_view_read (fixture->view, 450, 300, &lon, &lat);
  g_assert_cmpfloat_with_epsilon (shape (fixture)->radius_m, chezu_geodesic_m (LON, LAT, lon, lat),
                                  chezu_geodesic_m (LON, LAT, lon, lat) * 0.01);
}

static void
test_circle_that_is_only_clicked_has_the_usual_radius (Fixture *fixture, gconstpointer data)
{
  take (fixture, chezu_geofence_tool_new (CHEZU_GEOFENCE_CIRCLE, 500));
  click (fixture, 400, 300, 1);
  g_assert_false (chezu_geofence_tool_is_drawing (fixture->tool));
  g_assert_cmpfloat (shape (fixture)->radius_m, ==, 500);
  g_assert_cmpuint (shape (fixture)->vertices->len, ==, 1);
}

static void
test_corridor_is_ended_by_a_double_click (Fixture *fixture, gconstpointer data)
{
  take (fixture, chezu_geofence_tool_new (CHEZU_GEOFENCE_CORRIDOR, 100));
  click (fixture, 200, 300, 1);
  click (fixture, 400, 300, 1);
  click (fixture, 600, 400, 1);
  click (fixture, 600, 400, 2);
  g_assert_false (chezu_geofence_tool_is_drawing (fixture->tool));
  g_assert_cmpuint (shape (fixture)->vertices->len, ==, 3);
  press_key (fixture, GDK_KEY_bracketright, 0);
  g_assert_cmpfloat_with_epsilon (shape (fixture)->radius_m, 110, 1e-6);
}

static void
test_escape_gives_up (Fixture *fixture, gconstpointer data)
{
  take (fixture, chezu_geofence_tool_new (CHEZU_GEOFENCE_CORRIDOR, 100));
  press_key (fixture, GDK_KEY_Escape, 0);
  g_assert_cmpuint (fixture->n_given_up, ==, 1);
}

/* --- Changing */

static void
add_square (GArray *vertices)
{
  static const double corners[4][2] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 } };

  for (guint i = 0; i < 4; i++)
    {
      const ChezuGeofenceVertex vertex = { LON + 0.02 * corners[i][0], LAT + 0.02 * corners[i][1] };

      g_array_append_val (vertices, vertex);
    }
}

static void
test_steps_are_taken_back_and_done_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) corners = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
  const ChezuGeofenceShape square = { CHEZU_GEOFENCE_POLYGON, corners, 0 };
  double x0, y0, x1, y1;
  double lon;

  add_square (corners);
  take (fixture, chezu_geofence_tool_new_for (&square));
  chezu_map_view_locate (fixture->view, LON - 0.02, LAT - 0.02, &x0, &y0);
  chezu_map_view_locate (fixture->view, LON + 0.02, LAT - 0.02, &x1, &y1);

  /* A handle in the middle of an edge makes a corner. */
  g_assert_true (drag (fixture, (x0 + x1) / 2.0, y0, (x0 + x1) / 2.0, y0 + 50));
  g_assert_cmpuint (shape (fixture)->vertices->len, ==, 5);
  /* The inside moves all of it. */
  lon = g_array_index (shape (fixture)->vertices, ChezuGeofenceVertex, 0).lon;
  g_assert_true (drag (fixture, 400, 280, 440, 280));
  g_assert_cmpfloat (g_array_index (shape (fixture)->vertices, ChezuGeofenceVertex, 0).lon, >, lon);
  press_key (fixture, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpfloat (g_array_index (shape (fixture)->vertices, ChezuGeofenceVertex, 0).lon, ==,
                     lon);
  press_key (fixture, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (shape (fixture)->vertices->len, ==, 4);
  press_key (fixture, GDK_KEY_Z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  g_assert_cmpuint (shape (fixture)->vertices->len, ==, 5);

  /* A corner that was clicked goes; an area keeps three. */
  click (fixture, x1, y1, 1);
  press_key (fixture, GDK_KEY_Delete, 0);
  press_key (fixture, GDK_KEY_Delete, 0);
  press_key (fixture, GDK_KEY_Delete, 0);
  g_assert_cmpuint (shape (fixture)->vertices->len, ==, 3);
  /* Beside it the map is dragged. */
  g_assert_false (drag (fixture, 10, 10, 50, 50));
}

/* --- What is drawn */

static ChezuGeofenceRow *
circle_new (gint64 id, double lon, double radius_m)
{
  ChezuGeofenceRow *row = g_new0 (ChezuGeofenceRow, 1);
  const ChezuGeofenceVertex center = { lon, LAT };

  row->id = id;
  row->name = g_strdup ("货场");
  row->n_inside = 12;
  row->visible = TRUE;
  row->shape.form = CHEZU_GEOFENCE_CIRCLE;
  row->shape.radius_m = radius_m;
  row->shape.vertices = g_array_new (FALSE, FALSE, sizeof center);
  g_array_append_val (row->shape.vertices, center);
  row->outline = chezu_geofence_shape_trace (&row->shape);
  chezu_geofence_rings_get_bounds (row->outline, row->bounds);
  return row;
}

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  const guchar *data = cairo_image_surface_get_data (surface);

  return (
      (const guint32 *)(gconstpointer)(data
                                       + (gsize)y
                                             * (gsize)cairo_image_surface_get_stride (surface)))[x];
}

static void
test_fences_are_drawn_in_their_plane (void)
{
  static const ChezuDatum datums[] = { CHEZU_DATUM_WGS84, CHEZU_DATUM_GCJ02 };
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_geofence_row_free);

  g_ptr_array_add (rows, circle_new (1, LON, 1000));
  for (guint i = 0; i < G_N_ELEMENTS (datums); i++)
    {
      const ChezuPlane *plane = chezu_plane_get (datums[i]);
      GArray *looks = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceLook));
      const ChezuGeofenceLook look = { .color = 0, .shown = TRUE };
      ChezuPaintedFrame wanted = {
        .frame = { .scale = chezu_scale_of_zoom (14), .width = 400, .height = 400 },
        .scale_factor = 1,
      };
      g_autoptr (ChezuGeofenceScene) scene = NULL;
      g_autoptr (ChezuMapLabels) labels = NULL;
      cairo_surface_t *surface;

      chezu_plane_project (plane, LON, LAT, &wanted.frame.x, &wanted.frame.y);
      wanted.frame.x -= 200 / wanted.frame.scale;
      wanted.frame.y -= 200 / wanted.frame.scale;
      g_array_append_val (looks, look);
      scene = chezu_geofence_scene_new (chezu_geofence_scene_project (rows, plane), looks);
      surface = chezu_geofence_scene_paint (scene, &wanted, NULL);
      g_assert_nonnull (surface);
      g_assert_cmphex (pixel_at (surface, 200, 200) >> 24, >, 0x10);
      g_assert_cmphex (pixel_at (surface, 200, 200) >> 24, <, 0x40);
      g_assert_cmphex (pixel_at (surface, 10, 10), ==, 0);
      cairo_surface_destroy (surface);

      /* Who is inside now is not told of the past. */
      labels = chezu_geofence_scene_make_labels (scene, rows, FALSE);
      g_assert_cmpstr (g_array_index (labels->rows, ChezuMapLabel, 0).text, ==, "货场");
      g_clear_pointer (&labels, chezu_map_labels_free);
      labels = chezu_geofence_scene_make_labels (scene, rows, TRUE);
      g_assert_cmpuint (labels->rows->len, ==, 1);
      g_assert_cmpstr (g_array_index (labels->rows, ChezuMapLabel, 0).text, ==, "货场 · 12");
    }
}

static void
test_what_is_here (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_geofence_row_free);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  ChezuGeofenceLayer *layer
      = g_object_ref_sink (chezu_geofence_layer_new (chezu_map_view_get_viewport (fixture->view)));

  g_ptr_array_add (rows, circle_new (1, LON, 1000));
  g_ptr_array_add (rows, circle_new (2, LON, 50));
  g_ptr_array_add (rows, circle_new (3, LON + 1, 1000));
  ((ChezuGeofenceRow *)rows->pdata[1])->visible = FALSE;
  chezu_geofence_layer_set_rows (layer, rows);
  chezu_geofence_layer_find (layer, LON, LAT, found);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (((const ChezuGeofenceRow *)found->pdata[0])->id, ==, 1);
  g_object_unref (layer);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  /* What moves arrives at once. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

#define TEST(path, func) g_test_add ("/map/geofences/" path, Fixture, NULL, set_up, func, tear_down)

  TEST ("area-is-closed-at-its-first-corner", test_area_is_closed_at_its_first_corner);
  TEST ("area-that-crosses-itself-is-not-finished", test_area_that_crosses_itself_is_not_finished);
  TEST ("circle-is-drawn-from-its-middle", test_circle_is_drawn_from_its_middle);
  TEST ("circle-that-is-only-clicked-has-the-usual-radius",
        test_circle_that_is_only_clicked_has_the_usual_radius);
  TEST ("corridor-is-ended-by-a-double-click", test_corridor_is_ended_by_a_double_click);
  TEST ("escape-gives-up", test_escape_gives_up);
  TEST ("steps-are-taken-back-and-done-again", test_steps_are_taken_back_and_done_again);
  TEST ("what-is-here", test_what_is_here);
  g_test_add_func ("/map/geofences/fences-are-drawn-in-their-plane",
                   test_fences_are_drawn_in_their_plane);
  return g_test_run ();
}
