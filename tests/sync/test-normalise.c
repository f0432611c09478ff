/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What servers write, as files of the form it comes in, and what is stored of it. */

#include <string.h>

#include "base/chezu-text.h"
#include "sync/chezu-traccar-normalise.h"

/* 2026-03-04T05:06:07Z */
#define FIX_MS G_GINT64_CONSTANT (1772600767000)
#define NOW_MS (FIX_MS + 5000)

static const ChezuConversion as_it_comes = { .now_ms = NOW_MS };

typedef struct
{
  yyjson_doc *document;
  yyjson_val *value;
} Json;

static Json
parse (const char *text)
{
  yyjson_doc *document = yyjson_read (text, strlen (text), YYJSON_READ_ALLOW_INF_AND_NAN);

  g_assert_nonnull (document);
  return (Json){ document, yyjson_doc_get_root (document) };
}

static Json
load (const char *name)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("CHEZU_TEST_DATA"), "sync", "data", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return parse (text);
}

static void
json_clear (Json *json)
{
  yyjson_doc_free (json->document);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Json, json_clear)

static ChezuTraccarPosition
read_position (Json json)
{
  ChezuTraccarPosition position;
  ChezuRefusal reason;

  g_assert_true (chezu_traccar_read_position (json.value, &as_it_comes, &position, &reason));
  return position;
}

/* --- Positions ------------------------------------------------------------------------------ */

static void
test_units (void)
{
  g_auto (Json) json = load ("position-6.14.json");
  ChezuTraccarPosition position = read_position (json);
  const ChezuFix *fix = &position.position.fix;

  g_assert_cmpint (position.position.remote_id, ==, 17);
  g_assert_cmpint (position.position.fix_id, ==, 908811);
  g_assert_cmpint (fix->time_ms, ==, FIX_MS);
  g_assert_cmpint (fix->lat_e7, ==, 347965120);
  g_assert_cmpint (fix->lon_e7, ==, 1172912345);
  /* 32.397408 kn = 60.0000 km/h = 16.667 m/s */
  g_assert_cmpint (fix->speed_cm_s, ==, 1667);
  g_assert_cmpint (fix->course_cdeg, ==, 27150);
  g_assert_cmpint (fix->altitude_m, ==, 62);
  g_assert_cmpint (fix->odometer_m, ==, 182733021);
  g_assert_cmpint (fix->flags, ==, CHEZU_FIX_IGNITION_KNOWN | CHEZU_FIX_IGNITION_ON);
  g_assert_cmpint (position.server_ms, ==, FIX_MS + 2120);
  g_assert_cmpstr (position.driver_id, ==, "370403199001011234");
  g_assert_null (position.alarms);
}

static void
test_wider_types (void)
{
  g_auto (Json) json = load ("position-6.9.0.json");
  ChezuTraccarPosition position = read_position (json);
  const ChezuFix *fix = &position.position.fix;

  g_assert_cmpint (fix->time_ms, ==, FIX_MS);
  g_assert_cmpint (position.server_ms, ==, FIX_MS + 2120);
  g_assert_cmpint (fix->lat_e7, ==, 340000000);
  g_assert_cmpint (fix->speed_cm_s, ==, 0);
  g_assert_cmpint (fix->odometer_m, ==, 5000);
  g_assert_cmpint (fix->flags, ==, CHEZU_FIX_IGNITION_KNOWN);
}

static void
test_buffered (void)
{
  g_auto (Json) json = load ("position-buffered.json");
  ChezuTraccarPosition position = read_position (json);
  const ChezuFix *fix = &position.position.fix;
  g_auto (GStrv) alarms = chezu_traccar_split_alarms (position.alarms);

  g_assert_cmpint (fix->time_ms, ==, FIX_MS);
  g_assert_cmpint (position.device_ms, ==, FIX_MS + 1000);
  g_assert_cmpint (fix->lat_e7, ==, -345000000);
  g_assert_cmpint (fix->speed_cm_s, ==, CHEZU_UNKNOWN);
  g_assert_cmpint (fix->course_cdeg, ==, 27000);
  g_assert_cmpint (fix->altitude_m, ==, -3);
  g_assert_cmpint (fix->odometer_m, ==, 5000);
  g_assert_cmpint (fix->flags, ==,
                   CHEZU_FIX_INVALID | CHEZU_FIX_BUFFERED | CHEZU_FIX_IGNITION_KNOWN);

  g_assert_cmpuint (g_strv_length (alarms), ==, 2);
  g_assert_cmpstr (alarms[0], ==, "overspeed");
  g_assert_cmpstr (alarms[1], ==, "fatigueDriving");
}

static void
test_bare_position (void)
{
  g_auto (Json) json = load ("position-bare.json");
  ChezuTraccarPosition position = read_position (json);
  const ChezuFix *fix = &position.position.fix;

  g_assert_cmpint (position.position.fix_id, ==, 0);
  g_assert_cmpint (fix->speed_cm_s, ==, CHEZU_UNKNOWN);
  g_assert_cmpint (fix->course_cdeg, ==, CHEZU_UNKNOWN);
  g_assert_cmpint (fix->odometer_m, ==, CHEZU_UNKNOWN);
  g_assert_cmpint (fix->altitude_m, ==, CHEZU_ALTITUDE_UNKNOWN);
  g_assert_cmpint (fix->flags, ==, 0);
  g_assert_cmpint (position.device_ms, ==, FIX_MS);
}

typedef struct
{
  const char *json;
  ChezuRefusal reason;
} Refused;

#define TIME "\"fixTime\":\"2026-03-04T05:06:07Z\""
#define HERE "\"latitude\":34.8,\"longitude\":117.3"

static const Refused refused_positions[] = {
  { "[]", CHEZU_REFUSAL_MALFORMED },
  { "7", CHEZU_REFUSAL_MALFORMED },
  { "{}", CHEZU_REFUSAL_MALFORMED },
  { "{\"deviceId\":0," TIME "," HERE "}", CHEZU_REFUSAL_MALFORMED },
  { "{\"deviceId\":\"x\"," TIME "," HERE "}", CHEZU_REFUSAL_MALFORMED },
  { "{\"deviceId\":1.5," TIME "," HERE "}", CHEZU_REFUSAL_MALFORMED },
  { "{\"deviceId\":1," HERE "}", CHEZU_REFUSAL_TIME_MISSING },
  { "{\"deviceId\":1,\"fixTime\":null," HERE "}", CHEZU_REFUSAL_TIME_MISSING },
  { "{\"deviceId\":1,\"fixTime\":\"yesterday\"," HERE "}", CHEZU_REFUSAL_TIME_MISSING },
  /* Without an offset it is no instant. */
  { "{\"deviceId\":1,\"fixTime\":\"2026-03-04T05:06:07\"," HERE "}", CHEZU_REFUSAL_TIME_MISSING },
  { "{\"deviceId\":1,\"fixTime\":\"2099-01-01T00:00:00Z\"," HERE "}", CHEZU_REFUSAL_TIME_FUTURE },
  { "{\"deviceId\":1,\"fixTime\":\"2026-03-05T05:06:13Z\"," HERE "}", CHEZU_REFUSAL_TIME_FUTURE },
  /* Eight hours ahead of the server that received it: a terminal that sends local time as UTC. */
  { "{\"deviceId\":1,\"fixTime\":\"2026-03-04T13:06:07Z\",\"serverTime\":\"2026-03-04T05:06:"
    "08Z\"," HERE "}",
    CHEZU_REFUSAL_TIME_FUTURE },
  /* A server's clock that is decades ahead allows nothing. */
  { "{\"deviceId\":1,\"fixTime\":\"2099-01-01T00:00:00Z\",\"serverTime\":\"2099-01-01T00:00:"
    "08Z\"," HERE "}",
    CHEZU_REFUSAL_TIME_FUTURE },
  { "{\"deviceId\":1,\"fixTime\":\"1999-12-31T23:59:59Z\"," HERE "}", CHEZU_REFUSAL_TIME_PAST },
  { "{\"deviceId\":1,\"fixTime\":0," HERE "}", CHEZU_REFUSAL_TIME_PAST },
  { "{\"deviceId\":1," TIME ",\"latitude\":91,\"longitude\":117}", CHEZU_REFUSAL_COORDINATES },
  { "{\"deviceId\":1," TIME ",\"latitude\":-90.1,\"longitude\":117}", CHEZU_REFUSAL_COORDINATES },
  { "{\"deviceId\":1," TIME ",\"latitude\":34,\"longitude\":180.1}", CHEZU_REFUSAL_COORDINATES },
  { "{\"deviceId\":1," TIME ",\"latitude\":NaN,\"longitude\":117}", CHEZU_REFUSAL_COORDINATES },
  { "{\"deviceId\":1," TIME ",\"latitude\":\"NaN\",\"longitude\":117}", CHEZU_REFUSAL_COORDINATES },
  { "{\"deviceId\":1," TIME ",\"latitude\":0.0,\"longitude\":0}", CHEZU_REFUSAL_COORDINATES },
  { "{\"deviceId\":1," TIME ",\"latitude\":null,\"longitude\":117}", CHEZU_REFUSAL_COORDINATES },
  { "{\"deviceId\":1," TIME ",\"longitude\":117}", CHEZU_REFUSAL_COORDINATES },
  { "{\"deviceId\":1," TIME "," HERE ",\"speed\":-1}", CHEZU_REFUSAL_SPEED },
  { "{\"deviceId\":1," TIME "," HERE ",\"speed\":NaN}", CHEZU_REFUSAL_SPEED },
  { "{\"deviceId\":1," TIME "," HERE ",\"speed\":\"fast\"}", CHEZU_REFUSAL_SPEED },
  /* 216 kn = 400.03 km/h */
  { "{\"deviceId\":1," TIME "," HERE ",\"speed\":216}", CHEZU_REFUSAL_SPEED },
};

static void
test_refused_positions (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused_positions); i++)
    {
      g_auto (Json) json = parse (refused_positions[i].json);
      ChezuTraccarPosition position;
      ChezuRefusal reason = CHEZU_N_REFUSALS;

      g_test_message ("%s", refused_positions[i].json);
      g_assert_false (chezu_traccar_read_position (json.value, &as_it_comes, &position, &reason));
      g_assert_cmpint (reason, ==, refused_positions[i].reason);
    }
}

/* Terminals that write China's local time as UTC: theirs are eight hours too late, the server's own
 * are not. */
static void
test_terminals_clocks_are_put_right (void)
{
  const ChezuConversion conversion
      = { .now_ms = NOW_MS, .time_offset_ms = -8 * G_GINT64_CONSTANT (3600000) };
  g_auto (Json) json = parse ("{\"deviceId\":1," HERE ",\"fixTime\":\"2026-03-04T13:06:07Z\","
                              "\"deviceTime\":\"2026-03-04T13:06:08Z\","
                              "\"serverTime\":\"2026-03-04T05:06:09Z\"}");
  g_auto (Json) dated_by_terminal
      = parse ("{\"id\":1,\"deviceId\":1,\"type\":\"alarm\",\"positionId\":5,"
               "\"eventTime\":\"2026-03-04T13:06:07Z\"}");
  g_auto (Json) dated_by_server
      = parse ("{\"id\":1,\"deviceId\":1,\"type\":\"deviceOffline\",\"positionId\":0,"
               "\"eventTime\":\"2026-03-04T05:06:07Z\"}");
  ChezuTraccarPosition position;
  ChezuTraccarEvent event;
  ChezuRefusal reason;

  g_assert_true (chezu_traccar_read_position (json.value, &conversion, &position, &reason));
  g_assert_cmpint (position.position.fix.time_ms, ==, FIX_MS);
  g_assert_cmpint (position.device_ms, ==, FIX_MS + 1000);
  g_assert_cmpint (position.server_ms, ==, FIX_MS + 2000);

  g_assert_true (chezu_traccar_read_event (dated_by_terminal.value, &conversion, &event, &reason));
  g_assert_cmpint (event.event.time_ms, ==, FIX_MS);
  chezu_traccar_event_clear (&event);
  g_assert_true (chezu_traccar_read_event (dated_by_server.value, &conversion, &event, &reason));
  g_assert_cmpint (event.event.time_ms, ==, FIX_MS);
  chezu_traccar_event_clear (&event);
}

static void
test_positions_are_stored_in_one_datum (void)
{
  const ChezuConversion conversion = { .now_ms = NOW_MS, .datum = CHEZU_DATUM_GCJ02 };
  g_auto (Json) json
      = parse ("{\"deviceId\":1," TIME ",\"longitude\":117.269084653,\"latitude\":34.794405688}");
  ChezuTraccarPosition position;
  ChezuRefusal reason;

  g_assert_true (chezu_traccar_read_position (json.value, &conversion, &position, &reason));
  g_assert_cmpint (ABS (position.position.fix.lon_e7 - 1172633000), <=, 1);
  g_assert_cmpint (ABS (position.position.fix.lat_e7 - 347953000), <=, 1);
}

/* What one record claims about the server's clock is held against that clock; then the fix is
 * judged as if nothing were claimed. */
static void
test_an_impossible_time_of_arrival_is_passed_over (void)
{
  const ChezuConversion conversion = { .now_ms = NOW_MS };
  g_auto (Json) json
      = parse ("{\"deviceId\":1," TIME "," HERE ",\"serverTime\":\"2099-03-04T05:06:08Z\"}");
  ChezuTraccarPosition position;
  ChezuRefusal reason;

  g_assert_true (chezu_traccar_read_position (json.value, &conversion, &position, &reason));
  g_assert_cmpint (position.server_ms, ==, 0);
}

/* What is just inside the limits is taken. */
static void
test_accepted_limits (void)
{
  static const char *const accepted[] = {
    "{\"deviceId\":1," TIME ",\"latitude\":90,\"longitude\":-180}",
    "{\"deviceId\":1," TIME ",\"serverTime\":\"2026-03-04T04:57:00Z\"," HERE "}",
    "{\"deviceId\":\"1\"," TIME ",\"latitude\":\"34.5\",\"longitude\":\"117\"}",
    "{\"deviceId\":1.0," TIME ",\"latitude\":0,\"longitude\":0.0001}",
    "{\"deviceId\":1,\"fixTime\":\"2026-03-05T05:06:12Z\"," HERE "}",
    "{\"deviceId\":1,\"fixTime\":\"2000-01-01T00:00:00Z\"," HERE "}",
    "{\"deviceId\":1," TIME "," HERE ",\"speed\":215.9,\"course\":\"north\",\"altitude\":1e99}",
    "{\"deviceId\":1," TIME "," HERE ",\"attributes\":null}",
    "{\"deviceId\":1," TIME "," HERE ",\"attributes\":{\"odometer\":-5,\"ignition\":[]}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_auto (Json) json = parse (accepted[i]);

      g_test_message ("%s", accepted[i]);
      read_position (json);
    }
}

/* --- Devices -------------------------------------------------------------------------------- */

static void
test_device (void)
{
  g_auto (Json) json = load ("device-6.14.json");
  g_auto (ChezuTraccarDevice) device = { 0 };
  ChezuRefusal reason;

  g_assert_true (chezu_traccar_read_device (json.value, &device, &reason));
  g_assert_cmpint (device.remote_id, ==, 17);
  g_assert_cmpstr (device.plate, ==, "沪AD5316");
  g_assert_cmpstr (device.unique_id, ==, "013912345678");
  g_assert_cmpint (device.kind, ==, CHEZU_VEHICLE_TRUCK);
  g_assert_cmpint (device.group_id, ==, 3);
  g_assert_cmpstr (device.contact, ==, "王师傅");
  g_assert_cmpstr (device.model, ==, "HOWO T7H");
  g_assert_null (device.phone);
  g_assert_true (device.connected);
  g_assert_false (device.gone);
  g_assert_cmpint (device.heard_ms, ==, FIX_MS + 2000);
}

static void
test_bare_device (void)
{
  g_auto (Json) json = load ("device-bare.json");
  g_auto (ChezuTraccarDevice) device = { 0 };
  ChezuRefusal reason;

  g_assert_true (chezu_traccar_read_device (json.value, &device, &reason));
  g_assert_cmpstr (device.unique_id, ==, "13912345679");
  g_assert_cmpstr (device.plate, ==, "13912345679");
  g_assert_cmpint (device.kind, ==, CHEZU_VEHICLE_UNKNOWN);
  g_assert_cmpint (device.group_id, ==, 0);
  g_assert_false (device.connected);
  g_assert_true (device.gone);
  g_assert_cmpint (device.heard_ms, ==, 0);
}

static void
test_plate_colors (void)
{
  static const struct
  {
    const char *json;
    gint32 color;
  } cases[] = {
    { "{\"id\":1,\"attributes\":{\"plateColor\":2}}", 2 },
    { "{\"id\":1,\"attributes\":{\"plateColor\":\"94\"}}", 94 },
    { "{\"id\":1,\"attributes\":{\"plateColor\":0}}", 0 },
    { "{\"id\":1,\"attributes\":{\"plateColor\":1e9}}", 0 },
    { "{\"id\":1,\"attributes\":{\"plateColor\":NaN}}", 0 },
    { "{\"id\":1,\"attributes\":{\"plateColor\":\"blue\"}}", 0 },
    { "{\"id\":1}", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Json) json = parse (cases[i].json);
      g_auto (ChezuTraccarDevice) device = { 0 };
      ChezuRefusal reason;

      g_assert_true (chezu_traccar_read_device (json.value, &device, &reason));
      g_assert_cmpint (device.plate_color, ==, cases[i].color);
    }
}

/* A long name is cut, not refused. */
static void
test_long_name (void)
{
  g_autoptr (GString) text = g_string_new ("{\"id\":1,\"name\":\"");
  g_auto (ChezuTraccarDevice) device = { 0 };
  ChezuRefusal reason;

  for (int i = 0; i < 10000; i++)
    g_string_append (text, "车");
  g_string_append (text, "\"}");

  {
    g_auto (Json) json = parse (text->str);

    g_assert_true (chezu_traccar_read_device (json.value, &device, &reason));
  }
  g_assert_cmpint (g_utf8_strlen (device.plate, -1), ==, CHEZU_NAME_MAX);
  g_assert_true (g_str_has_suffix (device.plate, "…"));
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *json;
    ChezuVehicleKind kind;
  } kinds[] = {
    { "{\"id\":1,\"category\":\"truck\"}", CHEZU_VEHICLE_TRUCK },
    { "{\"id\":1,\"category\":\"van\"}", CHEZU_VEHICLE_VAN },
    { "{\"id\":1,\"category\":\"bus\"}", CHEZU_VEHICLE_BUS },
    { "{\"id\":1,\"category\":\"taxi\"}", CHEZU_VEHICLE_TAXI },
    { "{\"id\":1,\"category\":\"car\"}", CHEZU_VEHICLE_TAXI },
    { "{\"id\":1,\"category\":\"helicopter\"}", CHEZU_VEHICLE_UNKNOWN },
    { "{\"id\":1,\"category\":null}", CHEZU_VEHICLE_UNKNOWN },
    { "{\"id\":1,\"category\":5}", CHEZU_VEHICLE_UNKNOWN },
    { "{\"id\":1,\"category\":\"truck\",\"attributes\":{\"kind\":\"hazmat\"}}",
      CHEZU_VEHICLE_HAZMAT },
    { "{\"id\":1,\"category\":\"truck\",\"attributes\":{\"cargo\":\"hazmat\"}}",
      CHEZU_VEHICLE_HAZMAT },
    { "{\"id\":1,\"category\":\"truck\",\"attributes\":{\"kind\":\"van\"}}", CHEZU_VEHICLE_VAN },
    { "{\"id\":1,\"category\":\"truck\",\"attributes\":{\"kind\":\"ufo\"}}", CHEZU_VEHICLE_TRUCK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_auto (Json) json = parse (kinds[i].json);
      g_auto (ChezuTraccarDevice) device = { 0 };
      ChezuRefusal reason;

      g_test_message ("%s", kinds[i].json);
      g_assert_true (chezu_traccar_read_device (json.value, &device, &reason));
      g_assert_cmpint (device.kind, ==, kinds[i].kind);
    }
}

static void
test_refused_devices (void)
{
  static const char *const refused[]
      = { "null", "{}", "{\"id\":null}", "{\"id\":-1,\"name\":\"x\"}", "\"17\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_auto (Json) json = parse (refused[i]);
      ChezuTraccarDevice device;
      ChezuRefusal reason = CHEZU_N_REFUSALS;

      g_assert_false (chezu_traccar_read_device (json.value, &device, &reason));
      g_assert_cmpint (reason, ==, CHEZU_REFUSAL_MALFORMED);
    }
}

/* --- Events --------------------------------------------------------------------------------- */

static void
test_events (void)
{
  g_auto (Json) overspeed = load ("event-overspeed.json");
  g_auto (Json) alarm = load ("event-alarm.json");
  g_auto (ChezuTraccarEvent) event = { 0 };
  ChezuRefusal reason;

  g_assert_true (chezu_traccar_read_event (overspeed.value, &as_it_comes, &event, &reason));
  g_assert_cmpint (event.event.event_id, ==, 4711);
  g_assert_cmpint (event.event.remote_id, ==, 17);
  g_assert_cmpint (event.event.time_ms, ==, FIX_MS);
  g_assert_cmpstr (event.event.kind, ==, "deviceOverspeed");
  g_assert_null (event.event.alarm);
  /* 54 kn = 100.008 km/h */
  g_assert_cmpint (event.event.speed_cm_s, ==, 2778);
  g_assert_cmpint (event.position_id, ==, 908811);
  chezu_traccar_event_clear (&event);

  g_assert_true (chezu_traccar_read_event (alarm.value, &as_it_comes, &event, &reason));
  g_assert_cmpstr (event.event.kind, ==, "alarm");
  g_assert_cmpstr (event.event.alarm, ==, "fatigueDriving");
  g_assert_cmpint (event.event.speed_cm_s, ==, CHEZU_UNKNOWN);
}

static void
test_refused_events (void)
{
  static const Refused refused[] = {
    { "{\"id\":1,\"deviceId\":1,\"eventTime\":\"2026-03-04T05:06:07Z\"}", CHEZU_REFUSAL_MALFORMED },
    { "{\"deviceId\":1,\"type\":\"alarm\",\"eventTime\":\"2026-03-04T05:06:07Z\"}",
      CHEZU_REFUSAL_MALFORMED },
    { "{\"id\":1,\"type\":\"alarm\",\"eventTime\":\"2026-03-04T05:06:07Z\"}",
      CHEZU_REFUSAL_MALFORMED },
    { "{\"id\":1,\"deviceId\":1,\"type\":\"alarm\"}", CHEZU_REFUSAL_TIME_MISSING },
    { "{\"id\":1,\"deviceId\":1,\"type\":\"alarm\",\"eventTime\":\"2099-01-01T00:00:00Z\"}",
      CHEZU_REFUSAL_TIME_FUTURE },
    { "{\"id\":1,\"deviceId\":1,\"type\":\"alarm\",\"eventTime\":\"1970-01-01T00:00:00Z\"}",
      CHEZU_REFUSAL_TIME_PAST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_auto (Json) json = parse (refused[i].json);
      ChezuTraccarEvent event;
      ChezuRefusal reason = CHEZU_N_REFUSALS;

      g_test_message ("%s", refused[i].json);
      g_assert_false (chezu_traccar_read_event (json.value, &as_it_comes, &event, &reason));
      g_assert_cmpint (reason, ==, refused[i].reason);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/normalise/position/units-are-those-of-the-store", test_units);
  g_test_add_func ("/sync/normalise/position/wider-types-and-epoch-times-are-read",
                   test_wider_types);
  g_test_add_func ("/sync/normalise/position/buffered-invalid-and-alarming", test_buffered);
  g_test_add_func ("/sync/normalise/position/what-is-missing-is-unknown", test_bare_position);
  g_test_add_func ("/sync/normalise/position/refused-by-reason", test_refused_positions);
  g_test_add_func ("/sync/normalise/position/accepted-up-to-the-limits", test_accepted_limits);
  g_test_add_func ("/sync/normalise/position/terminals-clocks-are-put-right",
                   test_terminals_clocks_are_put_right);
  g_test_add_func ("/sync/normalise/position/stored-in-one-datum",
                   test_positions_are_stored_in_one_datum);
  g_test_add_func ("/sync/normalise/position/an-impossible-time-of-arrival-is-passed-over",
                   test_an_impossible_time_of_arrival_is_passed_over);
  g_test_add_func ("/sync/normalise/device/names-and-state", test_device);
  g_test_add_func ("/sync/normalise/device/what-is-missing-is-unknown", test_bare_device);
  g_test_add_func ("/sync/normalise/device/long-name-is-cut", test_long_name);
  g_test_add_func ("/sync/normalise/device/kinds", test_kinds);
  g_test_add_func ("/sync/normalise/device/plate-colors", test_plate_colors);
  g_test_add_func ("/sync/normalise/device/refused-without-a-number", test_refused_devices);
  g_test_add_func ("/sync/normalise/event/overspeed-and-alarm", test_events);
  g_test_add_func ("/sync/normalise/event/refused-by-reason", test_refused_events);
  return g_test_run ();
}
