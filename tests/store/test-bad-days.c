/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to files and disks. Each test ends with proof that nothing that was stored is lost.
 */

#include "store-fixture.h"

#include "store/chezu-history.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY 65534

static void
fill (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch;

  store_fixture_set_up (fixture, data);
  batch = chezu_batch_new (fixture->source);
  store_batch_add_truck (batch, 1);
  for (int i = 0; i < 100; i++)
    store_batch_add_fix (batch, 1, STORE_T0 + i * 1000, 117.0, 34.8);
  chezu_batch_set_cursor (batch, "100");
  store_commit (fixture->store, batch);
}

static void
expect_all_there (ChezuStore *store)
{
  g_autofree char *integrity = store_query_text (store, "PRAGMA integrity_check");
  g_autoptr (ChezuVehiclePage) page = store_changes (store, 0);

  g_assert_cmpstr (integrity, ==, "ok");
  g_assert_cmpuint (page->rows->len, ==, 1);
  g_assert_cmpint (g_array_index (page->rows, ChezuVehicleRow, 0).fix.time_ms, ==,
                   STORE_T0 + 99000);
  g_assert_cmpint (store_count_fixes (store), ==, 100);
  g_assert_cmpint (store_query_int (store, "SELECT cursor FROM source"), ==, 100);
}

static gboolean
try_to_commit (ChezuStore *store, gint64 source, guint n_fixes, GError **error)
{
  g_autoptr (ChezuBatch) batch = chezu_batch_new (source);

  for (guint i = 0; i < n_fixes; i++)
    store_batch_add_fix (batch, 1, STORE_T0 + 1000000 + i, 117.0 + i * 7919 % 5000 * 1e-6, 34.8);
  chezu_batch_set_cursor (batch, "more");
  return chezu_store_commit_batch_sync (store, batch, NULL, error);
}

/* --- Locks -------------------------------------------------------------------------------- */

static void
test_locked (StoreFixture *fixture, gconstpointer data)
{
  const ChezuStoreOptions options = { .busy_timeout_ms = 50 };
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;

  store_fixture_close (fixture);
  fixture->store = chezu_store_open_with (fixture->path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);

  g_assert_false (try_to_commit (fixture->store, fixture->source, 1, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "Another program keeps the data file locked"));
  g_clear_error (&error);
  expect_all_there (fixture->store);

  /* Opening does not need the lock. */
  {
    g_autoptr (ChezuStore) second = chezu_store_open_with (fixture->path, &options, &error);

    g_assert_no_error (error);
    expect_all_there (second);
  }

  sqlite3_exec (other, "COMMIT", NULL, NULL, NULL);
  sqlite3_close (other);
  g_assert_true (try_to_commit (fixture->store, fixture->source, 1, &error));
  g_assert_no_error (error);
}

static void
test_kept_by_another (StoreFixture *fixture, gconstpointer data)
{
  const ChezuStoreOptions options = { .busy_timeout_ms = 50 };
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;

  store_fixture_close (fixture);
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other,
                                 "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; "
                                 "UPDATE source SET lag_ms = lag_ms",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);

  g_assert_null (chezu_store_open_with (fixture->path, &options, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, fixture->path));

  sqlite3_close (other);
  store_fixture_reopen (fixture);
  expect_all_there (fixture->store);
}

static void
test_locked_while_closing (StoreFixture *fixture, gconstpointer data)
{
  const ChezuStoreOptions options = { .busy_timeout_ms = 50 };
  g_autoptr (GError) error = NULL;
  DexFuture *writes[100];
  sqlite3 *other = NULL;

  store_fixture_close (fixture);
  fixture->store = chezu_store_open_with (fixture->path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);

  for (guint i = 0; i < G_N_ELEMENTS (writes); i++)
    {
      ChezuBatch *batch = chezu_batch_new (fixture->source);

      writes[i] = chezu_store_commit_batch (fixture->store, batch);
    }
  chezu_store_close (fixture->store);

  /* Each promise is kept, one way or the other. */
  for (guint i = 0; i < G_N_ELEMENTS (writes); i++)
    {
      g_assert_true (dex_future_is_rejected (writes[i]));
      g_assert_null (dex_future_get_value (writes[i], &error));
      g_assert_true (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_BUSY)
                     || g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED));
      g_clear_error (&error);
      dex_unref (writes[i]);
    }
  sqlite3_close (other);
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  store_fixture_reopen (fixture);
  expect_all_there (fixture->store);
}

/* --- What is not a store ------------------------------------------------------------------ */

static void
expect_left_alone (const char *path, ChezuStoreError code, const char *says)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_size;
  gsize after_size;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &before, &before_size, NULL));
  g_assert_null (chezu_store_open (path, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (g_file_get_contents (path, &after, &after_size, NULL));
  g_assert_cmpmem (before, before_size, after, after_size);
}

static void
test_not_a_database (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "letter.txt", NULL);
  g_autofree char *noise = g_malloc (100000);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  g_file_set_contents (path, "Dear all,\n", -1, NULL);
  expect_left_alone (path, CHEZU_STORE_ERROR_NOT_A_STORE, "is not a data file of Chezu");

  for (int i = 0; i < 100000; i++)
    noise[i] = (char)g_rand_int (random);
  g_file_set_contents (path, noise, 100000, NULL);
  expect_left_alone (path, CHEZU_STORE_ERROR_NOT_A_STORE, "is not a data file of Chezu");

  /* The right beginning, and nothing behind it. */
  memset (noise, 0, 100000);
  strcpy (noise, "SQLite format 3");
  memcpy (noise + 68, "GPKG", 4);
  g_file_set_contents (path, noise, 4096, NULL);
  expect_left_alone (path, CHEZU_STORE_ERROR_NOT_A_STORE, "");
}

static void
make_foreign (const char *path, const char *script)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, script, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_foreign_database (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *places = g_build_filename (fixture->folder, "places.sqlite", NULL);
  g_autofree char *survey = g_build_filename (fixture->folder, "survey.gpkg", NULL);
  g_autofree char *log = g_strconcat (survey, "-wal", NULL);

  make_foreign (places, "CREATE TABLE bookmark (url TEXT); INSERT INTO bookmark VALUES ('x')");
  expect_left_alone (places, CHEZU_STORE_ERROR_NOT_A_STORE, "Choose another file");

  /* Another program's GeoPackage, in the same journal mode as ours. */
  make_foreign (survey, "PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300; "
                        "PRAGMA journal_mode = WAL; CREATE TABLE vehicle (id INTEGER)");
  expect_left_alone (survey, CHEZU_STORE_ERROR_NOT_A_STORE, "Choose another file");
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
}

static void
test_folder (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (chezu_store_open (fixture->folder, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, fixture->folder));
}

static void
test_empty_file (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "empty.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = NULL;

  g_file_set_contents (path, "", 0, NULL);
  store = chezu_store_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chezu_store_get_mode (store), ==, CHEZU_STORE_WRITABLE);
}

/* --- Newer versions ----------------------------------------------------------------------- */

static void
test_newer (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  store_execute (fixture->store, "INSERT INTO chezu_schema VALUES (99, 1, 0, 'Chezu 9')", &error);
  g_assert_no_error (error);
  store_fixture_close (fixture);

  store_fixture_reopen (fixture);
  g_assert_cmpint (chezu_store_get_mode (fixture->store), ==, CHEZU_STORE_READ_ONLY_NEWER);
  expect_all_there (fixture->store);
  g_assert_false (try_to_commit (fixture->store, fixture->source, 1, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NEWER);
  g_assert_cmpstr (error->message, ==, "The data file is from a newer version; opened read-only");
}

static void
test_much_newer (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  store_execute (fixture->store, "INSERT INTO chezu_schema VALUES (99, 50, 0, 'Chezu 9')", &error);
  g_assert_no_error (error);
  store_fixture_close (fixture);
  expect_left_alone (fixture->path, CHEZU_STORE_ERROR_NEWER, "Update Chezu to open it");

  make_foreign (fixture->path, "DELETE FROM chezu_schema WHERE version = 99");
  store_fixture_reopen (fixture);
  expect_all_there (fixture->store);
}

/* --- Damage ------------------------------------------------------------------------------- */

static void
damage_page (const char *path, gint64 page)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  char noise[4096];

  g_assert_cmpint (fd, >=, 0);
  memset (noise, 0xa5, sizeof noise);
  g_assert_cmpint (pwrite (fd, noise, sizeof noise, (page - 1) * 4096), ==, sizeof noise);
  close (fd);
}

static gpointer
count_fixes (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  chezu_history_collect (db, 1, 0, G_MAXINT64, fixes, error);
  return NULL;
}

static void
test_damaged_page (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuVehiclePage) page = NULL;
  gint64 root = store_query_int (fixture->store,
                                 "SELECT rootpage FROM sqlite_schema WHERE name = 'arrival'");

  store_fixture_close (fixture);
  damage_page (fixture->path, root);

  /* What lies elsewhere is shown; what lies there is named as damaged, and does not take the rest
   * along. */
  store_fixture_reopen (fixture);
  page = store_changes (fixture->store, 0);
  g_assert_cmpuint (page->rows->len, ==, 1);
  chezu_store_read_sync (fixture->store, count_fixes, NULL, &error);
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "is damaged"));
  g_clear_error (&error);

  g_assert_false (try_to_commit (fixture->store, fixture->source, 1, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_DAMAGED);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT cursor FROM source"), ==, 100);
}

static void
test_damaged_schema (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize size;
  g_autoptr (GError) error = NULL;

  store_fixture_close (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &size, NULL));
  memset (whole + 100, 0xa5, 200);
  g_file_set_contents (fixture->path, whole, (gssize)size, NULL);

  g_assert_null (chezu_store_open (fixture->path, &error));
  g_assert_true (g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_DAMAGED)
                 || g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_A_STORE));
}

/* --- Full disks --------------------------------------------------------------------------- */

static void
test_full (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *limit = NULL;

  limit = g_strdup_printf ("PRAGMA max_page_count = %d",
                           (int)store_query_int (fixture->store, "PRAGMA page_count") + 2);
  store_execute (fixture->store, limit, &error);
  g_assert_no_error (error);

  g_assert_false (try_to_commit (fixture->store, fixture->source, 50000, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, "The disk is full"));
  g_clear_error (&error);
  expect_all_there (fixture->store);

  store_execute (fixture->store, "PRAGMA max_page_count = 1000000", &error);
  g_assert_no_error (error);
  g_assert_true (try_to_commit (fixture->store, fixture->source, 50000, &error));
  g_assert_cmpint (store_count_fixes (fixture->store), ==, 50100);
}

static gboolean
sleep_a_little (ChezuDatabase *db, gpointer data, GError **error)
{
  g_usleep (50000);
  return TRUE;
}

static gboolean
insert_note (ChezuDatabase *db, gpointer data, GError **error)
{
  const int *bytes = data;
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO note (bytes, text) VALUES (?1, hex (zeroblob (?1)))");

  chezu_statement_bind_int (insert, 1, *bytes);
  return chezu_statement_run (insert, error);
}

/* They wait together behind a slow one, so that one transaction takes them all. */
static void
test_full_for_one (StoreFixture *fixture, gconstpointer data)
{
  static int sizes[] = { 1, 2, 10000000, 3, 20000000, 4 };
  g_autoptr (GError) error = NULL;
  DexFuture *writes[G_N_ELEMENTS (sizes)];
  g_autofree char *script
      = g_strdup_printf ("CREATE TABLE note (bytes INTEGER UNIQUE, text); "
                         "PRAGMA max_page_count = %d",
                         (int)store_query_int (fixture->store, "PRAGMA page_count") + 20);

  store_execute (fixture->store, script, &error);
  g_assert_no_error (error);

  dex_future_disown (chezu_store_write (fixture->store, sleep_a_little, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    writes[i] = chezu_store_write (fixture->store, insert_note, &sizes[i], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      store_await (writes[i]);
      g_assert_true (dex_future_is_rejected (writes[i]) == (sizes[i] > 100));
      if (sizes[i] > 100)
        {
          dex_future_get_value (writes[i], &error);
          g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FULL);
          g_clear_error (&error);
        }
      dex_unref (writes[i]);
    }
  g_assert_cmpint (store_query_int (fixture->store, "SELECT sum (bytes) FROM note"), ==, 10);
  expect_all_there (fixture->store);
}

/* In a process of its own: files may not grow beyond what they are. */
static void
write_against_limit (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = NULL;
  struct rlimit limit = { 400000, 400000 };

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  store = chezu_store_open (path, &error);
  g_assert_no_error (error);
  g_assert_false (try_to_commit (store, 1, 200000, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FULL);
  expect_all_there (store);
}

/* --- Files and folders that cannot be written --------------------------------------------- */

/* In a process of its own, as a user who owns nothing of it. */
static void
read_only_show (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = NULL;

  store = chezu_store_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chezu_store_get_mode (store), ==, CHEZU_STORE_READ_ONLY_FILE);
  expect_all_there (store);
  g_assert_false (try_to_commit (store, 1, 1, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_READ_ONLY);
  g_assert_cmpstr (error->message, ==, "The data file is read-only; new data is not saved");
}

static void
read_only_refuse (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (chezu_store_open (path, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_READ_ONLY);
  g_assert_nonnull (strstr (error->message, path));
}

/* Runs "--what PATH" of this program: as nobody where we are root, whom permissions do not stop. */
static void
run_child (const char *what, const char *path)
{
  const char *argv[] = { "/proc/self/exe", what, path, NULL };
  g_autofree char *output = NULL;
  g_autofree char *complaints = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, &complaints,
                &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  if (error != NULL)
    g_test_message ("%s%s", output, complaints);
  g_assert_no_error (error);
}

static void
lock_out (StoreFixture *fixture, guint folder_mode, guint file_mode)
{
  g_assert_cmpint (g_chmod (fixture->path, (int)file_mode), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, (int)folder_mode), ==, 0);
}

static void
let_in (StoreFixture *fixture)
{
  lock_out (fixture, 0700, 0600);
  store_fixture_reopen (fixture);
  g_assert_cmpint (chezu_store_get_mode (fixture->store), ==, CHEZU_STORE_WRITABLE);
  expect_all_there (fixture->store);
}

static void
test_read_only_file (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_close (fixture);
  lock_out (fixture, 0777, 0444);
  run_child ("--read-only-show", fixture->path);
  let_in (fixture);
}

static void
test_read_only_folder (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_close (fixture);
  lock_out (fixture, 0555, 0666);
  run_child ("--read-only-show", fixture->path);
  let_in (fixture);
}

static void
test_read_only_both (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_close (fixture);
  lock_out (fixture, 0555, 0444);
  run_child ("--read-only-show", fixture->path);
  let_in (fixture);
}

/* The owner has it open: its log and the log's index lie there, readable. */
static void
test_read_only_while_written (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *index = g_strconcat (fixture->path, "-shm", NULL);

  lock_out (fixture, 0555, 0444);
  g_assert_cmpint (g_chmod (log, 0444), ==, 0);
  g_assert_cmpint (g_chmod (index, 0444), ==, 0);
  run_child ("--read-only-show", fixture->path);
  store_fixture_close (fixture);
  let_in (fixture);
}

/* A log that cannot be read along would make the file show what never was. */
static void
test_read_only_unclean (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "copy", NULL);
  g_autofree char *path = g_build_filename (folder, "chezu.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *their_log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *text = NULL;
  gsize size;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_true (g_file_get_contents (fixture->path, &text, &size, NULL));
  g_assert_true (g_file_set_contents (path, text, (gssize)size, NULL));
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (their_log, &text, &size, NULL));
  g_assert_cmpuint (size, >, 0);
  g_assert_true (g_file_set_contents (log, text, (gssize)size, NULL));

  g_chmod (path, 0444);
  g_chmod (log, 0444);
  g_chmod (folder, 0555);
  g_chmod (fixture->folder, 0755);
  run_child ("--read-only-refuse", path);
  g_chmod (folder, 0755);
  g_chmod (path, 0600);
  g_chmod (log, 0600);
  {
    g_autoptr (ChezuStore) store = chezu_store_open (path, NULL);

    expect_all_there (store);
  }
}

static void
test_no_room_for_a_new_one (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "new", "chezu.db", NULL);

  lock_out (fixture, 0555, 0600);
  run_child ("--read-only-refuse", path);
  lock_out (fixture, 0700, 0600);
}

static void
test_file_limit (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_close (fixture);
  run_child ("--limit", fixture->path);
  store_fixture_reopen (fixture);
  expect_all_there (fixture->store);
}

static int
child (const char *what, const char *path)
{
  if (g_str_equal (what, "--limit"))
    {
      write_against_limit (path);
      return 0;
    }

  if (getuid () == 0 && (setgid (NOBODY) != 0 || setuid (NOBODY) != 0))
    return 1;
  if (g_str_equal (what, "--read-only-show"))
    read_only_show (path);
  else
    read_only_refuse (path);
  return 0;
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/bad-days/" path, StoreFixture, NULL, fill, func, store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  if (argc == 3 && g_str_has_prefix (argv[1], "--") && strchr (argv[2], '/') == argv[2]
      && strstr (argv[2], "chezu.db") != NULL)
    return child (argv[1], argv[2]);
  g_test_init (&argc, &argv, NULL);

  ADD ("a-lock-of-another-program-stops-writing-not-reading", test_locked);
  ADD ("a-lock-does-not-keep-the-program-from-closing", test_locked_while_closing);
  ADD ("a-file-that-another-program-keeps-is-named", test_kept_by_another);
  ADD ("a-file-that-is-no-database-stays-as-it-is", test_not_a_database);
  ADD ("a-database-of-another-program-stays-as-it-is", test_foreign_database);
  ADD ("a-folder-is-no-store", test_folder);
  ADD ("an-empty-file-becomes-a-store", test_empty_file);
  ADD ("a-newer-file-is-shown", test_newer);
  ADD ("a-much-newer-file-stays-as-it-is", test_much_newer);
  ADD ("a-damaged-page-does-not-take-the-rest-along", test_damaged_page);
  ADD ("a-damaged-beginning-is-reported", test_damaged_schema);
  ADD ("a-full-disk-costs-what-comes-not-what-was", test_full);
  ADD ("a-full-disk-for-one-write-is-not-one-for-all", test_full_for_one);
  ADD ("a-limit-on-files-is-a-full-disk", test_file_limit);
  ADD ("a-read-only-file-is-shown", test_read_only_file);
  ADD ("a-file-in-a-read-only-folder-is-shown", test_read_only_folder);
  ADD ("a-read-only-file-in-a-read-only-folder-is-shown", test_read_only_both);
  ADD ("a-read-only-file-is-shown-while-its-owner-writes", test_read_only_while_written);
  ADD ("an-unclean-file-in-a-read-only-folder-is-refused", test_read_only_unclean);
  ADD ("a-new-store-needs-a-folder-that-can-be-written", test_no_room_for_a_new_one);
  return g_test_run ();
}
