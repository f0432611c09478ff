/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources that come, change and go while the synchronizer runs, and that it runs once only. */

#include <glib/gstdio.h>

#include "sync-fixture.h"

#define VEHICLES "SELECT count (*) FROM vehicle"
#define LIVE "SELECT count (*) FROM source WHERE state = 'live'"

static void
test_added (Fixture *fixture, gconstpointer data)
{
  fixture_script_fleet (fixture, 2);
  fixture_start (fixture);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_wait_for_count (fixture, LIVE, 1);
  fixture_wait_for_count (fixture, VEHICLES, 2);
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_script_fleet (fixture, 2);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_count (fixture, LIVE, 1);

  g_assert_true (chezu_source_table_remove_sync (fixture->store, "局", &error));
  g_assert_no_error (error);
  while (fake_traccar_count_sockets (fixture->server) > 0)
    fixture_pass_time (10);
}

static void
update (Fixture *fixture, const ChezuSourceRow *row)
{
  g_autoptr (GError) error = NULL;

  fixture_await (chezu_source_table_update (fixture->store, row), &error);
  g_assert_no_error (error);
}

static void
test_switched_off_and_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = NULL;

  fixture_script_fleet (fixture, 2);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_count (fixture, LIVE, 1);

  row = fixture_get_source (fixture);
  row->enabled = FALSE;
  update (fixture, row);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_STOPPED);

  row->enabled = TRUE;
  update (fixture, row);
  fixture_wait_for_count (fixture, LIVE, 1);
}

static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeTraccar) other = fake_traccar_new (NULL);
  g_autofree char *devices = fixture_devices (5);
  g_autoptr (ChezuSourceRow) row = NULL;

  fixture_script_fleet (fixture, 2);
  fake_traccar_set (other, "/api/devices", devices);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_count (fixture, LIVE, 1);

  row = fixture_get_source (fixture);
  g_free (row->url);
  row->url = g_strconcat (fake_traccar_get_url (other), "/api/", NULL);
  update (fixture, row);
  fixture_wait_for_count (fixture, VEHICLES, 5);
  fixture_wait_for_count (fixture, LIVE, 1);
  fixture_stop (fixture);
}

/* One that is broken does not hold up the other. */
static void
test_two_sources (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeTraccar) other = fake_traccar_new (NULL);
  g_autoptr (ChezuSourceRow) row = fixture_make_row (fixture, fake_traccar_get_url (other));
  g_autoptr (GError) error = NULL;

  fake_traccar_stall (other, "/api/devices", FAKE_FOREVER);
  g_free (row->name);
  row->name = g_strdup ("慢");
  g_assert_true (chezu_source_table_add_sync (fixture->store, row, NULL, &error));

  fixture_script_fleet (fixture, 2);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_count (fixture, LIVE, 1);
  fixture_wait_for_count (fixture, VEHICLES, 2);
  fixture_stop (fixture);
}

static void
test_second_synchronizer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSynchronizer) second = NULL;
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;

  fixture_script_fleet (fixture, 1);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_count (fixture, LIVE, 1);

  store = chezu_store_open (fixture->store_path, &error);
  g_assert_no_error (error);
  second = chezu_synchronizer_new (store);
  g_assert_false (fixture_await (chezu_synchronizer_start (second), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  /* Stopping what does not run is no harm. */
  g_assert_true (fixture_await (chezu_synchronizer_stop (second), &error));

  fixture_stop (fixture);
  g_assert_true (fixture_await (chezu_synchronizer_start (second), &error));
  g_assert_no_error (error);
  fixture_wait_for_count (fixture, LIVE, 1);
  g_assert_true (fixture_await (chezu_synchronizer_stop (second), &error));
  chezu_store_close (store);
}

static void
test_start_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_script_fleet (fixture, 1);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_count (fixture, LIVE, 1);
  g_assert_true (fixture_await (chezu_synchronizer_start (fixture->synchronizer), &error));
  g_assert_true (fixture_await (chezu_synchronizer_stop (fixture->synchronizer), &error));
  fixture_wait_for_state (fixture, CHEZU_SOURCE_STOPPED);
  g_assert_true (fixture_await (chezu_synchronizer_start (fixture->synchronizer), &error));
  fixture_wait_for_count (fixture, LIVE, 1);
}

/* A stop that comes at once after the start is not lost. */
static void
test_stop_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  DexFuture *started;

  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  for (int i = 0; i < 20; i++)
    {
      fixture->synchronizer
          = chezu_synchronizer_new_with_options (fixture->store, &fixture->options);
      started = chezu_synchronizer_start (fixture->synchronizer);
      fixture_stop (fixture);
      g_assert_true (fixture_await (started, &error));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/sources/added-while-running", test_added);
  add_sync_test ("/sync/sources/removed-while-running", test_removed);
  add_sync_test ("/sync/sources/switched-off-and-on", test_switched_off_and_on);
  add_sync_test ("/sync/sources/moved-to-another-server", test_moved);
  add_sync_test ("/sync/sources/one-does-not-hold-up-the-other", test_two_sources);
  add_sync_test ("/sync/sources/second-synchronizer-finds-the-lock-taken",
                 test_second_synchronizer);
  add_sync_test ("/sync/sources/may-be-started-again", test_start_again);
  add_sync_test ("/sync/sources/stopped-at-once", test_stop_at_once);
  return g_test_run ();
}
