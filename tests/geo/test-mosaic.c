/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Provinces whose borders do not quite fit become lines between neighbours and regions without
 * slits. */

#include "geo/chezu-mosaic.h"

#include <math.h>

/* A province from x to x + 1, its corners off by a little, as a digital chart has them. */
static void
add_square (ChezuMosaic *mosaic, guint province, int region, double x, double noise)
{
  g_autoptr (GArray) ring = chezu_line_new ();
  const ChezuPoint points[]
      = { { x, 0 }, { x + 0.5, -0.2 }, { x + 1, 0 }, { x + 1, 1 }, { x + 0.5, 1.2 }, { x, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      ChezuPoint point = { points[i].lon + noise, points[i].lat - noise };

      g_array_append_val (ring, point);
    }
  chezu_mosaic_add_ring (mosaic, province, region, province == 3, ring);
}

/* Four in a row: 0 and 1 are one region, 2 another, 3 none. */
static ChezuMosaic *
four_in_a_row (void)
{
  ChezuMosaic *mosaic = chezu_mosaic_new (0.001, 0.0);

  add_square (mosaic, 0, 0, 0.0, 0.0);
  add_square (mosaic, 1, 0, 1.0, 0.0003);
  add_square (mosaic, 2, 1, 2.0, -0.0003);
  add_square (mosaic, 3, CHEZU_MOSAIC_ALONE, 3.0, 0.0003);
  chezu_mosaic_build (mosaic);
  return mosaic;
}

static void
test_lines_are_only_between_two_provinces (void)
{
  g_autoptr (ChezuMosaic) mosaic = four_in_a_row ();
  g_autoptr (GPtrArray) lines = chezu_mosaic_inner_lines (mosaic);

  g_assert_cmpuint (lines->len, ==, 3);
  for (guint i = 0; i < lines->len; i++)
    {
      const ChezuLine *line = chezu_lines_get (lines, i);

      g_assert_cmpuint (line->len, ==, 2);
      for (guint j = 0; j < line->len; j++)
        {
          double lon = chezu_line_point (line, j)->lon;

          /* Never the outer edge at 0 or 4. */
          g_assert_cmpfloat (fabs (lon - round (lon)), <, 0.001);
          g_assert_cmpfloat (lon, >, 0.5);
          g_assert_cmpfloat (lon, <, 3.5);
        }
    }
}

static void
test_region_has_one_outline_and_no_slits (void)
{
  g_autoptr (ChezuMosaic) mosaic = four_in_a_row ();
  g_autoptr (GPtrArray) both = chezu_mosaic_region_rings (mosaic, 0, 0.0);
  g_autoptr (GPtrArray) one = chezu_mosaic_region_rings (mosaic, 1, 0.0);

  g_assert_cmpuint (both->len, ==, 1);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpfloat_with_epsilon (fabs (chezu_line_signed_area (chezu_lines_get (both, 0))), 2.4,
                                  0.01);
  g_assert_cmpfloat_with_epsilon (fabs (chezu_line_signed_area (chezu_lines_get (one, 0))), 1.2,
                                  0.01);
}

static void
test_neighbours_share_their_border_exactly (void)
{
  g_autoptr (ChezuMosaic) mosaic = four_in_a_row ();
  g_autoptr (GPtrArray) west = chezu_mosaic_region_rings (mosaic, 0, 0.0);
  g_autoptr (GPtrArray) east = chezu_mosaic_region_rings (mosaic, 1, 0.0);
  guint shared = 0;

  for (guint i = 0; i + 1 < chezu_lines_get (west, 0)->len; i++)
    for (guint j = 0; j + 1 < chezu_lines_get (east, 0)->len; j++)
      if (chezu_point_key (*chezu_line_point (chezu_lines_get (west, 0), i))
          == chezu_point_key (*chezu_line_point (chezu_lines_get (east, 0), j)))
        shared++;
  g_assert_cmpuint (shared, ==, 2);
}

static void
test_small_rings_are_left_out (void)
{
  g_autoptr (ChezuMosaic) mosaic = chezu_mosaic_new (0.001, 0.0);
  g_autoptr (GArray) islet = chezu_line_new ();
  const ChezuPoint points[] = { { 9, 9 }, { 9.1, 9 }, { 9.1, 9.1 }, { 9, 9.1 } };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) great = NULL;

  g_array_append_vals (islet, points, G_N_ELEMENTS (points));
  add_square (mosaic, 0, 0, 0.0, 0.0);
  chezu_mosaic_add_ring (mosaic, 0, 0, FALSE, islet);
  chezu_mosaic_build (mosaic);
  all = chezu_mosaic_region_rings (mosaic, 0, 0.0);
  great = chezu_mosaic_region_rings (mosaic, 0, 0.02);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpuint (great->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/geo/mosaic/lines-are-only-between-two-provinces",
                   test_lines_are_only_between_two_provinces);
  g_test_add_func ("/geo/mosaic/a-region-has-one-outline-and-no-slits",
                   test_region_has_one_outline_and_no_slits);
  g_test_add_func ("/geo/mosaic/neighbours-share-their-border-exactly",
                   test_neighbours_share_their_border_exactly);
  g_test_add_func ("/geo/mosaic/small-rings-are-left-out", test_small_rings_are_left_out);

  return g_test_run ();
}
