/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-time.h"

#include <string.h>
#include <time.h>

gint64
chezu_time_now_ms (void)
{
  return g_get_real_time () / 1000;
}

/**
 * chezu_time_boot_us:
 *
 * Returns: microseconds on a clock that nobody sets and that goes on while the computer sleeps
 */
gint64
chezu_time_boot_us (void)
{
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return g_get_monotonic_time ();
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
read_digits (const char *text, guint n_digits, gint64 *number)
{
  *number = 0;
  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *number = *number * 10 + (text[i] - '0');
    }
  return TRUE;
}

/* Days since 1970 of a date in the Gregorian calendar, by eras of 400 years that begin in March, so
 * that the day that comes and goes is a year's last. */
static gint64
days_of_date (gint64 year, gint64 month, gint64 day)
{
  gint64 march_year = month <= 2 ? year - 1 : year;
  gint64 era = march_year / 400;
  gint64 year_of_era = march_year - era * 400;
  gint64 day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
         - 719468;
}

/* What stands behind the seconds: milliseconds or nothing, then the offset, then the end. */
static gboolean
read_usual_end (const char *text, gint64 *ms)
{
  gint64 hours;
  gint64 minutes;
  gint64 offset_ms;

  *ms = 0;
  if (*text == '.')
    {
      if (!read_digits (text + 1, 3, ms))
        return FALSE;
      text += 4;
    }
  if (text[0] == 'Z')
    return text[1] == '\0';
  if ((text[0] != '+' && text[0] != '-') || !read_digits (text + 1, 2, &hours) || text[3] != ':'
      || !read_digits (text + 4, 2, &minutes) || text[6] != '\0' || hours > 23 || minutes > 59)
    return FALSE;

  offset_ms = hours * CHEZU_HOUR_MS + minutes * CHEZU_MINUTE_MS;
  *ms += text[0] == '+' ? -offset_ms : offset_ms;
  return TRUE;
}

/* The form that servers write, "2026-03-04T05:06:07.000+00:00": hundreds of thousands of them come
 * in a second when history is loaded. FALSE: it is another form, or no time. */
static gboolean
parse_usual_form (const char *text, gint64 *time_ms)
{
  gint64 year;
  gint64 month;
  gint64 day;
  gint64 hour;
  gint64 minute;
  gint64 second;
  gint64 rest_ms;

  if (!read_digits (text, 4, &year) || text[4] != '-' || !read_digits (text + 5, 2, &month)
      || text[7] != '-' || !read_digits (text + 8, 2, &day) || text[10] != 'T'
      || !read_digits (text + 11, 2, &hour) || text[13] != ':'
      || !read_digits (text + 14, 2, &minute) || text[16] != ':'
      || !read_digits (text + 17, 2, &second) || !read_usual_end (text + 19, &rest_ms))
    return FALSE;
  if (year < 1 || month < 1 || month > 12 || day < 1
      || day > g_date_get_days_in_month ((GDateMonth)month, (GDateYear)year) || hour > 23
      || minute > 59 || second > 59)
    return FALSE;

  *time_ms = days_of_date (year, month, day) * CHEZU_DAY_MS + hour * CHEZU_HOUR_MS
             + minute * CHEZU_MINUTE_MS + second * CHEZU_SECOND_MS + rest_ms;
  return TRUE;
}

/**
 * chezu_time_parse_iso8601:
 * @text: a date and time with an offset or `Z`
 * @time_ms: (out): Unix milliseconds
 *
 * Reads an instant as telematics servers write it. A time without an offset names no instant and is
 * refused.
 *
 * Returns: whether @text was such a time; @time_ms is left alone otherwise
 */
gboolean
chezu_time_parse_iso8601 (const char *text, gint64 *time_ms)
{
  g_autoptr (GDateTime) parsed = NULL;

  g_return_val_if_fail (time_ms != NULL, FALSE);

  if (text == NULL)
    return FALSE;
  if (parse_usual_form (text, time_ms))
    return TRUE;

  parsed = g_date_time_new_from_iso8601 (text, NULL);
  if (parsed == NULL)
    return FALSE;

  *time_ms = g_date_time_to_unix_usec (parsed) / 1000;
  return TRUE;
}

/**
 * chezu_time_format_iso8601:
 *
 * Writes @time_ms as a Traccar server does: `2026-03-04T05:06:07.000+00:00`.
 *
 * Returns: (transfer full): the text
 */
char *
chezu_time_format_iso8601 (gint64 time_ms)
{
  gint64 millisecond = ((time_ms % 1000) + 1000) % 1000;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((time_ms - millisecond) / 1000);
  g_autofree char *seconds = NULL;

  if (time == NULL)
    return g_strdup ("");

  seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03d+00:00", seconds, (int)millisecond);
}

/**
 * chezu_time_start_of_day_ms:
 *
 * Returns: the midnight in @zone with which the day of @time_ms began
 */
gint64
chezu_time_start_of_day_ms (gint64 time_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) midnight = NULL;

  g_return_val_if_fail (utc != NULL, 0);

  local = g_date_time_to_timezone (utc, zone);
  midnight = g_date_time_new (zone, g_date_time_get_year (local), g_date_time_get_month (local),
                              g_date_time_get_day_of_month (local), 0, 0, 0);
  return g_date_time_to_unix (midnight) * 1000;
}

static const struct
{
  const char *name;
  gint64 ms;
} offset_units[] = {
  { "d", CHEZU_DAY_MS },
  { "h", CHEZU_HOUR_MS },
  { "min", CHEZU_MINUTE_MS },
  { "s", CHEZU_SECOND_MS },
};

/* A number and its unit, at most a century. */
static gboolean
read_offset_part (const char **text, gint64 *ms)
{
  gint64 number = 0;
  const char *start = *text;

  for (; g_ascii_isdigit (**text) && number < 10000000; (*text)++)
    number = number * 10 + (**text - '0');
  if (*text == start)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (offset_units); i++)
    if (g_str_has_prefix (*text, offset_units[i].name))
      {
        *text += strlen (offset_units[i].name);
        *ms += number * offset_units[i].ms;
        return TRUE;
      }
  return FALSE;
}

/**
 * chezu_time_parse_offset:
 *
 * Returns: whether @text was an offset; @offset_ms is left alone otherwise
 */
gboolean
chezu_time_parse_offset (const char *text, gint64 *offset_ms)
{
  gboolean is_negative = *text == '-';
  gint64 ms = 0;

  if (g_str_equal (text, "0"))
    {
      *offset_ms = 0;
      return TRUE;
    }
  if (*text == '-' || *text == '+')
    text++;
  do
    if (!read_offset_part (&text, &ms))
      return FALSE;
  while (*text != '\0');

  *offset_ms = is_negative ? -ms : ms;
  return TRUE;
}

/* Returns: (transfer full): what chezu_time_parse_offset () reads; seconds are the smallest unit */
char *
chezu_time_format_offset (gint64 offset_ms)
{
  gint64 rest_ms = ABS (offset_ms);
  GString *text = g_string_new (NULL);

  if (rest_ms < CHEZU_SECOND_MS)
    return g_string_free_and_steal (g_string_append_c (text, '0'));
  g_string_append_c (text, offset_ms < 0 ? '-' : '+');
  /* "-8h" rather than parts of a day. */
  for (guint i = 1; i < G_N_ELEMENTS (offset_units); i++)
    {
      gint64 number = rest_ms / offset_units[i].ms;

      if (number > 0)
        g_string_append_printf (text, "%" G_GINT64_FORMAT "%s", number, offset_units[i].name);
      rest_ms -= number * offset_units[i].ms;
    }
  return g_string_free_and_steal (text);
}
