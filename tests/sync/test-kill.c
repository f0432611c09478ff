/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A synchronizer that is killed at any instant: the cursor claims nothing that is not in the store,
 * and nothing is there twice. */

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/chezu-time.h"
#include "store/chezu-history.h"
#include "sync-fixture.h"

#define KILLS 6

static const char *program;

/* --- The victim ----------------------------------------------------------------------------- */

G_NORETURN static void
be_the_victim (const char *store_path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (store_path, &error);
  g_autoptr (ChezuSynchronizer) synchronizer = NULL;
  ChezuSyncOptions options = CHEZU_SYNC_OPTIONS_DEFAULT;

  g_assert_no_error (error);
  options.gather_ms = 2;
  options.events_ms = 5;
  options.batch_max = 20;
  synchronizer = chezu_synchronizer_new_with_options (store, &options);
  fixture_await (chezu_synchronizer_start (synchronizer), &error);
  g_assert_no_error (error);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

/* --- The test ------------------------------------------------------------------------------- */

typedef struct
{
  GString *list; /* of events, as JSON, without its brackets */
  GArray *times; /* of gint64 */
  guint n_fixes;
} Story;

/* The world goes on: one event in the report, one fix on the stream. */
static void
go_on (Fixture *fixture, Story *story)
{
  gint64 now_ms = chezu_time_now_ms ();
  g_autofree char *time = chezu_time_format_iso8601 (now_ms);
  g_autofree char *report = NULL;

  g_string_append_printf (story->list,
                          "%s{\"id\":%u,\"type\":\"deviceMoving\",\"eventTime\":\"%s\","
                          "\"deviceId\":1,\"attributes\":{}}",
                          story->list->len > 0 ? "," : "", story->times->len + 1, time);
  g_array_append_val (story->times, now_ms);
  report = g_strdup_printf ("[%s]", story->list->str);
  fake_traccar_set (fixture->server, "/api/reports/events", report);

  story->n_fixes++;
  fixture_push_fix (fixture, 1000 + story->n_fixes, 1 + story->n_fixes % 50,
                    1000 * 1000 - story->n_fixes);
}

static GPid
start_victim (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  const char *const arguments[] = { program, "--victim", fixture->store_path, NULL };
  GPid pid;

  g_spawn_async (NULL, (char **)arguments, NULL,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static void
kill_victim (GPid pid)
{
  int status;

  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

/* The latest state of a vehicle is its latest fix. */
static void
check_newest (ChezuDatabase *db, gint64 vehicle_id, gint64 newest_ms, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (db, "SELECT time_ms FROM vehicle WHERE id = ?1");

  chezu_statement_bind_int (select, 1, vehicle_id);
  g_assert_true (chezu_statement_next (select));
  g_assert_cmpint (chezu_statement_get_int (select, 0), ==, newest_ms);
  chezu_statement_done (select, error);
}

static gpointer
check_tracks (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT id FROM vehicle WHERE time_ms IS NOT NULL");
  gint64 n_fixes = 0;

  while (chezu_statement_next (select))
    {
      gint64 id = chezu_statement_get_int (select, 0);

      g_array_append_val (ids, id);
    }
  if (!chezu_statement_done (select, error))
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
      gint64 id = g_array_index (ids, gint64, i);

      if (!chezu_history_collect (db, id, G_MININT64, G_MAXINT64, fixes, error))
        return NULL;
      g_assert_cmpuint (fixes->len, >, 0);
      check_newest (db, id, g_array_index (fixes, ChezuFix, fixes->len - 1).time_ms, error);
      n_fixes += fixes->len;
    }
  g_assert_cmpint (chezu_history_count (db, error), ==, n_fixes);
  return NULL;
}

static void
check_store (Fixture *fixture, const Story *story)
{
  g_autoptr (GError) error = NULL;
  gint64 cursor_ms = fixture_get_int (fixture, "SELECT coalesce (cursor, 0) FROM source");
  gint64 claimed = 0;

  for (guint i = 0; i < story->times->len; i++)
    if (g_array_index (story->times, gint64, i) < cursor_ms)
      claimed++;

  g_test_message ("the cursor claims %" G_GINT64_FORMAT " of %u events", claimed,
                  story->times->len);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM event"), >=, claimed);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) - count (DISTINCT remote_id) "
                                             "FROM event"),
                   ==, 0);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT accepted FROM source"), ==,
                   fixture_get_int (fixture, "SELECT value FROM tally WHERE name = 'fix'"));
  chezu_store_read_sync (fixture->store, check_tracks, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
has_streamed (Fixture *fixture, gpointer data)
{
  return fake_traccar_count_sockets (fixture->server) > 0;
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  Story story = { g_string_new (NULL), g_array_new (FALSE, FALSE, sizeof (gint64)), 0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  fixture_script_fleet (fixture, 50);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  for (int i = 0; i < KILLS; i++)
    {
      GPid pid = start_victim (fixture);
      int steps = g_rand_int_range (rand, 1, 40);

      /* Now and then it dies while it catches up. */
      if (i % 3 != 2)
        fixture_wait (fixture, "the stream", has_streamed, NULL);
      for (int step = 0; step < steps; step++)
        {
          go_on (fixture, &story);
          fixture_pass_time (3);
        }
      kill_victim (pid);
      check_store (fixture, &story);
    }

  /* Whoever comes next completes it. */
  fixture_start (fixture);
  fixture_wait_for_count (fixture, "SELECT count (*) FROM event", story.times->len);
  fixture_stop (fixture);
  check_store (fixture, &story);
  g_string_free (story.list, TRUE);
  g_array_unref (story.times);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--victim"))
    be_the_victim (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/kill/cursor-and-rows-agree", test_killed);
  return g_test_run ();
}
