/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following a source on its good days. */

#include "sync-fixture.h"

static void
script_fleet (Fixture *fixture, guint n)
{
  g_autofree char *devices = fixture_devices (n);
  g_autofree char *positions = fixture_positions (fixture, n, 10000);

  fake_traccar_set (fixture->server, "/api/devices", devices);
  fake_traccar_set (fixture->server, "/api/positions", positions);
  fake_traccar_set (fixture->server, "/api/groups",
                    "[{\"id\":3,\"name\":\"薛城物流\",\"groupId\":0}]");
}

static void
test_fleet_arrives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autofree char *vehicle = NULL;

  script_fleet (fixture, 3);
  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  fixture_start (fixture);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  fixture_wait_for_count (fixture, "SELECT count (*) FROM fix_row", 3);

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
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/follow/fleet-arrives-in-stored-units", test_fleet_arrives);
  return g_test_run ();
}
