/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static gboolean
insert_note (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (db, "INSERT INTO note (text) VALUES (?1)");

  chezu_statement_bind_text (insert, 1, data);
  return chezu_statement_run (insert, error);
}

static gboolean
insert_and_fail (ChezuDatabase *db, gpointer data, GError **error)
{
  insert_note (db, data, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "changed my mind");
  return FALSE;
}

static void
make_notes (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  store_fixture_set_up (fixture, data);
  store_execute (fixture->store, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)",
                 &error);
  g_assert_no_error (error);
}

static gint64
count_notes (StoreFixture *fixture)
{
  return store_query_int (fixture->store, "SELECT count(*) FROM note");
}

static void
test_created_private (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "a", "b", NULL);
  g_autofree char *path = g_build_filename (folder, "chezu.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (path, &error);
  struct stat info;

  g_assert_no_error (error);
  g_assert_cmpint (chezu_store_get_mode (store), ==, CHEZU_STORE_WRITABLE);
  g_assert_cmpstr (chezu_store_get_path (store), ==, path);

  g_assert_cmpint (stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (log, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static int
count_steps (void)
{
  guint n_steps;

  chezu_schema_get_steps (&n_steps);
  return (int)n_steps;
}

static void
test_reopen (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);

  store_fixture_close (fixture);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  store_fixture_reopen (fixture);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM source"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM chezu_schema"), ==,
                   count_steps ());
}

static DexFuture *
open_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = dex_await_object (chezu_store_open_future (fixture->path), &error);
  ChezuStore *none;

  g_assert_no_error (error);
  g_assert_true (CHEZU_IS_STORE (store));

  none = dex_await_object (chezu_store_open_future ("/dev/null/chezu.db"), &error);
  g_assert_null (none);
  g_assert_nonnull (error);
  return dex_future_new_true ();
}

static void
test_open_future (StoreFixture *fixture, gconstpointer data)
{
  DexFuture *fiber = dex_scheduler_spawn (NULL, 0, open_fiber, fixture, NULL);

  store_await (fiber);
  g_assert_true (dex_future_is_resolved (fiber));
  dex_unref (fiber);
}

static DexFuture *
write_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GError) error = NULL;
  DexFuture *futures[100];

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      gboolean fails = i % 10 == 3;

      futures[i] = chezu_store_write (fixture->store, fails ? insert_and_fail : insert_note,
                                      g_strdup_printf ("%u", i % 10 == 5 ? 4 : i), g_free);
    }
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      gboolean succeeded = dex_await (futures[i], &error);

      /* 3, 13 … changed their minds, and 5, 15 … repeat what 4 wrote. */
      g_assert_true (succeeded == (i % 10 != 3 && i % 10 != 5));
      g_assert_true (succeeded == (error == NULL));
      if (i % 10 == 3)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      if (i % 10 == 5)
        g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);
      g_clear_error (&error);
    }
  return dex_future_new_true ();
}

static void
test_one_failure_is_its_own (StoreFixture *fixture, gconstpointer data)
{
  DexFuture *fiber = dex_scheduler_spawn (NULL, 0, write_fiber, fixture, NULL);

  store_await (fiber);
  g_assert_true (dex_future_is_resolved (fiber));
  dex_unref (fiber);
  g_assert_cmpint (count_notes (fixture), ==, 80);
}

static gboolean
remember_thread (ChezuDatabase *db, gpointer data, GError **error)
{
  GHashTable *threads = data;

  g_hash_table_add (threads, g_thread_self ());
  return TRUE;
}

static void
test_one_writer (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) threads = g_hash_table_new (NULL, NULL);

  for (int i = 0; i < 20; i++)
    g_assert_true (chezu_store_write_sync (fixture->store, remember_thread, threads, NULL));
  g_assert_cmpuint (g_hash_table_size (threads), ==, 1);
  g_assert_false (g_hash_table_contains (threads, g_thread_self ()));
}

static gpointer
take_over (gpointer db)
{
  chezu_database_take_over (db);
  return NULL;
}

static void
use_database_of_another_thread (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("chezu-store-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "chezu.db", NULL);
  ChezuDatabase *db;
  GThread *thread;

  g_file_set_contents (path, "", 0, NULL);
  db = chezu_database_open (path, CHEZU_DATABASE_READ_WRITE, 0, NULL);
  thread = g_thread_new ("other", take_over, db);
  g_thread_join (thread);
  chezu_database_execute (db, "SELECT 1", NULL);
}

static void
test_wrong_thread (void)
{
  if (g_test_subprocess ())
    {
      use_database_of_another_thread ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*self->thread == g_thread_self*");
}

static gpointer
try_to_write (ChezuDatabase *db, gpointer data, GError **error)
{
  return chezu_database_execute (db, "INSERT INTO note (text) VALUES ('x')", error) ? db : NULL;
}

static void
test_readers_cannot_write (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (chezu_store_read_sync (fixture->store, try_to_write, NULL, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_READ_ONLY);
  g_assert_cmpint (count_notes (fixture), ==, 0);
}

typedef struct
{
  ChezuStore *store;
  gint64 before;
  gint64 after;
} Snapshot;

static gpointer
read_twice (ChezuDatabase *db, gpointer data, GError **error)
{
  Snapshot *snapshot = data;

  chezu_database_query_int (db, "SELECT count(*) FROM note", -1, &snapshot->before, error);
  g_assert_true (
      chezu_store_write_sync (snapshot->store, insert_note, (gpointer) "meanwhile", error));
  chezu_database_query_int (db, "SELECT count(*) FROM note", -1, &snapshot->after, error);
  return NULL;
}

static void
test_snapshot (StoreFixture *fixture, gconstpointer data)
{
  Snapshot snapshot = { .store = fixture->store };
  g_autoptr (GError) error = NULL;

  chezu_store_read_sync (fixture->store, read_twice, &snapshot, &error);
  g_assert_no_error (error);
  g_assert_cmpint (snapshot.before, ==, 0);
  g_assert_cmpint (snapshot.after, ==, 0);
  g_assert_cmpint (count_notes (fixture), ==, 1);
}

static void
count_cb (ChezuStore *store, guint *count)
{
  (*count)++;
}

/* Lets time pass in the main context; what is counted meanwhile is the caller's to judge. */
static void
iterate_for (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
iterate_until (guint *count, guint at_least)
{
  gint64 until = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (*count < at_least && g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (*count, >=, at_least);
}

static void
test_changed (StoreFixture *fixture, gconstpointer data)
{
  guint count = 0;
  gint64 started = g_get_monotonic_time ();
  guint allowed;

  g_signal_connect (fixture->store, "changed", G_CALLBACK (count_cb), &count);
  for (int i = 0; i < 200; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", i);

      g_assert_true (chezu_store_write_sync (fixture->store, insert_note, text, NULL));
      g_main_context_iteration (NULL, FALSE);
    }
  iterate_until (&count, 1);
  iterate_for (300);

  /* One each tenth of a second, however many commits, and one to begin with. */
  allowed = (guint)((g_get_monotonic_time () - started) / (100 * G_TIME_SPAN_MILLISECOND)) + 2;
  g_assert_cmpuint (count, <=, allowed);

  /* Then silence: nobody commits. */
  count = 0;
  iterate_for (600);
  g_assert_cmpuint (count, ==, 0);
  g_signal_handlers_disconnect_by_data (fixture->store, &count);
}

static void
test_failed_write_is_no_change (StoreFixture *fixture, gconstpointer data)
{
  guint count = 0;

  iterate_for (300);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (count_cb), &count);
  g_assert_false (chezu_store_write_sync (fixture->store, insert_and_fail, (gpointer) "x", NULL));
  iterate_for (300);
  g_assert_cmpuint (count, ==, 0);
  g_signal_handlers_disconnect_by_data (fixture->store, &count);
}

static void
test_other_process (StoreFixture *fixture, gconstpointer data)
{
  guint count = 0;
  sqlite3 *other = NULL;

  iterate_for (300);
  g_signal_connect (fixture->store, "changed", G_CALLBACK (count_cb), &count);
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (other, "INSERT INTO note (text) VALUES ('other')", NULL, NULL, NULL), ==,
      SQLITE_OK);
  iterate_until (&count, 1);
  g_assert_cmpint (count_notes (fixture), ==, 1);
  sqlite3_close (other);
  g_signal_handlers_disconnect_by_data (fixture->store, &count);
}

static gpointer
open_in_thread (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) error = NULL;
  guint count = 0;

  g_main_context_push_thread_default (context);
  {
    g_autoptr (ChezuStore) store = chezu_store_open (fixture->path, &error);

    g_assert_no_error (error);
    g_signal_connect (store, "changed", G_CALLBACK (count_cb), &count);
    g_assert_true (chezu_store_write_sync (store, insert_note, (gpointer) "x", NULL));
    while (count == 0)
      g_main_context_iteration (context, TRUE);
    g_signal_handlers_disconnect_by_data (store, &count);
  }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_context (StoreFixture *fixture, gconstpointer data)
{
  g_thread_join (g_thread_new ("opener", open_in_thread, fixture));
}

static void
test_closed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  DexFuture *write;

  chezu_store_close (fixture->store);
  g_assert_false (chezu_store_write_sync (fixture->store, insert_note, (gpointer) "x", &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_null (chezu_store_read_sync (fixture->store, try_to_write, NULL, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED);
  g_clear_error (&error);

  write = chezu_store_write (fixture->store, insert_note, g_strdup ("x"), g_free);
  g_assert_true (dex_future_is_rejected (write));
  dex_unref (write);
  chezu_store_close (fixture->store);
}

static gboolean
sleep_and_insert (ChezuDatabase *db, gpointer data, GError **error)
{
  g_usleep (20000);
  return insert_note (db, data, error);
}

static void
test_close_finishes_writes (StoreFixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 50; i++)
    dex_future_disown (chezu_store_write (fixture->store, i == 0 ? sleep_and_insert : insert_note,
                                          g_strdup_printf ("%d", i), g_free));
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  g_assert_cmpint (count_notes (fixture), ==, 50);
}

static gpointer
read_for_ever (ChezuDatabase *db, gpointer data, GError **error)
{
  gint64 value;

  g_atomic_int_set ((int *)data, TRUE);
  chezu_database_query_int (db,
                            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                            "SELECT max (i) FROM n",
                            0, &value, error);
  return NULL;
}

static void
test_close_breaks_off_reads (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int started = FALSE;
  DexFuture *read = chezu_store_read (fixture->store, read_for_ever, &started, NULL, NULL);

  while (!g_atomic_int_get (&started))
    g_usleep (1000);
  g_usleep (20000);
  chezu_store_close (fixture->store);
  g_assert_null (dex_future_get_value (read, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED);
  dex_unref (read);
}

static void
unref_in_job (gpointer store)
{
  /* The main thread lets go of its own first. */
  g_usleep (50000);
  g_object_unref (store);
}

static gboolean
do_nothing (ChezuDatabase *db, gpointer data, GError **error)
{
  return TRUE;
}

static void
test_last_reference_in_writer (StoreFixture *fixture, gconstpointer data)
{
  GWeakRef weak;
  ChezuStore *store;

  g_weak_ref_init (&weak, fixture->store);
  dex_future_disown (
      chezu_store_write (fixture->store, do_nothing, g_object_ref (fixture->store), unref_in_job));
  g_clear_object (&fixture->store);
  while ((store = g_weak_ref_get (&weak)) != NULL)
    {
      g_object_unref (store);
      g_usleep (1000);
    }
  g_weak_ref_clear (&weak);
  store_fixture_reopen (fixture);
}

static const ChezuSchemaStep *
next_version_steps (guint *n_steps)
{
  static ChezuSchemaStep steps[16];
  const ChezuSchemaStep *own = chezu_schema_get_steps (n_steps);

  g_assert_cmpuint (*n_steps, <, G_N_ELEMENTS (steps));
  for (guint i = 0; i < *n_steps; i++)
    steps[i] = own[i];
  steps[*n_steps] = (ChezuSchemaStep){
    own[*n_steps - 1].version + 1,
    1,
    "ALTER TABLE note ADD COLUMN author TEXT; UPDATE note SET author = 'nobody'",
  };
  (*n_steps)++;
  return steps;
}

static void
test_migration (StoreFixture *fixture, gconstpointer data)
{
  ChezuStoreOptions options = { 0 };
  g_autofree char *copy = g_strdup_printf ("%s.version-%d", fixture->path, count_steps ());
  g_autofree char *author = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) old = NULL;
  struct stat info;

  g_assert_true (chezu_store_write_sync (fixture->store, insert_note, (gpointer) "kept", NULL));
  store_fixture_close (fixture);

  options.steps = next_version_steps (&options.n_steps);
  fixture->store = chezu_store_open_with (fixture->path, &options, &error);
  g_assert_no_error (error);
  author = store_query_text (fixture->store, "SELECT author FROM note WHERE text = 'kept'");
  g_assert_cmpstr (author, ==, "nobody");

  /* What it was before lies beside it, whole and private. */
  g_assert_cmpint (stat (copy, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  old = chezu_store_open (copy, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chezu_store_get_mode (old), ==, CHEZU_STORE_WRITABLE);
  g_assert_cmpint (store_query_int (old, "SELECT count(*) FROM note"), ==, 1);
}

static void
test_failed_migration (StoreFixture *fixture, gconstpointer data)
{
  ChezuStoreOptions options = { 0 };
  g_autoptr (GError) error = NULL;

  /* The second statement of the step finds a column that is there already. */
  store_execute (fixture->store,
                 "INSERT INTO note (text) VALUES ('kept'); "
                 "ALTER TABLE note ADD COLUMN author TEXT",
                 &error);
  g_assert_no_error (error);
  store_fixture_close (fixture);

  options.steps = next_version_steps (&options.n_steps);
  g_assert_null (chezu_store_open_with (fixture->path, &options, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);

  store_fixture_reopen (fixture);
  g_assert_cmpint (chezu_store_get_mode (fixture->store), ==, CHEZU_STORE_WRITABLE);
  g_assert_cmpint (count_notes (fixture), ==, 1);
}

static gpointer
open_and_close (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (data, &error);

  g_assert_no_error (error);
  g_assert_cmpint (store_query_int (store, "SELECT count(*) FROM chezu_schema"), ==,
                   count_steps ());
  return NULL;
}

static void
test_opened_at_once (StoreFixture *fixture, gconstpointer data)
{
  for (int round = 0; round < 10; round++)
    {
      g_autofree char *name = g_strdup_printf ("new-%d.db", round);
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      GThread *threads[4];

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("opener", open_and_close, path);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_thread_join (threads[i]);
    }
}

static void
test_totals (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GError) error = NULL;
  g_autofree ChezuStoreTotals *empty = chezu_store_read_totals_sync (fixture->store, &error);
  g_autofree ChezuStoreTotals *totals = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (empty->vehicles, ==, 0);
  g_assert_cmpint (empty->newest_fix_ms, ==, 0);

  for (gint64 remote = 1; remote <= 3; remote++)
    store_batch_add_truck (batch, remote);
  store_batch_add_fix (batch, 1, STORE_T0 + 1, 117.2, 34.8);
  store_batch_add_fix (batch, 1, STORE_T0 + 2, 117.2, 34.8);
  store_batch_add_event (batch, 2, 1, STORE_T0, "alarm", "sos");
  store_commit (fixture->store, batch);

  totals = store_take (chezu_store_read_totals (fixture->store), &error);
  g_assert_no_error (error);
  g_assert_cmpint (totals->vehicles, ==, 3);
  g_assert_cmpint (totals->fixes, ==, 2);
  g_assert_cmpint (totals->events, ==, 1);
  g_assert_cmpint (totals->newest_fix_ms, ==, STORE_T0 + 2);
  g_assert_cmpint (totals->bytes, >, 4096);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/" path, StoreFixture, NULL, make_notes, func, store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("open/makes-a-private-file-in-a-private-folder", test_created_private);
  ADD ("open/finds-what-was-saved", test_reopen);
  ADD ("open/a-future-carries-the-store", test_open_future);
  ADD ("open/several-may-make-it-at-once", test_opened_at_once);
  ADD ("open/an-older-file-is-copied-and-migrated", test_migration);
  ADD ("open/a-migration-that-fails-changes-nothing", test_failed_migration);
  ADD ("write/one-failure-is-its-own", test_one_failure_is_its_own);
  ADD ("write/one-thread-does-it", test_one_writer);
  g_test_add_func ("/store/write/another-thread-is-caught", test_wrong_thread);
  ADD ("write/readers-cannot", test_readers_cannot_write);
  ADD ("read/sees-one-moment", test_snapshot);
  ADD ("changed/comes-at-most-ten-times-a-second", test_changed);
  ADD ("changed/a-failed-write-is-none", test_failed_write_is_no_change);
  ADD ("changed/another-program-is-noticed", test_other_process);
  ADD ("changed/comes-where-the-store-was-opened", test_context);
  ADD ("close/refuses-what-comes-after", test_closed);
  ADD ("close/finishes-the-writes-that-wait", test_close_finishes_writes);
  ADD ("close/breaks-off-what-is-being-read", test_close_breaks_off_reads);
  ADD ("close/the-last-reference-may-go-on-the-writer", test_last_reference_in_writer);
  ADD ("totals/count-everything", test_totals);
  return g_test_run ();
}
