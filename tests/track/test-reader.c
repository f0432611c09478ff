/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two connections that share a tail: what is seen is decided by the transaction of each. */

#include "track/chezu-arrival.h"
#include "track/chezu-segment.h"
#include "track/chezu-track-reader.h"

#include <glib/gstdio.h>

#include "track-fixture.h"

#define SCHEMA "PRAGMA journal_mode = WAL;" TRACK_FIXTURE_SCHEMA

typedef struct
{
  char *folder;
  char *path;
  ChezuTail *tail;
  sqlite3 *writer;
  sqlite3 *reader;
  ChezuTrackReader *of_writer;
  ChezuTrackReader *of_reader;
} Fixture;

static void
run (sqlite3 *db, const char *sql)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("chezu-reader-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "tracks.db", NULL);
  g_assert_cmpint (sqlite3_open (fixture->path, &fixture->writer), ==, SQLITE_OK);
  run (fixture->writer, SCHEMA);
  g_assert_cmpint (sqlite3_open (fixture->path, &fixture->reader), ==, SQLITE_OK);
  fixture->tail = chezu_tail_new ();
  fixture->of_writer = chezu_track_reader_new (fixture->writer, fixture->tail);
  chezu_track_reader_keep_uncommitted (fixture->of_writer);
  fixture->of_reader = chezu_track_reader_new (fixture->reader, fixture->tail);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chezu_track_reader_free (fixture->of_writer);
  chezu_track_reader_free (fixture->of_reader);
  chezu_tail_unref (fixture->tail);
  sqlite3_close (fixture->reader);
  sqlite3_close (fixture->writer);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
arrive (sqlite3 *db, gint64 vehicle_id, gint64 time_ms)
{
  const ChezuVehicleFix fix = { vehicle_id, { .time_ms = time_ms } };
  g_autoptr (GByteArray) record = g_byte_array_new ();
  sqlite3_stmt *insert = NULL;

  chezu_arrival_encode (&fix, 1, record);
  sqlite3_prepare_v2 (db, "INSERT INTO arrival (data) VALUES (?1)", -1, &insert, NULL);
  sqlite3_bind_blob (insert, 1, record->data, (int)record->len, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
  sqlite3_finalize (insert);
}

/* What a connection sees, as "vehicle:time vehicle:time …". */
static void
assert_sees (ChezuTrackReader *reader, const char *expected)
{
  g_autoptr (ChezuTrackCursor) cursor = chezu_track_cursor_new (reader, &CHEZU_TRACK_QUERY_ALL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  ChezuTrackRun run;

  while (chezu_track_cursor_next (cursor, &run, &error))
    for (guint i = 0; i < run.n_fixes; i++)
      g_string_append_printf (text, "%s%d:%d", text->len > 0 ? " " : "", (int)run.vehicle_id,
                              (int)run.fixes[i].time_ms);
  g_assert_no_error (error);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_fails (ChezuTrackReader *reader, ChezuTrackError code)
{
  g_autoptr (ChezuTrackCursor) cursor = chezu_track_cursor_new (reader, &CHEZU_TRACK_QUERY_ALL);
  g_autoptr (GError) error = NULL;
  ChezuTrackRun run;

  g_assert_false (chezu_track_cursor_next (cursor, &run, &error));
  g_assert_error (error, CHEZU_TRACK_ERROR, (int)code);
}

static void
test_uncommitted (Fixture *fixture, gconstpointer data)
{
  arrive (fixture->writer, 1, 10);
  run (fixture->writer, "BEGIN");
  arrive (fixture->writer, 1, 20);
  assert_sees (fixture->of_writer, "1:10 1:20");
  assert_sees (fixture->of_reader, "1:10");
  arrive (fixture->writer, 2, 30);
  arrive (fixture->writer, 1, 15);
  assert_sees (fixture->of_writer, "1:10 1:15 1:20 2:30");
  assert_sees (fixture->of_reader, "1:10");

  run (fixture->writer, "COMMIT");
  chezu_track_reader_forget (fixture->of_writer);
  assert_sees (fixture->of_writer, "1:10 1:15 1:20 2:30");
  assert_sees (fixture->of_reader, "1:10 1:15 1:20 2:30");
}

/* The number of an arrival that was taken back is given out again. */
static void
test_taken_back (Fixture *fixture, gconstpointer data)
{
  run (fixture->writer, "BEGIN; SAVEPOINT job");
  arrive (fixture->writer, 1, 10);
  assert_sees (fixture->of_writer, "1:10");
  run (fixture->writer, "ROLLBACK TO job");
  chezu_track_reader_forget (fixture->of_writer);
  assert_sees (fixture->of_writer, "");
  arrive (fixture->writer, 2, 20);
  assert_sees (fixture->of_writer, "2:20");
  run (fixture->writer, "ROLLBACK");
  chezu_track_reader_forget (fixture->of_writer);

  arrive (fixture->writer, 3, 30);
  assert_sees (fixture->of_reader, "3:30");
  assert_sees (fixture->of_writer, "3:30");
}

/* A connection that nobody looks after keeps nothing that is not committed. */
static void
test_stranger (Fixture *fixture, gconstpointer data)
{
  run (fixture->reader, "BEGIN");
  arrive (fixture->reader, 1, 10);
  assert_sees (fixture->of_reader, "1:10");
  run (fixture->reader, "ROLLBACK; BEGIN");
  arrive (fixture->reader, 2, 20);
  assert_sees (fixture->of_reader, "2:20");
  run (fixture->reader, "ROLLBACK");
  assert_sees (fixture->of_writer, "");
}

static void
test_old_snapshot (Fixture *fixture, gconstpointer data)
{
  arrive (fixture->writer, 1, 10);
  run (fixture->reader, "BEGIN; SELECT * FROM seal");
  arrive (fixture->writer, 1, 20);
  assert_sees (fixture->of_writer, "1:10 1:20");
  assert_sees (fixture->of_reader, "1:10");

  /* All of it goes to segments, as far as the log can tell. */
  run (fixture->writer, "BEGIN; UPDATE seal SET upto = 2; DELETE FROM arrival; COMMIT");
  assert_sees (fixture->of_writer, "");
  arrive (fixture->writer, 1, 30);
  assert_sees (fixture->of_writer, "1:30");
  assert_sees (fixture->of_reader, "1:10");
  run (fixture->reader, "COMMIT");
  assert_sees (fixture->of_reader, "1:30");
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  arrive (fixture->writer, 1, 10);
  arrive (fixture->writer, 1, 20);
  arrive (fixture->writer, 1, 30);
  run (fixture->writer, "UPDATE arrival SET data = zeroblob (length (data)) WHERE id = 2");
  assert_sees (fixture->of_reader, "1:10 1:30");
  chezu_tail_list_damaged (fixture->tail, 3, ids);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpint (g_array_index (ids, gint64, 0), ==, 2);
  run (fixture->writer, "DELETE FROM arrival; DELETE FROM seal");
  assert_fails (fixture->of_reader, CHEZU_TRACK_ERROR_DAMAGED);
}

static void
test_not_a_store (Fixture *fixture, gconstpointer data)
{
  run (fixture->writer, "DROP TABLE seal");
  assert_fails (fixture->of_reader, CHEZU_TRACK_ERROR_DATABASE);
}

#define ADD(path, func) g_test_add ("/track/reader/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("what-is-not-committed-is-seen-by-who-wrote-it", test_uncommitted);
  ADD ("what-was-taken-back-leaves-no-trace", test_taken_back);
  ADD ("a-connection-of-others-may-write-too", test_stranger);
  ADD ("a-snapshot-from-before-sees-what-it-saw", test_old_snapshot);
  ADD ("a-damaged-record-does-not-hide-the-others", test_damaged);
  ADD ("a-file-without-tracks-is-reported", test_not_a_store);
  return g_test_run ();
}
