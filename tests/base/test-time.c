/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instants as servers write them: any offset, `Z`, and refusals. */

#include "base/chezu-time.h"

static void
assert_parses (const char *text, gint64 expected)
{
  gint64 time_ms = -1;

  g_assert_true (chezu_time_parse_iso8601 (text, &time_ms));
  g_assert_cmpint (time_ms, ==, expected);
}

static void
test_offsets_name_the_same_instant (void)
{
  const gint64 instant = G_GINT64_CONSTANT (1772600767000);

  assert_parses ("2026-03-04T05:06:07.000+00:00", instant);
  assert_parses ("2026-03-04T05:06:07Z", instant);
  assert_parses ("2026-03-04T13:06:07.000+08:00", instant);
  assert_parses ("2026-03-04T05:06:07.250+00:00", instant + 250);
  assert_parses ("1969-12-31T23:59:59Z", -1000);
}

static void
test_a_time_without_offset_is_refused (void)
{
  gint64 time_ms = 17;

  g_assert_false (chezu_time_parse_iso8601 ("2026-03-04T05:06:07", &time_ms));
  g_assert_false (chezu_time_parse_iso8601 ("yesterday", &time_ms));
  g_assert_false (chezu_time_parse_iso8601 ("2026-13-04T05:06:07Z", &time_ms));
  g_assert_false (chezu_time_parse_iso8601 ("", &time_ms));
  g_assert_false (chezu_time_parse_iso8601 (NULL, &time_ms));
  g_assert_cmpint (time_ms, ==, 17);
}

static void
test_written_and_read_back (void)
{
  for (gint64 time_ms = -1500; time_ms < G_GINT64_CONSTANT (4102444800000);
       time_ms += G_GINT64_CONSTANT (98765432101))
    {
      g_autofree char *text = chezu_time_format_iso8601 (time_ms);

      assert_parses (text, time_ms);
    }
}

/* What GLib's calendar says of the same text. */
static gboolean
parse_by_glib (const char *text, gint64 *time_ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  if (time == NULL)
    return FALSE;
  *time_ms = g_date_time_to_unix_usec (time) / 1000;
  return TRUE;
}

/* Most times are read by a short way of our own; it must not know another calendar, and must leave
 * alone what it does not know. */
static void
test_every_form_is_read_as_glib_reads_it (void)
{
  static const char *const ends[]
      = { "Z",         "+00:00",     ".000+00:00", ".999-08:30", ".5Z",    ".123456Z",
          ",250Z",     "+0800",      "+08",        "-14:00",     "+23:59", "+24:00",
          ".000+00:0", ".000+00:60", ".12x+00:00", "",           "Zulu",   "z" };

  for (int i = 0; i < 20000; i++)
    {
      g_autofree char *text
          = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%s", g_test_rand_int_range (0, 9999),
                             g_test_rand_int_range (0, 14), g_test_rand_int_range (0, 33),
                             g_test_rand_int_range (0, 25), g_test_rand_int_range (0, 61),
                             g_test_rand_int_range (0, 62), ends[i % (int)G_N_ELEMENTS (ends)]);
      gint64 ours = -1;
      gint64 theirs = -1;

      g_assert_cmpint (chezu_time_parse_iso8601 (text, &ours), ==, parse_by_glib (text, &theirs));
      g_assert_cmpint (ours, ==, theirs);
    }
}

static void
test_a_day_begins_at_local_midnight (void)
{
  g_autoptr (GTimeZone) shanghai = g_time_zone_new_identifier ("Asia/Shanghai");
  gint64 evening;
  gint64 midnight;

  g_assert_true (chezu_time_parse_iso8601 ("2026-11-24T22:30:00+08:00", &evening));
  g_assert_true (chezu_time_parse_iso8601 ("2026-11-24T00:00:00+08:00", &midnight));
  g_assert_cmpint (chezu_time_start_of_day_ms (evening, shanghai), ==, midnight);
  g_assert_cmpint (chezu_time_start_of_day_ms (midnight, shanghai), ==, midnight);
  g_assert_cmpint (chezu_time_start_of_day_ms (midnight - 1, shanghai), ==,
                   midnight - CHEZU_DAY_MS);
}

static void
test_offsets_go_there_and_back (void)
{
  static const struct
  {
    const char *text;
    gint64 ms;
    const char *back;
  } cases[] = {
    { "0", 0, "0" },
    { "-8h", -8 * CHEZU_HOUR_MS, "-8h" },
    { "+30min", 30 * CHEZU_MINUTE_MS, "+30min" },
    { "1h30min5s", 90 * CHEZU_MINUTE_MS + 5000, "+1h30min5s" },
    { "1d", CHEZU_DAY_MS, "+24h" },
    { "-0s", 0, "0" },
  };
  static const char *const bad[]
      = { "", "-", "8", "h", "-8hours", "8h ", "1.5h", "--8h", "99999999999999h", "-8h+1min" };
  gint64 ms = 77;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *back = NULL;

      g_assert_true (chezu_time_parse_offset (cases[i].text, &ms));
      g_assert_cmpint (ms, ==, cases[i].ms);
      back = chezu_time_format_offset (ms);
      g_assert_cmpstr (back, ==, cases[i].back);
    }
  ms = 77;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (chezu_time_parse_offset (bad[i], &ms));
      g_assert_cmpint (ms, ==, 77);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/offsets-name-the-same-instant", test_offsets_name_the_same_instant);
  g_test_add_func ("/base/time/a-time-without-offset-is-refused",
                   test_a_time_without_offset_is_refused);
  g_test_add_func ("/base/time/written-and-read-back", test_written_and_read_back);
  g_test_add_func ("/base/time/every-form-is-read-as-glib-reads-it",
                   test_every_form_is_read_as_glib_reads_it);
  g_test_add_func ("/base/time/a-day-begins-at-local-midnight",
                   test_a_day_begins_at_local_midnight);
  g_test_add_func ("/base/time/offsets-go-there-and-back", test_offsets_go_there_and_back);

  return g_test_run ();
}
