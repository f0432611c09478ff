/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names along lines: evenly, upright, on the line, and those of one zoom still there at the next.
 */

#include "geo/chezu-label-rows.h"

#include <math.h>

static const ChezuLabelSpread upright = { 300.0, 0.0, 6, 9 };
static const ChezuLabelSpread along = { 300.0, 60.0, 6, 9 };
static const ChezuLabelRow pattern
    = { .kind = "shield", .name_zh = (char *)"G3", .name_en = (char *)"G3", .max_zoom = 20.0 };

static ChezuLabelRows *
spread (const ChezuPoint *points, guint n, const ChezuLabelSpread *how)
{
  ChezuLabelRows *rows = chezu_label_rows_new ();
  g_autoptr (GArray) line = chezu_line_new ();

  g_array_append_vals (line, points, n);
  chezu_label_rows_spread (rows, &pattern, line, how);
  return rows;
}

static guint
count_at (ChezuLabelRows *rows, double zoom)
{
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    if (g_array_index (rows, ChezuLabelRow, i).min_zoom <= zoom)
      n++;
  return n;
}

/* A degree of longitude has 256 · 2^6 / 360 = 45.5 pixels at zoom 6; ten have 455. */
static const ChezuPoint east[] = { { 110, 30 }, { 120, 30 } };

static void
test_each_zoom_doubles_the_names (void)
{
  g_autoptr (GArray) rows = spread (east, 2, &upright);

  g_assert_cmpuint (count_at (rows, 6), ==, 1);
  g_assert_cmpuint (count_at (rows, 7), ==, 3);
  g_assert_cmpuint (count_at (rows, 8), ==, 5);
  g_assert_cmpuint (count_at (rows, 9), ==, 11);
}

static void
test_no_two_names_of_a_zoom_are_near (void)
{
  g_autoptr (GArray) rows = spread (east, 2, &upright);

  for (guint i = 0; i < rows->len; i++)
    for (guint j = 0; j < i; j++)
      {
        const ChezuLabelRow *a = &g_array_index (rows, ChezuLabelRow, i);
        const ChezuLabelRow *b = &g_array_index (rows, ChezuLabelRow, j);
        double pixels
            = fabs (a->lon - b->lon) / 360.0 * 256.0 * exp2 (MAX (a->min_zoom, b->min_zoom));

        g_assert_cmpfloat (pixels, >, 290.0);
      }
}

static void
test_later_names_matter_less (void)
{
  g_autoptr (GArray) rows = spread (east, 2, &upright);

  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuLabelRow *row = &g_array_index (rows, ChezuLabelRow, i);

      g_assert_cmpint (row->rank, ==, (int)row->min_zoom - 6);
    }
}

static void
test_a_short_line_waits_for_its_zoom (void)
{
  const ChezuPoint points[] = { { 110, 30 }, { 111, 30 } };
  g_autoptr (GArray) rows = spread (points, 2, &upright);

  /* 45 pixels at zoom 6, 182 at zoom 8. */
  g_assert_cmpuint (count_at (rows, 7), ==, 0);
  g_assert_cmpuint (count_at (rows, 8), ==, 1);
}

static void
test_names_read_from_left_to_right (void)
{
  const ChezuPoint west[] = { { 120, 30 }, { 110, 30 } };
  const ChezuPoint north[] = { { 110, 30 }, { 110.00001, 38 } };
  const ChezuPoint down[] = { { 110, 38 }, { 114, 34.7 } };
  g_autoptr (GArray) flat = spread (west, 2, &along);
  g_autoptr (GArray) steep = spread (north, 2, &along);
  g_autoptr (GArray) falling = spread (down, 2, &along);

  g_assert_cmpfloat_with_epsilon (g_array_index (flat, ChezuLabelRow, 0).angle, 0.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (fabs (g_array_index (steep, ChezuLabelRow, 0).angle), 90.0, 0.1);
  g_assert_cmpfloat (g_array_index (falling, ChezuLabelRow, 0).angle, >, 40.0);
  g_assert_cmpfloat (g_array_index (falling, ChezuLabelRow, 0).angle, <, 50.0);
}

static void
test_no_name_stands_on_a_corner (void)
{
  /* Two arms of 150 pixels at zoom 6: the middle is the corner. */
  const ChezuPoint points[] = { { 110, 30 }, { 113.3, 30 }, { 113.3, 32.8 } };
  g_autoptr (GArray) rows = spread (points, 3, &along);

  g_assert_cmpuint (rows->len, >, 0);
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuLabelRow *row = &g_array_index (rows, ChezuLabelRow, i);
      double pixels
          = hypot (row->lon - 113.3, row->lat - 30) / 360.0 * 256.0 * exp2 (row->min_zoom);

      g_assert_cmpfloat (pixels, >, 20.0);
    }
}

static void
test_nothing_comes_of_nothing (void)
{
  const ChezuPoint still[] = { { 110, 30 }, { 110, 30 } };
  g_autoptr (GArray) none = spread (NULL, 0, &along);
  g_autoptr (GArray) point = spread (still, 1, &along);
  g_autoptr (GArray) same = spread (still, 2, &along);

  g_assert_cmpuint (none->len + point->len + same->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/geo/label-rows/each-zoom-doubles-the-names", test_each_zoom_doubles_the_names);
  g_test_add_func ("/geo/label-rows/no-two-names-of-a-zoom-are-near",
                   test_no_two_names_of_a_zoom_are_near);
  g_test_add_func ("/geo/label-rows/later-names-matter-less", test_later_names_matter_less);
  g_test_add_func ("/geo/label-rows/a-short-line-waits-for-its-zoom",
                   test_a_short_line_waits_for_its_zoom);
  g_test_add_func ("/geo/label-rows/names-read-from-left-to-right",
                   test_names_read_from_left_to_right);
  g_test_add_func ("/geo/label-rows/no-name-stands-on-a-corner", test_no_name_stands_on_a_corner);
  g_test_add_func ("/geo/label-rows/nothing-comes-of-nothing", test_nothing_comes_of_nothing);

  return g_test_run ();
}
