/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The REST interface as a client meets it: forms, status codes, refusals, failures on demand. */

#include "sim-client.h"

#define FORM "application/x-www-form-urlencoded"
#define SMALL GUINT_TO_POINTER (120)
#define WHOLE GUINT_TO_POINTER (4159)

static void
test_sign_in (Client *client, gconstpointer data)
{
  g_autoptr (Answer) user = client_get (client, "/api/session");
  g_autoptr (Answer) wrong = NULL;
  g_autoptr (Answer) blanks = NULL;
  g_autoptr (Answer) gone = NULL;

  g_assert_cmpuint (user->status, ==, 200);
  g_assert_cmpstr (text_of (yyjson_doc_get_root (user->json), "email"), ==, "admin");
  g_assert_cmpuint (status_of (client, "/api/devices"), ==, 200);

  gone = client_send (client, client_prepare (client, "DELETE", "/api/session"));
  g_assert_cmpuint (gone->status, ==, 204);
  g_assert_cmpuint (status_of (client, "/api/session"), ==, 404);
  g_assert_cmpuint (status_of (client, "/api/devices"), ==, 401);
  g_assert_cmpuint (status_of (client, "/api/server"), ==, 200);
  g_assert_cmpuint (status_of (client, "/api/health"), ==, 200);

  wrong = client_post (client, "/api/session", FORM, "email=admin&password=wrong");
  g_assert_cmpuint (wrong->status, ==, 401);
  g_assert_null (wrong->json);
  blanks = client_post (client, "/api/session", FORM, "email=+ADMIN+&password=admin");
  g_assert_cmpuint (blanks->status, ==, 200);
}

static void
test_tokens (Client *client, gconstpointer data)
{
  g_autoptr (Answer) token = client_post (client, "/api/session/token", FORM, "");
  g_autoptr (Answer) expired
      = client_post (client, "/api/session/token", FORM, "expiration=2020-01-01T00:00:00Z");
  g_autoptr (Answer) unreadable
      = client_post (client, "/api/session/token", FORM, "expiration=tomorrow");
  g_autofree char *bearer = g_strconcat ("Bearer ", token->body, NULL);
  g_autofree char *late = g_strconcat ("Bearer ", expired->body, NULL);
  g_autofree char *login = g_strconcat ("/api/session?token=", token->body, NULL);
  g_autofree char *late_login = g_strconcat ("/api/session?token=", expired->body, NULL);
  g_autofree char *form = g_strconcat ("token=", token->body, NULL);
  g_autoptr (Answer) first = client_get_with (client, "/api/devices", bearer);
  g_autoptr (Answer) second = client_get_with (client, "/api/devices", late);
  g_autoptr (Answer) nonsense = client_get_with (client, "/api/devices", "Bearer !!");
  g_autoptr (Answer) revoked = NULL;
  g_autoptr (Answer) third = NULL;

  g_assert_cmpuint (token->status, ==, 200);
  g_assert_cmpstr (token->type, ==, "text/plain");
  g_assert_cmpuint (unreadable->status, ==, 404);
  g_assert_cmpuint (first->status, ==, 200);
  /* The header counts although the cookie would do. */
  g_assert_cmpuint (second->status, ==, 401);
  g_assert_cmpuint (nonsense->status, ==, 400);

  client_forget (client);
  g_assert_cmpuint (status_of (client, late_login), ==, 401);
  g_assert_cmpuint (status_of (client, login), ==, 200);
  g_assert_cmpuint (status_of (client, "/api/groups"), ==, 200);

  revoked = client_post (client, "/api/session/token/revoke", FORM, form);
  g_assert_cmpuint (revoked->status, ==, 204);
  third = client_get_with (client, "/api/devices", bearer);
  g_assert_cmpuint (third->status, ==, 401);
}

static void
test_tokens_outlive_a_restart (Client *client, gconstpointer data)
{
  g_autoptr (Answer) token = client_post (client, "/api/session/token", FORM, "");
  g_autofree char *bearer = g_strconcat ("Bearer ", token->body, NULL);
  g_autoptr (Answer) answer = NULL;

  chezu_sim_server_stop (client->server);
  g_assert_finalize_object (client->server);
  client->server = server_start (GPOINTER_TO_UINT (data), 10.0);
  g_assert_cmpuint (status_of (client, "/api/groups"), ==, 401);
  answer = client_get_with (client, "/api/groups", bearer);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_basic (Client *client, gconstpointer data)
{
  g_autofree char *right = g_base64_encode ((const guchar *)"admin:admin", 11);
  g_autofree char *wrong = g_base64_encode ((const guchar *)"admin:nimda", 11);
  g_autofree char *right_header = g_strconcat ("Basic ", right, NULL);
  g_autofree char *wrong_header = g_strconcat ("Basic ", wrong, NULL);
  g_autoptr (Answer) accepted = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) unknown = NULL;

  client_forget (client);
  accepted = client_get_with (client, "/api/groups", right_header);
  refused = client_get_with (client, "/api/groups", wrong_header);
  unknown = client_get_with (client, "/api/groups", "Digest abc");
  g_assert_cmpuint (accepted->status, ==, 200);
  g_assert_cmpuint (refused->status, ==, 401);
  g_assert_cmpuint (unknown->status, ==, 400);
}

static void
test_sessions_can_be_lost (Client *client, gconstpointer data)
{
  chezu_sim_server_drop_sessions (client->server);
  g_assert_cmpuint (status_of (client, "/api/devices"), ==, 401);
}

static void
test_paths_and_methods (Client *client, gconstpointer data)
{
  g_autoptr (Answer) wrong = client_post (client, "/api/server", FORM, "");
  g_autoptr (Answer) page = client_get (client, "/");

  g_assert_cmpuint (wrong->status, ==, 405);
  g_assert_cmpuint (status_of (client, "/api/nothing"), ==, 404);
  g_assert_cmpuint (status_of (client, "/api/devices/abc"), ==, 404);
  g_assert_cmpuint (status_of (client, "/api/reports/nothing"), ==, 404);
  g_assert_cmpuint (status_of (client, "/api/geofences"), ==, 200);
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_cmpstr (page->type, ==, "text/html");
}

static void
test_devices (Client *client, gconstpointer data)
{
  g_autoptr (Answer) all = client_get (client, "/api/devices?all=true");
  g_autoptr (Answer) some = client_get (client, "/api/devices?id=7&id=99999&id=3");
  g_autoptr (Answer) page = client_get (client, "/api/devices?limit=10&offset=115");
  g_autoptr (Answer) one = client_get (client, "/api/devices/7");
  g_autoptr (Answer) found = NULL;
  g_autoptr (Answer) dud = client_get (client, "/api/devices/120");
  g_autoptr (Answer) mute = client_get (client, "/api/devices/119");
  g_autofree char *by_terminal = NULL;
  const char *last = "";

  g_assert_cmpuint (count_of (all), ==, 120);
  for (gsize i = 0; i < 120; i++)
    {
      yyjson_val *device = element (all, i);

      g_assert_cmpint (strcmp (last, text_of (device, "name")), <, 0);
      last = text_of (device, "name");
      g_assert_cmpint (strlen (text_of (device, "uniqueId")), ==, 12);
      g_assert_true (yyjson_is_obj (yyjson_obj_get (device, "attributes")));
      g_assert_cmpint (int_of (device, "groupId"), >, 0);
      g_assert_nonnull (text_of (device, "contact"));
    }
  g_assert_cmpuint (count_of (page), ==, 5);
  g_assert_cmpuint (count_of (some), ==, 2);
  g_assert_cmpint (int_of (element (some, 0), "id"), ==, 7);
  g_assert_cmpint (int_of (element (some, 1), "id"), ==, 3);
  g_assert_cmpuint (status_of (client, "/api/devices?id=x"), ==, 404);
  g_assert_cmpuint (status_of (client, "/api/devices/99999"), ==, 404);

  by_terminal = g_strconcat (
      "/api/devices?uniqueId=", text_of (yyjson_doc_get_root (one->json), "uniqueId"), NULL);
  found = client_get (client, by_terminal);
  g_assert_cmpuint (count_of (found), ==, 1);
  g_assert_cmpint (int_of (element (found, 0), "id"), ==, 7);

  g_assert_true (yyjson_is_null (yyjson_obj_get (yyjson_doc_get_root (dud->json), "lastUpdate")));
  g_assert_cmpint (int_of (yyjson_doc_get_root (dud->json), "positionId"), ==, 0);
  g_assert_cmpint (int_of (yyjson_doc_get_root (mute->json), "positionId"), ==, 0);
  g_assert_nonnull (text_of (yyjson_doc_get_root (mute->json), "lastUpdate"));
}

static guint
count_levels (Answer *groups, gint64 id)
{
  guint n = 0;

  for (; id > 0; n++)
    {
      g_assert_cmpint (int_of (element (groups, (gsize)id - 1), "id"), ==, id);
      id = int_of (element (groups, (gsize)id - 1), "groupId");
    }
  return n;
}

static void
test_groups_and_drivers (Client *client, gconstpointer data)
{
  g_autoptr (Answer) groups = client_get (client, "/api/groups");
  g_autoptr (Answer) drivers = client_get (client, "/api/drivers");
  g_autoptr (Answer) device = client_get (client, "/api/devices/5");
  g_autoptr (Answer) position = client_get (client, "/api/positions?deviceId=5");
  yyjson_val *attributes = yyjson_obj_get (element (position, 0), "attributes");

  g_assert_cmpuint (count_of (groups), >, 17);
  g_assert_cmpuint (count_levels (groups, int_of (yyjson_doc_get_root (device->json), "groupId")),
                    ==, 3);
  g_assert_true (g_str_has_prefix (text_of (element (groups, 0), "name"), "奚轮智运"));
  g_assert_cmpuint (count_of (drivers), ==, 120);
  g_assert_cmpstr (text_of (element (drivers, 4), "uniqueId"), ==,
                   text_of (attributes, "driverUniqueId"));
  g_assert_cmpstr (text_of (element (drivers, 4), "name"), ==,
                   text_of (yyjson_doc_get_root (device->json), "contact"));
}

static void
test_dangerous_goods_are_marked (Client *client, gconstpointer data)
{
  g_autoptr (Answer) devices = client_get (client, "/api/devices");
  guint n_hazmat = 0;

  g_assert_cmpuint (count_of (devices), ==, 4159);
  for (gsize i = 0; i < 4159; i++)
    {
      const char *kind = text_of (yyjson_obj_get (element (devices, i), "attributes"), "kind");

      if (kind == NULL)
        continue;
      n_hazmat++;
      g_assert_cmpstr (kind, ==, "hazmat");
      g_assert_cmpstr (text_of (element (devices, i), "category"), ==, "truck");
    }
  g_assert_cmpuint (n_hazmat, ==, 165);
}

static void
test_latest_positions (Client *client, gconstpointer data)
{
  g_autoptr (Answer) all = client_get (client, "/api/positions");
  g_autoptr (Answer) one = client_get (client, "/api/positions?deviceId=9");
  g_autoptr (Answer) half = client_get (client, "/api/positions?deviceId=9&from=2026-01-01T00:00Z");
  g_autoptr (Answer) none = client_get (client, "/api/positions?deviceId=120");
  g_autofree char *by_id = NULL;
  g_autofree char *with_unknown = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) failed = NULL;
  gint64 first = int_of (element (all, 0), "id");
  gint64 second = int_of (element (all, 1), "id");

  g_assert_cmpuint (count_of (all), ==, 118);
  g_assert_cmpuint (count_of (one), ==, 1);
  g_assert_cmpint (int_of (element (one, 0), "deviceId"), ==, 9);
  g_assert_cmpuint (count_of (half), ==, 1);
  g_assert_cmpuint (count_of (none), ==, 0);

  by_id = g_strdup_printf ("/api/positions?id=%" G_GINT64_FORMAT "&id=%" G_GINT64_FORMAT, second,
                           first);
  again = client_get (client, by_id);
  g_assert_cmpuint (count_of (again), ==, 2);
  g_assert_cmpint (int_of (element (again, 0), "id"), ==, second);
  g_assert_true (yyjson_equals (element (again, 1), element (all, 0)));

  with_unknown = g_strconcat (by_id, "&id=9007199254740991", NULL);
  failed = client_get (client, with_unknown);
  g_assert_cmpuint (failed->status, ==, 400);
  g_assert_nonnull (strstr (failed->body, "Exception"));
}

static Answer *
get_history (Client *client, gint64 from_ms, gint64 to_ms)
{
  g_autofree char *from = query_time (from_ms);
  g_autofree char *to = query_time (to_ms);
  g_autofree char *path = g_strdup_printf ("/api/positions?deviceId=4&from=%s&to=%s", from, to);

  return client_get (client, path);
}

static void
test_history (Client *client, gconstpointer data)
{
  gint64 end_ms = chezu_time_now_ms () - 2 * CHEZU_DAY_MS;
  g_autoptr (Answer) day = get_history (client, end_ms - CHEZU_DAY_MS, end_ms);
  g_autoptr (Answer) same = NULL;
  gint64 first_ms, last_ms, before_ms = 0;
  gsize n = count_of (day);

  g_assert_cmpuint (n, >, 3000);
  for (gsize i = 0; i < n; i++)
    {
      gint64 time_ms = 0;

      g_assert_true (chezu_time_parse_iso8601 (text_of (element (day, i), "fixTime"), &time_ms));
      g_assert_cmpint (time_ms, >=, before_ms);
      before_ms = time_ms;
    }
  chezu_time_parse_iso8601 (text_of (element (day, 0), "fixTime"), &first_ms);
  chezu_time_parse_iso8601 (text_of (element (day, n - 1), "fixTime"), &last_ms);
  same = get_history (client, first_ms, last_ms);
  g_assert_cmpuint (count_of (same), ==, n);
}

static void
test_bad_windows (Client *client, gconstpointer data)
{
  g_autoptr (Answer) foreign
      = client_get (client, "/api/positions?deviceId=99999&from=2026-01-01T00:00:00Z&"
                            "to=2026-01-01T01:00:00Z");

#define WINDOW(from) "/api/positions?deviceId=4&to=2026-01-02T00:00:00Z&from=" from
  g_assert_cmpuint (status_of (client, WINDOW ("2026-01-01T00:00:00Z")), ==, 200);
  g_assert_cmpuint (status_of (client, WINDOW ("2026-01-01T00:00Z")), ==, 200);
  g_assert_cmpuint (status_of (client, WINDOW ("2026-01-01T08:00:00.000%2B08:00")), ==, 200);
  /* A plus that was not encoded is a blank. */
  g_assert_cmpuint (status_of (client, WINDOW ("2026-01-01T08:00:00.000+08:00")), ==, 404);
  g_assert_cmpuint (status_of (client, WINDOW ("2026-01-01T00:00:00")), ==, 404);
  g_assert_cmpuint (status_of (client, WINDOW ("2026-01-01")), ==, 404);
  g_assert_cmpuint (status_of (client, WINDOW ("yesterday")), ==, 404);
#undef WINDOW
  g_assert_cmpuint (status_of (client, "/api/positions?deviceId=x"), ==, 404);
  g_assert_cmpuint (foreign->status, ==, 400);
  g_assert_null (foreign->json);
  g_assert_nonnull (strstr (foreign->body, "SecurityException"));
}

static void
test_silent_cap (Client *client, gconstpointer data)
{
  gint64 end_ms = chezu_time_now_ms () - 2 * CHEZU_DAY_MS;
  ChezuSimFaults faults = { .history_cap = 100 };
  g_autoptr (Answer) whole = get_history (client, end_ms - CHEZU_DAY_MS, end_ms);
  g_autoptr (Answer) capped = NULL;

  chezu_sim_server_set_faults (client->server, &faults);
  capped = get_history (client, end_ms - CHEZU_DAY_MS, end_ms);
  g_assert_cmpuint (capped->status, ==, 200);
  g_assert_cmpuint (count_of (capped), ==, 100);
  /* The oldest come. */
  g_assert_true (yyjson_equals (element (capped, 99), element (whole, 99)));
}

static void
test_reports_can_be_forbidden (Client *client, gconstpointer data)
{
  ChezuSimFaults faults = { .disable_reports = TRUE };
  g_autoptr (Answer) history = NULL;

  chezu_sim_server_set_faults (client->server, &faults);
  history = get_history (client, 0, 1000);
  g_assert_cmpuint (history->status, ==, 400);
  g_assert_null (history->json);
  g_assert_cmpuint (status_of (client, "/api/reports/events?deviceId=1&from=2026-01-01T00:00Z&"
                                       "to=2026-01-02T00:00Z"),
                    ==, 400);
  g_assert_cmpuint (status_of (client, "/api/positions"), ==, 200);
}

static Answer *
get_report (Client *client, gint64 end_ms, const char *name, const char *more)
{
  g_autofree char *from = query_time (end_ms - CHEZU_DAY_MS);
  g_autofree char *to = query_time (end_ms);
  g_autofree char *path = g_strdup_printf ("/api/reports/%s?from=%s&to=%s%s", name, from, to, more);

  return client_get (client, path);
}

static void
test_reports (Client *client, gconstpointer data)
{
  gint64 end_ms = chezu_time_now_ms () - CHEZU_DAY_MS;
  g_autoptr (Answer) events = get_report (client, end_ms, "events", "&groupId=1&groupId=17");
  g_autoptr (Answer) alarms = get_report (
      client, end_ms, "events", "&groupId=1&groupId=17&type=ignitionOn&type=deviceOverspeed");
  g_autoptr (Answer) route = get_report (client, end_ms, "route", "&deviceId=4");
  g_autoptr (Answer) trips = get_report (client, end_ms, "trips", "&deviceId=2&deviceId=100");
  g_autoptr (Answer) stops = get_report (client, end_ms, "stops", "&deviceId=2&deviceId=100");
  g_autoptr (Answer) summary = get_report (client, end_ms, "summary", "&deviceId=2&deviceId=100");
  g_autoptr (Answer) nobody = get_report (client, end_ms, "events", "");
  g_autoptr (Answer) foreign = get_report (client, end_ms, "trips", "&deviceId=9999");
  g_autofree char *path = NULL;
  double metres = 0.0;
  gint64 total_ms = 0;

  g_assert_cmpuint (count_of (events), >, count_of (alarms));
  g_assert_cmpuint (count_of (alarms), >, 0);
  for (gsize i = 0; i < count_of (alarms); i++)
    g_assert_true (g_str_equal (text_of (element (alarms, i), "type"), "ignitionOn")
                   || g_str_equal (text_of (element (alarms, i), "type"), "deviceOverspeed"));
  path = g_strdup_printf ("/api/events/%" G_GINT64_FORMAT, int_of (element (alarms, 0), "id"));
  {
    g_autoptr (Answer) event = client_get (client, path);

    g_assert_cmpuint (event->status, ==, 200);
    g_assert_true (yyjson_equals (yyjson_doc_get_root (event->json), element (alarms, 0)));
  }
  g_assert_cmpuint (status_of (client, "/api/events/1"), ==, 404);
  g_assert_cmpuint (count_of (route), >, 3000);

  g_assert_cmpuint (count_of (summary), ==, 2);
  for (gsize i = 0; i < count_of (trips); i++)
    {
      yyjson_val *trip = element (trips, i);

      metres += yyjson_get_num (yyjson_obj_get (trip, "distance"));
      total_ms += int_of (trip, "duration");
      g_assert_nonnull (text_of (trip, "driverName"));
      g_assert_cmpfloat (yyjson_get_num (yyjson_obj_get (trip, "maxSpeed")), >=,
                         yyjson_get_num (yyjson_obj_get (trip, "averageSpeed")));
    }
  for (gsize i = 0; i < count_of (stops); i++)
    total_ms += int_of (element (stops, i), "duration");
  /* Trips and stops of two vehicles fill two days and make up the summaries. */
  g_assert_cmpint (total_ms, ==, 2 * CHEZU_DAY_MS);
  for (gsize i = 0; i < 2; i++)
    metres -= yyjson_get_num (yyjson_obj_get (element (summary, i), "distance"));
  g_assert_cmpfloat_with_epsilon (metres, 0.0, 1.0);

  g_assert_cmpuint (nobody->status, ==, 400);
  g_assert_cmpuint (foreign->status, ==, 400);
  g_assert_cmpuint (status_of (client, "/api/reports/trips?deviceId=1"), ==, 400);
  g_assert_cmpuint (status_of (client, "/api/reports/trips?deviceId=1&from=a&to=b"), ==, 404);
}

static void
test_commands (Client *client, gconstpointer data)
{
  static const char json[] = "application/json";
  g_autoptr (Answer) types = client_get (client, "/api/commands/types?deviceId=1");
  g_autoptr (Answer) off_line = client_post (client, "/api/commands/send", json,
                                             "{\"deviceId\":120,\"type\":\"positionSingle\"}");
  g_autoptr (Answer) no_queue
      = client_post (client, "/api/commands/send", json,
                     "{\"deviceId\":120,\"type\":\"message\",\"attributes\":{\"message\":\"前方拥堵"
                     "\",\"noQueue\":true}}");
  g_autoptr (Answer) unknown
      = client_post (client, "/api/commands/send", json, "{\"deviceId\":1,\"type\":\"fly\"}");
  g_autoptr (Answer) broken = client_post (client, "/api/commands/send", json, "{\"deviceId\":");
  gboolean sent = FALSE;

  g_assert_cmpuint (count_of (types), >, 2);
  g_assert_cmpuint (off_line->status, ==, 202);
  g_assert_cmpuint (no_queue->status, ==, 400);
  g_assert_cmpuint (unknown->status, ==, 400);
  g_assert_cmpuint (broken->status, ==, 400);
  for (guint i = 1; i <= 20 && !sent; i++)
    {
      g_autofree char *body
          = g_strdup_printf ("{\"deviceId\":%u,\"type\":\"message\",\"attributes\":{\"message\":"
                             "\"你好\"}}",
                             i);
      g_autoptr (Answer) answer = client_post (client, "/api/commands/send", json, body);

      sent = answer->status == 200;
      g_assert_cmpint (int_of (yyjson_doc_get_root (answer->json), "deviceId"), ==, i);
    }
  g_assert_true (sent);
}

static void
test_times_in_every_form (Client *client, gconstpointer data)
{
  gint64 end_ms = chezu_time_now_ms () - 3 * CHEZU_DAY_MS;
  gint64 first_ms = 0;

  for (guint form = CHEZU_SIM_TIMES_OFFSET; form <= CHEZU_SIM_TIMES_EPOCH_MS; form++)
    {
      ChezuSimFaults faults = { .times = form };
      g_autoptr (Answer) answer = NULL;
      yyjson_val *value;
      gint64 time_ms = 0;

      chezu_sim_server_set_faults (client->server, &faults);
      answer = get_history (client, end_ms - CHEZU_HOUR_MS, end_ms);
      value = yyjson_obj_get (element (answer, 0), "fixTime");
      if (form == CHEZU_SIM_TIMES_EPOCH_MS)
        time_ms = yyjson_get_sint (value);
      else
        g_assert_true (chezu_time_parse_iso8601 (yyjson_get_str (value), &time_ms));
      if (form == CHEZU_SIM_TIMES_ZULU)
        g_assert_true (g_str_has_suffix (yyjson_get_str (value), "Z"));
      if (form == CHEZU_SIM_TIMES_EAST_8)
        g_assert_true (g_str_has_suffix (yyjson_get_str (value), "+08:00"));
      if (first_ms == 0)
        first_ms = time_ms;
      g_assert_cmpint (time_ms, ==, first_ms);
    }
}

static void
test_failures_on_demand (Client *client, gconstpointer data)
{
  ChezuSimFaults cut = { .cut_json = TRUE };
  ChezuSimFaults gateway = { .bad_gateway = TRUE };
  ChezuSimFaults other = { .not_traccar = TRUE };
  ChezuSimFaults slow = { .stall_ms = 60 };
  ChezuSimFaults none = { 0 };
  g_autoptr (Answer) half = NULL;
  g_autoptr (Answer) proxy = NULL;
  g_autoptr (Answer) page = NULL;

  chezu_sim_server_set_faults (client->server, &cut);
  half = client_get (client, "/api/positions");
  g_assert_cmpuint (half->status, ==, 200);
  g_assert_cmpuint (half->length, >, 100);
  g_assert_null (half->json);

  chezu_sim_server_set_faults (client->server, &gateway);
  proxy = client_get (client, "/api/positions");
  g_assert_cmpuint (proxy->status, ==, 502);
  g_assert_cmpstr (proxy->type, ==, "text/html");

  chezu_sim_server_set_faults (client->server, &other);
  page = client_get (client, "/api/server");
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_null (page->json);

  chezu_sim_server_set_faults (client->server, &slow);
  g_assert_cmpuint (status_of (client, "/api/groups"), ==, 200);
  chezu_sim_server_set_faults (client->server, &none);
  g_assert_cmpuint (status_of (client, "/api/groups"), ==, 200);
}

/* Whoever goes away in the middle costs nothing. */
static void
test_readers_may_leave (Client *client, gconstpointer data)
{
  ChezuSimFaults slow = { .stall_ms = 60000 };
  ChezuSimFaults none = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SoupMessage) message = client_prepare (client, "GET", "/api/positions");
      g_autoptr (GError) error = NULL;
      g_autoptr (GInputStream) stream = soup_session_send (client->session, message, NULL, &error);
      char buffer[100];

      g_assert_no_error (error);
      g_assert_cmpint (g_input_stream_read (stream, buffer, sizeof buffer, NULL, &error), >, 0);
      g_input_stream_close (stream, NULL, NULL);
    }
  {
    g_autoptr (SoupMessage) message = client_prepare (client, "GET", "/api/positions");
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();

    chezu_sim_server_set_faults (client->server, &slow);
    soup_session_send_async (client->session, message, G_PRIORITY_DEFAULT, cancellable, NULL, NULL);
    g_main_context_iteration (NULL, FALSE);
    g_cancellable_cancel (cancellable);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  chezu_sim_server_set_faults (client->server, &none);
  g_assert_cmpuint (status_of (client, "/api/health"), ==, 200);
}

static void
test_tls (void)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autofree char *path
      = g_build_filename (g_getenv ("CHEZU_TEST_DATA"), "sim", "data", "loopback.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *url = NULL;
  Client client = { .session = soup_session_new () };

  g_assert_no_error (error);
  options.n_vehicles = 1;
  options.certificate = certificate;
  client.server = chezu_sim_server_new (&options, &error);
  g_assert_no_error (error);
  g_assert_true (chezu_sim_server_start (client.server, &error));
  g_assert_true (g_str_has_prefix (chezu_sim_server_get_url (client.server), "https://127."));

  message = client_prepare (&client, "GET", "/api/health");
  bytes = soup_session_send_and_read (client.session, message, NULL, &error);
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);

  g_clear_object (&client.session);
  chezu_sim_server_stop (client.server);
  g_assert_finalize_object (client.server);
}

static void
test_options_are_checked (void)
{
  const ChezuSimOptions wrong[] = {
    { .n_vehicles = 0, .rate_s = 10, .speedup = 1 },
    { .n_vehicles = 1000001, .rate_s = 10, .speedup = 1 },
    { .n_vehicles = 10, .rate_s = 0, .speedup = 1 },
    { .n_vehicles = 10, .rate_s = 10, .speedup = 0 },
    { .n_vehicles = 10, .rate_s = 10, .speedup = 1, .port = 65536 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (chezu_sim_server_new (&wrong[i], &error));
      g_assert_error (error, CHEZU_SIM_ERROR, CHEZU_SIM_ERROR_OPTIONS);
    }
}

static void
test_a_port_in_use_is_told (void)
{
  g_autoptr (ChezuSimServer) first = server_start (1, 10.0);
  g_autoptr (ChezuSimServer) second = NULL;
  g_autoptr (GError) error = NULL;
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;

  options.n_vehicles = 1;
  options.port
      = (guint)g_ascii_strtoull (strrchr (chezu_sim_server_get_url (first), ':') + 1, NULL, 10);
  second = chezu_sim_server_new (&options, &error);
  g_assert_no_error (error);
  g_assert_false (chezu_sim_server_start (second, &error));
  g_assert_error (error, CHEZU_SIM_ERROR, CHEZU_SIM_ERROR_LISTEN);
  chezu_sim_server_stop (first);

  g_clear_error (&error);
  g_assert_true (chezu_sim_server_start (second, &error));
  g_assert_no_error (error);
  chezu_sim_server_stop (second);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, size, func) g_test_add (path, Client, size, client_set_up, func, client_tear_down)
  ADD ("/sim/server/sign-in", SMALL, test_sign_in);
  ADD ("/sim/server/tokens", SMALL, test_tokens);
  ADD ("/sim/server/tokens-outlive-a-restart", SMALL, test_tokens_outlive_a_restart);
  ADD ("/sim/server/name-and-password-in-the-header", SMALL, test_basic);
  ADD ("/sim/server/sessions-can-be-lost", SMALL, test_sessions_can_be_lost);
  ADD ("/sim/server/paths-and-methods", SMALL, test_paths_and_methods);
  ADD ("/sim/server/devices", SMALL, test_devices);
  ADD ("/sim/server/groups-and-drivers", SMALL, test_groups_and_drivers);
  ADD ("/sim/server/dangerous-goods-are-marked", WHOLE, test_dangerous_goods_are_marked);
  ADD ("/sim/server/latest-positions", SMALL, test_latest_positions);
  ADD ("/sim/server/history-is-ordered-and-inclusive", SMALL, test_history);
  ADD ("/sim/server/bad-windows-are-refused", SMALL, test_bad_windows);
  ADD ("/sim/server/the-cap-is-silent", SMALL, test_silent_cap);
  ADD ("/sim/server/reports-can-be-forbidden", SMALL, test_reports_can_be_forbidden);
  ADD ("/sim/server/reports", SMALL, test_reports);
  ADD ("/sim/server/commands", SMALL, test_commands);
  ADD ("/sim/server/times-in-every-form", SMALL, test_times_in_every_form);
  ADD ("/sim/server/failures-on-demand", SMALL, test_failures_on_demand);
  ADD ("/sim/server/readers-may-leave", WHOLE, test_readers_may_leave);
#undef ADD
  g_test_add_func ("/sim/server/tls", test_tls);
  g_test_add_func ("/sim/server/options-are-checked", test_options_are_checked);
  g_test_add_func ("/sim/server/a-port-in-use-is-told", test_a_port_in_use_is_told);
  return g_test_run ();
}
