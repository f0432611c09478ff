/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A writer is killed again and again, at any instant, also while it makes the file. Afterwards the
 * cursor and the rows must tell the same story: batch k writes FIXES fixes, one event and one
 * refusal, and sets the cursor to k.
 */

#include "store-fixture.h"

#include <string.h>
#include <unistd.h>

#define FIXES 20

static gint64
read_cursor (ChezuStore *store)
{
  return store_query_int (store, "SELECT max (coalesce (cursor, 0)) FROM source");
}

static gint64
find_or_add_source (ChezuStore *store)
{
  gint64 source = store_query_int (store, "SELECT id FROM source");

  return source != 0 ? source : store_add_source (store, "depot");
}

/* In the process that is going to be killed. */
static void
write_for_ever (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (path, &error);
  gint64 source;

  g_assert_no_error (error);
  source = find_or_add_source (store);
  for (gint64 k = read_cursor (store) + 1;; k++)
    {
      ChezuBatch *batch = chezu_batch_new (source);
      g_autofree char *cursor = g_strdup_printf ("%" G_GINT64_FORMAT, k);

      for (gint64 remote = 1; remote <= FIXES; remote++)
        {
          store_batch_add_truck (batch, remote);
          store_batch_add_fix (batch, remote, STORE_T0 + k * 1000, 117.0, 34.8);
        }
      store_batch_add_event (batch, 1, k, STORE_T0 + k * 1000, "alarm", "sos");
      chezu_batch_add_refusal (batch, CHEZU_REFUSAL_SPEED, cursor, -1);
      chezu_batch_set_cursor (batch, cursor);
      store_commit (store, batch);
    }
}

static gint64
check (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (path, &error);
  g_autofree char *integrity = NULL;
  gint64 cursor;

  g_assert_no_error (error);
  g_assert_cmpint (chezu_store_get_mode (store), ==, CHEZU_STORE_WRITABLE);
  integrity = store_query_text (store, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");

  cursor = read_cursor (store);
  g_assert_cmpint (store_count_fixes (store), ==, cursor * FIXES);
  g_assert_cmpint (store_query_int (store, "SELECT value FROM tally WHERE name = 'fix'"), ==,
                   cursor * FIXES);
  g_assert_cmpint (store_query_int (store, "SELECT accepted FROM source"), ==, cursor * FIXES);
  g_assert_cmpint (store_query_int (store, "SELECT count(*) FROM alarm"), ==, cursor);
  g_assert_cmpint (store_query_int (store, "SELECT count FROM refusal"), ==, cursor);
  g_assert_cmpint (store_query_int (store, "SELECT sum (accepted) FROM quality"), ==,
                   cursor * FIXES);
  g_assert_cmpint (store_query_int (store, "SELECT sum (refused) FROM quality"), ==, cursor);
  g_assert_cmpint (store_query_int (store, "SELECT min (10000, count) FROM refusal"), ==,
                   store_query_int (store, "SELECT count(*) FROM quarantine"));
  if (cursor > 0)
    g_assert_cmpint (store_query_int (store, "SELECT min (time_ms) FROM vehicle"), ==,
                     STORE_T0 + cursor * 1000);
  return cursor;
}

static void
test_killed_while_writing (void)
{
  g_autofree char *folder = g_dir_make_tmp ("chezu-crash-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "chezu.db", NULL);
  gint64 cursor = 0;

  /* On a machine so busy that nothing was committed in that time, longer. */
  for (int round = 0; round < 25 || (cursor == 0 && round < 250); round++)
    {
      gint64 now;

      store_run_and_kill ("--write", path, (gulong)g_random_int_range (20000, 160000));
      now = check (path);
      g_assert_cmpint (now, >=, cursor);
      cursor = now;
    }
  g_test_message ("%" G_GINT64_FORMAT " batches survived", cursor);
  g_assert_cmpint (cursor, >, 0);
  store_fixture_remove_folder (folder);
}

static void
test_killed_while_making (void)
{
  for (int round = 0; round < 25; round++)
    {
      g_autofree char *folder = g_dir_make_tmp ("chezu-crash-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, "chezu.db", NULL);

      store_run_and_kill ("--write", path, (gulong)g_random_int_range (2000, 50000));
      check (path);
      store_fixture_remove_folder (folder);
    }
}

int
main (int argc, char **argv)
{
  dex_init ();
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    write_for_ever (argv[2]);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/crash/killed-while-writing-it-keeps-what-the-cursor-claims",
                   test_killed_while_writing);
  g_test_add_func ("/store/crash/killed-while-it-is-made-it-can-be-made-again",
                   test_killed_while_making);
  return g_test_run ();
}
