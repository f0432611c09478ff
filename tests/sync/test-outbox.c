/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts on their way to a server, on its good days and its bad ones. */

#include <string.h>

#include "sync-fixture.h"

#include "store/chezu-outbox.h"

#define SEND "/api/commands/send"
#define STATE(state) "SELECT count (*) FROM outbox WHERE state = " #state

static void
go_live (Fixture *fixture)
{
  fixture_script_fleet (fixture, 2);
  fake_traccar_set (fixture->server, SEND, "{\"id\":0}");
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  fixture_wait_for_count (fixture, "SELECT count (*) FROM vehicle WHERE time_ms > 0", 2);
}

static void
write_text (Fixture *fixture)
{
  gint64 id = fixture_get_int (fixture, "SELECT id FROM vehicle WHERE remote_id = 2");
  g_autoptr (GError) error = NULL;

  fixture_await (chezu_outbox_write (fixture->store, &id, 1, "前方\"拥堵\"", 0, "wang"), &error);
  g_assert_no_error (error);
}

static void
test_sent_once (Fixture *fixture, gconstpointer data)
{
  go_live (fixture);
  write_text (fixture);
  fixture_wait_for_count (fixture, STATE (2), 1);
  fixture_pass_time (1500);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, SEND), ==, 1);
}

static void
test_kept_for_later (Fixture *fixture, gconstpointer data)
{
  go_live (fixture);
  fake_traccar_fail (fixture->server, SEND, 1, 202, "application/json", "{\"id\":7}", NULL);
  write_text (fixture);
  fixture_wait_for_count (fixture, STATE (3), 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *words = NULL;

  go_live (fixture);
  fake_traccar_fail (fixture->server, SEND, FAKE_FOREVER, 400, "text/plain", "not permitted", NULL);
  write_text (fixture);
  fixture_wait_for_count (fixture, STATE (5), 1);
  words = fixture_get_text (fixture, "SELECT answer FROM outbox");
  g_assert_nonnull (strstr (words, "400"));
  g_assert_cmpuint (fake_traccar_hits (fixture->server, SEND), ==, 1);
}

/* A server that is busy took nothing: it is asked again. */
static void
test_busy_server (Fixture *fixture, gconstpointer data)
{
  go_live (fixture);
  fake_traccar_fail (fixture->server, SEND, 1, 503, "text/html", "busy", NULL);
  write_text (fixture);
  fixture_wait_for_hits (fixture, SEND, 1);
  fixture_wait_for_count (fixture, STATE (2), 1);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, SEND), ==, 2);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT attempts FROM outbox"), ==, 2);
}

/* Nobody knows what a server did that broke off: nothing is sent twice. */
static void
test_broken_answer (Fixture *fixture, gconstpointer data)
{
  fixture->options.request_ms = 2000;
  go_live (fixture);
  fake_traccar_stall (fixture->server, SEND, 1);
  write_text (fixture);
  fixture_wait_for_count (fixture, STATE (6), 1);
  fixture_pass_time (1500);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, SEND), ==, 1);
}

/* Without a session it was not taken, and is sent once more with one. */
static void
test_lost_session (Fixture *fixture, gconstpointer data)
{
  go_live (fixture);
  fake_traccar_forget_sessions (fixture->server);
  write_text (fixture);
  fixture_wait_for_count (fixture, STATE (2), 1);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  go_live (fixture);
  fixture_stop (fixture);
  write_text (fixture);
  fixture_pass_time (1200);
  g_assert_cmpint (fixture_get_int (fixture, STATE (0)), ==, 1);
  fixture_start (fixture);
  fixture_wait_for_count (fixture, STATE (2), 1);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, SEND), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/outbox/sent-once", test_sent_once);
  add_sync_test ("/outbox/kept-for-later", test_kept_for_later);
  add_sync_test ("/outbox/refused", test_refused);
  add_sync_test ("/outbox/busy-server", test_busy_server);
  add_sync_test ("/outbox/broken-answer", test_broken_answer);
  add_sync_test ("/outbox/lost-session", test_lost_session);
  add_sync_test ("/outbox/nobody-there", test_nobody_there);
  return g_test_run ();
}
