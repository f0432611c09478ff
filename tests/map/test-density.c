/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The density surface: its colours, its scale, and what it shows. */

#include "../fleet/fleet-fixture.h"

#include "base/chezu-geodesy.h"
#include "fleet/chezu-fleet-alarms.h"
#include "map/chezu-density-picture.h"
#include "map/chezu-viewport.h"

#include <math.h>

/* Read by the leak checker: fontconfig keeps its configuration until the process ends. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

#define WIDTH 320
#define HEIGHT 200

/* Lightness as CIE L* has it, of a colour over another. */
static double
lightness_over (const GdkRGBA *color, const GdkRGBA *ground)
{
  const double weights[3] = { 0.2126, 0.7152, 0.0722 };
  const float upper[3] = { color->red, color->green, color->blue };
  const float lower[3] = { ground->red, ground->green, ground->blue };
  double y = 0.0;

  for (guint i = 0; i < 3; i++)
    {
      double value = upper[i] * color->alpha + lower[i] * (1.0 - color->alpha);

      y += weights[i] * (value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4));
    }
  return y > 0.008856 ? 116.0 * cbrt (y) - 16.0 : 903.3 * y;
}

/* Equal steps of density look equal: no step of ten is less than a third or more than the double of
 * what it would be if they were all the same, and none goes back. */
static void
test_colours_are_even (gconstpointer data)
{
  ChezuScheme scheme = GPOINTER_TO_UINT (data);
  GdkRGBA land = chezu_color_get (CHEZU_COLOR_LAND, scheme);
  GdkRGBA color = chezu_density_color (0.0, scheme);
  double first = lightness_over (&color, &land);
  double before = first;
  double mean;

  color = chezu_density_color (1.0, scheme);
  mean = (lightness_over (&color, &land) - first) / 10.0;
  g_assert_cmpfloat (fabs (mean), >, 4.0);
  for (guint i = 1; i <= 10; i++)
    {
      double here;

      color = chezu_density_color (i / 10.0, scheme);
      here = lightness_over (&color, &land);
      g_assert_cmpfloat ((here - before) / mean, >, 0.33);
      g_assert_cmpfloat ((here - before) / mean, <, 2.0);
      before = here;
    }
}

static void
test_nothing_is_transparent (void)
{
  const ChezuDensityScale scale = { 0.1, 100.0 };

  g_assert_cmpfloat (chezu_density_color (0.0, CHEZU_SCHEME_LIGHT).alpha, ==, 0.0f);
  g_assert_cmpfloat (chezu_density_strength (&scale, 0.0), ==, 0.0);
  g_assert_cmpfloat (chezu_density_strength (&scale, 0.1), ==, 0.0);
  g_assert_cmpfloat_with_epsilon (chezu_density_strength (&scale, 1.0), 1.0 / 3.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (chezu_density_strength (&scale, 10.0), 2.0 / 3.0, 1e-9);
  g_assert_cmpfloat (chezu_density_strength (&scale, 1e6), ==, 1.0);
  g_assert_cmpfloat (chezu_density_strength (&(ChezuDensityScale){ 0 }, 5.0), ==, 0.0);
}

static void
test_top_is_a_round_number (void)
{
  const double table[][2] = { { 0.011, 0.02 }, { 0.02, 0.02 }, { 1.0, 1.0 },
                              { 1.01, 2.0 },   { 47.0, 50.0 }, { 501.0, 1000.0 } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpfloat_with_epsilon (chezu_density_round_up (table[i][0]), table[i][1],
                                    table[i][1] * 1e-9);
}

/* --- The picture */

typedef struct
{
  FleetFixture fleet;
  ChezuFleetFrame frame;
  ChezuDensityPicture *picture;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fleet_fixture_set_up (&fixture->fleet, NULL);
  fixture->frame = fleet_frame (FLEET_LON, FLEET_LAT, 6.0, WIDTH, HEIGHT);
  fixture->picture = chezu_density_picture_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chezu_density_picture_free (fixture->picture);
  fleet_fixture_tear_down (&fixture->fleet, NULL);
}

static void
add (Fixture *fixture, gint64 first, guint n, double x, double y)
{
  double lon;
  double lat;

  chezu_mercator_unproject (fixture->frame.x + x / fixture->frame.scale,
                            fixture->frame.y + y / fixture->frame.scale, &lon, &lat);
  for (guint i = 0; i < n; i++)
    fleet_row (&fixture->fleet, first + i, lon, lat);
  fleet_apply (&fixture->fleet, FLEET_T0);
}

static gboolean
make (Fixture *fixture)
{
  return chezu_density_picture_make (fixture->picture, fixture->fleet.fleet, &fixture->frame,
                                     CHEZU_SCHEME_LIGHT, 1.0, FALSE, FLEET_T0);
}

static double
alpha_at (Fixture *fixture, int x, int y)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GskRenderNode) node = NULL;
  double alpha;

  chezu_density_picture_snapshot (fixture->picture, snapshot, 0.0, 0.0);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  alpha = cairo_image_surface_get_data (
              surface)[y * cairo_image_surface_get_stride (surface) + x * 4 + 3]
          / 255.0;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return alpha;
}

static void
test_more_vehicles_are_stronger (Fixture *fixture, gconstpointer data)
{
  add (fixture, 1, 1, 60, 100);
  add (fixture, 100, 30, 160, 100);
  add (fixture, 1000, 900, 260, 100);
  g_assert_true (make (fixture));

  /* Also one that is alone can be seen. */
  g_assert_cmpfloat (alpha_at (fixture, 60, 100), >, 0.03);
  g_assert_cmpfloat (alpha_at (fixture, 160, 100), >, alpha_at (fixture, 60, 100) + 0.1);
  g_assert_cmpfloat (alpha_at (fixture, 260, 100), >, alpha_at (fixture, 160, 100) + 0.1);
  g_assert_cmpfloat (alpha_at (fixture, 110, 20), ==, 0.0);
}

static void
test_same_counts_are_not_painted_again (Fixture *fixture, gconstpointer data)
{
  add (fixture, 1, 50, 160, 100);
  g_assert_true (make (fixture));
  g_assert_false (make (fixture));
  add (fixture, 100, 1, 160, 100);
  g_assert_true (make (fixture));
}

/* The colours of all that stands still must not change because one vehicle more is there. */
static void
test_scale_holds (Fixture *fixture, gconstpointer data)
{
  ChezuDensityScale first;
  ChezuDensityScale second;

  g_assert_false (chezu_density_picture_get_scale (fixture->picture, &first));
  add (fixture, 1, 500, 160, 100);
  make (fixture);
  g_assert_true (chezu_density_picture_get_scale (fixture->picture, &first));
  add (fixture, 1000, 1, 60, 100);
  make (fixture);
  g_assert_true (chezu_density_picture_get_scale (fixture->picture, &second));
  g_assert_cmpfloat (first.top, ==, second.top);
  g_assert_cmpfloat (first.bottom, ==, second.bottom);

  add (fixture, 2000, 20000, 160, 100);
  make (fixture);
  g_assert_true (chezu_density_picture_get_scale (fixture->picture, &second));
  g_assert_cmpfloat (second.top, >, first.top);
}

/* The worst of those that are near each other. */
static void
test_alarms_have_badges (Fixture *fixture, gconstpointer data)
{
  const GArray *badges;

  add (fixture, 1, 20, 160, 100);
  add (fixture, 100, 20, 60, 40);
  chezu_fleet_raise_alarm (fixture->fleet.fleet, 1, CHEZU_ALARM_P3, FLEET_T0);
  chezu_fleet_raise_alarm (fixture->fleet.fleet, 2, CHEZU_ALARM_P1, FLEET_T0);
  chezu_fleet_raise_alarm (fixture->fleet.fleet, 100, CHEZU_ALARM_P4, FLEET_T0);
  make (fixture);
  badges = chezu_density_picture_peek_badges (fixture->picture);
  g_assert_cmpuint (badges->len, ==, 2);
  g_assert_cmpuint (g_array_index (badges, ChezuDensityBadge, 0).priority, ==, CHEZU_ALARM_P1);
  g_assert_cmpfloat_with_epsilon (g_array_index (badges, ChezuDensityBadge, 0).x, 160, 5.0);
  g_assert_cmpuint (g_array_index (badges, ChezuDensityBadge, 1).priority, ==, CHEZU_ALARM_P4);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/map/density/colours-are-even-light",
                        GUINT_TO_POINTER (CHEZU_SCHEME_LIGHT), test_colours_are_even);
  g_test_add_data_func ("/map/density/colours-are-even-dark", GUINT_TO_POINTER (CHEZU_SCHEME_DARK),
                        test_colours_are_even);
  g_test_add_func ("/map/density/nothing-is-transparent", test_nothing_is_transparent);
  g_test_add_func ("/map/density/top-is-a-round-number", test_top_is_a_round_number);
  ADD ("/map/density/more-vehicles-are-stronger", test_more_vehicles_are_stronger);
  ADD ("/map/density/same-counts-are-not-painted-again", test_same_counts_are_not_painted_again);
  ADD ("/map/density/scale-holds", test_scale_holds);
  ADD ("/map/density/alarms-have-badges", test_alarms_have_badges);

  return g_test_run ();
}
