/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "store/chezu-database-private.h"

#include <string.h>

typedef struct
{
  char *folder;
  ChezuDatabase *db;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("chezu-statement-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "a b%?#c.db", NULL);
  g_file_set_contents (path, "", 0, &error);
  g_assert_no_error (error);

  fixture->db = chezu_database_open (path, CHEZU_DATABASE_READ_WRITE, 100, &error);
  g_assert_no_error (error);
  chezu_database_execute (fixture->db, "CREATE TABLE t (a INTEGER PRIMARY KEY, b)", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chezu_database_close (fixture->db);
  store_fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static ChezuStatement *
prepare_insert (Fixture *fixture)
{
  return chezu_database_prepare (fixture->db, "INSERT INTO t (a, b) VALUES (?1, ?2)");
}

static void
test_values (Fixture *fixture, gconstpointer data)
{
  const char bytes[] = { 'a', '\0', 'b' };
  g_autoptr (GError) error = NULL;
  ChezuStatement *select;
  gconstpointer blob;
  gsize size;

  for (int i = 1; i <= 5; i++)
    {
      ChezuStatement *insert = prepare_insert (fixture);

      chezu_statement_bind_int (insert, 1, i);
      if (i == 1)
        chezu_statement_bind_int (insert, 2, G_MAXINT64);
      if (i == 2)
        chezu_statement_bind_double (insert, 2, 0.5);
      if (i == 3)
        chezu_statement_bind_text (insert, 2, "车祖");
      if (i == 4)
        chezu_statement_bind_blob (insert, 2, bytes, sizeof bytes);
      if (i == 5)
        chezu_statement_bind_text (insert, 2, NULL);
      g_assert_true (chezu_statement_run (insert, &error));
      g_assert_no_error (error);
      g_assert_cmpint (chezu_database_last_insert_id (fixture->db), ==, i);
      g_assert_cmpint (chezu_database_changes (fixture->db), ==, 1);
    }

  select = chezu_database_prepare (fixture->db, "SELECT b FROM t ORDER BY a");
  g_assert_true (chezu_statement_next (select));
  g_assert_cmpint (chezu_statement_get_int (select, 0), ==, G_MAXINT64);
  g_assert_true (chezu_statement_next (select));
  g_assert_cmpfloat (chezu_statement_get_double (select, 0), ==, 0.5);
  g_assert_true (chezu_statement_next (select));
  g_assert_cmpstr (chezu_statement_get_text (select, 0), ==, "车祖");
  g_assert_true (chezu_statement_next (select));
  blob = chezu_statement_get_blob (select, 0, &size);
  g_assert_cmpmem (blob, size, bytes, sizeof bytes);
  g_assert_true (chezu_statement_next (select));
  g_assert_true (chezu_statement_is_null (select, 0));
  g_assert_null (chezu_statement_get_text (select, 0));
  g_assert_false (chezu_statement_next (select));
  g_assert_true (chezu_statement_done (select, &error));
}

static void
test_bindings_are_forgotten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ChezuStatement *insert = prepare_insert (fixture);
  gint64 n_nulls;

  chezu_statement_bind_text (insert, 2, "first");
  g_assert_true (chezu_statement_run (insert, &error));
  g_assert_true (prepare_insert (fixture) == insert);
  g_assert_true (chezu_statement_run (insert, &error));

  chezu_database_query_int (fixture->db, "SELECT count(*) FROM t WHERE b IS NULL", 0, &n_nulls,
                            &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_nulls, ==, 1);
}

static void
test_first_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ChezuStatement *insert = prepare_insert (fixture);

  chezu_statement_bind_int (insert, 7, 1);
  chezu_statement_bind_int (insert, 1, 1);
  g_assert_false (chezu_statement_run (insert, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "column index out of range"));
  g_clear_error (&error);

  /* Reported once, then forgotten. */
  insert = prepare_insert (fixture);
  chezu_statement_bind_int (insert, 1, 1);
  g_assert_true (chezu_statement_run (insert, &error));
  g_assert_no_error (error);

  /* A constraint is the failure of the row, not of the statement. */
  chezu_statement_bind_int (insert, 1, 1);
  g_assert_false (chezu_statement_run (insert, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);
  chezu_statement_bind_int (insert, 1, 2);
  g_assert_true (chezu_statement_run (insert, NULL));
}

static void
test_wrong_sql (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ChezuStatement *statement = chezu_database_prepare (fixture->db, "SELECT x FROM missing");

  g_assert_false (chezu_statement_next (statement));
  g_assert_false (chezu_statement_done (statement, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "missing"));
  g_clear_error (&error);

  /* Once the table is there, the same text is right. */
  chezu_database_execute (fixture->db, "CREATE TABLE missing (x)", &error);
  g_assert_no_error (error);
  statement = chezu_database_prepare (fixture->db, "SELECT x FROM missing");
  g_assert_true (chezu_statement_run (statement, &error));
  g_assert_no_error (error);
}

static void
test_left_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ChezuStatement *select;

  chezu_database_execute (fixture->db, "INSERT INTO t VALUES (1, 1), (2, 2)", &error);
  g_assert_no_error (error);

  select = chezu_database_prepare (fixture->db, "SELECT a FROM t ORDER BY a");
  g_assert_true (chezu_statement_next (select));
  select = chezu_database_prepare (fixture->db, "SELECT a FROM t ORDER BY a");
  g_assert_true (chezu_statement_next (select));
  g_assert_cmpint (chezu_statement_get_int (select, 0), ==, 1);
  g_assert_true (chezu_statement_done (select, &error));

  /* Nothing holds the table any more. */
  g_assert_true (chezu_database_execute (fixture->db, "DROP TABLE t", &error));
  g_assert_no_error (error);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/statement/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("values-come-back-as-they-were-bound", test_values);
  ADD ("bindings-are-forgotten-after-a-run", test_bindings_are_forgotten);
  ADD ("the-first-failure-is-kept-and-reported-once", test_first_failure);
  ADD ("wrong-sql-is-reported-when-it-runs", test_wrong_sql);
  ADD ("a-loop-may-be-left-early", test_left_early);
  return g_test_run ();
}
