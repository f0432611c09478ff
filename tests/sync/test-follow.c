/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following a source on its good days. */

#include <string.h>

#include "sync-fixture.h"

#define FIXES "SELECT value FROM tally WHERE name = 'fix'"
#define VEHICLES "SELECT count (*) FROM vehicle"

static void
go_live (Fixture *fixture, guint n_vehicles)
{
  fixture_script_fleet (fixture, n_vehicles);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  fixture_wait_for_count (fixture, FIXES, n_vehicles);
}

static void
test_fleet_arrives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autofree char *vehicle = NULL;

  go_live (fixture, 3);
  vehicle = fixture_get_text (fixture, "SELECT plate || '|' || kind || '|' || enterprise || '|' || "
                                       "driver || '|' || speed_cm_s FROM vehicle "
                                       "WHERE remote_id = 1");
  /* 32.4 knots are 60.0048 km/h */
  g_assert_cmpstr (vehicle, ==, "鲁D00001|truck|薛城物流|李师傅|1667");

  row = fixture_get_source (fixture);
  g_assert_cmpstr (row->transport, ==, "websocket");
  g_assert_null (row->last_error);
  g_assert_cmpint (row->retry_at_ms, ==, 0);
  g_assert_cmpint (row->last_message_ms, >=, fixture->now_ms);
  g_assert_cmpint (row->connected_ms, >=, fixture->now_ms);
  g_assert_cmpint (row->accepted, ==, 3);
  g_assert_cmpint (row->lag_ms, >=, 0);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = NULL;

  go_live (fixture, 1);
  fixture_stop (fixture);
  row = fixture_get_source (fixture);
  g_assert_cmpint (row->state, ==, CHEZU_SOURCE_STOPPED);
  g_assert_null (row->transport);
  g_assert_cmpint (row->retry_at_ms, ==, 0);
  g_assert_cmpint (fixture_get_int (fixture, VEHICLES), ==, 1);
}

static void
test_live_fix (Fixture *fixture, gconstpointer data)
{
  go_live (fixture, 2);
  fixture_push_fix (fixture, 10, 1, 5000);
  fixture_push_fix (fixture, 11, 1, 2000);
  fixture_push_fix (fixture, 12, 2, 2000);
  fixture_wait_for_count (fixture, FIXES, 5);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT time_ms FROM vehicle WHERE remote_id = 1"), ==,
                   fixture->now_ms - 2000);
}

static void
test_device_frame (Fixture *fixture, gconstpointer data)
{
  g_autofree char *device = fixture_device (1, "鲁D·99999");
  g_autofree char *frame = g_strdup_printf ("{\"devices\":[%s]}", device);

  go_live (fixture, 2);
  fake_traccar_push (fixture->server, "{}");
  fake_traccar_push (fixture->server, frame);
  fixture_wait_for_count (
      fixture, "SELECT count (*) FROM vehicle WHERE plate = '鲁D99999' AND remote_id = 1", 1);
  /* One device by itself does not make the others gone. */
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM vehicle WHERE gone"), ==, 0);
}

/* Older servers put several things into one frame. */
static void
test_mixed_frame (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = fixture_position (fixture, 20, 1, 117.0001, 34.8, 3000);
  g_autofree char *two = fixture_position (fixture, 21, 2, 117.0002, 34.8, 3000);
  g_autofree char *device = fixture_device (2, "鲁D·88888");
  g_autofree char *frame = g_strdup_printf (
      "{\"devices\":[%s],\"logs\":[{\"x\":1}],\"positions\":[%s,%s],\"events\":null}", device, one,
      two);

  go_live (fixture, 2);
  fake_traccar_push (fixture->server, frame);
  fixture_wait_for_count (fixture, FIXES, 4);
  g_assert_cmpint (
      fixture_get_int (fixture, "SELECT count (*) FROM vehicle WHERE plate = '鲁D88888'"), ==, 1);
}

/* An alarm comes within a position, and again as an event of its own; both are one. */
static void
test_alarms (Fixture *fixture, gconstpointer data)
{
  g_autofree char *position = fixture_position (fixture, 30, 1, 117.1, 34.8, 3000);
  g_autofree char *alarming = NULL;
  g_autofree char *frame = NULL;
  g_autofree char *event = NULL;
  g_auto (GStrv) halves = g_strsplit (position, "\"ignition\":true", 2);
  char *time = strstr (position, "\"fixTime\":\"") + strlen ("\"fixTime\":\"");

  alarming = g_strconcat (halves[0], "\"alarm\":\"overspeed,fatigueDriving\"", halves[1], NULL);
  frame = g_strdup_printf ("{\"positions\":[%s]}", alarming);
  event = g_strdup_printf ("{\"events\":[{\"id\":77,\"type\":\"alarm\",\"eventTime\":\"%.29s\","
                           "\"deviceId\":1,\"positionId\":30,\"attributes\":{\"alarm\":"
                           "\"overspeed\",\"message\":\"x\"}},{\"id\":78,\"type\":\"geofenceExit\","
                           "\"eventTime\":\"%.29s\",\"deviceId\":1,\"positionId\":30,"
                           "\"geofenceId\":4,\"attributes\":{}}]}",
                           time, time);

  go_live (fixture, 1);
  fake_traccar_push (fixture->server, frame);
  fixture_wait_for_count (fixture, "SELECT count (*) FROM alarm", 2);
  fake_traccar_push (fixture->server, event);
  fixture_wait_for_count (fixture, "SELECT count (*) FROM event", 1);
  g_assert_cmpint (
      fixture_get_int (fixture, "SELECT count (*) FROM alarm WHERE code = 'overspeed'"), ==, 1);
  /* The event finds the position that it was made from. */
  g_assert_cmpint (
      fixture_get_int (fixture, "SELECT lon_e7 FROM event WHERE kind = 'geofenceExit'"), ==,
      1171000000);
}

static void
test_driver (Fixture *fixture, gconstpointer data)
{
  g_autofree char *position = fixture_position (fixture, 30, 1, 117.1, 34.8, 3000);
  g_auto (GStrv) halves = g_strsplit (position, "\"ignition\":true", 2);
  g_autofree char *frame = g_strconcat ("{\"positions\":[", halves[0], "\"driverUniqueId\":\"D7\"",
                                        halves[1], "]}", NULL);

  fake_traccar_set (fixture->server, "/api/drivers",
                    "[{\"id\":1,\"name\":\"赵建国\",\"uniqueId\":\"D7\",\"attributes\":{}}]");
  go_live (fixture, 2);
  fake_traccar_push (fixture->server, frame);
  fixture_wait_for_count (
      fixture, "SELECT count (*) FROM vehicle WHERE driver = '赵建国' AND remote_id = 1", 1);
  g_assert_cmpint (
      fixture_get_int (fixture, "SELECT count (*) FROM vehicle WHERE driver = '李师傅'"), ==, 1);
}

static void
test_new_vehicle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *devices = fixture_devices (3);

  go_live (fixture, 2);
  fake_traccar_set (fixture->server, "/api/devices", devices);
  fixture_push_fix (fixture, 40, 3, 1000);
  fixture_wait_for_count (fixture, FIXES, 3);
  g_assert_cmpint (fixture_get_int (fixture, VEHICLES), ==, 3);
  g_assert_cmpint (fixture_count_refused (fixture, CHEZU_REFUSAL_NO_VEHICLE), ==, 0);
}

/* The list is read once for a vehicle that it does not have, not for each of its fixes. */
static void
test_unlisted_vehicle (Fixture *fixture, gconstpointer data)
{
  guint hits;

  go_live (fixture, 2);
  hits = fake_traccar_hits (fixture->server, "/api/devices");
  for (int i = 0; i < 20; i++)
    {
      fixture_push_fix (fixture, 50 + i, 99, 5000 - i);
      fixture_pass_time (20);
    }
  fixture_wait_for_count (
      fixture, "SELECT coalesce (sum (count), 0) FROM refusal WHERE reason = 'no_vehicle'", 20);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/devices"), <=, hits + 1);
  g_assert_cmpint (fixture_get_int (fixture, VEHICLES), ==, 2);
}

static void
test_removed_vehicle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *devices = fixture_devices (2);

  fixture->options.devices_ms = 50;
  go_live (fixture, 3);
  fake_traccar_set (fixture->server, "/api/devices", devices);
  /* Any sign of life makes the stream's loop turn. */
  fixture_pass_time (100);
  fake_traccar_push (fixture->server, "{}");
  fixture_wait_for_count (fixture, "SELECT count (*) FROM vehicle WHERE gone AND remote_id = 3", 1);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM vehicle WHERE gone"), ==, 1);
}

/* More than a megabyte, while libsoup refuses more than 128 KiB unless told otherwise. */
static void
test_huge_first_frame (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autofree char *positions = fixture_positions (fixture, 4000, 10000);

  g_assert_cmpuint (strlen (positions), >, 1024 * 1024);
  go_live (fixture, 4000);
  fixture_push_fix (fixture, 10001, 4000, 1000);
  fixture_wait_for_count (fixture, FIXES, 4001);

  row = fixture_get_source (fixture);
  g_assert_cmpstr (row->transport, ==, "websocket");
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/socket"), ==, 1);
}

static void
test_small_batches (Fixture *fixture, gconstpointer data)
{
  fixture->options.batch_max = 7;
  go_live (fixture, 100);
  g_assert_cmpint (fixture_get_int (fixture, VEHICLES), ==, 100);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM vehicle WHERE gone"), ==, 0);
}

/* A fleet whose list does not fit one batch is committed in pieces, and nobody is gone for it. */
static void
test_list_in_pieces (Fixture *fixture, gconstpointer data)
{
  fixture->options.batch_max = 50;
  fixture->options.devices_max = 100;
  go_live (fixture, 1000);
  g_assert_cmpint (fixture_get_int (fixture, VEHICLES), ==, 1000);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT count (*) FROM vehicle WHERE gone"), ==, 0);
}

static void
test_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row
      = fixture_make_row (fixture, fake_traccar_get_url (fixture->server));
  g_autoptr (GError) error = NULL;
  g_autofree char *query = NULL;

  g_file_set_contents_full (fixture->password_path, FAKE_TOKEN "\n", -1,
                            G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
  row->credential = CHEZU_CREDENTIAL_TOKEN_FILE;
  g_clear_pointer (&row->user, g_free);
  g_assert_true (chezu_source_table_add_sync (fixture->store, row, NULL, &error));

  fixture_script_fleet (fixture, 2);
  fixture_start (fixture);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  fixture_wait_for_count (fixture, FIXES, 2);
  query = fake_traccar_last_query (fixture->server, "/api/socket");
  g_assert_cmpstr (query, ==, "token=" FAKE_TOKEN);
}

/* What was received and waits for company is not lost by a stop. */
static void
test_stop_commits (Fixture *fixture, gconstpointer data)
{
  fixture->options.gather_ms = 60 * 1000;
  go_live (fixture, 1);
  fixture_push_fix (fixture, 60, 1, 1000);
  fixture_pass_time (500);
  g_assert_cmpint (fixture_get_int (fixture, FIXES), ==, 1);
  fixture_stop (fixture);
  g_assert_cmpint (fixture_get_int (fixture, FIXES), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/follow/fleet-arrives-in-stored-units", test_fleet_arrives);
  add_sync_test ("/sync/follow/stop-is-reported", test_stop);
  add_sync_test ("/sync/follow/stop-commits-what-was-received", test_stop_commits);
  add_sync_test ("/sync/follow/live-fixes-move-the-vehicle", test_live_fix);
  add_sync_test ("/sync/follow/device-frame-renames-one-vehicle", test_device_frame);
  add_sync_test ("/sync/follow/frame-may-hold-several-lists", test_mixed_frame);
  add_sync_test ("/sync/follow/alarms-of-a-position-become-events", test_alarms);
  add_sync_test ("/sync/follow/driver-of-the-latest-position", test_driver);
  add_sync_test ("/sync/follow/new-vehicle-makes-the-list-be-read-again", test_new_vehicle);
  add_sync_test ("/sync/follow/unlisted-vehicle-is-refused-without-hammering",
                 test_unlisted_vehicle);
  add_sync_test ("/sync/follow/removed-vehicle-is-gone", test_removed_vehicle);
  add_sync_test ("/sync/follow/first-frame-of-a-megabyte", test_huge_first_frame);
  add_sync_test ("/sync/follow/small-batches-lose-nothing", test_small_batches);
  add_sync_test ("/sync/follow/long-list-comes-in-pieces", test_list_in_pieces);
  add_sync_test ("/sync/follow/token-goes-with-requests-and-stream", test_token);
  return g_test_run ();
}
