/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports over a period and several vehicles: events, route, trips, stops, summary. */

#include "sim/chezu-sim-api.h"

#include "base/chezu-time.h"
#include "sim/chezu-sim-events.h"
#include "sim/chezu-sim-groups.h"
#include "sim/chezu-sim-history.h"
#include "sim/chezu-sim-replies.h"
#include "sim/chezu-sim-trips.h"

#include <string.h>

typedef struct _Report Report;

/* Appends what a report says about one vehicle. */
typedef void (*WriteFunc) (Report *report, const ChezuSimPen *pen, guint vehicle, GString *out);

struct _Report
{
  ChezuSimBackend *backend;
  WriteFunc write;
  GArray *vehicles; /* of guint */
  guint next;
  gint64 from_ms;
  gint64 to_ms;
  gint64 now_ms;
  char **types;  /* of events; NULL for all */
  char **alarms; /* NULL for all */
};

static void
report_free (gpointer data)
{
  Report *report = data;

  g_array_unref (report->vehicles);
  g_strfreev (report->types);
  g_strfreev (report->alarms);
  g_free (report);
}

static void
separate (GString *out, gsize start)
{
  if (out->len > start)
    g_string_append_c (out, ',');
}

static gboolean
produce_report (gpointer producer, GString *out, gsize enough)
{
  Report *report = producer;
  ChezuSimPen pen = chezu_sim_backend_get_pen (report->backend);
  g_autoptr (GString) part = g_string_new (NULL);
  gsize start = out->len;

  while (report->next < report->vehicles->len && out->len < enough)
    {
      g_string_truncate (part, 0);
      report->write (report, &pen, g_array_index (report->vehicles, guint, report->next++), part);
      if (part->len == 0)
        continue;
      separate (out, start);
      g_string_append_len (out, part->str, (gssize)part->len);
    }
  return report->next < report->vehicles->len;
}

static gboolean
is_wanted (char **list, const char *word)
{
  return list == NULL || g_strv_contains ((const char *const *)list, word);
}

static void
write_replies (Report *report, const ChezuSimPen *pen, guint vehicle, GString *out)
{
  const GArray *replies = report->backend->replies;

  if (!is_wanted (report->types, "commandResult"))
    return;
  for (guint i = 0; i < replies->len; i++)
    {
      const ChezuSimReply *reply = &g_array_index (replies, ChezuSimReply, i);

      if (reply->vehicle != vehicle || reply->time_ms < report->from_ms
          || reply->time_ms > MIN (report->to_ms, report->now_ms))
        continue;
      separate (out, 0);
      chezu_sim_reply_append (out, pen, reply);
    }
}

static void
write_events (Report *report, const ChezuSimPen *pen, guint vehicle, GString *out)
{
  g_autoptr (GArray) fixes = chezu_sim_events_find_fixes (
      pen->world, pen->clock, vehicle, report->from_ms, MIN (report->to_ms, report->now_ms));

  for (guint i = 0; i < fixes->len; i++)
    {
      ChezuSimEvent events[CHEZU_SIM_N_EVENTS];
      guint n = chezu_sim_events_at (pen->world, pen->clock, vehicle,
                                     g_array_index (fixes, gint64, i), report->now_ms, events);

      for (guint j = 0; j < n; j++)
        {
          const char *alarm = chezu_sim_event_get_alarm (&events[j]);

          if (!is_wanted (report->types, chezu_sim_event_get_type (&events[j]))
              || (alarm != NULL && !is_wanted (report->alarms, alarm))
              || events[j].time_ms < report->from_ms || events[j].time_ms > report->to_ms)
            continue;
          separate (out, 0);
          chezu_sim_json_event (out, pen, &events[j], FALSE);
        }
    }
  write_replies (report, pen, vehicle, out);
}

static void
write_route (Report *report, const ChezuSimPen *pen, guint vehicle, GString *out)
{
  ChezuSimHistory history;
  ChezuSimFix fix;

  chezu_sim_history_init (&history, pen->world, pen->clock, vehicle, report->from_ms, report->to_ms,
                          report->now_ms);
  while (chezu_sim_history_next (&history, &fix))
    {
      separate (out, 0);
      chezu_sim_json_position (out, pen, &fix);
    }
}

static void
member_number (GString *out, const char *name, double value, guint decimals)
{
  g_string_append_printf (out, ",\"%s\":", name);
  chezu_sim_json_number (out, value, decimals);
}

static void
member_time (GString *out, const ChezuSimPen *pen, const char *name, gint64 time_ms)
{
  g_string_append_printf (out, ",\"%s\":", name);
  chezu_sim_json_time (out, pen, time_ms);
}

/* What trips, stops and summaries have in common. */
static void
write_stretch (GString *out, const ChezuSimPen *pen, guint vehicle, const ChezuSimStretch *stretch)
{
  ChezuSimName plate;
  double metres = stretch->end_odometer_m - stretch->begin_odometer_m;
  double hours = (stretch->end_ms - stretch->begin_ms) / (double)CHEZU_HOUR_MS;

  chezu_sim_name_plate (pen->world, vehicle, plate);
  g_string_append_printf (out, "{\"deviceId\":%u,\"deviceName\":\"%s\"", vehicle + 1, plate);
  member_number (out, "distance", metres, 2);
  member_number (out, "averageSpeed",
                 stretch->moving && hours > 0.0 ? metres / 1852.0 / hours : 0.0, 6);
  member_number (out, "maxSpeed", stretch->fastest_knots, 6);
  member_number (out, "spentFuel", 0.0, 1);
  member_number (out, "startOdometer", stretch->begin_odometer_m, 2);
  member_number (out, "endOdometer", stretch->end_odometer_m, 2);
  member_time (out, pen, "startTime", stretch->begin_ms);
  member_time (out, pen, "endTime", stretch->end_ms);
}

/* The report that was the last at a time, whether heard or not. */
static void
write_end (GString *out, const ChezuSimPen *pen, guint vehicle, gint64 time_ms, const char *prefix)
{
  gint64 fix = chezu_sim_radio_get_last_heard (
      pen->world, pen->clock, vehicle, chezu_sim_clock_get_fix_at (pen->clock, vehicle, time_ms));
  ChezuSimTruth truth;

  chezu_sim_truth_at (pen->world, pen->clock, vehicle, time_ms, &truth);
  g_string_append_printf (
      out, ",\"%sPositionId\":%" G_GINT64_FORMAT ",\"%sLat\":", prefix,
      chezu_sim_fix_get_id (pen->world, pen->clock, vehicle, fix, CHEZU_SIM_COPY_FIRST), prefix);
  chezu_sim_json_number (out, truth.motion.lat, 7);
  g_string_append_printf (out, ",\"%sLon\":", prefix);
  chezu_sim_json_number (out, truth.motion.lon, 7);
  g_string_append_printf (out, ",\"%sAddress\":null", prefix);
}

static void
write_trip (GString *out, const ChezuSimPen *pen, guint vehicle, const ChezuSimStretch *stretch)
{
  ChezuSimName driver;

  write_stretch (out, pen, vehicle, stretch);
  write_end (out, pen, vehicle, stretch->begin_ms, "start");
  write_end (out, pen, vehicle, stretch->end_ms, "end");
  chezu_sim_name_driver_id (pen->world, vehicle, driver);
  g_string_append_printf (out, ",\"duration\":%" G_GINT64_FORMAT ",\"driverUniqueId\":\"%s\"",
                          stretch->end_ms - stretch->begin_ms, driver);
  chezu_sim_name_driver (pen->world, vehicle, driver);
  g_string_append_printf (out, ",\"driverName\":\"%s\"}", driver);
}

static void
write_stop (GString *out, const ChezuSimPen *pen, guint vehicle, const ChezuSimStretch *stretch)
{
  gint64 fix = chezu_sim_radio_get_last_heard (
      pen->world, pen->clock, vehicle,
      chezu_sim_clock_get_fix_at (pen->clock, vehicle, stretch->begin_ms) + 1);
  ChezuSimTruth truth;

  chezu_sim_truth_at (pen->world, pen->clock, vehicle, stretch->begin_ms, &truth);
  write_stretch (out, pen, vehicle, stretch);
  g_string_append_printf (
      out, ",\"positionId\":%" G_GINT64_FORMAT,
      chezu_sim_fix_get_id (pen->world, pen->clock, vehicle, fix, CHEZU_SIM_COPY_FIRST));
  member_number (out, "latitude", truth.motion.lat, 7);
  member_number (out, "longitude", truth.motion.lon, 7);
  g_string_append_printf (out,
                          ",\"address\":null,\"duration\":%" G_GINT64_FORMAT
                          ",\"engineHours\":%" G_GINT64_FORMAT "}",
                          stretch->end_ms - stretch->begin_ms, stretch->engine_ms);
}

static void
write_stretches (
    Report *report, const ChezuSimPen *pen, guint vehicle, gboolean moving, GString *out)
{
  g_autoptr (GArray) stretches = NULL;

  if (!chezu_sim_radio_has_positions (pen->world, vehicle))
    return;
  stretches = chezu_sim_trips_find (pen->world, pen->clock, vehicle, report->from_ms,
                                    MIN (report->to_ms, report->now_ms));
  for (guint i = 0; i < stretches->len; i++)
    {
      const ChezuSimStretch *stretch = &g_array_index (stretches, ChezuSimStretch, i);

      if (stretch->moving != moving)
        continue;
      separate (out, 0);
      if (moving)
        write_trip (out, pen, vehicle, stretch);
      else
        write_stop (out, pen, vehicle, stretch);
    }
}

static void
write_trips (Report *report, const ChezuSimPen *pen, guint vehicle, GString *out)
{
  write_stretches (report, pen, vehicle, TRUE, out);
}

static void
write_stops (Report *report, const ChezuSimPen *pen, guint vehicle, GString *out)
{
  write_stretches (report, pen, vehicle, FALSE, out);
}

static void
write_summary (Report *report, const ChezuSimPen *pen, guint vehicle, GString *out)
{
  g_autoptr (GArray) stretches = NULL;
  ChezuSimStretch sum = { .moving = TRUE };

  if (!chezu_sim_radio_has_positions (pen->world, vehicle))
    return;
  stretches = chezu_sim_trips_find (pen->world, pen->clock, vehicle, report->from_ms,
                                    MIN (report->to_ms, report->now_ms));
  if (stretches->len == 0)
    return;
  for (guint i = 0; i < stretches->len; i++)
    {
      const ChezuSimStretch *stretch = &g_array_index (stretches, ChezuSimStretch, i);

      if (i == 0)
        {
          sum.begin_ms = stretch->begin_ms;
          sum.begin_odometer_m = stretch->begin_odometer_m;
        }
      sum.end_ms = stretch->end_ms;
      sum.end_odometer_m = stretch->end_odometer_m;
      sum.fastest_knots = MAX (sum.fastest_knots, stretch->fastest_knots);
      sum.engine_ms += stretch->engine_ms;
    }
  write_stretch (out, pen, vehicle, &sum);
  g_string_append_printf (out,
                          ",\"startHours\":0,\"endHours\":%" G_GINT64_FORMAT
                          ",\"engineHours\":%" G_GINT64_FORMAT "}",
                          sum.engine_ms, sum.engine_ms);
}

/* The vehicles named one by one or through their groups. */
static gboolean
take_vehicles (ChezuSimBackend *backend,
               SoupServerMessage *message,
               ChezuSimQuery *query,
               GArray *vehicles)
{
  g_autoptr (GPtrArray) devices = chezu_sim_query_get_all (query, "deviceId");
  g_autoptr (GPtrArray) groups = chezu_sim_query_get_all (query, "groupId");

  for (guint i = 0; i < devices->len; i++)
    {
      guint vehicle;

      if (!chezu_sim_api_take_device (backend, message, g_ptr_array_index (devices, i), &vehicle))
        return FALSE;
      g_array_append_val (vehicles, vehicle);
    }
  for (guint i = 0; i < groups->len; i++)
    {
      gint64 id;

      if (!chezu_sim_api_parse_id (g_ptr_array_index (groups, i), &id))
        {
          chezu_sim_answer_missing (message);
          return FALSE;
        }
      if (id < 1 || id > backend->world->groups->len)
        {
          chezu_sim_answer_refused (message, "Group access denied", "SecurityException");
          return FALSE;
        }
      for (guint j = 0; j < backend->world->n_vehicles; j++)
        if (chezu_sim_groups_contain (backend->world, id, j))
          g_array_append_val (vehicles, j);
    }
  if (devices->len == 0 && groups->len == 0)
    {
      chezu_sim_answer_refused (message, "No devices or groups", "IllegalArgumentException");
      return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable): the words; NULL when none or @everything is among them */
static char **
take_words (ChezuSimQuery *query, const char *name, const char *everything)
{
  g_autoptr (GPtrArray) words = chezu_sim_query_get_all (query, name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < words->len; i++)
    {
      if (g_strcmp0 (g_ptr_array_index (words, i), everything) == 0)
        return NULL;
      g_strv_builder_add (builder, g_ptr_array_index (words, i));
    }
  return words->len > 0 ? g_strv_builder_end (builder) : NULL;
}

static WriteFunc
find_writer (const char *path)
{
  static const struct
  {
    const char *name;
    WriteFunc write;
  } writers[] = {
    { "events", write_events }, { "route", write_route },     { "trips", write_trips },
    { "stops", write_stops },   { "summary", write_summary },
  };

  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    if (g_str_equal (path, writers[i].name))
      return writers[i].write;
  return NULL;
}

/* Answers /api/reports/… */
void
chezu_sim_api_get_report (ChezuSimBackend *backend,
                          SoupServerMessage *message,
                          ChezuSimQuery *query)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  WriteFunc write = find_writer (path + strlen ("/api/reports/"));
  g_autoptr (GArray) vehicles = g_array_new (FALSE, FALSE, sizeof (guint));
  gint64 from_ms, to_ms;
  Report *report;

  if (write == NULL)
    {
      chezu_sim_answer_missing (message);
      return;
    }
  if (chezu_sim_query_get (query, "from") == NULL || chezu_sim_query_get (query, "to") == NULL)
    {
      chezu_sim_answer_refused (message, "Cannot invoke getTime on null", "NullPointerException");
      return;
    }
  if (!chezu_sim_query_get_time (query, "from", &from_ms)
      || !chezu_sim_query_get_time (query, "to", &to_ms))
    {
      chezu_sim_answer_missing (message);
      return;
    }
  if (chezu_sim_backend_get_faults (backend).disable_reports)
    {
      chezu_sim_answer_refused (message, "Reports are disabled", "SecurityException");
      return;
    }
  if (!take_vehicles (backend, message, query, vehicles))
    return;

  report = g_new0 (Report, 1);
  report->backend = backend;
  report->write = write;
  report->vehicles = g_steal_pointer (&vehicles);
  report->from_ms = MAX (from_ms, CHEZU_SIM_FIRST_MS);
  report->to_ms = to_ms;
  report->now_ms = chezu_time_now_ms ();
  report->types = take_words (query, "type", "allEvents");
  report->alarms = take_words (query, "alarm", NULL);
  chezu_sim_answer_array (backend, message, produce_report, report, report_free);
}

/* Answers /api/events/{id}. */
void
chezu_sim_api_get_event (ChezuSimBackend *backend, SoupServerMessage *message, ChezuSimQuery *query)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  ChezuSimPen pen = chezu_sim_backend_get_pen (backend);
  g_autoptr (GString) json = g_string_new (NULL);
  ChezuSimEvent event;
  gint64 id;

  if (!chezu_sim_api_parse_id (path + strlen ("/api/events/"), &id)
      || !chezu_sim_event_from_id (pen.world, pen.clock, id, chezu_time_now_ms (), &event))
    {
      chezu_sim_answer_missing (message);
      return;
    }
  chezu_sim_json_event (json, &pen, &event, FALSE);
  chezu_sim_answer_json (backend, message, json);
}
