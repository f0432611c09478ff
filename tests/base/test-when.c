/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instants as people type them, and what is none. */

#include "base/chezu-when.h"

#include "base/chezu-time.h"

/* 2026-04-14 10:20:30 in Shanghai, a Tuesday. */
#define NOW_MS G_GINT64_CONSTANT (1776133230000)
#define MIDNIGHT_MS G_GINT64_CONSTANT (1776096000000)

static gint64
parse_in (const char *text, const char *zone_name)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  g_autoptr (GError) error = NULL;
  gint64 time_ms = -1;

  chezu_when_parse (text, NOW_MS, zone, &time_ms, &error);
  g_assert_no_error (error);
  return time_ms;
}

static void
assert_is (const char *text, gint64 expected)
{
  g_assert_cmpint (parse_in (text, "Asia/Shanghai"), ==, expected);
}

static void
test_days_begin_at_local_midnight (void)
{
  assert_is ("today", MIDNIGHT_MS);
  assert_is (" Today ", MIDNIGHT_MS);
  assert_is ("yesterday", MIDNIGHT_MS - CHEZU_DAY_MS);
  assert_is ("2026-04-14", MIDNIGHT_MS);
  assert_is ("2026-04-01", MIDNIGHT_MS - 13 * CHEZU_DAY_MS);
  g_assert_cmpint (parse_in ("2026-04-14", "UTC"), ==, MIDNIGHT_MS + 8 * CHEZU_HOUR_MS);
}

static void
test_times_of_day_are_local (void)
{
  gint64 half_past_eight = MIDNIGHT_MS + 8 * CHEZU_HOUR_MS + 30 * CHEZU_MINUTE_MS;

  assert_is ("08:30", half_past_eight);
  assert_is ("8:30", half_past_eight);
  assert_is ("8:30:15", half_past_eight + 15 * CHEZU_SECOND_MS);
  assert_is ("today 08:30", half_past_eight);
  assert_is ("yesterday 08:30", half_past_eight - CHEZU_DAY_MS);
  assert_is ("2026-04-14 08:30", half_past_eight);
  assert_is ("2026-04-14T08:30", half_past_eight);
  assert_is ("2026-04-14T08:30:00.250", half_past_eight + 250);
}

static void
test_an_offset_counts (void)
{
  assert_is ("2026-04-14T00:30:00Z", MIDNIGHT_MS + 8 * CHEZU_HOUR_MS + 30 * CHEZU_MINUTE_MS);
  assert_is ("2026-04-14 08:30:00+08:00", MIDNIGHT_MS + 8 * CHEZU_HOUR_MS + 30 * CHEZU_MINUTE_MS);
}

static void
test_spans_count_back_from_now (void)
{
  assert_is ("now", NOW_MS);
  assert_is ("2h ago", NOW_MS - 2 * CHEZU_HOUR_MS);
  assert_is ("30 min ago", NOW_MS - 30 * CHEZU_MINUTE_MS);
  assert_is ("1.5 days ago", NOW_MS - 36 * CHEZU_HOUR_MS);
  assert_is ("3w ago", NOW_MS - 21 * CHEZU_DAY_MS);
  assert_is ("0s ago", NOW_MS);
  assert_is ("in 2h", NOW_MS + 2 * CHEZU_HOUR_MS);
  assert_is ("in 30 min", NOW_MS + 30 * CHEZU_MINUTE_MS);
}

/* 2025-03-30: the night in which Berlin's clocks go from two to three. */
static void
test_yesterday_is_a_day_of_the_wall_clock (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  gint64 noon;
  gint64 yesterday;

  g_assert_true (chezu_time_parse_iso8601 ("2025-03-30T12:00:00+02:00", &noon));
  g_assert_true (chezu_when_parse ("yesterday 12:00", noon, zone, &yesterday, NULL));
  g_assert_cmpint (noon - yesterday, ==, 23 * CHEZU_HOUR_MS);
}

static void
test_what_is_no_time_is_refused (void)
{
  static const char *const wrong[]
      = { "",           "soon",       "ago",         " ago",          "h ago",       "2 ago",
          "2x ago",     "-2h ago",    "1e99d ago",   "nan h ago",     "25:00",       "8:60",
          "8:30:60",    "8:30:15:1",  "8",           "todayish",      "today 25:00", "yesterday x",
          "2026-02-30", "2026-13-01", "2026-04-14T", "2026-04-14 8h", "14.4.2026",   "inf d ago",
          "in",         "in h",       "in 2h ago",   "in -1h" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 time_ms = 17;

      g_assert_false (chezu_when_parse (wrong[i], NOW_MS, zone, &time_ms, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_cmpint (time_ms, ==, 17);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/when/days-begin-at-local-midnight", test_days_begin_at_local_midnight);
  g_test_add_func ("/base/when/times-of-day-are-local", test_times_of_day_are_local);
  g_test_add_func ("/base/when/an-offset-counts", test_an_offset_counts);
  g_test_add_func ("/base/when/spans-count-back-from-now", test_spans_count_back_from_now);
  g_test_add_func ("/base/when/yesterday-is-a-day-of-the-wall-clock",
                   test_yesterday_is_a_day_of_the_wall_clock);
  g_test_add_func ("/base/when/what-is-no-time-is-refused", test_what_is_no_time_is_refused);
  return g_test_run ();
}
