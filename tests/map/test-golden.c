/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of the fleet against pictures that somebody has looked at (tests/map/golden). After a
 * change of the looks that is wanted, make them anew, look at them, and commit them:
 *
 *     CHEZU_GOLDEN=write meson test -C build map-golden
 *
 * A pixel is wrong when a channel differs by more than WRONG_FROM; so many in a thousand may be.
 * Text may differ more, because its rendering depends on fonts and their libraries. What was drawn
 * instead lies beside the test's results (golden-NAME.png in the temporary folder). */

#include "../fleet/fleet-fixture.h"

#include "base/chezu-geodesy.h"
#include "fleet/chezu-fleet-alarms.h"
#include "map/chezu-fleet-picture.h"
#include "map/chezu-geofence-scene.h"
#include "map/chezu-viewport.h"

#include <math.h>
#include <string.h>

/* Read by the leak checker: fontconfig keeps its configuration until the process ends. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

#define WIDTH 320
#define HEIGHT 200
#define WRONG_FROM 24
#define SHAPES_PER_MILLE 1.0
#define TEXT_PER_MILLE 12.0

/* A street of Beijing: the same point in both datums (reference/datums-and-tiles.md). */
#define STREET_WGS_LON 116.404
#define STREET_WGS_LAT 39.915
#define STREET_GCJ_LON 116.41024449916938
#define STREET_GCJ_LAT 39.91640428150164

typedef struct
{
  FleetFixture fleet;
  ChezuFleetFrame frame;
  ChezuFleetLook look;
  ChezuSelection *selection;
  PangoContext *context;
  gint64 id;
} Scene;

static ChezuFleetFrame
frame_at (double lon, double lat, double zoom)
{
  ChezuFleetFrame frame = { .scale = chezu_scale_of_zoom (zoom), .width = WIDTH, .height = HEIGHT };

  chezu_mercator_project (lon, lat, &frame.x, &frame.y);
  /* On a whole pixel, so that the picture depends on nothing below one. */
  frame.x = round (frame.x * frame.scale - WIDTH / 2.0) / frame.scale;
  frame.y = round (frame.y * frame.scale - HEIGHT / 2.0) / frame.scale;
  return frame;
}

static Scene *
scene_new (ChezuScheme scheme, double zoom)
{
  Scene *scene = g_new0 (Scene, 1);
  PangoFontDescription *font
      = pango_font_description_from_string ("Adwaita Sans, Inter, Noto Sans CJK SC 11");

  fleet_fixture_set_up (&scene->fleet, NULL);
  scene->frame = frame_at (FLEET_LON, FLEET_LAT, zoom);
  scene->selection = chezu_selection_new ();
  scene->look = (ChezuFleetLook){
    .scheme = scheme,
    .hover_x = NAN,
    .hover_y = NAN,
    .scale = 1.0,
    .selection = scene->selection,
  };
  scene->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_context_set_font_description (scene->context, font);
  pango_font_description_free (font);
  return scene;
}

static void
scene_free (Scene *scene)
{
  g_object_unref (scene->context);
  g_object_unref (scene->selection);
  fleet_fixture_tear_down (&scene->fleet, NULL);
  g_free (scene);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scene, scene_free)

/* A vehicle at a place of the picture. */
static ChezuVehicleRow *
add_at (Scene *scene, double x, double y, ChezuVehicleKind kind, ChezuVehicleState state)
{
  ChezuVehicleRow *row;
  double lon;
  double lat;

  chezu_mercator_unproject (scene->frame.x + x / scene->frame.scale,
                            scene->frame.y + y / scene->frame.scale, &lon, &lat);
  row = fleet_row (&scene->fleet, ++scene->id, lon, lat);
  row->kind = kind;
  row->fix.course_cdeg = (gint32)(scene->id * 2900 % 36000);
  row->fix.speed_cm_s = state == CHEZU_STATE_MOVING ? 1500 : 0;
  row->fix.flags
      = CHEZU_FIX_IGNITION_KNOWN | (state <= CHEZU_STATE_IDLING ? CHEZU_FIX_IGNITION_ON : 0);
  if (state == CHEZU_STATE_STALE)
    {
      row->fix.time_ms -= 2 * 60 * 1000;
      row->fix.speed_cm_s = 1500;
    }
  if (state == CHEZU_STATE_LOST)
    row->gone = TRUE;
  return row;
}

static cairo_surface_t *
render (Scene *scene)
{
  g_autoptr (ChezuFleetPicture) picture = chezu_fleet_picture_new ();
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  GdkRGBA land = chezu_color_get (CHEZU_COLOR_LAND, scene->look.scheme);
  g_autoptr (GskRenderNode) node = NULL;
  gint64 next_ms;

  chezu_fleet_picture_make (picture, scene->fleet.fleet, &scene->frame, &scene->look,
                            scene->context, FLEET_T0, &next_ms);
  chezu_fleet_picture_snapshot (picture, &scene->frame, 1.0, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  cairo_set_source_rgb (cr, land.red, land.green, land.blue);
  cairo_paint (cr);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* --- Comparing */

static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  guint32 pixel;

  memcpy (&pixel,
          cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface)
              + x * 4,
          sizeof pixel);
  return pixel & 0xFFFFFF;
}

static gboolean
is_wrong (guint32 a, guint32 b)
{
  for (guint shift = 0; shift < 24; shift += 8)
    if (abs ((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF)) > WRONG_FROM)
      return TRUE;
  return FALSE;
}

/* Returns: how many pixels in a thousand are wrong; all of them when the sizes differ */
static double
compare (cairo_surface_t *a, cairo_surface_t *b)
{
  guint n_wrong = 0;

  if (cairo_image_surface_get_width (a) != cairo_image_surface_get_width (b)
      || cairo_image_surface_get_height (a) != cairo_image_surface_get_height (b))
    return 1000.0;
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      n_wrong += is_wrong (pixel_at (a, x, y), pixel_at (b, x, y));
  return 1000.0 * n_wrong / (WIDTH * HEIGHT);
}

static char *
get_path (const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s.png", name);

  return g_build_filename (g_getenv ("CHEZU_TEST_DATA"), "map", "golden", file, NULL);
}

/* Takes @drawn. */
static void
check_picture (cairo_surface_t *drawn, const char *name, double per_mille)
{
  g_autofree char *path = get_path (name);
  cairo_surface_t *golden;
  double wrong;

  if (g_strcmp0 (g_getenv ("CHEZU_GOLDEN"), "write") == 0)
    g_assert_cmpint (cairo_surface_write_to_png (drawn, path), ==, CAIRO_STATUS_SUCCESS);

  golden = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (golden), ==, CAIRO_STATUS_SUCCESS);
  wrong = compare (drawn, golden);
  if (wrong > per_mille)
    {
      g_autofree char *file = g_strdup_printf ("golden-%s.png", name);
      g_autofree char *beside = g_build_filename (g_get_tmp_dir (), file, NULL);

      cairo_surface_write_to_png (drawn, beside);
      g_test_message ("%s: %.2f of 1000 pixels are wrong, see %s", name, wrong, beside);
    }
  g_assert_cmpfloat (wrong, <=, per_mille);
  cairo_surface_destroy (golden);
  cairo_surface_destroy (drawn);
}

static void
check (Scene *scene, const char *name, double per_mille)
{
  check_picture (render (scene), name, per_mille);
}

/* --- Scenes */

static Scene *
make_glyphs (ChezuScheme scheme)
{
  Scene *scene = scene_new (scheme, 14.0);

  for (guint kind = 0; kind < CHEZU_N_VEHICLE_KINDS; kind++)
    for (guint state = 0; state < CHEZU_N_STATES; state++)
      add_at (scene, 35 + 50 * kind, 25 + 37 * state, (ChezuVehicleKind)kind,
              (ChezuVehicleState)state);
  fleet_apply (&scene->fleet, FLEET_T0);
  return scene;
}

static void
test_glyphs (gconstpointer data)
{
  ChezuScheme scheme = GPOINTER_TO_UINT (data);
  g_autoptr (Scene) scene = make_glyphs (scheme);

  check (scene, scheme == CHEZU_SCHEME_LIGHT ? "glyphs-light" : "glyphs-dark", SHAPES_PER_MILLE);
}

static void
raise_alarms (Scene *scene)
{
  const gint64 *id = chezu_fleet_peek (scene->fleet.fleet)->id;

  for (guint8 priority = CHEZU_ALARM_P1; priority <= CHEZU_ALARM_P4; priority++)
    chezu_fleet_raise_alarm (scene->fleet.fleet, id[priority - 1], priority, FLEET_T0);
}

static void
test_alarms (gconstpointer data)
{
  ChezuScheme scheme = GPOINTER_TO_UINT (data);
  g_autoptr (Scene) scene = scene_new (scheme, 14.0);
  const gint64 selected[] = { 5, 1 };

  for (guint i = 0; i < 5; i++)
    add_at (scene, 45 + 58 * i, 70, (ChezuVehicleKind)(1 + i % 5), CHEZU_STATE_MOVING);
  for (guint i = 0; i < 3; i++)
    add_at (scene, 60 + 90 * i, 150, CHEZU_VEHICLE_TAXI, CHEZU_STATE_MOVING);
  fleet_apply (&scene->fleet, FLEET_T0);
  raise_alarms (scene);
  chezu_selection_replace (scene->selection, selected, G_N_ELEMENTS (selected));
  scene->frame.apart = 5;
  scene->look.show_plates = TRUE;
  check (scene, scheme == CHEZU_SCHEME_LIGHT ? "alarms-light" : "alarms-dark", TEXT_PER_MILLE);
}

static Scene *
make_crowd (ChezuScheme scheme, double zoom)
{
  static const struct
  {
    double x;
    double y;
    guint n;
    double spread;
  } clusters[] = { { 60, 60, 14, 8 }, { 230, 60, 150, 16 }, { 130, 140, 1500, 22 } };
  Scene *scene = scene_new (scheme, zoom);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint c = 0; c < G_N_ELEMENTS (clusters); c++)
    for (guint i = 0; i < clusters[c].n; i++)
      {
        double angle = g_rand_double_range (random, 0, 2 * G_PI);
        double distance = clusters[c].spread * sqrt (g_rand_double (random));

        add_at (scene, clusters[c].x + distance * cos (angle),
                clusters[c].y + distance * sin (angle), CHEZU_VEHICLE_TRUCK,
                (ChezuVehicleState)(i % CHEZU_N_STATES));
      }
  fleet_apply (&scene->fleet, FLEET_T0);
  chezu_fleet_raise_alarm (scene->fleet.fleet, 1, CHEZU_ALARM_P3, FLEET_T0);
  chezu_fleet_raise_alarm (scene->fleet.fleet, 1000, CHEZU_ALARM_P2, FLEET_T0);
  return scene;
}

static void
test_aggregates (gconstpointer data)
{
  ChezuScheme scheme = GPOINTER_TO_UINT (data);
  g_autoptr (Scene) scene = make_crowd (scheme, 6.0);

  check (scene, scheme == CHEZU_SCHEME_LIGHT ? "aggregates-light" : "aggregates-dark",
         TEXT_PER_MILLE);
}

static void
test_density (gconstpointer data)
{
  ChezuScheme scheme = GPOINTER_TO_UINT (data);
  g_autoptr (Scene) scene = make_crowd (scheme, 6.0);

  scene->look.far_view = CHEZU_FAR_DENSITY;
  check (scene, scheme == CHEZU_SCHEME_LIGHT ? "density-light" : "density-dark", SHAPES_PER_MILLE);
}

/* The frame is where a base map in GCJ-02 shows the street; the vehicle reports WGS-84. */
static Scene *
make_shifted (ChezuDatum datum)
{
  Scene *scene = scene_new (CHEZU_SCHEME_LIGHT, 16.0);
  ChezuVehicleRow *row = fleet_row (&scene->fleet, 1, STREET_WGS_LON, STREET_WGS_LAT);

  row->kind = CHEZU_VEHICLE_BUS;
  chezu_fleet_set_plane (scene->fleet.fleet, chezu_plane_get (datum));
  fleet_apply (&scene->fleet, FLEET_T0);
  scene->frame = frame_at (STREET_GCJ_LON, STREET_GCJ_LAT, 16.0);
  return scene;
}

static void
test_vehicle_is_on_its_shifted_street (void)
{
  g_autoptr (Scene) scene = make_shifted (CHEZU_DATUM_GCJ02);
  cairo_surface_t *drawn = render (scene);
  guint32 parked = (guint32)g_ascii_strtoull (
      chezu_color_hex (CHEZU_COLOR_PARKED, CHEZU_SCHEME_LIGHT) + 1, NULL, 16);

  g_assert_cmphex (pixel_at (drawn, WIDTH / 2, HEIGHT / 2), ==, parked);
  cairo_surface_destroy (drawn);
  check (scene, "shifted", SHAPES_PER_MILLE);
}

/* --- Geofences */

static ChezuGeofenceVertex
vertex_at (const ChezuFleetFrame *frame, double x, double y)
{
  ChezuGeofenceVertex vertex;

  chezu_mercator_unproject (frame->x + x / frame->scale, frame->y + y / frame->scale, &vertex.lon,
                            &vertex.lat);
  return vertex;
}

/* @corners: @n pairs of x and y */
static void
add_fence (GPtrArray *rows,
           const ChezuFleetFrame *frame,
           ChezuGeofenceForm form,
           double radius_m,
           const double corners[][2],
           guint n)
{
  ChezuGeofenceRow *row = g_new0 (ChezuGeofenceRow, 1);

  row->id = rows->len + 1;
  row->name = g_strdup ("");
  row->shape.form = form;
  row->shape.radius_m = radius_m;
  row->shape.vertices = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
  for (guint i = 0; i < n; i++)
    {
      const ChezuGeofenceVertex vertex = vertex_at (frame, corners[i][0], corners[i][1]);

      g_array_append_val (row->shape.vertices, vertex);
    }
  row->outline = chezu_geofence_shape_trace (&row->shape);
  g_ptr_array_add (rows, row);
}

/* In an area a hole, and beside it a part of its own. */
static void
add_area_with_a_hole (GPtrArray *rows, const ChezuFleetFrame *frame)
{
  static const double edge[][2] = { { 20, 20 }, { 130, 30 }, { 120, 90 }, { 25, 85 } };
  static const double hole[][2] = { { 50, 40 }, { 90, 45 }, { 85, 70 }, { 55, 68 } };
  static const double part[][2] = { { 30, 105 }, { 120, 105 }, { 75, 125 } };
  const ChezuGeofenceRow *row;
  g_autoptr (GPtrArray) scratch
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_geofence_row_free);

  add_fence (rows, frame, CHEZU_GEOFENCE_POLYGON, 0, edge, G_N_ELEMENTS (edge));
  add_fence (scratch, frame, CHEZU_GEOFENCE_POLYGON, 0, hole, G_N_ELEMENTS (hole));
  add_fence (scratch, frame, CHEZU_GEOFENCE_POLYGON, 0, part, G_N_ELEMENTS (part));
  row = rows->pdata[rows->len - 1];
  for (guint i = 0; i < scratch->len; i++)
    {
      const GArray *ring
          = g_array_index (((const ChezuGeofenceRow *)scratch->pdata[i])->outline, GArray *, 0);
      GArray *taken = chezu_geofence_rings_add (row->outline);

      g_array_append_vals (taken, ring->data, ring->len);
      chezu_geofence_ring_close (taken, i == 1);
    }
}

static cairo_surface_t *
render_fences (ChezuScheme scheme, guint selected)
{
  static const double center[][2] = { { 220, 60 } };
  static const double crossing[][2] = { { 265, 75 } };
  static const double line[][2] = { { 40, 165 }, { 280, 150 } };
  const ChezuFleetFrame frame = frame_at (FLEET_LON, FLEET_LAT, 12.0);
  const ChezuPaintedFrame wanted = { frame, scheme, 1 };
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_geofence_row_free);
  GArray *looks = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceLook));
  g_autoptr (ChezuGeofenceScene) fences = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_surface_t *painted;
  cairo_t *cr = cairo_create (surface);
  GdkRGBA land = chezu_color_get (CHEZU_COLOR_LAND, scheme);

  add_area_with_a_hole (rows, &frame);
  add_fence (rows, &frame, CHEZU_GEOFENCE_CIRCLE, 1300, center, 1);
  add_fence (rows, &frame, CHEZU_GEOFENCE_CIRCLE, 1000, crossing, 1);
  add_fence (rows, &frame, CHEZU_GEOFENCE_CORRIDOR, 300, line, G_N_ELEMENTS (line));
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuGeofenceLook look = { .color = i, .shown = TRUE, .selected = i == selected };

      g_array_append_val (looks, look);
    }
  fences = chezu_geofence_scene_new (
      chezu_geofence_scene_project (rows, chezu_plane_get (CHEZU_DATUM_WGS84)), looks);
  painted = chezu_geofence_scene_paint (fences, &wanted, NULL);
  cairo_set_source_rgb (cr, land.red, land.green, land.blue);
  cairo_paint (cr);
  cairo_set_source_surface (cr, painted, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (painted);
  cairo_surface_flush (surface);
  return surface;
}

static void
test_geofences (gconstpointer data)
{
  ChezuScheme scheme = GPOINTER_TO_UINT (data);

  check_picture (render_fences (scheme, 2),
                 scheme == CHEZU_SCHEME_LIGHT ? "geofences-light" : "geofences-dark",
                 SHAPES_PER_MILLE);
}

/* --- A test that cannot fail is none */

/* Takes @drawn. */
static void
refuse_picture (cairo_surface_t *drawn, const char *name, double per_mille)
{
  g_autofree char *path = get_path (name);
  cairo_surface_t *golden = cairo_image_surface_create_from_png (path);

  g_assert_cmpint (cairo_surface_status (golden), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpfloat (compare (drawn, golden), >, per_mille);
  cairo_surface_destroy (golden);
  cairo_surface_destroy (drawn);
}

static void
refuse (Scene *scene, const char *name, double per_mille)
{
  refuse_picture (render (scene), name, per_mille);
}

static void
test_wrong_pictures_are_refused (void)
{
  g_autoptr (Scene) moved = make_glyphs (CHEZU_SCHEME_LIGHT);
  g_autoptr (Scene) without = make_crowd (CHEZU_SCHEME_LIGHT, 6.0);
  g_autoptr (Scene) dark = make_crowd (CHEZU_SCHEME_DARK, 6.0);
  g_autoptr (Scene) not_shifted = make_shifted (CHEZU_DATUM_WGS84);

  moved->frame.x -= 2.0 / moved->frame.scale;
  refuse (moved, "glyphs-light", SHAPES_PER_MILLE);

  chezu_fleet_clear_alarms (without->fleet.fleet);
  without->look.far_view = CHEZU_FAR_DENSITY;
  refuse (without, "density-light", SHAPES_PER_MILLE);

  refuse (dark, "aggregates-light", TEXT_PER_MILLE);
  refuse (not_shifted, "shifted", SHAPES_PER_MILLE);
  refuse_picture (render_fences (CHEZU_SCHEME_LIGHT, 1), "geofences-light", SHAPES_PER_MILLE);
}

static void
test_one_glyph_less_is_refused (void)
{
  g_autoptr (Scene) scene = make_glyphs (CHEZU_SCHEME_LIGHT);

  chezu_fleet_set_filter (scene->fleet.fleet, (ChezuFleetFilter){ G_MAXUINT32, G_MAXUINT32,
                                                                  1 << CHEZU_VEHICLE_HAZMAT });
  refuse (scene, "glyphs-light", SHAPES_PER_MILLE);
}

#define ADD(path, scheme, func)                                                                    \
  g_test_add_data_func (path, GUINT_TO_POINTER (CHEZU_SCHEME_##scheme), func)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ADD ("/map/golden/glyphs-light", LIGHT, test_glyphs);
  ADD ("/map/golden/glyphs-dark", DARK, test_glyphs);
  ADD ("/map/golden/alarms-and-labels-light", LIGHT, test_alarms);
  ADD ("/map/golden/alarms-and-labels-dark", DARK, test_alarms);
  ADD ("/map/golden/aggregates-light", LIGHT, test_aggregates);
  ADD ("/map/golden/aggregates-dark", DARK, test_aggregates);
  ADD ("/map/golden/density-light", LIGHT, test_density);
  ADD ("/map/golden/density-dark", DARK, test_density);
  ADD ("/map/golden/geofences-light", LIGHT, test_geofences);
  ADD ("/map/golden/geofences-dark", DARK, test_geofences);
  g_test_add_func ("/map/golden/vehicle-is-on-its-shifted-street",
                   test_vehicle_is_on_its_shifted_street);
  g_test_add_func ("/map/golden/wrong-pictures-are-refused", test_wrong_pictures_are_refused);
  g_test_add_func ("/map/golden/one-glyph-less-is-refused", test_one_glyph_less_is_refused);

  return g_test_run ();
}
