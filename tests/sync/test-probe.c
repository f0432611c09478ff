/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The test button: one try, a plain answer, an untouched store. */

#include <string.h>

#include "sync-fixture.h"

static ChezuSourceProbe *
probe (Fixture *fixture, const char *secret, GError **error)
{
  g_autoptr (ChezuSourceRow) row
      = fixture_make_row (fixture, fake_traccar_get_url (fixture->server));
  g_autoptr (DexFuture) future = chezu_source_probe (row, secret);

  if (!fixture_await (dex_ref (future), error))
    return NULL;
  return g_value_get_pointer (dex_future_get_value (future, NULL));
}

static void
assert_fails (Fixture *fixture, const char *secret, ChezuSyncError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (probe (fixture, secret, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CHEZU_SYNC_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_finds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ChezuSourceProbe *found;

  fixture_script_fleet (fixture, 7);
  found = probe (fixture, FAKE_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->server, ==, "Traccar 6.14.5");
  g_assert_cmpuint (found->n_devices, ==, 7);
  g_assert_true (found->websocket);
  chezu_source_probe_free (found);

  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM source"), ==, 0);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM vehicle"), ==, 0);
}

static void
test_looks_up_and_does_without_stream (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ChezuSourceProbe *found;

  fixture_script_fleet (fixture, 2);
  fake_traccar_refuse_sockets (fixture->server, 404);
  found = probe (fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (found->websocket);
  g_assert_cmpuint (found->n_devices, ==, 2);
  chezu_source_probe_free (found);
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "wrong", CHEZU_SYNC_ERROR_REFUSED, "refused the sign-in");
}

static void
test_one_time_code (Fixture *fixture, gconstpointer data)
{
  fake_traccar_fail (fixture->server, "/api/session", 1, 401, "text/plain", "no",
                     "WWW-Authenticate: TOTP");
  assert_fails (fixture, FAKE_PASSWORD, CHEZU_SYNC_ERROR_REFUSED, "Use a token instead");
}

static void
test_no_traccar (Fixture *fixture, gconstpointer data)
{
  fake_traccar_fail (fixture->server, "/api/server", 1, 200, "text/html", "<html></html>", NULL);
  assert_fails (fixture, FAKE_PASSWORD, CHEZU_SYNC_ERROR_INCOMPATIBLE, "not a Traccar server");

  fake_traccar_fail (fixture->server, "/api/session", 1, 200, "application/json", "{\"ok\":true}",
                     NULL);
  assert_fails (fixture, FAKE_PASSWORD, CHEZU_SYNC_ERROR_INCOMPATIBLE, "not a Traccar server");
}

static void
test_untrusted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ca_file = NULL;
  g_autoptr (GTlsCertificate) certificate = fixture_make_certificate (fixture, &ca_file);

  fake_traccar_free (fixture->server);
  fixture->server = fake_traccar_new (certificate);
  assert_fails (fixture, FAKE_PASSWORD, CHEZU_SYNC_ERROR_UNTRUSTED, "identity cannot be verified");
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row
      = fixture_make_row (fixture, fake_traccar_get_url (fixture->server));
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->server, fake_traccar_free);
  g_assert_false (fixture_await (chezu_source_probe (row, FAKE_PASSWORD), &error));
  g_assert_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "Nothing answers"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/probe/tells-version-vehicles-and-stream", test_finds);
  add_sync_test ("/sync/probe/looks-the-secret-up-and-does-without-a-stream",
                 test_looks_up_and_does_without_stream);
  add_sync_test ("/sync/probe/wrong-password", test_wrong_password);
  add_sync_test ("/sync/probe/account-with-a-one-time-code", test_one_time_code);
  add_sync_test ("/sync/probe/no-traccar", test_no_traccar);
  add_sync_test ("/sync/probe/untrusted-certificate", test_untrusted);
  add_sync_test ("/sync/probe/nothing-listens", test_unreachable);
  return g_test_run ();
}
