/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "sync-fixture.h"
#include "sync/chezu-credentials.h"

static char *
look_up (Fixture *fixture, GError **error)
{
  g_autoptr (ChezuSourceRow) row = fixture_make_row (fixture, "http://127.0.0.1");
  g_autoptr (DexFuture) future = chezu_credentials_lookup (row);

  if (!fixture_await (dex_ref (future), error))
    return NULL;
  return g_value_dup_string (dex_future_get_value (future, NULL));
}

static void
write_text (Fixture *fixture, const char *text, int mode)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->password_path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (fixture->password_path, mode), ==, 0);
}

static void
assert_refused (Fixture *fixture, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look_up (fixture, &error));
  g_assert_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL);
  g_assert_nonnull (g_strstr_len (error->message, -1, words));
  g_assert_null (g_strstr_len (error->message, -1, "geheim"));
}

static void
test_private_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;
  struct stat status;

  g_assert_true (chezu_credentials_write_file (fixture->password_path, "geheim 密", &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->password_path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);

  secret = look_up (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, "geheim 密");
}

/* An editor leaves a line end of whatever kind. */
static void
test_first_line_counts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *secret = NULL;

  write_text (fixture, "geheim\r\n# of the bureau\n", 0400);
  secret = look_up (fixture, NULL);
  g_assert_cmpstr (secret, ==, "geheim");
}

static void
test_readable_by_others (Fixture *fixture, gconstpointer data)
{
  static const int modes[] = { 0644, 0640, 0604, 0660, 0610, 0777 };

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      write_text (fixture, "geheim", modes[i]);
      assert_refused (fixture, "chmod 600");
    }
}

static void
test_unusable_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (20000, 'x');

  write_text (fixture, "", 0600);
  assert_refused (fixture, "empty");
  write_text (fixture, "\n", 0600);
  assert_refused (fixture, "empty");
  write_text (fixture, long_text, 0600);
  assert_refused (fixture, "too long");

  g_assert_cmpint (g_unlink (fixture->password_path), ==, 0);
  assert_refused (fixture, fixture->password_path);

  /* A pipe would never end. */
  g_assert_cmpint (mkfifo (fixture->password_path, 0600), ==, 0);
  assert_refused (fixture, "not a file");
}

/* A service has no keyring, and says so. */
static void
test_no_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = fixture_make_row (fixture, "http://127.0.0.1");
  g_autoptr (GError) error = NULL;

  row->credential = CHEZU_CREDENTIAL_KEYRING;
  g_assert_false (fixture_await (chezu_credentials_lookup (row), &error));
  g_assert_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL);
  g_assert_nonnull (g_strstr_len (error->message, -1, "private file"));
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/credentials/private-file-is-written-and-read", test_private_file);
  add_sync_test ("/sync/credentials/first-line-counts", test_first_line_counts);
  add_sync_test ("/sync/credentials/file-that-others-can-read-is-refused", test_readable_by_others);
  add_sync_test ("/sync/credentials/unusable-file-is-refused", test_unusable_files);
  add_sync_test ("/sync/credentials/without-a-keyring-it-says-what-to-do", test_no_keyring);
  return g_test_run ();
}
