/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables: quotes, line ends, and errors that name the line. */

#include "base/chezu-csv.h"

#include <string.h>

static ChezuCsv *
parse (const char *text, GError **error)
{
  return chezu_csv_new_from_text (text, strlen (text), "table.csv", error);
}

static void
assert_refused (const char *text, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuCsv) csv = parse (text, &error);

  g_assert_null (csv);
  g_assert_error (error, CHEZU_CSV_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, "table.csv"));
}

static void
test_cells_are_found_by_column_name (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuCsv) csv = parse ("name,lon\n薛城,117.2633\n滕州,117.1654\n", &error);
  double lon = 0;
  int name;

  g_assert_no_error (error);
  g_assert_cmpuint (chezu_csv_get_n_rows (csv), ==, 2);
  name = chezu_csv_find_column (csv, "name", &error);
  g_assert_cmpstr (chezu_csv_get (csv, 1, name), ==, "滕州");
  g_assert_true (
      chezu_csv_get_double (csv, 0, chezu_csv_find_column (csv, "lon", &error), &lon, &error));
  g_assert_cmpfloat (lon, ==, 117.2633);
}

static void
test_quotes_hold_commas_quotes_and_line_breaks (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuCsv) csv = parse ("a,b\r\n\"1,2\",\"say \"\"go\"\"\nnow\"\r\n,last", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (chezu_csv_get_n_rows (csv), ==, 2);
  g_assert_cmpstr (chezu_csv_get (csv, 0, 0), ==, "1,2");
  g_assert_cmpstr (chezu_csv_get (csv, 0, 1), ==, "say \"go\"\nnow");
  g_assert_cmpstr (chezu_csv_get (csv, 1, 0), ==, "");
  g_assert_cmpstr (chezu_csv_get (csv, 1, 1), ==, "last");
}

static void
test_bad_tables_are_refused_by_line (void)
{
  assert_refused ("a,b\n1,2\n3\n", CHEZU_CSV_ERROR_SYNTAX, "line 3");
  assert_refused ("a,b\n1,\"open\n", CHEZU_CSV_ERROR_SYNTAX, "line 2");
  assert_refused ("a,b\n\"1\"x,2\n", CHEZU_CSV_ERROR_SYNTAX, "line 2");
  assert_refused ("", CHEZU_CSV_ERROR_SYNTAX, "empty");
  assert_refused ("a\n\xff\n", CHEZU_CSV_ERROR_SYNTAX, "UTF-8");
}

static void
test_missing_columns_and_words_for_numbers_are_named (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuCsv) csv = parse ("lon\nfar\n", NULL);
  double value;

  g_assert_cmpint (chezu_csv_find_column (csv, "lat", &error), ==, -1);
  g_assert_error (error, CHEZU_CSV_ERROR, CHEZU_CSV_ERROR_COLUMN);
  g_clear_error (&error);

  g_assert_false (chezu_csv_get_double (csv, 0, 0, &value, &error));
  g_assert_nonnull (strstr (error->message, "far"));
}

static void
test_every_table_of_the_demo_world_loads (void)
{
  static const char *const names[] = { "areas",   "cities",        "district", "junctions",
                                       "network", "organisations", "places",   "services" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *file_name = g_strconcat (names[i], ".csv", NULL);
      g_autofree char *path
          = g_build_filename (g_getenv ("CHEZU_DATA_DIR"), "demo", file_name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autoptr (ChezuCsv) csv = chezu_csv_load (file, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (chezu_csv_get_n_rows (csv), >, 10);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/csv/cells-are-found-by-column-name", test_cells_are_found_by_column_name);
  g_test_add_func ("/base/csv/quotes-hold-commas-quotes-and-line-breaks",
                   test_quotes_hold_commas_quotes_and_line_breaks);
  g_test_add_func ("/base/csv/bad-tables-are-refused-by-line", test_bad_tables_are_refused_by_line);
  g_test_add_func ("/base/csv/missing-columns-and-words-for-numbers-are-named",
                   test_missing_columns_and_words_for_numbers_are_named);
  g_test_add_func ("/base/csv/every-table-of-the-demo-world-loads",
                   test_every_table_of_the_demo_world_loads);
  return g_test_run ();
}
