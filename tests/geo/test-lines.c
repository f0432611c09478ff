/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines before they are features: simplified, smoothed, joined, made into rings; and GMT's tables.
 */

#include "geo/chezu-gmt.h"
#include "geo/chezu-lines.h"

#include <math.h>

/* "0 0, 1 0, 1 1" */
static ChezuLine *
line_from (const char *text)
{
  ChezuLine *line = chezu_line_new ();
  g_auto (GStrv) points = g_strsplit (text, ",", -1);

  for (guint i = 0; points[i] != NULL; i++)
    {
      char *after;
      ChezuPoint point;

      point.lon = g_ascii_strtod (points[i], &after);
      point.lat = g_ascii_strtod (after, NULL);
      g_array_append_val (line, point);
    }
  return line;
}

static ChezuLines *
lines_from (const char *const *texts, guint n)
{
  ChezuLines *lines = chezu_lines_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (lines, line_from (texts[i]));
  return lines;
}

static void
test_simplify_keeps_what_stands_out (void)
{
  g_autoptr (GArray) line = line_from ("0 0, 1 0.01, 2 0, 3 1, 4 0, 5 0");
  g_autoptr (GArray) simple = chezu_line_simplify (line, 0.1);

  g_assert_cmpuint (simple->len, ==, 5);
  g_assert_cmpfloat (chezu_line_point (simple, 1)->lon, ==, 2.0);
  g_assert_cmpfloat (chezu_line_point (simple, 2)->lat, ==, 1.0);
}

static void
test_simplify_never_closes_a_ring_to_a_line (void)
{
  g_autoptr (GArray) ring = line_from ("0 0, 4 0, 4 3, 0 3, 0 0");
  g_autoptr (GArray) simple = chezu_line_simplify (ring, 0.5);

  g_assert_true (chezu_line_is_closed (simple));
  g_assert_cmpfloat (fabs (chezu_line_signed_area (simple)), ==, 12.0);
}

static void
test_simplify_is_the_same_in_both_directions (void)
{
  g_autoptr (GArray) there = line_from ("0 0, 1 0.3, 2 -0.2, 3 0.4, 4 0.1, 5 0");
  g_autoptr (GArray) back = line_from ("5 0, 4 0.1, 3 0.4, 2 -0.2, 1 0.3, 0 0");
  g_autoptr (GArray) a = chezu_line_simplify (there, 0.25);
  g_autoptr (GArray) b = chezu_line_simplify (back, 0.25);

  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    g_assert_cmpfloat (chezu_line_point (a, i)->lon, ==, chezu_line_point (b, b->len - 1 - i)->lon);
}

static void
test_smoothing_keeps_ends_and_closure (void)
{
  g_autoptr (GArray) open = line_from ("0 0, 1 1, 2 0");
  g_autoptr (GArray) ring = line_from ("0 0, 4 0, 4 4, 0 4, 0 0");
  g_autoptr (GArray) smooth_open = chezu_line_smooth (open);
  g_autoptr (GArray) smooth_ring = chezu_line_smooth (ring);

  g_assert_cmpuint (smooth_open->len, ==, 4);
  g_assert_cmpfloat (chezu_line_point (smooth_open, 3)->lon, ==, 2.0);
  g_assert_cmpfloat (chezu_line_point (smooth_open, 1)->lat, <, 1.0);
  g_assert_true (chezu_line_is_closed (smooth_ring));
  g_assert_cmpuint (smooth_ring->len, ==, 9);
  g_assert_cmpfloat (chezu_line_signed_area (smooth_ring), ==, 14.0);
}

static void
test_cut_lines_join_again (void)
{
  static const char *const texts[] = { "0 0, 1 0, 2 1, 3 0, 4 0, 5 1", "9 9, 8 8" };
  g_autoptr (GPtrArray) lines = lines_from (texts, G_N_ELEMENTS (texts));
  g_autoptr (GPtrArray) pieces = chezu_lines_cut (lines, 3);
  g_autoptr (GPtrArray) joined = chezu_lines_join (pieces);

  g_assert_cmpuint (pieces->len, ==, 4);
  for (guint i = 0; i < pieces->len; i++)
    g_assert_cmpuint (chezu_lines_get (pieces, i)->len, <=, 3);
  g_assert_cmpuint (joined->len, ==, 2);
  g_assert_cmpuint (chezu_lines_get (joined, 0)->len, ==, 6);
}

static void
test_pieces_join_where_two_ends_meet (void)
{
  static const char *const texts[]
      = { "0 0, 1 0", "2 0, 1 0", "2 0, 3 0", "3 0, 4 1", "3 0, 4 -1" };
  g_autoptr (GPtrArray) pieces = lines_from (texts, G_N_ELEMENTS (texts));
  g_autoptr (GPtrArray) joined = chezu_lines_join (pieces);

  /* At 3 0 three meet, and each of them stays an end. */
  g_assert_cmpuint (joined->len, ==, 3);
  g_assert_cmpuint (chezu_lines_get (joined, 0)->len, ==, 4);
}

static void
test_rings_are_found_where_four_pieces_meet (void)
{
  /* Two triangles that touch in 1 0, and a piece that leads nowhere. */
  static const char *const texts[]
      = { "0 1, 0 -1", "0 -1, 1 0", "1 0, 2 1", "2 1, 2 -1", "2 -1, 1 0", "1 0, 0 1", "2 1, 5 5" };
  g_autoptr (GPtrArray) pieces = lines_from (texts, G_N_ELEMENTS (texts));
  g_autoptr (GPtrArray) rings = chezu_lines_rings (pieces);

  g_assert_cmpuint (rings->len, ==, 2);
  for (guint i = 0; i < rings->len; i++)
    {
      g_assert_true (chezu_line_is_closed (chezu_lines_get (rings, i)));
      g_assert_cmpfloat (fabs (chezu_line_signed_area (chezu_lines_get (rings, i))), ==, 1.0);
    }
}

static void
test_gmt_segments_are_read_and_empty_ones_skipped (void)
{
  g_autofree char *text
      = g_strdup ("> Shore Bin # 1, Level 1\n>\n> second\n117.25\t34.8\n117.5\t35\n");
  g_autoptr (GPtrArray) titles = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = chezu_gmt_parse (text, &titles, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpuint (chezu_lines_get (lines, 0)->len, ==, 2);
  g_assert_cmpfloat (chezu_line_point (chezu_lines_get (lines, 0), 1)->lat, ==, 35.0);
  g_assert_cmpstr (g_ptr_array_index (titles, 0), ==, " second");
}

static void
test_gmt_nonsense_is_refused_with_its_line (void)
{
  static const char *const texts[] = { "> a\n1\t2\nthree\t4\n", "1\n", "> a\n5\tx\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_strdup (texts[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (chezu_gmt_parse (text, NULL, &error));
      g_assert_error (error, CHEZU_GMT_ERROR, CHEZU_GMT_ERROR_FAILED);
    }
}

static void
test_gmt_says_what_it_cannot_do (void)
{
  static const char *const arguments[] = { "coast", "-Rnowhere", "-Dc", "-W", "-M", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (chezu_gmt_run (arguments, NULL, NULL, &error));
  g_assert_error (error, CHEZU_GMT_ERROR, CHEZU_GMT_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/geo/lines/simplifying-keeps-what-stands-out",
                   test_simplify_keeps_what_stands_out);
  g_test_add_func ("/geo/lines/simplifying-never-closes-a-ring-to-a-line",
                   test_simplify_never_closes_a_ring_to_a_line);
  g_test_add_func ("/geo/lines/simplifying-is-the-same-in-both-directions",
                   test_simplify_is_the_same_in_both_directions);
  g_test_add_func ("/geo/lines/smoothing-keeps-ends-and-closure",
                   test_smoothing_keeps_ends_and_closure);
  g_test_add_func ("/geo/lines/cut-lines-join-again", test_cut_lines_join_again);
  g_test_add_func ("/geo/lines/pieces-join-where-two-ends-meet",
                   test_pieces_join_where_two_ends_meet);
  g_test_add_func ("/geo/lines/rings-are-found-where-four-pieces-meet",
                   test_rings_are_found_where_four_pieces_meet);
  g_test_add_func ("/geo/gmt/segments-are-read-and-empty-ones-skipped",
                   test_gmt_segments_are_read_and_empty_ones_skipped);
  g_test_add_func ("/geo/gmt/nonsense-is-refused", test_gmt_nonsense_is_refused_with_its_line);
  g_test_add_func ("/geo/gmt/a-wrong-call-says-so", test_gmt_says_what_it_cannot_do);

  return g_test_run ();
}
