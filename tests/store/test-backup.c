/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "store/chezu-backup.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define FIXES 20

typedef struct
{
  StoreFixture store;
  char *target;
  char *part;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  fixture->target = g_build_filename (fixture->store.folder, "copy.gpkg", NULL);
  fixture->part = g_strconcat (fixture->target, ".part", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->target);
  g_free (fixture->part);
  store_fixture_tear_down (&fixture->store, data);
}

/* Batch k: a fix of each vehicle, one alarm, and the cursor at k. */
static void
write_batch (StoreFixture *store, gint64 k)
{
  ChezuBatch *batch = chezu_batch_new (store->source);
  g_autofree char *cursor = g_strdup_printf ("%" G_GINT64_FORMAT, k);

  for (gint64 remote = 1; remote <= FIXES; remote++)
    {
      store_batch_add_truck (batch, remote);
      store_batch_add_fix (batch, remote, STORE_T0 + k * 1000, 117.0, 34.8);
    }
  store_batch_add_event (batch, 1, k, STORE_T0 + k * 1000, "alarm", "sos");
  chezu_batch_set_cursor (batch, cursor);
  store_commit (store->store, batch);
}

static ChezuBackupResult *
backup (Fixture *fixture, gboolean overwrite, GError **error)
{
  const ChezuBackupOptions options = { .overwrite = overwrite };

  return chezu_backup (fixture->store.path, fixture->target, &options, error);
}

static void
assert_good (const ChezuBackupResult *result)
{
  g_assert_nonnull (result);
  for (guint i = 0; i < result->report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (result->report->findings, i);

      g_test_message ("%s: %s", finding->where, finding->text);
    }
  g_assert_cmpint (chezu_verify_report_count (result->report), ==, 0);
}

static void
assert_nothing_left (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->store.folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, "copy"));
}

static void
assert_refused (Fixture *fixture, gboolean overwrite, ChezuStoreError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (backup (fixture, overwrite, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, (int)code);
}

/* --- A good one --------------------------------------------------------------------------- */

static void
test_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuBackupResult) result = NULL;
  g_autofree char *log = g_strconcat (fixture->target, "-wal", NULL);
  g_autoptr (ChezuStore) copy = NULL;
  g_autofree char *head = NULL;
  gsize size;
  GStatBuf info;

  write_batch (&fixture->store, 1);
  result = backup (fixture, FALSE, &error);
  g_assert_no_error (error);
  assert_good (result);

  /* One file that only its owner reads, and that needs no log. */
  g_assert_cmpint (g_stat (fixture->target, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (info.st_size, ==, result->bytes);
  g_assert_false (g_file_test (fixture->part, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  g_file_get_contents (fixture->target, &head, &size, &error);
  g_assert_no_error (error);
  /* https://sqlite.org/fileformat.html, 1.3.3: 1 is a rollback journal, 2 a write-ahead log. */
  g_assert_cmpint (head[18], ==, 1);
  g_assert_cmpint (head[19], ==, 1);

  copy = chezu_store_open (fixture->target, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chezu_store_get_mode (copy), ==, CHEZU_STORE_WRITABLE);
  g_assert_cmpint (store_query_int (copy, "SELECT count(*) FROM vehicle"), ==, FIXES);
}

typedef struct
{
  StoreFixture *store;
  int stopping; /* atomic */
  gint64 last;
} Writer;

static gpointer
write_on (gpointer data)
{
  Writer *writer = data;

  while (!g_atomic_int_get (&writer->stopping))
    write_batch (writer->store, ++writer->last);
  return NULL;
}

/* The copy is what was written up to some batch, and nothing of the next. */
static void
assert_prefix (Fixture *fixture, gint64 from)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) copy = chezu_store_open (fixture->target, &error);
  gint64 cursor;

  g_assert_no_error (error);
  cursor = store_query_int (copy, "SELECT cursor FROM source");
  g_assert_cmpint (cursor, >=, from);
  g_assert_cmpint (store_query_int (copy, "SELECT count(*) FROM alarm"), ==, cursor);
  g_assert_cmpint (store_query_int (copy, "SELECT max (remote_id) FROM alarm"), ==, cursor);
  g_assert_cmpint (store_query_int (copy, "SELECT value FROM tally WHERE name = 'fix'"), ==,
                   cursor * FIXES);
  g_assert_cmpint (store_query_int (copy, "SELECT min (time_ms) FROM vehicle"), ==,
                   STORE_T0 + cursor * 1000);
  chezu_store_close (copy);
}

static void
test_while_written (Fixture *fixture, gconstpointer data)
{
  Writer writer = { .store = &fixture->store };
  GThread *thread;
  gint64 from = 0;

  write_batch (&fixture->store, ++writer.last);
  thread = g_thread_new ("writer", write_on, &writer);
  for (int i = 0; i < 8; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ChezuBackupResult) result = backup (fixture, TRUE, &error);

      g_assert_no_error (error);
      assert_good (result);
      assert_prefix (fixture, from);
    }
  g_atomic_int_set (&writer.stopping, TRUE);
  g_thread_join (thread);
}

static void
test_left_over_part (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuBackupResult) result = NULL;

  g_file_set_contents (fixture->part, "half of an older one", -1, &error);
  g_assert_no_error (error);
  result = backup (fixture, FALSE, &error);
  g_assert_no_error (error);
  assert_good (result);
  g_assert_false (g_file_test (fixture->part, G_FILE_TEST_EXISTS));
}

/* --- Refused ------------------------------------------------------------------------------ */

static void
test_overwrite (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuBackupResult) result = NULL;
  g_autofree char *text = NULL;

  g_file_set_contents (fixture->target, "precious", -1, &error);
  g_assert_no_error (error);
  assert_refused (fixture, FALSE, CHEZU_STORE_ERROR_EXISTS);
  g_file_get_contents (fixture->target, &text, NULL, &error);
  g_assert_cmpstr (text, ==, "precious");

  result = backup (fixture, TRUE, &error);
  g_assert_no_error (error);
  assert_good (result);
}

static void
test_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (fixture->target);
  fixture->target = g_strdup (fixture->store.path);
  assert_refused (fixture, TRUE, CHEZU_STORE_ERROR_EXISTS);

  g_free (fixture->target);
  fixture->target = g_build_filename (fixture->store.folder, "link", NULL);
  g_assert_cmpint (symlink (fixture->store.path, fixture->target), ==, 0);
  assert_refused (fixture, TRUE, CHEZU_STORE_ERROR_EXISTS);
  write_batch (&fixture->store, 1);
}

/* The log of what is replaced would be taken for the new one's. */
static void
test_target_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) other = chezu_store_open (fixture->target, &error);

  g_assert_no_error (error);
  store_add_source (other, "other");
  assert_refused (fixture, TRUE, CHEZU_STORE_ERROR_EXISTS);
  store_add_source (other, "another");
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->target);
  fixture->target = g_build_filename (fixture->store.folder, "no", "where", NULL);
  assert_refused (fixture, FALSE, CHEZU_STORE_ERROR_FAILED);
}

static void
test_no_store (Fixture *fixture, gconstpointer data)
{
  const ChezuBackupOptions options = { 0 };
  g_autofree char *notes = g_build_filename (fixture->store.folder, "notes.txt", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (notes, "these are my notes, and no database at all", -1, &error);
  g_assert_no_error (error);
  g_assert_null (chezu_backup (notes, fixture->target, &options, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_A_STORE);
  assert_nothing_left (fixture);
}

/* --- Broken off --------------------------------------------------------------------------- */

static gboolean
stop_at_once (const char *what, gint64 done, gint64 total, gpointer data)
{
  return FALSE;
}

static void
test_broken_off (Fixture *fixture, gconstpointer data)
{
  const ChezuBackupOptions options = { .verify.progress = stop_at_once };
  g_autoptr (GError) error = NULL;

  write_batch (&fixture->store, 1);
  g_assert_null (chezu_backup (fixture->store.path, fixture->target, &options, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_nothing_left (fixture);
}

/* A limit on the size of files, which is as a disk that is full when half is written. */
static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  struct rlimit before;
  struct rlimit small;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuBackupResult) result = NULL;

  write_batch (&fixture->store, 1);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 100 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_null (backup (fixture, FALSE, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FULL);
  assert_nothing_left (fixture);

  g_clear_error (&error);
  result = backup (fixture, FALSE, &error);
  g_assert_no_error (error);
  assert_good (result);
}

/* A copy that is not in order does not get the name of one that is. */
static void
test_damaged_store (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuBackupResult) result = NULL;

  write_batch (&fixture->store, 1);
  store_execute (fixture->store.store, "UPDATE tally SET value = 0", &error);
  g_assert_no_error (error);
  result = backup (fixture, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->report->counts[CHEZU_VERIFY_TALLY], >, 0);
  g_assert_true (g_file_test (fixture->part, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (fixture->target, G_FILE_TEST_EXISTS));
}

#define ADD(path, func) g_test_add ("/store/backup/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("a-copy-is-one-file-that-is-a-store", test_alone);
  ADD ("a-copy-made-while-others-write-is-of-one-instant", test_while_written);
  ADD ("what-a-killed-one-left-is-in-nobodys-way", test_left_over_part);
  ADD ("what-is-there-is-replaced-only-when-asked", test_overwrite);
  ADD ("the-store-is-not-copied-over-itself", test_itself);
  ADD ("a-store-in-use-is-not-replaced", test_target_in_use);
  ADD ("a-folder-that-is-not-there-is-told", test_no_folder);
  ADD ("what-is-no-store-is-told", test_no_store);
  ADD ("broken-off-it-leaves-nothing", test_broken_off);
  ADD ("a-full-disk-leaves-nothing", test_disk_full);
  ADD ("a-copy-that-is-not-in-order-gets-no-name", test_damaged_store);
  return g_test_run ();
}
