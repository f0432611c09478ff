/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that goes wrong between a source and us, and what is said and kept then. */

#include <glib/gstdio.h>
#include <string.h>

#include "base/chezu-text.h"
#include "base/chezu-time.h"
#include "sync-fixture.h"
#include "sync/chezu-credentials.h"

#define FIXES "SELECT value FROM tally WHERE name = 'fix'"
#define VEHICLES "SELECT count (*) FROM vehicle"
#define GONE "SELECT count (*) FROM vehicle WHERE gone"

static void
start_source (Fixture *fixture, guint n_vehicles)
{
  fixture_script_fleet (fixture, n_vehicles);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
}

static void
go_live (Fixture *fixture, guint n_vehicles)
{
  start_source (fixture, n_vehicles);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  fixture_wait_for_count (fixture, FIXES, n_vehicles);
}

/* --- Signing in ----------------------------------------------------------------------------- */

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  chezu_credentials_write_file (fixture->password_path, "wrong", NULL);
  start_source (fixture, 1);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_REFUSED, "Source “局” refused the sign-in");

  /* Nobody is hammered: the account might be locked for it. */
  fixture_pass_time (300);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/session"), ==, 1);

  /* Once it is mended, a click is enough. */
  chezu_credentials_write_file (fixture->password_path, FAKE_PASSWORD, NULL);
  chezu_synchronizer_retry_now (fixture->synchronizer);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
}

static void
test_disabled_account (Fixture *fixture, gconstpointer data)
{
  fake_traccar_fail (fixture->server, "/api/session", FAKE_FOREVER, 400, "text/plain",
                     "Account is disabled - SecurityException (LoginService:91 < ...)", NULL);
  start_source (fixture, 1);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_REFUSED, "refused the sign-in");
}

static void
test_unreadable_password (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_chmod (fixture->password_path, 0644), ==, 0);
  start_source (fixture, 1);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_REFUSED, "chmod 600");
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/server"), ==, 0);
}

static void
test_session_lost (Fixture *fixture, gconstpointer data)
{
  go_live (fixture, 2);
  fake_traccar_forget_sessions (fixture->server);
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_hits (fixture, "/api/socket", 2);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  /* One sign-in at the start, one after the session was lost. */
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/session"), ==, 2);
}

/* A server says 503 to a stream without a session; that is no outage. */
static void
test_session_lost_at_handshake (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = NULL;

  fixture->options.stream_ms = 50;
  fake_traccar_refuse_sockets (fixture->server, 404);
  go_live (fixture, 2);
  fixture->options.stream_ms = 50;
  /* While the source is polled, REST requests renew the session; the handshake must as well. */
  for (int i = 0; i < 5; i++)
    {
      fake_traccar_forget_sessions (fixture->server);
      fixture_pass_time (30);
    }
  fake_traccar_refuse_sockets (fixture->server, 0);
  fake_traccar_forget_sessions (fixture->server);
  fixture_wait_for_count (fixture, "SELECT count (*) FROM source WHERE transport = 'websocket'", 1);
  row = fixture_get_source (fixture);
  g_assert_cmpint (row->state, ==, CHEZU_SOURCE_LIVE);
}

static void
test_password_changed (Fixture *fixture, gconstpointer data)
{
  go_live (fixture, 2);
  chezu_credentials_write_file (fixture->password_path, "another", NULL);
  fake_traccar_fail (fixture->server, "/api/session", FAKE_FOREVER, 401, "text/plain", "no", NULL);
  fake_traccar_forget_sessions (fixture->server);
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_REFUSED, "refused the sign-in");
  g_assert_cmpint (fixture_get_int (fixture, FIXES), ==, 2);
}

/* Signed in, and yet every request is refused: no loop between the two. */
static void
test_refused_in_spite_of_session (Fixture *fixture, gconstpointer data)
{
  fake_traccar_fail (fixture->server, "/api/devices", FAKE_FOREVER, 401, "text/plain", "no", NULL);
  start_source (fixture, 1);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_REFUSED, "shows no vehicles");
  fixture_pass_time (200);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/devices"), ==, 2);
}

/* --- Addresses ------------------------------------------------------------------------------ */

static void
test_nothing_listens (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = g_strdup (fake_traccar_get_url (fixture->server));

  g_clear_pointer (&fixture->server, fake_traccar_free);
  fixture_add_source (fixture, url);
  fixture_start (fixture);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "Nothing answers at 127.0.0.1:");
}

/* A label of more than 63 characters names no server anywhere, so nobody needs to be asked. */
static void
test_unknown_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *label = g_strnfill (70, 'x');
  g_autofree char *url = g_strdup_printf ("http://%s.invalid:8082", label);

  fixture_add_source (fixture, url);
  fixture_start (fixture);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "No server of the name");
}

static void
test_no_address (Fixture *fixture, gconstpointer data)
{
  fixture_add_source (fixture, "ftp//fleet");
  fixture_start (fixture);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "begins with http:// or https://");
}

static void
test_html (Fixture *fixture, gconstpointer data)
{
  fake_traccar_fail (fixture->server, "/api/server", FAKE_FOREVER, 200, "text/html",
                     "<!DOCTYPE html><html><body>Welcome to nginx!</body></html>", NULL);
  start_source (fixture, 1);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_INCOMPATIBLE, "is not a Traccar server");
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/session"), ==, 0);
}

static void
test_other_json (Fixture *fixture, gconstpointer data)
{
  fake_traccar_set (fixture->server, "/api/server", "{\"status\":\"UP\",\"groups\":[]}");
  start_source (fixture, 1);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_INCOMPATIBLE, "is not a Traccar server");
}

static void
test_not_found (Fixture *fixture, gconstpointer data)
{
  fake_traccar_fail (fixture->server, "/api/server", FAKE_FOREVER, 404, "text/html", "<h1>404</h1>",
                     NULL);
  start_source (fixture, 1);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_INCOMPATIBLE, "Check the address");
}

/* A password is not carried to an address that nobody named. */
static void
test_redirection (Fixture *fixture, gconstpointer data)
{
  fake_traccar_fail (fixture->server, "/api/server", FAKE_FOREVER, 302, "text/html", "moved",
                     "Location: https://fleet.example/");
  start_source (fixture, 1);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_INCOMPATIBLE,
                            "sends us on to https://fleet.example/");
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/session"), ==, 0);
}

static void
test_unknown_kind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row
      = fixture_make_row (fixture, fake_traccar_get_url (fixture->server));
  g_autoptr (GError) error = NULL;

  g_free (row->kind);
  row->kind = g_strdup ("carrier-pigeon");
  g_assert_true (chezu_source_table_add_sync (fixture->store, row, NULL, &error));
  fixture_start (fixture);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_INCOMPATIBLE, "carrier-pigeon");
}

/* --- Certificates --------------------------------------------------------------------------- */

static void
test_untrusted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ca_file = NULL;
  g_autoptr (GTlsCertificate) certificate = fixture_make_certificate (fixture, &ca_file);
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autoptr (GError) error = NULL;

  fake_traccar_free (fixture->server);
  fixture->server = fake_traccar_new (certificate);
  start_source (fixture, 2);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_UNTRUSTED,
                            "Not connected: the server's identity cannot be verified");
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/server"), ==, 0);

  /* Naming the authority is taken up by itself. */
  row = fixture_get_source (fixture);
  row->ca_file = g_strdup (ca_file);
  fixture_await (chezu_source_table_update (fixture->store, row), &error);
  g_assert_no_error (error);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  fixture_wait_for_count (fixture, FIXES, 2);
  g_assert_cmpuint (fake_traccar_count_sockets (fixture->server), ==, 1);
}

static void
test_no_authorities (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row
      = fixture_make_row (fixture, fake_traccar_get_url (fixture->server));
  g_autoptr (GError) error = NULL;

  row->ca_file = g_build_filename (fixture->folder, "none.pem", NULL);
  g_assert_true (chezu_source_table_add_sync (fixture->store, row, NULL, &error));
  fixture_start (fixture);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_UNTRUSTED, "none.pem");
}

/* As servers do that meet a TLS greeting where they expect a request. */
static gboolean
answer_in_plain_text_cb (GThreadedSocketService *service,
                         GSocketConnection *connection,
                         GObject *source,
                         gpointer user_data)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all (output, "HTTP/1.1 400 Bad Request\r\n\r\n", 28, NULL, NULL, NULL);
  return TRUE;
}

static void
test_plain_server_at_https (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", port);

  g_assert_no_error (error);
  g_signal_connect (service, "run", G_CALLBACK (answer_in_plain_text_cb), NULL);
  g_socket_service_start (service);
  fixture_add_source (fixture, url);
  fixture_start (fixture);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "begins rightly with https");
  fixture_stop (fixture);
  g_socket_service_stop (service);
}

/* --- Answers that are no good --------------------------------------------------------------- */

static void
cut (Fixture *fixture, const char *path, gboolean announced)
{
  fake_traccar_cut (fixture->server, path, 1, 1000, announced);
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "live stream");
  chezu_synchronizer_retry_now (fixture->synchronizer);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "broke off in the middle");
  chezu_synchronizer_retry_now (fixture->synchronizer);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
}

static void
test_cut_lists (Fixture *fixture, gconstpointer data)
{
  fixture_wait_for_a_click (fixture);
  go_live (fixture, 20);
  cut (fixture, data, TRUE);
  cut (fixture, data, FALSE);
  /* Half a list of vehicles does not make the other half gone. */
  g_assert_cmpint (fixture_get_int (fixture, GONE), ==, 0);
  g_assert_cmpint (fixture_get_int (fixture, VEHICLES), ==, 20);
  g_assert_cmpint (fixture_get_int (fixture, FIXES), ==, 20);
}

static void
test_cut_says_so (Fixture *fixture, gconstpointer data)
{
  fixture_wait_for_a_click (fixture);
  fake_traccar_cut (fixture->server, "/api/devices", 1, 1000, FALSE);
  start_source (fixture, 20);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "broke off in the middle");
  g_assert_cmpint (fixture_get_int (fixture, VEHICLES), ==, 0);

  chezu_synchronizer_retry_now (fixture->synchronizer);
  fixture_wait_for_count (fixture, FIXES, 20);
}

/* An object where the list of vehicles should be is not an empty list. */
static void
test_list_of_another_shape (Fixture *fixture, gconstpointer data)
{
  go_live (fixture, 3);
  fake_traccar_set (fixture->server, "/api/devices", "{\"message\":\"maintenance\"}");
  fake_traccar_drop_sockets (fixture->server);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_INCOMPATIBLE, "is not a Traccar server");
  g_assert_cmpint (fixture_get_int (fixture, GONE), ==, 0);
  g_assert_cmpint (fixture_get_int (fixture, VEHICLES), ==, 3);
}

static void
test_bad_gateway (Fixture *fixture, gconstpointer data)
{
  fixture_wait_for_a_click (fixture);
  fake_traccar_fail (fixture->server, "/api/devices", 1, 502, "text/html",
                     "<html><head><title>502 Bad Gateway</title></head></html>", NULL);
  start_source (fixture, 2);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "platform behind it does not");
  chezu_synchronizer_retry_now (fixture->synchronizer);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = NULL;

  fake_traccar_fail (fixture->server, "/api/devices", 1, 503, "text/plain", "busy",
                     "Retry-After: 300");
  start_source (fixture, 2);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "does not at the moment");
  row = fixture_get_source (fixture);
  g_assert_cmpint (row->retry_at_ms, >=, fixture->now_ms + 300 * 1000);

  /* A person may be less patient. */
  chezu_synchronizer_retry_now (fixture->synchronizer);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
}

static void
test_stall (Fixture *fixture, gconstpointer data)
{
  fixture->options.request_ms = 300;
  fixture_wait_for_a_click (fixture);
  fake_traccar_stall (fixture->server, "/api/positions", 1);
  start_source (fixture, 2);
  fixture_wait_for_trouble (fixture, CHEZU_SOURCE_RETRYING, "has not answered for too long");
  chezu_synchronizer_retry_now (fixture->synchronizer);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
}

/* A stop does not wait for a server that does not answer. */
static void
test_stop_during_stall (Fixture *fixture, gconstpointer data)
{
  fixture->options.request_ms = 3600 * 1000;
  fake_traccar_stall (fixture->server, "/api/positions", 1);
  start_source (fixture, 2);
  fixture_wait_for_count (fixture, VEHICLES, 2);
  fixture_stop (fixture);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_STOPPED);
}

/* --- Records that are no good --------------------------------------------------------------- */

/* A position with one part of its text put otherwise. */
static char *
spoil (Fixture *fixture, gint64 id, const char *part, const char *otherwise)
{
  g_autofree char *position = fixture_position (fixture, id, 1, 117.5, 34.5, 1000);
  g_auto (GStrv) halves = g_strsplit (position, part, 2);

  g_assert_cmpuint (g_strv_length (halves), ==, 2);
  return g_strconcat (halves[0], otherwise, halves[1], NULL);
}

static void
test_refused_records (Fixture *fixture, gconstpointer data)
{
  g_autofree char *good = fixture_position (fixture, 100, 2, 117.5, 34.5, 1000);
  g_autofree char *latitude = spoil (fixture, 101, "\"latitude\":34.5000000", "\"latitude\":91");
  g_autofree char *not_a_number
      = spoil (fixture, 102, "\"latitude\":34.5000000", "\"latitude\":NaN");
  g_autofree char *future = spoil (fixture, 103, "\"fixTime\":\"20",
                                   "\"fixTime\":\"2099-01-01T00:00:"
                                   "00.000+00:00\",\"x\":\"");
  g_autofree char *past = spoil (fixture, 104, "\"fixTime\":\"20",
                                 "\"fixTime\":\"1999-01-01T00:00:"
                                 "00.000+00:00\",\"x\":\"");
  g_autofree char *speed = spoil (fixture, 105, "\"speed\":32.4", "\"speed\":-3");
  g_autofree char *broken = spoil (fixture, 106, "\"speed\":32.4", "\"speed\":-");
  g_autofree char *positions = g_strdup_printf ("[%s,%s,%s,%s,%s,%s,7,%s]", latitude, not_a_number,
                                                future, past, speed, broken, good);
  g_autofree char *record = NULL;

  fixture_script_fleet (fixture, 2);
  fake_traccar_set (fixture->server, "/api/positions", positions);
  fake_traccar_refuse_sockets (fixture->server, 404);
  fixture->options.poll_ms = 3600 * 1000;
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  /* Each comes twice: once while catching up, once in the first poll. */
  fixture_wait_for_count (fixture, "SELECT coalesce (sum (count), 0) FROM refusal", 14);
  fixture_stop (fixture);

  g_assert_cmpint (fixture_get_int (fixture, FIXES), ==, 1);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_COORDINATES), ==, 4);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_TIME_FUTURE), ==, 2);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_TIME_PAST), ==, 2);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_SPEED), ==, 2);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_MALFORMED), ==, 4);

  /* They are kept as they came. */
  record = fixture_get_text (fixture, "SELECT record FROM quarantine WHERE reason = 'speed'");
  g_assert_cmpstr (record, ==, speed);
}

static void
test_hostile_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) name = g_string_new ("<b>&amp;\\u0000\\u0007\\u202e\\n");
  g_autofree char *device = NULL;
  g_autofree char *devices = NULL;
  g_autofree char *plate = NULL;

  for (int i = 0; i < 10000; i++)
    g_string_append (name, "长");
  device = fixture_device (1, name->str);
  devices = g_strdup_printf ("[%s]", device);

  fake_traccar_set (fixture->server, "/api/devices", devices);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);

  plate = fixture_get_text (fixture, "SELECT plate FROM vehicle");
  g_assert_cmpint (g_utf8_strlen (plate, -1), ==, CHEZU_NAME_MAX);
  g_assert_true (g_str_has_prefix (plate, "<b>&amp;"));
  for (const char *p = plate; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));
}

static void
test_unreadable_frames (Fixture *fixture, gconstpointer data)
{
  go_live (fixture, 2);
  fake_traccar_push (fixture->server, "hello");
  fake_traccar_push (fixture->server, "{\"positions\":[{\"deviceId\":");
  fake_traccar_push (fixture->server, "[]");
  fake_traccar_push (fixture->server, "{\"positions\":[7,null,[]]}");
  fixture_push_fix (fixture, 110, 1, 1000);
  fixture_wait_for_count (fixture, FIXES, 3);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_MALFORMED), ==, 5);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/socket"), ==, 1);
}

/* An account that may not read reports still sees its vehicles. */
static void
test_reports_refused (Fixture *fixture, gconstpointer data)
{
  fixture->options.events_ms = 20;
  fake_traccar_fail (fixture->server, "/api/reports/events", FAKE_FOREVER, 400, "text/plain",
                     "Access denied - SecurityException (PermissionsService:78 < ...)", NULL);
  go_live (fixture, 2);
  fixture_push_fix (fixture, 120, 1, 1000);
  fixture_wait_for_count (fixture, FIXES, 3);
  fixture_push_fix (fixture, 121, 1, 900);
  fixture_wait_for_count (fixture, FIXES, 4);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/reports/events"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_sync_test ("/sync/bad-days/wrong-password-is-told-and-not-repeated", test_wrong_password);
  add_sync_test ("/sync/bad-days/disabled-account-is-refused", test_disabled_account);
  add_sync_test ("/sync/bad-days/password-that-others-can-read-is-not-used",
                 test_unreadable_password);
  add_sync_test ("/sync/bad-days/lost-session-is-renewed-once", test_session_lost);
  add_sync_test ("/sync/bad-days/lost-session-is-renewed-at-the-handshake",
                 test_session_lost_at_handshake);
  add_sync_test ("/sync/bad-days/changed-password-is-refused-in-mid-run", test_password_changed);
  add_sync_test ("/sync/bad-days/refused-in-spite-of-a-session", test_refused_in_spite_of_session);

  add_sync_test ("/sync/bad-days/nothing-listens", test_nothing_listens);
  add_sync_test ("/sync/bad-days/unknown-name", test_unknown_name);
  add_sync_test ("/sync/bad-days/no-address-at-all", test_no_address);
  add_sync_test ("/sync/bad-days/web-page-is-no-traccar", test_html);
  add_sync_test ("/sync/bad-days/other-json-is-no-traccar", test_other_json);
  add_sync_test ("/sync/bad-days/not-found-is-no-traccar", test_not_found);
  add_sync_test ("/sync/bad-days/redirection-is-not-followed", test_redirection);
  add_sync_test ("/sync/bad-days/unknown-kind-of-source", test_unknown_kind);

  add_sync_test ("/sync/bad-days/certificate-is-refused-until-its-authority-is-named",
                 test_untrusted);
  add_sync_test ("/sync/bad-days/missing-authorities-are-told", test_no_authorities);
  add_sync_test ("/sync/bad-days/plain-server-at-an-https-address", test_plain_server_at_https);

  g_test_add ("/sync/bad-days/cut-list-of-vehicles-applies-nothing", Fixture, "/api/devices",
              fixture_set_up, test_cut_lists, fixture_tear_down);
  g_test_add ("/sync/bad-days/cut-list-of-positions-loses-nothing", Fixture, "/api/positions",
              fixture_set_up, test_cut_lists, fixture_tear_down);
  add_sync_test ("/sync/bad-days/cut-list-is-told-and-asked-for-again", test_cut_says_so);
  add_sync_test ("/sync/bad-days/list-of-another-shape-is-not-empty", test_list_of_another_shape);
  add_sync_test ("/sync/bad-days/bad-gateway-passes", test_bad_gateway);
  add_sync_test ("/sync/bad-days/retry-after-is-honoured", test_retry_after);
  add_sync_test ("/sync/bad-days/stalled-answer-is-given-up", test_stall);
  add_sync_test ("/sync/bad-days/stop-does-not-wait-for-an-answer", test_stop_during_stall);

  add_sync_test ("/sync/bad-days/refused-records-are-counted-and-kept", test_refused_records);
  add_sync_test ("/sync/bad-days/hostile-name-is-cleaned", test_hostile_name);
  add_sync_test ("/sync/bad-days/unreadable-frames-do-not-end-the-stream", test_unreadable_frames);
  add_sync_test ("/sync/bad-days/refused-reports-do-not-end-the-source", test_reports_refused);
  return g_test_run ();
}
