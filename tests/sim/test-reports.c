/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reaches the server, when, and what it makes of it. */

#include "sim-fixture.h"

#include <math.h>

static void
test_serials_and_fixes_are_one_to_one (void)
{
  static const guint sizes[] = { 1, 2, 7, 100, 4159, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      ChezuSimClock clock;
      gint64 first;

      chezu_sim_clock_init (&clock, sizes[i], 10.0, 1.0);
      first = chezu_sim_clock_get_serial_at (&clock, DAY_MS);
      for (gint64 serial = first - 300; serial < first + 300; serial++)
        {
          gint64 fix;
          guint vehicle = chezu_sim_clock_split_serial (&clock, serial, &fix);
          gint64 time_ms = chezu_sim_clock_get_fix_ms (&clock, vehicle, fix);

          g_assert_cmpuint (vehicle, <, sizes[i]);
          g_assert_cmpint (chezu_sim_clock_get_serial (&clock, vehicle, fix), ==, serial);
          g_assert_cmpint (chezu_sim_clock_get_fix_at (&clock, vehicle, time_ms), ==, fix);
          g_assert_cmpint (chezu_sim_clock_get_fix_at (&clock, vehicle, time_ms - 1), ==, fix - 1);
          g_assert_cmpint (chezu_sim_clock_get_serial_at (&clock, time_ms), >=, serial);
          g_assert_cmpint (chezu_sim_clock_get_serial_at (&clock, time_ms - 1), <, serial);
        }
    }
}

static void
test_reports_are_spread_evenly (void)
{
  ChezuSimClock clock;
  gint64 last;

  chezu_sim_clock_init (&clock, 4159, 10.0, 1.0);
  last = chezu_sim_clock_get_serial_at (&clock, DAY_MS);
  for (gint64 at = DAY_MS + 1000; at < DAY_MS + 60000; at += 1000)
    {
      gint64 serial = chezu_sim_clock_get_serial_at (&clock, at);

      g_assert_cmpint (serial - last, >=, 415);
      g_assert_cmpint (serial - last, <=, 417);
      last = serial;
    }
}

static char *
describe (Fixture *fixture, const ChezuSimFix *fix)
{
  ChezuSimPen pen = fixture_pen (fixture);
  g_autoptr (GString) json = g_string_new (NULL);

  chezu_sim_json_position (json, &pen, fix);
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* Half an hour of the stream, then the history of the same half hour. */
static void
test_history_is_what_was_streamed (Fixture *fixture, gconstpointer data)
{
  gint64 from_ms = DAY_MS + 10 * CHEZU_HOUR_MS;
  gint64 to_ms = from_ms + 30 * CHEZU_MINUTE_MS;
  g_autoptr (GHashTable) streamed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_past = 0;
  guint n_late = 0;

  for (gint64 serial = chezu_sim_clock_get_serial_at (&fixture->clock, from_ms - 1) + 1;
       serial <= chezu_sim_clock_get_serial_at (&fixture->clock, to_ms); serial++)
    {
      gint64 number;
      guint vehicle = chezu_sim_clock_split_serial (&fixture->clock, serial, &number);

      for (guint copy = 0; vehicle % 16 == 0 && copy < 3; copy += 2)
        {
          ChezuSimFix fix;

          if (chezu_sim_fix_get (fixture->world, &fixture->clock, vehicle, number, copy, &fix)
              && fix.fix_ms <= to_ms + 9 * CHEZU_HOUR_MS)
            g_hash_table_add (streamed, describe (fixture, &fix));
        }
    }

  for (guint vehicle = 0; vehicle < 4159; vehicle += 16)
    {
      ChezuSimHistory history;
      ChezuSimFix fix;
      gint64 error_ms = chezu_sim_radio_get_clock_error_ms (fixture->world, vehicle);
      gint64 last_ms = 0;

      chezu_sim_history_init (&history, fixture->world, &fixture->clock, vehicle,
                              from_ms + error_ms, to_ms + error_ms, to_ms);
      while (chezu_sim_history_next (&history, &fix))
        {
          g_autofree char *text = describe (fixture, &fix);

          g_assert_cmpint (fix.fix_ms, >=, last_ms);
          last_ms = fix.fix_ms;
          if (fix.copy == CHEZU_SIM_COPY_LATE)
            {
              n_late++;
              g_assert_false (g_hash_table_contains (streamed, text));
              g_assert_nonnull (strstr (text, "\"archive\":true"));
            }
          else
            {
              n_past++;
              g_assert_true (g_hash_table_contains (streamed, text));
            }
        }
    }
  g_assert_cmpuint (n_past, ==, g_hash_table_size (streamed));
  g_assert_cmpuint (n_late, >, 10);
}

static void
test_both_ends_of_a_window_count (Fixture *fixture, gconstpointer data)
{
  guint vehicle = 3;
  gint64 first = chezu_sim_radio_get_last_heard (
      fixture->world, &fixture->clock, vehicle,
      chezu_sim_clock_get_fix_at (&fixture->clock, vehicle, DAY_MS));
  gint64 at = chezu_sim_clock_get_fix_ms (&fixture->clock, vehicle, first);
  ChezuSimHistory history;
  ChezuSimFix fix;

  chezu_sim_history_init (&history, fixture->world, &fixture->clock, vehicle, at, at, DAY_MS);
  g_assert_true (chezu_sim_history_next (&history, &fix));
  g_assert_cmpint (fix.fix, ==, first);
  chezu_sim_history_init (&history, fixture->world, &fixture->clock, vehicle, at + 1, at + 9999,
                          at + 9999);
  g_assert_false (chezu_sim_history_next (&history, &fix));
}

static void
test_late_reports_come_after_newer_ones (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  for (guint vehicle = 0; vehicle < 300; vehicle++)
    {
      gint64 fix = chezu_sim_clock_get_fix_at (&fixture->clock, vehicle, DAY_MS);

      for (gint64 i = fix; i < fix + 2160; i++)
        {
          ChezuSimFix late, found;
          gint64 arrival, back;
          gint64 id;

          if (!chezu_sim_fix_get (fixture->world, &fixture->clock, vehicle, i, CHEZU_SIM_COPY_LATE,
                                  &late))
            continue;
          n++;
          g_assert_true (
              chezu_sim_radio_get_arrival (fixture->world, &fixture->clock, vehicle, i, &arrival));
          g_assert_cmpint (arrival, >, i);
          /* Some terminals write 2099. */
          if (late.fix_ms - late.server_ms > CHEZU_DAY_MS)
            continue;
          g_assert_cmpint (late.server_ms - late.fix_ms, >, 60 * CHEZU_SECOND_MS);
          g_assert_true (
              chezu_sim_radio_get_late (fixture->world, &fixture->clock, vehicle, arrival, &back));
          g_assert_cmpint (back, ==, i);
          id = chezu_sim_fix_get_id (fixture->world, &fixture->clock, vehicle, i,
                                     CHEZU_SIM_COPY_LATE);
          g_assert_cmpint (id, >,
                           chezu_sim_fix_get_id (fixture->world, &fixture->clock, vehicle,
                                                 arrival - 1, CHEZU_SIM_COPY_FIRST));
          g_assert_false (chezu_sim_fix_from_id (
              fixture->world, &fixture->clock, id,
              chezu_sim_clock_get_fix_ms (&fixture->clock, vehicle, arrival) - 1, &found));
          g_assert_true (chezu_sim_fix_from_id (
              fixture->world, &fixture->clock, id,
              chezu_sim_clock_get_fix_ms (&fixture->clock, vehicle, arrival), &found));
          g_assert_cmpint (found.fix, ==, i);
        }
    }
  g_assert_cmpuint (n, >, 1000);
}

static void
test_latest_is_the_newest_that_was_heard (Fixture *fixture, gconstpointer data)
{
  gint64 now_ms = DAY_MS + 12 * CHEZU_HOUR_MS;

  for (guint vehicle = 0; vehicle < 4157; vehicle++)
    {
      ChezuSimFix latest, found;
      ChezuSimStatus status;

      g_assert_true (
          chezu_sim_status_get_latest (fixture->world, &fixture->clock, vehicle, now_ms, &latest));
      chezu_sim_status_get (fixture->world, &fixture->clock, vehicle, now_ms, &status);
      g_assert_cmpint (latest.server_ms, <=, now_ms + 20);
      g_assert_true (chezu_sim_fix_from_id (fixture->world, &fixture->clock, status.position_id,
                                            now_ms, &found));
      g_assert_cmpint (found.fix, ==, latest.fix);
      for (gint64 i = latest.fix + 1;
           i <= chezu_sim_clock_get_fix_at (&fixture->clock, vehicle, now_ms); i++)
        g_assert_false (chezu_sim_radio_is_heard (fixture->world, &fixture->clock, vehicle, i));
    }
}

static void
test_terminals_that_never_worked (Fixture *fixture, gconstpointer data)
{
  ChezuSimStatus status;
  ChezuSimFix fix;

  chezu_sim_status_get (fixture->world, &fixture->clock, 4158, DAY_MS, &status);
  g_assert_cmpint (status.heard_ms, ==, 0);
  g_assert_cmpint (status.position_id, ==, 0);
  g_assert_cmpint (status.connection, ==, CHEZU_SIM_OFFLINE);
  chezu_sim_status_get (fixture->world, &fixture->clock, 4157, DAY_MS, &status);
  g_assert_cmpint (status.heard_ms, >, 0);
  g_assert_cmpint (status.position_id, ==, 0);
  g_assert_false (
      chezu_sim_status_get_latest (fixture->world, &fixture->clock, 4157, DAY_MS, &fix));
}

/* Every fault of a terminal shows in a day, and is rare. */
static void
test_terminals_fail_now_and_then (Fixture *fixture, gconstpointer data)
{
  guint n = 0, n_null_island = 0, n_future = 0, n_twice = 0, n_drift = 0, n_zone = 0;

  for (guint vehicle = 0; vehicle < 4157; vehicle++)
    {
      ChezuSimTerminal terminal = chezu_sim_radio_get_terminal (fixture->world, vehicle);
      gint64 first = chezu_sim_clock_get_fix_at (&fixture->clock, vehicle, DAY_MS);

      n_zone += terminal == CHEZU_SIM_TERMINAL_WRONG_ZONE ? 1 : 0;
      for (gint64 i = first; i < first + (terminal == CHEZU_SIM_TERMINAL_GOOD ? 60 : 2000); i++)
        {
          ChezuSimFix fix;
          ChezuSimTruth truth;

          n_twice += chezu_sim_fix_is_sent_twice (fixture->world, &fixture->clock, vehicle, i);
          if (terminal == CHEZU_SIM_TERMINAL_GOOD
              || !chezu_sim_fix_get (fixture->world, &fixture->clock, vehicle, i,
                                     CHEZU_SIM_COPY_FIRST, &fix))
            continue;
          n++;
          n_future += fix.fix_ms > DAY_MS + 365 * CHEZU_DAY_MS ? 1 : 0;
          if (!fix.valid)
            {
              n_null_island++;
              g_assert_cmpfloat (fix.lat, ==, 0.0);
              g_assert_cmpfloat (fix.lon, ==, 0.0);
              continue;
            }
          chezu_sim_truth_at (fixture->world, &fixture->clock, vehicle,
                              chezu_sim_clock_get_fix_ms (&fixture->clock, vehicle, i), &truth);
          n_drift += hypot (fix.lon - truth.motion.lon, fix.lat - truth.motion.lat) > 0.02 ? 1 : 0;
        }
    }
  g_assert_cmpuint (n_null_island, >, 50);
  g_assert_cmpuint (n_future, >, 5);
  g_assert_cmpuint (n_twice, >, 10);
  g_assert_cmpuint (n_drift, >, 10);
  g_assert_cmpuint (n_zone, >, 0);
  g_assert_cmpuint (n_null_island + n_future + n_drift, <, n / 50);
}

/* The events of a period are found without looking at every report of it; here every one is. */
static void
test_no_event_is_missed (Fixture *fixture, gconstpointer data)
{
  gint64 from_ms = DAY_MS + 5 * CHEZU_HOUR_MS;
  gint64 to_ms = from_ms + 8 * CHEZU_HOUR_MS;
  guint n_kind[CHEZU_SIM_N_EVENTS] = { 0 };

  for (guint vehicle = 0; vehicle < 4157; vehicle += 53)
    {
      g_autoptr (GArray) fixes
          = chezu_sim_events_find_fixes (fixture->world, &fixture->clock, vehicle, from_ms, to_ms);
      guint at = 0;

      for (gint64 i = chezu_sim_clock_get_fix_at (&fixture->clock, vehicle, from_ms - 1) + 1;
           i <= chezu_sim_clock_get_fix_at (&fixture->clock, vehicle, to_ms); i++)
        {
          ChezuSimEvent events[CHEZU_SIM_N_EVENTS];
          guint n
              = chezu_sim_events_at (fixture->world, &fixture->clock, vehicle, i, to_ms, events);

          while (at < fixes->len && g_array_index (fixes, gint64, at) < i)
            at++;
          for (guint j = 0; j < n; j++)
            n_kind[events[j].kind]++;
          if (n > 0 && (at >= fixes->len || g_array_index (fixes, gint64, at) != i))
            g_error ("vehicle %u, fix %" G_GINT64_FORMAT ": %s not found", vehicle, i,
                     chezu_sim_event_get_type (&events[0]));
        }
    }
  g_assert_cmpuint (n_kind[CHEZU_SIM_EVENT_ONLINE], >, 0);
  g_assert_cmpuint (n_kind[CHEZU_SIM_EVENT_OFFLINE], >, 0);
  g_assert_cmpuint (n_kind[CHEZU_SIM_EVENT_UNKNOWN], >, 0);
  g_assert_cmpuint (n_kind[CHEZU_SIM_EVENT_IGNITION_ON], >, 0);
  g_assert_cmpuint (n_kind[CHEZU_SIM_EVENT_IGNITION_OFF], >, 0);
  g_assert_cmpuint (n_kind[CHEZU_SIM_EVENT_OVERSPEED], >, 0);
}

static void
test_every_alarm_happens_in_a_day (Fixture *fixture, gconstpointer data)
{
  guint n_kind[CHEZU_SIM_N_EVENTS] = { 0 };
  ChezuSimPen pen = fixture_pen (fixture);

  for (guint vehicle = 0; vehicle < 4157; vehicle += 2)
    {
      g_autoptr (GArray) fixes = chezu_sim_events_find_fixes (
          fixture->world, &fixture->clock, vehicle, DAY_MS, DAY_MS + CHEZU_DAY_MS);

      for (guint i = 0; i < fixes->len; i++)
        {
          ChezuSimEvent events[CHEZU_SIM_N_EVENTS];
          guint n = chezu_sim_events_at (fixture->world, &fixture->clock, vehicle,
                                         g_array_index (fixes, gint64, i), G_MAXINT64, events);

          for (guint j = 0; j < n; j++)
            {
              n_kind[events[j].kind]++;
              if (events[j].kind >= CHEZU_SIM_EVENT_OVERSPEED)
                {
                  g_autoptr (GString) json = g_string_new (NULL);
                  ChezuSimEvent found;
                  gint64 id;

                  chezu_sim_json_event (json, &pen, &events[j], FALSE);
                  id = g_ascii_strtoll (json->str + strlen ("{\"id\":"), NULL, 10);
                  g_assert_true (chezu_sim_event_from_id (fixture->world, &fixture->clock, id,
                                                          G_MAXINT64, &found));
                  g_assert_cmpint (found.kind, ==, events[j].kind);
                  g_assert_cmpint (found.time_ms, ==, events[j].time_ms);
                }
            }
        }
    }
  for (guint i = 0; i < CHEZU_SIM_N_EVENTS; i++)
    g_test_message ("event %u: %u", i, n_kind[i]);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (n_kind[CHEZU_SIM_EVENT_ALARM + i], >, 0);
}

static void
test_alarms_are_joined (Fixture *fixture, gconstpointer data)
{
  ChezuSimFix fix = {
    .vehicle = 5,
    .fix = 176000000,
    .valid = TRUE,
    .odd_types = TRUE,
    .engine = TRUE,
    .lon = -0.00000004,
    .lat = 34.8,
    .alarms = CHEZU_SIM_ALARM_OVERSPEED | CHEZU_SIM_ALARM_FATIGUE,
  };
  g_autofree char *text = describe (fixture, &fix);

  g_assert_nonnull (strstr (text, "\"alarm\":\"overspeed,fatigueDriving\""));
  g_assert_nonnull (strstr (text, "\"ignition\":\"true\""));
  g_assert_nonnull (strstr (text, "\"latitude\":34.8,"));
  g_assert_nonnull (strstr (text, "\"longitude\":0.0,"));
}

static void
test_texts_and_numbers_are_written_well (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  ChezuSimPen pen = { .times = CHEZU_SIM_TIMES_OFFSET };

  chezu_sim_json_text (out, "a\"\\\n薛");
  g_assert_cmpstr (out->str, ==, "\"a\\\"\\\\\\u000a薛\"");
  g_string_truncate (out, 0);
  chezu_sim_json_number (out, -12.3456789, 6);
  g_assert_cmpstr (out->str, ==, "-12.345679");
  g_string_truncate (out, 0);
  chezu_sim_json_number (out, 100.0, 7);
  g_assert_cmpstr (out->str, ==, "100.0");

  for (gint64 i = -3000; i < 3000; i++)
    {
      gint64 time_ms = i * 1234567890123 / 250 + i;
      g_autofree char *expected = chezu_time_format_iso8601 (time_ms);

      if (time_ms < -62135596800000)
        continue;
      g_string_truncate (out, 0);
      chezu_sim_json_time (out, &pen, time_ms);
      g_string_erase (out, 0, 1);
      g_string_truncate (out, out->len - 1);
      g_assert_cmpstr (out->str, ==, expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/clock/serials-and-fixes-are-one-to-one",
                   test_serials_and_fixes_are_one_to_one);
  g_test_add_func ("/sim/clock/reports-are-spread-evenly", test_reports_are_spread_evenly);
#define ADD(path, func) g_test_add (path, Fixture, NULL, whole_set_up, func, whole_tear_down)
  ADD ("/sim/reports/history-is-what-was-streamed", test_history_is_what_was_streamed);
  ADD ("/sim/reports/both-ends-of-a-window-count", test_both_ends_of_a_window_count);
  ADD ("/sim/reports/late-ones-come-after-newer-ones", test_late_reports_come_after_newer_ones);
  ADD ("/sim/reports/latest-is-the-newest-that-was-heard",
       test_latest_is_the_newest_that_was_heard);
  ADD ("/sim/reports/some-terminals-never-worked", test_terminals_that_never_worked);
  ADD ("/sim/reports/terminals-fail-now-and-then", test_terminals_fail_now_and_then);
  ADD ("/sim/events/none-is-missed", test_no_event_is_missed);
  ADD ("/sim/events/every-alarm-happens-in-a-day", test_every_alarm_happens_in_a_day);
  ADD ("/sim/json/alarms-are-joined", test_alarms_are_joined);
#undef ADD
  g_test_add_func ("/sim/json/texts-and-numbers-are-written-well",
                   test_texts_and_numbers_are_written_well);
  return g_test_run ();
}
