/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles from a server on the loopback: fresh, known, missing, refused, too much, too late. */

#include "tile-server.h"

#include "base/chezu-time.h"
#include "tiles/chezu-tile-fetcher.h"
#include "tiles/chezu-tile-request.h"

#include <glib/gstdio.h>
#include <string.h>

/* Long for a computer under load; nothing is measured. */
#define PATIENCE_MS 20000

typedef struct
{
  TileServer *server;
  SoupSession *session;
  ChezuTileCache *cache;
  ChezuTileSource *source;
  ChezuTileFetcher *fetcher;
  char *folder;
  char *path;
  guint n_changed;
  guint n_retry;
} Fixture;

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
start_fetcher (Fixture *fixture, const char *key)
{
  g_clear_object (&fixture->fetcher);
  fixture->fetcher = chezu_tile_fetcher_new (fixture->session, fixture->cache, fixture->source,
                                             CHEZU_TILE_GROUND, key);
  chezu_tile_fetcher_set_patience (fixture->fetcher, 60000, PATIENCE_MS);
  g_signal_connect_swapped (fixture->fetcher, "changed", G_CALLBACK (count_cb),
                            &fixture->n_changed);
  g_signal_connect_swapped (fixture->fetcher, "retry", G_CALLBACK (count_cb), &fixture->n_retry);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = tile_server_new ();
  fixture->session = chezu_tile_session_new ();
  fixture->folder = g_dir_make_tmp ("chezu-tiles-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "deep", "tiles.db", NULL);
  fixture->cache = chezu_tile_cache_new (fixture->path);
  fixture->source = chezu_tile_source_new (CHEZU_TILE_XYZ, "Loopback");
  g_set_str (&fixture->source->address, tile_server_get_template (fixture->server));
  start_fetcher (fixture, NULL);
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  spin ();
  g_assert_finalize_object (fixture->fetcher);
  g_clear_object (&fixture->cache);
  g_clear_object (&fixture->session);
  chezu_tile_source_free (fixture->source);
  tile_server_free (fixture->server);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* --- Waiting ---------------------------------------------------------------------------------- */

/* A future of another thread does not wake this one. */
static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
await (DexFuture *future)
{
  guint waker = g_timeout_add (2, wake_cb, NULL);

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (waker);
  spin ();
}

static GBytes *
fetch (Fixture *fixture, int x, GError **error)
{
  g_autoptr (DexFuture) future = chezu_tile_feed_fetch (CHEZU_TILE_FEED (fixture->fetcher),
                                                        &(ChezuTileId){ 8, x, 100 }, 1, NULL);
  const GValue *value;

  await (future);
  value = dex_future_get_value (future, error);
  return value != NULL ? g_value_dup_boxed (value) : NULL;
}

static void
fetch_good (Fixture *fixture, int x)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = fetch (fixture, x, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 100);
}

static void
fetch_bad (Fixture *fixture, int x, ChezuTileSourceError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = fetch (fixture, x, &error);

  g_assert_error (error, CHEZU_TILE_SOURCE_ERROR, (int)code);
  g_assert_null (bytes);
}

/* Writes are behind reads of the same thread pool; the next question waits for them. */
static gint64
measure_cache (Fixture *fixture)
{
  g_autoptr (DexFuture) future = chezu_tile_cache_measure (fixture->cache);

  await (future);
  return g_value_get_int64 (dex_future_get_value (future, NULL));
}

static void
wait_until_kept (Fixture *fixture, gint64 more_than)
{
  while (measure_cache (fixture) <= more_than)
    g_usleep (2000);
}

/* --- Good days -------------------------------------------------------------------------------- */

static void
test_what_is_fresh_is_not_asked_for_again (Fixture *fixture, gconstpointer data)
{
  tile_server_set_cache_control (fixture->server, "max-age=3600");
  fetch_good (fixture, 1);
  wait_until_kept (fixture, 0);
  fetch_good (fixture, 1);
  g_assert_cmpuint (tile_server_count (fixture->server), ==, 1);
  fetch_good (fixture, 2);
  g_assert_cmpuint (tile_server_count (fixture->server), ==, 2);
}

static void
test_what_is_old_is_asked_about (Fixture *fixture, gconstpointer data)
{
  tile_server_set_cache_control (fixture->server, "max-age=0");
  fetch_good (fixture, 1);
  wait_until_kept (fixture, 0);
  fetch_good (fixture, 1);
  g_assert_cmpuint (tile_server_count (fixture->server), ==, 2);
  g_assert_cmpuint (tile_server_count_conditional (fixture->server), ==, 1);
  /* Another picture has another tag. */
  tile_server_set_color (fixture->server, 0x118811);
  fetch_good (fixture, 1);
  g_assert_cmpuint (tile_server_count_conditional (fixture->server), ==, 2);
  g_assert_cmpint (chezu_tile_feed_get_stale_ms (CHEZU_TILE_FEED (fixture->fetcher)), ==, 0);
}

static void
test_who_asks_says_who_it_is (Fixture *fixture, gconstpointer data)
{
  g_autofree char *agent = NULL;

  fetch_good (fixture, 1);
  agent = tile_server_dup_agent (fixture->server);
  g_assert_true (g_str_has_prefix (agent, "Chezu/"));
  g_assert_nonnull (strstr (agent, "+https://"));
}

static void
test_what_may_not_be_kept_is_not (Fixture *fixture, gconstpointer data)
{
  tile_server_set_cache_control (fixture->server, "no-store");
  fetch_good (fixture, 1);
  fetch_good (fixture, 1);
  g_assert_cmpuint (tile_server_count (fixture->server), ==, 2);
  g_assert_cmpint (measure_cache (fixture), ==, 0);
}

static void
test_a_missing_tile_is_empty_for_a_day (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) again = NULL;

  tile_server_set_mood (fixture->server, TILE_SERVER_MISSING);
  bytes = fetch (fixture, 1, NULL);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 0);
  wait_until_kept (fixture, 0);
  again = fetch (fixture, 1, NULL);
  g_assert_cmpuint (g_bytes_get_size (again), ==, 0);
  g_assert_cmpuint (tile_server_count (fixture->server), ==, 1);
  g_assert_null (chezu_tile_feed_get_trouble (CHEZU_TILE_FEED (fixture->fetcher)));
}

static void
test_at_most_two_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);

  for (int x = 0; x < 30; x++)
    g_ptr_array_add (futures, chezu_tile_feed_fetch (CHEZU_TILE_FEED (fixture->fetcher),
                                                     &(ChezuTileId){ 8, x, 100 }, 1, NULL));
  for (guint i = 0; i < futures->len; i++)
    {
      await (g_ptr_array_index (futures, i));
      g_assert_nonnull (dex_future_get_value (g_ptr_array_index (futures, i), NULL));
    }
  g_assert_cmpuint (tile_server_count (fixture->server), ==, 30);
  g_assert_cmpuint (tile_server_get_most_at_once (fixture->server), <=, 2);
}

static void
test_several_who_want_one_tile_ask_once (Fixture *fixture, gconstpointer data)
{
  DexFuture *futures[5];

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = chezu_tile_feed_fetch (CHEZU_TILE_FEED (fixture->fetcher),
                                        &(ChezuTileId){ 8, 7, 100 }, 1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      await (futures[i]);
      g_assert_nonnull (dex_future_get_value (futures[i], NULL));
      dex_unref (futures[i]);
    }
  g_assert_cmpuint (tile_server_count (fixture->server), ==, 1);
}

static void
test_what_is_given_up_in_time_is_not_asked_for (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) given_up = g_cancellable_new ();
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  guint n_cancelled = 0;

  for (int x = 0; x < 40; x++)
    g_ptr_array_add (futures, chezu_tile_feed_fetch (CHEZU_TILE_FEED (fixture->fetcher),
                                                     &(ChezuTileId){ 8, x, 100 }, 1, given_up));
  g_cancellable_cancel (given_up);
  for (guint i = 0; i < futures->len; i++)
    {
      g_autoptr (GError) error = NULL;

      await (g_ptr_array_index (futures, i));
      if (dex_future_get_value (g_ptr_array_index (futures, i), &error) == NULL)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          n_cancelled++;
        }
    }
  g_assert_cmpuint (n_cancelled + tile_server_count (fixture->server), ==, 40);
  g_assert_cmpuint (n_cancelled, >=, 36);
  fetch_good (fixture, 3);
}

/* --- Bad days --------------------------------------------------------------------------------- */

static void
test_a_pause_is_kept_and_told_once (Fixture *fixture, gconstpointer data)
{
  guint n_changed;

  tile_server_set_mood (fixture->server, GPOINTER_TO_INT (data));
  fetch_bad (fixture, 1,
             GPOINTER_TO_INT (data) == TILE_SERVER_FORBIDDEN ? CHEZU_TILE_SOURCE_ERROR_REFUSED
                                                             : CHEZU_TILE_SOURCE_ERROR_BUSY);
  g_assert_nonnull (chezu_tile_feed_get_trouble (CHEZU_TILE_FEED (fixture->fetcher)));
  n_changed = fixture->n_changed;
  g_assert_cmpuint (n_changed, ==, 1);
  for (int x = 2; x < 20; x++)
    {
      g_autoptr (GBytes) bytes = fetch (fixture, x, NULL);

      g_assert_null (bytes);
    }
  g_assert_cmpuint (tile_server_count (fixture->server), ==, 1);
  g_assert_cmpuint (fixture->n_changed, ==, n_changed);
}

static void
test_after_a_pause_it_is_tried_again (Fixture *fixture, gconstpointer data)
{
  chezu_tile_fetcher_set_patience (fixture->fetcher, 10, PATIENCE_MS);
  tile_server_set_mood (fixture->server, TILE_SERVER_DOWN);
  fetch_bad (fixture, 1, CHEZU_TILE_SOURCE_ERROR_BUSY);
  tile_server_set_mood (fixture->server, TILE_SERVER_GOOD);
  while (fixture->n_retry == 0)
    g_main_context_iteration (NULL, TRUE);
  fetch_good (fixture, 1);
  g_assert_null (chezu_tile_feed_get_trouble (CHEZU_TILE_FEED (fixture->fetcher)));
}

static void
test_offline_the_cache_answers_and_says_how_old (Fixture *fixture, gconstpointer data)
{
  ChezuTileFeed *feed = CHEZU_TILE_FEED (fixture->fetcher);
  gint64 before_ms = chezu_time_now_ms ();

  tile_server_set_cache_control (fixture->server, "max-age=0");
  fetch_good (fixture, 1);
  wait_until_kept (fixture, 0);
  tile_server_set_mood (fixture->server, TILE_SERVER_DOWN);
  fetch_good (fixture, 1);
  g_assert_cmpint (chezu_tile_feed_get_stale_ms (feed), >=, before_ms);
  g_assert_cmpint (chezu_tile_feed_get_stale_ms (feed), <=, chezu_time_now_ms ());
  g_assert_nonnull (chezu_tile_feed_get_trouble (feed));
}

static void
test_nobody_at_home_is_said_in_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nobody = g_strdup ("http://127.0.0.1:9/{z}/{x}/{y}.png?tk={key}");

  g_set_str (&fixture->source->address, nobody);
  start_fetcher (fixture, "s3cret");
  fetch_bad (fixture, 1, CHEZU_TILE_SOURCE_ERROR_UNREACHABLE);
  g_assert_cmpstr (chezu_tile_feed_get_trouble (CHEZU_TILE_FEED (fixture->fetcher)), ==,
                   "127.0.0.1 cannot be reached");
}

/* Each of them is one tile's fault, asked for once, and the next good one is shown. */
static void
test_what_is_no_tile_is_refused (Fixture *fixture, gconstpointer data)
{
  tile_server_set_mood (fixture->server, GPOINTER_TO_INT (data));
  fetch_bad (fixture, 1, CHEZU_TILE_SOURCE_ERROR_ANSWER);
  g_assert_nonnull (chezu_tile_feed_get_trouble (CHEZU_TILE_FEED (fixture->fetcher)));
  g_assert_cmpint (measure_cache (fixture), ==, 0);
  tile_server_set_mood (fixture->server, TILE_SERVER_GOOD);
  fetch_good (fixture, 2);
  g_assert_null (chezu_tile_feed_get_trouble (CHEZU_TILE_FEED (fixture->fetcher)));
}

static void
test_silence_is_not_waited_out (Fixture *fixture, gconstpointer data)
{
  chezu_tile_fetcher_set_patience (fixture->fetcher, 60000, 50);
  tile_server_set_mood (fixture->server, TILE_SERVER_SILENT);
  fetch_bad (fixture, 1, CHEZU_TILE_SOURCE_ERROR_UNREACHABLE);
}

static void
test_without_a_cache_tiles_come_all_the_same (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->cache);
  fixture->cache = chezu_tile_cache_new ("/proc/nowhere/tiles.db");
  start_fetcher (fixture, NULL);
  fetch_good (fixture, 1);
  fetch_good (fixture, 1);
  g_assert_cmpuint (tile_server_count (fixture->server), ==, 2);
}

/* --- Keys ------------------------------------------------------------------------------------- */

static void
test_the_key_is_sent_and_never_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address
      = g_strconcat (tile_server_get_template (fixture->server), "?tk={key}", NULL);
  g_autofree char *asked = NULL;
  g_autofree char *contents = NULL;
  gsize size;

  g_set_str (&fixture->source->address, address);
  start_fetcher (fixture, "top s3cret");
  fetch_good (fixture, 1);
  asked = tile_server_dup_last_path (fixture->server);
  g_assert_nonnull (strstr (asked, "tk=top%20s3cret"));
  wait_until_kept (fixture, 0);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &size, NULL));
  g_assert_null (g_strstr_len (contents, (gssize)size, "s3cret"));
}

/* --- Trying ----------------------------------------------------------------------------------- */

static void
test_a_source_is_tried_in_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DexFuture) good = chezu_tile_fetcher_try (fixture->session, fixture->source, NULL);
  g_autoptr (DexFuture) refused = NULL;
  g_autoptr (DexFuture) missing = NULL;
  g_autoptr (GError) error = NULL;

  await (good);
  g_assert_nonnull (dex_future_get_value (good, NULL));
  tile_server_set_mood (fixture->server, TILE_SERVER_FORBIDDEN);
  refused = chezu_tile_fetcher_try (fixture->session, fixture->source, NULL);
  await (refused);
  g_assert_null (dex_future_get_value (refused, &error));
  g_assert_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "127.0.0.1 refuses to send tiles. Check the key");
  g_clear_error (&error);
  tile_server_set_mood (fixture->server, TILE_SERVER_MISSING);
  missing = chezu_tile_fetcher_try (fixture->session, fixture->source, NULL);
  await (missing);
  g_assert_null (dex_future_get_value (missing, &error));
  g_assert_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_ANSWER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD_WITH(name, data, func)                                                                 \
  g_test_add ("/tiles/fetcher/" name, Fixture, GINT_TO_POINTER (data), set_up, func, tear_down)
#define ADD(name, func) ADD_WITH (name, 0, func)
  ADD ("what-is-fresh-is-not-asked-for-again", test_what_is_fresh_is_not_asked_for_again);
  ADD ("what-is-old-is-asked-about", test_what_is_old_is_asked_about);
  ADD ("who-asks-says-who-it-is", test_who_asks_says_who_it_is);
  ADD ("what-may-not-be-kept-is-not", test_what_may_not_be_kept_is_not);
  ADD ("a-missing-tile-is-empty-for-a-day", test_a_missing_tile_is_empty_for_a_day);
  ADD ("at-most-two-at-once", test_at_most_two_at_once);
  ADD ("several-who-want-one-tile-ask-once", test_several_who_want_one_tile_ask_once);
  ADD ("what-is-given-up-in-time-is-not-asked-for", test_what_is_given_up_in_time_is_not_asked_for);
  ADD_WITH ("too-many-requests-make-a-pause-told-once", TILE_SERVER_TOO_MANY,
            test_a_pause_is_kept_and_told_once);
  ADD_WITH ("a-server-that-is-down-makes-a-pause-told-once", TILE_SERVER_DOWN,
            test_a_pause_is_kept_and_told_once);
  ADD_WITH ("a-refusal-makes-a-pause-told-once", TILE_SERVER_FORBIDDEN,
            test_a_pause_is_kept_and_told_once);
  ADD ("after-a-pause-it-is-tried-again", test_after_a_pause_it_is_tried_again);
  ADD ("offline-the-cache-answers-and-says-how-old",
       test_offline_the_cache_answers_and_says_how_old);
  ADD ("nobody-at-home-is-said-in-words", test_nobody_at_home_is_said_in_words);
  ADD_WITH ("a-huge-answer-is-refused", TILE_SERVER_HUGE, test_what_is_no_tile_is_refused);
  ADD_WITH ("an-endless-answer-is-refused", TILE_SERVER_ENDLESS, test_what_is_no_tile_is_refused);
  ADD_WITH ("a-page-in-place-of-a-tile-is-refused", TILE_SERVER_PAGE,
            test_what_is_no_tile_is_refused);
  ADD_WITH ("a-picture-that-unfolds-is-refused", TILE_SERVER_BOMB, test_what_is_no_tile_is_refused);
  ADD_WITH ("a-redirect-to-itself-is-refused", TILE_SERVER_LOOP, test_what_is_no_tile_is_refused);
  ADD ("silence-is-not-waited-out", test_silence_is_not_waited_out);
  ADD ("without-a-cache-tiles-come-all-the-same", test_without_a_cache_tiles_come_all_the_same);
  ADD ("the-key-is-sent-and-never-kept", test_the_key_is_sent_and_never_kept);
  ADD ("a-source-is-tried-in-words", test_a_source_is_tried_in_words);
#undef ADD
#undef ADD_WITH

  return g_test_run ();
}
