/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealing while others write and read, in this program and in another one, and when it is killed.
 */

#include "store-fixture.h"

#include "store/chezu-history.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define VEHICLES 40

/* --- Tracks --------------------------------------------------------------------------------- */

/* Too wild to be put into few bytes. */
static gint32
scatter (gint64 i)
{
  guint32 x = (guint32)i * 2654435761u;

  x = (x ^ x >> 15) * 2246822519u;
  return (gint32)(x >> 14);
}

static ChezuFix
make_fix (gint64 vehicle_id, gint64 i)
{
  return (ChezuFix){
    .time_ms = STORE_T0 + i * 1000,
    .lon_e7 = (gint32)(1170000000 + vehicle_id * 10000) + scatter (i),
    .lat_e7 = 348000000 + scatter (i + vehicle_id),
    .speed_cm_s = (gint32)(i % 3000),
    .course_cdeg = (gint32)(i * 13 % 36000),
    .odometer_m = i,
    .altitude_m = 60,
    .flags = CHEZU_FIX_IGNITION_KNOWN,
  };
}

typedef struct
{
  gint64 first_vehicle;
  gint64 n_vehicles;
  gint64 from; /* the first fix of each */
  gint64 n;    /* fixes of each */
  gint64 duplicates;
} Adding;

static gboolean
add_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Adding *adding = data;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (ChezuHistoryItem));

  for (gint64 i = adding->from; i < adding->from + adding->n; i++)
    for (gint64 id = adding->first_vehicle; id < adding->first_vehicle + adding->n_vehicles; id++)
      {
        const ChezuHistoryItem item = {
          .vehicle_id = id,
          .newest_ms = adding->from == 0 ? G_MININT64 : STORE_T0 + (adding->from - 1) * 1000,
          .fix = make_fix (id, i),
        };

        g_array_append_val (items, item);
      }
  if (!chezu_history_add (db, (ChezuHistoryItem *)(gpointer)items->data, items->len, error))
    return FALSE;

  adding->duplicates = 0;
  for (guint i = 0; i < items->len; i++)
    adding->duplicates += g_array_index (items, ChezuHistoryItem, i).duplicate;
  return TRUE;
}

static void
add (ChezuStore *store, Adding adding)
{
  g_autoptr (GError) error = NULL;

  chezu_store_write_sync (store, add_in_transaction, &adding, &error);
  g_assert_no_error (error);
  g_assert_cmpint (adding.duplicates, ==, 0);
}

static void
seal (ChezuStore *store)
{
  DexFuture *future = chezu_history_seal (store);
  g_autoptr (GError) error = NULL;

  store_await (future);
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
  dex_unref (future);
}

/* Proves that each of the vehicles has fixes 0 … n - 1 as they were made. */
static gboolean
check_tracks (ChezuDatabase *db, gint64 first_vehicle, gint64 n_vehicles, gint64 n, GError **error)
{
  for (gint64 id = first_vehicle; id < first_vehicle + n_vehicles; id++)
    {
      g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

      if (!chezu_history_collect (db, id, G_MININT64, G_MAXINT64, fixes, error))
        return FALSE;
      g_assert_cmpuint (fixes->len, ==, n);
      for (guint i = 0; i < fixes->len; i++)
        {
          const ChezuFix *fix = &g_array_index (fixes, ChezuFix, i);
          const ChezuFix made = make_fix (id, i);

          g_assert_cmpint (fix->time_ms, ==, made.time_ms);
          g_assert_cmpint (fix->lon_e7, ==, made.lon_e7);
          g_assert_cmpint (fix->lat_e7, ==, made.lat_e7);
          g_assert_cmpint (fix->odometer_m, ==, made.odometer_m);
        }
    }
  return TRUE;
}

typedef struct
{
  gint64 first_vehicle;
  gint64 n_vehicles;
  gint64 n;
} Expected;

static gpointer
check_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  const Expected *expected = data;

  check_tracks (db, expected->first_vehicle, expected->n_vehicles, expected->n, error);
  return NULL;
}

static void
check (ChezuStore *store, Expected expected)
{
  g_autoptr (GError) error = NULL;

  chezu_store_read_sync (store, check_in_transaction, &expected, &error);
  g_assert_no_error (error);
}

static void
reopen_sealing_often (StoreFixture *fixture)
{
  const ChezuStoreOptions options = { .seal_fixes = 500 };
  g_autoptr (GError) error = NULL;

  store_fixture_close (fixture);
  fixture->store = chezu_store_open_with (fixture->path, &options, &error);
  g_assert_no_error (error);
}

/* --- In this program ------------------------------------------------------------------------ */

static void
test_seal (StoreFixture *fixture, gconstpointer data)
{
  add (fixture->store, (Adding){ 1, VEHICLES, 0, 300 });
  add (fixture->store, (Adding){ 1, VEHICLES, 300, 300 });
  seal (fixture->store);

  check (fixture->store, (Expected){ 1, VEHICLES, 600 });
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM arrival"), ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT sum (count) FROM segment"), ==,
                   VEHICLES * 600);
  /* There is nothing to do, which is done at once. */
  seal (fixture->store);
}

static void
test_learns (StoreFixture *fixture, gconstpointer data)
{
  add (fixture->store, (Adding){ 1, VEHICLES, 0, 1000 });
  seal (fixture->store);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM dictionary"), ==, 1);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT min (dictionary) FROM segment"), ==, 1);

  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  check (fixture->store, (Expected){ 1, VEHICLES, 1000 });
  add (fixture->store, (Adding){ 1, VEHICLES, 1000, 1000 });
  seal (fixture->store);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM dictionary"), ==, 1);
  check (fixture->store, (Expected){ 1, VEHICLES, 2000 });
}

/* More than a step takes, also of one vehicle. */
static void
test_long_track (StoreFixture *fixture, gconstpointer data)
{
  add (fixture->store, (Adding){ 7, 1, 0, 150000 });
  add (fixture->store, (Adding){ 8, 1, 0, 10 });
  seal (fixture->store);
  check (fixture->store, (Expected){ 7, 1, 150000 });
  check (fixture->store, (Expected){ 8, 1, 10 });
}

static void
test_by_itself (StoreFixture *fixture, gconstpointer data)
{
  reopen_sealing_often (fixture);
  for (int i = 0; i < 100; i++)
    add (fixture->store, (Adding){ 1, VEHICLES, i * 10, 10 });
  while (store_query_int (fixture->store, "SELECT count(*) FROM arrival") > 0)
    g_usleep (1000);
  check (fixture->store, (Expected){ 1, VEHICLES, 1000 });
}

/* Small segments at the end of a track become large ones. */
static void
test_joins (StoreFixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 100; i++)
    {
      add (fixture->store, (Adding){ 1, 2, i * 40, 40 });
      seal (fixture->store);
    }
  check (fixture->store, (Expected){ 1, 2, 4000 });
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM segment"), <=, 2 * 30);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT max (length (data)) FROM segment"), >,
                   3000);
}

typedef struct
{
  GMutex mutex;
  GCond cond;
  int stage; /* under the mutex */
} Handshake;

static void
advance (Handshake *handshake, int stage)
{
  g_mutex_lock (&handshake->mutex);
  handshake->stage = stage;
  g_cond_broadcast (&handshake->cond);
  g_mutex_unlock (&handshake->mutex);
}

static void
wait_for (Handshake *handshake, int stage)
{
  g_mutex_lock (&handshake->mutex);
  while (handshake->stage < stage)
    g_cond_wait (&handshake->cond, &handshake->mutex);
  g_mutex_unlock (&handshake->mutex);
}

/* Looks, waits until all is sealed and more came, and must see the same again. */
static gpointer
look_twice (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (ChezuTrackCursor) cursor = chezu_history_query (db, &CHEZU_TRACK_QUERY_ALL);
  ChezuTrackRun run;
  gint64 n_fixes = 0;

  g_assert_true (chezu_track_cursor_next (cursor, &run, error));
  n_fixes = run.n_fixes;
  advance (data, 1);
  wait_for (data, 2);

  while (chezu_track_cursor_next (cursor, &run, error))
    n_fixes += run.n_fixes;
  g_assert_cmpint (n_fixes, ==, VEHICLES * 200);
  check_tracks (db, 1, VEHICLES, 200, error);
  return NULL;
}

static void
test_old_reader (StoreFixture *fixture, gconstpointer data)
{
  Handshake handshake = { 0 };
  g_autoptr (GError) error = NULL;
  DexFuture *read;

  g_mutex_init (&handshake.mutex);
  g_cond_init (&handshake.cond);
  add (fixture->store, (Adding){ 1, VEHICLES, 0, 100 });
  seal (fixture->store);
  add (fixture->store, (Adding){ 1, VEHICLES, 100, 100 });

  read = chezu_store_read (fixture->store, look_twice, &handshake, NULL, NULL);
  wait_for (&handshake, 1);
  seal (fixture->store);
  add (fixture->store, (Adding){ 1, VEHICLES, 200, 100 });
  check (fixture->store, (Expected){ 1, VEHICLES, 300 });
  seal (fixture->store);
  check (fixture->store, (Expected){ 1, VEHICLES, 300 });
  advance (&handshake, 2);
  store_take (read, &error);
  g_assert_no_error (error);

  g_mutex_clear (&handshake.mutex);
  g_cond_clear (&handshake.cond);
}

/* What was damaged stays for whoever can mend it, and stops nobody. */
static void
test_damage (StoreFixture *fixture, gconstpointer data)
{
  Adding late = { 1, 1, 10, 1 };
  g_autoptr (GError) error = NULL;

  add (fixture->store, (Adding){ 1, VEHICLES, 0, 100 });
  seal (fixture->store);
  g_assert_true (store_execute (
      fixture->store, "UPDATE segment SET data = zeroblob (length (data)) WHERE vehicle = 1",
      &error));
  add (fixture->store, (Adding){ 1, VEHICLES, 100, 100 });
  chezu_store_write_sync (fixture->store, add_in_transaction, &late, &error);
  g_assert_no_error (error);
  seal (fixture->store);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM arrival"), ==, 0);

  check (fixture->store, (Expected){ 2, VEHICLES - 1, 200 });
  chezu_store_read_sync (fixture->store, check_in_transaction, &(Expected){ 1, 1, 200 }, &error);
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_DAMAGED);
  g_assert_cmpint (store_query_int (fixture->store,
                                    "SELECT count(*) FROM segment WHERE "
                                    "vehicle = 1 AND data = zeroblob (length (data))"),
                   ==, 1);
}

static void
test_damaged_arrival (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add (fixture->store, (Adding){ 1, VEHICLES, 0, 100 });
  add (fixture->store, (Adding){ 100, 1, 0, 100 });
  g_assert_true (store_execute (
      fixture->store, "UPDATE arrival SET data = zeroblob (length (data)) WHERE id = 2", &error));
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  add (fixture->store, (Adding){ 1, VEHICLES, 100, 100 });
  check (fixture->store, (Expected){ 1, VEHICLES, 200 });
  seal (fixture->store);
  check (fixture->store, (Expected){ 1, VEHICLES, 200 });
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM arrival"), ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT id FROM arrival_damaged"), ==, 2);
}

/* Memory holds what waits, so it must not be without end. */
static void
test_fails_for_good (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  reopen_sealing_often (fixture);
  g_assert_true (store_execute (fixture->store,
                                "CREATE TRIGGER broken BEFORE INSERT ON segment "
                                "BEGIN SELECT raise (FAIL, 'broken'); END",
                                &error));
  for (; error == NULL; n += 10)
    {
      Adding adding = { 1, VEHICLES, n, 10 };

      chezu_store_write_sync (fixture->store, add_in_transaction, &adding, &error);
      g_usleep (1000);
    }
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "broken"));
  g_clear_error (&error);
  n -= 10;
  g_assert_cmpint (n * VEHICLES, >=, 5 * 500);
  check (fixture->store, (Expected){ 1, VEHICLES, n });

  /* What takes no room goes on, and so does the rest once it is mended. */
  g_assert_true (store_execute (fixture->store, "DROP TRIGGER broken", &error));
  seal (fixture->store);
  add (fixture->store, (Adding){ 1, VEHICLES, n, 10 });
  check (fixture->store, (Expected){ 1, VEHICLES, n + 10 });
}

static void
test_closed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  DexFuture *future;

  add (fixture->store, (Adding){ 1, VEHICLES, 0, 2000 });
  future = chezu_history_seal (fixture->store);
  chezu_store_close (fixture->store);
  store_await (future);
  /* It was fast enough, or it says so. */
  if (dex_future_get_value (future, &error) == NULL)
    g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED);
  g_clear_error (&error);
  dex_unref (future);

  future = chezu_history_seal (fixture->store);
  g_assert_null (dex_future_get_value (future, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED);
  dex_unref (future);

  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  check (fixture->store, (Expected){ 1, VEHICLES, 2000 });
}

/* --- Several programs ----------------------------------------------------------------------- */

static gint64
count_of_first (ChezuStore *store, gint64 vehicle_id)
{
  GArray *fixes;
  g_autoptr (GError) error = NULL;
  gint64 n;

  fixes = store_take (chezu_history_read (store, vehicle_id, G_MININT64, G_MAXINT64), &error);
  g_assert_no_error (error);
  n = fixes->len;
  g_array_unref (fixes);
  return n;
}

/* In a process of its own: its vehicles get on by ten fixes at a time, and are sealed. */
static void
write_tracks (const char *path, gint64 first_vehicle, gint64 n_batches)
{
  const ChezuStoreOptions options = { .seal_fixes = 500 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open_with (path, &options, &error);
  gint64 n;

  g_assert_no_error (error);
  n = count_of_first (store, first_vehicle);
  for (gint64 i = 0; i < n_batches; i++)
    add (store, (Adding){ first_vehicle, VEHICLES, n + i * 10, 10 });
}

static GPid
spawn_writer (const char *path, gint64 first_vehicle, gint64 n_batches)
{
  g_autofree char *first = g_strdup_printf ("%" G_GINT64_FORMAT, first_vehicle);
  g_autofree char *batches = g_strdup_printf ("%" G_GINT64_FORMAT, n_batches);
  const char *argv[] = { "/proc/self/exe", "--write", path, first, batches, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_spawn_async (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static void
test_programs (StoreFixture *fixture, gconstpointer data)
{
  GPid other = spawn_writer (fixture->path, 1001, 100);
  int status;

  reopen_sealing_often (fixture);
  for (int i = 0; i < 100; i++)
    {
      add (fixture->store, (Adding){ 1, VEHICLES, i * 10, 10 });
      check (fixture->store, (Expected){ 1, 1, (i + 1) * 10 });
      if (i % 20 == 0)
        seal (fixture->store);
    }
  g_assert_cmpint (waitpid (other, &status, 0), ==, other);
  g_assert_cmpint (status, ==, 0);

  check (fixture->store, (Expected){ 1, VEHICLES, 1000 });
  check (fixture->store, (Expected){ 1001, VEHICLES, 1000 });
  seal (fixture->store);
  check (fixture->store, (Expected){ 1, VEHICLES, 1000 });
  check (fixture->store, (Expected){ 1001, VEHICLES, 1000 });
  g_assert_cmpint (store_count_fixes (fixture->store), ==, 2 * VEHICLES * 1000);
}

static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  gint64 n = 0;

  store_fixture_close (fixture);
  for (int round = 0; round < 30; round++)
    {
      GPid pid = spawn_writer (fixture->path, 1, G_MAXINT32);
      g_autofree char *integrity = NULL;
      gint64 now;
      int status;

      g_usleep ((gulong)g_random_int_range (20000, 120000));
      g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);

      store_fixture_reopen (fixture);
      now = count_of_first (fixture->store, 1);
      g_assert_cmpint (now, >=, n);
      n = now;
      check (fixture->store, (Expected){ 1, VEHICLES, n });
      g_assert_cmpint (store_count_fixes (fixture->store), ==, VEHICLES * n);
      integrity = store_query_text (fixture->store, "PRAGMA integrity_check");
      g_assert_cmpstr (integrity, ==, "ok");
      store_fixture_close (fixture);
    }
  g_test_message ("%" G_GINT64_FORMAT " fixes of each survived", n);
  store_fixture_reopen (fixture);
}

/* --- From rows ------------------------------------------------------------------------------ */

static gboolean
insert_rows (ChezuDatabase *db, gpointer data, GError **error)
{
  for (gint64 id = 1; id <= VEHICLES; id++)
    for (gint64 i = 0; i < 2000; i++)
      {
        ChezuStatement *insert = chezu_database_prepare (
            db, "INSERT INTO fix_row VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        const ChezuFix fix = make_fix (id, i);

        chezu_statement_bind_int (insert, 1, id);
        chezu_statement_bind_int (insert, 2, fix.time_ms);
        chezu_statement_bind_int (insert, 3, fix.lon_e7);
        chezu_statement_bind_int (insert, 4, fix.lat_e7);
        chezu_statement_bind_int (insert, 5, fix.speed_cm_s);
        chezu_statement_bind_int (insert, 6, fix.course_cdeg);
        chezu_statement_bind_int (insert, 7, fix.odometer_m);
        chezu_statement_bind_int (insert, 8, fix.altitude_m);
        chezu_statement_bind_int (insert, 9, fix.flags);
        if (!chezu_statement_run (insert, error))
          return FALSE;
      }
  return chezu_database_execute (db, "UPDATE tally SET value = 80000 WHERE name = 'fix'", error);
}

static void
test_migration (StoreFixture *fixture, gconstpointer data)
{
  ChezuStoreOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "old.db", NULL);
  g_autofree char *integrity = NULL;
  sqlite3 *db = NULL;
  guint n_steps;

  store_fixture_close (fixture);
  g_set_str (&fixture->path, path);
  options.steps = chezu_schema_get_steps (&n_steps);
  options.n_steps = 1;
  fixture->store = chezu_store_open_with (path, &options, &error);
  g_assert_no_error (error);
  g_assert_true (chezu_store_write_sync (fixture->store, insert_rows, NULL, &error));
  store_fixture_close (fixture);
  /* Files of that version kept their space. */
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA auto_vacuum = NONE; VACUUM", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (db);

  store_fixture_reopen (fixture);
  check (fixture->store, (Expected){ 1, VEHICLES, 2000 });
  g_assert_cmpint (store_count_fixes (fixture->store), ==, 80000);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM sqlite_schema "
                                                    "WHERE name = 'fix_row'"),
                   ==, 0);
  /* Given back, from now on and for what the rows took. */
  g_assert_cmpint (store_query_int (fixture->store, "PRAGMA auto_vacuum"), ==, 2);
  g_assert_cmpint (store_query_int (fixture->store, "PRAGMA freelist_count"), <, 10);
  integrity = store_query_text (fixture->store, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
}

static void
test_new_file (StoreFixture *fixture, gconstpointer data)
{
  g_assert_cmpint (store_query_int (fixture->store, "PRAGMA auto_vacuum"), ==, 2);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/seal/" path, StoreFixture, NULL, store_fixture_set_up, func,                 \
              store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  if (argc == 5 && g_str_equal (argv[1], "--write"))
    {
      write_tracks (argv[2], g_ascii_strtoll (argv[3], NULL, 10),
                    g_ascii_strtoll (argv[4], NULL, 10));
      return 0;
    }
  g_test_init (&argc, &argv, NULL);

  ADD ("what-is-sealed-is-as-it-was", test_seal);
  ADD ("a-dictionary-is-learned-once", test_learns);
  ADD ("a-long-track-takes-several-steps", test_long_track);
  ADD ("it-begins-by-itself-when-enough-wait", test_by_itself);
  ADD ("small-segments-are-joined", test_joins);
  ADD ("a-reader-sees-its-own-time", test_old_reader);
  ADD ("a-damaged-segment-stops-nobody", test_damage);
  ADD ("a-damaged-arrival-is-set-aside", test_damaged_arrival);
  ADD ("while-it-fails-what-waits-is-bounded", test_fails_for_good);
  ADD ("closing-does-not-wait-for-it", test_closed);
  ADD ("two-programs-write-and-seal-one-file", test_programs);
  ADD ("killed-at-any-instant-it-keeps-each-fix-once", test_killed);
  ADD ("rows-of-version-1-become-segments", test_migration);
  ADD ("a-new-file-gives-space-back", test_new_file);
  return g_test_run ();
}
