/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/chezu-time.h"
#include "sync/chezu-credentials.h"

/* Only a program that is broken, or a machine that stands still, takes longer. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

/* The server of the test meets clients that are gone before it looks; libsoup warns of each. */
static gboolean
is_harmless (const char *message)
{
  return strstr (message, "could not get remote address") != NULL;
}

static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  return !is_harmless (message);
}

static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (!is_harmless (message))
    g_log_default_handler (domain, level, message, NULL);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_test_log_set_fatal_handler (is_fatal, NULL);
  g_log_set_handler ("libsoup", G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL, log_cb, NULL);
  fixture->folder = g_dir_make_tmp ("chezu-sync-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->store_path = g_build_filename (fixture->folder, "chezu.db", NULL);
  fixture->password_path = g_build_filename (fixture->folder, "password", NULL);
  chezu_credentials_write_file (fixture->password_path, FAKE_PASSWORD, &error);
  g_assert_no_error (error);

  fixture->store = chezu_store_open (fixture->store_path, &error);
  g_assert_no_error (error);
  fixture->server = fake_traccar_new (NULL);
  fixture->now_ms = chezu_time_now_ms ();

  fixture->options = CHEZU_SYNC_OPTIONS_DEFAULT;
  fixture->options.backoff_min_ms = 20;
  fixture->options.backoff_max_ms = 50;
  fixture->options.person_min_ms = 60 * 1000;
  fixture->options.person_max_ms = 60 * 1000;
  fixture->options.gather_ms = 5;
  fixture->options.poll_ms = 20;
  fixture->options.list_ms = 20;
  fixture->options.reload_ms = 20;
  /* Most tests count requests; those of gaps ask for more. */
  fixture->options.backfill_max = 0;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_remove (child), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->synchronizer != NULL)
    fixture_stop (fixture);
  g_clear_pointer (&fixture->server, fake_traccar_free);
  chezu_store_close (fixture->store);
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->store_path);
  g_free (fixture->password_path);
}

ChezuSourceRow *
fixture_make_row (Fixture *fixture, const char *url)
{
  ChezuSourceRow *row = g_new0 (ChezuSourceRow, 1);

  row->name = g_strdup ("局");
  row->kind = g_strdup ("traccar");
  row->url = g_strdup (url);
  row->user = g_strdup (FAKE_USER);
  row->credential = CHEZU_CREDENTIAL_PASSWORD_FILE;
  row->credential_file = g_strdup (fixture->password_path);
  row->enabled = TRUE;
  return row;
}

void
fixture_add_source (Fixture *fixture, const char *url)
{
  g_autoptr (ChezuSourceRow) row = fixture_make_row (fixture, url);
  g_autoptr (GError) error = NULL;

  chezu_source_table_add_sync (fixture->store, row, NULL, &error);
  g_assert_no_error (error);
}

static DexFuture *
end_cb (DexFuture *future, gpointer user_data)
{
  gboolean *ended = user_data;

  *ended = TRUE;
  g_main_context_wakeup (NULL);
  return dex_ref (future);
}

gboolean
fixture_await (DexFuture *future, GError **error)
{
  gboolean ended = FALSE;
  g_autoptr (DexFuture) watch = dex_future_finally (future, end_cb, &ended, NULL);

  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  return dex_future_get_value (watch, error) != NULL || dex_future_is_resolved (watch);
}

void
fixture_start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->synchronizer = chezu_synchronizer_new_with_options (fixture->store, &fixture->options);
  fixture_await (chezu_synchronizer_start (fixture->synchronizer), &error);
  g_assert_no_error (error);
}

static gboolean
is_last_reference (Fixture *fixture, gpointer data)
{
  return G_OBJECT (fixture->synchronizer)->ref_count == 1;
}

void
fixture_stop (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture_await (chezu_synchronizer_stop (fixture->synchronizer), &error);
  g_assert_no_error (error);
  /* Its fiber has said that it ends and is about to. */
  fixture_wait (fixture, "the fiber to end", is_last_reference, NULL);
  g_assert_finalize_object (g_steal_pointer (&fixture->synchronizer));
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
fixture_wait (Fixture *fixture, const char *what, FixtureCondition condition, gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;
  guint tick = g_timeout_add (5, tick_cb, NULL);

  while (!condition (fixture, data))
    {
      if (g_get_monotonic_time () > deadline)
        {
          g_autoptr (ChezuSourceRow) row = fixture_get_source (fixture);

          g_error ("waited in vain for %s (the source is %s: %s)", what,
                   chezu_source_state_key (row->state), row->last_error);
        }
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
}

static gboolean
has_passed (Fixture *fixture, gpointer data)
{
  return g_get_monotonic_time () >= *(gint64 *)data;
}

void
fixture_pass_time (guint ms)
{
  gint64 end = g_get_monotonic_time () + (gint64)ms * G_TIME_SPAN_MILLISECOND;

  fixture_wait (NULL, "time to pass", has_passed, &end);
}

static gboolean
is_in_state (Fixture *fixture, gpointer data)
{
  g_autoptr (ChezuSourceRow) row = fixture_get_source (fixture);

  return row->state == (ChezuSourceState)GPOINTER_TO_INT (data);
}

void
fixture_wait_for_state (Fixture *fixture, ChezuSourceState state)
{
  fixture_wait (fixture, chezu_source_state_key (state), is_in_state, GINT_TO_POINTER (state));
}

typedef struct
{
  const char *sql;
  gint64 count;
} Count;

static gboolean
has_count (Fixture *fixture, gpointer data)
{
  Count *count = data;

  return fixture_get_int (fixture, count->sql) == count->count;
}

void
fixture_wait_for_count (Fixture *fixture, const char *sql, gint64 count)
{
  Count wanted = { sql, count };

  fixture_wait (fixture, sql, has_count, &wanted);
}

ChezuSourceRow *
fixture_get_source (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = chezu_source_table_list_sync (fixture->store, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  return chezu_source_row_copy (g_ptr_array_index (rows, 0));
}

static gpointer
read_text (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (db, data);
  g_autofree char *text = NULL;

  if (chezu_statement_next (select))
    text = g_strdup (chezu_statement_get_text (select, 0));
  if (!chezu_statement_done (select, error))
    return NULL;
  return text != NULL ? g_steal_pointer (&text) : g_strdup ("");
}

char *
fixture_get_text (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  char *text = chezu_store_read_sync (fixture->store, read_text, (gpointer)sql, &error);

  g_assert_no_error (error);
  return text;
}

gint64
fixture_get_int (Fixture *fixture, const char *sql)
{
  g_autofree char *text = fixture_get_text (fixture, sql);

  return g_ascii_strtoll (text, NULL, 10);
}

/* --- JSON ----------------------------------------------------------------------------------- */

char *
fixture_device (gint64 id, const char *name)
{
  return g_strdup_printf (
      "{\"id\":%" G_GINT64_FORMAT ",\"attributes\":{},\"groupId\":3,"
      "\"calendarId\":0,\"name\":\"%s\",\"uniqueId\":\"0139%08" G_GINT64_FORMAT
      "\",\"status\":\"online\",\"lastUpdate\":\"2026-03-04T05:06:09.000+00:00\","
      "\"positionId\":0,\"phone\":null,\"model\":null,\"contact\":\"李师傅\","
      "\"category\":\"truck\",\"disabled\":false,\"expirationTime\":null}",
      id, name, id);
}

char *
fixture_devices (guint n)
{
  g_autoptr (GString) list = g_string_new ("[");

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *name = g_strdup_printf ("鲁D·%05u", i);
      g_autofree char *device = fixture_device (i, name);

      g_string_append_printf (list, "%s%s", i > 1 ? "," : "", device);
    }
  g_string_append (list, "]");
  return g_string_free_and_steal (g_steal_pointer (&list));
}

char *
fixture_position (
    Fixture *fixture, gint64 id, gint64 device_id, double lon, double lat, gint64 age_ms)
{
  g_autofree char *time = chezu_time_format_iso8601 (fixture->now_ms - age_ms);

  return g_strdup_printf (
      "{\"id\":%" G_GINT64_FORMAT ",\"attributes\":{\"ignition\":true,\"totalDistance\":1000.0},"
      "\"deviceId\":%" G_GINT64_FORMAT ",\"protocol\":\"jt808\",\"serverTime\":\"%s\","
      "\"deviceTime\":\"%s\",\"fixTime\":\"%s\",\"valid\":true,\"latitude\":%.7f,"
      "\"longitude\":%.7f,\"altitude\":50.0,\"speed\":32.4,\"course\":90.0,\"address\":null,"
      "\"accuracy\":0.0,\"network\":null,\"geofenceIds\":null}",
      id, device_id, time, time, time, lat, lon);
}

char *
fixture_positions (Fixture *fixture, guint n, gint64 age_ms)
{
  g_autoptr (GString) list = g_string_new ("[");

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *position = fixture_position (fixture, i, i, 117.0 + i * 1e-4, 34.8, age_ms);

      g_string_append_printf (list, "%s%s", i > 1 ? "," : "", position);
    }
  g_string_append (list, "]");
  return g_string_free_and_steal (g_steal_pointer (&list));
}

/* --- Scenes --------------------------------------------------------------------------------- */

void
fixture_script_fleet (Fixture *fixture, guint n)
{
  g_autofree char *devices = fixture_devices (n);
  g_autofree char *positions = fixture_positions (fixture, n, 10000);

  fake_traccar_set (fixture->server, "/api/devices", devices);
  fake_traccar_set (fixture->server, "/api/positions", positions);
  fake_traccar_set (fixture->server, "/api/groups",
                    "[{\"id\":3,\"name\":\"薛城物流\",\"groupId\":0}]");
}

void
fixture_push_fix (Fixture *fixture, gint64 id, gint64 device_id, gint64 age_ms)
{
  g_autofree char *position = fixture_position (fixture, id, device_id,
                                                117.0 + (double)device_id * 1e-4, 34.8001, age_ms);
  g_autofree char *frame = g_strdup_printf ("{\"positions\":[%s]}", position);

  fake_traccar_push (fixture->server, frame);
}

gint64
fixture_count_refused (Fixture *fixture, ChezuRefusal reason)
{
  g_autoptr (ChezuSourceRow) row = fixture_get_source (fixture);

  return row->refused[reason];
}

typedef struct
{
  ChezuSourceState state;
  const char *words;
} Trouble;

/* All in one look: the next attempt may begin at any moment. */
static gboolean
is_told (Fixture *fixture, gpointer data)
{
  const Trouble *trouble = data;
  g_autoptr (ChezuSourceRow) row = fixture_get_source (fixture);

  if (row->state != trouble->state || row->retry_at_ms == 0 || row->last_error == NULL
      || strstr (row->last_error, trouble->words) == NULL)
    return FALSE;

  g_test_message ("%s", row->last_error);
  g_assert_null (strstr (row->last_error, FAKE_PASSWORD));
  g_assert_null (strstr (row->last_error, FAKE_TOKEN));
  g_assert_null (strstr (row->last_error, "rror"));
  g_assert_null (row->transport);
  return TRUE;
}

void
fixture_wait_for_trouble (Fixture *fixture, ChezuSourceState state, const char *words)
{
  Trouble trouble = { state, words };

  fixture_wait (fixture, words, is_told, &trouble);
}

void
fixture_wait_for_a_click (Fixture *fixture)
{
  fixture->options.backoff_min_ms = 3600 * 1000;
  fixture->options.backoff_max_ms = 3600 * 1000;
}

typedef struct
{
  const char *path;
  guint hits;
} Hits;

static gboolean
was_hit (Fixture *fixture, gpointer data)
{
  const Hits *hits = data;

  return fake_traccar_hits (fixture->server, hits->path) >= hits->hits;
}

void
fixture_wait_for_hits (Fixture *fixture, const char *path, guint hits)
{
  Hits wanted = { path, hits };

  fixture_wait (fixture, path, was_hit, &wanted);
}

GTlsCertificate *
fixture_make_certificate (Fixture *fixture, char **ca_file)
{
  g_autofree char *key = g_build_filename (fixture->folder, "key.pem", NULL);
  char *certificate_file = g_build_filename (fixture->folder, "certificate.pem", NULL);
  const char *const arguments[] = { "openssl",
                                    "req",
                                    "-x509",
                                    "-newkey",
                                    "ec",
                                    "-pkeyopt",
                                    "ec_paramgen_curve:prime256v1",
                                    "-nodes",
                                    "-days",
                                    "2",
                                    "-subj",
                                    "/CN=fake traccar",
                                    "-addext",
                                    "subjectAltName=IP:127.0.0.1",
                                    "-keyout",
                                    key,
                                    "-out",
                                    certificate_file,
                                    NULL };
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;
  int status;

  g_spawn_sync (NULL, (char **)arguments, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);

  certificate = g_tls_certificate_new_from_files (certificate_file, key, &error);
  g_assert_no_error (error);
  *ca_file = certificate_file;
  return certificate;
}
